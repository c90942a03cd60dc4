"""The evaluation's rows of families: what its feed lets in, what follows from them, and what it prints otherwise."""

import math
import shutil

import duckdb
import pandas as pd
import pytest

from cohort_faults.evaluation_rows import ROWS, by_rule, rows
from oba.build import prepare_inputs, warehouse_file
from oba.config import settings_from_environment
from oba.intake import gate_in, judge_alone
from oba.landing import land, look
from pipeline import build_models
from released import DEMO_RELEASE
from shared_work import made_once

FAMILIES = "tables_13_to_15_families.csv"
TOTALS = "tables_13_to_16_family_group_conferencing_costs.csv"
TABLE = {1: "13", 2: "14", 3: "15"}
MARTS = ("fct_conference_family", "fct_cohort_return", "fct_annual_return", "fct_printed_difference")


def shipped():
    return pd.read_csv(DEMO_RELEASE / FAMILIES, dtype=str, keep_default_na=False)


def judged(folder, frame, definitions):
    path = folder / DEMO_RELEASE.parent.name / "2020" / FAMILIES
    path.parent.mkdir(parents=True)
    frame.to_csv(path, index=False)
    return judge_alone(path, settings_from_environment(home=folder / "home"), definitions)


REFUSED = {  # each cell in a row of its own: the gate names them all
    "what is no figure": [
        ("children", "two"), ("children", ""), ("cost", "£1,295"), ("cost", ""), ("benefit", "£299.307"),
        ("benefit", "inf"), ("return_on_investment", "82,5"),
    ],
    "a figure that no family has": [
        ("children", "0"), ("children", "-1"), ("conferences", "0"), ("cost", "-1295"),
        ("benefit", "-3401"),
    ],
    "a status, month or family that is none": [
        ("status_at_entry", "SGO"), ("status_in_january_2020", "CLOSED?"), ("family_number", "Average"),
        ("exit_month", "2016-13"), ("exit_month", "June 20"),
    ],
    "no status": [("status_at_entry", "")],
    "no number of the family": [("family_number", "")],
    "a family twice": [("family_number", "2")],
}  # fmt: skip


@pytest.mark.parametrize("cells", REFUSED.values(), ids=REFUSED.keys())
def test_a_family_that_cannot_be_is_refused_with_its_line(tmp_path, definitions, cells):
    frame = shipped()
    for row, (column, text) in enumerate(cells):
        frame.loc[row, column] = text
    said = "\n".join(map(str, judged(tmp_path, frame, definitions).failures))
    assert [row for row in range(len(cells)) if f"line {row + 2}" not in said] == []


def test_the_same_line_twice_is_refused(tmp_path, definitions):
    found = shipped()
    assert judged(tmp_path, pd.concat([found, found.iloc[:1]]), definitions).failures


def test_a_child_and_a_half_is_refused(tmp_path, definitions):
    frame = shipped()
    frame.loc[1, "children"] = "1.5"
    assert judged(tmp_path, frame, definitions).failures


def test_no_lines_are_refused(tmp_path, definitions):
    assert judged(tmp_path, shipped().iloc[:0], definitions).failures


@pytest.mark.parametrize("frame", [shipped, lambda: shipped()[::-1]], ids=["as shipped", "turned about"])
def test_the_rows_are_let_in_in_any_order(tmp_path, definitions, frame):
    assert judged(tmp_path, frame(), definitions).failures == ()


# --- what follows from the rows
@pytest.fixture(scope="session")
def evaluation(tmp_path_factory, definitions):
    """Both files of the evaluation, through the gate, and the marts that hang on them."""

    def make(folder):
        target = folder / "releases" / DEMO_RELEASE.parent.name / "2020"
        target.mkdir(parents=True)
        for name in (FAMILIES, TOTALS):
            shutil.copy(DEMO_RELEASE / name, target)
        settings = settings_from_environment(home=folder, releases=folder / "releases")
        for offer in look(settings, definitions).fresh:
            assert gate_in(land(offer, settings), settings, definitions) is not None
        prepare_inputs(settings, definitions)
        build_models(" ".join(f"+{mart}" for mart in MARTS), settings)
        with duckdb.connect(str(warehouse_file(settings)), read_only=True) as warehouse:
            for mart in MARTS:
                warehouse.sql(f"select * from marts.{mart}").df().to_pickle(folder / f"{mart}.pickle")

    folder = made_once("evaluation", tmp_path_factory, make)
    return {mart: pd.read_pickle(folder / f"{mart}.pickle") for mart in MARTS}


