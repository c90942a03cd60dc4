"""What the marts make of the releases of 2025, where those of 2024 were published before."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dfe import DFE
from drawn import DAY, words_of
from oba.build import warehouse_file
from oba.config import Settings, settings_from_environment
from oba.content import content_of, left_out
from oba.publication import WAREHOUSE, publish
from oba.site import draw_pages
from pipeline import build_all
from rebuilding import rebuilt
from shared_work import made_once

DFE_2025 = DFE.parent / "dfe_2025"
# Rates without and with a rate of the publisher's, places with new codes, and what the rates are out of.
FILES = ("b1_*", "c1_*", "cla_number*", "csww_*", "ons_*", "statistical_*")
PLACE = "E06000012"
RATES = "measure_id in ('children_in_need_rate', 'referrals_rate')"

pytestmark = pytest.mark.skipif(
    not (DFE.is_dir() and DFE_2025.is_dir()), reason=f"the DfE's release files are not in {DFE} and {DFE_2025}"
)


def offer(source: Path, releases: Path, *names: str) -> None:
    """Put the files of some releases that this is about into a folder of releases."""
    for path in (path for pattern in FILES for path in source.rglob(pattern)):
        if path.parent.name in names or "reference" in path.parts:
            target = releases / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def published_and_built(folder: Path) -> None:
    settings = settings_from_environment(home=folder / "home", releases=folder / "releases", draw="authorities")
    offer(DFE, folder / "releases", "2023", "2024")
    build_all(settings)
    publish(settings)
    offer(DFE_2025, folder / "releases", "2025")
    build_all(settings)


@pytest.fixture(scope="module")
def after_2025(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = made_once("after_2025", tmp_path_factory, published_and_built)
    return settings_from_environment(home=folder / "home", releases=folder / "releases", draw="authorities")


@pytest.fixture(scope="module")
def marts(after_2025: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(after_2025)), read_only=True) as connection:
        connection.execute("use marts")
        yield connection


def test_the_figures_of_the_place_are_those_of_the_files(marts):
    rows = marts.execute(
        "select measure_id, value from fct_measure_value where geography_code = ? and year(period_end_date) = 2025"
        " and measure_id in ('children_in_need', 'children_looked_after', 'children_in_need_rate')",
        [PLACE],
    ).fetchall()
    # 1,758 children of 33,522 in mid-2024.
    assert {name: float(value) for name, value in rows} == {
        "children_in_need": 1758,
        "children_looked_after": 438,
        "children_in_need_rate": 524.4,
    }


def test_a_rate_is_worked_out_where_none_is_printed_and_says_from_what(marts):
    origins = marts.sql(
        f"select distinct year(period_end_date) < 2025, value_origin from fct_measure_value where {RATES} order by 1"
    ).fetchall()
    assert origins == [(False, "worked_out"), (True, "published")]
    rows = marts.execute(
        "select value.numerator, value.raw_value, count.file_name, value.denominator, population.feed,"
        " value.denominator_source_row is not null"
        " from fct_measure_value as value"
        " inner join dim_release_file as count on value.release_file_id = count.release_file_id"
        " inner join dim_release_file as population on value.denominator_release_file_id = population.release_file_id"
        " where measure_id = 'children_in_need_rate' and geography_code = ? and year(period_end_date) = 2025",
        [PLACE],
    ).fetchall()
    assert rows == [(1758, "1758", "b1_children_in_need_2013_to_2025.csv", 33522, "population", True)]


def test_every_place_with_a_count_has_a_rate_and_no_measure_loses_a_year(marts):
    without = "select count(*) from fct_measure_value where value_origin = 'worked_out' and value is null"
    assert marts.sql(f"{without} and value_reason = 'no_denominator'").fetchone() == (0,)
    years = marts.sql(f"select distinct measure_id, year(period_end_date) from fct_measure_value where {RATES}")
    assert len(years.fetchall()) == 2 * 13
    places = marts.sql(
        "select count(*) from fct_measure_value inner join dim_geography using (geography_code)"
        " where measure_id = 'children_in_need_rate' and year(period_end_date) = 2025"
        " and geographic_level = 'Local authority'"
    )
    assert places.fetchone() == (153,)


def test_no_measure_has_fewer_years_than_what_was_served_before(marts, after_2025):
    years = (
        "select measure_id, count(distinct period_end_date) from {}fct_measure_value where value is not null group by 1"
    )
    with duckdb.connect(str(after_2025.served / WAREHOUSE), read_only=True) as connection:
        before = dict(connection.sql(years.format("marts.")).fetchall())
    now = dict(marts.sql(years.format("")).fetchall())
    assert len(before) > 10
    assert {measure: now.get(measure, 0) - count for measure, count in before.items()} == dict.fromkeys(before, 1)


def test_the_warning_where_mean_and_median_of_neighbours_disagree_stands_for_2025(marts):
    warned = marts.execute(
        "select distinct measure_id from fct_measure_comparison"
        " where geography_code = ? and year(period_end_date) = 2025 and neighbours_warning is not null",
        [PLACE],
    ).fetchall()
    assert ("re_referral_rate",) in warned


def test_printed_rates_and_those_of_their_counts_agree_where_both_exist(marts):
    """Up to 2022 the release was printed by the estimates that are at hand; those after it were revised since."""
    found = marts.sql(
        "select year(period_end_date), max(abs(10000 * numerator / denominator - value)),"
        " quantile_cont(abs(10000 * numerator / denominator / value - 1), 0.95)"
        f" from fct_measure_value where {RATES} and value_origin = 'published' and value > 0 group by 1 order by 1"
    ).fetchall()
    assert [year for year, _, _ in found] == list(range(2013, 2025))
    assert all(farthest < 0.05 for year, farthest, _ in found if year <= 2022)
    assert all(nearly_all < 0.011 for _, _, nearly_all in found)


def test_the_forecasts_of_2024_are_judged_under_the_new_codes_by_what_came(marts, after_2025):
    frozen = marts.sql(
        "select count(*), count(distinct geography_code) from read_parquet("
        f"'{after_2025.forecasts}/*.parquet') where geography_code in ('E08000016', 'E08000019')"
    ).fetchone()
    kept = marts.sql(
        "select count(*), count(distinct geography_code) from fct_measure_forecast where forecast_kind = 'frozen'"
        " and geography_code in ('E08000038', 'E08000039')"
    ).fetchone()
    assert frozen is not None
    assert frozen[0] > 0
    assert kept == frozen
    judged = marts.sql(
        "select geography_code, count(*) > 0 from fct_forecast_verdict where forecast_kind = 'frozen'"
        " and year(period_end_date) = 2025 and geography_code in ('E08000016', 'E08000019', 'E08000038', 'E08000039')"
        " group by 1 order by 1"
    ).fetchall()
    assert judged == [("E08000038", True), ("E08000039", True)]


def test_a_recoded_place_has_one_series_and_no_withdrawn_figure(marts):
    codes = marts.sql(
        "select distinct published_code from fct_measure_value where measure_id = 'social_worker_vacancy_rate'"
        " and geography_code = 'E08000038' order by 1"
    ).fetchall()
    assert codes == [("E08000016",), ("E08000038",)]
    for mart in ("fct_measure_value", "fct_measure_vintage", "fct_measure_revision", "fct_measure_forecast"):
        ended = f"select count(*) from {mart} where geography_code in ('E08000016', 'E08000019')"
        assert marts.sql(ended).fetchone() == (0,), mart


def test_the_pages_of_an_ended_code_are_those_of_its_newest(after_2025, tmp_path):
    old, new = (
        draw_pages(warehouse_file(after_2025), tmp_path / code, DAY, (), (code,)) for code in ("E08000016", "E08000038")
    )
    assert [page.relative_to(tmp_path / "E08000016") for page in old] == [
        page.relative_to(tmp_path / "E08000038") for page in new
    ]
    assert [page.read_bytes() for page in old] == [page.read_bytes() for page in new]
    evidence = [page.read_text() for page in new if page.name == "evidence.html"]
    assert any("(worked out)" in words_of(page) for page in evidence)


def test_a_break_of_the_population_breaks_no_series_of_rates(marts):
    broken = marts.sql(
        "select count(*) from fct_measure_verdict where measure_id = 'children_looked_after_rate'"
        " and verdict = 'definition_changed'"
    )
    assert broken.fetchone() == (0,)


def test_from_an_empty_work_folder_the_marts_are_the_same_but_for_when_forecasts_were_made(after_2025, tmp_path):
    def never_published(inputs: Path) -> None:
        for path in (inputs / "frozen_forecast").glob("[0-9]*.parquet"):
            path.unlink()

    rebuilt(after_2025.build / "inputs", tmp_path, 4, 2, never_published)
    empty = warehouse_file(settings_from_environment(home=tmp_path))
    said = ["forecast_kind", "made_on"]
    without = left_out() | {"fct_measure_forecast": said, "fct_forecast_verdict": said, "scorecard_wide": said[:1]}
    assert content_of(empty, without) == content_of(warehouse_file(after_2025), without)
    assert content_of(empty, left_out()) != content_of(warehouse_file(after_2025), left_out())
