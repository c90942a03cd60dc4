"""The curves of a card as SVG text."""

from typing import Any

import vl_convert

from oba.language import ON_ONE_SCALE

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
COLUMNS = ("value", "region_value", "england_value", "neighbours_median")

Row = dict[str, Any]


def curve_svg(history: list[Row], forecast: list[Row], names: tuple[str, str, str, str], unit: str, label: str) -> str:
    """Draw the history of a measure and the baseline it is judged by.

    A percentage or rate is drawn for the place, its region, England and its neighbours on one scale. A count is drawn
    for the place alone, because the region and England are far larger; beside it the place, region and England stand
    as an index, where the first period that all three have is 100.

    Args:
        history: rows with ``end_year``, ``value``, ``region_value``, ``england_value`` and ``neighbours_median``,
            oldest first.
        forecast: rows of one forecast with ``end_year``, ``projected``, ``projected_low`` and ``projected_high``,
            oldest first; may be empty, and without a band.
        names: of the place, its region, England and its neighbours' median.
        unit: the measure's unit.
        label: what the vertical axis shows.

    Returns:
        An ``svg`` element without identifiers, so that many can stand on one page.
    """
    points = _points(history, names)
    projected = _projected(history, forecast)
    if unit in ON_ONE_SCALE:
        chart = _curve(points, projected, names, label, width=560)
    else:
        own = [point for point in points if point["place"] == names[0]]
        panels = [_curve(own, projected, names, label, width=270)]
        if indexed := _index(points, names[:3]):
            first = min(point["year"] for point in indexed)
            panels.append(_curve(indexed, [], names, f"Index ({first} = 100)", width=270))
        independent = dict.fromkeys(("color", "strokeDash", "shape"), "independent")
        chart = {"hconcat": panels, "resolve": {"scale": independent}}
    return vl_convert.vegalite_to_svg({**chart, "background": "white", "config": CONFIG})


def _points(history: list[Row], names: tuple[str, str, str, str]) -> list[Row]:
    """Return a point for every year and place; a year without a figure is a null, which breaks the line there."""
    years = {row["end_year"]: row for row in history}
    shown = [
        (name, column)
        for name, column in zip(names, COLUMNS, strict=True)
        if any(row.get(column) is not None for row in history)
    ]
    return [
        {"year": year, "place": name, "figure": None if figure is None else float(figure)}
        for year in range(min(years), max(years) + 1)
        for name, column in shown
        for figure in [years.get(year, {}).get(column)]
    ]


def _projected(history: list[Row], forecast: list[Row]) -> list[Row]:
    """Return the forecast's points from the last figure that it was made from, where it and its band begin."""
    if not forecast:
        return []
    before = [row for row in history if row["end_year"] < forecast[0]["end_year"] and row["value"] is not None]
    has_band = forecast[0]["projected_low"] is not None
    start = [
        {"year": row["end_year"], "place": FORECAST, "figure": figure, "low": edge, "high": edge}
        for row in before[-1:]
        for figure in [float(row["value"])]
        for edge in [figure if has_band else None]
    ]
    return start + [
        {
            "year": row["end_year"],
            "place": FORECAST,
            "figure": row["projected"],
            "low": row["projected_low"],
            "high": row["projected_high"],
        }
        for row in forecast
    ]


def _index(points: list[Row], names: tuple[str, ...]) -> list[Row]:
    figure = {(point["year"], point["place"]): point["figure"] for point in points}
    years = sorted({point["year"] for point in points})
    shared = [year for year in years if all(figure.get((year, name)) for name in names)]
    if not shared:
        return []
    return [
        {**point, "figure": point["figure"] and 100 * point["figure"] / figure[shared[0], point["place"]]}
        for point in points
        if point["year"] >= shared[0] and point["place"] in names
    ]


def _curve(points: list[Row], projected: list[Row], names: tuple[str, ...], label: str, width: int) -> Row:
    """Return one panel as a Vega-Lite view."""
    drawn = {
        name: look
        for name, look in zip((*names, FORECAST), LOOKS, strict=True)
        if any(point["place"] == name and point["figure"] is not None for point in points + projected)
    }
    years = [point["year"] for point in points + projected]
    x = {
        "field": "year",
        "type": "ordinal",
        "title": "Year in which the period ends",
        "axis": {"labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 6},
        "scale": {"domain": list(range(min(years), max(years) + 1))},
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
    band = {
        "data": {"values": [point for point in projected if point["low"] is not None]},
        "mark": {"type": "area", "color": "#b1b4b6", "opacity": 0.5},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    layers = [band, line, marks] if band["data"]["values"] else [line, marks]
    return {"layer": layers, "width": width, "height": 200}
