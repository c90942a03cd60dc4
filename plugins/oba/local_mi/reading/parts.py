"""What a file is made of once it is read: grids of text, or a tree of it."""

from dataclasses import dataclass, field

LARGEST = 100_000_000  # bytes of a file, where nobody says otherwise

# What a cell was, where its text alone does not tell. They stand before the text of a cell, are of no alphabet, and are
# taken out of what a file itself holds.
NUMBER, FORMULA, NO_VALUE, LISTED = "\ue000", "\ue001", "\ue002", "\ue003"  # the last: it stood in a list
MARKS = NUMBER + FORMULA + NO_VALUE + LISTED
WITHOUT_MARKS = str.maketrans(dict.fromkeys(MARKS, ""))


class Unreadable(Exception):
    """A file that cannot be read at all.

    Attributes:
        rule: what a file is.
        found: what this one is, without any of its words.
        mend: what to do.
        member: which file of an archive it is, counted from 1; None for the file itself.
    """

    def __init__(self, rule: str, found: str, mend: str, member: int | None = None) -> None:
        super().__init__(rule, found, mend)
        self.rule, self.found, self.mend, self.member = rule, found, mend, member


@dataclass(frozen=True)
class Limits:
    """How much a file may hold; an archive that unpacks to more was made to fill a disk."""

    largest: int = LARGEST  # bytes
    times: int = 200  # that a part of an archive may be larger than it is packed
    unpacked: int = 10  # times ``largest``: all parts of an archive together; a workbook's XML is long
    members: int = 200
    deepest: int = 40  # elements within each other


@dataclass(frozen=True)
class Grid:
    """A sheet of a workbook or a CSV: its cells as text, None where there is nothing.

    Attributes:
        name: of the sheet or file; it may be a person's and is never told.
        rows: from the first row on, blank ones too, so that a position tells the row as a person counts it.
        merged: merged areas as (first row, first column, last row, last column), from 0.
    """

    name: str
    rows: list[list[str | None]]
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass
class Node:
    """An element of an XML, or a value of a JSON under its name."""

    name: str
    text: str | None = None
    children: list["Node"] = field(default_factory=list)
    is_listed: bool = False  # of a JSON: one of a list
    is_null: bool = False  # of a JSON: a name beside which nothing stands


@dataclass(frozen=True)
class Tree:
    """An XML or JSON."""

    name: str
    root: Node
