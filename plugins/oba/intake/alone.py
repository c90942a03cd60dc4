"""Judging one file with the definitions of now, as the gate in would, but without landing it: nothing is kept."""

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.errors import ObaError
from oba.files import file_sha256
from oba.gates import Failure, Unreadable
from oba.intake.order import files_of
from oba.intake.verdict import known_verdict, long_file
from oba.kinds import Accepted, Candidate, Taken, kind_of
from oba.periods import release_order
from oba.sources.contents import REFERENCE, YEAR
from oba.typed import table_of


class NotJudged(ObaError):
    """A file cannot be judged, since it is not known which feed or release it is of."""


@dataclass(frozen=True)
class Judged:
    """What the gate in would say of a file."""

    title: str
    beside: str | None  # title of the file before it with which it was compared
    failures: tuple[Failure, ...]  # none, if it would be accepted
    taken: Taken | None


def judge_alone(
    path: Path,
    settings: Settings,
    definitions: Definitions,
    publication: str | None = None,
    release: str | None = None,
    before: Path | None = None,
) -> Judged:
    """Judge one file.

    Args:
        path: the file, ``<publication>/<release>/<file>`` unless the next two say otherwise.
        settings: where a work folder may have the accepted file before it.
        definitions: those of now.
        publication: the slug of its publication.
        release: its release.
        before: the file before it; without this, the newest landed one before it that passes the gate.

    Raises:
        NotJudged: no feed takes it, or its release is not known.
        NoReader: no reader takes a file of its kind.
    """
    slug, release = _named(path, publication, release)
    feed = definitions.feed_of(slug, path.name)
    if feed is None:
        raise NotJudged(
            f"{path}: no feed of {slug!r} declares a file {path.name!r}. Add its name to the files of its feed in "
            "data/definitions/publications, give the publication with --publication, or draft a feed with "
            "'oba draft-feed FILE'."
        )
    title = f"{slug}/{release}/{path.name}"
    with TemporaryDirectory() as folder:
        look = _Before(feed, settings, definitions, Path(folder))
        accepted = look.of_file(before, slug) if before else look.landed(slug, release, file_sha256(path))
        try:
            taken = kind_of(feed, definitions).take(
                Candidate(path, title, release, feed, definitions, before=lambda: accepted)
            )
        except Unreadable as refused:
            return Judged(title, accepted.title if accepted else None, tuple(refused.failures), None)
    return Judged(title, accepted.title if accepted else None, (), taken)


def _named(path: Path, publication: str | None, release: str | None) -> tuple[str, str]:
    """Return publication and release of a file, by its path where they are not given."""
    parts = path.resolve().parts
    if REFERENCE in (publication, parts[-2]) and (year := re.search(YEAR, path.stem)):
        return REFERENCE, release or year[1]
    if len(parts) < 4 and not (publication and release):
        raise NotJudged(f"{path}: give --publication and --release, or its path as <publication>/<release>/<file>.")
    return publication or parts[-3], release or parts[-2]


@dataclass(frozen=True)
class _Before:
    """Finds the accepted file that one continues."""

    feed: ReleasedFile
    settings: Settings
    definitions: Definitions
    folder: Path  # for what has to be made for it

    def landed(self, slug: str, release: str, sha256: str) -> Accepted | None:
        """Return the newest landed file before one, of its release or earlier, that is accepted or passes by itself."""
        files = [
            file
            for file in files_of(self.feed, slug, self.settings, self.definitions)
            if release_order(file.release) < release_order(release)
            or (file.release == release and file.sha256 != sha256)
        ]
        for file in reversed(files):
            verdict = known_verdict(file, self.settings)
            if verdict is not None and verdict.accepted:
                return Accepted(file.title, file.release, long_file(file.file_id, self.settings))
            made = None if verdict else self._made(file.path(self.settings), file.title, file.release)
            if made is not None:
                return made
        return None

    def of_file(self, path: Path, slug: str) -> Accepted:
        """Return a file that the command names."""
        _, release = _named(path, slug, None)
        made = self._made(path, f"{slug}/{release}/{path.name}", release)
        if made is None:
            raise NotJudged(f"{path} does not pass the gate itself; judge it alone to see why, or give another one.")
        return made

    def _made(self, path: Path, title: str, release: str) -> Accepted | None:
        kind = kind_of(self.feed, self.definitions)
        try:
            taken = kind.take(Candidate(path, title, release, self.feed, self.definitions))
        except Unreadable:
            return None
        long_form = self.folder / f"{path.stem}.parquet"
        pq.write_table(table_of(taken.rows.assign(file_id="", feed=self.feed.feed), kind.long_form), long_form)
        return Accepted(title, release, long_form)
