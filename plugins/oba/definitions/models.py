"""The shape of each definition. Field descriptions are what docs/definitions.md is about."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from oba.definitions.base import MANDATORY, TIME_AND_PLACE, Code, Definition, Name, Reason, Text
from oba.definitions.feeds import (
    Attribute,
    DataColumn,
    Feed,
    Filter,
    Member,
    NeighbourFeed,
    Periods,
    PlaceChange,
    Publication,
    Published,
    Release,
    SeriesBreak,
)

__all__ = [
    "MANDATORY",
    "TIME_AND_PLACE",
    "Attribute",
    "BoundaryChange",
    "BoundaryChanges",
    "Code",
    "CombinedReturn",
    "CombinedReturns",
    "Component",
    "DataColumn",
    "Definition",
    "Feed",
    "Filter",
    "Measure",
    "MeasureSource",
    "Member",
    "Name",
    "NeighbourFeed",
    "Objective",
    "Periods",
    "Place",
    "PlaceChange",
    "Places",
    "Programme",
    "Publication",
    "Published",
    "Reason",
    "Release",
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

    @model_validator(mode="after")
    def _a_size_has_a_start_and_an_end(self) -> Self:
        if self.size_pct is not None and (self.baseline_period is None or self.target_period is None):
            raise ValueError("size_pct needs baseline_period and target_period: from when and by when")
        return self


class Programme(Definition):
    """A programme of one authority and its objectives."""

    programme: Name
    name: Text
    authority: Code
    source: Text
    objectives: tuple[Objective, ...] = ()


class Symbol(Definition):
    """A symbol that stands in place of a figure, and the reason it gives."""

    symbol: Text
    reason: Reason
    meaning: Text


class Symbols(Definition):
    """The symbols a figure's cell may hold."""

    symbols: tuple[Symbol, ...] = Field(min_length=1)


class Place(Definition):
    """A place that figures are about; the pair of code and name is what releases publish."""

    code: Text
    old_code: Text | None = None  # the DfE's three-digit code, of an authority; it outlives a change of the GSS code
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

    def old_codes(self) -> set[tuple[str, str]]:
        """Return the GSS code of each authority with the DfE's code of it."""
        return {(place.code, place.old_code) for place in self.local_authority if place.old_code is not None}


class BoundaryChange(Definition):
    """Codes that ended on the day before a change, and the codes that took their place."""

    kind: Literal["recode", "merge", "split"]
    effective: date
    predecessors: tuple[Code, ...] = Field(min_length=1, alias="from")
    successors: tuple[Code, ...] = Field(min_length=1, alias="to")
    source: Text

    @model_validator(mode="after")
    def _has_as_many_codes_as_its_kind(self) -> Self:
        kinds = {(False, False): "recode", (True, False): "merge", (False, True): "split"}
        found = kinds.get((len(self.predecessors) > 1, len(self.successors) > 1))
        if found != self.kind:
            raise ValueError(
                f"a {self.kind} cannot be from {', '.join(self.predecessors)} to {', '.join(self.successors)}; "
                "a recode is one to one, a merge several to one, a split one to several"
            )
        return self


class BoundaryChanges(Definition):
    """The boundary changes that the warehouse knows."""

    changes: tuple[BoundaryChange, ...] = Field(min_length=1)


class CombinedReturn(Definition):
    """Authorities that are published together."""

    members: tuple[Code, ...] = Field(min_length=2)
    source: Text

    @property
    def combined_code(self) -> str:
        """The code under which releases publish them."""
        return " / ".join(self.members)


class CombinedReturns(Definition):
    """The combined returns that the warehouse knows."""

    returns: tuple[CombinedReturn, ...] = Field(min_length=1)
