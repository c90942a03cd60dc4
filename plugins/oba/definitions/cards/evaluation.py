"""What the evaluation of a programme asked, counted and compared, and what it says in words.

Every figure is pointed at where a release prints it, so that each is traced to its file and line; what stands in words
is quoted with the place that states it. A new survey, target or comparison is an entry: no Python, no SQL.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.definitions.measures import Component
from oba.vocabulary import (
    AnswerSide,
    ComparisonDesign,
    ComparisonForm,
    OutcomeFinding,
    PracticeFeature,
    PracticeFinding,
    ProgrammeOutcome,
    ReportedTest,
    ResponseWarning,
    UntestedReason,
)

Place = tuple[str | int, ...]  # where something stands in a file of definitions


class ScaleAnswer(Definition):
    """An answer that could be chosen, and the side it is on; none where a scale has no sides."""

    answer: Text
    side: AnswerSide | None = None


def _as_answer(entry: object) -> object:
    return {"answer": entry} if isinstance(entry, str) else entry


class Scale(Definition):
    """The answers to a statement in their order, the strongest agreement first."""

    scale: Name
    answers: tuple[Annotated[ScaleAnswer, BeforeValidator(_as_answer)], ...] = Field(min_length=1)


class ResponseRule(Definition):
    """Below which response rate a survey carries a warning, and who says so."""

    under_pct: float = Field(gt=0, le=100)
    warning: ResponseWarning
    source: Text


class SurveyMethod(Definition):
    """What all surveys share: the scales, and the rates of response that need a warning."""

    response_rules: tuple[ResponseRule, ...] = ()
    scales: tuple[Scale, ...] = ()


class Figure(Component):
    """One printed figure: a data column of a feed, at fixed members of its filters."""

    feed: Name
    period: Text | None = None  # as the feed's files write it; needed where a feed has several


class Statement(Definition):
    """A statement or question of a survey, with the answers of its table."""

    statement: Text
    where: dict[Name, Text] = Field(default={})  # members of the filters but that of the answers
    scale: Name
    several_answers: bool = False  # people could choose more than one, so that no base follows from the answers
    stated_in: Text


class Survey(Definition):
    """One round of a survey: who answered, and what."""

    survey: Name
    title: Text
    round: Name
    asked: Text  # whom
    fielded: Text  # when
    unit: Name = "people"  # what is counted: people, or what a table spreads over its rows
    is_sample: bool = True  # False: all there are were counted, so that no interval belongs to a share
    responses: Figure | None = None
    invited: Figure | None = None
    response_rate: Figure | None = None
    feed: Name | None = None  # of the statements, and its columns
    statements_by: Name | None = None  # the filter whose members are the statements, where they need no 'where' for it
    answers_by: Name | None = None  # the filter whose members are the answers; none: one row a statement
    number: Name | None = None
    base: Name | None = None
    percentage: Name | None = None
    statements: tuple[Statement, ...] = ()
    scorecard: Name | None = None  # on whose page it is shown
    stated_in: Text
    source: Text | None = None  # another document than that of the programme
    note: Text | None = None

    @model_validator(mode="after")
    def _has_columns_for_its_statements(self) -> Self:
        if self.statements and (self.feed is None or not (self.number or self.percentage)):
            raise ValueError("statements need 'feed', and 'number' or 'percentage': the columns of their answers")
        return self

    def cells(self, statement: Statement, answer: str) -> dict[str, Figure]:
        """Return where the number, the base and the percentage of an answer are printed, those that are."""
        named = {"number": self.number, "base": self.base, "percentage": self.percentage}
        members = {self.statements_by: statement.statement, self.answers_by: answer}
        where = {filter_: text for filter_, text in members.items() if filter_} | statement.where
        return {
            part: Figure(feed=self.feed or "", column=column, where=where)
            for part, column in named.items()
            if column is not None
        }

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures of the survey as a whole."""
        named = {"responses": self.responses, "invited": self.invited, "response_rate": self.response_rate}
        return {part: figure for part, figure in named.items() if figure is not None}


class Training(Definition):
    """Whom a training reached, and whom it was to reach."""

    training: Name
    title: Text
    unit: Name = "people"
    reached: Figure | None = None
    target: Figure | None = None
    share: Figure | None = None  # of those concerned, as printed, where no number is
    is_complete: bool  # False: it was still going on
    target_by: Text | None = None  # by when, in the words of the source
    scorecard: Name | None = None
    stated_in: Text
    source: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _says_how_many(self) -> Self:
        if self.reached is None and self.share is None:
            raise ValueError("a training has 'reached', the number of people, or 'share', a percentage of them")
        return self

    @property
    def figures(self) -> dict[str, Figure]:
        """Its figures by their part."""
        named = {"reached": self.reached, "target": self.target, "share": self.share}
        return {part: figure for part, figure in named.items() if figure is not None}


