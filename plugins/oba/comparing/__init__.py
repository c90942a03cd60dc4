"""What would have happened anyway: children of a cohort with an offer beside those without. See README.md."""

from oba.comparing.balance import balance
from oba.comparing.cohorts import (
    BALANCE_COLUMNS,
    EFFECT_COLUMNS,
    RETURN_COLUMNS,
    SENSITIVITY_COLUMNS,
    SURVIVAL_COLUMNS,
    balances,
    cohort_returns,
    effects,
    sensitivities,
    survivals,
)
from oba.comparing.effect import RULES, Rules, compare, e_value
from oba.comparing.returns import returns, sensitivity
from oba.comparing.survival import survival_curve

__all__ = [
    "BALANCE_COLUMNS",
    "EFFECT_COLUMNS",
    "RETURN_COLUMNS",
    "RULES",
    "SENSITIVITY_COLUMNS",
    "SURVIVAL_COLUMNS",
    "Rules",
    "balance",
    "balances",
    "cohort_returns",
    "compare",
    "e_value",
    "effects",
    "returns",
    "sensitivities",
    "sensitivity",
    "survival_curve",
    "survivals",
]
