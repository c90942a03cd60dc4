"""Where releases come from: each source offers files and delivers their bytes.

A source is chosen by name in ``config``; ``release_source`` is the only door. The contract of a source is
``ReleaseSource``: a further one (the Explore Education Statistics service) is a module beside ``folder``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from oba.errors import ConfigurationError

if TYPE_CHECKING:
    from oba.config import Settings


@dataclass(frozen=True)
class Offer:
    """One file that a source can deliver."""

    source: str  # name of the source, e.g. "folder"
    publication: str  # slug of the publication
    release: str  # release within the publication, e.g. "2024"
    file_name: str
    origin: str  # where the bytes come from: URL or path, kept in the landing record
    token: str  # changes whenever the bytes may have changed; tells what is landed already
    published: str | None  # ISO date-time of publication where the source knows it


class ReleaseSource(Protocol):
    """What landing needs of a source."""

    name: str

    def offers(self) -> list[Offer]:
        """List every file on offer now.

        Raises:
            SourceError: the source cannot be read; says where and what to do.
        """

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Write the bytes of an offer, unchanged, to a file that does not exist yet.

        Raises:
            SourceError: the bytes could not be delivered whole.
        """


def release_source(settings: "Settings") -> ReleaseSource:
    """Return the source that the settings name.

    Raises:
        ConfigurationError: no source has that name.
    """
    from oba.sources.folder import FolderSource

    if settings.source == "folder":
        return FolderSource(settings.releases)
    raise ConfigurationError(f"OBA_SOURCE: no release source is named {settings.source!r}.")
