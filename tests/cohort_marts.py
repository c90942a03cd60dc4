"""Restricted marts of cohorts with children that nobody has, drawn from a seed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from oba.local_mi.cohorts import Cohort, Cohorts
from oba.local_mi.cohorts_out import Marts
from oba.local_mi.cohorts_out.files import OF_STATUS, STATUSES, WHATEVER, checkpoints_of
from oba.vocabulary import CohortGroup, SensitivityParameter, words

GROUPS = words(CohortGroup)
COLUMNS = {
    "case": "cohort case_key family index_date index_period_end_date cohort_group response is_held_in_time plan_agreed"
    " is_satisfied is_review_due is_review_in_time",
    "child": "cohort case_key child_key entry_status",
    "follow_up": "cohort case_key child_key checkpoint is_observed cohort_status",
    "family_follow_up": "cohort case_key checkpoint is_observed cohort_status step_since_entry",
    "outcome": "cohort case_key child_key outcome outcome_value is_observed",
    "benefit": "cohort case_key checkpoint benefit_pounds",
    "effect": "cohort comparison outcome effect_verdict",
    "balance": "cohort comparison covariate difference_before difference_after",
    "survival": "cohort cohort_group survival_event months",
    "return": "cohort checkpoint deadweight_kind conferences return_ratio",
    "sensitivity": "cohort checkpoint parameter of_status bound parameter_value return_ratio",
}


def marts_of(cohorts: Cohorts, families: Mapping[str, int], seed: int, days: int = 700) -> Marts:
    """Return marts in which each cohort has so many families, whose index days lie within so many days."""
    chance = np.random.default_rng(seed)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
    for cohort in cohorts.cohorts:
        for number in range(families.get(cohort.cohort, 0)):
            _family(rows, cohort, cohorts, f"f{number}", chance, days)
        if families.get(cohort.cohort):
            _estimates(rows, cohort, cohorts)
    return Marts(
        {name: pd.DataFrame(found, columns=None if found else COLUMNS[name].split()) for name, found in rows.items()}
    )


def _family(rows: dict, cohort: Cohort, cohorts: Cohorts, key: str, chance: np.random.Generator, days: int) -> None:
    on = cohort.first + timedelta(days=int(chance.integers(days)))
    end = date(on.year + (on.month > 3), 3, 31)
    group = GROUPS[0] if cohort.is_held else str(chance.choice(GROUPS, p=[0.35, 0.1, 0.1, 0.45]))
    held = group == "offered_attended"
    of = {"cohort": cohort.cohort, "case_key": f"{cohort.cohort}{key}"}
    rows["case"].append(
        {
            **of,
            "family": key,
            "index_date": on,
            "index_period_end_date": None if cohort.by == "whole" else end,
            "cohort_group": group,
            "response": None if group == "not_offered" else "declined" if group == "offered_declined" else "accepted",
            "is_held_in_time": bool(chance.random() < 0.7) if held else None,
            "plan_agreed": str(chance.choice(["yes", "partial", "no"])) if held else None,
            "is_satisfied": bool(chance.random() < 0.8) if held else None,
            "is_review_due": held or None,
            "is_review_in_time": bool(chance.random() < 0.5) if held else None,
        }
    )
    children = [f"{key}c{number}" for number in range(int(chance.integers(1, 4)))]
    weights = [0.25, 0.05, 0.2, 0.25, 0.05, 0.2]
    ways = {child: {p: str(chance.choice(STATUSES, p=weights)) for p in checkpoints_of(cohort)} for child in children}
    followed = chance.random() < 0.9
    for child in children:
        rows["child"].append({**of, "child_key": child, "entry_status": ways[child]["entry"]})
        for outcome in cohorts.outcomes:
            value = float(chance.random() < 0.35) * (chance.integers(5, 150) if outcome.form == "days_within" else 1)
            rows["outcome"].append(
                {**of, "child_key": child, "outcome": outcome.outcome, "outcome_value": value, "is_observed": followed}
            )
        for point, status in ways[child].items():
            seen = followed or point == "entry"
            rows["follow_up"].append(
                {**of, "child_key": child, "checkpoint": point, "is_observed": seen, "cohort_status": status}
            )
    for point in checkpoints_of(cohort):
        rank = {child: STATUSES.index(way[point]) for child, way in ways.items()}
        first = min(STATUSES.index(way["entry"]) for way in ways.values())
        now = min(rank.values())
        step = "unchanged" if now == first else "stepped_up" if now < first else "stepped_down"
        step = "closed" if STATUSES[now] == "closed" and now != first else step
        seen = followed or point == "entry"
        at = {**of, "checkpoint": point, "is_observed": seen}
        rows["family_follow_up"].append({**at, "cohort_status": STATUSES[now], "step_since_entry": step})
        rows["benefit"].append({**of, "checkpoint": point, "benefit_pounds": 5000.0 * max(0, now - first) * seen})


def _estimates(rows: dict, cohort: Cohort, cohorts: Cohorts) -> None:
    """Add estimates as the comparison writes them; the numbers stand for any."""
    case = {row["case_key"]: row for row in rows["case"] if row["cohort"] == cohort.cohort}
    observed = [row for row in rows["outcome"] if row["cohort"] == cohort.cohort and row["is_observed"]]
    for comparison in ("by_offer", "by_attendance") if cohort.compare else ():
        for outcome in cohorts.outcomes:
            arms: dict[bool, list] = {True: [], False: []}
            for row in observed:
                if row["outcome"] == outcome.outcome:
                    group = case[row["case_key"]]["cohort_group"]
                    arms[group != "not_offered" if comparison == "by_offer" else group == "offered_attended"].append(
                        row
                    )
            sizes = {
                f"{what}_{side}": len({row[column] for row in arms[has]})
                for has, side in ((True, "with"), (False, "without"))
                for what, column in (("families", "case_key"), ("children", "child_key"))
            }
            rows["effect"].append(
                {
                    "cohort": cohort.cohort,
                    "comparison": comparison,
                    "outcome": outcome.outcome,
                    "effect_verdict": "better" if min(sizes.values()) > 9 else "too_few_to_tell",
                    **dict.fromkeys(("value_with", "plain_with"), 34.4),
                    **dict.fromkeys(("value_without", "plain_without"), 45.6),
                    "difference": -11.2,
                    "lower": -20.4,
                    "upper": -2.0,
                    "plain_difference": -11.2,
                    "detectable_difference": 13.1,
                    "e_value": 1.96,
                    **sizes,
                }
            )
        for covariate in cohort.compare:
            rows["balance"].append(
                {
                    "cohort": cohort.cohort,
                    "comparison": comparison,
                    "covariate": covariate,
                    "difference_before": -0.34,
                    "difference_after": 0.02,
                }
            )
    for group in ("offered", "not_offered"):
        families = sum((row["cohort_group"] != "not_offered") == (group == "offered") for row in case.values())
        for month in range(25):
            events = round(2 * families * 0.02 * month)
            rows["survival"].append(
                {
                    "cohort": cohort.cohort,
                    "cohort_group": group,
                    "survival_event": "closed",
                    "months": month,
                    "share_pct": 100.0 - 2 * month,
                    "lower": None if month == 0 else 95.0 - 2 * month,
                    "upper": None if month == 0 else 100.0 - month,
                    "at_risk": 2 * families - events,
                    "events": events,
                    "children": 2 * families,
                    "families": families,
                }
            )
    for point in checkpoints_of(cohort)[1:]:
        for number, kind in enumerate(("low", "medium", "high", "estimated")):
            rows["return"].append(
                {
                    "cohort": cohort.cohort,
                    "checkpoint": point,
                    "deadweight_kind": kind,
                    "deadweight_pct": 15.0 * number,
                    "families": 1,
                    "conferences": 40,
                    "cost_pounds": 51_800.0,
                    "benefit_pounds": 204_321.0,
                    "return_ratio": (1 - 0.15 * number) * 204_321 / 51_800,
                    "lower": 2.0 - number,
                    "upper": 5.1,
                    "price_year": 2020,
                }
            )
        stands = 0.85 * 204_321 / 51_800
        for parameter in words(SensitivityParameter):
            for number, bound in enumerate(("low", "medium", "high")):
                value, ratio = {
                    "deadweight": (15.0 * number, stands * (1 - 0.15 * number) / 0.85),
                    "weeks": (26.0 * 2**number, stands * 2**number / 2),
                    "conference_cost": (1295 * (0.75 + number / 4), stands / (0.75 + number / 4)),
                }.get(parameter, (113.9, stands + number))
                rows["sensitivity"].append(
                    {
                        "cohort": cohort.cohort,
                        "checkpoint": point,
                        "parameter": parameter,
                        "of_status": "looked_after" if parameter == OF_STATUS else WHATEVER,
                        "bound": bound,
                        "parameter_value": value,
                        "return_ratio": ratio,
                    }
                )
