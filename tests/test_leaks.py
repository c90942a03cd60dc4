"""No name, number, postcode or date of birth of a child gets anywhere, by good files or by bad ones, run by Airflow."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

import extracts_in_airflow
from leaks import held_in, leaks
from local_mi import COUNCIL, mi_settings
from oba import local_run
from oba.config import PREFIX, PROJECT, Settings
from oba.local_mi import building, steps
from oba.local_mi.guarding import nothing_told
from oba.local_mi.steps import Landed
from oba.local_mi.vault import Vault, open_vault
from oba.sequence import TAKING
from pipeline import in_environment
from small_store import die, in_child

CANARIES = {
    "child": "KQ77310942",
    "other child": "KQ77310958",
    "name": "Zephyrine",
    "surname": "Wrenhollow",
    "worker": "Oswaldine Quillfeather",
    "postcode": "DN39 9QX",
    "postcode without space": "DN399QX",
    "note": "grandmother in Ravensthorpe",
    "birth": "17/03/2011",
    "birth in form": "2011-03-17",
    "upn": "H801200109099",
}
REFERRALS = (
    "Child Unique ID,Gender,Ethnicity,Date of Birth,Age,Date of Referral,Referral Source,Referral NFA?,"
    "Number of Referrals in Last 12 Months,Allocated Team,Allocated Worker,Postcode"
)
GOOD = f"""{REFERRALS}
KQ77310942,a) Male,WBRI,17/03/2011,15,01/05/2026,1A,No,0,Duty team,Oswaldine Quillfeather,DN39 9QX
KQ77310958,b) Female,WBRI,17/03/2011,15,02/05/2026,1A,No,0,Duty team,Oswaldine Quillfeather,DN39 9QX
"""
# Each row has a canary where something else is looked for.
MESSY = f"""{REFERRALS}
KQ77310942,Zephyrine Wrenhollow,grandmother in Ravensthorpe,17/03/2011 Zephyrine,15,01/05/2026,Wrenhollow,Zephyrine,0,,,
KQ77310958,a) Male,WBRI,17/03/2011,15,32/13/2026 Zephyrine,1A,No,0,Duty team,Oswaldine Quillfeather,DN39 9QX
,a) Male,Zephyrine,17/03/2011,15,01/05/2026,1A,No,0,Duty team,Oswaldine Quillfeather,DN39 9QX
Zephyrine Wrenhollow of grandmother in Ravensthorpe,a) Male,WBRI,17/03/2011,15,01/05/2026,1A,No,0,Duty,x,DN39 9QX
KQ77310942,a) Male,WBRI,18/03/2011,15,04/05/2026,1A,No,0,Duty team,Oswaldine Quillfeather,DN39 9QX
"""
UNKNOWN = "KQ77310942,Zephyrine,Wrenhollow,17/03/2011\\nDN39 9QX,grandmother in Ravensthorpe,H801200109099,x\\n"
BOMB = """<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "Zephyrine"><!ENTITY b SYSTEM "file:///etc/hostname">]>
<Message><Children><Child><LAchildID>KQ77310942&a;&b;</LAchildID></Child></Children></Message>"""
CUT_XML = "<Message><Children><Child><LAchildID>KQ77310942</LAchildID><Surname>Wrenhollow</Sur"
CUT_JSON = '[{"la_child_id": "KQ77310942", "child_details": {"first_name": "Zephyrine", "surname": "Wren'


@dataclass(frozen=True)
class Ran:
    """A run by Airflow over good and bad files, and all that was printed."""

    settings: Settings
    told: dict
    printed: str

    @property
    def vault(self) -> Vault:
        return open_vault(self.settings)


def drop_files(drop: Path) -> None:
    place = drop / COUNCIL / "2026-06-30"
    place.mkdir(parents=True)
    (place / "Zephyrine Wrenhollow KQ77310942 List 3.csv").write_text(GOOD)
    (place / "Referrals messy.csv").write_text(MESSY)
    (place / "Wrenhollow.csv").write_text(UNKNOWN.replace("\\n", "\n"))
    (place / "Wrenhollow16.csv").write_bytes(UNKNOWN.replace("\\n", "\n").encode("utf-16"))
    (place / "bomb.xml").write_text(BOMB)
    (place / "cut.xml").write_text(CUT_XML)
    (place / "cut.json").write_text(CUT_JSON)
    (place / "broken.xlsx").write_bytes(b"PK\x03\x04 Zephyrine KQ77310942")
    with zipfile.ZipFile(place / "set.zip", "w") as archive:
        archive.writestr("../Zephyrine.csv", GOOD)
    astray = drop / "Zephyrine Wrenhollow" / "2026-06-30"
    astray.mkdir(parents=True)
    (astray / "list.csv").write_text(GOOD)


def run_in_airflow(settings: Settings) -> subprocess.CompletedProcess:
    assert settings.local_mi_secret
    secret = settings.local_mi_secret.get_secret_value()
    return subprocess.run(
        [sys.executable, extracts_in_airflow.__file__, str(PROJECT / "dags")],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            **settings.airflow_environment,
            "OBA_HOME": str(settings.home),
            "OBA_LOCAL_MI": str(settings.local_mi),
            # The secret is in the connection alone, as Airflow keeps it.
            "AIRFLOW_CONN_OBA_LOCAL_MI": json.dumps({"conn_type": "generic", "password": secret}),
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    folder = tmp_path_factory.mktemp("leaks")
    settings = mi_settings(folder)
    assert settings.local_mi
    drop_files(settings.local_mi)
    settings.home.mkdir()
    run = run_in_airflow(settings)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    (settings.home / "printed.log").write_text(run.stdout + run.stderr)
    return Ran(settings, json.loads(run.stdout.splitlines()[-1]), run.stdout + run.stderr)


def test_the_run_took_good_files_and_refused_bad_ones(ran):
    states = ran.told["states"]
    assert states["take_extract"] == ["failed"] * 7 + ["success"] * 2
    for step in ("build_restricted", "check_restricted", "release_figures"):
        assert states[step] == ["success"], ran.printed[-5000:]
    assert states["report_extracts"] == ["failed"]
    assert len(ran.vault.statements()) == 2 and len(ran.vault.refusals()) == 7
    assert ran.vault.tables("referral").num_rows >= 3 and ran.vault.errors().num_rows >= 3


def test_a_second_run_takes_nothing_builds_nothing_and_is_still_red(ran):
    built = ran.vault.warehouse.stat().st_mtime_ns
    with in_environment(ran.settings):
        ended = {one.step: one for one in local_run.run(TAKING, without={"check_restricted", "release_figures"})}
    assert ended["find_extracts"].state == "success" and ended["take_extract"].state == "skipped"
    assert ended["report_extracts"].state == "failed"
    assert ended["report_extracts"].error.count("Refused extract: ") == 7
    assert held_in(ended["report_extracts"].error.encode(), list(CANARIES.values())) == set()
    assert ran.vault.warehouse.stat().st_mtime_ns == built


def test_no_canary_is_anywhere_in_what_the_run_kept_or_printed(ran):
    assert leaks([ran.settings.home], CANARIES.values()) == []


def test_no_pseudonym_is_outside_of_the_encrypted_files(ran):
    made = ran.vault.pseudonyms(COUNCIL)
    pseudonyms = [made("child", CANARIES["child"]), made("child", CANARIES["other child"])]
    assert pseudonyms[0] in ran.vault.tables("child")["child_key"].to_pylist()
    assert leaks([ran.settings.home], pseudonyms) == []


def test_the_secret_is_nowhere(ran):
    assert ran.settings.local_mi_secret
    secret = ran.settings.local_mi_secret.get_secret_value()
    assert leaks([ran.settings.home], [secret, secret[:16], ran.vault.database_key]) == []


def test_tasks_are_called_by_council_date_and_id(ran):
    assert len(ran.told["labels"]) == 9
    assert all(label.startswith(f"{COUNCIL}/2026-06-30/") for label in ran.told["labels"])


def test_everything_restricted_is_the_owner_s_alone(ran):
    open_to_others = [
        str(path) for path in (ran.vault.home, *ran.vault.home.rglob("*")) if path.lstat().st_mode & 0o077
    ]
    assert open_to_others == []


def test_the_reasons_of_a_refused_file_say_what_to_do(ran):
    for refusal in ran.vault.refusals():
        reasons = (ran.vault.home / "quarantine" / refusal.refusal_id / "why-refused.txt").read_text()
        assert "is not taken" in reasons and len(reasons) > 60


def landed(ran: Ran) -> dict[str, pa.Table]:
    """What the restricted warehouse is built of, with a canary in place of each date of birth."""
    tables = dict(Landed(ran.settings, ran.vault))
    children = tables["child"]
    births = pa.array([CANARIES["name"]] * children.num_rows)
    tables["child"] = children.set_column(children.schema.get_field_index("birth_date"), "birth_date", births)
    return tables


def test_a_build_that_fails_on_a_cell_leaves_the_cell_nowhere(ran):
    before = ran.vault.warehouse.stat().st_mtime_ns
    with in_environment(ran.settings), pytest.raises(building.RestrictedBuildFailed) as raised:
        building.build_restricted(ran.settings, landed(ran), ran.vault.database_key)
    assert "Conversion Error" in str(raised.value)
    assert held_in(str(raised.value).encode(), list(CANARIES.values())) == set()
    assert leaks([ran.settings.home], CANARIES.values()) == []
    assert ran.vault.warehouse.stat().st_mtime_ns == before and not list(ran.vault.home.glob(".build*"))


@pytest.mark.parametrize("killed_at", ["a table is landed", "all is landed"])
def test_a_build_that_is_killed_leaves_nothing_readable_and_the_next_look_removes_it(ran, monkeypatch, killed_at):
    if killed_at == "all is landed":
        monkeypatch.setattr(building, "run_restricted_dbt", lambda *given: die())
    else:  # the tables before it are in the log of what is not in the database yet
        create = building._create
        monkeypatch.setattr(
            building, "_create", lambda made, name, table: die() if name == "referral" else create(made, name, table)
        )
    tables, build = landed(ran), nothing_told(building.build_restricted)
    assert in_child(lambda: build(ran.settings, tables, ran.vault.database_key)) != 0
    left = [path for path in (ran.vault.home / ".build").rglob("*") if path.is_file()]
    assert left and leaks([ran.settings.home], CANARIES.values()) == []
    assert {path.stat().st_mode & 0o077 for path in (*left, *(path.parent for path in left))} == {0}
    assert all(CANARIES["name"].encode() not in path.read_bytes() for path in left)
    steps.purge(ran.settings, ran.vault)
    assert not list(ran.vault.home.glob(".build*"))