class Compared(Definition):
    """One of the two figures of a comparison."""

    words: Text  # when, or of whom
    figure: Figure
    base: Figure | None = None  # of a share: what it is out of
    groups: Figure | None = None  # of an average: over how many it is


class ReportedComparison(Definition):
    """What the source itself says of a comparison."""

    test: ReportedTest
    words: Text
    stated_in: Text


class Comparison(Definition):
    """Two printed figures that belong beside each other, and what can be tested of them."""

    comparison: Name
    title: Text
    design: ComparisonDesign
    form: ComparisonForm
    better: Literal["lower", "higher"]
    unit: Name
    decimal_places: int = Field(default=0, ge=0)
    first: Compared  # before; or all
    second: Compared  # after; or those of the programme
    untested_because: UntestedReason | None = None  # of figures that no test is for
    reported: ReportedComparison
    scorecard: Name | None = None
    stated_in: Text
    source: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _has_what_its_form_needs(self) -> Self:
        sides = (self.first, self.second)
        if self.form == "shares" and any(side.base is None for side in sides):
            raise ValueError("a comparison of shares needs 'base' of both: what each percentage is out of")
        if self.form == "averages" and any(side.groups is None for side in sides):
            raise ValueError("a comparison of averages needs 'groups' of both: over how many each is")
        if (self.form in ("averages", "figures")) != (self.untested_because is not None):
            raise ValueError("'untested_because' says why averages or figures are not tested, and only of these")
        return self

    @property
    def figures(self) -> dict[str, Figure]:
        """Its figures by their part."""
        named = {
            f"{which}_{part}": getattr(side, field)
            for which, side in (("first", self.first), ("second", self.second))
            for part, field in (("value", "figure"), ("base", "base"), ("groups", "groups"))
        }
        return {part: figure for part, figure in named.items() if figure is not None}


class FeatureFound(Definition):
    """What the source says of one of the seven features of practice."""

    feature: PracticeFeature
    finding: PracticeFinding
    project: Text | None = None
    approaches: Text | None = None
    words: Text
    stated_in: Text
    source: Text | None = None


class OutcomeFound(Definition):
    """What the source says of one of the seven outcomes, with the figure where it prints one."""

    outcome: ProgrammeOutcome
    finding: OutcomeFinding
    project: Text | None = None
    approaches: Text | None = None
    words: Text
    figure: Figure | None = None
    figure_to: Figure | None = None  # where a range is printed, its end
    unit: Name | None = None
    stated_in: Text
    source: Text | None = None

    @model_validator(mode="after")
    def _a_figure_has_a_unit(self) -> Self:
        if (self.figure is None) != (self.unit is None):
            raise ValueError("'figure' and 'unit' belong together")
        return self

    @property
    def figures(self) -> dict[str, Figure]:
        """Its figures by their part."""
        named = {"figure": self.figure, "figure_to": self.figure_to}
        return {part: figure for part, figure in named.items() if figure is not None}


class Evaluated(Definition):
    """What was evaluated of a programme, beside its objectives."""

    surveys: tuple[Survey, ...] = ()
    training: tuple[Training, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    practice_features: tuple[FeatureFound, ...] = ()
    outcomes: tuple[OutcomeFound, ...] = ()

    @model_validator(mode="after")
    def _each_has_its_own_name(self) -> Self:
        named = {
            "surveys": [entry.survey for entry in self.surveys],
            "training": [entry.training for entry in self.training],
            "comparisons": [entry.comparison for entry in self.comparisons],
        }
        for part, names in named.items():
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{part}: {', '.join(twice)} is there twice; give each a name of its own")
        return self

    def pointed_at(self, scales: dict[str, Scale]) -> Iterator[tuple[Place, str, str, str, Figure]]:
        """Yield every figure: its place in the file, kind and name of its entry, its part there, and where it is.

        Args:
            scales: by name; a statement of a scale that there is not has no figures.
        """
        for number, survey in enumerate(self.surveys):
            place: Place = ("surveys", number)
            for part, figure in survey.figures.items():
                yield (*place, part), "survey", survey.survey, part, figure
            for position, statement in enumerate(survey.statements):
                scale = scales.get(statement.scale)
                for order, answer in enumerate(scale.answers if scale else (), start=1):
                    entry = f"{survey.survey}/{position + 1}/{order}"
                    for part, figure in survey.cells(statement, answer.answer).items():
                        yield (*place, "statements", position), "answer", entry, part, figure
        for number, training in enumerate(self.training):
            for part, figure in training.figures.items():
                yield ("training", number, part), "training", training.training, part, figure
        for number, comparison in enumerate(self.comparisons):
            for part, figure in comparison.figures.items():
                yield ("comparisons", number, part.split("_")[0]), "comparison", comparison.comparison, part, figure
        for number, outcome in enumerate(self.outcomes):
            for part, figure in outcome.figures.items():
                yield ("outcomes", number, part), "outcome", str(number + 1), part, figure
