"""What evaluations of programmes asked, reached, compared and found: as printed, and what is made of it."""

import csv
import re
import shutil
from datetime import date
from pathlib import PurePosixPath

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from oba import language as words
from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.definitions.tables import TABLES
from oba.site import card
from oba.site.reading import Site
from oba.statistics.comparisons import comparisons, difference_of_shares, largest_spread, rate_ratio, rest_of
from released import RELEASES

FIGURES = ("pounds", "saved_for_each_pound")
INNOVATION = RELEASES / "innovation-programme-evaluation" / "2017"


@pytest.fixture(scope="module")
def ask(built):
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        yield lambda query, *parameters: warehouse.execute(query, parameters).fetchall()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")


# Surveys.


def test_every_share_is_the_percentage_that_the_report_prints(ask):
    rows = ask(
        "select file.file_name, answer.source_row, answer.share_pct from marts.fct_survey_distribution as answer"
        " inner join marts.dim_release_file as file using (release_file_id) where answer.share_pct is not null"
        " and survey_id in ('restorative_practice_round_2', 'signs_of_safety_round_2')"
    )
    printed = {}
    for name in {file for file, *_ in rows}:
        path = RELEASES / "creating-strong-communities-evaluation" / "2020" / name
        printed[name] = list(csv.DictReader(path.open(newline="", encoding="utf-8")))
    for file, line, share in rows:
        assert share == pytest.approx(float(printed[file][line - 2]["percentage"]), abs=0.51), (file, line)
    assert len(rows) == 176


def test_a_table_whose_answers_pass_its_base_takes_their_sum_and_is_marked(ask):
    found = ask(
        "select distinct statement_words, base_printed, base from marts.fct_survey_distribution"
        " where is_base_contradicted order by 1"
    )
    # 23 below Table 31, whose answers add up to 82; 59 of a survey that 34 answered.
    assert found == [
        ("Restorative Practice, clear understanding at follow-up", 59, 59),
        ("Success of the leads or champions approach", 23, 82),
    ]


def test_both_percentages_of_a_question_that_does_not_concern_all_can_be_told_apart(ask):
    of_all, of_concerned = ask(
        "select sum(share_pct), sum(share_of_concerned_pct) from marts.fct_survey_distribution"
        " where statement_words = 'Usefulness of the Signs of Safety framework in decisions on safety'"
        " and answer_side = 'positive'"
    )[0]
    # 77% in Appendix 6 and 81% in Question 1 of the same report.
    assert (round(of_all), round(of_concerned)) == (77, 81)


def test_the_follow_ups_of_2017_can_only_have_asked_those_who_answered_the_baseline(ask):
    found = {
        survey: (responses, least, most)
        for survey, responses, least, most in ask(
            "select survey_id, responses, invited_at_least, invited_at_most from marts.dim_survey"
            " where survey_round in ('baseline', 'follow_up')"
        )
    }
    for strand in ("signs_of_safety", "restorative_practice", "outcomes_based_accountability"):
        answered, _, _ = found[f"{strand}_baseline"]
        _, least, most = found[f"{strand}_follow_up"]
        assert least <= answered <= most
    assert found["signs_of_safety_baseline"] == (113, 300, 300)


def test_few_answers_are_warned_of_by_thresholds_that_are_data(ask, definitions):
    warned = dict(ask("select survey_id, response_warning from marts.dim_survey where is_sample"))
    assert warned["signs_of_safety_round_2"] == "most_did_not_answer"  # 16%
    assert warned["restorative_practice_baseline"] == "many_did_not_answer"  # 70%
    assert warned["family_valued_practitioners_conferences"] == "rate_not_stated"
    assert [(rule.under_pct, rule.warning) for rule in definitions.surveys.response_rules] == [
        (50, "most_did_not_answer"),
        (80, "many_did_not_answer"),
    ]


def test_what_counts_all_there_are_has_neither_interval_nor_warning(ask):
    found = ask(
        "select sum(people), max(base), count(share_lower), count(response_warning)"
        " from marts.fct_survey_distribution where survey_id = 'evaluation_plans'"
    )
    assert found == [(56, 56, 0, 0)]  # Table 6


