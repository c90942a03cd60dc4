"""What a curve says, before it is known how large it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from oba.language import ON_ONE_SCALE, drawings, figure, rounded
from oba.site.charts.scale import Periods

if TYPE_CHECKING:
    from oba.site.reading import MeasureOnCard
    from oba.site.reading.card import EarlierBaseline

Row = dict[str, Any]

BESIDE = {"region_value": "region", "england_value": "england", "neighbours_median": "neighbours"}
NO_FIGURE_YET = {"not_applicable", "not_available", None}


class Point(NamedTuple):
    """A figure as it is written, by the place of its period."""

    at: float
    figure: float


class Reach(NamedTuple):
    """A point of a baseline, with its band where it has one."""

    at: float
    figure: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """The figures of a place, cut where one is missing and where they are counted in another way."""

    look: str  # own, region, england or neighbours
    name: str
    pieces: list[list[Point]]

    @property
    def points(self) -> list[Point]:
        """All of them."""
        return [point for piece in self.pieces for point in piece]

    @property
    def last(self) -> Point:
        """The newest."""
        return self.pieces[-1][-1]


@dataclass(frozen=True)
class Ghost:
    """An earlier baseline, up to the figure that it is held against."""

    name: str
    points: list[Reach]
    is_judged_by: bool  # whether it is the one that the card judges by: its band then stands beside that figure


@dataclass(frozen=True)
class Target:
    """Where an objective wants the figure to be."""

    start: Point | None
    end: Point
    day: date  # the last of the period that it is for


class Span(NamedTuple):
    """Periods from one to another, with a word for them."""

    first: int
    last: int
    word: str


@dataclass(frozen=True)
class Told:
    """All that a curve says; figures as they are written, in the measure's decimal places.

    So a figure lies outside a band where it is said to be, and nowhere else.
    """

    periods: Periods
    unit: str
    places: int
    kind: str
    timing: Any
    own: Line
    beside: list[Line]  # those with a figure; of a count, none: they are far larger
    baseline: list[Reach] = field(default_factory=list)
    ghosts: list[Ghost] = field(default_factory=list)  # the newest first
    targets: list[Target] = field(default_factory=list)
    gaps: list[Span] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    shocks: list[Span] = field(default_factory=list)
    doubted: list[Point] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)  # of own figures by period: in full, for who points at one


def told(measure: "MeasureOnCard") -> Told | None:
    """Return what the curve of a measure says, or None where there are not two figures to draw one through."""
    history = _from_first_figure(measure.history)
    if measure.definition["cadence"] == "once" or sum(row["value"] is not None for row in history) < 2:
        return None
    newest = measure.newest
    unit, places = newest["unit"], newest["decimal_places"]
    baselines = [measure.forecast, *(earlier.forecast for earlier in measure.earlier)]
    wanted = [row for row in measure.objectives if row["target_value"] is not None and row["is_series_in_use"]]
    ends = [row["period_end_date"] for rows in (history, *baselines) for row in rows]
    kind = measure.definition["period_kind"]
    periods = Periods.of(kind, [*ends, *(row["target_period_end_date"] for row in wanted)])
    names = {"value": newest["geography_name"], "region_value": newest["region_name"] or "Region"}
    names |= {"england_value": drawings.ENGLAND, "neighbours_median": drawings.NEIGHBOURS}
    at = [periods.place(row["period_end_date"]) for row in history]
    segments = [_segment(row) for row in history]
    lines = {column: _pieces([row[column] for row in history], at, segments, places) for column in names}
    own = Line("own", names["value"], lines["value"])
    beside = [Line(look, names[column], lines[column]) for column, look in BESIDE.items() if lines[column]]
    return Told(
        periods=periods,
        unit=unit,
        places=places,
        kind=kind,
        timing=measure.definition["timing"],
        own=own,
        beside=beside if unit in ON_ONE_SCALE else [],
        baseline=_reach(measure.forecast, periods, places),
        ghosts=[
            _ghost(earlier, earlier.judgement is measure.judgement, periods, places)
            for earlier in measure.earlier
            if earlier.forecast
        ],
        targets=_targets(wanted, own, periods, places),
        gaps=_gaps(dict(zip(at, history, strict=True))),
        breaks=[
            (place + following) / 2
            for (place, following), (segment, other) in zip(pairwise(at), pairwise(segments), strict=True)
            if segment != other
        ],
        shocks=_spans(
            [
                (place, drawings.shock(row["shock_reason"]))
                for place, row in zip(at, history, strict=True)
                if row["shock_reason"]
            ]
        ),
        doubted=[
            Point(place, drawn(row["value"], places))
            for place, row in zip(at, history, strict=True)
            if row["is_doubted"] and row["value"] is not None
        ],
        said={
            place: f"{row['period_label']}: {figure(row['value'], unit, places)}"
            for place, row in zip(at, history, strict=True)
            if row["value"] is not None
        },
    )


def drawn(value: Any, places: int) -> float:
    """Return a figure as it is written beside the chart."""
    return float(rounded(value, places))


def _from_first_figure(history: list[Row]) -> list[Row]:
    """Return a history without the periods before the first of which anything is told."""
    for first, row in enumerate(history):
        if row["value_reason"] not in NO_FIGURE_YET or any(row[column] is not None for column in ("value", *BESIDE)):
            return history[first:]
    return []


def _segment(row: Row) -> Any:
    """Return which way of counting a figure is of; a row that does not say is of the one way there is."""
    return row.get("series_segment")


def _pieces(column: Sequence[Any], at: Sequence[int], segments: Sequence[Any], places: int) -> list[list[Point]]:
    """Return the points of a column, cut where a period has no figure and where the way of counting changes."""
    pieces: list[list[Point]] = []
    before: tuple[int, Any] | None = None
    for value, place, segment in zip(column, at, segments, strict=True):
        if value is None:
            continue
        if before != (place - 1, segment):
            pieces.append([])
        pieces[-1].append(Point(place, drawn(value, places)))
        before = (place, segment)
    return pieces


def _reach(forecast: Sequence[Row], periods: Periods, places: int) -> list[Reach]:
    """Return a baseline's points from the last figure that it was made from, where it and its band begin."""
    if not forecast:
        return []
    first = forecast[0]
    start = drawn(first["history_last_value"], places)
    edge = None if first["projected_low"] is None else start
    return [
        Reach(periods.place(first["history_to"]), start, edge, edge),
        *(
            Reach(
                periods.place(row["period_end_date"]),
                drawn(row["projected"], places),
                None if row["projected_low"] is None else drawn(row["projected_low"], places),
                None if row["projected_high"] is None else drawn(row["projected_high"], places),
            )
            for row in forecast
        ),
    ]


