"""What would have happened anyway: the estimator held against councils whose children have both answers."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.regression.linear_model import WLS

from oba import comparing
from oba.comparing.design import design
from oba.comparing.effect import leave_one_out_covariance
from oba.comparison_trial import COVARIATES, SCENARIOS, Tried, pieces, summed, tried
from oba.config import PROJECT, settings_from_environment
from oba.local_mi import read_records
from oba.local_mi.building import build_restricted
from oba.local_mi.vault import restricted_database
from oba.made_up.cohort import letter_cohort
from oba.made_up.council import Council
from oba.made_up.emit.records import Pseudonyms, write_records
from oba.made_up.parameters import read_parameters
from oba.typed import table_of
from oba.vocabulary import RESTRICTED_COLUMNS, words

DEFINITIONS = PROJECT / "data" / "definitions"
KEY = "a key of a test"
RUNS = 200


@cache
def trial(scenario: str, runs: int = RUNS) -> Tried:
    return summed(tried(SCENARIOS[scenario], DEFINITIONS, runs))


def test_with_the_trials_effect_planted_the_interval_holds_the_truth_and_the_mean_is_right() -> None:
    found = trial("trial")
    assert found.truth == pytest.approx(-8.6, abs=1)
    assert found.covered >= 0.9 and abs(found.estimate - found.truth) < 1


def test_with_no_effect_planted_one_is_seldom_claimed() -> None:
    found = trial("none")
    assert found.truth == 0 and found.claimed <= 0.07


def test_with_the_needier_offered_first_plain_comparisons_are_wrong_and_the_estimate_is_not() -> None:
    found = trial("needier_first")
    assert found.plain - found.truth > 15
    assert found.before_and_after - found.truth > 40
    assert found.attended - found.truth > 5
    assert abs(found.estimate - found.truth) < 1 and found.covered >= 0.9


def test_need_that_no_record_tells_of_biases_the_estimate() -> None:
    found = trial("hidden_need", 60)
    assert found.estimate - found.truth > 5 and found.covered < 0.85


@pytest.fixture(scope="module")
def children() -> pd.DataFrame:
    found = next(iter(pieces(SCENARIOS["needier_first"], DEFINITIONS, 1)))
    return found.assign(is_with=found["is_offered"])


def test_weighting_makes_the_arms_alike(children: pd.DataFrame) -> None:
    rows = pd.DataFrame(comparing.balance(children, COVARIATES))
    assert rows["difference_before"].abs().max() > 0.3
    assert rows["difference_after"].abs().max() < 0.05


def _strange() -> Iterator[tuple[str, Callable[[pd.DataFrame], pd.DataFrame], str, str | None]]:
    yield "all offered", lambda c: c.assign(is_with=True), "nobody_to_compare", "nobody_without"
    yield "none offered", lambda c: c.assign(is_with=False), "nobody_to_compare", "nobody_with"
    yield "nobody", lambda c: c.iloc[:0], "nobody_to_compare", "none_observed"
    yield "a cohort of one", lambda c: c.iloc[:1], "nobody_to_compare", None
    yield "nobody observed", lambda c: c.assign(value=np.nan), "nobody_to_compare", "none_observed"
    yield "three families", lambda c: c[c["cluster_key"].isin(c["cluster_key"].unique()[:3])], "", None
    yield "one outcome for all", lambda c: c.assign(value=1.0), "too_few_to_tell", "same_outcome"
    yield "all of one family", lambda c: c.assign(cluster_key=1), "too_few_to_tell", "too_few_families"
    separated = {"plans_before": lambda c: c["is_with"] * 10.0}
    yield "offered by one covariate", lambda c: c.assign(**separated), "nobody_to_compare", "no_overlap"
    yield "the same of all", lambda c: c.assign(**dict.fromkeys(COVARIATES, 1)), "", None
    yield "no covariate known", lambda c: c.assign(**dict.fromkeys(COVARIATES)), "", None
    yield "no covariate there", lambda c: c[["cluster_key", "is_with", "value"]], "", None
    yield "half unknown", lambda c: c.assign(age_at_index=c["age_at_index"].where(c.index % 2 == 0)), "", None


@pytest.mark.parametrize(
    ("case", "make", "verdict", "reason"), _strange(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_strange_children_have_a_verdict_and_never_an_error(
    children: pd.DataFrame, case: str, make: Callable[[pd.DataFrame], pd.DataFrame], verdict: str, reason: str | None
) -> None:
    strange = make(children)
    found = comparing.compare(strange, COVARIATES, "lower_is_better")
    assert found["effect_verdict"] in words(RESTRICTED_COLUMNS["effect_verdict"])
    assert not verdict or found["effect_verdict"] == verdict
    assert reason is None or found["verdict_reason"] == reason
    comparing.balance(strange, COVARIATES)


@pytest.mark.parametrize(
    ("polarity", "verdict"),
    [("lower_is_better", "worse"), ("higher_is_better", "better"), ("no_judgement", "different")],
)
def test_a_difference_shown_is_judged_by_the_outcomes_polarity(children, polarity: Any, verdict: str) -> None:
    shown = children.assign(value=np.where(children["is_with"], 1.0, children["value"]))
    assert comparing.compare(shown, COVARIATES, polarity)["effect_verdict"] == verdict


def test_the_order_of_rows_changes_nothing(children: pd.DataFrame) -> None:
    turned = comparing.compare(children.iloc[::-1], COVARIATES, "lower_is_better")
    for name, value in comparing.compare(children, COVARIATES, "lower_is_better").items():
        assert turned[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_the_covariance_is_that_of_leaving_each_family_out(children: pd.DataFrame) -> None:
    few = children[children["cluster_key"].isin(children["cluster_key"].unique()[:60])]
    family = pd.factorize(few["cluster_key"])[0]
    model = np.column_stack([np.ones(len(few)), few["is_with"], design(few, ("age_at_index", "plans_before")).model])
    weights = 0.5 + (np.arange(len(few)) % 7) / 7
    fit = WLS(few["value"].to_numpy(), model, weights=weights).fit()
    found = leave_one_out_covariance(fit.model.wexog, fit.wresid, fit.normalized_cov_params, family)
    left = np.array(
        [
            WLS(few["value"].to_numpy()[family != one], model[family != one], weights=weights[family != one])
            .fit()
            .params
            for one in range(family.max() + 1)
        ]
    )
    away = left - fit.params
    np.testing.assert_allclose(found, away.T @ away * (len(left) - 1) / len(left), rtol=1e-6)


def test_an_e_value_is_that_of_the_paper() -> None:
    assert comparing.e_value(3.9) == pytest.approx(7.26, abs=0.005)  # VanderWeele and Ding 2017, their first example
    assert comparing.e_value(0.25) == comparing.e_value(4.0)
    assert comparing.e_value(1.0) == 1 and comparing.e_value(0.0) is None


def _durations(*rows: tuple[int, bool]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["survival_days", "is_event"])
    return found.assign(cluster_key=range(len(found)))


def test_a_curve_is_that_worked_out_by_hand() -> None:
    # 5 children: closed on day 20 and 50; followed to day 40, 100 and 100.
    curve = comparing.survival_curve(_durations((20, True), (40, False), (50, True), (100, False), (100, False)))
    assert [row["months"] for row in curve] == [0, 1, 2, 3]
    assert [row["share_pct"] for row in curve] == pytest.approx([100, 80, 80 * 2 / 3, 80 * 2 / 3])
    assert [row["at_risk"] for row in curve] == [5, 4, 2, 2] and [row["events"] for row in curve] == [0, 1, 2, 2]
    assert curve[0]["lower"] is None and curve[1]["lower"] < 80 < curve[1]["upper"]


def test_the_interval_of_a_curve_is_greenwoods_and_siblings_add_nothing_to_it() -> None:
    chance = np.random.default_rng(4)
    days = chance.integers(1, 800, 300)
    single = _durations(*zip(days.tolist(), (chance.random(300) < 0.7).tolist(), strict=True))
    curve = pd.DataFrame(comparing.survival_curve(single))
    library = SurvfuncRight(single["survival_days"], single["is_event"].astype(int))
    at = np.searchsorted(library.surv_times, round(12 * 365.25 / 12), side="right") - 1
    alive, error = library.surv_prob[at], library.surv_prob_se[at]
    wide = np.exp(1.96 * error / (alive * abs(np.log(alive))))
    assert curve.loc[12, "lower"] == pytest.approx(100 * alive**wide, abs=0.1)
    twins = pd.DataFrame(comparing.survival_curve(pd.concat([single, single])))
    for name in ("share_pct", "lower", "upper"):
        np.testing.assert_allclose(twins[name].astype(float), curve[name].astype(float), rtol=1e-9)


@pytest.mark.parametrize("rows", [[], [(0, False)], [(0, True)], [(5, True)] * 4, [(900, False)] * 4])
def test_a_curve_of_strange_children_is_told_without_an_error(rows: list[tuple[int, bool]]) -> None:
    for row in comparing.survival_curve(_durations(*rows)):
        assert 0 <= row["share_pct"] <= 100


def _families(count: int = 60) -> pd.DataFrame:
    number = np.arange(count)
    offered = number % 2 == 0
    return pd.DataFrame(
        {
            "cluster_key": number,
            "is_offered": offered,
            "is_attended": offered,
            "odds": np.where(number % 4 == 1, 2.0, 1.0),
            "children": 2,
            "conferences": offered.astype(int),
            "cost_pounds": np.where(offered, 1000.0, 0.0),
            "benefit_pounds": np.select([offered, number % 4 == 1], [5000.0, 3000.0], 0.0),
        }
    )


def test_what_would_have_happened_anyway_is_the_benefit_of_those_who_look_like_the_offered() -> None:
    rows = comparing.returns(_families(), {"low": 0, "medium": 15}, 1.0, 3)
    by_kind = {row["deadweight_kind"]: row for row in rows}
    assert by_kind["low"]["return_ratio"] == 5 and by_kind["medium"]["return_ratio"] == pytest.approx(4.25)
    # Of 30 families not offered 15 count twice with 3,000 pounds each: 2,000 a family beside 5,000.
    assert by_kind["estimated"]["deadweight_pct"] == pytest.approx(40)
    assert by_kind["estimated"]["return_ratio"] == pytest.approx(3)
    assert by_kind["estimated"]["deadweight_lower"] < 40 < by_kind["estimated"]["deadweight_upper"]
    assert rows == comparing.returns(_families(), {"low": 0, "medium": 15}, 1.0, 3)


def test_what_families_without_a_conference_saved_is_in_no_return_but_the_one_estimated_by_offer() -> None:
    families = _families()
    declined = families["cluster_key"] % 4 == 2
    families = families.assign(is_attended=families["is_offered"] & ~declined)
    families.loc[declined, ["conferences", "cost_pounds"]] = 0
    *assumed, estimated = comparing.returns(families, {"low": 0, "medium": 15}, 1.0, 3)
    for row in assumed:
        assert (row["families"], row["conferences"]) == (15, 15)
        assert (row["cost_pounds"], row["benefit_pounds"]) == (15_000, 75_000)
    assert assumed[0]["return_ratio"] == 5 and assumed[0]["lower"] is None  # fewer than 20 families
    assert (estimated["families"], estimated["conferences"]) == (30, 15)
    assert (estimated["cost_pounds"], estimated["benefit_pounds"]) == (15_000, 150_000)
    assert estimated["return_ratio"] == pytest.approx(0.6 * 10)


def test_a_family_whose_conference_has_no_price_is_in_no_return() -> None:
    families = _families().assign(cohort="c", council="E1", case_key=range(60), checkpoint="12_months", price_year=2020)
    families["cohort_group"] = np.where(families["is_offered"], "offered_attended", "not_offered")
    families = families.assign(conferences_held=families["conferences"]).drop(
        columns=["odds", "is_offered", "conferences"]
    )
    families.loc[families["case_key"] < 10, "cost_pounds"] = None
    nobody = pd.DataFrame(columns=["cohort", "council"])
    named = pd.DataFrame(columns=["cohort", "covariate", "covariate_number"])
    cohorts = pd.DataFrame({"cohort": ["c"], "families_at_least": [20]})
    found = comparing.cohort_returns(families, nobody, named, cohorts, {"low": 0})
    assert found["families"].tolist() == [25, 25] and found["cost_pounds"].tolist() == [25_000, 25_000]
    assert found["return_ratio"].iloc[0] == 5 and pd.isna(found["return_ratio"].iloc[1])


@pytest.mark.parametrize(("families", "left_open"), [(_families(6), 1.0), (_families(), 0.01), (_families(0), 1.0)])
def test_no_deadweight_is_estimated_where_nobody_is_comparable(families: pd.DataFrame, left_open: float) -> None:
    *_, estimated = comparing.returns(families, {"low": 0}, left_open, 3)
    assert estimated["deadweight_pct"] is None and estimated["return_ratio"] is None


def test_one_parameter_moves_at_a_time() -> None:
    steps = pd.DataFrame(
        {
            "entry_status": ["looked_after", "child_in_need"],
            "cohort_status": ["closed", "looked_after"],
            "entry_pounds": [600.0, 60.0],
            "later_pounds": [0.0, 600.0],
            "children": [2, 5],
        }
    )
    families = pd.DataFrame(
        {"cost_pounds": [1000.0] * 4, "benefit_pounds": [50_000.0, 12_400.0, 0.0, 0.0], "conferences": 1}
    )
    parameters = pd.DataFrame(
        [
            {"parameter": "unit_cost", "low_pct": -50, "high_pct": 50},
            {"parameter": "weeks", "low": 26, "high": 104},
            {"parameter": "conference_cost", "low_pct": -50, "high_pct": 100},
            {"parameter": "deadweight", "low": 0, "high": 50},
            {"parameter": "largest_families_left_out", "low": 1},
            {"parameter": "increases_counted", "low": 1},
        ]
    )
    rows = comparing.sensitivity(steps, families, parameters, 52, 0)
    found = {(row["parameter"], row["of_status"], row["bound"]): row["return_ratio"] for row in rows}
    base = 2 * 600 * 52 / 4000
    assert {value for (_, _, bound), value in found.items() if bound == "medium"} == {base}
    assert found["unit_cost", "looked_after", "low"] == base / 2
    assert found["unit_cost", "child_in_need", "high"] == base
    assert found["weeks", "all", "low"] == base / 2 and found["conference_cost", "all", "high"] == base / 2
    assert found["deadweight", "all", "high"] == base / 2
    assert found["largest_families_left_out", "all", "low"] == pytest.approx(12_400 / 3000)
    assert found["increases_counted", "all", "low"] == pytest.approx((2 * 600 - 5 * 540) * 52 / 4000)
    assert ("unit_cost", "closed", "low") not in found


@pytest.fixture(scope="module")
def council() -> Council:
    changes = {
        "referrals.families_a_year": 150,
        "cases.plan": 0.4,
        "pre_proceedings.share": 0.8,
        "warm_up_years": 1,
        "recording": {"entered_after_days": 0, "entered_late": 0, "corrected": 0},
        "conferences.offer": "needier_first",
        "pre_proceedings.need_hidden": 0.0,
    }
    return Council("E06999999", 7, read_parameters(DEFINITIONS).changed(changes), 6, date(2026, 6, 30))


@pytest.fixture(scope="module")
def marts(council: Council, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("compared")
    write_records(council, [council.last], folder / "records", read_records(DEFINITIONS))
    tables = {path.parent.name: pq.read_table(path) for path in sorted(folder.glob("records/*/*.parquet"))}
    settings = settings_from_environment(home=folder / "home", dbt_threads=2)
    with restricted_database(build_restricted(settings, tables, KEY), KEY) as connection:
        yield connection


def test_what_is_drawn_is_what_the_marts_make_of_its_records(marts, council: Council) -> None:
    told = marts.execute(
        "select child_key, index_date, cohort_group <> 'not_offered' as is_offered,"
        " cohort_group = 'offered_attended' as is_attended, entry_status, age_at_index, sex, is_unborn,"
        " primary_need_code, days_looked_after_before_24_months, plans_before, referrals_before, outcome_value as value"
        " from marts.fct_cohort_child inner join marts.fct_cohort_outcome"
        " using (cohort, council, case_key, child_key, cohort_group, cluster_key)"
        " where cohort = 'letters_before_proceedings' and outcome = 'looked_after_at_12_months'"
    ).df()
    drawn = letter_cohort(council)
    drawn["child_key"] = Pseudonyms(council.code).column("child", drawn["child_key"].to_numpy()).to_pylist()
    drawn["value"] = drawn["value"].where(drawn["is_observed"])
    drawn = drawn[drawn["index_date"] >= told["index_date"].min()]
    both = drawn.merge(told, on=["child_key", "index_date"], suffixes=("", "_told"))
    assert len(both) > 0.95 * len(drawn) and len(both) > 0.9 * len(told) and len(both) > 300
    for column in told.columns.difference(["child_key", "index_date"]):
        left, right = both[column], both[f"{column}_told"]
        same = (left == right) | (left.isna() & right.isna())
        # A guardian's child is in kinship care before its plan, and a year of 366 days ends a day later.
        assert same.mean() >= (0.99 if column in ("entry_status", "value") else 1), column


def test_the_marts_say_what_the_package_says_of_the_same_children(marts) -> None:
    rows = marts.execute("select * from marts.fct_cohort_effect").df()
    assert set(rows["comparison"]) == {"by_offer", "by_attendance"}
    asked = marts.execute("select count(*) from landed.outcome").fetchall()[0][0]
    assert (rows.groupby(["cohort", "council", "comparison"]).size() == asked).all()
    for column in ("effect_verdict", "verdict_reason", "comparison"):
        assert set(rows[column].dropna()) <= set(words(RESTRICTED_COLUMNS[column])), column
    (row,) = rows[
        (rows["cohort"] == "letters_before_proceedings")
        & (rows["comparison"] == "by_offer")
        & (rows["outcome"] == "looked_after_at_12_months")
    ].to_dict("records")
    children = marts.execute(
        "select compared.*, outcome.outcome_value as value from intermediate.int_cohort_compared as compared"
        " left join marts.fct_cohort_outcome as outcome using (cohort, council, case_key, child_key)"
        " where compared.cohort = 'letters_before_proceedings' and outcome = 'looked_after_at_12_months'"
    ).df()
    named = marts.execute(
        "select covariate from landed.cohort_covariate where cohort = 'letters_before_proceedings'"
        " order by covariate_number"
    ).fetchall()
    again = comparing.compare(
        children.assign(is_with=children["cohort_group"] != "not_offered"),
        (*(name for (name,) in named), "index_date"),
        "lower_is_better",
    )
    assert (
        row["difference"] == pytest.approx(100 * again["difference"])
        and row["lower"] < row["difference"] < row["upper"]
    )
    assert row["plain_difference"] > row["difference"] + 5  # the needier were offered first


def test_who_is_all_offered_has_nobody_to_compare(marts) -> None:
    found = marts.execute(
        "select distinct effect_verdict from marts.fct_cohort_effect"
        " where cohort = 'conferences_ended' and comparison = 'by_offer'"
    ).fetchall()
    assert found == [("nobody_to_compare",)]


def test_the_return_as_it_stands_is_that_of_the_medium_deadweight(marts) -> None:
    rows = marts.execute(
        "select standing.return_ratio, moved.return_ratio from marts.fct_cohort_return as standing"
        " inner join marts.fct_return_sensitivity as moved using (cohort, council, checkpoint)"
        " where standing.deadweight_kind = 'medium' and moved.bound = 'medium'"
        " and moved.parameter <> 'largest_families_left_out'"
    ).fetchall()
    assert rows and all(standing == pytest.approx(moved) for standing, moved in rows)
    kinds = {
        kind for (kind,) in marts.execute("select distinct deadweight_kind from marts.fct_cohort_return").fetchall()
    }
    assert kinds == {"low", "medium", "high", "estimated"}


@pytest.mark.parametrize(
    ("mart", "columns"),
    [
        ("fct_cohort_effect", comparing.EFFECT_COLUMNS),
        ("fct_cohort_balance", comparing.BALANCE_COLUMNS),
        ("fct_cohort_survival", comparing.SURVIVAL_COLUMNS),
        ("fct_cohort_return", comparing.RETURN_COLUMNS),
        ("fct_return_sensitivity", comparing.SENSITIVITY_COLUMNS),
    ],
)
def test_a_mart_has_the_columns_of_the_package_and_its_rows(marts, mart: str, columns: dict[str, Any]) -> None:
    found = marts.execute(f"select * from marts.{mart}").df()
    assert [*found.columns] == [*columns] and len(found)


def test_no_cohort_at_all_gives_tables_without_rows() -> None:
    place = ["cohort", "council", "case_key", "child_key", "cluster_key", "cohort_group"]
    children, named = pd.DataFrame(columns=place), pd.DataFrame(columns=["cohort", "covariate", "covariate_number"])
    cohorts = pd.DataFrame(columns=["cohort", "families_at_least"])
    outcomes = pd.DataFrame(columns=[*place[:4], "outcome", "outcome_value"])
    told = pd.DataFrame(columns=["outcome", "outcome_form", "polarity"])
    assert not table_of(comparing.effects(children, outcomes, named, cohorts, told), comparing.EFFECT_COLUMNS).num_rows
    assert not table_of(comparing.balances(children, named), comparing.BALANCE_COLUMNS).num_rows
    durations = pd.DataFrame(columns=[*place[:2], "cohort_group", "survival_event"])
    assert not table_of(comparing.survivals(durations), comparing.SURVIVAL_COLUMNS).num_rows
    benefits = pd.DataFrame(columns=[*place[:3], "cohort_group", "checkpoint", "benefit_pounds", "cost_pounds"])
    returned = comparing.cohort_returns(benefits, children, named, cohorts, {"low": 0})
    assert not table_of(returned, comparing.RETURN_COLUMNS).num_rows
    steps = pd.DataFrame(columns=[*place[:2], "checkpoint"])
    moved = comparing.sensitivities(benefits, steps, pd.DataFrame(columns=["parameter"]), 52, 15)
    assert not table_of(moved, comparing.SENSITIVITY_COLUMNS).num_rows
