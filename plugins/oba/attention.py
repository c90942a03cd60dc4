"""What needs a person, in the same words for every refresh, ``oba status`` and the DAGs, until it is dealt with.

A thing is dealt with when it was mended, removed, or decided in a dated line of ``decisions.yml``.
"""

from collections import defaultdict
from collections.abc import Iterator

from oba.build import doubts_not_found
from oba.changes import refused_changes
from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.decisions import DECISIONS, Decision
from oba.definitions.feeds import WorksheetFeed
from oba.definitions.reading import named_line
from oba.intake import REASONS, quarantine_file, verdicts
from oba.landing import LandedFile, Look, landed_files
from oba.local_mi.vault import QUARANTINE, refusals
from oba.pending import files_to_gate
from oba.periods import release_order
from oba.publication import WAY_OUT, Manifest, newest, wrong_with
from oba.worksheets.entered import not_shown

MOST_NAMED = 10
UNCHANGED = "What is served has not changed."


def needs_a_person(settings: Settings, definitions: Definitions, found: Look) -> list[str]:
    """Return everything that nobody has dealt with, each with what to do; empty where all on offer is shown or decided.

    Args:
        settings: where the warehouse is.
        definitions: as they are now, decisions included.
        found: what the sources answered just now.
    """
    return [
        *found.alerts,
        *_left_aside(definitions, found),
        *_gone(settings, definitions, found),
        *refused(settings, definitions, found),
        *(f"Not shown: {refusal}" for refusal in definitions.refused),
    ]


def refused(settings: Settings, definitions: Definitions, found: Look | None = None) -> list[str]:
    """Return the files in quarantine that nobody has mended, removed from their folder, or decided on.

    Args:
        settings: where the warehouse is.
        definitions: as they are now, decisions included.
        found: what the sources answered; without it, a file removed from its folder is not known to be.
    """
    return [
        f"In quarantine: {file.title}, SHA-256 {file.sha256}; the reasons are in "
        f"{quarantine_file(file, settings).parent / REASONS}. Mend or replace it, declare in its feed what has "
        f"changed, or say in {DECISIONS}, under refused_files, that it stays refused."
        for file in _refused(settings)
        if not is_decided(file, definitions) and file.file_id not in (found.replaced if found else ())
    ]


def is_decided(file: LandedFile, definitions: Definitions) -> bool:
    """Tell whether somebody has said that a file may stay refused: that file and exactly those bytes."""
    decided = definitions.decisions.refused_files
    return any((file.title, file.sha256) == (decision.file, decision.sha256) for decision in decided)


def waits(settings: Settings, definitions: Definitions, found: Look) -> list[str]:
    """Return what a refresh would now take in."""
    told = []
    if found.fresh:
        told.append(f"On offer and not landed: {_several([offer.title for offer in found.fresh])}. Run 'oba refresh'.")
    if waiting := files_to_gate(settings, definitions):
        told.append(
            "Landed and not in the publication, or to be published anew since definitions, code or what was published "
            "have changed, or a day is over that a page waited for: "
            f"{_several([file.title for file in waiting])}. Run 'oba refresh'."
        )
        if (made_last := newest(settings)) is not None:
            wrong = wrong_with(made_last.publication_id, settings)
            told += (
                [f"Publication {made_last.publication_id} is damaged: {'; '.join(wrong)}. {WAY_OUT}"] if wrong else []
            )
        # Until the next build, which empties the folder.
        told += [f"The last build was not published. {said}" for said in refused_changes(settings)]
    return told


def notes(settings: Settings, definitions: Definitions, found: Look) -> Iterator[str]:
    """Return what a person should know, with nothing that must be done."""
    yield from found.notes
    yield from doubts_not_found(settings, definitions)
    yield from _without_file(settings, definitions)
    yield from _decided_of_nothing(settings, definitions, found)
    feeds = (feed for publication in definitions.publications for feed in publication.feeds)
    for feed in feeds:
        if isinstance(feed, WorksheetFeed):
            yield from not_shown(settings, feed.feed)


def news(before: Manifest | None, after: Manifest | None) -> str:
    """Say what the publication that is served after a run has and the one before it had not."""
    if after is None or (before and before.publication_id == after.publication_id):
        return UNCHANGED
    earlier = {file["release_file_id"]: file["file"] for file in before.release_files} if before else {}
    now = {file["release_file_id"]: file["file"] for file in after.release_files}
    new = [title for file_id, title in now.items() if file_id not in earlier]
    lost = [title for file_id, title in earlier.items() if file_id not in now]
    return (
        f"Publication {after.publication_id} is served now. "
        + (f"New in it: {_several(new)}." if new else "No file is new in it.")
        + (f" No longer in it: {_several(lost)}." if lost else "")
    )


