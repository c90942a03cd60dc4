"""The drawings of families followed, as SVG text: flow, survival, effect and what drives a return.

They are 300 units wide, so that their letters can be read on the narrowest screen without scrolling sideways.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

import vl_convert

from oba.site.charts.curve import AUTHORITY, CONFIG, REGION

WIDTH = 300
BAR = 8  # of a status, in the drawing of a flow
SLOT = 18  # a status has at least the height of its name
LEAST_SWING = 0.005  # of pounds for each pound
TALL = 170  # what all families together are high
NODE = "#383f43"
# By where a family goes the ribbon falls, stays or climbs; the colour says the same again.
LESS, SAME, MORE = "#b7d9c8", "#d5dade", "#f0c3b8"
SVG = "http://www.w3.org/2000/svg"
GROUP, PATH = f"{{{SVG}}}g", f"{{{SVG}}}path"
UNSEEN = {"aria-hidden", "aria-label", "aria-roledescription", "class", "font-family", "pointer-events", "role"}
AS_EVER = {
    *(("opacity", "1"), ("font-size", "13px"), ("fill", "#000"), ("stroke-miterlimit", "10"), ("version", "1.1")),
    *(("stroke-width", "1"), ("transform", "translate(0,0)")),
}
SOLID, DASHED = [1, 0], [5, 3]

Row = dict[str, Any]


class Step(NamedTuple):
    """How many went from one status to another."""

    at_entry: str
    later: str
    people: int


class Curve(NamedTuple):
    """What share of a group has not met the event, month by month; ``low`` and ``high`` of its points may be None."""

    name: str
    points: list[Row]  # month, share, low, high


class Whisker(NamedTuple):
    """One difference with its interval."""

    outcome: str
    whose: str
    difference: float
    low: float
    high: float


class Swing(NamedTuple):
    """The return at the two ends of one parameter, and its bar on a scale from 0 to 100."""

    low: Row | None  # rows of fct_return_sensitivity
    high: Row | None
    start: float
    length: float
    middle: float  # where the return stands with nothing moved


def flow(steps: Sequence[Step], order: Sequence[str], names: dict[str, str]) -> Row:
    """Return what a drawing of the flow between two statuses is made of, for the template ``flow.svg``.

    A status stands as high on the right as on the left, so a ribbon falls, stays or climbs as the need does.

    Args:
        steps: of people known; none of 0.
        order: statuses from the most help to none; what falls in the drawing needs less.
        names: of statuses, short.
    """
    left, right = _counted(steps, "at_entry"), _counted(steps, "later")
    shown = [status for status in order if left[status] or right[status]]
    highest = sum(max(left[status], right[status]) for status in shown)
    scale = min(12, TALL // highest) or TALL / highest  # whole where it can be: fewer digits
    tops, top = dict[str, float](), 0.0
    for status in shown:
        tops[status] = top
        top += max(max(left[status], right[status]) * scale, SLOT) + 4
    begun, ended = dict(tops), dict(tops)
    ribbons = []
    # Who stays comes first on both sides, and so goes neither up nor down.
    for step in sorted(steps, key=lambda step: (step.at_entry != step.later, shown.index(step.at_entry), step.later)):
        thick = step.people * scale
        path = _ribbon(begun[step.at_entry], ended[step.later], thick)
        begun[step.at_entry] += thick
        ended[step.later] += thick
        ribbons.append({"path": path, "colour": _colour(step, order)})
    nodes: list[Row] = [
        {
            "is_left": people is left,
            "y": round(tops[status]),
            "height": max(round(people[status] * scale), 1),
            "text": f"{names[status]} {people[status]}"
            if people is left
            else f"{people[status]} {names[status].lower()}",
            "text_y": round(tops[status] + max(people[status] * scale / 2, 6) + 4),
        }
        for people in (left, right)
        for status in shown
        if people[status]
    ]
    return {
        "ribbons": ribbons,
        "nodes": nodes,
        "width": WIDTH,
        "height": round(top),
        "bar": BAR,
        "sides": [(True, 0, BAR + 4, "start"), (False, WIDTH - BAR, WIDTH - BAR - 4, "end")],
        "node_colour": NODE,
    }


def _counted(steps: Sequence[Step], side: str) -> Counter[str]:
    people: Counter[str] = Counter()
    for step in steps:
        people[getattr(step, side)] += step.people
    return people


def _ribbon(start: float, end: float, thick: float) -> str:
    left, middle, right = BAR, WIDTH // 2, WIDTH - BAR
    ends = [f"{number:.1f}".removesuffix(".0") for number in (start, end, end + thick, start + thick)]
    over = f"M{left} {ends[0]}C{middle} {ends[0]} {middle} {ends[1]} {right} {ends[1]}"
    return f"{over}V{ends[2]}C{middle} {ends[2]} {middle} {ends[3]} {left} {ends[3]}Z"


def _colour(step: Step, order: Sequence[str]) -> str:
    before, after = order.index(step.at_entry), order.index(step.later)
    return SAME if before == after else LESS if after > before else MORE


def survival_svg(curves: Sequence[Curve], label: str) -> str:
    """Draw the share of one or two groups that has not met an event, with its band."""
    points = [{"group": curve.name, **point} for curve in curves for point in curve.points]
    months = max(point["month"] for point in points)
    names = [curve.name for curve in curves]
    x = {
        "field": "month",
        "type": "quantitative",
        "title": "Months since the start",
        "scale": {"domain": [0, months], "nice": False},
        "axis": {"values": list(range(0, months + 1, 6 if months > 8 else 1))},
    }
    y = {
        "field": "share",
        "type": "quantitative",
        "title": label,
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 25, 50, 75, 100], "grid": True},
    }
    legend: Row = {"title": None, "orient": "bottom", "columns": 1, "labelLimit": 260, "symbolType": "stroke"}
    legend |= {"symbolOpacity": 1, "symbolStrokeWidth": 2.5, "symbolSize": 300}  # the band is paler than its line
    color = _by("group", names, [AUTHORITY, REGION], legend)
    dash = _by("group", names, [SOLID, DASHED], legend)
    band = {
        "data": {"values": [point for point in points if point["low"] is not None]},
        "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.15},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": color},
    }
    line = {
        "data": {"values": points},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5},
        "encoding": {"x": x, "y": y, "color": color, "strokeDash": dash},
    }
    return _svg({"layer": [band, line], "width": 235, "height": 170})


def effect_svg(whiskers: Sequence[Whisker], label: str) -> str:
    """Draw differences as dots with whiskers about a line of no difference, each outcome's one below the other."""
    rows = [whisker._asdict() for whisker in whiskers]
    outcomes, whose = (list(dict.fromkeys(row[name] for row in rows)) for name in ("outcome", "whose"))
    y = {
        "field": "whose",
        "type": "nominal",
        "sort": whose,
        "title": None,
        "axis": {"labels": False, "domain": False, "ticks": False},
    }
    x = {"type": "quantitative", "title": label, "axis": {"tickCount": 5}}
    legend = {"title": None, "orient": "bottom", "columns": 1, "labelLimit": 260}
    color = _by("whose", whose, [AUTHORITY, NODE, REGION], legend)
    shape = _by("whose", whose, ["circle", "diamond", "square"], legend)
    layers = [
        {"mark": {"type": "rule", "color": NODE}, "encoding": {"x": {"datum": 0}}},
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {
                "x": {**x, "field": "low"},
                "x2": {"field": "high"},
                "y": y,
                "color": color,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {"x": {**x, "field": "difference"}, "y": y, "color": color, "shape": shape},
        },
    ]
    return _svg(_one_below_the_other(rows, "outcome", outcomes, {"layer": layers, "height": {"step": 18}}))


