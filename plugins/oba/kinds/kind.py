"""What a kind of file is: the one contract between the gate and the room of each kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import pandas as pd

from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.quoting import Quoting
from oba.typed import Columns

F = TypeVar("F", bound=ReleasedFile)

# What the gate adds to the long form of every kind.
ORIGIN: Columns = {"file_id": str, "feed": str}


@dataclass(frozen=True)
class Accepted:
    """An accepted file of the same feed."""

    title: str
    release: str
    long_form: Path


@dataclass(frozen=True)
class Candidate(Generic[F]):
    """A landed file of a feed, as its kind is asked to judge it."""

    path: Path
    title: str
    release: str
    feed: F
    definitions: Definitions
    # The newest accepted file of the feed before this one; asking judges it, if nobody has yet.
    before: Callable[[], Accepted | None] = lambda: None
    # The files of the feed after this one, in their order; nothing is known of them.
    after: Callable[[], Iterator["Candidate[F]"]] = lambda: iter(())


@dataclass(frozen=True)
class Note:
    """What a kind counted in an accepted file; it refuses nothing."""

    count: int
    says: str  # what was counted, to be read after the number
    look: bool = False  # whether a person should look at them
    examples: tuple[str, ...] = ()  # the first or largest, in words
    table: pd.DataFrame | None = field(default=None, compare=False)  # all of them, kept as CSV beside the verdict


@dataclass(frozen=True)
class Taken:
    """A file that passed its kind's checks."""

    lines: int  # data lines or records
    rows: pd.DataFrame  # the long form: the kind's columns
    compared_with: str | None = None  # title of the accepted file that it continues
    notes: dict[str, Note] = field(default_factory=dict)  # by name; a table is kept as <file id>.<name>.csv


@dataclass(frozen=True)
class Kind(Generic[F]):
    """A kind of file, as the gate and the build meet it."""

    name: str  # as a feed's definition says it
    declared_as: type[F]  # the class of such a definition
    table: str  # dbt's source table, which holds the long form of every accepted file
    columns: Columns  # of the long form
    quoting: Quoting  # how the cells of such a file may be told, wherever it is
    # The expectations for a file of a feed and release, by the frame they are about, in the order of checking.
    suites: Callable[[F, str, Definitions], dict[str, list]]
    # Reads and checks a file; raises Unreadable with what a person must know.
    take: Callable[[Candidate[F]], Taken]

    @property
    def long_form(self) -> Columns:
        """The columns of an accepted file as dbt reads it."""
        return {**self.columns, **ORIGIN}
