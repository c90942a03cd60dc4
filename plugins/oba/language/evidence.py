"""Where a figure comes from and what was said of it before, for whoever asks how we know."""

from typing import Any

from oba.language.days import day
from oba.language.figures import cell
from oba.language.numbers import number

Row = dict[str, Any]

OFTEN = 2  # times that a figure must have been published to be worth counting


def made_of(row: Row) -> str:
    """Return the counts that a figure is made of, nothing where there are none; of a row of ``scorecard_wide``."""
    part, whole = row["numerator"], row["denominator"]
    if part is None:
        return ""
    return _count(part) if whole is None else f"{_count(part)} of {_count(whole)}"


def interval(row: Row) -> str:
    """Return the 95% interval of a figure, nothing where it has none; of a row of ``scorecard_wide``."""
    if row["interval_low"] is None:
        return ""
    low, high = (number(row[end], row["decimal_places"]) for end in ("interval_low", "interval_high"))
    return f"{low} to {high}"


def said_before(row: Row, revisions: list[Row]) -> str:
    """Return how often a figure was published, and each change of it.

    Args:
        row: of ``scorecard_wide``.
        revisions: its rows of ``fct_measure_revision``, oldest first.
    """
    if not revisions:
        times = row["times_published"] or 0
        return f"{times} times the same" if times >= OFTEN else ""
    return "; ".join(_revised(change, row) for change in revisions)


def _revised(change: Row, row: Row) -> str:
    unit, places = row["unit"], row["decimal_places"]
    before = cell(change["earlier_value"], unit, places, change["earlier_value_reason"])
    if change["later_value"] is None and change["later_value_reason"] is None:
        return f"{before} until {day(change['revised_on'])}, then left out"
    return f"{before} until {day(change['revised_on'])}"


def _count(value: Any) -> str:
    """Return a count of people; of those counted by their hours, with one decimal place."""
    return number(value, 0 if value == int(value) else 1)
