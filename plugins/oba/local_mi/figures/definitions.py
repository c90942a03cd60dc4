"""The shape of a figure made of records, and of what a council lets out."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

import pyarrow as pa
from pydantic import Field, StringConstraints, field_validator, model_validator

from oba.definitions.base import Code, Definition, Name, Text
from oba.definitions.reading import Refusal, Sheet
from oba.errors import DefinitionError
from oba.local_mi.disclosure import Rule
from oba.local_mi.records import FOLDER
from oba.periods import moved

Event = Literal[
    "contact",
    "referral",
    "re_referral",
    "assessment",
    "child_in_need_plan_started",
    "child_protection_plan_started",
    "child_protection_plan_ended",
    "looked_after_started",
    "looked_after_ended",
    "pre_proceedings_started",
    "step_up",
    "step_down",
    "closure",
    "re_opening",
    "conference_offered",
    "conference_accepted",
    "conference_declined",
    "conference_held",
    "conference_review_held",
    "family_plan_agreed",
    "family_answered",
    "family_satisfied",
    "training_place",
    "training_attended",
    "survey_sent",
    "survey_answered",
    "survey_agreed",
]
Status = Literal[
    "looked_after", "child_protection_plan", "child_in_need_plan", "child_in_need", "early_help", "pre_proceedings"
]
Statistic = Literal["median", "mean"]
Cadence = Literal["monthly", "quarterly"]
Form = Literal["event", "stock", "ended", "duration", "share"]
DETAIL, MADE_OF = " of ", "made of "  # between an event and its detail; before counts that are added
MONTHS: dict[Cadence, int] = {"monthly": 1, "quarterly": 3}
# What has a team in the records; a cut of anything else would tell noughts that nobody counted.
EVENTS_OF_A_TEAM: frozenset[Event] = frozenset(
    {
        "referral",
        "re_referral",
        "assessment",
        "child_in_need_plan_started",
        "child_protection_plan_started",
        "child_protection_plan_ended",
        "conference_offered",
        "conference_accepted",
        "conference_declined",
        "training_place",
        "training_attended",
        "survey_sent",
        "survey_answered",
        "survey_agreed",
    }
)
LEAST_THRESHOLD = 5  # what the gate out holds every figure made of records to, so no council's rule hides less


class Share(Definition):
    """How many of a hundred: two figures of the same file."""

    numerator: Name
    denominator: Name


class Duration(Definition):
    """Days in a status, of those whose time in it ended in the period; ``cases`` is the figure that counts them."""

    status: Status
    statistic: Statistic
    cases: Name


class Figure(Definition):
    """One figure. It says one of: an event, a stock, an end of a status, a duration, a share."""

    figure: Name
    event: Event | None = None
    detail: Text | None = None  # of the event: the course, or survey and question, such as staff_survey/supported
    stock: Status | None = None  # children in the status when the period ends
    ended: Status | None = None  # times in the status that ended in the period
    duration: Duration | None = None
    share: Share | None = None
    made_of: tuple[Name, ...] = ()  # figures of the file whose sum it is
    unit: Name
    decimal_places: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Figure":
        said = [form for form in get_args(Form) if getattr(self, form) is not None]
        if len(said) + bool(self.made_of) != 1:
            raise ValueError(f"a figure says one of {', '.join(get_args(Form))}, made_of; found {len(said)}")
        if self.detail is not None and self.event is None:
            raise ValueError("'detail' is of an event")
        return self

    @property
    def is_count(self) -> bool:
        """Whether it is a whole number of children, families or answers."""
        return self.share is None and self.duration is None

    @property
    def adds_over_time(self) -> bool:
        """Whether the months of a quarter add up to it."""
        return self.event is not None or self.ended is not None


class FigureFile(Definition):
    """The figures of one file of a release, all cut in the same way."""

    figures_file: Name
    cadences: tuple[Cadence, ...] = Field(min_length=1)
    cut: Literal["team"] | None = None  # its members are the council's
    figures: tuple[Figure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_its_own_figures(self) -> "FigureFile":
        counts = {figure.figure for figure in self.figures if figure.is_count}
        names = [figure.figure for figure in self.figures]
        if len(set(names)) < len(names):
            raise ValueError("each figure has its own name")
        for figure in self.figures:
            named = [*figure.made_of]
            named += [figure.share.numerator, figure.share.denominator] if figure.share else []
            named += [figure.duration.cases] if figure.duration else []
            unknown = sorted(set(named) - counts)
            if unknown:
                raise ValueError(f"{figure.figure}: {', '.join(unknown)} is no count of this file")
            sums = [part for part in figure.made_of if self.figure(part).made_of]
            if sums:
                raise ValueError(f"{figure.figure}: {', '.join(sums)} is made of others; name those instead")
        return self

    @model_validator(mode="after")
    def _cuts_only_what_has_a_team(self) -> "FigureFile":
        without = [
            figure.figure
            for figure in self.figures
            if figure.event not in EVENTS_OF_A_TEAM and figure.share is None and not figure.made_of
        ]
        if self.cut and without:
            raise ValueError(
                f"{', '.join(without)}: the records have no team of it, so each team would be told to have none; "
                "give such figures a file without 'cut'"
            )
        return self

    def figure(self, name: str) -> Figure:
        """Return one by name."""
        return next(figure for figure in self.figures if figure.figure == name)

    def counted(self, figure: Figure) -> str:
        """Return what a figure counts, in the same words in every file and under every name."""
        if figure.made_of:
            parts = sorted(self.counted(self.figure(part)) for part in figure.made_of)
            return MADE_OF + " + ".join(parts) if len(parts) > 1 else parts[0]
        if figure.event is not None:
            return f"event {figure.event}" + (f"{DETAIL}{figure.detail}" if figure.detail is not None else "")
        if figure.duration is not None:
            return f"{figure.duration.statistic} days {figure.duration.status}"
        if figure.share is not None:
            have, of = self.figure(figure.share.numerator), self.figure(figure.share.denominator)
            return f"share {self.counted(have)} / {self.counted(of)}"
        return f"stock {figure.stock}" if figure.stock is not None else f"ended {figure.ended}"

    def file_name(self, cadence: Cadence) -> str:
        """Return the name of its file in a release."""
        return f"{self.figures_file}_{'by_month' if cadence == 'monthly' else 'by_quarter'}.csv"


class Council(Definition):
    """What one council lets out, and by which rule."""

    council: Code
    slug: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")
    ]  # its publications are <slug>-by-month and <slug>-by-quarter
    name: Text
    old_code: Text
    region_code: Code
    region_name: Text
    first: date  # first day of the first month, which begins a quarter
    settle_days: int = Field(default=0, ge=0)  # after its end, until a period is let out
    cuts: dict[Name, tuple[Text, ...]] = Field(default={})  # members; any other is Other or not recorded
    rule: Rule = Rule()
    # Counts of its whole area that somebody else publishes unrounded, such as the DfE: figure and last days of periods.
    known_elsewhere: dict[Name, tuple[date, ...]] = Field(default={})

    @field_validator("rule")
    @classmethod
    def _hides_what_the_gate_out_refuses(cls, rule: Rule) -> Rule:
        if rule.threshold < LEAST_THRESHOLD:
            raise ValueError(
                f"threshold is {LEAST_THRESHOLD} or more; found {rule.threshold}. The gate out lets no figure made of "
                f"records be 1 to {LEAST_THRESHOLD}, so a release under this rule would stop every publication"
            )
        return rule

    @model_validator(mode="after")
    def _begins_with_a_quarter(self) -> "Council":
        if self.first.day != 1 or self.first.month not in (1, 4, 7, 10):
            raise ValueError(f"'first' is the first day of a quarter; found {self.first}")
        return self


class LocalFigures(Definition):
    """All of them."""

    files: tuple[FigureFile, ...]
    councils: tuple[Council, ...]


def ended_periods(council: Council, cadence: Cadence, known_on: date) -> list[date]:
    """Return the last days of the periods that are let out by a known date, in order.

    A period is let out when it has ended, and ``settle_days`` more have passed: what is still running, or still being
    typed in, would be told too low.
    """
    months, found = MONTHS[cadence], []
    last = moved(council.first - timedelta(days=1), months)
    while last + timedelta(days=council.settle_days) < known_on:
        found.append(last)
        last = moved(last, months)
    return found


@cache
def read_local_figures(definitions: Path) -> LocalFigures:
    """Read the figures and councils of a folder of definitions; none where it has none.

    Raises:
        DefinitionError: a file cannot be used; names line, rule, what was found and the mend.
    """
    refused: list[Refusal] = []
    files, councils = [], []
    for path in sorted((definitions / FOLDER / "figures").glob("*.yml")):
        found, problems = Sheet("definition", path).read(FigureFile)
        refused += problems
        files += [found] if found else []
    for path in sorted((definitions / FOLDER / "councils").glob("*.yml")):
        council, problems = Sheet("definition", path).read(Council)
        refused += problems
        councils += [council] if council else []
    if refused:
        raise DefinitionError(tuple(refused))
    return LocalFigures(files=tuple(files), councils=tuple(councils))


def figure_tables(figures: LocalFigures) -> dict[str, pa.Table]:
    """Return the definitions as tables of the schema ``landed`` of the restricted warehouse.

    ``figure`` has a row for each figure that is counted of records, of each file and cadence; ``council_period`` one
    for each period that a council lets out, up to ten years from now; ``cut_member`` one for each member of a cut of a
    council.
    """
    rows = [
        {
            "figures_file": one.figures_file,
            "cadence": cadence,
            "cut": one.cut,
            "figure": figure.figure,
            "form": _form(figure),
            "event": figure.event,
            "detail": figure.detail,
            "status": figure.stock or figure.ended or (figure.duration.status if figure.duration else None),
            "statistic": figure.duration.statistic if figure.duration else None,
        }
        for one in figures.files
        for cadence in one.cadences
        for figure in one.figures
        if _form(figure) is not None
    ]
    text = pa.string()
    names = ("figures_file", "cadence", "cut", "figure", "form", "event", "detail", "status", "statistic")
    members = [
        {"council": council.council, "cut": cut, "member": member}
        for council in figures.councils
        for cut, members in council.cuts.items()
        for member in members
    ]
    periods = [
        {
            "council": council.council,
            "cadence": cadence,
            "period_start_date": moved(end, -months) + timedelta(days=1),
            "period_end_date": end,
            "let_out_from": end + timedelta(days=council.settle_days + 1),
        }
        for council in figures.councils
        for cadence, months in MONTHS.items()
        for end in ended_periods(council, cadence, date.today() + timedelta(days=3650))
    ]
    day = pa.date32()
    return {
        "figure": pa.Table.from_pylist(rows, pa.schema([(name, text) for name in names])),
        "cut_member": pa.Table.from_pylist(members, pa.schema([(n, text) for n in ("council", "cut", "member")])),
        "council_period": pa.Table.from_pylist(
            periods,
            pa.schema(
                [
                    ("council", text),
                    ("cadence", text),
                    ("period_start_date", day),
                    ("period_end_date", day),
                    ("let_out_from", day),
                ]
            ),
        ),
    }


def _form(figure: Figure) -> str | None:
    """Return how it is counted of records; None where it follows from other figures."""
    return next((form for form in ("event", "stock", "ended", "duration") if getattr(figure, form) is not None), None)
