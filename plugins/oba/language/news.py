"""What is new, in a line each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from oba.language.days import period
from oba.language.numbers import number

Row = dict[str, Any]

# A verdict in a word or two, as the tags of headlines have it.
SHORT = {
    "real_improvement": "better",
    "real_worsening": "worse",
    "real_increase": "gone up",
    "real_decrease": "gone down",
    "changed_direction": "changed direction",
    "no_clear_change": "no clear change",
    "no_one_direction": "up and down",
    "out_of_line_and_back": "no clear change",
    "too_few_to_tell": "cannot be told",
    "too_soon_to_say": "cannot be told",
    "definition_changed": "cannot be told",
}


def verdict_in_short(verdict: str) -> str:
    """Return a verdict in a word or two.

    Raises:
        KeyError: it has no words.
    """
    return SHORT[verdict]


def is_told_otherwise(change: Row) -> bool:
    """Tell whether a reader would see that a verdict is another one than before; not of one that has no words now."""
    before, after = (SHORT.get(change[side]) for side in ("before", "after"))
    return None not in (before, after) and before != after


def new_figures(measure: Row, end: date, count: int) -> str:
    """Return that a measure has figures of a period that it had none of, for how many places."""
    when = period(measure["period_kind"], end, measure["timing"])
    return f"{measure['measure_name']}, {when}: {number(count, 0)} {'place' if count == 1 else 'places'}"


def fewer_figures(counted: Mapping[str, int]) -> list[str]:
    """Return how many figures were corrected, and how many are no longer there; nothing of what there is none."""
    lines = []
    if count := counted.get("corrected"):
        lines.append(f"{number(count, 0)} earlier {_figures_are(count)} now given otherwise.")
    if count := counted.get("gone"):
        figures, are = _figures_are(count).split()
        lines.append(f"{number(count, 0)} {figures} shown before {are} not shown now.")
    return lines


def _figures_are(count: int) -> str:
    return "figure is" if count == 1 else "figures are"
