"""The restricted home: one object through which everything about single children is kept and found."""

import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from oba.config import Settings
from oba.digest import code_version
from oba.errors import ObaError
from oba.files import clear_temporary, make_folder, read_record, write_atomically
from oba.local_mi.records import Record, Records, read_records
from oba.local_mi.vault.encryption import Cipher, restricted_database
from oba.local_mi.vault.erasing import Erasure, errors_without, may_hold, without
from oba.local_mi.vault.pseudonyms import Pseudonyms
from oba.local_mi.vault.refusals import Refusal, Refusals
from oba.local_mi.vault.secret import Secret
from oba.local_mi.vault.statements import ERRORS, Statement, Statements, own_columns, write_closed
from oba.local_mi.vault.tombstones import Tombstones

if TYPE_CHECKING:
    from oba.local_mi.taking import Extract

CHECK = "made-with.json"
WAREHOUSE = "warehouse.duckdb"
QUARANTINE = "quarantine"
# What a number in an extract may stand for besides its owner's own: by these, two numbers of one child are found.
IDENTIFIERS = ("upn", "identifier")


class OtherSecret(ObaError):
    """The restricted home was made with another secret."""


class Vault:
    """Everything about single children, encrypted under keys of one secret."""

    def __init__(self, settings: Settings, secret: Secret) -> None:
        """Open the restricted home, or begin it.

        Raises:
            OtherSecret: another secret made it; says what to do.
        """
        self.home = settings.restricted_home
        self._settings, self._secret = settings, secret
        _make_closed(self.home)
        self._same_secret_as_before()
        self._cipher = Cipher(secret.key("files"))
        self._statements = Statements(_make_closed(self.home / "statements"), self._cipher)
        self._originals = _make_closed(self.home / "originals")
        self._refusals = Refusals(_make_closed(self.home / QUARANTINE), self._cipher)
        self._tombstones = Tombstones(_make_closed(self.home / "tombstones"), secret.key("tombstones"))

    def __repr__(self) -> str:
        """Say where it is."""
        return f"Vault({str(self.home)!r})"

    @property
    def records(self) -> Records:
        """What a row of an extract can say."""
        return read_records(self._settings.definitions)

    @property
    def database_key(self) -> str:
        """The key of the restricted warehouse, in hexadecimal."""
        return self._secret.key("database").hex()

    @property
    def warehouse(self) -> Path:
        """The encrypted DuckDB file that is built of all statements."""
        return self.home / WAREHOUSE

    def pseudonyms(self, council: str) -> Pseudonyms:
        """Return what makes the pseudonyms of a council."""
        return Pseudonyms(self._secret.key("pseudonyms"), council)

    def digest(self, content: bytes) -> str:
        """Return the keyed SHA-256 of a file's bytes, by which the same file is known again."""
        return self._secret.keyed("contents", content)

    def keep(self, extract: "Extract", council: str, snapshot_date: date, content: bytes) -> tuple[Statement, bool]:
        """Keep what a file says; the same bytes of the same council, layout and snapshot date are kept once.

        Args:
            extract: what was taken of the file.
            council: GSS code, as the folder says.
            snapshot_date: the day on which the file was made, as the folder says.
            content: the file's bytes.

        Returns:
            The statement, and whether it is new.
        """
        digest = self.digest(content)
        named = "\n".join((council, extract.layout, snapshot_date.isoformat(), digest))
        statement_id = self._secret.keyed("contents", named.encode())[:16]
        tables = {name: own_columns(table) for name, table in extract.records.items()}
        tables, erased_before = self._without_erased(council, {**tables, ERRORS: extract.errors})
        statement = Statement(
            statement_id=statement_id,
            council=council,
            layout=extract.layout,
            snapshot_date=snapshot_date.isoformat(),
            period_start=extract.period_start.isoformat() if extract.period_start else None,
            period_end=extract.period_end.isoformat(),
            received_at=now(),
            content=digest,
            size_bytes=len(content),
            shown_name=extract.shown_name,
            tables=[asdict(counts) for counts in extract.tables],
            records={name: table.num_rows for name, table in tables.items() if name != ERRORS},
            errors=tables[ERRORS].num_rows,
            erased_before=erased_before,
            taken_with=code_version(self._settings.definitions),
        )
        if self._statements.has(statement_id):
            return self.statement(statement_id), False
        # Before the statement, which is what says that the file was taken. A file that speaks of somebody who was
        # erased is not kept: nothing can be taken out of it.
        if self._settings.local_mi_keep_originals_days and not erased_before:
            self._keep_original(statement_id, content)
        self._statements.keep(statement, tables)
        return statement, True

    def statements(self) -> list[Statement]:
        """Return every statement, by council, snapshot date and time of receipt."""
        return self._statements.all()

    def statement(self, statement_id: str) -> Statement:
        """Return one statement.

        Raises:
            ObaError: there is none of that id.
        """
        found = next((one for one in self.statements() if one.statement_id == statement_id), None)
        if found is None:
            raise ObaError(f"There is no statement {statement_id}. 'oba local-mi status' lists them.")
        return found

    def tables(self, record: str) -> pa.Table:
        """Return what every statement says of one record, with the evidence, in the form of ``Record.schema``."""
        return self._statements.of_record(self.records[record])

    def errors(self) -> pa.Table:
        """Return the cells in error of every statement."""
        return self._statements.errors()

    def original(self, statement_id: str) -> bytes | None:
        """Return the bytes of a statement's file, or None where they are not kept."""
        file = self._original(statement_id)
        return self._cipher.decrypt(file.read_bytes(), f"originals/{statement_id}") if file.is_file() else None

    def has_original(self, statement_id: str) -> bool:
        """Tell whether the bytes of a statement's file are kept."""
        return self._original(statement_id).is_file()

    def remove(self, statement_id: str) -> Statement:
        """Remove a statement and its original, such as one that was put under the wrong date; its file may come again.

        Raises:
            ObaError: there is none of that id.
        """
        statement = self.statement(statement_id)
        self._original(statement_id).unlink(missing_ok=True)
        self._statements.remove(statement)
        return statement

    def refuse(self, council: str, snapshot_date: date, content: bytes, shown_name: str, reasons: str) -> Refusal:
        """Keep a file that cannot be used, encrypted, and why.

        Args:
            council: GSS code, as the folder says.
            snapshot_date: as the folder says.
            content: the file's bytes.
            shown_name: the file's name as it may be told.
            reasons: in words that hold no cell and no name.
        """
        digest = self.digest(content)
        named = "\n".join(("refused", council, snapshot_date.isoformat(), digest))
        refusal = Refusal(
            refusal_id=self._secret.keyed("contents", named.encode())[:16],
            council=council,
            snapshot_date=snapshot_date.isoformat(),
            content=digest,
            size_bytes=len(content),
            shown_name=shown_name,
            refused_at=now(),
            judged_with=code_version(self._settings.definitions),
        )
        known = next((one for one in self.refusals() if one.refusal_id == refusal.refusal_id), None)
        # Bytes that were removed, by an erasure or because their days are over, do not come back.
        keeps = self._settings.local_mi_keep_originals_days and (known is None or self._refusals.has_original(known))
        if known:
            refusal = replace(refusal, refused_at=known.refused_at)
        self._refusals.keep(refusal, reasons, content if keeps else None)
        return refusal

    def refusals(self) -> list[Refusal]:
        """Return every refused extract, by council, snapshot date and id."""
        return self._refusals.all()

    def no_longer_refused(self, refusal: Refusal) -> None:
        """Remove a refused extract, as when it was taken after all, or is on offer no more."""
        self._refusals.remove(refusal)

    def purge(self, before: datetime) -> int:
        """Remove the bytes of files that were received or refused before a time, and what interruptions left.

        What was taken of the files stays.

        Returns:
            The number of files removed.
        """
        for _ in self.clear_interrupted():
            pass
        received = {one.statement_id: datetime.fromisoformat(one.received_at) for one in self.statements()}
        removed = 0
        for file in self._originals.glob("[!.]*"):
            # Without a statement: its taking was interrupted, and begins anew.
            if received.get(file.name.partition(".")[0], datetime.min.replace(tzinfo=UTC)) < before:
                file.unlink()
                removed += 1
        for refusal in self.refusals():
            if datetime.fromisoformat(refusal.refused_at) < before and self._refusals.has_original(refusal):
                self._refusals.remove_original(refusal)
                removed += 1
        return removed

    def kept_until(self, received_at: str) -> date:
        """Return the day after which the bytes of a file received then are removed."""
        received = datetime.fromisoformat(received_at)
        return (received + timedelta(days=self._settings.local_mi_keep_originals_days)).date()

    def erase(self, council: str, identifier: str, of: str = "child") -> Erasure:
        """Take everything about one person out of every statement, original and refused file, for good.

        The restricted warehouse is removed with them: whoever calls this builds it anew. What was published stays. A
        keyed mark stays too, by which rows of the same person in later extracts are dropped as they are taken. An
        interrupted erasure is ended by the same call.

        Args:
            council: GSS code.
            identifier: the person's number in that council's files, in its normal form.
            of: what the number is of: ``child``, ``worker``, ``adopter`` or another that records.yml names.

        Raises:
            ObaError: no record has anything of that kind.
        """
        if of not in {column.of for record in self.records.records for column in record.columns.values()}:
            raise ObaError(f"No record of records.yml has a key of {of!r}.")
        pseudonym = self.pseudonyms(council)(of, identifier)
        began = now()
        self._tombstones.put(council, of, pseudonym, began, is_finished=False)
        self.remove_warehouse()
        spelt = {identifier, identifier.lower(), identifier.upper()}
        done = Erasure()
        shared: set[str] = set()
        for statement in [one for one in self.statements() if one.council == council]:
            holds, rows, cells, of_rows = self._found(statement, of, pseudonym)
            shared |= of_rows
            original = self.original(statement.statement_id)
            # First: while the tables still speak of the person, an interrupted erasure finds the original again.
            if original is not None and (holds or may_hold(original, spelt)):
                self._original(statement.statement_id).unlink()
                done = replace(done, originals=done.originals + 1)
            # Also where it holds nothing any more: an interrupted erasure may not have counted what it left.
            self._erase_from(statement, of, {pseudonym})
            if holds:
                done = replace(done, statements=done.statements + 1, rows=done.rows + rows, cells=done.cells + cells)
        for refusal in self.refusals():
            content = self._refusals.original(refusal) if refusal.council == council else None
            if content is not None and may_hold(content, spelt):
                self._refusals.remove_original(refusal)
                done = replace(done, quarantined=done.quarantined + 1)
        elsewhere = sum(self.traces_in_statements(one, council) for one in shared)
        done = replace(done, elsewhere=elsewhere, traces=self.traces_in_statements(pseudonym, council))
        self._tombstones.put(council, of, pseudonym, began, is_finished=done.traces == 0)
        return done

    def lift(self, council: str, identifier: str, of: str = "child") -> bool:
        """Let later extracts speak again of a person who was erased; tell whether the person was."""
        return self._tombstones.lift(council, of, self.pseudonyms(council)(of, identifier))

    def erased(self) -> tuple[int, int]:
        """Return how many people were erased, and of how many that was begun and not ended."""
        return self._tombstones.counted(), self._tombstones.unfinished()

    def traces_in_statements(self, pseudonym: str, council: str) -> int:
        """Count the cells of a council's decrypted statements that hold a pseudonym, whatever their column."""
        found = 0
        for statement in self.statements():
            for name in self._statements.tables_of(statement) if statement.council == council else ():
                table = self._statements.table(statement, name)
                found += _cells_with(table, pseudonym) if table is not None else 0
        return found

    def traces_in_warehouse(self, pseudonym: str) -> int:
        """Count the cells of the restricted warehouse that hold a pseudonym, in whatever table and column."""
        if not self.warehouse.exists():
            return 0
        found = 0
        with restricted_database(self.warehouse, self.database_key) as connection:
            columns = connection.execute(
                "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'restricted'"
            ).fetchall()
            for schema, table, column in columns:
                counted = connection.execute(
                    f'select count(*) from "{schema}"."{table}" where contains("{column}"::varchar, ?)', [pseudonym]
                ).fetchone()
                found += counted[0] if counted else 0
        return found

    def remove_warehouse(self) -> None:
        """Remove the restricted warehouse and what DuckDB left beside it; it is built anew of the statements."""
        for file in self.home.glob(f"{WAREHOUSE}*"):
            file.unlink()

    def clear_interrupted(self) -> Iterator[Path]:
        """Remove what processes that are gone were writing, and name it."""
        yield from self._statements.clear_interrupted()
        yield from self._refusals.clear_interrupted()
        for folder in (self.home, self._originals, self._tombstones.folder):
            yield from clear_temporary(folder)

    def _found(self, statement: Statement, of: str, pseudonym: str) -> tuple[bool, int, int, set[str]]:
        """Return whether a statement speaks of a person, in how many rows and cells, and under which identifiers."""
        rows = cells = 0
        shared: set[str] = set()
        for record, table in self._tables_of(statement):
            left = without(table, record, of, {pseudonym})
            rows, cells = rows + len(left.rows), cells + left.cells
            if left.rows:
                gone = table.filter(pc.is_in(table[_key_of(record, of)], value_set=pa.array([pseudonym])))
                shared.update(
                    one
                    for name, column in record.columns.items()
                    if column.of in IDENTIFIERS and name in gone.column_names
                    for one in gone[name].drop_null().to_pylist()
                )
        return bool(rows or cells), rows, cells, shared

    def _erase_from(self, statement: Statement, of: str, pseudonyms: Collection[str]) -> None:
        gone = {
            place
            for record, table in self._tables_of(statement)
            for place in without(table, record, of, pseudonyms).rows
        }
        records = {record.record: record for record in self.records.records}

        def change(name: str, table: pa.Table) -> pa.Table:
            if name == ERRORS:
                return errors_without(table, gone)
            return without(table, records[name], of, pseudonyms).table if name in records else table

        self._statements.rewrite(statement, change)

    def _tables_of(self, statement: Statement) -> Iterator[tuple[Record, pa.Table]]:
        for record in self.records.records:
            table = self._statements.table(statement, record.record)
            if table is not None:
                yield record, table

    def _without_erased(self, council: str, tables: dict[str, pa.Table]) -> tuple[dict[str, pa.Table], int]:
        """Take those who were erased out of a new extract, and count their rows and cells."""
        if not self._tombstones.counted():
            return tables, 0
        kept, gone, count = dict(tables), set(), 0
        for record in self.records.records:
            if record.record not in kept:
                continue
            for of in {column.of for column in record.columns.values() if column.of}:
                named = _values(kept[record.record], record, of)
                left = without(kept[record.record], record, of, self._tombstones.among(council, of, named))
                kept[record.record] = left.table
                gone.update(left.rows)
                count += len(left.rows) + left.cells
        return {**kept, ERRORS: errors_without(kept[ERRORS], gone)}, count

    def _keep_original(self, statement_id: str, content: bytes) -> None:
        encrypted = self._cipher.encrypt(content, f"originals/{statement_id}")
        write_atomically(self._original(statement_id), lambda path: write_closed(path, encrypted))

    def _original(self, statement_id: str) -> Path:
        return self._originals / f"{statement_id}.encrypted"

    def _same_secret_as_before(self) -> None:
        file = self.home / CHECK
        check = self._secret.keyed("check", b"")
        if file.exists():
            if read_record(file)["check"] != check:
                raise OtherSecret(
                    f"{self.home} was made with another secret than the one given now. Give that secret again; or, to "
                    "go on with a new one, move the folder away and take every extract anew, as "
                    "docs/data-protection.md says under rotation."
                )
            return
        if any(self.home.glob("statements/[!.]*")):
            raise OtherSecret(f"{file} is gone, so it is not known which secret made what is there. Put it back.")
        text = f'{{"check": "{check}", "made_at": "{now()}"}}\n'
        write_atomically(file, lambda path: write_closed(path, text.encode()))


def now() -> str:
    """Return the time in UTC to the microsecond: two statements may be received within a second."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _values(table: pa.Table, record: Record, of: str) -> set[str]:
    names = (name for name, column in record.columns.items() if column.of == of and name in table.column_names)
    return {one for name in names for one in table[name].drop_null().unique().to_pylist()}


def _key_of(record: Record, of: str) -> str:
    return next(name for name in record.key if record.columns[name].of == of)


def _cells_with(table: pa.Table, text: str) -> int:
    texts = (table[field.name] for field in table.schema if pa.types.is_string(field.type))
    return sum(pc.sum(pc.match_substring(column, text)).as_py() or 0 for column in texts)


def _make_closed(folder: Path) -> Path:
    """Make a folder that its owner alone can read, or close one that was open."""
    mask = os.umask(0o077)
    try:
        make_folder(folder)
    finally:
        os.umask(mask)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder
