"""Councils beside that of the families: what newer statements say, and what a missing register leaves open."""

from datetime import date

from cohort_faults.warehouse import tell
from cohort_faults.world import INDEX, SNAPSHOT, WINDOW_FROM, World, d
from told import Told

EARLIER = d("2024-12-31")
CORRECTED, TAKEN_BACK, SAID_TWICE = "E06999901", "E06999902", "E06999903"
NOT_YET, BY_NOW = "E06999904", "E06999905"
IN_ORDER, TURNED = "E06999906", "E06999907"
SILENT, UNKNOWN = "E06999908", "E06999909"
WITHOUT_REGISTER = "E06999910"
COUNCILS = (
    CORRECTED, TAKEN_BACK, SAID_TWICE, NOT_YET, BY_NOW, IN_ORDER, TURNED, SILENT, UNKNOWN, WITHOUT_REGISTER
)  # fmt: skip


def tell_all(told: Told) -> None:
    """Add the statements of every one of them; of UNKNOWN there is none."""
    _tell(told, CORRECTED, EARLIER, in_care())
    corrected = in_care()
    corrected.rows["looked_after_episode"][0]["start_date"] = d("2024-06-01")
    _tell(told, CORRECTED, SNAPSHOT, corrected)

    _tell(told, TAKEN_BACK, EARLIER, in_care())
    taken_back = in_care()
    taken_back.child("other-1")
    taken_back.letter("other", "other-1", INDEX, False)
    del taken_back.rows["pre_proceedings"][0]
    _tell(told, TAKEN_BACK, SNAPSHOT, taken_back)

    for snapshot in (EARLIER, SNAPSHOT):
        _tell(told, SAID_TWICE, snapshot, in_care())

    _tell(told, NOT_YET, EARLIER, of_march())
    for snapshot in (EARLIER, SNAPSHOT):
        _tell(told, BY_NOW, snapshot, of_march())

    for council in (IN_ORDER, TURNED):
        world = two_families()
        for rows in world.rows.values():
            rows[:] = rows[::-1] if council == TURNED else rows
        _tell(told, council, SNAPSHOT, world)

    _tell(told, SILENT, SNAPSHOT, World())

    world = World()
    world.family("unsaid", offered=None)
    _tell(told, WITHOUT_REGISTER, SNAPSHOT, world, has_register=False)


def in_care() -> World:
    """A family with a letter, whose child is in care ten months later."""
    world = World()
    world.family("known", offered=False)
    world.care("known-1", d("2024-04-01"), None)
    return world


def of_march() -> World:
    """A family with a letter fifteen months before the newest statement, and ten before the earlier one."""
    world = World()
    world.family("march", index=d("2024-03-01"), offered=False)
    return world


def two_families() -> World:
    """Two families, one with two children and a conference."""
    world = in_care()
    world.family("held", children=2)
    return world


def _tell(told: Told, council: str, snapshot: date, world: World, has_register: bool = True) -> None:
    tell(told, council, snapshot, WINDOW_FROM, world.rows, has_register)
