"""Cohorts of families, what is asked of them, and what trials found, as tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.cohorts import TrialEffect
from oba.definitions.tables.table import DefinitionTable, fields
from oba.vocabulary import COHORT_QUADRANTS, CohortComparison, CohortStatus, Polarity, Quadrant, words

EFFECT = fields(TrialEffect, ("stated_in",))


def _cohorts(definitions: Definitions) -> Iterator[dict[str, Any]]:
    from oba.local_mi.cohorts import read_cohorts  # which reads by means of this package

    for cohort in read_cohorts(definitions.folder).cohorts:
        yield {
            "cohort": cohort.cohort,
            "cohort_name": cohort.title,
            "index_event": cohort.index_event,
            "index_from": cohort.first,
            "index_to": cohort.last,
        }


def _outcomes(definitions: Definitions) -> Iterator[dict[str, Any]]:
    from oba.local_mi.cohorts import read_cohorts

    for outcome in read_cohorts(definitions.folder).outcomes:
        yield {
            "outcome": outcome.outcome,
            "is_days": outcome.form == "days_within",
            "polarity": outcome.polarity,
        }


def _statuses(_: Definitions) -> Iterator[dict[str, Any]]:
    for rank, status in enumerate(words(CohortStatus), start=1):
        yield {"cohort_status": status, "need_rank": rank}


def _measures(_: Definitions) -> Iterator[dict[str, Any]]:
    for measure, quadrant in COHORT_QUADRANTS.items():
        yield {"cohort_measure": measure, "quadrant": quadrant}


def _trial_effects(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for trial in definitions.trials:
        for effect in trial.effects:
            yield EFFECT.row(effect) | {
                "trial": trial.trial,
                "comparison": trial.comparison,
                "trial_source": f"{trial.source}: {effect.stated_in}",
            }


COHORT_TABLES = (
    DefinitionTable(
        "cohort",
        {"cohort": str, "cohort_name": str, "index_event": str, "index_from": date, "index_to": date | None},
        _cohorts,
    ),
    DefinitionTable("outcome", {"outcome": str, "is_days": bool, "polarity": Polarity}, _outcomes),
    DefinitionTable("cohort_status", {"cohort_status": CohortStatus, "need_rank": int}, _statuses),
    DefinitionTable("cohort_measure", {"cohort_measure": str, "quadrant": Quadrant}, _measures),
    DefinitionTable(
        "trial_effect",
        {"trial": str, "comparison": CohortComparison, "trial_source": str, **EFFECT.columns},
        _trial_effects,
    ),
)
