"""What the offer changed in one outcome, with an interval, and what may be said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import WLS

from oba.comparing.design import design
from oba.comparing.weighting import Weights, weigh
from oba.vocabulary import EffectVerdict, NothingToldReason, Polarity

METHOD = "overlap_weighted_regression"


@dataclass(frozen=True)
class Rules:
    """When nothing is told: all in one place.

    Attributes:
        families: fewest families with and without.
        effective_families: fewest of each, as many as their weights are worth.
        left_open: least share of who was offered that the covariates leave open.
        detectable: largest difference, in standard deviations of the outcome, that a comparison may be too small to
            show.
        confidence: of intervals.
        power: with which ``detectable`` would be shown.
    """

    families: int = 20
    effective_families: float = 12.0
    left_open: float = 0.1
    detectable: float = 0.8
    confidence: float = 0.95
    power: float = 0.8


RULES = Rules()


def compare(
    children: pd.DataFrame, covariates: Sequence[str], polarity: Polarity, rules: Rules = RULES
) -> dict[str, Any]:
    """Return what the offer changed in an outcome, in the children who might have gone either way.

    The difference is the coefficient of the offer in a least-squares regression of the outcome on it and on the
    covariates, weighted by overlap (``weigh``): it is right if either the chance of an offer or the outcome depends on
    the covariates as modelled. Its covariance is clustered by family with each family left out once (CR3: Bell and
    McCaffrey, Survey Methodology 2002; MacKinnon, Nielsen and Webb, Journal of Econometrics 2023); t with as many
    degrees of freedom as families less one.

    Args:
        children: a row for each child: ``cluster_key``, ``is_with`` (has what is compared), ``value`` (0 or 1, or days;
            missing where not observed) and the covariates.
        covariates: columns that are allowed for.
        polarity: of the outcome.
        rules: when nothing is told.

    Returns:
        By name of ``EFFECT_COLUMNS`` (from ``families_with`` on), in the unit of ``value``; what was not worked out is
        None. ``effect_verdict`` is always there. Never raises for what the children are like.
    """
    observed = children[children["value"].notna()]
    found = _counted(children, observed)
    reason = _nothing_to_compare(found, rules)
    if reason is not None:
        return found | _said(None, reason)
    is_with = observed["is_with"].to_numpy(dtype=bool)
    value = observed["value"].to_numpy(dtype=float)
    family = pd.factorize(observed["cluster_key"])[0]
    found |= {"plain_with": value[is_with].mean(), "plain_without": value[~is_with].mean()}
    found["plain_difference"] = found["plain_with"] - found["plain_without"]
    if np.ptp(value) == 0:
        return found | _said(None, "same_outcome")
    model = design(observed, covariates).model
    weights = weigh(is_with, model)
    for name, arm in (("with", is_with), ("without", ~is_with)):
        found[f"effective_{name}"] = effective(weights.overlap[arm], family[arm])
    fewest = min(found["effective_with"], found["effective_without"])
    if weights.left_open < rules.left_open or fewest < rules.effective_families:
        return found | _said(None, "no_overlap")
    difference, error, without, clusters = _fitted(is_with, value, model, weights, family)
    found |= _interval(difference, error, without, clusters, rules)
    spread = float(value.std())
    is_shown = found["lower"] > 0 or found["upper"] < 0
    if not is_shown and found["detectable_difference"] > rules.detectable * spread:
        return found | _said(None, "too_wide")
    return found | _said(_verdict(difference, is_shown, polarity), None)


def effective(weights: np.ndarray, family: np.ndarray) -> float:
    """Return how many families of equal weight some children are worth: (sum of w)^2 / sum of w^2 (Kish 1965)."""
    of_family = np.bincount(family, weights)
    return float(of_family.sum() ** 2 / max((of_family**2).sum(), 1e-300))


def e_value(ratio: float | None) -> float | None:
    """Return how strong, as a ratio of risks with both the offer and the outcome, what explains a ratio away must be.

    E = r + sqrt(r (r - 1)) of the ratio or its inverse, whichever is above 1 (VanderWeele and Ding, Annals of Internal
    Medicine 2017); None where there is no ratio.
    """
    if ratio is None or not np.isfinite(ratio) or ratio <= 0:
        return None
    above = max(ratio, 1 / ratio)
    return float(above + np.sqrt(above * (above - 1)))


def _counted(children: pd.DataFrame, observed: pd.DataFrame) -> dict[str, Any]:
    arms = {"with": observed[observed["is_with"]], "without": observed[~observed["is_with"]]}
    empty = dict.fromkeys(ESTIMATED)
    found: dict[str, Any] = {f"families_{name}": arm["cluster_key"].nunique() for name, arm in arms.items()}
    found |= {f"children_{name}": len(arm) for name, arm in arms.items()}
    return found | {"children_unobserved": len(children) - len(observed)} | empty


def _nothing_to_compare(found: dict[str, Any], rules: Rules) -> NothingToldReason | None:
    if not found["children_with"] + found["children_without"]:
        return "none_observed"
    if not found["children_with"]:
        return "nobody_with"
    if not found["children_without"]:
        return "nobody_without"
    if min(found["families_with"], found["families_without"]) < rules.families:
        return "too_few_families"
    return None


def _fitted(
    is_with: np.ndarray, value: np.ndarray, model: np.ndarray, weights: Weights, family: np.ndarray
) -> tuple[float, float, float, int]:
    """Return difference, its standard error, the mean without, and how many families there are."""
    centred = model - np.average(model, axis=0, weights=weights.target)
    rows = np.column_stack([np.ones(len(value)), is_with, centred])
    fit = WLS(value, rows, weights=weights.overlap).fit(method="pinv")
    covariance = leave_one_out_covariance(fit.model.wexog, fit.wresid, fit.normalized_cov_params, family)
    return float(fit.params[1]), float(np.sqrt(covariance[1, 1])), float(fit.params[0]), int(family.max()) + 1


def leave_one_out_covariance(
    rows: np.ndarray, residuals: np.ndarray, bread: np.ndarray, family: np.ndarray
) -> np.ndarray:
    """Return the covariance of least squares with families as clusters, each left out once (CR3).

    Args:
        rows: of the model, after weighting.
        residuals: after weighting.
        bread: inverse of rows' rows.
        family: of each row, numbered from 0.
    """
    rows, residuals = rows[np.argsort(family, kind="stable")], residuals[np.argsort(family, kind="stable")]
    sizes = np.bincount(family)
    begins = np.cumsum(sizes) - sizes
    scores = np.empty((len(sizes), rows.shape[1]))
    for size in np.unique(sizes):  # families of one size at once
        families = np.flatnonzero(sizes == size)
        places = begins[families][:, None] + np.arange(size)
        own = rows[places]
        left = np.linalg.pinv(np.eye(size) - own @ bread @ own.transpose(0, 2, 1), hermitian=True)
        scores[families] = (own.transpose(0, 2, 1) @ (left @ residuals[places][..., None]))[..., 0]
    clusters = len(sizes)
    return bread @ (scores.T @ scores) @ bread * (clusters - 1) / clusters


def _interval(difference: float, error: float, without: float, clusters: int, rules: Rules) -> dict[str, Any]:
    degrees = clusters - 1
    reach = stats.t.ppf((1 + rules.confidence) / 2, degrees)
    lower, upper = difference - reach * error, difference + reach * error
    nearer = 0.0 if lower <= 0 <= upper else min(lower, upper, key=abs)
    return {
        "method": METHOD,
        "value_with": without + difference,
        "value_without": without,
        "difference": difference,
        "lower": lower,
        "upper": upper,
        "p_value": float(2 * stats.t.sf(abs(difference) / error, degrees)) if error > 0 else None,
        "detectable_difference": float((reach + stats.t.ppf(rules.power, degrees)) * error),
        "e_value": e_value((without + difference) / without) if without > 0 else None,
        "e_value_of_bound": e_value((without + nearer) / without) if without > 0 else None,
    }


def _verdict(difference: float, is_shown: bool, polarity: Polarity) -> EffectVerdict:
    if not is_shown:
        return "no_difference_shown"
    if polarity == "no_judgement":
        return "different"
    return "better" if (difference > 0) == (polarity == "higher_is_better") else "worse"


def _said(verdict: EffectVerdict | None, reason: NothingToldReason | None) -> dict[str, Any]:
    if verdict is None:
        verdict = "nobody_to_compare" if reason in NOBODY else "too_few_to_tell"
    return {"effect_verdict": verdict, "verdict_reason": reason}


NOBODY: tuple[NothingToldReason, ...] = ("none_observed", "nobody_with", "nobody_without", "no_overlap")
ESTIMATED = (
    "method",
    "value_with",
    "value_without",
    "difference",
    "lower",
    "upper",
    "p_value",
    "plain_with",
    "plain_without",
    "plain_difference",
    "effective_with",
    "effective_without",
    "detectable_difference",
    "e_value",
    "e_value_of_bound",
)
