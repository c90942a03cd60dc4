"""What trials have found of cohorts like a council's; its own cohorts are defined in ``local_mi``."""

from oba.definitions.cohorts.trials import Trial, TrialEffect, Trials

__all__ = ["Trial", "TrialEffect", "Trials"]
