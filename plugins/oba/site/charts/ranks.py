"""A figure of every authority side by side, and the tiny curves of a grid, as SVG text."""

from collections.abc import Sequence
from typing import Any

from oba.language import drawings
from oba.site.charts.curve import MARKS
from oba.site.charts.scale import Extent, Periods, Scale
from oba.site.charts.text import Box, Room, Spot, element, short, width, written

Row = dict[str, Any]

WIDE, HIGH, LETTERS = 340, 250, 13
LEFT_OUT = 14  # units kept free on the right, so that the last mark is whole
TINY_WIDE, TINY_HIGH = 120, 40


def ranks(rows: list[Row], highlighted: str, measure: Row, is_named: bool = True) -> str:
    """Draw the figure of every authority in one period, in order, each with its interval.

    The scale is that of the figures and of the highlighted place's interval. The interval of a few people reaches so
    far that it would press all others together; one that does not fit is cut at the edge, and the chart says so.

    Args:
        rows: of authorities in one period, with ``geography_code``, ``geography_name``, ``value``, ``authority_rank``
            and ``england_value`` (of ``fct_measure_comparison``) and ``interval_low`` and ``interval_high`` (of
            ``fct_measure_value``), both None of a figure without an interval. Those whose ``is_neighbour`` is true
            are marked. Rows without a value are left out.
        highlighted: the code of the place that is marked and named; without a figure it is not in the chart.
        measure: a row of ``dim_measure``: ``unit``, ``decimal_places``, ``polarity``.
        is_named: whether pointing at a place shows its name and figure, which makes the chart four times as large.

    Returns:
        An ``svg`` element without identifiers; the order is that of the ranks or, of a measure without, from the
        lowest figure to the highest.
    """
    unit, places = measure["unit"], measure["decimal_places"]
    known = sorted((row for row in rows if row["value"] is not None), key=_order)
    if not known:
        return ""
    figures = [float(row["value"]) for row in known]
    england = next((float(row["england_value"]) for row in known if row["england_value"] is not None), None)
    own = next((at for at, row in enumerate(known) if row["geography_code"] == highlighted), None)
    shown = [*figures]
    if england is not None and min(figures) <= england <= max(figures) * 2:  # of a count it is far larger
        shown.append(england)
    else:
        england = None
    if own is not None:
        shown += [float(end) for end in _interval(known[own]) if end is not None]
    scale = Scale.of(shown, 5, 100.0 if unit == "percent" else None, places == 0)
    sign = "%" if unit == "percent" else ""
    left = max(width(scale.text(tick) + sign, LETTERS) for tick in scale.ticks) + 7
    right, top, bottom = WIDE - LEFT_OUT, LETTERS * 1.9, HIGH - LETTERS * 4.4
    step = (right - left - 12) / max(len(known) - 1, 1)
    share = (bottom - top) / (scale.high - scale.low)

    def x(at: int) -> float:
        return left + 6 + at * step

    def y(figure: float) -> float:
        return bottom - (min(max(figure, scale.low), scale.high) - scale.low) * share

    grid = "".join(f"M{short(left)} {short(y(tick))}H{right}" for tick in scale.ticks)
    numbers = "".join(
        f'<text x="{short(left - 6)}" y="{short(y(tick) + 4.5)}">{scale.text(tick)}{sign}</text>'
        for tick in scale.ticks
    )
    starts_at = scale.starts_at and f"{scale.starts_at}{sign}"
    parts = [
        f'<path class="grid" d="{grid}"/><path class="axis" d="M{short(left)} {short(bottom)}H{right}"/>',
        f'<g class="m" text-anchor="end">{numbers}</g>',
        element(drawings.upright_axis(unit, starts_at, is_short=True), Spot(0, LETTERS, "start"), "m"),
    ]
    spans = [(at, *_interval(row)) for at, row in enumerate(known)]
    whole = [(at, float(low), float(high)) for at, low, high in spans if low is not None and high is not None]
    whiskers = "".join(f"M{short(x(at))} {short(y(high))}V{short(y(low))}" for at, low, high in whole if at != own)
    if whiskers:
        parts.append(f'<path class="whiskers" d="{whiskers}"/>')
    dots = [(x(at), y(figure)) for at, figure in enumerate(figures)]
    beside = [at for at, row in enumerate(known) if row.get("is_neighbour") and at != own]
    others = "".join(f"M{short(dots[at][0])} {short(dots[at][1])}h0" for at in range(len(known)) if at != own)
    parts.append(f'<path class="dots" d="{others}"/>')
    room = Room(Box(left, LETTERS * 1.4, right + LEFT_OUT, bottom - 2), LETTERS)
    room.cross(dots)
    if england is not None:
        level = short(y(england))
        parts.append(f'<g class="england"><path class="l" d="M{short(left)} {level}H{right}"/></g>')
        text = f"{drawings.ENGLAND} {drawings.drawn_value(england, unit, places)}"
        above, below = y(england) - 5, y(england) + LETTERS + 1
        spots = [
            Spot(side, line, end) for side, end in ((right, "end"), (left + 4, "start")) for line in (above, below)
        ]
        parts.append(room.put(text, spots))
    for at in beside:
        where = f"translate({short(dots[at][0])} {short(dots[at][1])})"
        parts.append(f'<g class="neighbours"><path class="k" transform="{where}" d="{MARKS["neighbours"]}"/></g>')
    if own is not None:
        across, down = dots[own]
        reach = next(
            (
                f'<path class="reach" d="M{short(across)} {short(y(high))}V{short(y(low))}"/>'
                for at, low, high in whole
                if at == own
            ),
            "",
        )
        parts.append(f'<g class="own">{reach}<circle cx="{short(across)}" cy="{short(down)}" r="5"/></g>')
        text = drawings.place_in_order(None, known[own]["geography_name"], _value(known[own], unit, places))
        parts.append(room.put(text, _near(across, down, left, right), "v", is_bold=True))
    parts += _ends(known, measure, left, right, bottom)
    lower = bottom + LETTERS * 2.7
    if beside:
        mark = f"translate({short(left + 5)} {short(lower - 4)})"
        parts.append(f'<g class="neighbours"><path class="k" transform="{mark}" d="{MARKS["neighbours"]}"/></g>')
        parts.append(element(drawings.NEIGHBOURS_OF, Spot(left + 15, lower, "start"), "m"))
    if any(high > scale.high or low < scale.low for _, low, high in whole):
        parts.append(element(drawings.CUT, Spot(left, lower + LETTERS * 1.3, "start"), "m"))
    if is_named:
        parts.append(_hovered(known, [across for across, _ in dots], unit, places, top, bottom))
    return f'<svg class="chart chart-ranks" viewBox="0 0 {WIDE} {HIGH}">{"".join(parts)}</svg>'


