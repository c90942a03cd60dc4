"""The service as a release source of this warehouse: the feeds with an ``ees`` block, each on its own.

What the service answered is remembered, one file a feed, in the folder ``asked`` of the work folder. As long as the
newest version of a feed is the one remembered, everything else is taken from there, so that a day on which nothing is
new takes one request for each data set and each publication. Removing the folder only costs requests.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from oba.definitions import Definitions
from oba.errors import SourceError
from oba.files import write_atomically
from oba.sources.ees.client import EesClient
from oba.sources.ees.errors import EesError, OfferOutdated, ServiceUnavailable
from oba.sources.ees.following import EesFeed, followed, not_followed
from oba.sources.ees.offering import NAME, Catalogue, announced_rows, head, on_offer, parts_of, version_token
from oba.sources.offers import Listing, Offer

# Feeds in a row that could not be asked for want of an answer; after that the others are left for the next run.
GIVE_UP_AFTER = 2


@dataclass(frozen=True)
class FeedAnswer:
    """What the service said of one feed when it was last asked for every version."""

    feed: str  # the feed as asked for: another major version or pattern needs another answer
    head: str  # changes with the newest version
    asked_at: str  # ISO 8601, UTC
    offers: tuple[dict[str, Any], ...]
    alerts: tuple[str, ...]
    withdrawn: tuple[str, ...]  # names of the files of withdrawn versions


class EesSource:
    """Offers every version that the service has of every feed with an ``ees`` block."""

    name = NAME

    def __init__(self, client: EesClient, asked: Path, full_look_days: int = 7) -> None:
        """Ask through ``client``; what was answered is kept in the folder ``asked`` for so many days at most."""
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
        answers: list[tuple[EesFeed, FeedAnswer]] = []
        alerts: list[str] = []
        silent = 0
        feeds = list(followed(definitions))
        for feed in feeds:
            if silent == GIVE_UP_AFTER:
                alerts.append(f"{feed.feed}: not asked for, as the service did not answer for the feeds before it.")
                continue
            try:
                answers.append((feed, self._ask(feed, catalogue, everything)))
                silent = 0
            except EesError as error:
                alerts.append(f"{feed.feed}: {error}")
                silent += isinstance(error, ServiceUnavailable)
        if feeds and not answers:
            raise SourceError("The service answered for no feed. " + " ".join(alerts))
        alerts += [alert for _, answer in answers for alert in answer.alerts]
        return Listing(
            offers=[Offer(**offer) for _, answer in answers for offer in answer.offers],
            alerts=tuple(alerts),
            notes=tuple(not_followed(definitions)),
            withdrawn=frozenset((feed.offered_as, name) for feed, answer in answers for name in answer.withdrawn),
        )

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Write the decoded, accepted CSV of an offer to ``destination``.

        Raises:
            OfferOutdated: The service holds something else than was offered.
            EesError: Anything else that went wrong.
        """
        data_set_id, version_text, file_id = parts_of(offer, self._client.settings)
        if file_id:
            self._client.download_data_set_file(file_id, destination, offer.file_name, announced_rows(offer))
            return
        version = self._client.version(data_set_id, version_text)
        if version_token(version) != offer.token:
            found = f"{version_token(version)} instead of {offer.token}"
            raise OfferOutdated(offer.origin, found, "List the offers again")
        self._client.download_version(data_set_id, version, destination)

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return the JSON to land beside a file; raises an EesError.

        For an API version what the service answers: version, meta, changes. A catalogue file has but what the list of
        files says of it: catalogue.
        """
        data_set_id, version_text, _ = parts_of(offer, self._client.settings)
        return self._client.documents(data_set_id, version_text) if data_set_id else {"catalogue": offer.listing}

    def _ask(self, feed: EesFeed, catalogue: Catalogue, everything: bool) -> FeedAnswer:
        newest = head(feed, self._client, catalogue)
        known = None if everything else self._remembered(feed)
        if known and known.feed == repr(feed) and known.head == newest and not self._is_old(known):
            return known
        found = on_offer(feed, self._client, catalogue)
        answer = FeedAnswer(
            feed=repr(feed),
            head=newest,
            asked_at=datetime.now(UTC).isoformat(timespec="seconds"),
            offers=tuple(asdict(offer) for offer in found.offers),
            alerts=tuple(f"{feed.feed}: {alert}" for alert in found.alerts),
            withdrawn=found.withdrawn,
        )
        self._asked.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(answer), indent=2) + "\n"
        write_atomically(self._memory(feed), lambda path: path.write_text(text))
        return answer

    def _remembered(self, feed: EesFeed) -> FeedAnswer | None:
        if not self._memory(feed).is_file():
            return None
        try:
            return FeedAnswer(**json.loads(self._memory(feed).read_text()))
        except (OSError, ValueError, TypeError):
            # Written by other code, or damaged: it saves requests and holds nothing that the service has not.
            return None

    def _memory(self, feed: EesFeed) -> Path:
        return self._asked / f"{feed.feed}.json"

    def _is_old(self, answer: FeedAnswer) -> bool:
        return datetime.now(UTC) - datetime.fromisoformat(answer.asked_at) > self._full_look
