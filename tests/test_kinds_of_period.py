"""Quarterly and monthly feeds, from their files to a card, beside a yearly feed of denominators."""

import csv
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import html5lib
import pandas as pd
import pytest
import yaml

from oba.build import warehouse_file
from oba.config import PROJECT, Settings
from oba.definitions import read_definitions
from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds import Publication
from oba.definitions.feeds.drafting import NotDraftable, draft_feed
from oba.definitions.tables import TABLES
from oba.errors import DefinitionError
from oba.intake import FileRefused, gate_in
from oba.landing import land, look
from oba.periods import FAMILIES, Period, moved
from oba.publication import PAGES

HARTLEPOOL = "E06000001"
REGION = {"region_code": "E12000001", "region_name": "North East"}
PLACES = [
    {"geographic_level": "National"},
    {"geographic_level": "Regional", **REGION},
    {
        "geographic_level": "Local authority",
        **REGION,
        "old_la_code": "805",
        "new_la_code": HARTLEPOOL,
        "la_name": "Hartlepool",
    },
    {
        "geographic_level": "Local authority",
        **REGION,
        "old_la_code": "806",
        "new_la_code": "E06000002",
        "la_name": "Middlesbrough",
    },
]
FEEDS = [
    {
        "feed": "visits_by_month",
        "title": "Visits to children",
        "files": ["visits.csv"],
        "periods": {"time_identifier": "Month", "window": 14},
        "series_breaks": [
            {
                "release": "2025-1",
                "changed": "Visits by telephone count too",
                "all_columns": True,
                "source": "The council",
            }
        ],
        "regions": 1,
        "minimum_authorities": 2,
        "columns": {"visits": {"unit": "visits", "decimal_places": 0}},
    },
    {
        "feed": "plans_by_quarter",
        "title": "Plans begun",
        "files": ["plans.csv"],
        "period_ends": "31 March",
        "periods": {"time_identifier": "Financial year quarter", "first": "202223 Q1"},
        "regions": 1,
        "minimum_authorities": 2,
        "columns": {
            "plans": {"unit": "plans", "decimal_places": 0},
            "plans_rate": {"unit": "per_10000", "decimal_places": 1},
        },
    },
    {
        "feed": "children_by_year",
        "title": "Children",
        "files": ["children.csv"],
        "period_ends": "30 June",
        "periods": {"time_identifier": "Reporting year", "first": "2021", "last": "2024"},
        "regions": 1,
        "minimum_authorities": 2,
        "columns": {"children": {"unit": "children", "decimal_places": 0}},
    },
]
PUBLICATION = {
    "publication": "children_seen",
    "slug": "children-seen",
    "title": "Children seen",
    "publisher": "The council",
    "licence": "Open Government Licence v3.0",
    "feeds": FEEDS,
}
MEASURES = [
    {
        "measure": "visits",
        "name": "Visits to children",
        "unit": "visits",
        "decimal_places": 0,
        "cadence": "monthly",
        "interval": "count",
        "sources": [{"feed": "visits_by_month", "column": "visits"}],
    },
    {
        "measure": "plans_rate",
        "name": "Plans begun, rate",
        "unit": "per_10000",
        "decimal_places": 1,
        "cadence": "quarterly",
        "interval": "byar",
        "multiplier": 10000,
        "sources": [
            {
                "feed": "plans_by_quarter",
                "column": "plans_rate",
                "numerator": {"column": "plans"},
                "denominator": {"feed": "children_by_year", "column": "children", "periods_before": 1},
            }
        ],
    },
]
SAID = {
    "kind": "indicator",
    "plain_definition": "How often it happened.",
    "technical_definition": "The council's own count.",
    "polarity": "no_judgement",
    "timing": "during_year",
    "population": "All children who live in the area",
    "lag_months": 1,
}
CARD = {
    "scorecard": "children_seen",
    "kind": "population",
    "title": "Children seen",
    "outcome": "Children in Hartlepool are safe and well at home.",
    "population": "All children who live in Hartlepool",
    "authorities": [HARTLEPOOL],
    "source": "A meeting of the partners",
    "measures": [
        {"measure": name, "role": "headline", "communication": "high", "proxy": "high", "data": "high"}
        for name in ("visits", "plans_rate")
    ],
}
REVISED_FROM = date(2025, 8, 31)  # by the release of October
CHILDREN = {"2021": 19000, "2022": 19500, "2023": 20000, "2024": 21000}  # in each authority, at 30 June
NUMBERED = {name: number for number, name in enumerate(FAMILIES["Month"].identifiers, start=1)}


