"""The shape of ``cohorts/trials.yml``."""

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.vocabulary import CohortComparison, EffectVerdict


class TrialEffect(Definition):
    """What a trial found of one outcome, in per cent of children or days."""

    outcome: Name  # of records, that it stands beside
    printed_outcome: Text  # what the trial counted, whose clock may be another
    is_days: bool = False
    value_with: float = Field(ge=0)
    value_without: float = Field(ge=0)
    lower: float | None = None  # of the difference, where printed
    upper: float | None = None
    effect_verdict: EffectVerdict
    stated_in: Text

    @model_validator(mode="after")
    def _has_both_bounds(self) -> "TrialEffect":
        if (self.lower is None) != (self.upper is None):
            raise ValueError("an interval has both bounds or none")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError(f"'lower' is no more than 'upper'; found {self.lower} and {self.upper}")
        return self


class Trial(Definition):
    """A trial: where it is published, and what it found."""

    trial: Name
    title: Text
    comparison: CohortComparison
    source: Text
    effects: tuple[TrialEffect, ...] = Field(min_length=1)


class Trials(Definition):
    """The file."""

    trials: tuple[Trial, ...]

    @model_validator(mode="after")
    def _tells_each_once(self) -> "Trials":
        told = [(trial.trial, effect.outcome) for trial in self.trials for effect in trial.effects]
        twice = sorted({f"{outcome} of {trial}" for trial, outcome in told if told.count((trial, outcome)) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice; one effect of a trial is one line")
        return self
