"""What a programme card says of families followed, read from the marts of cohorts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from oba.language import (
    COHORT_GROUPS,
    COHORT_MEASURES,
    COHORT_STATUSES,
    EFFECT_OF,
    FIRST_OUTCOME,
    SURVIVAL_EVENTS,
    spelt,
)
from oba.site.charts.cohorts import Curve, Step, Swing, Whisker, effect_svg, flow, survival_svg, tornado
from oba.site.reading.marts import Row

if TYPE_CHECKING:
    from oba.site.reading.site import Site

NEED = tuple(COHORT_STATUSES)  # from the most help to none
OF_ALL = "all"
# The latest that a cohort has is its follow-up.
CHECKPOINTS = ("follow_up", "24_months", "18_months", "12_months", "7_months", "6_months", "3_months", "exit")
UNITS = ("families", "children")
OF_CONFERENCES = ("conference_held", "conference_exit")  # events that no family without a conference has
FLOW_GROUP = "offered_attended"  # whose way from status to status is told
COMPARED_GROUPS = ("offered", "not_offered")
PRINTED = ("table_number", "source_row", "printed_row", "printed_column", "recomputed_basis")


@dataclass(frozen=True)
class Flow:
    """Who moved from which status to which, of one unit."""

    unit: str
    moves: list[Row]  # rows of fct_cohort_status with a status at entry
    drawing: Row  # for flow.svg

    @property
    def known(self) -> int:
        """How many people the drawing has."""
        return sum(row["people"] or 0 for row in self.moves)

    @property
    def hidden(self) -> int:
        """How many moves have a number that is hidden."""
        return sum(row["people"] is None for row in self.moves)


@dataclass(frozen=True)
class Flows:
    """Where families and children were at the start and later."""

    checkpoint: str  # what counts as follow-up
    drawn: list[Flow]  # of each unit of which any move is known
    statuses: list[Row]  # checkpoint and status, with the rows of families and children, where one has a number
    moves: list[Row]  # status at the start and later, with both rows, where one of them has a number
    hidden: int  # moves of which neither has


@dataclass(frozen=True)
class Survival:
    """How long it took until something happened, by group."""

    event: str
    groups: dict[str, dict[int, Row]]  # rows of fct_cohort_survival by group and month
    svg: str | None  # where two months or more have a share

    @property
    def has_gaps(self) -> bool:
        """Whether a curve goes on level past months whose share is not told."""
        return any(row["share_pct"] is None for rows in self.groups.values() for row in rows.values())

    @property
    def months(self) -> list[int]:
        """The months of which any group's share is told."""
        told = (rows.items() for rows in self.groups.values())
        return sorted({month for rows in told for month, row in rows if row["share_pct"] is not None})


@dataclass(frozen=True)
class Returned:
    """What a cohort's conferences return for each pound."""

    rows: list[Row]  # rows of fct_cohort_return: low, medium, high and, where there is a comparison, estimated
    annual: list[Row]  # rows of fct_annual_return
    swings: list[Swing]  # of fct_return_sensitivity, what moves it furthest first

    @property
    def is_printed(self) -> bool:
        """Whether a report prints any of the returns."""
        return any(row["printed_return"] is not None for row in self.rows)


@dataclass(frozen=True)
class Followed:
    """One cohort as a card shows it."""

    cohort: Row  # a row of dim_cohort
    measures: list[Row]  # rows of fct_cohort_measure
    flows: Flows | None
    observed: list[Row]  # by checkpoint, how many families are known of: rows of fct_cohort_status, one each
    outcomes: list[Row]  # rows of fct_cohort_outcome of all children
    survival: list[Survival]
    effects: dict[str, list[Row]]  # rows of fct_cohort_effect by comparison; ``trial`` is the trial's row or None
    effect_svg: str | None
    balance: list[Row]  # rows of fct_cohort_balance, by offer
    returned: Returned

    def of_quadrant(self, quadrant: str) -> list[Row]:
        """Return the measures of one quadrant."""
        return [row for row in self.measures if row["quadrant"] == quadrant]


