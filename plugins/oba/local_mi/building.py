"""Building the restricted warehouse: every record of every statement into an encrypted file, and dbt over it."""

import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from oba.config import PROJECT, Settings
from oba.errors import ObaError
from oba.files import make_folder, put_in_place
from oba.local_mi import published
from oba.local_mi.figures import ALL, OTHER, figure_tables, read_local_figures
from oba.local_mi.parameters import Parameters, read_parameters
from oba.local_mi.records import CELL_ERROR, STATEMENT, read_records
from oba.local_mi.vault import WAREHOUSE, restricted_database

log = logging.getLogger(__name__)

RESTRICTED_PROJECT = PROJECT / "dbt_project" / "restricted"
KEY_VARIABLE = "DBT_ENV_SECRET_OBA_DATABASE_KEY"  # dbt takes values of variables named so out of what it says
OWNER_ONLY = 0o600
BUILDING = ".build"  # where a warehouse is made; only one process makes one, under the lock of the restricted home
MOST_MEMORY = 6_000_000_000  # bytes that the engine holds; what is more goes to encrypted temporary files

# What is landed beside the records; a table that is not given is there and empty.
BESIDE = {
    "statement": STATEMENT,
    "cell_error": CELL_ERROR,
    "published_figure": published.SCHEMA,
}


class RestrictedBuildFailed(ObaError):
    """A model or test of the restricted project failed; says which, by which rule, and no value."""


def build_restricted(settings: Settings, tables: Mapping[str, pa.Table], key: str) -> Path:
    """Build the restricted warehouse of all statements and put it in place by one rename.

    Args:
        settings: Where it belongs and how many threads dbt has.
        tables: By name of the record, all rows of all statements in the form of ``Record.schema``, and beside them
            ``statement``, ``cell_error`` and ``published_figure``; one that is not given is empty.
        key: What the file is encrypted with.

    Returns:
        The file, readable by its owner only.

    Raises:
        RestrictedBuildFailed: dbt could not start, or a model or test failed; the warehouse that was there stays.
        DefinitionError: the records or parameters cannot be used.
    """
    parameters = read_parameters(settings.definitions)
    make_folder(settings.restricted_home)
    settings.restricted_home.chmod(0o700)
    with _own_folder(settings.restricted_home) as folder:
        warehouse = folder / WAREHOUSE
        _load(warehouse, settings, parameters, tables, key)
        log.info(run_restricted_dbt(settings, warehouse, key, parameters))
        warehouse.chmod(OWNER_ONLY)
        target = settings.restricted_home / WAREHOUSE
        put_in_place(warehouse, target)
    return target


def restricted_dbt_arguments(settings: Settings, warehouse: Path, parameters: Parameters) -> list[str]:
    """Return the options with which every dbt command runs on the restricted project."""
    artifacts = settings.restricted_home / "dbt"
    variables = {
        "warehouse": str(warehouse),
        "temporary": str(warehouse.parent / "temporary"),
        "threads": settings.dbt_threads,
        "memory_limit": f"{_memory() // 1_000_000}MB",
        "all_members": ALL,
        "other_member": OTHER,
        **parameters.variables,
    }
    return [
        *("--project-dir", str(RESTRICTED_PROJECT), "--profiles-dir", str(RESTRICTED_PROJECT)),
        *("--target", "duckdb", "--vars", yaml.safe_dump(variables)),
        *("--target-path", str(artifacts / "target"), "--log-path", str(artifacts / "logs")),
    ]


