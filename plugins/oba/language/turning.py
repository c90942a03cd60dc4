"""Has the curve turned? What became of a baseline."""

from typing import Any

from oba.language.days import day, label
from oba.language.figures import figure
from oba.language.labels import TURNS
from oba.language.numbers import number

Row = dict[str, Any]

CURVE_TURNED = "the curve has turned"
WORSENING_SLOWED = "the worsening has slowed"
OUTSIDE = {"above": 1, "below": -1}
UP_AND_DOWN = " Its figures have gone up and down before, so one of them says little."
NO_CHANGE = {
    "no_clear_change": " That alone is no clear change: one figure in five is outside such a band by chance.",
    "too_soon_to_say": " It is too soon to say that it lasts.",
    "too_few_to_tell": " No change can be told of these figures, so whether it lasts cannot be told either.",
    "out_of_line_and_back": " One figure tells little.",
    "no_one_direction": UP_AND_DOWN,
    "definition_changed": "",
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


def forecast_sentence(row: Row) -> str:
    """Return the figure, the baseline that it is held against, and what became of it.

    ``row`` is one of ``int_forecast_verdict``.

    Raises:
        KeyError: the verdict has no words.
    """
    unit, places = row["unit"], row["decimal_places"]
    band = ""
    if row["forecast_verdict"] not in ("definition_changed", "too_few_to_tell"):
        low, high = number(row["projected_low"], places), figure(row["projected_high"], unit, places)
        band = f", four times in five between {low} and {high}"
    return (
        f"{row['measure_name']}, {row['geography_name']}, {_period(row)}: "
        f"{figure(row['value'], unit, places)}. With the figures up to {day(row['history_to'])} the baseline was "
        f"{figure(row['projected'], unit, places)}{band}. {_judged(row)}{_beside_change(row)}"
    )


def _period(row: Row) -> str:
    return label(row["period_kind"], row["period_end_date"], row["timing"])


def _judged(row: Row) -> str:
    reversal = _reversal(row)
    start = figure(row["history_last_value"], row["unit"], row["decimal_places"])
    return {
        "definition_changed": "Its figures are counted in another way since, so the two cannot be compared.",
        "too_few_to_tell": "Too few earlier forecasts can be checked to say how far off this one may be.",
        "on_the_baseline": "It is on the baseline.",
        "above_the_baseline": f"It is above the baseline.{reversal}",
        "below_the_baseline": f"It is below the baseline.{reversal}",
        "worse": "It is worse than the baseline.",
        "better": "It is better than the baseline.",
        "turned": f"It is better than the baseline: {CURVE_TURNED}.{reversal}",
        "slowed": f"It is better than the baseline{_not_yet(row, start)}: {WORSENING_SLOWED}.",
    }[row["forecast_verdict"]]


def _not_yet(row: Row, start: str) -> str:
    if row["change_verdict"] == "real_worsening":
        return ", though over the longer time it got worse"
    return f", and not yet better than the {start} from which it started"


def _beside_change(row: Row) -> str:
    """Return how a figure outside the band goes with what is said of the change."""
    if row["side"] not in OUTSIDE or row["change_verdict"] is None or row["forecast_verdict"] == "slowed":
        return ""
    if row["change_verdict"] in NO_CHANGE:
        return NO_CHANGE[row["change_verdict"]]
    if row["change_direction"] == OUTSIDE[row["side"]]:
        return ""
    return f" Over the longer time it has {'risen' if row['change_direction'] > 0 else 'fallen'} all the same."


def _reversal(row: Row) -> str:
    if not row["is_curve_reversed"]:
        return ""
    if row["heading"] > 0:
        return " After rising over the history, it has now fallen."
    return " After falling over the history, it has now risen."
