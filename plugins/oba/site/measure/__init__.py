"""A measure: every authority ranked, its definition and vintages, and its downloads."""

from collections.abc import Iterator

from oba.site.planned import Planned
from oba.site.reading import Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the pages of this kind."""
    yield from ()