def run_restricted_dbt(settings: Settings, warehouse: Path, key: str, parameters: Parameters) -> str:
    """Build and test every model of the restricted project over the landed records, in this process.

    Returns:
        One line: how many models and tests passed.

    Raises:
        RestrictedBuildFailed: one failed, or dbt could not start.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ[KEY_VARIABLE] = key
    try:
        # Of what dbt keeps of a run, the results have the engine's words for each failure, and those quote cells.
        silent = ["--log-level", "none", "--log-level-file", "none", "--no-write-json"]
        options = ["--exclude-resource-type", "unit_test", *restricted_dbt_arguments(settings, warehouse, parameters)]
        outcome = dbtRunner().invoke([*silent, "build", *options])
    finally:
        DuckDBConnectionManager.close_all_connections()
        os.environ.pop(KEY_VARIABLE, None)
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise RestrictedBuildFailed(f"dbt could not start on {RESTRICTED_PROJECT}: {type(outcome.exception).__name__}.")
    failed = [result for result in results if result.status not in ("success", "pass", "no-op")]
    if failed:
        raise RestrictedBuildFailed(_explain(failed, key, warehouse))
    done = Counter(result.node.resource_type for result in results)
    return f"{done['model']} models built, {done['test']} tests passed"


def _memory() -> int:
    """Return how many bytes the engine may hold: no more than two thirds of the machine's."""
    return min(MOST_MEMORY, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 2 // 3)


@contextmanager
def _own_folder(home: Path) -> Iterator[Path]:
    # One name for all builds: dbt parses the project anew when a variable, such as this path, changes.
    clear_interrupted_build(home)
    folder = home / BUILDING
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        clear_interrupted_build(home)


def clear_interrupted_build(home: Path) -> None:
    """Remove what a build that was killed left in the restricted home, whose lock is held: all of it is encrypted."""
    shutil.rmtree(home / BUILDING, ignore_errors=True)


def _load(
    warehouse: Path, settings: Settings, parameters: Parameters, tables: Mapping[str, pa.Table], key: str
) -> None:
    schemas = {record.record: record.schema for record in read_records(settings.definitions).records} | BESIDE
    with restricted_database(warehouse, key, read_only=False) as connection:
        connection.execute("create schema restricted.landed")
        for name, schema in schemas.items():
            _create(connection, name, _in_form(tables.get(name), schema))
        layouts = connection.execute("select distinct layout from restricted.landed.statement order by all").fetchall()
        _create(connection, "feed", parameters.feeds_of([layout for (layout,) in layouts], list(schemas)))
        _create(connection, "parameter", parameters.table)
        for name, table in figure_tables(read_local_figures(settings.definitions)).items():
            _create(connection, name, table)


def _in_form(table: pa.Table | None, schema: pa.Schema) -> pa.Table:
    """Return a table with exactly the columns of a form; one that is missing is null in every row."""
    if table is None:
        return schema.empty_table()
    columns = [
        table[field.name] if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names).cast(schema)


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("arriving", table)
    connection.execute(f"create table restricted.landed.{name} as select * from arriving")
    connection.unregister("arriving")


def _explain(failed: list[Any], key: str, warehouse: Path) -> str:
    """Say which models and tests failed; what the engine says quotes values, so only the kind of its error is kept."""
    broken = [result for result in failed if result.status != "skipped"]
    lines = [
        f"  - {result.node.resource_type} {result.node.alias} ({result.node.original_file_path}): "
        + (_broken_rules(result, key, warehouse) if result.status == "fail" else _kind_of_error(result.message))
        for result in broken
    ]
    rest = len(failed) - len(broken)
    return "\n".join(
        [
            "dbt failed on the restricted project; the warehouse that was there has not changed.",
            *lines,
            f"  {rest} further models and tests were not run because of this.",
        ]
    )


def _broken_rules(result: Any, key: str, warehouse: Path) -> str:
    with restricted_database(warehouse, key) as connection:
        rules = connection.execute(result.node.compiled_code).fetchall()
    return " ".join(f"Not so in {broken_by:,} rows: {rule}." for rule, broken_by in rules)


def _kind_of_error(message: str | None) -> str:
    """Return such as Conversion Error: the part of the engine's message that holds no value."""
    known = ("Conversion", "Constraint", "Binder", "Parser", "Catalog", "Out of Memory", "Invalid Input", "Compilation")
    found = next((kind for kind in known if kind in (message or "")), "Unknown")
    return f"{found} Error."
