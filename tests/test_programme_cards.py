"""The cards of the evaluated programmes: their figures are those that the reports print."""

import csv
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.site import addresses
from oba.site.card import pages
from oba.site.frame import _environment
from oba.site.reading import Site
from released import DEMO_RELEASE, RELEASES

INNOVATION = RELEASES / "innovation-programme-evaluation" / "2017"
SURVEYS = ("tables_17_to_32_restorative_practice.csv", "tables_33_to_48_signs_of_safety.csv")
CARDS = {
    "restorative_practice": "E06000012",
    "signs_of_safety": "E06000012",
    "family_group_conferencing": "E06000012",
    "family_valued": "E08000035",
    "family_safeguarding": "E10000015",
    "stockport_family": "E08000007",
    "brighter_futures": "E09000009",
    "innovation_programme": "E92000001",
}
# Measure, period: value, numerator and denominator, as read in the report at the place named.
PRINTED = {
    ("restorative_practice_training_liked", "2019-06-30"): ("92", "84", "91"),  # Table 19: 50 and 34 of 91
    ("restorative_practice_implemented", "2019-06-30"): ("89", "73", "82"),  # Table 25
    ("restorative_practice_embedded", "2019-06-30"): ("67", "54", "80"),  # Table 32: 17 and 37 of 80
    ("restorative_practice_managers_changed", "2019-06-30"): ("57", "17", "30"),  # Question 1
    ("signs_of_safety_used", "2019-06-30"): ("86", "57", "66"),  # Table 36
    ("signs_of_safety_embedded", "2019-06-30"): ("81", "42", "52"),  # Table 48: 23 and 19 of 52
    ("signs_of_safety_child_heard", "2019-06-30"): ("35", None, None),  # Table 45
    ("family_group_conferencing_closed_at_exit", "2016-12-31"): ("45", "9", "20"),  # below Table 13
    ("family_group_conferencing_closed_at_follow_up", "2016-12-31"): ("70", "14", "20"),  # Question 5
    ("family_group_conferencing_closed_at_follow_up", "2018-12-31"): ("70", "7", "10"),  # below Table 14
    ("family_group_conferencing_closed_at_follow_up", "2019-12-31"): ("10", "1", "10"),  # Question 5
    ("family_group_conferencing_kinship", "2019-12-31"): ("40", "4", "10"),  # Question 5
    ("family_group_conferencing_conferences", "2019-12-31"): ("248", None, None),  # Question 5
    ("family_group_conferencing_return", "2019-12-31"): ("3.4", None, None),  # Question 3
    ("family_valued_awareness_raising", "2016-08-31"): ("5913", None, None),  # summary
    ("family_valued_fewer_child_protection_plans", "2016-08-31"): ("13", "85", "666"),  # final report, children in need
    ("family_safeguarding_days_in_care", "2017-03-31"): ("9.8", None, None),  # final report, numbers in care
    # final report, children in need
    ("family_safeguarding_fewer_child_protection_plans", "2017-03-31"): ("29.1", "282", "969"),
    ("stockport_family_care_orders_at_home", "2017-03-31"): ("47", None, None),  # final report, return home
    ("brighter_futures_fewer_missing_episodes", "2017-03-31"): ("38.1", "8", "21"),  # final report, missing episodes
    ("innovation_programme_looked_after", "2017-03-31"): ("60.9", "14", "23"),  # Table 1
    ("innovation_programme_looked_after_negative", "2017-03-31"): ("4", None, None),  # Table 1
    ("innovation_programme_mental_health_mixed", "2017-03-31"): ("8", None, None),  # Table 2
}
# Statements whose figures do not agree with each other as printed; data/README.md says what is found.
TOTAL_IS_NOT_THE_SUM = {"31"}
# By table, the start of the statement of which the text prints 79.5, 75 and 67 for 79.52, 75.9 and 67.5 percent.
SHARE_IN_THE_TEXT_IS_CUT = {"23": "The training was", "24": "Refresher", "32": "Restorative Practice embedded"}
SUMS_TO_99_OR_101 = {"22", "24", "29", "31", "32", "39", "40", "41", "44"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def figures(built):
    """The figures of the programme cards by measure and period, with the code of their place."""
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        rows = warehouse.sql(
            "select placed.scorecard_id, value.measure_id, cast(period_end_date as varchar), geography_code,"
            " value, numerator, denominator from marts.bridge_scorecard_measure placed"
            " join marts.fct_measure_value value using (measure_id)"
        ).fetchall()
    return {(measure, period): (card, place, value) for card, measure, period, place, *value in rows}


@pytest.mark.parametrize("cell", PRINTED, ids=lambda cell: " ".join(cell))
def test_a_figure_is_the_one_that_the_report_prints(figures, cell):
    _, _, found = figures[cell]
    expected = [None if text is None else Decimal(text) for text in PRINTED[cell]]
    assert [None if number is None else Decimal(number) for number in found] == expected


def test_each_programme_has_its_card_at_its_own_place_with_figures_for_every_measure(figures, definitions):
    assert not [refusal for refusal in definitions.refused if refusal.name in CARDS]
    cards = {card.scorecard: card for card in definitions.scorecards if card.scorecard in CARDS}
    assert set(cards) == set(CARDS)
    shown = defaultdict(set)
    for (measure, _), (card, place, _) in figures.items():
        if card in CARDS:
            assert place == CARDS[card]
            shown[card].add(measure)
    for name, card in cards.items():
        assert (card.kind, card.authorities) == ("programme", (CARDS[name],))
        assert shown[name] == {placed.measure for placed in card.measures}


def answers_by_statement(file_name: str):
    """Yield table, statement and its rows, those of the report's text left out."""
    rows = [row for row in rows_of(DEMO_RELEASE / file_name) if row["table_number"].isdigit()]
    for key, group in groupby(rows, lambda row: (row["table_number"], row["statement"])):
        yield *key, list(group)


@pytest.mark.parametrize("file_name", SURVEYS)
def test_the_answers_of_each_table_add_up_unless_the_readme_says_otherwise(file_name):
    joint = {"Very good or good", "Always or most of the time", "1 to 10 years", "Strongly agree or agree"}
    joint |= {"Extremely or moderately useful", "Very or somewhat positive difference"}
    joint |= {"Greatly or somewhat increased"}
    tables = set()
    for table, statement, rows in answers_by_statement(file_name):
        tables.add(int(table))
        *answers, total = rows
        assert total["answer"] == "Total responses"
        numbers = [int(row["number"]) for row in answers if row["answer"] not in joint]
        assert (sum(numbers) != int(total["number"])) == (table in TOTAL_IS_NOT_THE_SUM), (table, statement)
        percentages = [row["percentage"] for row in answers if row["answer"] not in joint]
        if total["percentage"] == "x":  # several answers could be chosen, so no percentages are printed
            assert set(percentages) == {"x"}
            continue
        whole = sum(map(int, percentages))
        assert whole == 100 or (whole in (99, 101) and table in SUMS_TO_99_OR_101), (table, statement, whole)
        for row in answers:
            share = Decimal(100 * int(row["number"])) / sum(numbers)
            cut = row["answer"] in joint and statement.startswith(SHARE_IN_THE_TEXT_IS_CUT.get(table, "-"))
            if row["percentage"] != "x" and not cut:
                assert int(row["percentage"]) == share.quantize(Decimal(1), ROUND_HALF_UP), (table, row["answer"])
    assert tables == set(range(17, 33) if "17" in file_name else range(33, 49))


def test_findings_of_the_projects_are_never_more_than_the_projects():
    rows = rows_of(INNOVATION / "tables_1_to_4_outcomes.csv")
    assert [sum(row["table_number"] == table for row in rows) for table in "1234"] == [13, 6, 4, 4]
    for row in rows:
        parts = [int(row[part]) for part in ("positive", "negative", "no_change", "unclear") if row[part] != "x"]
        assert sum(parts) <= int(row["projects"]), row["outcome"]
        share = Decimal(100 * int(row["positive"])) / int(row["projects"])
        assert Decimal(row["positive_percentage"]) == share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_a_file_about_one_authority_may_not_hold_a_row_for_england(settings, releases, definitions):
    from oba.intake import FileRefused, gate_in
    from oba.landing import land, look

    path = releases / "innovation-programme-evaluation" / "2017" / "brighter_futures.csv"
    header, first, *others = path.read_text().splitlines(keepends=True)
    assert "E13000002,Outer London,307,E09000009,Ealing" in first
    nation = first.replace("Local authority", "National").replace("E13000002,Outer London,307,E09000009,Ealing", ",,,,")
    path.write_text("".join([header, first, *others, nation]))
    (offer,) = [offer for offer in look(settings, definitions).fresh if offer.file_name == path.name]
    with pytest.raises(FileRefused, match="the file has no row for England"):
        gate_in(land(offer, settings), settings, definitions)


def test_the_demo_definitions_hold_nothing_that_no_card_shows():
    definitions = read_definitions(PROJECT / "data" / "definitions")
    shown = {placed.measure for card in definitions.scorecards for placed in card.measures}
    feeds = {"innovation-programme-evaluation", "creating-strong-communities-evaluation"}
    for measure in definitions.measures:
        slugs = {definitions.feeds[source.feed][0].slug for source in measure.sources}
        if slugs <= feeds:
            assert measure.measure in shown, measure.measure


def test_a_page_of_a_programme_speaks_of_customers_and_is_planned_for_its_own_authority(built):
    site = Site.of(warehouse_file(built), date(2026, 11, 22))
    places = ("E08000035", "E06000012")
    planned = {page.address: page for page in pages(site, list(places))}
    of_programmes = {addresses.card(place, name) for name, place in CARDS.items() if place in places}
    elsewhere = {addresses.card(place, name) for name in CARDS for place in places} - of_programmes
    assert of_programmes <= set(planned) and not elsewhere & set(planned)
    leeds = planned[addresses.card("E08000035", "family_valued")].draw(site)
    assert "Families in Leeds where there is concern for a child" in leeds
    assert "None" not in leeds


def test_which_figures_beside_made_up_families_are_real_is_told_in_short_sentences():
    template = _environment().get_template("card/programme.html")
    context = template.new_context({"card": SimpleNamespace(geography=None, followed=object())})
    told = " ".join("".join(template.blocks["which_made_up"](context)).split())
    assert told.startswith("Its figures are made up")
    assert "families in real places, of the national trial, and of the returns that others state" in told
    assert max(len(sentence.split()) for sentence in told.split(". ")) <= 24
