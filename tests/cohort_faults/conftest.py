import pytest

from cohort_faults import cases_bad_input, cases_dates, cases_families, cases_statuses, councils  # noqa: F401
from cohort_faults.warehouse import build, marts, tell
from cohort_faults.world import COUNCIL, MADE, SNAPSHOT, WINDOW_FROM, Found, World, cohorts
from shared_work import made_once
from told import Told


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """The families of all faults, in one council."""
    world = World()
    for make in MADE.values():
        make(world)
    told = Told()
    tell(told, COUNCIL, SNAPSHOT, WINDOW_FROM, world.rows)
    councils.tell_all(told)
    import os
    from pathlib import Path
    if os.environ.get("FX"):
        return Found(marts(Path("/tmp/fx")), world)
    folder = made_once("cohort_faults", tmp_path_factory, lambda folder: build(folder, told, cohorts(COUNCIL, *councils.COUNCILS)))
    return Found(marts(folder), world)
