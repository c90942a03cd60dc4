"""Verdicts: noise and shapes against independent libraries, and sentences against the figures that they tell."""

import re
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from compiled import run_model
from oba import verdict_trial
from oba.build import warehouse_file
from oba.language import changing
from oba.statistics import movements, shapes, usual_noise
from oba.statistics.movement import CHANGED_DIRECTION, NO_CLEAR_CHANGE, ONE_BEFORE, OUT_AND_BACK, REAL, judge
from oba.statistics.noise import extra_variance
from oba.statistics.shapes import Windows

SERIES = {
    "measure_id": "a",
    "geography_code": "E1",
    "geographic_level": "Local authority",
    "value_reason": None,
    "doubt_reason": None,
    "unit": "percent",
    "decimal_places": 0,
    "polarity": "higher_is_better",
    "timing": "during_year",
    "period_kind": "year",
    "months_between": 12,
    "interval_method": "none",
    "numerator": None,
    "denominator": None,
    "people": None,
    "events": None,
    "people_per_unit": None,
    "series_segment": 1,
}
NUMBERS = ("value", "numerator", "denominator", "people", "events", "people_per_unit")
NO_LIMITS = {
    "process_points": 0,
    "process_from_period_end_date": pd.NaT,
    **dict.fromkeys(("process_mean", "process_lower_limit", "process_upper_limit", "median_denominator"), np.nan),
    **dict.fromkeys(("process_signal", "process_signal_side"), ""),
}


def told(built, figures: list[float | None], extra_sd: float, people: float | None = None, **same) -> pd.Series:
    """Return verdict and sentence of yearly figures up to 2024.

    Args:
        built: a build, whose compiled SQL is run.
        figures: None is a year without one.
        extra_sd: the usual ups and downs.
        people: for one unit of the figure, where its counts are known.
        same: what else the rows of int_measure_series have.
    """
    series = pd.DataFrame(
        {
            **SERIES,
            **same,
            "value": value,
            "period_end_date": date(2025 - len(figures) + number, 3, 31),
            "people_per_unit": people,
            "events": people and value * people,
            **dict.fromkeys(("denominator", "people"), people and 100 * people),
        }
        for number, value in enumerate(figures)
        if value is not None
    ).astype({**dict.fromkeys(NUMBERS, "float64"), "value_reason": "string"})
    known = pd.DataFrame([{"measure_id": "a", "geographic_level": "Local authority", "extra_variance": extra_sd**2}])
    scaled = run_model("int_measure_scaled", {"int_measure_series": series}, built)
    noise = run_model("int_measure_noise", {"int_measure_scaled": scaled, "int_measure_usual_noise": known}, built)
    inputs = {
        "int_measure_series": series,
        "int_measure_noise": noise,
        "int_measure_movement": movements(noise[noise["noise_variance"].notna()]),
        "int_measure_process": series[["measure_id", "geography_code", "period_end_date"]].assign(**NO_LIMITS),
    }
    (row,) = run_model("int_measure_verdict", inputs, built).to_dict("records")
    row = {name: None if pd.isna(value) else value for name, value in row.items()}
    row |= {name: value.date() for name, value in row.items() if isinstance(value, pd.Timestamp)}
    return pd.Series(row | {"sentence": changing.verdict_sentence(row)})


