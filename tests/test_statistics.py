"""The statistics of measures: the vectors of the method, and agreement with independent libraries to 1e-9."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from compiled import run_model
from oba.statistics import rank_intervals

CLOSE = 1e-9
SERIES = {
    "measure_id": "a",
    "geography_code": "E1",
    "published_code": "E1",
    "geographic_level": "Local authority",
    "region_code": "R1",
    "value_reason": None,
    "raw_value": "",
    "time_period": "",
    "unit": "percent",
    "decimal_places": 1,
    "polarity": "lower_is_better",
    "timing": "during_year",
    "cadence": "annual",
    "months_between": 12,
    "period_kind": "year",
    "interval_method": "wilson",
    "multiplier": None,
    "numerator": None,
    "denominator": None,
    "series_segment": 1,
    "doubt_reason": None,
}


# A doubt and a shock of another measure.
NOTHING_SAID = pd.DataFrame(
    [
        {"measure_id": "b", "preference": 1, "release_file_id": "f", "geography_code": "E0"}
        | {"period_end_date": pd.Timestamp(2024, 3, 31).date()}
    ]
)


def series_of(rows: list[dict]) -> pd.DataFrame:
    """Return rows of int_measure_series, one a year up to 2024 unless they say otherwise."""
    dates = [pd.Timestamp(2025 - len(rows) + number, 3, 31).date() for number in range(len(rows))]
    frame = pd.DataFrame([{**SERIES, "period_end_date": date, **row} for date, row in zip(dates, rows, strict=True)])
    return frame.astype({"multiplier": "float64", "numerator": "float64", "denominator": "float64"})


def proportions(counts: list[int], out_of: list[int]) -> pd.DataFrame:
    """Return a series of percentages with their Wilson intervals."""
    rows = []
    for count, number in zip(counts, out_of, strict=True):
        low, high = proportion_confint(count, number, method="wilson")
        rows.append(
            {"value": 100 * count / number, "numerator": count, "denominator": number}
            | {"interval_centre": 100 * count / number, "interval_low": 100 * low, "interval_high": 100 * high}
        )
    return series_of(rows)


def intervals(built, method: str, multiplier: float | None, figures: list[tuple]) -> pd.DataFrame:
    """Return what int_measure_series makes of values, numerators and denominators, in their order."""
    current = pd.DataFrame(
        [
            {
                **dict.fromkeys(("region_code", "time_period", "value_reason", "raw_value")),
                **dict.fromkeys(("first_published_value", "first_published_value_reason", "value_origin")),
                **dict.fromkeys(("denominator_release_file_id", "denominator_source_row", "last_source_row")),
                **{"measure_id": "a", "preference": 1, "release_file_id": "f", "first_release_file_id": "f"},
                **{"geography_code": f"E{row}", "published_code": f"E{row}", "geographic_level": "Local authority"},
                **{"period_end_date": pd.Timestamp(2024, 3, 31).date(), "times_published": 1, "source_row": row},
                **{"value": value, "numerator": numerator, "denominator": denominator},
            }
            for row, (value, numerator, denominator) in enumerate(figures)
        ]
    ).astype({"value": "float64", "numerator": "float64", "denominator": "float64"})
    measure = pd.DataFrame([{**SERIES, "interval_method": method, "multiplier": multiplier}])
    inputs = {
        "int_measure_current": current,
        "definitions.measure": measure.astype({"multiplier": "float64"}),
        "int_measure_segment": pd.DataFrame(
            [{"measure_id": "a", "preference": 1, "release_file_id": "f", "series_segment": 1}]
        ),
        "int_measure_doubt": NOTHING_SAID.assign(doubt_reason="", doubted_date=pd.NaT, doubt_source=""),
        "int_measure_shock": NOTHING_SAID.assign(shock_reason=""),
        "int_geography_validity": pd.DataFrame({"geography_code": ["past"], "valid_to": [pd.Timestamp(2020, 3, 31)]}),
    }
    return run_model("int_measure_series", inputs, built).sort_values("source_row")


def byar(events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Breslow and Day's approximation (1987, equation 2.13), written out independently of the macro."""
    z = stats.norm.ppf(0.975)
    low = events * (1 - 1 / (9 * events) - z / 3 / np.sqrt(events)) ** 3
    return low, (events + 1) * (1 - 1 / (9 * (events + 1)) + z / 3 / np.sqrt(events + 1)) ** 3


