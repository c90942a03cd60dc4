"""A made-up council from its files to what is let out: what is planted comes out as listed, and nothing leaks."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from oba.config import Settings, settings_from_environment
from oba.local_mi.vault import Vault, new_secret, open_vault, restricted_database
from oba.local_run import take
from oba.made_up.commands import MADE_UP_COUNCIL
from oba.made_up.council import Council
from oba.made_up.files import FORMATS, write_council
from oba.made_up.messes import read_messes
from oba.made_up.parameters import read_parameters
from oba.made_up.tuning import targets, tune

SNAPSHOTS = (date(2026, 3, 31), date(2026, 6, 30))
CHILDREN = 60


class Run:
    """A council's files, taken; with the vault they are in and what was planted."""

    def __init__(self, home: Path) -> None:
        self.home, self.drop = home, home / "drop"
        self.settings: Settings = settings_from_environment()
        drawn = Council(MADE_UP_COUNCIL, 7, read_parameters(self.settings.definitions), 4, SNAPSHOTS[-1])
        drawn, _ = tune(drawn, targets(drawn.parameters, CHILDREN, {}), date(2026, 3, 31))
        messes = read_messes(self.settings.definitions)
        write_council(drawn, SNAPSHOTS, self.drop, FORMATS, home / "planted.json", (), messes)
        self.planted: dict[str, Any] = json.loads((home / "planted.json").read_text())
        with (home / "screen.txt").open("w") as screen:
            take(self.settings, Console(file=screen, width=200))
        self.vault: Vault = open_vault(self.settings)
        self._named = self.vault.pseudonyms(MADE_UP_COUNCIL)

    def key(self, child: str) -> str:
        """Return the pseudonym of a child."""
        return self._named("child", child)

    def ask(self, query: str, given: dict[str, Any]) -> list[tuple]:
        """Return what the restricted warehouse answers."""
        with restricted_database(self.vault.warehouse, self.vault.database_key) as connection:
            return connection.execute(query, given).fetchall()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBA_HOME", str(home / "home"))
        patch.setenv("OBA_LOCAL_MI", str(home / "drop"))
        patch.setenv("OBA_LOCAL_MI_SECRET", new_secret())
        yield Run(home)


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


def test_every_file_of_the_council_is_taken(run: Run):
    assert len(run.vault.statements()) == len([path for path in run.drop.rglob("*") if path.is_file()])
    assert not run.vault.refusals()


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
