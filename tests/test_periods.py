"""The type of a period, how releases publish one, and the order of releases."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oba.periods import CADENCES, FAMILIES, PERIOD_KINDS, Period, UnknownPeriod, day_and_month, moved, release_order

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
LENGTHS = st.sampled_from([*PERIOD_KINDS.values(), 24, 36, 60])
PERIODS = st.builds(Period, DAYS, LENGTHS)
MONTH_ENDS = DAYS.map(lambda day: moved(day.replace(day=1), 1) - timedelta(days=1))
ANY_FAMILY = st.sampled_from(list(FAMILIES.values()))


def year_ends(family):
    return None if family.is_of_months else family.year_ends or "31 August"


@given(PERIODS)
def test_a_period_is_found_again_by_its_kind_and_its_last_day(period):
    assert Period.of(period.kind, period.last_day) == period
    assert period.period_id == f"{period.kind}_{period.last_day}"


@given(PERIODS)
def test_a_period_starts_the_day_after_the_one_before_it_ended(period):
    assert period.first_day <= period.last_day
    if period.months:
        assert period.first_day - timedelta(days=1) == period.later(-period.months).last_day


@given(MONTH_ENDS, st.sampled_from(list(CADENCES)), st.integers(1, 40))
def test_steps_back_and_forth_come_home_to_the_end_of_a_month(end, cadence, steps):
    period = Period(end, CADENCES[cadence])
    walked = period
    for _ in range(steps):
        walked = walked.later(-CADENCES[cadence])
    assert walked == period.later(-steps * CADENCES[cadence])
    assert walked.later(steps * CADENCES[cadence]) == period
    assert (walked.last_day + timedelta(days=1)).day == 1


@given(DAYS, st.integers(-600, 600))
def test_a_day_moves_to_the_month_that_many_months_away(day, months):
    there = moved(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day <= day.day or (day + timedelta(days=1)).day == 1


@given(st.lists(PERIODS, min_size=2))
def test_periods_stand_in_the_order_in_which_they_end(periods):
    ends = [period.last_day for period in sorted(periods)]
    assert ends == sorted(ends)


@given(ANY_FAMILY, st.integers(1990, 2090), st.integers(0, 11))
def test_the_text_of_a_period_is_read_back_and_the_next_one_follows_it_without_a_gap(family, year, part):
    number = year * (12 // family.months) + part % (12 // family.months)
    text = family.text_at(number)
    assert family.number_of(text) == number
    this, following = (family.period(family.text_at(at), year_ends(family)) for at in (number, number + 1))
    assert following.first_day - timedelta(days=1) == this.last_day
    assert this.months == family.months


@given(ANY_FAMILY, st.integers(1990, 2090), st.integers(0, 11))
def test_what_a_file_publishes_is_brought_into_that_text(family, year, part):
    parts = 12 // family.months
    text = family.text_at(year * parts + part % parts)
    identifier = family.identifiers[part % parts]
    years = text.split(" ")[-1 if family.is_of_months else 0]
    assert family.text_of(identifier, years) == text
    assert family.publishes(identifier)


@given(ANY_FAMILY, st.text(max_size=12))
def test_any_other_text_is_refused(family, text):
    try:
        number = family.number_of(text)
    except UnknownPeriod:
        return
    assert family.text_at(number) == text


@pytest.mark.parametrize(
    ("period", "kind", "first", "at_date", "during", "time"),
    [
        (Period(date(2019, 3, 31)), "year", date(2018, 4, 1), "31 March 2019", "year to 31 March 2019", "in the year"),
        (
            Period(date(2025, 6, 30), 3),
            "quarter",
            date(2025, 4, 1),
            "30 June 2025",
            "quarter to 30 June 2025",
            "in the",
        ),
        (
            Period(date(2025, 9, 30), 6),
            "half_year",
            date(2025, 4, 1),
            "30 September 2025",
            "half-year to 30 September 2025",
            "in the half-year",
        ),
        (Period(date(2024, 2, 29), 1), "month", date(2024, 2, 1), "29 February 2024", "February 2024", "in February"),
        (
            Period(date(2019, 12, 31), 36),
            "3_years",
            date(2017, 1, 1),
            "31 December 2019",
            "three years to 31 December 2019",
            "in the three years",
        ),
        (Period(date(2025, 5, 7), 0), "day", date(2025, 5, 7), "7 May 2025", "7 May 2025", "on 7 May"),
    ],
    ids=lambda value: value.period_id if isinstance(value, Period) else "",
)
def test_each_kind_has_its_first_day_and_its_words(period, kind, first, at_date, during, time):
    assert (period.kind, period.first_day) == (kind, first)
    assert (period.label("at_date"), period.label("during_year")) == (at_date, during)
    assert period.as_time("at_date") == f"on {at_date}"
    assert period.as_time("during_year").startswith(time)


def test_a_year_earlier_february_ends_on_its_own_last_day():
    assert Period(date(2025, 2, 28), 1).later(-12) == Period(date(2024, 2, 29), 1)
    assert Period(date(2024, 2, 29), 1).later(-12) == Period(date(2023, 2, 28), 1)


@pytest.mark.parametrize("months", [-12, 2, 4, 18])
def test_a_length_of_no_kind_is_refused(months):
    with pytest.raises(ValueError, match="no kind of period"):
        Period(date(2025, 3, 31), months)


@pytest.mark.parametrize("kind", ["fortnight", "1_years", "two_years", ""])
def test_a_kind_that_there_is_not_is_refused(kind):
    with pytest.raises(ValueError, match="no kind of period"):
        Period.of(kind, date(2025, 3, 31))


@pytest.mark.parametrize(
    ("family", "text", "wrong"),
    [
        ("Calendar year quarter", "2025 Q5", "'2025 Q5' is no calendar year quarter.* Q1 to Q4"),
        ("Month", "Febuary 2025", "'Febuary 2025' is no month.* such as 'February 2025'"),
        ("Financial year quarter", "2025 Q1", "six digits"),
        ("Financial year", "201821", "2018 and 21"),
        ("Reporting year", "\u0662\u0660\u0662\u0664", "four digits"),
    ],
)
def test_a_period_that_is_none_is_told_with_the_forms_there_are(family, text, wrong):
    with pytest.raises(UnknownPeriod, match=wrong):
        FAMILIES[family].number_of(text)


@pytest.mark.parametrize(
    ("family", "release", "last"),
    [
        ("Reporting year", "2024", "2024"),
        ("Reporting year", "2024-25", "2025"),
        ("Reporting year", "2025-10", "2025"),
        ("Academic year", "2024", "202324"),
        ("Academic year", "2023-24", "202324"),
        ("Financial year quarter", "2024-25-q1", "202425 Q1"),
        ("Financial year quarter", "2024-q1", None),
        ("Calendar year quarter", "2025-Q3", "2025 Q3"),
        ("Financial year half", "2024-25-part-2", "202425 part 2"),
        ("Month", "2025-9", "September 2025"),
        ("Month", "2025-10", "October 2025"),
        ("Month", "october-2025", "October 2025"),
        ("Month", "2025", None),
        ("Reporting year", "newest", None),
    ],
)
def test_the_name_of_a_release_tells_its_last_period(family, release, last):
    assert FAMILIES[family].last_of_release(release) == last


@given(st.integers(1990, 2090), st.integers(1, 11))
def test_a_release_comes_after_that_of_the_month_before_it(year, month):
    assert release_order(f"{year}-{month}") < release_order(f"{year}-{month + 1}")
    assert release_order(f"{year}-{month + 1}") < release_order(f"{year + 1}-{month}")


def test_months_and_years_in_the_names_of_releases_sort_by_time():
    names = ["2024-25", "2025-january", "2025-may", "june-2025", "2025-9", "2025-10", "2026"]
    assert sorted(sorted(names), key=release_order) == names


@pytest.mark.parametrize(
    "names",
    [
        ["2023-final", "2024-provisional", "2024-revised", "2024-final", "2025-provisional"],
        ["2024-autumn", "2025-spring", "2025-summer", "2025-autumn", "2025-winter", "2026-spring"],
        ["autumn-2024", "spring-2025", "summer-2025", "autumn-2025"],
        ["2023-24-summer-term", "2024-25-autumn-term", "2024-25-spring-term", "2024-25-summer-term"],
        ["2024-spring-provisional", "2024-spring-final", "2024-autumn-provisional"],
        ["2024-Provisional", "2024-FINAL"],
        ["2024-final", "2024-final-amended", "2024-finalised", "2024-tables"],
    ],
    ids=lambda names: names[0],
)
def test_releases_of_one_year_sort_by_what_their_words_mean(names):
    assert sorted(sorted(names), key=release_order) == names
    assert len({release_order(name) for name in names}) == len(names)


@pytest.mark.parametrize("text", ["29 February", "31 April", "Febuary 28", "2019-03-31"])
def test_a_year_ends_on_a_day_that_every_year_has(text):
    with pytest.raises(ValueError, match="31 March"):
        day_and_month(text)
