"""A made-up council from its files to what is served: what is planted comes out as listed, and nothing leaks.

One run for all: a refresh of good, messy and bad files, told as a person types it; at the end one child is erased.
"""

import csv
import io
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from command import OBA, task_states
from leaks import any_like, any_of, leaks
from oba.config import Settings, settings_from_environment
from oba.local_mi.counting import release_figures
from oba.local_mi.erasing import erase_and_rebuild
from oba.local_mi.steps import is_released
from oba.local_mi.vault import Vault, new_secret, open_vault, restricted_database
from oba.local_run import run as run_steps
from oba.made_up.commands import MADE_UP_COUNCIL
from oba.made_up.council import Council
from oba.made_up.files import FORMATS, write_council
from oba.made_up.messes import OF_MESSED, read_messes
from oba.made_up.parameters import read_parameters
from oba.made_up.tuning import targets, tune
from oba.publication import PAGES, WAREHOUSE, served
from oba.sequence import TAKING
from oba.verifying import verify
from pipeline import in_environment

SNAPSHOTS = (date(2026, 3, 31), date(2026, 6, 30))
CHILDREN = 60
BAD = 3  # files that cannot be taken
SHIFTED = "List 3"  # of which one of these has every cell a column too far


class Run:
    """A council's files, taken and published; with the vault they are in and what was planted."""

    def __init__(self, home: Path) -> None:
        self.home, self.drop = home, home / "drop"
        self.settings: Settings = settings_from_environment(
            home=home / "home",
            local_mi=self.drop,
            local_mi_secret=new_secret(),
            authorities=(MADE_UP_COUNCIL,),
        )
        drawn = Council(MADE_UP_COUNCIL, 7, read_parameters(self.settings.definitions), 4, SNAPSHOTS[-1])
        drawn, _ = tune(drawn, targets(drawn.parameters, CHILDREN, {}), date(2026, 3, 31))
        messes = read_messes(self.settings.definitions)
        write_council(drawn, SNAPSHOTS, self.drop, FORMATS, home / "planted.json", (), messes)
        self.planted: dict[str, Any] = json.loads((home / "planted.json").read_text())
        self.newest = self.drop / MADE_UP_COUNCIL / SNAPSHOTS[-1].isoformat()
        self.good = [path for path in self.drop.rglob("*") if path.is_file()]
        self.people = self._people()
        self._put_bad_files()
        with in_environment(self.settings):
            told = subprocess.run(
                [OBA, "refresh"], env={**os.environ, "COLUMNS": "200"}, capture_output=True, text=True, check=False
            )
        self.code, self.printed = told.returncode, told.stdout + told.stderr
        self.vault: Vault = open_vault(self.settings)
        self._named = self.vault.pseudonyms(MADE_UP_COUNCIL)
        self.opened = ExitStack()
        self._connection = self.opened.enter_context(restricted_database(self.vault.warehouse, self.vault.database_key))

    def _people(self) -> list[dict[str, str]]:
        with zipfile.ZipFile(self.newest / "ssd.zip") as dataset:
            return list(csv.DictReader(io.StringIO(dataset.read("ssd_person.csv").decode())))

    def _put_bad_files(self) -> None:
        one = self.people[0]
        named = f"{one['pers_forename']} {one['pers_surname']} {one['pers_person_id']}"
        (self.newest / f"{named}.csv").write_text(f"Name,Number\n{named},{one['pers_upn']}\n")
        book = load_workbook(self.newest / "annex_a.xlsx")
        for name in set(book.sheetnames) - {SHIFTED}:
            del book[name]
        for row in book[SHIFTED].iter_rows(min_row=2):
            for cell in reversed(row[:-1]):
                cell.offset(column=1).value = cell.value
            row[0].value = named
        book.save(self.newest / "shifted.xlsx")
        (self.newest / "census.xml").write_text(
            f'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "{named}">]><Message><Children><Child><LAchildID>'
            f"{one['pers_person_id']}&a;</LAchildID></Child></Children></Message>"
        )

    def key(self, child: str) -> str:
        """Return the pseudonym of a child."""
        return self._named("child", child)

    def named(self, of: str, text: str) -> str:
        """Return the pseudonym of something else."""
        return self._named(of, text)

    def ask(self, query: str, given: dict[str, Any] | list[Any]) -> list[tuple]:
        """Return what the restricted warehouse answered before anything was erased."""
        return self._connection.execute(query, given).fetchall()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    made = Run(tmp_path_factory.mktemp("whole"))
    with made.opened:
        yield made


# Of the columns of the marts: what was known of a child on a day.
KNOWN = "child_key = $key and known_from <= $known::date and coalesce(known_to, '9999-12-31') > $known::date"


