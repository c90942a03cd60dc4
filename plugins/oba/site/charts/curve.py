"""The curve of a measure as SVG text: its history, where it leads if nothing changes, and others beside it.

``told`` has what a curve says, ``scale`` where figures stand, ``text`` where words find room; here it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from oba.language import drawings
from oba.periods import YEAR
from oba.site.charts.scale import Periods, Scale
from oba.site.charts.text import Box, Room, Spot, broken, element, short, width, written
from oba.site.charts.told import Ghost, Line, Point, Target, Told, told

if TYPE_CHECKING:
    from oba.site.reading import MeasureOnCard

Row = dict[str, Any]
Form = Literal["page", "card", "spark"]
Place = tuple[float, float]  # across and down, in units of the drawing

# Colour, dash and mark differ together, so that none of them is needed alone; style.css has colours and dashes.
MARKS = {
    "own": "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    "region": "M-3.2-3.2h6.4v6.4h-6.4z",
    "england": "M0-4.4l4.4 4.4l-4.4 4.4l-4.4-4.4z",
    "neighbours": "M0-4.4l4.4 7.6h-8.8z",
    "ghost1": "M0 4.2l-4.2-7.2h8.4z",
    "ghost2": "M-4.2 0l7.2-4.2v8.4z",
    "ghost3": "M4.2 0l-7.2-4.2v8.4z",
    "target": "M-4 0h8M0-4v8M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
}
GHOSTS = 3  # as many earlier baselines as there are looks for
PERCENT = 100.0
LEADING, BETWEEN = 1.1, 3  # of the letter size from a line of a name to the next; units between two names
ABOVE, UNDER = 0.6, 2  # of the letter size and units that names may reach above and below the figures
LEAST_WIDE = 60  # of what is left to figures, whatever names are like


@dataclass(frozen=True)
class Size:
    """How a form is drawn."""

    name: str
    wide: int
    high: int
    letters: float
    ticks: int  # on the upright axis, about
    names: int  # how wide the names of lines may be
    sample: int  # how long a line is beside its name, gap and all
    ghosts: int = 0  # how many earlier baselines there is room for
    is_full: bool = True  # whether it has every line, the words of its axes, and a mark at every figure


# Letters are 11 pixels or more on a screen of 320, where a drawing has 275.
WIDE = Size("wide", 720, 290, 13, ticks=5, names=165, sample=24, ghosts=GHOSTS)
NARROW = Size("narrow", 320, 340, 13, ticks=4, names=92, sample=18, ghosts=1)
CARD = Size("card", 300, 136, 12, ticks=2, names=70, sample=18, is_full=False)
SPARK_WIDE, SPARK_HIGH = 120, 32


def curve(measure: "MeasureOnCard", form: Form, actions: Sequence[Row] = ()) -> str | None:
    """Draw the curve of a measure.

    Everything is drawn as it is written, in the measure's decimal places, so that a figure lies outside a band where it
    is said to. A percentage or rate is drawn for the place, its region, England and its neighbours on one scale. A
    count is drawn for the place alone, because the region and England are far larger; its rate compares.

    Args:
        measure: with its history, baselines and objectives.
        form: ``page`` has all of it, drawn twice: for wide screens and paper, and for narrow screens; the style shows
            one of the two, so whoever names the chart names both together. ``card`` has the history, the newest
            baseline, England and objectives; ``spark`` history and baseline without a word.
        actions: rows of ``scorecard_action``, of which a page marks the days on which they are due. Each has the
            number of its place in the sequence, from 1 on; those without a day, or with one outside the chart, have
            no mark.

    Returns:
        One ``svg`` element, of a page two, without identifiers; None where there are not two figures to draw a curve
        through. They say nothing to who cannot see them: whoever shows them gives the role and the words.
    """
    found = told(measure)
    if found is None:
        return None
    if form == "spark":
        return _spark(found)
    if form == "card":
        return _drawing(found, CARD, ())
    return _drawing(found, WIDE, actions) + _drawing(found, NARROW, actions)


def wide_curve(measure: "MeasureOnCard", actions: Sequence[Row] = ()) -> str | None:
    """Draw the wide form of a page's curve alone, as for a picture of it."""
    found = told(measure)
    return None if found is None else _drawing(found, WIDE, actions)


class Name(NamedTuple):
    """What stands at the right end of a line."""

    figure: float
    lines: tuple[str, ...]
    look: str
    rank: int  # what is needed least has the highest, and goes first where there is no room for all


