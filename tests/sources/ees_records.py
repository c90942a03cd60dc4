"""What goes over the wire between the stub of the service and its client."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

BASE = "/statistics/v1"
CATALOGUE = "/api"
PUBLICATION = "0a0a0a0a-1111-4111-8111-00000000000a"
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

    path: str
    query: dict[str, str]
    headers: dict[str, str]


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


def number_of(text: str) -> list[int]:
    return [*map(int, text.split(".")), 0, 0][:3]


def paged(query: dict[str, str], items: list[dict], most: int) -> Answer:
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
