"""The walk of one landed file through the gate: known, judged by its kind, kept or put in quarantine."""

import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.digest import file_sha256
from oba.errors import ObaError
from oba.files import write_atomically
from oba.gates import Failure
from oba.intake.order import around
from oba.intake.verdict import REASONS, Verdict, gated_folder, keep, known_verdict, long_file, quarantine_file, refusal
from oba.kinds import Accepted, Candidate, Kind, Note, Taken, Unreadable, kind_of
from oba.landing import LandedFile
from oba.typed import table_of

CHANGED_AFTER_LANDING = Failure(
    "the bytes are those that landed",
    "A disk or a hand has changed them since, and with them perhaps a figure.",
    "remove the file's folder under landed and run the refresh again.",
    1,
    ("found another SHA-256 than the landing record has",),
)


class FileRefused(ObaError):
    """The gate in refused a file; the text names file, place, rule, what was found and what to do."""

    def __init__(self, verdict: Verdict, quarantined: Path) -> None:
        super().__init__(
            f"{verdict.title} is refused.\n"
            + "\n".join(f"  - {reason}" for reason in verdict.reasons)
            + f"\nIts bytes and these reasons are kept in {quarantined.parent}. What is served has not changed."
        )
        self.verdict = verdict


class ReaderFailed(ObaError):
    """The reader of a file that may not be quoted broke; the text says where, and nothing of the file."""


def gate_in(landed: LandedFile, settings: Settings, definitions: Definitions) -> Verdict:
    """Judge a landed file, or return the verdict that the same code gave before.

    Raises:
        FileRefused: the file may not be used; its bytes are in quarantine with the reasons.
        NoReader: no reader takes a file of its kind.
        ReaderFailed: its reader broke.
    """
    verdict = known_verdict(landed, settings)
    if verdict is None:
        with _alone_with_feed(landed, settings, definitions):
            verdict = known_verdict(landed, settings) or _judge(landed, settings, definitions)
    quarantined = quarantine_file(landed, settings)
    if not verdict.accepted:
        _quarantine(landed.path(settings), quarantined, verdict)
        raise FileRefused(verdict, quarantined)
    shutil.rmtree(quarantined.parent, ignore_errors=True)  # earlier code may have refused it
    return verdict


@contextmanager
def _alone_with_feed(landed: LandedFile, settings: Settings, definitions: Definitions) -> Iterator[None]:
    """Hold the feed of a file against other processes, so that no two judge the vintages before it."""
    feed = definitions.feed_of(landed.publication, landed.file_name)
    gated_folder(settings).mkdir(parents=True, exist_ok=True)
    with FileLock(gated_folder(settings) / f".{feed.feed if feed else landed.file_id}.lock"):
        yield


def _judge(landed: LandedFile, settings: Settings, definitions: Definitions) -> Verdict:
    """Have a file read and checked by its kind, and keep the verdict, if accepted with the file's long form."""
    feed = definitions.feed_of(landed.publication, landed.file_name)
    if feed is None:
        raise ObaError(
            f"{landed.title}: no feed declares this file any more. Declare it in data/definitions/publications."
        )
    kind = kind_of(feed, definitions)
    if file_sha256(landed.path(settings)) != landed.sha256:
        # Not kept as a verdict: it is about these bytes, and the file id names those that landed.
        return refusal(landed, (str(CHANGED_AFTER_LANDING),))
    try:
        taken, table = _take(kind, _candidate(landed, feed, settings, definitions), landed)
    except Unreadable as refused:
        verdict = refusal(landed, tuple(map(str, refused.failures)))
    else:
        write_atomically(long_file(landed.file_id, settings), lambda path: pq.write_table(table, path))
        notes = {name: _tellable(note, kind) for name, note in taken.notes.items()}
        verdict = Verdict(landed.file_id, landed.title, True, taken.lines, len(table), (), taken.compared_with, notes)
    # Last, because a verdict says that the long form beside it is whole.
    return keep(verdict, settings)


def _candidate(landed: LandedFile, feed: ReleasedFile, settings: Settings, definitions: Definitions) -> Candidate:
    """Return a file with the way to the accepted one before it, and to those after it."""

    def of(file: LandedFile) -> Candidate:
        return Candidate(file.path(settings), file.title, file.release, feed, definitions)

    def before() -> Accepted | None:
        # Judging in the order of the releases, whatever the order of the calls, gives each file one verdict.
        for file in reversed(around(feed, landed, settings, definitions)[0]):
            verdict = known_verdict(file, settings) or _judge(file, settings, definitions)
            if verdict.accepted:
                return Accepted(file.title, file.release, long_file(file.file_id, settings))
        return None

    def after() -> Iterator[Candidate]:
        return map(of, around(feed, landed, settings, definitions)[1])

    return replace(of(landed), before=before, after=after)


def _take(kind: Kind, candidate: Candidate, landed: LandedFile) -> tuple[Taken, pa.Table]:
    """Have a kind take a file; of one that may not be quoted, only what its kind says itself comes out."""
    try:
        taken = kind.take(candidate)
        rows = taken.rows.assign(file_id=landed.file_id, feed=candidate.feed.feed)
        return taken, table_of(rows, kind.long_form)
    except (Unreadable, ObaError):
        raise
    except Exception as error:
        if kind.quoting.tells_cells:
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        broken = f"{type(error).__name__} at {place}"
    # Outside the handler, so that the error itself, which may quote a record, is not carried along.
    raise ReaderFailed(
        f"{candidate.title}: the reader of {kind.name} broke: {broken}. What it said is not told, since it may quote a "
        "record. Look at the reader with a made-up file of this form. The other files go on."
    )


def _tellable(note: Note, kind: Kind) -> Note:
    return note if kind.quoting.tells_cells else replace(note, examples=(), table=None)


def _quarantine(source: Path, quarantined: Path, verdict: Verdict) -> None:
    quarantined.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(verdict.reasons) + "\n"
    # The reasons first: where the copy is, the refusal has been told and is not told again.
    write_atomically(quarantined.parent / REASONS, lambda path: path.write_text(text))
    if not quarantined.exists():
        write_atomically(quarantined, lambda path: shutil.copyfile(source, path))
