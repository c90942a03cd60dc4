"""What children are allowed for, as numbers: one column for each covariate, or for each word of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import qr

LEAST_OF_LEVEL = 10  # children with a word of their own; rarer ones are taken together
VALUE, MISSING, OTHER = "value", "missing", "other"
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class Design:
    """Covariates of some children.

    Attributes:
        levels: covariate and level of each column of ``values``, every level of a word included.
        values: as they are, children by columns, nothing missing.
        model: those that a model can take: standardised, none constant, none that others add up to.
    """

    levels: tuple[tuple[str, str], ...]
    values: np.ndarray
    model: np.ndarray


def design(children: pd.DataFrame, covariates: Sequence[str]) -> Design:
    """Return the covariates of children as numbers.

    Args:
        children: a row for each child with the covariates as columns: numbers, days, true or false, or words.
        covariates: which; one that is no column, or has no value at all, is left out.

    Returns:
        The design. Of a number that is missing somewhere the mean stands there, beside a column of who has none. A day
        is in years since the first one.
    """
    found = [
        (covariate, level, values)
        for covariate in covariates
        if covariate in children and children[covariate].notna().any()
        for level, values in _columns(children[covariate])
    ]
    levels = tuple((covariate, level) for covariate, level, _ in found)
    values = np.column_stack([values for _, _, values in found]) if found else np.empty((len(children), 0))
    return Design(levels, values, _usable(values))


def _columns(covariate: pd.Series) -> Iterator[tuple[str, np.ndarray]]:
    missing = covariate.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(covariate) or _holds_days(covariate):
        days = pd.to_datetime(covariate)
        covariate = (days - days.min()).dt.days / DAYS_OF_YEAR
    if pd.api.types.is_numeric_dtype(covariate) or pd.api.types.is_bool_dtype(covariate):
        numbers = covariate.astype(float)
        yield VALUE, numbers.fillna(numbers.mean()).to_numpy()
        if missing.any():
            yield MISSING, missing.astype(float)
        return
    words = covariate.astype(object).where(~missing, MISSING).astype(str)
    counts = words.value_counts()
    words = words.where(words.map(counts) >= LEAST_OF_LEVEL, OTHER)
    for word in sorted(words.unique()):
        yield word, (words == word).to_numpy(dtype=float)


def _holds_days(covariate: pd.Series) -> bool:
    first = covariate.dropna().iloc[0]
    return hasattr(first, "year") and hasattr(first, "month")


def _usable(values: np.ndarray) -> np.ndarray:
    spread = values.std(axis=0) if len(values) else np.zeros(values.shape[1])
    varied = values[:, spread > 1e-9]
    if not varied.size:
        return np.empty((len(values), 0))
    standard = (varied - varied.mean(axis=0)) / varied.std(axis=0)
    _, triangle, order = qr(standard, mode="economic", pivoting=True)
    size = np.abs(np.diag(triangle))
    return standard[:, np.sort(order[: len(size)][size > 1e-8 * size[0]])]
