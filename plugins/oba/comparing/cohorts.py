"""The comparisons of all cohorts of all councils: one frame for each mart that holds them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args
from zlib import crc32

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from oba.comparing.balance import balance
from oba.comparing.design import design
from oba.comparing.effect import RULES, Rules, compare
from oba.comparing.returns import METHOD, returns, sensitivity
from oba.comparing.survival import survival_curve
from oba.comparing.weighting import weigh
from oba.typed import Columns
from oba.vocabulary import CohortComparison, CohortGroup, Polarity

PLACE = ["cohort", "council"]
ATTENDED = "offered_attended"
NOT_OFFERED = "not_offered"
ALWAYS = "index_date"  # what else changed from year to year is allowed for, whatever a cohort names
GROUPS: dict[str, tuple[str, ...]] = {
    **{group: (group,) for group in get_args(CohortGroup)},
    "offered": tuple(group for group in get_args(CohortGroup) if group != NOT_OFFERED),
    "all": get_args(CohortGroup),
}

_NUMBER = float | None
EFFECT_COLUMNS: Columns = {
    "cohort": str,
    "council": str,
    "outcome": str,
    "comparison": str,
    "is_days": bool,
    "method": str | None,
    "value_with": _NUMBER,
    "value_without": _NUMBER,
    "difference": _NUMBER,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "p_value": _NUMBER,
    "p_value_adjusted": _NUMBER,
    "outcomes_tested": int,
    "plain_with": _NUMBER,
    "plain_without": _NUMBER,
    "plain_difference": _NUMBER,
    "families_with": int,
    "families_without": int,
    "children_with": int,
    "children_without": int,
    "children_unobserved": int,
    "effective_with": _NUMBER,
    "effective_without": _NUMBER,
    "detectable_difference": _NUMBER,
    "e_value": _NUMBER,
    "e_value_of_bound": _NUMBER,
    "effect_verdict": str,
    "verdict_reason": str | None,
}
BALANCE_COLUMNS: Columns = {
    "cohort": str,
    "council": str,
    "comparison": str,
    "covariate": str,
    "covariate_level": str,
    "children_with": int,
    "children_without": int,
    "mean_with": _NUMBER,
    "mean_without": _NUMBER,
    "difference_before": _NUMBER,
    "difference_after": _NUMBER,
}
SURVIVAL_COLUMNS: Columns = {
    "cohort": str,
    "council": str,
    "cohort_group": str,
    "survival_event": str,
    "months": int,
    "share_pct": float,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "at_risk": int,
    "events": int,
    "children": int,
    "families": int,
}
RETURN_COLUMNS: Columns = {
    "cohort": str,
    "council": str,
    "checkpoint": str,
    "deadweight_kind": str,
    "deadweight_pct": _NUMBER,
    "deadweight_lower": _NUMBER,
    "deadweight_upper": _NUMBER,
    "families": int,
    "families_compared": int | None,
    "conferences": int,
    "cost_pounds": float,
    "benefit_pounds": float,
    "return_ratio": _NUMBER,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "price_year": int | None,
    "return_method": str,
}
SENSITIVITY_COLUMNS: Columns = {
    "cohort": str,
    "council": str,
    "checkpoint": str,
    "parameter": str,
    "of_status": str,
    "bound": str,
    "parameter_value": float,
    "return_ratio": _NUMBER,
}
# Columns in the unit of the outcome, which is a share where it is no days.
IN_UNIT = (
    "value_with",
    "value_without",
    "difference",
    "lower",
    "upper",
    "detectable_difference",
    "plain_with",
    "plain_without",
    "plain_difference",
)


def effects(
    children: pd.DataFrame, outcomes: pd.DataFrame, covariates: pd.DataFrame, cohorts: pd.DataFrame, told: pd.DataFrame
) -> pd.DataFrame:
    """Return what is said of each outcome of each cohort, by offer and by attendance.

    Args:
        children: counted children of cohorts: ``cohort``, ``council``, ``case_key``, ``child_key``, ``cluster_key``,
            ``cohort_group`` and the covariates.
        outcomes: ``cohort``, ``council``, ``case_key``, ``child_key``, ``outcome``, ``outcome_value`` (missing where
            not observed).
        covariates: ``cohort``, ``covariate``, ``covariate_number``: what a cohort allows for.
        cohorts: ``cohort``, ``families_at_least`` in each arm.
        told: of each ``outcome`` its ``outcome_form`` and ``polarity``.

    Returns:
        A frame of ``EFFECT_COLUMNS``: every outcome of every cohort that has children, and both comparisons; values in
        per cent or days.
    """
    named = _by_cohort(covariates)
    least = dict(zip(cohorts["cohort"], cohorts["families_at_least"], strict=True))
    values = dict(iter(outcomes.groupby([*PLACE, "outcome"], observed=True)))
    rows: list[dict[str, Any]] = []
    for (cohort, council), of_cohort in children.groupby(PLACE, observed=True):
        rules = _rules(least.get(cohort))
        for comparison, armed in _comparisons(of_cohort):
            found = [
                _effect(
                    armed,
                    values.get((cohort, council, outcome["outcome"])),
                    named.get(cohort, (ALWAYS,)),
                    outcome,
                    rules,
                )
                for outcome in told.to_dict("records")
            ]
            place = {"cohort": cohort, "council": council, "comparison": comparison}
            rows += [place | row for row in _adjusted(found)]
    return pd.DataFrame(rows, columns=[*EFFECT_COLUMNS])


def balances(children: pd.DataFrame, covariates: pd.DataFrame) -> pd.DataFrame:
    """Return how alike the arms of each cohort are, as a frame of ``BALANCE_COLUMNS``; arguments as for ``effects``."""
    named = _by_cohort(covariates)
    rows = [
        {"cohort": cohort, "council": council, "comparison": comparison} | row
        for (cohort, council), of_cohort in children.groupby(PLACE, observed=True)
        for comparison, armed in _comparisons(of_cohort)
        for row in balance(armed, named.get(cohort, (ALWAYS,)))
    ]
    return pd.DataFrame(rows, columns=[*BALANCE_COLUMNS])


def survivals(durations: pd.DataFrame) -> pd.DataFrame:
    """Return the curves of each cohort, group and event.

    Args:
        durations: ``cohort``, ``council``, ``cohort_group``, ``survival_event``, ``survival_days``, ``is_event``,
            ``cluster_key``.

    Returns:
        A frame of ``SURVIVAL_COLUMNS``.
    """
    rows = [
        {"cohort": cohort, "council": council, "cohort_group": group, "survival_event": event} | row
        for (cohort, council, event), of_event in durations.groupby([*PLACE, "survival_event"], observed=True)
        for group, members in GROUPS.items()
        for row in survival_curve(of_event[of_event["cohort_group"].isin(members)])
    ]
    return pd.DataFrame(rows, columns=[*SURVIVAL_COLUMNS])


def cohort_returns(
    benefits: pd.DataFrame,
    children: pd.DataFrame,
    covariates: pd.DataFrame,
    cohorts: pd.DataFrame,
    deadweight: Mapping[str, float],
) -> pd.DataFrame:
    """Return what was saved for each pound in each cohort and at each checkpoint.

    Args:
        benefits: families: ``cohort``, ``council``, ``case_key``, ``cluster_key``, ``cohort_group``, ``checkpoint``,
            ``children``, ``conferences_held``, ``cost_pounds``, ``benefit_pounds`` (either missing where not known),
            ``price_year``.
        children: as for ``effects``.
        covariates: as for ``effects``.
        cohorts: as for ``effects``.
        deadweight: percent by kind.

    Returns:
        A frame of ``RETURN_COLUMNS``.
    """
    named = _by_cohort(covariates)
    least = dict(zip(cohorts["cohort"], cohorts["families_at_least"], strict=True))
    chances = {
        (cohort, council): _chances(of_cohort, named.get(cohort, (ALWAYS,)))
        for (cohort, council), of_cohort in children.groupby(PLACE, observed=True)
    }
    rows: list[dict[str, Any]] = []
    for (cohort, council, checkpoint), families in _with_benefit(benefits):
        odds, left_open = chances.get((cohort, council), (pd.Series(dtype=float), 0.0))
        families = families.assign(
            odds=families["case_key"].map(odds).astype(float), conferences=families["conferences_held"].fillna(0)
        )
        years = families["price_year"].dropna().unique()
        place = {"cohort": cohort, "council": council, "checkpoint": checkpoint, "return_method": METHOD}
        place["price_year"] = int(years[0]) if len(years) == 1 and families["price_year"].notna().all() else None
        seed = crc32(f"{cohort} {council} {checkpoint}".encode())
        rows += [place | row for row in returns(families, deadweight, left_open, seed, _rules(least.get(cohort)))]
    return pd.DataFrame(rows, columns=[*RETURN_COLUMNS])


def sensitivities(
    benefits: pd.DataFrame, steps: pd.DataFrame, parameters: pd.DataFrame, weeks: float, deadweight: float
) -> pd.DataFrame:
    """Return how far each return moves with one parameter.

    Args:
        benefits: as for ``cohort_returns``.
        steps: ``cohort``, ``council``, ``checkpoint`` and what ``sensitivity`` asks for.
        parameters: as for ``sensitivity``.
        weeks: for which a saving counts.
        deadweight: percent, of the kind medium.

    Returns:
        A frame of ``SENSITIVITY_COLUMNS``.
    """
    by_place = dict(iter(steps.groupby([*PLACE, "checkpoint"], observed=True)))
    rows: list[dict[str, Any]] = []
    for place, families in _with_benefit(benefits):
        held = families[families["is_attended"]].assign(conferences=lambda frame: frame["conferences_held"].fillna(0))
        if place not in by_place or held.empty:
            continue
        of_place = by_place[place].sort_values(["entry_status", "cohort_status"], kind="stable")
        found = sensitivity(of_place, held, parameters, weeks, deadweight)
        rows += [dict(zip([*PLACE, "checkpoint"], place, strict=True)) | row for row in found]
    return pd.DataFrame(rows, columns=[*SENSITIVITY_COLUMNS])


def _by_cohort(covariates: pd.DataFrame) -> dict[Any, tuple[str, ...]]:
    ordered = covariates.sort_values("covariate_number", kind="stable")
    named = {cohort: tuple(of_cohort["covariate"]) for cohort, of_cohort in ordered.groupby("cohort", observed=True)}
    return {cohort: (*names, ALWAYS) for cohort, names in named.items()}


def _rules(families: int | None) -> Rules:
    """Return the rules with the fewest families that a cohort names, which may raise the general ones only."""
    return RULES if families is None else replace(RULES, families=max(int(families), RULES.families))


def _comparisons(of_cohort: pd.DataFrame) -> Iterable[tuple[CohortComparison, pd.DataFrame]]:
    of_cohort = of_cohort.sort_values(["case_key", "child_key"], kind="stable")
    yield "by_offer", of_cohort.assign(is_with=(of_cohort["cohort_group"] != NOT_OFFERED))
    yield "by_attendance", of_cohort.assign(is_with=(of_cohort["cohort_group"] == ATTENDED))


def _effect(
    armed: pd.DataFrame,
    values: pd.DataFrame | None,
    covariates: tuple[str, ...],
    outcome: Mapping[str, Any],
    rules: Rules,
) -> dict[str, Any]:
    polarity: Polarity = outcome["polarity"]
    is_days = outcome["outcome_form"] == "days_within"
    key = ["case_key", "child_key"]
    if values is None:
        joined = armed.assign(value=np.nan)
    else:
        joined = armed.merge(values[[*key, "outcome_value"]].rename(columns={"outcome_value": "value"}), "left", key)
    found = compare(joined, covariates, polarity, rules)
    if not is_days:
        found |= {name: 100 * found[name] for name in IN_UNIT if found[name] is not None}
    return {"outcome": outcome["outcome"], "is_days": is_days} | found


def _adjusted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of one comparison with the chance of each difference, allowing for how many there are."""
    tested = [row for row in rows if row["p_value"] is not None]
    adjusted = multipletests([row["p_value"] for row in tested], method="holm")[1] if tested else []
    for row in rows:
        row |= {"outcomes_tested": len(tested), "p_value_adjusted": None}
    for row, value in zip(tested, adjusted, strict=True):
        row["p_value_adjusted"] = float(value)
    return rows


def _chances(of_cohort: pd.DataFrame, covariates: tuple[str, ...]) -> tuple[pd.Series, float]:
    """Return the odds of an offer of each case, the mean of its children, and how much the covariates leave open."""
    _, armed = next(iter(_comparisons(of_cohort)))
    is_with = armed["is_with"].to_numpy(dtype=bool)
    if is_with.all() or not is_with.any():
        return pd.Series(dtype=float), 0.0
    weights = weigh(is_with, design(armed, covariates).model)
    return pd.Series(weights.odds, armed.index).groupby(armed["case_key"]).mean(), weights.left_open


def _with_benefit(benefits: pd.DataFrame) -> Iterable[tuple[Any, pd.DataFrame]]:
    is_known = benefits["benefit_pounds"].notna() & benefits["cost_pounds"].notna()
    known = benefits[is_known].sort_values("case_key", kind="stable")
    known = known.assign(is_offered=known["cohort_group"] != NOT_OFFERED, is_attended=known["cohort_group"] == ATTENDED)
    return iter(known.groupby([*PLACE, "checkpoint"], observed=True))
