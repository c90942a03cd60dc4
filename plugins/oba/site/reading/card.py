"""What one card says, read from the marts of a warehouse file."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from oba.periods import YEAR, Period, release_order
from oba.site.reading.cohorts import FollowedOnCard, read_followed
from oba.site.reading.surveys import EvaluationOnCard, read_evaluation

Row = dict[str, Any]

LISTS = ("story", "partner", "idea", "action", "data_development")


@dataclass(frozen=True)
class EarlierBaseline:
    """A baseline made before the newest figures, and what became of it."""

    judgement: Row  # a row of fct_forecast_verdict, in the newest period that has one
    forecast: list[Row]  # rows of fct_measure_forecast up to that period, oldest first


@dataclass(frozen=True)
class MeasureOnCard:
    """One measure of a card: its newest figure, its history, its baseline and its objectives."""

    newest: Row  # the newest row of scorecard_wide
    definition: Row  # a row of dim_measure, with its place on the card
    history: list[Row]  # rows of scorecard_wide; oldest first
    verdict: Row | None  # a row of fct_measure_verdict; where the card wants one way, as that judges it
    forecast: list[Row]  # rows of fct_measure_forecast: where the newest figures lead; empty where that is not known
    judgement: Row | None  # a row of fct_forecast_verdict, judged likewise: what became of the baseline made first
    earlier: list[EarlierBaseline]  # baselines that the newest judged figure is held against, the newest first
    rate: Row | None  # of a count, its rate in the newest period: fct_measure_comparison with the measure's unit
    objectives: list[Row]  # rows of fct_objective
    notes: list[Row]  # what does not fit of its figures: number, period_end_date and words; oldest first


@dataclass(frozen=True)
class Card:
    """A scorecard for one place."""

    scorecard: Row
    geography: Row
    measures: list[MeasureOnCard]
    silent_measures: list[Row]  # rows of dim_measure on the scorecard that have no figure for this place
    objectives_without_figures: list[Row]
    lists: dict[
        str, list[Row]
    ]  # story, partner, idea, action, data_development: what each mart has of this place or of all
    tests: list[Row]  # rows of scorecard_method_test
    release_files: list[Row]
    followed: FollowedOnCard | None  # the cohorts that it names
    evaluation: EvaluationOnCard | None

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
    history: dict[str, list[Row]] = {row["measure_id"]: [] for row in definitions}
    for row in wide:
        history[row["measure_id"]].append(row)
    verdicts = {
        row["measure_id"]: row
        for row in _rows(warehouse, "select * from marts.fct_measure_verdict where geography_code = $geography", keys)
    }
    wanted = {row["measure_id"]: row["wanted_direction"] for row in definitions}
    judged = {
        measure: [_as_wanted(row, wanted.get(measure)) for row in rows]
        for measure, rows in _judged(warehouse, geography_code).items()
    }
    forecasts = _forecasts(warehouse, geography_code)
    notes = _notes(warehouse, geography_code)
    rates = _rates(warehouse, geography_code)
    programmes = {scorecard["programme_id"], *_all_of_whose_measures(objectives, set(history))}
    silent = [row for row in definitions if not history[row["measure_id"]]]
    return Card(
        scorecard=scorecard,
        geography=_rows(warehouse, "select * from marts.dim_geography where geography_code = $geography", keys)[0],
        measures=[
            MeasureOnCard(
                newest=history[row["measure_id"]][-1],
                definition=row,
                history=history[row["measure_id"]],
                verdict=_verdict_on_card(verdicts.get(row["measure_id"]), history[row["measure_id"]][-1]),
                forecast=_ahead(forecasts.get(row["measure_id"], []), history[row["measure_id"]][-1]),
                judgement=judged.get(row["measure_id"], [None])[-1],
                earlier=_earlier(forecasts.get(row["measure_id"], []), judged.get(row["measure_id"], [])),
                rate=rates.get((row["measure_id"], history[row["measure_id"]][-1]["period_end_date"])),
                objectives=[item for item in objectives if item["measure_id"] == row["measure_id"]],
                notes=notes.get(row["measure_id"], []),
            )
            for row in definitions
            if history[row["measure_id"]]
        ],
        silent_measures=silent,
        objectives_without_figures=[
            row
            for row in objectives
            if row["measure_id"] in {row["measure_id"] for row in silent}
            or (row["measure_id"] is None and row["programme_id"] in programmes)
        ],
        lists={
            name: _rows(
                warehouse,
                f"select * from marts.scorecard_{name} where scorecard_id = $scorecard"
                " and (geography_code is null or geography_code = $geography) order by entry_number",
                keys,
            )
            for name in LISTS
        },
        tests=_rows(
            warehouse,
            "select * from marts.scorecard_method_test where scorecard_id = $scorecard order by test_number",
            keys,
        ),
        release_files=sorted(
            _rows(
                warehouse,
                "select distinct file.* from marts.scorecard_wide as wide"
                " inner join marts.dim_release_file as file on wide.release_file_id = file.release_file_id"
                " where wide.scorecard_id = $scorecard and wide.geography_code = $geography",
                keys,
            ),
            key=lambda row: (row["publication_title"], release_order(row["release_name"]), row["file_name"]),
        ),
        followed=read_followed(warehouse, scorecard_id, geography_code),
        evaluation=read_evaluation(warehouse, scorecard, geography_code),
    )


def _verdict_on_card(verdict: Row | None, newest: Row) -> Row | None:
    """Return the verdict on a measure's newest figure, by the card's direction where it has one."""
    return verdict and verdict | ({"verdict": newest["verdict"]} if newest["wanted_direction"] else {})


def _as_wanted(judgement: Row, wanted: str | None) -> Row:
    """Return what became of a baseline, by a card's direction where it has one."""
    return judgement | ({"forecast_verdict": judgement[f"forecast_verdict_to_{wanted}"]} if wanted else {})