def test_a_new_survey_is_an_entry_of_a_definition_alone(folder):
    path = folder / "programmes" / "stockport_family.yml"
    entry = (
        "surveys:\n  - survey: new_one\n    title: A new one\n    round: round_3\n    asked: Staff\n"
        "    fielded: In spring\n    feed: stockport_family\n    statements_by: item\n    percentage: percentage\n"
        "    statements:\n"
        "      - statement: Staff with the right tools and resources\n        scale: indicated\n"
        "        where: {document: Final evaluation report}\n        stated_in: A table\n    stated_in: A table\n"
    )
    path.write_text(path.read_text().replace("surveys:\n", entry, 1))
    definitions, wanted = read_definitions(folder), ("survey", "programme_figure")
    tables = {table.name: list(table.rows(definitions)) for table in TABLES if table.name in wanted}
    assert "new_one" in {row["survey_id"] for row in tables["survey"]}
    (figure,) = [row for row in tables["programme_figure"] if row["entry_name"] == "new_one/1/1"]
    assert (figure["data_column"], figure["figure_part"]) == ("percentage", "percentage")
    assert "item=Staff with the right tools and resources" in figure["breakdown"]


# Training and comparisons.


def test_training_is_held_against_its_target(ask):
    found = {
        training: rest
        for training, *rest in ask(
            "select training_id, reached, to_be_reached, round(reached_of_target_pct, 1), reach_status"
            " from marts.fct_training_reach"
        )
    }
    assert found["awareness_raising"] == [5913, 4500, 131.4, "target_met"]
    assert found["deep_dive"] == [1392, 1500, 92.8, "still_going_on"]
    assert found["deep_dive_social_workers"] == [180, None, None, "no_target_stated"]


def test_each_comparison_says_what_the_printed_figures_can_tell(ask):
    found = {
        (programme, comparison): rest
        for programme, comparison, *rest in ask(
            "select programme_id, comparison_id, comparison_verdict, untested_reason, is_test_as_reported"
            " from marts.fct_programme_comparison"
        )
    }
    leeds = {name: rest for (programme, name), rest in found.items() if programme == "family_valued"}
    assert leeds["children_in_need"] == leeds["child_protection_plans"] == ["better", None, True]
    # Called significant, too; 1,253 and 1,226 do not show it.
    assert leeds["children_looked_after"] == ["no_difference_shown", None, False]
    assert leeds["clusters"] == ["cannot_be_tested", "only_averages", None]
    assert found["creating_strong_communities", "children_looked_after"] == ["worse", None, None]
    assert found["creating_strong_communities", "re_referrals"] == ["better", None, None]
    assert found["creating_strong_communities", "social_worker_turnover"][0] == "cannot_be_tested"


@pytest.mark.parametrize(("before", "after"), [(20, 10), (666, 581), (23, 47), (5, 0)])
def test_a_rate_ratio_is_that_of_the_exact_conditional_test(before, after):
    ratio, low, high, p_value = rate_ratio(before, after)
    assert ratio == after / before and low <= ratio <= high
    assert p_value == pytest.approx(poisson_test(after, 1, before, 1, method="exact-cond").pvalue, rel=1e-6)
    # The end of the interval is the ratio at which so few, or fewer, are as seldom as one in forty.
    assert stats.binom.cdf(after, before + after, high / (1 + high)) == pytest.approx(0.025)


def test_a_difference_of_shares_has_the_interval_of_newcombe_s_example():
    points, low, high, p_value = difference_of_shares(100 * 48 / 80, 80, 100 * 56 / 70, 70)  # 1998, table II, (a)
    assert (round(points, 4), round(low, 2), round(high, 2)) == (20.0, 5.24, 33.39)
    assert 0.005 < p_value < 0.01


def test_the_rest_and_the_spread_of_averages_are_worked_out_from_those_printed():
    clusters = np.array([5.0, 6.0, 7.0, 8.0]), np.array([1.0, 2.0, 3.0])
    everyone = np.concatenate(clusters)
    assert rest_of(everyone.mean(), 7, clusters[1].mean(), 3) == pytest.approx(clusters[0].mean())
    spread = largest_spread(7.0, 6, 19)
    one, other = (np.resize([-1.0, 1.0], count) for count in (6, 19))
    one, other = (part / np.sqrt(np.var(part, ddof=1)) * spread for part in (one - one.mean(), other - other.mean()))
    assert stats.ttest_ind(one + 7.0, other).pvalue == pytest.approx(0.05)


