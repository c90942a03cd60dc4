"""What a card says of the evaluation of its programme, read from the marts of programmes."""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from oba.site.reading.marts import Row

if TYPE_CHECKING:
    from oba.site.reading.site import Site

WIDTH = 300  # of a bar, in units of its drawing
# By side, the first of a side darkest: how it looks says the order, the table beside it every number.
SHADES = {
    "positive": ("#00563b", "#5f9c80", "#a9cdb9"),
    "neutral": ("#b1b4b6", "#d0d3d5", "#e4e6e7"),
    "negative": ("#e6a79b", "#b5533f", "#7a1d0f"),
    "outside": ("#ffffff", "#ffffff", "#ffffff"),
}


@dataclass(frozen=True)
class Segment:
    """A part of a bar."""

    start: float
    width: float
    shade: str
    answer: Row


@dataclass(frozen=True)
class Asked:
    """One statement of a survey."""

    statement: Row  # what all its answers share: the first of its rows of fct_survey_distribution
    answers: list[Row]

    @property
    def segments(self) -> list[Segment]:
        """The bar of a statement whose answers have sides and are all printed; none of another."""
        if self.statement["net_agreement_pct"] is None:
            return []
        found, start, seen = [], 0.0, dict.fromkeys(SHADES, 0)
        for answer in self.answers:
            side, width = answer["answer_side"], WIDTH * answer["share_pct"] / 100
            if width:
                found.append(Segment(start, width, SHADES[side][seen[side]], answer))
            seen[side] += 1
            start += width
        return found

    @property
    def positive_of_concerned(self) -> float:
        """The positive answers in a hundred of those whom a statement with a bar concerns: what its net is made of."""
        return float(
            sum(answer["share_of_concerned_pct"] for answer in self.answers if answer["answer_side"] == "positive")
        )


@dataclass(frozen=True)
class SurveyOnCard:
    """One round of a survey."""

    survey: Row  # a row of dim_survey
    asked: list[Asked]

    @property
    def drawn(self) -> list[Asked]:
        """The statements that have a bar."""
        return [asked for asked in self.asked if asked.segments]

    @property
    def listed(self) -> list[Asked]:
        """The others: several answers, no sides, or a percentage alone."""
        return [asked for asked in self.asked if not asked.segments]


@dataclass(frozen=True)
class EvaluationOnCard:
    """What evaluations of a card's programme asked and found."""

    surveys: list[SurveyOnCard]
    training: list[Row]  # rows of fct_training_reach
    comparisons: list[Row]  # rows of fct_programme_comparison
    features: list[Row]  # rows of fct_practice_feature
    outcomes: list[Row]  # rows of fct_programme_outcome


def read_evaluation(site: "Site", scorecard: Row, place: str) -> EvaluationOnCard | None:
    """Return what a card shows of evaluations at the place that ran the programme; None where there is nothing.

    Args:
        site: the marts.
        scorecard: a row of ``dim_scorecard``.
        place: a GSS code.
    """

    def of(mart: str, *order: str) -> list[Row]:
        rows = site.rows(mart, geography_code=place, scorecard_id=scorecard["scorecard_id"])
        return sorted(rows, key=itemgetter(*order))

    def of_programme(mart: str) -> list[Row]:
        if not scorecard["programme_id"]:
            return []
        rows = site.rows(mart, geography_code=place, programme_id=scorecard["programme_id"])
        return sorted(rows, key=itemgetter("entry_number"))

    answers = of("fct_survey_distribution", "survey_id", "statement_number", "answer_order")
    asked = {
        survey: [
            Asked(rows[0], rows)
            for _, group in groupby(of_survey, lambda row: row["statement_number"])
            if (rows := list(group))
        ]
        for survey, of_survey in groupby(answers, lambda row: row["survey_id"])
    }
    found = EvaluationOnCard(
        surveys=[
            SurveyOnCard(row, asked.get(row["survey_id"], []))
            for row in of("dim_survey", "programme_id", "entry_number")
        ],
        training=of("fct_training_reach", "programme_id", "entry_number"),
        comparisons=of("fct_programme_comparison", "programme_id", "entry_number"),
        features=of_programme("fct_practice_feature"),
        outcomes=of_programme("fct_programme_outcome"),
    )
    return found if any(vars(found).values()) else None
