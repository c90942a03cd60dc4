"""Figures of a made-up council from their releases to its page, by month and by quarter, marked as made up."""

import shutil
from datetime import date

import duckdb
import html5lib
import pandas as pd
import pytest

from expectations import published_marts
from local_counts import counted, ends_of_months
from oba.build import warehouse_file
from oba.config import PROJECT, Settings
from oba.definitions import read_definitions
from oba.errors import DefinitionError
from oba.local_mi.figures import read_local_figures
from oba.local_mi.releasing import release_new
from oba.periods import FAMILIES
from oba.publication import PAGES, wrong_in
from oba.sources import release_source

EXAMPLESHIRE = "E06999999"
CARD = "exampleshire_family_help"
MONTHS = 20  # from April 2023 to November 2024, told on two days


def add_local_figures(settings: Settings) -> None:
    """Put the made-up council's definitions back, and its figures where the restricted side would write them."""
    for kind in ("publications", "measures", "scorecards"):
        for path in (PROJECT / "data" / "definitions" / kind).glob("exampleshire_*.yml"):
            shutil.copy(path, settings.definitions / kind)
    figures = read_local_figures(settings.definitions)
    (council,) = figures.councils
    days = ends_of_months(council.first, MONTHS)[-2:]
    release_new(figures, council, counted(figures, council, days), settings.local_figures, days[-1])


@pytest.fixture
def warehouse(enlarged):
    with duckdb.connect(str(warehouse_file(enlarged)), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def page(enlarged) -> str:
    return (enlarged.build / PAGES / EXAMPLESHIRE / f"{CARD}.html").read_text()


@pytest.fixture(scope="module")
def evidence(enlarged) -> str:
    return (enlarged.build / PAGES / EXAMPLESHIRE / CARD / "evidence.html").read_text()


def words_of(html: str) -> str:
    return " ".join(" ".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()).split())


def section(page: str, measure: str) -> str:
    start = page.index(f'id="{measure}"')
    return words_of(page[start : page.index("</section>", start)])


@pytest.mark.parametrize(
    ("measure", "newest", "earlier", "next_one", "cadence"),
    [
        ("exampleshire_referrals", "November 2024", "November 2023", "December 2024", "monthly"),
        (
            "exampleshire_conferences_offered",
            "quarter to 30 September 2024",
            "quarter to 30 September 2023",
            "quarter to 31 December 2024",
            "quarterly",
        ),
    ],
)
def test_curve_verdict_change_and_comparison_are_of_the_same_periods(
    warehouse, page, evidence, measure, newest, earlier, next_one, cadence
):
    (row,) = (
        warehouse.execute("select * from marts.scorecard_wide where measure_id = ? and is_newest_period", [measure])
        .df()
        .to_dict("records")
    )
    ends = [pd.Timestamp(row["period_end_date"]).date()]
    for mart in ("fct_measure_comparison", "fct_measure_trend", "fct_measure_verdict"):
        (found,) = warehouse.execute(
            f"select max(period_end_date) from marts.{mart} where measure_id = ? and geography_code = ?",
            [measure, EXAMPLESHIRE],
        ).fetchone()
        ends.append(found)
    assert len(set(ends)) == 1
    (before,) = warehouse.execute(
        "select value from marts.fct_measure_value inner join marts.dim_period using (period_id)"
        " where measure_id = ? and label_during_year = ?",
        [measure, earlier],
    ).fetchone()
    assert row["period_label"] == newest
    assert (row["previous_value"], row["change_on_previous"]) == (float(before), row["value"] - float(before))
    assert f", {newest} " in words_of(page)
    told = section(evidence, measure)
    assert f"One year earlier: {int(before)} " in told
    if "If nothing changed" in told:
        assert f"in {'the ' if cadence == 'quarterly' else ''}{next_one}" in told
    verdict = told.index("Is it changing?")
    assert newest in told[verdict : told.index("One year earlier")]


def test_the_figure_of_a_month_as_known_then_and_as_known_now_are_both_there(warehouse):
    rows = warehouse.execute(
        "select known_from, known_until, is_current from marts.fct_measure_vintage"
        " where measure_id = 'exampleshire_referrals' and period_end_date = date '2024-10-31' order by 1"
    ).fetchall()
    assert rows == [(date(2024, 11, 10), date(2024, 12, 10), False), (date(2024, 12, 10), None, True)]


def test_every_page_that_shows_made_up_figures_says_so_in_words_and_no_other_does(enlarged, page):
    assert "Made up. Exampleshire (made up) is not a real place." in words_of(page)
    assert words_of(page).startswith("Made up: ")  # the title of the window
    index = words_of((enlarged.build / PAGES / "index.html").read_text())
    assert index.count("Made up: not a real place.") == 1
    pages = {path: words_of(path.read_text()) for path in (enlarged.build / PAGES).rglob("*.html")}
    its_own = {path for path in pages if EXAMPLESHIRE in path.parts or path.stem.startswith("exampleshire_")}
    assert len(its_own) > 10
    assert [path for path in its_own if "is not a real place" not in pages[path]] == []
    # Elsewhere it is listed by its name, which says so.
    others = {path: text.replace("Exampleshire (made up)", "") for path, text in pages.items() if path not in its_own}
    assert [path for path, text in others.items() if "ade up" in text] == [enlarged.build / PAGES / "index.html"]