class Frame(NamedTuple):
    """Where the figures of a panel stand in a drawing."""

    left: float
    top: float
    right: float
    bottom: float
    first: float  # where the first period is
    step: float  # from one period to the next
    scale: Scale

    def x(self, at: float) -> float:
        """Return how far across a period is."""
        return self.first + at * self.step

    def y(self, figure: float) -> float:
        """Return how far down a figure is."""
        low, high = self.scale.low, self.scale.high
        return self.bottom - (figure - low) / (high - low) * (self.bottom - self.top)

    def places(self, points: Sequence[Point]) -> list[Place]:
        """Return where some points are."""
        low, share = self.scale.low, (self.bottom - self.top) / (self.scale.high - self.scale.low)
        return [(self.first + at * self.step, self.bottom - (figure - low) * share) for at, figure in points]


def _drawing(found: Told, size: Size, actions: Sequence[Row]) -> str:
    """Return a curve as large as a form draws it."""
    beside = found.beside if size.is_full else [line for line in found.beside if line.look == "england"]
    due = _due(actions, found.periods)
    top, bottom = _edges(size, found.periods, bool(due))
    ghosts = sorted(found.ghosts, key=lambda ghost: not ghost.is_judged_by)[: size.ghosts]
    names = _names(found, size, beside, ghosts)
    while ghosts and _height(names, size) > _room_for_names(size, top, bottom):  # no line without its name
        names = _names(found, size, beside, ghosts := ghosts[:-1])
    figures = [point.figure for line in (found.own, *beside) for point in line.points]
    for reach in (found.baseline, *(ghost.points for ghost in ghosts)):
        figures += [figure for point in reach for figure in point[1:] if figure is not None]
    figures += [point.figure for target in found.targets for point in (target.start, target.end) if point]
    scale = Scale.of(figures, size.ticks, PERCENT if found.unit == "percent" else None, found.places == 0)
    frame = _frame(size, found, scale, names, top, bottom)
    room = Room(Box(frame.left + 1, 0, frame.right, frame.bottom - 1), size.letters)
    parts = _shocks(found, frame, room) if size.is_full else []
    parts += _upright_axis(found, size, frame, room)
    parts += _level_axis(found, size, frame)
    parts += _actions(due, frame, room)
    parts += _breaks(found, frame, room)
    under = frame.places([Point(point.at, point.low) for point in found.baseline if point.low is not None])
    over = frame.places([Point(point.at, point.high) for point in found.baseline if point.high is not None])
    if under and over:
        parts.append(f'<path class="band" d="{_path(over + under[::-1])}z"/>')
    for line in beside:
        parts.append(_line(line, frame, room))
    for ghost, look in zip(ghosts, ("ghost1", "ghost2", "ghost3"), strict=False):
        parts.append(_ghost(ghost, look, frame, room))
    for target in found.targets:
        parts.append(_target(target, frame))
    if found.baseline:
        places = frame.places([Point(*point[:2]) for point in found.baseline])
        room.cross(places)
        parts.append(f'<g class="ahead"><path class="l" d="{_path(places)}"/>{_end(places[-1])}</g>')
    parts.append(_own(found, size, frame, room))
    parts += _figures(found, size, frame, room)
    parts += _names_drawn(names, frame, size)
    return f'<svg class="chart chart-{size.name}" viewBox="0 0 {size.wide} {size.high}">{"".join(parts)}</svg>'


def _names(found: Told, size: Size, beside: Sequence[Line], ghosts: Sequence[Ghost]) -> list[Name]:
    """Return what stands at the right end of the lines."""
    letters, room = size.letters, size.names
    last = found.own.last
    names = [Name(last.figure, broken(found.own.name, room, letters, True), "own", 0)] if size.is_full else []
    if found.baseline:
        end = found.baseline[-1].figure
        words = f"{drawings.NOTHING_CHANGES}: {drawings.drawn_value(end, found.unit, found.places)}"
        names.append(Name(end, broken(words, min(room, 110), letters), "ahead", 1))
    for rank, line in enumerate(reversed(beside), 2):
        # A value beside a name is of the newest figure's period: an older one is seen by where its line ends.
        of = f" {drawings.drawn_value(line.last.figure, found.unit, found.places)}" if line.last.at == last.at else ""
        names.append(Name(line.last.figure, broken(f"{line.name}{of}", room, letters), line.look, rank))
    for target in found.targets[:2]:
        words = drawings.objective(target.end.figure, found.unit, found.places, found.kind, target.day)
        names.append(Name(target.end.figure, broken(words, room, letters), "target", 5))
    for number, ghost in enumerate(ghosts, 1):
        names.append(Name(ghost.points[-1].figure, broken(ghost.name, room, letters), f"ghost{number}", 5 + number))
    return names


