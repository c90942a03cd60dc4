"""Beside others: neighbours, ranks and the gap in people."""

from typing import Any

from oba.language.figures import cell, figure, unit_name
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

    Those that would be written alike are told in one decimal place more.

    ``row`` is one of ``int_measure_neighbour``.
    """
    known = {way: row[column] for column, way in AVERAGES.items() if row[column] is not None}
    for places in (row["decimal_places"], row["decimal_places"] + 1):
        written = {way: cell(average, row["unit"], places) for way, average in known.items()}
        if len({*written.values()}) == len({*known.values()}):
            break
    averages = ", ".join(f"{average} {way}" for way, average in written.items())
    return f"Whether it is above or below its statistical neighbours depends on how they are averaged: {averages}."


def as_rate(row: Row) -> str:
    """Return the rate of what a measure counts, with England's where there is one.

    ``row`` is one of ``fct_measure_comparison`` with ``unit`` and ``decimal_places``.
    """
    unit, places = row["unit"], row["decimal_places"]
    england = "" if row["england_value"] is None else f"; England {cell(row['england_value'], unit, places)}"
    return f"As a rate: {figure(row['value'], unit, places)}{england}"


def is_ranked(row: Row) -> bool:
    """Tell whether an authority has a rank among enough others; of a row of ``fct_measure_comparison``."""
    return bool(row["authority_rank"] and row["ranked_of"] >= FEWEST_RANKED)


def is_rank_told(row: Row) -> bool:
    """Tell whether a rank says something: chance could have given it half of all ranks at most, and that is known."""
    return (
        is_ranked(row) and row["rank_low"] is not None and 2 * (row["rank_high"] - row["rank_low"]) <= row["ranked_of"]
    )


def rank(row: Row, is_short: bool = False) -> str | None:
    """Return an authority's rank with the ranks that chance alone could have given it, or that it cannot be told.

    Args:
        row: one of ``scorecard_wide`` or ``fct_measure_comparison``, with ``authority_rank``, ``rank_low``,
            ``rank_high``, ``ranked_of`` and ``polarity``.
        is_short: whether there is little room; a rank that cannot be told is then left out.

    Returns:
        None also where too few authorities have a figure.
    """
    if not is_ranked(row) or (is_short and not is_rank_told(row)):
        return None
    if row["rank_low"] is None:
        return "Its rank cannot be told: how far chance could move it is not known."
    low, high, of = ordinal(row["rank_low"]), ordinal(row["rank_high"]), row["ranked_of"]
    if not is_rank_told(row):
        return f"Its rank cannot be told: anywhere from {low} to {high} of {of}."
    place, no_way_is_better = ordinal(row["authority_rank"]), row["polarity"] == "no_judgement"
    if is_short:
        return f"{place} {'highest' if no_way_is_better else 'best'} of {of} (could be {low} to {high})."
    first = "the highest figure" if no_way_is_better else "the best"
    return f"{place} of {of} authorities, where 1st is {first}; plausibly {low} to {high}."


def gap(row: Row) -> str | None:
    """Return the distance to England as a number of people, with its range; None where it cannot be known.

    ``row`` has ``counted_unit`` where it is known what its numerator counts.
    """
    if row["gap_to_england"] is None:
        return None
    ends = (row["gap_to_england_low"], row["gap_to_england_high"])
    told = _more_or_fewer(row["gap_to_england"], ends, "at England's rate", row.get("counted_unit"))
    return f"In numbers, not points: about {told}."


def gap_to_neighbours(compared: Row) -> str | None:
    """Return the distance to the middle one of the neighbours in people, with its range; None where it is not known.

    None also where another average of them lies on the other side: then no side can be told.

    ``compared`` is a row of ``fct_measure_comparison``.
    """
    gap = compared["gap_to_neighbours"]
    if gap is None or compared["is_decided_by_average"]:
        return None
    ends = (compared["gap_to_neighbours_low"], compared["gap_to_neighbours_high"])
    there = "at the rate of its statistical neighbours"
    return f"About {_more_or_fewer(gap, ends, there, compared.get('counted_unit'))}."


def _more_or_fewer(gap: float, ends: tuple[float | None, float | None], there: str, counted: str | None) -> str:
    """Return a gap in people with its range: 12 more children than there (between 3 fewer and 27 more)."""
    size = number(abs(gap), 0)
    who = f" {unit_name(counted)}" if counted else ""
    words = f"the same as {there}" if size == "0" else f"{_side(gap)}{who} than {there}"
    return words if None in ends else f"{words} (between {' and '.join(map(_side, ends))})"


def _side(gap: Any) -> str:
    """Return a gap as it is written, by the sign that is left of it: 12 more, 3 fewer, 0 more."""
    written = number(gap, 0)
    return f"{written.lstrip('-')} {'fewer' if written.startswith('-') else 'more'}"
