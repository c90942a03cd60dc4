"""Encryption of files, by AES-256-GCM over their bytes, and of the restricted DuckDB database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from oba.errors import ConfigurationError, ObaError

FORMAT = b"oba-mi-1"  # at the beginning of each file
NONCE = 12  # bytes


class NotAsKept(ObaError):
    """A kept file was changed, cut short, put in another's place, or encrypted with another key."""


class Cipher:
    """Encrypts bytes under one key; each time with another nonce, so that equal bytes are never seen to be equal."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, content: bytes, place: str) -> bytes:
        """Return encrypted bytes that can only be decrypted under the same ``place``, such as ``originals/<id>``."""
        nonce = os.urandom(NONCE)
        return FORMAT + nonce + self._cipher.encrypt(nonce, content, place.encode())

    def decrypt(self, content: bytes, place: str) -> bytes:
        """Return the bytes that were encrypted.

        Raises:
            NotAsKept: they are not as they were written, or were written elsewhere.
        """
        start = len(FORMAT) + NONCE
        is_ours = content.startswith(FORMAT)
        try:
            if is_ours:
                return self._cipher.decrypt(content[len(FORMAT) : start], content[start:], place.encode())
        except InvalidTag:
            pass
        raise NotAsKept(
            f"{place} is not as it was kept: it was changed or cut short, or another secret made it. Put it back from "
            "a backup."
        )


def httpfs_extension() -> Path:
    """Return the file of DuckDB's extension that writes encrypted databases, as the locked package brings it.

    Raises:
        ConfigurationError: the package is not that of this DuckDB.
    """
    found = find_spec("duckdb_extension_httpfs")
    folders = (found.submodule_search_locations if found else None) or ()
    for folder in folders:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
        if file.is_file():
            return file
    raise ConfigurationError(
        f"DuckDB {duckdb.__version__} cannot write encrypted databases without the package duckdb-extension-httpfs of "
        "the same version. Install the locked packages: make demo, or pip install -r requirements.lock."
    )


def load_encryption(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a connection write encrypted databases; what it puts on disk for want of memory is encrypted too.

    Raises:
        ConfigurationError: the package that writes them is not that of this DuckDB.
    """
    connection.load_extension(str(httpfs_extension()))
    connection.execute("set temp_file_encryption = true")


@contextmanager
def restricted_database(
    file: Path, key: str, name: str = "restricted", read_only: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an encrypted database as the one in use; what DuckDB writes beside it is encrypted too.

    Args:
        file: it is made, for its owner alone, if it is to be written to and is not there.
        key: the vault's ``database_key``.
        name: of the database in SQL.
        read_only: whether nothing may be written.

    Raises:
        NotAsKept: another key made it, or it is damaged.
    """
    with duckdb.connect() as connection:
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set autoload_known_extensions = false")
        load_encryption(connection)
        connection.execute(f"set temp_directory = {_quoted(file.with_name(f'.{file.name}.tmp'))}")
        options = f"encryption_key {_quoted(key)}" + (", read_only" if read_only else "")
        opened = True
        mask = os.umask(0o077)
        try:
            connection.execute(f"attach {_quoted(file)} as {name} ({options})")
        except duckdb.Error:
            opened = False  # what DuckDB says of a statement may quote it, and with it the key
        finally:
            os.umask(mask)
        if not opened:
            raise NotAsKept(
                f"{file} could not be opened: it is in use, damaged, or another secret made it. 'oba local-mi take' "
                "builds it anew."
            )
        connection.execute(f"use {name}")
        yield connection


def _quoted(text: str | Path) -> str:
    return "'" + str(text).replace("'", "''") + "'"
