"""Running one model's compiled SQL on given rows, so that its figures can be held against an independent library."""

from pathlib import Path

import duckdb
import pandas as pd

from oba.config import Settings


def run_model(name: str, inputs: dict[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """Return what a model makes of its inputs, which stand in memory under the names that the build gives them.

    Args:
        name: a model that the build of these settings has compiled.
        inputs: every model that it reads, as a frame of the columns that it uses.
        settings: of a finished build.
    """
    models = settings.dbt_artifacts / "target" / "compiled" / "oba_scorecards" / "models"
    sql = next(Path(models).rglob(f"{name}.sql")).read_text()
    with duckdb.connect() as memory:
        for database in ("workings", "warehouse"):
            memory.execute(f"attach ':memory:' as {database}")
        for table, frame in inputs.items():
            place = _place_of(table)
            memory.register("given", frame)
            memory.execute(f"create schema if not exists {place.rpartition('.')[0]}")
            memory.execute(f"create table {place} as select * from given")
            memory.unregister("given")
        return memory.sql(sql).df()


def _place_of(table: str) -> str:
    if "." in table:  # of a source: definitions.measure
        return f"workings.{table}"
    for prefix, place in (("stg_", "workings.staging"), ("int_", "workings.intermediate")):
        if table.startswith(prefix):
            return f"{place}.{table}"
    return f"warehouse.marts.{table}"
