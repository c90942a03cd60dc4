"""The scorecard of a place and the pages behind it: figures, verdicts and objectives of the report, each in place."""

import re
from datetime import date

import duckdb
import pytest

from drawn import DAY, Pages, draw, words_of
from oba.build import warehouse_file
from oba.language import QUADRANTS
from oba.publication import PAGES
from oba.site import AuthorityUnknown, draw_pages
from oba.site.reading import Site
from oba.site.reading.card import _ahead

PLACE = "E06000012"
PROGRAMME = "strong_communities_north_east_lincolnshire"


@pytest.fixture(scope="module")
def pages(built) -> Pages:
    return Pages(built.build / PAGES)


def about(text: str, title: str) -> str:
    """What the list of headlines says of one of them, up to the next."""
    _, _, rest = text.partition(f" {title} ")
    return rest[:400]


def test_a_card_shows_the_figures_of_the_report(pages):
    text = pages.said(f"{PLACE}/children_and_families.html")
    assert about(text, "Children looked after").startswith("448 children 31 March 2019")
    evidence = pages.said(f"{PLACE}/children_and_families/evidence.html")
    assert "31 March 2015 265" in evidence and "31 March 2019 448" in evidence
    curve = pages.said(f"{PLACE}/children_and_families/children_looked_after.html")
    assert "31 March 2019 448 8,580 78,150" in curve


def test_a_card_shows_each_objective_in_the_report_s_words_with_its_place(pages):
    text = pages.said(f"{PLACE}/children_and_families.html")
    assert "A 23% reduction in the number of Looked After Children (LAC)" in text
    assert "Starting point, 31 March 2015: 265 children. Reduced by 23% that is 204 children. " in text
    assert "At the end of its time, 31 March 2018, it was 354 children." in text
    assert text.count("Creating Strong Communities: ") == 6


def test_each_objective_has_its_verdict_with_its_figures_and_the_source_s_own_and_the_rule_is_with_the_evidence(pages):
    text = pages.said(f"{PLACE}/{PROGRAMME}.html")
    assert "over a three-year period (2014-15 to 2017-18)\u201d Not met Starting point, 31 March 2015" in text
    assert "From 265 children (31 March 2015) to 354 children (31 March 2018): up 33.6%." in text
    assert text.count("The report says the same:") == 7
    assert "The rule." not in text
    evidence = pages.said(f"{PLACE}/{PROGRAMME}/evidence.html")
    assert "Met: a fall of at least 23% between 31 March 2015 and 31 March 2018." in evidence
    assert "Table 12, row 4" in evidence


def test_a_card_that_wants_a_direction_judges_by_it_and_no_other_card_does(pages):
    wanting = about(pages.said(f"{PLACE}/{PROGRAMME}.html"), "Children looked after")
    other = about(pages.said(f"{PLACE}/children_and_families.html"), "Children looked after")
    assert wanting.startswith("448 children 31 March 2019 Worse ")
    assert "By the aim of 2015 to 2018, that is worse" in wanting
    assert other.startswith("448 children 31 March 2019 Gone up ")
    assert "aim" not in other
    curve = pages.said(f"{PLACE}/{PROGRAMME}/children_looked_after.html")
    assert "North East Lincolnshire set out to reduce it" in curve


def test_a_count_is_compared_by_its_rate_of_the_same_period_and_not_where_there_is_none(pages, own_build, tmp_path):
    assert "As a rate" not in pages.said(f"{PLACE}/children_and_families.html")
    with duckdb.connect(str(warehouse_file(own_build))) as warehouse:
        warehouse.sql(
            "insert into marts.fct_measure_comparison by name"
            " select 'children_looked_after_rate' as measure_id, geography_code, period_id, period_end_date,"
            " 141 as value, 70 as england_value, 'higher' as against_england from marts.fct_measure_comparison"
            " where measure_id = 'children_looked_after' and geography_code = 'E06000012'"
            " and period_end_date in ('2018-03-31', '2019-03-31')"
        )
    drawn = draw(warehouse_file(own_build), tmp_path / "with", PLACE)
    assert "Rate: 141 per 10,000 children. Higher than England (70)." in about(
        drawn.said(f"{PLACE}/children_and_families.html"), "Children looked after"
    )
    with duckdb.connect(str(warehouse_file(own_build))) as warehouse:
        warehouse.sql(
            "delete from marts.fct_measure_comparison"
            " where measure_id = 'children_looked_after_rate' and period_end_date = '2019-03-31'"
        )
    card = Site.of(warehouse_file(own_build), DAY).card("children_and_families", PLACE)
    assert card is not None
    assert all(measure.rate is None for measure in card.measures)


