"""A council of few families, drawn so that cells are small everywhere, and cohorts that share them."""

from datetime import timedelta

import numpy as np

from cohort_faults.world import World, cohorts, d
from oba.local_mi.figures import Council

COUNCIL = Council(
    council="E06999911", slug="smallshire", name="Smallshire", old_code="998", region_code="E12000003",
    region_name="Yorkshire and The Humber", first=d("2020-04-01"),
)  # fmt: skip
FIRST, LAST, EARLIER_LAST = d("2021-04-01"), d("2024-03-31"), d("2024-03-10")


def families(number=90, seed=5) -> World:
    """Families with letters over three years, offers, care, closures; a few move away."""
    draw = np.random.default_rng(seed)
    world = World()
    for family in range(number):
        case, index = f"R{family:03d}", FIRST + timedelta(days=int(draw.integers(5, 1005)))
        is_offered, is_held, children = bool(draw.random() < 0.55), draw.random() < 0.7, int(draw.integers(1, 4))
        fate, when = draw.random(), int(draw.integers(20, 500))
        for child in world.family(
            case, index=index, children=children, offered=is_offered, held="usual" if is_held else None
        ):
            if fate < 0.3:
                world.care(child, index + timedelta(days=when), None)
            elif fate < 0.6 or fate > 0.96:
                closed = {
                    "closure_date": index + timedelta(days=when),
                    "closure_reason": "RC5" if fate > 0.96 else "RC7",
                }
                for record, changed in (
                    ("referral", closed),
                    ("child_protection_plan", {"end_date": closed["closure_date"]}),
                ):
                    for row in world.rows[record]:
                        if row["child_key"] == child:
                            row.update(changed)
    return world


def small_cohorts() -> list[dict]:
    """The same letters by financial year, by calendar year, as one whole and without the last weeks."""
    (letters,) = (one for one in cohorts(COUNCIL.council, **{"from": FIRST, "to": LAST}) if one["cohort"] == "letters")
    return [
        letters | {"cohort": "small_letters"},
        letters | {"cohort": "small_letters_calendar", "by": "calendar_year"},
        letters | {"cohort": "small_letters_whole", "by": "whole"},
        letters | {"cohort": "small_letters_shorter", "by": "whole", "to": EARLIER_LAST},
    ]
