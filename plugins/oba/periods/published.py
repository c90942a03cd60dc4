"""How releases publish a period: ``time_period`` beside ``time_identifier``, as the DfE's data-file standard has them.

The identifiers of the periods that one file may hold are a family: the four quarters of a financial year, the twelve
months. A published pair is brought into one text, by which the rest of the gate and the definitions know the period:

========================  ============================  =============  ==================
family                    time_identifier               time_period    text
========================  ============================  =============  ==================
Reporting year            Reporting year                2024           2024
Financial year            Financial year                202425         202425
Financial year quarter    Financial year Q1             202425         202425 Q1
Financial year half       Part 1 (April to September)   202425         202425 part 1
Month                     February                      2025           February 2025
========================  ============================  =============  ==================

A file may also give the text itself as its ``time_period``, beside the family or its last word as ``time_identifier``:
``2025 Q1`` beside ``Quarter``. Weeks and terms are not read: a week belongs to no month or year for certain, a term has
no fixed first and last day.
"""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from oba.periods.period import PERIOD_KINDS, YEAR, Period, moved
from oba.periods.releases import RELEASE_MONTH, named_year, numbered_months

MONTHS = tuple(month_name[1:])
YEARS = re.compile(r"(?P<year>[0-9]{4})(?P<end>[0-9]{2})?")
AS_OF = re.compile(r"-as-of-\d{4}-\d{2}-\d{2}$")  # the day as of which a release is told, of figures made of records
LEAP_DAY = "29 February"


class UnknownPeriod(ValueError):
    """A text is no period of its family; says what is wrong and which forms there are."""


