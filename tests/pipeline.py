"""The whole way from releases to pages, in one process and without Airflow."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oba.config import PREFIX, Settings


@contextmanager
def in_environment(settings: Settings) -> Iterator[None]:
    """Let the steps, which read the environment, find these settings there."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.model_dump().items():
            if isinstance(value, tuple):
                value = (os.pathsep if name == "releases" else ",").join(map(str, value))
            environment.setenv(PREFIX + name.upper(), str(value))
        yield


def build_all(settings: Settings) -> Settings:
    """Land, gate, build and draw every release the settings offer, without publishing."""
    from oba import local_run, sequence

    settings.home.mkdir(parents=True, exist_ok=True)
    with in_environment(settings):
        for one in (sequence.LANDING, sequence.PUBLISHING):
            ended = local_run.run(one, without={"publish", "report_alerts", "report_refusals"})
            assert {task.state for task in ended} == {"success"}, [task for task in ended if task.error]
    return settings
