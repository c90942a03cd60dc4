"""The usual ups and downs of a measure: how far a figure moves from one period to the next without a reason.

A figure varies by sampling, which its counts tell, and by more than that: practice, recording, who happens to be
counted. The second part is the same for all authorities of a measure and is estimated from all of them together.
"""

from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import norm

from oba.periods import YEAR

FEWEST_BENDS = 20  # second differences; fewer give no spread worth the name
NOISE_COLUMNS = {
    "measure_id": str,
    "geographic_level": str,
    "extra_variance": float,
    "bends": int,
    "places": int,
    "noise_from_period_end_date": date,
    "noise_to_period_end_date": date,
}
HALF_OF_THEM = norm.ppf(0.75)  # the median of the absolute value of a standard normal variable


def extra_variance(bends: np.ndarray, sampling: np.ndarray) -> float:
    """Return the variance of a figure beyond that of sampling, on the scale of the figures.

    A second difference of independent figures, a - 2b + c, has the variance of a, four times that of b and that of c.
    The extra variance t is the one with which half of all bends are within 0.6745 of their standard deviations,
    sqrt(6 t + s): a median, which the authorities that truly changed hardly move. With equal sampling variances it
    is the square of 1.4826 times the median absolute bend, over 6, less the sampling part.

    Args:
        bends: second differences of figures of consecutive periods, less what is common to all places.
        sampling: the sampling variance of each, as many.
    """
    bends = np.abs(bends)

    def excess(variance: float) -> float:
        return float(np.median(bends / np.sqrt(6 * variance + sampling)) - HALF_OF_THEM)

    # Sampling alone may explain it, or the figures be all the same.
    if not np.any(bends > 0) or (np.all(sampling > 0) and excess(0.0) <= 0):
        return 0.0
    highest = float(np.square(bends.max())) + 1.0
    lowest = highest * 1e-15
    return 0.0 if excess(lowest) <= 0 else float(brentq(excess, lowest, highest, xtol=1e-15, rtol=1e-10))


def usual_noise(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the extra variance of every measure, of its authorities and of its regions.

    What moved all places alike in a period, their median, is taken out first; a straight line leaves no second
    difference. So what is estimated is what one place does by itself and does not keep.

    Args:
        figures: one row per measure, place and period: ``measure_id``, ``geography_code``, ``geographic_level``,
            ``series_segment``, ``period_end_date``, ``months_between``, ``scaled`` (on a scale on which changes
            compare) and ``sampling_variance`` on that scale (0 where it is not known). No figure is missing.

    Returns:
        One row per measure and level that has at least 20 second differences, with their number, that of the places
        they are of, and the periods from which they come.
    """
    figures = figures.sort_values(["measure_id", "geographic_level", "geography_code", "period_end_date"])
    period = figures["period_end_date"].dt.year * YEAR + figures["period_end_date"].dt.month
    common = figures.groupby(["measure_id", "geographic_level", "period_end_date"])["scaled"].transform("median")
    own, sampling = figures["scaled"] - common, figures["sampling_variance"]
    series = [figures[name] for name in ("measure_id", "geography_code", "series_segment")]

    def before(column: pd.Series, steps: int) -> pd.Series:
        return column.groupby(series).shift(steps)

    bent = figures.assign(
        bend=own - 2 * before(own, 1) + before(own, 2),
        sampling=sampling + 4 * before(sampling, 1) + before(sampling, 2),
        first=before(figures["period_end_date"], 2),
    )
    step = figures["months_between"].astype(float)
    consecutive = (period - before(period, 1) == step) & (before(period, 1) - before(period, 2) == step)
    bent = bent[consecutive & bent["bend"].notna()]
    found = [
        (
            *key,
            extra_variance(of_one["bend"].to_numpy(), of_one["sampling"].to_numpy()),
            len(of_one),
            of_one["geography_code"].nunique(),
            of_one["first"].min(),
            of_one["period_end_date"].max(),
        )
        for key, of_one in bent.groupby(["measure_id", "geographic_level"])
        if len(of_one) >= FEWEST_BENDS
    ]
    return pd.DataFrame(found, columns=list(NOISE_COLUMNS))