def test_wilson_intervals_are_those_of_statsmodels(built):
    counts = [(12, 60), (0, 10), (10, 10), (345, 2197), (1, 100_000), (7, 7)]
    found = intervals(built, "wilson", None, [(100 * pair[0] / pair[1], *pair) for pair in counts])
    expected = [proportion_confint(*pair, method="wilson") for pair in counts]
    assert found[["interval_low", "interval_high"]].to_numpy() == pytest.approx(100 * np.array(expected), abs=CLOSE)
    assert found[["interval_low", "interval_high"]].iloc[0].tolist() == pytest.approx([11.83, 31.78], abs=0.005)


def test_an_interval_is_of_the_published_figure_where_its_counts_do_not_round_to_it(built):
    found = intervals(built, "wilson", None, [(25, 12, 60), (20, 12, 60)])
    expected = [proportion_confint(count, 60, method="wilson") for count in (15, 12)]
    assert found[["interval_low", "interval_high"]].to_numpy() == pytest.approx(100 * np.array(expected), abs=CLOSE)
    rate = intervals(built, "byar", 10_000, [(36, 100, 28_571)])
    low, high = byar(np.array([100.0]))
    assert rate[["interval_low", "interval_high"]].to_numpy() == pytest.approx(np.array([[low[0], high[0]]]) * 0.36)
    assert rate["people_per_unit"].item() == pytest.approx(100 / 36)


def test_counts_under_10_have_the_exact_poisson_interval_and_others_byar_s(built):
    events = np.array([*range(10), 10, 100, 2345.0])
    found = intervals(built, "count", None, [(value, None, None) for value in events])
    low = np.append(np.nan_to_num(stats.chi2.ppf(0.025, 2 * events[:10]) / 2), byar(events[10:])[0])
    high = np.append(stats.chi2.ppf(0.975, 2 * events[:10] + 2) / 2, byar(events[10:])[1])
    assert found["interval_low"].to_numpy() == pytest.approx(low, abs=CLOSE, rel=CLOSE)
    assert found["interval_high"].to_numpy() == pytest.approx(high, abs=CLOSE, rel=CLOSE)
    assert found.iloc[8][["interval_low", "interval_high"]].tolist() == pytest.approx([3.454, 15.763], abs=0.0005)
    assert found.iloc[11][["interval_low", "interval_high"]].tolist() == pytest.approx([81.36, 121.63], abs=0.005)


def test_a_count_under_10_that_is_not_whole_has_no_interval(built):
    assert intervals(built, "count", None, [(8.5, None, None)])["interval_low"].isna().all()


def test_a_rate_has_the_interval_of_its_count_over_its_people(built):
    found = intervals(built, "byar", 10_000, [(35, 100, 28_571), (2, 6, 30_000), (2, 6, None), (2, None, 30_000)])
    low, high = byar(np.array([100.0]))
    exact = stats.chi2.ppf([0.025, 0.975], [12, 14]) / 2
    expected = [[low[0] * 0.35, high[0] * 0.35], (exact / 3).tolist()]
    assert found[["interval_low", "interval_high"]].iloc[:2].to_numpy() == pytest.approx(np.array(expected), abs=CLOSE)
    assert found["interval_low"].iloc[2:].isna().all()


def test_process_limits_leave_out_moves_too_large_to_be_chance(built):
    figures = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
    found = run_model("int_measure_process", {"int_measure_series": series_of([{"value": v} for v in figures])}, built)
    limits = found[["process_mean", "process_upper_limit", "process_lower_limit"]].drop_duplicates()
    ranges = np.abs(np.diff(figures))
    screened = ranges[ranges < 3.267 * ranges.mean()].mean()
    assert limits.to_numpy() == pytest.approx(
        np.array([[np.mean(figures), np.mean(figures) + 2.66 * screened, np.mean(figures) - 2.66 * screened]]),
        abs=CLOSE,
    )
    assert limits.iloc[0].round(2).tolist() == [1.94, 4.60, -0.72]


