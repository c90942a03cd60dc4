"""Cases planted among the made-up children: each with what must come out of the files that tell of it.

They are written down by hand and not drawn, so that a derivation is held against what a person worked out. Days are
counted back from the last snapshot, apart from those that must fall around 29 February.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from oba.made_up.draws import NEVER, Table

FIRST_PLANTED = 500_001  # below every number that is drawn
MOTHERS, OF_MESSED = 90_000, 50_000  # added to the number of a child: its mother, its conference
MESSED = 12  # children whose cells are for messes, in every list


@dataclass
class Case:
    """A planted case; what is expected is told by the names of the columns of the restricted marts."""

    id: str
    says: str
    children: list[int] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)  # child, on, status (null: never known)
    spells: list[dict[str, Any]] = field(default_factory=list)  # child, status, status_from, status_to
    transitions: list[dict[str, Any]] = field(default_factory=list)  # child, on, transition
    referrals: list[dict[str, Any]] = field(default_factory=list)  # child, date, is_re_referral
    other: dict[str, Any] = field(default_factory=dict)
    seen_in: tuple[str, ...] = ("ssd",)

    def status(self, child: int, on: date, status: str | None, known_on: date | None = None) -> None:
        """Expect a status on a day."""
        found: dict[str, Any] = {"child": str(child), "on": on.isoformat(), "status": status}
        self.statuses.append(found | ({} if known_on is None else {"known_on": known_on.isoformat()}))

    def spell(self, child: int, status: str, first: date, end: date | None, known_on: date | None = None) -> None:
        """Expect a spell, half-open; an end of None is open."""
        found: dict[str, Any] = {"child": str(child), "status": status, "status_from": first.isoformat()}
        found |= {"status_to": None if end is None else end.isoformat()}
        self.spells.append(found | ({} if known_on is None else {"known_on": known_on.isoformat()}))

    def transition(self, child: int, on: date, transition: str) -> None:
        """Expect a move on a day."""
        self.transitions.append({"child": str(child), "on": on.isoformat(), "transition": transition})

    def referral(self, child: int, on: date, is_re_referral: bool) -> None:
        """Expect what a referral is."""
        self.referrals.append({"child": str(child), "date": on.isoformat(), "is_re_referral": is_re_referral})


class Planter:
    """Rows of the tables of facts, as they are written down."""

    def __init__(self, last: date) -> None:
        self.last = last
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.cases: list[Case] = []
        self._children, self._ids = FIRST_PLANTED, FIRST_PLANTED

    def ago(self, days: int) -> date:
        """Return the day so many days before the last snapshot."""
        return self.last - timedelta(days=days)

    def case(self, name: str, says: str, **said: Any) -> Case:
        """Begin a case."""
        self.cases.append(Case(name, says, **said))
        return self.cases[-1]

    def put(self, table: str, start: date | None = None, end: date | None = None, **columns: Any) -> int:
        """Add a row that is known on its day, unless it says when; return its number."""
        self._ids += 1
        row = {"id": self._ids, "start": start, "end": end, "known": start, "end_known": end} | columns
        row = {"end_first": row["end"], "end_corrected": row["end_known"]} | row
        self.rows.setdefault(table, []).append(row)
        return int(row["id"])

    def child(self, birth: date, known: date | None = None, **columns: Any) -> int:
        """Add a child of a family of its own, unless a family is given."""
        number = self._children
        self._children += 1
        self.cases[-1].children.append(number)
        row = {"child": number, "family": number, "mother": MOTHERS + number, "address": number, "birth": birth}
        row |= {"sex": "F", "ethnicity": "WBRI", "disability": "NONE", "known": known or self.ago(4000)}
        self.rows.setdefault("person", []).append(row | columns)
        return number

    def referral(self, child: int, start: date, end: date | None = None, reason: str = "RC7", **columns: Any) -> int:
        """Add a referral and the case it opens, with a contact of its day."""
        self.put("contact", start, child=child, source="2A")
        said = {"family": child, "source": "2A", "need": "N1", "reason": reason if end else "", "closure": end}
        number = self.put("case", start, end, child=child, **(said | columns))
        if not columns.get("nfa"):
            self.put(
                "assessment", start, _by(start, end, 30), child=child, case=number, factor="3B", needed=True, seen=True
            )
        return number

    def protection(self, child: int, case: int, start: date, end: date | None = None, **columns: Any) -> None:
        """Add a child protection plan."""
        self.put("protection", start, end, child=child, case=case, **({"initial": "NEG", "latest": "NEG"} | columns))

    def plan(self, child: int, case: int, start: date, end: date | None = None) -> None:
        """Add a child in need plan."""
        self.put("plan", start, end, child=child, case=case)

    def care(self, child: int, case: int, *episodes: tuple[str, date, date | None, str, str, str]) -> None:
        """Add a period of care: RNE, start, end, LS, PLACE and REC of each episode."""
        self._ids += 1
        period = self._ids
        for rank, (began, start, end, status, place, ended) in enumerate(episodes):
            row = {"child": child, "case": case, "period": period, "rank": rank, "began": began, "status": status}
            row |= {"place": place, "place_number": rank, "provider": "PR1", "in_area": True}
            self.put("episode", start, end, **row, ended=ended if end else "", why="CARPL" if ended == "X1" else "")

    def tables(self, like: dict[str, Table]) -> dict[str, Table]:
        """Return the rows as tables of the columns of drawn ones; what is not said is empty."""
        return {name: _table(self.rows.get(name, []), table) for name, table in like.items()}


def _by(start: date, end: date | None, days: int) -> date:
    found = start + timedelta(days=days)
    return found if end is None else min(found, end)


def _table(rows: Sequence[dict[str, Any]], like: Table) -> Table:
    found: Table = {}
    for name, column in like.items():
        empty: Any = {"M": None, "U": "", "b": False}.get(column.dtype.kind, 0)
        values = [row.get(name, empty) for row in rows]
        if column.dtype.kind == "M":
            found[name] = np.array(
                [NEVER if value is None else np.datetime64(value) for value in values], dtype="datetime64[D]"
            )
        else:
            found[name] = np.array(
                [empty if value is None else value for value in values],
                dtype=None if column.dtype.kind == "U" and values else column.dtype,
            )
    return found


def plant(like: dict[str, Table], snapshots: Sequence[date]) -> tuple[dict[str, Table], list[Case]]:
    """Return the planted cases as facts, and what must come out of each.

    Args:
        like: facts that were drawn, for their columns.
        snapshots: days of the extracts, in order; a case of two snapshots needs two.
    """
    planter = Planter(snapshots[-1])
    for made in (
        _care_and_plan_on_one_day, _plan_care_home, _short_breaks, _day_between_episodes, _starts_where_it_ended,
        _nothing_followed, _early_help_after, _guardian_and_back, _twins, _born_under_a_new_number, _came_with_a_plan,
        _around_a_year, _conference_of_three, _declined_then_accepted, _messed,
    ):  # fmt: skip
        made(planter)
    if len(snapshots) > 1:
        _end_corrected(planter, snapshots[-2])
    tables = planter.tables(like)
    tables["order_before"] = _orders(planter)
    return tables, planter.cases


def _orders(planter: Planter) -> Table:
    rows = planter.rows.get("order_before", [])
    return {name: np.array([row[name] for row in rows]) for name in ("child", "order", "month")}


def _care_and_plan_on_one_day(put: Planter) -> None:
    case = put.case(
        "care_and_plan_on_one_day",
        "Looked after and on a protection plan from the same day: looked after.",
        seen_in=("ssd", "annex_a"),
    )
    child = put.child(put.ago(3000))
    referral = put.referral(child, put.ago(170))
    put.protection(child, referral, put.ago(150), put.ago(100))
    put.care(child, referral, ("S", put.ago(150), None, "C1", "U6", ""))
    case.status(child, put.ago(160), "child_in_need")
    case.status(child, put.ago(150), "looked_after")
    case.status(child, put.ago(50), "looked_after")
    case.spell(child, "looked_after", put.ago(150), None)
    case.transition(child, put.ago(150), "step_up")
    case.other = {"is_with_protection_plan": True}


def _plan_care_home(put: Planter) -> None:
    case = put.case("plan_care_home", "Protection plan, care, home unplanned (E4B), child in need plan, closed.")
    child = put.child(put.ago(3200))
    referral = put.referral(child, put.ago(520), put.ago(50))
    put.protection(child, referral, put.ago(500), put.ago(400))
    put.care(child, referral, ("S", put.ago(400), put.ago(250), "V2", "U6", "E4B"))
    put.plan(child, referral, put.ago(250), put.ago(50))
    for days, status in (
        (510, "child_in_need"),
        (450, "child_protection_plan"),
        (400, "looked_after"),
        (250, "child_in_need_plan"),
        (50, "closed"),
    ):
        case.status(child, put.ago(days), status)
    case.spell(child, "looked_after", put.ago(400), put.ago(250))
    case.transition(child, put.ago(400), "step_up")
    case.transition(child, put.ago(250), "step_down")
    case.transition(child, put.ago(50), "closure")
    case.other = {"kinship_state": "left_to_kin_no_order"}


def _short_breaks(put: Planter) -> None:
    case = put.case(
        "short_breaks", "Short breaks (V4) within a child in need plan are no care.", seen_in=("ssd", "ssda903")
    )
    child = put.child(put.ago(3300), disabled=True, disability="AUT")
    referral = put.referral(child, put.ago(400), need="N2")
    put.plan(child, referral, put.ago(370))
    for days in (300, 270, 240):
        put.care(child, referral, ("S", put.ago(days), put.ago(days - 2), "V4", "U6", "E4A"))
        case.status(child, put.ago(days - 1), "child_in_need_plan")
    case.spell(child, "child_in_need_plan", put.ago(370), None)
    case.other = {"is_with_short_break": True}


def _day_between_episodes(put: Planter) -> None:
    case = put.case("day_between_episodes", "X1, and the next episode begins a day later: one time in care.")
    child = put.child(put.ago(3400))
    referral = put.referral(child, put.ago(420))
    put.care(
        child, referral, ("S", put.ago(400), put.ago(301), "C1", "U6", "X1"), ("P", put.ago(300), None, "C1", "U3", "")
    )
    case.status(child, put.ago(301), "looked_after")
    case.spell(child, "looked_after", put.ago(400), None)
    case.other = {"kinship_state": "foster_kinship"}


def _starts_where_it_ended(put: Planter) -> None:
    case = put.case(
        "starts_where_it_ended", "A period of care begins on the day on which the last one ended (903 rule 431)."
    )
    child = put.child(put.ago(3500))
    referral = put.referral(child, put.ago(520))
    put.care(child, referral, ("S", put.ago(500), put.ago(300), "V2", "U6", "E4A"))
    put.care(child, referral, ("S", put.ago(300), None, "C1", "U6", ""))
    case.status(child, put.ago(301), "looked_after")
    case.status(child, put.ago(300), "looked_after")
    case.other = {"periods_of_care": 2}


def _nothing_followed(put: Planter) -> None:
    case = put.case(
        "nothing_followed", "A referral with no further action opens nothing.", seen_in=("ssd", "cin", "annex_a")
    )
    child = put.child(put.ago(3600))
    put.referral(child, put.ago(120), nfa=True, need="")
    case.status(child, put.ago(120), None)
    case.status(child, put.ago(1), None)
    case.referral(child, put.ago(120), False)


def _early_help_after(put: Planter) -> None:
    case = put.case("early_help_after", "Closed to early help (RC9), which begins ten days later: a step down.")
    child = put.child(put.ago(3700))
    put.referral(child, put.ago(300), put.ago(260), "RC9")
    put.put("early_help", put.ago(250), put.ago(100), child=child)
    case.status(child, put.ago(270), "child_in_need")
    case.status(child, put.ago(250), "early_help")
    case.status(child, put.ago(100), "closed")
    case.spell(child, "early_help", put.ago(250), put.ago(100))
    case.transition(child, put.ago(250), "step_down")


def _guardian_and_back(put: Planter) -> None:
    case = put.case(
        "guardian_and_back",
        "Special guardianship with kin (E47), later in care again with PREV_PERM P2.",
        seen_in=("ssd", "ssda903"),
    )
    child = put.child(put.ago(3800))
    first = put.referral(child, put.ago(1520), put.ago(1150), "RC4")
    put.care(child, first, ("S", put.ago(1500), put.ago(1200), "C2", "U6", "E47"))
    second = put.referral(child, put.ago(320))
    put.care(child, second, ("S", put.ago(300), None, "V2", "U6", ""))
    put.rows.setdefault("order_before", []).append(
        {"child": child, "order": "P2", "month": f"zz/{put.ago(1200):%m/%Y}"}
    )
    case.status(child, put.ago(1300), "looked_after")
    case.status(child, put.ago(500), "closed")
    case.status(child, put.ago(300), "looked_after")
    case.other = {
        "kinship_state": "special_guardianship_kin",
        "kinship_from": put.ago(1200).isoformat(),
        "kinship_to": put.ago(300).isoformat(),
    }


def _twins(put: Planter) -> None:
    case = put.case(
        "twins", "Twins of one birth date and one address, without a mother known: two children, one family."
    )
    birth = put.ago(2500)
    first = put.child(birth, mother=0)
    second = put.child(birth, mother=0, address=first)
    for child in (first, second):
        put.referral(child, put.ago(200))
        case.status(child, put.ago(100), "child_in_need")
    case.other = {"link_methods": ["address"], "children": 2}


def _born_under_a_new_number(put: Planter) -> None:
    case = put.case(
        "born_under_a_new_number",
        "On a plan before birth, then born under a new number of the same mother.",
        seen_in=("ssd", "cin"),
    )
    unborn = put.child(put.ago(98), put.ago(210), expected_only=True)
    before = put.referral(unborn, put.ago(200), put.ago(90))
    put.protection(unborn, before, put.ago(170), put.ago(95))
    born = put.child(put.ago(97), put.ago(95), mother=MOTHERS + unborn, address=unborn, family=unborn)
    after = put.referral(born, put.ago(95))
    put.protection(born, after, put.ago(95))
    case.status(unborn, put.ago(150), "child_protection_plan")
    case.status(born, put.ago(50), "child_protection_plan")
    case.other = {"link_methods": ["mother"], "same_person": [str(unborn), str(born)]}


def _came_with_a_plan(put: Planter) -> None:
    case = put.case(
        "came_with_a_plan", "Came with a plan of another authority: a new plan here.", seen_in=("ssd", "cin", "annex_a")
    )
    child = put.child(put.ago(2900))
    referral = put.referral(child, put.ago(160), conference=put.ago(150))
    put.protection(child, referral, put.ago(150), transfer_in=True)
    case.status(child, put.ago(155), "child_in_need")
    case.spell(child, "child_protection_plan", put.ago(150), None)


def _around_a_year(put: Planter) -> None:
    leap = put.last.year - 1 - (put.last.year - 1) % 4
    plain = leap - 2
    pairs = (
        (date(plain, 6, 1), date(plain + 1, 6, 1), True),  # 365 days, the same day of the year
        (date(plain, 6, 1), date(plain + 1, 6, 2), False),  # 366 days
        (date(leap - 1, 6, 1), date(leap, 5, 31), True),  # 365 days across 29 February
        (date(leap - 1, 6, 1), date(leap, 6, 1), True),  # 366 days across it, the same day of the year
        (date(leap - 1, 6, 1), date(leap, 6, 2), False),  # 367 days
        (date(leap, 2, 29), date(leap + 1, 2, 28), True),
        (date(leap, 2, 29), date(leap + 1, 3, 1), False),
    )
    case = put.case("around_a_year", "Two referrals a year apart, give or take a day, and around 29 February.")
    for first, second, is_re_referral in pairs:
        child = put.child(date(plain - 6, 5, 5))
        put.referral(child, first, first + timedelta(days=60), "RC8")
        put.referral(child, second, second + timedelta(days=30), "RC8")
        case.referral(child, first, False)
        case.referral(child, second, is_re_referral)


def _conference_of_three(put: Planter) -> None:
    case = put.case(
        "conference_of_three",
        "A conference of three children, one of them without a number in the register.",
        seen_in=("fgc",),
    )
    first = put.child(put.ago(3000))
    family = [first, put.child(put.ago(2000), family=first), put.child(put.ago(1000), family=first)]
    cases = [put.referral(child, put.ago(170)) for child in family]
    conference = _conference(put, first, put.ago(140), "accepted", put.ago(95))
    for child, number in zip(family, cases, strict=True):
        put.rows.setdefault("conference_child", []).append(
            {"conference": conference, "child": child, "case": number, "lives": "mother"}
        )
    case.other = {"without_number": str(family[2]), "children_of_conference": 3, "held": put.ago(95).isoformat()}


def _declined_then_accepted(put: Planter) -> None:
    case = put.case(
        "declined_then_accepted",
        "A family declined a conference and accepted a later offer: two referrals, one held.",
        seen_in=("fgc",),
    )
    child = put.child(put.ago(2200))
    number = put.referral(child, put.ago(170))
    for start, answer, held in ((put.ago(150), "declined", None), (put.ago(100), "accepted", put.ago(60))):
        conference = _conference(put, child, start, answer, held)
        put.rows.setdefault("conference_child", []).append(
            {"conference": conference, "child": child, "case": number, "lives": "father"}
        )
    case.other = {"responses": ["declined", "accepted"], "held": put.ago(60).isoformat()}


def _conference(put: Planter, family: int, start: date, answer: str, held: date | None, **numbered: int) -> int:
    reply = start + timedelta(days=7)
    said: dict[str, Any] = {
        "family": family,
        "route": "child_in_need",
        "offered": start,
        "answer": answer,
        "answered": reply,
        "relatives": 5,
    } | numbered
    if held is None:
        return put.put("conference", start, **said, closed=reply, closed_reason="declined")
    said |= {"allocated": reply, "planned": held, "held": held, "outcome": "held", "professionals": 3, "agreed": "yes"}
    return put.put(
        "conference",
        start,
        **said,
        plan="kinship carer",
        kin_found=True,
        satisfaction="5",
        closed=held,
        closed_reason="held",
    )


def _end_corrected(put: Planter, before: date) -> None:
    case = put.case(
        "end_corrected",
        "The newest snapshot tells another end of a plan than the one before it.",
        seen_in=("ssd", "annex_a", "cin"),
    )
    child = put.child(put.ago(2700))
    said, right = before - timedelta(days=20), before - timedelta(days=40)
    start = before - timedelta(days=150)
    referral = put.referral(child, start - timedelta(days=20))
    put.protection(
        child,
        referral,
        start,
        right,
        end_first=said,
        end_known=before - timedelta(days=10),
        end_corrected=before + timedelta(days=5),
    )
    case.spell(child, "child_protection_plan", start, said, known_on=before)
    case.spell(child, "child_protection_plan", start, right, known_on=put.last)
    between = before - timedelta(days=30)
    case.status(child, between, "child_protection_plan", known_on=before)
    case.status(child, between, "child_in_need", known_on=put.last)


def _messed(put: Planter) -> None:
    put.case("messed", "Children whose cells carry the messes; see messes.")
    for number in range(MESSED):
        child = put.child(put.ago(3000 + number))
        referral = put.referral(child, put.ago(175), family=child)
        put.put("enquiry", put.ago(172), put.ago(167), child=child, case=referral, conference=put.ago(165), plan=True)
        put.protection(child, referral, put.ago(165), put.ago(100))
        put.care(
            child,
            referral,
            ("S", put.ago(130), put.ago(110), "C1", "U3", "X1"),
            ("P", put.ago(110), None, "C1", "U1", ""),
        )
        if number < 2:
            conference = _conference(put, child, put.ago(150), "accepted", put.ago(120), id=child + OF_MESSED)
            row = {"conference": conference, "child": child, "case": referral, "lives": "mother"}
            put.rows.setdefault("conference_child", []).append(row)
