"""Two publications of one figure, and printed figures beside their own arithmetic: what does not fit is listed."""

import duckdb
import pytest

from drawn import draw, words_of
from oba.build import warehouse_file
from oba.definitions import Definitions
from oba.definitions.feeds import AddsUp, Feed
from oba.definitions.tables import TABLES
from oba.definitions.tables.feeds import _arithmetic
from oba.language import contradiction_sentence, source_pair_sentence

PAIR = {
    "source_pair_reason": "disagrees",
    "unit": "children",
    "decimal_places": 0,
    "value": 2138,
    "other_value": 2183,
    "preference": 1,
    "publication_title": "Children in need",
    "other_publication_title": "The evaluation",
    "releases_with_figure": 2,
    "figures_in_releases": 1,
    "agreeing_preference": None,
    "agreeing_release_name": None,
}
RATE = {"unit": "percent", "decimal_places": 1, "value": 10.1, "other_value": 11.5, "source_pair_reason": "revision"}
RATE |= {"releases_with_figure": 3, "figures_in_releases": 2, "agreeing_release_name": "2022"}


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ({}, "The evaluation prints 2,183; every release of Children in need that is here says 2,138 children."),
        (
            {"releases_with_figure": 1},
            "The evaluation prints 2,183; the one release of Children in need that is here says 2,138 children.",
        ),
        (
            {"figures_in_releases": 2},
            "The evaluation prints 2,183; no release of Children in need that is here agrees, and the newest says "
            "2,138 children.",
        ),
        (
            RATE | {"agreeing_preference": 1},
            "The evaluation prints 11.5%, as Children in need did in its release 2022; its newest release says 10.1%.",
        ),
        (
            RATE | {"agreeing_preference": 2},
            "The evaluation prints 11.5%; in its release 2022 it had 10.1%, as Children in need has.",
        ),
        ({"source_pair_reason": "rounding"}, None),
        ({"source_pair_reason": "same"}, None),
    ],
)
def test_two_publications_are_told_apart_in_words_unless_they_say_the_same(pair, said):
    assert source_pair_sentence(PAIR | pair) == said


SHARE = {
    "arithmetic_rule": "percentage_of_base",
    "printed_decimal_places": 0,
    "value": 45,
    "arithmetic_value": 40.0,
    "numerator": 12,
    "denominator": 30,
    "multiplied_by": 100,
    "part_count": None,
    "contradiction_kind": "contradicted",
}


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ({}, "Printed as 45%; 12 of 30 is 40%."),
        (
            {"value": 75, "arithmetic_value": 75.4, "contradiction_kind": "cut_not_rounded"},
            "Printed as 75%; 12 of 30 is 75.4%. What is left of its last place was cut off, not rounded.",
        ),
        (
            {"arithmetic_rule": "total_of_rows", "value": 39993, "arithmetic_value": 39933.0, "part_count": 10},
            "Printed as 39,993; the 10 parts of it add up to 39,933.",
        ),
        (
            {"arithmetic_rule": "rate_of_counts", "printed_decimal_places": 1, "value": 2.6, "multiplied_by": 1}
            | {"arithmetic_value": 1.3131, "numerator": 3401, "denominator": 2590.5},
            "Printed as 2.6; 3,401 for 2,590.5 is 1.3.",
        ),
        (
            {"arithmetic_rule": "rate_of_counts", "printed_decimal_places": 1, "value": 51, "multiplied_by": 10000}
            | {"arithmetic_value": 50.0, "contradiction_kind": "other_vintage"},
            "Printed as 51.0; 12 for 30, per 10,000, is 50.0. What it is out of is of another release, and may have "
            "been revised since.",
        ),
    ],
)
def test_a_contradicted_figure_is_said_with_its_arithmetic(figure, said):
    assert contradiction_sentence(SHARE | figure) == said


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"relations": [{"kind": "rate", "rate": "r", "whole": "w", "parts": ["p"], "multiplier": 1}]}, "listed"),
        ({"relations": [{"kind": "sum", "filter": "f", "whole": "w"}], "columns": ["c"]}, "a sum without 'parts'"),
        ({"misfits": "listed", "relations": [{"kind": "rate", "whole": "w", "parts": ["p"]}]}, "'multiplier' belong"),
        ({"misfits": "listed", "relations": [{"kind": "sum", "whole": "w"}]}, "'parts' are left out only of a sum"),
        ({"misfits": "listed", "relations": [{"kind": "within", "whole": "w", "parts": ["p"]}]}, "only the gate asks"),
        ({"misfits": "listed", "columns": ["c"], "rounded_to": 10}, "rounded_to: only the gate asks"),
    ],
)
def test_a_feed_declares_no_arithmetic_that_nothing_would_look_at(declared, message):
    with pytest.raises(ValueError, match=message):
        AddsUp.model_validate(declared)


def test_a_total_of_a_listed_feed_has_the_answers_of_its_own_table_and_no_joint_one(definitions: Definitions):
    table = next(table for table in TABLES if table.name == "figure_arithmetic")
    where = "statement=Restorative Practice embedded in daily practice; table_number=32"
    assert [
        row["part_breakdown"]
        for row in table.rows(definitions)
        if row["breakdown"] == f"answer=Total responses; {where}" and row["part_role"] == "part"
    ] == [f"answer={answer}; {where}" for answer in ("Always", "Most of the time", "Sometimes", "Not at all")]


