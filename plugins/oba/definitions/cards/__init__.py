"""Scorecards and programmes, and the tests of the method that each card is put to."""

from oba.definitions.cards.programme import Objective, Programme, Reported, Rule
from oba.definitions.cards.scorecard import (
    Action,
    DataDevelopment,
    Idea,
    Partner,
    Scorecard,
    ScorecardMeasure,
    StoryForce,
)

__all__ = [
    "Action",
    "DataDevelopment",
    "Idea",
    "Objective",
    "Partner",
    "Programme",
    "Reported",
    "Rule",
    "Scorecard",
    "ScorecardMeasure",
    "StoryForce",
]