# The series of the method page, with the noise of their measures, and what may not be said of them.
PERCENT = {"unit": "percent", "interval_method": "wilson"}
LOOKED_AFTER = {"unit": "per_10000", "interval_method": "byar", "timing": "at_date", "polarity": "no_judgement"}
SERIES_OF_THE_PAGE = {
    "fell to 9 once and came back": (
        [85, 9, 72, 85, 86],
        {"extra_sd": 0.486, "people": 1.5, **PERCENT},
        {"out_of_line_and_back"},
        ("rose", "steadily", "improvement"),
        "9% in the year to 31 March 2021 was out of line",
    ),
    "up 43 points in the last year": (
        [80, 80, 39, 32, 75],
        {"extra_sd": 0.486, "people": 1.5, **PERCENT},
        {"too_soon_to_say"},
        ("steadily", "a worsening", "an improvement"),
        "and has risen since, to 75% in the year to 31 March 2024",
    ),
    "collapsed and recovered": (
        [94, 6, 15, 39, 90],
        {"extra_sd": 0.486, "people": 1.5, **PERCENT},
        {"changed_direction"},
        ("chance can explain", "No clear change"),
        "It fell from 94% in the year to 31 March 2020 to 6% in the year to 31 March 2021 and has risen since, to 90%",
    ),
    "one step, level since": (
        [33.3, None, 47.1, 48.6, 48.5, 47.9],
        {"extra_sd": 0.05, "people": 4, "decimal_places": 1, **PERCENT},
        {"too_few_to_tell"},
        ("steadily", "points a year", "improvement"),
        "Only one comparable figure is from before: 33.3% in the year to 31 March 2019. Since the year to 31 March "
        "2021 it has been between 47.1 and 48.6%.",
    ),
    "one step, between two levels": (
        [34.1, 33.3, None, 47.1, 48.6, 48.5, 47.9],
        {"extra_sd": 0.05, "people": 4, "decimal_places": 1, **PERCENT},
        {"real_improvement"},
        ("steadily", "points a year"),
        "It rose in one step: it was between 33.3 and 34.1% up to the year to 31 March 2019, and has been between 47.1 "
        "and 48.6% since the year to 31 March 2021.",
    ),
    "a step whose level before began before the window": (
        [24.0, 20.2, 20.6, 29.9, 33.1, 31.0, 36.6, 34.0, 33.0, 31.4],
        {"extra_sd": 0.12, "people": 40, "decimal_places": 1, **PERCENT},
        {"real_improvement"},
        ("24.0", "out of line"),
        "It rose in one step: it was between 20.2 and 20.6% up to the year to 31 March 2017, and has been between 29.9 "
        "and 36.6% since the year to 31 March 2018.",
    ),
    "the oldest figure of the window alone, and the one before it as the later ones": (
        [35.0, 20.6, 29.9, 33.1, 31.0, 36.6, 34.0, 33.0, 31.4],
        {"extra_sd": 0.12, "people": 40, "decimal_places": 1, **PERCENT},
        {"out_of_line_and_back"},
        ("improvement", "step", "rose"),
        "20.6% in the year to 31 March 2017 was out of line; the other figures",
    ),
    "England, hundreds of thousands of pupils": (
        [12.6, 13.1, 13.5, 14.9, 19.9, 21.7, 22.3],
        {"extra_sd": 0.03, "people": 3_000, "decimal_places": 1, **PERCENT},
        {"real_improvement"},
        ("too few", "chance can explain", "too little"),
        "from 12.6% in the year to 31 March 2018 to 22.3% in the year to 31 March 2024",
    ),
    "looked after in North East Lincolnshire": (
        [119, 133, 169, 174, 186, 171, 141],
        {"extra_sd": 0.0, "people": 3.32, **LOOKED_AFTER},
        {"changed_direction"},
        ("No clear change", "steadily", "usual ups and downs can explain"),
        "It rose from 119 per 10,000 children on 31 March 2018 to 186 on 31 March 2022 and has fallen since, to 141 on "
        "31 March 2024. Chance and the usual ups and downs of this measure alone would do that less than 1 time in "
        "1,000.",
    ),
}


@pytest.mark.parametrize("name", SERIES_OF_THE_PAGE)
def test_each_series_of_the_method_page_is_told_as_it_went(built, name):
    figures, noise, verdicts, forbidden, said = SERIES_OF_THE_PAGE[name]
    row = told(built, figures, **noise)
    assert row["verdict"] in verdicts, row["sentence"]
    assert said in row["sentence"]
    assert not [words for words in forbidden if words in row["sentence"]], row["sentence"]


