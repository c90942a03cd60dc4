"""The turning-the-curve page of a headline measure: one A4 page; and its worksheet."""

from collections.abc import Iterator

from oba.site.planned import Planned
from oba.site.reading import Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the pages of this kind."""
    yield from ()
