"""An authority, a region or England: its scorecards and how their headlines fare."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from oba import language as words
from oba.site import addresses
from oba.site.frame import render
from oba.site.place.around import around
from oba.site.planned import Planned
from oba.site.reading import Card, MeasureOnCard, Row, Site, headlines_once


@dataclass(frozen=True)
class Headline:
    """A headline measure in a line."""

    name: str
    figure: str
    period: str
    tag: tuple[str, str]
    wanted: str | None  # why it has another tag than on other cards
    curve: str  # address
    evidence: str  # address


@dataclass(frozen=True)
class CardInBrief:
    """A scorecard as a place page has it."""

    scorecard: Row
    address: str
    headlines: list[Headline]
    without: str | None  # why there is none


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan a page for each place."""
    for place in places:
        yield Planned(addresses.place(place), partial(_draw, place))


def _draw(place: str, site: Site) -> str:
    cards = [card for row in site.scorecards_of(place) if (card := site.card(row["scorecard_id"], place))]
    of_kind = {
        kind: [_in_brief(card, place, site) for card in cards if card.scorecard["scorecard_kind"] == kind]
        for kind in ("population", "programme")
    }
    geography = site.row("dim_geography", geography_code=place)
    fares = words.fares_of(headlines_once([card for card in cards if card.scorecard["scorecard_kind"] == "population"]))
    return render(
        "place/page.html",
        addresses.place(place),
        geography=geography,
        to_place=lambda code: (
            addresses.link(addresses.place(code), addresses.place(place)) if site.is_drawn(code) else None
        ),
        around=around(site, geography),
        population=of_kind["population"],
        programmes=of_kind["programme"],
        fares=words.fares_told(fares),
        by_name=words.fares_named(fares),
        document=addresses.headlines(place) if place in site.documents else None,
    )


def _in_brief(card: Card, place: str, site: Site) -> CardInBrief:
    name = card.scorecard["scorecard_id"]
    return CardInBrief(
        card.scorecard,
        addresses.card(place, name),
        [_headline(measure, place, name) for measure in card.headlines],
        None if card.headlines else words.without_headline(len(card.measures), site.is_return(place)),
    )


def _headline(measure: MeasureOnCard, place: str, scorecard: str) -> Headline:
    newest = measure.newest
    return Headline(
        newest["measure_name"],
        words.figure(newest["value"], newest["unit"], newest["decimal_places"], newest["value_reason"]),
        newest["period_label"],
        words.headline_tag(measure),
        words.wanted_here(newest, measure.objectives),
        addresses.curve(place, scorecard, newest["measure_id"]),
        addresses.evidence(place, scorecard, newest["measure_id"], newest["period_end_date"].isoformat()),
    )
