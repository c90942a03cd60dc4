"""The steps of extracts, without Airflow: what is taken, refused, decided, removed, built anew and let out again."""

import json
import os
import signal
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from typer.testing import CliRunner

from local_mi import COUNCIL, mi_settings
from oba import local_run
from oba.cli import app
from oba.config import Settings
from oba.errors import ConfigurationError
from oba.files import InUse, alone
from oba.local_mi import building, checking, dropped, reconciling, steps
from oba.local_mi.guarding import RestrictedFault
from oba.local_mi.vault import open_vault, restricted_database
from oba.sequence import TAKING
from pipeline import in_environment

HEADER = (
    "Child Unique ID,Gender,Ethnicity,Date of Birth,Age,Date of Referral,Referral Source,Referral NFA?,"
    "Number of Referrals in Last 12 Months,Allocated Team,Allocated Worker"
)
PLACE = f"{COUNCIL}/2026-06-30"


def referrals(*children: str) -> str:
    rows = (f"{child},a) Male,WBRI,17/03/2011,15,01/05/2026,1A,No,0,Duty team,A Worker" for child in children)
    return "\n".join([HEADER, *rows]) + "\n"


def put(settings: Settings, name: str, text: str, place: str = PLACE) -> Path:
    assert settings.local_mi
    path = settings.local_mi / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def settings(tmp_path) -> Settings:
    settings = mi_settings(tmp_path)
    assert settings.local_mi
    settings.local_mi.mkdir()
    return settings


@pytest.fixture
def built(monkeypatch) -> Iterator[SimpleNamespace]:
    """Stand-ins for the building, the check and the figures, which only note that they were called."""
    calls = SimpleNamespace(built=[], released=0)

    def build(settings: Settings, tables: steps.Landed, key: str) -> Path:
        rows = {name: tables[name].num_rows for name in tables}
        calls.built.append({name: count for name, count in rows.items() if count})
        file = settings.restricted_home / "warehouse.duckdb"
        file.unlink(missing_ok=True)
        with restricted_database(file, key, read_only=False) as connection:
            for name in ("child", "referral"):
                connection.register("arriving", tables[name])
                connection.execute(f"create table {name} as from arriving")
        return file

    def release(settings: Settings, key: str) -> list[Path]:
        calls.released += 1
        return []

    monkeypatch.setattr(building, "build_restricted", build)
    monkeypatch.setattr(checking, "check", lambda vault: "checked")
    monkeypatch.setattr(reconciling, "beyond", lambda vault, within: [])
    monkeypatch.setitem(sys.modules, "oba.local_mi.counting", SimpleNamespace(release_figures=release))
    cohorts = SimpleNamespace(release_cohorts=lambda settings, definitions, key: [])
    monkeypatch.setitem(sys.modules, "oba.local_mi.cohorts_out", cohorts)
    monkeypatch.setattr(dropped, "BETWEEN_LOOKS", 0)
    return calls


def run(settings: Settings) -> dict[str, list[str]]:
    with in_environment(settings):
        ended = local_run.run(TAKING)
    states: dict[str, list[str]] = {}
    for one in ended:
        states.setdefault(one.step, []).append(one.state)
    return states


def test_an_extract_goes_from_the_folder_into_a_statement_the_warehouse_and_figures(settings, built):
    put(settings, "List 3.csv", referrals("101", "102"))
    assert set(chain(*run(settings).values())) == {"success"}
    assert built.built == [{"child": 2, "referral": 2, "statement": 1}] and built.released == 1
    (statement,) = open_vault(settings).statements()
    assert (statement.council, statement.snapshot_date, statement.layout) == (COUNCIL, "2026-06-30", "annex_a")


def test_where_nothing_is_new_nothing_is_built_and_nothing_let_out(settings, built):
    put(settings, "List 3.csv", referrals("101", "102"))
    run(settings)
    assert run(settings) == {
        "find_extracts": ["success"],
        "take_extract": ["skipped"],
        "build_restricted": ["skipped"],
        "check_restricted": ["skipped"],
        "release_figures": ["skipped"],
        "report_extracts": ["success"],
    }
    assert len(built.built) == built.released == 1


