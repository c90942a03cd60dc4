"""Keeping released files exactly as they came.

A landed file lives in ``landed/<publication>/<release>/<file id>/`` with a record of where and when it came from.
The folder appears whole, by one rename, and is never written again: a release that is amended in place is another
file beside it.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from oba.config import Settings
from oba.definitions import Definitions
from oba.digest import file_sha256, text_sha256
from oba.errors import SourceError
from oba.sources import Offer, release_source

RECORD = "landing.json"
UNDECLARED = (
    "no feed declares a file of that name. If it replaces one that was renamed, add the name to the files of its feed "
    "in data/definitions/publications; if it is new, 'oba draft-feed FILE' drafts a feed for it."
)
UNSAFE = "its publication, release or file name cannot be the name of a folder or file here. Rename it at the source."
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ ()-]*")


@dataclass(frozen=True)
class LandedFile:
    """The landing record of one file."""

    file_id: str
    publication: str
    release: str
    file_name: str
    source: str
    origin: str
    token: str
    published: str | None
    landed_at: str  # ISO 8601, UTC
    sha256: str
    size_bytes: int

    @property
    def title(self) -> str:
        """Publication, release and file name, as a person names the file."""
        return f"{self.publication}/{self.release}/{self.file_name}"

    def path(self, settings: Settings) -> Path:
        """Return where the bytes are."""
        return settings.landed / self.publication / self.release / self.file_id / self.file_name


@dataclass(frozen=True)
class LeftAside:
    """A file on offer that the warehouse does not take, and why."""

    offer: Offer
    reason: str

    def __str__(self) -> str:
        """Name the file and say what to do."""
        return f"{self.offer.publication}/{self.offer.release}/{self.offer.file_name}: {self.reason}"


def new_offers(settings: Settings, definitions: Definitions) -> tuple[list[Offer], list[LeftAside]]:
    """Ask the source what is on offer.

    Returns:
        The offers that are not landed yet, and the files left aside, each with the reason.

    Raises:
        SourceError: the source could not be read.
    """
    landed = {(file.publication, file.release, file.file_name, file.token) for file in landed_files(settings)}
    fresh, aside = [], []
    for offer in release_source(settings).offers():
        if definitions.feed_of(offer.publication, offer.file_name) is None:
            aside.append(LeftAside(offer, UNDECLARED))
        elif not _has_safe_names(offer):
            aside.append(LeftAside(offer, UNSAFE))
        elif (offer.publication, offer.release, offer.file_name, offer.token) not in landed:
            fresh.append(offer)
    return fresh, aside


def land(offer: Offer, settings: Settings) -> LandedFile:
    """Fetch an offered file and keep it; landing the same bytes again changes nothing.

    Raises:
        SourceError: the file could not be fetched, or its name could lead outside the landing folder.
    """
    if not _has_safe_names(offer):
        raise SourceError(f"{offer.origin}: {UNSAFE}")
    settings.landed.mkdir(parents=True, exist_ok=True)
    incoming = Path(mkdtemp(prefix=".incoming-", dir=settings.landed))
    try:
        arrived = incoming / offer.file_name
        release_source(settings).fetch(offer, arrived)
        landed = _record(offer, arrived)
        (incoming / RECORD).write_text(json.dumps(asdict(landed), indent=2) + "\n")
        for path in incoming.iterdir():
            path.chmod(0o444)
        home = landed.path(settings).parent
        if home.exists():
            return _read_record(home / RECORD)
        home.parent.mkdir(parents=True, exist_ok=True)
        incoming.rename(home)
        return landed
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def landed_files(settings: Settings, publication: str = "*") -> list[LandedFile]:
    """List every landed file, or those of one publication, by publication, release, name and time of landing."""
    files = (_read_record(path) for path in settings.landed.glob(f"{publication}/*/*/{RECORD}"))
    return sorted(files, key=lambda file: (file.title, file.landed_at, file.file_id))


def clear_interrupted(settings: Settings) -> Iterator[Path]:
    """Remove what an interrupted landing left, and name it."""
    for path in settings.landed.glob(".incoming-*"):
        shutil.rmtree(path)
        yield path


def _has_safe_names(offer: Offer) -> bool:
    return all(SAFE_NAME.fullmatch(name) for name in (offer.publication, offer.release, offer.file_name))


def _record(offer: Offer, arrived: Path) -> LandedFile:
    sha256 = file_sha256(arrived)
    return LandedFile(
        file_id=text_sha256(offer.publication, offer.release, offer.file_name, sha256)[:16],
        **asdict(offer),
        landed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=sha256,
        size_bytes=arrived.stat().st_size,
    )


def _read_record(path: Path) -> LandedFile:
    return LandedFile(**json.loads(path.read_text()))
