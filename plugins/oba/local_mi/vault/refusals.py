"""Refused extracts: why, in words that hold no cell and no name, and the file's bytes, encrypted."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp

from oba.files import Damaged, clear_temporary, put_in_place, read_record
from oba.local_mi.vault.encryption import Cipher
from oba.local_mi.vault.statements import write_closed

ABOUT = "refused.json"
ORIGINAL = "original.encrypted"
REASONS = "why-refused.txt"


@dataclass(frozen=True)
class Refusal:
    """What is known of a refused extract without a key; nothing in it is about a child."""

    refusal_id: str
    council: str
    snapshot_date: str  # ISO 8601
    content: str  # keyed SHA-256 of the file's bytes
    size_bytes: int
    shown_name: str
    refused_at: str  # ISO 8601, UTC
    judged_with: str  # code version; with another one the file is tried again

    @property
    def title(self) -> str:
        """What a line of decisions.yml calls it."""
        return f"{self.council}/{self.snapshot_date}/{self.refusal_id}"


class Refusals:
    """The quarantine of a restricted home: ``quarantine/<refusal id>/``."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        """Look into ``folder``, which is there."""
        self.folder, self._cipher = folder, cipher

    def all(self) -> list[Refusal]:
        """Return every refusal, by council, snapshot date and id; one whose record is damaged is none."""
        return refusals(self.folder)

    def keep(self, refusal: Refusal, reasons: str, content: bytes | None) -> None:
        """Keep a refusal whole; one that is there already gives way to it.

        Args:
            refusal: as it is to be kept.
            reasons: in words that may be told.
            content: the file's bytes, or None to keep none.
        """
        incoming = Path(mkdtemp(prefix=".incoming-", suffix=f".{os.getpid()}", dir=self.folder))
        try:
            if content is not None:
                write_closed(incoming / ORIGINAL, self._cipher.encrypt(content, _place(refusal)))
            write_closed(incoming / REASONS, (reasons.rstrip() + "\n").encode())
            write_closed(incoming / ABOUT, (json.dumps(asdict(refusal), indent=2) + "\n").encode())
            self.remove(refusal)
            put_in_place(incoming, self.folder / refusal.refusal_id)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)

    def original(self, refusal: Refusal) -> bytes | None:
        """Return the bytes of a refused file, or None where they are not kept."""
        file = self.folder / refusal.refusal_id / ORIGINAL
        return self._cipher.decrypt(file.read_bytes(), _place(refusal)) if file.is_file() else None

    def has_original(self, refusal: Refusal) -> bool:
        """Tell whether the bytes of a refused file are kept."""
        return (self.folder / refusal.refusal_id / ORIGINAL).is_file()

    def remove(self, refusal: Refusal) -> None:
        """Remove a refusal, as when its file was taken after all."""
        home = self.folder / refusal.refusal_id
        if home.exists():
            gone = home.with_name(f".{home.name}.{os.getpid()}")
            home.rename(gone)
            shutil.rmtree(gone)

    def remove_original(self, refusal: Refusal) -> None:
        """Remove the bytes alone; that it was refused, and why, stays known."""
        (self.folder / refusal.refusal_id / ORIGINAL).unlink(missing_ok=True)

    def clear_interrupted(self) -> Iterator[Path]:
        """Remove what processes that are gone were writing, and name it."""
        yield from clear_temporary(self.folder)


def refusals(folder: Path) -> list[Refusal]:
    """Return the refusals of a quarantine, for which no key is needed."""
    found = filter(None, (_about(home) for home in folder.glob("[!.]*/")))
    return sorted(found, key=lambda one: (one.council, one.snapshot_date, one.refusal_id))


def _about(home: Path) -> Refusal | None:
    try:
        return Refusal(**read_record(home / ABOUT))
    except (OSError, Damaged, TypeError):
        return None  # the file is tried and refused again


def _place(refusal: Refusal) -> str:
    return f"quarantine/{refusal.refusal_id}"
