"""The vault: weak secrets are refused, pseudonyms are keyed, nothing is kept in plain text, nothing is written over."""

import pickle
import stat
from dataclasses import replace
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from local_mi import COUNCIL, SNAPSHOT, extract, mi_settings, table_of_errors
from oba.config import settings_from_environment
from oba.errors import ConfigurationError
from oba.local_mi.vault import (
    NotAsKept,
    OtherSecret,
    Pseudonyms,
    Secret,
    Vault,
    WeakSecret,
    new_secret,
    open_vault,
    read_secret,
    restricted_database,
)

WEAK = {
    "short": "k9Jw2",
    "31 characters": "hV9x2Lq8Zt4Rb7Nm1Yc6Wd3Kf5Ps0Ga",
    "one character": "a" * 64,
    "repeated": "k9Jw2x" * 8,
    "repeated, cut short": ("k9Jw2xQ" * 8)[:50],
    "well-known words": "PasswordPasswordSecretChangemeLetmeinAdmin1",
    "words of here": "council-secret-for-children-social-care-test-key",
    "the alphabet": "abcdefghijklmnopqrstuvwxyz0123456789",
    "counting": "01234567890123456789012345678901234",
    "few characters": "abacbadcabdbacadbacdbacbdabcdbacbdacbadcbabdc",
    "spaces": " " * 40,
    "spaces around": " hV9x2Lq8Zt4Rb7Nm1Yc6Wd3Kf5Ps0GaXe ",
}


@pytest.fixture
def vault(tmp_path) -> Vault:
    return open_vault(mi_settings(tmp_path))


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_secret_is_refused_and_the_refusal_does_not_hold_it(name):
    with pytest.raises(WeakSecret) as refused:
        Secret(WEAK[name])
    told = str(refused.value)
    assert "new-secret" in told
    parts = (WEAK[name].strip()[place : place + 8] for place in range(len(WEAK[name])))
    assert not [part for part in parts if len(part) == 8 and part in told]


def test_a_new_secret_is_strong_and_another_each_time():
    made = {new_secret() for _ in range(200)}
    assert len(made) == 200
    for text in made:
        Secret(text)


def test_no_secret_at_all_is_refused_with_what_to_set(tmp_path):
    for given in (None, ""):
        with pytest.raises(WeakSecret, match="OBA_LOCAL_MI_SECRET"):
            read_secret(settings_from_environment(home=tmp_path, local_mi_secret=given))


def test_a_secret_shows_itself_nowhere(tmp_path):
    text = new_secret()
    secret, settings = Secret(text), settings_from_environment(home=tmp_path, local_mi_secret=text)
    assert text not in repr(secret) + str(secret) + repr(settings) + str(settings.model_dump()) + repr(vars(settings))
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_an_unusable_secret_setting_is_told_without_what_was_found():
    with pytest.raises(ConfigurationError) as refused:
        settings_from_environment(local_mi_secret=["CANARY-SECRET"], keep_publications=0)
    told = str(refused.value)
    assert "OBA_LOCAL_MI_SECRET" in told and "found 0" in told
    assert "CANARY" not in told
    assert refused.value.__cause__ is None and refused.value.__context__ is None


def test_a_pseudonym_is_the_same_every_time_and_another_for_each_council_kind_and_secret():
    secret, other = Secret(new_secret()), Secret(new_secret())
    here = Pseudonyms(secret.key("pseudonyms"), COUNCIL)
    again = Pseudonyms(secret.key("pseudonyms"), COUNCIL)
    assert here("child", "123") == again("child", "123")
    assert len(here("child", "123")) == 32 and int(here("child", "123"), 16)
    all_different = {
        here("child", "123"),
        here("worker", "123"),
        here("child", "124"),
        Pseudonyms(secret.key("pseudonyms"), "E09000030")("child", "123"),
        Pseudonyms(other.key("pseudonyms"), COUNCIL)("child", "123"),
    }
    assert len(all_different) == 5


def test_parts_of_a_pseudonym_cannot_be_shifted_into_each_other():
    key = Secret(new_secret()).key("pseudonyms")
    assert Pseudonyms(key, "ab")("c", "d") != Pseudonyms(key, "a")("bc", "d") != Pseudonyms(key, "a")("b", "cd")


def test_nothing_has_no_pseudonym():
    with pytest.raises(ValueError, match="no pseudonym"):
        Pseudonyms(b"k" * 32, COUNCIL)("child", "")


def test_a_column_gets_the_pseudonyms_of_its_cells():
    made = Pseudonyms(Secret(new_secret()).key("pseudonyms"), COUNCIL)
    for values in (pa.array(["1", None, "2", "1"]), pa.chunked_array([["1", None], ["2", "1"]])):
        assert made.column("child", values).to_pylist() == [
            *(made("child", "1"), None),
            *(made("child", "2"), made("child", "1")),
        ]


def test_keys_for_different_purposes_have_nothing_in_common():
    secret = Secret(new_secret())
    purposes = ("pseudonyms", "database", "files", "contents", "tombstones", "check")
    assert len({secret.key(purpose) for purpose in purposes}) == len(purposes)


def test_a_statement_says_afterwards_what_the_extract_said_with_the_evidence(vault):
    found = extract(vault.pseudonyms(COUNCIL), ["101", "102"], period_start=date(2026, 4, 1))
    statement, is_new = vault.keep(found, COUNCIL, SNAPSHOT, b"bytes")
    assert is_new and vault.statements() == [statement]
    rows = vault.tables("referral").to_pylist()
    assert [row["child_key"] for row in rows] == [vault.pseudonyms(COUNCIL)("child", one) for one in ("101", "102")]
    assert {row["council"] for row in rows} == {COUNCIL}
    assert {row["statement_id"] for row in rows} == {statement.statement_id}
    assert {row["snapshot_date"] for row in rows} == {SNAPSHOT}
    assert [row["source_row"] for row in rows] == [2, 3]
    assert rows[0]["period_start"] == date(2026, 4, 1) and rows[0]["received_at"] is not None
    assert vault.tables("contact").num_rows == 0
    assert vault.tables("contact").schema == vault.records["contact"].schema


