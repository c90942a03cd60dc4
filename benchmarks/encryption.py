"""What encryption costs: statements and the restricted database, written and read, with it and without.

Usage: ``python benchmarks/encryption.py [ROWS]`` prints a table, in seconds of processor; the rows are referrals of
made-up children.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from oba.local_mi.vault import Pseudonyms, Secret, new_secret, restricted_database
from oba.local_mi.vault.encryption import Cipher

ROWS = 2_000_000
TIMES = 3
QUERY = "select team, count(distinct child_key), max(referral_date) from referral group by team"


def main() -> None:
    """Time each of them and print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    folder = Path(mkdtemp(prefix="encryption-"))
    secret = Secret(new_secret())
    numbers = pa.array(np.random.default_rng(1).integers(10**6, 10**6 + rows // 5, rows).astype(str))
    keys, seconds = timed(lambda: Pseudonyms(secret.key("pseudonyms"), "E06000012").column("child", numbers))
    print(f"{rows:,} rows of {len(keys.unique()):,} children; their pseudonyms take {seconds:.2f} s of processor\n")
    table = referrals(keys)
    try:
        lines = [*files(table, folder, Cipher(secret.key("files"))), *databases(table, folder, secret)]
    finally:
        shutil.rmtree(folder)
    print(
        "| what | plain, s | encrypted, s | costs | plain, MB | encrypted, MB |\n| --- | --- | --- | --- | --- | --- |"
    )
    for what, plain, encrypted, plain_size, size in lines:
        costs = f"{encrypted / plain - 1:+.0%}"
        print(f"| {what} | {plain:.2f} | {encrypted:.2f} | {costs} | {plain_size / 1e6:.0f} | {size / 1e6:.0f} |")


def referrals(keys: pa.Array) -> pa.Table:
    """Return rows as they land: text in normal form."""
    random = np.random.default_rng(2)
    days = np.datetime64("2016-04-01") + random.integers(0, 3650, len(keys))
    return pa.table(
        {
            "child_key": keys,
            "referral_date": pa.array(days.astype(str)),
            "source_code": pa.array(random.choice(["1A", "2A", "3A", "5B", "6"], len(keys))),
            "team": pa.array(random.choice([f"Team {number}" for number in range(30)], len(keys))),
        }
    )


def files(table: pa.Table, folder: Path, cipher: Cipher) -> list[tuple]:
    """Time a table as a file of a statement."""
    plain, encrypted = folder / "plain.parquet", folder / "encrypted"

    def write(path: Path, pack: Callable[[bytes], bytes]) -> None:
        out = pa.BufferOutputStream()
        pq.write_table(table, out, compression="zstd")
        path.write_bytes(pack(out.getvalue().to_pybytes()))

    def read(path: Path, unpack: Callable[[bytes], bytes]) -> None:
        pq.read_table(pa.BufferReader(unpack(path.read_bytes())))

    def encrypt(content: bytes) -> bytes:
        return cipher.encrypt(content, "place")

    def decrypt(content: bytes) -> bytes:
        return cipher.decrypt(content, "place")

    written = [timed(lambda: write(plain, bytes))[1], timed(lambda: write(encrypted, encrypt))[1]]
    found = [timed(lambda: read(plain, bytes))[1], timed(lambda: read(encrypted, decrypt))[1]]
    sizes = plain.stat().st_size, encrypted.stat().st_size
    return [("statement, written", *written, *sizes), ("statement, read", *found, *sizes)]


def databases(table: pa.Table, folder: Path, secret: Secret) -> list[tuple]:
    """Time a table in the restricted database."""
    plain, encrypted, key = folder / "plain.duckdb", folder / "encrypted.duckdb", secret.key("database").hex()

    def opened(is_encrypted: bool, read_only: bool) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        if is_encrypted:
            return restricted_database(encrypted, key, read_only=read_only)
        return plain_database(plain, read_only)

    def write(is_encrypted: bool) -> None:
        (encrypted if is_encrypted else plain).unlink(missing_ok=True)
        with opened(is_encrypted, read_only=False) as connection:
            connection.register("arriving", table)
            connection.execute("create table referral as from arriving")

    def read(is_encrypted: bool) -> None:
        with opened(is_encrypted, read_only=True) as connection:
            connection.execute(QUERY).fetchall()

    write(False)
    written = [timed(lambda: write(False))[1], timed(lambda: write(True))[1]]
    found = [timed(lambda: read(False))[1], timed(lambda: read(True))[1]]
    sizes = plain.stat().st_size, encrypted.stat().st_size
    return [("database, written", *written, *sizes), ("database, opened and queried", *found, *sizes)]


@contextmanager
def plain_database(file: Path, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database as the restricted one is, in the same form of storage, without its key."""
    with duckdb.connect() as connection:
        options = "read_only" if read_only else "storage_version 'latest'"
        connection.execute(f"attach '{file}' as plain ({options})")
        connection.execute("use plain")
        yield connection


def timed(do: Callable[[], object]) -> tuple:
    """Return what something gives, and the median of the seconds of processor that it takes."""
    seconds, found = [], None
    for _ in range(TIMES):
        started = time.process_time()
        found = do()
        seconds.append(time.process_time() - started)
    return found, statistics.median(seconds)


if __name__ == "__main__":
    main()
