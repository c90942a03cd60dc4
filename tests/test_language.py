"""The product's English: one rounding, one name of each unit, one way to write days, changes and findings."""

import re
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from oba import language
from oba.build import DBT_PROJECT
from oba.language import changing, comparing, figures, labels, objectives, questions, turning
from oba.vocabulary import (
    AgainstEngland,
    CardKind,
    CardSubject,
    CostClass,
    ForecastVerdict,
    JudgedAgainstEngland,
    ObjectiveVerdict,
    Polarity,
    ProcessSignal,
    Quadrant,
    Reason,
    Verdict,
    words,
)


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (12.25, 1, "12.3"),
        (Decimal("12.25"), 1, "12.3"),
        (12.35, 1, "12.4"),  # a little less in binary
        (0.285, 2, "0.29"),
        (0.05, 1, "0.1"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-12.25, 1, "-12.3"),
        (-0.04, 1, "-0.0"),  # the end of an interval that just excludes zero
        (0, 1, "0.0"),
        (1e6, 0, "1,000,000"),
        (Decimal("1E+6"), 1, "1,000,000.0"),
        (1234567.891, 2, "1,234,567.89"),
        (3, 8, "3.00000000"),
        (1e-7, 8, "0.00000010"),
    ],
)
def test_halves_are_rounded_away_from_zero_on_the_digits_that_people_see(value, places, said):
    assert language.number(value, places) == said


@pytest.mark.parametrize(("value", "said"), [(0.04, "+0.04"), (0, "0.00"), (-1.005, "-1.01")])
def test_the_end_of_an_interval_of_a_change_has_its_sign(value, said):
    assert language.signed(value, 2) == said


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_a_rank_is_said_as_an_ordinal(place, said):
    assert language.ordinal(place) == said


@pytest.mark.parametrize(
    ("value", "unit", "places", "reason", "said", "in_a_table"),
    [
        (Decimal("448"), "children", 0, None, "448 children", "448"),
        (Decimal("78150.00000000"), "children", 0, None, "78,150 children", "78,150"),
        (Decimal("15.65"), "percent", 1, None, "15.7%", "15.7%"),
        (Decimal("0"), "percent", 1, None, "0.0%", "0.0%"),
        (74.5, "per_10000", 0, None, "75 per 10,000 children", "75"),
        (16.25, "cases_per_worker", 1, None, "16.3 cases for each worker", "16.3"),
        (1, "families", 0, None, "1 family", "1"),
        (Decimal("1.00000000"), "conferences", 0, None, "1 conference", "1"),
        (1, "per_10000", 0, None, "1 per 10,000 children", "1"),
        (1, "staff", 0, None, "1 member of staff", "1"),
        (3, "fte", 0, None, "3 full-time equivalents", "3"),
        (2.6, "pounds_for_each_pound", 1, None, "2.6 pounds for each pound", "2.6"),
        (
            None,
            "children",
            0,
            "suppressed",
            "hidden to protect children's identity",
            "hidden to protect children's identity",
        ),
        (None, "percent", 0, None, "no figure", "no figure"),
    ],
)
def test_a_figure_is_said_with_its_unit_or_its_reason(value, unit, places, reason, said, in_a_table):
    assert language.figure(value, unit, places, reason) == said
    assert language.cell(value, unit, places, reason) == in_a_table


def test_a_reason_without_words_is_an_error():
    with pytest.raises(KeyError):
        language.figure(None, "children", 0, "forgotten")


@pytest.mark.parametrize(
    ("size", "unit", "places", "said", "where_small"),
    [
        (-1.45, "percent", 1, "1.5 percentage points", "1.5 percentage points"),
        (0.349, "percent", 1, "0.3 percentage points", "0.35 percentage points"),
        (1, "percent", 0, "1 percentage point", "1.0 percentage points"),
        (1, "children", 0, "1 child", "1.0 children"),
        (-12.3, "per_10000", 0, "12 per 10,000 children", "12 per 10,000 children"),
        (9.96, "children", 0, "10 children", "10.0 children"),
    ],
)
def test_a_distance_has_its_own_unit_and_more_places_where_it_would_vanish(size, unit, places, said, where_small):
    assert language.distance(size, unit, places) == said
    assert language.small_distance(size, unit, places) == where_small


@pytest.mark.parametrize(
    ("now", "before", "unit", "said", "beside_both"),
    [
        (448, 354, "children", "up 94 (26.6%)", "up 26.6%"),
        (301, 407, "children", "down 106 (26.0%)", "down 26.0%"),
        (Decimal("23.8"), Decimal("24.4"), "percent", "down 0.6 percentage points", "down 0.6 percentage points"),
        (5, 5, "children", "no change", "no change"),
        (4, 0, "children", "up 4", "up 4"),
        (Decimal("0.1"), 0.3, "points", "down 0 (66.7%)", "down 66.7%"),
    ],
)
def test_a_change_is_said_in_the_unit_and_in_percent_where_that_has_a_meaning(now, before, unit, said, beside_both):
    places = 1 if unit == "percent" else 0
    assert language.change(now, before, unit, places) == said
    assert figures.relative_change(now, before, unit, places) == beside_both


def test_there_is_no_change_from_or_to_no_figure():
    assert language.change(None, 5, "children", 0) is None
    assert language.change(5, None, "children", 0) is None


@pytest.mark.parametrize(
    ("end", "timing", "beside_a_figure", "as_a_thing", "as_a_time"),
    [
        (date(2019, 3, 31), "at_date", "31 March 2019", "31 March 2019", "on 31 March 2019"),
        (
            date(2019, 3, 31),
            "during_year",
            "year to 31 March 2019",
            "the year to 31 March 2019",
            "in the year to 31 March 2019",
        ),
        (date(2024, 9, 1), "at_date", "1 September 2024", "1 September 2024", "on 1 September 2024"),
    ],
)
def test_a_period_is_written_in_one_way(end, timing, beside_a_figure, as_a_thing, as_a_time):
    assert language.label("year", end, timing) == beside_a_figure
    assert language.period("year", end, timing) == as_a_thing
    assert language.in_period("year", end, timing) == as_a_time


