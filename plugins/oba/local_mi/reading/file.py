"""Which format a file has, by its content and not by its name, and what it holds."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from oba.local_mi.reading.archives import checked_members, read_member
from oba.local_mi.reading.delimited import decoded, read_csv
from oba.local_mi.reading.parts import Grid, Limits, Tree, Unreadable
from oba.local_mi.reading.trees import read_json, read_xml
from oba.local_mi.reading.workbooks import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
IN_A_WORKBOOK = {"[Content_Types].xml", "mimetype"}
USUAL = "Save it as a workbook (.xlsx or .ods), as CSV, or as the XML or JSON that the system exports."
LEFT_OUT = {"thumbs.db", "desktop.ini", ".ds_store"}


@dataclass(frozen=True)
class ReadFile:
    """What a file holds, and how it was written."""

    format: str  # one of Format
    grids: tuple[Grid, ...] = ()
    trees: tuple[Tree, ...] = ()


def read_file(path: Path, limits: Limits) -> list[ReadFile]:
    """Read a file: one entry for it, or one for each file of an archive.

    Raises:
        Unreadable: it is no file that can be read, is protected by a password, or holds more than the limits allow.
    """
    if not path.is_file() or path.is_symlink():
        raise Unreadable("an extract is a file", "a link, a folder or nothing", "Put the file itself there.")
    if path.stat().st_size > limits.largest:
        raise _too_large(limits)
    return read_bytes(path.name, path.read_bytes(), limits)


def read_bytes(name: str, data: bytes, limits: Limits, in_archive: bool = False) -> list[ReadFile]:
    """Read the bytes of a file; raises as ``read_file`` does."""
    if len(data) > limits.largest:
        raise _too_large(limits)
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("an extract holds something", "an empty file", "Export it again.")
    stem = PurePosixPath(name).stem
    if data.startswith(b"PK"):
        members = checked_members(data, limits)
        if IN_A_WORKBOOK & {member.filename for member in members}:
            return [ReadFile("workbook", grids=tuple(read_workbook(data, members)))]
        if in_archive:
            raise Unreadable("an archive holds files, not archives", "an archive within it", "Unpack the inner one.")
        return _read_members(data, members, limits)
    if data.startswith(OLE):
        if ENCRYPTED in data or name.lower().endswith(("x", "m", "b")):
            found = "a workbook that is protected by a password"
            raise Unreadable("a workbook can be opened", found, "Take the password off and save it again.")
        return [ReadFile("workbook", grids=tuple(read_workbook(data, [])))]
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:200]
    if start.startswith(b"%PDF") or b"\x00\x00\x00" in start:
        raise Unreadable("a file is of a format that is read", "another format", USUAL)
    if start.startswith(b"<") or data.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        if b"<html" in start.lower() or b"<table" in start.lower():
            raise Unreadable("a file is of a format that is read", "a web page", USUAL)
        return [ReadFile("xml", trees=(read_xml(stem, data, limits),))]
    if start.startswith((b"{", b"[")):
        return [ReadFile("json", trees=(read_json(stem, decoded(data), limits),))]
    return [ReadFile("csv", grids=(read_csv(stem, decoded(data)),))]


def _read_members(data: bytes, members: list[zipfile.ZipInfo], limits: Limits) -> list[ReadFile]:
    read: list[ReadFile] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wanted = [member for member in members if not _is_nothing(member)]
        if not wanted:
            raise Unreadable("an archive holds files", "none", "Put the files into it, or leave the archive away.")
        for position, member in enumerate(wanted, start=1):
            try:
                read += read_bytes(member.filename, read_member(archive, member, limits), limits, in_archive=True)
            except Unreadable as error:
                raise Unreadable(error.rule, error.found, error.mend, position) from None
    return read


def _is_nothing(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    is_hidden = path.name.startswith(".") or path.parts[:1] == ("__MACOSX",)
    return member.is_dir() or is_hidden or path.name.lower() in LEFT_OUT


def _too_large(limits: Limits) -> Unreadable:
    found = f"more than {limits.largest / 1_000_000:,.0f} MB"
    mend = "Split it, or raise OBA_LARGEST_FILE_MB if it is right."
    return Unreadable("a file is not larger than the largest that lands", found, mend)
