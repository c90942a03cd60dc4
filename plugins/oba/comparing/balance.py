"""How alike those with and without an offer are, before weighting and after."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from oba.comparing.design import design
from oba.comparing.weighting import weigh


def balance(children: pd.DataFrame, covariates: Sequence[str]) -> list[dict[str, Any]]:
    """Return how far apart those with and without are, by covariate and level.

    The standardised difference is that of means over the root of the mean of both variances, as the children are
    (Austin, Statistics in Medicine 2009); after weighting over the same.

    Args:
        children: a row for each child: ``is_with`` and the covariates.
        covariates: columns that are allowed for.

    Returns:
        A row for each level, by the columns of ``fct_cohort_balance`` from ``covariate`` on.
    """
    is_with = children["is_with"].to_numpy(dtype=bool)
    found = design(children, covariates)
    both = bool(is_with.any() and (~is_with).any())
    weights = weigh(is_with, found.model).overlap if both else None
    return [
        {
            "covariate": covariate,
            "covariate_level": level,
            "children_with": int(is_with.sum()),
            "children_without": int((~is_with).sum()),
            **_difference(column, is_with, weights),
        }
        for (covariate, level), column in zip(found.levels, found.values.T, strict=True)
    ]


def _difference(column: np.ndarray, is_with: np.ndarray, weights: np.ndarray | None) -> dict[str, Any]:
    arms = [column[is_with], column[~is_with]]
    means = [float(arm.mean()) if len(arm) else None for arm in arms]
    found: dict[str, Any] = {"mean_with": means[0], "mean_without": means[1]}
    found |= {"difference_before": None, "difference_after": None}
    spread = float(np.sqrt(np.mean([arm.var() for arm in arms]))) if weights is not None else 0.0
    if weights is None or spread < 1e-9:
        return found
    after = [np.average(arm, weights=weights[rows]) for arm, rows in zip(arms, (is_with, ~is_with), strict=True)]
    found["difference_before"] = float(arms[0].mean() - arms[1].mean()) / spread
    found["difference_after"] = float(after[0] - after[1]) / spread
    return found