@dataclass(frozen=True)
class FollowedOnCard:
    """The families followed that a card shows."""

    own: list[Followed]  # cohorts of the card's place, in its order
    beside: list[
        Row
    ]  # rows of dim_cohort with ``better_off`` and ``returned``: every cohort, year and place of the card
    trials: list[Row]  # rows of fct_cohort_effect of trials
    comparators: list[Row]  # rows of fct_return_comparator
    printed: list[Row]  # rows of fct_printed_difference, of a card with families that a report lists
    figures: int  # that are printed
    apart: list[list[Row]]  # those of them that rounding does not explain, by the figure that is printed

    @property
    def annual(self) -> list[Row]:
        """Rows of fct_annual_return of the first cohort that has any."""
        return next((one.returned.annual for one in self.own if one.returned.annual), [])


def read_followed(site: "Site", scorecard_id: str, geography_code: str) -> FollowedOnCard | None:
    """Read the cohorts that a card names, or None where it names none that there is.

    Args:
        site: the marts.
        scorecard_id: a scorecard that ``dim_scorecard`` has.
        geography_code: the place of the page. A cohort of it is shown as a whole or, where it is told by years alone,
            as its newest year; cohorts of other places stand beside it in one table.
    """
    placed = {
        row["cohort"]: row["entry_number"] for row in site.rows("bridge_scorecard_cohort", scorecard_id=scorecard_id)
    }
    cohorts = sorted(
        (row for cohort in placed for row in site.rows("dim_cohort", cohort=cohort)),
        key=lambda row: (
            row["geography_code"] != geography_code,
            placed[row["cohort"]],
            row["index_year"] is not None,
            -row["index_from"].toordinal(),
            row["cohort_id"],
        ),
    )
    if not cohorts:
        return None
    cohorts = [row | {"left": _left(site, row["cohort_id"])} for row in cohorts]
    shown = {row["cohort"]: row for row in reversed(cohorts) if row["geography_code"] == geography_code}
    rows = {row["cohort_id"]: _rows_of(site, row["cohort_id"]) for row in cohorts}
    trials = sorted(
        site.rows("fct_cohort_effect", cohort_evidence="trial"), key=itemgetter("effect_of", "cohort_outcome")
    )
    trials.sort(key=_is_not_first)
    own = [row for row in cohorts if row is shown.get(row["cohort"])]
    printed = (
        sorted(site.rows("fct_printed_difference"), key=itemgetter(*PRINTED))
        if any(row["cohort_evidence"] == "published_rows" for row in own)
        else []
    )
    return FollowedOnCard(
        own=[_followed(row, rows[row["cohort_id"]], trials) for row in own],
        beside=[line for row in cohorts if _is_told(line := _beside(row, rows[row["cohort_id"]]))],
        trials=trials,
        comparators=sorted(site.rows("fct_return_comparator"), key=itemgetter("stated_year", "comparator")),
        printed=printed,
        figures=len({_figure(row) for row in printed}),
        apart=_apart(printed),
    )


def _left(site: "Site", cohort: str) -> list[date]:
    """Return the months in which the families of a cohort left, where every one is known."""
    families = sorted(site.rows("fct_conference_family", cohort_id=cohort), key=itemgetter("family_number"))
    months = [row["exit_month"] for row in families]
    return months if all(months) else []


def _is_not_first(row: Row) -> bool:
    return row["cohort_outcome"] != FIRST_OUTCOME


def _figure(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("table_number", "source_row", "printed_row", "printed_column"))


def _apart(printed: list[Row]) -> list[list[Row]]:
    figures: dict[tuple[Any, ...], list[Row]] = {}
    for row in printed:
        if not row["is_within_rounding"]:
            figures.setdefault(_figure(row), []).append(row)
    return list(figures.values())


# Each mart with the order of its rows: as the release wrote them, or as they are read.
MARTS: dict[str, Callable[[Row], Any]] = {
    "fct_cohort_measure": itemgetter("cohort_measure"),
    "fct_cohort_status": itemgetter("checkpoint", "source_row"),
    "fct_cohort_outcome": itemgetter("source_row"),
    "fct_cohort_survival": itemgetter("months"),
    "fct_cohort_effect": itemgetter("source_row"),
    "fct_cohort_balance": lambda row: (
        row["difference_before"] is None,
        -abs(row["difference_before"] or 0),
        row["source_row"],
    ),
    "fct_cohort_return": lambda row: (row["deadweight_kind"] == "estimated", row["deadweight_pct"]),
    "fct_annual_return": itemgetter("deadweight_pct"),
    "fct_return_sensitivity": itemgetter("parameter", "bound"),
}