def tornado(ends: Sequence[tuple[Row | None, Row | None]], middle: float) -> list[Swing]:
    """Return the bars of what moves a return, on one scale with it, the one that moves it furthest first.

    Args:
        ends: rows of ``fct_return_sensitivity`` of each parameter at its low and high end; one that has only one end
            reaches from there to the return.
        middle: the return with nothing moved. What does not move it by a penny is left out.
    """
    reached = [
        (low, high, [row["return_ratio"] for row in (low, high) if row and row["return_ratio"] is not None])
        for low, high in ends
    ]
    known = [(low, high, [*found, middle]) for low, high, found in reached]
    known = [(low, high, found) for low, high, found in known if max(found) - min(found) >= LEAST_SWING]
    if not known:
        return []
    scale = 100 / (max(max(found) for *_, found in known) or 1)
    bars = [
        Swing(low, high, *(round(part * scale, 1) for part in (min(found), max(found) - min(found), middle)))
        for low, high, found in known
    ]
    return sorted(bars, key=lambda bar: -bar.length)


def _one_below_the_other(rows: list[Row], field: str, names: list[str], view: Row) -> Row:
    """Return a view for each of some names, which stands above it: beside it a narrow screen has no room."""
    header = {"title": None, "labelOrient": "top", "labelAnchor": "start", "labelFontSize": 13, "labelLimit": 285}
    facet = {"row": {"field": field, "type": "nominal", "sort": names, "header": header}}
    return {"data": {"values": rows}, "facet": facet, "spec": {**view, "width": 275}, "spacing": 6}


def _by(field: str, names: list[str], values: Sequence[Any], legend: Row | None) -> Row:
    """Return the encoding of a few names by a look for each."""
    scale = {"domain": names, "range": list(values)[: len(names)]}
    return {"field": field, "type": "nominal", "scale": scale, "legend": legend}


def _svg(chart: Row) -> str:
    """Return a chart as SVG of a third of its size: what it says stands beside it, so its marks need no names."""
    config = {**CONFIG, "axis": {"labelFontSize": 13, "titleFontSize": 13, "grid": False, "ticks": False}}
    drawn = ElementTree.fromstring(vl_convert.vegalite_to_svg({**chart, "background": "white", "config": config}))
    _slim(drawn)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(drawn, encoding="unicode")


def _slim(element: ElementTree.Element) -> None:
    """Take out of a drawing what nobody sees: names and roles of marks, empty shapes, groups that only hold others."""
    for name in [name for name, value in element.attrib.items() if name in UNSEEN or (name, value) in AS_EVER]:
        del element.attrib[name]
    for name, value in element.attrib.items():
        element.set(name, re.sub(r"(\d+\.\d)\d+", r"\1", value))
    kept = []
    for child in element:
        _slim(child)
        if child.tag == GROUP and not child.attrib:
            kept += list(child)
        elif not (child.tag == PATH and not child.attrib.keys() & {"fill", "stroke"}) and (
            len(child) or child.tag != GROUP
        ):
            kept.append(child)
    element[:] = kept
