"""The search for canaries finds them wherever they may be: a search that finds nothing has to mean something."""

import gzip
import sqlite3
import zipfile
from contextlib import closing

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leaks import any_like, any_of, leaks
from oba.local_mi.vault import restricted_database

CANARY = "Canary Wren-Hollow"


def in_text(folder):
    (folder / "refresh.log").write_text(f"... {CANARY.upper()} ...")


def in_utf_16(folder):
    (folder / "note.txt").write_text(CANARY, encoding="utf-16")


def in_gzip(folder):
    (folder / "task.log.gz").write_bytes(gzip.compress(CANARY.encode()))


def in_workbook(folder):
    with zipfile.ZipFile(folder / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{CANARY}</t>" * 50)


def in_name_of_member(folder):
    with zipfile.ZipFile(folder / "set.zip", "w") as archive:
        archive.writestr(f"{CANARY}.csv", "")


def in_parquet(folder):
    pq.write_table(pa.table({"c": [CANARY] * 1000}), folder / "long.parquet", compression="zstd")


def in_duckdb(folder):
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create table t as select ? as c from range(5000)", [CANARY])


def in_comment_of_duckdb(folder):
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(f"create table t (c integer); comment on column t.c is '{CANARY}'")


def in_sqlite(folder):
    with closing(sqlite3.connect(folder / "airflow.db")) as connection:
        connection.execute("create table xcom (value text)")
        connection.execute("insert into xcom values (?)", ["x" * 5000 + CANARY])
        connection.commit()


def in_name_of_file(folder):
    (folder / f"{CANARY}.csv").touch()


def in_name_of_folder(folder):
    (folder / CANARY).mkdir()


HIDING = (in_text, in_utf_16, in_gzip, in_workbook, in_name_of_member, in_parquet, in_duckdb, in_comment_of_duckdb)


@pytest.mark.parametrize("hide", [*HIDING, in_sqlite, in_name_of_file, in_name_of_folder])
def test_a_canary_is_found_wherever_it_is(tmp_path, hide):
    folder = tmp_path / "home" / "deeper"
    folder.mkdir(parents=True)
    hide(folder)
    found = leaks([tmp_path / "home"], ["another", CANARY])
    assert found and all(line.endswith("canary 1") for line in found)
    assert leaks([tmp_path / "home"], ["another"]) == []


def test_an_encrypted_database_holds_none_that_anybody_could_read(tmp_path):
    with restricted_database(tmp_path / "w.duckdb", "k" * 64, read_only=False) as connection:
        connection.execute("create table t as select ? as c from range(5000)", [CANARY])
    assert leaks([tmp_path], [CANARY]) == []


def test_a_whole_word_or_number_of_many_is_found_and_a_part_of_another_is_not(tmp_path):
    wanted = [any_of(["1000007", "500012"], rb"\d{6,7}"), any_like(rb"ZZ\d\d ?\d[A-Z]{2}")]
    (tmp_path / "log").write_text("0.1000007 91000007 a500012 ZZ123 XZZ12 3AB")
    assert leaks([tmp_path], wanted) == []
    (tmp_path / "log").write_text("child 500012, of ZZ12 3AB.", encoding="utf-16")
    assert [line.rpartition(" ")[2] for line in leaks([tmp_path], wanted)] == ["0", "1"]