def test_a_run_that_was_cut_off_after_taking_is_ended_by_the_next(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    with in_environment(settings):
        local_run.run(TAKING, without={"build_restricted", "check_restricted", "release_figures"})
        local_run.run(TAKING, without={"check_restricted", "release_figures"})
    assert built.released == 0
    run(settings)
    assert len(built.built) == 1 and built.released == 1


def test_an_amended_file_is_a_further_statement_and_a_file_of_another_day_too(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    run(settings)
    put(settings, "List 3.csv", referrals("101", "102"))
    put(settings, "List 3.csv", referrals("101"), place=f"{COUNCIL}/2026-07-31")
    run(settings)
    vault = open_vault(settings)
    assert [one.records["child"] for one in vault.statements()] == [1, 2, 1]
    told = json.loads((settings.restricted_home / "looked.json").read_text())
    assert not told["alerts"] and built.released == 2
    again = steps_look(settings)
    assert any("has the bytes of one of 2026-06-30" in note for note in told["notes"] + again)


def steps_look(settings: Settings) -> list[str]:
    run(settings)
    return json.loads((settings.restricted_home / "looked.json").read_text())["notes"]


def test_bytes_that_two_councils_have_are_not_taken_for_the_second(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    run(settings)
    put(settings, "List 3.csv", referrals("101"), place="E09000030/2026-06-30")
    states = run(settings)
    assert states["take_extract"] == ["skipped"] and states["report_extracts"] == ["failed"]
    assert [one.council for one in open_vault(settings).statements()] == [COUNCIL]


def test_one_refused_file_stops_no_other_and_is_told_until_it_is_dealt_with(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    bad = put(settings, "what.csv", "a,b\n1,2\n")
    states = run(settings)
    assert sorted(states["take_extract"]) == ["failed", "success"]
    assert states["release_figures"] == ["success"] and states["report_extracts"] == ["failed"]
    assert run(settings)["report_extracts"] == ["failed"]
    bad.unlink()
    assert run(settings)["report_extracts"] == ["success"]
    assert open_vault(settings).refusals() == []


def test_a_refused_file_that_somebody_decided_on_keeps_nothing_red(settings, built, tmp_path, monkeypatch):
    put(settings, "what.csv", "a,b\n1,2\n")
    run(settings)
    (refusal,) = open_vault(settings).refusals()
    decided = SimpleNamespace(refused_files=[SimpleNamespace(file=refusal.title, sha256=refusal.content)])
    definitions = SimpleNamespace(places=steps._definitions(settings.definitions).places, decisions=decided)
    monkeypatch.setattr(steps, "_definitions", lambda folder: definitions)
    assert run(settings)["report_extracts"] == ["success"]


def test_an_archive_that_unpacks_to_more_than_the_largest_file_is_refused(settings, built):
    assert settings.local_mi
    path = settings.local_mi / PLACE / "Lists.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("List 3.csv", referrals(*(str(number) for number in range(1, 21_000))))
    small = settings.model_copy(update={"largest_file_mb": 1, "home": settings.home / "small"})
    assert run(small)["take_extract"] == ["failed"]
    (refusal,) = open_vault(small).refusals()
    assert refusal.size_bytes < 1_000_000
    assert run(settings)["take_extract"] == ["success"]


def test_a_file_is_tried_again_when_definitions_have_changed_and_then_leaves_quarantine(settings, built, monkeypatch):
    put(settings, "List 3.csv", referrals("101"))
    from oba.local_mi import taking

    take = taking.take

    def refuse(*given: object) -> None:
        raise taking.ExtractRefused("a.csv", [taking.Reason("file", "a rule", "nothing", "Mend it.")])

    monkeypatch.setattr(taking, "take", refuse)
    assert run(settings)["take_extract"] == ["failed"]
    monkeypatch.setattr(taking, "take", take)
    assert run(settings)["take_extract"] == ["skipped"]
    for module in ("looking", "vault.vault"):
        monkeypatch.setattr(f"oba.local_mi.{module}.code_version", lambda folder: "another")
    assert run(settings)["take_extract"] == ["success"]
    assert open_vault(settings).refusals() == []


def test_a_taken_file_is_removed_only_where_that_is_asked_for_and_its_original_is_kept(settings, built):
    for days, asked, stays in ((90, False, True), (0, True, True), (90, True, False)):
        own = settings.model_copy(
            update={
                "home": settings.home.parent / f"{days}{asked}",
                "local_mi_keep_originals_days": days,
                "local_mi_remove_taken": asked,
            }
        )
        path = put(own, "List 3.csv", referrals("101"))
        assert run(own)["take_extract"] == ["success"]
        assert path.exists() is stays


def test_originals_and_refused_files_go_when_their_days_are_over(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    put(settings, "what.csv", "a,b\n1,2\n")
    run(settings)
    vault = open_vault(settings)
    assert vault.purge(datetime.now(UTC) - timedelta(days=90)) == 0
    assert vault.purge(datetime.now(UTC) + timedelta(days=1)) == 2
    (statement,), (refusal,) = vault.statements(), vault.refusals()
    assert vault.original(statement.statement_id) is None and vault.tables("child").num_rows == 1
    run(settings)
    assert vault.purge(datetime.now(UTC) + timedelta(days=1)) == 0 and vault.refusals() == [refusal]


def test_a_library_that_breaks_on_a_cell_is_told_by_kind_and_place(settings, built, monkeypatch):
    put(settings, "List 3.csv", referrals("CANARY-1"))

    def breaks(settings: Settings, tables: object, key: str) -> None:
        duckdb.sql("select cast('CANARY-1' as integer)").fetchall()

    monkeypatch.setattr(building, "build_restricted", breaks)
    with in_environment(settings):
        steps.take_extract(steps.find_extracts()[0])
        with pytest.raises(RestrictedFault) as raised:
            steps.build_restricted()
    assert "CANARY" not in str(raised.value) and "ConversionException" in str(raised.value)


def test_a_step_waits_for_the_lock_of_the_restricted_home(settings, built, monkeypatch):
    put(settings, "List 3.csv", referrals("101"))
    open_vault(settings)
    monkeypatch.setattr(steps, "WAIT", 0.1)
    held = os.fork()
    if held == 0:
        with alone(settings.restricted_home, 0):
            (settings.home / "held").touch()
            signal.pause()
        os._exit(0)
    while not (settings.home / "held").exists():
        time.sleep(0.01)
    try:
        with in_environment(settings), pytest.raises(InUse):
            steps.find_extracts()
    finally:
        os.kill(held, 9)
        os.waitpid(held, 0)


def command(settings: Settings, *words: str, given: str | None = None) -> tuple[int, str]:
    with in_environment(settings):
        found = CliRunner().invoke(app, ["local-mi", *words], input=given)
    if found.exception and not isinstance(found.exception, SystemExit):
        return 1, f"{found.output}{found.exception}"
    return found.exit_code, found.output


def test_erasing_by_command_reads_the_number_from_standard_input_and_prints_counts_alone(settings, built):
    put(settings, "List 3.csv", referrals("CN771", "CN772"))
    run(settings)
    vault = open_vault(settings)
    code, told = command(settings, "erase", COUNCIL, given="cn771\n")
    assert code == 0, told
    assert "2 rows" in told and "1 originals" in told and "no table" in told
    assert "771" not in told and vault.pseudonyms(COUNCIL)("child", "CN771") not in told
    assert "1 files of the folder of extracts, under E06000012/2026-06-30" in told
    assert vault.tables("child").num_rows == 1
    assert vault.traces_in_warehouse(vault.pseudonyms(COUNCIL)("child", "CN772")) == 2
    assert len(built.built) == 2


def test_an_erasure_alone_lets_no_figure_out_again(settings, built):
    put(settings, "List 3.csv", referrals("CN771", "CN772"))
    run(settings)
    command(settings, "erase", COUNCIL, given="CN771\n")
    assert run(settings)["release_figures"] == ["skipped"] and built.released == 1
    put(settings, "List 3.csv", referrals("CN771", "CN772", "CN773"))
    run(settings)
    assert built.released == 2 and built.built[-1]["child"] == 3


def test_an_erasure_without_a_number_or_with_none_that_can_be_is_refused(settings, built):
    for given in ("\n", "01/02/2015\n"):
        code, told = command(settings, "erase", COUNCIL, given=given)
        assert code == 1 and "2015" not in told
    assert open_vault(settings).erased() == (0, 0)


def test_an_erasure_for_a_council_of_which_nothing_is_held_is_refused(settings, built):
    put(settings, "List 3.csv", referrals("CN771"))
    run(settings)
    code, told = command(settings, "erase", "E06000011", given="CN771\n")
    assert code == 1 and f"something is of {COUNCIL}" in told and "771" not in told
    assert open_vault(settings).erased() == (0, 0)


def test_a_number_of_nobody_ends_erasing_and_lifting_otherwise_than_one_of_somebody(settings, built):
    put(settings, "List 3.csv", referrals("CN771"))
    run(settings)
    assert [command(settings, verb, COUNCIL, given="CN799\n")[0] for verb in ("lift", "erase", "lift")] == [3, 3, 0]
    assert [command(settings, verb, COUNCIL, given="CN771\n")[0] for verb in ("erase", "lift", "lift")] == [0, 0, 3]


def test_a_day_or_a_statement_that_is_none_is_refused_and_nothing_is_removed(settings, built):
    put(settings, "List 3.csv", referrals("CN771"))
    run(settings)
    for words in (("purge", "--before", "01/04/2030"), ("errors", "nosuch")):
        code, told = command(settings, *words)
        assert code == 1 and ("such as 2019-04-01" in told or "There is no statement nosuch" in told)
    assert len(open_vault(settings).statements()) == 1


def test_without_a_folder_of_extracts_the_folder_is_asked_for_and_not_a_secret(settings):
    neither = settings.model_copy(update={"local_mi": None, "local_mi_secret": None})
    with in_environment(neither), pytest.raises(ConfigurationError, match="OBA_LOCAL_MI is not set"):
        steps.find_extracts()


def test_the_commands_tell_what_is_held_and_what_is_wrong_in_it(settings, built):
    put(settings, "List 3.csv", referrals("CN771") + "CN772,a) Male,CANARY,17/03/2011,15,CANARY,1A,No,0,Duty,x\n")
    put(settings, "CANARY.csv", "a,b\n1,2\n")
    run(settings)
    code, told = command(settings, "status")
    assert code == 1 and "annex_a" in told and "1 statements, 1 refused files" in told and "Refused extract" in told
    code, errors = command(settings, "errors")
    assert code == 0 and "in error" in errors and "list_3" in errors.lower().replace(" ", "_")
    code, every = command(settings, "errors", "--every")
    assert code == 0 and "found the form" in every
    assert "CANARY" not in told + errors + every and "CN77" not in told + errors + every


def test_a_statement_of_a_wrong_date_can_be_removed_and_its_file_comes_again(settings, built):
    path = put(settings, "List 3.csv", referrals("101"))
    run(settings)
    (statement,) = open_vault(settings).statements()
    out = path.parent.parent / "out.csv"
    assert command(settings, "original", statement.statement_id, "--to", str(out))[0] == 0
    assert out.read_text() == referrals("101") and out.stat().st_mode & 0o777 == 0o600
    assert command(settings, "remove", statement.statement_id)[0] == 0
    assert open_vault(settings).statements() == []
    out.unlink()
    assert run(settings)["take_extract"] == ["success"]


def test_without_a_secret_the_run_is_red_and_says_what_to_set(settings, built):
    put(settings, "List 3.csv", referrals("101"))
    own = settings.model_copy(update={"local_mi_secret": None})
    with in_environment(own):
        ended = {one.step: one for one in local_run.run(TAKING)}
    assert ended["find_extracts"].state == "failed" and "OBA_LOCAL_MI_SECRET" in str(ended["find_extracts"].error)
    assert not (settings.restricted_home / "statements").exists()
