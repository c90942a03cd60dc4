"""The curves of a card as SVG text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import vl_convert

from oba import language as words
from oba.language import ON_ONE_SCALE, rounded
from oba.periods import YEAR, Period, months_of_kind, moved

AUTHORITY, REGION, ENGLAND, NEIGHBOURS, BASELINE = "#1d4f91", "#a33b00", "#505a5f", "#5b2a86", "#0b0c0c"
# Colour, dash and mark differ together, so that none of them is needed alone.
LOOKS = [
    (AUTHORITY, [1, 0], "circle"),
    (REGION, [6, 3], "square"),
    (ENGLAND, [2, 2], "diamond"),
    (NEIGHBOURS, [8, 2, 2, 2], "triangle-up"),
    (BASELINE, [4, 4], "stroke"),
]
# Of earlier baselines, the newest first: as many as there are years ahead.
GHOST = "#505a5f"
GHOSTS = [(GHOST, [1, 3], "triangle-down"), (GHOST, [5, 5], "triangle-left"), (GHOST, [1, 4, 5, 4], "triangle-right")]
FORECAST = "Baseline: if nothing changes"
PARTS = ("projected", "projected_low", "projected_high")
FONT = "Arial, Helvetica, sans-serif"
CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "titleFontSize": 13},
    "legend": {"labelFontSize": 13},
}

if TYPE_CHECKING:
    from oba.site.reading.card import MeasureOnCard

Row = dict[str, Any]
Form = Literal["page", "card", "spark"]


class Ghost(NamedTuple):
    """An earlier baseline, drawn thin up to the figure that it is held against."""

    name: str  # what it was made from, and how it did
    forecast: list[Row]  # rows with the columns of ``curve_svg``'s ``forecast``, oldest first
    with_band: bool  # whether it is the one that the card judges by: its band then stands beside that figure


def curve(measure: "MeasureOnCard", form: Form, actions: Sequence[Row] = ()) -> str | None:
    """Return the curve of a measure as SVG text, or None where there are not two figures to draw one through."""
    newest = measure.newest
    if measure.definition["cadence"] == "once" or sum(row["value"] is not None for row in measure.history) < 2:
        return None
    names = {
        "value": newest["geography_name"],
        "region_value": newest["region_name"] or "Region",
        "england_value": "England",
        "neighbours_median": "Statistical neighbours (median)",
    }
    earlier = [
        Ghost(
            words.earlier_baseline(baseline.forecast[0]["history_name"], baseline.judgement),
            baseline.forecast,
            baseline.judgement is measure.judgement,
        )
        for baseline in measure.earlier
    ]
    return curve_svg(
        measure.history,
        measure.forecast,
        names,
        newest["unit"],
        words.unit_name(newest["unit"]).capitalize(),
        newest["decimal_places"],
        measure.definition["period_kind"],
        earlier,
    )


def curve_svg(
    history: list[Row],
    forecast: list[Row],
    names: dict[str, str],
    unit: str,
    label: str,
    decimal_places: int,
    period_kind: str = "year",
    earlier: Sequence[Ghost] = (),
) -> str:
    """Draw the history of a measure, where it leads if nothing changes, and where it was to lead before.

    Everything is drawn as it is written, in the measure's decimal places, so that a figure lies outside a band where it
    is said to.

    A percentage or rate is drawn for the place, its region, England and its neighbours on one scale. A count is drawn
    for the place alone, because the region and England are far larger; beside it the place, region and England stand
    as an index, where the first period that all three have is 100.

    Args:
        history: rows with ``period_end_date``, ``is_doubted`` and the columns of ``names``, oldest first.
        forecast: rows of one forecast with ``period_end_date``, ``projected``, ``projected_low`` and
            ``projected_high``, and ``history_to`` and ``history_last_value`` from which it goes on; oldest first. May
            be empty, and without a band.
        names: of the place, its region, England and its neighbours' median, each by the column of its figures.
        unit: the measure's unit.
        label: what the vertical axis shows.
        decimal_places: of its figures.
        period_kind: of the figures; the horizontal axis has their years, or the months in which shorter periods end.
        earlier: baselines made before the newest figures, at most as many as ``GHOSTS``.

    Returns:
        An ``svg`` element without identifiers, so that many can stand on one page.
    """
    axis = Axis.of(period_kind, [row["period_end_date"] for row in [*history, *forecast]])
    points = _points(history, names, axis, decimal_places)
    places = list(names.values())
    doubted = [
        {"period": axis.text(row["period_end_date"]), "figure": _drawn(row["value"], decimal_places)}
        for row in history
        if row["is_doubted"]
    ]
    baselines = Baselines(
        _projected(FORECAST, forecast, axis, decimal_places),
        {ghost.name: _projected(ghost.name, ghost.forecast, axis, decimal_places) for ghost in earlier},
        [
            point
            for ghost in earlier
            if ghost.with_band
            for point in _projected(ghost.name, ghost.forecast, axis, decimal_places)[-1:]
        ],
    )
    if unit in ON_ONE_SCALE:
        chart = _curve(points, baselines, places, label, axis, width=560, doubted=doubted)
    else:
        own = [point for point in points if point["place"] == names["value"]]
        panels = [_curve(own, baselines, places, label, axis, width=270, doubted=doubted)]
        if indexed := _index(points, places[:3]):
            first = indexed[0]["period"]
            panels.append(_curve(indexed, Baselines(), places, f"Index ({first} = 100)", axis, width=270))
        independent = dict.fromkeys(("color", "strokeDash", "shape"), "independent")
        chart = {"hconcat": panels, "resolve": {"scale": independent}}
    return vl_convert.vegalite_to_svg({**chart, "background": "white", "config": CONFIG})


@dataclass(frozen=True)
class Axis:
    """The periods of a chart from the first to the last, those without a figure included."""

    ends: tuple[date, ...]  # of every period in order
    step: int  # months from one to the next

    @classmethod
    def of(cls, period_kind: str, ends: list[date]) -> Self:
        """Return the axis of the periods of a kind that end on some days."""
        first, step = min(ends), min(months_of_kind(period_kind), YEAR)
        count = _number(max(ends), step) - _number(first, step)
        return cls(tuple(moved(first, step * steps) for steps in range(count + 1)), step)

    @property
    def title(self) -> str:
        """What it shows."""
        return f"{'Year' if self.step == YEAR else 'Month'} in which the period ends"

    def text(self, end: date) -> int | str:
        """Return what stands under a period: its year, or the month in which a shorter one ends."""
        return end.year if self.step == YEAR else Period(end, self.step).end_in_short

    def texts(self, ends: list[date]) -> list[int | str]:
        """Return what stands under the periods from the first of some to the last, in order."""
        first, last = (_number(end, self.step) for end in (min(ends), max(ends)))
        return [self.text(end) for end in self.ends if first <= _number(end, self.step) <= last]


def _number(end: date, step: int) -> int:
    return (end.year * YEAR + end.month - 1) // step


@dataclass(frozen=True)
class Baselines:
    """The points of the baselines of one panel."""

    newest: list[Row] = field(default_factory=list)
    earlier: dict[str, list[Row]] = field(default_factory=dict)  # by name
    judged_by: list[Row] = field(default_factory=list)  # the point of an earlier one whose band is drawn, if any

    @property
    def points(self) -> list[Row]:
        """The points of all lines."""
        return [*self.newest, *(point for points in self.earlier.values() for point in points)]


def _points(history: list[Row], names: dict[str, str], axis: Axis, places: int) -> list[Row]:
    """Return a point for every period and place; a period without a figure is a null, which breaks the line there."""
    rows = {axis.text(row["period_end_date"]): row for row in history}
    shown = {name: column for column, name in names.items() if any(row[column] is not None for row in history)}
    return [
        {"period": text, "place": name, "figure": _drawn(rows.get(text, {}).get(column), places)}
        for text in axis.texts([row["period_end_date"] for row in history])
        for name, column in shown.items()
    ]


def _drawn(figure: Any, places: int) -> float | None:
    """Return a figure as it is written beside the chart."""
    return None if figure is None else float(rounded(figure, places))


def _projected(name: str, forecast: list[Row], axis: Axis, places: int) -> list[Row]:
    """Return a baseline's points from the last figure that it was made from, where it and its band begin."""
    if not forecast:
        return []
    start = forecast[0]["history_last_value"]
    edge = None if forecast[0]["projected_low"] is None else start
    reached = [(row["period_end_date"], *(row[part] for part in PARTS)) for row in forecast]
    return [
        {"period": axis.text(end), "place": name, **dict(zip(("figure", "low", "high"), figures, strict=True))}
        for end, *parts in [(forecast[0]["history_to"], start, edge, edge), *reached]
        for figures in [[_drawn(part, places) for part in parts]]
    ]


