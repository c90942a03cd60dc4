"""The restricted warehouse of made-up councils and cohorts, and its marts as frames."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from oba.config import PROJECT, settings_from_environment
from oba.local_mi.building import build_restricted
from oba.local_mi.cohorts_out import read_marts
from oba.local_mi.vault import restricted_database
from told import RECORDS, Told

KEY = "a key of a test"
REGISTER = "fgc_register"
CASE_SYSTEM = "ssd"
MARTS = (
    "fct_cohort_case",
    "fct_cohort_child",
    "fct_cohort_follow_up",
    "fct_cohort_family_follow_up",
    "fct_cohort_outcome",
    "fct_cohort_duration",
    "fct_cohort_exclusion",
    "fct_cohort_benefit",
    "fct_cohort_effect",
    "fct_cohort_balance",
    "fct_cohort_survival",
    "fct_cohort_return",
)
Rows = dict[str, list[dict[str, Any]]]  # of each record, by column


def tell(told: Told, council: str, snapshot: date, window_from: date, rows: Rows, has_register: bool = True) -> None:
    """Add what a council's case system and its register say on one day."""
    for layout in (CASE_SYSTEM, REGISTER)[: 1 + has_register]:
        names = [one.record for one in RECORDS.records if one.record.startswith("conference_") == (layout == REGISTER)]
        told.statement(council, layout, snapshot, start=window_from, records=",".join(names))
        for name in names:
            for row in rows.get(name, []):
                cells = {column: str(cell) if type(cell) is int else cell for column, cell in row.items()}
                told.row(name, cells.pop("child_key", None), **cells)


def build(folder: Path, told: Told, cohorts: list[dict[str, Any]], let_out: str) -> None:
    """Build the warehouse of these cohorts in place of the project's, and keep its marts in the folder.

    Args:
        folder: which has the definitions too, then.
        told: what the councils say.
        cohorts: their definitions.
        let_out: the council whose marts are kept as the release takes them.
    """
    definitions = folder / "definitions"
    shutil.copytree(PROJECT / "data" / "definitions", definitions)
    shutil.rmtree(definitions / "local_mi" / "cohorts")
    write_cohorts(definitions, cohorts)
    settings = settings_from_environment(home=folder, definitions=definitions, dbt_threads=2)
    with restricted_database(build_restricted(settings, told.tables, KEY), KEY) as connection:
        for mart in MARTS:
            connection.execute(f"select * from marts.{mart}").df().to_pickle(folder / f"{mart}.pickle")
        pd.to_pickle(read_marts(connection, let_out), folder / "let_out.pickle")


def write_cohorts(definitions: Path, cohorts: list[dict[str, Any]]) -> None:
    folder = definitions / "local_mi" / "cohorts"
    folder.mkdir(parents=True)
    for cohort in cohorts:
        (folder / f"{cohort['cohort']}.yml").write_text(yaml.safe_dump(cohort, sort_keys=False))


def marts(folder: Path) -> dict[str, pd.DataFrame]:
    return {mart: pd.read_pickle(folder / f"{mart}.pickle") for mart in MARTS}
