"""Who was erased: a keyed mark a person, from which nobody finds the pseudonym.

By it the person is known again in a later extract.
"""

import hmac
import json
from collections.abc import Iterable
from pathlib import Path

from oba.files import read_record, write_atomically
from oba.local_mi.vault.statements import write_closed


class Tombstones:
    """The marks of a restricted home: ``tombstones/<mark>.json``."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Look into ``folder``, which is there."""
        self.folder, self._key = folder, key

    def put(self, council: str, of: str, pseudonym: str, at: str, is_finished: bool) -> None:
        """Mark somebody as erased, or as being erased while ``is_finished`` is false."""
        about = {"council": council, "of": of, "erased_at": at, "is_finished": is_finished}
        text = json.dumps(about) + "\n"
        write_atomically(self._file(council, of, pseudonym), lambda path: write_closed(path, text.encode()))

    def lift(self, council: str, of: str, pseudonym: str) -> bool:
        """Remove a mark, so that later extracts speak of the person again; tell whether there was one."""
        file = self._file(council, of, pseudonym)
        was_there = file.exists()
        file.unlink(missing_ok=True)
        return was_there

    def among(self, council: str, of: str, pseudonyms: Iterable[str]) -> set[str]:
        """Return those of some pseudonyms whose people were erased."""
        marks = {path.stem for path in self.folder.glob("[!.]*.json")}
        return {one for one in pseudonyms if self._mark(council, of, one) in marks} if marks else set()

    def counted(self) -> int:
        """Return how many people are marked."""
        return len(list(self.folder.glob("[!.]*.json")))

    def unfinished(self) -> int:
        """Return how many erasures were begun and not ended."""
        return sum(not read_record(path)["is_finished"] for path in self.folder.glob("[!.]*.json"))

    def _file(self, council: str, of: str, pseudonym: str) -> Path:
        return self.folder / f"{self._mark(council, of, pseudonym)}.json"

    def _mark(self, council: str, of: str, pseudonym: str) -> str:
        message = f"{council}\0{of}\0{pseudonym}".encode()
        return hmac.digest(self._key, message, "sha256").hex()
