"""Two printed figures beside each other: what can be tested of them, and what cannot be."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, test_proportions_2indep

from oba.vocabulary import ComparisonVerdict, UntestedReason, words

SIGNIFICANT = 0.05
BETTER, WORSE, NO_DIFFERENCE, UNTESTED = words(ComparisonVerdict)
COMPARISON_COLUMNS = {
    "programme_id": str,
    "comparison_id": str,
    "difference": float | None,
    "difference_lower": float | None,
    "difference_upper": float | None,
    "rate_ratio": float | None,
    "rate_ratio_lower": float | None,
    "rate_ratio_upper": float | None,
    "test_p_value": float | None,
    "rest_value": float | None,
    "largest_spread": float | None,
    "comparison_verdict": ComparisonVerdict,
    "untested_reason": UntestedReason | None,
}
NOTHING: dict[str, float | None] = dict.fromkeys(
    name for name, kind in COMPARISON_COLUMNS.items() if kind == float | None
)


def comparisons(figures: pd.DataFrame) -> pd.DataFrame:
    """Return what the two figures of each comparison tell.

    Args:
        figures: one row a comparison: ``programme_id``, ``comparison_id``, ``comparison_form``, ``better_when`` (lower
            or higher), ``untested_reason``, and of both sides ``_value``, ``_base`` (of a percentage) and ``_groups``
            (of an average), as doubles; a figure that is not printed is missing.

    Returns:
        One row a comparison, with ``COMPARISON_COLUMNS``; a test that cannot be made leaves its columns missing.
    """
    rows = [_compared(row) for row in figures.to_dict("records")]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def rate_ratio(before: float, after: float) -> tuple[float, float, float, float]:
    """Return the ratio of two counts of equal exposure, its exact 95% interval and p-value.

    Given their sum, the later of two Poisson counts is binomial (Przyborowski and Wilenski, 1940); the ends are those
    of Clopper and Pearson, carried over to the odds.

    Args:
        before: the earlier count, 0 or more.
        after: the later one; not both are 0.
    """
    test = stats.binomtest(round(after), round(before + after))
    ends = test.proportion_ci(0.95, method="exact")
    ratio = after / before if before else float("inf")
    return ratio, _odds(ends.low), _odds(ends.high), float(test.pvalue)


def difference_of_shares(
    first_pct: float, first_base: float, second_pct: float, second_base: float
) -> tuple[float, float, float, float]:
    """Return by how many points one percentage is above another, with the 95% interval and p-value.

    The interval is Newcombe's hybrid score interval (1998), the test the score test of two independent proportions.
    """
    counts = [share * base / 100 for share, base in ((second_pct, second_base), (first_pct, first_base))]
    given = (counts[0], second_base, counts[1], first_base)
    low, high = confint_proportions_2indep(*given, method="newcomb", compare="diff")
    test = test_proportions_2indep(*given, method="score", compare="diff")
    return second_pct - first_pct, 100 * float(low), 100 * float(high), float(test.pvalue)


def rest_of(all_value: float, all_groups: float, part_value: float, part_groups: float) -> float:
    """Return the plain average over the groups that are not of a part, from those over all and over the part."""
    return (all_groups * all_value - part_groups * part_value) / (all_groups - part_groups)


def largest_spread(difference: float, one: float, other: float) -> float:
    """Return the largest standard deviation of groups at which a difference of averages is significant.

    From the two-sided t-test of two samples of equal spread, at 5%: a claim of significance needs groups that differ
    among themselves by no more than this.

    Args:
        difference: between the two averages.
        one: how many groups the one average is over.
        other: how many the other is over.
    """
    critical = stats.t.ppf(1 - SIGNIFICANT / 2, one + other - 2)
    return float(abs(difference) / (critical * np.sqrt(1 / one + 1 / other)))


def _compared(row: dict[str, Any]) -> dict[str, Any]:
    first, second = row["first_value"], row["second_value"]
    key = {name: row[name] for name in ("programme_id", "comparison_id")}
    if pd.isna(first) or pd.isna(second):
        return key | NOTHING | _untested("figure_missing")
    found = key | NOTHING | {"difference": second - first}
    match row["comparison_form"]:
        case "counts" if first + second > 0:
            ratio, low, high, p_value = rate_ratio(first, second)
            ends = {"rate_ratio": ratio, "rate_ratio_lower": low, "rate_ratio_upper": high}
            return found | ends | _tested(second - first, p_value, row["better_when"])
        case "shares" if not (pd.isna(row["first_base"]) or pd.isna(row["second_base"])):
            points, low, high, p_value = difference_of_shares(first, row["first_base"], second, row["second_base"])
            ends = {"difference_lower": low, "difference_upper": high}
            return found | ends | _tested(points, p_value, row["better_when"])
        case "averages" if row["first_groups"] > row["second_groups"] > 1:
            part, others = row["second_groups"], row["first_groups"] - row["second_groups"]
            rest = rest_of(first, row["first_groups"], second, part)
            spread = largest_spread(second - rest, part, others) if others > 1 else None
            return found | {"rest_value": rest, "largest_spread": spread} | _untested(row["untested_reason"])
    return found | _untested(row["untested_reason"] or "figure_missing")


def _untested(reason: UntestedReason) -> dict[str, str]:
    return {"comparison_verdict": UNTESTED, "untested_reason": reason}


def _tested(difference: float, p_value: float, better_when: str) -> dict[str, Any]:
    is_better = (difference < 0) == (better_when == "lower")
    verdict = NO_DIFFERENCE if p_value >= SIGNIFICANT else BETTER if is_better else WORSE
    return {"test_p_value": p_value, "comparison_verdict": verdict, "untested_reason": None}


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")
