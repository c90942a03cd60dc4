"""The service as a release source of this warehouse: the feeds with an ``ees`` block, each on its own.

What the service answered is remembered, one file a feed, in the folder ``asked`` of the work folder. As long as the
newest version of a feed is the one remembered, everything else is taken from there, so that a day on which nothing is
new takes one request for each data set and each publication. Removing the folder only costs requests.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from oba.definitions import Definitions, Feed, NeighbourFeed, Publication
from oba.definitions.feeds import ApiFile
from oba.errors import SourceError
from oba.files import write_atomically
from oba.sources import Listing, Offer
from oba.sources.ees import EesClient, EesError, EesFeed, EesSource
from oba.sources.ees.errors import ServiceUnavailable
from oba.sources.ees.source import Catalogue

log = logging.getLogger(__name__)

# Feeds in a row that could not be asked for want of an answer; after that the others are left for the next run.
GIVE_UP_AFTER = 2


@dataclass(frozen=True)
class Answer:
    """What the service said of one feed when it was last asked for every version."""

    feed: str  # the feed as asked for: another pin or pattern needs another answer
    head: str  # changes with the newest version
    asked_at: str  # ISO 8601, UTC
    offers: tuple[dict[str, Any], ...]
    alerts: tuple[str, ...]
    withdrawn: tuple[str, ...]  # names of the files of withdrawn versions


class EesReleases:
    """Offers every version that the service has of every feed with an ``ees`` block."""

    name = "ees"

    def __init__(self, client: EesClient, asked: Path, full_look_days: int = 7) -> None:
        self._client = client
        self._asked = asked
        self._full_look = timedelta(days=full_look_days)

    def look(self, definitions: Definitions, everything: bool) -> Listing:
        """Ask for each feed what is new; ``everything`` asks for every version whatever is remembered.

        A feed that cannot be asked, or has a new major version, is an alert; the others go on.

        Raises:
            SourceError: the service answered for no feed at all.
        """
        catalogue = Catalogue(self._client)
        answers: list[tuple[EesFeed, Answer]] = []
        alerts: list[str] = []
        silent = 0
        feeds = dict(_followed(definitions))
        for name, feed in feeds.items():
            if silent == GIVE_UP_AFTER:
                alerts.append(f"{name}: not asked for, as the service did not answer for the feeds before it.")
                continue
            try:
                answers.append((feed, self._ask(name, feed, catalogue, everything)))
                silent = 0
            except EesError as error:
                alerts.append(f"{name}: {error}")
                silent += isinstance(error, ServiceUnavailable)
        if feeds and not answers:
            raise SourceError("The service answered for no feed. " + " ".join(alerts))
        alerts += [f"{alert}" for _, answer in answers for alert in answer.alerts]
        return Listing(
            offers=[Offer(**offer) for _, answer in answers for offer in answer.offers],
            alerts=tuple(alerts),
            notes=tuple(_not_offered(definitions)),
            withdrawn=frozenset((feed.offered_as, name) for feed, answer in answers for name in answer.withdrawn),
        )

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Write the accepted CSV of an offer to ``destination``; raises an EesError."""
        EesSource(self._client, []).fetch(offer, destination)

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return the service's documents of an offer, as they came; raises an EesError."""
        return EesSource(self._client, []).documents(offer)

    def _ask(self, name: str, feed: EesFeed, catalogue: Catalogue, everything: bool) -> Answer:
        source = EesSource(self._client, [feed], catalogue)
        (head,) = source.heads()
        known = None if everything else self._remembered(name)
        if known and known.feed == feed.model_dump_json() and known.head == head and not self._is_old(known):
            return known
        offers = source.backfill()
        answer = Answer(
            feed=feed.model_dump_json(),
            head=head,
            asked_at=datetime.now(UTC).isoformat(timespec="seconds"),
            offers=tuple(asdict(offer) for offer in offers),
            alerts=tuple(f"{name}: {alert}" for alert in [*source.superseded, *source.alerts]),
            withdrawn=tuple(source.withdrawn),
        )
        self._asked.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(answer), indent=2) + "\n"
        write_atomically(self._memory(name), lambda path: path.write_text(text))
        return answer

    def _remembered(self, name: str) -> Answer | None:
        try:
            return Answer(**json.loads(self._memory(name).read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            # Written by other code, or damaged: it saves requests and holds nothing that the service has not.
            return None

    def _memory(self, name: str) -> Path:
        return self._asked / f"{name}.json"

    def _is_old(self, answer: Answer) -> bool:
        return datetime.now(UTC) - datetime.fromisoformat(answer.asked_at) > self._full_look


def _followed(definitions: Definitions) -> Iterator[tuple[str, EesFeed]]:
    """Return each feed that the service has, by name, as the client follows it."""
    for publication, feed in _all_feeds(definitions):
        if feed.ees is None:
            continue
        common = {"publication": publication.ees.slug or publication.slug, "landed_as": publication.slug}
        if isinstance(feed.ees, ApiFile):
            own = {"data_set_id": feed.ees.data_set_id, "version_pin": f"{feed.ees.major}.*"}
        else:
            own = {
                "title_pattern": feed.ees.title_pattern,
                "files": feed.files,
                "publication_id": publication.ees.publication_id,
            }
        yield feed.feed, EesFeed(route=feed.ees.route, **common, **own)


def _not_offered(definitions: Definitions) -> Iterator[str]:
    """Say which feeds the service is not asked for, a sentence for each publication."""
    without: dict[str, list[str]] = {}
    for publication, feed in _all_feeds(definitions):
        if feed.ees is None:
            without.setdefault(publication.publication, []).append(feed.feed)
    for publication, feeds in without.items():
        yield (
            f"Not offered by the source ees, having no ees block in publications/{publication}.yml: "
            f"{', '.join(feeds)}. What is landed of them stays."
        )


def _all_feeds(definitions: Definitions) -> Iterator[tuple[Publication, Feed | NeighbourFeed]]:
    for publication in definitions.publications:
        for feed in (*publication.feeds, *publication.neighbour_feeds):
            yield publication, feed