def _judged(warehouse: duckdb.DuckDBPyConnection, place: str) -> dict[str, list[Row]]:
    """Return by measure what became of its baselines in the newest period that has a figure; made last, first."""
    rows = _rows(
        warehouse,
        "select * from marts.fct_forecast_verdict where geography_code = $geography"
        " qualify rank() over (partition by measure_id order by period_end_date desc) = 1"
        " order by made_on desc, history_to desc",
        {"geography": place},
    )
    return _by_measure(rows)


def _rates(warehouse: duckdb.DuckDBPyConnection, place: str) -> dict[tuple[str, date], Row]:
    """Return by count and period its rate, where that is known, beside those of other places."""
    rows = _rows(
        warehouse,
        "select counted.measure_id as counted_measure_id, compared.*, rate.unit, rate.decimal_places, rate.polarity"
        " from marts.dim_measure as counted"
        " inner join marts.dim_measure as rate on counted.rate_measure_id = rate.measure_id"
        " and counted.period_kind = rate.period_kind"
        " inner join marts.fct_measure_comparison as compared on rate.measure_id = compared.measure_id"
        " where compared.geography_code = $geography and compared.value is not null",
        {"geography": place},
    )
    return {(row["counted_measure_id"], row["period_end_date"]): row for row in rows}


