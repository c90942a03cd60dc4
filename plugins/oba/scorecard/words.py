"""Figures and changes in words that can be read aloud."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oba.definitions.base import Reason
from oba.definitions.programmes import ObjectiveVerdict

UNITS = {
    "percent": "%",
    "per_10000": " per 10,000 children",
    "cases_per_worker": " cases for each worker",
    "fte": " full-time equivalents",
}
# Units in which an authority, a region and England can be drawn on one scale; a count is far larger for England.
ON_ONE_SCALE = {"percent", "per_10000", "cases_per_worker", "points"}
OBJECTIVE_VERDICTS: dict[ObjectiveVerdict, str] = {
    "met": "Met.",
    "partially_met": "Partially met.",
    "not_met": "Not met.",
    "cannot_be_judged": "It cannot be judged.",
}
REASONS: dict[Reason, str] = {
    "suppressed": "hidden to protect the people counted",
    "not_applicable": "does not apply",
    "not_available": "not available",
    "low_reliability": "withheld, not reliable enough",
    "rounds_to_zero": "not zero, but too small to show",
}


def number(value: Any, decimal_places: int) -> str:
    """Return a number as printed in a table: halves rounded up, thousands separated."""
    step = Decimal(1).scaleb(-decimal_places)
    return f"{Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP):,}"


def figure(value: Any, unit: str, decimal_places: int, reason: str | None = None) -> str:
    """Return a figure with its unit, or the reason why there is none."""
    if value is None:
        return REASONS[reason] if reason else "no figure"
    shown = number(value, decimal_places)
    return shown + (UNITS[unit] if unit in UNITS else f" {unit.replace('_', ' ')}")


def cell(value: Any, unit: str, decimal_places: int, reason: str | None = None) -> str:
    """Return a figure for a table, where the unit stands in the heading but for percent."""
    if value is None:
        return figure(None, unit, decimal_places, reason)
    return number(value, decimal_places) + ("%" if unit == "percent" else "")


def change(now: Any, before: Any, unit: str, decimal_places: int) -> str | None:
    """Return the change between two figures in words, or None where either is missing.

    Percentages change by percentage points; other units also in percent of the earlier figure, unless that is 0.
    """
    if now is None or before is None:
        return None
    difference = Decimal(str(now)) - Decimal(str(before))
    if difference == 0:
        return "no change"
    direction = "up" if difference > 0 else "down"
    if unit == "percent":
        return f"{direction} {number(abs(difference), decimal_places)} percentage points"
    words = f"{direction} {number(abs(difference), decimal_places)}"
    if Decimal(str(before)) == 0:
        return words
    return f"{words} ({number(abs(difference) / Decimal(str(before)) * 100, 1)}%)"
