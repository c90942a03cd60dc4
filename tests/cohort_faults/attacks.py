"""Ways to a hidden number, run on the published marts of a council; each returns what it found out, which must be nothing.

They know nothing of how it was hidden. A count of families or children of 1 to 5, or so many left over, must not be told and
must not follow from what is.
"""

import itertools

import numpy as np
import pandas as pd

SMALL = range(1, 6)
KEY = ["unit", "checkpoint", "entry_status"]


def _small(number):
    return number is not None and not pd.isna(number) and int(round(number)) in SMALL


def told_small(marts):
    """Counts, and what is left over, that are 1 to 5."""
    found = []
    for mart, part, whole in (
        ("fct_cohort_status", "people", "base"),
        ("fct_cohort_outcome", "people_with", "people_observed"),
        ("fct_cohort_measure", "people", "base"),
    ):
        for row in marts[mart].to_dict("records"):
            n, base = row[part], row[whole]
            if _small(n) or _small(base) or (pd.notna(n) and pd.notna(base) and _small(base - n)):
                found.append((mart, row))
    for mart, columns in (
        (
            "fct_cohort_effect",
            [c for c in ("families_offered", "families_not_offered", "children_offered", "children_not_offered")],
        ),
        ("fct_cohort_survival", ["at_risk"]),
        ("fct_cohort_return", ["families", "conferences"]),
    ):
        for row in marts.get(mart, pd.DataFrame()).to_dict("records"):
            if row.get("evidence") == "trial":
                continue
            found += [(mart, c, row) for c in columns if c in row and _small(row[c])]
    return found


def told_beside_hidden(marts):
    """A share, a bound, a mean or a sum of money where its count is hidden: each gives the count back."""
    found = []
    for mart, count, others in (
        ("fct_cohort_status", "people", ("share_pct", "share_lower", "share_upper")),
        ("fct_cohort_outcome", "people_with", ("share_pct", "lower", "upper")),
        ("fct_cohort_outcome", "people_observed", ("share_pct", "lower", "upper", "mean_days")),
        ("fct_cohort_measure", "people", ("share_pct", "lower", "upper")),
        (
            "fct_cohort_return",
            "families",
            ("cost_pounds", "benefit_pounds", "return_ratio", "lower", "upper", "conferences"),
        ),
    ):
        frame = marts.get(mart, pd.DataFrame())
        for row in frame.to_dict("records"):
            if mart == "fct_cohort_outcome" and count == "people_with" and pd.notna(row.get("mean_days")):
                continue
            if pd.isna(row[count]):
                found += [(mart, o, row) for o in others if o in row and pd.notna(row[o])]
    return found


def alone_in_a_sum(marts):
    """One hidden member of a sum whose other members and total are told."""
    found = []
    status = marts["fct_cohort_status"]
    groups = {
        "offered": ["offered_attended", "offered_not_held", "offered_declined"],
        "all": ["offered", "not_offered"],
    }
    for _, rows in status.groupby(["cohort_id", *KEY, "cohort_status"], dropna=False):
        people = dict(zip(rows["cohort_group"], rows["people"], strict=False))
        for total, parts in groups.items():
            if total in people and all(p in people for p in parts):
                found += _alone([people[p] for p in parts], people[total], ("groups", total, rows.iloc[0].to_dict()))
    for _, rows in status.groupby(["cohort_id", "cohort_group", *KEY], dropna=False):
        found += _alone(
            list(rows["people"]), rows["base"].iloc[0], ("statuses of a checkpoint", rows.iloc[0].to_dict())
        )
    for _, rows in status.groupby(["cohort_id", "cohort_group", "unit", "checkpoint", "cohort_status"], dropna=False):
        people = dict(zip(rows["entry_status"], rows["people"], strict=False))
        if "all" in people and len(people) > 1:
            found += _alone(
                [v for k, v in people.items() if k != "all"], people["all"], ("flow", rows.iloc[0].to_dict())
            )
    return found


def _alone(parts, total, what):
    hidden = [p for p in parts if pd.isna(p)]
    told = sum(p for p in parts if pd.notna(p))
    if pd.notna(total) and len(hidden) == 1 and total - told != 0:
        return [(what, total - told)]
    return []


def nested_cohorts(marts, nested):
    """Cohorts of which one is within another (pairs of cohort_id: inner, outer): what lies between them is 1 to 5."""
    found = []
    status = marts["fct_cohort_status"].set_index(
        ["cohort_id", "unit", "cohort_group", "checkpoint", "entry_status", "cohort_status"]
    )["people"]
    for inner, outer in nested:
        both = pd.concat([status.xs(inner), status.xs(outer)], axis=1, keys=["inner", "outer"]).dropna()
        between = (both["outer"] - both["inner"]).abs()
        found += [(inner, outer, index) for index in both.index[between.isin(list(SMALL))]]
    return found


def survival_steps(marts):
    """At risk at one month less at risk at the next: so many had the event or left."""
    found = []
    for key, rows in (
        marts["fct_cohort_survival"].sort_values("months").groupby(["cohort_id", "cohort_group", "survival_event"])
    ):
        for before, after in itertools.pairwise(rows.dropna(subset=["at_risk"]).to_dict("records")):
            gone = before["at_risk"] - after["at_risk"]
            if _small(gone):
                found.append((key, after["months"], gone))
            if pd.notna(before["share_pct"]) and pd.notna(after["share_pct"]) and before["share_pct"]:
                events = before["at_risk"] * (1 - after["share_pct"] / before["share_pct"])
                if 0.5 < events < 5.5:
                    found.append((key, after["months"], events))
    return found


def bounds_tell_the_count(marts):
    """Wilson bounds of a share whose count is hidden while its base is told: tried for every count."""
    found = []
    for row in marts["fct_cohort_status"].to_dict("records"):
        if pd.isna(row["people"]) and pd.notna(row["base"]) and pd.notna(row["share_lower"]):
            n, z = row["base"], 1.959964
            counts = np.arange(0, n + 1)
            share = counts / n
            lower = (
                (share + z * z / (2 * n) - z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
                / (1 + z * z / n)
                * 100
            )
            found.append((row, counts[np.argmin(np.abs(lower - row["share_lower"]))]))
    return found


def families_and_children(marts):
    """Families and children of one cell: as many of both, or one more, says that these are single children."""
    found = []
    cells = marts["fct_cohort_status"].pivot_table(
        index=["cohort_id", "cohort_group", "checkpoint", "entry_status", "cohort_status"],
        columns="unit",
        values="people",
        aggfunc="first",
    )
    if {"families", "children"} <= set(cells.columns):
        odd = cells.dropna()
        found += [("more families than children", i) for i in odd.index[odd["families"] > odd["children"]]]
    return found


def effect_counts(marts):
    """A plain share of an arm times its children is a count: 1 to 5, or so many left."""
    found = []
    effects = marts["fct_cohort_effect"]
    for row in effects[
        (effects["evidence"] != "trial") & effects["method"].astype(str).str.contains("plain|unadjusted")
    ].to_dict("records"):
        for share, n in (("share_offered", "children_offered"), ("share_not_offered", "children_not_offered")):
            if pd.notna(row.get(share)) and pd.notna(row.get(n)):
                count = row[share] * row[n] / 100
                if _small(count) or _small(row[n] - count):
                    found.append((row, share))
    return found
