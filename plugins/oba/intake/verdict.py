"""The verdict on a landed file, kept so that the same file is judged once by the same code."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
from filelock import FileLock

from oba.config import Settings
from oba.definitions import Definitions, Feed, NeighbourFeed
from oba.digest import file_sha256, gate_version
from oba.errors import ObaError
from oba.files import write_atomically
from oba.gates import EXAMPLES, Failure
from oba.kinds import Unreadable, read_text_frame
from oba.kinds.figures import Vintage, check, in_words, jumps, read_vintage, revised_figures, vintage_of
from oba.kinds.neighbours import read_neighbours
from oba.landing import LandedFile, landed_files
from oba.periods import release_order

REASONS = "why-refused.txt"
CHANGED_AFTER_LANDING = Failure(
    "the bytes are those that landed",
    "A disk or a hand has changed them since, and with them perhaps a figure.",
    "remove the file's folder under landed and run the refresh again.",
    1,
    ("found another SHA-256 than the landing record has",),
)


@dataclass(frozen=True)
class Verdict:
    """What the gate in decided of one file."""

    file_id: str
    title: str
    accepted: bool
    lines: int  # data lines, the header not counted
    figures: int  # cells of data columns, or pairs of neighbours
    reasons: tuple[str, ...]  # why it was refused; empty if accepted
    compared_with: str | None = None  # title of the accepted vintage before it
    revised: int = 0  # figures that this vintage has too, with another value
    jumped: int = 0  # figures of the newest period that are far from those of the period before
    jumps: tuple[str, ...] = ()  # the largest of them, in words


class FileRefused(ObaError):
    """The gate in refused a file; the text names file, place, rule, what was found and what to do."""

    def __init__(self, verdict: Verdict, quarantined: Path) -> None:
        super().__init__(
            f"{verdict.title} is refused.\n"
            + "\n".join(f"  - {reason}" for reason in verdict.reasons)
            + f"\nIts bytes and these reasons are kept in {quarantined.parent}. What is served has not changed."
        )
        self.verdict = verdict


def gate_in(landed: LandedFile, settings: Settings, definitions: Definitions) -> Verdict:
    """Judge a landed file, or return the verdict that the same code gave before.

    Raises:
        FileRefused: the file may not be used; its bytes are in quarantine with the reasons.
    """
    verdict = _known_verdict(landed, settings)
    if verdict is None:
        with _alone_with_feed(landed, settings, definitions):
            verdict = _known_verdict(landed, settings) or _judge(landed, settings, definitions)
    quarantined = quarantine_file(landed, settings)
    if not verdict.accepted:
        _quarantine(landed.path(settings), quarantined, verdict)
        raise FileRefused(verdict, quarantined)
    shutil.rmtree(quarantined.parent, ignore_errors=True)  # earlier code may have refused it
    return verdict


def quarantine_file(landed: LandedFile, settings: Settings) -> Path:
    """Return where the copy of a landed file is while it is refused."""
    return settings.quarantine / landed.publication / landed.release / landed.file_id / landed.file_name


def verdicts(settings: Settings) -> dict[str, Verdict]:
    """Return the verdicts of the present code, by file id."""
    found = (Verdict(**json.loads(path.read_text())) for path in gated_folder(settings).glob("*.json"))
    return {verdict.file_id: verdict for verdict in found}


def gated_folder(settings: Settings) -> Path:
    """Return the folder of the present code's verdicts and accepted files."""
    return settings.gated / gate_version(settings.definitions)


def long_file(file_id: str, settings: Settings) -> Path:
    """Return where the long form of an accepted file is."""
    return gated_folder(settings) / f"{file_id}.parquet"


def jumps_file(file_id: str, settings: Settings) -> Path:
    """Return where the list of an accepted file's jumps is."""
    return gated_folder(settings) / f"{file_id}.jumps.csv"


def _known_verdict(landed: LandedFile, settings: Settings) -> Verdict | None:
    path = gated_folder(settings) / f"{landed.file_id}.json"
    return Verdict(**json.loads(path.read_text())) if path.exists() else None


@contextmanager
def _alone_with_feed(landed: LandedFile, settings: Settings, definitions: Definitions) -> Iterator[None]:
    """Hold the feed of a file against other processes, so that no two judge the vintages before it."""
    feed = definitions.feed_of(landed.publication, landed.file_name)
    gated_folder(settings).mkdir(parents=True, exist_ok=True)
    with FileLock(gated_folder(settings) / f".{feed.feed if feed else landed.file_id}.lock"):
        yield


