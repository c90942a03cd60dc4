"""The CIN census: one XML document of a year to 31 March, in the layout of its year."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from oba.made_up.council import OLD_CODE
from oba.made_up.emit.writing import ISO, cell
from oba.made_up.emit.xml import Element, given
from oba.made_up.view import View, last_of_series, rows_by
from oba.made_up.words import pupil_number

SEX_SINCE, PRE_PROCEEDINGS_SINCE = 2025, 2026
Rows = dict[int, list[Any]]


def document(view: View) -> Element:
    """Return the census of the view's year: every referral in it, and every case open at any time in it."""
    case = view["case"]
    open_in_year = ~case["nfa"] & (case["end"].isna() | (case["end"] >= view.since))
    rows = case[open_in_year | (case["start"] >= view.since)].sort_values(["child", "start"], kind="stable")
    by_case = {name: rows_by(view[name], "case") for name in ("assessment", "plan", "enquiry")}
    plans = view["protection"].sort_values(["child", "start"], kind="stable")
    by_case["protection"] = rows_by(plans.assign(before=plans.groupby("child").cumcount()), "case")
    letters = view["pre_proceedings"]
    is_asked = view.until.year >= PRE_PROCEEDINGS_SINCE
    by_case["pre_proceedings"] = rows_by(letters[letters["start"] >= view.since], "case") if is_asked else {}
    people = view.people(rows["child"].drop_duplicates())
    people["at_school"] = people["birth"] < view.until - pd.DateOffset(years=4)
    cases = rows_by(rows, "child")
    children = [_child(view, person, cases[person.child], by_case) for person in people.itertuples(index=False)]
    return ("Message", [("Header", _header(view)), ("Children", children)])


def _header(view: View) -> list[Element]:
    year = view.until.year
    collection = [("Collection", "CIN"), ("Year", year), ("ReferenceDate", f"{year}-03-31")]
    source = [
        ("SourceLevel", "L"),
        ("LEA", OLD_CODE),
        ("SoftwareCode", "Made up"),
        ("Release", "1"),
        ("SerialNo", "001"),
        ("DateTime", f"{view.on:%Y-%m-%d}T09:00:00"),
    ]
    return [("CollectionDetails", collection), ("Source", source)]


def _child(view: View, person: Any, cases: list[Any], by_case: dict[str, Rows]) -> Element:
    at_school = bool(person.at_school)
    is_unborn = bool(person.unborn)
    numbers = given(
        ("UPN", pupil_number(person.child) if at_school else None),
        ("FormerUPN", pupil_number(person.child, former=True) if at_school and person.pupil_number_changed else None),
        ("UPNunknown", None if at_school else "UN1"),
        ("ExpectedPersonBirthDate" if is_unborn else "PersonBirthDate", _day(person.birth)),
    )
    if view.until.year >= SEX_SINCE:
        sex = ("Sex", "U" if is_unborn else person.sex)
    else:
        sex = ("GenderCurrent", "0" if is_unborn else {"M": "1", "F": "2"}[person.sex])
    identifiers = [("LAchildID", person.child), *numbers, sex, *given(("PersonDeathDate", _day(person.death)))]
    characteristics = [("Ethnicity", person.ethnicity), ("Disabilities", [("Disability", person.disability)])]
    details = [("CINdetails", _details(view, case, by_case)) for case in cases]
    return ("Child", [("ChildIdentifiers", identifiers), ("ChildCharacteristics", characteristics), *details])


def _details(view: View, case: Any, by_case: dict[str, Rows]) -> list[Element]:
    def parts(name: str, made: Callable[[Any], Element]) -> list[Element]:
        return [made(row) for row in by_case[name].get(case.id, ())]

    opening = given(
        ("CINreferralDate", _day(case.start)),
        ("ReferralSource", case.source),
        ("PrimaryNeedCode", case.need or None),
        ("CINclosureDate", _day(case.end)),
        ("ReasonForClosure", case.reason or None),
        ("DateOfInitialCPC", _day(case.conference)),
    )
    return [
        *opening,
        *parts("assessment", _assessment),
        *parts(
            "plan",
            lambda row: (
                "CINPlanDates",
                given(("CINPlanStartDate", _day(row.start)), ("CINPlanEndDate", _day(row.end))),
            ),
        ),
        *parts("enquiry", _enquiry),
        ("ReferralNFA", int(case.nfa)),
        *parts("protection", lambda row: _protection(view, row)),
        *parts("pre_proceedings", _pre_proceedings),
    ]


def _assessment(row: Any) -> Element:
    days = given(("AssessmentActualStartDate", _day(row.start)), ("AssessmentAuthorisationDate", _day(row.end)))
    factors = [("AssessmentFactors", row.factor if row.needed else "21")] if pd.notna(row.end) else []
    return ("Assessments", [*days, *given(("FactorsIdentifiedAtAssessment", factors))])


def _enquiry(row: Any) -> Element:
    has = pd.notna(row.conference)
    days = given(
        ("S47ActualStartDate", _day(row.start)),
        ("InitialCPCtarget", _day(row.start + pd.Timedelta(days=21)) if has else None),
        ("DateOfInitialCPC", _day(row.conference)),
    )
    return ("Section47", [*days, ("ICPCnotRequired", "false" if has or pd.isna(row.end) else "true")])


def _protection(view: View, row: Any) -> Element:
    frame = pd.DataFrame({"start": [row.start], "end": [row.end]})
    last = last_of_series(frame["start"], frame["end"], view.until, 85, 175).iloc[0]
    number = 0 if pd.isna(last) else ((last - row.start).days - 85) // 175 + 1
    reviews = [("CPPreviewDate", _day(row.start + pd.Timedelta(days=85 + 175 * place))) for place in range(number)]
    first = given(("CPPstartDate", _day(row.start)), ("CPPendDate", _day(row.end)))
    codes = [
        ("InitialCategoryOfAbuse", row.initial),
        ("LatestCategoryOfAbuse", row.latest),
        ("NumberOfPreviousCPP", row.before),
    ]
    return ("ChildProtectionPlans", [*first, *codes, *given(("Reviews", reviews))])


def _pre_proceedings(row: Any) -> Element:
    is_sent, is_decided = pd.notna(row.letter), pd.notna(row.end)
    return (
        "PreProceedingsandFGDM",
        given(
            ("PPStartDate", _day(row.start)),
            ("LBPSentDate", _day(row.letter)),
            ("FGDMMeetingOffer", int(row.offered) if is_sent else None),
            ("FGDMMeetingFac", int(row.met_conference) if is_sent and row.offered else None),
            ("InitialPPMeetingDate", _day(row.met)),
            ("ReviewMeetingsCount", int(row.reviews) if is_decided else None),
            ("StepDecisionDate", _day(row.end)),
            ("PPOutcome", ("A" if row.issued else "B") if is_decided else None),
            ("CourtAppDate", _day(row.applied)),
        ),
    )


def _day(value: Any) -> str | None:
    found = cell(value, ISO)
    return None if found is None else str(found)
