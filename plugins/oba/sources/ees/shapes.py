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
    """One error of a 400."""

    message: str = ""
    path: str | None = None
    code: str = ""


class Problem(Shape):
    """An error body; ``title`` is framework text, so only the codes of ``errors`` mean anything."""

    title: str = ""
    detail: str | None = None
    errors: list[Notice] = []


class Paging(Shape):
    """How much there is in all."""

    total_results: int
    total_pages: int


class Page(Shape, Generic[Item]):
    """One page of results."""

    paging: Paging
    results: list[Item]


class FileReference(Shape):
    """A pointer to something with an id."""

    id: UUID


class EesRelease(Kept):
    """The release that a version or a file was published in."""

    title: str
    slug: str


class LatestVersion(Shape):
    """Summary of the newest published version; ``total_results`` counts CSV rows without the header."""

    version: str
    published: str | None = None
    total_results: int
    file: FileReference

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

    status: Status
    withdrawn: str | None = None
    notes: str = ""
    release: EesRelease


class DataSet(Shape):
    """An API data set."""

    id: UUID
    title: str
    status: Status
    superseding_data_set_id: UUID | None = None
    latest_version: LatestVersion | None = None


class Labelled(Shape):
    """A filter or a level of places, by the name that people read."""

    label: str


class Change(Shape):
    """A change to one thing: only a current state is an addition, only a previous one a deletion."""

    current_state: dict[str, Any] | None = None
    previous_state: dict[str, Any] | None = None


class FilterOptionChanges(Shape):
    """Changes to the options of one filter."""

    filter: Labelled
    options: list[Change] = []


class LocationOptionChanges(Shape):
    """Changes to the places of one level."""

    level: Labelled
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

    major_changes: ChangeSet = ChangeSet()
    minor_changes: ChangeSet = ChangeSet()


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
    release: EesRelease
    is_superseded: bool = False
    published: str
    last_updated: str
    meta: DataSetFileMeta = Field(default_factory=DataSetFileMeta)