def _height(names: Sequence[Name], size: Size) -> float:
    """Return how high names are, one below the other."""
    return sum(len(name.lines) * LEADING * size.letters + BETWEEN for name in names)


def _room_for_names(size: Size, top: float, bottom: float) -> float:
    return bottom + UNDER - top + ABOVE * size.letters


def _edges(size: Size, periods: Periods, has_actions: bool) -> tuple[float, float]:
    """Return how far down figures may stand: what the words above and below them leave."""
    letters = size.letters
    above = letters * (1.6 if size.is_full else 1.4) + (letters * 1.25 if has_actions else 0) + 4
    below = letters * (1.5 if periods.step == YEAR else 2.6) + (letters * 1.3 if size.is_full else 0)
    return above, size.high - below


def _frame(size: Size, found: Told, scale: Scale, names: Sequence[Name], top: float, bottom: float) -> Frame:
    """Return where the figures stand: what the words beside them leave."""
    letters = size.letters
    left = max(width(_tick(scale, tick, found.unit), letters) for tick in scale.ticks) + 6
    ends = [width(line, letters, name.look == "own") for name in names for line in name.lines]
    right = size.wide - (max(ends) + size.sample + 8 if ends else 12)
    right = max(right, left + LEAST_WIDE)
    inset = min(12.0, 0.05 * (right - left)) + 4
    step = (right - left - 2 * inset) / max(found.periods.count - 1, 1)
    return Frame(left, top, right, bottom, left + inset, step, scale)


def _tick(scale: Scale, tick: float, unit: str) -> str:
    return scale.text(tick) + ("%" if unit == "percent" else "")


def _upright_axis(found: Told, size: Size, frame: Frame, room: Room) -> list[str]:
    """Return thin lines at round figures, each with its figure, and what the axis shows."""
    letters, scale = size.letters, frame.scale
    places = [(frame.y(tick), _tick(scale, tick, found.unit)) for tick in scale.ticks]
    right, left = short(frame.right), short(frame.left)
    grid = "".join(f"M{left} {short(y)}H{right}" for y, _ in places)
    numbers = "".join(
        f'<text x="{short(frame.left - 6)}" y="{short(y + 0.35 * letters)}">{text}</text>' for y, text in places
    )
    zero = f'<path class="axis" d="M{left} {short(frame.y(max(scale.low, 0)))}H{right}"/>'
    parts = [f'<path class="grid" d="{grid}"/>{zero}<g class="m" text-anchor="end">{numbers}</g>']
    starts_at = scale.starts_at and f"{scale.starts_at}{'%' if found.unit == 'percent' else ''}"
    words = ""
    if size.is_full:
        words = drawings.upright_axis(found.unit, starts_at)
        if width(words, letters) > size.wide:
            words = drawings.upright_axis(found.unit, starts_at, is_short=True)
    elif starts_at:
        words = drawings.card_axis(starts_at)
    if words:
        spot = Spot(0, letters, "start")
        room.keep(words, spot)
        parts.append(element(words, spot, "m"))
    return parts


