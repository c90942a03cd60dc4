"""Tables whose columns have a type of their own, so that one without rows, or a column without values, keeps it.

A column's type is written as a pydantic field has it: ``str | None``, ``date``, ``Literal["high", "low"]``.
"""

import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Columns = Mapping[str, Any]  # the type of each column, by name
Long = Annotated[int, pa.int64()]  # an integer that may exceed 2,147,483,647

ARROW = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float64(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),  # UTC, without a zone: every database reads it
}


def schema_of(columns: Columns) -> pa.Schema:
    """Return the Arrow schema of some columns, in their order; only a type with ``None`` admits a missing value.

    Raises:
        TypeError: a type has no counterpart in a table.
    """
    return pa.schema([_field(name, annotation) for name, annotation in columns.items()])


def table_of(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, columns: Columns) -> pa.Table:
    """Return rows as a table of exactly these columns.

    Raises:
        ValueError: a row lacks a column or has one more, or a value is missing where none may be.
        pyarrow.ArrowInvalid: a value is not of the type of its column.
    """
    schema = schema_of(columns)
    if isinstance(rows, pd.DataFrame):
        _refuse_others(rows.columns, columns)
        table = pa.Table.from_pandas(rows, schema, preserve_index=False).replace_schema_metadata(None)
    else:
        listed = list(rows)
        for row in listed:
            _refuse_others(row, columns)
        table = pa.Table.from_pylist(listed, schema)
    for field, values in zip(schema, table.columns, strict=True):
        if not field.nullable and values.null_count:
            raise ValueError(f"column {field.name}: {values.null_count} of {len(values)} rows have no value")
    return table


def write_table(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, columns: Columns, path: Path) -> None:
    """Write rows as a Parquet file of exactly these columns.

    Raises:
        ValueError: as for ``table_of``.
    """
    pq.write_table(table_of(rows, columns), path)


def _refuse_others(found: Iterable[str], columns: Columns) -> None:
    wrong = sorted(set(found) ^ set(columns))
    if wrong:
        raise ValueError(f"columns that are missing, or not declared: {', '.join(wrong)}")


def _field(name: str, annotation: Any) -> pa.Field:
    alternatives = list(_alternatives(annotation))
    found = {kind if isinstance(kind, pa.DataType) else ARROW.get(kind) for kind in alternatives if kind is not None}
    if len(found) != 1 or None in found:
        raise TypeError(f"column {name}: {annotation} is no type of a table")
    return pa.field(name, found.pop(), nullable=None in alternatives)


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Give the types that a value may have; None stands for a missing one."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is type(None):
        yield None
    elif origin is Annotated:
        own = [part for part in arguments[1:] if isinstance(part, pa.DataType)]
        yield from own or _alternatives(arguments[0])
    elif origin in (Union, types.UnionType):
        for alternative in arguments:
            yield from _alternatives(alternative)
    elif origin is Literal:
        yield from (type(value) for value in arguments)
    else:
        yield annotation
