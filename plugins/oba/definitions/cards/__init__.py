"""Scorecards and programmes, and the tests of the method that each card is put to."""

from oba.definitions.cards.evaluation import (
    Comparison,
    FeatureFound,
    Figure,
    OutcomeFound,
    ResponseRule,
    Scale,
    Survey,
    SurveyMethod,
    Training,
)
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
    "Comparison",
    "DataDevelopment",
    "FeatureFound",
    "Figure",
    "Idea",
    "Objective",
    "OutcomeFound",
    "Partner",
    "Programme",
    "Reported",
    "ResponseRule",
    "Rule",
    "Scale",
    "Scorecard",
    "ScorecardMeasure",
    "StoryForce",
    "Survey",
    "SurveyMethod",
    "Training",
]
