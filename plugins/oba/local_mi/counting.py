"""From the restricted warehouse to the folder of figures: the only way by which anything of it leaves."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb

from oba.config import Settings
from oba.local_mi.figures import Cell, Council, read_local_figures
from oba.local_mi.releasing import Counted, release_new
from oba.local_mi.vault import WAREHOUSE, restricted_database


def release_figures(settings: Settings, key: str) -> list[Path]:
    """Let out what is new of every council that lets figures out, and return the folders of the releases.

    Args:
        settings: where the restricted warehouse, the definitions and the folder of figures are.
        key: what the restricted warehouse is encrypted with.

    Raises:
        NotReleased: the gate refuses a file of a council; the releases before it are there.
        DefinitionError: the figures or councils cannot be used.
    """
    figures = read_local_figures(settings.definitions)
    written: list[Path] = []
    with restricted_database(settings.restricted_home / WAREHOUSE, key) as warehouse:
        counted = {council.council: counts_of(warehouse, council) for council in figures.councils}
    for council in figures.councils:
        written += release_new(figures, council, counted[council.council], settings.local_figures, date.today())
    return written


def counts_of(warehouse: duckdb.DuckDBPyConnection, council: Council) -> dict[date, Counted]:
    """Return the counts of a council as known on each day on which something of it became known."""
    days = warehouse.execute(
        "select distinct snapshot_date from landed.statement where council = ? order by 1", [council.council]
    ).fetchall()
    numbers: dict[date, dict[Cell, int]] = defaultdict(dict)
    lengths: dict[date, dict[Cell, float]] = defaultdict(dict)
    rows = warehouse.execute(
        "select known_on, figures_file, figure, cadence, period_end_date, member, cases, status_days"
        " from marts.fct_local_figure where council = ?",
        [council.council],
    ).fetchall()
    for known_on, file, figure, cadence, period_end, member, number, length in rows:
        cell = Cell(file, figure, cadence, period_end, member)
        if length is None:
            numbers[known_on][cell] = number
        else:
            lengths[known_on][cell] = length
    return {day: Counted(numbers[day], lengths[day]) for (day,) in days}
