"""Children that a comparison meets: none may end in a false claim, in nan, or in a figure without its interval."""

import math

import numpy as np
import pandas as pd
import pytest

from oba.comparing import RULES, balance, cohort_returns, compare, survival_curve, survivals

CLAIMS = {"better", "worse"}
NOTHING = {"too_few_to_tell", "nobody_to_compare"}
NO_CLAIM = NOTHING | {"no_difference_shown"}
GIVEN = ("key", "cluster_key", "is_with", "value")
ESTIMATES = ("value_with", "value_without", "difference", "lower", "upper", "p_value", "detectable_difference")


def children(families=400, seed=1, effect=-0.10, base=0.45, offered=0.5, siblings=2, confounded=0.0):
    """Children in families; need raises the outcome, and with ``confounded`` the chance of an offer too."""
    draw = np.random.default_rng(seed)
    need = draw.normal(size=families)
    is_with = draw.random(families) < np.clip(offered + confounded * np.tanh(need), 0.02, 0.98)
    shared = draw.normal(size=families)
    rows = []
    for family in range(families):
        for child in range(1 + draw.integers(0, siblings + 1)):
            level = base + 0.12 * np.tanh(need[family]) + (effect if is_with[family] else 0) + 0.05 * shared[family]
            rows.append(
                {
                    "key": f"{family}-{child}", "cluster_key": f"f{family}", "is_with": bool(is_with[family]),
                    "value": float(draw.random() < np.clip(level, 0.01, 0.99)),
                    "age_at_index": float(draw.integers(0, 17)), "need": float(need[family] + draw.normal(0, 0.1)),
                    "entry_status": draw.choice(["child_in_need", "child_protection_plan"]),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def covariates_of(data):
    return tuple(column for column in data if column not in GIVEN)


def said(data, polarity="lower_is_better"):
    """What ``compare`` says, after what holds whatever the children are like."""
    found = compare(data, covariates_of(data), polarity, RULES)
    assert all(found[name] is None or math.isfinite(found[name]) for name in ESTIMATES)
    if found["effect_verdict"] in CLAIMS:
        assert found["lower"] > 0 or found["upper"] < 0
    if found["difference"] is not None:
        assert found["lower"] <= found["difference"] <= found["upper"]
        assert found["upper"] - found["lower"] > 0 or found["difference"] == 0
    return found


def same(one, other, within):
    assert one["effect_verdict"] == other["effect_verdict"]
    assert one["difference"] is not None
    for name in ("difference", "lower", "upper"):
        assert abs(one[name] - other[name]) <= within, name


def all_with():
    return children().assign(is_with=True)


def all_without():
    return children().assign(is_with=False)


def one_child_with():
    data = children()
    return data.assign(is_with=data.index == 0)


def one_large_family_with():
    data = children().assign(is_with=False)
    data.loc[:29, "cluster_key"] = "large"
    data.loc[:29, "is_with"] = True
    return data


def nobody_at_all():
    return children().iloc[:0]


def one_family():
    return children().query("cluster_key == 'f0'")


def few_families():
    return children(families=24)


def told_apart_by_a_covariate():
    data = children()
    return data.assign(separates=data["is_with"].astype(float))


def missing_in_one_arm_only():
    data = children()
    return data.assign(need=data["need"].where(~data["is_with"]))


def five_hundred_against_five():
    data = children(families=505, effect=0, siblings=0)
    return data.assign(is_with=data.index < 500, value=np.where(data.index < 500, data["value"], 1.0))


def nobody_observed():
    return children().assign(value=np.nan)


def one_arm_not_observed():
    data = children()
    return data.assign(value=data["value"].where(~data["is_with"]))


@pytest.mark.parametrize(
    "make",
    [
        all_with, all_without, one_child_with, one_large_family_with, nobody_at_all, one_family, few_families,
        told_apart_by_a_covariate, missing_in_one_arm_only, five_hundred_against_five, nobody_observed,
        one_arm_not_observed,
    ],
)  # fmt: skip
def test_where_there_are_none_to_compare_no_figure_is_told(make):
    found = said(make())
    assert found["effect_verdict"] in NOTHING and found["verdict_reason"]
    assert all(found[name] is None for name in ("difference", "lower", "upper"))


def nearly_told_apart():
    data = children()
    separates = data["is_with"].astype(float)
    separates[:3] = 1 - separates[:3]
    return data.assign(separates=separates)


def nobody_has_it():
    return children().assign(value=0.0)


def everybody_has_it():
    return children().assign(value=1.0)


def one_giant_family():
    data = children(families=60, effect=0)
    giant = pd.concat([data[data["cluster_key"] == "f0"].iloc[:1]] * 80).assign(value=1.0)
    return pd.concat([data, giant], ignore_index=True)


def more_covariates_than_families():
    draw, data = np.random.default_rng(5), children(families=40)
    return data.join(pd.DataFrame(draw.normal(size=(len(data), 60)), columns=[f"x{n}" for n in range(60)]))


def without_overlap():
    data = children(families=300)
    need = data.groupby("cluster_key")["need"].transform("mean")
    return data.assign(is_with=need > need.median())


@pytest.mark.parametrize(
    "make",
    [
        nearly_told_apart, nobody_has_it, everybody_has_it, one_giant_family, more_covariates_than_families,
        without_overlap,
    ],
)  # fmt: skip
def test_no_claim_rests_on_a_few_children(make):
    assert said(make())["effect_verdict"] in NO_CLAIM


def test_one_arm_without_the_outcome_has_a_finite_interval():
    data = children(effect=0)
    data.loc[data["is_with"], "value"] = 0.0
    assert said(data)["difference"] < 0


def test_copies_of_a_child_in_each_family_make_an_interval_no_narrower():
    data = children(siblings=0)
    one, eight = said(data), said(pd.concat([data] * 8, ignore_index=True))
    assert eight["upper"] - eight["lower"] >= 0.9 * (one["upper"] - one["lower"])


def test_a_child_without_a_covariate_is_kept():
    data = children()
    data.loc[data.index[::5], "need"] = np.nan
    found = said(data)
    assert found["children_with"] + found["children_without"] == len(data) and found["difference"] is not None


def test_a_covariate_that_nobody_has_is_left_out_and_nobody_with_it():
    data = children().assign(nothing=np.nan)
    same(said(data), said(children()), within=1e-9)
    assert "nothing" not in {row["covariate"] for row in balance(data, covariates_of(data))}


def test_arms_are_counted_as_observed():
    data = children()
    data.loc[data.index[:100], "value"] = np.nan
    found = said(data)
    assert found["children_with"] + found["children_without"] == len(data) - 100
    assert found["children_unobserved"] == 100


@pytest.mark.parametrize(
    ("change", "within"),
    [
        (lambda data: data.assign(constant=1.0), 1e-9),
        (lambda data: data.assign(age_again=data["age_at_index"] * 2 + 1), 0.005),
        (lambda data: data.sample(frac=1, random_state=3).reset_index(drop=True), 1e-9),
        (lambda data: data[[*data.columns[:4], *reversed(data.columns[4:])]], 1e-9),
        (lambda data: data.rename(columns={"need": "select", "age_at_index": "Q('x') + 1"}), 1e-9),
        (lambda data: data.assign(need=data["need"] * 1e6 + 1e7), 1e-6),
    ],
    ids=["constant", "the same again", "order of rows", "order of covariates", "names", "units"],
)
def test_what_tells_nothing_changes_nothing(change, within):
    same(said(change(children())), said(children()), within)


def test_arms_turned_about_turn_the_difference():
    data = children()
    one, other = said(data), said(data.assign(is_with=~data["is_with"]))
    assert one["difference"] == pytest.approx(-other["difference"], abs=0.02)


def test_a_family_in_both_arms_is_one_cluster():
    data = children()
    data.loc[data.index[data["cluster_key"] == "f1"][0], "is_with"] ^= True
    assert said(data)["difference"] is not None


def test_a_word_of_one_child_and_a_word_of_its_own_for_nearly_each_break_nothing():
    draw, data = np.random.default_rng(5), children(families=200)
    data.loc[0, "entry_status"] = "kinship_care"
    assert said(data)["difference"] is not None
    said(data.assign(team=[f"team {n}" for n in draw.integers(0, 150, len(data))]))


def test_who_is_offered_more_because_of_more_need_looks_no_worse_for_it():
    errors, plain = [], []
    for seed in range(12):
        found = said(children(families=700, seed=seed, effect=0.0, confounded=0.3))
        errors.append(found["difference"])
        plain.append(found["plain_difference"])
    assert np.mean(plain) > 0.025 and abs(np.mean(errors)) < abs(np.mean(plain)) / 2


def test_balance_is_told_before_and_after():
    data = children(families=700, confounded=0.3)
    rows = pd.DataFrame(balance(data, covariates_of(data)))
    need = rows[rows["covariate"] == "need"].iloc[0]
    assert abs(need["difference_before"]) > 0.2 > abs(need["difference_after"])
    assert np.isfinite(rows[["difference_before", "difference_after"]].to_numpy(dtype=float)).all()


def test_offers_spread_over_years_in_which_care_falls_are_no_effect():
    claims = 0
    for seed in range(10):
        data = children(seed=seed, effect=0, families=600)
        draw = np.random.default_rng(100 + seed)
        when = pd.Series(draw.random(600), index=[f"f{n}" for n in range(600)])
        is_offered = dict(zip(when.index, draw.random(600) < 0.2 + 0.6 * when, strict=True))
        month = data["cluster_key"].map(when) * 48
        had = draw.random(len(data)) < 0.65 - 0.4 * month / 48
        found = said(data.assign(index_month=month, is_with=data["cluster_key"].map(is_offered), value=had * 1.0))
        claims += found["effect_verdict"] in CLAIMS
    assert claims <= 3


def test_what_was_before_the_offer_shows_no_effect():
    claims = 0
    for seed in range(10):
        data = children(seed=seed, families=500, confounded=0.2)
        had = np.random.default_rng(seed).random(len(data)) < 0.3 + 0.1 * np.tanh(data["need"])
        claims += said(data.assign(value=had * 1.0))["effect_verdict"] in CLAIMS
    assert claims <= 2


def test_days_are_days():
    data = children()
    assert -365 < said(data.assign(value=200 * data["value"]))["difference"] < -1


def test_the_same_difference_is_better_or_worse_by_what_is_wanted():
    data = children(families=1500, effect=-0.25)
    assert said(data, "lower_is_better")["effect_verdict"] == "better"
    assert said(data, "higher_is_better")["effect_verdict"] == "worse"
    assert said(data, "no_judgement")["effect_verdict"] == "different"


# --- survival
def lives(**changed):
    draw = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "survival_days": draw.integers(1, 700, 60).astype(float),
            "is_event": draw.random(60) < 0.5,
            "cluster_key": [f"f{n // 2}" for n in range(60)],
        }
        | changed
    )