def visits(month: int, year: int) -> int:
    """Return the visits of an authority: more each year, and more towards its end."""
    return 100 * (year - 2020) + month


def plans(quarter: int, year: int) -> int:
    """Return the plans that an authority began in a quarter of the financial year that starts in a year."""
    return 40 + 3 * quarter + (year - 2022)


def lines(identifier: str, period: str, **figures: list) -> list[dict]:
    """Return the lines of a period; each figure has its country's, its region's and the two authorities'."""
    england = {"country_code": "E92000001", "country_name": "England"}
    time = {"time_period": period, "time_identifier": identifier}
    return [
        dict.fromkeys(TIME_AND_PLACE, "")
        | time
        | england
        | place
        | {name: cells[at] for name, cells in figures.items()}
        for at, place in enumerate(PLACES)
    ]


def write(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def months_up_to(last: date, added: int = 0) -> list[dict]:
    """Return the file of the fourteen months up to one; ``added`` is what this release counts more in the newest."""
    ends = [moved(last, back - 13) for back in range(14)]
    counts = [visits(end.month, end.year) + added * (end >= REVISED_FROM) for end in ends]
    return [
        line
        for end, count in zip(ends, counts, strict=True)
        for line in lines(f"{end:%B}", str(end.year), visits=[4 * count, 2 * count, count, count])
    ]


def quarters() -> list[dict]:
    found = []
    for year, quarter in [(year, quarter) for year in (2022, 2023, 2024, 2025) for quarter in (1, 2, 3, 4)][:14]:
        count = plans(quarter, year)
        rate = round(10000 * count / 20000, 1)
        identifier, period = f"Financial year Q{quarter}", f"{year}{(year + 1) % 100}"
        found += lines(identifier, period, plans=[4 * count, 2 * count, count, count], plans_rate=[rate] * 4)
    return found


def add_releases(folder: Path) -> None:
    slug = folder / PUBLICATION["slug"]
    # As texts, 2025-10 comes before 2025-9.
    write(slug / "2025-9" / "visits.csv", months_up_to(date(2025, 9, 30)))
    write(slug / "2025-10" / "visits.csv", months_up_to(date(2025, 10, 31), added=1))
    write(slug / "2025-26-q2" / "plans.csv", quarters())
    children = [
        line
        for year, number in CHILDREN.items()
        for line in lines("Reporting year", year, children=[4 * number, 2 * number, number, number])
    ]
    write(slug / "2024" / "children.csv", children)


def write_definitions(folder: Path) -> None:
    """Write the definitions of the project without their publications, measures and cards, and with those of here."""
    shutil.copytree(PROJECT / "data" / "definitions", folder)
    for name in ("publications", "measures", "scorecards", "programmes"):
        shutil.rmtree(folder / name)
        (folder / name).mkdir()
    (folder / "doubted_figures.yml").unlink()  # they are of other feeds
    add_definitions(folder)


def add_definitions(folder: Path) -> None:
    for kind, name, content in (
        ("publications", "children_seen", PUBLICATION),
        *(("measures", measure["measure"], SAID | measure) for measure in MEASURES),
        ("scorecards", "children_seen", CARD),
    ):
        (folder / kind / f"{name}.yml").write_text(yaml.safe_dump(content, sort_keys=False))


@pytest.fixture
def warehouse(enlarged):
    with duckdb.connect(str(warehouse_file(enlarged)), read_only=True) as connection:
        yield connection


def series(warehouse, measure: str, columns: str) -> list[tuple]:
    return warehouse.execute(
        f"select {columns} from marts.fct_measure_value where measure_id = ? and geography_code = ?"
        " order by period_end_date",
        [measure, HARTLEPOOL],
    ).fetchall()


def test_each_month_and_quarter_is_there_once_in_its_order(warehouse):
    found = series(warehouse, "visits", "period_id, time_period, cast(value as integer)")
    ends = [moved(date(2025, 10, 31), -back) for back in range(14, -1, -1)]
    # August 2024 left the window of October's release, so September's still provides it.
    assert found == [
        (f"month_{end}", f"{end:%B %Y}", visits(end.month, end.year) + (end >= REVISED_FROM)) for end in ends
    ]
    quarterly = series(warehouse, "plans_rate", "period_id, time_period")
    assert quarterly[0] == ("quarter_2022-06-30", "202223 Q1")
    assert quarterly[-1] == ("quarter_2025-09-30", "202526 Q2")
    assert len(quarterly) == 14


def test_a_month_and_a_quarter_that_end_on_one_day_are_two_periods(warehouse):
    found = warehouse.sql(
        "select period_id, period_start_date, label_at_date, label_during_year from marts.dim_period"
        " where period_end_date = date '2025-09-30' order by 1"
    ).fetchall()
    assert found == [
        ("month_2025-09-30", date(2025, 9, 1), "30 September 2025", "September 2025"),
        ("quarter_2025-09-30", date(2025, 7, 1), "30 September 2025", "quarter to 30 September 2025"),
    ]


def test_the_release_of_october_comes_after_that_of_september(warehouse):
    found = warehouse.execute(
        "select release_name, is_current from marts.fct_measure_vintage as vintage"
        " inner join marts.dim_release_file using (release_file_id)"
        " where measure_id = 'visits' and geography_code = ? and period_end_date = date '2025-03-31' order by 1",
        [HARTLEPOOL],
    ).fetchall()
    assert found == [("2025-10", True), ("2025-9", False)]


def test_the_previous_figure_is_that_of_a_year_earlier(warehouse):
    found = series(warehouse, "visits", "period_end_date, previous_period_end_date, cast(previous_value as integer)")
    assert found[-1] == (date(2025, 10, 31), date(2024, 10, 31), visits(10, 2024))
    assert [end for end, previous, _ in found if previous] == [date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)]


