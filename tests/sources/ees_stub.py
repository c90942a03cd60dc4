"""A small copy of the EES service on loopback, with answers that can be scripted to go wrong."""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

BASE = "/statistics/v1"
CATALOGUE = "/api"
PUBLICATION = "0a0a0a0a-1111-4111-8111-00000000000a"
EMPTY_PUBLICATION = "0b0b0b0b-1111-4111-8111-00000000000b"
DATA_SET = "019a9c62-aca8-772e-b92b-8678622ec297"
SLUG = "children-in-need"
HEADER = "time_period,time_identifier,geographic_level,country_code,country_name,number"
ROW = "2025,Reporting year,National,E92000001,England,{}"


def csv_bytes(rows: int, header: str = HEADER) -> bytes:
    """Build a valid data file with so many rows."""
    return "\n".join([header, *(ROW.format(n) for n in range(rows)), ""]).encode()


def version_record(number: str, rows: int = 3, status: str = "Published", release: str = "2025") -> dict:
    """Build a version as the service lists it; null members are left out."""
    major, minor, patch = [*map(int, number.split(".")), 0][:3]
    record = {
        "version": number,
        "type": "Patch" if patch else "Minor" if minor else "Major",
        "status": status,
        "published": f"2025-11-20T09:30:{minor:02d}.{patch:07d}+00:00",
        "notes": "",
        "totalResults": rows,
        "file": {"id": str(UUID(int=major * 10_000 + minor * 100 + patch))},
        "release": {"title": f"Reporting year {release}", "slug": release},
        "timePeriods": {"start": "2021", "end": "2025"},
        "geographicLevels": ["National"],
        "filters": [],
        "indicators": ["Number"],
    }
    return record | ({"withdrawn": "2026-01-05T10:00:00+00:00"} if status == "Withdrawn" else {})


def catalogue_record(number: int, title: str, release: str, rows: int = 3, **changes: Any) -> dict:
    """Build a file as the data catalogue lists it."""
    record = {
        "id": str(UUID(int=number)),
        "fileId": str(UUID(int=number + 1000)),
        "filename": f"b1_children_in_need_2013_to_{release}.csv",
        "fileSize": "1 Mb",
        "fileExtension": "csv",
        "title": title,
        "content": "",
        "publication": {"id": PUBLICATION, "title": "Children in need", "slug": SLUG},
        "release": {"id": str(UUID(int=7)), "title": f"Reporting year {release}", "slug": release},
        "latestData": release == "2025",
        "isSuperseded": False,
        "published": f"{release}-10-30T09:30:00Z",
        "lastUpdated": f"{release}-11-02T09:30:00Z",
        "meta": {"numDataFileRows": rows, "geographicLevels": ["National"]},
    }
    return record | changes


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict | None


@dataclass
class Answer:
    """One answer.

    Attributes:
        status: HTTP status.
        body: Bytes as they go over the wire, or something to send as JSON.
        headers: Extra headers; Content-Length is the body's unless given, None leaves one out.
        cut: Close the connection after so many bytes of the body.
        drop: Close the connection without a word.
        delay: Seconds to wait before answering.
    """

    status: int = 200
    body: Any = b""
    headers: dict[str, str | None] = field(default_factory=dict)
    cut: int | None = None
    drop: bool = False
    delay: float = 0.0


def problem(status: int, code: str | None = None, path: str = "") -> Answer:
    """Build a problem document, as the service answers errors."""
    body: dict[str, Any] = {
        "type": "https://tools.ietf.org/html/rfc9110",
        "title": "An error",
        "status": status,
    }
    if code:
        body["errors"] = [{"message": "Not allowed.", "path": path, "code": code}]
    return Answer(status, body)


