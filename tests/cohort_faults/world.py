"""A council of families of whom each is one fault: landed records as dicts of lists by records.yml.

Every key of a family begins with the id of its fault, such as `D01-1` for its first child, so that a row of a mart can
be led back to it whatever key the mart has chosen.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cohort_faults.warehouse import Rows

COUNCIL = "E06999999"
SNAPSHOT = date(2025, 6, 30)
WINDOW_FROM = date(2015, 1, 1)
INDEX = date(2023, 5, 10)
BORN = date(2015, 8, 17)
INDEX_EVENTS = {
    "letters": "pre_proceedings_letter",
    "letters_again": "pre_proceedings_letter",
    "letters_28": "pre_proceedings_letter",
    "offers": "conference_offer",
    "referrals": "conference_referral",
    "held": "conference_held",
    "exits": "conference_exit",
    "plans": "child_protection_plan_started",
}


def d(text: str) -> date:
    return date.fromisoformat(text)


def after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def cohorts(*councils: str, **changed: Any) -> list[dict[str, Any]]:
    """One cohort for each index event, and one with a window of 28 days for the offer."""
    base = {
        "councils": list(councils),
        "from": d("2020-01-01"),
        "to": d("2026-12-31"),
        "by": "financial_year",
        "follow_up": {"months": [3, 7, 12, 24], "day": d("2025-01-31")},
        "held_within_days": 42,
        "review_weeks": {"from": 10, "to": 14},
        "families_at_least": 20,
    }
    named = [
        {"cohort": name, "title": name.replace("_", " ").title(), "index_event": event} | base | changed
        for name, event in INDEX_EVENTS.items()
    ]
    compared = {"compare": ["age_at_index", "entry_status"]}
    own = {"letters": compared, "letters_again": compared, "letters_28": {"offered_within_days": 28}}
    return [one | own.get(one["cohort"], {}) for one in named]


class World:
    """Landed records, a row at a time."""

    def __init__(self) -> None:
        self.rows: Rows = {}

    def add(self, record: str, **values: Any) -> None:
        self.rows.setdefault(record, []).append(values)

    # --- single records
    def child(self, key: str, born: date | None = BORN, **more: Any) -> str:
        self.add("child", child_key=key, birth_date=born, **({"sex": "F"} | more))
        return key

    def need(self, child: str, start: date, end: date | None = None, reason: str | None = None, **more: Any) -> None:
        """An episode of need, as a referral opens it."""
        self.add(
            "referral",
            child_key=child,
            referral_key=f"{child}-r{start:%y%m%d}",
            referral_date=start,
            source_code="2A",
            is_no_further_action=False,
            primary_need_code="N1",
            closure_date=end,
            closure_reason=reason or ("RC7" if end else None),
            **more,
        )

    def protection(self, child: str, start: date, end: date | None = None, **more: Any) -> None:
        self.add(
            "child_protection_plan",
            child_key=child,
            start_date=start,
            end_date=end,
            initial_category="NEG",
            latest_category="NEG",
            **({"is_other_authority": False} | more),
        )

    def care(
        self,
        child: str,
        start: date,
        end: date | None = None,
        reason: str | None = None,
        legal: str = "C2",
        place: str = "U6",
        begins: str = "S",
        **more: Any,
    ) -> None:
        self.add(
            "looked_after_episode",
            child_key=child,
            start_date=start,
            start_reason=begins,
            legal_status=legal,
            placement_type=place,
            placement_provider="PR1",
            primary_need_code="N1",
            end_date=end,
            end_reason=reason or ("E4A" if end else None),
            **more,
        )

    def letter(
        self, case: str, child: str, sent: date | None, offered: bool | None, held: bool | None = None, **more: Any
    ) -> None:
        family = more.pop("family_key", f"{case}-family")
        self.add(
            "pre_proceedings",
            child_key=child,
            family_key=family,
            letter_sent_date=sent,
            is_conference_offered=offered,
            is_conference_held=held,
            **({"started_date": after(sent, -7) if sent else None} | more),
        )

    def register(self, case: str, children: list[str], number: int = 1, **more: Any) -> str:
        """A row of the conference register and its children."""
        key = f"{case}-referral{number}"
        self.add(
            "conference_referral",
            conference_referral_key=key,
            **({"family_key": f"{case}-register", "route": "pre_proceedings", "referrer_team": "North"} | more),
        )
        for place, child in enumerate(children, 1):
            self.add("conference_child", conference_referral_key=key, child_key=child, place_in_family=place)
        return key

    def meeting(
        self,
        referral: str,
        held: date | None,
        number: int = 1,
        kind: str = "conference",
        outcome: str = "held",
        planned: date | None = None,
    ) -> None:
        self.add(
            "conference_meeting",
            conference_referral_key=referral,
            meeting_number=number,
            meeting_type=kind,
            planned_date=planned or held,
            held_date=held,
            outcome=outcome,
        )

    def plan(
        self,
        referral: str,
        number: int = 1,
        agreed: str | None = "yes",
        satisfaction: int | None = 5,
        due: date | None = None,
    ) -> None:
        self.add(
            "conference_plan",
            conference_referral_key=referral,
            meeting_number=number,
            plan_agreed=agreed,
            satisfaction=satisfaction,
            review_due_date=due,
        )

    # --- a family as it should be
    def family(
        self,
        case: str,
        index: date = INDEX,
        children: int = 1,
        offered: bool | None = True,
        held: date | str | None = "usual",
        need: bool = True,
        born: date = BORN,
        **letter: Any,
    ) -> list[str]:
        """Children in need on a protection plan since before the letter; where offered, held 30 days after it.

        `held` None: no meeting. Leaves open: need, plan, no care.
        """
        names = [self.child(f"{case}-{n}", born, address_key=f"{case}-home") for n in range(1, children + 1)]
        for name in names:
            self.add("family_member", child_key=name, family_kind="plo", family_key=f"{case}-family")
            if need:
                self.need(name, after(index, -200))
                self.protection(name, after(index, -100))
            self.letter(case, name, index, offered, bool(offered) and held is not None, **letter)
        if offered:
            day = after(index, 30) if held == "usual" else held
            key = self.register(
                case,
                names,
                referral_date=index,
                offer_date=index,
                response="accepted",
                response_date=after(index, 5),
                is_in_letter_before_proceedings=True,
            )
            if day:
                self.meeting(key, day)
                self.plan(key)
        return names


# --- what came of them ----------------------------------------------------------------------------------------------
def day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, with None for every kind of missing value."""
    return [
        {k: None if pd.isna(v) else v.item() if isinstance(v, np.generic) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


class Found:
    """The marts, asked by fault."""

    def __init__(self, frames: dict[str, pd.DataFrame]) -> None:
        self.frames = frames

    def rows(self, mart: str, cohort: str, case: str) -> pd.DataFrame:
        """Rows of a mart whose child, case or family is one of the fault's."""
        frame = self.frames[mart]
        frame = frame[frame["cohort"] == cohort]
        keys = self._case_keys(cohort, case)
        hit = pd.Series(False, index=frame.index)
        for column in ("child_key", "case_key", "family_key"):
            if column in frame:
                hit |= frame[column].astype("string").str.contains(f"(?:^|:){case}-").fillna(False)
        if "case_key" in frame:
            hit |= frame["case_key"].isin(keys)
        return frame[hit]

    def _case_keys(self, cohort: str, case: str) -> set[Any]:
        frame = self.frames["fct_cohort_child"]
        mine = frame[
            (frame["cohort"] == cohort) & frame["child_key"].astype("string").str.startswith(f"{case}-").fillna(False)
        ]
        return set(mine["case_key"])

    def cases(self, cohort: str, case: str, included: bool = True) -> list[dict[str, Any]]:
        rows = self.rows("fct_cohort_case", cohort, case)
        rows = rows[rows["is_included"].astype(bool)] if included else rows
        return records(rows.sort_values("index_date"))

    def case(self, cohort: str, case: str) -> dict[str, Any]:
        found = self.cases(cohort, case)
        assert len(found) == 1, f"{case}: one included case of {cohort} expected, {len(found)} found"
        return found[0]

    def child(self, cohort: str, case: str, number: int = 1) -> dict[str, Any]:
        rows = self.rows("fct_cohort_child", cohort, case)
        rows = rows[rows["child_key"] == f"{case}-{number}"]
        assert len(rows) == 1, f"{case}-{number}: one row of fct_cohort_child expected, {len(rows)} found"
        return records(rows)[0]

    def status(self, cohort: str, case: str, checkpoint: str, number: int = 1) -> str | None:
        """cohort_status at a checkpoint, None where it is not observed."""
        row = self.follow_up(cohort, case, checkpoint, number)
        return row["cohort_status"] if row["is_observed"] else None

    def follow_up(self, cohort: str, case: str, checkpoint: str, number: int = 1) -> dict[str, Any]:
        rows = self.rows("fct_cohort_follow_up", cohort, case)
        rows = rows[(rows["checkpoint"] == checkpoint) & (rows["child_key"] == f"{case}-{number}")]
        assert len(rows) == 1, f"{case}-{number} at {checkpoint}: one row expected, {len(rows)} found"
        return records(rows)[0]

    def outcome(self, cohort: str, case: str, outcome: str, number: int = 1) -> float | None:
        """Value of an outcome, None where it is not observed."""
        row = self.outcome_row(cohort, case, outcome, number)
        assert row["is_observed"] or pd.isna(row["outcome_value"]), "an outcome that is not observed has no value"
        return float(row["outcome_value"]) if row["is_observed"] else None

    def outcome_row(self, cohort: str, case: str, outcome: str, number: int = 1) -> dict[str, Any]:
        rows = self.rows("fct_cohort_outcome", cohort, case)
        rows = rows[(rows["outcome"] == outcome) & (rows["child_key"] == f"{case}-{number}")]
        assert len(rows) == 1, f"{case}-{number}, {outcome}: one row expected, {len(rows)} found"
        return records(rows)[0]

    def is_excluded(self, cohort: str, case: str, reason: str) -> bool:
        rows = self.rows("fct_cohort_exclusion", cohort, case)
        return reason in set(rows["exclusion_reason"])

    def is_flagged(self, cohort: str, case: str) -> bool:
        return len(self.rows("fct_cohort_exclusion", cohort, case)) > 0

    def is_out(self, cohort: str, case: str) -> bool:
        """Not among the included, and told why."""
        return not self.cases(cohort, case) and self.is_flagged(cohort, case)


MADE: dict[str, Callable[[World], None]] = {}
CHECKED: dict[str, Callable[[Found], None]] = {}


def made(case: str) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    def keep(make: Callable[[World], None]) -> Callable[[World], None]:
        assert case not in MADE
        MADE[case] = make
        return make

    return keep


def checked(case: str) -> Callable[[Callable[[Found], None]], Callable[[Found], None]]:
    def keep(check: Callable[[Found], None]) -> Callable[[Found], None]:
        assert case not in CHECKED
        CHECKED[case] = check
        return check

    return keep