def test_a_measure_knows_to_what_the_figures_of_larger_places_are_rounded_where_its_feed_says_so(definitions):
    table = next(table for table in TABLES if table.name == "measure_component")
    rounding = {
        (row["preference"], row["component"]): (row["printed_decimal_places"], row["rounded_to"])
        for row in table.rows(definitions)
        if row["measure_id"] == "re_referral_rate"
    }
    assert rounding[1, "numerator"] == rounding[1, "denominator"] == (0, 10)
    assert rounding[1, "value"] == rounding[2, "value"] == (1, None)


def test_a_share_between_members_has_its_counts_at_two_breakdowns():
    share = {"kind": "share", "filter": "age", "count": "children", "percentage": "share", "whole": "All"}
    feed = Feed.model_validate(
        {"feed": "f", "title": "F", "files": ["f.csv"], "period_ends": "31 March", "regions": 0}
        | {"periods": {"time_identifier": "Reporting year", "window": 1}, "minimum_authorities": 1}
        | {"filters": {"age": {"members": {"Young": {}, "All": {"aggregate": True}}}}}
        | {"columns": {name: {"unit": "children", "decimal_places": 0} for name in ("children", "share")}}
        | {"adds_up": {"misfits": "listed", "relations": [share | {"parts": ["Young"]}]}}
    )
    assert feed.adds_up is not None
    rows = {"age=Young": {"age": "Young"}, "age=All": {"age": "All"}}
    assert list(_arithmetic(feed, feed.adds_up, feed.adds_up.relations[0], rows)) == [
        (("share", "age=Young"), [("numerator", "children", "age=Young"), ("denominator", "children", "age=All")])
    ]


# Line, rule, what is printed and what its arithmetic gives; data/README.md tells of each. Those of Tables 13 to 16 are
# in fct_printed_difference (tests/test_value_for_money.py).
SURVEY = "tables_17_to_32_restorative_practice.csv"
MISPRINTS = {
    (SURVEY, 134, "percentage_of_base", "10", 34.8),
    (SURVEY, 135, "percentage_of_base", "35", 126.1),
    (SURVEY, 136, "percentage_of_base", "41", 147.8),
    (SURVEY, 137, "percentage_of_base", "6", 21.7),
    (SURVEY, 138, "percentage_of_base", "7", 26.1),
    (SURVEY, 139, "total_of_rows", "23", 82.0),
}
CUT = {(SURVEY, 98)}


def test_every_misprint_of_the_reports_that_arithmetic_can_find_is_listed_and_kept_as_printed(built):
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        found = warehouse.sql(
            "select file_name, source_row, arithmetic_rule, raw_value, round(arithmetic_value, 1), contradiction_kind"
            " from marts.fct_contradicted_figure inner join marts.dim_release_file using (release_file_id)"
        ).fetchall()
    assert {row[:5] for row in found if row[5] == "contradicted"} == MISPRINTS
    assert {row[:2] for row in found if row[5] == "cut_not_rounded"} == CUT
    assert len(found) == len(MISPRINTS) + len(CUT)


def test_what_does_not_fit_is_said_with_the_evidence_and_beside_the_newest_figure_on_its_curve(own_build, tmp_path):
    place, measure = "E06000012", "children_in_need"
    with duckdb.connect(str(warehouse_file(own_build))) as warehouse:
        key = f"measure_id = '{measure}' and geography_code = '{place}'"
        warehouse.execute(
            "insert into marts.fct_source_pair by name select measure_id, geography_code, period_id, period_end_date,"
            " 1 as preference, release_file_id, 2 as other_preference, release_file_id as other_release_file_id,"
            " 'disagrees' as source_pair_reason, 'Another says ' || end_year || '.' as disagreement_sentence"
            f" from marts.fct_measure_value inner join marts.dim_period using (period_id, period_end_date) where {key}"
            " and end_year >= 2018"
        )
        warehouse.execute(
            "insert into marts.fct_contradicted_figure by name select release_file_id, source_row, published_column,"
            " 1 as relation_number, 'total_of_rows' as arithmetic_rule, geography_code, period_end_date,"
            " unnest(['contradicted', 'other_vintage']) as contradiction_kind,"
            " unnest(['It adds up to 3.', 'It is of another vintage.']) as contradiction_sentence"
            f" from marts.fct_measure_vintage where {key} and period_end_date = date '2019-03-31'"
        )
    drawn = draw(warehouse_file(own_build), tmp_path, place)
    page = drawn.text(f"{place}/children_and_families/evidence.html")
    start = page.index(f'id="{measure}"')
    text = words_of(page[start : page.index("</section>", start)])
    assert "Note 1, 31 March 2018. Another says 2018. Note 2, 31 March 2019. Another says 2019. " in text
    assert "Note 3, 31 March 2019. It adds up to 3." in text
    assert "vintage" not in text
    curve = drawn.said(f"{place}/strong_communities_north_east_lincolnshire/{measure}.html")
    assert "It adds up to 3." in curve or "Another says 2019." in curve
    assert "Another says 2018." not in curve
