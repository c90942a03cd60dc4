"""Turning downloaded bytes into an accepted CSV file."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from oba.sources.ees.errors import FileRejected, TooMuch

MANDATORY_COLUMNS = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
GZIP_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error)
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 20
_REPORT = "Nothing was kept; run again later, and report the file to the DfE if it repeats"


@contextmanager
def staged(destination: Path) -> Iterator[Path]:
    """Give a temporary path beside ``destination``; it becomes the destination only if nothing fails."""
    part = destination.with_name(f".{destination.name}.{uuid4().hex}.part")
    try:
        yield part
        part.replace(destination)
    finally:
        part.unlink(missing_ok=True)


def decode_gzip(path: Path, most: int) -> None:
    """Decode a file in place, once and whatever its headers said, and stop at ``most`` bytes.

    A CSV never starts with the gzip marker, which is not valid UTF-8, so looking at the bytes is safe.
    Reading to the end verifies the trailer (CRC and length); httpx's own decoder accepts a stream cut short.

    Raises:
        TooMuch: It decodes to more, or to gzip again: a few bytes of gzip within gzip can fill a disk.
        EOFError: The stream ends before its trailer.
        gzip.BadGzipFile: The trailer does not match, or something follows it.
        zlib.error: The stream is damaged.
    """
    if not _is_gzip(path):
        return
    decoded = path.with_name(f"{path.name}.decoded")
    size = 0
    try:
        with gzip.open(path) as source, decoded.open("wb") as target:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooMuch(f"a compressed file of more than {most:,} bytes when decoded")
                target.write(chunk)
        if _is_gzip(decoded):
            raise TooMuch("gzip within gzip")
        decoded.replace(path)
    finally:
        decoded.unlink(missing_ok=True)


def accept_csv(path: Path, asked: str, expected_rows: int | None) -> None:
    """Check a decoded CSV against what the service says of it.

    Args:
        path: The decoded file.
        asked: What was asked for, for the error message.
        expected_rows: Data rows that the service announces; None where it announces none.

    Raises:
        FileRejected: Unreadable as CSV, a mandatory column is missing, or the row count differs.
    """
    try:
        columns, rows = _shape(path)
    except csv.Error as error:
        raise FileRejected(asked, f"a body that is not readable as CSV ({error})", _REPORT) from None
    missing = [name for name in MANDATORY_COLUMNS if name not in columns]
    if missing:
        found = f"no column {', '.join(missing)} in the header ({', '.join(columns)[:200] or 'empty'})"
        raise FileRejected(asked, found, _REPORT)
    if expected_rows is not None and rows != expected_rows:
        raise FileRejected(asked, f"{rows} data rows where the service announces {expected_rows}", _REPORT)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC


def _shape(path: Path) -> tuple[list[str], int]:
    # Bytes that are not UTF-8 are let through: choosing an encoding is the parser's work, not the counter's.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, strict=True)
        columns = [name.strip() for name in next(reader, [])]
        return columns, sum(1 for row in reader if row)