def verdict(**told) -> dict:
    """Return a row of int_measure_verdict: a steady rise from 12.0% in 2017 to 20.0% in 2024."""
    return {
        "period_kind": "year",
        "period_end_date": date(2024, 3, 31),
        "value": Decimal(20),
        "value_reason": None,
        "doubt_reason": None,
        "periods_looked_at": 8,
        "periods_hidden": 0,
        "has_many_hidden": False,
        "few_people": None,
        "unit": "percent",
        "decimal_places": 1,
        "timing": "during_year",
        "polarity": "lower_is_better",
        "verdict": "real_worsening",
        "shape": "steady",
        "change_direction": 1,
        "p_value": 0.0231,
        "noise_basis": "sampling_and_usual",
        "figures_compared": 8,
        "compared_from_period_end_date": date(2017, 3, 31),
        "compared_from_value": 12.0,
        "moved_from_period_end_date": date(2017, 3, 31),
        "moved_from_value": 12.0,
        "event_period_end_date": None,
        "event_value": None,
        "earlier_low": 12.0,
        "earlier_high": 20.0,
        "since_low": None,
        "since_high": None,
        "newest_change_direction": 0,
        "has_setback": False,
        "england_change_direction": None,
        "before_value": 19.0,
        "difference": 1.0,
        "second_opinion": None,
        "process_points": 12,
        "process_from_period_end_date": date(2013, 3, 31),
        "process_signal": "none",
        "process_signal_side": None,
    } | told


