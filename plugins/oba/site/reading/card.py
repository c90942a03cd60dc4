"""What one card says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

from oba.periods import YEAR, Period, release_order
from oba.site.reading.cohorts import FollowedOnCard, read_followed
from oba.site.reading.marts import Row
from oba.site.reading.surveys import EvaluationOnCard, read_evaluation

if TYPE_CHECKING:
    from oba.site.reading.site import Site

LISTS = ("story", "partner", "idea", "action", "data_development")


@dataclass(frozen=True)
class EarlierBaseline:
    """A baseline made before the newest figures, and what became of it."""

    judgement: Row  # a row of fct_forecast_verdict, in the newest period that has one
    forecast: list[Row]  # rows of fct_measure_forecast up to that period, oldest first


@dataclass(frozen=True)
class MeasureOnCard:
    """One measure of a card: its newest figure, its history, its baseline and its objectives."""

    # The newest row of scorecard_wide; of a rate also what its numerator counts, if that is a measure (counted_unit);
    # and whether the place is a council of the past (has_ended).
    newest: Row
    definition: Row  # a row of dim_measure, with its place on the card
    history: list[Row]  # rows of scorecard_wide; oldest first
    verdict: Row | None  # a row of fct_measure_verdict; where the card wants one way, as that judges it
    forecast: list[Row]  # rows of fct_measure_forecast: where the newest figures lead; empty where unknown, or it ended
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
    lists: dict[str, list[Row]]  # story, partner, idea, action, data_development: of this place, or of no one place
    tests: list[Row]  # rows of scorecard_method_test
    release_files: list[Row]
    followed: FollowedOnCard | None  # the cohorts that it names
    evaluation: EvaluationOnCard | None

    @property
    def headlines(self) -> list[MeasureOnCard]:
        """The measures by which the card is known."""
        return [measure for measure in self.measures if measure.definition["is_headline"]]


def read_card(site: "Site", scorecard_id: str, geography_code: str) -> Card:
    """Read a card.

    Args:
        site: the marts.
        scorecard_id: a scorecard that ``dim_scorecard`` has.
        geography_code: a place that ``dim_geography`` has.
    """
    scorecard = site.row("dim_scorecard", scorecard_id=scorecard_id)
    definitions = sorted(
        (
            site.row("dim_measure", measure_id=placed["measure_id"])
            | {name: value for name, value in placed.items() if name not in ("scorecard_id", "measure_id")}
            for placed in site.rows("bridge_scorecard_measure", scorecard_id=scorecard_id)
        ),
        key=itemgetter("display_order"),
    )
    wide = site.rows("scorecard_wide", geography_code=geography_code, scorecard_id=scorecard_id)
    history: dict[str, list[Row]] = {row["measure_id"]: [] for row in definitions}
    for row in sorted(wide, key=itemgetter("display_order", "period_end_date")):
        history[row["measure_id"]].append(row)
    objectives = _objectives(site, geography_code)
    programmes = {scorecard["programme_id"], *_all_of_whose_measures(objectives, set(history))}
    silent = [row for row in definitions if not history[row["measure_id"]]]
    return Card(
        scorecard=scorecard,
        geography=site.row("dim_geography", geography_code=geography_code),
        measures=[
            _measure(site, geography_code, row, history[row["measure_id"]], objectives)
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
        lists={name: _list(site, f"scorecard_{name}", scorecard_id, geography_code) for name in LISTS},
        tests=sorted(site.rows("scorecard_method_test", scorecard_id=scorecard_id), key=itemgetter("test_number")),
        release_files=sorted(
            (
                site.row("dim_release_file", release_file_id=name)
                for name in {row["release_file_id"] for row in wide} - {None}
            ),
            key=lambda row: (
                row["publication_title"],
                release_order(row["release_name"]),
                row["file_name"],
                row["release_file_id"],
            ),
        ),
        followed=read_followed(site, scorecard_id, geography_code),
        evaluation=read_evaluation(site, scorecard, geography_code),
    )


def headlines_once(cards: Iterable[Card]) -> list[MeasureOnCard]:
    """Return the headline measures of some cards of a place, one on several cards once.

    Where a card has an aim of its own for a measure, it is that of a card that has none.
    """
    once: dict[str, MeasureOnCard] = {}
    for measure in (headline for card in cards for headline in card.headlines):
        name = measure.newest["measure_id"]
        if name not in once or once[name].newest["wanted_direction"] is not None:
            once[name] = measure
    return list(once.values())


def _measure(site: "Site", place: str, definition: Row, history: list[Row], objectives: list[Row]) -> MeasureOnCard:
    name = definition["measure_id"]
    counts = site.rows("dim_measure", rate_measure_id=name)  # of a rate
    has_ended = site.row("dim_geography", geography_code=place)["valid_to"] is not None
    newest = history[-1] | {"counted_unit": counts[0]["unit"] if counts else None, "has_ended": has_ended}
    keys = {"geography_code": place, "measure_id": name}
    verdicts = site.rows("fct_measure_verdict", **keys)
    judged = [
        _as_wanted(row, definition["wanted_direction"]) for row in _judged(site.rows("fct_forecast_verdict", **keys))
    ]
    forecasts = _forecasts(site, definition, keys)
    return MeasureOnCard(
        newest=newest,
        definition=definition,
        history=history,
        verdict=_verdict_on_card(verdicts[0] if verdicts else None, newest),
        forecast=[] if has_ended else _ahead(forecasts, newest),
        judgement=judged[-1] if judged else None,
        earlier=_earlier(forecasts, judged),
        rate=_rate(site, place, definition, newest["period_end_date"]),
        objectives=[row for row in objectives if row["measure_id"] == name],
        notes=_notes(site, place, name),
    )


def _list(site: "Site", mart: str, scorecard: str, place: str) -> list[Row]:
    """Return the entries of a list that are about a place, then those about no place in particular."""
    rows = [row for code in (place, None) for row in site.rows(mart, scorecard_id=scorecard, geography_code=code)]
    return sorted(rows, key=lambda row: (row["geography_code"] is None, row["entry_number"]))


def _verdict_on_card(verdict: Row | None, newest: Row) -> Row | None:
    """Return the verdict on a measure's newest figure, by the card's direction where it has one."""
    return verdict and verdict | ({"verdict": newest["verdict"]} if newest["wanted_direction"] else {})


def _as_wanted(judgement: Row, wanted: str | None) -> Row:
    """Return what became of a baseline, by a card's direction where it has one."""
    return judgement | ({"forecast_verdict": judgement[f"forecast_verdict_to_{wanted}"]} if wanted else {})


