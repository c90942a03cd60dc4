"""What the value for money of a service is reckoned with, and what others have stated of theirs, as tables."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from oba.definitions.catalogue import Definitions
from oba.definitions.tables.table import DefinitionTable, fields
from oba.definitions.value_for_money import (
    Comparator,
    ConferenceCost,
    Deadweight,
    Deflator,
    EvaluatedCohort,
    Sensitivity,
    UnitCost,
    ValueForMoney,
    YearOfService,
    read_value_for_money,
)
from oba.definitions.value_for_money.reading import FOLDER
from oba.typed import Columns, table_of
from oba.vocabulary import CohortStatus

UNIT_COST = fields(UnitCost, status="cohort_status")
CONFERENCE_COST = fields(ConferenceCost, ("staff",), pounds="conference_pounds")
DEADWEIGHT = fields(Deadweight, kind="deadweight_kind", pct="deadweight_pct")
SERVICE_YEAR = fields(YearOfService)
SENSITIVITY = fields(Sensitivity)
COHORT = fields(EvaluatedCohort, name="cohort_name", year="exit_year")
COMPARATOR = fields(
    Comparator,
    name="comparator_name",
    year="stated_year",
    method="return_method",
    unit="return_unit",
    document="source_document",
    basis="how_reckoned",
)
DEFLATOR = fields(Deflator, index="price_index")


def _weeks(found: ValueForMoney) -> Iterator[dict[str, Any]]:
    rule = found.conferences
    yield {
        "weeks_saved": rule.weeks.number,
        "to_price_year": found.deflators.to_price_year,
        "price_year_note": rule.price_year_note,
        "source_document": rule.source,
        "follow_up_date": rule.evaluated.follow_up_on,
        "feed": rule.evaluated.feed,
        "totals_feed": rule.evaluated.totals_feed,
    }


def _conference_costs(found: ValueForMoney) -> Iterator[dict[str, Any]]:
    for cost in found.conferences.conference_costs:
        yield CONFERENCE_COST.row(cost) | {
            "staff_hours": sum(each.hours for each in cost.staff),
            "staff_pounds": round(sum(each.hours * each.pounds_an_hour for each in cost.staff), 2),
        }


def _statuses(found: ValueForMoney) -> Iterator[dict[str, Any]]:
    for word, status in found.conferences.evaluated.statuses.items():
        yield {"printed_status": word, "cohort_status": status}


def _comparators(found: ValueForMoney) -> Iterator[dict[str, Any]]:
    placed = {
        name: (ranking.ranking, order.index(name) + 1)
        for ranking in found.comparators.rankings
        for order in [found.comparators.in_order(ranking)]
        for name in ranking.comparators
    }
    for comparator in found.comparators.comparators:
        ranking, place = placed.get(comparator.comparator, (None, None))
        yield COMPARATOR.row(comparator) | {"ranking": ranking, "rank_in_method": place}


# The tables, each with its columns and rows; both dbt projects have those that RESTRICTED names.
ROWS: dict[str, tuple[Columns, Callable[[ValueForMoney], Iterable[dict[str, Any]]]]] = {
    "unit_cost": (UNIT_COST.columns, lambda found: map(UNIT_COST.row, found.conferences.unit_costs)),
    "conference_cost": (CONFERENCE_COST.columns | {"staff_hours": float, "staff_pounds": float}, _conference_costs),
    "deadweight": (DEADWEIGHT.columns, lambda found: map(DEADWEIGHT.row, found.conferences.deadweight)),
    "value_rule": (
        {
            "weeks_saved": int,
            "to_price_year": int | None,
            "price_year_note": str,
            "source_document": str,
            "follow_up_date": date,
            "feed": str,
            "totals_feed": str,
        },
        _weeks,
    ),
    "service_year": (SERVICE_YEAR.columns, lambda found: map(SERVICE_YEAR.row, found.conferences.annual)),
    "sensitivity": (SENSITIVITY.columns, lambda found: map(SENSITIVITY.row, found.conferences.sensitivity)),
    "evaluated_cohort": (COHORT.columns, lambda found: map(COHORT.row, found.conferences.evaluated.cohorts)),
    "evaluated_status": ({"printed_status": str, "cohort_status": CohortStatus}, _statuses),
    "deflator": (DEFLATOR.columns, lambda found: map(DEFLATOR.row, found.deflators.series)),
    "comparator": (COMPARATOR.columns | {"ranking": str | None, "rank_in_method": int | None}, _comparators),
}
RESTRICTED = ("unit_cost", "conference_cost", "deadweight", "value_rule", "sensitivity", "deflator")


def value_tables(definitions: Path) -> dict[str, pa.Table]:
    """Return, by name, the tables of a folder's value for money that the restricted warehouse reads, or empty ones."""
    found = read_value_for_money(definitions) if (definitions / FOLDER).exists() else None
    return {name: table_of(ROWS[name][1](found) if found else [], ROWS[name][0]) for name in RESTRICTED}


def _of_definitions(
    rows: Callable[[ValueForMoney], Iterable[dict[str, Any]]],
) -> Callable[[Definitions], Iterable[dict[str, Any]]]:
    """Return the rows of a table as definitions give them; a folder without a value for money gives none."""
    return lambda definitions: rows(definitions.value_for_money) if definitions.value_for_money else ()


VALUE_TABLES = tuple(DefinitionTable(name, columns, _of_definitions(rows)) for name, (columns, rows) in ROWS.items())