def curve(data):
    return pd.DataFrame(survival_curve(data))


def test_without_an_event_a_curve_stays_where_it_began():
    assert (curve(lives(is_event=False))["share_pct"] == 100).all()


def test_a_curve_falls_to_nought_where_all_have_the_event_on_one_day():
    found = curve(lives(is_event=True, survival_days=30.0))
    assert found["share_pct"].iloc[0] == 100 and np.isfinite(found["share_pct"]).all()


def test_who_had_the_event_on_the_first_day_was_at_risk():
    found = curve(lives(is_event=True, survival_days=[0.0] * 30 + [400.0] * 30))
    assert (found["at_risk"].iloc[0], found["share_pct"].iloc[0]) == (60, 50)


def test_a_curve_never_rises_and_neither_do_those_at_risk():
    found = curve(lives())
    assert (found["share_pct"].diff().dropna() <= 1e-9).all() and (found["at_risk"].diff().dropna() <= 0).all()


def test_no_curve_goes_beyond_the_last_child_seen():
    found = curve(lives().assign(survival_days=lambda data: data["survival_days"].clip(upper=200)))
    assert found["months"].max() == 6


def test_curves_of_no_children_are_none():
    columns = ["cohort", "council", "survival_event", "cohort_group", "survival_days", "is_event", "cluster_key"]
    assert survivals(pd.DataFrame(columns=columns)).empty


