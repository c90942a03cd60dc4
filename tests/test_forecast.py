"""The forecasting functions on series whose answers are known."""

import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest

from oba.documents import marks, write_part
from oba.errors import ObaError
from oba.forecast import back_tests, baselines
from oba.forecast.backtest import AS_CHOSEN, BAND, FEWEST_ERRORS, LEAST_GAIN, band_radius, chosen_method
from oba.forecast.history import histories_of, snapshots
from oba.forecast.methods import (
    FEWEST_POINTS,
    METHODS,
    SHORTEST_HISTORY,
    from_working_scale,
    method_on,
    project,
    to_working_scale,
)
from oba.forecast.table import BACK_TEST, HEADER, back_test_table

TODAY = date(2026, 1, 1)


def series(places: dict[str, list], unit: str = "children", level: str = "Local authority", **columns) -> pd.DataFrame:
    """Yearly figures that end on 31 March 2024, all known since that November."""
    rows = [
        {
            "measure_id": "measure",
            "unit": unit,
            "geography_code": code,
            "geographic_level": level,
            "period_kind": "year",
            "period_end_date": pd.Timestamp(2025 - len(values) + year, 3, 31),
            "value": value,
            "series_id": "1.0",
            "known_from": pd.Timestamp(2024, 11, 1),
            "known_until": pd.NaT,
            "is_shock": False,
            **columns,
        }
        for code, values in places.items()
        for year, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


def forecasts(of: pd.DataFrame) -> pd.DataFrame:
    return baselines(of, back_tests(of), TODAY)


def random_walks(places: int, years: int, seed: int = 1, drift: float = 0.0) -> dict[str, list]:
    """Counts of small and large places that move by chance, on the square root scale, more or less each."""
    chance = np.random.default_rng(seed)
    start = np.sqrt(chance.uniform(40, 2000, places))
    size = chance.uniform(0.3, 1.5, places)
    steps = drift + chance.normal(size=(years, places)) * size
    counts = np.round(np.clip(start + np.cumsum(steps, axis=0), 1, None) ** 2)
    return {f"E{number:08}": list(counts[:, number]) for number in range(places)}


def closed_in(of: pd.DataFrame, *years: int) -> pd.DataFrame:
    return of.assign(is_shock=of["period_end_date"].dt.year.isin(years))


def counted(of: pd.DataFrame) -> dict[int, int]:
    tested = back_tests(of)
    return tested[tested["forecast_method"] == "naive"].set_index("horizon")["forecast_count"].to_dict()


# What each method says


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("naive", [8, 8, 8]),
        ("drift", [10, 12, 14]),
        ("window_average", [6, 6, 6]),
        ("history_average", [5, 5, 5]),
    ],
)
def test_a_method_gives_the_known_projection(method, expected):
    assert project(np.array([2.0, 4.0, 6.0, 8.0]), [method])[0] == pytest.approx(expected)


@pytest.mark.parametrize("points", range(SHORTEST_HISTORY, 16))
def test_many_histories_at_once_give_to_the_last_digit_what_the_library_gives_of_each(points):
    from statsforecast import models

    library = {
        "naive": models.Naive(),
        "drift": models.RandomWalkWithDrift(),
        "window_average": models.WindowAverage(window_size=3),
        "history_average": models.HistoricAverage(),
        "exponential_smoothing": models.SimpleExponentialSmoothing(alpha=0.5),
        "theta": models.Theta(season_length=1) if points > 3 else models.Naive(),
    }
    histories = np.random.default_rng(points).normal(20, 5, size=(50, points))
    found = project(histories)
    for place, method in enumerate(METHODS):
        alone = [library[method].forecast(y=history.copy(), h=3)["mean"] for history in histories]
        assert (found[:, place] == np.array(alone)).all()