STEP = {
    "shape": "step",
    "moved_from_period_end_date": date(2019, 3, 31),
    "moved_from_value": 12.5,
    "event_period_end_date": date(2020, 3, 31),
    "event_value": 18.0,
    "since_low": 18.0,
    "since_high": 20.0,
}
ONE_BEFORE = STEP | {
    "moved_from_period_end_date": None,
    "moved_from_value": None,
    "event_period_end_date": date(2018, 3, 31),
    "earlier_high": 12.0,
}
TURN = {
    "verdict": "changed_direction",
    "shape": "changed_direction",
    "event_period_end_date": date(2021, 3, 31),
    "event_value": 9.0,
    "moved_from_period_end_date": date(2021, 3, 31),
    "moved_from_value": 9.0,
}
NEWEST = {
    "verdict": "too_soon_to_say",
    "shape": "newest_change",
    "moved_from_period_end_date": date(2023, 3, 31),
    "moved_from_value": 14.0,
    "event_period_end_date": date(2024, 3, 31),
    "event_value": 20.0,
    "earlier_low": 12.0,
    "earlier_high": 14.0,
    "newest_change_direction": 1,
    "difference": 6.0,
}
QUIET = {"change_direction": 0, "p_value": None}
SELDOM = "Chance and the usual ups and downs of this measure alone would do that about 1 time in 40"
VERDICTS = {
    "steady": (
        verdict(),
        "It rose steadily, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. "
        f"{SELDOM}. That "
        "is a worsening.",
    ),
    "with ups and downs, as England's": (
        verdict(has_setback=True, england_change_direction=1),
        "It rose, with ups and downs, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. "
        f"{SELDOM}. That is a worsening. England's figure rose too.",
    ),
    "while England's fell": (
        verdict(england_change_direction=-1),
        "It rose steadily, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. "
        f"{SELDOM}. That is a worsening.",
    ),
    "one step, and level since": (
        verdict(**STEP, verdict="real_improvement", polarity="higher_is_better", earlier_high=12.5),
        "It rose in one step: it was between 12.0 and 12.5% up to the year to 31 March 2019, and has been between 18.0 "
        f"and 20.0% since the year to 31 March 2020. {SELDOM}. That is an improvement.",
    ),
    "down and up again": (
        verdict(**TURN),
        "It fell from 12.0% in the year to 31 March 2017 to 9.0% in the year to 31 March 2021 and has risen since, to "
        f"20.0% in the year to 31 March 2024. {SELDOM}. Since then that is a worsening.",
    ),
    "down and up again, without a judgement, surer than can be said": (
        verdict(**TURN, polarity="no_judgement", p_value=1e-9, unit="per_10000", decimal_places=0, timing="at_date"),
        "It fell from 12 per 10,000 children on 31 March 2017 to 9 on 31 March 2021 and has risen since, to "
        "20 on 31 March "
        "2024. Chance and the usual ups and downs of this measure alone would do that less than 1 time in 1,000.",
    ),
    "the newest change alone": (
        verdict(**NEWEST),
        "It rose from 14.0% in the year to 31 March 2023 to 20.0% in the year to 31 March 2024; before, it was between "
        f"12.0 and 14.0%. {SELDOM}, but it is too soon to say that it lasts.",
    ),
    "not steadily, and the newest change goes the other way": (
        verdict(shape="irregular", newest_change_direction=-1, difference=-2.0),
        "It rose, not in one way, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. "
        f"{SELDOM}. That is a worsening. The newest change went the other way, by 2.0 percentage points.",
    ),
    "one figure out of line": (
        verdict(
            **QUIET,
            verdict="out_of_line_and_back",
            shape="out_of_line",
            event_period_end_date=date(2020, 3, 31),
            event_value=2.0,
            earlier_high=14.0,
        ),
        "2.0% in the year to 31 March 2020 was out of line; the other figures from the year to 31 March "
        "2017 to the year to "
        "31 March 2024 are between 12.0 and 14.0%, and no lasting change can be told.",
    ),
    "one figure not much further off than another": (
        verdict(
            **QUIET,
            verdict="out_of_line_and_back",
            shape="out_of_line",
            event_period_end_date=date(2020, 3, 31),
            event_value=6.0,
            earlier_low=8.0,
            earlier_high=28.0,
        ),
        "It went up and down: 6.0% in the year to 31 March 2020; the other figures from the year to 31 March 2017 to "
        "the year to 31 March 2024 are between 8.0 and 28.0%, and no lasting change can be told.",
    ),
    "a step with one figure before it": (
        verdict(**QUIET, **ONE_BEFORE, verdict="too_few_to_tell"),
        "Only one comparable figure is from before: 12.0% in the year to 31 March 2017. Since the year to 31 March "
        "2018 it has been between 18.0 and 20.0%. One figure is too few to tell a change from a figure out of line.",
    ),
    "up and down": (
        verdict(**QUIET, verdict="no_one_direction", shape="irregular", newest_change_direction=1, difference=5.0),
        "It has been between 12.0 and 20.0% from the year to 31 March 2017 to the year to 31 March 2024, further apart "
        "than chance and the usual ups and downs of this measure explain, but it went in no one direction. The newest "
        "change is 5.0 percentage points up.",
    ),
    "no clear change, on a day, as limits say too": (
        verdict(
            **QUIET,
            verdict="no_clear_change",
            shape="level",
            unit="children",
            decimal_places=0,
            timing="at_date",
            noise_basis="usual_only",
            earlier_low=1003,
            earlier_high=1020,
            second_opinion="agrees",
        ),
        "No clear change: it has been between 1,003 and 1,020 children from 31 March 2017 to 31 March 2024, "
        "and the usual "
        "ups and downs of this measure can explain the difference.",
    ),
    "no clear change, and limits that differ": (
        verdict(
            **QUIET,
            verdict="no_clear_change",
            shape="level",
            earlier_low=20.0,
            second_opinion="differs",
            process_signal="outside_limits",
            process_signal_side="high",
        ),
        "No clear change: it has been 20.0% from the year to 31 March 2017 to the year to 31 March 2024, "
        "and chance and "
        "the usual ups and downs of this measure can explain the difference. Beside all 12 figures since "
        "the year to 31 "
        "March 2013, the newest is unusually high.",
    ),
    "a measure whose ups and downs are not known": (
        verdict(noise_basis="sampling_only", second_opinion="differs"),
        "It rose steadily, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. Chance alone "
        "would do that about 1 time in 40. That is a worsening. Beside all 12 figures since the year to 31 "
        "March 2013, "
        "figures like the newest are not unusual. The usual ups and downs of this measure are not known here, so only "
        "chance in counting "
        "was allowed for.",
    ),
    "no clear change, but for the newest": (
        verdict(
            **QUIET,
            verdict="no_clear_change",
            shape="level",
            newest_change_direction=-1,
            difference=-7.0,
            before_value=27.0,
        ),
        "No clear change: it has been between 12.0 and 20.0% from the year to 31 March 2017 to the year to 31 March "
        "2024, and chance and the usual ups and downs of this measure can explain the difference. The newest change "
        "alone, 7.0 percentage points down, is larger than that; one figure tells little.",
    ),
    "too few": (
        verdict(
            **QUIET,
            verdict="too_few_to_tell",
            shape="level",
            figures_compared=3,
            compared_from_period_end_date=date(2022, 3, 31),
        ),
        "From 12.0% in the year to 31 March 2022 to 20.0% in the year to 31 March 2024 there are 3 comparable figures, "
        "too few to tell a change from ups and downs.",
    ),
    "no noise": (
        verdict(**QUIET, verdict="too_few_to_tell", shape=None, noise_basis="none"),
        "How much this measure goes up and down without a reason is not known here, so no change can be "
        "told from chance.",
    ),
    "only one": (
        verdict(**QUIET, verdict="too_few_to_tell", shape=None, figures_compared=1, value=Decimal("18.05")),
        "18.1% in the year to 31 March 2024 is the only comparable figure, so nothing can be said of a change.",
    ),
    "too few people": (
        verdict(**QUIET, verdict="too_few_to_tell", few_people=3),
        "Only about 3 people or posts are behind a figure of this measure here, too few to tell a change from chance.",
    ),
    "one person": (
        verdict(**QUIET, verdict="too_few_to_tell", few_people=1),
        "Only about 1 person or post is behind a figure of this measure here, too few to tell a change from chance.",
    ),
    "none": (
        verdict(**QUIET, verdict="too_few_to_tell", shape=None, figures_compared=1, value=None),
        "There is no figure in the year to 31 March 2024, so nothing can be said of a change.",
    ),
    "a steady rise, with one hidden": (
        verdict(periods_hidden=1),
        "It rose steadily, from 12.0% in the year to 31 March 2017 to 20.0% in the year to 31 March 2024. "
        f"{SELDOM}. That is a worsening. The figure of 1 of the 8 periods looked at is hidden to protect children's "
        "identity; nothing said here is of it.",
    ),
    "the newest hidden": (
        verdict(**QUIET, verdict="too_few_to_tell", shape=None, value=None, value_reason="suppressed"),
        "The figure in the year to 31 March 2024 is hidden to protect children's identity, so nothing can be said of "
        "a change.",
    ),
    "many of them hidden": (
        verdict(**QUIET, verdict="too_few_to_tell", periods_hidden=3, has_many_hidden=True),
        "The figures of 3 of the 8 periods up to the year to 31 March 2024 are hidden to protect children's identity: "
        "too many to tell a change.",
    ),
    "no clear change, with some hidden": (
        verdict(**QUIET, verdict="no_clear_change", shape="level", periods_hidden=2),
        "No clear change among the figures from the year to 31 March 2017 to the year to 31 March 2024 that are not "
        "hidden: chance and the usual ups and downs of this measure can explain how they differ. "
        "The figures of 2 of the 8 periods looked at are hidden to protect children's identity; nothing said here is "
        "of those.",
    ),
    "doubted": (
        verdict(**QUIET, verdict="too_few_to_tell", shape=None, doubt_reason="All of them."),
        "The figure in the year to 31 March 2024 is doubted, so nothing is said of a change.",
    ),
    "another definition": (
        verdict(**QUIET, verdict="definition_changed", shape=None, figures_compared=1),
        "What is counted, or how, changed with the figure in the year to 31 March 2024, so it cannot be compared with "
        "earlier ones.",
    ),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_a_verdict_says_what_happened_when_and_how_sure_that_is(case):
    row, said = VERDICTS[case]
    assert changing.verdict_sentence(row) == said


@pytest.mark.parametrize("case", [case for case, (row, _) in VERDICTS.items() if row["value"] is not None])
def test_no_range_is_told_over_periods_of_which_some_are_hidden(case):
    row, _ = VERDICTS[case]
    said = changing.verdict_sentence(row | {"periods_hidden": 3})
    assert " between " not in said
    assert not re.search(r"it (was|has been) \d", said, flags=re.I)
    settled = row["doubt_reason"] or row["verdict"] == "definition_changed" or row["figures_compared"] == 1
    if not settled and row["noise_basis"] != "none":
        assert "of the 8 periods" in said


@pytest.mark.parametrize("signal", words(ProcessSignal))
def test_every_signal_of_the_limits_has_words(signal):
    limits = {"second_opinion": "differs", "process_signal": signal, "process_signal_side": "low"}
    assert "Beside all 12 figures" in changing.verdict_sentence(verdict(**limits))


def test_a_shape_without_words_is_an_error():
    with pytest.raises(KeyError):
        changing.verdict_sentence(verdict(shape="augury"))


def outcome(forecast_verdict, value, projected, low, high, is_curve_reversed=False, heading=1) -> dict:
    return {
        "measure_name": "Rate",
        "geography_name": "Place",
        "period_kind": "year",
        "period_end_date": date(2024, 3, 31),
        "history_to": date(2023, 3, 31),
        "history_last_value": 20.0,
        "unit": "percent",
        "decimal_places": 1,
        "timing": "at_date",
        "value": value,
        "projected": projected,
        "projected_low": low,
        "projected_high": high,
        "forecast_verdict": forecast_verdict,
        "is_curve_reversed": is_curve_reversed,
        "heading": heading,
        "side": "inside" if low is None or low <= value <= high else "above" if value > high else "below",
        "change_verdict": None,
        "change_direction": None,
    }


OUTCOMES = [
    (
        outcome("on_the_baseline", 15.0, 20.0, 15.0, 25.0),
        "15.0%. With the figures up to 31 March 2023 the baseline was 20.0%, four times in five "
        "between 15.0 and 25.0%. It is on the baseline.",
    ),
    (
        outcome("turned", 17.0, 22.25, 18.25, 26.0, True),
        "17.0%. With the figures up to 31 March 2023 the baseline was 22.3%, four times in five "
        "between 18.3 and 26.0%. It is better than the baseline: the curve has turned. "
        "After rising over the history, it has now fallen.",
    ),
    (
        outcome("slowed", 22.0, 30.0, 25.0, 35.0),
        "22.0%. With the figures up to 31 March 2023 the baseline was 30.0%, four times in five "
        "between 25.0 and 35.0%. It is better than the baseline, and not yet better than the 20.0% "
        "from which it started: the worsening has slowed.",
    ),
    (
        outcome("worse", 26.0, 20.0, 15.0, 25.0, True),
        "26.0%. With the figures up to 31 March 2023 the baseline was 20.0%, four times in five "
        "between 15.0 and 25.0%. It is worse than the baseline.",
    ),
    (
        outcome("above_the_baseline", 26.0, 20.0, 15.0, 25.0, True, -1),
        "26.0%. With the figures up to 31 March 2023 the baseline was 20.0%, four times in five "
        "between 15.0 and 25.0%. It is above the baseline. After falling over the history, it has now risen.",
    ),
    (
        outcome("too_few_to_tell", 14.0, 20.0, None, None, None),
        "14.0%. With the figures up to 31 March 2023 the baseline was 20.0%. Too few earlier forecasts can be checked "
        "to say how far off this one may be.",
    ),
    (
        outcome("definition_changed", 14.0, 20.0, 15.0, 25.0, None),
        "14.0%. With the figures up to 31 March 2023 the baseline was 20.0%. Its figures are counted in "
        "another way since, so the two cannot be compared.",
    ),
]


@pytest.mark.parametrize(("row", "said"), OUTCOMES, ids=[row["forecast_verdict"] for row, _ in OUTCOMES])
def test_what_became_of_a_baseline_is_told_in_words_for_a_committee(row, said):
    assert turning.forecast_sentence(row) == f"Rate, Place, 31 March 2024: {said}"


BESIDE_THE_CHANGE = [
    ("no_clear_change", 0, "That alone is no clear change: one figure in five is outside such a band by chance."),
    ("too_soon_to_say", 1, "It is too soon to say that it lasts."),
    ("out_of_line_and_back", 0, "One figure tells little."),
    (
        "too_few_to_tell",
        0,
        "25.0%. It is above the baseline. No change can be told of these figures, so whether it lasts cannot be told "
        "either.",
    ),
    ("no_one_direction", 0, "Its figures have gone up and down before, so one of them says little."),
    ("real_decrease", -1, "Over the longer time it has fallen all the same."),
    ("real_increase", 1, "It is above the baseline."),
]


@pytest.mark.parametrize(("change", "direction", "said"), BESIDE_THE_CHANGE)
def test_what_became_of_a_baseline_goes_with_what_is_said_of_the_change(change, direction, said):
    row = outcome("above_the_baseline", 26.0, 20.0, 15.0, 25.0)
    row |= {"change_verdict": change, "change_direction": direction}
    assert turning.forecast_sentence(row).endswith(said)


def test_a_worsening_that_slowed_is_said_to_be_one():
    row = outcome("slowed", 22.0, 30.0, 25.0, 35.0) | {"change_verdict": "real_worsening", "change_direction": 1}
    said = "It is better than the baseline, though over the longer time it got worse: the worsening has slowed."
    assert turning.forecast_sentence(row).endswith(said)


def test_every_code_has_words():
    for name in language.TURNS:
        assert turning.forecast_sentence(outcome(name, 1.0, 1.0, 1.0, 1.0))


def test_the_averages_that_disagree_are_named_in_their_unit_and_apart():
    row = {"neighbours_mean": 16.245, "neighbours_median": 15.5, "neighbours_pooled": None, "decimal_places": 1}
    row |= {"unit": "percent"}
    said = "Whether it is above or below its statistical neighbours depends on how they are averaged: "
    assert comparing.neighbours_warning(row) == f"{said}16.2% by the mean, 15.5% by the median."
    row["neighbours_pooled"] = 15.54
    told = f"{said}16.25% by the mean, 15.50% by the median, 15.54% taken together."
    assert comparing.neighbours_warning(row) == told


def test_a_rank_is_said_with_how_many_and_with_the_ranks_that_chance_could_have_given():
    row = {"authority_rank": 34, "ranked_of": 151, "rank_low": 20, "rank_high": 61, "polarity": "lower_is_better"}
    assert language.rank(row) == "34th of 151 authorities, where 1st is the best; plausibly 20th to 61st."
    row |= {"polarity": "no_judgement"}
    assert language.rank(row) == "34th of 151 authorities, where 1st is the highest figure; plausibly 20th to 61st."
    assert language.rank(row | {"ranked_of": 3}) is None


def test_a_rank_without_a_range_or_with_one_of_more_than_half_cannot_be_told():
    row = {"authority_rank": 60, "ranked_of": 151, "rank_low": 50, "rank_high": 125, "polarity": "lower_is_better"}
    assert language.rank(row).startswith("60th")
    assert language.plausible_rank(row) == "60 (50 to 125)"
    wide = row | {"rank_high": 126}
    assert language.rank(wide) == "Its rank cannot be told: anywhere from 50th to 126th of 151."
    assert language.plausible_rank(wide) == "50 to 126"
    unknown = row | {"rank_low": None, "rank_high": None}
    assert language.rank(unknown) == "Its rank cannot be told: how far chance could move it is not known."
    assert language.plausible_rank(unknown) is None


def test_a_gap_is_said_in_people_with_its_range_on_either_side_of_none():
    row = {"gap_to_england": -6.2, "gap_to_england_low": -10.7, "gap_to_england_high": 1.6}
    said = "In numbers, not points: about 6 fewer than at England's rate (between 11 fewer and 2 more)."
    assert language.gap(row) == said
    assert language.gap({"gap_to_england": None}) is None
    assert language.gap(row | {"counted_unit": "young_people"}) == said.replace("6 fewer", "6 fewer young people")
    level = {"gap_to_england": -0.3, "gap_to_england_low": -4.2, "gap_to_england_high": 3.6}
    said = "In numbers, not points: about the same as at England's rate (between 4 fewer and 4 more)."
    assert language.gap(level) == said


RATE = {
    "value": Decimal(141),
    "unit": "per_10000",
    "decimal_places": 0,
    "polarity": "no_judgement",
    "england_value": Decimal(70),
    "against_england": "higher",
    "judged_against_england": None,
    "authority_rank": 4,
    "ranked_of": 151,
    "rank_low": None,
    "gap_to_england": 238.0,
    "gap_to_england_low": None,
    "gap_to_england_high": None,
}


def test_a_count_is_compared_by_its_rate_and_says_so():
    count = {"unit": "children", "decimal_places": 0, "gap_to_england": None}
    said = [fact.words for fact in language.facts(shown(rate=RATE, **count))]
    assert (
        "As a rate: 141 per 10,000 children; England 70. Beside England: higher. Its rank cannot be told: how far "
        "chance could move it is not known. In numbers, not points: about 238 more than at England's rate."
    ) in said
    unknown = {"england_value": None, "against_england": None, "authority_rank": None, "gap_to_england": None}
    said = [fact.words for fact in language.facts(shown(rate=RATE | unknown, **count))]
    assert "As a rate: 141 per 10,000 children." in said
    assert "As a rate" not in " ".join(fact.words for fact in language.facts(shown(**count)))


@pytest.mark.parametrize(
    ("verdict", "reversed_", "said"),
    [
        ("turned", True, "Turned"),
        ("below_the_baseline", True, "Below the baseline, now falling"),
        ("above_the_baseline", True, "Above the baseline, now rising"),
        ("below_the_baseline", False, "Below the baseline"),
        ("on_the_baseline", False, "On the baseline"),
    ],
)
def test_a_curve_without_a_judgement_is_said_to_go_the_other_way(verdict, reversed_, said):
    assert language.turn({"forecast_verdict": verdict, "is_curve_reversed": reversed_})[0] == said


def test_every_verdict_that_a_mart_can_give_has_words_on_the_page():
    assert set(language.VERDICTS) == set(words(Verdict))
    assert set(language.TURNS) == set(words(ForecastVerdict))
    assert set(language.OBJECTIVES) == set(words(ObjectiveVerdict))
    assert set(labels.REASONS) == set(words(Reason))
    assert set(labels.POLARITIES) == set(words(Polarity))
    assert set(labels.COSTS) == set(words(CostClass))
    assert set(labels.CARD_KINDS) == set(words(CardKind))
    assert set(labels.CARD_SUBJECTS) == set(words(CardSubject))
    assert set(labels.QUADRANTS) == set(words(Quadrant))
    assert set(labels.BESIDE) == {*words(AgainstEngland), *words(JudgedAgainstEngland)}


def shown(is_followed=True, made_on=date(2024, 11, 21), rate=None, **told) -> language.Shown:
    newest = {
        "unit": "percent",
        "decimal_places": 1,
        "polarity": "lower_is_better",
        "wanted_direction": None,
        "geography_name": "Place",
        "period_end_date": date(2024, 3, 31),
        "value": Decimal("12.25"),
        "previous_value": Decimal("11.25"),
        "previous_value_reason": None,
        "previous_doubt_reason": None,
        "doubt_reason": None,
        "baseline_period_end_date": date(2015, 3, 31),
        "baseline_value": Decimal("10.0"),
        "region_value": None,
        "region_value_reason": "suppressed",
        "england_value": Decimal("11.0"),
        "england_value_reason": None,
        "against_england": "higher",
        "judged_against_england": "worse",
        "neighbours_with_value": 9,
        "neighbours_in_set": 10,
        "neighbour_set_year": 2025,
        "neighbours_mean": 12.35,
        "neighbours_median": 12.0,
        "neighbours_not_close": 2,
        "neighbours_warning": "It depends.",
        "authority_rank": 34,
        "ranked_of": 151,
        "rank_low": None,
        "gap_to_england": 6.4,
        "gap_to_england_low": None,
        "gap_to_england_high": None,
    } | told
    return language.Shown(
        newest=newest,
        definition={"period_kind": "year", "timing": "during_year", "note": "Counted anew in 2020."},
        outlook={
            "projected": 13.05,
            "projected_low": 12.0,
            "projected_high": 14.0,
            "period_time": "in 2025",
            "period_end_date": date(2025, 3, 31),
            "made_on": made_on,
        },
        beside=[("Region", "region_value"), ("England", "england_value"), ("Neighbours", "neighbours_median")],
        is_followed=is_followed,
        rate=rate,
    )


WANTED = {"wanted_direction": "reduce", "wanted_by": "Leeds (Plan 2025, page 3)"}


def test_why_a_card_wants_one_way_of_a_measure_is_told_and_how_its_others_are_judged():
    wanted, other = WANTED | {"measure_name": "Referrals"}, {"measure_name": "Others", "wanted_direction": None}
    told = "Referrals: this card wants it lower, because Leeds set out to reduce it."
    assert language.wanted_why([wanted]) == [told]
    assert language.wanted_why([other, wanted]) == [
        told,
        "Every other measure is judged as on all cards, even where an objective asks one way of it.",
    ]
    assert language.wanted_why([other]) == []


@pytest.mark.parametrize(
    ("verdict", "direction", "said"),
    [
        ("real_improvement", -1, "Leeds set out to reduce it (Plan 2025, page 3): that is an improvement."),
        ("real_worsening", 1, "Leeds set out to reduce it (Plan 2025, page 3): that is a worsening."),
        ("changed_direction", -1, "Leeds set out to reduce it (Plan 2025, page 3): since then that is an improvement."),
        ("changed_direction", 1, "Leeds set out to reduce it (Plan 2025, page 3): since then that is a worsening."),
        ("no_clear_change", 0, None),
    ],
)
def test_a_change_is_judged_by_the_direction_of_the_card_and_says_whose_it_is(verdict, direction, said):
    row = {"verdict": verdict, "change_direction": direction}
    assert language.change_as_wanted(row, WANTED) == said
    assert language.change_as_wanted(row, {"wanted_direction": None, "wanted_by": None}) is None


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("worse", "As it is to be reduced here, that is worse than the baseline."),
        ("better", "As it is to be reduced here, that is better than the baseline."),
        ("turned", "As it is to be reduced here, that is better than the baseline: the curve has turned."),
        ("slowed", "As it is to be reduced here, that is better than the baseline: the worsening has slowed."),
        ("on_the_baseline", None),
    ],
)
def test_a_baseline_is_held_against_the_direction_of_the_card(outcome, said):
    assert language.turn_as_wanted({"forecast_verdict": outcome}, WANTED) == said
    assert language.turn_as_wanted({"forecast_verdict": outcome}, {"wanted_direction": None}) is None


