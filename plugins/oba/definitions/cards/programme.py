"""The shape of a programme's definition: what it set out to change, and the rule that says whether it did."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from oba.definitions.base import Code, Definition, Name, Text
from oba.definitions.cards.evaluation import Evaluated
from oba.vocabulary import Direction, ObjectiveVerdict

# What a rule may ask of the figures; int_objective_condition works each of them out.
Condition = Literal[
    "moved_by_size",  # from the baseline period to the target period, by size_pct percent or more
    "moved_to_target",  # from the baseline period to the target period, by any amount
    "moved_overall",  # from followed_from to followed_until, by any amount
    "moved_in_last_year",  # from the year before followed_until to followed_until
    "moved_in_any_year",  # from one year to the next, at least once from followed_from to followed_until
    "most_moved",  # the figure of followed_until, a share of the people followed up, is more than half
    "some_moved",  # that share is more than none
]
FROM_BASELINE = {"moved_by_size", "moved_to_target"}
FROM_START = {"moved_overall", "moved_in_any_year"}


class Rule(Definition):
    """When an objective is met or partially met: where any one condition of the list holds. Otherwise it is not met."""

    met_when: tuple[Condition, ...] = Field(min_length=1)
    partially_met_when: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> set[str]:
        """Every condition of the rule."""
        return {*self.met_when, *self.partially_met_when}


class Reported(Definition):
    """What the source itself says of the objective."""

    verdict: ObjectiveVerdict
    words: Text
    stated_in: Text


class Objective(Definition):
    """What a programme set out to change, in its own words and, where it gave them, in numbers."""

    measure: Name | None
    no_measure_because: Text | None = None  # of an objective that no measure shows
    words: Text
    direction: Direction
    size_pct: float | None = Field(default=None, gt=0)
    baseline_period: date | None = None
    no_baseline_because: Text | None = None
    target_period: date | None = None
    followed_from: date | None = None  # first period over which the source follows the figure
    followed_until: date | None = None  # last period over which it does
    rule: Rule | None = None  # none: it cannot be judged
    reported: Reported | None = None
    stated_in: Text
    source: Text | None = None  # another document than that of the programme
    note: Text | None = None

    @model_validator(mode="after")
    def _without_a_measure_it_says_why(self) -> Self:
        if (self.measure is None) != (self.no_measure_because is not None):
            raise ValueError(
                "an objective names the 'measure' that shows it or says in 'no_measure_because' why none does, and not "
                "both"
            )
        return self

    @model_validator(mode="after")
    def _a_size_has_a_start_and_an_end(self) -> Self:
        if self.size_pct is not None and (self.baseline_period is None or self.target_period is None):
            raise ValueError("size_pct needs baseline_period and target_period: from when and by when")
        if self.baseline_period is not None and self.no_baseline_because is not None:
            raise ValueError("no_baseline_because is for an objective without baseline_period; remove one of them")
        return self

    @model_validator(mode="after")
    def _a_rule_has_what_it_asks_for(self) -> Self:
        if self.rule is None:
            return self
        asked = self.rule.conditions
        needed = {
            "measure": asked,
            "size_pct": asked & {"moved_by_size"},
            "baseline_period": asked & FROM_BASELINE,
            "target_period": asked & FROM_BASELINE,
            "followed_from": asked & FROM_START,
            "followed_until": asked - FROM_BASELINE,
        }
        for name, conditions in needed.items():
            if conditions and getattr(self, name) is None:
                raise ValueError(f"{', '.join(sorted(conditions))} in its rule needs {name}")
        if self.followed_from and self.followed_until and self.followed_from > self.followed_until:
            raise ValueError("followed_from is after followed_until; change them round")
        return self


class Programme(Evaluated):
    """A programme of one authority, its objectives, and what its evaluations asked and found."""

    programme: Name
    name: Text
    authority: Code
    source: Text
    rule_source: Text | None = None  # whose the rules of its objectives are
    objectives: tuple[Objective, ...] = ()