def expected(run: Run, field: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return the expectations of one field of the planted cases, each with what a query needs to know of its child."""
    return [
        (case["id"], one, {"key": run.key(one["child"]), "known": one.get("known_on") or SNAPSHOTS[-1].isoformat()})
        for case in run.planted["cases"]
        for one in case[field]
    ]


def other(run: Run, case: str) -> dict[str, Any]:
    """Return what else is expected of a planted case."""
    return next(one for one in run.planted["cases"] if one["id"] == case)


def test_every_file_of_the_council_is_taken_and_every_bad_one_refused(run: Run):
    assert len(run.vault.statements()) == len(run.good)
    assert len(run.vault.refusals()) == BAD and run.code == 1
    states = task_states(run.printed)
    failed = {step for step, ended in states.items() if "failed" in ended}
    assert failed == {"take_extract", "report_extracts"}
    assert states["gate_in"] == states["publish"] == {"done"}


def test_what_the_council_s_figures_say_is_served_on_its_page(run: Run):
    assert list(run.settings.local_figures.rglob("*.csv"))
    manifest = served(run.settings)
    assert manifest is not None
    pages = "".join(path.read_text() for path in run.settings.served.rglob("*.html"))
    assert "Exampleshire" in pages and "made up" in pages


def test_what_is_let_out_of_its_cohorts_is_served_and_stands_on_its_card(run: Run):
    (path,) = run.settings.local_figures.rglob("cohort_measure.csv")
    with path.open() as stream:
        let_out = {
            f"{row['new_la_code']}_{row['cohort']}": row["base"]
            for row in csv.DictReader(stream)
            if (row["index_year"], row["cohort_measure"]) == ("All", "offered")
        }
    in_records = run.ask(
        "select council || '_' || cohort, count(distinct family_key) from marts.fct_cohort_case"
        " where council = $council and is_included group by all",
        {"council": MADE_UP_COUNCIL},
    )
    with duckdb.connect(str(run.settings.served / WAREHOUSE), read_only=True) as warehouse:
        served_bases = dict(
            warehouse.execute(
                "select cohort_id, coalesce(cast(base as text), 'c') from marts.fct_cohort_measure"
                " where cohort_measure = 'offered' and cohort_id like 'E06999999%'"
            ).fetchall()
        )
        returns = warehouse.execute(
            "select cohort_id, deadweight_kind, return_ratio is not null or missing_reason is not null"
            " from marts.fct_cohort_return where geography_code = 'E06999999'"
        ).fetchall()
    assert let_out and let_out == {cohort: served_bases[cohort] for cohort in let_out}
    assert {cohort for cohort, _ in in_records} <= set(let_out)
    assert {(cohort, kind) for cohort, kind, _ in returns} == {
        (cohort, kind) for cohort in let_out for kind in ("low", "medium", "high", "estimated")
    }
    assert all(is_said for *_, is_said in returns)
    card = run.settings.served / PAGES / MADE_UP_COUNCIL / "exampleshire_family_help.html"
    assert "Families followed" in card.read_text()


def test_every_planted_status_comes_out_on_its_day_as_known_then(run: Run):
    found = []
    for case, one, given in expected(run, "statuses"):
        rows = run.ask(
            f"""select status from marts.fct_status_spell where {KNOWN}
            and status_from <= $on::date and coalesce(status_to, '9999-12-31') > $on::date""",
            {**given, "on": one["on"]},
        )
        if [status for (status,) in rows] != ([one["status"]] if one["status"] else []):
            found.append((case, one, rows))
    assert not found
    assert len(expected(run, "statuses")) > 25


def test_every_planted_spell_has_its_dates(run: Run):
    found = []
    for case, one, given in expected(run, "spells"):
        rows = run.ask(
            f"""select status_from::varchar, status_to::varchar from marts.fct_status_spell
            where {KNOWN} and status = $of""",
            {**given, "of": one["status"]},
        )
        if (one["status_from"], one["status_to"]) not in rows:
            found.append((case, one, rows))
    assert not found
    assert len(expected(run, "spells")) > 5


def test_every_planted_move_is_a_transition_of_its_day(run: Run):
    found = []
    for case, one, given in expected(run, "transitions"):
        rows = run.ask(
            f"select transition from marts.fct_transition where {KNOWN} and transition_date = $on::date",
            {**given, "on": one["on"]},
        )
        if rows != [(one["transition"],)]:
            found.append((case, one, rows))
    assert not found
    assert len(expected(run, "transitions")) > 3


def test_every_planted_referral_is_a_re_referral_or_not(run: Run):
    found = []
    for case, one, given in expected(run, "referrals"):
        rows = run.ask(
            f"select is_re_referral from marts.fct_referral where {KNOWN} and referral_date = $on::date",
            {**given, "on": one["date"]},
        )
        if rows != [(one["is_re_referral"],)]:
            found.append((case, one, rows))
    assert not found
    assert len(expected(run, "referrals")) > 12


def with_other(run: Run, name: str) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Return the planted cases of which something else is expected: the case, all of that, and what a query needs."""
    found = [
        (case, case["other"], {"key": run.key(str(case["children"][0])), "known": SNAPSHOTS[-1].isoformat()})
        for case in run.planted["cases"]
        if name in case["other"]
    ]
    assert found
    return found


def test_every_planted_kinship_state_comes_out_with_its_days(run: Run):
    for case, other, given in with_other(run, "kinship_state"):
        rows = run.ask(
            f"select kinship_state, kinship_from::varchar, kinship_to::varchar from marts.fct_kinship where {KNOWN}",
            given,
        )
        state, first, end = (other.get(name) for name in ("kinship_state", "kinship_from", "kinship_to"))
        assert [row for row in rows if row[0] == state and (first is None or (row[1] == first and row[2] == end))], (
            case["id"],
            rows,
        )


@pytest.mark.parametrize("flag", ["is_with_protection_plan", "is_with_short_break"])
def test_every_planted_flag_is_on_a_spell(run: Run, flag: str):
    for case, other, given in with_other(run, flag):
        rows = run.ask(f"select distinct {flag} from marts.fct_status_spell where {KNOWN} and {flag}", given)
        assert rows == [(other[flag],)], case["id"]


def test_every_planted_period_of_care_is_one(run: Run):
    for case, other, given in with_other(run, "periods_of_care"):
        rows = run.ask(f"select period_from from marts.fct_looked_after_period where {KNOWN}", given)
        assert len(rows) == other["periods_of_care"], (case["id"], rows)


def test_every_planted_family_is_found_by_its_method(run: Run):
    for case, other, _ in with_other(run, "link_methods"):
        keys = [run.key(str(child)) for child in case["children"]]
        rows = run.ask(
            """select link_method from marts.bridge_family_child where list_contains($keys, child_key)
            group by family_key, link_method having count(distinct child_key) = len($keys)""",
            {"keys": keys},
        )
        assert set(other["link_methods"]) <= {method for (method,) in rows}, (case["id"], rows)
        people = run.ask(
            "select count(distinct coalesce(born_child_key, child_key)) from marts.dim_child"
            " where list_contains($keys, child_key)",
            {"keys": keys},
        )
        assert people == [(1 if "same_person" in other else other["children"],)], case["id"]


def test_a_child_born_under_a_new_number_is_one_person(run: Run):
    for _, other, _ in with_other(run, "same_person"):
        unborn, born = map(run.key, other["same_person"])
        assert run.ask("select born_child_key from marts.dim_child where child_key = ?", [unborn]) == [(born,)]


# What the register of conferences said of a child's referrals, as of the newest snapshot.
REFERRALS = """
    select conference_referral_key from landed.conference_child
    where child_key = $key and snapshot_date = $known::date"""


def test_every_planted_conference_is_held_on_its_day_and_answered_as_listed(run: Run):
    for case, other, given in with_other(run, "held"):
        held = run.ask(
            f"""select distinct held_date from landed.conference_meeting where held_date is not null
            and snapshot_date = $known::date and conference_referral_key in ({REFERRALS})""",
            given,
        )
        assert held == [(other["held"],)], (case["id"], held)
    for case, other, given in with_other(run, "responses"):
        answers = run.ask(
            f"""select response from landed.conference_referral
            where snapshot_date = $known::date and conference_referral_key in ({REFERRALS}) order by referral_date""",
            given,
        )
        assert [answer for (answer,) in answers] == other["responses"], case["id"]


def test_a_child_without_a_number_counts_among_those_of_its_conference(run: Run):
    for case, other, given in with_other(run, "children_of_conference"):
        rows = run.ask(
            f"""select child_key from landed.conference_child
            where snapshot_date = $known::date and conference_referral_key in ({REFERRALS})""",
            given,
        )
        named = {run.key(str(child)) for child in case["children"] if str(child) != other["without_number"]}
        assert len(rows) == other["children_of_conference"] and {key for (key,) in rows} == {*named, None}, case["id"]


def test_every_mess_lands_as_it_is_listed_with_an_error_where_one_is_due(run: Run):
    messes = run.planted["messes"]
    assert {mess["layout"] for mess in messes} == {"annex_a", "ssda903", "ssd", "fgc"} and len(messes) > 40
    wrong = [(mess["mess"], mess["snapshot_date"]) for mess in messes if not landed_as_listed(run, mess)]
    assert wrong == []


def landed_as_listed(run: Run, mess: dict[str, Any]) -> bool:
    """Tell whether a mess is in the restricted warehouse as the value, error or dropped row that it has to become."""
    given = {"layout": mess["layout"], "on": mess["snapshot_date"]}
    of = "starts_with(layout, $layout) and snapshot_date = $on::date"
    if mess["row"]:
        counts = [
            table
            for one in run.vault.statements()
            if one.layout.startswith(mess["layout"]) and one.snapshot_date == mess["snapshot_date"]
            for table in one.tables
        ]
        return sum(table["duplicates" if mess["row"] == "twice" else "blank"] for table in counts) > 0
    told = run.ask(
        f"""select is_row_dropped from landed.cell_error where {of}
        and regexp_replace(lower(column_name), '[^a-z0-9]', '', 'g') = $column""",
        {**given, "column": re.sub("[^a-z0-9]", "", mess["column"].lower())},
    )
    if mess["error"] is not None and bool(told) != mess["error"]:
        return False
    if mess["dropped"]:
        return (True,) in told
    key, named = "child_key", run.key(mess["child"])
    if mess["record"].startswith("conference"):
        key = "conference_referral_key"
        named = run.named("conference_referral", f"FGC{int(mess['child']) + OF_MESSED}")
    values = run.ask(
        f"select {mess['field']} from landed.{mess['record']} where {of} and {key} = $key", {**given, "key": named}
    )
    return (mess["value"],) in values


def test_nothing_of_a_child_leaks_into_the_work_folder_or_what_was_printed(run: Run, tmp_path: Path):
    never = run.planted["never_to_leak"]
    numbers = {person["pers_person_id"] for person in run.people} - {"1000000"}  # which DuckDB multiplies by
    assert len(numbers) > CHILDREN
    names = {form for name in never["names"] if len(name) > 4 for form in (name, name.lower(), name.upper())}
    names -= {"agate"}  # dbt's library of tables
    canaries = [
        any_of(names, rb"[A-Za-z]{5,10}"),
        any_of(numbers, rb"\d{6,7}"),
        any_like(rb"[A-Z](?:%s)\d{9}" % "|".join(never["pupil_numbers_hold"]).encode()),
        any_like(rb"%s\d\d ?\d[A-Z]{2}" % never["postcodes_begin_with"].encode()),
        *never["streets"],
        *never["free_text"],
    ]
    in_files = {line.rpartition(" ")[2] for line in leaks([run.drop], canaries)}
    assert in_files == {str(number) for number in range(len(canaries))}, "not in the files either"
    (tmp_path / "printed").write_text(run.printed)
    assert leaks([run.settings.home, tmp_path], canaries) == []
    outside = [path for path in run.settings.home.iterdir() if path != run.settings.restricted_home]
    assert {"refresh.log", "published", "local_figures", "landed"} <= {path.name for path in outside}
    assert leaks([*outside, tmp_path], [any_of(map(run.key, numbers), rb"[0-9a-f]{32}")]) == []


def test_of_an_erased_child_nothing_is_left_and_what_was_published_stays(run: Run):
    settings, vault = run.settings, run.vault
    child = str(next(case for case in run.planted["cases"] if case["id"] == "care_and_plan_on_one_day")["children"][0])
    key, council = run.key(child), MADE_UP_COUNCIL
    released = {path: path.read_bytes() for path in settings.local_figures.rglob("*") if path.is_file()}
    publication = served(settings)
    assert vault.traces_in_statements(key, council) > 0 and vault.traces_in_warehouse(key) > 0

    done, left = erase_and_rebuild(settings, vault, council, child)
    assert done.rows > 5 and done.traces == 0 and left
    assert is_released(settings, vault)
    assert vault.traces_in_statements(key, council) == vault.traces_in_warehouse(key) == 0
    assert verify(settings) == []

    # What it was in is taken again, as when a statement was removed: the child is left out, and counted.
    again = next(one for one in vault.statements() if one.layout == "ssd" and one.snapshot_date == str(SNAPSHOTS[-1]))
    vault.remove(again.statement_id)
    with in_environment(settings):
        run_steps(TAKING, without={"build_restricted", "check_restricted", "release_figures"})
    taken = vault.statement(again.statement_id)
    assert taken.erased_before > 0 and taken.records == again.records
    assert vault.traces_in_statements(key, council) == 0

    # Nor is anything let out because of it, even where the figures are counted again.
    assert release_figures(settings, vault.database_key) == []
    assert {path: path.read_bytes() for path in settings.local_figures.rglob("*") if path.is_file()} == released
    assert served(settings) == publication
