"""Looking at a worksheet before it is handed in: by the rules of the gate, without it."""

from datetime import date
from pathlib import Path

from oba.definitions import Definitions
from oba.definitions.feeds import WorksheetFeed
from oba.errors import ObaError
from oba.kinds.worksheets.reading import Worksheet, read_worksheet

RELEASE_DEPTH = 3  # <publication>/<release>/<file>


class NoWorksheet(ObaError):
    """No feed takes worksheets, so none can be looked at."""


def feed_of_worksheets(definitions: Definitions) -> tuple[str, WorksheetFeed]:
    """Return the slug of the publication of worksheets, and its feed.

    Raises:
        NoWorksheet: there is none.
    """
    for publication in definitions.publications:
        for feed in publication.feeds:
            if isinstance(feed, WorksheetFeed):
                return publication.slug, feed
    raise NoWorksheet("No publication of data/definitions/publications has a feed of kind 'worksheet'.")


def look_at(path: Path, definitions: Definitions, today: date) -> Worksheet:
    """Read a worksheet, with everything that is wrong with it; of its folder where it lies in one of a release.

    Raises:
        Unreadable: it is no workbook that can be read.
        NoWorksheet: no feed takes worksheets.
    """
    slug, feed = feed_of_worksheets(definitions)
    parts = path.resolve().parts
    release = parts[-2] if len(parts) > RELEASE_DEPTH and parts[-3] == slug else None
    return read_worksheet(path, feed, definitions, release, today)
