"""The curves of a card as SVG text."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import vl_convert

from oba.language import ON_ONE_SCALE
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
FORECAST = "Baseline: if nothing had changed"
FONT = "Arial, Helvetica, sans-serif"
CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "titleFontSize": 13},
    "legend": {"labelFontSize": 13},
}

Row = dict[str, Any]


def curve_svg(
    history: list[Row],
    forecast: list[Row],
    names: dict[str, str],
    unit: str,
    label: str,
    period_kind: str = "year",
) -> str:
    """Draw the history of a measure and the baseline it is judged by.

    A percentage or rate is drawn for the place, its region, England and its neighbours on one scale. A count is drawn
    for the place alone, because the region and England are far larger; beside it the place, region and England stand
    as an index, where the first period that all three have is 100.

    Args:
        history: rows with ``period_end_date`` and the columns of ``names``, oldest first.
        forecast: rows of one forecast with ``period_end_date``, ``projected``, ``projected_low`` and
            ``projected_high``, oldest first; may be empty, and without a band.
        names: of the place, its region, England and its neighbours' median, each by the column of its figures.
        unit: the measure's unit.
        label: what the vertical axis shows.
        period_kind: of the figures; the horizontal axis has their years, or the months in which shorter periods end.

    Returns:
        An ``svg`` element without identifiers, so that many can stand on one page.
    """
    axis = Axis.of(period_kind, [row["period_end_date"] for row in [*history, *forecast]])
    points = _points(history, names, axis)
    places = list(names.values())
    projected = _projected(history, forecast, axis)
    if unit in ON_ONE_SCALE:
        chart = _curve(points, projected, places, label, axis, width=560)
    else:
        own = [point for point in points if point["place"] == names["value"]]
        panels = [_curve(own, projected, places, label, axis, width=270)]
        if indexed := _index(points, places[:3]):
            first = indexed[0]["period"]
            panels.append(_curve(indexed, [], places, f"Index ({first} = 100)", axis, width=270))
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


def _points(history: list[Row], names: dict[str, str], axis: Axis) -> list[Row]:
    """Return a point for every period and place; a period without a figure is a null, which breaks the line there."""
    rows = {axis.text(row["period_end_date"]): row for row in history}
    shown = {name: column for column, name in names.items() if any(row[column] is not None for row in history)}
    return [
        {"period": text, "place": name, "figure": None if figure is None else float(figure)}
        for text in axis.texts([row["period_end_date"] for row in history])
        for name, column in shown.items()
        for figure in [rows.get(text, {}).get(column)]
    ]


def _projected(history: list[Row], forecast: list[Row], axis: Axis) -> list[Row]:
    """Return the forecast's points from the last figure that it was made from, where it and its band begin."""
    if not forecast:
        return []
    first = forecast[0]["period_end_date"]
    before = [row for row in history if row["period_end_date"] < first and row["value"] is not None]
    has_band = forecast[0]["projected_low"] is not None
    start = [
        {"period": axis.text(row["period_end_date"]), "place": FORECAST, "figure": figure, "low": edge, "high": edge}
        for row in before[-1:]
        for figure in [float(row["value"])]
        for edge in [figure if has_band else None]
    ]
    return start + [
        {
            "period": axis.text(row["period_end_date"]),
            "place": FORECAST,
            "figure": row["projected"],
            "low": row["projected_low"],
            "high": row["projected_high"],
        }
        for row in forecast
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


def _curve(points: list[Row], projected: list[Row], names: list[str], label: str, axis: Axis, width: int) -> Row:
    """Return one panel as a Vega-Lite view."""
    drawn = {
        name: look
        for name, look in zip((*names, FORECAST), LOOKS, strict=True)
        if any(point["place"] == name and point["figure"] is not None for point in points + projected)
    }
    every = axis.texts(list(axis.ends))
    places = [every.index(point["period"]) for point in points + projected]
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
        "data": {"values": points + projected},
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash},
    }
    marks = {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "size": 50},
        "encoding": {"x": x, "y": y, "color": color, "shape": shape},
    }
    bands = [point for point in projected if point["low"] is not None]
    band = {
        "data": {"values": bands},
        "mark": {"type": "area", "color": "#b1b4b6", "opacity": 0.5},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    layers = [band, line, marks] if bands else [line, marks]
    return {"layer": layers, "width": width, "height": 200}