def test_theta_moves_on_by_half_the_trend_and_smoothing_lies_between_the_figures():
    history = np.array([2.0, 4.0, 6.0, 8.0, 10.0, 12.0])
    theta, smoothed = project(history, ["theta", "exponential_smoothing"])
    assert np.diff(theta) == pytest.approx([1, 1], abs=0.05)
    assert ((smoothed >= 2) & (smoothed <= 12)).all()


def test_a_constant_series_stays_where_it_is_with_every_method():
    assert (project(np.full(6, 7.0)) == 7.0).all()


def test_three_points_are_enough_and_two_are_not():
    assert np.isfinite(project(np.array([5.0, 6.0, 4.0]))).all()
    with pytest.raises(ValueError, match="3 or more figures without a gap"):
        project(np.array([5.0, 6.0]))
    with pytest.raises(ValueError, match="without a gap"):
        project(np.array([5.0, np.nan, 6.0]))


def test_every_method_works_on_the_fewest_points_it_is_said_to_need_and_theta_on_no_fewer():
    from statsforecast.models import Theta

    for method in METHODS:
        points = FEWEST_POINTS.get(method, SHORTEST_HISTORY)
        assert np.isfinite(project(np.arange(points) ** 1.5, [method])).all()
    with pytest.raises(NotImplementedError):
        Theta(season_length=1).forecast(y=np.array([5.0, 6.0, 4.0]), h=1)
    assert method_on(3, "theta") == "naive"
    assert method_on(4, "theta") == "theta"


@pytest.mark.parametrize(("unit", "values"), [("children", [0, 1, 469, 83630]), ("percent", [0, 0.4, 50, 100])])
def test_the_working_scale_is_undone_and_keeps_the_bounds(unit, values):
    values = np.array(values, dtype=float)
    assert from_working_scale(to_working_scale(values, unit), unit) == pytest.approx(values)
    beyond = from_working_scale(np.array([-3.0, 500.0]), unit)
    assert beyond[0] == 0
    assert unit != "percent" or beyond[1] == 100


# The history


def test_a_history_starts_after_a_year_that_is_missing_or_has_a_symbol():
    of = series({"gap": [1, 2, 3, 4, 5, 6], "symbol": [1, 2, None, 4, 5, 6], "whole": [1, 2, 3, 4, 5, 6]})
    missing = (of["geography_code"] == "gap") & (of["period_end_date"] == pd.Timestamp(2020, 3, 31))
    found = {history.geography_code: list(history.values) for history in histories_of(of[~missing])}
    assert found == {"gap": [3, 4, 5, 6], "symbol": [4, 5, 6], "whole": [1, 2, 3, 4, 5, 6]}


def test_a_history_starts_after_a_break_of_the_series():
    of = series({"E1": [1, 2, 3, 4, 5, 6]})
    of.loc[of["period_end_date"] >= pd.Timestamp(2022, 3, 31), "series_id"] = "1.1"
    (history,) = histories_of(of)
    assert list(history.values) == [4, 5, 6]
    assert history.ends == (date(2022, 3, 31), date(2023, 3, 31), date(2024, 3, 31))


def test_a_place_without_a_newest_figure_has_no_forecast_and_neither_has_one_that_ended_earlier():
    of = series({"now": [1, 2, 3, 4], "hidden": [1, 2, 3, None], "short": [4, 5]})
    ended = series({"ended": [1, 2, 3, 4]})
    ended["period_end_date"] -= pd.DateOffset(years=1)
    assert set(forecasts(pd.concat([of, ended]))["geography_code"]) == {"now"}


