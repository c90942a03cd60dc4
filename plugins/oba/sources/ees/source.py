"""EES as a source of releases: configured feeds in, offers out."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from oba.sources import Offer
from oba.sources.ees.changes import describe_changes
from oba.sources.ees.client import EesClient, resolve_pin
from oba.sources.ees.errors import FeedMismatch, InvalidRequest, OfferOutdated, VersionUnavailable
from oba.sources.ees.models import DataSet, DataSetFile, Status, Version
from oba.sources.ees.versions import VersionPin

log = logging.getLogger(__name__)
Choice = Callable[["EesFeed", DataSet, list[Version]], list[Version]]

_API_ORIGIN = re.compile(r"/v1/data-sets/(?P<id>[0-9a-f-]{36})/csv")
_CATALOGUE_ORIGIN = re.compile(r"/api/data-set-files/(?P<id>[0-9a-f-]{36})/download")


class EesFeed(BaseModel):
    """One file to follow through its releases.

    Attributes:
        publication: Slug of the publication, as in its address under find-statistics.
        route: ``api`` for an API data set, ``catalogue`` for a file that is not one.
        data_set_id: The API data set; api route only.
        version_pin: The versions accepted, such as ``2.*``; api route only.
        title_pattern: Regular expression for the whole title of the file, in any case; catalogue route only.
        publication_id: Id of the publication, which saves looking the slug up; catalogue route only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    publication: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    route: Literal["api", "catalogue"]
    data_set_id: UUID | None = None
    version_pin: str | None = None
    title_pattern: str | None = None
    publication_id: UUID | None = None

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
        api, catalogue = {"data_set_id", "version_pin"}, {"title_pattern"}
        needed, barred = (api, catalogue | {"publication_id"}) if self.route == "api" else (catalogue, api)
        missing = sorted(name for name in needed if getattr(self, name) is None)
        surplus = sorted(name for name in barred if getattr(self, name) is not None)
        if missing or surplus:
            raise ValueError(f"route {self.route} needs {sorted(needed)} and takes no {sorted(barred)}")
        return self


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


