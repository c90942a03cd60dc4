"""The turning-the-curve page of every headline measure, its worksheet, and all of a place's in one document.

- ``sheet``     what one page says, gathered
- ``document``  every headline curve of a place as one document to print or send

A page is one sheet of A4: each list has a limit, and what is longer is cut by ``style.css`` on paper alone.
"""

import logging
from collections.abc import Iterator
from functools import partial

from oba.site import addresses
from oba.site.curve.sheet import Sheet
from oba.site.frame import render
from oba.site.planned import Planned
from oba.site.reading import Site

# Before ``document`` imports it: it tells that it has been imported.
logging.getLogger("pikepdf").setLevel(logging.WARNING)


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the page and the worksheet of every headline measure of some places that has a figure of theirs."""
    for place in places:
        for scorecard, measure in headlines(site, place):
            yield Planned(addresses.curve(place, scorecard, measure), partial(_draw, place, scorecard, measure))
            yield Planned(
                addresses.worksheet(place, scorecard, measure), partial(_draw_worksheet, place, scorecard, measure)
            )


def headlines(site: Site, place: str) -> Iterator[tuple[str, str]]:
    """Return card and measure of every headline of a place that has a figure, card by card in their order."""
    has_figures = site.distinct("fct_measure_verdict", "geography_code", "measure_id")
    for scorecard in site.scorecards_of(place):
        name = scorecard["scorecard_id"]
        placed = site.rows("bridge_scorecard_measure", scorecard_id=name, is_headline=True)
        for row in sorted(placed, key=lambda row: row["display_order"]):
            if (place, row["measure_id"]) in has_figures:
                yield name, row["measure_id"]


def _draw(place: str, scorecard: str, measure: str, site: Site) -> str:
    return _render("curve/page.html", addresses.curve(place, scorecard, measure), place, scorecard, measure, site)


def _draw_worksheet(place: str, scorecard: str, measure: str, site: Site) -> str:
    return _render(
        "curve/worksheet.html", addresses.worksheet(place, scorecard, measure), place, scorecard, measure, site
    )


def _render(template: str, address: str, place: str, scorecard: str, measure: str, site: Site) -> str:
    # A page and its worksheet say the same of one curve.
    sheet = site.once(Sheet.of, place, scorecard, measure)
    return render(template, address, sheet=sheet, card=sheet.card)