def test_a_line_says_which_way_a_card_wants_a_measure_to_go():
    last = language.facts(shown(polarity="no_judgement", **WANTED))[-1].words
    assert last == "Neither higher nor lower is better by itself. Leeds set out to reduce it (Plan 2025, page 3)."


@pytest.mark.parametrize("doubted", ["doubt_reason", "previous_doubt_reason"])
def test_no_change_is_said_from_or_to_a_doubted_figure(doubted):
    found = " ".join(fact.words for fact in language.facts(shown(**{doubted: "All of them."})))
    assert "One year earlier: 11.3%" in found and "up 1.0" not in found
    assert ("which is doubted" in found) == (doubted == "previous_doubt_reason")
    assert ("Since the year to 31 March 2015" in found) == (doubted == "previous_doubt_reason")


def test_a_doubt_says_since_when_why_and_who():
    row = {"doubted_date": date(2026, 11, 21), "doubt_reason": "All of them are counted.", "doubt_source": "A letter."}
    assert language.doubt(row) == "Doubted since 21 November 2026: All of them are counted. (A letter.)"


def test_periods_out_of_the_ordinary_are_named_once_a_reason():
    history = [
        {"period_label": f"year {year}", "shock_reason": reason}
        for year, reason in [(2019, None), (2020, "Closed."), (2021, "Closed."), (2022, None), (2023, "Flood.")]
    ]
    assert [said.split(" What")[0] for said in language.shocks(history)] == [
        "Out of the ordinary: year 2020 and year 2021. Closed.",
        "Out of the ordinary: year 2023. Flood.",
    ]