def test_a_quarterly_measure_is_forecast_by_quarters():
    places = random_walks(12, 16)
    by_year = series(places)
    of = by_year.assign(period_kind="quarter")
    number = of["period_end_date"].rank(method="dense").astype(int) - 1
    of["period_end_date"] = pd.date_range("2020-06-30", periods=16, freq="QE")[number]
    found, yearly = forecasts(of), forecasts(by_year)
    assert sorted(found["period_end_date"].unique()) == [date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
    # A step is a step: the same figures a quarter apart are forecast as they are a year apart.
    numbers = ["projected", "projected_low", "projected_high", "band_errors", "horizon", "history_points"]
    pd.testing.assert_frame_equal(found[numbers], yearly[numbers])
    assert found["projected_low"].notna().any()


def test_a_quarter_that_is_missing_starts_the_history_anew():
    of = series({"E1": [1, 2, 3, 4, 5, 6]}).assign(period_kind="quarter")
    of["period_end_date"] = pd.date_range("2023-03-31", periods=6, freq="QE")
    (history,) = histories_of(of.drop(index=1), step=3)
    assert history.ends == (date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30))


def test_a_measure_whose_periods_are_not_whole_steps_apart_is_not_forecast():
    of = series({"E1": [1, 2, 3, 4]})
    of["period_end_date"] = pd.date_range("2023-06-30", periods=4, freq="QE")
    assert snapshots(of) == []
    assert len(forecasts(of)) == 0


def test_no_measure_at_all_gives_empty_frames():
    assert len(forecasts(series({}))) == 0


# The forecast


def test_a_forecast_of_the_past_knows_only_what_was_known_then():
    of = series(random_walks(40, 8))
    earlier = of[of["period_end_date"] < pd.Timestamp(2024, 3, 31)].assign(
        known_from=pd.Timestamp(2023, 11, 1), known_until=pd.Timestamp(2024, 11, 1)
    )
    revised = of.assign(value=of["value"] * 3)
    alone = earlier.assign(known_until=pd.NaT)
    of_the_past = forecasts(pd.concat([earlier, revised])).query("not is_newest").reset_index(drop=True)
    then = forecasts(alone)
    told = ["geography_code", "period_end_date", "projected", "projected_low", "projected_high", "forecast_method"]
    assert len(of_the_past) == 120
    pd.testing.assert_frame_equal(of_the_past[told], then[told])
    assert set(of_the_past["made_on"]) == {date(2023, 11, 1)}
    assert set(then["made_on"]) == {TODAY}


def test_a_release_without_a_new_period_does_not_make_another_forecast_of_the_past():
    of = series(random_walks(2, 6))
    days = ["2023-05-01", "2023-08-01", "2024-11-01"]
    until = [*days[1:], None]
    known = [
        of.assign(known_from=pd.Timestamp(day), known_until=pd.Timestamp(end))
        for day, end in zip(days, until, strict=True)
    ]
    for frame in known[:2]:
        frame.drop(frame[frame["period_end_date"] == pd.Timestamp(2024, 3, 31)].index, inplace=True)
    known[1]["value"] += 100
    found = forecasts(pd.concat(known))
    assert not found.duplicated(["geography_code", "history_to", "period_end_date"]).any()
    assert set(found["known_on"]) == {date(2023, 5, 1), date(2024, 11, 1)}


def test_the_same_figures_in_any_order_give_the_same_forecasts():
    of = series(random_walks(30, 8))
    pd.testing.assert_frame_equal(forecasts(of), forecasts(of.sample(frac=1, random_state=3)))


def test_days_may_come_back_from_an_engine_as_times():
    of = series(random_walks(40, 8))
    tested = back_tests(of)
    as_times = tested.assign(known_on=pd.to_datetime(tested["known_on"]))
    pd.testing.assert_frame_equal(baselines(of, tested, TODAY), baselines(of, as_times, TODAY))
    assert baselines(of, as_times, TODAY)["projected_low"].notna().any()


def test_a_small_place_is_not_given_the_band_of_a_large_one():
    found = forecasts(series(random_walks(120, 9))).query("horizon == 1")
    width = (found["projected_high"] - found["projected_low"]) / found["projected"]
    small, large = found["projected"] < 200, found["projected"] > 1000
    assert width[small].median() > 1.5 * width[large].median()
    assert (found["projected_high"] - found["projected_low"])[small].median() < 0.8 * (
        found["projected_high"] - found["projected_low"]
    )[large].median()


