"""The shape of a scorecard: one YAML file, with a place for each question of the method."""

import re
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from oba.definitions.base import Code, Definition, Name, Text
from oba.vocabulary import ActionStatus, CardKind, CardSubject, CostClass, Direction, Force, Power, Role

# What each kind of card is about: a population card answers for a place, a programme card for a service's customers.
ABOUT = {"population": ("outcome", "population"), "programme": ("customers",)}
NOT_ABOUT = {"population": ("programme", "customers", "cohorts"), "programme": ("experience", "population")}

WHO_AND_WHERE = re.compile(r"[^()]+ \(.+\)")


class ScorecardMeasure(Definition):
    """A measure on a card, with the votes that put it there."""

    measure: Name
    role: Role
    communication: Power  # would the public understand it?
    proxy: Power  # does it stand for the outcome?
    data: Power  # is there good data, on time, at this place?
    baseline_period: date | None = None  # last day of the period from which change is counted
    new: bool = False  # its history has only begun
    stale: Text | None = None  # why its newest figure is older than it should be
    wanted: Direction | None = None  # which way is better on this card, where neither is in general
    wanted_by: Text | None = None  # who set out to move it so and, in brackets, where that is stated
    note: Text | None = None

    @model_validator(mode="after")
    def _a_direction_is_someone_s(self) -> Self:
        if (self.wanted is None) != (self.wanted_by is None):
            raise ValueError("'wanted' (reduce or increase) and 'wanted_by' (whose direction it is) belong together")
        if self.wanted_by is not None and not WHO_AND_WHERE.fullmatch(self.wanted_by):
            raise ValueError(
                "'wanted_by' says who and, in brackets, where that is stated, such as "
                "'North East Lincolnshire (Creating Strong Communities, Table 3, row 4)'"
            )
        return self


class Entry(Definition):
    """An entry of one of a card's lists: of every place of the card, or of some."""

    authorities: tuple[Code, ...] | None = Field(default=None, min_length=1)  # where it is about some places only


class DataDevelopment(Entry):
    """A figure that is wanted and has no good data yet."""

    name: Text
    why: Text
    communication: Power
    proxy: Power
    data: Power
    owner: Text | None = None
    cost: Text | None = None
    due: date | None = None
    due_why: Text | None = None  # why there is no date yet
    priority: int = Field(ge=1)  # 1 for the one wanted most


class StoryForce(Entry):
    """A force behind the baseline, as someone saw it on a day."""

    force: Force
    words: Text
    date: date
    measure: Name | None = None
    source: Text | None = None


class Partner(Entry):
    """Who can help to do better, and by what."""

    name: Text
    role: Text


class Idea(Entry):
    """What would work to do better, weighed by the four criteria of the method."""

    words: Text
    cost: CostClass
    leverage: Power  # how much would it move the curve?
    feasibility: Power  # can it be done, and reach enough people?
    specificity: Power  # does it say who does what, when, where and how?
    values: Power  # does it fit what the community holds dear?
    evidence: Text | None = None
    measure: Name | None = None  # the measure it would move


class Action(Entry):
    """What is to be done, by whom and by when."""

    words: Text
    owner: Text | None = None
    due: date | None = None
    status: ActionStatus | None = None
    measure: Name | None = None  # the measure it should move
    needs_approval: bool = False


class Scorecard(Definition):
    """A card about a population and an outcome, or about a programme and its customers."""

    scorecard: Name
    kind: CardKind
    title: Text  # of a population card: how those whom it is about are, in a few words
    # Staff and money are how help is given: no card of them is headed as how children are.
    subject: CardSubject = "children"
    outcome: Text | None = None
    population: Text | None = None
    experience: Text | None = None  # what the outcome looks and feels like to the people themselves
    programme: Name | None = None
    customers: Text | None = None
    owner: Text | None = None
    authorities: Literal["all"] | tuple[Code, ...]  # all: every local authority, region and England
    source: Text
    measures: tuple[ScorecardMeasure, ...] = Field(min_length=1)
    cohorts: tuple[Name, ...] = ()  # families followed, in the order in which the page shows them
    data_development: tuple[DataDevelopment, ...] = ()
    story: tuple[StoryForce, ...] = ()
    partners: tuple[Partner, ...] = ()
    ideas: tuple[Idea, ...] = ()
    actions: tuple[Action, ...] = ()

    @field_validator("authorities", mode="before")
    @classmethod
    def _all_or_a_list(cls, value: Any) -> Any:
        # pydantic would otherwise tell what is wrong with each alternative, as if both were.
        if value != "all" and not (isinstance(value, list) and value and all(isinstance(code, str) for code in value)):
            raise ValueError("write 'all', or a list of GSS codes such as [E06000012]")
        return value

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        missing = [name for name in ABOUT[self.kind] if getattr(self, name) is None]
        if missing:
            raise ValueError(f"a {self.kind} card needs {' and '.join(missing)}")
        misplaced = [name for name in NOT_ABOUT[self.kind] if getattr(self, name)]
        if misplaced:
            raise ValueError(f"a {self.kind} card has no {' and no '.join(misplaced)}; remove it, or change 'kind'")
        return self

    @property
    def headlines(self) -> tuple[ScorecardMeasure, ...]:
        """The measures by which the card is known."""
        return tuple(measure for measure in self.measures if measure.role == "headline")
