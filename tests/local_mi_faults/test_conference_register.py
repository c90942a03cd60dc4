"""A register of Family Group Conferences with faults, as a service keeps it: in a workbook, by hand."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from local_mi_faults.canaries import BIRTHS, CHILDREN, NAMES, TOLD, WORKERS, day
from local_mi_faults.files import Tables, changed, comma_separated, workbook
from local_mi_faults.judging import (
    Base,
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    LeftOut,
    Place,
    Reads,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)


def tables() -> Tables:
    """Return the sheets, which a fault may change."""
    return {
        "Referrals": [
            [
                "Referral ID",
                "Family ID",
                "Family name",
                "Referral date",
                "Referring team",
                "Route",
                "Reason code",
                "Offered in letter before proceedings",
                "Offer date",
                "Response",
                "Response date",
                "Allocated date",
                "Coordinator",
                "Closed date",
                "Closed reason",
                "Notes",
            ],
            [
                "F-101",
                "FAM-7",
                "Ashgrovel",
                at(2024, 4, 8),
                "Duty Team 1",
                "PLO",
                "R1",
                "Yes",
                at(2024, 4, 10),
                "Accepted",
                at(2024, 4, 15),
                at(2024, 4, 16),
                WORKERS[0],
                None,
                None,
                TOLD,
            ],
            [
                "F-102",
                "FAM-8",
                "Quillfeather",
                at(2024, 5, 13),
                "Duty Team 2",
                "CP",
                "R2",
                "No",
                at(2024, 5, 15),
                "Declined",
                at(2024, 5, 20),
                None,
                WORKERS[1],
                at(2024, 5, 21),
                "declined",
                None,
            ],
            [
                "F-103",
                "FAM-9",
                "Plumworthy",
                at(2024, 6, 17),
                "Duty Team 1",
                "CIN",
                "R1",
                "No",
                at(2024, 6, 18),
                "Accepted",
                at(2024, 6, 25),
                at(2024, 6, 26),
                WORKERS[2],
                None,
                None,
                None,
            ],
        ],
        "Children": [
            [
                "Referral ID",
                "Child ID",
                "Child name",
                "Place in family",
                "Month of birth",
                "Status at referral",
                "Living with",
            ],
            ["F-101", CHILDREN[0], NAMES[0], 1, BIRTHS[0].strftime("%Y-%m"), "CP", "parent"],
            ["F-102", CHILDREN[1], NAMES[1], 1, BIRTHS[1].strftime("%Y-%m"), "CIN", "parent"],
            ["F-103", CHILDREN[2], NAMES[2], 1, BIRTHS[2].strftime("%Y-%m"), "CIN", "kin"],
        ],
        "Meetings": [
            [
                "Referral ID",
                "Meeting number",
                "Meeting type",
                "Planned date",
                "Held date",
                "Outcome",
                "Family members attending",
                "Professionals attending",
                "Child or advocate present",
                "Venue",
            ],
            ["F-101", 1, "FGC", at(2024, 5, 14), at(2024, 5, 21), "Held", 7, 2, "Yes", "Community hall"],
            ["F-101", 2, "Review", at(2024, 8, 13), at(2024, 8, 13), "Held", 5, 1, "No", "Community hall"],
            ["F-103", 1, "FGC", at(2024, 7, 30), None, "Cancelled", None, None, None, None],
        ],
        "Plans": [
            [
                "Referral ID",
                "Meeting number",
                "Plan agreed",
                "Agreed by social worker",
                "Agreed date",
                "Plan type",
                "Kinship carer found",
                "Review due date",
                "Family satisfaction",
                "Plan text",
            ],
            ["F-101", 1, "Yes", "Yes", at(2024, 5, 21), "stay home", "No", at(2024, 8, 13), 4, TOLD],
            ["F-101", 2, "Partial", "No", at(2024, 8, 13), "kinship carer", "Yes", at(2024, 11, 12), 5, TOLD],
        ],
        "Outcomes": [
            ["Referral ID", "Child ID", "Checkpoint", "Status", "Living with", "Proceedings issued date"],
            ["F-101", CHILDREN[0], "3_months", "CIN", "parent", None],
            ["F-103", CHILDREN[2], "3_months", "CLA", "kin", at(2024, 9, 10)],
        ],
    }


def two(table: str) -> Tables:
    """Return a sheet, which a fault may change, and another."""
    sheets = tables()
    return {name: sheets[name] for name in (table, "Outcomes" if table != "Outcomes" else "Plans")}


BASE = Base("FGC register.xlsx", lambda: workbook(tables()))


def register(what: str, change: Callable[[Tables], Any], *expected: Expected, name: str = "") -> Fault:
    def make() -> bytes:
        sheets = tables()
        return workbook(change(sheets) or sheets)

    return Fault(what, BASE, make, expected, name=name)


def cell(table: str, column: str, what: str, value: Any, *expected: type | Expected, row: int = 3) -> Fault:
    place = Place(table, row, column)
    return Fault(
        f"{column} of {table}: {what}",
        Base(f"FGC {table}.xlsx", lambda: workbook(two(table))),
        lambda: workbook(changed(two(table), table, row, column, value)),
        tuple(o() if o is Same else o(place) if isinstance(o, type) else o for o in expected),
    )


CELLS = [
    cell("Referrals", "Referral ID", "blank", None, Dropped),
    cell("Referrals", "Referral ID", "to be confirmed", "TBC", Dropped),
    cell("Referrals", "Referral ID", "that of the row before", "F-101", Told),
    cell("Referrals", "Referral ID", "lower case", "f-102", Same),
    cell("Referrals", "Referral ID", "a name", NAMES[0], Dropped, Told),
    cell("Referrals", "Referral date", "a week commencing", "w/c 13.5.24", Emptied),
    cell("Referrals", "Referral date", "to be confirmed", "TBC", Emptied, Blank),
    cell("Referrals", "Referral date", "two days", "13/05/24 and 15/05/24", Emptied),
    cell("Referrals", "Referral date", "two digits for the year, in points", "13.5.24", Same, Emptied),
    cell("Referrals", "Referral date", "no such day", "31.4.24", Emptied),
    cell("Referrals", "Referral date", "the month first", "5/13/2024", Emptied),
    cell("Referrals", "Referral date", "a name and a day", f"{NAMES[0]} 13/05/2024", Emptied),
    cell("Referrals", "Referral date", "years from now", at(2054, 5, 13), Told, Emptied),
    cell("Referrals", "Referral date", "a hundred years ago", at(1924, 5, 13), Told, Emptied),
    cell("Referrals", "Response date", "before the offer", at(2024, 5, 1), Told, Emptied),
    cell("Referrals", "Closed date", "before the referral", at(2023, 5, 21), Told, Emptied),
    cell("Referrals", "Route", "words that are none of the list", "the usual one", Emptied),
    cell("Referrals", "Route", "another case and spaces", "  cp ", Same),
    cell("Referrals", "Route", "two of the list", "CP / PLO", Emptied),
    cell("Referrals", "Response", "both answers", "Declined then accepted", Emptied),
    cell("Referrals", "Response", "a sentence with a name", f"{NAMES[1]} said yes", Emptied),
    cell("Referrals", "Offered in letter before proceedings", "perhaps", "?", Emptied, Blank),
    cell("Referrals", "Coordinator", "blank", None, Blank),
    cell("Referrals", "Notes", "a page of text", TOLD * 900, Same),
    cell("Referrals", "Closed reason", "a sentence with a name", f"moved in with {NAMES[0]}", Emptied, Told),
    cell(
        "Referrals",
        "Referring team",
        "a name",
        WORKERS[0],
        Reads(Place("Referrals", 3, "Referring team"), {}),
        Told,
        Emptied,
    ),
    cell("Children", "Referral ID", "a referral that there is not", "F-999", Told, Reads(Place("Children", 3), {})),
    cell("Children", "Referral ID", "blank, as if merged with the row above", None, Dropped),
    cell("Children", "Child ID", "blank, as of a child without a match", None, Blank),
    cell("Children", "Child ID", "a name", NAMES[1], Emptied, Blank),
    cell(
        "Children", "Child ID", "three children in one cell", f"{CHILDREN[0]}, {CHILDREN[1]} + unborn", Emptied, Dropped
    ),
    cell("Children", "Child ID", "not known", "Not known", Blank),
    cell("Children", "Child ID", "a number with a fraction of nought", float(CHILDREN[1]), Same),
    cell("Children", "Month of birth", "a whole day", day(BIRTHS[1]), Same),
    cell("Children", "Month of birth", "a whole day as a date", at(2013, 8, 29), Same),
    cell("Children", "Month of birth", "a month in words", "August 2013", Same, Emptied),
    cell("Children", "Month of birth", "a thirteenth month", "2013-13", Emptied),
    cell("Children", "Month of birth", "an age", 11, Emptied),
    cell("Children", "Month of birth", "years from now", "2034-08", Told, Emptied),
    cell("Children", "Place in family", "a word", "eldest", Emptied),
    cell(
        "Children", "Place in family", "nought", 0, Told, Emptied, Reads(Place("Children", 3), {"place_in_family": "0"})
    ),
    cell("Children", "Status at referral", "a sentence with a name", f"as {NAMES[0]}", Emptied, Told),
    cell("Meetings", "Meeting number", "a word", "first", Dropped, Emptied),
    cell("Meetings", "Meeting number", "that of the row before", 1, Told),
    cell("Meetings", "Meeting type", "none of the list", "Picnic", Emptied),
    cell("Meetings", "Held date", "a week commencing", "w/c 12.8.24", Emptied),
    cell("Meetings", "Held date", "years from now", at(2044, 8, 13), Told, Emptied),
    cell("Meetings", "Held date", "after the snapshot", at(2024, 11, 13), Told, Emptied),
    cell(
        "Meetings",
        "Planned date",
        "after the snapshot, as planned days are",
        at(2024, 11, 13),
        Reads(Place("Meetings", 3), {"planned_date": "2024-11-13"}),
        Told,
    ),
    cell("Meetings", "Outcome", "none of the list", "went well", Emptied),
    cell("Meetings", "Family members attending", "names", f"{NAMES[0]} and {NAMES[1]}", Emptied),
    cell("Meetings", "Family members attending", "below nought", -5, Emptied),
    cell("Meetings", "Family members attending", "a range", "5-6", Emptied),
    cell("Meetings", "Child or advocate present", "advocate", "Advocate", Emptied, Told),
    cell("Plans", "Plan agreed", "none of the list", "sort of", Emptied),
    cell(
        "Plans",
        "Family satisfaction",
        "beyond the scale",
        9,
        Emptied,
        Told,
        Reads(Place("Plans", 3), {"satisfaction": "9"}),
    ),
    cell("Plans", "Family satisfaction", "a word", "happy", Emptied),
    cell("Plans", "Review due date", "before the plan", at(2023, 11, 12), Told, Emptied),
    cell("Plans", "Plan type", "a sentence with a name", f"live with {NAMES[2]}", Emptied, Told),
    cell("Outcomes", "Child ID", "a name", NAMES[2], Emptied, Blank, Dropped),
    cell("Outcomes", "Proceedings issued date", "yes", "Yes", Emptied),
    cell("Outcomes", "Checkpoint", "a sentence with a name", f"when {NAMES[1]} came", Emptied, Told),
]

FORMS = [
    register(
        "a sheet of a family's name",
        lambda t: {"Ashgrovel" if name == "Children" else name: rows for name, rows in t.items()},
        Same(),
    ),
    register(
        "a sheet of the meetings missing",
        lambda t: {name: rows for name, rows in t.items() if name != "Meetings"},
        Without(),
    ),
    register(
        "a sheet of referrals missing",
        lambda t: {name: rows for name, rows in t.items() if name != "Referrals"},
        Without(),
        Refused(),
    ),
    register(
        "a title and blank rows above the header",
        lambda t: t["Meetings"].__setitem__(slice(0, 0), [["FGC meetings 2024"], []]),
        Same(),
        Refused(),
    ),
    register(
        "a column of names more",
        lambda t: [row.append(name) for row, name in zip(t["Meetings"], ["Aunts", *NAMES], strict=True)] and None,
        Same(),
        Told(Place("Meetings")),
    ),
    register(
        "no column of referrals",
        lambda t: [row.pop(0) for row in t["Meetings"]] and None,
        Refused(("Meetings",)),
        LeftOut("Meetings"),
    ),
    register(
        "a family a row, the children in one cell",
        lambda t: t["Children"].__setitem__(2, ["F-102", None, "Ann, Bob + unborn", None, None, "CIN", "parent"]),
        Blank(Place("Children", 3)),
        Told(Place("Children", 3)),
    ),
    register(
        "the row of a family that comes again",
        lambda t: t["Referrals"].append([*t["Referrals"][2][:3], at(2024, 8, 5), *t["Referrals"][2][4:]]),
        Told(Place("Referrals", 5)),
    ),
    register(
        "a row of totals",
        lambda t: t["Meetings"].append(["Total", 3, None, None, None, None, 12, 3]),
        Told(Place("Meetings", 5)),
        Dropped(Place("Meetings", 5)),
    ),
    register("a thousand blank rows", lambda t: t["Meetings"].extend([[None] * 10] * 1000), Same()),
    register("a name of a person", lambda t: None, Same(), name=f"FGC {NAMES[0]}.xlsx"),
]

TEXT = Base("meetings.csv", lambda: comma_separated(tables()["Meetings"]).encode())
TEXTS = [
    Fault(
        "a sheet as text with a day that there is not",
        TEXT,
        lambda: comma_separated(changed(tables(), "Meetings", 3, "Held date", "31/09/2024")["Meetings"]).encode(),
        (Emptied(Place(None, 3, "Held date")),),
    ),
    Fault(
        "a sheet as text in UTF-16 with tabs, as Excel saves it",
        TEXT,
        lambda: comma_separated(tables()["Meetings"], "\t").encode("utf-16"),
        (Same(), Refused()),
    ),
    Fault(
        "a sheet as text with semicolons",
        TEXT,
        lambda: comma_separated(tables()["Meetings"], ";").encode(),
        (Same(), Refused()),
    ),
]

FAULTS = [*CELLS, *FORMS, *TEXTS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_register_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
