"""The lists of ``decisions.yml``: each line dated, with who decided and why."""

from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.vocabulary import PublicationChange

DECISIONS = "decisions.yml"  # a folder of definitions may have none
# Of a file its publication, release and name, as messages write them; of several a pattern of such, which names the
# folder that they are in, so that no line takes in whatever may come.
Title = Annotated[str, StringConstraints(pattern=r"^[^/*?\[]+/[^/*?\[]+/[^/*?\[]+$")]
Titles = Annotated[str, StringConstraints(pattern=r"^[^/*?\[]+(/.*)?$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Decision(Definition):
    """What somebody decided, when, and why."""

    decided_on: date
    decided_by: Text
    reason: Text


class RefusedFile(Decision):
    """A file that the gate in refuses and that need not be mended: exactly these bytes."""

    file: Title
    sha256: Sha256


class LeftAsideFiles(Decision):
    """Files of a folder of releases that no feed is to take."""

    files: Titles

    def covers(self, title: str) -> bool:
        """Tell whether a file is one of these."""
        return fnmatchcase(title, self.files)


class GoneFiles(Decision):
    """Landed files that their folder of releases has no more, and whose figures stay in use."""

    files: Titles

    def covers(self, title: str) -> bool:
        """Tell whether a file is one of these."""
        return fnmatchcase(title, self.files)


class Change(Decision):
    """A change to what is served that a person has looked at and means: with a release, or after one publication."""

    change: PublicationChange
    measures: tuple[Name, ...] = ()  # none named: all
    files: tuple[Title, ...] = ()  # of ``file_gone``: which
    with_release: Text | None = Field(default=None, pattern=r"^[^/]+/[^/]+$")  # <publication>/<release>, newly there
    after_publication: Text | None = None  # the id of the one served when it was decided

    @model_validator(mode="after")
    def _is_about_one_occasion(self) -> Self:
        if (self.with_release is None) == (self.after_publication is None):
            raise ValueError(
                "give either 'with_release' (<publication>/<release>, the one that brings the change) or "
                "'after_publication' (the id of what is served now); a word is for one occasion"
            )
        return self

    @model_validator(mode="after")
    def _names_the_files_that_go(self) -> Self:
        if (self.change == "file_gone") != bool(self.files):
            raise ValueError("'files' is for change file_gone, and names each file that may go")
        return self

    def is_about(self, change: str, measure: str, publication: str, came: set[str], things: set[str]) -> bool:
        """Tell whether it speaks of a change of one measure.

        Args:
            change: the kind of change.
            measure: the measure; empty for a change of no measure.
            publication: the id of the served publication.
            came: the releases, as ``<publication>/<release>``, that the build has and the served publication has not.
            things: what would vanish or change; of ``file_gone`` the files, each of which has to be named.
        """
        is_of_measure = not self.measures or measure in self.measures
        is_of_files = not self.files or things <= set(self.files)
        is_now = self.after_publication == publication or self.with_release in came
        return self.change == change and is_of_measure and is_of_files and is_now


class Decisions(Definition):
    """Everything decided."""

    refused_files: tuple[RefusedFile, ...] = ()
    left_aside: tuple[LeftAsideFiles, ...] = ()
    gone_files: tuple[GoneFiles, ...] = ()
    changes: tuple[Change, ...] = ()