def test_what_a_chart_draws_of_baselines_is_said_in_words():
    forecast = [{"projected": 469.4, "period_time": f"in {year}"} for year in (2025, 2026, 2027)]
    below = language.earlier_baseline("2023", {"forecast_verdict": "below_the_baseline"})
    assert below == "Made from figures to 2023: below"
    assert language.baselines(forecast, [below], "children", 0) == (
        "If nothing changes: 469 children in 2025, 469 children in 2027. Made from figures to 2023: below."
    )
    assert language.baselines([], [], "children", 0) == ""


def test_a_card_says_the_lines_of_a_measure_in_one_order():
    found = language.facts(shown())
    assert [fact.words for fact in found] == [
        "One year earlier: 11.3%, so up 1.0 percentage points.",
        "Since the year to 31 March 2015, when it was 10.0%: up 2.3 percentage points.",
        "Region, same period: hidden to protect children's identity. England: 11.0%. Beside England: worse.",
        "Statistical neighbours (2025 set, 9 of 10 with a figure): median 12.0%, mean 12.4%; 2 of them not close to "
        "Place.",
        "Its rank cannot be told: how far chance could move it is not known.",
        "If nothing changes: 13.1% in 2025, four in five between 12.0 and 14.0%. Is that future good enough?",
        "In numbers, not points: about 6 more than at England's rate.",
        "Lower is better.",
    ]
    assert [fact.warning for fact in found if fact.warning] == ["It depends."]


