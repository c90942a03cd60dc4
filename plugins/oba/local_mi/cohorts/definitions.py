"""The shape of a cohort and of an outcome, and their tables for dbt."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field, NonNegativeInt, PositiveInt, field_validator, model_validator

from oba.definitions.base import Code, Definition, Name, Text
from oba.definitions.reading import Refusal, Sheet
from oba.errors import DefinitionError
from oba.local_mi.layouts import CodeList
from oba.local_mi.records import FOLDER
from oba.vocabulary import CohortIndexEvent, KinshipState, Polarity

Months = Literal[3, 6, 7, 12, 18, 24]
Covariate = Literal[
    "age_at_index",
    "sex",
    "is_unborn",
    "entry_status",
    "is_pre_proceedings",
    "days_looked_after_before_12_months",
    "days_looked_after_before_24_months",
    "plans_before",
    "referrals_before",
    "months_known",
    "primary_need_code",
    "index_team",
    "is_offered_before",
]
Form = Literal["status_at", "event_within", "days_within"]
State = Literal["looked_after", "child_protection_plan", "with_kin", "closed", "care_proceedings", "re_referral"]
OF_FORM: dict[Form, frozenset[State]] = {
    "status_at": frozenset({"looked_after", "child_protection_plan", "with_kin", "closed"}),
    "event_within": frozenset({"care_proceedings", "re_referral"}),
    "days_within": frozenset({"looked_after"}),
}
# Whose window of offers is open: in the others, the event itself is an offer or follows one.
BEFORE_AN_OFFER: frozenset[CohortIndexEvent] = frozenset({"pre_proceedings_letter", "child_protection_plan_started"})
TEXT, WHOLE, DAY = pa.string(), pa.int32(), pa.date32()
LONGEST_WINDOW = 365  # days; a longer one would count outcomes from when most cases are closed


class FollowUp(Definition):
    """When statuses are looked at: so many months later, and on one day that is the same for all."""

    months: tuple[Months, ...]
    day: date | None = None

    @field_validator("months")
    @classmethod
    def _rises(cls, months: tuple[Months, ...]) -> tuple[Months, ...]:
        if not months:
            raise ValueError("a cohort is followed for some months; found none")
        if list(months) != sorted(set(months)):
            raise ValueError(f"months rise, and each stands once; found {', '.join(map(str, months))}")
        return months


class ReviewWeeks(Definition):
    """Weeks after a conference in which its review is in time."""

    first: PositiveInt = Field(alias="from")
    last: PositiveInt = Field(alias="to", le=52)

    @model_validator(mode="after")
    def _is_a_time(self) -> "ReviewWeeks":
        if self.last < self.first:
            raise ValueError(f"'to' is no less than 'from'; found {self.first} to {self.last}")
        return self


class Cohort(Definition):
    """Families with one kind of event in a time, and how they are followed."""

    cohort: Name
    title: Text
    councils: tuple[Code, ...] = Field(min_length=1)
    index_event: CohortIndexEvent
    first: date = Field(alias="from")  # of the index date
    last: date | None = Field(default=None, alias="to")
    by: Literal["financial_year", "calendar_year", "whole"]
    teams: tuple[Text, ...] = ()  # only cases of these; all without it
    routes: tuple[Name, ...] = ()
    reasons: tuple[Text, ...] = ()
    is_held: bool = False  # only families whose conference was held
    same_event_days: NonNegativeInt = 14  # letters or plans of siblings so many days apart are one event
    offered_before_days: NonNegativeInt = 0  # an offer so long before the event is one of it
    offered_within_days: int = Field(default=0, ge=0, le=LONGEST_WINDOW)  # after it; above 0 it is a landmark
    answered_within_days: NonNegativeInt = (
        183  # where the letter says that one was offered, and the register has no day
    )
    follow_up: FollowUp
    held_within_days: PositiveInt
    review_weeks: ReviewWeeks
    compare: tuple[Covariate, ...] = ()  # what is balanced between those offered one and not
    families_at_least: PositiveInt  # in each group, before they are compared

    @model_validator(mode="after")
    def _is_a_time(self) -> "Cohort":
        if self.last is not None and self.last < self.first:
            raise ValueError(f"'to' is no day before 'from'; found {self.first} to {self.last}")
        if self.follow_up.day is not None and self.follow_up.day <= self.first:
            raise ValueError(f"the day of the follow-up is after 'from'; found {self.follow_up.day}")
        return self

    @model_validator(mode="after")
    def _asks_what_its_event_can_say(self) -> "Cohort":
        if self.index_event not in BEFORE_AN_OFFER and (self.offered_before_days or self.offered_within_days):
            raise ValueError(
                f"a window of offers is one of {', '.join(sorted(BEFORE_AN_OFFER))}; a {self.index_event} has its own"
            )
        if self.index_event in BEFORE_AN_OFFER and (self.routes or self.reasons):
            raise ValueError(f"a {self.index_event} has no routes and no reasons; the register of conferences has them")
        if self.is_held and self.index_event != "conference_exit":
            raise ValueError(
                "'is_held' is of conference_exit: at any other event nobody knows who will come, and a group chosen by "
                "it cannot be compared"
            )
        return self

    @field_validator("councils", "compare", "teams", "routes", "reasons")
    @classmethod
    def _names_each_once(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(named)) < len(named):
            raise ValueError("each stands once")
        return named


class Outcome(Definition):
    """What is counted of each child, from the day on which counting begins."""

    outcome: Name
    title: Text
    form: Form
    of: State
    months: Months
    polarity: Polarity

    @model_validator(mode="after")
    def _has_its_form(self) -> "Outcome":
        if self.of not in OF_FORM[self.form]:
            raise ValueError(f"{self.form} is of {', '.join(sorted(OF_FORM[self.form]))}; found {self.of}")
        return self


class KinshipCare(Definition):
    """A state of ``fct_kinship`` that is kinship care, or some codes that it is taken from."""

    kinship_state: KinshipState
    evidence_codes: tuple[Text, ...] = ()  # all without it


class Outcomes(Definition):
    """The file ``outcomes.yml``."""

    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    kinship_care: tuple[KinshipCare, ...]
    proceedings_legal_statuses: tuple[Text, ...]

    @field_validator("outcomes")
    @classmethod
    def _have_their_own_names(cls, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        names = [one.outcome for one in outcomes]
        if len(set(names)) < len(names):
            raise ValueError("each outcome has its own name")
        return outcomes

    @field_validator("kinship_care")
    @classmethod
    def _is_no_care(cls, states: tuple[KinshipCare, ...]) -> tuple[KinshipCare, ...]:
        if any(one.kinship_state == "foster_kinship" for one in states):
            raise ValueError("foster_kinship is a placement of a looked after child, and no status of its own")
        return states


class Cohorts(Definition):
    """All of them; no cohort where a folder has none."""

    cohorts: tuple[Cohort, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    kinship_care: tuple[KinshipCare, ...] = ()
    proceedings_legal_statuses: tuple[Text, ...] = ()
    typed_statuses: tuple[Text, ...] = ()  # what the register of conferences may say of a child


@cache
def read_cohorts(definitions: Path) -> Cohorts:
    """Read the cohorts and outcomes of a folder of definitions.

    Raises:
        DefinitionError: a file cannot be used; names line, rule, what was found and the mend.
    """
    folder = definitions / FOLDER
    paths = sorted((folder / "cohorts").glob("*.yml"))
    if not paths:
        return Cohorts()
    refused: list[Refusal] = []
    found = []
    codes = {name: _codes(folder, name, refused) for name in ("conference_route", "conference_status", "legal_status")}
    for path in paths:
        sheet = Sheet("definition", path)
        cohort, problems = sheet.read(Cohort)
        refused += problems or (_problems(sheet, cohort, codes["conference_route"]) if cohort else [])
        found += [cohort] if cohort else []
    sheet = Sheet("definition", folder / "outcomes.yml")
    outcomes, problems = sheet.read(Outcomes)
    refused += problems
    if outcomes:
        refused += _unknown(
            sheet, "proceedings_legal_statuses", outcomes.proceedings_legal_statuses, codes["legal_status"]
        )
    if refused or outcomes is None:
        raise DefinitionError(tuple(refused))
    return Cohorts(cohorts=tuple(found), typed_statuses=tuple(codes["conference_status"]), **dict(outcomes))


def cohort_tables(cohorts: Cohorts) -> dict[str, pa.Table]:
    """Return the definitions as tables of the schema ``landed`` of the restricted warehouse.

    ``cohort`` has a row for each cohort and council, ``cohort_case_filter`` one for each team, route or reason that a
    cohort is limited to, ``cohort_checkpoint`` one for each day on which a cohort's statuses are looked at,
    ``cohort_covariate`` one for each column that is balanced, ``outcome`` one for each outcome,
    ``cohort_kinship_care`` one for each state and code that is kinship care, ``proceedings_legal_status`` one for each
    legal status that shows care proceedings, and ``typed_status`` one for each status that a service may type.
    """
    return _tables_of_cohorts(cohorts.cohorts) | _tables_of_outcomes(cohorts)


def _tables_of_cohorts(cohorts: tuple[Cohort, ...]) -> dict[str, pa.Table]:
    filters = {"index_team": "teams", "route": "routes", "reason_code": "reasons"}
    return {
        "cohort": _table(
            [_row(one) | {"council": council} for one in cohorts for council in one.councils],
            {
                **dict.fromkeys(("cohort", "council", "title", "index_event"), TEXT),
                "index_from": DAY,
                "index_to": DAY,
                "cohort_by": TEXT,
                "is_held": pa.bool_(),
                "same_event_days": WHOLE,
                "offered_before_days": WHOLE,
                "offered_within_days": WHOLE,
                "answered_within_days": WHOLE,
                "held_within_days": WHOLE,
                "review_from_weeks": WHOLE,
                "review_to_weeks": WHOLE,
                "follow_up_months": WHOLE,
                "families_at_least": WHOLE,
            },
        ),
        "cohort_case_filter": _table(
            [
                {"cohort": one.cohort, "filtered": column, "member": member}
                for one in cohorts
                for column, field in filters.items()
                for member in getattr(one, field)
            ],
            {"cohort": TEXT, "filtered": TEXT, "member": TEXT},
        ),
        "cohort_checkpoint": _table(
            [row for one in cohorts for row in _checkpoints(one)],
            {"cohort": TEXT, "checkpoint": TEXT, "months": WHOLE, "follow_up_date": DAY},
        ),
        "cohort_covariate": _table(
            [
                {"cohort": one.cohort, "covariate": covariate, "covariate_number": number}
                for one in cohorts
                for number, covariate in enumerate(one.compare, start=1)
            ],
            {"cohort": TEXT, "covariate": TEXT, "covariate_number": WHOLE},
        ),
    }


def _tables_of_outcomes(cohorts: Cohorts) -> dict[str, pa.Table]:
    return {
        "outcome": _table(
            [
                {"outcome": one.outcome, "title": one.title, "outcome_form": one.form, "outcome_of": one.of}
                | {"months": one.months, "polarity": one.polarity}
                for one in cohorts.outcomes
            ],
            {
                **dict.fromkeys(("outcome", "title", "outcome_form", "outcome_of"), TEXT),
                "months": WHOLE,
                "polarity": TEXT,
            },
        ),
        "cohort_kinship_care": _table(
            [
                {"kinship_state": one.kinship_state, "evidence_code": code}
                for one in cohorts.kinship_care
                for code in one.evidence_codes or (None,)
            ],
            {"kinship_state": TEXT, "evidence_code": TEXT},
        ),
        "proceedings_legal_status": _table(
            [{"legal_status": status} for status in cohorts.proceedings_legal_statuses], {"legal_status": TEXT}
        ),
        "typed_status": _table(
            [{"status_as_typed": status} for status in cohorts.typed_statuses], {"status_as_typed": TEXT}
        ),
    }


def _row(cohort: Cohort) -> dict[str, Any]:
    same = {
        "cohort", "title", "index_event", "is_held", "same_event_days", "offered_before_days", "offered_within_days",
        "answered_within_days", "held_within_days", "families_at_least",
    }  # fmt: skip
    return cohort.model_dump(include=same) | {
        "index_from": cohort.first,
        "index_to": cohort.last,
        "cohort_by": cohort.by,
        "review_from_weeks": cohort.review_weeks.first,
        "review_to_weeks": cohort.review_weeks.last,
        "follow_up_months": cohort.follow_up.months[-1],
    }


def _checkpoints(cohort: Cohort) -> list[dict[str, Any]]:
    said: list[tuple[str, int | None, date | None]] = [("entry", None, None), ("exit", None, None)]
    said += [(f"{number}_months", number, None) for number in cohort.follow_up.months]
    said += [("follow_up", None, cohort.follow_up.day)] if cohort.follow_up.day else []
    return [
        {"cohort": cohort.cohort, "checkpoint": checkpoint, "months": months, "follow_up_date": day}
        for checkpoint, months, day in said
    ]


def _table(rows: list[dict[str, Any]], columns: dict[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema(list(columns.items())))


def _codes(folder: Path, name: str, refused: list[Refusal]) -> tuple[str, ...]:
    found, problems = Sheet("definition", folder / "codes" / f"{name}.yml").read(CodeList)
    refused += problems
    return tuple(found.values) if found else ()


def _problems(sheet: Sheet, cohort: Cohort, routes: tuple[str, ...]) -> list[Refusal]:
    found = _unknown(sheet, "routes", cohort.routes, routes)
    if cohort.cohort != sheet.path.stem:
        mend = f"Name the file {cohort.cohort}.yml, or write 'cohort: {sheet.path.stem}'."
        found.append(sheet.refuse(("cohort",), "a file is named for what it defines", repr(cohort.cohort), mend))
    return found


def _unknown(sheet: Sheet, field: str, named: tuple[str, ...], known: tuple[str, ...]) -> list[Refusal]:
    return [
        sheet.refuse((field, number), f"{field} are of the list of codes", repr(word), f"Write {', '.join(known)}.")
        for number, word in enumerate(named)
        if known and word not in known
    ]