def test_cells_in_error_are_kept_with_their_statement(vault):
    error = {"source_table": "List 1", "source_row": 4, "column_name": "birth_date", "rule": "date", "found": "'a'"}
    found = extract(vault.pseudonyms(COUNCIL), ["1"], errors=table_of_errors([{**error, "is_row_dropped": False}]))
    statement, _ = vault.keep(found, COUNCIL, SNAPSHOT, b"bytes")
    (row,) = vault.errors().to_pylist()
    assert (row["statement_id"], row["council"], row["source_row"]) == (statement.statement_id, COUNCIL, 4)


def test_the_same_bytes_for_the_same_council_and_date_are_kept_once_and_anything_else_is_a_further_statement(vault):
    found = extract(vault.pseudonyms(COUNCIL), ["1"])
    first, _ = vault.keep(found, COUNCIL, SNAPSHOT, b"bytes")
    assert vault.keep(found, COUNCIL, SNAPSHOT, b"bytes") == (first, False)
    for further in (
        (found, COUNCIL, SNAPSHOT, b"amended"),
        (found, COUNCIL, date(2026, 10, 31), b"bytes"),
        (found, "E09000030", SNAPSHOT, b"bytes"),
        (replace(found, layout="another"), COUNCIL, SNAPSHOT, b"bytes"),
    ):
        assert vault.keep(*further)[1]
    assert len(vault.statements()) == 5
    assert vault.statement(first.statement_id) == first


def test_everything_is_the_owner_s_alone(vault):
    vault.keep(extract(vault.pseudonyms(COUNCIL), ["1"]), COUNCIL, SNAPSHOT, b"bytes")
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute("create table t as select 1 as one")
    for path in (vault.home, *vault.home.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_an_open_restricted_home_is_closed(tmp_path):
    settings = mi_settings(tmp_path)
    settings.restricted_home.mkdir(parents=True)
    settings.restricted_home.chmod(0o755)
    open_vault(settings)
    assert stat.S_IMODE(settings.restricted_home.stat().st_mode) == 0o700


def test_no_kept_file_holds_plain_text(vault):
    pseudonym = vault.pseudonyms(COUNCIL)("child", "CANARY-101")
    content = b"CANARY-101,Canary Name,SW1A 1AA"
    vault.keep(extract(vault.pseudonyms(COUNCIL), ["CANARY-101"]), COUNCIL, SNAPSHOT, content)
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute("create table t as select ? || i as c from range(1000) r(i)", ["CANARY"])
    files = [path for path in vault.home.rglob("*") if path.is_file()]
    assert len(files) >= 5
    for path in files:
        kept = path.read_bytes()
        assert b"CANARY" not in kept and b"SW1A" not in kept and pseudonym.encode() not in kept, path
        assert b"2015-04-01" not in kept


def test_the_original_is_given_back_as_it_came_and_is_not_kept_at_all_with_0_days(tmp_path):
    for days, given_back in ((90, b"bytes"), (0, None)):
        vault = open_vault(mi_settings(tmp_path / str(days), local_mi_keep_originals_days=days))
        statement, _ = vault.keep(extract(vault.pseudonyms(COUNCIL), ["1"]), COUNCIL, SNAPSHOT, b"bytes")
        assert vault.original(statement.statement_id) == given_back


def test_a_changed_or_moved_file_is_told_and_never_read(vault):
    statement, _ = vault.keep(extract(vault.pseudonyms(COUNCIL), ["1"]), COUNCIL, SNAPSHOT, b"bytes")
    folder = vault.home / "statements" / statement.statement_id
    child, referral = (folder / f"{name}.parquet.encrypted" for name in ("child", "referral"))
    whole = child.read_bytes()
    for bad in (whole[:-1], whole[:40] + b"?" + whole[41:], b"", referral.read_bytes()):
        child.write_bytes(bad)
        with pytest.raises(NotAsKept, match=r"statements/.*/child is not as it was kept"):
            vault.tables("child")
    child.unlink()
    with pytest.raises(NotAsKept, match="gone"):
        vault.tables("child")


def test_another_secret_than_the_one_it_was_made_with_is_refused_with_what_to_do(tmp_path):
    settings = mi_settings(tmp_path)
    vault = open_vault(settings)
    vault.keep(extract(vault.pseudonyms(COUNCIL), ["1"]), COUNCIL, SNAPSHOT, b"bytes")
    other = Secret(new_secret())
    with pytest.raises(OtherSecret, match="rotation"):
        Vault(settings, other)
    (vault.home / "made-with.json").unlink()
    with pytest.raises(OtherSecret, match="Put it back"):
        Vault(settings, other)


def test_the_database_opens_with_its_key_alone_and_the_refusal_does_not_hold_a_key(vault):
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute("create table t as select 1 as one")
    with restricted_database(vault.warehouse, vault.database_key) as connection:
        assert connection.execute("from t").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute("create table u as select 1")
    with pytest.raises(NotAsKept) as refused, restricted_database(vault.warehouse, "0" * 64):
        pass
    assert "0" * 64 not in str(refused.value) and refused.value.__context__ is None
    with pytest.raises(duckdb.Error), duckdb.connect(str(vault.warehouse)):
        pass
