"""What one turning-the-curve page says, gathered from a card and cut to what one sheet of paper holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from oba import language as words
from oba.site import charts
from oba.site.reading import Card, MeasureOnCard, Row, Site

# As many entries of a list as fit the sheet; the card has them all.
FORCES = PARTNERS = IDEAS = ACTIONS = 2


class Part(NamedTuple):
    """A list of a card, as far as it is about the measure and fits the sheet."""

    shown: list[Row]
    more: int  # entries that the card has besides, those about other measures among them

    @classmethod
    def of(cls, rows: Iterable[Row], measure_id: str, most: int) -> Self:
        """Cut a list: entries about the measure first, then those about none; those of a place before those of all."""
        rows = list(rows)
        concerned = [row for row in rows if row.get("measure_id") in (measure_id, None)]
        shown = sorted(concerned, key=lambda row: (row.get("geography_code") is None, row.get("measure_id") is None))
        return cls(shown[:most], len(rows) - len(shown[:most]))


class Beside(NamedTuple):
    """A figure of the comparison."""

    name: str
    figure: str


class Answer(NamedTuple):
    """One of the five questions of a curve, answered in brief."""

    question: str
    words: str
    part: str | None  # the identifier of what tells more, where the page has it


@dataclass(frozen=True)
class Comparison:
    """A place beside others in one period."""

    row: Row  # of fct_measure_comparison with its unit
    unit: str  # of the figures, as a heading names it
    measure_name: str
    figures: list[Beside]  # the place's own first
    side: tuple[str, str] | None  # beside England: its name and look
    side_by: str  # what that was told by, where that is less than usual
    said: list[str]  # rank, gaps in people, warnings


@dataclass(frozen=True)
class Sheet:
    """What one page says."""

    card: Card
    measure: MeasureOnCard
    chart: str | None
    chart_in_words: str  # for who cannot see it
    ended: str | None  # of a council that is no more
    columns: list[tuple[str, str]]  # heading and column of the figures of its table
    people: str | None
    last_shown: str | None
    comparison: Comparison | None
    not_compared: str | None  # why it stands beside no other
    objective: Row | None
    more_objectives: int
    parts: list[tuple[str, Part]]  # of the story, partners and ideas, each with its heading
    actions: Part
    overdue: list[bool]  # of each action shown
    untold: str | None  # what is said where nobody of the place has written anything
    told_on: list[Row]  # then: the cards of the place that have its story of this curve, rows of dim_scorecard
    answers: list[Answer]
    published: str | None

    @classmethod
    def of(cls, site: Site, place: str, scorecard: str, measure_id: str) -> Self:
        """Gather a sheet.

        Args:
            site: where everything is read.
            place: a GSS code.
            scorecard: a card that has the measure as a headline.
            measure_id: a measure with a figure, or a reason for none, for the place.

        Raises:
            KeyError: there is no such card or measure.
        """
        card = site.card(scorecard, place)
        measure = (
            next((each for each in card.measures if each.newest["measure_id"] == measure_id), None) if card else None
        )
        if card is None or measure is None:
            raise KeyError(f"{measure_id} of {scorecard} in {place}")
        story, actions = card.lists["story"], Part.of(card.lists["action"], measure_id, ACTIONS)
        # What works at little cost comes first: it can be begun without asking anybody.
        ideas = sorted(card.lists["idea"], key=lambda row: not row["is_no_or_low_cost"])
        comparison = _compared(site, measure)
        not_compared = None if comparison else words.not_compared(measure.newest, measure.definition)
        told = [row for name in ("story", "partner", "idea", "action") for row in card.lists[name]]
        helps, hinders = (
            Part.of((row for row in story if row["force"] == force), measure_id, FORCES)
            for force in ("helping", "hindering")
        )
        untold = words.story_untold(card.geography, card.scorecard, told)
        told_on = _told_on(site, card, measure.definition) if untold else []
        chart = charts.curve(measure, "page", actions.shown)
        overdue = [words.is_overdue(row, site.is_over) for row in actions.shown]
        of_curve = {row["release_file_id"] for row in measure.history}
        return cls(
            card=card,
            measure=measure,
            chart=chart,
            chart_in_words=_in_words(measure),
            ended=_ended(card.geography),
            columns=_columns(measure),
            people=words.people_behind(measure.newest, measure.rate),
            last_shown=words.last_shown(measure.history),
            comparison=comparison,
            not_compared=not_compared,
            objective=measure.objectives[0] if measure.objectives else None,
            more_objectives=max(0, len(measure.objectives) - 1),
            parts=[
                ("What helps", helps),
                ("What hinders", hinders),
                ("Partners who can help", Part.of(card.lists["partner"], measure_id, PARTNERS)),
                ("What works", Part.of(ideas, measure_id, IDEAS)),
            ],
            actions=actions,
            overdue=overdue,
            untold=words.story_untold(card.geography, card.scorecard, told, bool(told_on)),
            told_on=told_on,
            answers=[
                Answer("Getting better?", words.better_in_brief(measure), "curve" if chart else "verdict"),
                Answer("Is it real?", words.is_it_real(measure), "verdict"),
                Answer(
                    "Compared with whom?",
                    words.compared_in_brief(comparison.row if comparison else None, measure.newest, measure.definition),
                    "beside" if comparison or not_compared else None,
                ),
                _why(card, [*helps.shown, *hinders.shown], untold, told_on),
                _what_is_done(card, actions.shown, overdue),
            ],
            published=words.published([row for row in card.release_files if row["release_file_id"] in of_curve]),
        )


def _why(card: Card, forces: list[Row], untold: str | None, told_on: list[Row]) -> Answer:
    """Answer why by the first line that is the place's own: one of the measure before one of no measure."""
    own = [row for row in forces if not words.is_borrowed(row, card.scorecard)]
    first = min(own, key=lambda row: row.get("measure_id") is None, default=None)
    elsewhere = told_on[0]["scorecard_title"] if told_on else None
    part = "story" if first or not untold else "untold"
    return Answer("Why?", words.why_in_brief(first, card.geography, elsewhere), _written(card, part))


