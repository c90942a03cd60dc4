"""Looking for canaries, texts that may stand nowhere, in all that a run leaves behind, however packed and encoded."""

import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")


# What may stand nowhere: a text, in whatever case; or what a function finds in bytes.
Canary = str | Callable[[bytes], bool]


def leaks(places: Iterable[Path], canaries: Iterable[Canary]) -> list[str]:
    """Return each file below some places that holds a canary, with the number of that canary.

    Names of files and folders are looked at too. The canaries themselves are not repeated.
    """
    wanted = list(canaries)
    found = []
    for place in places:
        for path in sorted([place, *place.rglob("*")]) if place.is_dir() else [place]:
            held = held_in(str(path.relative_to(place.parent)).encode("utf-8", "surrogateescape"), wanted)
            if path.is_file() and not path.is_symlink():
                held |= {number for part in parts_of(path) for number in held_in(part, wanted)}
            found += [f"{path.relative_to(place.parent)}: canary {number}" for number in sorted(held)]
    return found


def held_in(content: bytes, canaries: list[Canary]) -> set[int]:
    """Return the numbers of the canaries that some bytes hold."""
    lowered = content.lower()
    narrow = content.replace(b"\0", b"") if b"\0" in content else content  # of text in two or four bytes
    return {
        number
        for number, canary in enumerate(canaries)
        if (
            any(canary.lower().encode(encoding) in lowered for encoding in ENCODINGS)
            if isinstance(canary, str)
            else canary(content) or canary(narrow)
        )
    }


def any_of(texts: Iterable[str], form: bytes) -> Callable[[bytes], bool]:
    """Return what tells whether bytes hold one of many texts, as a whole word or number; all are of one form."""
    wanted = {text.encode() for text in texts}
    assert wanted and all(re.fullmatch(form, text) for text in wanted)
    words = re.compile(rb"(?<![0-9A-Za-z.])(?:%s)(?![0-9A-Za-z])" % form)
    return lambda content: not wanted.isdisjoint(words.findall(content))


def any_like(form: bytes) -> Callable[[bytes], bool]:
    """Return what tells whether bytes hold a whole word or number of some form."""
    words = re.compile(rb"(?<![0-9A-Za-z.])(?:%s)(?![0-9A-Za-z])" % form)
    return lambda content: words.search(content) is not None


def parts_of(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what it holds in a form in which no text can be looked for in its bytes."""
    content = path.read_bytes()
    yield from unpacked(content)
    if content.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
            for (table,) in tables:
                for row in connection.execute(f'select * from "{table.decode()}"'):
                    yield b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
    elif content[8:12] == b"DUCK":
        yield from of_duckdb(path)


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield bytes, and what is packed in them."""
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(content))
    elif content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield member.filename.encode()
                yield from unpacked(archive.read(member))
    elif content.startswith(b"PAR1"):
        yield from of_columns(pq.read_table(pa.BufferReader(content)))


def of_columns(table: pa.Table) -> Iterator[bytes]:
    """Yield every cell of a table as text."""
    for column in table.columns:
        yield "\n".join(map(str, column.unique().to_pylist())).encode("utf-8", "surrogatepass")


def of_duckdb(path: Path) -> Iterator[bytes]:
    """Yield every cell and every comment of a database that is not encrypted; of one that is, nothing can be read."""
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        assert "encrypt" in str(error).lower(), error
        return
    with connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            yield from of_columns(connection.execute(f'from "{schema}"."{table}"').to_arrow_table())
        for listed in ("duckdb_columns()", "duckdb_tables()", "duckdb_views()"):
            yield str(connection.execute(f"from {listed}").fetchall()).encode()
