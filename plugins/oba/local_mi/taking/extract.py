"""What is taken from one file: its records, what could not be read of it, and how many rows went where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from oba.errors import ObaError

ERRORS = pa.schema(
    [
        ("source_table", pa.string()),
        ("source_row", pa.int32()),  # null: the table as a whole
        ("column_name", pa.string()),  # as the layout calls it; null: the row as a whole
        ("rule", pa.string()),
        ("found", pa.string()),  # in masked form
        ("mend", pa.string()),
        ("is_row_dropped", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class TableCount:
    """Where the rows of one table went: ``rows`` is ``loaded + dropped + duplicates + blank``.

    Attributes:
        source_table: the table, as its layout calls it.
        rows: rows beneath its header.
        loaded: rows of which records are kept.
        in_error: rows with something told of them, loaded or dropped.
        dropped: rows without identity or their only date, of totals, or that the source takes back.
        blank: rows without a cell.
        duplicates: rows that repeat another one cell by cell.
        nulls: cells that said in words that they say nothing.
    """

    source_table: str
    rows: int
    loaded: int
    in_error: int
    dropped: int
    blank: int
    duplicates: int = 0
    nulls: int = 0


@dataclass(frozen=True)
class Extract:
    """What one file says.

    Attributes:
        layout: which layout it has.
        period_start: first day that it tells of; None: from the beginning.
        period_end: its last day.
        records: a table a record, with the record's own columns as text, ``source_table`` and ``source_row``.
        errors: what could not be read, see ``ERRORS``.
        tables: where the rows of each table went.
        shown_name: its name as it may be told.
        authorities: the DfE's codes of whom it says it is, of three digits each.
    """

    layout: str
    period_start: date | None
    period_end: date
    records: dict[str, pa.Table]
    errors: pa.Table
    tables: tuple[TableCount, ...]
    shown_name: str
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason why a file is not taken."""

    place: str
    rule: str
    found: str
    mend: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.place}: {self.rule}; found {self.found}. {self.mend}"


class ExtractRefused(ObaError):
    """A file that cannot be taken; its text holds no cell and no name of a person.

    Attributes:
        shown_name: the file's name as it may be told.
        reasons: one a line.
    """

    def __init__(self, shown_name: str, reasons: Iterable[Reason]) -> None:
        self.shown_name, self.reasons = shown_name, tuple(reasons)
        super().__init__(shown_name, self.reasons)

    def __str__(self) -> str:
        """Return a line for each reason."""
        return "\n".join(f"{self.shown_name} is not taken. {reason}" for reason in self.reasons)
