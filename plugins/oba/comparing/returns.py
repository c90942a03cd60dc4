"""What families cost less for each pound spent, after what would have happened anyway, with intervals by family.

A family that came to cost more counts as nought, but in ``increases_counted`` of ``sensitivity``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from oba.comparing.effect import RULES, Rules, effective

DRAWS = 999
METHOD = "fiscal_return"


@dataclass(frozen=True)
class Sums:
    """Sums over some families: one number each, or one for each time that families were drawn anew."""

    families: Any
    conferences: Any
    benefit: Any
    cost: Any
    children: Any
    other_benefit: Any  # of those not offered, as many as their weights are worth
    other_children: Any

    def deadweight(self) -> Any:
        """Share of the benefit that would have happened anyway: of a child not offered over that of one offered."""
        return _ratio(_ratio(self.other_benefit, self.other_children), _ratio(self.benefit, self.children))

    def ratio(self, deadweight: Any) -> Any:
        """Pounds of benefit, less what would have happened anyway, for each pound of cost."""
        return _ratio((1 - deadweight) * self.benefit, self.cost)


def returns(
    families: pd.DataFrame, assumed: Mapping[str, float], left_open: float, seed: int, rules: Rules = RULES
) -> list[dict[str, Any]]:
    """Return what was saved for each pound, by deadweight assumed and by the one that the comparison shows.

    Where deadweight is assumed, benefit and cost are of the families whose conference was held, which is the rule of
    2020. Where it is estimated they are of all families offered one, as the comparison is: what would have happened
    anyway is the benefit a child of families not offered, weighted to look like those offered by the odds of an offer,
    over that of those offered. Intervals are the middle 95 % of ``DRAWS`` draws of as many families (clusters), with
    replacement; the weights stay as they are.

    Args:
        families: a row for each family whose benefit is known: ``cluster_key``, ``is_offered``, ``is_attended`` (the
            conference was held), ``odds`` of an offer (missing where there is none), ``children``, ``conferences``,
            ``cost_pounds``, ``benefit_pounds``.
        assumed: percent of deadweight by kind.
        left_open: ``Weights.left_open`` of the cohort's comparison; 0 if there is none.
        seed: of the draws: the same gives the same intervals.
        rules: how many families are needed.

    Returns:
        A row for each kind, ``estimated`` last, by the columns of ``fct_cohort_return`` from ``deadweight_kind`` to
        ``upper``; families, conferences, cost and benefit are those of its return.
    """
    held, drawn = _sums(families, "is_attended", seed)
    is_enough = families.loc[_is(families, "is_attended"), "cluster_key"].nunique() >= rules.families
    rows = []
    for kind, percent in assumed.items():
        lower, upper = _middle(drawn.ratio(percent / 100)) if is_enough else (None, None)
        rows.append(
            {
                "deadweight_kind": kind,
                "deadweight_pct": float(percent),
                "deadweight_lower": None,
                "deadweight_upper": None,
            }
            | {"families_compared": None, "return_ratio": _plain(held.ratio(percent / 100))}
            | {"lower": lower, "upper": upper}
            | _counted(held)
        )
    offered, drawn = _sums(families, "is_offered", seed)
    is_enough = families.loc[_is(families, "is_offered"), "cluster_key"].nunique() >= rules.families
    is_told = is_enough and _alike(families, left_open, rules)
    return [*rows, _estimated(families, offered, drawn, is_told) | _counted(offered)]


def sensitivity(
    steps: pd.DataFrame,
    families: pd.DataFrame,
    parameters: pd.DataFrame,
    weeks: float,
    deadweight: float,
) -> list[dict[str, Any]]:
    """Return the return with one parameter low or high and the others as they are.

    Args:
        steps: children of the families whose conference was held and whose benefit is known, counted by
            ``entry_status`` and ``cohort_status`` with the weekly pounds of both: ``entry_pounds``, ``later_pounds``,
            ``children``.
        families: these families: ``cost_pounds``, ``benefit_pounds``, ``conferences``.
        parameters: ``parameter`` with ``low`` and ``high``, or ``low_pct`` and ``high_pct`` of itself.
        weeks: for which a saving counts.
        deadweight: percent, of the kind medium.

    Returns:
        Rows by the columns of ``fct_return_sensitivity`` from ``parameter`` on: the return as it stands (``medium``)
        and with each bound. With ``increases_counted``, what children came to cost more is taken off.
    """
    cost = float(families["cost_pounds"].sum())
    conferences = max(float(families["conferences"].sum()), 1.0)

    def found(
        share: float = deadweight, during: float = weeks, of_cost: float = 1.0, least: float | None = 0, **prices: float
    ) -> float | None:
        if not cost:
            return None
        entry = steps["entry_pounds"] * steps["entry_status"].map(prices).fillna(1.0)
        later = steps["later_pounds"] * steps["cohort_status"].map(prices).fillna(1.0)
        saved = ((entry - later).clip(lower=least) * steps["children"]).sum()
        return float((1 - share / 100) * saved * during / (cost * of_cost))

    prices = _prices(steps)
    rows = []
    for parameter in parameters.to_dict("records"):
        name = parameter["parameter"]
        for status in sorted(prices) if name == "unit_cost" else ["all"]:
            stands = {
                "deadweight": deadweight,
                "weeks": weeks,
                "conference_cost": cost / conferences,
                "largest_families_left_out": 0.0,
                "increases_counted": 0.0,
            }.get(name, prices.get(status, 0.0))
            for bound, value in _bounds(parameter, stands):
                if name == "deadweight":
                    ratio = found(share=value)
                elif name == "weeks":
                    ratio = found(during=value)
                elif name == "conference_cost":
                    ratio = found(of_cost=value / stands) if stands and value else None
                elif name == "unit_cost":
                    ratio = found(**{status: value / stands})
                elif name == "increases_counted":
                    ratio = found(least=None if value else 0)
                else:
                    ratio = _without_largest(families, int(value), deadweight)
                rows.append(
                    {"parameter": name, "of_status": status, "bound": bound}
                    | {"parameter_value": float(value), "return_ratio": ratio}
                )
    return rows


def _prices(steps: pd.DataFrame) -> dict[str, float]:
    both = [steps[["entry_status", "entry_pounds"]], steps[["cohort_status", "later_pounds"]]]
    listed = pd.concat([each.set_axis(["status", "pounds"], axis=1) for each in both])
    found = {str(status): float(pounds) for status, pounds in listed.groupby("status")["pounds"].max().items()}
    return {status: pounds for status, pounds in found.items() if pounds > 0}  # nothing is a share of none


def _bounds(parameter: Mapping[str, Any], stands: float) -> Iterator[tuple[str, float]]:
    yield "medium", stands
    for bound in ("low", "high"):
        if pd.notna(parameter.get(f"{bound}_pct")):
            yield bound, stands * (1 + parameter[f"{bound}_pct"] / 100)
        elif pd.notna(parameter.get(bound)):
            yield bound, float(parameter[bound])


def _without_largest(families: pd.DataFrame, left_out: int, deadweight: float) -> float | None:
    kept = families.sort_values("benefit_pounds", ascending=False, kind="stable").iloc[left_out:]
    cost = float(kept["cost_pounds"].sum())
    return float((1 - deadweight / 100) * kept["benefit_pounds"].sum() / cost) if cost else None


def _is(families: pd.DataFrame, which: str) -> np.ndarray:
    return families[which].to_numpy(dtype=bool)


def _sums(families: pd.DataFrame, which: str, seed: int) -> tuple[Sums, Sums]:
    """Return the sums over the families that a column tells, as they are and as they are drawn."""
    ours = _is(families, which)
    weight = np.where(_is(families, "is_offered"), 0.0, families["odds"].fillna(0).to_numpy(dtype=float))
    conferences, benefit, cost, children = (
        families[name].to_numpy(dtype=float) for name in ("conferences", "benefit_pounds", "cost_pounds", "children")
    )
    family = pd.factorize(families["cluster_key"])[0]
    columns = (
        *(ours * column for column in (np.ones(len(families)), conferences, benefit, cost, children)),
        benefit * weight,
        children * weight,
    )
    by_family = (
        np.column_stack([np.bincount(family, column) for column in columns])
        if len(family)
        else np.zeros((1, len(columns)))
    )
    count = len(by_family)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return Sums(*by_family.sum(axis=0)), Sums(*(times @ by_family).T)


def _counted(found: Sums) -> dict[str, Any]:
    return {
        "families": int(found.families),
        "conferences": int(found.conferences),
        "cost_pounds": float(found.cost),
        "benefit_pounds": float(found.benefit),
    }


def _alike(families: pd.DataFrame, left_open: float, rules: Rules) -> bool:
    """Tell whether the families not offered are enough, and enough like the others, to stand for them."""
    others = families[~families["is_offered"] & families["odds"].notna()]
    if left_open < rules.left_open or others["cluster_key"].nunique() < rules.families:
        return False
    family = pd.factorize(others["cluster_key"])[0]
    return effective(others["odds"].to_numpy(dtype=float), family) >= rules.effective_families


def _estimated(families: pd.DataFrame, found: Sums, drawn: Sums, is_told: bool) -> dict[str, Any]:
    compared = int((~families["is_offered"] & families["odds"].notna()).sum())
    row = {"deadweight_kind": "estimated", "families_compared": compared}
    names = ("deadweight_pct", "deadweight_lower", "deadweight_upper", "return_ratio", "lower", "upper")
    if not is_told:
        return row | dict.fromkeys(names)
    share, shares = found.deadweight(), drawn.deadweight()
    least, most = _middle(100 * shares)
    lower, upper = _middle(drawn.ratio(shares))
    values = (_plain(100 * share), least, most, _plain(found.ratio(share)), lower, upper)
    return row | dict(zip(names, values, strict=True))


def _ratio(above: Any, below: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(below) > 0, np.divide(above, below), np.nan)


def _middle(values: np.ndarray) -> tuple[float | None, float | None]:
    told = values[np.isfinite(values)]
    if len(told) < 0.9 * len(values):
        return None, None
    lower, upper = np.quantile(told, [0.025, 0.975])
    return float(lower), float(upper)


def _plain(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
