"""How a day and a period are written; the words of each kind of period are the period's own."""

from datetime import date

from oba.periods import Period, Timing, day_in_words

day = day_in_words


def label(kind: str, end: date, timing: Timing) -> str:
    """Return a period as it stands beside a figure: 31 March 2019, year to 31 March 2019, or June 2025."""
    return Period.of(kind, end).label(timing)


def period(kind: str, end: date, timing: Timing) -> str:
    """Return a period as a thing in a sentence: 31 March 2019, the year to 31 March 2019, or June 2025."""
    return Period.of(kind, end).as_noun(timing)


def in_period(kind: str, end: date, timing: Timing) -> str:
    """Return a period as a time: on 31 March 2019, in the year to 31 March 2019, or in June 2025."""
    return Period.of(kind, end).as_time(timing)
