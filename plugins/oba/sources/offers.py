"""What every source answers: the contract between a source and landing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from oba.definitions import Definitions


@dataclass(frozen=True)
class Offer:
    """One file that a source can deliver."""

    source: str  # name of the source, e.g. "folder"
    publication: str  # slug of the publication
    release: str  # release within the publication, e.g. "2024"
    file_name: str
    origin: str  # where the bytes come from: URL, or path that starts with the name of its folder; landed with the file
    token: str  # changes whenever the bytes may have changed; tells what is landed already
    published: str | None  # ISO date-time of publication where the source knows it
    listing: dict[str, Any] | None = field(default=None, compare=False)  # what the source's list says of the file

    @property
    def title(self) -> str:
        """Publication, release and file name, as a person names the file."""
        return f"{self.publication}/{self.release}/{self.file_name}"


@dataclass(frozen=True)
class LeftAside:
    """Something on offer that the warehouse does not take, and why."""

    title: str  # of a file its publication, release and name; of anything else the path in its folder
    reason: str  # with what to do

    def __str__(self) -> str:
        """Name it and say what to do."""
        return f"{self.title}: {self.reason}"


@dataclass(frozen=True)
class Listing:
    """What a source answered when it was asked for its files."""

    offers: list[Offer]
    aside: tuple[LeftAside, ...] = ()  # what can be no offer
    alerts: tuple[str, ...] = ()  # what a person has to mend or decide; every other file goes on
    notes: tuple[str, ...] = ()  # what a person should know, with nothing to do
    withdrawn: frozenset[tuple[str, str]] = frozenset()  # publication and name of files that the source took back
    searched: tuple[str, ...] = ()  # beginnings of the origins under which every file there is was found
    unread: tuple[str, ...] = ()  # but for these beginnings of titles


class ReleaseSource(Protocol):
    """What landing needs of a source."""

    name: str

    def look(self, definitions: "Definitions", everything: bool) -> Listing:
        """List every file on offer now; ``everything`` asks anew for what could be known from the last time.

        Raises:
            SourceError: the source cannot be read at all; says where and what to do.
        """

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Write the bytes of an offer, unchanged, to a file that does not exist yet.

        Raises:
            SourceError: the bytes could not be delivered whole.
        """

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return what the source says of an offered file, as JSON documents by name, to be kept beside it.

        Raises:
            SourceError: the source could not say it.
        """