# Kind, figure, decimal places, people for one unit; then the figure and its variance by sampling and rounding, scaled.
SCALED = [
    ("wilson", "percent", 20, 0, 0.6, np.log(12.5 / 48.5), (1 / 12.5 + 1 / 48.5), (1 / 12.5 + 1 / 48.5) * 0.6),
    ("wilson", "percent", 100, 0, 0.1, np.log(10.5 / 0.5), (1 / 10.5 + 2), (1 / 10.5 + 2) * 0.1),
    ("none", "percent", 20, 1, None, np.log(0.25), 0, 0.1 * 100 / (20 * 80)),
    ("none", "percent", 0, 1, None, np.log(0.05 / 99.95), 0, 0.1 * 100 / (0.05 * 99.95)),
    ("byar", "per_10000", 50, 0, 2, np.log(50 * 100.5 / 100), 1 / 100.5, 1 / 50),
    ("byar", "per_10000", 0, 0, 2, np.log(0.25), 2, 4),
    ("count", "children", 8, 0, 1, np.log(8.5), 1 / 8.5, 1 / 8.5),
    ("none", "points", 14.2, 1, None, np.log(14.2), 0, 0.1 / 14.2),
]


@pytest.mark.parametrize("case", SCALED)
def test_each_kind_of_figure_has_its_scale_and_its_variance(built, case):
    method, unit, value, places, people, scaled, sampling, last_place = case
    rows = {"value": value, "people_per_unit": people, "events": people and value * people}
    rows |= {"denominator": people and 100 * people, "period_end_date": date(2024, 3, 31)}
    same = {"interval_method": method, "unit": unit, "decimal_places": places}
    series = pd.DataFrame([SERIES | same | rows]).astype(dict.fromkeys(NUMBERS, "float64"))
    (found,) = run_model("int_measure_scaled", {"int_measure_series": series}, built).to_dict("records")
    assert found["scaled"] == pytest.approx(scaled, rel=1e-12)
    assert found["sampling_variance"] == pytest.approx(sampling + last_place**2 / 12, rel=1e-9)


def test_figures_that_are_all_equal_have_no_slope_and_no_noise_of_rounding(built):
    for figures in ([100] * 6, [0] * 6, [47] * 6, [0.1 + 0.2] * 6):
        row = told(built, figures, 0.0, 1.2, interval_method="wilson")
        assert (row["verdict"], row["change_direction"]) == ("no_clear_change", 0)
    twice = told(built, [100, 100], 0.0, 0.1, interval_method="wilson")
    assert (twice["verdict"], twice["difference"]) == ("too_few_to_tell", 0)


def test_counts_of_nobody_and_of_no_people_give_a_verdict_or_none_and_no_error(built):
    rates = {"unit": "per_10000", "interval_method": "byar"}
    assert told(built, [0, 0, 0, 0, 0, 0], 0.1, 2.0, **rates)["verdict"] == "no_clear_change"
    without = told(built, [12, 14, 13, 12, 15, 13], 0.1, None, **rates)
    assert (without["verdict"], without["noise_basis"]) == ("no_clear_change", "usual_only")
    assert told(built, [3], 0.1, 2.0, **rates)["verdict"] == "too_few_to_tell"


def test_a_measure_of_one_authority_has_no_usual_ups_and_downs():
    one = noisy(places=1, periods=12, sd=0.1)
    assert usual_noise(one).empty
    assert not usual_noise(noisy(places=30, periods=5, sd=0.1)).empty


def noisy(places: int, periods: int, sd: float, sampling: float = 0.0) -> pd.DataFrame:
    """Return figures that all places move with, and noise of their own of a given size."""
    random = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "measure_id": "a",
            "geography_code": f"E{place}",
            "geographic_level": "Local authority",
            "series_segment": 1,
            "period_end_date": pd.Timestamp(2000 + period, 3, 31),
            "months_between": 12,
            "sampling_variance": sampling,
            "common": 0.3 * np.sin(period) + 0.1 * place * period,
        }
        for place in range(places)
        for period in range(periods)
    )
    return frame.assign(scaled=frame["common"] + random.normal(0, np.sqrt(sd**2 + sampling), len(frame)))


def test_the_usual_ups_and_downs_are_found_beyond_sampling_and_without_what_is_common_to_all():
    found = usual_noise(noisy(places=150, periods=12, sd=0.2, sampling=0.03))
    assert np.sqrt(found["extra_variance"].item()) == pytest.approx(0.2, rel=0.08)
    assert usual_noise(noisy(places=150, periods=12, sd=0.0, sampling=0.03))["extra_variance"].item() < 0.01
    assert (found["places"].item(), found["bends"].item()) == (150, 1500)


