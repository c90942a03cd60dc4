"""The verdict on a landed file, kept so that the same file is judged once by the same code."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from oba.config import Settings
from oba.definitions import Definitions, Feed, NeighbourFeed
from oba.digest import gate_version
from oba.errors import ObaError
from oba.files import write_atomically
from oba.intake.checking import check
from oba.intake.neighbours import read_neighbours
from oba.intake.reading import Unreadable, read_text_frame
from oba.landing import LandedFile

REASONS = "why-refused.txt"


@dataclass(frozen=True)
class Verdict:
    """What the gate in decided of one file."""

    file_id: str
    title: str
    accepted: bool
    lines: int  # data lines, the header not counted
    figures: int  # cells of data columns, or pairs of neighbours
    reasons: tuple[str, ...]  # why it was refused; empty if accepted


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
    verdict = _known_verdict(landed, settings) or _judge(landed, settings, definitions)
    quarantined = settings.quarantine / landed.publication / landed.release / landed.file_id / landed.file_name
    if not verdict.accepted:
        _quarantine(landed.path(settings), quarantined, verdict)
        raise FileRefused(verdict, quarantined)
    shutil.rmtree(quarantined.parent, ignore_errors=True)  # earlier code may have refused it
    return verdict


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


def _known_verdict(landed: LandedFile, settings: Settings) -> Verdict | None:
    path = gated_folder(settings) / f"{landed.file_id}.json"
    return Verdict(**json.loads(path.read_text())) if path.exists() else None


def _judge(landed: LandedFile, settings: Settings, definitions: Definitions) -> Verdict:
    feed = definitions.feed_of(landed.publication, landed.file_name)
    if feed is None:
        raise ObaError(
            f"{landed.title}: no feed declares this file any more. Declare it in data/definitions/publications."
        )
    folder = gated_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lines, rows = _lines_and_long_form(landed, feed, settings, definitions)
    except Unreadable as refused:
        verdict = Verdict(landed.file_id, landed.title, False, 0, 0, tuple(map(str, refused.failures)))
    else:
        verdict = Verdict(landed.file_id, landed.title, True, lines, len(rows), ())
        rows = rows.assign(file_id=landed.file_id, feed=feed.feed)
        write_atomically(long_file(landed.file_id, settings), lambda path: rows.to_parquet(path, index=False))
    # Last, because a verdict says that the long form beside it is whole.
    text_of_verdict = json.dumps(asdict(verdict), indent=2, ensure_ascii=False) + "\n"
    write_atomically(folder / f"{landed.file_id}.json", lambda path: path.write_text(text_of_verdict))
    return verdict


def _lines_and_long_form(
    landed: LandedFile, feed: Feed | NeighbourFeed, settings: Settings, definitions: Definitions
) -> tuple[int, pd.DataFrame]:
    if isinstance(feed, NeighbourFeed):
        pairs = read_neighbours(landed.path(settings), feed)
        return pairs["source_row"].nunique(), pairs
    text = read_text_frame(landed.path(settings))
    return len(text), check(text, feed, landed.release, definitions)


def _quarantine(source: Path, quarantined: Path, verdict: Verdict) -> None:
    quarantined.parent.mkdir(parents=True, exist_ok=True)
    if not quarantined.exists():
        write_atomically(quarantined, lambda path: shutil.copyfile(source, path))
    (quarantined.parent / REASONS).write_text("\n".join(verdict.reasons) + "\n")
