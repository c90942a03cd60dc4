"""What the gate asks of a worksheet."""

from datetime import date

from oba.definitions import Definitions
from oba.definitions.feeds import WorksheetFeed
from oba.gates import Unreadable, failures, suites_needed
from oba.kinds.kind import Candidate, Note, Taken
from oba.kinds.worksheets.reading import Worksheet, read_worksheet
from oba.kinds.worksheets.rules import frame_of, place_of, told


def take(candidate: Candidate[WorksheetFeed]) -> Taken:
    """Read and check a worksheet.

    Raises:
        Unreadable: it is no workbook, or breaks a rule; every place found is named.
    """
    feed, definitions = candidate.feed, candidate.definitions
    found = read_worksheet(candidate.path, feed, definitions, candidate.release, date.today())
    rules = suites(feed, candidate.release, definitions)["faults"]
    failed = failures(rules, frame_of(found.faults), ("sheet", "cell"), place_of)
    if failed:
        # The expectations say that, and these words where: whoever filled it in mends all of it at once.
        raise Unreadable(*(told(found.faults) or failed))
    return Taken(len(found.entries), found.frame, notes=notes_on(found))


def suites(feed: WorksheetFeed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations of ``expectations.worksheets`` for a file."""
    with suites_needed():
        from expectations import worksheets
    return worksheets.suites(feed, release, definitions)


def notes_on(found: Worksheet) -> dict[str, Note]:
    """Return what a person should know of a good worksheet."""
    said = "sheets are of no scorecard and were left aside"
    return {"left_aside": Note(len(found.left_aside), said, bool(found.left_aside), tuple(found.left_aside))}
