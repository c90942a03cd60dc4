"""Two to eleven places side by side on a measure.

The page holds the tiny curve of every place. Its script shows those that are chosen, or named in the address after
``#``; without the script all are shown.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from oba import language as words
from oba.site import addresses, charts
from oba.site.frame import render
from oba.site.planned import Planned
from oba.site.reading import Row, Site
from oba.site.reading.measures import (
    MeasureOfPlaces,
    PlaceOnMeasure,
    compared_measure,
    every_period,
    measures_with_figures,
    neighbours,
    read_measure,
)


class Compared(NamedTuple):
    """One place of the page."""

    code: str  # without spaces, as in an address
    name: str
    chart: str | None
    figure: str
    value: float | str  # to sort by; an empty one is last
    interval: str | None
    beside_england: str | None
    verdict: str
    look: str  # of the verdict, with a space before it; that of most is left out, for the page holds many
    near: str  # the places of the page that are its statistical neighbours, by their numbers on it


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan a page for every measure of which two authorities have a figure, whichever places are drawn."""
    for row in measures_with_figures(site):
        name = row["measure_id"]
        if compared_measure(site, name):
            yield Planned(addresses.compare(name), partial(_draw, name))


def _draw(name: str, site: Site) -> str:
    address = addresses.compare(name)
    shown = compared_measure(site, name) or name
    measure = site.once(read_measure, shown)
    places = sorted([*measure.beside, *measure.authorities], key=lambda place: (place.name, place.code))
    on_one_scale = measure.definition["unit"] in words.ON_ONE_SCALE
    near = site.once(neighbours)
    histories = [every_period(measure, place) for place in places]
    shared = charts.Extent.of(row for history in histories for row in history) if on_one_scale else None
    numbers = {place.code: number for number, place in enumerate(places)}
    return render(
        "compare/page.html",
        address,
        measure=measure,
        asked=site.row("dim_measure", measure_id=name),
        scale=shared and words.scale_of(shared.low, shared.high, measure.definition["unit"]),
        on_one_scale=on_one_scale,
        newest=words.label(measure.definition["period_kind"], measure.newest, measure.definition["timing"]),
        first=words.label(measure.definition["period_kind"], measure.periods[0], measure.definition["timing"]),
        letters=_letters(places),
        places=[
            _compared(place, chart, measure.definition, _near(near.get(place.code, ()), numbers))
            for place, chart in zip(places, _charts(measure, histories, shared), strict=True)
        ],
    )


def _charts(measure: MeasureOfPlaces, histories: list[list[Row]], shared: charts.Extent | None) -> Iterator[str | None]:
    """Return the tiny curve of each place: all on one scale, or of counts each on its own."""
    for history in histories:
        own = charts.Extent.of(history)
        yield own and charts.multiple(history, measure.definition, shared or own)


def _letters(places: list[PlaceOnMeasure]) -> list[tuple[str, str]]:
    """Return each first letter of names with the first place that has it."""
    first: dict[str, str] = {}
    for place in places:
        first.setdefault(place.name[:1].upper(), _in_address(place.code))
    return [*first.items()]


def _near(codes: tuple[str, ...], numbers: dict[str, int]) -> str:
    return " ".join(str(numbers[code]) for code in codes if code in numbers)


def _compared(place: PlaceOnMeasure, chart: str | None, definition: Row, near: str) -> Compared:
    unit, decimals, row, compared = definition["unit"], definition["decimal_places"], place.value, place.compared
    side = compared and (compared["judged_against_england"] or compared["against_england"])
    verdict, look = words.headline_tag(place.of_measure(definition))
    return Compared(
        code=_in_address(place.code),
        name=place.name,
        chart=chart,
        figure=words.cell(row["value"], unit, decimals, row["value_reason"]),
        value="" if row["value"] is None else float(row["value"]),
        interval=words.likely_range(row, decimals),
        beside_england=words.BESIDE[side][0] if side and unit in words.ON_ONE_SCALE else None,
        verdict=verdict,
        look="" if look == "plain" else f" {look}",
        near=near,
    )


def _in_address(code: str) -> str:
    """Return the code of a place as it stands in the address of a choice: that of a combined return has spaces."""
    return code.replace(" ", "")
