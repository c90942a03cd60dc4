"""Figures and changes in words that can be read aloud."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oba.definitions.base import Reason
from oba.definitions.cards import ObjectiveVerdict

Row = dict[str, Any]

UNITS = {
    "percent": "%",
    "per_10000": " per 10,000 children",
    "cases_per_worker": " cases for each worker",
    "fte": " full-time equivalents",
}
# Units in which an authority, a region and England can be drawn on one scale; a count is far larger for England.
ON_ONE_SCALE = {"percent", "per_10000", "cases_per_worker", "points"}
FEWEST_RANKED = 4  # authorities; below that a rank says nothing
REASONS: dict[Reason, str] = {
    "suppressed": "hidden to protect the people counted",
    "not_applicable": "does not apply",
    "not_available": "not available",
    "low_reliability": "withheld, not reliable enough",
    "rounds_to_zero": "not zero, but too small to show",
}

# What each verdict is called on a page, and the look it has beside its words: never the colour alone.
VERDICTS = {
    "real_improvement": ("Real improvement", "better"),
    "real_worsening": ("Real worsening", "worse"),
    "real_increase": ("Real increase", "plain"),
    "real_decrease": ("Real decrease", "plain"),
    "within_normal_variation": ("Within normal variation", "plain"),
    "too_few_to_tell": ("Too few to tell", "unknown"),
    "definition_changed": ("Definition changed", "unknown"),
}
TURNS = {
    "turned": ("Turned", "better"),
    "slowed": ("Slowed", "better"),
    "on_the_baseline": ("On the baseline", "plain"),
    "worse": ("Worse than the baseline", "worse"),
    "above_the_baseline": ("Above the baseline", "plain"),
    "below_the_baseline": ("Below the baseline", "plain"),
    "too_few_to_tell": ("Too few to tell", "unknown"),
    "definition_changed": ("Definition changed", "unknown"),
}
BESIDE = {
    "better": ("Better", "better"),
    "worse": ("Worse", "worse"),
    "higher": ("Higher", "plain"),
    "lower": ("Lower", "plain"),
    "similar": ("Similar", "plain"),
}
OBJECTIVES: dict[ObjectiveVerdict, tuple[str, str]] = {
    "met": ("Met", "better"),
    "partially_met": ("Partially met", "plain"),
    "not_met": ("Not met", "worse"),
    "cannot_be_judged": ("Cannot be judged", "unknown"),
}
POLARITIES = {
    "lower_is_better": "Lower is better.",
    "higher_is_better": "Higher is better.",
    "no_judgement": "Neither higher nor lower is better by itself.",
}
COSTS = {"none": "No cost", "low": "Low cost", "some": "Some cost", "high": "High cost"}
KINDS = {"population": "How children are", "programme": "How programmes work"}
QUADRANTS = {
    "how_much": "How much did we do?",
    "how_well": "How well did we do it?",
    "better_off": "Is anyone better off?",
}


def turn(judgement: Row | None) -> tuple[str, str] | None:
    """Return what became of a baseline and the look of it; None where there was none to hold the figure against.

    Where neither way is better, a curve cannot turn for the better; one that left its band and reversed is told so.
    """
    if judgement is None:
        return None
    verdict = judgement["forecast_verdict"]
    if judgement["is_curve_reversed"] and verdict in ("above_the_baseline", "below_the_baseline"):
        return (f"{TURNS[verdict][0]}, now {'rising' if verdict == 'above_the_baseline' else 'falling'}", "plain")
    return TURNS[verdict]


def rank(row: Row) -> str:
    """Return an authority's rank among those with a figure, with the ranks that chance alone could have given it.

    ``row`` is one of ``scorecard_wide`` with ``authority_rank``, ``rank_low``, ``rank_high``, ``ranked_of`` and
    ``polarity``.
    """
    first = "the highest figure" if row["polarity"] == "no_judgement" else "the best"
    words = f"{ordinal(row['authority_rank'])} of {row['ranked_of']} authorities, where 1st is {first}"
    if row["rank_low"] is None:
        return f"{words}."
    return f"{words}; plausibly {ordinal(row['rank_low'])} to {ordinal(row['rank_high'])}."


def ordinal(rank: int) -> str:
    """Return 1 as 1st, 22 as 22nd, 113 as 113th."""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def gap(row: Row) -> str | None:
    """Return the distance to England as a number of people, with its range; None where it cannot be known."""
    if row["gap_to_england"] is None:
        return None
    size = abs(row["gap_to_england"])
    side = "more" if row["gap_to_england"] > 0 else "fewer"
    words = f"In numbers, not points: about {number(size, 0)} {side} than at England's rate"
    if row["gap_to_england_low"] is None:
        return f"{words}."
    low, high = (number(row[f"gap_to_england_{end}"], 0) for end in ("low", "high"))
    ends = [f"{end.lstrip('-')} {'fewer' if end.startswith('-') else 'more'}" for end in (low, high)]
    return f"{words} (between {ends[0]} and {ends[1]})."


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
        size = number(abs(difference), decimal_places)
        return f"{direction} {size} percentage point{'' if size == '1' else 's'}"
    words = f"{direction} {number(abs(difference), decimal_places)}"
    if Decimal(str(before)) == 0:
        return words
    return f"{words} ({number(abs(difference) / Decimal(str(before)) * 100, 1)}%)"