def _judge(landed: LandedFile, settings: Settings, definitions: Definitions) -> Verdict:
    feed = definitions.feed_of(landed.publication, landed.file_name)
    if feed is None:
        raise ObaError(
            f"{landed.title}: no feed declares this file any more. Declare it in data/definitions/publications."
        )
    if file_sha256(landed.path(settings)) != landed.sha256:
        # Not kept as a verdict: it is about these bytes, and the file id names those that landed.
        return _refusal(landed, (str(CHANGED_AFTER_LANDING),))
    folder = gated_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lines, rows, earlier = _lines_and_long_form(landed, feed, settings, definitions)
    except Unreadable as refused:
        verdict = _refusal(landed, tuple(map(str, refused.failures)))
    else:
        verdict = Verdict(landed.file_id, landed.title, True, lines, len(rows), ())
        if isinstance(feed, Feed):
            verdict = _with_jumps(verdict, rows, feed, settings)
        if earlier is not None:
            revised = revised_figures(vintage_of(rows, landed.title, landed.release), earlier)
            verdict = replace(verdict, compared_with=earlier.title, revised=revised)
        rows = rows.assign(file_id=landed.file_id, feed=feed.feed)
        write_atomically(long_file(landed.file_id, settings), lambda path: rows.to_parquet(path, index=False))
    # Last, because a verdict says that the long form beside it is whole.
    text_of_verdict = json.dumps(asdict(verdict), indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / f"{landed.file_id}.json", lambda path: path.write_text(text_of_verdict))
    return verdict


def _with_jumps(verdict: Verdict, rows: pd.DataFrame, feed: Feed, settings: Settings) -> Verdict:
    """Add what jumped from the period before to the newest one, and keep the whole list beside the verdict."""
    found = jumps(rows, feed)
    write_atomically(jumps_file(verdict.file_id, settings), lambda path: found.to_csv(path, index=False))
    return replace(verdict, jumped=len(found), jumps=in_words(found, EXAMPLES))


def _lines_and_long_form(
    landed: LandedFile, feed: Feed | NeighbourFeed, settings: Settings, definitions: Definitions
) -> tuple[int, pd.DataFrame, Vintage | None]:
    """Read and check a file; return its data lines, its long form, and the vintage it was compared with, if any."""
    if isinstance(feed, NeighbourFeed):
        pairs = read_neighbours(landed.path(settings), feed)
        return pairs["source_row"].nunique(), pairs, None
    text = read_text_frame(landed.path(settings))
    earlier = _vintage_before(landed, feed, settings, definitions)
    other = partial(_vintage_after, landed, feed, settings, definitions)
    return len(text), check(text, feed, landed.release, definitions, earlier, other), earlier


def _refusal(landed: LandedFile, reasons: tuple[str, ...]) -> Verdict:
    return Verdict(landed.file_id, landed.title, False, 0, 0, reasons)


def _around(
    feed: Feed, landed: LandedFile, settings: Settings, definitions: Definitions
) -> tuple[list[LandedFile], list[LandedFile]]:
    """Return the landed files of a feed before a file, and those after it, in their order."""
    files = landed_files(settings, landed.publication)
    same = (file for file in files if definitions.feed_of(file.publication, file.file_name) is feed)
    ordered = sorted(same, key=partial(_order, definitions))
    position = [file.file_id for file in ordered].index(landed.file_id)
    return ordered[:position], ordered[position + 1 :]


def _order(definitions: Definitions, landed: LandedFile) -> tuple[str, ...]:
    """Order files by release, within it as they came out, as ``int_measure_release`` does, and else as they landed."""
    day = definitions.published_day(landed.publication, landed.release, landed.published) or landed.landed_at[:10]
    return release_order(landed.release), day, landed.published or day, landed.landed_at, landed.file_id


def _vintage_before(landed: LandedFile, feed: Feed, settings: Settings, definitions: Definitions) -> Vintage | None:
    """Return the newest accepted vintage before a file, judging it first if nobody has yet.

    Judging in the order of the releases, whatever the order of the calls, gives each file one verdict.
    """
    for file in reversed(_around(feed, landed, settings, definitions)[0]):
        verdict = _known_verdict(file, settings) or _judge(file, settings, definitions)
        if verdict.accepted:
            return read_vintage(long_file(file.file_id, settings), file.title, file.release)
    return None


def _vintage_after(landed: LandedFile, feed: Feed, settings: Settings, definitions: Definitions) -> Vintage | None:
    """Return the first later vintage that passes the gate by itself; evidence for a file that has none before it."""
    for file in _around(feed, landed, settings, definitions)[1]:
        try:
            cells = check(read_text_frame(file.path(settings)), feed, file.release, definitions)
        except Unreadable:
            continue
        return vintage_of(cells, file.title, file.release)
    return None


def _quarantine(source: Path, quarantined: Path, verdict: Verdict) -> None:
    quarantined.parent.mkdir(parents=True, exist_ok=True)
    if not quarantined.exists():
        write_atomically(quarantined, lambda path: shutil.copyfile(source, path))
    (quarantined.parent / REASONS).write_text("\n".join(verdict.reasons) + "\n")
