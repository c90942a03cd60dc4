"""The walk of one landed file through the gate: known, judged by its kind, kept or put in quarantine."""

import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.digest import gate_versions
from oba.errors import ObaError
from oba.files import file_sha256, make_folder, write_atomically
from oba.intake.order import around, true_verdict
from oba.intake.verdict import (
    CHANGED_AFTER_LANDING,
    REASONS,
    Verdict,
    forget,
    gated_folder,
    keep,
    known_verdict,
    long_file,
    quarantine_file,
    refusal,
)
from oba.kinds import Accepted, Candidate, Kind, Note, Taken, Unreadable, kind_of
from oba.landing import LandedFile, is_as_landed
from oba.typed import table_of


class FileRefused(ObaError):
    """The gate in refused a file; the text names file, place, rule, what was found and what to do."""

    def __init__(self, verdict: Verdict, quarantined: Path) -> None:
        super().__init__(
            f"{verdict.title} is refused.\n"
            + "\n".join(f"  - {reason}" for reason in verdict.reasons)
            + f"\nIts bytes and these reasons are kept in {quarantined.parent}."
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
    feed = definitions.feed_of(landed.publication, landed.file_name)
    verdict = true_verdict(feed, landed, settings, definitions) if feed else known_verdict(landed, settings)
    if verdict is None:
        with _alone_with_feed(landed, settings, definitions):
            verdict = _Judging(settings, definitions).verdict_on(landed)
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
    make_folder(gated_folder(settings))
    with FileLock(gated_folder(settings) / f".{feed.feed if feed else landed.file_id}.lock"):
        yield


@dataclass
class _Judging:
    """The judging of files of one feed, each after those before it."""

    settings: Settings
    definitions: Definitions
    given: dict[str, Verdict] = field(default_factory=dict)  # by file id, so that a row of refusals is walked once

    def verdict_on(self, landed: LandedFile) -> Verdict:
        """Return the verdict on a file: the known one, if the file before it is still the same."""
        if landed.file_id not in self.given:
            known = known_verdict(landed, self.settings)
            self.given[landed.file_id] = known if known and self._still_true(known, landed) else self._judge(landed)
        return self.given[landed.file_id]

    def _still_true(self, known: Verdict, landed: LandedFile) -> bool:
        if not known.asked_before:
            return True
        feed = self.definitions.feed_of(landed.publication, landed.file_name)
        before = self._before(feed, landed) if feed else None
        return known.before == (before.file_id if before else None)

    def _before(self, feed: ReleasedFile, landed: LandedFile) -> LandedFile | None:
        """Return the newest accepted file before one, judging where nobody has."""
        # In the order of the releases, whatever the order of the calls, so that each file gets one verdict.
        earlier = reversed(around(feed, landed, self.settings, self.definitions)[0])
        return next((file for file in earlier if self.verdict_on(file).accepted), None)

    def _judge(self, landed: LandedFile) -> Verdict:
        """Have a file read and checked by its kind, and keep the verdict, if accepted with the file's long form."""
        feed = self.definitions.feed_of(landed.publication, landed.file_name)
        if feed is None:
            raise ObaError(
                f"{landed.title}: no feed declares this file any more. Declare it in data/definitions/publications."
            )
        if not is_as_landed(landed, self.settings):
            return refusal(landed, (str(CHANGED_AFTER_LANDING),))
        # A build over the verdict of earlier code would mix the two; without one, the file is left out and told.
        forget(landed.file_id, self.settings)
        kind = kind_of(feed, self.definitions)
        asked: list[LandedFile | None] = []
        try:
            taken, table = _take(kind, self._candidate(landed, feed, asked), landed)
        except Unreadable as refused:
            verdict = refusal(landed, tuple(map(str, refused.failures)))
        else:
            long = long_file(landed.file_id, self.settings)
            write_atomically(long, lambda path: pq.write_table(table, path))
            notes = {name: _tellable(note, kind) for name, note in taken.notes.items()}
            lines, continued = taken.lines, taken.compared_with
            verdict = Verdict(landed.file_id, landed.title, True, lines, len(table), (), continued, notes)
            verdict = replace(verdict, sha256=file_sha256(long))
        before = asked[0].file_id if asked and asked[0] else None
        # Last, because a verdict says that the long form beside it is whole.
        version = gate_versions(self.settings.definitions).get(feed.feed)
        verdict = replace(verdict, asked_before=bool(asked), before=before, feed=feed.feed, version=version)
        return keep(verdict, self.settings)

    def _candidate(self, landed: LandedFile, feed: ReleasedFile, asked: list[LandedFile | None]) -> Candidate:
        """Return a file with the way to the accepted one before it, noted if asked for, and to those after it."""

        def of(file: LandedFile) -> Candidate:
            return Candidate(file.path(self.settings), file.title, file.release, feed, self.definitions)

        def before() -> Accepted | None:
            file = self._before(feed, landed)
            asked.append(file)
            return Accepted(file.title, file.release, long_file(file.file_id, self.settings)) if file else None

        def after() -> Iterator[Candidate]:
            return map(of, around(feed, landed, self.settings, self.definitions)[1])

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
    make_folder(quarantined.parent)
    text = "\n".join(verdict.reasons) + "\n"
    # The reasons first: where the copy is, the refusal has been told and is not told again.
    write_atomically(quarantined.parent / REASONS, lambda path: path.write_text(text))
    if not quarantined.exists() and source.exists():
        write_atomically(quarantined, lambda path: shutil.copyfile(source, path))
