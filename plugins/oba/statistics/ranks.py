"""Intervals of ranks: where an authority could stand if chance had fallen otherwise."""

from datetime import date
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from oba.kept import of_each

DRAWS = 2_000
RANK_COLUMNS = {
    "measure_id": str,
    "geography_code": str,
    "period_end_date": date,
    "rank_low": int,
    "rank_high": int,
}


def rank_intervals(ranked: pd.DataFrame, draws: int = DRAWS, kept: Path | None = None) -> pd.DataFrame:
    """Return the 95% interval of each authority's rank, by redrawing every figure from its counts.

    A proportion of x in n is drawn from Beta(x + 1/2, n - x + 1/2) and a rate from Gamma(x + 1/2, 1/n): Jeffreys'
    priors. In each draw the authorities of a measure are ranked anew; the interval holds the middle 95% of an
    authority's ranks. The draws depend on the measure's name alone, so a rebuild and another measure change nothing.

    Args:
        ranked: one row per measure and authority, of one period a measure: ``measure_id``, ``geography_code``,
            ``period_end_date``, ``value`` in the measure's unit, ``numerator`` and ``denominator`` (NaN where
            not known), ``interval_method``, ``multiplier`` and ``polarity``.
        draws: how many times each figure is drawn.
        kept: file of the intervals of an earlier build, from which those of unchanged measures are taken.

    Returns:
        ``measure_id``, ``geography_code``, ``period_end_date``, ``rank_low`` and ``rank_high`` (1 is the best, or the
        highest where the polarity is no_judgement) of the authorities whose counts are known. The others keep their
        figure in every draw.
    """
    if not len(ranked):
        return pd.DataFrame(columns=list(RANK_COLUMNS))
    return of_each(ranked, "measure_id", lambda of_one: _of_one_measure(of_one, draws), kept, f"draws={draws}")


def _of_one_measure(ranked: pd.DataFrame, draws: int) -> pd.DataFrame:
    ranked = ranked.sort_values("geography_code")
    measure = str(ranked["measure_id"].iloc[0])
    per = 100.0 if ranked["interval_method"].iloc[0] == "wilson" else ranked["multiplier"].iloc[0]
    events = ranked["numerator"].to_numpy(dtype=float, na_value=np.nan)
    out_of = ranked["denominator"].to_numpy(dtype=float, na_value=np.nan)
    is_drawn = ranked["interval_method"].isin(["wilson", "byar"]).to_numpy() & (events >= 0) & (out_of > 0)
    if ranked["interval_method"].iloc[0] == "wilson":
        is_drawn &= events <= out_of
    if not is_drawn.any():
        return ranked.iloc[:0][list(RANK_COLUMNS)[:3]].assign(rank_low=0, rank_high=0)
    figures = np.tile(ranked["value"].to_numpy(dtype=float), (draws, 1))
    random = np.random.default_rng(crc32(measure.encode()))
    x, n, shape = events[is_drawn], out_of[is_drawn], (draws, int(is_drawn.sum()))
    if ranked["interval_method"].iloc[0] == "wilson":
        figures[:, is_drawn] = per * random.beta(x + 0.5, n - x + 0.5, size=shape)
    else:
        figures[:, is_drawn] = per * random.gamma(x + 0.5, 1 / n, size=shape)
    best_first = figures if ranked["polarity"].iloc[0] == "lower_is_better" else -figures
    order = best_first.argsort(axis=1)
    ranks = np.empty(order.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1, dtype=np.int32)[np.newaxis, :], axis=1)
    low, high = np.quantile(ranks[:, is_drawn], [0.025, 0.975], axis=0, method="inverted_cdf")
    drawn = ranked.loc[is_drawn, list(RANK_COLUMNS)[:3]]
    return drawn.assign(rank_low=low, rank_high=high)
