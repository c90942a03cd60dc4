"""The statistics on the DfE's own files, computed again with pandas and independent libraries."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from oba.build import warehouse_file

# At 31 March 2024 above the mean of their neighbours and below the median, or the other way about.
DECIDED_BY_MEAN_OR_MEDIAN_2024 = [
    "E06000064",  # Westmorland and Furness
    "E08000010",  # Wigan
    "E08000015",  # Wirral
    "E09000009",  # Ealing
    "E09000017",  # Hillingdon
    "E10000020",  # Norfolk
]


@pytest.fixture(scope="module")
def warehouse(built_from_dfe) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        connection.sql("set search_path = 'marts'")
        yield connection


def test_the_published_rate_is_the_count_over_the_children_of_the_year_before(warehouse):
    """Rule C3 of the comparison with other tools: count / mid-year estimate of the year before x 10,000."""
    found = warehouse.sql(
        "select year(period_end_date) as end_year, value::double as value, interval_low, interval_high,"
        " 1e4 * numerator::double / denominator::double as computed"
        " from fct_measure_value where measure_id = 'probe_rate' and value is not null and denominator is not null"
    ).df()
    assert len(found) > 1_800
    off = (found["value"] - found["computed"]).abs()
    assert (off[found["end_year"] <= 2022] <= 0.0501).all()
    # Since then the estimates have been revised, and the rates were published on the earlier ones.
    assert 0 < (off / found["value"])[found["end_year"] > 2022].median() < 0.02
    # An interval belongs to a figure that its counts give; City of London's few children are estimated anew each year.
    agrees = off <= 0.05 * found["value"] + 0.05
    differing = found[found["interval_low"].notna() != agrees]
    assert differing.empty, differing.to_string()
    assert agrees.mean() > 0.9
    shown = found[agrees]
    assert ((shown["interval_low"] < shown["value"]) & (shown["value"] < shown["interval_high"])).all()


def test_a_published_rate_stays_the_value_and_a_combined_return_has_the_children_of_its_members(warehouse):
    published = warehouse.sql(
        "select count(*) from fct_measure_value where measure_id = 'probe_rate' and value is not null"
        " and raw_value <> cast(cast(value as decimal(12, 1)) as varchar)"
        " and raw_value::double <> value::double"
    ).fetchone()
    assert published == (0,)


def test_the_authorities_whose_side_depends_on_mean_or_median_carry_the_warning(warehouse):
    flagged = warehouse.sql(
        "select geography_code, value::double as value, neighbours_mean, neighbours_median, neighbours_pooled,"
        " is_decided_by_average, neighbours_warning from fct_measure_comparison"
        " where measure_id = 'probe_rate' and period_end_date = date '2024-03-31' and neighbours_mean is not null"
    ).df()
    figure = warehouse.sql(
        "select geography_code, value::double as value, numerator::double as x, denominator::double as n"
        " from fct_measure_value inner join dim_geography using (geography_code)"
        " where measure_id = 'probe_rate' and period_end_date = date '2024-03-31' and value is not null"
    ).df()
    pairs = warehouse.sql("select * from bridge_statistical_neighbour where neighbour_set_year = 2025").df()
    joined = pairs.merge(figure, left_on="neighbour_code", right_on="geography_code", suffixes=("", "_of"))
    sides = {}
    for code, part in joined.groupby("geography_code"):
        own = figure.loc[figure["geography_code"] == code, "value"]
        if len(own):
            averages = [part["value"].mean(), part["value"].median(), 1e4 * part["x"].sum() / part["n"].sum()]
            sides[code] = {np.sign(own.iloc[0] - average) for average in averages}
    expected = sorted(code for code, side in sides.items() if {-1, 1} <= side)
    assert sorted(flagged.loc[flagged["is_decided_by_average"], "geography_code"]) == expected
    assert len(expected) > 5
    warned = flagged[flagged["neighbours_warning"].notna()]
    assert sorted(warned["geography_code"]) == expected
    by_mean_or_median = flagged[
        np.sign(flagged["value"] - flagged["neighbours_mean"])
        * np.sign(flagged["value"] - flagged["neighbours_median"])
        < 0
    ]
    assert sorted(by_mean_or_median["geography_code"]) == DECIDED_BY_MEAN_OR_MEDIAN_2024


def test_every_wilson_interval_is_that_of_statsmodels(warehouse):
    found = warehouse.sql(
        "select numerator::double as x, denominator::double as n, value::double as value, interval_low, interval_high,"
        " abs(100 * x / n - value) <= 0.5000001 * power(10, -decimal_places) as is_rounded"
        " from fct_measure_value inner join dim_measure using (measure_id)"
        " where fct_measure_value.interval_method = 'wilson' and interval_low is not null"
    ).df()
    assert found["is_rounded"].mean() > 0.9
    found["x"] = found["x"].where(found["is_rounded"], found["value"] * found["n"] / 100)
    low, high = proportion_confint(found["x"].to_numpy(), found["n"].to_numpy(), method="wilson")
    assert len(found) > 1_900
    assert found["interval_low"].to_numpy() == pytest.approx(100 * low, abs=1e-9)
    assert found["interval_high"].to_numpy() == pytest.approx(100 * high, abs=1e-9)


def test_every_comparison_with_neighbours_is_that_of_pandas(warehouse):
    compared = warehouse.sql(
        "select measure_id, geography_code, period_end_date, neighbours_with_value, neighbours_mean,"
        " neighbours_median from fct_measure_comparison where neighbours_mean is not null and neighbour_set_year = 2025"
    ).df()
    pairs = warehouse.sql(
        "select geography_code, neighbour_code from bridge_statistical_neighbour where neighbour_set_year = 2025"
    ).df()
    figures = warehouse.sql(
        "select measure_id, geography_code as neighbour_code, period_end_date, value::double as value"
        " from fct_measure_value where value is not null and interval_method <> 'count' and not is_doubted"
    ).df()
    keys = ["measure_id", "geography_code", "period_end_date"]
    averages = pairs.merge(figures, on="neighbour_code").groupby(keys)["value"].agg(["count", "mean", "median"])
    both = compared.join(averages, on=keys)
    assert len(both) > 3_000
    assert (both["neighbours_with_value"] == both["count"]).all()
    assert both["neighbours_mean"].to_numpy() == pytest.approx(both["mean"].to_numpy(), abs=1e-9)
    assert both["neighbours_median"].to_numpy() == pytest.approx(both["median"].to_numpy(), abs=1e-9)


def test_the_side_of_england_and_the_gap_in_people_are_by_one_noise(warehouse):
    found = warehouse.sql(
        "select against_england, trend.value::double as value, england_value::double as england, gap_to_england as gap,"
        " gap_to_england_low as low, gap_to_england_high as high, unit, trend.scaled, of_england.scaled as of_england,"
        " sqrt(trend.noise_variance + of_england.noise_variance) as sd"
        " from fct_measure_comparison inner join dim_measure using (measure_id)"
        " inner join fct_measure_trend as trend using (measure_id, geography_code, period_end_date)"
        " inner join fct_measure_trend as of_england"
        " on trend.measure_id = of_england.measure_id and trend.period_end_date = of_england.period_end_date"
        " and of_england.geography_code = 'E92000001' where against_england is not null"
    ).df()
    assert len(found) > 20_000
    z = 1.959963984540054
    deviations = (found["scaled"] - found["of_england"]) / found["sd"]
    sides = np.select([deviations < -z, deviations > z], ["lower", "higher"], "similar")
    assert (found["against_england"] == sides)[~deviations.abs().between(z - 1e-9, z + 1e-9)].all()
    assert found["against_england"].eq("similar").mean() > 0.2
    counted = found[found["gap"].notna() & found["value"].ne(found["england"])]
    people = counted["gap"] / (counted["value"] - counted["england"])
    low, england = (
        np.where(counted["unit"] == "percent", 100 / (1 + np.exp(-end)), np.exp(end))
        for end in (counted["scaled"] - z * counted["sd"], counted["of_england"])
    )
    low = (np.minimum(counted["value"], low) - england) * people
    assert counted["low"].to_numpy() == pytest.approx(low.to_numpy(), rel=1e-6, abs=1e-4)
    is_inside = (counted["low"] <= 0) & (counted["high"] >= 0)
    assert (is_inside == counted["against_england"].eq("similar")).mean() > 0.9999


def test_a_recoded_authority_has_one_unbroken_series_and_says_where_the_code_changed(warehouse):
    rows = warehouse.sql(
        "select year(period_end_date), published_code, change_on_previous is not null from fct_measure_value"
        " where measure_id = 'referrals' and geography_code = 'E06000065' order by 1"
    ).fetchall()
    assert rows == [(year, "E10000023" if year < 2024 else "E06000065", year > 2013) for year in range(2013, 2025)]
    ended = warehouse.sql(
        "select count(*) from fct_measure_value inner join bridge_geography_successor"
        " on geography_code = predecessor_code and change_kind = 'recode'"
        " where successor_code in (select geography_code from fct_measure_value)"  # others are of releases to come
    ).fetchone()
    assert ended == (0,)


def test_each_series_has_one_verdict_and_the_numbers_of_its_shape(warehouse):
    verdicts = warehouse.sql("select * from fct_measure_verdict").df()
    series = warehouse.sql("select distinct measure_id, geography_code from fct_measure_value").df()
    assert len(verdicts) == len(series)
    told = verdicts["change_direction"].ne(0)
    assert verdicts.loc[told, ["p_value", "moved_from_value", "compared_from_value"]].notna().all(axis=None)
    assert verdicts.loc[~told, "p_value"].isna().all()
    with_event = verdicts["shape"].isin(["step", "changed_direction", "out_of_line", "newest_change"])
    assert verdicts["event_value"].notna().eq(with_event).all()
    change = verdicts["value"].astype(float) - verdicts["moved_from_value"]
    assert (np.sign(change[told]) == verdicts.loc[told, "change_direction"]).all()


def test_ranks_and_their_intervals_belong_together(warehouse):
    ranks = warehouse.sql("select * from fct_measure_comparison where rank_low is not null").df()
    assert (ranks["rank_low"].ge(1) & ranks["rank_high"].le(ranks["ranked_of"])).all()
    within = ranks["authority_rank"].between(ranks["rank_low"], ranks["rank_high"])
    assert within.mean() > 0.95
    newest = pd.to_datetime(ranks["period_end_date"]).groupby(ranks["measure_id"]).nunique()
    assert (newest == 1).all()
