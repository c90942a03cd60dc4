"""A layout: which tables a council's file has, by which headers they are known, and what their columns say."""

import re
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from oba.definitions.base import Code, Definition, Name, Text

Format = Literal["workbook", "csv", "xml", "json"]
Kept = Literal["day", "month", "year"]
NUMBER = "{n}"  # in names of headers and columns of a numbered table


@lru_cache(maxsize=10_000)
def header_key(text: str) -> str:
    """Return what of a header counts when two are compared: its letters and digits, without case."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


class Window(Definition):
    """Which time the rows of a file are of, counted back from its snapshot date."""

    everything: Literal[True] | None = None  # all that the system holds
    months: int | None = Field(default=None, ge=1)
    year_to_31_march: Literal[True] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Window":
        if sum(value is not None for value in (self.everything, self.months, self.year_to_31_march)) != 1:
            raise ValueError("it is one of everything, months and year_to_31_march")
        return self


class Births(Definition):
    """How much of a date of birth is kept: the day, or the first day of its month or year."""

    keep: Kept = "month"
    because: Text | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "Births":
        if self.keep == "day" and not self.because:
            raise ValueError("who keeps the day of birth says because")
        return self


def _as_header(given: Any) -> Any:
    """Read the short forms: one spelling, or a list of them."""
    if isinstance(given, str):
        return {"named": (given,)}
    return {"named": tuple(given)} if isinstance(given, list) else given


class Header(Definition):
    """One header: its spellings, and how the cells beneath it are read."""

    named: tuple[Text, ...] = ()  # compared by letters and digits alone, without case
    matches: Text | None = None  # a regular expression, for what drifts too far to be listed
    required: bool = False  # without it the table is not recognised
    nulls: tuple[Text, ...] = ()  # cells that say nothing, beside those that say nothing in every column
    values: dict[Text, Text] = Field(default_factory=dict)  # what a cell says, and what it is read as
    otherwise: Text | None = None  # what any other cell is read as
    several: bool = False  # of JSON: its value may be a list

    @model_validator(mode="after")
    def _can_be_found(self) -> "Header":
        if self.matches is not None:
            try:
                re.compile(self.matches)
            except re.error as error:
                raise ValueError(f"{self.matches!r} is no regular expression: {error}") from error
        return self

    def fits(self, key: str) -> bool:
        """Whether its pattern is found in a header of which only letters and digits are left."""
        return self.matches is not None and re.search(self.matches, key) is not None

    @property
    def shown(self) -> str:
        """What it is called where a person is told of it: never what stands in the file."""
        return self.named[0]


HeaderForm = Annotated[Header, BeforeValidator(_as_header)]


class Given(Definition):
    """One record that each row of a table gives."""

    record: Name
    # A column of the record, and the header it is read from; of a key it may be several, which make it together.
    columns: dict[Name, Name | tuple[Name, ...]]
    constants: dict[Name, Text] = Field(default_factory=dict)
    inverted: tuple[Name, ...] = ()  # booleans that the file says the other way round
    when: tuple[Name, ...] = ()  # only rows in which one of these headers says something
    unless: tuple[Name, ...] = ()  # only rows in which none of these does
    only: dict[Name, tuple[Text, ...]] = Field(default_factory=dict)  # only rows in which a header says one of these
    each: Name | None = None  # a header whose cells list several things: one row of the record for each
    number: Name | None = None  # the column that numbers them
    because: dict[Name, Text] = Field(default_factory=dict)  # why a column is kept that would otherwise be dropped


class Brought(Definition):
    """What another table of the same file says of each row of a table."""

    table: Name
    on: dict[Name, Name] = Field(min_length=1)  # a header here, and the one there with the same identifier
    # A date here, and there the first day from which a row holds and, if it says so, the day from which it does not.
    at: tuple[Name, Name] | tuple[Name, Name, Name] | None = None
    headers: dict[Name, Name] = Field(min_length=1)  # a header here, and the one there that it is read from
    without: Text  # what cannot be told where that table is not in the file


class Table(Definition):
    """One table of a file: a sheet, a CSV, or what stands at one place of an XML or JSON."""

    table: Name
    names: tuple[Text, ...] = ()  # of its sheet or file, where its headers do not tell
    at: Text | None = None  # of XML and JSON: the elements that are its rows, from the root, with / between
    headers: dict[Name, HeaderForm] = Field(default_factory=dict)
    uses: tuple[Name, ...] = ()  # names of shared headers
    left_aside: tuple[Text, ...] = ()  # headers that are known and whose cells are never read: names, free text
    gives: tuple[Given, ...] = ()  # the first is what its rows are; none: it is known, and nothing of it is kept
    brings: tuple[Brought, ...] = ()
    dropped_when: dict[Name, tuple[Text, ...]] = Field(default_factory=dict)  # rows that the source takes back
    numbered: int | None = Field(default=None, ge=1, le=20)  # headers and gives with {n} stand for this many


class Layout(Definition):
    """One kind of file."""

    layout: Name
    name: Text
    source: Text | None = None
    extends: Name | None = None
    councils: tuple[Code, ...] = ()  # whose variant it is; none: anybody's
    formats: tuple[Format, ...] = ()
    window: Window | None = None
    two_digit_years_from: int | None = Field(default=None, ge=1900, le=2000)  # 1990: 24 is 2024, 91 is 1991
    births: Births = Births()
    reference_date: Text | None = None  # of XML: where the file says which day it is of
    authority: Text | None = None  # of XML: where the file says whose it is, by the DfE's three digits
    nulls: tuple[Text, ...] = ()  # cells that say nothing in every column of this layout
    shared_headers: dict[Name, dict[Name, HeaderForm]] = Field(default_factory=dict)
    tables: tuple[Table, ...] = ()

    @property
    def by_table(self) -> dict[str, Table]:
        """Its tables by name."""
        return {table.table: table for table in self.tables}


def headers_of(layout: Layout, table: Table) -> dict[str, Header]:
    """Return every header of a table, those that it shares with others first."""
    shared = {name: header for group in table.uses for name, header in layout.shared_headers.get(group, {}).items()}
    return {**shared, **table.headers}
