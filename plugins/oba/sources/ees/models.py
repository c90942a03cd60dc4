"""Shapes of the service's answers.

Members that are null are left out by the service, so everything it may omit has a default. Unknown members
are ignored, so that an addition to v1 breaks nothing. Date-times stay the ISO text that was sent, because
they serve as change tokens and must not be rounded.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from oba.sources.ees.versions import VersionNumber

Item = TypeVar("Item")


class Shape(BaseModel):
    """Base of the answers: camelCase on the wire, read only here."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class Kept(Shape):
    """Base of what is landed as the service said it: members that nothing here reads are kept too."""

    model_config = Shape.model_config | ConfigDict(extra="allow")


class Status(StrEnum):
    """Status of a data set or of one version."""

    PUBLISHED = "Published"
    DEPRECATED = "Deprecated"
    WITHDRAWN = "Withdrawn"


class Notice(Shape):
    """A warning that travels with a 200, or one error of a 400."""

    message: str = ""
    path: str | None = None
    code: str = ""
    detail: Any = None


class Problem(Shape):
    """An error body; ``title`` is framework text, so only the codes of ``errors`` mean anything."""

    title: str = ""
    detail: str | None = None
    errors: list[Notice] = []


class Paging(Shape):
    """Position of a page; a page past the end is empty, not an error."""

    page: int
    page_size: int
    total_results: int
    total_pages: int


class Page(Shape, Generic[Item]):
    """One page of results; ``warnings`` only comes with query results."""

    paging: Paging
    results: list[Item]
    warnings: list[Notice] = []


class Reference(Shape):
    """A pointer to something with an id."""

    id: UUID


class Release(Kept):
    """The release that a version or a file was published in."""

    title: str
    slug: str


class Publication(Shape):
    """A publication that has at least one published API data set."""

    id: UUID
    title: str
    slug: str
    summary: str = ""
    last_published: str


class TimePeriodRange(Shape):
    """First and last period, as labels such as ``2018/19``."""

    start: str
    end: str


class LatestVersion(Shape):
    """Summary of the newest published version; ``total_results`` counts CSV rows without the header."""

    version: str
    published: str | None = None
    total_results: int
    file: Reference
    time_periods: TimePeriodRange | None = None
    geographic_levels: list[str] = []
    filters: list[str] = []
    indicators: list[str] = []

    @field_validator("version")
    @classmethod
    def _is_a_number(cls, text: str) -> str:
        VersionNumber.parse(text)
        return text

    @property
    def number(self) -> VersionNumber:
        """The version as numbers, for comparing and sorting."""
        return VersionNumber.parse(self.version)


class Version(LatestVersion):
    """One version of a data set."""

    type: str
    status: Status
    withdrawn: str | None = None
    notes: str = ""
    release: Release


class DataSet(Shape):
    """An API data set."""

    id: UUID
    title: str
    summary: str = ""
    status: Status
    superseding_data_set_id: UUID | None = None
    latest_version: LatestVersion | None = None


class Option(Shape):
    """One option of a filter."""

    id: str
    label: str


class Filter(Shape):
    """A filter; ``column`` is its header in the CSV."""

    id: str
    column: str
    label: str
    hint: str = ""
    options: list[Option] = []


class Indicator(Shape):
    """An indicator; ``column`` is its header in the CSV, ``unit`` one of "", %, £, £m, pp, string."""

    id: str
    column: str
    label: str
    unit: str = ""
    decimal_places: int | None = None


class GeographicLevel(Shape):
    """A level such as LA, Local authority."""

    code: str
    label: str


class Location(Shape):
    """A place; which codes it carries depends on its level."""

    id: str
    label: str
    code: str | None = None
    old_code: str | None = None
    urn: str | None = None
    la_estab: str | None = None
    ukprn: str | None = None


class LocationGroup(Shape):
    """The places of one level."""

    level: GeographicLevel
    options: list[Location] = []


class TimePeriod(Shape):
    """A period: identifier code (RY), period (2025 or 2024/2025) and, in metadata, its label."""

    code: str
    period: str
    label: str = ""


class Meta(Shape):
    """Metadata of one version; arrays that were not asked for are empty."""

    filters: list[Filter] = []
    indicators: list[Indicator] = []
    geographic_levels: list[GeographicLevel] = []
    locations: list[LocationGroup] = []
    time_periods: list[TimePeriod] = []


class QueryRow(Shape):
    """One row of a query; ``values`` are always text, symbols included, keyed by indicator id."""

    time_period: TimePeriod
    geographic_level: str
    locations: dict[str, str] = {}
    filters: dict[str, str] = {}
    values: dict[str, str] = {}


class Change(Shape):
    """A change to one thing: only a current state is an addition, only a previous one a deletion."""

    current_state: dict[str, Any] | None = None
    previous_state: dict[str, Any] | None = None


class FilterOptionChanges(Shape):
    """Changes to the options of one filter."""

    filter: Filter
    options: list[Change] = []


class LocationOptionChanges(Shape):
    """Changes to the places of one level."""

    level: GeographicLevel
    options: list[Change] = []


class ChangeSet(Shape):
    """Changes by kind."""

    filters: list[Change] = []
    filter_options: list[FilterOptionChanges] = []
    geographic_levels: list[Change] = []
    indicators: list[Change] = []
    location_groups: list[Change] = []
    location_options: list[LocationOptionChanges] = []
    time_periods: list[Change] = []


class VersionChanges(Shape):
    """Changes of one version against the one before."""

    version_number: str
    notes: str = ""
    major_changes: ChangeSet = ChangeSet()
    minor_changes: ChangeSet = ChangeSet()


class Changes(VersionChanges):
    """Changes of a version, with those of its earlier patches where they were asked for."""

    patch_history: list[VersionChanges] = []


class CataloguePublication(Kept):
    """A publication as the data catalogue knows it, with or without API data sets."""

    id: UUID
    title: str
    slug: str


class DataSetFileMeta(Kept):
    """What the catalogue says about the content of a file; only the row count is used."""

    num_data_file_rows: int | None = None


class DataSetFile(Kept):
    """One file of a release in the data catalogue; its id differs from release to release."""

    id: UUID
    filename: str
    title: str
    publication: CataloguePublication
    release: Release
    latest_data: bool = False
    is_superseded: bool = False
    published: str
    last_updated: str
    meta: DataSetFileMeta = Field(default_factory=DataSetFileMeta)
