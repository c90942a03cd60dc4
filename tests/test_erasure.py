"""Erasing a person: nothing of them is left in any statement, original, refused file or the restricted warehouse."""

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import small_store
from local_mi import COUNCIL, SNAPSHOT, extract, family, mi_settings, table
from oba import files
from oba.config import Settings
from oba.errors import ObaError
from oba.local_mi.vault import Vault, open_vault, restricted_database
from oba.local_mi.vault.erasing import may_hold
from oba.publication import served
from oba.verifying import verify
from shared_work import made_once
from small_store import at_operation, die, in_child

OTHER = "E09000030"
EARLIER = date(2026, 6, 30)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return mi_settings(tmp_path)


@pytest.fixture
def vault(settings) -> Vault:
    """Statements of two councils, most with the child 101, refused files, and a warehouse that speaks of it."""
    return filled(open_vault(settings))


def filled(vault: Vault) -> Vault:
    here = vault.pseudonyms(COUNCIL)
    upn = here("upn", "A1")
    children = {"101": {"upn_key": upn}, "102": {"mother_key": here("child", "101")}, "103": {"former_upn_key": upn}}
    vault.keep(family(here, children, errors=(2, 3)), COUNCIL, SNAPSHOT, b"the file of 101,102")
    vault.keep(extract(here, ["101", "104"]), COUNCIL, EARLIER, b"an earlier file of 101 and 104")
    vault.keep(extract(here, ["104"]), COUNCIL, SNAPSHOT, b"a file of 104 alone")
    vault.keep(extract(vault.pseudonyms(OTHER), ["101"]), OTHER, SNAPSHOT, b"the file of 101 elsewhere")
    vault.refuse(COUNCIL, SNAPSHOT, b"a refused file of 101", "a.csv", "No table is known.")
    vault.refuse(COUNCIL, SNAPSHOT, b"a refused file of 104", "b.csv", "No table is known.")
    with restricted_database(vault.warehouse, vault.database_key, read_only=False) as connection:
        connection.execute("create table child as select ? as child_key", [here("child", "101")])
    return vault


def everywhere(vault: Vault) -> dict[str, list[dict]]:
    records = ("child", "family_member", "referral")
    return {
        record: [row for row in vault.tables(record).to_pylist() if row["council"] == COUNCIL] for record in records
    }


def test_no_row_cell_original_or_refused_file_of_an_erased_child_is_left(vault):
    pseudonym = vault.pseudonyms(COUNCIL)("child", "101")
    assert vault.traces_in_statements(pseudonym, COUNCIL) == 5
    assert vault.traces_in_warehouse(pseudonym) == 1
    done = vault.erase(COUNCIL, "101")
    assert (done.statements, done.rows, done.cells, done.traces) == (2, 4, 1, 0)
    assert (done.originals, done.quarantined) == (2, 1)
    assert vault.traces_in_statements(pseudonym, COUNCIL) == vault.traces_in_warehouse(pseudonym) == 0
    assert not vault.warehouse.exists()
    assert [vault.original(one.statement_id) is None for one in vault.statements() if one.council == COUNCIL] == [
        *(True, True),
        False,
    ]
    assert sorted(refusal.shown_name for refusal in vault.refusals()) == ["a.csv", "b.csv"]


def test_what_is_about_others_stays(vault):
    vault.erase(COUNCIL, "101")
    here = vault.pseudonyms(COUNCIL)
    left = everywhere(vault)
    assert [row["child_key"] for row in left["family_member"]] == [here("child", "102"), here("child", "103")]
    assert [row["child_key"] for row in left["referral"]] == [here("child", "104")] * 2
    assert {row["mother_key"] for row in left["child"]} == {None}
    assert [row["source_row"] for row in vault.errors().to_pylist()] == [3]
    elsewhere = vault.pseudonyms(OTHER)("child", "101")
    assert vault.traces_in_statements(elsewhere, OTHER) == 2


def test_the_statement_says_how_many_rows_are_left(vault):
    vault.erase(COUNCIL, "101")
    counts = [one.records for one in vault.statements() if one.council == COUNCIL]
    assert counts == [
        {"child": 1, "referral": 1},
        {"child": 2, "family_member": 2},
        {"child": 1, "referral": 1},
    ]


