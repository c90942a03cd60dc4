"""A folder of releases: ``<publication>/<release>/<file>.csv``, and ``reference/<file>_<year>.csv``."""

import re
import shutil
from pathlib import Path
from typing import Any

from oba.definitions import Definitions
from oba.digest import file_sha256
from oba.errors import SourceError
from oba.sources import Listing, Offer

# Files about places rather than periods come one by one, so the year in a file's name is its release.
REFERENCE = "reference"
YEAR = re.compile(r"(\d{4})$")


class FolderSource:
    """Offers every CSV file two folders deep, and the dated ones of ``reference``, as the folder is when asked."""

    name = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def look(self, definitions: Definitions, everything: bool) -> Listing:
        """List the files, ordered by path, whatever the definitions say of them.

        Raises:
            SourceError: the folder does not exist.
        """
        if not self.folder.is_dir():
            raise SourceError(
                f"The folder of releases {self.folder} does not exist. "
                "Set OBA_RELEASES (with make: DFE_RELEASES) to a folder of <publication>/<release>/<file>.csv."
            )
        released = [(path.parts[-3], path.parts[-2], path) for path in sorted(self.folder.glob("*/*/*.csv"))]
        dated = [
            (REFERENCE, year[1], path)
            for path in sorted(self.folder.glob(f"{REFERENCE}/*.csv"))
            if (year := YEAR.search(path.stem))
        ]
        offers = [
            Offer(
                source=self.name,
                publication=publication,
                release=release,
                file_name=path.name,
                origin=path.relative_to(self.folder).as_posix(),
                token=file_sha256(path),
                published=None,
            )
            for publication, release, path in released + dated
        ]
        return Listing(offers)

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Copy the file's bytes.

        Raises:
            SourceError: the file changed since it was offered, or is gone.
        """
        path = self.folder / offer.origin
        try:
            shutil.copyfile(path, destination)
        except OSError as error:
            raise SourceError(f"{path} could not be read: {error}. Offer it again.") from error
        if file_sha256(destination) != offer.token:
            raise SourceError(f"{path} changed while it was being copied. Run the refresh again.")

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return nothing: a folder says nothing of its files."""
        return {}
