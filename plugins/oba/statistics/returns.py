"""Intervals of returns: what a return could be otherwise, had other families of the same kind come."""

from zlib import crc32

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

DRAWS = 4_000
FEWEST = 5  # families; of fewer, drawing anew says next to nothing
RETURN_COLUMNS = {
    "cohort_id": str,
    "return_lower": float,
    "return_upper": float,
    "average_benefit_lower": float,
    "average_benefit_upper": float,
}


def return_intervals(families: pd.DataFrame, draws: int = DRAWS) -> pd.DataFrame:
    """Return the 95% interval of each cohort's return, by drawing its families anew with replacement.

    The return is that of the cohort, the families' benefits together by their costs together, and not the mean of their
    returns. The middle 95% of the draws (Efron's percentile interval) never leaves what families can give, and keeps to
    one side where a few of them save nearly everything. The draws depend on the cohort's name alone.

    Args:
        families: one row per family: ``cohort_id``, ``family_number``, ``benefit_pounds``, ``cost_pounds``.
        draws: how many times the families are drawn.

    Returns:
        ``cohort_id``, the bounds of pounds for each pound before anything is taken off, and those of the average
        benefit of a family in pounds; no row of a cohort of fewer than 5 families.
    """
    rows = []
    for cohort, of_cohort in families.sort_values("family_number").groupby("cohort_id", sort=True):
        if len(of_cohort) < FEWEST:
            continue
        benefit, cost = (of_cohort[name].to_numpy(dtype=float) for name in ("benefit_pounds", "cost_pounds"))
        ratio = _interval((benefit, cost), _ratio, str(cohort), draws)
        mean = _interval((benefit,), np.mean, str(cohort), draws)
        rows.append((cohort, *ratio, *mean))
    return pd.DataFrame(rows, columns=list(RETURN_COLUMNS))


def _ratio(benefit: np.ndarray, cost: np.ndarray, axis: int) -> np.ndarray:
    return benefit.sum(axis=axis) / cost.sum(axis=axis)


def _interval(samples: tuple[np.ndarray, ...], statistic: object, name: str, draws: int) -> tuple[float, float]:
    drawn = bootstrap(
        samples,
        statistic,
        paired=len(samples) > 1,
        n_resamples=draws,
        method="percentile",
        rng=np.random.default_rng(crc32(name.encode())),
    )
    return float(drawn.confidence_interval.low), float(drawn.confidence_interval.high)
