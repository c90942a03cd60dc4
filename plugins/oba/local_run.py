"""Both DAGs in one process, without a scheduler or any other service.

Airflow runs the tasks, decides what a failed task stops, and decides by its assets whether the second DAG starts; this
module only stands in for the scheduler, prints progress, and keeps everything else that is said in one log file.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from oba.config import PROJECT, Settings
from oba.errors import ObaError
from oba.files import alone

LANDING, PUBLISHING = "land_releases", "publish_scorecards"


class RunFailed(ObaError):
    """A task of a local run failed."""


def refresh(settings: Settings, console: Console) -> None:
    """Land what is new and publish it, or find that nothing is new.

    Args:
        settings: as the environment gives them; the tasks read the same environment.
        console: where progress is printed.

    Raises:
        RunFailed: a task failed; names the tasks and the log file.
        ObaError: another refresh is using the same work folder.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)  # later releases hold children's records
    log_file = settings.home / "refresh.log"
    with alone(settings.home, seconds_to_wait=0), _said_elsewhere(log_file, console) as out:
        out.print("[bold]Starting Airflow[/bold] (no service, metadata in SQLite) ...")
        dags = _airflow_dags(settings)
        failures = _run(dags[LANDING], out)
        if _asset_starts(PUBLISHING):
            failures += _run(dags[PUBLISHING], out)
            _asset_is_used(PUBLISHING)
    if failures:
        lines = "\n".join(f"- {task}: {error}" for task, error in failures)
        raise RunFailed(f"\n{lines}\nEverything the run said is in {log_file}.")


@contextmanager
def _said_elsewhere(log_file: Path, console: Console) -> Iterator[Console]:
    """Send all that this process prints to the log file, and give a console that still reaches the terminal."""
    sys.stdout.flush()
    sys.stderr.flush()
    terminal, errors = os.dup(1), os.dup(2)
    with log_file.open("ab") as log, os.fdopen(terminal, "w") as screen:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            yield Console(file=screen, force_terminal=console.is_terminal, width=console.width, highlight=False)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(screen.fileno(), 1)
            os.dup2(errors, 2)
            os.close(errors)


def _airflow_dags(settings: Settings) -> dict[str, Any]:
    os.environ.update(settings.airflow_environment)
    settings.airflow_home.mkdir(parents=True, exist_ok=True)
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(PROJECT / "dags")
    if bag.import_errors:
        raise ObaError(f"A DAG cannot be loaded: {bag.import_errors}.")
    return bag.dags


def _run(dag: Any, out: Console) -> list[tuple[str, str]]:
    """Run one DAG and return its failed tasks with what they said."""
    from airflow.sdk.listener import get_listener_manager

    progress = _Progress(out)
    listeners = get_listener_manager()
    listeners.add_listener(progress)
    out.print(f"[bold]{dag.dag_id}[/bold]")
    try:
        run = dag.test()
    finally:
        listeners.pm.unregister(progress)
    failures = []
    for task in sorted(run.get_task_instances(), key=lambda task: str(task.start_date or "")):
        if task.state == "upstream_failed":
            out.print(f"  [yellow]not run[/yellow]  {task.task_id}, because a task before it failed")
        if task.state == "failed":
            failures.append(progress.errors.get((task.task_id, task.map_index), (task.task_id, "see the log")))
    return failures


def _asset_starts(dag_id: str) -> bool:
    """Tell whether Airflow has queued a DAG because an asset it is scheduled on was updated."""
    from airflow.models.asset import AssetDagRunQueue
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        return session.scalar(select(AssetDagRunQueue).where(AssetDagRunQueue.target_dag_id == dag_id)) is not None


def _asset_is_used(dag_id: str) -> None:
    """Take the DAG off Airflow's queue, as its scheduler does when it starts the run."""
    from airflow.models.asset import AssetDagRunQueue
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    with create_session() as session:
        session.execute(delete(AssetDagRunQueue).where(AssetDagRunQueue.target_dag_id == dag_id))


class _Progress:
    """Airflow listener that prints a line as each task ends and remembers what failed."""

    def __init__(self, out: Console) -> None:
        from airflow.listeners import hookimpl

        self.out, self.started, self.errors = out, time.monotonic(), {}
        # Airflow finds the hooks by this mark, which must not be imported before Airflow is configured.
        for name in (
            "on_task_instance_running",
            "on_task_instance_success",
            "on_task_instance_failed",
            "on_task_instance_skipped",
        ):
            hookimpl(getattr(type(self), name))

    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
        self.started = time.monotonic()

    def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
        self._say("[green]done[/green]   ", task_instance)

    def on_task_instance_skipped(self, previous_state: Any, task_instance: Any) -> None:
        self._say("[cyan]skipped[/cyan]", task_instance)

    def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
        self._say("[red]failed[/red] ", task_instance)
        # Of an attempt that is tried again, too; which tasks failed in the end is for Airflow to say.
        self.errors[task_instance.task_id, task_instance.map_index] = (self._name(task_instance), str(error))
        logging.getLogger(__name__).error("%s failed: %s", self._name(task_instance), error)

    def _say(self, outcome: str, task_instance: Any) -> None:
        seconds = time.monotonic() - self.started
        self.out.print(f"  {outcome}  {escape(self._name(task_instance))}  [dim]{seconds:.1f} s[/dim]", soft_wrap=True)

    def _name(self, task_instance: Any) -> str:
        label = getattr(task_instance, "rendered_map_index", None)
        if label is None and task_instance.map_index >= 0:
            label = str(task_instance.map_index)
        return task_instance.task_id + (f" {label}" if label else "")