class EesSource:
    """Release source for feeds on the public API and in the data catalogue.

    A token holds what the service says about the content: version, publication time and file id of an API
    version; file id, publication time, update time and row count of a catalogue file. The same token means
    that nothing needs fetching; a new token may still bring the same bytes, which only their hash can tell.

    Attributes:
        name: Always ``ees``.
        alerts: New major versions met by the last ``offers()`` or ``backfill()``.
    """

    name = "ees"

    def __init__(self, client: EesClient, feeds: Sequence[EesFeed]) -> None:
        """Follow ``feeds`` through ``client``."""
        self._client = client
        self._feeds = feeds
        self.alerts: list[NewMajorVersion] = []

    def offers(self) -> list[Offer]:
        """Offer the version under each feed's pin, or the file of the latest release.

        A feed that fails fails the call, so that nothing goes missing unnoticed; to keep feeds apart, build
        one source for each. Raises an EesError.
        """
        return self._each_feed(self._current_version, latest_only=True)

    def backfill(self) -> list[Offer]:
        """Offer everything the service still has for each feed; raises an EesError.

        For an API data set that is every version not withdrawn, up to the pinned major version; in the
        catalogue the matching file of every release.
        """
        return self._each_feed(self._all_versions, latest_only=False)

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Write the decoded, accepted CSV of an offer to ``destination``.

        Raises:
            OfferOutdated: The service holds something else than was offered.
            EesError: Anything else that went wrong.
        """
        api_id, version_text, file_id = self._parts(offer)
        if api_id:
            version = self._client.version(api_id, version_text)
            if _version_token(version) != offer.token:
                found = f"{_version_token(version)} instead of {offer.token}"
                raise OfferOutdated(offer.origin, found, "List the offers again")
            self._client.download_version(api_id, version, destination)
        else:
            rows = offer.token.rpartition("rows=")[2]
            expected = int(rows) if rows.isdigit() else None
            self._client.download_data_set_file(file_id, destination, offer.file_name, expected)

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Read the JSON to land beside an API version: version, meta, changes; empty for a catalogue file."""
        api_id, version_text, _ = self._parts(offer)
        return self._client.documents(api_id, version_text) if api_id else {}

    def _each_feed(self, choose: Choice, latest_only: bool) -> list[Offer]:
        self.alerts = []
        listings: dict[str, list[DataSetFile]] = {}
        found: list[Offer] = []
        for feed in self._feeds:
            if feed.route == "api":
                found += self._api_offers(feed, choose)
            else:
                found += self._catalogue_offers(feed, latest_only, listings)
        return found

    def _api_offers(self, feed: EesFeed, choose: Choice) -> list[Offer]:
        data_set = self._client.data_set(feed.data_set_id)
        versions = self._client.versions(feed.data_set_id)
        self.alerts += self._new_major_versions(feed, data_set, versions)
        return [self._api_offer(feed, version) for version in choose(feed, data_set, versions)]

    def _current_version(self, feed: EesFeed, data_set: DataSet, versions: list[Version]) -> list[Version]:
        asked = f"version {feed.version_pin} of '{data_set.title}' ({data_set.id})"
        if data_set.status is not Status.PUBLISHED:
            successor = data_set.superseding_data_set_id
            next_step = f"Point the feed at its successor, {successor}" if successor else "Take the feed out"
            raise VersionUnavailable(asked, f"a {data_set.status.lower()} data set", next_step)
        return [resolve_pin(feed.version_pin, versions, asked)]

    def _all_versions(self, feed: EesFeed, data_set: DataSet, versions: list[Version]) -> list[Version]:
        if data_set.status is Status.WITHDRAWN:
            asked = f"every version of '{data_set.title}' ({data_set.id})"
            raise VersionUnavailable(asked, "a withdrawn data set", "Take the feed out")
        pin = VersionPin.parse(feed.version_pin)
        return [item for item in _live(versions) if not pin.is_below(item.number)]

    def _new_major_versions(
        self, feed: EesFeed, data_set: DataSet, versions: list[Version]
    ) -> Iterator[NewMajorVersion]:
        pin = VersionPin.parse(feed.version_pin)
        newer = [item for item in _live(versions) if pin.is_below(item.number)]
        if newer:
            lines = [line for item in newer for line in self._described(feed, item)]
            latest = newer[-1]
            yield NewMajorVersion(
                publication=feed.publication,
                data_set_id=str(data_set.id),
                title=data_set.title,
                pin=feed.version_pin,
                version=latest.version,
                published=latest.published,
                changes=tuple(lines),
            )

    def _described(self, feed: EesFeed, version: Version) -> list[str]:
        changes = self._client.changes(feed.data_set_id, version.version)
        return [f"{version.version}: {line}" for line in describe_changes(changes)]

    def _api_offer(self, feed: EesFeed, version: Version) -> Offer:
        return Offer(
            source=self.name,
            publication=feed.publication,
            release=version.release.slug,
            file_name=f"{feed.data_set_id}_v{version.version}.csv",
            origin=self._client.csv_url(feed.data_set_id, version),
            token=_version_token(version),
            published=version.published,
        )

    def _catalogue_offers(
        self, feed: EesFeed, latest_only: bool, listings: dict[str, list[DataSetFile]]
    ) -> list[Offer]:
        if feed.publication not in listings:
            publication_id = feed.publication_id or self._client.catalogue_publication(feed.publication).id
            listings[feed.publication] = self._client.data_set_files(publication_id, latest_only)
        files = _matching(feed, listings[feed.publication])
        if any(file.is_superseded for file in files):
            log.warning("Publication %s was superseded by another one; check the feed", feed.publication)
        return [self._catalogue_offer(feed, file) for file in files]

    def _catalogue_offer(self, feed: EesFeed, file: DataSetFile) -> Offer:
        rows = file.meta.num_data_file_rows
        return Offer(
            source=self.name,
            publication=feed.publication,
            release=file.release.slug,
            file_name=Path(file.filename).name,
            origin=self._client.data_set_file_url(file.id),
            # The row count rides along so that a process which only has the offer can check the file.
            token=f"{file.id}|{file.published}|{file.last_updated}|rows={'' if rows is None else rows}",
            published=file.published,
        )

    def _parts(self, offer: Offer) -> tuple[str, str, str]:
        """Read an origin back: data set id and version, or catalogue file id; the others are empty."""
        settings = self._client.settings
        address, _, query = offer.origin.partition("?")
        version = parse_qs(query).get("dataSetVersion", [""])[0]
        api = _API_ORIGIN.fullmatch(address.removeprefix(settings.base_url))
        if api and version:
            return api["id"], version, ""
        file = _CATALOGUE_ORIGIN.fullmatch(address.removeprefix(settings.catalogue_url))
        if file:
            return "", "", file["id"]
        known = f"{urlsplit(settings.base_url).netloc} or {urlsplit(settings.catalogue_url).netloc}"
        raise InvalidRequest(offer.origin, f"an origin that is no file of {known}", "List the offers again")


def _live(versions: list[Version]) -> list[Version]:
    return [item for item in versions if item.status is not Status.WITHDRAWN]


def _version_token(version: Version) -> str:
    return f"{version.version}|{version.published or ''}|{version.file.id}"


def _matching(feed: EesFeed, files: list[DataSetFile]) -> list[DataSetFile]:
    pattern = re.compile(feed.title_pattern, re.IGNORECASE)
    by_release: dict[str, list[DataSetFile]] = defaultdict(list)
    for file in files:
        if pattern.fullmatch(file.title.strip()):
            by_release[file.release.slug].append(file)
    asked = f"the file of {feed.publication} titled like '{feed.title_pattern}'"
    if not by_release:
        titles = "; ".join(sorted({file.title for file in files})) or "no files"
        raise FeedMismatch(asked, f"only these titles: {titles}", "Correct the title pattern of the feed")
    for release, matches in by_release.items():
        if len(matches) > 1:
            titles = "; ".join(file.title for file in matches)
            raise FeedMismatch(asked, f"{len(matches)} in release {release}: {titles}", "Narrow the pattern")
    return [matches[0] for matches in by_release.values()]
