"""Objectives and the rules that judge them: the evaluation's own figures, and definitions that cannot be used."""

import re
import shutil

import duckdb
import pytest

from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import read_definitions

NORTH_EAST_LINCOLNSHIRE = "strong_communities_north_east_lincolnshire"
# Table 12 of the evaluation, in its order; two of the nine have no objective, so nothing to be judged.
TABLE_12 = {
    "social_worker_turnover_rate": "partially_met",
    "social_worker_absence_rate": None,
    "social_worker_vacancy_rate": None,
    "children_looked_after": "not_met",
    "children_in_need": "not_met",
    "children_on_child_protection_plan": "partially_met",
    "referrals": "not_met",
    "re_referral_rate": "met",
    "children_with_less_support_at_follow_up": "met",
}


def ask(settings, query: str, *parameters: object) -> list[tuple]:
    with duckdb.connect(str(warehouse_file(settings)), read_only=True) as warehouse:
        return warehouse.execute(query, parameters).fetchall()


def test_the_evaluation_s_own_figures_give_the_nine_verdicts_of_its_table(built):
    rows = ask(
        built,
        "select measure_id, objective_verdict, is_as_reported from marts.bridge_scorecard_measure"
        " left join marts.fct_objective using (measure_id) where scorecard_id = ?",
        NORTH_EAST_LINCOLNSHIRE,
    )
    assert {measure: verdict for measure, verdict, _ in rows} == TABLE_12
    assert {agrees for *_, agrees in rows} == {True, None}


def test_the_card_says_by_what_rule_and_figures_a_verdict_came_about(built):
    ((rule, why, reported_in),) = ask(
        built,
        "select rule_words, why, reported_stated_in from marts.fct_objective where measure_id = ?",
        "children_on_child_protection_plan",
    )
    assert rule == (
        "Met: a fall of at least 40% between 31 March 2015 and 31 March 2018. Partially met: short of that, a fall "
        "between 31 March 2014 and 31 March 2019, or a fall between 31 March 2018 and 31 March 2019."
    )
    assert "From 226 children (31 March 2015) to 265 children (31 March 2018): up 17.3%." in why
    assert "From 407 children (31 March 2014) to 301 children (31 March 2019): down 26.0%." in why
    assert reported_in == "Table 12, row 6"


def test_one_rule_holds_for_every_objective_about_a_change(definitions):
    (programme,) = [one for one in definitions.programmes if one.programme == "creating_strong_communities"]
    for objective in (one for one in programme.objectives if one.measure is not None):
        if "most_moved" in objective.rule.met_when:
            continue
        # An overall move meets an objective without a size, so only the last year can meet it partially.
        assert objective.rule.met_when == (("moved_by_size",) if objective.size_pct else ("moved_overall",))
        partially = {*objective.rule.partially_met_when, *objective.rule.met_when} - {"moved_by_size"}
        assert partially == {"moved_overall", "moved_in_last_year"}


def test_the_children_followed_up_are_those_of_the_cohorts_in_the_report_s_tables(built):
    ((value, closed_and_in_kinship_care, all_children),) = ask(
        built,
        "select cast(value as integer), cast(numerator as integer), cast(denominator as integer)"
        " from marts.fct_measure_value where measure_id = 'children_with_less_support_at_follow_up'",
    )
    folder = PROJECT / "data" / "releases" / "creating-strong-communities-evaluation" / "2020"
    by_status = duckdb.sql(
        "select sum(children::integer) filter (status_in_january_2020 in ('CLOSED', 'KIN')), sum(children::integer)"
        f" from read_csv('{folder / 'tables_13_to_15_families.csv'}', all_varchar = true)"
        " where time_period in ('2018', '2019')"
    ).fetchone()
    assert (closed_and_in_kinship_care, all_children) == by_status == (16, 27)
    assert value == round(100 * 16 / 27)


def test_a_release_that_begins_later_cannot_judge_and_says_which_figure_is_missing(built_from_dfe):
    found = {
        measure: (verdict, why)
        for measure, verdict, why in ask(
            built_from_dfe, "select measure_id, objective_verdict, why from marts.fct_objective"
        )
        if measure in TABLE_12
    }
    for measure, day in (
        ("children_looked_after", "31 March 2015"),
        ("social_worker_turnover_rate", "the year to 30 September 2015"),
    ):
        verdict, why = found[measure]
        assert verdict == "cannot_be_judged"
        assert f"No figure for {day}" in why
    # The DfE's own series reach back far enough for these, and say what the report says.
    assert found["children_on_child_protection_plan"][0] == "partially_met"
    assert found["re_referral_rate"][0] == "met"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    followed_from: 2015-09-30\n", "", r"moved_overall in its rule needs followed_from"),
        (
            "met_when: [moved_overall]",
            "met_when: [moved_a_bit]",
            r"'moved_a_bit'\. Input should be",
        ),
        ("met_when: [moved_overall]", "met_when: []", r"rule, met_when: \[\]\. Tuple should have at least 1 item"),
        ("met_when: [moved_overall]", "met_when: [moved_by_size]", r"moved_by_size in its rule needs size_pct"),
        ("followed_from: 2015-09-30", "followed_from: 2020-09-30", r"followed_from is after followed_until"),
        (
            "    no_baseline_because: The objective names no year to count from; the report follows the rate",
            "    # The report follows the rate",
            r"an objective that a measure shows has a baseline",
        ),
        (
            "    followed_from: 2015-09-30\n",
            "    followed_from: 2015-09-30\n    baseline_period: 2015-09-30\n",
            r"no_baseline_because is for an objective without baseline_period",
        ),
        ("      verdict: partially_met", "      verdict: almost", r"'almost'\. Input should be 'met'"),
    ],
)
def test_an_objective_that_cannot_be_judged_by_its_rule_is_refused(folder, old, new, message):
    path = folder / "programmes" / "creating_strong_communities.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    refused = "\n".join(str(refusal) for refusal in read_definitions(folder).refused)
    assert re.search(message, refused, re.IGNORECASE), refused
    assert re.search(r"creating_strong_communities\.yml, line \d+", refused)