def _order(row: Row) -> tuple[bool, Any, Any, str]:
    return (row["authority_rank"] is None, row["authority_rank"] or 0, row["value"], row["geography_code"])


def _interval(row: Row) -> tuple[Any, Any]:
    return row["interval_low"], row["interval_high"]


def _value(row: Row, unit: str, places: int) -> str:
    return drawings.drawn_value(row["value"], unit, places)


def _near(across: float, down: float, left: float, right: float) -> list[Spot]:
    """Return spots for the name of the highlighted place, above its mark and then below, on the side with room."""
    is_right = across > (left + right) / 2
    side, anchor = (across + 6, "end") if is_right else (across - 6, "start")
    spots = []
    for away in range(12, 110, 8):
        for y in (down - away, down + away + LETTERS * 0.6):
            spots += [Spot(across, y, "middle"), Spot(side, y, anchor)]
    return spots


def _ends(known: Sequence[Row], measure: Row, left: float, right: float, bottom: float) -> list[str]:
    """Return what stands at both ends of the order."""
    first, last = drawings.ends_of_order(
        known[0]["authority_rank"], known[-1]["authority_rank"], measure["polarity"], len(known)
    )
    y = bottom + LETTERS * 1.3
    return [element(first, Spot(left, y, "start"), "m"), element(last, Spot(right + LEFT_OUT, y, "end"), "m")]


def _hovered(known: Sequence[Row], across: Sequence[float], unit: str, places: int, top: float, bottom: float) -> str:
    """Return a strip over every place that names it."""
    upright = f"{short(top)}V{short(bottom)}"
    strips = []
    for row, x in zip(known, across, strict=True):
        rank = None if row["interval_low"] is None else row["authority_rank"]  # else chance could have given it any
        told = drawings.place_in_order(rank, row["geography_name"], _value(row, unit, places))
        strips.append(f'<path d="M{short(x)} {upright}"><title>{written(told)}</title></path>')
    return f'<g class="hover">{"".join(strips)}</g>'


def multiple(history: list[Row], measure: Row, extent: Extent) -> str:
    """Draw the curve of one place among those of a grid, all on the same scale, without a word.

    Args:
        history: rows with ``period_end_date`` and ``value``, oldest first; a period without a figure cuts the line.
        measure: a row of ``dim_measure``: ``period_kind``.
        extent: of all rows of the grid, as ``Extent.of`` gives it.

    Returns:
        An ``svg`` element of some 250 bytes, to be shown beside its figure in words; the point is the newest figure.
    """
    periods = Periods.of(measure["period_kind"], [extent.first, extent.last])
    step = (TINY_WIDE - 8) / max(periods.count - 1, 1)
    share = (TINY_HIGH - 8) / ((extent.high - extent.low) or 1)
    path, last, before = "", None, None
    for row in history:
        if row["value"] is None:
            continue
        at = periods.place(row["period_end_date"])
        last = f"{4 + at * step:.0f} {TINY_HIGH - 4 - (float(row['value']) - extent.low) * share:.2f}"
        path += f"L{last}" if before == at - 1 else f"{'h0' if path else ''}M{last}"
        before = at
    point = f'<path d="{path}"/><path class="dot" d="M{last}h0"/>' if last else ""
    # Some 160 of them stand on one page: the line beneath is the style's, and what is the same for all stands once.
    return f'<svg class="chart-multiple" aria-hidden="true" viewBox="0 0 {TINY_WIDE} {TINY_HIGH}">{point}</svg>'
