"""The order of the files of one feed, in which each continues the one before it."""

from collections import defaultdict
from functools import partial

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.intake.verdict import Verdict, known_verdict, verdicts
from oba.landing import LandedFile, landed_files
from oba.periods import release_order


def around(
    feed: ReleasedFile, landed: LandedFile, settings: Settings, definitions: Definitions
) -> tuple[list[LandedFile], list[LandedFile]]:
    """Return the landed files of a feed before a file, and those after it, in their order."""
    ordered = files_of(feed, landed.publication, settings, definitions)
    position = [file.file_id for file in ordered].index(landed.file_id)
    return ordered[:position], ordered[position + 1 :]


def true_verdict(
    feed: ReleasedFile, landed: LandedFile, settings: Settings, definitions: Definitions
) -> Verdict | None:
    """Return the known verdict on a file, unless the file before it, on which it hangs, is another now."""
    verdict = known_verdict(landed, settings)
    if verdict is None or not verdict.asked_before:
        return verdict
    known = {file: known_verdict(file, settings) for file in files_of(feed, landed.publication, settings, definitions)}
    return _still_true(known).get(landed.file_id)


def true_verdicts(settings: Settings, definitions: Definitions) -> dict[str, Verdict]:
    """Return every verdict of the present code, by file id, that does not hang on another file than is before it now.

    A release that landed late, was taken out, or got another day may put another file before one; so may a file
    before it that has no verdict yet.
    """
    found = verdicts(settings)
    feeds: dict[int, list[LandedFile]] = defaultdict(list)
    for file in landed_files(settings):
        feeds[id(definitions.feed_of(file.publication, file.file_name))].append(file)
    ordered = (sorted(files, key=partial(_order, definitions)) for files in feeds.values())
    still = [_still_true({file: found.get(file.file_id) for file in files}) for files in ordered]
    return {file_id: verdict for of_feed in still for file_id, verdict in of_feed.items()}


def _still_true(known: dict[LandedFile, Verdict | None]) -> dict[str, Verdict]:
    """Return the verdicts that hang on the file which is before theirs, given those of one feed in order."""
    found: dict[str, Verdict] = {}
    before, is_sure = None, True  # the accepted file that comes before; not sure while one has yet to be judged
    for file, verdict in known.items():
        if verdict is None or (verdict.asked_before and not (is_sure and verdict.before == before)):
            is_sure = False
            continue
        found[file.file_id] = verdict
        if verdict.accepted:
            before, is_sure = file.file_id, True
    return found


def files_of(feed: ReleasedFile, slug: str, settings: Settings, definitions: Definitions) -> list[LandedFile]:
    """Return the landed files of a feed, of the publication with that slug, in their order."""
    files = landed_files(settings, slug)
    same = (file for file in files if definitions.feed_of(file.publication, file.file_name) is feed)
    return sorted(same, key=partial(_order, definitions))


def _order(definitions: Definitions, landed: LandedFile) -> tuple[str, ...]:
    """Order files by release, within it as they came out, as ``int_measure_release`` does, and else as they landed."""
    day = definitions.published_day(landed.publication, landed.release, landed.published) or landed.landed_at[:10]
    return release_order(landed.release), day, landed.published or day, landed.landed_at, landed.file_id
