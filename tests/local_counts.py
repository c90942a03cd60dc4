"""Counts of a made-up council as its restricted warehouse would give them, drawn by chance from a seed."""

from datetime import date, timedelta

import numpy as np

from oba.local_mi.figures import ALL, OTHER, Cell, Council, LocalFigures, ended_periods
from oba.local_mi.releasing import Counted
from oba.periods import moved

COUNTED_OF = {"re_referrals": ("referrals", 0.22), "training_attended": ("training_places", 0.8)} | {
    "plans_agreed": ("held", 0.85),
    "families_answered": ("held", 0.7),
    "families_satisfied": ("families_answered", 0.8),
    "survey_answered": ("survey_sent", 0.6),
    "survey_agreed": ("survey_answered", 0.7),
}
MONTHLY = {  # of a council of a few hundred children
    "contacts": 90,
    "referrals": 42,
    "assessments_begun": 36,
    "child_in_need_plans_begun": 14,
    "child_protection_plans_begun": 7,
    "steps_down": 8,
    "steps_up": 6,
    "closures": 30,
    "re_openings": 9,
    "child_protection_plans_ended": 6,
    "offered": 9,
    "accepted": 6,
    "declined": 2,
    "held": 5,
    "reviews_held": 3,
    "training_places": 12,
    "survey_sent": 40,
}
STOCKS = {
    "looked_after": 96,
    "on_child_protection_plan": 61,
    "on_child_in_need_plan": 88,
    "in_need_without_plan": 120,
    "early_help": 75,
    "in_pre_proceedings": 7,
}
LATE = 0.04  # of the events of the newest month, those that are typed in later


def counted(figures: LocalFigures, council: Council, days: list[date], seed: int = 11) -> dict[date, Counted]:
    """Return the counts as known on each day; the newest month grows by what comes late."""
    return {day: _as_known_on(figures, council, day, seed) for day in days}


def _as_known_on(figures: LocalFigures, council: Council, day: date, seed: int) -> Counted:
    number: dict[Cell, int] = {}
    lengths: dict[Cell, float] = {}
    months = ended_periods(council, "monthly", day)
    for file in figures.files:
        members = (*council.cuts[file.cut], OTHER) if file.cut else (ALL,)
        for at, month in enumerate(months):
            # One source of chance a file and month: the same month is drawn alike as known on every day.
            chance = np.random.default_rng([seed, sum(map(ord, file.figures_file)), month.toordinal()])
            late = chance.random() * 0.01 + (LATE if at == len(months) - 1 else 0)
            for member in members:
                drawn = _month(file, len(members), at, chance, late)
                for name, count in drawn.items():
                    _add(number, file, name, month, member, count)
        for figure in file.figures:
            if figure.duration is not None:
                for cell, cases in list(number.items()):
                    if cell.figure == figure.duration.cases and cases:
                        lengths[Cell(cell.figures_file, figure.figure, cell.cadence, cell.period_end)] = 180 + cases
    return Counted(number, lengths)


def _month(file, members: int, at: int, chance: np.random.Generator, late: float) -> dict[str, int]:
    names = [figure.figure for figure in file.figures]
    found: dict[str, int] = {}
    for name in names:
        if name in MONTHLY:
            found[name] = int(chance.poisson(MONTHLY[name] / members * (1 - 0.008 * at) * (1 - late)))
        elif name in STOCKS:
            found[name] = max(int(chance.normal(STOCKS[name] * (1 - 0.006 * at), 2)), 0)
    for name in names:
        if name in COUNTED_OF:
            of, share = COUNTED_OF[name]
            found[name] = int(chance.binomial(found[of], share))
    return found


def _add(number: dict[Cell, int], file, name: str, month: date, member: str, count: int) -> None:
    quarter = moved(month, -month.month % 3)
    ends_quarter = month.month % 3 == 0
    adds = file.figure(name).adds_over_time
    for cadence, period_end in (("monthly", month), ("quarterly", quarter)):
        if cadence not in file.cadences or (cadence == "quarterly" and not adds and not ends_quarter):
            continue
        for whom in {member, ALL}:
            cell = Cell(file.figures_file, name, cadence, period_end, whom)
            number[cell] = number.get(cell, 0) + count


def ends_of_months(first: date, months: int) -> list[date]:
    """Return days on which extracts were taken: the tenth after each month's end."""
    last = moved(first - timedelta(days=1), 1)
    return [moved(last, number) + timedelta(days=10) for number in range(months)]
