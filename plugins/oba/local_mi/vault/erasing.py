"""Taking everything about one person out of tables and files, and remembering under a key that it was done."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from oba.local_mi.records import Record

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
MOST_UNPACKED = 1_000_000_000  # bytes that are looked through of one file
DEEPEST = 3  # archives within archives
NEVER_LOOKED_INTO = (b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"%PDF")  # old or locked workbooks, other archives


@dataclass(frozen=True)
class Erasure:
    """What was found and removed of one person, in counts alone."""

    statements: int = 0  # that held rows or cells
    rows: int = 0
    cells: int = 0  # emptied in rows that are about somebody else, such as a child's mother
    originals: int = 0
    quarantined: int = 0  # refused files whose bytes were removed
    elsewhere: int = 0  # rows left of other numbers that share an identifier: perhaps the same person
    traces: int = 0  # pseudonyms found afterwards, which are none unless something went wrong


@dataclass(frozen=True)
class Left:
    """A table without some people, and what was taken out of it."""

    table: pa.Table  # the same object where nothing was
    rows: list[tuple[str, int]]  # source table and row of each row taken out
    cells: int


def without(table: pa.Table, record: Record, of: str, pseudonyms: Collection[str]) -> Left:
    """Take people out of a table of a record.

    A row goes where one of them is part of what the row is about, its key; in any other column the cell alone is
    emptied, since the row is about somebody else.

    Args:
        table: in the columns of the record and its own evidence.
        record: what the table holds.
        of: what the pseudonyms name, such as ``child``.
        pseudonyms: of those who are to be taken out.
    """
    if not pseudonyms:
        return Left(table, [], 0)
    wanted = pa.array(sorted(pseudonyms), pa.string())
    columns = [name for name in table.column_names if name in record.columns and record.columns[name].of == of]
    kept, goes, cells = table, pa.array([False] * table.num_rows), 0
    for name in columns:
        found = pc.is_in(table[name], value_set=wanted)
        if name in record.key:
            goes = pc.or_(goes, found)
        elif number := pc.sum(found).as_py() or 0:
            cells += number
            place = kept.schema.get_field_index(name)
            kept = kept.set_column(place, name, pc.if_else(found, pa.scalar(None, pa.string()), kept[name]))
    if pc.any(goes).as_py():
        gone = table.filter(goes)
        rows = list(zip(gone["source_table"].to_pylist(), gone["source_row"].to_pylist(), strict=True))
        return Left(kept.filter(pc.invert(goes)), rows, cells)
    return Left(kept, [], cells)


def errors_without(errors: pa.Table, rows: Collection[tuple[str, int]]) -> pa.Table:
    """Take the cells in error of some rows of a file out of their table; the same object where there are none."""
    gone = set(rows)
    places = zip(errors["source_table"].to_pylist(), errors["source_row"].to_pylist(), strict=True)
    stays = [place not in gone for place in places]
    return errors if all(stays) else errors.filter(pa.array(stays))


def may_hold(content: bytes, identifiers: Collection[str], depth: int = 0) -> bool:
    """Tell whether a file holds one of some identifiers, as text, also inside archives and workbooks.

    A file that cannot be looked into may hold them: what is not known to be free of a person is treated as holding one.
    """
    if any(identifier.encode(encoding) in content for identifier in identifiers for encoding in ENCODINGS):
        return True
    if content.startswith(NEVER_LOOKED_INTO) or depth > DEEPEST:
        return True
    try:
        if content.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(content)) as stream:
                return _part_may_hold(stream.read(MOST_UNPACKED + 1), identifiers, depth)
        if content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
                if sum(member.file_size for member in members) > MOST_UNPACKED:
                    return True
                return any(_part_may_hold(archive.read(member), identifiers, depth) for member in members)
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return True  # damaged, locked, or packed in another way
    return False


def _part_may_hold(content: bytes, identifiers: Collection[str], depth: int) -> bool:
    return len(content) > MOST_UNPACKED or may_hold(content, identifiers, depth + 1)
