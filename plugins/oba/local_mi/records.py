"""What a row of a council's extract can say: the records of ``records.yml``, whatever system a file came from."""

from functools import cache
from pathlib import Path
from typing import Literal

import pyarrow as pa
from pydantic import model_validator

from oba.definitions.base import Definition, Name, Text
from oba.definitions.reading import read_definition

FOLDER = "local_mi"  # within the definitions
ColumnType = Literal["key", "date", "day", "month", "boolean", "whole_number", "number", "code", "word"]

# What every row carries beside the columns of its record: who said it, when, and where it stands in which file.
EVIDENCE = pa.schema(
    [
        ("council", pa.string()),  # new_la_code
        ("layout", pa.string()),
        ("statement_id", pa.string()),
        ("snapshot_date", pa.date32()),
        ("period_start", pa.date32()),  # null: from the beginning
        ("period_end", pa.date32()),
        ("received_at", pa.timestamp("us")),
        ("source_table", pa.string()),
        ("source_row", pa.int32()),  # as a person counts it in the file
    ]
)

# What one file said, beside its records.
STATEMENT = pa.schema(
    [
        ("statement_id", pa.string()),
        ("council", pa.string()),
        ("layout", pa.string()),
        ("snapshot_date", pa.date32()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("received_at", pa.timestamp("us")),
        ("records", pa.string()),  # comma separated: which it has tables of, so that an empty one counts
    ]
)

CELL_ERROR = pa.schema(
    [
        ("council", pa.string()),
        ("layout", pa.string()),
        ("statement_id", pa.string()),
        ("snapshot_date", pa.date32()),
        ("source_table", pa.string()),
        ("source_row", pa.int32()),
        ("column_name", pa.string()),
        ("rule", pa.string()),
        ("found", pa.string()),  # the form of the cell, never what it says
        ("mend", pa.string()),
        ("is_row_dropped", pa.bool_()),
    ]
)


class RecordColumn(Definition):
    """One column of a record; its cells are text in the normal form of its type until staging casts them."""

    type: ColumnType
    meaning: Text
    of: Name | None = None  # of a key: what it names; the same thing has the same pseudonym in every file
    codes: Name | None = None
    words: int | None = None  # of a word: of how many words it may be, where rules.yml is too strict
    least: int | None = None  # of a whole number on a scale
    most: int | None = None

    @model_validator(mode="after")
    def _says_what_its_type_needs(self) -> "RecordColumn":
        if (self.type == "key") != (self.of is not None):
            raise ValueError("a key says what it is of, and nothing else does")
        if (self.type == "code") != (self.codes is not None):
            raise ValueError("a code says which codes, and nothing else does")
        return self


class Record(Definition):
    """One kind of record."""

    record: Name
    one_row_per: Text
    key: tuple[Name, ...]
    dates: tuple[Name, ...]
    undated: bool = False
    columns: dict[Name, RecordColumn]

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> "Record":
        unknown = sorted({*self.key, *self.dates} - self.columns.keys())
        if unknown:
            raise ValueError(f"it has no column {', '.join(unknown)}")
        if not self.undated and not self.dates:
            raise ValueError("a record without dates is undated")
        return self

    @property
    def only_date(self) -> str | None:
        """The date without which a row says nothing; None where there is no such date."""
        return None if self.undated else self.dates[0]

    @property
    def schema(self) -> pa.Schema:
        """Columns of its table as it lands: its own as text, then the evidence."""
        return pa.schema([*((name, pa.string()) for name in self.columns), *EVIDENCE])


class Records(Definition):
    """All of them."""

    records: tuple[Record, ...]

    def __getitem__(self, name: str) -> Record:
        """Return one by name.

        Raises:
            KeyError: there is none.
        """
        found = next((record for record in self.records if record.record == name), None)
        if found is None:
            raise KeyError(name)
        return found


@cache
def read_records(definitions: Path) -> Records:
    """Read the records of a folder of definitions.

    Raises:
        DefinitionError: the file cannot be used; names line, rule, what was found and the mend.
    """
    return read_definition(definitions / FOLDER / "records.yml", Records)