def test_rows_under_another_number_that_share_an_identifier_are_told(vault):
    assert vault.erase(COUNCIL, "101").elsewhere == 1


def test_erasing_again_finds_nothing(vault):
    vault.erase(COUNCIL, "101")
    again = vault.erase(COUNCIL, "101")
    assert (again.statements, again.rows, again.originals, again.quarantined) == (0, 0, 0, 0)


def test_a_later_extract_of_an_erased_child_is_taken_without_it_and_its_original_is_not_kept(vault):
    vault.erase(COUNCIL, "101")
    here = vault.pseudonyms(COUNCIL)
    found = extract(here, ["101", "105"])
    statement, is_new = vault.keep(found, COUNCIL, date(2026, 10, 31), b"a later file of 101 and 105")
    assert is_new and statement.erased_before == 2
    assert statement.records == {"child": 1, "referral": 1}
    assert vault.traces_in_statements(here("child", "101"), COUNCIL) == 0
    assert vault.original(statement.statement_id) is None
    mother = table("child", [{"child_key": here("child", "106"), "mother_key": here("child", "101")}])
    statement, _ = vault.keep(type(found)({"child": mother}), COUNCIL, SNAPSHOT, b"of the mother")
    assert (statement.records, statement.erased_before) == ({"child": 1}, 1)
    assert vault.traces_in_statements(here("child", "101"), COUNCIL) == 0


def test_an_erasure_can_be_lifted_for_what_comes_later(vault):
    vault.erase(COUNCIL, "101")
    assert vault.lift(COUNCIL, "101") and not vault.lift(COUNCIL, "101")
    statement, _ = vault.keep(extract(vault.pseudonyms(COUNCIL), ["101"]), COUNCIL, date(2026, 10, 31), b"101 again")
    assert (statement.erased_before, statement.records) == (0, {"child": 1, "referral": 1})


def test_the_mark_that_stays_holds_neither_the_number_nor_its_pseudonym(vault):
    vault.erase(COUNCIL, "CANARY-9")
    pseudonym = vault.pseudonyms(COUNCIL)("child", "CANARY-9")
    marks = list((vault.home / "tombstones").iterdir())
    assert len(marks) == 1
    said = marks[0].name + marks[0].read_text()
    assert "CANARY" not in said and pseudonym not in said
    assert vault.erased() == (1, 0)


def test_a_worker_s_number_is_emptied_where_the_row_is_about_a_child(vault):
    here = vault.pseudonyms(COUNCIL)
    worker, child = here("worker", "W1"), here("child", "107")
    found = extract(here, [])
    records = {
        "referral": table("referral", [{"child_key": child, "referral_date": "2026-01-01", "worker_key": worker}]),
        "training_place": table("training_place", [{"worker_key": worker, "course": "c", "course_date": "2026-01-01"}]),
    }
    vault.keep(type(found)(records), COUNCIL, SNAPSHOT, b"of a worker")
    done = vault.erase(COUNCIL, "W1", of="worker")
    assert (done.rows, done.cells, done.traces) == (1, 1, 0)
    assert vault.tables("referral").to_pylist()[-1]["child_key"] is not None


def test_a_kind_that_no_record_has_is_refused(vault):
    with pytest.raises(ObaError, match="No record"):
        vault.erase(COUNCIL, "101", of="children")


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("list.xml"), content)
    return made.getvalue()


def test_what_is_published_stays_and_still_is_what_its_manifest_says(settings, tmp_path_factory):
    store = made_once("small_store", tmp_path_factory, small_store.make_store)
    shutil.copytree(store / "home", settings.home)
    settings = settings.model_copy(update={"releases": (store / "releases",)})
    small_store.refresh(settings)
    before = small_store.content(settings)
    vault = filled(open_vault(settings))
    vault.erase(COUNCIL, "101")
    assert small_store.content(settings) == before
    assert verify(settings) == [] and served(settings) is not None


