"""The type of a period: a last day and a length in months, from which its kind, its neighbours and its names follow."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from oba.vocabulary import Cadence, Timing

PERIOD_KINDS = {"day": 0, "month": 1, "quarter": 3, "half_year": 6, "year": 12}  # length in months; a day has none
CADENCES: dict[Cadence, int] = {"annual": 12, "half_yearly": 6, "quarterly": 3, "monthly": 1}  # months from one to next
YEAR = PERIOD_KINDS["year"]
SPAN = re.compile(r"(?P<years>[2-9]|[1-9]\d+)_years")
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, order=True)
class Period:
    """A period, in order of its last day and then of its length.

    A year is twelve months to a day, whether a release calls it an academic, a financial or a reporting year: the year
    to 31 March 2019 is one period, whoever publishes it.
    """

    last_day: date
    months: int = YEAR  # 0 for a day; a multiple of 12 above 12 for a span of several years

    def __post_init__(self) -> None:
        """Refuse a length that is of no kind.

        Raises:
            ValueError: it is.
        """
        if self.months not in PERIOD_KINDS.values() and (self.months < YEAR or self.months % YEAR):
            raise ValueError(f"no kind of period has {self.months} months: {', '.join(PERIOD_KINDS)} or whole years")

    @classmethod
    def of(cls, kind: str, last_day: date) -> Self:
        """Return the period of a kind, such as ``quarter`` or ``3_years``, that ends on a day.

        Raises:
            ValueError: there is no such kind.
        """
        return cls(last_day, months_of_kind(kind))

    @property
    def kind(self) -> str:
        """``day``, ``month``, ``quarter``, ``half_year``, ``year`` or, of a span, such as ``3_years``."""
        return next(
            (kind for kind, months in PERIOD_KINDS.items() if months == self.months), f"{self.months // YEAR}_years"
        )

    @property
    def first_day(self) -> date:
        """The day after the period before it."""
        return moved(self.last_day, -self.months) + timedelta(days=1) if self.months else self.last_day

    @property
    def period_id(self) -> str:
        """The key of its row in ``dim_period``, such as ``year_2019-03-31``."""
        return f"{self.kind}_{self.last_day.isoformat()}"

    def later(self, months: int) -> "Period":
        """Return the period of the same kind so many months later, or earlier where the number is below 0."""
        return Period(moved(self.last_day, months), self.months)

    @property
    def label_at_date(self) -> str:
        """What a figure on its last day is labelled with: 31 March 2019."""
        return day_in_words(self.last_day)

    @property
    def label_during(self) -> str:
        """What a figure over the period is labelled with: year to 31 March 2019, June 2025."""
        if not self.months:
            return self.label_at_date
        if self._is_a_calendar_month:
            return f"{self.last_day:%B %Y}"
        years = self.months // YEAR
        length = f"{number_in_words(years)} years" if years > 1 else self.kind.replace("_", "-")
        return f"{length} to {self.label_at_date}"

    def label(self, timing: Timing) -> str:
        """Return the label of a figure on a day or over the period."""
        return self.label_at_date if timing == "at_date" else self.label_during

    def as_noun(self, timing: Timing) -> str:
        """Return it as a thing in a sentence: 31 March 2024, the year to 31 March 2024, June 2025."""
        return self.label(timing) if self._is_a_name(timing) else f"the {self.label_during}"

    def as_time(self, timing: Timing) -> str:
        """Return it as a time in a sentence: on 31 March 2024, in the year to 31 March 2024, in June 2025."""
        at_date = timing == "at_date" or not self.months
        return f"{'on' if at_date else 'in'} {self.as_noun(timing)}"

    @property
    def end_in_short(self) -> str:
        """Its end as an axis or a narrow column has room for: 2019 of a year, Jun 2025 of any shorter period."""
        if not self.months:
            return f"{self.last_day.day} {self.last_day:%b %Y}"
        return f"{self.last_day.year}" if self.months >= YEAR else f"{self.last_day:%b %Y}"

    def _is_a_name(self, timing: Timing) -> bool:
        return timing == "at_date" or not self.months or self._is_a_calendar_month

    @property
    def _is_a_calendar_month(self) -> bool:
        return self.months == PERIOD_KINDS["month"] and _is_last_of_month(self.last_day)


def months_of_kind(kind: str) -> int:
    """Return the length of a kind of period in months.

    Raises:
        ValueError: there is no such kind.
    """
    if kind in PERIOD_KINDS:
        return PERIOD_KINDS[kind]
    if found := SPAN.fullmatch(kind):
        return int(found["years"]) * YEAR
    raise ValueError(f"no kind of period is called {kind!r}: {', '.join(PERIOD_KINDS)}, or such as '3_years'")


def moved(day: date, months: int) -> date:
    """Return the same day so many months later; the last day of a month moves to the last day of a month.

    So 30 June moves to 30 September and 31 March, and a 30th of a month moves to 28 February where it must.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if _is_last_of_month(day) else min(day.day, last))


def day_in_words(day: date) -> str:
    """Return a day as people write it, such as 31 March 2019."""
    return f"{day.day} {day:%B %Y}"


def number_in_words(number: int) -> str:
    """Return a number from two to ten in words, and any other in digits."""
    return NUMBERS[number - 2] if 2 <= number < len(NUMBERS) + 2 else str(number)


def _is_last_of_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