# --- returns
def benefits(families=30, **changed):
    numbers = range(families)
    return pd.DataFrame(
        {
            "cohort": "c",
            "council": "E06999999",
            "case_key": [f"case {n:02}" for n in numbers],
            "cluster_key": [f"case {n:02}" for n in numbers],
            "cohort_group": "offered_attended",
            "checkpoint": "12_months",
            "children": 1,
            "conferences_held": 1,
            "cost_pounds": 1295.0,
            "benefit_pounds": [0.0 if n % 2 else 3400.8 for n in numbers],
            "price_year": 2020,
        }
        | changed
    )


def returned(data, **deadweight):
    """Rows by kind of deadweight, of a cohort in which all were offered a conference."""
    of_children = data.assign(child_key=data["case_key"], index_date=pd.Timestamp("2023-05-10"))
    found = cohort_returns(
        data,
        of_children,
        pd.DataFrame({"cohort": [], "covariate": [], "covariate_number": []}),
        pd.DataFrame({"cohort": ["c"], "families_at_least": [20]}),
        deadweight or {"low": 0.0},
    )
    return found.astype(object).where(found.notna(), None).set_index("deadweight_kind")


def test_a_return_is_of_sums_and_not_a_mean_of_returns():
    found = returned(benefits(cost_pounds=[1295.0] * 20 + [2590.0] * 10)).loc["low"]
    assert found["return_ratio"] == pytest.approx(15 * 3400.8 / (20 * 1295 + 10 * 2590))


