"""What the value for money of family group conferencing is reckoned with: dated, sourced figures."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.vocabulary import CohortStatus, DeadweightKind, SensitivityParameter


class Dated(Definition):
    """A figure that holds on some days, in the prices of a year."""

    held_from: date | None = Field(default=None, alias="from")
    held_until: date | None = Field(default=None, alias="until")
    price_year: int = Field(ge=1990, le=2100)  # the year in which the financial year ends
    stated_in: Text

    @model_validator(mode="after")
    def _has_a_period(self) -> Self:
        if self.held_from is None:
            raise ValueError("a figure has a period: write under 'from' the first day on which it holds")
        if self.held_until is not None and self.held_until < self.held_from:
            raise ValueError(f"it holds until {self.held_until}, before {self.held_from}, its first day")
        return self

    def overlaps(self, other: "Dated") -> bool:
        """Tell whether both hold on one day."""
        return self._starts_by(other) and other._starts_by(self)

    def _starts_by(self, other: "Dated") -> bool:
        return self.held_from is None or other.held_until is None or self.held_from <= other.held_until


class StaffTime(Definition):
    """Hours of somebody that one conference takes."""

    staff: Text
    hours: float = Field(gt=0)
    pounds_an_hour: float = Field(gt=0)


class ConferenceCost(Dated):
    """What a conference costs: as the source takes it, and the hours that it says it comes from."""

    pounds: float = Field(gt=0)
    staff: tuple[StaffTime, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len({each.staff for each in self.staff}) < len(self.staff):
            raise ValueError("the hours of each of the staff stand in one line")
        return self


class UnitCost(Dated):
    """What a child of a status costs a week."""

    status: CohortStatus
    pounds_a_week: float = Field(ge=0)


class Weeks(Definition):
    """For how many weeks a saving is counted."""

    number: int = Field(ge=1)
    stated_in: Text


class Deadweight(Definition):
    """How many percent of a benefit are taken to have come anyway."""

    kind: DeadweightKind
    pct: float = Field(ge=0, le=100)
    stated_in: Text


class YearOfService(Dated):
    """The service in a year: how many conferences, what it costs, and the cohort whose average benefit each has."""

    cohort: Name
    conferences: int = Field(ge=1)
    service_cost_pounds: float = Field(gt=0)


class Sensitivity(Definition):
    """How far a figure is moved, down and up: by percent of itself, or to a value."""

    parameter: SensitivityParameter
    low: float | None = None
    high: float | None = None
    low_pct: float | None = None
    high_pct: float | None = None

    @model_validator(mode="after")
    def _says_how_far(self) -> Self:
        is_pct = self.low_pct is not None and self.high_pct is not None
        if is_pct == (self.low is not None) or (self.high is not None and self.low is None):
            raise ValueError(
                "give either 'low_pct' and 'high_pct' (percent of the figure) or 'low' and, if any, 'high'"
            )
        return self


class EvaluatedCohort(Definition):
    """Families that a report lists together."""

    cohort: Name
    name: Text
    printed_as: Text  # as the rows of totals begin
    table_number: Text
    year: int


class Evaluated(Definition):
    """Where the rows of a report stand, and what its words for a status are here."""

    feed: Name
    totals_feed: Name
    follow_up_on: date
    cohorts: tuple[EvaluatedCohort, ...] = Field(min_length=1)
    statuses: dict[Text, CohortStatus] = Field(min_length=1)


class ConferenceValue(Definition):
    """``conferences.yml``."""

    source: Text
    price_year_note: Text
    conference_costs: tuple[ConferenceCost, ...] = Field(min_length=1)
    unit_costs: tuple[UnitCost, ...] = Field(min_length=1)
    weeks: Weeks
    deadweight: tuple[Deadweight, ...] = Field(min_length=1)
    annual: tuple[YearOfService, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    evaluated: Evaluated


class Deflator(Definition):
    """The price level of a year, in points of any base."""

    price_year: int = Field(ge=1990, le=2100)
    index: float = Field(gt=0)


class Deflators(Definition):
    """``deflators.yml``: what turns prices of one year into those of another."""

    to_price_year: int | None = Field(default=None, ge=1990, le=2100)  # none: prices stay those of their own year
    source: Text | None = None
    series: tuple[Deflator, ...] = ()

    @model_validator(mode="after")
    def _has_one_level_a_year(self) -> Self:
        if len({each.price_year for each in self.series}) < len(self.series):
            raise ValueError("each price year has one index")
        return self

    @model_validator(mode="after")
    def _names_its_source(self) -> Self:
        if self.series and self.source is None:
            raise ValueError("a series has a source; say under 'source' who publishes it and when")
        return self
