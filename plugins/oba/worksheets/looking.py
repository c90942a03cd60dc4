"""Looking at a worksheet before it is handed in: by the rules of the gate, without it."""

from datetime import date
from pathlib import Path

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import WorksheetFeed
from oba.errors import ObaError
from oba.kinds.worksheets.layout import ENTERED_ON_CELL, START
from oba.kinds.worksheets.reading import Worksheet, read_worksheet
from oba.kinds.worksheets.rules import Fault
from oba.worksheets.entered import entered, newest_entry, no_pages

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


def compare_with_served(found: Worksheet, definitions: Definitions, settings: Settings) -> list[str]:
    """Compare a worksheet with what is served: add as a fault that it is older than what is shown.

    Returns:
        Which of its scorecards have no page of the place, in words.
    """
    if found.place is None:
        return []
    of_sheets = {row["scorecard_id"] for row in found.rows}
    newest = newest_entry(row for row in entered(found.place, settings) if row["scorecard_id"] in of_sheets)
    if newest is not None and found.stated_on is not None and found.stated_on < newest:
        said = f"{found.stated_on:%d/%m/%Y}, before {newest:%d/%m/%Y}, the day of what is shown: it would not be used"
        found.faults.append(Fault("entered_on", START, ENTERED_ON_CELL, said))
    filled_in = {row["scorecard_id"] for row in found.entries}
    titles = {card.scorecard: card.title for card in definitions.scorecards if card.scorecard in filled_in}
    return no_pages(found.place, titles, settings)