def test_without_a_cost_there_is_no_return():
    found = returned(benefits(cost_pounds=0.0)).loc["low"]
    assert (found["return_ratio"], found["lower"], found["upper"]) == (None, None, None)


def test_no_benefit_is_a_return_of_nought():
    found = returned(benefits(benefit_pounds=0.0)).loc["low"]
    assert (found["return_ratio"], found["lower"]) == (0, 0)


def test_deadweight_takes_its_share():
    found = returned(benefits(), low=0.0, high=30.0)["return_ratio"]
    assert found["high"] == pytest.approx(0.7 * found["low"])


def test_one_family_has_no_interval():
    found = returned(benefits(families=1)).loc["low"]
    assert (found["families"], found["lower"], found["upper"]) == (1, None, None)


def test_an_interval_of_a_return_holds_it_and_does_not_hang_on_the_order_of_rows():
    found = returned(benefits())
    assert found.loc["low", "lower"] < found.loc["low", "return_ratio"] < found.loc["low", "upper"]
    assert returned(benefits().sample(frac=1, random_state=1)).equals(found)


def test_a_family_without_a_benefit_yet_is_in_neither_sum():
    data = benefits()
    data.loc[0:9, "benefit_pounds"] = np.nan
    found = returned(data).loc["low"]
    assert (found["families"], found["cost_pounds"]) == (20, 20 * 1295)
    assert found["return_ratio"] == pytest.approx(10 * 3400.8 / (20 * 1295))


def test_where_everybody_is_offered_a_conference_no_deadweight_is_estimated():
    found = returned(benefits()).loc["estimated"]
    assert (found["deadweight_pct"], found["return_ratio"]) == (None, None)
