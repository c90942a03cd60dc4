"""The shape of each definition. Field descriptions are what docs/definitions.md is about."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from oba.definitions.base import MANDATORY, TIME_AND_PLACE, Definition, Name, Text
from oba.definitions.feeds import (
    Attribute,
    DataColumn,
    Feed,
    Filter,
    Member,
    Periods,
    PlaceChange,
    Publication,
    Published,
    SeriesBreak,
)

__all__ = [
    "MANDATORY",
    "TIME_AND_PLACE",
    "Attribute",
    "Component",
    "DataColumn",
    "Definition",
    "Feed",
    "Filter",
    "Measure",
    "MeasureSource",
    "Member",
    "Name",
    "Objective",
    "Periods",
    "Place",
    "PlaceChange",
    "Places",
    "Programme",
    "Publication",
    "Published",
    "Scorecard",
    "SeriesBreak",
    "Symbol",
    "Symbols",
    "Text",
]


class Component(Definition):
    """Figures of one data column, at fixed members of the feed's filters."""

    column: Name
    where: dict[Name, Text] = Field(default={})


class MeasureSource(Component):
    """Where a measure's figures are, and the counts they were made from where those are published."""

    feed: Name
    numerator: Component | None = None
    denominator: Component | None = None


class Measure(Definition):
    """An indicator of a population, or a performance measure of a programme."""

    measure: Name
    kind: Literal["indicator", "performance_measure"]
    name: Text
    plain_definition: Text
    technical_definition: Text
    unit: Name
    decimal_places: int = Field(ge=0)
    polarity: Literal["higher_is_better", "lower_is_better", "no_judgement"]
    timing: Literal["at_date", "during_year"]
    interval: Literal["wilson", "none"] = "none"
    sources: tuple[MeasureSource, ...] = Field(min_length=1)


class Scorecard(Definition):
    """A population scorecard: the outcome, for whom, and the measures that stand for it."""

    scorecard: Name
    title: Text
    outcome: Text
    population: Text
    measures: tuple[Name, ...] = Field(min_length=1)


class Objective(Definition):
    """What a programme set out to change, in its own words and, where it gave them, in numbers."""

    measure: Name | None
    words: Text
    direction: Literal["reduce", "increase"]
    size_pct: float | None = Field(default=None, gt=0)
    baseline_period: date | None = None
    target_period: date | None = None
    stated_in: Text
    note: Text | None = None


class Programme(Definition):
    """A programme of one authority and its objectives."""

    programme: Name
    name: Text
    authority: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{8}$")]
    source: Text
    objectives: tuple[Objective, ...] = ()


class Symbol(Definition):
    """A symbol that stands in place of a figure, and the reason it gives."""

    symbol: Text
    reason: Name
    meaning: Text


class Symbols(Definition):
    """The symbols a figure's cell may hold."""

    symbols: tuple[Symbol, ...] = Field(min_length=1)


class Place(Definition):
    """A place that figures are about; the pair of code and name is what releases publish."""

    code: Text
    names: tuple[Text, ...] = Field(min_length=1)


class Places(Definition):
    """The closed list of places, by geographic level."""

    national: tuple[Place, ...]
    regional: tuple[Place, ...]
    local_authority: tuple[Place, ...]

    def pairs(self, level: str) -> set[tuple[str, str]]:
        """Return the code and name of each place of a level, as ``geographic_level`` names the level."""
        places: tuple[Place, ...] = getattr(self, level.lower().replace(" ", "_"))
        return {(place.code, name) for place in places for name in place.names}
