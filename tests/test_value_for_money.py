"""The families of the evaluation of 2020 row by row, what they come to, and what is refused of the figures for it."""

import csv
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from oba.build import warehouse_file
from oba.cli import app
from oba.config import PROJECT, settings_from_environment
from oba.definitions import read_definitions
from oba.definitions.feeds import Feed
from oba.definitions.tables import value_tables
from oba.definitions.value_for_money import read_value_for_money
from oba.documents import marks
from oba.errors import DefinitionError
from oba.evaluation import DIFFERENCES, differences_table, read_evaluation
from oba.intake import judge_alone
from oba.statistics import return_intervals
from released import DEMO_RELEASE, RELEASES

FAMILIES = "tables_13_to_15_families.csv"
PAGE = PROJECT / "docs" / "value-for-money.md"


def ask(built, query: str) -> list[tuple]:
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        return warehouse.sql(query).fetchall()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


# What stands in the file.


def test_the_forty_families_are_those_whose_averages_the_report_prints():
    rows = rows_of(DEMO_RELEASE / FAMILIES)
    by_table = {table: [row for row in rows if row["table_number"] == table] for table in ("13", "14", "15")}
    assert {table: len(found) for table, found in by_table.items()} == {"13": 20, "14": 10, "15": 10}
    children = {table: sum(int(row["children"]) for row in found) for table, found in by_table.items()}
    assert children == {"13": 46, "14": 17, "15": 10}  # averages of 2.3, 1.7 and 1.0 are printed
    assert all(int(row["cost"]) == 1295 * int(row["conferences"]) for row in rows)


def test_a_slip_of_the_report_is_kept_as_it_is_printed():
    rows = {(row["table_number"], row["family_number"]): row for row in rows_of(DEMO_RELEASE / FAMILIES)}
    assert (rows["14", "2"]["exit_month"], rows["14", "2"]["time_period"]) == ("Aug 19", "2018")
    assert rows["14", "2"]["return_on_investment"] == "2.6"
    totals = rows_of(DEMO_RELEASE / "tables_13_to_16_family_group_conferencing_costs.csv")
    printed = {(row["row"], name): text for row in totals for name, text in row.items()}
    assert printed["Cohort one, last row", "benefit"] == "299.307"
    assert printed["Cohort one, medium deadweight", "return_on_investment"] == "19.8"
    assert printed["Two conferences", "cost"] == "2950"


# Sums of rows.


def test_a_measure_of_the_cards_is_a_sum_of_the_rows_and_names_their_lines(built):
    found = ask(
        built,
        "select cast(period_end_date as varchar), cast(value as integer), cast(numerator as integer),"
        " cast(denominator as integer), value_origin, source_row, last_source_row, interval_low is not null"
        " from marts.fct_measure_value where measure_id = 'family_group_conferencing_closed_at_follow_up' order by 1",
    )
    assert found == [
        ("2016-12-31", 70, 14, 20, "summed", 2, 21, True),
        ("2018-12-31", 70, 7, 10, "summed", 22, 31, True),
        ("2019-12-31", 10, 1, 10, "summed", 32, 41, True),
    ]


def test_no_row_of_a_kind_is_nothing_and_not_missing(built):
    found = ask(
        built,
        "select cast(value as integer), value_reason from marts.fct_measure_value"
        " where measure_id = 'family_group_conferencing_kinship' and period_end_date = date '2016-12-31'",
    )
    assert found == [(0, None)]


def test_the_page_names_the_lines_that_a_sum_looks_through(built):
    page = (built.served / "scorecards" / "E06000012" / "family_group_conferencing" / "evidence.html").read_text()
    (row,) = re.findall(r'<tr id="family_group_conferencing_closed_at_follow_up-2019-12-31".*?</tr>', page, re.S)
    assert "32 to 41" in row
    (file,) = re.findall(r'href="#(file-\w+)"', row)
    assert "tables_13_to_15_families.csv" in page[page.index(f'id="{file}"') :][:600]


