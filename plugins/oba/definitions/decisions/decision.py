"""The lists of ``decisions.yml``: each line dated, with who decided and why."""

from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import StringConstraints

from oba.definitions.base import Definition, Text

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


class Decisions(Definition):
    """Everything decided."""

    refused_files: tuple[RefusedFile, ...] = ()
    left_aside: tuple[LeftAsideFiles, ...] = ()
    gone_files: tuple[GoneFiles, ...] = ()