def test_bands_keep_to_what_a_figure_can_be_and_hold_their_forecast():
    chance = np.random.default_rng(5)
    rates = {f"E{n:08}": list(np.clip(chance.normal(3, 4, 9), 0, 100)) for n in range(60)}
    full = {f"F{n:08}": list(np.clip(chance.normal(97, 4, 9), 0, 100)) for n in range(60)}
    found = forecasts(series({**rates, **full}, unit="percent")).dropna(subset=["projected_low"])
    assert found["projected_low"].min() >= 0
    assert found["projected_high"].max() <= 100
    assert (found["projected_low"] <= found["projected"]).all()
    assert (found["projected"] <= found["projected_high"]).all()


def test_too_few_earlier_errors_give_a_forecast_without_a_band():
    found = forecasts(series(random_walks(3, 5)))
    assert found["projected"].notna().all()
    assert found["projected_low"].isna().all()
    assert np.isnan(band_radius(np.ones((FEWEST_ERRORS - 1, 1)))).all()
    assert band_radius(np.ones((FEWEST_ERRORS, 1))) == 1


def test_places_that_never_move_are_forecast_to_stay_where_they_are():
    found = forecasts(series({f"E{n:08}": [7] * 8 for n in range(40)}))
    assert found["projected"].to_numpy() == pytest.approx(7)
    assert found["projected_high"].dropna().to_numpy() == pytest.approx(7)


# The back-test


def test_the_band_holds_its_share_of_outcomes_it_has_not_seen():
    tested = back_tests(series(random_walks(150, 12)))
    unseen = tested[tested["forecast_method"] == AS_CHOSEN]
    held = (unseen["coverage_pct"] * unseen["coverage_count"]).sum() / unseen["coverage_count"].sum()
    assert unseen["coverage_count"].sum() > 2000
    assert 75 <= held <= 85
    assert set(tested.loc[tested["is_chosen"], "forecast_method"]) == {"naive"}


def test_a_trend_that_all_places_share_is_found():
    tested = back_tests(series(random_walks(60, 12, drift=2.0)))
    chosen = tested[tested["is_chosen"]]
    assert set(chosen["forecast_method"]) == {"drift"}
    assert (chosen["error_against_naive"] < 0.8).all()


def test_a_level_that_is_returned_to_is_found():
    chance = np.random.default_rng(2)
    places = {f"E{n:08}": list(chance.normal(20, 2, 12)) for n in range(60)}
    chosen = back_tests(series(places, unit="percent")).query("is_chosen")
    assert set(chosen["forecast_method"]) <= {"history_average", "window_average", "exponential_smoothing"}
    assert (chosen["error_against_naive"] < 0.85).all()


def test_a_method_is_chosen_only_where_it_beats_naive_by_enough():
    naive = np.ones(10)
    hardly, clearly = naive * (1 - LEAST_GAIN / 2), naive * (1 - 2 * LEAST_GAIN)
    horizon = np.ones(10, dtype=int)
    others = [naive * 2] * (len(METHODS) - 2)
    assert METHODS[chosen_method(np.column_stack([naive, hardly, *others]), horizon)] == "naive"
    assert METHODS[chosen_method(np.column_stack([naive, clearly, *others]), horizon)] == METHODS[1]
    assert METHODS[chosen_method(np.empty((0, len(METHODS))), horizon[:0])] == "naive"


def test_the_radius_is_the_quantile_that_holds_the_share():
    errors = np.arange(1, 101, dtype=float)[:, None]
    radius = band_radius(errors)[0]
    assert (errors <= radius).mean() >= BAND
    assert radius == 81


def test_the_naive_forecast_has_the_error_of_the_naive_forecast():
    tested = back_tests(series(random_walks(40, 8)))
    assert (tested.loc[tested["forecast_method"] == "naive", "error_against_naive"] == 1).all()


# What is made of it