def _ghost(earlier: "EarlierBaseline", is_judged_by: bool, periods: Periods, places: int) -> Ghost:
    """Return an earlier baseline, of which the name says what its bar is where it has one."""
    reach = _reach(earlier.forecast, periods, places)
    has_bar = is_judged_by and reach[-1].low is not None
    return Ghost(drawings.earlier(earlier.judgement, has_bar), reach, is_judged_by)


def _targets(wanted: list[Row], own: Line, periods: Periods, places: int) -> list[Target]:
    """Return where objectives want a figure, once where several want the same, from the figure that they start at."""
    since = own.pieces[0][0].at
    found: dict[Point, Target] = {}
    for row in wanted:
        end = Point(periods.place(row["target_period_end_date"]), drawn(row["target_value"], places))
        start = None
        if row["baseline_value"] is not None and row["baseline_period_end_date"] is not None:
            start = Point(periods.place(row["baseline_period_end_date"]), drawn(row["baseline_value"], places))
        day = row["target_period_end_date"]
        found.setdefault(end, Target(start if start and since <= start.at < end.at else None, end, day))
    return list(found.values())


def _gaps(told: dict[int, Row]) -> list[Span]:
    """Return the periods without a figure of the place's own, each run of them with its reason in a word."""
    first, last = min(told), max(told)
    missing = [
        (at, drawings.gap(told[at]["value_reason"] if at in told else None))
        for at in range(first, last + 1)
        if at not in told or told[at]["value"] is None
    ]
    return _spans(missing)


def _spans(words: list[tuple[int, str]]) -> list[Span]:
    """Return the runs of neighbouring periods that have the same word."""
    runs = groupby(enumerate(words), key=lambda each: (each[1][0] - each[0], each[1][1]))
    return [Span(run[0][1][0], run[-1][1][0], word) for (_, word), group in runs for run in [list(group)]]
