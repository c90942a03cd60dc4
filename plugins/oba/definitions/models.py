"""The shape of each definition. Field descriptions are what docs/definitions.md is about."""

from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{8}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

# The columns that the DfE's data-file standard fixes, beside the filters and data columns of a file.
TIME_AND_PLACE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
MANDATORY = TIME_AND_PLACE[:5]


class Definition(BaseModel):
    """A definition that admits no unknown field: a misspelt one is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Published(Definition):
    """A filter or attribute, and the names under which releases have published it."""

    published_as: tuple[Text, ...] = ()


class DataColumn(Published):
    """A column that holds figures."""

    unit: Name
    decimal_places: int = Field(ge=0)
    first_release: str | None = None  # releases before this one may lack the column


class ReleasedFile(Definition):
    """One file of a publication, as it comes with every release."""

    feed: Name
    title: Text
    files: tuple[Text, ...] = Field(min_length=1)
    minimum_authorities: int = Field(ge=1)

    def takes(self, file_name: str) -> bool:
        """Tell whether a file of that name belongs to this feed."""
        return any(fnmatchcase(file_name, pattern) for pattern in self.files)


class NeighbourFeed(ReleasedFile):
    """A file that lists each authority's statistical neighbours; its release is the year of the set."""


class Feed(ReleasedFile):
    """A file of figures."""

    period_ends: Literal["31 March", "31 August", "30 September", "30 June"]
    filters: dict[Name, Published] = {}
    attributes: dict[Name, Published] = {}
    columns: dict[Name, DataColumn] = Field(min_length=1)

    @property
    def declared(self) -> dict[str, Published]:
        """Every column beside time and place, by canonical name."""
        return {**self.filters, **self.attributes, **self.columns}

    def canonical_names(self) -> dict[str, str]:
        """Map each name under which a column may be published to its canonical name."""
        fixed = {name: name for name in TIME_AND_PLACE}
        aliases = {alias: name for name, column in self.declared.items() for alias in column.published_as}
        return fixed | {name: name for name in self.declared} | aliases

    def optional_columns(self, release: str) -> set[str]:
        """Return the data columns that a release may lack because they came later."""
        return {
            name
            for name, column in self.columns.items()
            if column.first_release is not None and release < column.first_release
        }


class Release(Definition):
    """When a release of a publication came out."""

    release: Text
    published: date | None = None
    published_note: Text | None = None  # what is known of the date where the day is not

    @model_validator(mode="after")
    def _says_what_is_known(self) -> Self:
        if self.published is None and self.published_note is None:
            raise ValueError(f"release {self.release} has no date; say in published_note what is known of it")
        return self


class Publication(Definition):
    """A statistical publication, its releases and its feeds."""

    publication: Name
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    publisher: Text
    licence: Text
    releases: tuple[Release, ...] = ()
    feeds: tuple[Feed, ...] = ()
    neighbour_feeds: tuple[NeighbourFeed, ...] = ()

    @model_validator(mode="after")
    def _has_a_feed(self) -> Self:
        if not self.feeds and not self.neighbour_feeds:
            raise ValueError("it declares no file; list one under feeds or neighbour_feeds")
        return self

    def release_named(self, name: str) -> Release | None:
        """Return what is known of a release's date, or None where the definition does not list the release."""
        return next((release for release in self.releases if release.release == name), None)


class Component(Definition):
    """Figures of one data column, at fixed members of the feed's filters."""

    column: Name
    where: dict[Name, Text] = {}


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
    authority: Code
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
