"""Frames into files: workbooks, CSV, XML and JSON, the same bytes for the same frames."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

DAY_FIRST, ISO, MIDNIGHT = "%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00.000"
NO_TIME = (1980, 1, 1, 0, 0, 0)


def cells(frame: pd.DataFrame, dates: str | None = None) -> Iterator[list[Any]]:
    """Yield the rows of a frame with None for what is missing, and dates as text where their form is given."""
    for row in frame.itertuples(index=False, name=None):
        yield [cell(value, dates) for value in row]


def cell(value: Any, dates: str | None = None) -> Any:
    """Return one cell."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value == "":
        return None
    if isinstance(value, (datetime, date)):
        return value.strftime(dates) if dates else datetime(value.year, value.month, value.day)
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Write a workbook with a sheet for each frame."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    for name, frame in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append([*frame.columns])
        for row in cells(frame):
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    _without_time(path)


def _without_time(path: Path) -> None:
    """Write a zip file anew without the times at which it was written."""
    with zipfile.ZipFile(path) as found:
        parts = [(one.filename, found.read(one)) for one in found.infolist()]
    write_zip(path, {name: _undated(content) if name == "docProps/core.xml" else content for name, content in parts})


def _undated(properties: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", properties)


def csv_bytes(frame: pd.DataFrame, dates: str = DAY_FIRST, encoding: str = "utf-8") -> bytes:
    """Return a frame as the bytes of a CSV file with its header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(["" if value is None else value for value in row] for row in cells(frame, dates))
    return file.getvalue().encode(encoding)


def write_json(path: Path, content: object) -> None:
    """Write a JSON document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content) + "\n", encoding="utf-8")


def write_zip(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write a zip file of parts by name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
