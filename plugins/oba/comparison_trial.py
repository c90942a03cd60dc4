"""The estimator tried on made-up councils, each child of which has both answers: how often it is right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from oba.comparing import compare
from oba.documents import table_line
from oba.made_up.cohort import letter_cohort
from oba.made_up.council import Council
from oba.made_up.parameters import read_parameters

PART = "comparison-trial"  # of docs/comparison-groups.md
FAMILIES = 300  # with a letter, of one run: some years of a large council
LAST = date(2026, 6, 30)
# Many letters out of few families, so that a run is drawn in milliseconds.
DRAWN = {
    "referrals.families_a_year": 6000,
    "cases.plan": 0.4,
    "pre_proceedings.share": 1.0,
    "warm_up_years": 1,
    "chunk_families": 20_000,
}
NEEDIER = {"conferences.offer": "needier_first", "pre_proceedings.need_hidden": 0.0}
NONE = {"conferences.effect": "none"}


@dataclass(frozen=True)
class Scenario:
    """What is planted in the councils that the estimator is tried on."""

    words: str
    changes: dict[str, Any]
    families: int = FAMILIES


SCENARIOS = {
    "trial": Scenario("offered by lot, the trial's effect", {}),
    "harmful": Scenario("offered by lot, the trial's effect turned about", {"conferences.effect": "harmful"}),
    "none": Scenario("offered by lot, no effect", NONE),
    "needier_first": Scenario("the needier first, the trial's effect", NEEDIER),
    "needier_first_none": Scenario("the needier first, no effect", NEEDIER | NONE),
    "few": Scenario("offered by lot, no effect", NONE, 100),
    "few_needier_first": Scenario("the needier first, no effect", NEEDIER | NONE, 100),
    "hidden_tenth": Scenario("a tenth of the need in no record", NEEDIER | {"pre_proceedings.need_hidden": 0.1}),
    "hidden_need": Scenario("three tenths in no record", NEEDIER | {"pre_proceedings.need_hidden": 0.3}),
    "hidden_all": Scenario("all of it in no record", NEEDIER | {"pre_proceedings.need_hidden": 1.0}),
}
COVARIATES = (
    "age_at_index",
    "sex",
    "is_unborn",
    "entry_status",
    "days_looked_after_before_24_months",
    "plans_before",
    "referrals_before",
    "primary_need_code",
    "index_date",
)


@dataclass(frozen=True)
class Tried:
    """What came of some runs; in percentage points, or shares of the runs that were told."""

    runs: int
    told: int
    truth: float  # mean effect in the children compared
    plain: float
    attended: float  # plain difference of those whose conference was held and all others
    before_and_after: float  # share after twelve months less that on the day of the letter, of those offered
    estimate: float
    spread: float  # standard deviation of estimate less truth
    width: float
    covered: float
    claimed: float


def pieces(scenario: Scenario, definitions: Path, runs: int) -> Iterator[pd.DataFrame]:
    """Yield the observed children with a letter of so many councils, with both answers (``letter_cohort``)."""
    parameters, families = read_parameters(definitions).changed(DRAWN | scenario.changes), scenario.families
    seed = 0
    while runs:
        seed += 1
        found = letter_cohort(Council("E06999999", seed, parameters, 7, LAST))
        found = found[found["is_observed"]]
        family = pd.factorize(found["cluster_key"])[0]
        place = np.random.default_rng(seed).permutation(family.max() + 1)[family] // families
        for number in range(min((family.max() + 1) // families, runs)):
            runs -= 1
            yield found[place == number]


def tried(scenario: Scenario, definitions: Path, runs: int) -> Iterator[dict[str, Any]]:
    """Yield what the estimator says of each of some councils, beside the truth of its children."""
    for children in pieces(scenario, definitions, runs):
        found = compare(children.assign(is_with=children["is_offered"]), COVARIATES, "lower_is_better")
        by_attendance = children.groupby("is_attended")["value"].mean()
        offered = children[children["is_offered"]]
        yield found | {
            "truth": (children["value_1"] - children["value_0"]).mean(),
            "attended": by_attendance.get(True, np.nan) - by_attendance.get(False, np.nan),
            "before_and_after": offered["value"].mean() - (offered["entry_status"] == "looked_after").mean(),
        }


def summed(runs: Iterable[dict[str, Any]]) -> Tried:
    """Return what came of all runs; those without a difference count in ``runs`` alone."""
    rows = pd.DataFrame(list(runs))
    told = rows[rows["difference"].notna()].astype(dict.fromkeys(("difference", "lower", "upper"), float))
    covered = (told["lower"] <= told["truth"]) & (told["truth"] <= told["upper"])
    return Tried(
        len(rows),
        len(told),
        100 * told["truth"].mean(),
        100 * told["plain_difference"].astype(float).mean(),
        100 * told["attended"].mean(),
        100 * told["before_and_after"].mean(),
        100 * told["difference"].mean(),
        100 * (told["difference"] - told["truth"]).std(),
        100 * (told["upper"] - told["lower"]).mean(),
        covered.mean(),
        told["effect_verdict"].isin(["better", "worse"]).mean(),
    )


def trial_table(definitions: Path, runs: int) -> str:
    """Return the table of all scenarios, a line each, in Markdown."""
    header = ["planted", "families", "true", "before and after", "plain", "attended or not", "estimate"]
    header += ["interval", "holds", "claims"]
    lines = [table_line(header), table_line("---" for _ in header)]
    for scenario in SCENARIOS.values():
        found = summed(tried(scenario, definitions, runs))
        points = (found.truth, found.before_and_after, found.plain, found.attended, found.estimate)
        cells = [scenario.words, str(scenario.families), *(f"{point:+.1f}" for point in points), f"{found.width:.0f}"]
        lines.append(table_line([*cells, f"{found.covered:.1%}", f"{found.claimed:.1%}"]))
    return "\n".join(lines)
