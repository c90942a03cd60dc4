"""The kinds of file that the warehouse takes, each in a room of its own behind one door.

A kind says how a feed of it is declared, reads and checks a file of it, and says what of the file dbt is given and what
a message may tell; ``kind`` is the contract, README.md the way of one file. A new kind is a class of definitions in
``oba.definitions.feeds``, a room here, and its line in ``KINDS``.
"""

from typing import Any

from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.errors import ObaError
from oba.gates import LINE, Unreadable
from oba.kinds.figures import FIGURES
from oba.kinds.kind import Accepted, Candidate, Kind, Note, Taken
from oba.kinds.neighbours import NEIGHBOURS
from oba.kinds.strict_csv import read_text_frame
from oba.kinds.worksheets import WORKSHEETS

__all__ = [
    "KINDS",
    "LINE",
    "Accepted",
    "Candidate",
    "Kind",
    "NoReader",
    "Note",
    "Taken",
    "Unreadable",
    "kind_of",
    "read_text_frame",
]

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (FIGURES, NEIGHBOURS, WORKSHEETS)}


class NoReader(ObaError):
    """A feed is of a kind that no reader takes; names the place in the definition and the mend."""


def kind_of(feed: ReleasedFile, definitions: Definitions) -> Kind[Any]:
    """Return the kind of a feed.

    Raises:
        NoReader: no reader takes that kind.
    """
    if feed.kind not in KINDS:
        raise NoReader(
            f"{definitions.place_of(feed, 'kind')}: feed {feed.feed} is of kind {feed.kind!r}, which no reader takes; "
            f"there are {', '.join(KINDS)}. Correct the kind, or give it a room as plugins/oba/kinds/README.md says. "
            "The files of other feeds go on."
        )
    return KINDS[feed.kind]
