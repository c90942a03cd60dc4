"""The objectives of programmes, and each condition of their rules with the verdict that it gives, as tables."""

from collections.abc import Iterator
from typing import Any

from oba.definitions.cards import Objective, Programme, Reported
from oba.definitions.cards.evaluation import Evaluated
from oba.definitions.cards.programme import Condition
from oba.definitions.catalogue import Definitions
from oba.definitions.tables.table import DefinitionTable, fields
from oba.vocabulary import VerdictGiven

PROGRAMME = fields(
    Programme,
    ("objectives", *Evaluated.model_fields),
    programme="programme_id",
    name="programme_name",
    authority="geography_code",
    source="source_document",
)
OBJECTIVE = fields(
    Objective,
    ("rule", "reported", "source"),
    measure="measure_id",
    baseline_period="baseline_period_end_date",
    target_period="target_period_end_date",
    followed_from="followed_from_date",
    followed_until="followed_until_date",
)
REPORTED = fields(Reported, verdict="reported_verdict", words="reported_words", stated_in="reported_stated_in")
NUMBER = {"programme_id": str, "objective_number": int}


def _numbered(definitions: Definitions) -> Iterator[tuple[Programme, int, Objective]]:
    for programme in definitions.programmes:
        for number, objective in enumerate(programme.objectives, start=1):
            yield programme, number, objective


def _objectives(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for programme, number, objective in _numbered(definitions):
        yield {
            "objective_number": number,
            **PROGRAMME.row(programme),
            **OBJECTIVE.row(objective),
            **REPORTED.row(objective.reported),
            "source_document": objective.source or programme.source,
        }


def _conditions(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for programme, number, objective in _numbered(definitions):
        if objective.rule is None:
            continue
        lists = {"met": objective.rule.met_when, "partially_met": objective.rule.partially_met_when}
        for verdict, asked in lists.items():
            for order, condition in enumerate(asked, start=1):
                yield {
                    "programme_id": programme.programme,
                    "objective_number": number,
                    "verdict_given": verdict,
                    "condition_name": condition,
                    "condition_order": order,
                }


OBJECTIVE_TABLES = (
    DefinitionTable("objective", NUMBER | PROGRAMME.columns | OBJECTIVE.columns | REPORTED.optional, _objectives),
    DefinitionTable(
        "objective_condition",
        {
            **NUMBER,
            "verdict_given": VerdictGiven,
            "condition_name": Condition,
            "condition_order": int,
        },
        _conditions,
    ),
)
