"""Scorecards, the entries of their lists, and what the tests of the method say of them, as tables."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, get_type_hints

from oba.definitions.cards import (
    Action,
    DataDevelopment,
    Idea,
    Partner,
    Scorecard,
    ScorecardMeasure,
    StoryForce,
)
from oba.definitions.cards.method import MethodAnswer, answers
from oba.definitions.cards.method_checks import CardInContext
from oba.definitions.catalogue import Definitions
from oba.definitions.tables.table import DefinitionTable, Fields, fields

PLACES = ("authorities",)  # of an entry: a row for each
POWERS = {"communication": "communication_power", "proxy": "proxy_power", "data": "data_power"}
MEASURES = fields(
    ScorecardMeasure,
    measure="measure_id",
    baseline_period="baseline_period_end_date",
    new="is_new",
    stale="stale_note",
    wanted="wanted_direction",
    **POWERS,
)
DATA_DEVELOPMENT = fields(
    DataDevelopment, PLACES, name="wanted_measure", why="why_wanted", due="due_date", due_why="due_note", **POWERS
)
STORY = fields(StoryForce, PLACES, words="entry_words", date="stated_date", measure="measure_id", source="stated_in")
PARTNERS = fields(Partner, PLACES, name="partner_name", role="partner_role")
IDEAS = fields(Idea, PLACES, words="entry_words", cost="cost_class", values="community_values", measure="measure_id")
ACTIONS = fields(
    Action,
    PLACES,
    words="entry_words",
    due="due_date",
    status="action_status",
    measure="measure_id",
    needs_approval="is_approval_needed",
)
SCORECARD = fields(
    Scorecard,
    ("authorities", "measures", "cohorts", "data_development", "story", "partners", "ideas", "actions"),
    scorecard="scorecard_id",
    kind="scorecard_kind",
    title="scorecard_title",
    subject="card_subject",
    programme="programme_id",
    source="card_source",
)
ANSWER = {"result": "test_result"}


def _scorecards(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for card in definitions.scorecards:
        yield SCORECARD.row(card) | {"is_for_all_places": card.authorities == "all"}


def _authorities(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for card in definitions.scorecards:
        for code in card.authorities if card.authorities != "all" else ():
            yield {"scorecard_id": card.scorecard, "geography_code": code}


def _cohorts(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for card in definitions.scorecards:
        for place, cohort in enumerate(card.cohorts, start=1):
            yield {"scorecard_id": card.scorecard, "entry_number": place, "cohort": cohort}


def _list(table: str, name: str, entries: Fields) -> DefinitionTable:
    """Return the table of one of the cards' lists; each entry has its place in the list, 1 first.

    One about some places has a row for each of them; of any other no place is named.
    """

    def rows(definitions: Definitions) -> Iterator[dict[str, Any]]:
        for card in definitions.scorecards:
            for place, entry in enumerate(getattr(card, name), start=1):
                for code in entry.authorities or (None,):
                    key = {"scorecard_id": card.scorecard, "geography_code": code, "entry_number": place}
                    yield key | entries.row(entry)

    key = {"scorecard_id": str, "geography_code": str | None, "entry_number": int}
    return DefinitionTable(table, key | entries.columns, rows)


def _measures(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for card in definitions.scorecards:
        for place, measure in enumerate(card.measures, start=1):
            yield {"scorecard_id": card.scorecard, "display_order": place, **MEASURES.row(measure)}


def _method_tests(definitions: Definitions) -> Iterator[dict[str, Any]]:
    measures = {measure.measure: measure for measure in definitions.measures}
    names = tuple(programme.name for programme in definitions.programmes)
    for card in definitions.scorecards:
        for answer in answers(CardInContext(card, measures, definitions.words, names)):
            said = {ANSWER.get(name, name): value for name, value in asdict(answer).items()}
            yield {"scorecard_id": card.scorecard, **said}


CARD_TABLES = (
    DefinitionTable("scorecard", SCORECARD.columns | {"is_for_all_places": bool}, _scorecards),
    DefinitionTable("scorecard_authority", {"scorecard_id": str, "geography_code": str}, _authorities),
    DefinitionTable("scorecard_measure", {"scorecard_id": str, "display_order": int, **MEASURES.columns}, _measures),
    DefinitionTable("scorecard_cohort", {"scorecard_id": str, "entry_number": int, "cohort": str}, _cohorts),
    _list("scorecard_story", "story", STORY),
    _list("scorecard_partner", "partners", PARTNERS),
    _list("scorecard_idea", "ideas", IDEAS),
    _list("scorecard_action", "actions", ACTIONS),
    _list("scorecard_data_development", "data_development", DATA_DEVELOPMENT),
    DefinitionTable(
        "scorecard_method_test",
        {"scorecard_id": str, **{ANSWER.get(name, name): kind for name, kind in get_type_hints(MethodAnswer).items()}},
        _method_tests,
    ),
)