def test_the_curve_of_looked_after_children_in_north_east_lincolnshire_turned_by_2024(built_from_dfe):
    """Forecast from the release of 2023 (450, 572, 596, 615, 575), judged by the figure of 2024 (469)."""
    import duckdb

    from oba.build import warehouse_file

    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:
        (verdict,) = warehouse.sql(
            "select forecast_kind, known_on, projected, projected_low > 469, forecast_verdict, is_curve_reversed"
            " from marts.fct_forecast_verdict where measure_id = 'children_looked_after'"
            " and geography_code = 'E06000012' and period_end_date = date '2024-03-31'"
        ).fetchall()
        ((held,),) = [
            warehouse.sql(
                "select sum(coverage_pct * coverage_count) / sum(coverage_count) from marts.fct_forecast_backtest"
                " where forecast_method = 'as_chosen'"
            ).fetchone()
        ]
    expected = ("reconstructed", date(2023, 11, 16), pytest.approx(575), True, "below_the_baseline", True)
    assert verdict == expected
    assert 75 <= held <= 85


def test_the_library_is_imported_only_where_something_is_forecast():
    script = (
        "import sys, oba.cli, oba.steps, oba.publication, oba.forecast, oba.forecast.table;"
        "sys.exit('statsforecast' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_table_of_the_document_has_the_form_that_the_command_writes():
    from oba.config import PROJECT
    from oba.definitions import read_definitions

    begin, end = marks(BACK_TEST)
    text = (PROJECT / "docs" / "forecasting.md").read_text().partition(begin)[2].partition(end)[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert tuple(rows[0]) == HEADER
    names = {measure.name for measure in read_definitions(PROJECT / "data" / "definitions").measures}
    assert len(rows) > 10
    assert {row[0] for row in rows[2:]} <= names
    assert {row[2].replace(" ", "_") for row in rows[2:]} <= set(METHODS)


def test_the_table_is_written_between_its_markers_and_nowhere_else(built, tmp_path):
    from oba.build import warehouse_file

    document = tmp_path / "page.md"
    begin, end = marks(BACK_TEST)
    document.write_text(f"before\n{begin}\nold\n{end}\nafter\n")
    table = back_test_table(warehouse_file(built))
    write_part(document, BACK_TEST, table)
    write_part(document, BACK_TEST, table)
    assert document.read_text() == f"before\n{begin}\n{table}\n{end}\nafter\n"
    assert table.startswith("| " + " | ".join(HEADER))
    document.write_text("no markers")
    with pytest.raises(ObaError, match="has no place for the table"):
        write_part(document, BACK_TEST, table)


# Periods of a shock


def shocked(places: int = 60) -> pd.DataFrame:
    """Walks from 2015 to 2024 that all fall to nearly half in 2021 and come back the year after."""
    walks = random_walks(places, 10)
    of = series(walks)
    falls = of["period_end_date"].dt.year == 2021
    return of.assign(value=of["value"].where(~falls, (of["value"] * 0.55).round()))


def test_a_forecast_from_a_shock_or_of_one_does_not_count_and_its_figure_stays_in_the_history():
    of = shocked(1)
    # Origins 2017 to 2023, of which 2021 is one, and 2020 leads to one.
    assert counted(of) == {1: 7, 2: 6, 3: 5}
    assert counted(closed_in(of, 2021)) == {1: 5, 2: 4, 3: 3}
    assert set(forecasts(closed_in(of, 2021))["history_points"]) == {10}


def test_a_shock_does_not_choose_the_method():
    def method(of):
        tested = back_tests(of)
        return set(tested.loc[tested["is_chosen"].astype(bool), "forecast_method"])

    assert method(shocked()) != {"naive"}
    assert method(closed_in(shocked(), 2021)) == {"naive"}


def test_where_every_outcome_is_of_a_shock_nothing_is_tested_and_the_newest_figure_goes_on_without_a_band():
    found = forecasts(closed_in(shocked(), *range(2015, 2025)))
    assert set(found["forecast_method"]) == {"naive"}
    assert found["projected_low"].isna().all()
