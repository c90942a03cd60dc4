"""Worked examples of the method, each in a sentence."""

from typing import Any

from oba.language.days import day, label
from oba.language.figures import figure
from oba.language.numbers import number

Row = dict[str, Any]


def example_beside_others(newest: Row) -> str:
    """Return a figure beside those of other places; ``newest`` is a row of scorecard_wide that has all of them."""
    beside = [("England", "england_value"), (newest["region_name"], "region_value")]
    told = [f"{name}: {_figure(newest, column)}." for name, column in beside]
    return (
        f"{newest['measure_name']}, {newest['geography_name']}, {newest['period_label']}: {_figure(newest, 'value')}. "
        f"{' '.join(told)} The middle one of its statistical neighbours: {_figure(newest, 'neighbours_median')}."
    )


def with_interval(newest: Row) -> str:
    """Return a figure with the range that chance alone could have given it."""
    low, high = (_figure(newest, f"interval_{end}") for end in ("low", "high"))
    return (
        f"{newest['measure_name']}, {newest['geography_name']}, {newest['period_label']}: {_figure(newest, 'value')}. "
        f"By chance alone it could have been anything from {low} to {high}."
    )


def example_revised(row: Row, definition: Row) -> str:
    """Return what a figure was first said to be, and what it is said to be since when."""
    when = label(definition["period_kind"], row["period_end_date"], definition["timing"])
    return (
        f"{row['measure_name']}, {row['geography_name']}, {when}: first {_figure(row, 'earlier_value')}, "
        f"and from {day(row['revised_on'])} {_figure(row, 'later_value')}."
    )


def passing_by_chance(curves: int, one_in: int) -> str | None:
    """Return how many curves are judged, and how many chance alone makes look real; None where that is none.

    Args:
        curves: how many are judged.
        one_in: of how many curves, in none of which anything has changed, one may still look real.
    """
    by_chance = round(curves / one_in)
    if not by_chance:
        return None
    about = round(by_chance, -1) if by_chance >= 100 else by_chance
    return (
        f"These pages judge {number(curves, 0)} curves so. If nothing had changed in any of them, up to about "
        f"{number(about, 0)} would still look real, by chance alone."
    )


def listed(measure: str, verdict: Row) -> str:
    """Return how many councils are listed as changed, and how many of them may be there by chance."""
    return (
        f"{measure}: {number(verdict['list_length'], 0)} of {number(verdict['authorities_judged'], 0)} councils are on "
        f"its list. About {number(verdict['listed_by_chance'], 0)} of them may be there by chance."
    )


def _figure(row: Row, column: str) -> str:
    return figure(row[column], row["unit"], row["decimal_places"])