def test_with_equal_sampling_the_extra_variance_is_the_one_of_the_method_page():
    bends = np.random.default_rng(3).normal(0, 1.5, 999)
    robust = (1.4826 * np.median(np.abs(bends))) ** 2 / 6
    assert extra_variance(bends, np.full(999, 6 * 0.05)) == pytest.approx(robust - 0.05, rel=1e-4)
    assert extra_variance(bends, np.zeros(999)) == pytest.approx(robust, rel=1e-4)
    assert extra_variance(np.zeros(30), np.zeros(30)) == 0


def windows_like(count: int, size: int = 200) -> Windows:
    random = np.random.default_rng(count)
    padding = np.full((size, 8 - count), np.nan)
    figures = np.cumsum(random.normal(0, 1, (size, count)), axis=1)
    time = np.sort(random.choice(np.arange(-9, 0), count - 1, replace=False))
    variance = random.uniform(0.1, 2, (size, count))
    return Windows(
        np.hstack([padding, figures]),
        np.hstack([padding, variance]),
        np.hstack([padding, np.tile(np.append(time, 0.0), (size, 1))]),
    )


@pytest.mark.parametrize("count", [5, 6, 8])
def test_lines_legs_and_means_are_those_of_statsmodels(count):
    windows = windows_like(count)
    weight = np.where(windows.is_figure, 1 / np.where(windows.is_figure, windows.variance, 1), 0.0)
    figure, time = np.where(windows.is_figure, windows.scaled, 0), np.where(windows.is_figure, windows.time, 0)
    chi_squared, slope = shapes._line(weight, figure, time)
    turn = 8 - count + 2
    bent, legs = shapes._two_legs(weight, figure, time, turn)
    for row in range(20):
        y, w, t = (part[row][windows.is_figure[row]] for part in (figure, weight, time))
        line = sm.WLS(y, sm.add_constant(t), weights=w).fit()
        assert chi_squared[row] == pytest.approx((w * line.resid**2).sum(), rel=1e-9)
        assert slope[row] == pytest.approx(line.params[1] / np.sqrt(line.normalized_cov_params[1, 1]), rel=1e-9)
        since = t - t[2]
        both = sm.WLS(y, np.column_stack([np.ones(count), np.minimum(since, 0), np.maximum(since, 0)]), weights=w).fit()
        assert bent[row] == pytest.approx((w * both.resid**2).sum(), rel=1e-7)
        found = both.params[1:] / np.sqrt(np.diag(both.normalized_cov_params)[1:])
        assert legs[:, row] == pytest.approx(found, rel=1e-7)


def test_a_change_is_told_from_the_figure_at_which_it_began():
    course = np.array([[0.0, 1, 2, 3, 2, 1, 0, -1], [0, 0, 0, 0, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0, 0, 5]])
    windows = Windows(course, np.full(course.shape, 0.04), np.tile(np.arange(-7.0, 1), (3, 1)))
    judged = judge(windows)
    assert judged.shape.tolist() == [shapes.CHANGED_DIRECTION, shapes.STEP, shapes.NEWEST_CHANGE]
    assert judged.direction.tolist() == [-1, 1, 1]
    assert judged.event.tolist() == [3, 4, 7]
    assert judged.moved_from.tolist() == [3, 0, 6]


@pytest.mark.parametrize(
    ("older", "shape", "finding"),
    [
        (np.nan, shapes.STEP, ONE_BEFORE),
        (0.5, shapes.STEP, REAL),
        (-3.0, shapes.STEP, REAL),
        (3.0, shapes.OUT_OF_LINE, OUT_AND_BACK),  # on its side, and yet nearer to the later ones
        (6.0, shapes.OUT_OF_LINE, OUT_AND_BACK),
    ],
)
@pytest.mark.parametrize("way", [1, -1])
def test_the_oldest_figure_alone_is_a_level_only_with_one_like_it_before(older, shape, finding, way):
    course = way * np.array([[0.0, 5, 5.1, 4.9, 5, 5, 5.1, 4.9]])
    time = np.arange(-7.0, 1)[np.newaxis, :]
    judged = judge(Windows(course, np.full(course.shape, 0.04), time, way * np.array([older])))
    assert (judged.shape.item(), judged.finding.item()) == (shape, finding)
    assert judged.direction.item() == (way if finding == REAL else 0)


