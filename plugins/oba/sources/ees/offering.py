"""Offers of what the service has of one feed, and reading an offer back."""

import logging
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from oba.definitions.feeds import ApiFile
from oba.sources.ees.changes import describe_changes
from oba.sources.ees.client import EesClient
from oba.sources.ees.errors import FeedMismatch, InvalidRequest, VersionUnavailable
from oba.sources.ees.following import EesFeed
from oba.sources.ees.shapes import DataSet, DataSetFile, LatestVersion, Status, Version
from oba.sources.ees.transport import EesSettings
from oba.sources.offers import Offer

log = logging.getLogger(__name__)

NAME = "ees"
_API_ORIGIN = re.compile(r"/v1/data-sets/(?P<id>[0-9a-f-]{36})/csv")
_CATALOGUE_ORIGIN = re.compile(r"/api/data-set-files/(?P<id>[0-9a-f-]{36})/download")
_TWO_YEARS = re.compile(r"(?P<start>\d{4})-\d{2}")


@dataclass(frozen=True)
class OnOffer:
    """Everything that the service has of one feed."""

    offers: tuple[Offer, ...]
    alerts: tuple[str, ...] = ()  # a major version above the feed's, a data set that is no longer kept up
    withdrawn: tuple[str, ...] = ()  # names that the files of withdrawn versions had


class Catalogue:
    """The catalogue's lists of files, each read once however many feeds ask for it."""

    def __init__(self, client: EesClient) -> None:
        """Read through ``client``."""
        self._listed = cache(client.data_set_files)
        self._id = cache(lambda slug: client.catalogue_publication(slug).id)

    def files(self, feed: EesFeed, latest_only: bool) -> list[DataSetFile]:
        """List the files of a feed, one a release: of the latest release, or of all; raises an EesError."""
        return _matching(feed, self._listed(feed.publication_id or self._id(feed.publication), latest_only))


def head(feed: EesFeed, client: EesClient, catalogue: Catalogue) -> str:
    """Return a text that changes with the newest version or file of a feed: one request for a data set of the API.

    Files of the catalogue take one request a publication, and one more where its id has to be found. Raises an
    EesError.
    """
    if not isinstance(feed.block, ApiFile):
        return " ".join(map(_file_token, catalogue.files(feed, latest_only=True)))
    data_set = client.data_set(feed.block.data_set_id)
    latest = data_set.latest_version
    return f"{data_set.status} {version_token(latest) if latest else 'no version'}"


def on_offer(feed: EesFeed, client: EesClient, catalogue: Catalogue) -> OnOffer:
    """Return all that the service still has of a feed; raises an EesError.

    For an API data set that is every version not withdrawn, up to the declared major version; in the catalogue the
    matching file of every release.
    """
    if isinstance(feed.block, ApiFile):
        return _versions_on_offer(feed, feed.block, client)
    files = catalogue.files(feed, latest_only=False)
    return OnOffer(tuple(_catalogue_offer(feed, file, client) for file in files))


def version_token(version: LatestVersion) -> str:
    """Return what the service says about the content of a version: a new one may still bring the same bytes."""
    return f"{version.version}|{version.published or ''}|{version.file.id}"


def announced_rows(offer: Offer) -> int | None:
    """Return the data rows that the catalogue announced for an offered file, where it did."""
    rows = offer.token.rpartition("rows=")[2]
    return int(rows) if rows.isdecimal() else None


def parts_of(offer: Offer, settings: EesSettings) -> tuple[str, str, str]:
    """Read an origin back: data set id and version, or catalogue file id; the others are empty.

    Raises:
        InvalidRequest: it is no address of a file of the service.
    """
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


def _versions_on_offer(feed: EesFeed, block: ApiFile, client: EesClient) -> OnOffer:
    data_set = client.data_set(block.data_set_id)
    versions = client.versions(block.data_set_id)
    if data_set.status is Status.WITHDRAWN:
        asked = f"every version of '{data_set.title}' ({data_set.id})"
        raise VersionUnavailable(asked, "a withdrawn data set", "Take the feed out")
    live = [item for item in versions if item.status is not Status.WITHDRAWN]
    newer = [item for item in live if item.number.major > block.major]
    alerts = []
    if data_set.status is Status.DEPRECATED:
        next_step = f"point the feed at {data_set.superseding_data_set_id or 'its successor, where there is one'}"
        alerts.append(f"'{data_set.title}' ({data_set.id}) is deprecated: {next_step}.")
    if newer:
        alerts.append(_new_major_version(feed, block, data_set, newer, client))
    return OnOffer(
        offers=tuple(_api_offer(feed, block, version, client) for version in live if version not in newer),
        alerts=tuple(alerts),
        withdrawn=tuple(_file_name(block, version) for version in versions if version.status is Status.WITHDRAWN),
    )


def _new_major_version(
    feed: EesFeed, block: ApiFile, data_set: DataSet, newer: list[Version], client: EesClient
) -> str:
    """Say that there is a version which is not offered until someone has read what it breaks, and what it changes."""
    latest = newer[-1]
    changes = [
        f"- {item.version}: {line}"
        for item in newer
        for line in describe_changes(client.changes(block.data_set_id, item.version))
    ]
    told = (
        f"New major version {latest.version} of '{data_set.title}' ({feed.publication}, data set {data_set.id}), "
        f"published {latest.published or 'on an unknown date'}. The feed is pinned to {block.major}.*, so it is not "
        "loaded. Read the changes, adapt the feed, then raise its major version."
    )
    return "\n".join([told, *changes])


def _api_offer(feed: EesFeed, block: ApiFile, version: Version, client: EesClient) -> Offer:
    return Offer(
        source=NAME,
        publication=feed.offered_as,
        release=_release_name(version.release.slug),
        file_name=_file_name(block, version),
        origin=client.csv_url(block.data_set_id, version),
        token=version_token(version),
        published=version.published,
    )


def _catalogue_offer(feed: EesFeed, file: DataSetFile, client: EesClient) -> Offer:
    return Offer(
        source=NAME,
        publication=feed.offered_as,
        release=_release_name(file.release.slug),
        file_name=Path(file.filename).name,
        origin=client.data_set_file_url(file.id),
        token=_file_token(file),
        published=file.published,
        listing=file.model_dump(mode="json", by_alias=True, exclude_unset=True),
    )


def _file_name(block: ApiFile, version: Version) -> str:
    return f"{block.data_set_id}_v{version.version}.csv"


def _release_name(slug: str) -> str:
    """Name a release by the year in which it ends, as folders of releases do: 2023-24 is 2024."""
    two_years = _TWO_YEARS.fullmatch(slug)
    return str(int(two_years["start"]) + 1) if two_years else slug


def _file_token(file: DataSetFile) -> str:
    rows = file.meta.num_data_file_rows
    # The row count rides along so that a process which only has the offer can check the file.
    return f"{file.id}|{file.published}|{file.last_updated}|rows={'' if rows is None else rows}"


def _matching(feed: EesFeed, files: list[DataSetFile]) -> list[DataSetFile]:
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
