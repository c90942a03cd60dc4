"""What evaluations of programmes asked, counted, compared and said, and where each figure is printed, as tables."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Literal

from oba.definitions.cards import (
    Comparison,
    FeatureFound,
    OutcomeFound,
    Programme,
    ResponseRule,
    Survey,
    Training,
)
from oba.definitions.cards.evaluation import Compared, ReportedComparison, Statement
from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import breakdown
from oba.definitions.tables.table import DefinitionTable, Fields, fields
from oba.vocabulary import AnswerSide

EntryKind = Literal["survey", "answer", "training", "comparison", "outcome"]
OF_A_PROGRAMME = {"programme_id": str, "programme_name": str, "geography_code": str, "source_document": str}

RESPONSE_RULE = fields(ResponseRule, warning="response_warning", source="response_rule_source")
FIGURES_OF_A_SURVEY = ("responses", "invited", "response_rate", "number", "base", "percentage")
SURVEY = fields(
    Survey,
    (*FIGURES_OF_A_SURVEY, "feed", "statements_by", "answers_by", "statements", "source"),
    survey="survey_id",
    title="survey_title",
    round="survey_round",
    asked="people_asked",
    scorecard="scorecard_id",
)
STATEMENT = fields(Statement, ("where", "scale"), statement="statement_words", several_answers="is_several_answers")
TRAINING = fields(
    Training,
    ("reached", "target", "share", "source"),
    training="training_id",
    title="training_title",
    target_by="target_by_words",
    scorecard="scorecard_id",
)
COMPARISON = fields(
    Comparison,
    ("first", "second", "reported", "source"),
    comparison="comparison_id",
    title="comparison_title",
    design="comparison_design",
    form="comparison_form",
    better="better_when",
    untested_because="untested_reason",
    scorecard="scorecard_id",
)
REPORTED = fields(ReportedComparison, test="reported_test", words="reported_words", stated_in="reported_stated_in")
SIDES = {which: fields(Compared, ("figure", "base", "groups"), words=f"{which}_words") for which in ("first", "second")}
FEATURE = fields(
    FeatureFound,
    ("source",),
    feature="practice_feature",
    finding="practice_finding",
    project="project_name",
    words="finding_words",
)
OUTCOME = fields(
    OutcomeFound,
    ("figure", "figure_to", "source"),
    outcome="programme_outcome",
    finding="outcome_finding",
    words="finding_words",
    project="project_name",
)


def _of(programme: Programme, entry: Any) -> dict[str, Any]:
    return {
        "programme_id": programme.programme,
        "programme_name": programme.name,
        "geography_code": programme.authority,
        "source_document": entry.source or programme.source,
    }


def _entries(name: str, of: Fields) -> Callable[[Definitions], Iterator[dict[str, Any]]]:
    """Return the rows of one of a programme's lists, numbered from 1 in the order of the file."""

    def rows(definitions: Definitions) -> Iterator[dict[str, Any]]:
        for programme in definitions.programmes:
            for number, entry in enumerate(getattr(programme, name), start=1):
                yield _of(programme, entry) | {"entry_number": number} | of.row(entry)

    return rows


def _answers(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for programme in definitions.programmes:
        for survey in programme.surveys:
            for number, statement in enumerate(survey.statements, start=1):
                for order, answer in enumerate(definitions.scales[statement.scale].answers, start=1):
                    yield {
                        "programme_id": programme.programme,
                        "survey_id": survey.survey,
                        "statement_number": number,
                        "answer_order": order,
                        "answer": answer.answer,
                        "answer_side": answer.side,
                        "entry_name": f"{survey.survey}/{number}/{order}",
                        **STATEMENT.row(statement),
                    }


def _comparisons(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for programme in definitions.programmes:
        for number, entry in enumerate(programme.comparisons, start=1):
            yield {
                **_of(programme, entry),
                "entry_number": number,
                **COMPARISON.row(entry),
                **SIDES["first"].row(entry.first),
                **SIDES["second"].row(entry.second),
                **REPORTED.row(entry.reported),
            }


def _figures(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for programme in definitions.programmes:
        for _, kind, name, part, figure in programme.pointed_at(definitions.scales):
            feed = definitions.feeds[figure.feed][1]
            text = figure.period or feed.periods.last
            yield {
                "programme_id": programme.programme,
                "entry_kind": kind,
                "entry_name": name,
                "figure_part": part,
                "survey_id": name.split("/")[0] if kind in ("survey", "answer") else None,
                "feed": figure.feed,
                "data_column": figure.column,
                "breakdown": breakdown(figure.where),
                "geography_code": programme.authority,
                "period_end_date": feed.period(text).last_day if text else None,
            }


NUMBERED = {**OF_A_PROGRAMME, "entry_number": int}

EVALUATION_TABLES = (
    DefinitionTable(
        "response_rule",
        RESPONSE_RULE.columns,
        lambda definitions: map(RESPONSE_RULE.row, definitions.surveys.response_rules),
    ),
    DefinitionTable("survey", NUMBERED | SURVEY.columns, _entries("surveys", SURVEY)),
    DefinitionTable(
        "survey_answer",
        {
            "programme_id": str,
            "survey_id": str,
            "statement_number": int,
            "answer_order": int,
            "answer": str,
            "answer_side": AnswerSide | None,
            "entry_name": str,
            **STATEMENT.columns,
        },
        _answers,
    ),
    DefinitionTable("programme_training", NUMBERED | TRAINING.columns, _entries("training", TRAINING)),
    DefinitionTable(
        "programme_comparison",
        NUMBERED | COMPARISON.columns | SIDES["first"].columns | SIDES["second"].columns | REPORTED.columns,
        _comparisons,
    ),
    DefinitionTable("practice_feature", NUMBERED | FEATURE.columns, _entries("practice_features", FEATURE)),
    DefinitionTable("programme_outcome", NUMBERED | OUTCOME.columns, _entries("outcomes", OUTCOME)),
    DefinitionTable(
        "programme_figure",
        {
            "programme_id": str,
            "entry_kind": EntryKind,
            "entry_name": str,
            "figure_part": str,
            "survey_id": str | None,
            "feed": str,
            "data_column": str,
            "breakdown": str,
            "geography_code": str,
            "period_end_date": date,
        },
        _figures,
    ),
)
