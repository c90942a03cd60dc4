"""Where the service Explore Education Statistics (EES) has a feed: the ``ees`` blocks of a publication."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from oba.definitions.base import Definition, Text


class ServicePublication(Definition):
    """What the service calls a publication, where that is not what this warehouse calls it."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] | None = None
    publication_id: UUID | None = None  # saves one request each time that the service is asked


class ApiFile(Definition):
    """A feed that is a data set of the public API."""

    route: Literal["api"]
    data_set_id: UUID
    major: int = Field(ge=1)  # the major version that the feed is declared for; a newer one is told, not landed

    def takes(self, file_name: str) -> bool:
        """Tell whether a file has the name that the service gives a version of this data set."""
        return re.fullmatch(rf"{self.data_set_id}_v\d+\.\d+(\.\d+)?\.csv", file_name) is not None


class CatalogueFile(Definition):
    """A feed that is a file of the data catalogue: by its title, or else by the feed's file names."""

    route: Literal["catalogue"]
    title_pattern: Text | None = None  # regular expression for the whole title, in any case

    @field_validator("title_pattern")
    @classmethod
    def _is_a_pattern(cls, text: str | None) -> str | None:
        try:
            re.compile(text or "")
        except re.error as error:
            raise ValueError(f"{text!r} is not a regular expression: {error}") from None
        return text

    def takes(self, file_name: str) -> bool:
        """Tell that no name is taken beside those of the feed: a file under another name waits for a person."""
        return False


ServiceFile = Annotated[ApiFile | CatalogueFile, Field(discriminator="route")]