def test_of_a_figure_that_is_missing_nothing_is_tested():
    row = {
        **{"programme_id": "p", "comparison_id": "c", "comparison_form": "counts", "better_when": "lower"},
        **{"untested_reason": None, "first_value": np.nan, "second_value": 12.0},
        **dict.fromkeys(("first_base", "first_groups", "second_base", "second_groups"), np.nan),
    }
    (found,) = comparisons(pd.DataFrame([row])).to_dict("records")
    assert (found["comparison_verdict"], found["untested_reason"]) == ("cannot_be_tested", "figure_missing")
    nothing = comparisons(pd.DataFrame([row | {"first_value": 0.0, "second_value": 0.0}])).iloc[0]
    assert nothing["comparison_verdict"] == "cannot_be_tested"


# Features, outcomes, objectives.


def test_table_4_stands_by_project_with_the_figures_of_its_release(ask):
    rows = ask(
        "select project_name, outcome_finding, figure_value, source_row from marts.fct_programme_outcome"
        " where project_name is not null"
    )
    with (INNOVATION / "table_4_value_for_money.csv").open(newline="", encoding="utf-8") as stream:
        printed = list(csv.DictReader(stream))
    assert {project for project, *_ in rows} == {row["item"].split(": ")[0] for row in printed}
    assert len({project for project, *_ in rows}) == 25  # headed 24
    for project, _, figure, line in rows:
        if figure is not None:
            cells = printed[line - 2]
            assert cells["item"].startswith(f"{project}: ")
            assert figure in [float(cells[column]) for column in FIGURES if cells[column] not in "xz"]
    by_finding = {project: finding for project, finding, *_ in rows}
    counts = [list(by_finding.values()).count(finding) for finding in ("better", "no_change", "worse")]
    assert counts == [21, 2, 2]  # as the national report counts them


def test_the_seven_features_are_each_there_and_the_one_left_out_says_so(ask):
    found = dict(
        ask(
            "select practice_feature, practice_finding from marts.fct_practice_feature"
            " where programme_id = 'creating_strong_communities'"
        )
    )
    assert set(found) == set(words.PRACTICE_FEATURES)
    assert [feature for feature, finding in found.items() if finding == "not_assessed"] == ["group_case_discussion"]
    outcomes = ask(
        "select distinct programme_outcome from marts.fct_programme_outcome where geography_code = 'E06000012'"
    )
    assert {outcome for (outcome,) in outcomes} == set(words.PROGRAMME_OUTCOMES)


def test_an_objective_that_nobody_measured_is_there_with_the_reason(ask):
    rows = ask(
        "select objective_verdict, why, source_document from marts.fct_objective"
        " where programme_id = 'creating_strong_communities' and measure_id is null"
    )
    assert len(rows) == 4
    for verdict, why, document in rows:
        assert verdict == "cannot_be_judged"
        assert why.startswith("No measure shows it. Neither the summary of 2017 nor the evaluation of 2020 prints")
        assert document == "Creating Strong Communities Evaluation Summary (2017)"


# Definitions that cannot be used.


