"""Columns of sentences for the warehouse: dbt's Python models hand their tables to these functions."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from oba.language.changing import verdict_sentence
from oba.language.comparing import neighbours_warning
from oba.language.doubting import contradiction_sentence, source_pair_sentence
from oba.language.objectives import rule, why
from oba.language.questions import answer
from oba.language.turning import forecast_sentence

Row = dict[str, Any]


def verdict_sentences(verdicts: pa.Table) -> pa.Table:
    """Return measure, place and sentence of each row of ``int_measure_verdict``."""
    return _beside(verdicts, ("measure_id", "geography_code"), sentence=_each(verdict_sentence))


def forecast_sentences(verdicts: pa.Table) -> pa.Table:
    """Return measure, place, end of history, period and sentence of each row of ``int_forecast_verdict``."""
    key = ("measure_id", "geography_code", "history_to", "period_end_date")
    return _beside(verdicts, key, forecast_sentence=_each(forecast_sentence))


def source_pair_sentences(pairs: pa.Table) -> pa.Table:
    """Return the key of each row of ``int_source_pair`` with its sentence, if it needs one."""
    key = ("measure_id", "geography_code", "period_end_date", "preference", "other_preference")
    return _beside(pairs, key, disagreement_sentence=_each(source_pair_sentence))


def contradiction_sentences(contradicted: pa.Table) -> pa.Table:
    """Return the key of each row of ``int_printed_arithmetic`` that is contradicted, with its sentence."""
    key = ("release_file_id", "source_row", "published_column", "relation_number", "arithmetic_rule")
    return _beside(contradicted, key, contradiction_sentence=_each(contradiction_sentence))


def neighbours_warnings(averages: pa.Table) -> pa.Table:
    """Return measure, place, period and warning of each row of ``int_measure_neighbour`` that needs one."""
    key = ("measure_id", "geography_code", "period_end_date")
    return _beside(averages, key, neighbours_warning=_each(neighbours_warning))


def objective_words(objectives: pa.Table, conditions: pa.Table) -> pa.Table:
    """Return programme, number, rule and findings of each objective.

    Args:
        objectives: programme, number, ``measure_id`` and ``no_measure_because`` of each.
        conditions: rows of ``int_objective_condition``.
    """
    key = ("programme_id", "objective_number")
    of = _grouped(conditions.sort_by("condition_order"), key)
    return _beside(
        objectives,
        key,
        rule_words=lambda rows: [rule(of[_key(row, key)]) for row in rows],
        why=lambda rows: [why(row["measure_id"], of[_key(row, key)], row["no_measure_because"]) for row in rows],
    )


def method_findings(answers: pa.Table, breaches: pa.Table) -> pa.Table:
    """Return card, question, finding and mend of each answer.

    Args:
        answers: card and ``test_number`` of each question that is failed or does not apply.
        breaches: rows of ``int_scorecard_method_breach``.
    """
    key = ("scorecard_id", "test_number")
    of = _grouped(breaches, key)
    found = [answer(row["test_number"], of[_key(row, key)]) for row in answers.to_pylist()]
    return _beside(
        answers,
        key,
        finding=lambda rows: [finding for finding, _ in found],
        mend=lambda rows: [mend for _, mend in found],
    )


def _each(write: Callable[[Row], str | None]) -> Callable[[list[Row]], list[str | None]]:
    return lambda rows: [write(row) for row in rows]


def _beside(table: pa.Table, key: Sequence[str], **columns: Callable[[list[Row]], Sequence[str | None]]) -> pa.Table:
    """Return the key of a table with columns of text beside it; an empty one keeps its types."""
    rows = table.to_pylist()
    keyed = table.select(key)
    for name, write in columns.items():
        keyed = keyed.append_column(name, pa.array(write(rows), pa.string()))
    return keyed


def _grouped(table: pa.Table, key: Sequence[str]) -> defaultdict[tuple, list[Row]]:
    groups: defaultdict[tuple, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        groups[_key(row, key)].append(row)
    return groups


def _key(row: Row, key: Sequence[str]) -> tuple:
    return tuple(row[name] for name in key)
