"""Statements: what one file said on a date, kept encrypted and never written over.

A statement is a folder ``statements/<statement id>/`` that appears whole, by one rename. ``statement.json`` in it holds
nothing about a child; each record of the file is an encrypted table beside it, and so are the cells in error.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from oba.files import Damaged, clear_temporary, put_in_place, read_record, write_atomically
from oba.local_mi.records import CELL_ERROR, EVIDENCE, Record
from oba.local_mi.vault.encryption import Cipher, NotAsKept

ABOUT = "statement.json"
ERRORS = "cell_error"  # the table of cells in error, beside those of the records
# What a table has beside its own columns while it is kept; the rest of the evidence is the statement's.
OWN_EVIDENCE = ("source_table", "source_row")


@dataclass(frozen=True)
class Statement:
    """What is known of a statement without a key; nothing in it is about a child."""

    statement_id: str
    council: str
    layout: str
    snapshot_date: str  # ISO 8601, as are the next two
    period_start: str | None
    period_end: str
    received_at: str  # ISO 8601, UTC, to the microsecond
    content: str  # keyed SHA-256 of the file's bytes: not to be found by trying files
    size_bytes: int
    shown_name: str  # of the file, with every unknown word masked
    tables: list[dict[str, Any]]  # counts of each table of the file
    records: dict[str, int]  # rows kept of each record
    errors: int
    erased_before: int  # rows left out because they are of somebody whose data was erased
    taken_with: str  # code version

    @property
    def title(self) -> str:
        """Council, snapshot date and the name of the file as it may be shown."""
        return f"{self.council}/{self.snapshot_date}/{self.shown_name}"

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence that all its rows have in common."""
        ends = {name: date.fromisoformat(end) if end else None for name, end in self._ends.items()}
        received = datetime.fromisoformat(self.received_at).replace(tzinfo=None)
        named = {"council": self.council, "layout": self.layout, "statement_id": self.statement_id}
        return {**named, **ends, "received_at": received}

    @property
    def _ends(self) -> dict[str, str | None]:
        names = ("snapshot_date", "period_start", "period_end")
        return dict(zip(names, (self.snapshot_date, self.period_start, self.period_end), strict=True))


