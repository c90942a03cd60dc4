"""Annex A as a sound workbook of eleven lists, each of three rows (the last two of two)."""

from datetime import date, datetime
from functools import cache

from local_mi_faults.canaries import ADOPTERS, BIRTHS, CHILDREN, FAMILIES, POSTCODES, WORKERS
from local_mi_faults.files import Tables, workbook
from local_mi_faults.judging import Base

DISABILITY = "Does the Child have a Disability"
TEAM, WORKER = "Allocated Team", "Allocated Worker"
COMMON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"]


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


_WHO = [
    [int(CHILDREN[0]), "a) Male", "a) WBRI", _midnight(BIRTHS[0]), 13.5],
    [int(CHILDREN[1]), "b) Female", "k) APKN", _midnight(BIRTHS[1]), 11.1],
    [int(CHILDREN[2]), "a) Male", "f) MWBC", _midnight(BIRTHS[2]), 14.9],
]
_BY = [["Duty Team 1", WORKERS[0]], ["Duty Team 2", WORKERS[1]], ["Duty Team 1", WORKERS[2]]]


def _list(columns: list[str], cells: list[list[object]], *, by: bool = True) -> list[list[object]]:
    header = [*COMMON, *columns, *([TEAM, WORKER] if by else [])]
    return [header, *([*who, *row, *(worker if by else [])] for who, row, worker in zip(_WHO, cells, _BY, strict=True))]


@cache
def _tables() -> Tables:
    return {
        "List 1": _list(
            ["Date of Contact", "Contact Source"],
            [
                [at(2024, 5, 2), "q) 6: Police"],
                [at(2024, 5, 14), "e) 2A: Schools"],
                [at(2024, 6, 3), "h) 3B: Health visitor"],
            ],
            by=False,
        ),
        "List 2": _list(
            ["Assessment start date", "Assessment completion date", "Organisation completing assessment"],
            [
                [at(2024, 4, 9), at(2024, 5, 7), "Top Town Academy"],
                [at(2024, 4, 16), at(2024, 5, 21), "Early Help Locality 2"],
                [at(2024, 6, 11), None, "Early Help Locality 2"],
            ],
            by=False,
        ),
        "List 3": _list(
            ["Date of Referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months"],
            [
                [at(2024, 5, 3), "q) 6: Police", "b) No", 0],
                [at(2024, 5, 16), "e) 2A: Schools", "b) No", 1],
                [at(2024, 6, 4), "h) 3B: Health visitor", "a) Yes", 0],
            ],
        ),
        "List 4": _list(
            [
                DISABILITY,
                "Continuous Assessment Start Date",
                "Child Seen During Continuous Assessment",
                "Continuous Assessment Date of Authorisation",
                "Was the child assessed as requiring LA children's social care support?",
            ],
            [
                ["b) No", at(2024, 5, 3), "a) Yes", at(2024, 6, 14), "a) Yes"],
                ["a) Yes", at(2024, 5, 16), "a) Yes", at(2024, 6, 28), "a) Yes"],
                ["b) No", at(2024, 6, 5), "b) No", None, None],
            ],
        ),
        "List 5": _list(
            [
                DISABILITY,
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "Date of Initial Child Protection Conference",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "Number of Section 47 Enquiries in the last 12 months",
                "Number of ICPCs in the last 12 months",
            ],
            [
                ["b) No", at(2024, 6, 17), "b) No", at(2024, 7, 4), "a) Yes", 0, 0],
                ["a) Yes", at(2024, 7, 1), "b) No", at(2024, 7, 19), "a) Yes", 1, 0],
                ["b) No", at(2024, 7, 8), "a) Yes", None, None, 0, 0],
            ],
        ),
        "List 6": _list(
            [
                DISABILITY,
                "CIN Start Date",
                "Primary Need Code",
                "Date Child Was Last Seen",
                "CIN Closure Date",
                "Reason for Closure",
                "Case Status",
            ],
            [
                [
                    "b) No",
                    at(2024, 5, 3),
                    "N1 - Abuse or neglect",
                    at(2024, 9, 20),
                    None,
                    None,
                    "b) Child Protection plan",
                ],
                ["a) Yes", at(2024, 5, 16), "N2", at(2024, 9, 12), None, None, "c) Child in need plan"],
                ["b) No", at(2024, 6, 4), "N5", at(2024, 8, 1), at(2024, 8, 6), "RC8", "e) Closed episode"],
            ],
        ),
        "List 7": _list(
            [
                DISABILITY,
                "Child Protection Plan Start Date",
                "Initial Category of Abuse",
                "Latest Category of Abuse",
                "Date of the Last Statutory Visit",
                "Was the Child Seen Alone?",
                "Date of latest review conference",
                "Child Protection Plan End Date",
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
                "Number of Previous Child Protection Plans",
            ],
            [
                ["b) No", at(2024, 7, 4), "Neglect", "Neglect", at(2024, 9, 19), "a) Yes", None, None, "b) No", 0],
                [
                    "a) Yes",
                    at(2024, 7, 19),
                    "NEG",
                    "EMO",
                    at(2024, 9, 3),
                    "b) No",
                    at(2024, 9, 5),
                    at(2024, 9, 6),
                    "b) No",
                    1,
                ],
                [
                    "b) No",
                    at(2023, 12, 1),
                    "Physical abuse",
                    "PHY",
                    at(2024, 8, 9),
                    "a) Yes",
                    at(2024, 3, 1),
                    None,
                    "b) No",
                    0,
                ],
            ],
        ),
        "List 8": _list(
            [
                "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
                DISABILITY,
                "Date Started to be Looked After",
                "Child's Category of Need",
                "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
                "Start date of current legal status",
                "Child's Legal Status",
                "Date of Latest Statutory Review",
                "Date of Last Social Work Visit",
                "What is the permanence plan for this child?",
                "Date of Last IRO Visit / Contact to the Child",
                "Date of Last Health Assessment",
                "Date of Last Dental Check",
                "Number of Placements in the Last 12 months",
                "Date Ceased to be Looked After",
                "Reason Ceased to be Looked After",
                "Start Date of Most Recent Placement",
                "Placement Type",
                "Placement Provider",
                "Placement postcode",
                "URN of Placement",
                "Placement Location",
                "LA of Placement",
                "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
                "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
                "Was the child offered a Return Interview after their last missing episode (Y/N)?",
                "Did the child accept a Return Interview after their last missing episode (Y/N)?",
            ],
            [
                _care(at(2024, 2, 6), "C2: FCO", "d) U4: Foster placement - long term", POSTCODES[0]),
                _care(at(2024, 3, 12), "V2", "a) U1: Foster placement - relatives - long term", POSTCODES[1]),
                _care(at(2023, 10, 3), "C1", "K2", POSTCODES[2], at(2024, 7, 15), "E4A"),
            ],
        ),
        "List 9": _list(
            [
                "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
                DISABILITY,
                TEAM,
                WORKER,
                "Allocated Personal Advisor",
                "Eligibility Category",
                "Latest Pathway Plan Review Date",
                "LA in Touch",
                "Latest Date of Contact",
                "Type of Accommodation",
                "Suitability of Accommodation",
                "Activity Status",
            ],
            [
                [
                    None,
                    "b) No",
                    "Care Leavers",
                    worker,
                    worker,
                    "b) Former relevant",
                    at(2024, 7, day),
                    "a) Yes",
                    at(2024, 9, day),
                    "U: Independent living",
                    "a) Suitable",
                    "F2: Full time in education other than higher",
                ]
                for day, worker in zip((2, 9, 16), WORKERS, strict=True)
            ],
            by=False,
        ),
        "List 10": [
            [
                "Child Unique ID",
                "Family identifier",
                *COMMON[1:],
                DISABILITY,
                "Date the Child Entered Care",
                "Date of Decision that Child Should be Placed for Adoption",
                "Date of Placement Order",
                "Date of Matching Child and Prospective Adopters",
                "Date Placed for Adoption",
                "Date of Adoption Order",
                "Date of Decision that Child Should No Longer be Placed for Adoption",
                "Reason Why Child No Longer Placed for Adoption",
                "Date the child was placed for fostering in FFA or concurrent planning placement",
            ],
            *(
                [
                    who[0],
                    int(family),
                    *who[1:],
                    "b) No",
                    at(2023, month, 2),
                    at(2023, month, 20),
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                ]
                for who, family, month in zip(_WHO, FAMILIES, (5, 6), strict=False)
            ),
        ],
        "List 11": [
            [
                "Individual adopter identifier",
                "Family identifier",
                "Gender",
                "Ethnicity",
                "Disability",
                "Is the (prospective) adopter fostering for adoption?",
                "Date enquiry received",
                "Date Stage 1 started",
                "Date Stage 1 ended",
                "Date Stage 2 started",
                "Date Stage 2 ended",
                "Date application submitted",
                "Date application approved",
                "Date adopter matched with child(ren)",
                "Date child/children placed with adopter(s)",
                "No. of children placed",
                "Date of Adoption Order",
                "Date of leaving adoption process",
                "Reason for leaving adoption process",
            ],
            *(
                [
                    int(adopter),
                    int(family),
                    "b) Female",
                    "a) WBRI",
                    "b) No",
                    "b) No",
                    at(2023, month, 4),
                    at(2023, month, 11),
                    None,
                    None,
                    None,
                    None,
                    at(2023, month + 4, 5),
                    None,
                    None,
                    None,
                    None,
                    None,
                    None,
                ]
                for adopter, family, month in zip(ADOPTERS, FAMILIES, (5, 6), strict=True)
            ),
        ],
    }


