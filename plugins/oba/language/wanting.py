"""What a card's own direction makes of a measure of which neither way is better in general."""

from typing import Any

from oba.language.turning import CURVE_TURNED, WORSENING_SLOWED

Row = dict[str, Any]

WAYS = {"reduce": -1, "increase": 1}
REAL = {"real_improvement": "an improvement", "real_worsening": "a worsening"}
OUTCOMES = {
    "worse": "worse than the baseline",
    "better": "better than the baseline",
    "turned": f"better than the baseline: {CURVE_TURNED}",
    "slowed": f"better than the baseline: {WORSENING_SLOWED}",
}


def wanted(placed: Row) -> str:
    """Return whose direction a card has for a measure, which, and where that is stated.

    ``placed`` has ``wanted_direction`` and ``wanted_by``, which ends with where it is stated, in brackets.
    """
    return placed["wanted_by"].replace(" (", f" set out to {placed['wanted_direction']} it (", 1)


def wanted_here(placed: Row, objectives: list[Row]) -> str | None:
    """Return why a change is better or worse on a card that wants one way of a measure; None where it wants none.

    Args:
        placed: has ``wanted_direction`` and ``period_end_date``.
        objectives: rows of ``fct_objective`` of the measure.
    """
    better = {"reduce": "a fall", "increase": "a rise"}.get(placed["wanted_direction"])
    if better is None:
        return None
    if years := aim_over(placed, objectives):
        return f"By the aim of {years}, {better} is better on this card."
    way = {"reduce": "lower", "increase": "higher"}[placed["wanted_direction"]]
    return f"This card wants it {way}, so here {better} is better."


def aim_over(placed: Row, objectives: list[Row]) -> str | None:
    """Return the first and last year of what a card aims at, where that time was over before a figure: 2015 to 2018.

    None where the card aims at nothing, the years are not known, or an objective of the same direction goes on.

    Args:
        placed: the row of ``scorecard_wide`` of the figure.
        objectives: rows of ``fct_objective`` of its measure.
    """
    aimed = [row for row in objectives if row["direction"] == placed["wanted_direction"]]
    spans = [(row["baseline_period_end_date"], row["target_period_end_date"]) for row in aimed]
    known = [(first, last) for first, last in spans if first is not None and last is not None]
    if not known or len(known) < len(spans) or max(last for _, last in known) >= placed["period_end_date"]:
        return None
    return f"{min(first for first, _ in known).year} to {max(last for _, last in known).year}"


def wanted_why(placed: list[Row]) -> list[str]:
    """Return of each measure that a card wants one way why it does, and how the others are judged; nothing of none.

    ``placed`` are the newest rows of the card's measures in ``scorecard_wide``.
    """
    ways = {"reduce": "lower", "increase": "higher"}
    told = [
        f"{row['measure_name']}: this card wants it {ways[row['wanted_direction']]}, because {who_set_out(row)}."
        for row in placed
        if row["wanted_direction"] is not None
    ]
    if told and len(told) < len(placed):
        told.append("Every other measure is judged as on all cards, even where an objective asks one way of it.")
    return told


def who_set_out(placed: Row) -> str:
    """Return whose direction a card has for a measure, and which; where that is stated is left to the evidence.

    ``placed`` is as for ``wanted``.
    """
    return f"{placed['wanted_by'].partition(' (')[0]} set out to {placed['wanted_direction']} it"


def change_as_wanted(verdict: Row, placed: Row) -> str | None:
    """Return what a change is by the direction of a card; None where it has none or no change is sure.

    ``verdict`` has the card's ``verdict``, and ``change_direction``.
    """
    if placed["wanted_direction"] is None:
        return None
    if verdict["verdict"] in REAL:
        return f"{wanted(placed)}: that is {REAL[verdict['verdict']]}."
    if verdict["verdict"] == "changed_direction":
        is_better = verdict["change_direction"] == WAYS[placed["wanted_direction"]]
        return f"{wanted(placed)}: since then that is {'an improvement' if is_better else 'a worsening'}."
    return None


def turn_as_wanted(judgement: Row, placed: Row) -> str | None:
    """Return what became of a baseline by the direction of a card; None where it has none or makes no difference.

    ``judgement`` has the card's ``forecast_verdict``.
    """
    if placed["wanted_direction"] is None or judgement["forecast_verdict"] not in OUTCOMES:
        return None
    way = {"reduce": "reduced", "increase": "increased"}[placed["wanted_direction"]]
    return f"As it is to be {way} here, that is {OUTCOMES[judgement['forecast_verdict']]}."
