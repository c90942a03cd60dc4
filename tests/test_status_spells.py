"""Children's status from statements: hand-made cases of every rule, and random journeys worked out twice."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import journeys
from oba.config import settings_from_environment
from oba.local_mi.building import build_restricted, restricted_warehouse
from told import Told

KEY = "a key of a test"
CHILDREN = 250


@pytest.fixture(scope="module")
def random_journeys():
    return journeys.make(CHILDREN, seed=11)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, random_journeys) -> Path:
    told = Told()
    journeys.tell(told, *random_journeys)
    settings = settings_from_environment(home=tmp_path_factory.mktemp("restricted"), dbt_threads=2)
    return build_restricted(settings, told.tables, KEY)


@pytest.fixture(scope="module")
def marts(warehouse) -> duckdb.DuckDBPyConnection:
    with restricted_warehouse(warehouse, KEY) as connection:
        yield connection


def test_status_of_each_day_is_that_of_a_day_by_day_derivation_by_both_clocks(marts, random_journeys):
    statements, births = random_journeys
    days = [journeys.FIRST + number * journeys.DAY for number in range((journeys.LAST - journeys.FIRST).days + 1)]
    wrong = []
    for known_on in [*journeys.SNAPSHOTS, journeys.AGAIN]:
        rows = marts.execute(
            "select child_key, status, status_from, coalesce(status_to, date '9999-12-31') from marts.fct_status_spell"
            " where council = ? and known_from <= ? and (known_to is null or ? < known_to)",
            [journeys.COUNCIL, known_on, known_on],
        ).fetchall()
        spells: dict[str, list] = {}
        for child, *spell in rows:
            spells.setdefault(child, []).append(spell)
        for child, birth in births.items():
            expected = journeys.statuses(statements, child, birth, known_on, days)
            found = [
                next((status for status, first, last in spells.get(child, []) if first <= day < last), None)
                for day in days
            ]
            first_wrong = next((n for n in range(len(days)) if expected[n] != found[n]), None)
            if first_wrong is not None:
                wrong.append((child, known_on, days[first_wrong], expected[first_wrong], found[first_wrong]))
    assert wrong == []
