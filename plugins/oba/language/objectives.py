"""Was it met? The rule of an objective and the figures that the rule asks for."""

from typing import Any

from oba.language.days import day, period
from oba.language.figures import figure, relative_change
from oba.language.labels import OBJECTIVES
from oba.language.numbers import number

Row = dict[str, Any]


REPORTS = {None: "says", True: "says the same", False: "says otherwise"}


def set_out(objective: Row) -> str | None:
    """Return from where an objective of a size set out, the target that its size makes of that, and what came.

    None of one without a size. ``objective`` is a row of ``fct_objective`` with ``unit``, ``decimal_places``,
    ``baseline_label`` and ``target_label``.
    """
    if objective["size_pct"] is None:
        return None
    if objective["target_value"] is None:
        began = objective["baseline_period_end_date"]
        when = f", {began.year}" if began else ""
        return f"There is no figure for its starting point{when}, so its target cannot be worked out."
    start, target, came = (
        figure(objective[column], objective["unit"], objective["decimal_places"])
        for column in ("baseline_value", "target_value", "value_at_target_period")
    )
    moved = "Reduced" if objective["direction"] == "reduce" else "Increased"
    end = objective["target_label"] or day(objective["target_period_end_date"])
    then = f"it was {came}" if objective["value_at_target_period"] is not None else f"there is {came}"
    return (
        f"Starting point, {objective['baseline_label']}: {start}. {moved} by {objective_size(objective['size_pct'])} "
        f"that is {target}. At the end of its time, {end}, {then}."
    )


def as_its_report_says(objective: Row) -> str | None:
    """Return what the report says of an objective, beside what its own rule makes of it; None where it says nothing.

    ``objective`` is a row of ``fct_objective``.
    """
    reported = objective["reported_verdict"]
    if reported is None:
        return None
    is_same = None if objective["objective_verdict"] == "cannot_be_judged" else bool(objective["is_as_reported"])
    return f"The report {REPORTS[is_same]}: {OBJECTIVES[reported][0].lower()}."


def rule(conditions: list[Row]) -> str | None:
    """Return the rule by which an objective is judged, or None where it has none.

    ``conditions`` are its rows of ``int_objective_condition``, in order.
    """
    lists = {
        verdict: ", or ".join(condition_words(row) for row in conditions if row["verdict_given"] == verdict)
        for verdict in ("met", "partially_met")
    }
    if not lists["met"]:
        return None
    partially = f" Partially met: short of that, {lists['partially_met']}." if lists["partially_met"] else ""
    return f"Met: {lists['met']}.{partially}"


def why(measure_id: str | None, conditions: list[Row], no_measure_because: str | None = None) -> str:
    """Return the figures that a rule asks for; conditions about the same two figures have one finding."""
    if measure_id is None:
        return " ".join(filter(None, ("No measure shows it.", no_measure_because)))
    if rule(conditions) is None:
        return "It has no rule to be judged by."
    met_first = sorted(conditions, key=lambda row: row["verdict_given"] != "met")
    # Several conditions may ask for the same figures.
    without = list(dict.fromkeys(words for row in met_first for words in _periods_without_figure(row)))
    found = list(dict.fromkeys(finding(row) for row in met_first if not _periods_without_figure(row)))
    return " ".join([*found, f"No figure for {' or for '.join(without)}."] if without else found)


def condition_words(row: Row) -> str:
    """Return one condition of a rule: a fall of at least 23% between 31 March 2015 and 31 March 2018.

    Raises:
        KeyError: the condition has no words.
    """
    earlier, later = _periods(row)
    move = _move(row)
    between = f"between {earlier} and {later}"
    return {
        "moved_by_size": f"{move} of at least {row['size_pct'] and objective_size(row['size_pct'])} {between}",
        "moved_to_target": f"{move} {between}",
        "moved_overall": f"{move} {between}",
        "moved_in_last_year": f"{move} {between}",
        "moved_in_any_year": f"{move} from one year to the next, {between}",
        "most_moved": f"more than half of those followed up, {later}",
        "some_moved": f"some of those followed up, {later}",
    }[row["condition_name"]]


def finding(row: Row) -> str:
    """Return the figures that one condition asks for, all of them known, and how far they moved."""
    earlier, later = _periods(row)
    unit, places = row["unit"], row["decimal_places"]
    before, after = row["earlier_value"], row["later_value"]
    if row["condition_name"] in ("most_moved", "some_moved"):
        return f"{later}: {figure(after, unit, places)}."
    if row["condition_name"] == "moved_in_any_year":
        known, wanted = row["moves_known"] or 0, row["moves_wanted"] or 0
        return f"Between {earlier} and {later}: {_move(row)} in {wanted} of {known} years with figures."
    return (
        f"From {figure(before, unit, places)} ({earlier}) to {figure(after, unit, places)} ({later}): "
        f"{relative_change(after, before, unit, places)}."
    )


def _periods_without_figure(row: Row) -> list[str]:
    """Return the periods of the two figures of a condition that have none; a count of moves says so itself."""
    if row["condition_name"] in ("most_moved", "some_moved", "moved_in_any_year"):
        return []
    values = (row["earlier_value"], row["later_value"])
    return [str(words) for words, value in zip(_periods(row), values, strict=True) if value is None]


def _periods(row: Row) -> tuple[str | None, str]:
    """Return the two periods that a condition is about; a share of those followed up has the later one only."""
    kind, earlier, later = (row[name] for name in ("period_kind", "earlier_period_end_date", "later_period_end_date"))
    return earlier and period(kind, earlier, row["timing"]), period(kind, later, row["timing"])


def _move(row: Row) -> str:
    return "a fall" if row["direction"] == "reduce" else "a rise"


def objective_size(size_pct: float) -> str:
    """Return by how much an objective wants a figure to move: 23%, or 12.5%."""
    return f"{number(size_pct, 0 if size_pct == int(size_pct) else 1)}%"