def signals(figures: list[float]) -> list[str]:
    """Return the first rule that each point meets, point by point as the rules are worded."""
    mean, moves = np.mean(figures), np.diff(figures)
    ranges = np.abs(moves)
    kept = ranges[ranges < 3.267 * ranges.mean()]
    limit = 2.66 * (kept.mean() if len(kept) else ranges.mean())
    off = np.array(figures) - mean
    met = [["none"] for _ in figures]

    def mark(points, rule):
        for point in points:
            met[point].append(rule)

    mark([i for i, d in enumerate(off) if abs(d) > limit], "outside_limits")
    for start in range(len(figures) - 6):
        window = range(start, start + 7)
        if all(m > 0 for m in moves[start : start + 6]) or all(m < 0 for m in moves[start : start + 6]):
            mark(window, "steady_change")
        if all(off[i] > 1e-9 for i in window) or all(off[i] < -1e-9 for i in window):
            mark(window, "one_side_of_mean")
    for start in range(len(figures) - 2):
        window = range(start, start + 3)
        near = [i for i in window if limit * 2 / 3 < abs(off[i]) <= limit]
        if len(near) >= 2 and (all(off[i] > 1e-9 for i in window) or all(off[i] < -1e-9 for i in window)):
            mark(near, "near_limit")
    order = ["outside_limits", "steady_change", "near_limit", "one_side_of_mean", "none"]
    return [min(rules, key=order.index) for rules in met]


def test_process_signals_are_those_of_the_rules_as_worded(built):
    random = np.random.default_rng(3)
    walks = [np.cumsum(random.integers(-2, 4, 14)).astype(float) for _ in range(60)]
    walks += [
        np.array([8, 9, 8, 5, 6, 7, 8, 9, 10, 11, 8, 9, 8, 8.0]),
        np.array([3, 9, 8, 7, 6, 5, 4, 3, 9, 3, 9, 3.0]),
    ]
    frames = [
        series_of([{"value": value, "geography_code": f"E{number}"} for value in walk])
        for number, walk in enumerate(walks)
    ]
    found = run_model("int_measure_process", {"int_measure_series": pd.concat(frames)}, built)
    found = found.sort_values(["geography_code", "period_end_date"]).groupby("geography_code")["process_signal"]
    by_rule = {f"E{number}": signals(walk.tolist()) for number, walk in enumerate(walks)}
    assert {code: part.tolist() for code, part in found} == by_rule
    assert len({rule for rules in by_rule.values() for rule in rules}) == 5


def test_quartiles_are_cut_as_numpy_cuts_them(built):
    random = np.random.default_rng(5)
    figures = random.integers(0, 60, 151).astype(float)
    for polarity in ("higher_is_better", "lower_is_better", "no_judgement"):
        rows = [
            {
                "value": value,
                "geography_code": f"E{n}",
                "polarity": polarity,
                "period_end_date": pd.Timestamp(2024, 3, 31),
            }
            for n, value in enumerate(figures)
        ]
        series = pd.DataFrame([{**SERIES, **row} for row in rows]).astype({"multiplier": "float64"})
        found = run_model("int_measure_rank", {"int_measure_series": series}, built).set_index("geography_code")
        scores = -figures if polarity == "lower_is_better" else figures
        cuts = np.quantile(scores, [0.25, 0.5, 0.75], method="linear")
        expected = {f"E{n}": 4 - int((score >= cuts).sum()) for n, score in enumerate(scores)}
        assert found["quartile"].to_dict() == expected
        ranks = stats.rankdata(-scores, method="min").astype(int)
        assert found["authority_rank"].to_dict() == {f"E{n}": rank for n, rank in enumerate(ranks)}


