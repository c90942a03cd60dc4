"""The scorecard of a place: headlines first, then what is behind them, then every other measure.

- ``lines``  one measure as a card says it
- ``page.html`` of how a population is, ``programme.html`` of how a programme works; parts of both in ``parts.html``
- ``cohorts.html``, ``surveys.html``  what a programme's families and evaluations show, folded

Where figures come from, how they were revised and what is in doubt of them stands on the evidence page: every figure
leads there.
"""

from collections.abc import Iterator
from functools import partial

from oba import language as words
from oba.site import addresses
from oba.site.card.lines import MANY, Line, objectives, quadrants, story
from oba.site.frame import render
from oba.site.planned import Planned
from oba.site.reading import Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan every scorecard of some places that has a figure of theirs."""
    for place in places:
        for scorecard in site.scorecards_of(place):
            name = scorecard["scorecard_id"]
            yield Planned(addresses.card(place, name), partial(_draw, place, name))


def _draw(place: str, scorecard: str, site: Site) -> str:
    card = site.planned_card(scorecard, place)
    at = addresses.card(place, scorecard)
    is_programme = card.scorecard["scorecard_kind"] == "programme"
    name, last_day = card.geography["geography_name"], card.geography["valid_to"]
    lines = [Line.of(measure, at, len(card.headlines) >= MANY, last_day is not None) for measure in card.measures]
    return render(
        "card/programme.html" if is_programme else "card/page.html",
        at,
        card=card,
        place=place,
        place_name=name,
        ended=words.ended(name, last_day, []) if last_day else None,
        headlines=[line for line in lines if line.is_headline],
        without=None if card.headlines else words.without_headline(len(card.measures), site.is_return(place)),
        others=[line for line in lines if not line.is_headline],
        boxes=quadrants(lines) if is_programme else [],
        curves=[line for line in lines if line.curve and line.quadrant],
        indicators=[line for line in lines if not line.quadrant],
        objectives=objectives(card),
        wanted=words.wanted_why([measure.newest for measure in card.measures]),
        story=story(card, site.is_over),
        evidence=addresses.evidence(place, scorecard),
    )