def test_a_rise_that_the_newest_figure_denies_is_none():
    course = np.array([[0.0, 1, 2, 3, 4, 5, 6, 0]])
    judged = judge(Windows(course, np.full(course.shape, 2.0), np.arange(-7.0, 1)[np.newaxis, :]))
    assert judged.finding.tolist() != [REAL]


def test_noise_alone_is_called_real_in_under_2_in_100_series_whatever_their_length():
    random = np.random.default_rng(11)
    for count in (5, 6, 8):
        figures = np.hstack([np.full((20_000, 8 - count), np.nan), random.normal(size=(20_000, count))])
        time = np.where(np.isnan(figures), np.nan, np.arange(-7.0, 1)[np.newaxis, :])
        judged = judge(Windows(figures, np.where(np.isnan(figures), np.nan, 1.0), time))
        assert np.isin(judged.finding, [REAL, CHANGED_DIRECTION]).mean() < 0.02
        assert (judged.finding == NO_CLEAR_CHANGE).mean() > 0.9


def test_a_p_value_is_that_of_a_normal_variable_for_each_place_where_the_shape_could_be():
    course = np.array([[0.0, 0, 0, 0, 5, 5, 5, 5]])
    judged = judge(Windows(course, np.full(course.shape, 2.0), np.arange(-7.0, 1)[np.newaxis, :]))
    assert judged.p_value.item() == pytest.approx(6 * 2 * stats.norm.sf(5), rel=1e-6)


@pytest.fixture(scope="module")
def verdicts(built_from_dfe) -> pd.DataFrame:
    """Every verdict of the DfE's files with the figures of its series, and what is said of its baseline."""
    return verdicts_in(warehouse_file(built_from_dfe))


def verdicts_in(warehouse: Path) -> pd.DataFrame:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.sql(
            """
            select verdict.*, measure.unit, measure.decimal_places, measure.polarity, of_figures.figures,
                baseline.forecast_verdict, baseline.forecast_sentence, baseline.is_curve_reversed
            from marts.fct_measure_verdict as verdict
            inner join marts.dim_measure as measure on verdict.measure_id = measure.measure_id
            inner join (
                select measure_id, geography_code, list(value::double) as figures from marts.fct_measure_value
                where value is not null group by all
            ) as of_figures
                on verdict.measure_id = of_figures.measure_id and verdict.geography_code = of_figures.geography_code
            left join (
                select * from marts.fct_forecast_verdict
                qualify row_number() over (
                    partition by measure_id, geography_code order by period_end_date desc, made_on
                ) = 1
            ) as baseline
                on verdict.measure_id = baseline.measure_id and verdict.geography_code = baseline.geography_code
                and verdict.period_end_date = baseline.period_end_date
            """
        ).df()


DATES = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
SPOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?")
COUNTS = re.compile(
    r"per 10,000|1 time in [\d,]+|\d+ comparable figures|all \d+ figures|of \d+ of the \d+ periods"
    r"|about \d+ p(?:erson|eople)"
)


def test_every_figure_in_a_sentence_is_a_published_one_or_the_change_between_two(verdicts):
    wrong = []
    for row in verdicts.itertuples():
        rest = COUNTS.sub("", DATES.sub("", row.sentence))
        said = {float(number.replace(",", "")) for number in SPOKEN.findall(rest)}
        shown = {round(float(figure) + 1e-9, row.decimal_places) for figure in row.figures}
        change = set() if pd.isna(row.difference) else {round(abs(row.difference), row.decimal_places)}
        if strange := {one for one in said if not np.isclose([*shown, *change], one, atol=1e-6).any()}:
            wrong.append((row.measure_id, row.geography_code, strange, row.sentence))
    assert not wrong, wrong[:5]