def ranked(counts: dict[str, tuple], **fields) -> pd.DataFrame:
    rows = [
        {"measure_id": "a", "geography_code": code, "period_end_date": pd.Timestamp(2024, 3, 31), "value": 100 * x / n}
        | {"numerator": x, "denominator": n, "interval_method": "wilson", "multiplier": None}
        | {"polarity": "lower_is_better"}
        | fields
        for code, (x, n) in counts.items()
    ]
    return pd.DataFrame(rows)


def test_a_rank_is_certain_where_figures_are_far_apart_and_open_where_people_are_few():
    found = rank_intervals(ranked({"E1": (100, 10_000), "E2": (2, 9), "E3": (5_000, 10_000)}))
    found = found.set_index("geography_code")[["rank_low", "rank_high"]].T.to_dict("list")
    assert found == {"E1": [1, 1], "E2": [2, 3], "E3": [2, 3]}
    best = rank_intervals(ranked({"E1": (100, 10_000), "E3": (5_000, 10_000)}, polarity="higher_is_better"))
    assert best.set_index("geography_code")["rank_low"].to_dict() == {"E1": 2, "E3": 1}


def test_two_areas_change_places_as_often_as_their_posteriors_say():
    """The chance that one proportion is below the other, by numerical integration instead of draws."""
    x1, n1, x2, n2 = 40, 200, 48, 200
    grid = np.linspace(0, 1, 200_001)
    below = stats.beta(x1 + 0.5, n1 - x1 + 0.5).cdf(grid) * stats.beta(x2 + 0.5, n2 - x2 + 0.5).pdf(grid)
    chance = np.trapezoid(below, grid)
    assert 0.025 < 1 - chance < 0.975
    found = rank_intervals(ranked({"E1": (x1, n1), "E2": (x2, n2)}))
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    surer = rank_intervals(ranked({"E1": (10 * x1, 10 * n1), "E2": (10 * x2, 10 * n2)}))
    assert surer[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2]]


def test_rank_intervals_are_the_same_at_every_build_and_whatever_else_is_measured():
    one = ranked({f"E{n}": (n + 5, 200) for n in range(40)})
    both = pd.concat([one.assign(measure_id="b", value=1), one])
    again = rank_intervals(both)
    pd.testing.assert_frame_equal(
        rank_intervals(one).reset_index(drop=True), again[again["measure_id"] == "a"].reset_index(drop=True)
    )


def test_an_area_without_counts_is_ranked_but_has_no_interval():
    found = rank_intervals(ranked({"E1": (50, 100), "E2": (51, 100)}).assign(value=[50, 0.0], numerator=[50, None]))
    assert found[["geography_code", "rank_low", "rank_high"]].to_numpy().tolist() == [["E1", 2, 2]]
    assert rank_intervals(ranked({"E1": (1, 2)}, interval_method="none")).empty
    assert list(rank_intervals(ranked({"E1": (1, 2)}).iloc[:0]).columns) == list(found.columns)


def test_rates_are_drawn_from_their_counts():
    rates = ranked({"E1": (6, 10_000), "E2": (9, 10_000), "E3": (400, 10_000)}, interval_method="byar", multiplier=1e4)
    found = rank_intervals(rates).set_index("geography_code")[["rank_low", "rank_high"]].T.to_dict("list")
    assert found == {"E1": [1, 2], "E2": [1, 2], "E3": [3, 3]}


def test_a_run_is_as_long_as_the_signs_in_a_row(built):
    random = np.random.default_rng(7)
    figures = random.integers(0, 4, 40).astype(float).tolist()
    series = series_of([{"value": value, "decimal_places": 0} for value in figures])
    found = run_model("int_measure_run", {"int_measure_series": series}, built).sort_values("period_end_date")
    lengths, last = [0], None
    for before, after in pairwise(figures):
        sign = np.sign(after - before)
        lengths.append(lengths[-1] + 1 if sign == last else 1)
        last = sign
    assert found["run_length"].tolist() == lengths
