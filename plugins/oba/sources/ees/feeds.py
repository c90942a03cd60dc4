"""What to follow on the service, and what to say when it moves on without us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from oba.sources.ees.models import DataSetFile
from oba.sources.ees.versions import VersionPin


class EesFeed(BaseModel):
    """One file to follow through its releases.

    Attributes:
        publication: Slug of the publication, as in its address under find-statistics.
        route: ``api`` for an API data set, ``catalogue`` for a file that is not one.
        data_set_id: The API data set; api route only.
        version_pin: The versions accepted, such as ``2.*``; api route only.
        title_pattern: Regular expression for the whole title of the file, in any case; catalogue route only.
        files: Patterns of the file's name, of which one must fit where there is no title pattern; catalogue only.
        publication_id: Id of the publication, which saves looking the slug up; catalogue route only.
        landed_as: Slug under which its files are offered, where that is not the service's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    publication: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    route: Literal["api", "catalogue"]
    data_set_id: UUID | None = None
    version_pin: str | None = None
    title_pattern: str | None = None
    files: tuple[str, ...] = ()
    publication_id: UUID | None = None
    landed_as: str | None = None

    @field_validator("version_pin")
    @classmethod
    def _is_a_pin(cls, text: str | None) -> str | None:
        if text is not None:
            VersionPin.parse(text)
        return text

    @field_validator("title_pattern")
    @classmethod
    def _is_a_pattern(cls, text: str | None) -> str | None:
        try:
            re.compile(text or "")
        except re.error as error:
            raise ValueError(f"'{text}' is not a regular expression: {error}") from None
        return text

    @model_validator(mode="after")
    def _fits_its_route(self) -> EesFeed:
        api = {"data_set_id", "version_pin"}
        catalogue = {"title_pattern", "files", "publication_id"}
        given = {name for name in api | catalogue if getattr(self, name)}
        if self.route == "api" and given != api:
            raise ValueError(f"route api needs {sorted(api)} and takes no {sorted(catalogue)}")
        if self.route == "catalogue" and (given & api or not given & {"title_pattern", "files"}):
            raise ValueError(f"route catalogue needs title_pattern or files and takes no {sorted(api)}")
        return self

    @property
    def offered_as(self) -> str:
        """Slug of the publication under which its files are offered."""
        return self.landed_as or self.publication

    def matches(self, file: DataSetFile) -> bool:
        """Tell whether a file of the catalogue is one of this feed."""
        if self.title_pattern:
            return re.fullmatch(self.title_pattern, file.title.strip(), re.IGNORECASE) is not None
        return any(fnmatchcase(file.filename, pattern) for pattern in self.files)

    def __str__(self) -> str:
        """Return what identifies the file on the service, for messages."""
        if self.title_pattern:
            return f"the file of {self.publication} titled like '{self.title_pattern}'"
        return f"the file of {self.publication} named like {' or '.join(self.files)}"


@dataclass(frozen=True)
class NewMajorVersion:
    """A major version above the pin of a feed: not offered until someone has read what it breaks.

    Attributes:
        publication: Slug of the publication.
        data_set_id: The data set.
        title: Title of the data set.
        pin: The pin of the feed.
        version: The newest version above the pin.
        published: ISO date-time of its publication, where given.
        changes: The service's list of changes since the pinned major version, a sentence each.
    """

    publication: str
    data_set_id: str
    title: str
    pin: str
    version: str
    published: str | None
    changes: tuple[str, ...]

    def __str__(self) -> str:
        """Return the alert as text for a task log or a message."""
        head = (
            f"New major version {self.version} of '{self.title}' ({self.publication}, data set "
            f"{self.data_set_id}), published {self.published or 'on an unknown date'}. The feed is pinned to "
            f"{self.pin}, so it is not loaded. Read the changes, adapt the feed, then move its pin."
        )
        return "\n".join([head, *(f"- {line}" for line in self.changes)])
