"""Share of children to whom something had not happened yet, by months, with intervals that allow for families."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

DAYS_OF_MONTH = 365.25 / 12
MONTHS = 24


def survival_curve(children: pd.DataFrame, months: int = MONTHS) -> list[dict[str, Any]]:
    """Return a curve by Kaplan and Meier, at whole months.

    The share is the library's. Its interval is on the scale log(-log S), from the infinitesimal jackknife of log S
    summed by family (Ying and Wei, Journal of Multivariate Analysis 1994): with one child a family it is Greenwood's,
    nearly.

    Args:
        children: a row for each child: ``survival_days`` to the event or to the last day known, from 0; ``is_event``;
            ``cluster_key``.
        months: as far as the curve goes.

    Returns:
        A row for each month from 0 for which somebody is still followed, by the columns of ``fct_cohort_survival`` from
        ``months`` on; shares in per cent. No row where there are no children.
    """
    children = children[children["survival_days"].notna()]
    if children.empty:
        return []
    # The last digit of a sum hangs on its order, and a query has none.
    children = children.sort_values(["cluster_key", "survival_days", "is_event"], kind="stable")
    lasted = children["survival_days"].to_numpy(dtype=float)
    is_event = children["is_event"].to_numpy(dtype=bool)
    family = pd.factorize(children["cluster_key"])[0]
    days = np.round(np.arange(months + 1) * DAYS_OF_MONTH)
    days = days[days <= lasted.max()]
    share = _share(lasted, is_event, days)
    error = _error_of_log(lasted, is_event, family, days)
    reach = stats.norm.ppf(0.975)
    found = []
    for month, (day, alive, spread) in enumerate(zip(days, share, error, strict=True)):
        has_interval = 0 < alive < 1
        wide = np.exp(reach * spread / abs(np.log(alive))) if has_interval else 1.0
        found.append(
            {
                "months": month,
                "share_pct": 100 * alive,
                "lower": 100 * alive**wide if has_interval else None,
                "upper": 100 * alive ** (1 / wide) if has_interval else None,
                "at_risk": int((lasted >= day).sum()),
                "events": int((is_event & (lasted <= day)).sum()),
                "children": len(children),
                "families": int(family.max()) + 1,
            }
        )
    return found


def _share(lasted: np.ndarray, is_event: np.ndarray, days: np.ndarray) -> np.ndarray:
    if not is_event.any():
        return np.ones(len(days))
    curve = SurvfuncRight(lasted, is_event.astype(int))
    place = np.searchsorted(curve.surv_times, days, side="right")
    return np.append(1.0, curve.surv_prob)[place]


def _error_of_log(lasted: np.ndarray, is_event: np.ndarray, family: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the standard error of log S at some days: d log S / d weight of a child, summed by family."""
    times = np.unique(lasted[is_event])
    at_risk = len(lasted) - np.searchsorted(np.sort(lasted), times, side="left")
    happened = np.bincount(np.searchsorted(times, lasted[is_event]), minlength=len(times))
    left = np.maximum(at_risk - happened, 1)  # where it came to all S is 0, and no interval is asked for
    gathered: np.ndarray = np.append(0.0, np.cumsum(happened / (at_risk * left)))
    own = np.append(1 / left, 0.0)[np.searchsorted(times, lasted)] * is_event if len(times) else np.zeros(len(lasted))
    found = []
    for day in days:
        until = np.searchsorted(times, np.minimum(day, lasted), side="right")
        score = gathered[until] - own * (lasted <= day)
        found.append(np.sqrt((np.bincount(family, score) ** 2).sum()))
    return np.array(found)