CSC, LEEDS = "creating_strong_communities", "family_valued"
PERIOD = 'children_looked_after, period: "2015"'
UNUSABLE = {
    "a scale that there is not": (
        *(LEEDS, "scale: indicated\n", "scale: likert\n"),
        r"line \d+: a scale is one of method/surveys\.yml; found 'likert'",
    ),
    "a member that there is not": (
        *(LEEDS, 'item: "Deep Dive, number aimed at"', "item: Deep Dive"),
        r"a member is one of filter item of feed family_valued; found 'Deep Dive'",
    ),
    "a card that there is not": (
        *(LEEDS, "scorecard: family_valued", "scorecard: family_value"),
        r"a scorecard is defined; found 'family_value'",
    ),
    "a feed that there is not": (
        *(LEEDS, "feed: family_valued_surveys", "feed: family_valued_survey"),
        r"found 'family_valued_survey'",
    ),
    "no period where there are several": (
        *(CSC, PERIOD, "children_looked_after"),
        r"a figure without a period, of a feed that has several",
    ),
    "a period of another kind": (
        *(CSC, PERIOD, PERIOD.replace("2015", "March 2015")),
        r"a figure is of one period of feed evaluation_table_07",
    ),
    "one name twice": (
        *(LEEDS, "training: deep_dive\n", "training: awareness_raising\n"),
        r"training: awareness_raising is there twice",
    ),
    "averages without a reason": (
        *(LEEDS, "    untested_because: only_averages\n", ""),
        r"'untested_because' says why averages or figures are not tested",
    ),
    "a form that there is not": (CSC, "form: shares", "form: means", r"'means'\. Input should be 'counts'"),
    "an objective with a measure and a reason why it has none": (
        *(CSC, "measure: null", "measure: referrals"),
        r"names the 'measure' that shows it or says in 'no_measure_because'",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_evaluation_that_no_release_can_hold_is_refused_with_its_line(folder, file, old, new, message):
    path = folder / "programmes" / f"{file}.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    refused = "\n".join(str(refusal) for refusal in read_definitions(folder).refused)
    assert re.search(message, refused), refused
    assert re.search(rf"{file}\.yml, line \d+", refused)


# Pages and words.


@pytest.fixture(scope="module")
def pages(built):
    site = Site.of(warehouse_file(built), date(2026, 11, 22))
    planned = card.pages(site, ["E06000012", "E08000035"])
    return {PurePosixPath(page.address).stem: page.draw(site) for page in planned}


def test_a_card_shows_its_surveys_with_bars_and_the_warning_of_few_answers(pages):
    page = pages["signs_of_safety"]
    assert "68 people answered, 16% of those asked; by that rate 413 to 438 were asked." in page
    assert f"<strong>{words.RESPONSE_WARNINGS['most_did_not_answer']}</strong>" in page
    assert page.count('<svg viewBox="0 0 300 16"') == 14  # statements whose answers have sides and are all printed
    assert "Always 44%; Most of the time 37%; Sometimes 15%; Not at all 4%" in page
    # Safety planning: net beside the share that it is made of, which is not the 86% of all 63.
    assert re.search(r"<td>86%</td>.*?<td>63</td>\s*<td>89% of 61</td>\s*<td>\+89</td>", page, re.DOTALL)
    assert "What evaluations asked and found" not in pages["value_for_money"]


def test_a_card_shows_training_against_its_target_and_what_a_comparison_can_tell(pages):
    page = pages["family_valued"]
    assert "5,913 of 4,500 people, 131.4%." in page
    assert "1,392 of 1,500 people, 92.8%, to be reached by the end of 2016." in page
    assert "If both are plain averages, the others come to -0.5%." in page
    assert "The source calls it significant and does not give the working." in page
    assert "The source calls it significant; the two printed numbers alone do not bear that out." in page


def test_the_population_card_names_the_objectives_that_nobody_measured(pages):
    page = pages["strong_communities_north_east_lincolnshire"]
    assert "improvement in school attendance of vulnerable pupils" in page
    assert "bullying" not in pages["value_for_money"]


def test_numbers_of_a_response_are_told_as_far_as_they_are_printed():
    survey = {"responses": 90.0, "unit": "people", "response_rate_pct": 90.0, "invited": 100.0}
    assert words.response(survey) == "90 people answered, 90% of those asked, who were 100."
    rate = {"invited": None, "response_rate_pct": 37.7, "invited_at_least": 300.0, "invited_at_most": 300.0}
    assert words.response(survey | rate) == "90 people answered, 37.7% of those asked; by that rate 300 were asked."
    assert words.response(survey | {"response_rate_pct": None}) == "90 people answered."
    assert words.response(survey | {"responses": None}) == "How many answered is not printed."


def test_a_range_of_pounds_and_one_figure_are_written_in_their_unit():
    row = {"figure_value": 393.0, "figure_to_value": 1147.0, "unit": "pounds"}
    assert words.range_of(row) == "393 to 1,147 pounds"
    assert words.range_of(row | {"figure_value": 1.84, "figure_to_value": None}) == "1.84 pounds"
    assert words.range_of(row | {"figure_value": 86.0, "figure_to_value": None, "unit": "percent"}) == "86%"
