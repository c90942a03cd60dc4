"""The noise of every measure and the shape of every series, written by hand: what an analyst would write with numpy.

Usage: ``python benchmarks/verdicts_by_hand.py WORKINGS OUTPUT``: the file ``build/workings.duckdb`` of a work folder,
of which the scaled figures are read, and the Parquet file to write, one row per measure and place. One series after the
other, one fit after the other: it is the yardstick of ``verdicts.py``, and shares no code with the product.
"""

import sys
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
from scipy.optimize import bisect
from scipy.stats import chi2

SCALED = "select * from intermediate.int_measure_scaled order by measure_id, geography_code, period_end_date"
HANDICAP = {"level": -6.25, "steady": 0, "step": 1, "changed_direction": 3, "out_of_line": 1.25, "newest_change": 0}
FREE = {"level": 1, "steady": 2, "step": 3, "changed_direction": 4, "out_of_line": 3, "newest_change": 2}


def extra_variances(figures: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the extra variance of each measure and level that has 20 second differences."""
    figures = figures.assign(
        own=figures["scaled"]
        - figures.groupby(["measure_id", "geographic_level", "period_end_date"])["scaled"].transform("median")
    )
    bends: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for (measure, level, _, _), rows in figures.groupby(
        ["measure_id", "geographic_level", "geography_code", "series_segment"]
    ):
        own, variance, when = rows["own"].to_numpy(), rows["sampling_variance"].to_numpy(), rows["month"].to_numpy()
        step = float(rows["months_between"].fillna(0).iloc[0])  # none of what is measured once
        for at in range(2, len(rows)):
            if when[at] - when[at - 1] == step == when[at - 1] - when[at - 2]:
                bend = abs(own[at] - 2 * own[at - 1] + own[at - 2])
                bends.setdefault((measure, level), []).append(
                    (bend, variance[at] + 4 * variance[at - 1] + variance[at - 2])
                )
    found = {}
    for key, pairs in bends.items():
        size, sampling = np.array(pairs).T
        if len(size) >= 20:

            def excess(extra: float, size: np.ndarray = size, sampling: np.ndarray = sampling) -> float:
                return float(np.median(size / np.sqrt(6 * extra + sampling)) - 0.6744897501960817)

            found[key] = bisect(excess, 0, 1e3, xtol=1e-14) if excess(0) > 0 else 0.0
    return found


def squares(terms: np.ndarray, figure: np.ndarray, root: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return chi-squared of a weighted fit, what was fitted, and that in its standard deviations."""
    weighted = terms * root[:, np.newaxis]
    fitted = np.linalg.lstsq(weighted, figure * root, rcond=None)[0]
    left = figure * root - weighted @ fitted
    return left @ left, fitted, fitted / np.sqrt(np.diag(np.linalg.inv(weighted.T @ weighted)))


def shape_of(figure: np.ndarray, variance: np.ndarray, time: np.ndarray) -> tuple[str, int]:
    """Return the shape of a few figures, and at which of them it happens."""
    count, root, one = len(figure), 1 / np.sqrt(variance), np.ones(len(figure))
    tried = [("level", count - 1, squares(one[:, np.newaxis], figure, root)[0])]
    if count > 2:
        tried.append(("steady", count - 1, squares(np.column_stack([one, time]), figure, root)[0]))
    for at in range(1, count):
        before, after = figure[:at], figure[at:]
        if not (min(after) > max(before) or max(after) < min(before)):
            continue
        split = np.column_stack([one, np.arange(count) >= at]).astype(float)
        tried.append(("newest_change" if at == count - 1 else "step", at, squares(split, figure, root)[0]))
    for at in range(1, count - 1):
        rest = np.arange(count) != at
        if figure[at] in (max(figure), min(figure)):
            tried.append(("out_of_line", at, squares(one[rest, np.newaxis], figure[rest], root[rest])[0]))
        if count >= 5:
            since = time - time[at]
            legs = np.column_stack([one, np.minimum(since, 0), np.maximum(since, 0)])
            left, fitted, sure = squares(legs, figure, root)
            is_end = figure[at] == (max(figure) if fitted[2] < 0 else min(figure))
            if is_end and fitted[1] * fitted[2] < 0 and min(abs(sure[1:])) > 1.959963984540054:
                tried.append(("changed_direction", at, left))
    shape, at, left = min(tried, key=lambda one: one[2] + HANDICAP[one[0]])
    free = count - FREE[shape]
    return ("irregular", at) if free > 0 and chi2.sf(left, free) < 0.01 else (shape, at)


def main() -> None:
    """Compute everything and write it."""
    workings, output = sys.argv[1:]
    with duckdb.connect(workings, read_only=True) as connection:
        figures = connection.sql(SCALED).df()
    figures["month"] = figures["period_end_date"].dt.year * 12 + figures["period_end_date"].dt.month
    # Inner and Outer London are parts of London.
    extra = extra_variances(figures[~figures["geography_code"].isin(["E13000001", "E13000002"])])
    level = figures["geographic_level"].replace("National", "Regional")
    known = [extra.get(key) for key in zip(figures["measure_id"], level, strict=True)]
    figures["variance"] = figures["sampling_variance"] + np.array([found or 0.0 for found in known])
    figures = figures[figures["is_sampling_known"] | np.array([found is not None for found in known])]
    rows = []
    for (measure, place), series in figures.groupby(["measure_id", "geography_code"]):
        newest = series[series["series_segment"] == series["series_segment"].iloc[-1]].iloc[-8:]
        if len(newest) > 1:
            month = newest["month"].to_numpy(float)
            assert all(earlier < later for earlier, later in pairwise(month))
            shape, at = shape_of(newest["scaled"].to_numpy(), newest["variance"].to_numpy(), month - month[-1])
            rows.append((measure, place, shape, newest["period_end_date"].iloc[at]))
    columns = ["measure_id", "geography_code", "shape", "event_period_end_date"]
    pd.DataFrame(rows, columns=columns).to_parquet(output, index=False)


if __name__ == "__main__":
    main()
