"""Types from a definition's fields to the tables that dbt reads."""

from datetime import date
from typing import Annotated, Literal

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pydantic import StringConstraints

from oba.definitions import Definitions, Measure
from oba.definitions.tables import TABLES
from oba.definitions.tables.table import fields
from oba.typed import Long, schema_of, table_of, write_table

COLUMNS = {
    "name": Annotated[str, StringConstraints(min_length=1)],
    "due": date | None,
    "power": Literal["high", "low"] | None,
    "places": int,
    "bytes": Long,
    "is_new": bool,
    "size_pct": float | None,
}
TYPES = ["VARCHAR", "DATE", "VARCHAR", "INTEGER", "BIGINT", "BOOLEAN", "DOUBLE"]
ROW = {"name": "a", "due": None, "power": None, "places": 1, "bytes": 2**40, "is_new": True, "size_pct": None}


@pytest.mark.parametrize("rows", [[], [ROW], pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame([ROW])])
def test_a_table_keeps_its_types_without_a_row_and_without_a_value(rows, tmp_path):
    write_table(rows, COLUMNS, tmp_path / "t.parquet")
    found = duckdb.sql(f"select * from read_parquet('{tmp_path / 't.parquet'}')")
    assert list(zip(found.columns, map(str, found.types), strict=True)) == list(zip(COLUMNS, TYPES, strict=True))
    assert len(found) == len(rows)


def test_a_missing_number_is_no_value_and_not_nan():
    frame = pd.DataFrame([ROW, {**ROW, "size_pct": 1.5}])
    assert table_of(frame, COLUMNS)["size_pct"].to_pylist() == [None, 1.5]


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        ({name: value for name, value in ROW.items() if name != "due"}, ValueError, "missing, or not declared: due"),
        ({**ROW, "deu": None}, ValueError, "missing, or not declared: deu"),
        ({**ROW, "name": None}, ValueError, "column name: 1 of 1 rows have no value"),
        ({**ROW, "places": "many"}, pa.ArrowInvalid, "many"),
        ({**ROW, "places": 2**40}, pa.ArrowInvalid, "too large"),
    ],
)
def test_a_row_that_is_not_of_the_table_is_an_error(row, error, message):
    with pytest.raises(error, match=message):
        table_of([row], COLUMNS)


@pytest.mark.parametrize("annotation", [list[str], str | int, object, None])
def test_a_type_that_no_table_has_is_an_error(annotation):
    with pytest.raises(TypeError, match="column odd"):
        schema_of({"odd": annotation})


def test_a_field_that_is_not_one_cannot_be_renamed():
    with pytest.raises(ValueError, match="Measure has no polarty"):
        fields(Measure, polarty="polarity")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_definition_is_a_row_of_its_table(table, definitions: Definitions):
    found = table_of(table.rows(definitions), table.columns)
    assert found.num_rows or table.name in ("scorecard_action", "deflator")  # none is declared yet
    assert found.schema == schema_of(table.columns)
