"""Series over several releases, what was known when, and places that add up, on the DfE's own files."""

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from oba.build import warehouse_file

NATIONAL_AND_REGIONAL = [
    "care_leavers_accommodation",
    "care_leavers_activity",
    "child_protection_plan_repeats",
    "child_protection_plans",
    "children_in_need",
    "children_looked_after",
    "looked_after_health",
    "placement_stability",
    "population",
    "referrals",
    "school_absence",
    "social_work_workforce",
]
# Figures of these units are no counts, whatever their places would add up to.
NOT_COUNTS = {"percent", "per_10000", "cases_per_worker"}
# Averages that stand in a column of counts, in the releases of 2023 and 2024.
AVERAGES = {("looked_after_health", "characteristic=SDQ average score; cla_group=Ages 5 to 16 years with SDQ score")}
# Where the published regions do not add up to England within rounding, each with the release; none do so far.
EXCEPTIONS: set[tuple[str, str, str, str]] = set()  # feed, release, data column, period
# How far rounding can move one published count: DfE rounds regions and England to 10, the workforce to 1 decimal place.
ROUNDED_BY = {"social_work_workforce": Decimal("0.05")}
ROUNDED_TO_10 = Decimal(5)


@pytest.fixture(scope="module")
def warehouse(built_from_dfe) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        connection.sql(f"attach '{built_from_dfe.build / 'workings.duckdb'}' as workings (read_only)")
        connection.sql("set search_path = 'marts'")
        yield connection


def test_the_series_of_children_looked_after_is_longer_than_a_file_and_names_each_release(warehouse):
    rows = warehouse.sql(
        "select year(period_end_date), cast(figure.value as integer), file.release_name, file.file_name"
        " from fct_measure_value as figure inner join dim_release_file as file using (release_file_id)"
        " where measure_id = 'children_looked_after' and geography_code = 'E06000012' order by 1"
    ).fetchall()
    name = "cla_number_and_rate_per_10k_children.csv"
    assert rows == [
        (2019, 450, "2023", name),
        (2020, 572, "2024", name),
        (2021, 596, "2024", name),
        (2022, 615, "2024", name),
        (2023, 574, "2024", name),
        (2024, 469, "2024", name),
    ]


def test_the_absence_rate_of_2019_was_published_more_than_once_and_revised(warehouse):
    figure = (
        "measure_id = 'social_worker_absence_rate' and geography_code = 'E06000012'"
        " and period_end_date = date '2019-09-30'"
    )
    rows = warehouse.sql(
        "select file.release_name, raw_value, publication_order, vintage.known_from::text, known_until::text"
        " from fct_measure_vintage as vintage inner join dim_release_file as file using (release_file_id)"
        f" where {figure} order by publication_order"
    ).fetchall()
    assert rows == [
        ("2022", "11.5", 1, "2023-02-23", "2024-02-29"),
        ("2023", "10.1", 2, "2024-02-29", "2025-02-27"),
        ("2024", "10.1", 3, "2025-02-27", None),
    ]
    assert warehouse.sql(
        f"select value, first_published_value, times_published from fct_measure_value where {figure}"
    ).fetchall() == [(Decimal("10.1"), Decimal("11.5"), 3)]
    assert warehouse.sql(
        f"select revision_kind, change_on_revision, revised_on::text from fct_measure_revision where {figure}"
    ).fetchall() == [("value", Decimal("-1.4"), "2024-02-29")]


@pytest.mark.parametrize(
    ("day", "known"),
    [("2023-02-22", []), ("2023-02-23", ["11.5"]), ("2024-02-28", ["11.5"]), ("2024-02-29", ["10.1"])],
)
def test_a_figure_is_asked_as_known_on_a_day(warehouse, day, known):
    found = warehouse.execute(
        "select raw_value from fct_measure_vintage where measure_id = 'social_worker_absence_rate'"
        " and geography_code = 'E06000012' and period_end_date = date '2019-09-30'"
        " and known_from <= cast($day as date) and (known_until is null or cast($day as date) < known_until)",
        {"day": day},
    ).fetchall()
    assert [value for (value,) in found] == known


def test_no_day_finds_two_vintages_of_a_figure_and_today_finds_the_one_in_use(warehouse):
    overlapping = warehouse.sql(
        "select count(*) from fct_measure_vintage as one inner join fct_measure_vintage as other"
        " using (measure_id, geography_code, period_end_date)"
        " where one.release_file_id < other.release_file_id"
        " and (one.known_until is null or other.known_from < one.known_until)"
        " and (other.known_until is null or one.known_from < other.known_until)"
        " and (one.known_from < one.known_until or one.known_until is null)"
        " and (other.known_from < other.known_until or other.known_until is null)"
    ).fetchone()
    assert overlapping == (0,)
    assert warehouse.sql(
        "select count(*) from fct_measure_vintage where is_current <> (known_until is null)"
    ).fetchone() == (0,)


