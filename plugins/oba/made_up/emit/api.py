"""The DfE's early adopter payload: a list of children with their episodes of social care nested in each."""

from typing import Any

import pandas as pd

from oba.made_up.emit.annex_a import placement_postcodes
from oba.made_up.emit.ssda903 import home_postcodes
from oba.made_up.emit.writing import ISO, cell
from oba.made_up.view import View, rows_by, within_years
from oba.made_up.words import forename, pupil_number, surname

Payload = dict[str, Any]
YEARS = 6


def payload(view: View) -> list[Payload]:
    """Return every child with a referral, as of the day of the view."""
    view = within_years(view, YEARS)
    cases = view["case"].sort_values(["child", "start"], kind="stable")
    parts = {name: rows_by(view[name], "case") for name in ("assessment", "plan", "enquiry", "protection")}
    episodes = view["episode"]
    parts["episode"] = rows_by(episodes.assign(postcode=placement_postcodes(episodes)), "case")
    people = view.people(cases["child"].drop_duplicates())
    people["at_school"] = people["birth"] < view.on - pd.DateOffset(years=4)
    people["postcode"] = home_postcodes(view, people["child"])
    by_child = rows_by(cases, "child")
    return [_child(person, by_child[person.child], parts) for person in people.itertuples(index=False)]


def _child(person: Any, cases: list[Any], parts: dict[str, dict[int, list[Any]]]) -> Payload:
    born = not person.unborn
    details = {
        "unique_pupil_number": pupil_number(person.child) if person.at_school else None,
        "unique_pupil_number_unknown_reason": None if person.at_school else "UN1",
        "first_name": forename(person.child),
        "surname": surname(person.family),
        "date_of_birth": _day(person.birth) if born else None,
        "expected_date_of_birth": None if born else _day(person.birth),
        "sex": person.sex if born else "U",
        "ethnicity": person.ethnicity,
        "disabilities": [person.disability],
        "postcode": person.postcode or None,
        "uasc_flag": bool(person.alone),
        "purge": False,
    }
    return {
        "la_child_id": str(person.child),
        "mis_child_id": f"MIS{person.child}",
        "child_details": _given(details),
        "social_care_episodes": [_episode(case, parts) for case in cases],
        "purge": False,
    }


def _episode(case: Any, parts: dict[str, dict[int, list[Any]]]) -> Payload:
    def each(name: str, made: Any) -> list[Payload]:
        return [_given(made(row)) | {"purge": False} for row in parts[name].get(case.id, ())]

    found = {
        "social_care_episode_id": str(case.id),
        "referral_date": _day(case.start),
        "referral_source": case.source,
        "referral_no_further_action_flag": bool(case.nfa),
        "closure_date": _day(case.end),
        "closure_reason": case.reason or None,
        "child_and_family_assessments": each(
            "assessment",
            lambda row: {
                "child_and_family_assessment_id": str(row.id),
                "start_date": _day(row.start),
                "authorisation_date": _day(row.end),
                "factors": [row.factor],
            },
        ),
        "child_in_need_plans": each("plan", lambda row: _ran("child_in_need_plan_id", row)),
        "section_47_assessments": each(
            "enquiry",
            lambda row: (
                _ran("section_47_assessment_id", row)
                | {"icpc_required_flag": pd.notna(row.conference), "icpc_date": _day(row.conference)}
            ),
        ),
        "child_protection_plans": each("protection", lambda row: _ran("child_protection_plan_id", row)),
        "child_looked_after_placements": each(
            "episode",
            lambda row: (
                _ran("child_looked_after_placement_id", row)
                | {
                    "start_reason": row.began,
                    "placement_type": row.place,
                    "postcode": row.postcode,
                    "end_reason": row.ended or None,
                    "change_reason": row.why or None,
                }
            ),
        ),
        "purge": False,
    }
    return _given(found)


def _ran(number: str, row: Any) -> Payload:
    return {number: str(row.id), "start_date": _day(row.start), "end_date": _day(row.end)}


def _given(payload: Payload) -> Payload:
    return {name: value for name, value in payload.items() if value is not None}


def _day(value: Any) -> str | None:
    found = cell(value, ISO)
    return None if found is None else str(found)