# What it comes to.


def test_the_rule_gives_all_printed_benefits_but_that_of_one_family(built):
    families = ask(
        built,
        "select table_number, family_number, benefit_difference, is_benefit_by_rule from marts.fct_conference_family",
    )
    assert len(families) == 40
    assert [row[:3] for row in families if not row[3]] == [("13", 15, 12610.0)]
    assert max(abs(row[2]) for row in families if row[3]) <= 1.5


def test_every_printed_return_agrees_or_is_listed_and_the_listed_are_these(built):
    listed = ask(
        built,
        "select table_number, printed_row, printed_column, recomputed_basis, difference_kind"
        " from marts.fct_printed_difference where difference_kind in ('differs', 'point_for_comma')",
    )
    assert {(table, row, column) for table, row, column, *_ in listed} == {
        ("13", "Cohort one, family 15", "benefit"),
        ("13", "Cohort one, last row", "benefit"),
        ("13", "Cohort one, open in January 2020", "families"),
        ("13", "Cohort one, open in January 2020", "percentage"),
        ("14", "Cohort two, family 2", "return_on_investment"),
        ("14", "Cohort two, last row", "benefit"),
        ("16", "Cohort one, medium deadweight", "return_on_investment"),
        ("16", "Cohort three, medium deadweight", "return_on_investment"),
        ("text", "Cohort two, average of a family", "benefit"),
        ("text", "One conference", "cost"),
        ("text", "The service in a year, average benefit in the text", "benefit"),
        ("text", "Two conferences", "cost"),
    }


def test_every_figure_that_the_report_prints_of_the_families_is_worked_out_again(built):
    counted = {"Service, 2017 to 2019", "Service, from November 2015 to Round 1"}  # nothing to work them out of
    printed = {
        (row["table_number"], row["row"], column)
        for row in rows_of(DEMO_RELEASE / "tables_13_to_16_family_group_conferencing_costs.csv")
        for column in ("families", "percentage", "children", "hours", "cost", "benefit", "return_on_investment")
        if row[column] != "x" and row["row"] not in counted
    }
    year = {  # taken as it is printed
        ("text", f"The service in a year, {kind} deadweight", "cost") for kind in ("low", "medium", "high")
    }
    found = ask(built, "select distinct table_number, printed_row, printed_column from marts.fct_printed_difference")
    assert printed - year <= set(found)


def test_a_return_is_by_the_rule_and_stands_beside_the_one_printed_and_that_of_the_printed_rows(built):
    ((ratio, of_rows, printed, low, high),) = ask(
        built,
        "select round(return_ratio, 2), round(return_of_printed_rows, 2), printed_return, return_lower, return_upper"
        " from marts.fct_cohort_return where cohort_id like '%2016' and deadweight_kind = 'low'",
    )
    assert (ratio, of_rows, printed) == (11.07, 11.56, 11.5)
    assert low < ratio < high
    annual = ask(
        built,
        "select deadweight_kind, round(return_of_printed_rows, 1), printed_return"
        " from marts.fct_annual_return order by 3",
    )
    assert annual == [("high", 3.4, 3.4), ("medium", 4.2, 4.2), ("low", 4.9, 4.9)]


def test_two_families_carry_the_return_of_the_first_cohort(built):
    ((without, change),) = ask(
        built,
        "select round(return_ratio, 2), round(return_change, 2) from marts.fct_return_sensitivity"
        " where cohort_id like '%2016' and parameter = 'largest_families_left_out'",
    )
    assert (without, change) == (4.66, -6.41)