def test_the_evidence_names_file_and_line_of_each_figure_and_the_card_does_not(pages):
    evidence = pages.text(f"{PLACE}/children_and_families/evidence.html")
    (row,) = re.findall(r'<tr id="children_looked_after-2019-03-31".*?</tr>', evidence, re.S)
    assert "448" in row and "<td>16<td>" in row
    (file,) = re.findall(r'href="#(file-\w+)"', row)
    assert "table_07_children_looked_after.csv" in evidence[evidence.index(f'id="{file}"') :][:600]
    assert ".csv" not in pages.said(f"{PLACE}/children_and_families.html")


def test_the_newest_baseline_is_said_and_what_became_of_earlier_ones_stands_with_the_evidence(built_from_dfe):
    site = Site.of(warehouse_file(built_from_dfe), DAY)
    card = site.card(PROGRAMME, PLACE)
    assert card is not None
    (measure,) = [row for row in card.measures if row.newest["measure_id"] == "children_looked_after"]
    newest = measure.newest["period_end_date"]
    assert [row["period_end_date"].year - newest.year for row in measure.forecast] == [1, 2, 3]
    assert measure.forecast[0]["history_last_value"] == float(measure.newest["value"])
    (earlier,) = measure.earlier
    assert earlier.judgement is measure.judgement
    assert [row["period_end_date"] for row in earlier.forecast] == [newest]
    pages = Pages(built_from_dfe.build / PAGES)
    for scorecard, ended in ((PROGRAMME, "turned"), ("children_and_families", "below")):
        curve = pages.text(f"{PLACE}/{scorecard}/children_looked_after.html")
        assert re.search(rf'aria-label="Curve of [^"]*469 children in 2025[^"]*figures to 2023: {ended}\.', curve)
        assert "If nothing changes: about 469 children" in words_of(curve)
        evidence = pages.said(f"{PLACE}/{scorecard}/evidence.html")
        assert "Baselines, and what came: 469" in evidence


def baseline(last: int, value: float) -> list[dict]:
    """The rows of a baseline of 6.0 made from figures to a year."""
    start = {"history_to": date(last, 3, 31), "history_last_value": value}
    figures = {"projected": 6.0, "projected_low": 4.04, "projected_high": 8.06}
    return [{"period_end_date": date(last + ahead, 3, 31), **start, **figures} for ahead in (1, 2)]


def test_a_baseline_made_before_the_newest_figures_is_not_drawn_as_what_comes():
    newest = {"period_end_date": date(2024, 3, 31)}
    assert _ahead([], newest) == []
    past = [row | {"forecast_id": "old"} for row in baseline(2023, 6.0)]
    assert _ahead(past, newest) == []
    ahead = [row | {"forecast_id": "new"} for row in baseline(2024, 9.0)]
    assert _ahead([*past, *ahead], newest) == ahead


def test_figures_of_one_evaluation_are_no_curve_and_stand_in_the_quadrants(pages):
    page = pages.text(f"{PLACE}/family_group_conferencing.html")
    measures = page[: page.index('id="followed"')]  # where the families went is drawn below them
    assert "<svg" not in measures and "Is it changing?" not in page
    assert [name for name in QUADRANTS.values() if name in words_of(measures)] == list(QUADRANTS.values())


def test_a_card_shows_story_partners_and_ideas_and_the_evidence_what_it_lacks(pages):
    text = pages.said(f"{PLACE}/restorative_practice.html")
    for heading in ("What helps", "What hinders", "Partners with a role", "What works to do better", "No cost:"):
        assert heading in text
    evidence = pages.said(f"{PLACE}/restorative_practice/evidence.html")
    assert "The method puts twelve questions to a card." in evidence


def test_an_unknown_authority_is_told_what_there_is(built, tmp_path):
    with pytest.raises(AuthorityUnknown, match=r"No place has the code E99999999 .* E08000035 \(Leeds\)"):
        draw_pages(warehouse_file(built), tmp_path, DAY, (), ("E99999999",))


def test_a_hidden_figure_is_told_in_words_and_a_region_has_no_region_or_neighbours_beside_it(built_from_dfe):
    pages = Pages(built_from_dfe.build / PAGES)
    city, tower_hamlets, region, england = (
        pages.said(f"{place}/children_and_families.html")
        for place in ("E09000001", "E09000030", "E12000003", "E92000001")
    )
    assert "Tower Hamlets" in tower_hamlets
    assert "hidden to protect children\u2019s identity" in city.replace("'", "\u2019")
    curves = pages.text("E09000030/children_and_families.html").count("<svg")
    assert curves == 8
    assert "neighbours" not in region and "Statistical neighbours" not in region
    assert "than England" not in england and "to England" not in england