def _notes(warehouse: duckdb.DuckDBPyConnection, place: str) -> dict[str, list[Row]]:
    """Return by measure what its own arithmetic, or another publication, says otherwise of the figures shown."""
    rows = _rows(
        warehouse,
        "select measure_id, period_end_date, disagreement_sentence as words from marts.fct_source_pair"
        " where geography_code = $geography and disagreement_sentence is not null"
        " union all"
        " select shown.measure_id, shown.period_end_date, contradicted.contradiction_sentence"
        " from marts.fct_measure_value as shown"
        " inner join marts.fct_measure_vintage as cell on shown.measure_id = cell.measure_id"
        " and shown.release_file_id = cell.release_file_id and shown.source_row = cell.source_row"
        " inner join marts.fct_contradicted_figure as contradicted"
        " on cell.release_file_id = contradicted.release_file_id"
        " and cell.source_row = contradicted.source_row and cell.published_column = contradicted.published_column"
        " where shown.geography_code = $geography and contradicted.contradiction_kind <> 'other_vintage'"
        " order by 1, 2, 3",
        {"geography": place},
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        notes = found.setdefault(row["measure_id"], [])
        notes.append(row | {"number": len(notes) + 1})
    return found


def _forecasts(warehouse: duckdb.DuckDBPyConnection, place: str) -> dict[str, list[Row]]:
    """Return by measure every baseline, period by period, in the order of the histories that they are made from."""
    rows = _rows(
        warehouse,
        "select forecast.*, measure.period_kind, measure.timing from marts.fct_measure_forecast as forecast"
        " inner join marts.dim_measure as measure on forecast.measure_id = measure.measure_id"
        " where geography_code = $geography order by history_to, period_end_date",
        {"geography": place},
    )
    return _by_measure([row | _periods_in_words(row) for row in rows])


def _by_measure(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["measure_id"], []).append(row)
    return found


def _ahead(forecasts: list[Row], newest: Row) -> list[Row]:
    """Return the newest baseline of a measure; none where it was made before the newest figures, and so is past."""
    rows = [row for row in forecasts if row["forecast_id"] == forecasts[-1]["forecast_id"]]
    return rows if rows and rows[0]["period_end_date"] > newest["period_end_date"] else []


def _earlier(forecasts: list[Row], judged: list[Row]) -> list[EarlierBaseline]:
    """Return the baselines that a figure is held against, but for those of figures counted in another way."""
    return [
        EarlierBaseline(
            row,
            [
                of
                for of in forecasts
                if of["forecast_id"] == row["forecast_id"] and of["period_end_date"] <= row["period_end_date"]
            ],
        )
        for row in judged
        if row["forecast_verdict"] != "definition_changed"
    ]


def _periods_in_words(row: Row) -> Row:
    """Return what the period of a forecast is called, alone and as a time, and the last one of its history."""
    period, last = (Period.of(row["period_kind"], row[name]) for name in ("period_end_date", "history_to"))
    if period.months >= YEAR:
        names = {"period_name": period.end_in_short, "history_name": last.end_in_short}
        return names | {"period_time": f"in {period.end_in_short}"}
    names = {"period_name": period.label(row["timing"]), "history_name": last.as_noun(row["timing"])}
    return names | {"period_time": period.as_time(row["timing"])}


def _objectives(warehouse: duckdb.DuckDBPyConnection, place: str) -> list[Row]:
    return _rows(
        warehouse,
        "select objective.*, measure.unit, measure.decimal_places,"
        " if(measure.timing = 'at_date', baseline.label_at_date, baseline.label_during_year) as baseline_label,"
        " if(measure.timing = 'at_date', target.label_at_date, target.label_during_year) as target_label"
        " from marts.fct_objective as objective"
        " left join marts.dim_measure as measure on objective.measure_id = measure.measure_id"
        " left join marts.dim_period as baseline on measure.period_kind = baseline.period_kind"
        " and objective.baseline_period_end_date = baseline.period_end_date"
        " left join marts.dim_period as target on measure.period_kind = target.period_kind"
        " and objective.target_period_end_date = target.period_end_date"
        " where objective.geography_code = $geography order by programme_id, objective_number",
        {"geography": place},
    )


def _all_of_whose_measures(objectives: list[Row], on_card: set[str]) -> set[str]:
    """Return the programmes of whose objectives a card shows every measure, and so those without one as well."""
    of = {
        row["programme_id"]: {
            other["measure_id"] for other in objectives if other["programme_id"] == row["programme_id"]
        }
        for row in objectives
    }
    return {programme for programme, measures in of.items() if measures - {None} <= on_card}


def _rows(warehouse: duckdb.DuckDBPyConnection, query: str, parameters: Row) -> list[Row]:
    named = {name: value for name, value in parameters.items() if f"${name}" in query}
    relation = warehouse.execute(query, named)
    names = [column[0] for column in relation.description]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
