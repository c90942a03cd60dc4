"""A plugin of Airflow: the scheduler imports what its tasks need, so that not each of them has to.

With LocalExecutor a task is a process forked from the scheduler, and would spend most of its time on imports. Every
component loads this file; the others run no task, and only start sooner without the imports.
"""

import importlib
import sys

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

from oba.sequence import LANDING, PUBLISHING, TAKING


class _Listener:
    @hookimpl
    def on_starting(self, component: object) -> None:
        """Import what the steps name, before the scheduler forks anything."""
        if sys.argv[1:2] == ["scheduler"]:  # the component is not told its kind yet
            for step in (*TAKING.steps, *LANDING.steps, *PUBLISHING.steps):
                for module in step.imports:
                    importlib.import_module(module)


class ImportsFirst(AirflowPlugin):
    """Registers the listener."""

    name = "imports_first"
    listeners = (_Listener(),)
