"""The shape of each definition. Field descriptions are what docs/definitions.md is about."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.periods import CADENCES
from oba.vocabulary import Cadence, IntervalMethod, MeasureKind, Polarity, Quadrant, Reason, Timing

Members = Annotated[tuple[Text, ...], Field(min_length=1)]


class Component(Definition):
    """Figures of one data column, at fixed members of the feed's filters or summed over some."""

    column: Name
    where: dict[Name, Text] = Field(default={})
    # The filters that ``where`` leaves open: the figure is the sum of the rows with all members, or with those named.
    summed_over: dict[Name, Literal["all"] | Members] = Field(default={})

    @model_validator(mode="after")
    def _names_each_filter_once(self) -> Self:
        if both := sorted(set(self.where) & set(self.summed_over)):
            raise ValueError(
                f"{', '.join(both)} stands in 'where' and in 'summed_over'; a figure is at one member of a filter, or "
                "summed over several"
            )
        return self


class Denominator(Component):
    """What the numerator is out of: in the same file, or in another feed at the same place."""

    feed: Name | None = None
    periods_before: int = Field(default=0, ge=0)  # years by which the other feed's figure is older

    @model_validator(mode="after")
    def _is_older_only_in_another_feed(self) -> Self:
        if self.periods_before and self.feed is None:
            raise ValueError("periods_before is for a denominator from another feed; name it under feed")
        return self


class WorkedOut(Definition):
    """A rate that releases stop printing, and that is worked out from then on where none has printed it."""

    first_release: Text  # the first that has the count and not the rate


class MeasureSource(Component):
    """Where a measure's figures are, and the counts they were made from where those are published."""

    feed: Name
    numerator: Component | None = None
    denominator: Denominator | None = None
    worked_out: WorkedOut | None = None
    # Of a sum: the figure is what percentage it is of this other sum of the same file.
    out_of: Component | None = None
    # Of a sum: it is over all periods of the file as well, and the figure is one, of this day.
    as_at: date | None = None

    @model_validator(mode="after")
    def _sums_as_a_whole(self) -> Self:
        if self.summed_over and (self.numerator or self.denominator):
            raise ValueError("a sum names no numerator or denominator; write what it is a percentage of in 'out_of'")
        if (self.out_of or self.as_at) and not self.summed_over:
            raise ValueError("'out_of' and 'as_at' are for a sum; name in 'summed_over' the filters to sum over")
        if self.out_of and not self.out_of.summed_over:
            raise ValueError("'out_of' is a sum, as the figure is; name its filters in 'summed_over'")
        return self

    @model_validator(mode="after")
    def _has_what_it_is_worked_out_from(self) -> Self:
        # In the same file both would have gone with the rate, or the publisher would print it.
        if self.worked_out and (self.numerator is None or self.denominator is None or self.denominator.feed is None):
            raise ValueError("'worked_out' needs a numerator, and a denominator of another feed; name both")
        return self

    @property
    def components(self) -> dict[str, Component]:
        """What the source names, by its part in the figure."""
        counted = Component(column=self.column, where=self.where, summed_over=self.summed_over)
        named = {
            "value": self,
            "numerator": counted if self.out_of else self.numerator,
            "denominator": self.out_of or self.denominator,
        }
        return {part: component for part, component in named.items() if component is not None}

    def feed_of(self, component: Component) -> str:
        """Return the feed that holds a component: the source's own, unless the component names another."""
        return getattr(component, "feed", None) or self.feed


class DoubtedFigure(Component):
    """A figure of a release that is kept and shown, and left out of what is worked out from several figures."""

    feed: Name
    place: Text  # the code under which the release has it
    period: Text  # as the release names it, such as "2022" or "202021"
    figure: Decimal  # as it was printed: a figure that a later release corrects is doubted no more
    reason: Text
    doubted_on: date
    source: Text  # who doubts it, or where that is written

    @model_validator(mode="after")
    def _stands_in_one_cell(self) -> Self:
        if self.summed_over:
            raise ValueError(
                "a figure that is doubted was printed in one cell; name a member of each filter in 'where'"
            )
        return self


class DoubtedFigures(Definition):
    """The figures that are doubted."""

    figures: tuple[DoubtedFigure, ...] = ()


class Measure(Definition):
    """An indicator of a population, or a performance measure of a programme."""

    measure: Name
    kind: MeasureKind
    name: Text
    plain_definition: Text
    technical_definition: Text
    unit: Name
    decimal_places: int = Field(ge=0)
    polarity: Polarity
    timing: Timing
    quadrant: Quadrant | None = None  # of a performance measure; a card with one that has none is refused
    number: Name | None = None  # the measure that is the number of this percentage, where no source has the numerator
    rate: Name | None = None  # the measure in which what this one counts is compared with other places
    population: Text | None = None  # whom the figure is about
    cadence: Cadence | None = None
    lag_months: int | None = Field(default=None, ge=0)  # from the end of a period to its publication
    interval: IntervalMethod = "none"
    multiplier: int | None = Field(default=None, ge=1)  # of a rate: per how many
    sources: tuple[MeasureSource, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "indicator" and self.quadrant is not None:
            raise ValueError(
                "an indicator has no quadrant, which is about a service's own work; remove 'quadrant', or write "
                "'kind: performance_measure'"
            )
        if (self.interval == "byar") != (self.multiplier is not None):
            raise ValueError("'interval: byar' and 'multiplier' (per how many, such as 10000) belong together")
        if self.multiplier is None and any(source.worked_out for source in self.sources):
            raise ValueError("'worked_out' is for a rate: say 'interval: byar' and 'multiplier' (per how many)")
        return self

    @property
    def months_between(self) -> int | None:
        """Months from one figure to the next: a year where no cadence is said, none of what is measured once."""
        return CADENCES.get(self.cadence or "annual")

    @property
    def is_share(self) -> bool:
        """Tell whether it is a percentage or a rate, not a count or a mean."""
        return self.unit == "percent" or self.unit.startswith("per_")

    @property
    def needs_its_number(self) -> bool:
        """Tell whether it is a percentage or rate of which nothing gives the number of people."""
        given = [source for source in self.sources if source.numerator or source.out_of]
        return self.is_share and self.number is None and not given


class Symbol(Definition):
    """A symbol that stands in place of a figure, and the reason it gives."""

    symbol: Text
    reason: Reason
    meaning: Text


class Symbols(Definition):
    """The symbols a figure's cell may hold."""

    symbols: tuple[Symbol, ...] = Field(min_length=1)