def test_a_yearly_denominator_serves_the_quarters_of_its_year(warehouse):
    found = series(warehouse, "plans_rate", "period_end_date, cast(denominator as integer)")
    # It is declared one year older: that of the year to 30 June 2023 serves the quarters of the year to 30 June 2024.
    years = [end.year if end.month <= 6 else end.year + 1 for end, _ in found]
    assert [number for _, number in found] == [CHILDREN.get(str(year - 1)) for year in years]
    assert [number for _, number in found].count(20000) == 4


def test_runs_and_forecasts_go_by_the_step_of_the_measure(warehouse):
    (run,) = warehouse.execute(
        "select run_direction, run_length from marts.fct_measure_trend where measure_id = 'visits'"
        " and geography_code = ? and period_end_date = date '2025-10-31'",
        [HARTLEPOOL],
    ).fetchall()
    assert run == ("rising", 14)  # every month since the first
    for measure, step in (("visits", 1), ("plans_rate", 3)):
        newest = max(end for (end,) in series(warehouse, measure, "period_end_date"))
        ends = warehouse.execute(
            "select distinct period_end_date from marts.fct_measure_forecast where measure_id = ?"
            " and geography_code = ? and history_to = ? order by 1",
            [measure, HARTLEPOOL, newest],
        ).fetchall()
        assert [end for (end,) in ends] == [moved(newest, step * ahead) for ahead in (1, 2, 3)]


