"""Several sources as one."""

from pathlib import Path
from typing import Any

from oba.definitions import Definitions
from oba.errors import SourceError
from oba.sources.offers import Listing, Offer, ReleaseSource


class JoinedSources:
    """Offers what each of its sources offers, and fetches each file from the source that offered it."""

    name = "joined"

    def __init__(self, *sources: ReleaseSource) -> None:
        self._sources = {source.name: source for source in sources}

    def look(self, definitions: Definitions, everything: bool) -> Listing:
        """Ask every source; one that cannot be read is an alert, and the others go on.

        Raises:
            SourceError: no source could be read.
        """
        listings, unread = [], []
        for source in self._sources.values():
            try:
                listings.append(source.look(definitions, everything))
            except SourceError as error:
                unread.append(str(error))
        if not listings:
            raise SourceError(" ".join(unread))
        return Listing(
            offers=[offer for listing in listings for offer in listing.offers],
            alerts=(*unread, *(alert for listing in listings for alert in listing.alerts)),
            notes=tuple(note for listing in listings for note in listing.notes),
            aside=tuple(left for listing in listings for left in listing.aside),
            withdrawn=frozenset().union(*(listing.withdrawn for listing in listings)),
            searched=tuple(origin for listing in listings for origin in listing.searched),
            unread=tuple(title for listing in listings for title in listing.unread),
        )

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Fetch an offer from its source; raises SourceError as that does."""
        self._sources[offer.source].fetch(offer, destination)

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return what its source says of an offer; raises SourceError as that does."""
        return self._sources[offer.source].documents(offer)