def csv_answer(content: bytes, file_name: str | None, **changes: Any) -> Answer:
    """Build a CSV answer of the API: always gzip, whatever was accepted."""
    headers = {"Content-Type": "text/csv", "Content-Encoding": "gzip", "X-Robots-Tag": "noindex"}
    if file_name:
        headers["Content-Disposition"] = f"attachment; filename={file_name}"
    return Answer(200, gzip.compress(content), headers | changes.pop("headers", {}), **changes)


class EesStub:
    """The service: its content as plain attributes, its misbehaviour as a script.

    Attributes:
        publications: Publications of the API.
        data_sets: Data set by id, without its latest version.
        versions: Versions by data set id, in any order.
        files: CSV by (data set id, version).
        changes: Answer of the changes endpoint by (data set id, version).
        warnings: Warnings sent with every query result.
        catalogue: Files of the data catalogue.
        catalogue_files: CSV by catalogue file id.
        requests: Every request that arrived.
        busiest: The most requests that were ever under way at once.
    """

    def __init__(self) -> None:
        """Start with one publication that has one data set with one version."""
        self.publications = [
            {
                "id": PUBLICATION,
                "title": "Children in need",
                "slug": SLUG,
                "summary": "",
                "lastPublished": "2025-11-20T09:30:00Z",
            }
        ]
        self.data_sets = {DATA_SET: {"id": DATA_SET, "title": "CIN national", "summary": "", "status": "Published"}}
        self.versions: dict[str, list[dict]] = defaultdict(list)
        self.files: dict[tuple[str, str], bytes] = {}
        self.changes: dict[tuple[str, str], dict] = {}
        self.warnings: list[dict] = []
        self.query_rows: list[dict] = []
        self.catalogue: list[dict] = []
        self.catalogue_files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.busiest = 0
        self._busy = 0
        self._lock = threading.Lock()
        self._script: list[tuple[str, Answer]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.add_versions(version_record("1.0"))

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def add_versions(self, *records: dict, data_set_id: str = DATA_SET) -> None:
        """Add versions with a matching file each."""
        for record in records:
            self.versions[data_set_id].append(record)
            self.files[data_set_id, record["version"]] = csv_bytes(record["totalResults"])

    def add_catalogue(self, *records: dict) -> None:
        """Add catalogue files with matching content each."""
        for record in records:
            self.catalogue.append(record)
            self.catalogue_files[record["id"]] = csv_bytes(record["meta"].get("numDataFileRows", 3))

    def script(self, path_end: str, *answers: Answer) -> None:
        """Give these answers, once each and in order, to requests whose path ends so."""
        self._script += [(path_end, answer) for answer in answers]

    def count(self, path_end: str) -> int:
        """Count the requests whose path ends so."""
        return sum(request.path.endswith(path_end) for request in self.requests)

    def answer(self, request: Request) -> Answer:
        """Find the answer to a request."""
        with self._lock:
            self.requests.append(request)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            scripted = next((item for item in self._script if request.path.endswith(item[0])), None)
            if scripted:
                self._script.remove(scripted)
        try:
            answer = scripted[1] if scripted else self._regular(request)
            time.sleep(answer.delay)
            return answer
        finally:
            with self._lock:
                self._busy -= 1

    def _regular(self, request: Request) -> Answer:
        if request.path != request.path.lower():
            internal = f"http://internal.example{request.path.lower()}"
            return Answer(308, headers={"Location": internal})
        for pattern, allowed, accept, view in self._routes():
            match = re.fullmatch(pattern, request.path)
            if not match:
                continue
            unknown = [name for name in request.query if name not in allowed]
            if unknown and request.path.startswith(BASE):
                return problem(400, "UnknownField", unknown[0])
            if accept not in request.headers.get("accept", ""):
                return Answer(406)
            return view(request, *match.groups())
        return Answer(404)  # a malformed id matches no route, so there is no body either

    def _routes(self) -> list[tuple[str, set[str], str, Callable[..., Answer]]]:
        guid, paging, as_json = "([0-9a-f-]{36})", {"page", "pageSize"}, "application/json"
        data_set = f"{BASE}/data-sets/{guid}"
        listing = paging | {"publicationId", "releaseId", "latestOnly", "dataSetType", "searchTerm"}
        return [
            (f"{BASE}/publications", paging | {"search"}, as_json, self._publications),
            (f"{BASE}/publications/{guid}", set(), as_json, self._publication),
            (f"{BASE}/publications/{guid}/data-sets", paging, as_json, self._publication_data_sets),
            (data_set, set(), as_json, self._data_set),
            (f"{data_set}/meta", {"types", "dataSetVersion"}, as_json, self._meta),
            (f"{data_set}/csv", {"dataSetVersion"}, "text/csv", self._csv),
            (f"{data_set}/query", {"dataSetVersion"}, as_json, self._query),
            (f"{data_set}/versions", paging, as_json, self._versions),
            (f"{data_set}/versions/([^/]+)", set(), as_json, self._version),
            (f"{data_set}/versions/([^/]+)/changes", {"includePatchHistory"}, as_json, self._changes),
            (f"{CATALOGUE}/publications/([a-z0-9-]+)", set(), as_json, self._catalogue_publication),
            (f"{CATALOGUE}/data-set-files", listing, as_json, self._catalogue_files),
            (f"{CATALOGUE}/data-set-files/{guid}/download", set(), "text/csv", self._catalogue_download),
        ]

    def _publications(self, request: Request) -> Answer:
        search = request.query.get("search")
        if search is not None and len(search) < 3:
            return problem(400, "InvalidValue", "search")
        found = [item for item in self.publications if (search or "").lower() in item["title"].lower()]
        return _paged(request.query, found, most=40)

    def _publication(self, _: Request, publication_id: str) -> Answer:
        found = [item for item in self.publications if item["id"] == publication_id]
        return Answer(body=found[0]) if found else problem(404)

    def _publication_data_sets(self, request: Request, publication_id: str) -> Answer:
        found = list(self.data_sets.values()) if publication_id == PUBLICATION else []
        return _paged(request.query, found, most=20)

    def _data_set(self, _: Request, data_set_id: str) -> Answer:
        found = self.data_sets.get(data_set_id)
        latest = self._find(data_set_id, "*")
        members = ("version", "published", "totalResults", "file", "timePeriods", "geographicLevels")
        summary = {"latestVersion": {name: latest[name] for name in members}} if latest else {}
        return Answer(body=found | summary) if found else problem(404)

    def _versions(self, request: Request, data_set_id: str) -> Answer:
        # Newest first by major and minor; the order of patches is left as it comes.
        order = sorted(self.versions[data_set_id], key=lambda item: _number(item["version"])[:2], reverse=True)
        return _paged(request.query, order, most=20)

    def _version(self, _: Request, data_set_id: str, version: str) -> Answer:
        found = self._find(data_set_id, version)
        return Answer(body=found) if found else problem(404)

    def _changes(self, request: Request, data_set_id: str, version: str) -> Answer:
        found = self._find(data_set_id, version)
        if not found:
            return problem(404)
        if request.query.get("includePatchHistory") == "true" and not _number(found["version"])[2]:
            return problem(500)
        nothing = {"versionNumber": found["version"], "majorChanges": {}, "minorChanges": {}}
        return Answer(body=self.changes.get((data_set_id, found["version"]), nothing))

    def _meta(self, request: Request, data_set_id: str) -> Answer:
        found = self._find(data_set_id, request.query.get("dataSetVersion", "*"))
        types = request.query.get("types", "Indicators,Filters,Locations,TimePeriods").split(",")
        indicator = {"id": "4xbOu", "column": "number", "label": "Number", "unit": "", "decimalPlaces": 0}
        body = {
            "filters": [],
            "indicators": [indicator] if "Indicators" in types else [],
            "geographicLevels": [],
            "locations": [],
            "timePeriods": [],
        }
        return Answer(body=body) if found else problem(404)

    def _csv(self, request: Request, data_set_id: str) -> Answer:
        found = self._find(data_set_id, request.query.get("dataSetVersion", "*"))
        if not found:
            return problem(404)
        name = f"{data_set_id}_v{found['version']}.csv"
        return csv_answer(self.files[data_set_id, found["version"]], name)

    def _query(self, request: Request, data_set_id: str) -> Answer:
        found = self._find(data_set_id, request.query.get("dataSetVersion", "*"))
        body = request.body or {}
        unknown = set(body) - {"criteria", "indicators", "sorts", "debug", "page", "pageSize"}
        if unknown:
            return problem(400, "UnknownField", unknown.pop())
        if found and found["status"] == "Withdrawn":
            return problem(403)
        paging = {name: str(body[name]) for name in ("page", "pageSize") if name in body}
        page = _paged(paging, self.query_rows, most=10_000)
        if page.status == 200:
            page.body["warnings"] = self.warnings
        return page if found else problem(404)

    def _catalogue_publication(self, _: Request, slug: str) -> Answer:
        found = [item["publication"] for item in self.catalogue if item["publication"]["slug"] == slug]
        return Answer(body=found[0]) if found else problem(404)

    def _catalogue_files(self, request: Request) -> Answer:
        latest = request.query.get("latestOnly", "true") == "true"
        found = [
            item
            for item in self.catalogue
            if item["publication"]["id"] == request.query["publicationId"] and (item["latestData"] or not latest)
        ]
        return _paged(request.query, found, most=40)

    def _catalogue_download(self, _: Request, file_id: str) -> Answer:
        found = [item for item in self.catalogue if item["id"] == file_id]
        if not found:
            return problem(404)
        headers = {
            "Content-Type": "text/csv",
            "Content-Disposition": f"attachment; filename={found[0]['filename']}",
        }
        return Answer(200, self.catalogue_files[file_id], headers)

    def _find(self, data_set_id: str, version: str) -> dict | None:
        """Resolve a version as the service does: short forms pad with zero, stars see published ones only."""
        versions = sorted(self.versions[data_set_id], key=lambda item: _number(item["version"]))
        wanted = version.lower().removeprefix("v").split(".")
        if wanted[-1] == "*":
            fixed = [int(part) for part in wanted[:-1]]
            versions = [item for item in versions if item["status"] == "Published"]
            versions = [item for item in versions if _number(item["version"])[: len(fixed)] == fixed]
        elif all(part.isdigit() for part in wanted):
            versions = [item for item in versions if _number(item["version"]) == _number(version)]
        else:
            versions = []
        return versions[-1] if versions else None


def _number(text: str) -> list[int]:
    return [*map(int, text.split(".")), 0, 0][:3]


def _paged(query: dict[str, str], items: list[dict], most: int) -> Answer:
    page, size = int(query.get("page", 1)), int(query.get("pageSize", 10))
    if not 1 <= size <= most or page < 1:
        return problem(400, "InvalidValue", "pageSize")
    paging = {
        "page": page,
        "pageSize": size,
        "totalResults": len(items),
        "totalPages": -(-len(items) // size),
    }
    return Answer(body={"paging": paging, "results": items[(page - 1) * size : page * size]})


def _handler(stub: EesStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve(None)

        def do_POST(self) -> None:
            self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def log_message(self, *_: object) -> None:
            pass

        def _serve(self, body: dict | None) -> None:
            url = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(url.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = stub.answer(Request(self.command, url.path, query, headers, body))
            if answer.drop:
                self.close_connection = True
                return
            content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            given = {"Content-Type": "application/json", "Content-Length": str(len(content))} | answer.headers
            self.send_response(answer.status)
            for name, value in given.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client may have given up waiting
                self.wfile.write(content[: answer.cut])
                self.wfile.flush()
            if answer.cut is not None:
                self.close_connection = True

    return Handler