def test_a_bi_tool_sees_what_is_made_up(warehouse):
    for mart in ("dim_geography", "scorecard_wide", "scorecard_measure"):
        made_up = warehouse.sql(f"select distinct geography_code from marts.{mart} where is_made_up").fetchall()
        assert made_up == [(EXAMPLESHIRE,)]
    files = warehouse.sql(
        "select distinct publication from marts.dim_release_file where is_made_up and is_made_of_records order by 1"
    ).fetchall()
    assert files == [("exampleshire-by-month",), ("exampleshire-by-quarter",)]


def test_no_made_up_figure_is_beside_a_real_one(warehouse):
    """Not in a rank, an average, a verdict's usual ups and downs: no measure has figures of both."""
    mixed = warehouse.sql(
        "select measure_id from marts.fct_measure_value inner join marts.dim_geography using (geography_code)"
        " group by measure_id having count(distinct is_made_up) > 1"
    ).fetchall()
    assert mixed == []
    neighbours = warehouse.execute(
        "select count(*) from marts.bridge_statistical_neighbour where ? in (geography_code, neighbour_code)",
        [EXAMPLESHIRE],
    ).fetchone()
    assert neighbours == (0,)


def test_a_measure_of_made_up_and_real_figures_is_refused(tmp_path):
    folder = tmp_path / "definitions"
    shutil.copytree(PROJECT / "data" / "definitions", folder)
    path = folder / "measures" / "referrals.yml"
    real = path.read_text()
    assert "sources:\n" in real
    made_up = "sources:\n  - {feed: exampleshire_social_care_by_quarter, column: referrals, where: {team: Total}}\n"
    path.write_text(real.replace("sources:\n", made_up))
    with pytest.raises(DefinitionError, match="a measure is made up as a whole or not at all"):
        read_definitions(folder)


@pytest.mark.parametrize(
    "slip",
    [
        {"value": 3.0, "raw_value": "3"},
        {"numerator": 4.0},
        {"numerator": 17.0, "denominator": 20.0},
        {"first_published_value": 2.0},
    ],
    ids=["a count", "a numerator", "a complement", "a count of before"],
)
@pytest.mark.parametrize("is_of_records", [True, False])
def test_the_gate_out_lets_no_figure_of_records_tell_a_few(warehouse, slip, is_of_records):
    frame = warehouse.sql(
        "select * from marts.fct_measure_value where measure_id = 'exampleshire_referrals' and value is not null"
    ).df()
    suite = published_marts.suites()["fct_measure_value"]
    files = set(frame["release_file_id"]) if is_of_records else set()
    assert wrong_in("fct_measure_value", frame, suite, files) == []
    for column, number in slip.items():
        frame.loc[0, column] = number
    told = [line for line in wrong_in("fct_measure_value", frame, suite, files) if "no figure made of records" in line]
    assert bool(told) == is_of_records
    for line in told:
        assert line.count("found True") == 1  # the row is named, and not the figure


def test_no_mart_of_the_build_tells_a_few(warehouse):
    files = {
        file_id
        for (file_id,) in warehouse.sql(
            "select release_file_id from marts.dim_release_file where is_made_of_records"
        ).fetchall()
    }
    assert files
    hidden = 0
    for mart, suite in published_marts.suites().items():
        frame = warehouse.table(f"marts.{mart}").df()
        assert not [line for line in wrong_in(mart, frame, suite, files) if "made of records" in line]
        hidden += "value_reason" in frame and int((frame["value_reason"] == "suppressed").sum())
    assert hidden


def test_a_measure_of_which_periods_are_hidden_says_so_and_tells_no_range(warehouse):
    verdicts = warehouse.execute(
        "select verdict.sentence from marts.fct_measure_verdict as verdict"
        " inner join marts.fct_measure_value as figure using (measure_id, geography_code)"
        " where geography_code = ? and figure.value_reason = 'suppressed'"
        " and figure.period_end_date between"
        " coalesce(verdict.compared_from_period_end_date, date '2023-04-01') and verdict.period_end_date"
        " group by measure_id, verdict.sentence",
        [EXAMPLESHIRE],
    ).fetchall()
    assert len(verdicts) > 1
    for (sentence,) in verdicts:
        assert "hidden to protect children's identity" in sentence
        assert " between " not in sentence


def test_a_release_names_its_newest_period_and_the_day_as_of_which_it_is_told():
    assert FAMILIES["Month"].last_of_release("2025-12-as-of-2026-01-10") == "December 2025"
    assert FAMILIES["Financial year quarter"].last_of_release("2025-26-q3-as-of-2026-01-10") == "202526 Q3"


def test_a_release_made_of_records_counts_as_known_from_its_day(enlarged, definitions):
    found = release_source(enlarged).look(read_definitions(enlarged.definitions), everything=False)
    days = {offer.published for offer in found.offers if offer.publication == "exampleshire-by-month"}
    assert days == {"2024-11-10T00:00:00+00:00", "2024-12-10T00:00:00+00:00"}
    assert not [left for left in found.aside if "exampleshire" in left.title]
