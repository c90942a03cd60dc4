"""A doubt that no landed release bears out is told, not passed over."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

from oba.build import doubts_not_found
from oba.config import PROJECT
from oba.definitions.measures import DoubtedFigure

SAID = {"reason": "A slip.", "doubted_on": date(2026, 11, 21), "source": "A letter."}
REFERRALS = ("evaluation_table_10", "referrals")


def told(built, definitions, feed: str, column: str, period: str, figure: Decimal) -> list[str]:
    where = {"feed": feed, "column": column, "place": "E06000012", "period": period}
    entry = DoubtedFigure.model_validate({**where, "figure": figure, **SAID})
    return doubts_not_found(built, replace(definitions, doubted_figures=(entry,)))


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
