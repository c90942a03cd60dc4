"""When things come to be entered, and which are entered wrongly first: so that two snapshots can disagree."""

import numpy as np

from oba.made_up.draws import NEVER, Draws, Table, days
from oba.made_up.parameters import Recording


def entered(draws: Draws, said: Recording, name: str, table: Table, least: np.ndarray | None = None) -> Table:
    """Return a table with when its rows and their ends are known.

    Adds ``known`` (day on which the row is there), ``end_known`` (day from which its end is), ``end_first`` (the end as
    it was entered first) and ``end_corrected`` (day from which the right one stands).

    Args:
        draws: of the chunk.
        said: how late and how wrongly.
        name: of the table, for its draws.
        table: with ``start`` and ``end``.
        least: days before which no row is known, such as the day its referral was.
    """
    count = len(table["start"])
    own = draws.within(f"entered {name}")

    def late(what: str) -> np.ndarray:
        soon = -said.entered_after_days * np.log1p(-own.uniform(what, count))
        is_late = own.uniform(f"{what} late", count) < said.entered_late
        return days(soon + is_late * 90 * own.uniform(f"{what} by", count))

    known = table["start"] + late("start")
    if least is not None:
        known = np.fmax(known, least)
    end = table["end"]
    is_wrong = own.uniform("wrong", count) < said.corrected
    shift = days(3 + 22 * own.uniform("shift", count)) * np.where(own.uniform("sign", count) < 0.5, -1, 1)
    first = np.where(is_wrong & (end + shift > table["start"]), end + shift, end)
    end_known = np.fmax(np.fmax(end, first) + late("end"), known)
    corrected = np.where(first != end, end_known + days(15 + 120 * own.uniform("corrected", count)), end_known)
    return table | {"known": known, "end_known": end_known, "end_first": first, "end_corrected": corrected}


def as_known(table: Table, on: np.datetime64, until: np.datetime64 | None = None) -> Table:
    """Return the rows known on a day with their ends as they stood then; without those that begin after ``until``.

    The ends lie in ``end``, NaT where none was known or where it lies behind ``until``.
    """
    last = on if until is None else min(on, until)
    rows = (table["known"] <= on) & (table["start"] <= last)
    found = {name: column[rows] for name, column in table.items()}
    end = np.where(found["end_corrected"] <= on, found["end"], found["end_first"])
    end = np.where((found["end_known"] <= on) & (end <= last), end, NEVER)
    return {name: column for name, column in found.items() if not name.startswith(("end_", "known"))} | {"end": end}
