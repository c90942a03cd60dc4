"""A small vault, extracts of a few made-up children, and a secret, for the tests of local MI."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from oba.config import PROJECT, Settings, settings_from_environment
from oba.local_mi import read_records
from oba.local_mi.vault import new_secret

COUNCIL = "E06000012"
SNAPSHOT = date(2026, 9, 30)
RECORDS = read_records(PROJECT / "data" / "definitions")
ERROR_COLUMNS = ("source_table", "source_row", "column_name", "rule", "found", "mend", "is_row_dropped")


@dataclass(frozen=True)
class Counts:
    source_table: str
    rows: int
    loaded: int
    in_error: int = 0
    dropped: int = 0
    blank: int = 0


@dataclass(frozen=True)
class SmallExtract:
    """What taking a file gives, in the form of ``oba.local_mi.taking.Extract``."""

    records: dict[str, pa.Table]
    layout: str = "small"
    period_start: date | None = None
    period_end: date = SNAPSHOT
    errors: pa.Table = field(default_factory=lambda: table_of_errors([]))
    tables: tuple[Counts, ...] = (Counts("List 1", 2, 2),)
    shown_name: str = "list_1.csv"


def table(record: str, rows: list[dict]) -> pa.Table:
    """Rows of a record as taking gives them: its own columns, where they stand, and nothing else."""
    columns = RECORDS[record].columns
    placed = [{"source_table": "List 1", "source_row": number, **row} for number, row in enumerate(rows, start=2)]
    schema = pa.schema(
        [*((name, pa.string()) for name in columns), ("source_table", pa.string()), ("source_row", pa.int32())]
    )
    return pa.Table.from_pylist(placed, schema=schema)


def table_of_errors(rows: list[dict]) -> pa.Table:
    types = {"source_row": pa.int32(), "is_row_dropped": pa.bool_()}
    return pa.Table.from_pylist(rows, pa.schema([(name, types.get(name, pa.string())) for name in ERROR_COLUMNS]))


def extract(pseudonym: Callable[[str, str], str], children: list[str], **others) -> SmallExtract:
    """An extract of a child and a referral each."""
    keys = [pseudonym("child", child) for child in children]
    return SmallExtract(
        records={
            "child": table("child", [{"child_key": key, "birth_date": "2015-04-01"} for key in keys]),
            "referral": table("referral", [{"child_key": key, "referral_date": "2026-05-01"} for key in keys]),
        },
        **others,
    )


def mi_settings(home: Path, **others) -> Settings:
    """Settings of a warehouse that takes extracts, with a secret of its own."""
    given = {"local_mi": home / "drop", "local_mi_secret": new_secret(), "home": home / "home", **others}
    return settings_from_environment(**given)


def family(pseudonym: Callable[[str, str], str], of: dict[str, dict], errors: tuple[int, ...] = ()) -> SmallExtract:
    """An extract of children with whatever their rows say beside the key: ``{child: columns}``, and cells in error."""
    rows = [{"child_key": pseudonym("child", child), **columns} for child, columns in of.items()]
    error = {"source_table": "List 1", "column_name": "birth_date", "rule": "date", "found": "'a'", "mend": "mend it"}
    return SmallExtract(
        records={
            "child": table("child", rows),
            "family_member": table(
                "family_member", [{"child_key": row["child_key"], "family_key": "f" * 32} for row in rows]
            ),
        },
        errors=table_of_errors([{**error, "source_row": row, "is_row_dropped": False} for row in errors]),
    )
