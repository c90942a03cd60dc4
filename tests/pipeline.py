"""The whole way from releases to pages, in one process and without Airflow."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from oba.config import PREFIX, Settings


@contextmanager
def in_environment(settings: Settings) -> Iterator[None]:
    """Let the steps, which read the environment, find these settings there."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.model_dump().items():
            if isinstance(value, tuple):
                value = (os.pathsep if name == "releases" else ",").join(map(str, value))
            if isinstance(value, SecretStr):
                value = value.get_secret_value()
            if value is None:
                continue
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


def build_models(select: str, settings: Settings) -> None:
    """Build a part of the models over the prepared inputs, for a test that looks at no other."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    from oba.build import dbt_arguments

    try:
        outcome = dbtRunner().invoke(["--quiet", "run", "--select", select, *dbt_arguments(settings)])
    finally:
        DuckDBConnectionManager.close_all_connections()
    assert outcome.success, outcome.exception or [result.message for result in outcome.result]
