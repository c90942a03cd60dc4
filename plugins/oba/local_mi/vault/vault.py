"""The restricted home: one object through which everything about single children is kept and found."""

import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from oba.config import Settings
from oba.digest import code_version
from oba.errors import ObaError
from oba.files import make_folder, read_record, write_atomically
from oba.local_mi.records import Records, read_records
from oba.local_mi.vault.encryption import Cipher
from oba.local_mi.vault.pseudonyms import Pseudonyms
from oba.local_mi.vault.secret import Secret
from oba.local_mi.vault.statements import ERRORS, Statement, Statements, TakenExtract, own_columns, write_closed

CHECK = "made-with.json"
WAREHOUSE = "warehouse.duckdb"


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

    def keep(self, extract: TakenExtract, council: str, snapshot_date: date, content: bytes) -> tuple[Statement, bool]:
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
        tables[ERRORS] = extract.errors
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
            errors=extract.errors.num_rows,
            erased_before=0,
            taken_with=code_version(self._settings.definitions),
        )
        if self._settings.local_mi_keep_originals_days:
            # Before the statement: a statement whose original is missing was told to have none.
            self._keep_original(statement_id, content)
        is_new = self._statements.keep(statement, tables)
        return statement if is_new else self.statement(statement_id), is_new

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