def test_a_recoded_authority_has_one_row_of_vintages_and_what_left_a_window_is_not_withdrawn(warehouse):
    """North Yorkshire's years went to its new code; 2019 is in no later file of children looked after."""
    rows = warehouse.sql(
        "select year(period_end_date), published_code, publication_order, is_current,"
        " withdrawn_by_release_file_id is not null"
        " from fct_measure_vintage inner join dim_release_file using (release_file_id)"
        " where measure_id = 'children_looked_after' and geography_code = 'E06000065' order by 1, 3"
    ).fetchall()
    both = [
        row
        for year in (2020, 2021, 2022, 2023)
        for row in ((year, "E10000023", 1, False, False), (year, "E06000065", 2, True, False))
    ]
    assert rows == [(2019, "E10000023", 1, True, False), *both, (2024, "E06000065", 1, True, False)]
    ended = "select count(*) from fct_measure_vintage where geography_code = 'E10000023'"
    assert warehouse.sql(ended).fetchone() == (0,)


@pytest.fixture(scope="module")
def places(warehouse, definitions) -> pd.DataFrame:
    """England, the sum of the regions and that of both parts of London, for every count of every feed and release."""
    counts = [
        (feed.feed, name)
        for _, feed in definitions.feeds.values()
        for name, column in feed.columns.items()
        if column.unit not in NOT_COUNTS
    ]
    warehouse.register("counted", pd.DataFrame(counts, columns=["feed", "data_column"]))
    frame = warehouse.sql(
        "select feed, release_name, data_column, breakdown, cast(year(period_end_date) as varchar) as period,"
        " any_value(value) filter (geographic_level = 'National') as england,"
        " sum(value) filter (geographic_level = 'Regional' and not is_part_of_another_region) as regions,"
        " count(*) filter (geographic_level = 'Regional' and not is_part_of_another_region) as region_rows,"
        " count(value) filter (geographic_level = 'Regional' and not is_part_of_another_region) as region_figures,"
        " any_value(value) filter (geography_code = 'E12000007') as london,"
        " sum(value) filter (is_part_of_another_region) as both_londons,"
        " count(value) filter (is_part_of_another_region) as london_figures"
        " from workings.staging.stg_landed__observation"
        " inner join workings.records.release_file using (release_file_id, feed)"
        " inner join (select geography_code, is_part_of_another_region from dim_geography) using (geography_code)"
        " inner join counted using (feed, data_column)"
        " group by all"
    ).df()
    averages = pd.MultiIndex.from_frame(frame[["feed", "breakdown"]]).isin(AVERAGES)
    exceptions = pd.MultiIndex.from_frame(frame[["feed", "release_name", "data_column", "period"]]).isin(EXCEPTIONS)
    return frame[~averages & ~exceptions]


def test_every_feed_with_regions_is_added_up(warehouse):
    found = warehouse.sql(
        "select distinct feed from workings.staging.stg_landed__observation"
        " where geographic_level = 'Regional' order by 1"
    ).fetchall()
    assert [feed for (feed,) in found] == NATIONAL_AND_REGIONAL


@pytest.mark.parametrize("feed", NATIONAL_AND_REGIONAL)
def test_the_nine_regions_add_up_to_england_without_counting_london_twice(places, feed):
    tolerance = float(ROUNDED_BY.get(feed, ROUNDED_TO_10) * (9 + 1))
    counts = places[places["feed"] == feed]
    assert (counts["region_rows"] == 9).all()
    whole = counts[(counts["region_figures"] == 9) & counts["england"].notna()]
    assert len(whole) > 0.8 * len(counts)
    apart = whole[(whole["regions"] - whole["england"]).abs() > tolerance]
    assert apart.empty, apart.to_string()
    # Where a region's figure is hidden, the others cannot be more than England.
    partly = counts[(counts["region_figures"] < 9) & counts["england"].notna()]
    beyond = partly[partly["regions"] - partly["england"] > tolerance]
    assert beyond.empty, beyond.to_string()


@pytest.mark.parametrize("feed", NATIONAL_AND_REGIONAL)
def test_inner_and_outer_london_are_the_region_of_london(places, feed):
    tolerance = float(ROUNDED_BY.get(feed, ROUNDED_TO_10) * (2 + 1))
    counts = places[(places["feed"] == feed) & (places["london_figures"] == 2) & places["london"].notna()]
    assert len(counts) > 0
    apart = counts[(counts["both_londons"] - counts["london"]).abs() > tolerance]
    assert apart.empty, apart.to_string()


def test_at_every_layer_a_figure_is_a_number_or_a_reason_and_no_number_is_a_sentinel(warehouse):
    tables = warehouse.sql(
        "select database_name || '.' || schema_name || '.' || table_name from duckdb_columns()"
        " where column_name in ('value', 'value_reason') group by all having count(*) = 2 order by 1"
    ).fetchall()
    assert len(tables) == 17
    for (table,) in tables:
        wrong = warehouse.sql(
            f"select count(*) from {table} where (value is null) = (value_reason is null) or value < 0"
        ).fetchone()
        assert wrong == (0,), table
