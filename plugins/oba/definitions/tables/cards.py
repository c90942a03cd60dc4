"""Scorecards and programmes as the tables that dbt reads; a table without a row still has its columns."""

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from oba.definitions.base import Definition
from oba.definitions.cards import (
    Action,
    DataDevelopment,
    Idea,
    Objective,
    Partner,
    Programme,
    Reported,
    Scorecard,
    ScorecardMeasure,
    StoryForce,
)
from oba.definitions.cards.method import Answer, answers
from oba.definitions.cards.method_checks import CardInContext
from oba.definitions.catalogue import Definitions

# The lists of a card, each entry of which is a row.
LISTS: dict[str, type[Definition]] = {
    "measures": ScorecardMeasure,
    "story": StoryForce,
    "partners": Partner,
    "ideas": Idea,
    "actions": Action,
    "data_development": DataDevelopment,
}
TABLE_OF = {
    "measures": "scorecard_measure",
    "story": "scorecard_story",
    "partners": "scorecard_partner",
    "ideas": "scorecard_idea",
    "actions": "scorecard_action",
    "data_development": "scorecard_data_development",
}

# Fields whose names SQL keeps for itself.
KEYWORDS = {"values": "community_values", "date": "stated_on"}


def card_tables(definitions: Definitions) -> dict[str, pd.DataFrame]:
    """Return a table for the cards, one for each of their lists, their places, their method tests, the objectives."""
    not_scalar = {*LISTS, "authorities"}
    return {
        "scorecard": _table(
            (
                card.model_dump(exclude=not_scalar) | {"is_for_all_places": card.authorities == "all"}
                for card in definitions.scorecards
            ),
            [*(name for name in Scorecard.model_fields if name not in not_scalar), "is_for_all_places"],
        ),
        "scorecard_authority": _table(
            (
                {"scorecard": card.scorecard, "authority": code}
                for card in definitions.scorecards
                if card.authorities != "all"
                for code in card.authorities
            ),
            ["scorecard", "authority"],
        ),
        **{TABLE_OF[name]: _entries(definitions, name, kind) for name, kind in LISTS.items()},
        "scorecard_method_test": _table(_method_tests(definitions), ["scorecard", *(f.name for f in fields(Answer))]),
        **objective_tables(definitions.programmes),
    }


def _entries(definitions: Definitions, name: str, kind: type[Definition]) -> pd.DataFrame:
    rows = (
        {"scorecard": card.scorecard, "entry_number": number, **entry.model_dump()}
        for card in definitions.scorecards
        for number, entry in enumerate(getattr(card, name), start=1)
    )
    table = _table(rows, ["scorecard", "entry_number", *kind.model_fields])
    return table.rename(columns=KEYWORDS)


def objective_tables(programmes: tuple[Programme, ...]) -> dict[str, pd.DataFrame]:
    """Return the objectives, and each condition of their rules with the verdict that it gives."""
    of_programme = [name for name in Programme.model_fields if name != "objectives"]
    of_objective = [name for name in Objective.model_fields if name not in ("rule", "reported")]
    numbered = [
        (programme, number, objective)
        for programme in programmes
        for number, objective in enumerate(programme.objectives, start=1)
    ]
    objectives = (
        {
            **programme.model_dump(include=set(of_programme)),
            "objective_number": number,
            **objective.model_dump(include=set(of_objective)),
            **_reported(objective),
        }
        for programme, number, objective in numbered
    )
    conditions = (
        {
            "programme": programme.programme,
            "objective_number": number,
            "gives": verdict,
            "condition": condition,
            "condition_order": order,
        }
        for programme, number, objective in numbered
        if objective.rule is not None
        for verdict, asked in (("met", objective.rule.met_when), ("partially_met", objective.rule.partially_met_when))
        for order, condition in enumerate(asked, start=1)
    )
    return {
        "objective": _table(
            objectives,
            [*of_programme, "objective_number", *of_objective, *(f"reported_{name}" for name in Reported.model_fields)],
        ),
        "objective_condition": _table(
            conditions, ["programme", "objective_number", "gives", "condition", "condition_order"]
        ),
    }


def _reported(objective: Objective) -> dict[str, str | None]:
    """Return what the source says of an objective, each field of it as a column."""
    return {
        f"reported_{name}": getattr(objective.reported, name) if objective.reported else None
        for name in Reported.model_fields
    }


def _method_tests(definitions: Definitions) -> Iterable[dict[str, Any]]:
    measures = {measure.measure: measure for measure in definitions.measures}
    names = tuple(programme.name for programme in definitions.programmes)
    for card in definitions.scorecards:
        for answer in answers(CardInContext(card, measures, definitions.words, names)):
            yield {"scorecard": card.scorecard, **asdict(answer)}


def _table(rows: Iterable[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns)