def test_with_increases_counted_returns_are_those_of_the_page_and_none_lowers_the_first_further(built):
    rows = ask(
        built,
        "select right(cohort_id, 4), benefit_pounds, standing.return_ratio, moved.return_ratio * cost_pounds,"
        " moved.return_ratio from marts.fct_cohort_return as standing"
        " inner join marts.fct_return_sensitivity as moved using (cohort_id)"
        " where deadweight_kind = 'low' and parameter = 'increases_counted' order by 1",
    )
    told = [
        f"| {year} | {was:,.0f} | {ratio:.2f} | {net:,.0f} | {moved:.2f} |" for year, was, ratio, net, moved in rows
    ]
    assert len(told) == 3 and "\n".join(told) in PAGE.read_text()
    ((lowest,),) = ask(
        built,
        "select arg_min(parameter, return_ratio) from marts.fct_return_sensitivity where cohort_id like '%2016'",
    )
    assert lowest == "increases_counted"


def test_no_stated_return_has_a_rank_and_each_has_its_method(built):
    found = ask(
        built,
        "select return_method, amount, rank_in_method, why_not_ranked from marts.fct_return_comparator",
    )
    assert len({method for method, *_ in found}) == len(found)
    assert {(rank, why) for *_, rank, why in found} == {(None, "methods_differ")}
    assert [amount for method, amount, *_ in found if method == "cost_analysis_in_trial"] == [None]


# The command and the page.


def test_the_command_names_the_family_and_ends_well_with_differences(built):
    found = CliRunner().invoke(app, ["evaluation"], env={"OBA_HOME": str(built.home), "COLUMNS": "200"})
    assert found.exit_code == 0, found.output
    for told in ("39 of 40 families", "family 15 of Table 13: 12,610 pounds", "Table 16", "point printed for a comma"):
        assert told in found.output


def test_no_figure_and_no_word_is_cut_where_the_command_is_piped(built):
    found = CliRunner().invoke(app, ["evaluation"], env={"OBA_HOME": str(built.home), "COLUMNS": "80"})
    assert found.exit_code == 0 and "…" not in found.output
    lines = [[cell.strip() for cell in line.split("│")] for line in found.output.splitlines()]
    cells = {cell for line in lines for cell in line}
    assert {"14,965.35", "1,282.60", "39,930.80"} <= cells
    assert any("medium deadweight" in cell for cell in cells)


def test_the_page_has_the_differences_that_the_command_finds(built):
    begin, end = marks(DIFFERENCES)
    text = PAGE.read_text().partition(begin)[2].partition(end)[0].strip()
    assert text == differences_table(read_evaluation(warehouse_file(built)))


# Intervals.


def families_of(benefits: list[float]) -> pd.DataFrame:
    numbered = [(n, benefit) for n, benefit in enumerate(benefits)]
    return pd.DataFrame(
        [("c", number, benefit, 100.0) for number, benefit in numbered],
        columns=["cohort_id", "family_number", "benefit_pounds", "cost_pounds"],
    )


def test_families_that_are_all_alike_leave_no_room_and_fewer_than_five_say_nothing():
    (found,) = return_intervals(families_of([300.0] * 8)).itertuples(index=False)
    assert (found.return_lower, found.return_upper) == pytest.approx((3, 3))
    assert return_intervals(families_of([300.0] * 4)).empty


