"""EES as a source of releases: configured feeds in, offers out."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oba.sources import Offer
from oba.sources.ees.changes import describe_changes
from oba.sources.ees.client import EesClient, resolve_pin
from oba.sources.ees.errors import FeedMismatch, InvalidRequest, OfferOutdated, VersionUnavailable
from oba.sources.ees.feeds import EesFeed, NewMajorVersion
from oba.sources.ees.models import DataSet, DataSetFile, LatestVersion, Status, Version
from oba.sources.ees.versions import VersionPin

log = logging.getLogger(__name__)
Choice = Callable[[EesFeed, DataSet, list[Version]], list[Version]]
Listing = Callable[[EesFeed, bool], list[DataSetFile]]

_API_ORIGIN = re.compile(r"/v1/data-sets/(?P<id>[0-9a-f-]{36})/csv")
_CATALOGUE_ORIGIN = re.compile(r"/api/data-set-files/(?P<id>[0-9a-f-]{36})/download")
_TWO_YEARS = re.compile(r"(?P<start>\d{4})-\d{2}")


class Catalogue:
    """The catalogue's lists of files, each read once however many feeds ask for it."""

    def __init__(self, client: EesClient) -> None:
        """Read through ``client``."""
        self._client = client
        self._listed = cache(client.data_set_files)
        self._id = cache(lambda slug: client.catalogue_publication(slug).id)

    def files(self, feed: EesFeed, latest_only: bool) -> list[DataSetFile]:
        """List the files of a feed's publication: of its latest release, or of all; raises an EesError."""
        return self._listed(feed.publication_id or self._id(feed.publication), latest_only)


class EesSource:
    """Release source for feeds on the public API and in the data catalogue.

    A token holds what the service says about the content: version, publication time and file id of an API
    version; file id, publication time, update time and row count of a catalogue file. The same token means
    that nothing needs fetching; a new token may still bring the same bytes, which only their hash can tell.

    Attributes:
        name: Always ``ees``.
        alerts: New major versions met by the last ``offers()`` or ``backfill()``.
        withdrawn: Names that the files of withdrawn versions had, met likewise.
        superseded: What is to be said of data sets that are no longer kept up, met likewise.
    """

    name = "ees"

    def __init__(self, client: EesClient, feeds: Sequence[EesFeed], catalogue: Catalogue | None = None) -> None:
        """Follow ``feeds`` through ``client``; sources that share a ``catalogue`` read its lists once."""
        self._client = client
        self._feeds = feeds
        self._catalogue = catalogue
        self.alerts: list[NewMajorVersion] = []
        self.withdrawn: list[str] = []
        self.superseded: list[str] = []

    def heads(self) -> list[str]:
        """Return a text for each feed that changes with its newest version or file: one request for an API feed.

        Files of the catalogue take one request a publication, and one more where its id has to be found.
        """
        catalogue = self._catalogue or Catalogue(self._client)
        return [self._head(feed, catalogue) for feed in self._feeds]

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
        """Return the JSON to land beside a file.

        For an API version what the service answers: version, meta, changes. A catalogue file has but what the list of
        files says of it: catalogue.
        """
        api_id, version_text, _ = self._parts(offer)
        return self._client.documents(api_id, version_text) if api_id else {"catalogue": offer.listing}

    def _each_feed(self, choose: Choice, latest_only: bool) -> list[Offer]:
        self.alerts, self.withdrawn, self.superseded = [], [], []
        catalogue = self._catalogue or Catalogue(self._client)
        found: list[Offer] = []
        for feed in self._feeds:
            if feed.route == "api":
                found += self._api_offers(feed, choose)
            else:
                found += [self._catalogue_offer(feed, file) for file in _matching(feed, latest_only, catalogue)]
        return found

    def _head(self, feed: EesFeed, catalogue: Catalogue) -> str:
        if feed.route == "catalogue":
            return " ".join(map(_file_token, _matching(feed, True, catalogue)))
        data_set = self._client.data_set(feed.data_set_id)
        latest = data_set.latest_version
        return f"{data_set.status} {_version_token(latest) if latest else 'no version'}"

    def _api_offers(self, feed: EesFeed, choose: Choice) -> list[Offer]:
        data_set = self._client.data_set(feed.data_set_id)
        versions = self._client.versions(feed.data_set_id)
        self.alerts += self._new_major_versions(feed, data_set, versions)
        if data_set.status is Status.DEPRECATED:
            next_step = f"point the feed at {data_set.superseding_data_set_id or 'its successor, where there is one'}"
            self.superseded.append(f"'{data_set.title}' ({data_set.id}) is deprecated: {next_step}.")
        self.withdrawn += [_file_name(feed, item) for item in versions if item.status is Status.WITHDRAWN]
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
            publication=feed.offered_as,
            release=_release_name(version.release.slug),
            file_name=_file_name(feed, version),
            origin=self._client.csv_url(feed.data_set_id, version),
            token=_version_token(version),
            published=version.published,
        )

    def _catalogue_offer(self, feed: EesFeed, file: DataSetFile) -> Offer:
        return Offer(
            source=self.name,
            publication=feed.offered_as,
            release=_release_name(file.release.slug),
            file_name=Path(file.filename).name,
            origin=self._client.data_set_file_url(file.id),
            token=_file_token(file),
            published=file.published,
            listing=file.model_dump(mode="json", by_alias=True, exclude_unset=True),
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


def _file_name(feed: EesFeed, version: Version) -> str:
    return f"{feed.data_set_id}_v{version.version}.csv"


def _release_name(slug: str) -> str:
    """Name a release by the year in which it ends, as folders of releases do: 2023-24 is 2024."""
    two_years = _TWO_YEARS.fullmatch(slug)
    return str(int(two_years["start"]) + 1) if two_years else slug


def _version_token(version: LatestVersion) -> str:
    return f"{version.version}|{version.published or ''}|{version.file.id}"


def _file_token(file: DataSetFile) -> str:
    rows = file.meta.num_data_file_rows
    # The row count rides along so that a process which only has the offer can check the file.
    return f"{file.id}|{file.published}|{file.last_updated}|rows={'' if rows is None else rows}"


def _matching(feed: EesFeed, latest_only: bool, catalogue: Catalogue) -> list[DataSetFile]:
    files = catalogue.files(feed, latest_only)
    by_release: dict[str, list[DataSetFile]] = defaultdict(list)
    for file in filter(feed.matches, files):
        by_release[file.release.slug].append(file)
    if not by_release:
        there = "; ".join(sorted({f"{file.title} ({file.filename})" for file in files})) or "no files"
        raise FeedMismatch(str(feed), f"only these files: {there}", "Correct the ees block or the files of the feed")
    for release, matches in by_release.items():
        if len(matches) > 1:
            there = "; ".join(f"{file.title} ({file.filename})" for file in matches)
            raise FeedMismatch(str(feed), f"{len(matches)} in release {release}: {there}", "Narrow the pattern")
    if any(file.is_superseded for file in files):
        log.warning("Publication %s was superseded by another one; check the feed", feed.publication)
    return [matches[0] for matches in by_release.values()]