def _rows_of(site: "Site", cohort: str) -> dict[str, list[Row]]:
    """Return the rows of every mart of a cohort; of one without any, empty lists."""
    return {mart: sorted(site.rows(mart, cohort_id=cohort), key=order) for mart, order in MARTS.items()}


def _followed(cohort: Row, rows: dict[str, list[Row]], trials: list[Row]) -> Followed:
    status = rows["fct_cohort_status"]
    effects: dict[str, list[Row]] = {}
    tried = {(row["comparison"], row["cohort_outcome"]): row for row in trials}
    for row in sorted(rows["fct_cohort_effect"], key=_is_not_first):
        trial = tried.get((row["comparison"], row["cohort_outcome"]))
        effects.setdefault(row["comparison"], []).append(row | {"trial": trial})
    return Followed(
        cohort=cohort,
        measures=_in_order(rows["fct_cohort_measure"]),
        flows=_flows(status),
        observed=_observed(status, cohort["index_event"]),
        outcomes=[
            row for row in rows["fct_cohort_outcome"] if row["cohort_group"] == OF_ALL and row["unit"] == "children"
        ],
        survival=[_survival(event, rows["fct_cohort_survival"]) for event in _events(rows["fct_cohort_survival"])],
        effects=effects,
        effect_svg=_effects_drawn(effects),
        balance=[row for row in rows["fct_cohort_balance"] if row["comparison"] == "by_offer"],
        returned=_returned(rows),
    )


def _in_order(measures: list[Row]) -> list[Row]:
    order = list(COHORT_MEASURES)
    return sorted(measures, key=lambda row: order.index(row["cohort_measure"]))


def _flows(status: list[Row]) -> Flows | None:
    """Return the moves from the status at entry to that at the latest checkpoint of which any is known."""
    told = [row for row in status if row["cohort_group"] == FLOW_GROUP]
    moves = [row for row in told if row["entry_status"] != OF_ALL]
    known = {row["checkpoint"] for row in moves if row["people"]} or {row["checkpoint"] for row in moves}
    latest = next((name for name in CHECKPOINTS if name in known), None)
    if latest is None:
        return None
    at_last = [row for row in moves if row["checkpoint"] == latest]
    at_last.sort(key=lambda row: (NEED.index(row["entry_status"]), NEED.index(row["cohort_status"])))
    shown = ("entry", "exit", latest)
    statuses = [row for row in told if row["entry_status"] == OF_ALL and row["checkpoint"] in shown]
    statuses.sort(key=lambda row: (shown.index(row["checkpoint"]), NEED.index(row["cohort_status"])))
    lines = _side_by_side(at_last, ("entry_status", "cohort_status"))
    return Flows(
        checkpoint=latest,
        drawn=[drawn for unit in UNITS if (drawn := _flow(unit, [row for row in at_last if row["unit"] == unit]))],
        statuses=[line for line in _side_by_side(statuses, ("checkpoint", "cohort_status")) if _has_number(line)],
        moves=[line for line in lines if _has_number(line)],
        hidden=sum(not _has_number(line) for line in lines),
    )


def _flow(unit: str, moves: list[Row]) -> Flow | None:
    steps = [Step(row["entry_status"], row["cohort_status"], row["people"]) for row in moves if row["people"]]
    short = {status: name for status, (_, name) in COHORT_STATUSES.items()}
    return Flow(unit, moves, flow(steps, NEED, short)) if steps else None


def _has_number(line: Row) -> bool:
    return any(line[unit] and line[unit]["people"] for unit in UNITS)


def _side_by_side(rows: list[Row], by: tuple[str, str]) -> list[Row]:
    """Return a line for each of what the rows are about, with the row of each unit or None, but for those of nobody."""
    lines: dict[tuple[str, ...], Row] = {}
    for row in rows:
        about = {name: row[name] for name in by}
        lines.setdefault(tuple(about.values()), about | dict.fromkeys(UNITS))[row["unit"]] = row
    return [line for line in lines.values() if any(line[unit] and line[unit]["people"] != 0 for unit in UNITS)]