def test_a_future_that_is_past_is_not_told_as_one():
    said = [fact.words for fact in language.facts(shown(made_on=date(2025, 11, 21)))]
    assert (
        "If nothing changed: 13.1% in 2025, four in five between 12.0 and 14.0%. That time has passed, and its figure "
        "is not here yet."
    ) in said
    assert not [words for words in said if "If nothing changes" in words]


def test_a_count_is_not_compared_and_one_evaluation_is_no_history():
    found = language.facts(shown(is_followed=False, unit="children", gap_to_england=None)._replace(outlook=None))
    assert [fact.words for fact in found] == [
        "Region, same period: hidden to protect children's identity. England: 11.0 children.",
        "Lower is better.",
    ]


def condition(name, verdict_given="met", order=1, **told) -> dict:
    return {
        "programme_id": "p",
        "objective_number": 1,
        "verdict_given": verdict_given,
        "condition_name": name,
        "condition_order": order,
        "direction": "reduce",
        "size_pct": 40.0,
        "unit": "percent",
        "decimal_places": 1,
        "timing": "during_year",
        "period_kind": "year",
        "earlier_period_end_date": date(2015, 3, 31),
        "later_period_end_date": date(2018, 3, 31),
        "earlier_value": Decimal(20),
        "later_value": Decimal("11.95"),
        "moves_known": 5,
        "moves_wanted": 3,
    } | told


