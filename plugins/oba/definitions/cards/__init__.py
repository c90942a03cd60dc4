"""Scorecards and programmes, and the tests of the method that each card is put to."""

from oba.definitions.cards.programme import Objective, ObjectiveVerdict, Programme, Reported, Rule
from oba.definitions.cards.scorecard import (
    Action,
    DataDevelopment,
    Idea,
    Partner,
    Power,
    Scorecard,
    ScorecardMeasure,
    StoryForce,
)

__all__ = [
    "Action",
    "DataDevelopment",
    "Idea",
    "Objective",
    "ObjectiveVerdict",
    "Partner",
    "Power",
    "Programme",
    "Reported",
    "Rule",
    "Scorecard",
    "ScorecardMeasure",
    "StoryForce",
]
