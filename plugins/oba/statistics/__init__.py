"""Statistics that SQL cannot do well; dbt's Python models call them."""

from oba.statistics.ranks import rank_intervals

__all__ = ["rank_intervals"]