def test_the_card_names_quarters_and_months_and_draws_a_point_for_each(enlarged):
    pages = enlarged.build / PAGES / HARTLEPOOL
    card, visits, plans, evidence = (
        " ".join(html5lib.parse((pages / page).read_text(), namespaceHTMLElements=False).itertext())
        for page in (
            "children_seen.html",
            "children_seen/visits.html",
            "children_seen/plans_rate.html",
            "children_seen/evidence.html",
        )
    )
    assert "October 2025" in card
    assert "quarter to 30 September 2025" in card
    assert "year to 3" not in card
    assert "Months" in visits and "Quarters, by the month they end in" in plans  # under the curves
    assert visits.index("August 2024") < visits.index("September 2024") < visits.index("October 2025 511")
    assert plans.index("quarter to 30 June 2022") < plans.index("quarter to 30 September 2022")
    assert evidence.count("One year earlier") == 2


def gated(rows: list[dict], feed: dict, release: str, settings: Settings, definitions, releases: Path):
    publication = Publication.model_validate(PUBLICATION | {"feeds": [feed]})
    known = replace(definitions, publications=(publication,))
    write(releases / PUBLICATION["slug"] / release / feed["files"][0], rows)
    (offer,) = look(settings, known).fresh
    return gate_in(land(offer, settings), settings, known)


@pytest.mark.parametrize(
    ("feed", "release", "rows", "column", "slip", "found"),
    [
        (
            FEEDS[0],
            "2025-9",
            months_up_to(date(2025, 9, 30)),
            "time_identifier",
            ("February", "Febuary"),
            "Febuary 2025",
        ),
        (FEEDS[1], "2025-26-q2", quarters(), "time_identifier", ("Financial year Q1", "Financial year Q5"), "Q5 202"),
        (FEEDS[1], "2025-26-q2", quarters(), "time_period", ("202526", "2025"), "Q1 2025'"),
    ],
    ids=["a month that there is not", "a quarter that there is not", "a year of the wrong form"],
)
def test_a_period_that_its_cadence_does_not_know_is_refused(
    feed, release, rows, column, slip, found, settings, definitions, releases
):
    bad = [line | {column: line[column].replace(*slip) if line[column] == slip[0] else line[column]} for line in rows]
    first = next(number for number, (now, then) in enumerate(zip(bad, rows, strict=True), start=2) if now != then)
    with pytest.raises(
        FileRefused, match=rf"time_period fits time_identifier.*line {first}: found '.*{found}.*To mend"
    ):
        gated(bad, feed, release, settings, definitions, releases)
    shutil.rmtree(releases / PUBLICATION["slug"])
    assert gated(rows, feed, release + "-again" if feed is FEEDS[0] else release, settings, definitions, releases)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda said: said["periods"].update(first="2025 Q5"), "'2025 Q5' is no financial year quarter"),
        (lambda said: said["periods"].update(last="202122 Q1"), r"'last' \(202122 Q1\) is before 'first'"),
        (lambda said: said["periods"].update(time_identifier="Week"), "'Week' is no kind of period"),
        (lambda said: said.update(period_ends="30 September"), "a Financial year quarter is of a year to 31 March"),
        (lambda said: said.update(period_ends="Febuary 28"), "'Febuary 28': it is no day of a year"),
        (lambda said: said.pop("period_ends"), "needs 'period_ends'"),
        (lambda said: said["periods"].update(years=3), "'years' is for figures over several years"),
    ],
)
def test_a_feed_of_periods_that_cannot_be_is_refused_with_its_line(tmp_path, change, told):
    write_definitions(tmp_path / "definitions")
    path = tmp_path / "definitions" / "publications" / "children_seen.yml"
    content = yaml.safe_load(path.read_text())
    change(content["feeds"][1])
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    with pytest.raises(DefinitionError, match=rf"children_seen.yml, line \d+: .*{told}"):
        read_definitions(tmp_path / "definitions")


