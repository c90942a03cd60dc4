"""Doubted figures and shocks, from the definitions to the page."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb

from drawn import Pages, words_of
from oba.build import doubts_not_found, warehouse_file
from oba.config import PROJECT
from oba.definitions.measures import DoubtedFigure
from oba.publication import PAGES

SAID = {"reason": "A slip.", "doubted_on": date(2026, 11, 21), "source": "A letter."}
REFERRALS = ("evaluation_table_10", "referrals")


def told(built, definitions, feed: str, column: str, period: str, figure: Decimal) -> list[str]:
    where = {"feed": feed, "column": column, "place": "E06000012", "period": period}
    entry = DoubtedFigure.model_validate({**where, "figure": figure, **SAID})
    return doubts_not_found(built, replace(definitions, doubted_figures=(entry,)))


def about(pages: Pages, address: str, measure: str) -> str:
    """What a page says of a measure."""
    html = pages.text(address)
    return words_of(html[html.index(f'id="{measure}"') :].partition("</section>")[0])


def test_a_doubt_that_no_landed_release_holds_is_told_with_the_row_to_mend(built, definitions):
    (line,) = told(built, definitions, *REFERRALS, period="201718", figure=Decimal(7))
    assert line == (
        "doubted_figures.yml: no landed release of feed evaluation_table_10 holds 7 in referrals of E06000012 for "
        "201718, so nothing is doubted there. Correct the row, or remove it."
    )


def test_a_doubt_that_a_release_holds_is_not_told(built, definitions):
    with (PROJECT / "data/releases/creating-strong-communities-evaluation/2020/table_10_referrals.csv").open() as file:
        rows = {(row["new_la_code"], row["time_period"]): row["referrals"] for row in csv.DictReader(file)}
    figure = Decimal(rows["E06000012", "201718"])
    assert told(built, definitions, *REFERRALS, period="201718", figure=figure) == []


def test_nothing_is_told_of_a_feed_that_has_not_landed(built, definitions):
    assert definitions.doubted_figures
    assert doubts_not_found(built, definitions) == []


def test_a_doubted_figure_is_shown_with_its_reason_and_counts_nowhere(built_from_dfe):
    repeats = "measure_id = 'repeat_child_protection_plans' and period_end_date = date '2022-03-31'"
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:

        def only(query: str) -> tuple:
            (row,) = warehouse.sql(query).fetchall()
            return row

        comparison = f"from marts.fct_measure_comparison where {repeats} and geography_code"
        assert only(
            f"select value, is_doubted, change_on_previous from marts.fct_measure_value where {repeats} and is_doubted"
        ) == (100, True, None)
        assert only(f"select authority_rank, against_england {comparison} = 'E08000017'") == (None, None)
        assert only(f"select neighbours_in_set, neighbours_with_value {comparison} = 'E06000012'") == (10, 9)
        assert only(
            "select count(*) from marts.fct_measure_forecast where geography_code = 'E08000017'"
            " and measure_id = 'repeat_child_protection_plans'"
        ) == (0,)  # two figures since
    pages = Pages(built_from_dfe.build / PAGES)
    evidence = about(pages, "E08000017/reduced_risk/evidence.html", "repeat_child_protection_plans")
    assert "year to 31 March 2022 100.0% (in doubt)" in evidence
    assert "year to 31 March 2022: 100.0%. Doubted since 21 November 2026: Every one of 437 plans" in evidence


def test_the_year_of_the_shock_is_told_beneath_the_curve_and_the_method_is_not_chosen_by_it(built_from_dfe):
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:
        ratios = warehouse.sql(
            "select forecast_method, error_against_naive from marts.fct_forecast_backtest"
            " where measure_id = 'looked_after_dental_checks' and (is_chosen or forecast_method = 'as_chosen')"
        ).fetchall()
    assert {method for method, _ in ratios} == {"naive", "as_chosen"}
    assert max(ratio for _, ratio in ratios) <= 1
    pages = Pages(built_from_dfe.build / PAGES)
    evidence = about(pages, "E06000012/wellbeing_and_resilience/evidence.html", "looked_after_dental_checks")
    assert "Out of the ordinary: year to 31 March 2021. COVID-19: dentists" in evidence