class Statements:
    """The statements of a restricted home."""

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        """Look into ``folder``, which need not be there yet."""
        self.folder, self._cipher = folder, cipher

    def all(self) -> list[Statement]:
        """Return every statement, by council, snapshot date and time of receipt.

        Raises:
            Damaged: the record of one is empty or cut short; names it.
        """
        found = [self._about(folder) for folder in self.folder.glob("[!.]*/")]
        return sorted(found, key=lambda one: (one.council, one.snapshot_date, one.received_at, one.statement_id))

    def has(self, statement_id: str) -> bool:
        """Tell whether a statement of that id is kept."""
        return (self.folder / statement_id / ABOUT).is_file()

    def keep(self, statement: Statement, tables: Mapping[str, pa.Table]) -> bool:
        """Keep a statement, whole or not at all.

        Args:
            statement: as it is to be kept.
            tables: by record, and the cells in error; those without rows are not kept.

        Returns:
            Whether it is new; one that is there already stays as it is.
        """
        home = self.folder / statement.statement_id
        if home.exists():
            return False
        # Named for this process, so that another one can tell whether it is still being written to.
        incoming = Path(mkdtemp(prefix=".incoming-", suffix=f".{os.getpid()}", dir=self.folder))
        try:
            for name, table in tables.items():
                if table.num_rows:
                    self._write(incoming / _file_name(name), statement.statement_id, name, table)
            about = json.dumps(asdict(statement), indent=2, ensure_ascii=False) + "\n"
            write_closed(incoming / ABOUT, about.encode())
            put_in_place(incoming, home)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        return True

    def table(self, statement: Statement, name: str) -> pa.Table | None:
        """Return one kept table of a statement, or None where it has no rows.

        Raises:
            NotAsKept: its file is not as it was written, or is gone.
        """
        if not self._rows(statement, name):
            return None
        file = self.folder / statement.statement_id / _file_name(name)
        place = _place(statement.statement_id, name)
        if not file.is_file():
            raise NotAsKept(f"{place} is gone from {self.folder}. Put it back from a backup.")
        return pq.read_table(pa.BufferReader(self._cipher.decrypt(file.read_bytes(), place)))

    def of_record(self, record: Record) -> pa.Table:
        """Return what every statement says of a record, in the form of ``Record.schema``."""
        return self._together(record.record, record.schema)

    def errors(self) -> pa.Table:
        """Return the cells in error of every statement, in the form of ``CELL_ERROR``."""
        return self._together(ERRORS, CELL_ERROR)

    def rewrite(self, statement: Statement, change: Callable[[str, pa.Table], pa.Table]) -> tuple[Statement, int]:
        """Write anew each table of a statement that ``change`` makes another of, and what is said of it.

        Each file is replaced by one rename, so that nothing is lost by a kill, and what was done stays done. The cells
        in error come first: which rows they belong to is known as long as the records still have those.

        Args:
            statement: to be changed.
            change: given the name of a table and the table, returns it, or another with fewer rows or cells.

        Returns:
            The statement as it is now, and the number of tables that were changed.
        """
        rows, changed = dict(statement.records), 0
        errors = statement.errors
        for name in self.tables_of(statement):
            table = self.table(statement, name)
            if table is None:
                continue
            kept = change(name, table)
            # Counted though nothing is changed: an interrupted rewriting may have changed it without saying so.
            if name == ERRORS:
                errors = kept.num_rows
            else:
                rows[name] = kept.num_rows
            if kept is table:
                continue
            changed += 1
            file = self.folder / statement.statement_id / _file_name(name)

            def write(path: Path, name: str = name, kept: pa.Table = kept) -> None:
                self._write(path, statement.statement_id, name, kept)

            write_atomically(file, write)
        now = Statement(**{**asdict(statement), "records": rows, "errors": errors})
        if now != statement:
            about = json.dumps(asdict(now), indent=2, ensure_ascii=False) + "\n"
            file = self.folder / statement.statement_id / ABOUT
            write_atomically(file, lambda path: write_closed(path, about.encode()))
        return now, changed

    def remove(self, statement: Statement) -> None:
        """Remove a statement: out of sight by one rename, then from the disk."""
        home = self.folder / statement.statement_id
        gone = home.with_name(f".{home.name}.{os.getpid()}")
        home.rename(gone)
        shutil.rmtree(gone)

    def clear_interrupted(self) -> Iterator[Path]:
        """Remove what processes that are gone were writing, and name it."""
        yield from clear_temporary(self.folder)
        for home in self.folder.glob("[!.]*/"):
            yield from clear_temporary(home)

    def tables_of(self, statement: Statement) -> list[str]:
        """Return the names of the tables that a statement has rows of, that of the cells in error first."""
        return [name for name in (ERRORS, *statement.records) if self._rows(statement, name)]

    def _rows(self, statement: Statement, name: str) -> int:
        return statement.errors if name == ERRORS else statement.records.get(name, 0)

    def _about(self, folder: Path) -> Statement:
        try:
            return Statement(**read_record(folder / ABOUT))
        except (TypeError, FileNotFoundError) as error:
            raise Damaged(
                f"{folder / ABOUT} is gone or no record of a statement. Put it back from a backup."
            ) from error

    def _write(self, path: Path, statement_id: str, name: str, table: pa.Table) -> None:
        written = pa.BufferOutputStream()
        pq.write_table(table, written, compression="zstd")
        write_closed(path, self._cipher.encrypt(written.getvalue().to_pybytes(), _place(statement_id, name)))

    def _together(self, name: str, schema: pa.Schema) -> pa.Table:
        found = ((one, self.table(one, name)) for one in self.all())
        parts = [_in_form(table, one.evidence, schema) for one, table in found if table is not None]
        return pa.concat_tables([schema.empty_table(), *parts])


def write_closed(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)


def _in_form(table: pa.Table, evidence: Mapping[str, Any], schema: pa.Schema) -> pa.Table:
    """Return a table in a form, its missing columns filled with the evidence, or null."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.repeat(pa.scalar(evidence.get(field.name), field.type), table.num_rows)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def own_columns(table: pa.Table) -> pa.Table:
    """Return a table without the evidence that its statement has in common."""
    common = {field.name for field in EVIDENCE} - set(OWN_EVIDENCE)
    return table.select([name for name in table.column_names if name not in common])


def _file_name(name: str) -> str:
    return f"{name}.parquet.encrypted"


def _place(statement_id: str, name: str) -> str:
    return f"statements/{statement_id}/{name}"