def test_an_interval_hangs_on_the_families_and_not_on_their_order_and_is_that_of_a_mean():
    benefits = list(np.random.default_rng(1).gamma(2, 500, size=200))
    found = return_intervals(families_of(benefits))
    mixed = return_intervals(families_of(benefits).sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(found, mixed)
    # Of many families that cost the same it is the interval of a mean, which theory gives.
    error = 1.96 * np.std(benefits, ddof=1) / np.sqrt(len(benefits)) / 100
    assert found["return_upper"][0] - found["return_lower"][0] == pytest.approx(2 * error, rel=0.08)


# What is refused.


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")


UNIT_COST = "  - {status: looked_after, pounds_a_week: 685, from: 2015-11-01, price_year: 2020"
RANKING = "rankings:\n  - ranking: best\n    comparators: [{}]\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "conferences.yml",
            UNIT_COST,
            UNIT_COST.replace(" from: 2015-11-01,", ""),
            r"conferences\.yml, line 26: .*a figure has a period",
        ),
        (
            "conferences.yml",
            "  - {status: kinship_care",
            f'{UNIT_COST}, stated_in: "here"}}\n  - {{status: kinship_care',
            r"conferences\.yml, line 27: one thing has one price on a day; found looked_after",
        ),
        (
            "conferences.yml",
            "{status: child_in_need,",
            "{status: in_need,",
            r"conferences\.yml, line 29: .*unit_costs, entry 4, status: 'in_need'",
        ),
        (
            "conferences.yml",
            "{kind: medium,",
            "{kind: middling,",
            r"conferences\.yml, line 38: .*deadweight, entry 2, kind: 'middling'",
        ),
        (
            "conferences.yml",
            "{kind: medium,",
            "{kind: low,",
            r"conferences\.yml, line 38: each kind of deadweight has one share; found low",
        ),
        (
            "conferences.yml",
            "until: 2019-12-31, cohort: left_conferences_in_2016",
            "until: 2019-12-31, cohort: left",
            r"a year of service takes the benefit of an evaluated cohort; found 'left'",
        ),
        (
            "conferences.yml",
            "    Kinship care: kinship_care",
            "    Kinship care: early_help",
            r"a status of the evaluated families has a unit cost; found early_help",
        ),
        ("deflators.yml", "series: []", "series: []\nto_price_year: 2024", r"deflators\.yml, line 4: .*none for 2020"),
        (
            "deflators.yml",
            "series: []",
            "series: [{price_year: 2020, index: 100}]",
            r"a series has a source",
        ),
        (
            "comparators.yml",
            "comparators:\n",
            RANKING.format("conferences_north_east_lincolnshire_2017, family_valued_leeds_summary_2017")
            + "comparators:\n",
            r"comparators\.yml, line 6: what is put in order was reckoned by one method, in one unit; found "
            r"fiscal_return_of_first_evaluation in pounds_for_each_pound; net_saving_a_family in pounds_a_family",
        ),
        (
            "comparators.yml",
            "comparators:\n",
            RANKING.format("family_valued_leeds_summary_2017, nobody") + "comparators:\n",
            r"what is put in order is a comparator; found nobody",
        ),
    ],
)
def test_a_figure_of_the_value_for_money_that_cannot_be_used_is_refused_with_its_line(folder, file, old, new, message):
    path = folder / "value_for_money" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DefinitionError, match=message):
        read_value_for_money(folder)


def test_what_is_wrong_with_it_stops_all_definitions(folder):
    (folder / "value_for_money" / "deflators.yml").write_text("series: [{price_year: 2020, index: 100}]\n")
    with pytest.raises(DefinitionError, match="a series has a source"):
        read_definitions(folder)


def test_what_is_of_one_method_can_be_put_in_order(folder):
    path = folder / "value_for_money" / "comparators.yml"
    text = path.read_text().replace("method: cost_against_business_as_usual", "method: net_saving_a_family")
    path.write_text(text + RANKING.format("family_valued_leeds_national_2017, family_valued_leeds_summary_2017"))
    value = read_value_for_money(folder)
    assert value.comparators.in_order(value.comparators.rankings[0])[0] == "family_valued_leeds_summary_2017"


MEASURE = "family_group_conferencing_return"


