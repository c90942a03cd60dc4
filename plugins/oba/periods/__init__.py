"""Periods: what a figure is about in time, and the order of the releases that publish it.

A period is a last day and a length. ``period`` has the type, its steps and what it is called; ``published`` reads the
forms in which releases publish one, of a month or longer: the type has a day, but no feed comes by the day;
``releases`` orders releases by name. README.md has the way of a published text, and every place that a new kind of
period touches.
"""

from oba.periods.period import (
    CADENCES,
    PERIOD_KINDS,
    YEAR,
    Cadence,
    Period,
    Timing,
    day_in_words,
    months_of_kind,
    moved,
)
from oba.periods.published import FAMILIES, Family, UnknownPeriod, day_and_month
from oba.periods.releases import release_order

__all__ = [
    "CADENCES",
    "FAMILIES",
    "PERIOD_KINDS",
    "YEAR",
    "Cadence",
    "Family",
    "Period",
    "Timing",
    "UnknownPeriod",
    "day_and_month",
    "day_in_words",
    "months_of_kind",
    "moved",
    "release_order",
]
