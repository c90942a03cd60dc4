"""Statistics that SQL cannot do well; dbt's Python models call them."""

from oba.statistics.ranks import RANK_COLUMNS, rank_intervals

__all__ = ["RANK_COLUMNS", "rank_intervals"]
