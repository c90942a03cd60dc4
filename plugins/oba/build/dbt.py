"""Running dbt over the prepared inputs in this process, and saying what failed."""

import logging
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import yaml

from oba.config import PROJECT, Settings
from oba.errors import ObaError
from oba.files import trouble

log = logging.getLogger(__name__)

DBT_PROJECT = PROJECT / "dbt_project"


class BuildFailed(ObaError):
    """A dbt model or test failed; names each and says where its SQL is."""


def dbt_arguments(settings: Settings) -> list[str]:
    """Return the options with which every dbt command runs on this project."""
    variables = {"build": str(settings.build), "threads": settings.dbt_threads}
    return [
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target", settings.dbt_target, "--vars", yaml.safe_dump(variables)),
        *("--target-path", str(settings.dbt_artifacts / "target"), "--log-path", str(settings.dbt_artifacts / "logs")),
    ]


def run_dbt(settings: Settings) -> str:
    """Build and test every model over the prepared inputs, in this process.

    Returns:
        One line: how many models and tests passed.

    Raises:
        BuildFailed: a model or test failed, or dbt could not start.
    """
    # Imported late: dbt takes seconds, and most of the package works without it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        # Unit tests check the code and not the data, so they run with the tests of the package.
        options = ["--exclude-resource-type", "unit_test", *dbt_arguments(settings)]
        # dbt makes a line of all that happens before it looks whether the line is wanted, which takes seconds.
        silent = ["--log-level", "none", "--log-level-file", "none"]
        outcome = dbtRunner(callbacks=[_pass_on]).invoke([*silent, "build", *options])
    finally:
        # dbt holds the file's lock until told otherwise, and the gate out reads the file in this process.
        DuckDBConnectionManager.close_all_connections()
    results = getattr(outcome.result, "results", None)
    if results is None:
        found = outcome.exception or outcome.result
        said = trouble(outcome.exception, settings.home) if outcome.exception else None
        raise BuildFailed(f"dbt could not start: {said or f'{found}. All that it says: oba dbt build.'}")
    failed = [result for result in results if result.status not in ("success", "pass", "no-op")]
    if failed:
        raise BuildFailed(_explain_all(failed, settings))
    done = Counter(result.node.resource_type for result in results)
    return f"{done['model']} models built, {done['test']} tests passed"


def _pass_on(event: Any) -> None:
    """Tell what dbt warns of, or calls an error, in the log of this package."""
    level = {"warn": logging.WARNING, "error": logging.ERROR}.get(event.info.level)
    if level:
        log.log(level, "dbt: %s", event.info.msg)


def _explain_all(failed: list[Any], settings: Settings) -> str:
    broken = [result for result in failed if result.status != "skipped"]
    lines = ["dbt failed; what is served has not changed.", *(_explain(result, settings) for result in broken)]
    return "\n".join([*lines, f"  {len(failed) - len(broken)} further models and tests were not run because of this."])


def _explain(result: Any, settings: Settings) -> str:
    node = result.node
    compiled = settings.dbt_artifacts / "target" / "compiled" / "oba_scorecards" / node.original_file_path
    if result.status == "fail" and node.test_metadata and node.test_metadata.name == "sound":
        message = _broken_rules(node.compiled_code, settings)
    else:
        message = " ".join((result.message or str(result.status)).split())
    # The name of a test holds all its arguments; its alias is as long as a name of a table may be.
    return f"  - {node.resource_type} {node.alias} ({node.original_file_path}): {message} Compiled SQL: {compiled}"


def _broken_rules(failed_test: str, settings: Settings) -> str:
    """Return the rules that rows break, and how many do; dbt itself tells how many rules alone."""
    with duckdb.connect(str(warehouse_file(settings)), read_only=True) as connection:
        connection.execute(f"attach '{settings.build / 'workings.duckdb'}' as workings (read_only)")
        rules = connection.execute(failed_test).fetchall()
    return " ".join(f"Not so in {broken_by:,} rows: {rule}." for rule, broken_by in rules)


def warehouse_file(settings: Settings) -> Path:
    """Return the warehouse that a build leaves: the marts and nothing else."""
    return settings.build / "warehouse.duckdb"
