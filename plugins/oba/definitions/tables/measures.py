"""Measures, and where each part of them is found, as tables."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import Feed, breakdown
from oba.definitions.measures import Component, Measure, MeasureSource
from oba.definitions.tables.table import DefinitionTable, fields
from oba.periods import YEAR, months_of_kind, release_order

MEASURE = fields(
    Measure,
    ("sources",),
    measure="measure_id",
    kind="measure_kind",
    name="measure_name",
    interval="interval_method",
    number="number_measure_id",
    rate="rate_measure_id",
    population="measured_population",
)


def _measures(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for measure in definitions.measures:
        yield MEASURE.row(measure) | {
            "period_kind": definitions.period_kind(measure),
            "months_between": measure.months_between,
        }


def _components(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for measure in definitions.measures:
        kind = definitions.period_kind(measure)
        for preference, source in enumerate(measure.sources, start=1):
            for name, component in source.components.items():
                yield {
                    "measure_id": measure.measure,
                    "preference": preference,
                    "component": name,
                    "feed": source.feed_of(component),
                    "data_column": component.column,
                    "breakdown": "" if component.summed_over else breakdown(component.where),
                    "is_summed": bool(component.summed_over),
                    "as_at_date": source.as_at,
                    "is_from_another_feed": source.feed_of(component) != source.feed,
                    "periods_before": getattr(component, "periods_before", 0),
                    "period_kind": kind,
                    "is_for_parts_of_year": months_of_kind(kind) < YEAR,
                    "worked_out_from_sort_key": None,
                    "worked_out_multiplier": None,
                    **(_worked_out(measure, source) if name == "value" else {}),
                    **_rounding(definitions.feeds[source.feed_of(component)][1], component.column),
                }


def _summed(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for measure in definitions.measures:
        for preference, source in enumerate(measure.sources, start=1):
            for name, component in source.components.items():
                for pattern in _patterns(component) if component.summed_over else ():
                    yield {
                        "measure_id": measure.measure,
                        "preference": preference,
                        "component": name,
                        "breakdown_pattern": pattern,
                    }


def _patterns(component: Component) -> Iterator[str]:
    """Yield what breakdowns of the rows of a sum are like, ``!`` before a character that would stand for others."""
    named = [{name: text} for name, text in component.where.items()]
    choices = [
        [{name: text} for text in (chosen if chosen != "all" else ("%",))]
        for name, chosen in component.summed_over.items()
    ]
    for chosen in product(*choices):
        texts = {_literally(name): _literally(text) for each in named for name, text in each.items()}
        for each in chosen:
            texts |= {_literally(name): text if text == "%" else _literally(text) for name, text in each.items()}
        yield breakdown(texts)


def _literally(text: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)


def _worked_out(measure: Measure, source: MeasureSource) -> dict[str, Any]:
    """Return from which release on a figure is worked out where none prints it, and per how many."""
    if source.worked_out is None:
        return {}
    return {
        "worked_out_from_sort_key": release_order(source.worked_out.first_release),
        "worked_out_multiplier": measure.multiplier,
    }


def _rounding(feed: Feed, column: str) -> dict[str, Any]:
    """Return in how many decimal places a data column is printed, and the unit of its regional and national figures."""
    adds_up = feed.adds_up
    return {
        "printed_decimal_places": feed.columns[column].decimal_places,
        "rounded_to": adds_up.rounded_to if adds_up is not None and column in adds_up.columns else None,
    }


COMPONENT = {
    "measure_id": str,
    "preference": int,
    "component": str,
    "feed": str,
    "data_column": str,
    "breakdown": str,
    "is_summed": bool,
    "as_at_date": date | None,
    "is_from_another_feed": bool,
    "periods_before": int,
    "period_kind": str,
    "is_for_parts_of_year": bool,
    "printed_decimal_places": int,
    "rounded_to": int | None,
    "worked_out_from_sort_key": str | None,
    "worked_out_multiplier": int | None,
}

MEASURE_TABLES = (
    DefinitionTable("measure", MEASURE.columns | {"period_kind": str, "months_between": int | None}, _measures),
    DefinitionTable("measure_component", COMPONENT, _components),
    DefinitionTable(
        "measure_component_sum",
        {"measure_id": str, "preference": int, "component": str, "breakdown_pattern": str},
        _summed,
    ),
)