ON_A_DAY = {"timing": "at_date", "unit": "children", "decimal_places": 0, "direction": "increase", "size_pct": 12.5}
CONDITIONS = [
    (
        condition("moved_by_size"),
        "a fall of at least 40% between the year to 31 March 2015 and the year to 31 March 2018",
        "From 20.0% (the year to 31 March 2015) to 12.0% (the year to 31 March 2018): down 8.1 percentage points.",
    ),
    (
        condition("moved_by_size", **ON_A_DAY, earlier_value=Decimal(1941), later_value=None),
        "a rise of at least 12.5% between 31 March 2015 and 31 March 2018",
        "No figure for 31 March 2018.",
    ),
    (
        condition("moved_overall", **ON_A_DAY, earlier_value=None, later_value=None),
        "a rise between 31 March 2015 and 31 March 2018",
        "No figure for 31 March 2015 or for 31 March 2018.",
    ),
    (
        condition("moved_in_last_year", **ON_A_DAY, earlier_value=226, later_value=265),
        "a rise between 31 March 2015 and 31 March 2018",
        "From 226 children (31 March 2015) to 265 children (31 March 2018): up 17.3%.",
    ),
    (
        condition("moved_in_any_year"),
        "a fall from one year to the next, between the year to 31 March 2015 and the year to 31 March 2018",
        "Between the year to 31 March 2015 and the year to 31 March 2018: a fall in 3 of 5 years with figures.",
    ),
    (
        condition("moved_in_any_year", moves_known=None, moves_wanted=None),
        "a fall from one year to the next, between the year to 31 March 2015 and the year to 31 March 2018",
        "Between the year to 31 March 2015 and the year to 31 March 2018: a fall in 0 of 0 years with figures.",
    ),
    (
        condition("most_moved", earlier_period_end_date=None, earlier_value=None, timing="at_date", decimal_places=0),
        "more than half of those followed up, 31 March 2018",
        "31 March 2018: 12%.",
    ),
    (
        condition("some_moved", earlier_period_end_date=None, earlier_value=None, timing="at_date", later_value=None),
        "some of those followed up, 31 March 2018",
        "31 March 2018: no figure.",
    ),
]


@pytest.mark.parametrize(("row", "asked", "found"), CONDITIONS)
def test_a_condition_is_said_with_the_figures_it_asks_for(row, asked, found):
    assert objectives.condition_words(row) == asked
    assert objectives.why("m", [row | {"verdict_given": "met"}]) == found


def test_a_period_without_a_figure_is_named_once():
    rows = [
        condition("moved_by_size", **ON_A_DAY, earlier_value=None, later_value=None),
        condition("moved_overall", "partially_met", **ON_A_DAY, earlier_value=None, later_value=Decimal(3)),
    ]
    assert objectives.why("m", rows) == "No figure for 31 March 2015 or for 31 March 2018."


def test_a_rule_lists_its_conditions_and_says_each_finding_once():
    met = condition("moved_by_size", **ON_A_DAY, earlier_value=226, later_value=265)
    partially = [
        condition("moved_overall", "partially_met", 1, **ON_A_DAY, earlier_value=226, later_value=265),
        condition("moved_in_any_year", "partially_met", 2, **ON_A_DAY),
    ]
    assert objectives.rule([*partially, met]) == (
        "Met: a rise of at least 12.5% between 31 March 2015 and 31 March 2018. Partially met: short of that, a rise "
        "between 31 March 2015 and 31 March 2018, or a rise from one year to the next, between 31 March 2015 and 31 "
        "March 2018."
    )
    assert objectives.why("m", [*partially, met]) == (
        "From 226 children (31 March 2015) to 265 children (31 March 2018): up 17.3%. Between 31 March 2015 and 31 "
        "March 2018: a rise in 3 of 5 years with figures."
    )


