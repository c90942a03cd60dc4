"""Two publications of one figure, and printed figures beside their own arithmetic: what does not fit is listed and shown."""

import re

import duckdb
import pytest

from oba.build import warehouse_file
from oba.definitions import Definitions
from oba.definitions.feeds import AddsUp, Feed
from oba.definitions.tables import TABLES
from oba.language import contradiction_sentence, source_pair_sentence
from oba.scorecard import draw_scorecards

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
        ({}, "The evaluation prints 2,183 children; Children in need, in both releases that are here, says 2,138 children."),
        (
            {"releases_with_figure": 1},
            "The evaluation prints 2,183 children; Children in need, in the one release that is here, says 2,138 children.",
        ),
        (
            {"releases_with_figure": 3},
            "The evaluation prints 2,183 children; Children in need, in all 3 releases that are here, says 2,138 children.",
        ),
        (
            {"figures_in_releases": 2},
            "The evaluation prints 2,183 children; the newest release of Children in need says 2,138 children, and none "
            "that is here agrees.",
        ),
        (
            RATE | {"agreeing_preference": 1},
            "The evaluation prints 11.5%, as Children in need did in its release 2022; its newest release says 10.1%.",
        ),
        (
            RATE | {"agreeing_preference": 2},
            "The evaluation printed 10.1% in its release 2022, as Children in need does; its newest prints 11.5%.",
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
            "Printed as 51.0; 12 for 30, per 10,000, is 50.0. What it is out of is of another release, and may have been "
            "revised since.",
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


def test_each_total_of_a_listed_feed_has_the_parts_at_its_own_breakdown_and_no_joint_answer(definitions: Definitions):
    table = next(table for table in TABLES if table.name == "figure_arithmetic")
    parts = [row for row in table.rows(definitions) if row["breakdown"].startswith("answer=Total responses; ")]
    embedded = [row["part_breakdown"] for row in parts if row["breakdown"].endswith("table_number=32")]
    assert [text.partition(";")[0] for text in embedded if ("number", "part")] != []
    answers = {text.partition(";")[0] for row, text in zip(parts, (row["part_breakdown"] for row in parts), strict=True)}
    assert "answer=Always or most of the time" not in answers
    at_32 = [r["part_breakdown"] for r in parts if r["breakdown"].endswith("table_number=32") and r["part_role"] == "part"]
    assert [text.partition(";")[0] for text in at_32] == [
        f"answer={answer}" for answer in ("Always", "Most of the time", "Sometimes", "Not at all")
    ]
