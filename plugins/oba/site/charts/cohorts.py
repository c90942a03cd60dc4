"""The drawings of families followed, as SVG text: flow, survival, effect and what drives a return.

They are 300 units wide, so that their letters can be read on the narrowest screen without scrolling sideways.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from oba.language import drawings
from oba.site.charts.curve import MARKS
from oba.site.charts.scale import Scale
from oba.site.charts.text import Spot, broken, element, short

WIDTH = 300
BAR = 8  # of a status, in the drawing of a flow
SLOT = 18  # a status has at least the height of its name
LEAST_SWING = 0.005  # of pounds for each pound
TALL = 170  # what all families together are high
LETTERS = 13
# By where a family goes the ribbon falls, stays or climbs; the colour says the same again.
LESS, SAME, MORE = "less", "same", "more"
# Groups differ by colour and dash, those whose differences they are by colour and mark.
GROUPS = ("own", "region")
WHOSE = ("own", "england", "region")

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
        ribbons.append({"path": path, "look": _look(step, order)})
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


def _look(step: Step, order: Sequence[str]) -> str:
    before, after = order.index(step.at_entry), order.index(step.later)
    return SAME if before == after else LESS if after > before else MORE


def survival_svg(curves: Sequence[Curve], label: str) -> str:
    """Draw the share of one or two groups that has not met an event, in steps, each with its band.

    Args:
        curves: at most as many as ``GROUPS``; of points by month, oldest first.
        label: what the upright axis shows.
    """
    months = max(point["month"] for curve in curves for point in curve.points)
    left, right, top, bottom = 40, WIDTH - 10, 26, 190

    def x(month: float) -> float:
        return left + (right - left) * month / max(months, 1)

    def y(share: float) -> float:
        return bottom - (bottom - top) * share / 100

    shares = (0, 25, 50, 75, 100)
    grid = "".join(f"M{left} {short(y(share))}H{right}" for share in shares)
    numbers = "".join(f'<text x="{left - 6}" y="{short(y(share) + 5)}">{share}%</text>' for share in shares)
    every = 6 if months > 8 else 1
    below = "".join(
        f'<text x="{short(x(month))}" y="{bottom + 16}">{month}</text>' for month in range(0, int(months) + 1, every)
    )
    parts = [
        f'<path class="grid" d="{grid}"/><path class="axis" d="M{left} {bottom}H{right}"/>',
        f'<g class="m" text-anchor="end">{numbers}</g><g class="m" text-anchor="middle">{below}</g>',
        element(label, Spot(0, 13, "start"), "m"),
        element(drawings.MONTHS_SINCE, Spot(left, bottom + 33, "start"), "m"),
    ]
    for curve, look in zip(curves, GROUPS, strict=False):
        known = [point for point in curve.points if point["low"] is not None]
        if known:
            over = _steps([(x(point["month"]), y(point["high"])) for point in known])
            under = _steps([(x(point["month"]), y(point["low"])) for point in known])
            parts.append(f'<path class="reach-{look}" d="{_path([*over, *reversed(under)])}z"/>')
    for curve, look in zip(curves, GROUPS, strict=False):
        steps = _steps([(x(point["month"]), y(point["share"])) for point in curve.points])
        parts.append(f'<g class="{look}"><path class="l" d="{_path(steps)}"/></g>')
    high = bottom + 40
    for curve, look in zip(curves, GROUPS, strict=False):
        parts.append(f'<g class="{look}"><path class="l" d="M{left} {high + 10}h26"/></g>')
        parts.append(element(curve.name, Spot(left + 34, high + 15, "start")))
        high += 18
    return f'<svg class="chart chart-cohort" viewBox="0 0 {WIDTH} {high + 4}">{"".join(parts)}</svg>'


def _steps(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of a line that stays level up to each next place and goes on from there."""
    corners = [places[0]]
    for (_, y), (x, following) in pairwise(places):
        corners += [(x, y), (x, following)]
    return corners


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in places)


def effect_svg(whiskers: Sequence[Whisker], label: str) -> str:
    """Draw differences as marks with whiskers about a line of no difference, each outcome's one below the other.

    Args:
        whiskers: at most as many of one outcome as ``WHOSE``; one may have no interval.
        label: what the level axis shows.
    """
    whose = list(dict.fromkeys(whisker.whose for whisker in whiskers))
    looks = dict(zip(whose, WHOSE, strict=False))
    ends = [end for each in whiskers for end in (each.difference, each.low, each.high) if end is not None]
    scale = Scale.of([*ends, 0.0], 5, is_bar=True)
    left, right = 14, WIDTH - 14

    def x(difference: float) -> float:
        return left + (right - left) * (difference - scale.low) / (scale.high - scale.low)

    y, parts = 0.0, list[str]()
    for outcome in dict.fromkeys(whisker.outcome for whisker in whiskers):
        for line in broken(outcome, WIDTH, LETTERS, True):
            y += 17
            parts.append(element(line, Spot(0, y, "start"), "v"))
        y += 4
        for whisker in whiskers:
            if whisker.outcome != outcome:
                continue
            y += 16
            level = short(y - 4)
            reach = ""
            if whisker.low is not None and whisker.high is not None:
                reach = f'<path class="reach" d="M{short(x(whisker.low))} {level}H{short(x(whisker.high))}"/>'
            look = looks[whisker.whose]
            at = f"translate({short(x(whisker.difference))} {level})"
            parts.append(f'<g class="{look}">{reach}<path class="k" transform="{at}" d="{MARKS[look]}"/></g>')
        y += 4
    zero, bottom = short(x(0)), y + 4
    ticks = "".join(f"M{short(x(tick))} 0V{short(bottom)}" for tick in scale.ticks)
    numbers = "".join(
        f'<text x="{short(x(tick))}" y="{short(bottom + 14)}">{scale.text(tick)}</text>' for tick in scale.ticks
    )
    axes = f'<path class="grid" d="{ticks}"/><path class="axis" d="M{zero} 0V{short(bottom)}"/>'
    parts.append(f'<g class="m" text-anchor="middle">{numbers}</g>')
    parts.append(element(label, Spot(0, bottom + 31, "start"), "m"))
    y = bottom + 36
    for name, look in looks.items():
        y += 17
        parts.append(
            f'<g class="{look}"><path class="k" transform="translate(8 {short(y - 4)})" d="{MARKS[look]}"/></g>'
        )
        parts.append(element(name, Spot(20, y, "start")))
    return f'<svg class="chart chart-cohort" viewBox="0 0 {WIDTH} {short(y + 6)}">{axes}{"".join(parts)}</svg>'


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