@pytest.mark.parametrize(
    ("measure", "old", "new", "message"),
    [
        (
            MEASURE,
            "sources:\n",
            "sources:\n  - feed: evaluation_conference_families\n    column: return_on_investment\n    summed_over:"
            " {table_number: all, family_number: all, exit_month: all, status_at_entry: all, status_at_exit: all,"
            " status_in_january_2020: all}\n",
            r"a return is of one method: .*found returns of evaluation_conference_families and evaluation_family",
        ),
        (
            "social_worker_turnover_rate",
            "unit: percent",
            "unit: pounds_for_each_pound",
            r"a return is of one method: .*about several places",
        ),
        (
            "family_group_conferencing_closed_at_follow_up_number",
            "      family_number: all\n",
            "",
            r"'where' names one member of each filter of feed evaluation_conference_families that is not summed over",
        ),
        (
            "family_group_conferencing_closed_at_follow_up_number",
            "      family_number: all\n",
            "      family_number: ['1', '21']\n",
            r"a member is one of filter family_number .*found '21'",
        ),
        (
            "family_group_conferencing_closed_at_follow_up_number",
            "      family_number: all\n",
            "      family_number: all\n      status_in_january_2020: all\n",
            r"status_in_january_2020 stands in 'where' and in 'summed_over'",
        ),
        ("family_group_conferencing_kinship", "unit: percent", "unit: families", r"what is so much out of something"),
    ],
)
def test_a_measure_that_mixes_methods_or_sums_what_is_not_there_is_refused(folder, measure, old, new, message):
    path = folder / "measures" / f"{measure}.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DefinitionError, match=message):
        read_definitions(folder)


def test_a_filter_with_a_sum_among_its_members_is_not_summed_over_as_a_whole(folder):
    path = folder / "measures" / "signs_of_safety_used.yml"
    text = path.read_text()
    head, _, _ = text.partition("sources:")
    sums = "summed_over: {table_number: all, statement: all, answer: all}"
    path.write_text(f"{head}sources:\n  - {{feed: evaluation_signs_of_safety, column: percentage, {sums}}}\n")
    with pytest.raises(DefinitionError, match=r"a sum counts nobody twice; found '.*', a sum of others"):
        read_definitions(folder)


# A file that lists cases.


@pytest.fixture
def listed(tmp_path, definitions):
    """Judge the file of families after a change of its text; returns what is wrong with it."""

    def judge(old: str, new: str) -> str:
        path = tmp_path / "creating-strong-communities-evaluation" / "2020" / FAMILIES
        path.parent.mkdir(parents=True)
        text = (DEMO_RELEASE / FAMILIES).read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        settings = settings_from_environment(home=tmp_path / "home", releases=RELEASES)
        return "\n".join(str(failure) for failure in judge_alone(path, settings, definitions).failures)

    return judge


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("13,2,Feb 16", "13,1,Feb 16", "each time, place and filter member has one row"),
        ("CIN,CIN,CLOSED,1,1,1,1295,3401", "CIN,CIN,ABROAD,1,1,1,1295,3401", "a filter has only the members"),
        ("13,2,Feb 16", "13,2,Feb 17", "a filter has only the members"),
        ("2016,Calendar", "2015,Calendar", "the periods are 2016 to 2019"),
    ],
)
def test_a_list_of_cases_is_refused_for_a_case_twice_or_a_word_that_is_not_declared(listed, old, new, message):
    assert message in listed(old, new)


def test_a_list_of_cases_may_have_none_in_a_period_and_any_members_together(listed):
    assert listed("15,20,Jun 19,CIN,CIN,CIN", "15,20,Jun 19,CIN,KIN,FOSTER") == ""


def test_a_list_is_of_single_cases():
    feed = {"feed": "f", "title": "F", "files": ["f.csv"], "period_ends": "31 March", "regions": 0} | {
        "periods": {"time_identifier": "Reporting year", "window": 1},
        "minimum_authorities": 1,
        "lists": "case",
        "columns": {"children": {"unit": "children", "decimal_places": 0}},
    }
    with pytest.raises(ValueError, match="lists: case is not declared"):
        Feed.model_validate(feed)
    with pytest.raises(ValueError, match="All is a sum over others"):
        Feed.model_validate(feed | {"filters": {"case": {"members": {"1": {}, "All": {"aggregate": True}}}}})


def test_the_restricted_warehouse_has_the_same_costs(definitions, tmp_path):
    tables = value_tables(definitions.folder)
    assert tables["unit_cost"].num_rows == len(definitions.value_for_money.conferences.unit_costs)
    assert tables["conference_cost"].to_pylist()[0]["staff_pounds"] == 1282.6
    assert {name: table.num_rows for name, table in value_tables(tmp_path).items()} == dict.fromkeys(tables, 0)
