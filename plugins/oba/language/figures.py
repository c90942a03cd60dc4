"""A figure in its unit, and how far it went; units are named here and nowhere else."""

from decimal import Decimal
from typing import Any

from oba.language.labels import REASONS
from oba.language.numbers import number
from oba.vocabulary import Reason

# A unit is read as it is spelt in a definition, with spaces for underscores; these have words of their own.
UNITS = {
    "per_10000": "per 10,000 children",
    "cases_per_worker": "cases for each worker",
    "fte": "full-time equivalents",
}
# Of one of them; any other that has a plural in "s" loses it.
UNITS_OF_ONE = {
    "cases_per_worker": "case for each worker",
    "children": "child",
    "families": "family",
    "fte": "full-time equivalent",
    "people": "person",
    "per_10000": UNITS["per_10000"],
    "pounds_for_each_pound": "pound for each pound",
    "staff": "member of staff",
    "young_people": "young person",
}
# Units in which an authority, a region and England can be drawn on one scale; a count is far larger for England.
ON_ONE_SCALE = {"percent", "per_10000", "cases_per_worker", "points"}


def unit_name(unit: str) -> str:
    """Return a unit by itself, as in the heading of a table: percent, per 10,000 children, social workers."""
    return UNITS.get(unit, unit.replace("_", " "))


def figure(value: Any, unit: str, decimal_places: int, reason: Reason | None = None) -> str:
    """Return a figure with its unit, or the reason why there is none."""
    if value is None:
        return REASONS[reason] if reason else "no figure"
    written = number(value, decimal_places)
    return f"{written}%" if unit == "percent" else f"{written} {_unit_of(written, unit)}"


def cell(value: Any, unit: str, decimal_places: int, reason: Reason | None = None) -> str:
    """Return a figure for a table, where the unit stands in the heading but for percent."""
    if value is None or unit == "percent":
        return figure(value, unit, decimal_places, reason)
    return number(value, decimal_places)


def distance(size: Any, unit: str, decimal_places: int) -> str:
    """Return how far apart two figures are: 94 children; percentages lie percentage points apart."""
    written = number(abs(size), decimal_places)
    if unit == "percent":
        return f"{written} percentage point{'' if written == '1' else 's'}"
    return f"{written} {_unit_of(written, unit)}"


def small_distance(size: Any, unit: str, decimal_places: int) -> str:
    """Return a distance in one decimal place more where it would vanish: 0.35 percentage points, 12 children."""
    return distance(size, unit, decimal_places + (abs(size) < 10 ** (1 - decimal_places)))


def change(later: Any, earlier: Any, unit: str, decimal_places: int) -> str | None:
    """Return the change between two figures in words, or None where either is missing: up 94 (26.6%).

    Percentages change by percentage points; other units also in percent of the earlier figure, unless that is 0.
    """
    if later is None or earlier is None:
        return None
    difference = _exactly(later) - _exactly(earlier)
    if difference == 0:
        return "no change"
    if unit == "percent":
        return f"{_way(difference)} {distance(difference, unit, decimal_places)}"
    words = f"{_way(difference)} {number(abs(difference), decimal_places)}"
    return words if not earlier else f"{words} ({_percent_of(earlier, difference)})"


def relative_change(later: Any, earlier: Any, unit: str, decimal_places: int) -> str | None:
    """Return the change between two figures where both stand beside it: up 26.6%, down 0.6 percentage points."""
    difference = _exactly(later) - _exactly(earlier)
    if difference == 0 or unit == "percent" or not earlier:
        return change(later, earlier, unit, decimal_places)
    return f"{_way(difference)} {_percent_of(earlier, difference)}"


def _unit_of(written: str, unit: str) -> str:
    return UNITS_OF_ONE.get(unit, unit_name(unit).removesuffix("s")) if written == "1" else unit_name(unit)


def _way(difference: Decimal) -> str:
    return "up" if difference > 0 else "down"


def _percent_of(earlier: Any, difference: Decimal) -> str:
    return f"{number(abs(100 * difference / _exactly(earlier)), 1)}%"


def _exactly(value: Any) -> Decimal:
    return Decimal(str(value))