def _index(points: list[Row], names: list[str]) -> list[Row]:
    figure = {(point["period"], point["place"]): point["figure"] for point in points}
    periods = list(dict.fromkeys(point["period"] for point in points))
    shared = [period for period in periods if all(figure.get((period, name)) for name in names)]
    if not shared:
        return []
    since = periods[periods.index(shared[0]) :]
    return [
        {**point, "figure": point["figure"] and 100 * point["figure"] / figure[shared[0], point["place"]]}
        for point in points
        if point["period"] in since and point["place"] in names
    ]


def _curve(
    points: list[Row],
    baselines: Baselines,
    names: list[str],
    label: str,
    axis: Axis,
    width: int,
    doubted: Sequence[Row] = (),
) -> Row:
    """Return one panel as a Vega-Lite view; doubted figures are marked by a word."""
    every_point = points + baselines.points
    looks = {**dict(zip((*names, FORECAST), LOOKS, strict=True)), **dict(zip(baselines.earlier, GHOSTS, strict=False))}
    drawn = {
        name: look
        for name, look in looks.items()
        if any(point["place"] == name and point["figure"] is not None for point in every_point)
    }
    every = axis.texts(list(axis.ends))
    places = [every.index(point["period"]) for point in every_point]
    x = {
        "field": "period",
        "type": "ordinal",
        "title": axis.title,
        "axis": {"labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 6},
        "scale": {"domain": every[min(places) : max(places) + 1]},
    }
    y = {"field": "figure", "type": "quantitative", "title": label, "scale": {"zero": True}, "axis": {"tickCount": 5}}
    legend = {"title": None, "orient": "bottom", "columns": 1, "labelLimit": 320} if len(drawn) > 1 else None
    color, dash, shape = (
        {
            "field": "place",
            "type": "nominal",
            "scale": {"domain": list(drawn), "range": [look[index] for look in drawn.values()]},
            "legend": legend,
        }
        for index in range(3)
    )
    line = {
        "data": {"values": points + baselines.newest},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash},
    }
    marks = {
        "data": {"values": points + [ghost[-1] for ghost in baselines.earlier.values()]},
        "mark": {"type": "point", "filled": True, "size": 50},
        "encoding": {"x": x, "y": y, "color": color, "shape": shape},
    }
    bands = [point for point in baselines.newest if point["low"] is not None]
    band = {
        "data": {"values": bands},
        "mark": {"type": "area", "color": "#b1b4b6", "opacity": 0.5},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    thin = {
        "data": {"values": [point for ghost in baselines.earlier.values() for point in ghost]},
        "mark": {"type": "line", "strokeWidth": 1.2},
        "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash},
    }
    held_against = [point for point in baselines.judged_by if point["low"] is not None]
    reach = {
        "data": {"values": held_against},
        "mark": {"type": "errorbar", "color": GHOST, "ticks": {"size": 12}, "thickness": 1.2},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    word = {
        "data": {"values": list(doubted)},
        "mark": {"type": "text", "text": "doubted", "dy": -12, "fontSize": 12},
        "encoding": {"x": x, "y": y},
    }
    layers = [
        (bands, band),
        (baselines.earlier, thin),
        (held_against, reach),
        (True, line),
        (True, marks),
        (doubted, word),
    ]
    return {"layer": [layer for is_there, layer in layers if is_there], "width": width, "height": 200}
