"""How far each authority's rank in the newest period could be otherwise by chance; drawn, so not for SQL."""

from pathlib import Path

from oba.statistics import RANK_COLUMNS, rank_intervals
from oba.typed import table_of


def model(dbt, session):
    """Draw the intervals of the ranks of every measure's newest period."""
    dbt.config(materialized="table")
    ranked = dbt.ref("int_measure_rank").filter("is_newest_period").df()
    kept = Path(dbt.config.meta_get("worked_out"), "rank_intervals.parquet")
    return table_of(rank_intervals(ranked, kept=kept), RANK_COLUMNS)