def test_the_rows_are_those_that_a_second_reader_typed(evaluation):
    found = evaluation["fct_conference_family"].sort_values(["table_number", "family_number"])
    columns = ["table_number", "family_number", "children", "conferences", "printed_cost_pounds",
               "printed_benefit_pounds", "printed_return"]  # fmt: skip
    typed = [
        [TABLE[cohort], family, of_family, cost // 1295, cost, benefit, ratio]
        for cohort, family, of_family, *_, cost, benefit, ratio in ROWS
    ]
    assert found[columns].to_numpy().tolist() == typed
    words = {"CIN": "child_in_need", "CP": "child_protection_plan", "LAC": "looked_after", "FOSTER": "looked_after",
             "KIN": "kinship_care", "CLOSED": "closed"}  # fmt: skip
    states = ["status_at_entry", "status_at_exit", "status_at_follow_up"]
    assert found[states].to_numpy().tolist() == [[words[state] for state in row[4:7]] for row in ROWS]


def test_the_rule_gives_all_families_but_one(evaluation):
    found = evaluation["fct_conference_family"]
    apart = found[(found["printed_benefit_pounds"] - found["benefit_pounds"]).abs() > 1.5]
    assert len(found) == 40
    assert apart[["table_number", "family_number", "printed_benefit_pounds"]].to_numpy().tolist() == [["13", 15, 12610]]
    assert found.sort_values(["table_number", "family_number"])["benefit_pounds"].tolist() == pytest.approx(
        [by_rule(row) for row in rows()]
    )


@pytest.mark.parametrize(
    ("families", "cost", "benefit", "ratio"),
    [(20, 25900, 286696.8, 11.069), (10, 15540, 39930.8, 2.570), (10, 12950, 53944.8, 4.166)],
)
def test_a_cohorts_return_is_of_the_sums_of_its_families(evaluation, families, cost, benefit, ratio):
    found = evaluation["fct_cohort_return"].query("deadweight_pct == 0 and cost_pounds == @cost")
    assert found[["families", "benefit_pounds", "return_ratio"]].to_numpy().tolist() == [
        [families, pytest.approx(benefit), pytest.approx(ratio, abs=0.001)]
    ]


PRINTED_OTHERWISE = {  # what is printed, and what the printed rows give
    "family 15 of cohort one, benefit": (12610, 0),
    "total of cohort two, benefit": (39993, 39933),
    "family 2 of cohort two, return": (2.6, 1.313),
    "cohort one, medium deadweight": (19.8, 9.823),
    "cohort one, open in January 2020": (14, 6),
    "two conferences, cost": (2950, 2590),
    "one conference, from hours and rates": (1295, 1282.60),
    "cohort two, average benefit": (3999, 3993.3),
    "families of cohort three who go to kin, return": (9.7, 9.757),
    "cohort two, medium deadweight": (2.1, 2.184),
    "cohort three, medium deadweight": (3.6, 3.541),
    "cohort one, high deadweight": (8.0, 8.089),
    "total of cohort one, benefit with a point for a comma": (299.307, 299307),
    "families 4 and 13 of cohort one, return": (5.2, 5.252),
    "cohort one, return": (11.5, 11.556),
    "cohort one, return by the rule": (11.5, 11.069),
}


@pytest.mark.parametrize(("printed", "comes_to"), PRINTED_OTHERWISE.values(), ids=PRINTED_OTHERWISE.keys())
def test_what_is_printed_otherwise_is_told_as_such(evaluation, printed, comes_to):
    found = evaluation["fct_printed_difference"]
    near = (found["printed"] - printed).abs() < 0.0006
    apart = found[near & ((found["recomputed"] - comes_to).abs() < 0.001 * max(1, abs(comes_to)))]
    assert len(apart) and (apart["difference_kind"] != "within_rounding").all()


def test_a_difference_is_the_printed_less_what_it_comes_to(evaluation):
    found = evaluation["fct_printed_difference"]
    assert (found["difference_from_recomputed"] - (found["printed"] - found["recomputed"])).abs().max() < 1e-5
    assert not found["recomputed"].isna().any()


def test_a_year_of_the_service_returns_what_is_printed_by_the_printed_rows_alone(evaluation):
    found = evaluation["fct_annual_return"].sort_values("deadweight_pct")
    assert found["return_of_printed_rows"].round(1).tolist() == [4.9, 4.2, 3.4] == found["printed_return"].tolist()
    assert found["return_ratio"].round(1).tolist() == [4.7, 4.0, 3.3]
    assert all(math.isfinite(value) for value in found[["return_lower", "return_upper"]].to_numpy().ravel())