OBJECTIVE = {
    **{"size_pct": 40.0, "direction": "reduce", "unit": "children", "decimal_places": 0},
    **{"baseline_value": 1941, "baseline_label": "31 March 2015", "baseline_period_end_date": date(2015, 3, 31)},
    **{"target_value": 1164.6, "target_label": None, "target_period_end_date": date(2018, 3, 31)},
    **{"value_at_target_period": 2138, "objective_verdict": "not_met", "reported_verdict": "not_met"},
    "is_as_reported": True,
}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            {},
            "Starting point, 31 March 2015: 1,941 children. Reduced by 40% that is 1,165 children. At the end of its "
            "time, 31 March 2018, it was 2,138 children.",
        ),
        (
            {"direction": "increase", "size_pct": 12.5, "target_label": "March 2018", "value_at_target_period": None},
            "Starting point, 31 March 2015: 1,941 children. Increased by 12.5% that is 1,165 children. At the end of "
            "its time, March 2018, there is no figure.",
        ),
        (
            {"target_value": None},
            "There is no figure for its starting point, 2015, so its target cannot be worked out.",
        ),
        (
            {"target_value": None, "baseline_period_end_date": None},
            "There is no figure for its starting point, so its target cannot be worked out.",
        ),
        ({"size_pct": None, "target_value": None}, None),
    ],
)
def test_where_an_objective_set_out_from_and_what_came(other, said):
    assert objectives.set_out(OBJECTIVE | other) == said


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "The report says the same: not met."),
        ({"is_as_reported": False, "reported_verdict": "met"}, "The report says otherwise: met."),
        ({"objective_verdict": "cannot_be_judged", "is_as_reported": None}, "The report says: not met."),
        ({"reported_verdict": None}, None),
    ],
)
def test_what_a_report_says_of_its_objective(other, said):
    assert objectives.as_its_report_says(OBJECTIVE | other) == said


def test_how_many_questions_a_card_answers_leaves_out_those_that_do_not_concern_it():
    results = ["passed"] * 9 + ["failed"] * 2 + ["not_applicable"]
    said = questions.answered([{"test_result": result} for result in results])
    assert said == "This one answers 9 of the 11 that concern it."


def test_an_objective_without_measure_or_rule_says_so():
    assert objectives.why(None, []) == "No measure shows it."
    assert objectives.why("m", []) == "It has no rule to be judged by."
    assert objectives.rule([]) is None


def breach(breach_kind, measure_name="A") -> dict:
    return {
        "breach_kind": breach_kind,
        "measure_name": measure_name,
        "periods_with_value": 2,
        "newest_period_end_date": date(2019, 3, 31),
        "next_due_date": date(2020, 11, 29),
    }


def test_what_a_card_lacks_is_listed_by_measure_with_one_mend():
    found, mend = questions.answer(6, [breach("short_history", "B"), breach("no_forecast")])
    assert found == "'A' has no forecast; 'B' has 2 of 3 periods."
    assert mend.startswith("Land earlier releases")
    found, mend = questions.answer(11, [breach("stale"), breach("silent", "B")])
    assert found == (
        "'A' ends on 2019-03-31 and the next figure was due by 2020-11-29; 'B' has no figure at the places of the card."
    )
    assert mend.startswith("Land the newer release")
    assert questions.answer(6, []) == ("The card has no headline.", None)
    assert questions.answer(11, []) == ("No measure expects a next figure.", None)


def test_the_words_of_objectives_stand_beside_their_own_keys():
    numbers = pa.table(
        {
            "programme_id": ["p", "p", "q"],
            "objective_number": [1, 2, 1],
            "measure_id": ["m", None, "m"],
            "no_measure_because": [None, "Nobody counts it.", None],
        }
    )
    rows = [condition("moved_overall", order=2), condition("moved_by_size")]
    words = language.objective_words(numbers, pa.Table.from_pylist(rows)).to_pylist()
    assert [(row["programme_id"], row["objective_number"]) for row in words] == [("p", 1), ("p", 2), ("q", 1)]
    assert words[0]["rule_words"].startswith("Met: a fall of at least 40% between")  # in the order of the rule
    assert [row["why"] for row in words[1:]] == [
        "No measure shows it. Nobody counts it.",
        "It has no rule to be judged by.",
    ]


def test_a_table_without_rows_keeps_its_types():
    """A release without forecasts or neighbours is an ordinary one; dbt could not join a column without a type."""
    nothing = pa.schema(
        [("measure_id", pa.string()), ("geography_code", pa.string()), ("period_end_date", pa.date32())]
    ).empty_table()
    said = language.neighbours_warnings(nothing)
    assert said.schema.field("neighbours_warning").type == pa.string()
    assert said.schema.field("period_end_date").type == pa.date32()


def test_no_sql_holds_a_sentence():
    """A text of two words in SQL is a name that publishers use; English is made in ``oba.language``."""
    levels = {"Local authority"}
    closeness = {"extremely close", "very close", "somewhat close", "not close"}
    names = levels | closeness
    texts = {}
    macros = set(DBT_PROJECT.rglob("macros/*.sql")) - {DBT_PROJECT / "macros" / "rules.sql"}  # told to engineers
    for path in [*DBT_PROJECT.rglob("models/**/*.sql"), *macros]:
        code = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|--[^\n]*", "", path.read_text(), flags=re.S)
        for text in re.findall(r"'((?:[^']|'')*)'", code):
            if re.search(r"[A-Za-z]", text) and " " in text and text not in names:
                texts.setdefault(path.name, []).append(text)
    assert texts == {}


@pytest.mark.parametrize(
    ("origin", "value", "expected"),
    [
        ("worked_out", 524.4, "Worked out here, 1,758 out of 33,522: release 2025 prints the count and not the rate."),
        ("worked_out", None, None),
        ("published", 524.4, None),
    ],
)
def test_a_rate_that_is_worked_out_says_from_what(origin, value, expected):
    row = {"value_origin": origin, "value": value, "numerator": 1758, "denominator": 33522, "release_name": "2025"}
    assert language.worked_out(row) == expected