@dataclass(frozen=True)
class Family:
    """The periods that one file may hold, and the forms in which they are published."""

    name: str  # as a definition declares it
    months: int  # length of each
    has_two_years: bool = False  # its years are published as six digits, e.g. 202324 for the year that ends in 2024
    identifiers: tuple[str, ...] = ()  # time_identifier of each part of a year, in order; of a year: its name
    suffixes: tuple[str, ...] = ()  # what follows the year in the text of each part
    year_ends: str | None = None  # day and month on which the year ends, where the standard fixes it

    @property
    def is_of_months(self) -> bool:
        """Tell whether its periods are months, which need no word on when their year ends."""
        return self.months == PERIOD_KINDS["month"]

    @property
    def is_of_years(self) -> bool:
        """Tell whether its periods are years, so that a figure may also be over several of them."""
        return self.months == YEAR

    @cached_property
    def _parts(self) -> int:
        return max(YEAR // self.months, 1)

    @property
    def _names(self) -> tuple[str, ...]:
        """What stands as ``time_identifier`` where ``time_period`` is the whole text: the family, or its last word."""
        return () if self.is_of_years else (self.name, self.name.split()[-1].capitalize())

    def text_of(self, time_identifier: str, time_period: str) -> str:
        """Bring a published pair into one text, whether or not there is such a period.

        Returns:
            ``202425 Q1`` for ``Financial year Q1`` beside ``202425``; what this family does not publish, side by side.
        """
        if time_identifier in self._names:
            return time_period
        if time_identifier not in self.identifiers:
            return f"{time_period} {time_identifier}" if self.is_of_months else f"{time_identifier} {time_period}"
        if self.months >= YEAR:
            return time_period
        if self.is_of_months:
            return f"{time_identifier} {time_period}"
        return f"{time_period} {self.suffixes[self.identifiers.index(time_identifier)]}"

    def publishes(self, time_identifier: str) -> bool:
        """Tell whether a ``time_identifier`` is one of the family's."""
        return time_identifier in (*self.identifiers, *self._names)

    def is_well_formed(self, text: str) -> bool:
        """Tell whether a text has the form of the family's, whether or not its two years follow each other."""
        return self._parsed(text) is not None

    def number_of(self, text: str) -> int:
        """Return the place of a period in the row of all periods of the family; the next one has one more.

        Raises:
            UnknownPeriod: the text is no period of the family.
        """
        parsed = self._parsed(text)
        if parsed is None:
            raise UnknownPeriod(f"{text!r} is no {self.name.lower()}; one is written as {self._forms}")
        found, part = parsed
        year = int(found["year"])
        if self.has_two_years and int(found["end"]) != (year + 1) % 100:
            raise UnknownPeriod(
                f"{text!r}: {found['year']} and {found['end']} are not two years that follow each other"
            )
        return (year + self.has_two_years) * self._parts + part

    def _parsed(self, text: str) -> tuple[re.Match, int] | None:
        """Return the years and the place in the year that a text names."""
        if self.is_of_months:
            suffix, _, years = text.rpartition(" ")
        else:
            years, _, suffix = text.partition(" ")
        names = MONTHS if self.is_of_months else self.suffixes or ("",)
        found = YEARS.fullmatch(years)
        if suffix not in names or found is None or (found["end"] is not None) != self.has_two_years:
            return None
        return found, names.index(suffix)

    def text_at(self, number: int) -> str:
        """Return the text of the period at a place, as ``number_of`` counts them."""
        return self._text(*divmod(number, self._parts))

    def period(self, text: str, year_ends: str | None, years: int = 1) -> Period:
        """Return the period that a text names.

        Args:
            text: as ``text_of`` gives it.
            year_ends: the day and month on which the year ends, such as ``31 March``; none for months.
            years: of years: how many years each figure is about, up to the end of the one named.

        Raises:
            UnknownPeriod: the text is no period of the family.
        """
        year, part = divmod(self.number_of(text), self._parts)
        end = date(year, 12, 31) if year_ends is None else day_and_month(year_ends).replace(year=year)
        return Period(moved(end, -self.months * (self._parts - 1 - part)), self.months * years)

    def last_of_release(self, release: str) -> str | None:
        """Return the text of the period that a release is named by, such as ``2024``, ``2024-25-q1`` or ``2025-10``.

        Returns:
            None where the name tells no such period.
        """
        name = AS_OF.sub("", release.lower())
        if self.is_of_months:
            found = RELEASE_MONTH.search(numbered_months(name))
            return f"{MONTHS[int(found['month']) - 1]} {found['year']}" if found else None
        year = named_year(name)
        if year is None:
            return None
        if not self.suffixes:
            return self._text(year.ends, 0)
        rest = year.rest.replace("-", " ").strip()
        part = next((place for place, suffix in enumerate(self.suffixes) if rest == suffix.lower()), None)
        if part is None or year.has_two != self.has_two_years:
            return None
        return self._text(year.ends, part)

    @property
    def published_example(self) -> str:
        """A pair as a file has it."""
        return (
            f"time_identifier '{self.identifiers[0]}' with time_period '{'202425' if self.has_two_years else '2025'}'"
        )

    @property
    def release_examples(self) -> str:
        """How a release of the family may be named."""
        if self.is_of_months:
            return "2025-10 or 2025-october"
        year = "2024-25" if self.has_two_years and self.suffixes else "2024"
        return f"{year}-{self.suffixes[0].lower().replace(' ', '-')}" if self.suffixes else year

    @property
    def _forms(self) -> str:
        if self.is_of_months:
            return "the name of a month and its year, such as 'February 2025'"
        digits = "six digits, such as 202425" if self.has_two_years else "four digits, such as 2025"
        if not self.suffixes:
            return digits
        return f"{digits}, and {self.suffixes[0]} to {self.suffixes[-1]}"

    def _text(self, year: int, part: int) -> str:
        if self.is_of_months:
            return f"{MONTHS[part]} {year}"
        shown = f"{year - 1}{year % 100:02}" if self.has_two_years else str(year)
        return f"{shown} {self.suffixes[part]}" if self.suffixes else shown


def _year(name: str, has_two_years: bool = False) -> Family:
    return Family(name, PERIOD_KINDS["year"], has_two_years, (name,))


def _quarter(year: str, has_two_years: bool = False, year_ends: str | None = None) -> Family:
    quarters = tuple(f"Q{number}" for number in range(1, 5))
    identifiers = tuple(f"{year} {quarter}" for quarter in quarters)
    return Family(f"{year} quarter", PERIOD_KINDS["quarter"], has_two_years, identifiers, quarters, year_ends)


FAMILIES = {
    family.name: family
    for family in (
        _year("Reporting year"),
        _year("Calendar year"),
        _year("Academic year", has_two_years=True),
        _year("Financial year", has_two_years=True),
        _year("Tax year", has_two_years=True),
        Family(
            "Financial year half",
            PERIOD_KINDS["half_year"],
            True,
            ("Part 1 (April to September)", "Part 2 (October to March)"),
            ("part 1", "part 2"),
            "31 March",
        ),
        _quarter("Calendar year", year_ends="31 December"),
        _quarter("Financial year", has_two_years=True, year_ends="31 March"),
        _quarter("Academic year", has_two_years=True),
        _quarter("Tax year", has_two_years=True, year_ends="5 April"),
        Family("Month", PERIOD_KINDS["month"], identifiers=MONTHS),
    )
}


def day_and_month(text: str) -> date:
    """Return a day and month such as ``31 March`` as that day of a year without 29 February.

    Raises:
        ValueError: it is none, or one that not every year has.
    """
    try:
        return datetime.strptime(f"{text} 2023", "%d %B %Y").date()
    except ValueError:
        why = "not every year has it" if text == LEAP_DAY else "it is no day of a year"
        raise ValueError(f"{text!r}: {why}; write a day and a month, such as 31 March") from None
