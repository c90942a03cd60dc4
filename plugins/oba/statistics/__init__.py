"""Statistics that SQL cannot do well; dbt's Python models call them."""

from oba.statistics.comparisons import COMPARISON_COLUMNS, comparisons
from oba.statistics.movement import MOVEMENT_COLUMNS, movements
from oba.statistics.noise import NOISE_COLUMNS, usual_noise
from oba.statistics.ranks import RANK_COLUMNS, rank_intervals
from oba.statistics.returns import RETURN_COLUMNS, return_intervals

__all__ = [
    "COMPARISON_COLUMNS",
    "MOVEMENT_COLUMNS",
    "NOISE_COLUMNS",
    "RANK_COLUMNS",
    "RETURN_COLUMNS",
    "comparisons",
    "movements",
    "rank_intervals",
    "return_intervals",
    "usual_noise",
]