def _refused(settings: Settings) -> list[LandedFile]:
    """Return the landed files that are refused and of which no other bytes were accepted since."""
    judged = verdicts(settings)
    files = [file for file in landed_files(settings) if file.file_id in judged]
    # The bytes that were there before a refused amendment mend nothing: they landed earlier.
    mended = {file.title: file.landed_at for file in files if judged[file.file_id].accepted}
    return [file for file in files if not judged[file.file_id].accepted and file.landed_at > mended.get(file.title, "")]


def _left_aside(definitions: Definitions, found: Look) -> Iterator[str]:
    """Tell what is left aside, in one line for a folder and a reason: a folder of other things may hold thousands."""
    known = {publication.slug for publication in definitions.publications}
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for left in found.aside:
        if not any(decision.covers(left.title) for decision in definitions.decisions.left_aside):
            first, _, _ = left.title.partition("/")
            folder = left.title.rpartition("/")[0] if first in known else first
            together[folder, left.reason].append(left.title)
    for (folder, reason), titles in together.items():
        if len(titles) == 1:
            yield f"Left aside: {titles[0]}: {reason}"
        else:
            names = [title.removeprefix(f"{folder}/") for title in titles]
            yield f"Left aside: {len(titles)} of {folder}, namely {_several(names)}: {reason}"


def _gone(settings: Settings, definitions: Definitions, found: Look) -> Iterator[str]:
    unused = {file.title for file in _refused(settings)}
    by_release: dict[tuple[str, str], list[LandedFile]] = defaultdict(list)
    for file in found.gone:
        if file.title not in unused and not _is_decided_gone(file, definitions):
            by_release[file.publication, file.release].append(file)
    for (publication, release), files in by_release.items():
        names = sorted({file.file_name for file in files})
        whole = settings.landed / publication / release
        of_release = [file for file in landed_files(settings, publication) if file.release == release]
        is_whole = len(of_release) == len(files)
        folders = [str(whole)] if is_whole else sorted(str(file.path(settings).parent) for file in files)
        yield (
            f"Gone from its folder of releases: {publication}/{release}: {', '.join(names)}. What landed stays in use. "
            f"Put it back; or say in {DECISIONS}, under gone_files, that it stays in use; or, to go on without it, "
            f"remove {' and '.join(folders)} and run the refresh again."
        )


def _is_decided_gone(file: LandedFile, definitions: Definitions) -> bool:
    return any(decision.covers(file.title) for decision in definitions.decisions.gone_files)


def _without_file(settings: Settings, definitions: Definitions) -> Iterator[str]:
    """Tell of which feeds nothing has landed, or nothing of the newest release of their publication."""
    releases: dict[str, set[str]] = defaultdict(set)
    for file in landed_files(settings):
        feed = definitions.feed_of(file.publication, file.file_name)
        if feed is not None:
            releases[feed.feed].add(file.release)
    publications, feeds = [], []
    for publication in definitions.publications:
        landed = set().union(*(releases[feed.feed] for feed in publication.feeds))
        if not landed:
            publications.append(publication.publication)
            continue
        feeds += [feed.feed for feed in publication.feeds if not releases[feed.feed]]
        newest = max(landed, key=release_order)
        without = [feed.feed for feed in publication.feeds if releases[feed.feed] and newest not in releases[feed.feed]]
        if without:
            yield f"Of release {newest} of {publication.publication} no file has landed of: {', '.join(without)}."
    if publications:
        yield f"Nothing has landed of these publications: {', '.join(publications)}."
    if feeds:
        yield f"No file has landed of these feeds: {', '.join(feeds)}."


def _decided_of_nothing(settings: Settings, definitions: Definitions, found: Look) -> Iterator[str]:
    """Tell which decisions are about something that is not there any more."""
    there = {(file.title, file.sha256) for file in _refused(settings) if file.file_id not in found.replaced}
    there |= {(refusal.title, refusal.content) for refusal in refusals(settings.restricted_home / QUARANTINE)}
    decided = definitions.decisions
    idle: dict[str, list[tuple[int, Decision]]] = {
        "refused_files": [
            (number, decision)
            for number, decision in enumerate(decided.refused_files)
            if (decision.file, decision.sha256) not in there
        ],
        "left_aside": [
            (number, decision)
            for number, decision in enumerate(decided.left_aside)
            if not any(decision.covers(left.title) for left in found.aside)
        ],
        "gone_files": [
            (number, decision)
            for number, decision in enumerate(decided.gone_files)
            if not any(decision.covers(file.title) for file in found.gone)
        ],
    }
    for name, lines in idle.items():
        for number, decision in lines:
            place = named_line(definitions.folder / DECISIONS, name, number)
            yield (
                f"{place}: nothing that is there now is decided by this line of {name}, of {decision.decided_on}. "
                "Remove it, or correct it."
            )


def _several(titles: list[str]) -> str:
    others = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f" and {others} more" if others > 0 else "")
