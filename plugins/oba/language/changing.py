"""Is it changing? The sentence of a verdict."""

from typing import Any

from oba.language.days import in_period, period
from oba.language.figures import figure, small_distance
from oba.language.numbers import number, signed

Row = dict[str, Any]

SELDOM = "ups and downs alone seldom do that."
JUDGED = {"real_improvement": " That is an improvement.", "real_worsening": " That is a worsening."}


def verdict_sentence(row: Row) -> str:
    """Return what a test of change found, and whether it is for the better.

    ``row`` is one of ``int_measure_verdict``.

    Raises:
        KeyError: the test, or the signal of its process limits, has no words.
    """
    return _what_happened(row) + (JUDGED.get(row["verdict"]) or _last_change_alone(row))


def _what_happened(row: Row) -> str:
    newest, when = (write(row["period_kind"], row["period_end_date"], row["timing"]) for write in (period, in_period))
    if row["verdict"] == "definition_changed":
        return f"What is counted, or how, changed with the figure {when}, so it cannot be compared with earlier ones."
    if row["value"] is None:
        return f"There is no figure {when}, so nothing can be said of a change."
    if row["verdict"] == "too_few_to_tell":
        if row["figures_compared"] == 1:
            return f"{_figure(row, 'value')} {when} is the only comparable figure, so nothing can be said of a change."
        return (
            f"With {row['figures_compared']} comparable figures up to {newest} there is too little to tell a real "
            "change from chance."
        )
    since = period(row["period_kind"], row["compared_from_period_end_date"], row["timing"])
    return TESTS[row["test_used"]](row, since, newest, when)


def _against_limits(row: Row, since: str, newest: str, when: str) -> str:
    side = "above" if row["process_signal_side"] == "high" else "below"
    usual = (
        f"the {number(max(row['process_lower_limit'], 0), row['decimal_places'])} to "
        f"{_figure(row, 'process_upper_limit')} that the usual ups and downs since {since} explain."
    )
    average = f"the average of {_figure(row, 'process_mean')} since {since}"
    rising = "rise" if row["direction"] > 0 else "fall"
    return {
        "none": f"{_figure(row, 'value')} {when} is within {usual}",
        "outside_limits": f"{_figure(row, 'value')} {when} is {side} {usual}",
        "steady_change": f"The last seven figures up to {newest} {rising} without a break; {SELDOM}",
        "near_limit": f"Of the last three figures up to {newest} at least two are far {side} {average}; {SELDOM}",
        "one_side_of_mean": f"The last seven figures up to {newest} are all {side} {average}; {SELDOM}",
    }[row["process_signal"]]


def _recent_trend(row: Row, since: str, newest: str, when: str) -> str:
    if row["direction"] == 0:
        return f"From {since} to {newest} there is no steady rise or fall that could be told from chance."
    first, last = row["compared_from_period_end_date"], row["period_end_date"]
    pace = "a year" if row["cadence"] == "annual" and last.year - first.year == 4 else "from one figure to the next"
    went, going = ("rose", "rise") if row["direction"] > 0 else ("fell", "fall")
    return (
        f"From {since} to {newest} it {went} by about {_distance(row, 'trend_slope')} {pace}; a {going} this steady is "
        "unlikely to be chance."
    )


def _two_periods(row: Row, since: str, newest: str, when: str) -> str:
    went = "rose by" if row["difference"] > 0 else "fell by" if row["difference"] < 0 else "changed by"
    chance = "which could be chance" if row["direction"] == 0 else "more than chance would explain"
    return (
        f"Between {since} and {newest} it {went} {_distance(row, 'difference')} (95% interval {_interval(row)}), "
        f"{chance}."
    )


TESTS = {"process_limits": _against_limits, "recent_trend": _recent_trend, "two_periods": _two_periods}


def _last_change_alone(row: Row) -> str:
    """Return what is said of a last change that the longer test does not bear out; otherwise nothing."""
    is_more_than_chance = row["difference"] is not None and (row["difference_low"] > 0 or row["difference_high"] < 0)
    if row["verdict"] != "within_normal_variation" or row["test_used"] == "two_periods" or not is_more_than_chance:
        return ""
    return (
        f" The last change alone, {_distance(row, 'difference')} {'up' if row['difference'] > 0 else 'down'} (95% "
        f"interval {_interval(row)}), is more than chance; whether it lasts cannot be told yet."
    )


def _figure(row: Row, column: str) -> str:
    return figure(row[column], row["unit"], row["decimal_places"])


def _distance(row: Row, column: str) -> str:
    return small_distance(row[column], row["unit"], row["decimal_places"])


def _interval(row: Row) -> str:
    low, high = (signed(row[f"difference_{end}"], row["decimal_places"] + 1) for end in ("low", "high"))
    return f"{low} to {high}"
