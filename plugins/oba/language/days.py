"""How a day and a period are written."""

from datetime import date
from typing import Literal

Timing = Literal["at_date", "during_year"]  # of a measure
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(when: date) -> str:
    """Return a day as people write it: 31 March 2019."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def label(end: date, timing: Timing) -> str:
    """Return a period as it stands beside a figure: 31 March 2019, or year to 31 March 2019."""
    return day(end) if timing == "at_date" else f"year to {day(end)}"


def period(end: date, timing: Timing) -> str:
    """Return a period as a thing in a sentence: 31 March 2019, or the year to 31 March 2019."""
    return label(end, timing) if timing == "at_date" else f"the {label(end, timing)}"


def in_period(end: date, timing: Timing) -> str:
    """Return a period as a time: on 31 March 2019, or in the year to 31 March 2019."""
    return f"{'on' if timing == 'at_date' else 'in'} {period(end, timing)}"