def _what_is_done(card: Card, actions: list[Row], overdue: list[bool]) -> Answer:
    """Answer what is done by the first action shown that is the place's own."""
    own = (pair for pair in zip(actions, overdue, strict=True) if not words.is_borrowed(pair[0], card.scorecard))
    action, is_late = next(own, (None, False))
    said = words.action_in_brief(action, is_late, card.geography)
    return Answer("What are we doing?", said, _written(card, "actions"))


def _written(card: Card, part: str) -> str | None:
    """Return the part that has what is written of a curve, or the line that says that nothing is; None without it."""
    is_line_shown = card.geography["valid_to"] is None
    if any(card.lists.values()):
        return part if part != "untold" or is_line_shown else "story"
    return "untold" if is_line_shown else None


def _told_on(site: Site, card: Card, definition: Row) -> list[Row]:
    """Return the other cards of a place on which somebody of it has written of a measure, or of its count or rate."""
    place = card.geography["geography_code"]
    alike = {row["measure_id"] for row in site.rows("dim_measure", rate_measure_id=definition["measure_id"])}
    alike |= {definition["measure_id"], definition["rate_measure_id"]} - {None}
    return [
        other
        for other in site.scorecards_of(place)
        if other["scorecard_id"] != card.scorecard["scorecard_id"]
        and any(row["measure_id"] in alike for row in _own_story(site, other, place))
    ]


def _own_story(site: Site, scorecard: Row, place: str) -> list[Row]:
    """Return what is written on a card of the place itself, and not of all places."""
    codes = (place,) if scorecard["is_for_all_places"] else (None, place)
    name = scorecard["scorecard_id"]
    return [row for code in codes for row in site.rows("scorecard_story", scorecard_id=name, geography_code=code)]


def _in_words(measure: MeasureOnCard) -> str:
    newest = measure.newest
    baselines = [words.earlier_baseline(each.forecast[0]["history_name"], each.judgement) for each in measure.earlier]
    told = words.baselines(measure.forecast, baselines, newest["unit"], newest["decimal_places"])
    return f"Curve of {newest['measure_name']}, {newest['geography_name']}. {told}".strip()


def _ended(geography: Row) -> str | None:
    last_day = geography["valid_to"]
    return words.ended(geography["geography_name"], last_day, []) if last_day else None


def _columns(measure: MeasureOnCard) -> list[tuple[str, str]]:
    """Return the places that have figures beside the measure's own, and the place itself first."""
    newest = measure.newest
    places = {
        "value": newest["geography_name"],
        "region_value": newest["region_name"],
        "england_value": "England",
        "neighbours_median": "Statistical neighbours (median)",
    }
    return [
        (name, column)
        for column, name in places.items()
        if name and (column == "value" or any(row[column] is not None for row in measure.history))
    ]


def _compared(site: Site, measure: MeasureOnCard) -> Comparison | None:
    """Return a place beside others: of a count its rate, which alone can be compared; None where nothing can."""
    newest = measure.newest
    if newest["value"] is None or newest["is_doubted"]:
        return None
    rows = site.rows("fct_measure_comparison", measure_id=newest["measure_id"], geography_code=newest["geography_code"])
    own = [row for row in rows if row["period_end_date"] == newest["period_end_date"]]
    if measure.rate is not None:
        row = measure.rate
        name = site.row("dim_measure", measure_id=row["measure_id"])["measure_name"]
    elif own and words.is_on_one_scale(newest["unit"]):
        row = own[0] | {
            name: newest[name] for name in ("unit", "decimal_places", "polarity", "interval_low", "counted_unit")
        }
        name = newest["measure_name"]
    else:
        return None
    columns = {
        "value": newest["geography_name"],
        "region_value": newest["region_name"],
        "england_value": "England",
        "neighbours_median": words.neighbours_name(row),
    }
    figures = [
        Beside(heading, words.cell(row[column], row["unit"], row["decimal_places"]))
        for column, heading in columns.items()
        if heading and row[column] is not None
    ]
    if len(figures) == 1:
        return None
    side = row["judged_against_england"] or row["against_england"]
    said = [
        words.rank(row),
        words.gap(row),
        words.gap_to_neighbours(row),
        row["neighbours_warning"],
    ]
    return Comparison(
        row=row,
        unit=words.unit_name(row["unit"]),
        measure_name=name,
        figures=figures,
        side=words.BESIDE[side] if side else None,
        side_by=words.how_judged(row),
        said=[line for line in said if line],
    )
