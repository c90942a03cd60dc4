"""What one card says, read from the marts of a warehouse file."""

from dataclasses import dataclass
from typing import Any

import duckdb

Row = dict[str, Any]

LISTS = ("story", "partner", "idea", "action", "data_development")


@dataclass(frozen=True)
class MeasureOnCard:
    """One measure of a card: its newest figure, its history, its baseline and its objectives."""

    newest: Row  # the newest row of scorecard_wide
    definition: Row  # a row of dim_measure, with its place on the card
    history: list[Row]  # rows of scorecard_wide; oldest first
    verdict: Row | None  # a row of fct_measure_verdict
    forecast: list[Row]  # rows of fct_measure_forecast, of the baseline shown; empty where there is none
    judgement: Row | None  # a row of fct_forecast_verdict: what became of that baseline
    objectives: list[Row]  # rows of fct_objective


@dataclass(frozen=True)
class Card:
    """A scorecard for one place."""

    scorecard: Row
    geography: Row
    measures: list[MeasureOnCard]
    silent_measures: list[Row]  # rows of dim_measure on the scorecard that have no figure for this place
    objectives_without_figures: list[Row]
    lists: dict[str, list[Row]]  # story, partner, idea, action, data_development: rows of the mart of that name
    tests: list[Row]  # rows of scorecard_method_test
    release_files: list[Row]

    @property
    def headlines(self) -> list[MeasureOnCard]:
        """The measures by which the card is known."""
        return [measure for measure in self.measures if measure.definition["is_headline"]]


def read_card(warehouse: duckdb.DuckDBPyConnection, scorecard_id: str, geography_code: str) -> Card:
    """Read a card.

    Args:
        warehouse: an open connection to a warehouse file.
        scorecard_id: a scorecard that ``dim_scorecard`` has.
        geography_code: a place that ``dim_geography`` has.
    """
    keys = {"scorecard": scorecard_id, "geography": geography_code}
    wide = _rows(
        warehouse,
        "select * from marts.scorecard_wide where scorecard_id = $scorecard and geography_code = $geography"
        " order by display_order, period_end_date",
        keys,
    )
    definitions = _rows(
        warehouse,
        "select measure.*, placed.* exclude (scorecard_id, measure_id) from marts.dim_measure as measure"
        " inner join marts.bridge_scorecard_measure as placed on measure.measure_id = placed.measure_id"
        " where placed.scorecard_id = $scorecard order by placed.display_order",
        {"scorecard": scorecard_id},
    )
    scorecard = _rows(warehouse, "select * from marts.dim_scorecard where scorecard_id = $scorecard", keys)[0]
    objectives = _objectives(warehouse, geography_code)
    history = {row["measure_id"]: [] for row in definitions}
    for row in wide:
        history[row["measure_id"]].append(row)
    silent = [row for row in definitions if not history[row["measure_id"]]]
    return Card(
        scorecard=scorecard,
        geography=_rows(warehouse, "select * from marts.dim_geography where geography_code = $geography", keys)[0],
        measures=[
            _measure(warehouse, row, history[row["measure_id"]], geography_code, objectives)
            for row in definitions
            if history[row["measure_id"]]
        ],
        silent_measures=silent,
        objectives_without_figures=[
            row
            for row in objectives
            if row["measure_id"] in {row["measure_id"] for row in silent}
            or (row["measure_id"] is None and row["programme_id"] == scorecard["programme_id"])
        ],
        lists={
            name: _rows(
                warehouse,
                f"select * from marts.scorecard_{name} where scorecard_id = $scorecard order by entry_number",
                keys,
            )
            for name in LISTS
        },
        tests=_rows(
            warehouse,
            "select * from marts.scorecard_method_test where scorecard_id = $scorecard order by test_number",
            keys,
        ),
        release_files=_rows(
            warehouse,
            "select distinct file.* from marts.scorecard_wide as wide"
            " inner join marts.dim_release_file as file on wide.release_file_id = file.release_file_id"
            " where wide.scorecard_id = $scorecard and wide.geography_code = $geography"
            " order by file.publication_title, file.release_name, file.file_name",
            keys,
        ),
    )


def _measure(
    warehouse: duckdb.DuckDBPyConnection, definition: Row, history: list[Row], place: str, objectives: list[Row]
) -> MeasureOnCard:
    keys = {"measure": definition["measure_id"], "geography": place}
    here = "where measure_id = $measure and geography_code = $geography"
    verdicts = _rows(warehouse, f"select * from marts.fct_measure_verdict {here}", keys)
    judged = _rows(
        warehouse,
        f"select * from marts.fct_forecast_verdict {here} order by period_end_date desc, made_on limit 1",
        keys,
    )
    return MeasureOnCard(
        newest=history[-1],
        definition=definition,
        history=history,
        verdict=verdicts[0] if verdicts else None,
        forecast=_forecast(warehouse, keys, judged[0]["forecast_id"] if judged else None),
        judgement=judged[0] if judged else None,
        objectives=[row for row in objectives if row["measure_id"] == definition["measure_id"]],
    )


def _forecast(warehouse: duckdb.DuckDBPyConnection, keys: Row, judged: str | None) -> list[Row]:
    """Return the baseline that figures have been held against, or else the newest one, year by year."""
    return _rows(
        warehouse,
        "with ours as (select * from marts.fct_measure_forecast"
        " where measure_id = $measure and geography_code = $geography)"
        " select ours.*, year(ours.period_end_date) as end_year from ours"
        " where ours.forecast_id = coalesce($judged, (select arg_max(forecast_id, history_to) from ours))"
        " order by ours.period_end_date",
        {**keys, "judged": judged},
    )


def _objectives(warehouse: duckdb.DuckDBPyConnection, place: str) -> list[Row]:
    return _rows(
        warehouse,
        "select objective.*, measure.unit, measure.decimal_places,"
        " if(measure.timing = 'at_date', baseline.label_at_date, baseline.label_during_year) as baseline_label,"
        " if(measure.timing = 'at_date', target.label_at_date, target.label_during_year) as target_label"
        " from marts.fct_objective as objective"
        " left join marts.dim_period as baseline on objective.baseline_period_end_date = baseline.period_end_date"
        " left join marts.dim_period as target on objective.target_period_end_date = target.period_end_date"
        " left join marts.dim_measure as measure on objective.measure_id = measure.measure_id"
        " where objective.geography_code = $geography order by programme_id, objective_number",
        {"geography": place},
    )


def _rows(warehouse: duckdb.DuckDBPyConnection, query: str, parameters: Row) -> list[Row]:
    named = {name: value for name, value in parameters.items() if f"${name}" in query}
    relation = warehouse.execute(query, named)
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
