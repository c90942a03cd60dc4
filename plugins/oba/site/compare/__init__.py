"""Some places side by side on a measure."""

from collections.abc import Iterator

from oba.site.planned import Planned
from oba.site.reading import Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the pages of this kind."""
    yield from ()