def _judged(rows: list[Row]) -> list[Row]:
    """Return what became of the baselines of a measure in the newest period that has a figure; made last, first."""
    newest = max((row["period_end_date"] for row in rows), default=None)
    of_newest = (row for row in rows if row["period_end_date"] == newest)
    return sorted(of_newest, key=itemgetter("made_on", "history_to"), reverse=True)


def _rate(site: "Site", place: str, counted: Row, period_end_date: date) -> Row | None:
    """Return the rate of a count in a period, where that is known, beside those of other places."""
    if counted["rate_measure_id"] is None:
        return None
    rate = site.row("dim_measure", measure_id=counted["rate_measure_id"])
    if rate["period_kind"] != counted["period_kind"]:
        return None
    described = {name: rate[name] for name in ("unit", "decimal_places", "polarity")}
    compared = site.rows("fct_measure_comparison", geography_code=place, measure_id=rate["measure_id"])
    known = (row for row in compared if row["period_end_date"] == period_end_date and row["value"] is not None)
    of = {"counted_measure_id": counted["measure_id"], "counted_unit": counted["unit"]}
    return next((of | row | described for row in known), None)


def _notes(site: "Site", place: str, measure: str) -> list[Row]:
    """Return what its own arithmetic, or another publication, says otherwise of the figures shown of a measure."""
    keys = {"geography_code": place, "measure_id": measure}
    found = [
        (row["period_end_date"], row["disagreement_sentence"])
        for row in site.rows("fct_source_pair", **keys)
        if row["disagreement_sentence"] is not None
    ]
    shown = site.rows("fct_measure_value", **keys)
    contradicted: dict[tuple[str, int], list[Row]] = {}
    # A file's own arithmetic is noted under the code that it prints.
    for code in sorted({row["published_code"] for row in shown if row["published_code"] is not None}):
        for row in site.rows("fct_contradicted_figure", geography_code=code):
            if row["contradiction_kind"] != "other_vintage":
                contradicted.setdefault((row["release_file_id"], row["source_row"]), []).append(row)
    for row in shown:
        cell = (row["release_file_id"], row["source_row"])
        if cell in contradicted:
            columns = {
                of["published_column"]
                for of in site.rows("fct_measure_vintage", **keys)
                if (of["release_file_id"], of["source_row"]) == cell
            }
            found += [
                (row["period_end_date"], of["contradiction_sentence"])
                for of in contradicted[cell]
                if of["published_column"] in columns
            ]
    return [
        {"measure_id": measure, "period_end_date": period_end_date, "words": words, "number": number}
        for number, (period_end_date, words) in enumerate(sorted(found), start=1)
    ]


def _forecasts(site: "Site", measure: Row, keys: Row) -> list[Row]:
    """Return every baseline of a measure, period by period, in the order of the histories that they are made from."""
    described = {name: measure[name] for name in ("period_kind", "timing")}
    rows = sorted(site.rows("fct_measure_forecast", **keys), key=itemgetter("history_to", "period_end_date"))
    return [row | described | _periods_in_words(row | described) for row in rows]


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


def _objectives(site: "Site", place: str) -> list[Row]:
    rows = sorted(site.rows("fct_objective", geography_code=place), key=itemgetter("programme_id", "objective_number"))
    return [_with_measure(site, row) for row in rows]


def _with_measure(site: "Site", objective: Row) -> Row:
    """Return an objective with how figures of its measure are written, and what its two periods are called."""
    names = dict.fromkeys(("unit", "decimal_places", "baseline_label", "target_label"))
    if objective["measure_id"] is None:
        return objective | names
    measure = site.row("dim_measure", measure_id=objective["measure_id"])
    label = "label_at_date" if measure["timing"] == "at_date" else "label_during_year"
    for end in ("baseline", "target"):
        periods = site.rows(
            "dim_period", period_kind=measure["period_kind"], period_end_date=objective[f"{end}_period_end_date"]
        )
        names[f"{end}_label"] = periods[0][label] if periods else None
    return objective | names | {name: measure[name] for name in ("unit", "decimal_places")}


def _all_of_whose_measures(objectives: list[Row], on_card: set[str]) -> set[str]:
    """Return the programmes of whose objectives a card shows every measure, and so those without one as well."""
    of = {
        row["programme_id"]: {
            other["measure_id"] for other in objectives if other["programme_id"] == row["programme_id"]
        }
        for row in objectives
    }
    return {programme for programme, measures in of.items() if measures - {None} <= on_card}
