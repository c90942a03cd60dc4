"""Extracts of training, of a survey and of a partner, with faults."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from local_mi_faults.canaries import CHILDREN, NAMES, TOLD, WORKERS
from local_mi_faults.files import Tables, changed, comma_separated
from local_mi_faults.judging import (
    Base,
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    Place,
    Reads,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)

TRAINING, SURVEY, POLICE = "training", "survey", "police_incidents"


def tables() -> Tables:
    """Return the tables by name, which a fault may change."""
    return {
        TRAINING: [
            ["Worker ID", "Course", "Course date", "Role", "Team", "Attended"],
            [WORKERS[0], "Motivational interviewing", "08/05/2024", "Social worker", "Duty Team 1", "Yes"],
            [WORKERS[1], "Motivational interviewing", "09/05/2024", "Social worker", "Duty Team 2", "No"],
            [WORKERS[2], "Restorative practice", "11/06/2024", "Manager", "Duty Team 1", "Yes"],
        ],
        SURVEY: [
            ["Respondent ID", "Survey", "Sent date", "Answered date", "Question", "Answer", "Team"],
            ["Q-9907751", "Family voice", "01/05/2024", "10/05/2024", "listened_to", "4", "Duty Team 1"],
            ["Q-9907752", "Family voice", "01/05/2024", "12/05/2024", "listened_to", "2", "Duty Team 2"],
            ["Q-9907753", "Family voice", "01/05/2024", "", "listened_to", "", "Duty Team 1"],
        ],
        POLICE: [
            ["Child ID", "Incident type", "Incident date"],
            [CHILDREN[0], "missing", "06/05/2024"],
            [CHILDREN[1], "domestic abuse", "14/05/2024"],
            [CHILDREN[2], "missing", "20/06/2024"],
        ],
    }


def comma(name: str) -> Base:
    return Base(f"{name}.csv", cache(lambda: comma_separated(tables()[name]).encode()))


def table(name: str, what: str, change: Callable[[list[list[Any]]], Any], *expected: Expected) -> Fault:
    def make() -> bytes:
        rows = tables()[name]
        return comma_separated(change(rows) or rows).encode()

    return Fault(f"{name}: {what}", comma(name), make, expected)


def cell(name: str, column: str, what: str, value: str, *expected: type | Expected, row: int = 3) -> Fault:
    place = Place(None, row, column)
    return Fault(
        f"{column} of {name}: {what}",
        comma(name),
        lambda: comma_separated(changed(tables(), name, row, column, value)[name]).encode(),
        tuple(o() if o is Same else o(place) if isinstance(o, type) else o for o in expected),
    )


ANY = Reads(Place(None, 3), {})
FAULTS = [
    cell(TRAINING, "Worker ID", "blank", "", Dropped),
    cell(TRAINING, "Worker ID", "spaces and a line end within the name", "Tamsinella\n Broadwhistle", Same),
    cell(TRAINING, "Course date", "no such day", "31/06/2024", Dropped),
    cell(TRAINING, "Course date", "the month first", "05/29/2024", Dropped),
    cell(TRAINING, "Course date", "to be confirmed", "TBC", Dropped),
    cell(TRAINING, "Course date", "two days", "9-10/05/2024", Dropped),
    cell(
        TRAINING,
        "Course date",
        "a day to come, as courses have",
        "09/12/2024",
        Reads(Place(None, 3), {"course_date": "2024-12-09"}),
    ),
    cell(TRAINING, "Course date", "years from now", "09/05/2094", Told, Dropped),
    cell(TRAINING, "Attended", "perhaps", "DNA?", Emptied),
    cell(TRAINING, "Attended", "part of it", "Partly", Emptied),
    cell(TRAINING, "Attended", "one", "1", Reads(Place(None, 3), {"is_attended": "true"})),
    cell(TRAINING, "Course", "blank", "", Blank, Dropped, Told),
    cell(TRAINING, "Course", "a sentence with a name", f"induction of {NAMES[0]}", Emptied, Told),
    cell(TRAINING, "Team", "a name", WORKERS[2], Emptied, Told),
    cell(SURVEY, "Respondent ID", "blank", "", Dropped),
    cell(SURVEY, "Respondent ID", "an address of electronic mail", "aunt.philomenka@example.org", ANY, Dropped),
    cell(SURVEY, "Answer", "beyond the scale", "6", Emptied, Told),
    cell(SURVEY, "Answer", "below the scale", "0", Emptied, Told),
    cell(SURVEY, "Answer", "between two", "3.5", Emptied),
    cell(SURVEY, "Answer", "a range", "4-5", Emptied),
    cell(SURVEY, "Answer", "words of the scale", "Agree", Emptied, Reads(Place(None, 3), {"answer": "4"})),
    cell(SURVEY, "Answer", "a number with text", "2 - Disagree", Same, Emptied),
    cell(SURVEY, "Answer", "a sentence", TOLD, Emptied),
    cell(SURVEY, "Answer", "a digit of another script", "٢", Emptied, Same),
    cell(SURVEY, "Answer", "full width", "\uff12", Same),
    cell(SURVEY, "Answered date", "before it was sent", "30/04/2024", Told, Emptied),
    cell(SURVEY, "Answered date", "no such day", "00/05/2024", Emptied),
    cell(SURVEY, "Sent date", "blank", "", Dropped),
    cell(SURVEY, "Question", "a sentence with a name", f"Did {NAMES[0]} help?", Emptied, Told),
    cell(POLICE, "Child ID", "blank", "", Dropped),
    cell(POLICE, "Child ID", "a name", NAMES[1], Dropped),
    cell(POLICE, "Child ID", "two numbers", f"{CHILDREN[1]};{CHILDREN[2]}", Dropped),
    cell(POLICE, "Incident date", "a time and a zone", "2024-05-14T21:40:00+01:00", Same, Dropped),
    cell(POLICE, "Incident date", "no such day", "14/14/2024", Dropped),
    cell(POLICE, "Incident date", "between two days", "14/05/2024-15/05/2024", Dropped),
    cell(POLICE, "Incident type", "a sentence with a name", f"seen with {NAMES[2]}", Emptied, Told),
    table(
        POLICE,
        "a column of names more",
        lambda rows: [[*r, name] for r, name in zip(rows, ["Name", *NAMES], strict=True)],
        Same(),
        Told(Place()),
    ),
    table(POLICE, "no column of children", lambda rows: [row[1:] for row in rows], Refused()),
    table(POLICE, "headers alone", lambda rows: rows[:1], Refused(), Without()),
    table(
        TRAINING,
        "a row of totals",
        lambda rows: [*rows, ["Total", "", "", "", "", "2"]],
        Dropped(Place(None, 5)),
        Told(Place(None, 5)),
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_an_extract_of_others_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