def test_no_two_sentences_of_a_card_contradict(verdicts):
    """What may not stand beside each other, in words and in codes."""
    both = verdicts[verdicts["forecast_verdict"].notna()]
    steady = verdicts["sentence"].str.contains("steadily")
    assert (verdicts.loc[steady, "shape"] == "steady").all()
    assert verdicts["sentence"].str.contains(r"too soon to say").eq(verdicts["verdict"].eq("too_soon_to_say")).all()
    ups_and_downs = verdicts["sentence"].str.contains("with ups and downs")
    assert (verdicts.loc[ups_and_downs, "shape"] == "steady").all()
    assert not (verdicts["has_setback"].fillna(False).astype(bool) & steady).any()
    quiet = verdicts["verdict"].isin(["no_clear_change", "too_few_to_tell", "definition_changed"])
    assert (
        not verdicts.loc[quiet, "sentence"].str.contains(r"\b(?:rose|fell|risen|fallen|improvement|worsening)\b").any()
    )
    better = verdicts["sentence"].str.contains("an improvement")
    worse = verdicts["sentence"].str.contains("a worsening")
    assert not (better & worse).any()
    way = verdicts["change_direction"] * verdicts["polarity"].map(
        {"higher_is_better": 1, "lower_is_better": -1, "no_judgement": 0}
    )
    assert (way[better] == 1).all() and (way[worse] == -1).all()
    # The baseline beside it.
    way = way[both.index]
    turned, slowed = (both["forecast_verdict"].eq(name) for name in ("turned", "slowed"))
    assert (way[turned] == 1).all()
    assert not both.loc[slowed, "verdict"].eq("real_improvement").any()
    reversed_ = both["is_curve_reversed"].fillna(False).astype(bool)
    assert (both.loc[reversed_, "change_direction"] != 0).all()
    now = both["forecast_sentence"].str.extract(r"it has now (risen|fallen)")[0].map({"risen": 1, "fallen": -1})
    assert (now[reversed_].dropna() == both.loc[now[reversed_].dropna().index, "change_direction"]).all()
    outside = both["forecast_verdict"].isin(["better", "above_the_baseline", "below_the_baseline", "worse"])
    unclear = outside & both["verdict"].eq("no_clear_change")
    assert unclear.any()
    assert both.loc[unclear, "forecast_sentence"].str.contains("no clear change").all()


def test_few_verdicts_are_too_few_to_tell_and_calls_hold_a_year_on(built_from_dfe, verdicts):
    with_five = verdicts[verdicts["figures"].map(lambda figures: len(figures) >= 5)]
    assert with_five["verdict"].eq("too_few_to_tell").mean() < 0.1
    tried = verdict_trial.try_on_the_year_after(verdict_trial.figures_of(warehouse_file(built_from_dfe)))
    real = tried.judged.finding == REAL
    assert real[tried.rows["is_newest"]].mean() > 0.13
    asked = real & tried.rows["following"].notna()
    stayed = np.sign(tried.rows["following"] - tried.rows["first"]) == tried.judged.direction
    assert asked.sum() > 3_000
    assert stayed[asked].mean() > 0.96


def test_shapes_of_three_times_the_noise_are_recognised(built_from_dfe):
    table = verdict_trial.simulation_table(verdict_trial.figures_of(warehouse_file(built_from_dfe)))
    header, _, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines())
    seen = {(line[0], line[1]): dict(zip(header, line, strict=True)) for line in lines}

    def share(truth: str, size: str, column: str) -> float:
        return float(seen[truth, size][column].rstrip("%"))

    assert share("level", "", "told better or worse") < 2
    for truth in ("steady", "step", "changed direction", "out of line"):
        assert share(truth, "3", f"seen as {truth}") >= 80


def test_the_list_of_who_really_changed_says_how_many_are_there_by_chance(built_from_dfe):
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as connection:
        listed = connection.sql(
            "select measure_id, any_value(list_length), count(*) filter (where is_listed), any_value(listed_by_chance),"
            " bool_and(verdict like 'real%') filter (where is_listed) from marts.fct_measure_verdict"
            " where is_listed is not null group by 1"
        ).fetchall()
    assert len(listed) > 30
    for _, length, counted, by_chance, are_real in listed:
        assert length == counted
        assert by_chance <= 0.1 * length
        assert are_real or not length