def _observed(status: list[Row], index_event: str) -> list[Row]:
    """Return by checkpoint a row with the number of families known of; those of the start first.

    The end of a conference is a checkpoint of every family only where each came into the cohort by a conference.
    """
    order = ("entry", *reversed(CHECKPOINTS))
    families = [row for row in status if row["unit"] == "families" and row["entry_status"] == OF_ALL]
    told = {row["cohort_group"] for row in families}
    group = OF_ALL if OF_ALL in told else FLOW_GROUP
    known = {row["checkpoint"]: row for row in families if row["cohort_group"] == group}
    is_of_all = index_event in OF_CONFERENCES
    return [known[name] for name in order if name in known and (name != "exit" or is_of_all)]


def _events(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["survival_event"] for row in rows))


def _survival(event: str, rows: list[Row]) -> Survival:
    """Return the curves to an event: of those offered and those not, or of all where nobody is compared."""
    groups: dict[str, dict[int, Row]] = {}
    for row in rows:
        if row["survival_event"] == event:
            groups.setdefault(row["cohort_group"], {})[row["months"]] = row
    groups = {name: rows for name, rows in groups.items() if any(row["share_pct"] is not None for row in rows.values())}
    compared = [name for name in COMPARED_GROUPS if name in groups]
    names = compared if len(compared) > 1 else [name for name in (OF_ALL, *groups) if name in groups][:1]
    shown = {name: groups[name] for name in names}
    curves = [
        Curve(
            COHORT_GROUPS[name],
            [
                {"month": month, "share": row["share_pct"], "low": row["share_lower"], "high": row["share_upper"]}
                for month, row in by_month.items()
                if row["share_pct"] is not None
            ],
        )
        for name, by_month in shown.items()
    ]
    known = [curve for curve in curves if len(curve.points) > 1]
    return Survival(event, shown, survival_svg(known, f"% not {SURVIVAL_EVENTS[event][1]}") if known else None)


def _effects_drawn(effects: dict[str, list[Row]]) -> str | None:
    """Draw the differences in shares, the council's by offer and by attendance and the trial's, one below the other.

    Of outcomes that a trial has too, those alone: the others stand in words.
    """
    by_attendance = {row["cohort_outcome"]: row for row in effects.get("by_attendance", [])}
    known = [row for row in effects.get("by_offer", []) if row["effect"] is not None and not row["is_days"]]
    whiskers = [
        Whisker(spelt(row["cohort_outcome"]), EFFECT_OF[of], found["effect"], found["lower"], found["upper"])
        for row in [row for row in known if row["trial"]] or known
        for of, found in (
            ("by_offer", row),
            ("by_attendance", by_attendance.get(row["cohort_outcome"])),
            ("trial", row["trial"]),
        )
        if found is not None and found["effect"] is not None
    ]
    return effect_svg(whiskers, "Percentage points lower or higher") if whiskers else None


def _returned(rows: dict[str, list[Row]]) -> Returned:
    returns, moved = rows["fct_cohort_return"], rows["fct_return_sensitivity"]
    ends: dict[str, dict[str, Row]] = {}
    for row in moved:
        ends.setdefault(row["parameter"], {})[row["bound"]] = row
    known = (row["return_ratio"] - row["return_change"] for row in moved if row["return_change"] is not None)
    middle = next(known, None)
    swings = [] if middle is None else tornado([(each.get("low"), each.get("high")) for each in ends.values()], middle)
    return Returned(
        rows=returns,
        annual=rows["fct_annual_return"],
        swings=swings,
    )


def _beside(cohort: Row, rows: dict[str, list[Row]]) -> Row:
    """Return a cohort with what one line has room for: who is better off, and the return with nothing taken off."""
    better_off = [row for row in _in_order(rows["fct_cohort_measure"]) if row["quadrant"] == "better_off"]
    returns = [row for row in rows["fct_cohort_return"] if row["deadweight_kind"] == "low"]
    return cohort | {"better_off": better_off[0] if better_off else None, "returned": returns[0] if returns else None}


def _is_told(line: Row) -> bool:
    """Tell whether a line says anything: a year of a few families has all its numbers hidden."""
    better_off = line["better_off"]
    return line["index_year"] is None or bool(better_off and better_off["share_pct"] is not None)
