from pathlib import Path

import pytest

from cohort_faults import cases_bad_input, cases_dates, cases_families, cases_statuses, councils  # noqa: F401
from cohort_faults.small_council import COUNCIL as SMALL
from cohort_faults.small_council import families, small_cohorts
from cohort_faults.warehouse import build, marts, tell
from cohort_faults.world import COUNCIL, MADE, SNAPSHOT, WINDOW_FROM, Found, World, cohorts
from shared_work import made_once
from told import Told

OF_ALL = "letters"  # the cohort of every council; the others are of the families of faults alone


def world_of_faults() -> World:
    world = World()
    for make in MADE.values():
        make(world)
    return world


def tell_and_build(folder: Path) -> None:
    """Build all councils at once, since a build takes long whatever it holds."""
    told = Told()
    tell(told, COUNCIL, SNAPSHOT, WINDOW_FROM, world_of_faults().rows)
    councils.tell_all(told)
    tell(told, SMALL.council, SNAPSHOT, WINDOW_FROM, families().rows)
    defined = [
        one | ({"councils": [COUNCIL, *councils.COUNCILS]} if one["cohort"] == OF_ALL else {})
        for one in cohorts(COUNCIL)
    ]
    build(folder, told, [*defined, *small_cohorts()], SMALL.council)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> Path:
    return made_once("cohort_faults", tmp_path_factory, tell_and_build)


@pytest.fixture(scope="session")
def found(warehouse) -> Found:
    """The marts of every council."""
    return Found(marts(warehouse))
