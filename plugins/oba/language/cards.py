"""What a scorecard says of a measure in one row: its people, its interval, others beside it, what to be careful about.

Also its actions, and how many more measures or reasons are folded away.
"""

from typing import Any, Protocol

from oba.language.cohorts import COHORT_MEASURES, EFFECTS, cohort_share, effect_of_all
from oba.language.comparing import rank
from oba.language.curve_pages import last_shown
from oba.language.figures import ON_ONE_SCALE, cell, figure
from oba.language.labels import BESIDE, CARD_KINDS, CARD_SUBJECTS
from oba.language.numbers import number
from oba.language.returns import cohort_return

Row = dict[str, Any]


class OfMeasure(Protocol):
    """What is read of a measure, such as a measure of a card."""

    @property
    def newest(self) -> Row:
        """Its newest row of scorecard_wide."""

    @property
    def history(self) -> list[Row]:
        """Its rows of scorecard_wide, oldest first."""

    @property
    def rate(self) -> Row | None:
        """Of a count, its rate: a row of fct_measure_comparison with its unit."""

    @property
    def notes(self) -> list[Row]:
        """What does not fit of its figures."""


def card_heading(scorecard: Row) -> str:
    """Return what cards like one are about, as a heading over them; of a row of ``dim_scorecard``."""
    if scorecard["scorecard_kind"] == "programme":
        return CARD_KINDS["programme"]
    return CARD_SUBJECTS[scorecard.get("card_subject", "children")]


def people(row: Row) -> str | None:
    """Return the people that a figure is made of: 234 of 1,645, or 1,498 of 176,239 children; None where not known.

    ``row`` is one of ``scorecard_wide``.
    """
    part, whole = row["numerator"], row["denominator"]
    if row["value"] is None or part is None or not whole or row["unit"] not in ("percent", "per_10000"):
        return None
    places = 0 if part == int(part) and whole == int(whole) else 1
    among = " children" if row["unit"] == "per_10000" else ""
    here = ", worked out here" if row["value_origin"] == "worked_out" else ""
    return f"{number(part, places)} of {number(whole, places)}{among}{here}"


def chance(row: Row) -> str | None:
    """Return how far chance alone could have moved a figure, of a row of ``scorecard_wide``; None where not known."""
    if row["value"] is None or row["interval_low"] is None:
        return None
    unit, places = row["unit"], row["decimal_places"]
    low, high = (cell(row[end], unit, places) for end in ("interval_low", "interval_high"))
    return f"could be {low} to {high}"


def beside_others(measure: OfMeasure, is_short: bool = False) -> list[str]:
    """Return how a measure stands beside England, like places and all authorities: a few words each.

    Where there is little room, like places are left out.

    A count is compared by its rate; one without a rate is not compared.
    """
    newest, rate = measure.newest, measure.rate
    if newest["unit"] in ON_ONE_SCALE:
        neighbours = None if is_short else beside_neighbours(newest)
        return [words for words in (beside_england(newest), neighbours, rank(newest, is_short=True)) if words]
    if rate is None:
        return []
    as_rate = f"Rate: {figure(rate['value'], rate['unit'], rate['decimal_places'])}."
    return [words for words in (as_rate, beside_england(rate), rank(rate, is_short=True)) if words]


def beside_england(row: Row) -> str | None:
    """Return on which side of England's figure one is, or None where England has none.

    ``row`` is one of ``scorecard_wide``, or of ``fct_measure_comparison`` with its unit.
    """
    if row["england_value"] is None or row["value"] is None:
        return None
    england = cell(row["england_value"], row["unit"], row["decimal_places"])
    side = row["judged_against_england"] or row["against_england"]
    if side is None:
        return f"England: {england}; how it compares cannot be told."
    return f"{BESIDE[side][0]} {'to' if side == 'similar' else 'than'} England ({england}){how_judged(row)}."


def how_judged(row: Row) -> str:
    """Return by what a figure without a likely range is held against England's, to follow that; else nothing.

    ``row`` is one of ``scorecard_wide``, or a rate of a count, whose range is always known.
    """
    return ", by its usual ups and downs" if row.get("interval_low", 0) is None else ""


def beside_neighbours(row: Row) -> str | None:
    """Return the middle figure of the statistical neighbours, and if it hangs on their average; None without one."""
    if not row["neighbours_with_value"] or row["neighbours_median"] is None:
        return None
    middle = cell(row["neighbours_median"], row["unit"], row["decimal_places"])
    if row["neighbours_warning"]:
        return f"Statistical neighbours: {middle} in the middle, but another average lies on the other side."
    return f"Statistical neighbours: {middle}."


def cautions(measure: OfMeasure, has_ended: bool = False) -> list[str]:
    """Return what a reader of the newest figure must know before repeating it.

    ``has_ended`` tells of a council of the past: others have later figures than its last one, of course.
    """
    newest = measure.newest
    said = []
    if has_ended and (shown := last_shown(measure.history)):
        said.append(shown)
    if newest["is_doubted"]:
        said.append(f"This figure is in doubt: {newest['doubt_reason'].rstrip('.')}.")
    if newest["is_shock"]:
        said.append("It was an unusual time.")
    if any(note["period_end_date"] == newest["period_end_date"] for note in measure.notes):
        said.append("The sources do not agree on this figure.")
    if newest["is_behind_newest_period"] and not has_ended:
        said.append("Other places have a later figure.")
    return said


def cohort_in_brief(better_off: list[Row], by_offer: list[Row], returned: list[Row]) -> list[str]:
    """Return in three sentences who is better off, whether it would have happened anyway, and what it returned.

    Args:
        better_off: rows of ``fct_cohort_measure`` of that quadrant, in order.
        by_offer: rows of ``fct_cohort_effect`` of those offered beside those not; empty where nobody is compared.
        returned: rows of ``fct_cohort_return``; the first is told.
    """
    said = [f"{COHORT_MEASURES[row['cohort_measure']]}: {cohort_share(row)}." for row in better_off[:1]]
    said.append(effect_of_all(by_offer) if by_offer else f"{EFFECTS['nobody_to_compare'][0]}, so we cannot tell why.")
    return said + [f"For each pound: {cohort_return(row)}." for row in returned[:1]]
