"""Keeping released files exactly as they came.

A landed file lives in ``landed/<publication>/<release>/<file id>/`` with a record of where and when it came from.
The folder appears whole, by one rename, and is never written again: a release that is amended in place is another
file beside it. What the source said of the file lies in the same folder, as JSON.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from oba.config import Settings
from oba.definitions import Definitions
from oba.digest import text_sha256
from oba.errors import SourceError
from oba.files import (
    TEMPORARY,
    Damaged,
    clear_temporary,
    file_sha256,
    make_folder,
    put_in_place,
    read_record,
    sha256_of,
    write_atomically,
)
from oba.sources import LeftAside, Listing, Offer, release_source, shown_name

RECORD = "landing.json"
ASIDE = ".damaged"  # folder beside the publications
OFFERED_AGAIN = ".again.json"  # a note beside a landed folder
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
class Look:
    """What the source has that is not landed yet, and what a person should hear of it."""

    fresh: list[Offer]
    aside: list[LeftAside]
    alerts: list[str]  # to be mended or decided by a person; the fresh files go on
    notes: tuple[str, ...]
    replaced: frozenset[str] = frozenset()  # ids of landed files whose bytes their folder has no more
    gone: tuple[LandedFile, ...] = ()  # those of which it has no file of that name either


def look(settings: Settings, definitions: Definitions, everything: bool = False) -> Look:
    """Ask the source what is on offer; ``everything`` asks anew for what it may remember.

    Raises:
        SourceError: the source could not be read.
    """
    listing = release_source(settings).look(definitions, everything)
    fresh, aside = [], list(listing.aside)
    for offer in listing.offers:
        if definitions.feed_of(offer.publication, offer.file_name) is None:
            aside.append(LeftAside(shown_name(offer.title), UNDECLARED))
        elif not _has_safe_names(offer):
            aside.append(LeftAside(shown_name(offer.title), UNSAFE))
        else:
            fresh.append(offer)
    taken_back = [
        f"{file.title} was withdrawn by its publisher after it landed; its figures are still in use. To go on without "
        f"them, remove {file.path(settings).parent} and run the refresh again."
        for file in landed_files(settings)
        if (file.publication, file.file_name) in listing.withdrawn
    ]
    return Look(
        not_landed(fresh, settings),
        aside,
        [*listing.alerts, *taken_back],
        listing.notes,
        *_no_longer_offered(listing, settings),
    )


def not_landed(offers: list[Offer], settings: Settings) -> list[Offer]:
    """Return the offers whose bytes are not landed yet."""
    files = landed_files(settings)
    landed = {(file.publication, file.release, file.file_name, file.token) for file in files} | _offered_again(settings)
    return [offer for offer in offers if _key(offer) not in landed]


def land(offer: Offer, settings: Settings) -> LandedFile:
    """Fetch an offered file and keep it; landing the same bytes again changes nothing.

    Raises:
        SourceError: the file could not be fetched, or its name could lead outside the landing folder.
    """
    if not _has_safe_names(offer):
        raise SourceError(f"{offer.origin}: {UNSAFE}")
    make_folder(settings.landed)
    # Named for this process, so that another one can tell whether it is still being written to.
    incoming = Path(mkdtemp(prefix=".incoming-", suffix=f".{os.getpid()}", dir=settings.landed))
    try:
        arrived = incoming / offer.file_name
        source = release_source(settings)
        source.fetch(offer, arrived)
        if arrived.stat().st_size > settings.largest_file:
            raise SourceError(
                f"{offer.title} has {arrived.stat().st_size / 1e6:,.0f} MB, and no file of more than "
                f"{settings.largest_file_mb:,} MB lands. If it is the publisher's, set OBA_LARGEST_FILE_MB to more."
            )
        landed = _record(offer, arrived)
        home = landed.path(settings).parent
        if home.exists():
            known = _record_in(home)
            if known:
                return _again(offer, known, settings)
            _set_aside(home, settings)
        for name, document in source.documents(offer).items():
            text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
            (incoming / f"{name}.json").write_text(text, encoding="utf-8")
        (incoming / RECORD).write_text(json.dumps(asdict(landed), indent=2) + "\n")
        for path in incoming.iterdir():
            path.chmod(0o444)
        make_folder(home.parent)
        put_in_place(incoming, home)
        return landed
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def landed_files(settings: Settings, publication: str = "*") -> list[LandedFile]:
    """List every landed file, or those of one publication, by publication, release, name and time of landing.

    A folder whose record is missing or damaged holds none: see ``set_damaged_aside``.
    """
    files = (
        _record_in(folder) for folder in settings.landed.glob(f"{publication}/*/*/") if _is_shown(folder, settings)
    )
    return sorted((file for file in files if file), key=lambda file: (file.title, file.landed_at, file.file_id))


def is_as_landed(landed: LandedFile, settings: Settings) -> bool:
    """Tell whether the bytes of a file are those that landed."""
    path = landed.path(settings)
    return path.is_file() and sha256_of(path) == landed.sha256


def set_damaged_aside(settings: Settings) -> Iterator[str]:
    """Move landed folders without a whole record to where nothing reads them, and say so of each.

    The source offers such a file again, if it still has it; the bytes that were landed are kept.
    """
    for folder in settings.landed.glob("*/*/*/"):
        if _is_shown(folder, settings) and _record_in(folder) is None:
            aside = _set_aside(folder, settings)
            yield (
                f"{folder} has no whole {RECORD}, so nobody can say where its file came from. It was moved to {aside}; "
                "the file is landed again if a source has it. If none has, put the record back from a backup."
            )


def clear_interrupted(settings: Settings) -> Iterator[Path]:
    """Remove what landings left that were interrupted, and name it; one that is under way keeps what it has."""
    yield from clear_temporary(settings.landed)
    for path in settings.landed.glob(".incoming-*"):
        if not TEMPORARY.fullmatch(path.name):  # of a version that did not say whose it was
            shutil.rmtree(path)
            yield path


def _is_shown(folder: Path, settings: Settings) -> bool:
    return not any(part.startswith(".") for part in folder.relative_to(settings.landed).parts)


def _record_in(folder: Path) -> LandedFile | None:
    try:
        return LandedFile(**read_record(folder / RECORD))
    except (OSError, Damaged, TypeError):  # the last: it is a record of something else
        return None


def _set_aside(folder: Path, settings: Settings) -> Path:
    make_folder(settings.landed / ASIDE)
    aside = Path(mkdtemp(prefix=f"{folder.name}-", dir=settings.landed / ASIDE))
    put_in_place(folder, aside)
    return aside


def _no_longer_offered(listing: Listing, settings: Settings) -> tuple[frozenset[str], tuple[LandedFile, ...]]:
    """Return which landed files a folder that was read now no longer has: ids of bytes, and files by name.

    A folder is known by the end of its path, which is how an origin begins: two folders that end alike pass for one.
    """
    titles = {offer.title for offer in listing.offers}
    bytes_there = {(offer.title, offer.token) for offer in listing.offers}
    looked_for = [
        file
        for file in landed_files(settings)
        if file.source == "folder"
        and file.origin.removesuffix(_path_in_folder(file)) in listing.searched
        and not file.title.startswith(listing.unread)
    ]
    return (
        frozenset(file.file_id for file in looked_for if (file.title, file.token) not in bytes_there),
        tuple(file for file in looked_for if file.title not in titles),
    )


def _path_in_folder(file: LandedFile) -> str:
    return file.title if file.origin.endswith(file.title) else f"{file.publication}/{file.file_name}"


def _has_safe_names(offer: Offer) -> bool:
    return all(SAFE_NAME.fullmatch(name) for name in (offer.publication, offer.release, offer.file_name))


def _key(offer: Offer) -> tuple[str, str, str, str]:
    return offer.publication, offer.release, offer.file_name, offer.token


def _again(offer: Offer, landed: LandedFile, settings: Settings) -> LandedFile:
    """Note that a source gave landed bytes another token, so that they are not fetched at every run."""
    if offer.token != landed.token:
        folder = landed.path(settings).parent.parent
        note = folder / f"{landed.file_id}-{text_sha256(offer.token)[:12]}{OFFERED_AGAIN}"
        text = json.dumps({"file_id": landed.file_id, "key": _key(offer), "noted_at": _now()}, indent=2) + "\n"
        write_atomically(note, lambda path: path.write_text(text))
    return landed


def _offered_again(settings: Settings) -> set[tuple[str, ...]]:
    found = set()
    for path in settings.landed.glob(f"*/*/*{OFFERED_AGAIN}"):
        try:
            found.add(tuple(read_record(path)["key"]))
        except (Damaged, KeyError, TypeError):
            path.unlink()  # asking once more costs one fetch, and writes the note again
    return found


def _now() -> str:
    # To the microsecond, because several versions of one release may land within a second.
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _record(offer: Offer, arrived: Path) -> LandedFile:
    sha256 = file_sha256(arrived)
    return LandedFile(
        file_id=text_sha256(offer.publication, offer.release, offer.file_name, sha256)[:16],
        **{name: value for name, value in asdict(offer).items() if name != "listing"},
        landed_at=_now(),
        sha256=sha256,
        size_bytes=arrived.stat().st_size,
    )