@pytest.mark.parametrize(
    "content",
    [
        b"a,C-101,b",
        "a,C-101,b".encode("utf-16"),
        gzip.compress(b"C-101", mtime=0),
        zipped(b"<v>C-101</v>"),
        zipped(zipped(b"C-101")),
        b"\xd0\xcf\x11\xe0 an old or locked workbook",
        zipped(b"nothing")[:-5] + b"cut",
        gzip.compress(b"nothing", mtime=0)[:-6],
    ],
)
def test_a_file_that_holds_a_number_or_cannot_be_looked_into_is_taken_to_hold_it(content):
    assert may_hold(content, {"C-101"})


@pytest.mark.parametrize(
    "content", [b"a,C-102,b", "C-102".encode("utf-16"), gzip.compress(b"x", mtime=0), zipped(b"x"), b""]
)
def test_a_file_that_is_known_not_to_hold_a_number_is_left(content):
    assert not may_hold(content, {"C-101"})


def test_killed_at_any_operation_on_a_file_the_same_erasure_ends_as_an_undisturbed_one(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "sync", lambda path: None)  # what a power cut leaves cannot be tried here
    settings = mi_settings(tmp_path)
    vault = open_vault(settings)
    here = vault.pseudonyms(COUNCIL)
    vault.keep(family(here, {"101": {}, "102": {}}, errors=(2, 3)), COUNCIL, SNAPSHOT, b"the file of 101 and 102")
    vault.refuse(COUNCIL, SNAPSHOT, b"a refused file of 101", "a.csv", "No table is known.")
    vault.warehouse.touch()
    ended = None
    for number in range(200):
        home = Path(shutil.copytree(settings.home, tmp_path / str(number)))
        vault = open_vault(settings.model_copy(update={"home": home}))

        def doomed(number: int = number, vault: Vault = vault) -> None:
            has_happened = at_operation(number, die) if number else bool
            vault.erase(COUNCIL, "101")
            assert not has_happened()

        undisturbed = in_child(doomed) == 0
        if undisturbed and number == 0:
            ended = contents(vault)
            continue
        vault.erase(COUNCIL, "101")
        list(vault.clear_interrupted())
        assert contents(vault) == ended
        shutil.rmtree(home)
        if undisturbed:
            break
    assert number > 10


def test_killed_at_any_operation_on_a_file_a_statement_is_whole_or_not_there_and_is_kept_by_the_next(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "sync", lambda path: None)
    settings = mi_settings(tmp_path)
    open_vault(settings)
    for number in range(1, 200):
        home = Path(shutil.copytree(settings.home, tmp_path / str(number)))
        vault = open_vault(settings.model_copy(update={"home": home}))

        def keep(vault: Vault = vault) -> None:
            here = vault.pseudonyms(COUNCIL)
            vault.refuse(COUNCIL, SNAPSHOT, b"a refused file", "a.csv", "No table is known.")
            vault.keep(extract(here, ["101", "102"]), COUNCIL, SNAPSHOT, b"a file")

        def doomed(number: int = number, keep: Callable = keep) -> None:
            has_happened = at_operation(number, die)
            keep()
            assert not has_happened()

        undisturbed = in_child(doomed) == 0
        for statement in vault.statements():
            assert vault.tables("child").num_rows == 2 and vault.original(statement.statement_id) == b"a file"
        keep()
        list(vault.clear_interrupted())
        assert [one.records for one in vault.statements()] == [{"child": 2, "referral": 2}]
        assert [one.shown_name for one in vault.refusals()] == ["a.csv"]
        assert not list(vault.home.rglob(".*"))
        shutil.rmtree(home)
        if undisturbed:
            break
    assert number > 10


def contents(vault: Vault) -> tuple:
    statements = [(one.content, one.records, one.errors) for one in vault.statements() if one.council == COUNCIL]
    pseudonym = vault.pseudonyms(COUNCIL)("child", "101")
    originals = [vault.original(one.statement_id) for one in vault.statements()]
    left = sorted(path.name for path in vault.home.rglob(".*"))
    traces = (vault.traces_in_statements(pseudonym, COUNCIL), vault.warehouse.exists(), vault.erased())
    return len(statements), [rest for _, *rest in statements], originals, traces, left
