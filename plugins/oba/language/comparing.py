"""Beside others: neighbours, ranks and the gap in people."""

from typing import Any

from oba.language.figures import cell, figure
from oba.language.numbers import number, ordinal

Row = dict[str, Any]

AVERAGES = {
    "neighbours_mean": "by the mean",
    "neighbours_median": "by the median",
    "neighbours_pooled": "taken together",
}
FEWEST_RANKED = 4  # authorities; below that a rank says nothing


def neighbours_warning(row: Row) -> str:
    """Return that the averages of the neighbours disagree on which side of them a figure is, with each of them.

    ``row`` is one of ``int_measure_neighbour``.
    """
    averages = ", ".join(
        f"{number(row[column], row['decimal_places'] + 1)} {way}"
        for column, way in AVERAGES.items()
        if row[column] is not None
    )
    return f"Whether it is above or below its statistical neighbours depends on how they are averaged: {averages}."


def as_rate(row: Row) -> str:
    """Return the rate of what a measure counts, with England's where there is one.

    ``row`` is one of ``fct_measure_comparison`` with ``unit`` and ``decimal_places``.
    """
    unit, places = row["unit"], row["decimal_places"]
    england = "" if row["england_value"] is None else f"; England {cell(row['england_value'], unit, places)}"
    return f"As a rate: {figure(row['value'], unit, places)}{england}"


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