def _care(
    start: datetime,
    legal_status: str,
    placement: str,
    postcode: str,
    end: datetime | None = None,
    reason: str | None = None,
) -> list[object]:
    return [
        *(
            "b) No",
            "b) No",
            start,
            "N1 - Abuse or neglect",
            "b) No",
            start,
            legal_status,
            at(2024, 9, 2),
            at(2024, 9, 10),
        ),
        *("f) Long-term fostering", at(2024, 9, 2), at(2024, 6, 1), at(2024, 6, 8), 1, end, reason, start, placement),
        *("b) PR1 - Own provision", postcode, None, "a) In", "Home Town", 0, 0, None, None),
    ]


def tables() -> Tables:
    """Return the lists, which a fault may change: each call gives rows of its own."""
    return {name: [list(row) for row in rows] for name, rows in _tables().items()}


def two(table: str) -> Tables:
    """Return a list, which a fault may change, and another that has the same children."""
    lists = tables()
    return {name: lists[name] for name in (table, "List 2" if table == "List 1" else "List 1")}


def book_of(table: str) -> Base:
    return Base(f"Annex A {table}.xlsx", lambda: workbook(two(table)))


FEW = ("List 1", "List 2", "List 3")


def few() -> Tables:
    """Return three of the lists, which a fault may change."""
    lists = tables()
    return {name: lists[name] for name in FEW}


BOOK = Base("Annex A.xlsx", cache(lambda: workbook(few())))
WHOLE = Base("Annex A whole.xlsx", cache(lambda: workbook(tables())))
