"""The way in: places, measures, programmes, what is new and how fresh the figures are.

- ``finding``    every place, measure and curve, as they are listed and found
- ``news``       what is new since figures changed last, and what is overdue
- ``freshness``  how new the figures of each source are, and when the next are due
"""

from collections.abc import Iterator
from functools import partial

from oba import language as words
from oba.site import addresses
from oba.site.frame import render
from oba.site.home.finding import curves, measures, own_places, places_by_region, programmes
from oba.site.home.freshness import sources
from oba.site.home.news import news
from oba.site.planned import Planned
from oba.site.reading import Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the one page of this kind, which leads to the places that are drawn."""
    yield Planned(addresses.HOME, partial(_draw, tuple(places)))


def _draw(places: tuple[str, ...], site: Site) -> str:
    drawn = frozenset(places)
    groups, wide, ended = places_by_region(site, drawn)
    return render(
        "home/page.html",
        addresses.HOME,
        own=own_places(site, drawn),
        groups=groups,
        wide=wide,
        ended=ended,
        measures=measures(site),
        curves=curves(site, drawn),
        programmes=programmes(site, drawn),
        news=news(site, drawn),
        sources=sources(site),
        as_of=words.day(site.as_of),
    )
