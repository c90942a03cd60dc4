"""What one card says, read from the marts of a warehouse file."""

from dataclasses import dataclass
from typing import Any

import duckdb

Row = dict[str, Any]


@dataclass(frozen=True)
class MeasureOnCard:
    """One measure of a card: its newest figures, its history and its objectives."""

    newest: Row  # a row of scorecard_measure
    definition: Row  # a row of dim_measure
    history: list[Row]  # period, label, value, reason, region_value, england_value, release; oldest first
    objectives: list[Row]  # rows of fct_objective


@dataclass(frozen=True)
class Card:
    """A scorecard for one authority."""

    scorecard: Row
    geography: Row
    measures: list[MeasureOnCard]
    silent_measures: list[Row]  # rows of dim_measure on the scorecard that have no figure for this authority
    objectives_without_figures: list[Row]
    release_files: list[Row]


def read_card(warehouse: duckdb.DuckDBPyConnection, scorecard_id: str, geography_code: str) -> Card:
    """Read a card.

    Args:
        warehouse: an open connection to a warehouse file.
        scorecard_id: a scorecard that ``dim_scorecard`` has.
        geography_code: an authority that ``dim_geography`` has.
    """
    keys = {"scorecard": scorecard_id, "geography": geography_code}
    newest = _rows(
        warehouse,
        "select * from marts.scorecard_measure where scorecard_id = $scorecard and geography_code = $geography"
        " order by display_order",
        keys,
    )
    objectives = _rows(
        warehouse,
        "select objective.*, measure.unit, measure.decimal_places,"
        " if(measure.timing = 'at_date', baseline.label_at_date, baseline.label_during_year) as baseline_label,"
        " if(measure.timing = 'at_date', target.label_at_date, target.label_during_year) as target_label"
        " from marts.fct_objective as objective"
        " left join marts.dim_period as baseline on objective.baseline_period_end_date = baseline.period_end_date"
        " left join marts.dim_period as target on objective.target_period_end_date = target.period_end_date"
        " left join marts.dim_measure as measure on objective.measure_id = measure.measure_id"
        " where objective.geography_code = $geography order by programme_id, objective_number",
        {"geography": geography_code},
    )
    definitions = _rows(
        warehouse,
        "select measure.* from marts.dim_measure as measure inner join marts.bridge_scorecard_measure as placed"
        " on measure.measure_id = placed.measure_id"
        " where placed.scorecard_id = $scorecard order by placed.display_order",
        {"scorecard": scorecard_id},
    )
    definition = {row["measure_id"]: row for row in definitions}
    shown = {row["measure_id"] for row in newest}
    silent = [row for row in definitions if row["measure_id"] not in shown]
    without_figures = {None, *(row["measure_id"] for row in silent)}
    return Card(
        scorecard=_rows(warehouse, "select * from marts.dim_scorecard where scorecard_id = $id", {"id": scorecard_id})[
            0
        ],
        geography=_rows(
            warehouse, "select * from marts.dim_geography where geography_code = $id", {"id": geography_code}
        )[0],
        measures=[
            MeasureOnCard(
                newest=row,
                definition=definition[row["measure_id"]],
                history=_history(warehouse, row["measure_id"], geography_code),
                objectives=[item for item in objectives if item["measure_id"] == row["measure_id"]],
            )
            for row in newest
        ],
        silent_measures=silent,
        objectives_without_figures=[item for item in objectives if item["measure_id"] in without_figures],
        release_files=_release_files(warehouse, scorecard_id, geography_code),
    )


def _history(warehouse: duckdb.DuckDBPyConnection, measure_id: str, geography_code: str) -> list[Row]:
    return _rows(
        warehouse,
        "select comparison.*, period.label_at_date, period.label_during_year, period.end_year,"
        " figure.interval_low, figure.interval_high, file.release_name, file.file_name, figure.source_row"
        " from marts.fct_measure_comparison as comparison"
        " inner join marts.dim_period as period on comparison.period_end_date = period.period_end_date"
        " inner join marts.fct_measure_value as figure on comparison.measure_id = figure.measure_id"
        " and comparison.geography_code = figure.geography_code"
        " and comparison.period_end_date = figure.period_end_date"
        " inner join marts.dim_release_file as file on figure.release_file_id = file.release_file_id"
        " where comparison.measure_id = $measure and comparison.geography_code = $geography"
        " order by comparison.period_end_date",
        {"measure": measure_id, "geography": geography_code},
    )


def _release_files(warehouse: duckdb.DuckDBPyConnection, scorecard_id: str, geography_code: str) -> list[Row]:
    return _rows(
        warehouse,
        "select distinct file.* from marts.fct_measure_value as figure"
        " inner join marts.bridge_scorecard_measure as placed on figure.measure_id = placed.measure_id"
        " inner join marts.dim_release_file as file on figure.release_file_id = file.release_file_id"
        " where placed.scorecard_id = $scorecard and figure.geography_code = $geography"
        " order by file.publication_title, file.release_name, file.file_name",
        {"scorecard": scorecard_id, "geography": geography_code},
    )


def _rows(warehouse: duckdb.DuckDBPyConnection, query: str, parameters: Row) -> list[Row]:
    relation = warehouse.execute(query, parameters)
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
