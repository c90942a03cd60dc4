"""The folder of figures made of records, which the restricted side writes; one more folder of releases."""

from dataclasses import replace
from pathlib import Path

from oba.local_mi.releasing import known_day
from oba.sources.folders import FolderSource
from oba.sources.offers import Offer


class LocalFigures(FolderSource):
    """Offers every release of the folder, each known from the day as of which it is told."""

    name = "local_figures"

    def __init__(self, folder: Path, largest_file: int) -> None:
        """Read one folder.

        Args:
            folder: of releases.
            largest_file: bytes of the largest file that is offered.
        """
        super().__init__((folder,), largest_file)

    def _offer(self, name: str, publication: str, release: str, path: Path, is_declared: bool) -> Offer:
        offer = super()._offer(name, publication, release, path, is_declared)
        day = known_day(release)
        return replace(offer, published=f"{day}T00:00:00+00:00" if day else None)