def _level_axis(found: Told, size: Size, frame: Frame) -> list[str]:
    """Return the names of periods, as many as there is room for, counted from the newest figure's."""
    periods, letters = found.periods, size.letters
    newest = int(found.own.last.at)
    y = frame.bottom + letters * 1.2
    if periods.step == YEAR:
        every = _every((1, 2, 5, 10, 20, 50), width("2000", letters) + 8, frame.step)
        shown = [(at, str(periods.first.year + at), "") for at in range(newest % every, periods.count, every)]
    else:
        strides = [months // periods.step for months in (1, 3, 6, 12, 24, 60) if not months % periods.step]
        every = _every(strides, width("2000", letters) + 6, frame.step)
        shown, year = [], 0
        for at in range(newest % every, periods.count, every):
            end = periods.end(at)
            shown.append((at, f"{end:%b}", str(end.year) if end.year != year else ""))
            year = end.year
    texts = []
    for at, text, below in shown:
        x = short(frame.x(at))
        texts.append(f'<text x="{x}" y="{short(y)}">{text}</text>')
        if below:
            texts.append(f'<text x="{x}" y="{short(y + letters * 1.1)}">{below}</text>')
    parts = [f'<g class="m" text-anchor="middle">{"".join(texts)}</g>']
    if size.is_full:
        words = drawings.level_axis(found.kind, found.timing, periods.end(newest))
        lower = y + letters * (1.3 if periods.step == YEAR else 2.3)
        parts.append(element(words, Spot(frame.left, lower, "start"), "m"))
    return parts


def _every(strides: Sequence[int], wide: float, step: float) -> int:
    """Return the shortest stride over periods at which names of a width do not touch."""
    return next((stride for stride in strides if stride * step >= wide), strides[-1])


def _shocks(found: Told, frame: Frame, room: Room) -> list[str]:
    """Return shades over the periods that are out of the ordinary, each with what made them so."""
    parts = []
    for first, last, word in found.shocks:
        left, right = max(frame.x(first - 0.5), frame.left), min(frame.x(last + 0.5), frame.right)
        high = short(frame.bottom - frame.top)
        wide, top = short(right - left), short(frame.top)
        parts.append(f'<rect class="shock" x="{short(left)}" y="{top}" width="{wide}" height="{high}"/>')
        parts.append(room.put(word, _upper(frame, room, (left + right) / 2), "m"))
    return parts


def _upper(frame: Frame, room: Room, x: float) -> list[Spot]:
    """Return spots at the top of a panel, one line below the other."""
    lines = [frame.top + room.size * (1 + 1.15 * number) for number in range(4)]
    return (
        [Spot(x, y, "middle") for y in lines]
        + [Spot(x + 3, y, "start") for y in lines]
        + [Spot(x - 3, y, "end") for y in lines]
    )


def _breaks(found: Told, frame: Frame, room: Room) -> list[str]:
    """Return a dashed upright where the way of counting changed, with the words."""
    parts = []
    for at in found.breaks:
        x = frame.x(at)
        parts.append(f'<path class="break" d="M{short(x)} {short(frame.top)}V{short(frame.bottom)}"/>')
        spots = [
            Spot(side, frame.top + room.size * (1 + 1.15 * number), anchor)
            for number in range(4)
            for side, anchor in ((x + 4, "start"), (x - 4, "end"))
        ]
        parts.append(room.put(drawings.COUNTED_ANEW, spots, "m"))
    return parts


def _due(actions: Sequence[Row], periods: Periods) -> list[tuple[float, str]]:
    """Return when actions are due, by the numbers of their places, of those that are due within a chart."""
    known = [(periods.between(row["due_date"]), str(place)) for place, row in enumerate(actions, 1) if row["due_date"]]
    return sorted((at, place) for at, place in known if -0.2 <= at <= periods.count - 0.8)


def _actions(due: Sequence[tuple[float, str]], frame: Frame, room: Room) -> list[str]:
    """Return an upright at the day that each action is due, and its number above; those of near days share a box."""
    groups: list[tuple[list[float], list[str]]] = []
    end = float("-inf")
    for at, place in due:
        x = frame.x(at)
        if x - 9 < end:
            groups[-1][0].append(x)
            groups[-1][1].append(place)
        else:
            groups.append(([x], [place]))
        xs, places = groups[-1]
        end = (xs[0] + xs[-1]) / 2 + width(", ".join(places), room.size) / 2 + 6
    parts = []
    for xs, places in groups:
        text = ", ".join(places)
        x, wide = (xs[0] + xs[-1]) / 2, width(text, room.size) + 6
        top = frame.top - room.size * 1.35
        room.keep(text, Spot(x, top + room.size, "middle"))
        uprights = "".join(f"M{short(x)} {short(frame.top - 1)}V{short(frame.bottom)}" for x in dict.fromkeys(xs))
        parts.append(
            f'<path class="due" d="{uprights}"/><rect class="due" x="{short(x - wide / 2)}" y="{short(top)}"'
            f' width="{short(wide)}" height="{short(room.size * 1.3)}" rx="2"/>'
            + element(text, Spot(x, top + room.size, "middle"))
        )
    return parts


def _line(line: Line, frame: Frame, room: Room) -> str:
    """Return a line with its mark at both ends, and where a figure stands alone."""
    pieces = [frame.places(piece) for piece in line.pieces]
    for piece in pieces:
        room.cross(piece)
    lone = [piece[0] for piece in pieces[1:-1] if len(piece) == 1]
    marks = "".join(_mark(line.look, place) for place in dict.fromkeys([pieces[0][0], *lone, pieces[-1][-1]]))
    drawn = "".join(_path(piece) for piece in pieces if len(piece) > 1)
    return f'<g class="{line.look}"><path class="l" d="{drawn}"/>{marks}</g>'


def _ghost(ghost: Ghost, look: str, frame: Frame, room: Room) -> str:
    """Return an earlier baseline and, of the one judged by, its band beside the figure that it is held against."""
    places = frame.places([Point(*point[:2]) for point in ghost.points])
    end = ghost.points[-1]
    reach = ""
    if ghost.is_judged_by and end.low is not None and end.high is not None:
        x, low, high = places[-1][0], short(frame.y(end.low)), short(frame.y(end.high))
        left = short(x - 5)
        reach = f'<path class="reach" d="M{left} {high}h10M{left} {low}h10M{short(x)} {high}V{low}"/>'
    return f'<g class="ghost {look}"><path class="l" d="{_path(places)}"/>{reach}{_mark(look, places[-1])}</g>'


def _target(target: Target, frame: Frame) -> str:
    """Return where an objective wants the figure to be, and the way there."""
    points = [point for point in (target.start, target.end) if point]
    places = frame.places(points)
    way = f'<path class="l" d="{_path(places)}"/>' if len(places) > 1 else ""
    return f'<g class="target">{way}{_mark("target", places[-1])}</g>'


def _own(found: Told, size: Size, frame: Frame, room: Room) -> str:
    """Return the line of the place itself, thick and with a mark at every figure where there is room."""
    pieces = [frame.places(piece) for piece in found.own.pieces]
    for piece in pieces:
        room.cross(piece)
    drawn = "".join(_path(piece) for piece in pieces if len(piece) > 1)
    doubted = {point.at for point in found.doubted}
    ends = (found.own.pieces[0][0], found.own.last)
    marks = []
    for points, places in zip(found.own.pieces, pieces, strict=True):
        for point, (x, y) in zip(points, places, strict=True):
            at = int(point.at)
            if not (size.is_full or at in doubted or len(points) == 1 or point in ends):
                continue
            radius = "4" if point in ends or frame.step >= 12 else "2.5"
            hollow = ' class="hollow"' if at in doubted else ""
            title = f"><title>{written(found.said[at])}</title></circle>" if size.name == WIDE.name else "/>"
            marks.append(f'<circle{hollow} cx="{short(x)}" cy="{short(y)}" r="{radius}"{title}')
    return f'<g class="own"><path class="l" d="{drawn}"/>{"".join(marks)}</g>'


def _figures(found: Told, size: Size, frame: Frame, room: Room) -> list[str]:
    """Return the first and last figure at their points, and words at what is doubted or missing."""
    points = found.own.points
    parts = []
    for point, other in ((points[-1], points[-2]), (points[0], points[1])):
        place = (frame.x(point.at), frame.y(point.figure))
        is_lower = point.figure < other.figure
        text = drawings.drawn_value(point.figure, found.unit, found.places)
        parts.append(room.put(text, _around(place, room.size, is_lower), "v", is_bold=True))
    for point in found.doubted:
        place = (frame.x(point.at), frame.y(point.figure))
        parts.append(room.put(drawings.DOUBTED, _around(place, room.size, False)))
    for first, last, word in found.gaps:
        left, right = frame.x(first), frame.x(last)
        rows = [frame.bottom - room.size * (0.4 + 1.15 * number) for number in range(5 if size.is_full else 2)]
        spots = [Spot((left + right) / 2, y, "middle") for y in rows]
        spots += [Spot(left - 4, y, "start") for y in rows] + [Spot(right + 4, y, "end") for y in rows]
        parts.append(room.put(word, spots, "m"))
    return parts


def _around(place: Place, size: float, below_first: bool) -> list[Spot]:
    """Return spots around a point, the better ones first."""
    x, y = place
    above, below = y - 0.65 * size, y + 1.35 * size
    near, far = (below, above) if below_first else (above, below)
    spots = []
    for further in (0.0, 1.0, 2.0, 3.0):
        for at in (near, far):
            level = at + (size * further if at == below else -size * further)
            spots += [Spot(x, level, "middle"), Spot(x - 4, level, "start"), Spot(x + 4, level, "end")]
    return spots


def _names_drawn(names: Sequence[Name], frame: Frame, size: Size) -> list[str]:
    """Return the names at the right end of the lines, moved apart so that none stands on another."""
    letters = size.letters
    leading = LEADING * letters
    top, bottom = frame.top - ABOVE * letters, frame.bottom + UNDER
    kept = sorted(names, key=lambda name: name.rank)
    while kept and _height(kept, size) > _room_for_names(size, frame.top, frame.bottom):
        kept.pop()
    kept.sort(key=lambda name: (-name.figure, name.rank))
    heights = [_height([name], size) for name in kept]
    uppers = apart([frame.y(name.figure) for name in kept], heights, top, bottom)
    x = frame.right + 6
    parts = []
    for name, upper in zip(kept, uppers, strict=True):
        middle = upper + leading * 0.5 + 1
        sample = short(middle)
        mark = "" if name.look == "ahead" else _mark(name.look, (x + size.sample / 2 - 2, middle))
        line = "" if name.look == "target" else f'<path class="l" d="M{short(x)} {sample}h{size.sample - 4}"/>'
        group = f"ghost {name.look}" if name.look.startswith("ghost") else name.look
        texts = "".join(
            f'<tspan x="{short(x + size.sample)}" y="{short(upper + leading * (number + 0.5) + 1 + 0.35 * letters)}">'
            f"{written(text)}</tspan>"
            for number, text in enumerate(name.lines)
        )
        bold = ' class="v"' if name.look == "own" else ""
        parts.append(f'<g class="{group}">{line}{mark}</g><text{bold}>{texts}</text>')
    return parts


def apart(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the upper edges of boxes that stand one below the other, each as near to where it is wanted as may be.

    Boxes that would meet are moved together so that their moves are as small as can be (pooling of neighbours that
    violate the order, as in isotonic regression).

    Args:
        wanted: where the middle of each is wanted, in order from the top.
        heights: of each.
        top: where the first may begin.
        bottom: where the last must end, if all of them fit.
    """
    pools: list[tuple[float, float, int]] = []  # sum of wanted upper edges of a pool's first box, height, boxes
    for middle, high in zip(wanted, heights, strict=True):
        pools.append((middle - high / 2, high, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][2] + pools[-2][1] > pools[-1][0] / pools[-1][2]:
            after, before = pools.pop(), pools.pop()
            pools.append((before[0] + after[0] - after[2] * before[1], before[1] + after[1], before[2] + after[2]))
    starts: list[float] = []
    following = top
    for total, high, boxes in pools:
        starts.append(max(total / boxes, following))
        following = starts[-1] + high
    limit = bottom
    for place in reversed(range(len(pools))):
        limit = starts[place] = min(starts[place], limit - pools[place][1])
    edges: list[float] = []
    for start, (_, _, boxes) in zip(starts, pools, strict=True):
        for high in heights[len(edges) : len(edges) + boxes]:
            edges.append(start)
            start += high
    return edges


def _spark(found: Told) -> str:
    """Return a curve without words: the history, its last figure, and the baseline."""
    figures = [point.figure for point in found.own.points] + [point.figure for point in found.baseline]
    scale = Scale.of(figures, 4)
    since = found.own.pieces[0][0].at
    last = max(found.own.last.at, found.baseline[-1].at if found.baseline else 0)
    step = (SPARK_WIDE - 8) / max(last - since, 1)
    frame = Frame(0, 4, SPARK_WIDE, SPARK_HIGH - 3, 4 - since * step, step, scale)
    pieces = [frame.places(piece) for piece in found.own.pieces]
    drawn = "".join(_path(piece) if len(piece) > 1 else f"{_path(piece)}h0" for piece in pieces)
    ahead = ""
    if found.baseline:
        places = frame.places([Point(*point[:2]) for point in found.baseline])
        ahead = f'<g class="ahead"><path class="l" d="{_path(places)}"/></g>'
    x, y = pieces[-1][-1]
    return (
        f'<svg class="chart chart-spark" viewBox="0 0 {SPARK_WIDE} {SPARK_HIGH}">{ahead}<g class="own">'
        f'<path class="l" d="{drawn}"/><circle cx="{short(x)}" cy="{short(y)}" r="3"/></g></svg>'
    )


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in places])


def _mark(look: str, place: Place) -> str:
    return f'<path class="k" transform="translate({short(place[0])} {short(place[1])})" d="{MARKS[look]}"/>'


def _end(place: Place) -> str:
    """Return the mark at the end of the newest baseline: a short level stroke."""
    return f'<path class="l" d="M{short(place[0] - 4)} {short(place[1])}h8"/>'
