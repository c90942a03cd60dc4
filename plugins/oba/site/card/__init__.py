"""The scorecard of a place: its headlines, then every measure, story and source."""

from collections.abc import Iterator
from functools import partial

from oba import language as words
from oba.site import addresses, charts
from oba.site.frame import render
from oba.site.planned import Planned
from oba.site.reading import Card, EarlierBaseline, MeasureOnCard, Row, Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan every scorecard of some places that has a figure of theirs."""
    for place in places:
        for scorecard in site.scorecards_of(place):
            name = scorecard["scorecard_id"]
            yield Planned(addresses.card(place, name), partial(_draw, place, name))


def _draw(place: str, scorecard: str, site: Site) -> str:
    card = site.card(scorecard, place)
    return render(
        "card/page.html",
        addresses.card(place, scorecard),
        card=card,
        groups=_groups(card),
        charts={measure.newest["measure_id"]: _chart(measure) for measure in card.measures},
        followed=any(_is_followed(measure) for measure in card.measures),
        is_followed=_is_followed,
        beside=_beside,
        facts=_facts,
        curve_in_words=_curve_in_words,
    )


def _groups(card: Card) -> list[tuple[str | None, list[MeasureOnCard]]]:
    """Return the measures of a programme card by quadrant, in the order of the method; a population card has none."""
    if card.scorecard["scorecard_kind"] == "population":
        return [(None, card.measures)]
    groups = {
        heading: [measure for measure in card.measures if measure.definition["quadrant"] == quadrant]
        for quadrant, heading in words.QUADRANTS.items()
    }
    others = [measure for measure in card.measures if measure.definition["quadrant"] is None]
    return [(heading, measures) for heading, measures in {**groups, "Indicators": others}.items() if measures]


def _is_followed(measure: MeasureOnCard) -> bool:
    """Tell whether a measure is a curve: figures of one evaluation, such as cohorts, are no history of each other."""
    return len(measure.history) > 1 and measure.definition["cadence"] != "once"


def _facts(measure: MeasureOnCard, chart: str | None) -> list[words.Fact]:
    """Return the lines of a measure; where it would go if nothing changed is said beside a curve alone."""
    outlook = measure.forecast[0] if chart and measure.forecast else None
    return words.facts(
        words.Shown(measure.newest, measure.definition, outlook, _beside(measure), _is_followed(measure), measure.rate)
    )


def _names(newest: Row, neighbours: str) -> dict[str, str]:
    """Return the names of a place and of those it stands beside, each by the column of its figures."""
    return {
        "value": newest["geography_name"],
        "region_value": newest["region_name"] or "Region",
        "england_value": "England",
        "neighbours_median": neighbours,
    }


def _beside(measure: MeasureOnCard) -> list[tuple[str, str]]:
    """Return heading and column of the places that have a figure to show beside this one's."""
    names = _names(measure.newest, "Neighbours (median)")
    has_figure = [column for column in names if any(row[column] is not None for row in measure.history)]
    return [(names[column], column) for column in has_figure if column != "value"]


def _chart(measure: MeasureOnCard) -> str | None:
    """Return the curve of a measure, or None where there are not two figures to draw one through."""
    return charts.curve(measure, "page")


def _earlier_in_words(baseline: EarlierBaseline) -> str:
    """Return what a baseline was made from and how it did, as its line is called."""
    return words.earlier_baseline(baseline.forecast[0]["history_name"], baseline.judgement)


def _curve_in_words(measure: MeasureOnCard) -> str:
    """Return which baselines the curve of a measure draws."""
    newest = measure.newest
    earlier = [_earlier_in_words(baseline) for baseline in measure.earlier]
    return words.baselines(measure.forecast, earlier, newest["unit"], newest["decimal_places"])
