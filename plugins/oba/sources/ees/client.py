"""Client for the public API and the data catalogue of Explore Education Statistics (EES)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx
from pydantic import BaseModel

from oba.sources.ees.answers import collect, shaped
from oba.sources.ees.downloads import accept_csv, staged
from oba.sources.ees.errors import FileRejected, InvalidRequest, VersionUnavailable
from oba.sources.ees.shapes import CataloguePublication, DataSet, DataSetFile, Status, Version, VersionChanges
from oba.sources.ees.transport import EesSettings, Transport
from oba.sources.ees.versions import VersionNumber

Item = TypeVar("Item", bound=BaseModel)

_VERSION_IN_NAME = re.compile(r"_v(\d+(?:\.\d+){1,2})\.csv$", re.IGNORECASE)


class EesClient:
    """One method for each thing the service is asked. Every method raises an EesError."""

    def __init__(self, settings: EesSettings | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        """Open the client; ``sleep`` takes the seconds to pause between attempts."""
        self.settings = settings or EesSettings()
        self._transport = Transport(self.settings, sleep)

    def data_set(self, data_set_id: UUID | str) -> DataSet:
        """Read one data set, whatever its status."""
        return self._read(DataSet, self._api("data-sets", _guid(data_set_id)))

    def versions(self, data_set_id: UUID | str) -> list[Version]:
        """List the versions of a data set, oldest first, whatever their status."""
        url = self._api("data-sets", _guid(data_set_id), "versions")
        # The service leaves the order of patches open.
        return sorted(self._pages(url, {}, Version, page_size=20), key=lambda version: version.number)

    def version(self, data_set_id: UUID | str, version: str) -> Version:
        """Read one exact version."""
        return self._read(Version, self._version(data_set_id, version))

    def changes(self, data_set_id: UUID | str, version: str) -> VersionChanges:
        """Read what changed in an exact version."""
        return self._read(VersionChanges, self._version(data_set_id, version, "changes"))

    def documents(self, data_set_id: UUID | str, version: str) -> dict[str, Any]:
        """Read the JSON that belongs beside a landed CSV, untouched: keys version, meta and changes."""
        meta = self._api("data-sets", _guid(data_set_id), "meta")
        return {
            "version": self._transport.get_json(self._version(data_set_id, version)),
            "meta": self._transport.get_json(meta, {"dataSetVersion": _exact(version)}),
            "changes": self._transport.get_json(self._version(data_set_id, version, "changes")),
        }

    def download_version(self, data_set_id: UUID | str, version: Version, destination: Path) -> None:
        """Download the CSV of one version, check it and only then put it, decoded, at ``destination``.

        Raises:
            VersionUnavailable: The version is withdrawn; the service would still send its file.
            FileRejected: The file is another version's, lacks a mandatory column, or has another number of
                rows than the version announces.
        """
        url = self._api("data-sets", _guid(data_set_id), "csv")
        asked = f"GET {url}?dataSetVersion={version.version}"
        if version.status is Status.WITHDRAWN:
            found = f"a withdrawn version ({version.withdrawn or ''} {version.notes or 'no reason given'})"
            raise VersionUnavailable(asked, found, "Raise the version in the ees block of the feed")
        with staged(destination) as part:
            headers = self._transport.download(url, {"dataSetVersion": version.version}, part)
            # The header may be lost on the way; as an exact version was asked for, nothing hangs on it then.
            served = _VERSION_IN_NAME.search(_file_name(headers) or "")
            if served and VersionNumber.parse(served[1]) != version.number:
                raise FileRejected(asked, f"a file of version {served[1]}", "Run again later")
            accept_csv(part, asked, version.total_results)

    def catalogue_publication(self, slug: str) -> CataloguePublication:
        """Find a publication in the catalogue by its slug, API data sets or not."""
        return self._read(CataloguePublication, self._catalogue("publications", slug))

    def data_set_files(self, publication_id: UUID | str, latest_only: bool) -> list[DataSetFile]:
        """List the catalogue's files of a publication: of its latest release, or of every release it has."""
        params = {"publicationId": _guid(publication_id), "latestOnly": latest_only, "dataSetType": "All"}
        return self._pages(self._catalogue("data-set-files"), params, DataSetFile, page_size=40)

    def download_data_set_file(
        self, file_id: UUID | str, destination: Path, file_name: str, rows: int | None = None
    ) -> None:
        """Download a catalogue file, check it and only then put it, decoded, at ``destination``.

        Args:
            file_id: Id of the file in one release.
            destination: Where the decoded CSV goes.
            file_name: Name that the service must give the file, where it gives one.
            rows: Data rows that the catalogue announces, where known.

        Raises:
            NotFound: An amendment of the release dropped or replaced the file.
            FileRejected: The file is another one, lacks a mandatory column, or has another number of rows.
        """
        url = self.data_set_file_url(file_id)
        with staged(destination) as part:
            served = _file_name(self._transport.download(url, {}, part))
            if served and served.lower() != file_name.lower():
                raise FileRejected(f"GET {url}", f"{served} instead of {file_name}", "List the files again")
            accept_csv(part, f"GET {url}", rows)

    def csv_url(self, data_set_id: UUID | str, version: Version) -> str:
        """Address of the CSV of one exact version."""
        return f"{self._api('data-sets', _guid(data_set_id), 'csv')}?dataSetVersion={version.version}"

    def data_set_file_url(self, file_id: UUID | str) -> str:
        """Address of a catalogue file."""
        return self._catalogue("data-set-files", _guid(file_id), "download")

    def _version(self, data_set_id: UUID | str, version: str, *below: str) -> str:
        return self._api("data-sets", _guid(data_set_id), "versions", _exact(version), *below)

    def _api(self, *segments: str) -> str:
        return _address(self.settings.base_url, "v1", *segments)

    def _catalogue(self, *segments: str) -> str:
        return _address(self.settings.catalogue_url, "api", *segments)

    def _read(self, shape: type[Item], url: str) -> Item:
        return shaped(shape, self._transport.get_json(url), f"GET {url}")

    def _pages(self, url: str, params: Mapping[str, Any], shape: type[Item], page_size: int) -> list[Item]:
        def ask(page: int) -> Any:
            return self._transport.get_json(url, {**params, "page": page, "pageSize": page_size})

        return collect(shape, f"GET {url}", ask)


def _address(base: str, *segments: str) -> str:
    # An upper-case letter anywhere in the path is answered with a redirect to an internal host.
    return "/".join([base, *(quote(segment.lower()) for segment in segments)])


def _guid(value: UUID | str) -> str:
    try:
        return str(value if isinstance(value, UUID) else UUID(value))
    except ValueError:
        raise InvalidRequest(f"id '{value}'", "text that is not a GUID", "Correct the id") from None


def _exact(text: str) -> str:
    try:
        return str(VersionNumber.parse(text))
    except ValueError as error:
        raise InvalidRequest(f"version '{text}'", str(error), "Ask for one exact version") from None


def _file_name(headers: httpx.Headers) -> str | None:
    message = Message()
    message["Content-Disposition"] = headers.get("Content-Disposition", "")
    name = message.get_filename()
    return Path(name).name if name else None
