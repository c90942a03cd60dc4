"""Client for the public API and the data catalogue of Explore Education Statistics (EES)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx
from pydantic import BaseModel

from oba.sources.ees.answers import collect, shaped
from oba.sources.ees.errors import (
    FileRejected,
    InvalidRequest,
    NotFound,
    VersionUnavailable,
)
from oba.sources.ees.files import Download, accept_csv, staged
from oba.sources.ees.models import (
    CataloguePublication,
    Changes,
    DataSet,
    DataSetFile,
    Meta,
    Publication,
    QueryRow,
    Status,
    Version,
)
from oba.sources.ees.transport import EesSettings, Transport
from oba.sources.ees.versions import VersionNumber, VersionPin

Item = TypeVar("Item", bound=BaseModel)

META_TYPES = ("Filters", "Indicators", "Locations", "TimePeriods")
_VERSION_IN_NAME = re.compile(r"_v(\d+(?:\.\d+){1,2})\.csv$", re.IGNORECASE)


class EesClient:
    """One method for each thing the service can be asked. Every method raises an EesError."""

    def __init__(self, settings: EesSettings | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        """Open the client; ``sleep`` takes the seconds to pause between attempts."""
        self.settings = settings or EesSettings()
        self._transport = Transport(self.settings, sleep)

    def __enter__(self) -> EesClient:
        """Use the client as a context manager that closes its connections."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._transport.close()

    def publications(self, search: str | None = None) -> list[Publication]:
        """List the publications that have API data sets; ``search`` takes three characters or more.

        The search index may lag behind a new publication: prefer fixed ids in configuration.
        """
        if search is not None and len(search) < 3:
            raise InvalidRequest(f"publications like '{search}'", "under 3 characters", "Search for more")
        return self._pages(self._api("publications"), {"search": search}, Publication, page_size=40)

    def publication(self, publication_id: UUID | str) -> Publication:
        """Read one publication."""
        return self._read(Publication, self._api("publications", _guid(publication_id)))

    def data_sets(self, publication_id: UUID | str) -> list[DataSet]:
        """List a publication's API data sets; NotFound where there are none.

        The service answers an unknown publication with an empty list, so none means the id is wrong or the
        publication has no API data set.
        """
        url = self._api("publications", _guid(publication_id), "data-sets")
        found = self._pages(url, {}, DataSet, page_size=20)
        if not found:
            next_step = "Check the id; if it is right, use the catalogue route for this publication"
            raise NotFound(f"GET {url}", "nothing, which is also the answer to an unknown id", next_step)
        return found

    def data_set(self, data_set_id: UUID | str) -> DataSet:
        """Read one data set, whatever its status."""
        return self._read(DataSet, self._api("data-sets", _guid(data_set_id)))

    def versions(self, data_set_id: UUID | str) -> list[Version]:
        """List the versions of a data set, oldest first, whatever their status."""
        url = self._api("data-sets", _guid(data_set_id), "versions")
        # The service leaves the order of patches open.
        return sorted(self._pages(url, {}, Version, page_size=20), key=lambda version: version.number)

    def version(self, data_set_id: UUID | str, version: str) -> Version:
        """Read one version; a pin with a star gives the newest published match."""
        return self._read(Version, self._api("data-sets", _guid(data_set_id), "versions", _pin_text(version)))

    def resolve(self, data_set_id: UUID | str, pin: str) -> Version:
        """Choose the version that a pin stands for; VersionUnavailable where there is none."""
        return resolve_pin(pin, self.versions(data_set_id), f"version {pin} of data set {data_set_id}")

    def changes(self, data_set_id: UUID | str, version: str, patch_history: bool = False) -> Changes:
        """Read what changed in an exact version; the history of patches only exists above patch 0."""
        return self._read(Changes, *self._changes_request(data_set_id, version, patch_history))

    def meta(self, data_set_id: UUID | str, version: str | None = None, types: Collection[str] | None = None) -> Meta:
        """Read the metadata of a version (the latest if not given); ``types`` is a choice of META_TYPES."""
        return self._read(Meta, *self._meta_request(data_set_id, version, types))

    def documents(self, data_set_id: UUID | str, version: str) -> dict[str, Any]:
        """Read the JSON that belongs beside a landed CSV, untouched: keys version, meta and changes."""
        version_url = self._api("data-sets", _guid(data_set_id), "versions", _pin_text(version))
        return {
            "version": self._transport.get_json(version_url),
            "meta": self._transport.get_json(*self._meta_request(data_set_id, version, None)),
            "changes": self._transport.get_json(*self._changes_request(data_set_id, version, False)),
        }

    def query(
        self,
        data_set_id: UUID | str,
        version: str,
        criteria: Mapping[str, Any] | None = None,
        indicators: Sequence[str] | None = None,
        sorts: Sequence[Mapping[str, str]] | None = None,
        page_size: int = 10_000,
    ) -> list[QueryRow]:
        """Query a version and read every page; meant for spot checks, as the CSV is the full data.

        Args:
            data_set_id: The data set.
            version: A version or pin; resolved first, so that all pages come from one version.
            criteria: Facets, or a node of ``and``, ``or`` or ``not``; None for every row.
            indicators: Indicator ids; None for all.
            sorts: Items of ``field`` and ``direction``; None for the service's own order.
            page_size: Rows to a page, 1 to 10,000.

        Raises:
            StaleIdentifiers: An id in the query is unknown; the service would leave its rows out in silence.
        """
        url = self._api("data-sets", _guid(data_set_id), "query")
        exact = {"dataSetVersion": self.version(data_set_id, version).version}
        wanted = {"criteria": criteria, "indicators": indicators, "sorts": sorts}
        body = {name: value for name, value in wanted.items() if value is not None}

        def ask(page: int) -> Any:
            return self._transport.post_json(url, exact, {**body, "page": page, "pageSize": page_size})

        return collect(QueryRow, f"POST {url}", ask)

    def download_csv(self, data_set_id: UUID | str, version: str | None, destination: Path) -> Download:
        """Download a version (None for the latest) as an accepted, decoded CSV; see ``download_version``."""
        return self.download_version(data_set_id, self.version(data_set_id, version or "*"), destination)

    def download_version(self, data_set_id: UUID | str, version: Version, destination: Path) -> Download:
        """Download the CSV of one version, check it and only then put it at ``destination``.

        Raises:
            VersionUnavailable: The version is withdrawn; the service would still send its file.
            FileRejected: The file is another version's, lacks a mandatory column, or has another number of
                rows than the version announces.
        """
        url = self._api("data-sets", _guid(data_set_id), "csv")
        asked = f"GET {url}?dataSetVersion={version.version}"
        if version.status is Status.WITHDRAWN:
            found = f"a withdrawn version ({version.withdrawn or ''} {version.notes or 'no reason given'})"
            raise VersionUnavailable(asked, found, "Pin the feed to a published version")
        with staged(destination) as part:
            headers = self._transport.download(url, {"dataSetVersion": version.version}, part)
            # The header may be lost on the way; as an exact version was asked for, nothing hangs on it then.
            name = _file_name(headers) or f"{_guid(data_set_id)}_v{version.version}.csv"
            served = _VERSION_IN_NAME.search(name)
            if served and VersionNumber.parse(served[1]) != version.number:
                raise FileRejected(asked, f"a file of version {served[1]}", "Run again later")
            rows, sha256 = accept_csv(part, asked, version.total_results)
        return Download(destination, name, version.version, rows, sha256)

    def catalogue_publication(self, slug: str) -> CataloguePublication:
        """Find a publication in the catalogue by its slug, API data sets or not."""
        return self._read(CataloguePublication, self._catalogue("publications", slug))

    def data_set_files(
        self,
        publication_id: UUID | str,
        latest_only: bool = True,
        data_set_type: str = "All",
        search: str | None = None,
    ) -> list[DataSetFile]:
        """List the catalogue's files of a publication: of its latest release, or of every release it has."""
        params = {
            "publicationId": _guid(publication_id),
            "latestOnly": latest_only,
            "dataSetType": data_set_type,
            "searchTerm": search,
        }
        return self._pages(self._catalogue("data-set-files"), params, DataSetFile, page_size=40)

    def download_data_set_file(
        self, file_id: UUID | str, destination: Path, file_name: str | None = None, rows: int | None = None
    ) -> Download:
        """Download a catalogue file, check it and only then put it at ``destination``.

        Args:
            file_id: Id of the file in one release.
            destination: Where the decoded CSV goes.
            file_name: Name that the service must give the file, where known.
            rows: Data rows that the catalogue announces, where known.

        Raises:
            NotFound: An amendment of the release dropped or replaced the file.
            FileRejected: The file is another one, lacks a mandatory column, or has another number of rows.
        """
        url = self.data_set_file_url(file_id)
        with staged(destination) as part:
            served = _file_name(self._transport.download(url, {}, part))
            if file_name and served and served.lower() != file_name.lower():
                raise FileRejected(f"GET {url}", f"{served} instead of {file_name}", "List the files again")
            row_count, sha256 = accept_csv(part, f"GET {url}", rows)
        return Download(destination, served or file_name or destination.name, None, row_count, sha256)

    def csv_url(self, data_set_id: UUID | str, version: Version) -> str:
        """Address of the CSV of one exact version."""
        return f"{self._api('data-sets', _guid(data_set_id), 'csv')}?dataSetVersion={version.version}"

    def data_set_file_url(self, file_id: UUID | str) -> str:
        """Address of a catalogue file."""
        return self._catalogue("data-set-files", _guid(file_id), "download")

    def _changes_request(self, data_set_id: UUID | str, version: str, patch_history: bool) -> tuple[str, dict]:
        number = _exact(version)
        url = self._api("data-sets", _guid(data_set_id), "versions", str(number), "changes")
        # For patch 0 the service has no history and fails when asked for it.
        return url, {"includePatchHistory": "true"} if patch_history and number.patch else {}

    def _meta_request(
        self, data_set_id: UUID | str, version: str | None, types: Collection[str] | None
    ) -> tuple[str, dict]:
        unknown = [name for name in types or () if name not in META_TYPES]
        if unknown:
            raise InvalidRequest(f"metadata types {unknown}", "unknown ones", f"Choose from {', '.join(META_TYPES)}")
        params = {
            "dataSetVersion": _pin_text(version) if version else None,
            "types": ",".join(types) if types else None,
        }
        return self._api("data-sets", _guid(data_set_id), "meta"), params

    def _api(self, *segments: str) -> str:
        return _address(self.settings.base_url, "v1", *segments)

    def _catalogue(self, *segments: str) -> str:
        return _address(self.settings.catalogue_url, "api", *segments)

    def _read(self, shape: type[Item], url: str, params: Mapping[str, Any] | None = None) -> Item:
        return shaped(shape, self._transport.get_json(url, params), f"GET {url}")

    def _pages(self, url: str, params: Mapping[str, Any], shape: type[Item], page_size: int) -> list[Item]:
        def ask(page: int) -> Any:
            return self._transport.get_json(url, {**params, "page": page, "pageSize": page_size})

        return collect(shape, f"GET {url}", ask)


