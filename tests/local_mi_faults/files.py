"""Base files of every form, small and sound, and the means to write them with a fault."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

Row = list[Any]
Tables = dict[str, list[Row]]


def changed(tables: Mapping[str, Sequence[Row]], table: str, row: int, column: str, value: Any) -> Tables:
    """Return tables in which one cell has another value; rows are counted as a person does, the header being 1."""
    copy = {name: [list(line) for line in rows] for name, rows in tables.items()}
    copy[table][row - 1][copy[table][0].index(column)] = value
    return copy


def workbook(tables: Mapping[str, Sequence[Row]], prepare: Callable[[Workbook], Any] | None = None) -> bytes:
    """Return an .xlsx file with a sheet for each table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if prepare:
        prepare(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(archive: bytes, member: str, edit: Callable[[bytes], bytes]) -> bytes:
    """Return an archive in which the bytes of the members whose name ends like this are others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, edit(content) if info.filename.endswith(member) else content)
    assert any(name.endswith(member) for name in old.namelist()), f"there is no {member}"
    return buffer.getvalue()


def cached(book: bytes, sheet: int, reference: str, value: str) -> bytes:
    """Return a workbook whose formula in a cell has the value that it had when it was saved."""

    def fill(xml: bytes) -> bytes:
        pattern = (
            rf'(<c r="{reference}"[^>]*>\s*<f>[^<]*</f>)\s*<v\s*/>|(<c r="{reference}"[^>]*>\s*<f>[^<]*</f>)\s*<v></v>'
        )
        text, count = re.subn(pattern, lambda m: f"{m[1] or m[2]}<v>{value}</v>", xml.decode())
        assert count == 1, f"{reference} holds no formula"
        return text.encode()

    return edited(book, f"sheet{sheet}.xml", fill)


def reference(tables: Mapping[str, Sequence[Row]], table: str, row: int, column: str) -> str:
    return f"{get_column_letter(tables[table][0].index(column) + 1)}{row}"


def text(value: Any) -> str:
    """Return a cell as a system writes it into a text file."""
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def comma_separated(rows: Sequence[Row], delimiter: str = ",", end: str = "\r\n") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(
        [[text(cell) for cell in row] for row in rows]
    )
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        day = value.strftime("%Y-%m-%d") if not isinstance(value, datetime) else value.isoformat()
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{day}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def open_document(tables: Mapping[str, Sequence[Row]], prologue: str = "") -> bytes:
    """Return an .ods file with a sheet for each table."""
    sheets = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in tables.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": ODS_MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content})


def swollen(archive: bytes, member: str, megabytes: int, before: bytes = b"<sheetData>") -> bytes:
    """Return an archive in which a member has as many spaces before a mark, without ever holding them unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith(member):
                head, mark, rest = content.partition(before)
                assert mark, f"{member} has no {before!r}"
                packed, size, name = (
                    packed_spaces(head, megabytes, mark + rest),
                    len(content) + (megabytes << 20),
                    info.filename,
                )
                new.writestr(name, packed)
            else:
                new.writestr(info.filename, content)
    return _packed(buffer.getvalue(), name.encode(), len(packed), size)


def packed_spaces(head: bytes, megabytes: int, rest: bytes) -> bytes:
    """Return a head, spaces and a rest, packed; the spaces are one packed piece that is repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begun = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + piece * megabytes + packer.compress(rest) + packer.flush()


def _packed(archive: bytes, name: bytes, packed: int, size: int) -> bytes:
    """Say of a member that was stored as it is that it is packed, and how large it is unpacked."""
    content = bytearray(archive)
    for mark, method, label in ((b"PK\x03\x04", 8, 30), (b"PK\x01\x02", 10, 46)):
        start = content.find(mark)
        while content[start + label : start + label + len(name)] != name:
            start = content.find(mark, start + 4)
        content[start + method : start + method + 2] = (8).to_bytes(2, "little")
        content[start + method + 14 : start + method + 18] = size.to_bytes(4, "little")
    return bytes(content)