@pytest.mark.parametrize(
    ("measure", "change", "told"),
    [
        (
            "visits",
            {"cadence": "quarterly"},
            "found quarterly, but feed visits_by_month has a figure for each month",
        ),
        ("plans_rate", {"cadence": None}, "found none, which is annual.* Write 'cadence: quarterly'"),
        (
            "visits",
            {
                "sources": [*MEASURES[0]["sources"], {"feed": "children_by_year", "column": "children"}],
                "unit": "visits",
            },
            "of one kind of period; found visits_by_month for a month, children_by_year for a year",
        ),
        (
            "plans_rate",
            {"sources": [MEASURES[1]["sources"][0] | {"denominator": {"feed": "visits_by_month", "column": "visits"}}]},
            "a denominator is of as long a period as the figure, here a quarter; found .* visits_by_month, for a month",
        ),
    ],
)
def test_a_measure_of_another_cadence_than_its_feed_is_refused(tmp_path, measure, change, told):
    write_definitions(tmp_path / "definitions")
    path = tmp_path / "definitions" / "measures" / f"{measure}.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | change, sort_keys=False))
    with pytest.raises(DefinitionError, match=told):
        read_definitions(tmp_path / "definitions")


@pytest.mark.parametrize(
    ("cadence", "months"),
    [("annual", 12), ("half_yearly", 6), ("quarterly", 3), ("monthly", 1), ("once", None), (None, 12)],
)
def test_a_measure_has_its_figures_as_far_apart_as_its_cadence_says(cadence, months, definitions):
    measure = definitions.measures[0].model_copy(update={"cadence": cadence})
    (table,) = (table for table in TABLES if table.name == "measure")
    (row,) = table.rows(replace(definitions, measures=(measure,)))
    assert row["months_between"] == months


def test_a_denominator_over_several_years_is_refused_for_parts_of_a_year_and_taken_for_years(tmp_path):
    folder = tmp_path / "definitions"
    write_definitions(folder)
    path = folder / "publications" / "children_seen.yml"
    content = yaml.safe_load(path.read_text())
    content["feeds"][2]["periods"]["years"] = 3
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    with pytest.raises(
        DefinitionError,
        match=r"plans_rate.yml, line .*denominator of a figure for a quarter is of a year at most; "
        r"found .* children_by_year, for 3 years",
    ):
        read_definitions(folder)
    content["feeds"][1] |= {
        "period_ends": "31 March",
        "periods": {"time_identifier": "Financial year", "first": "202122"},
    }
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    measure = folder / "measures" / "plans_rate.yml"
    measure.write_text(yaml.safe_dump(yaml.safe_load(measure.read_text()) | {"cadence": "annual"}, sort_keys=False))
    assert "plans_rate" in {one.measure for one in read_definitions(folder).measures}


def test_a_draft_says_which_kind_of_period_a_file_has(definitions):
    quarterly, monthly = (pd.DataFrame(rows).astype(str) for rows in (quarters(), months_up_to(date(2025, 9, 30))))
    drafted = draft_feed(quarterly, "plans.csv", definitions.symbols)
    periods = quarterly["time_period"].str.cat(quarterly["time_identifier"]).nunique()
    window = f'periods: {{time_identifier: Financial year quarter, window: {periods}}}  # review: or first: "202223 Q1"'
    assert window in drafted
    assert "period_ends: 31 March\n" in drafted
    drafted = draft_feed(monthly, "visits.csv", definitions.symbols)
    assert '# review: or first: "August 2024"' in drafted
    assert "period_ends" not in drafted
    with pytest.raises(NotDraftable, match="no period has the time_identifier 'Autumn term'"):
        draft_feed(quarterly.assign(time_identifier="Autumn term"), "plans.csv", definitions.symbols)


def test_a_figure_over_several_years_is_named_so(definitions):
    measure = next(one for one in definitions.measures if one.measure == "family_group_conferencing_families")
    assert definitions.period_kind(measure) == "3_years"
    assert Period.of("3_years", date(2019, 12, 31)).first_day == date(2017, 1, 1)