def resolve_pin(pin: str, versions: Sequence[Version], asked: str) -> Version:
    """Choose the newest version under a pin.

    Only published versions count; a deprecated one is allowed where the pin names it exactly, a withdrawn one
    never. Raises InvalidRequest for a malformed pin and VersionUnavailable where nothing is left.
    """
    parsed = _parse_pin(pin)
    allowed = {Status.PUBLISHED, Status.DEPRECATED} if parsed.is_exact else {Status.PUBLISHED}
    usable = [item for item in versions if parsed.matches(item.number) and item.status in allowed]
    if usable:
        return max(usable, key=lambda item: item.number)
    there = ", ".join(f"{item.version} {item.status.value}" for item in versions) or "no versions at all"
    raise VersionUnavailable(asked, f"nothing that may be loaded ({there})", "Change the feed's version pin")


def _address(base: str, *segments: str) -> str:
    # An upper-case letter anywhere in the path is answered with a redirect to an internal host.
    return "/".join([base, *(quote(segment.lower(), safe="*") for segment in segments)])


def _guid(value: UUID | str) -> str:
    try:
        return str(value if isinstance(value, UUID) else UUID(value))
    except ValueError:
        raise InvalidRequest(f"id '{value}'", "text that is not a GUID", "Correct the id") from None


def _parse_pin(text: str) -> VersionPin:
    try:
        return VersionPin.parse(text)
    except ValueError as error:
        raise InvalidRequest(f"version '{text}'", str(error), "Correct the version pin of the feed") from None


def _pin_text(text: str) -> str:
    return _parse_pin(text).text.strip().lower().removeprefix("v")


def _exact(text: str) -> VersionNumber:
    try:
        return VersionNumber.parse(text)
    except ValueError as error:
        raise InvalidRequest(f"version '{text}'", str(error), "Ask for one exact version") from None


def _file_name(headers: httpx.Headers) -> str | None:
    message = Message()
    message["Content-Disposition"] = headers.get("Content-Disposition", "")
    name = message.get_filename()
    return Path(name).name if name else None
