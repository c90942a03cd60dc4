"""The cohorts of a council as cells of people, from the restricted marts: who is in each, and what adds up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from oba.local_mi.cohorts import Cohort, Cohorts
from oba.local_mi.cohorts_out.book import EVERY, SIZE, Book, Cell, by
from oba.local_mi.cohorts_out.files import (
    FOLLOWED,
    GROUPS,
    STATUSES,
    checkpoints_of,
    cohorts_of,
    flow_points,
    groups_of,
    last_checkpoint,
    year_of,
    years_of,
)
from oba.local_mi.figures import Council
from oba.vocabulary import CohortGroup, words

NOT_ATTENDED = "not_attended"  # everybody else than those whose conference was held; in a comparison alone

QUERIES = {
    "case": "select cohort, case_key, coalesce(family_key, case_key) as family, index_date, index_period_end_date,"
    " cohort_group, response, is_held_in_time, plan_agreed, is_satisfied, is_review_due, is_review_in_time"
    " from marts.fct_cohort_case where council = ? and is_included",
    "child": "select cohort, case_key, child_key, entry_status from marts.fct_cohort_child"
    " where council = ? and is_included",
    "follow_up": "select cohort, case_key, child_key, checkpoint, is_observed, cohort_status"
    " from marts.fct_cohort_follow_up where council = ?",
    "family_follow_up": "select cohort, case_key, checkpoint, is_observed, cohort_status, step_since_entry"
    " from marts.fct_cohort_family_follow_up where council = ?",
    "outcome": "select cohort, case_key, child_key, outcome, outcome_value, is_observed"
    " from marts.fct_cohort_outcome where council = ?",
    "benefit": "select cohort, case_key, checkpoint, benefit_pounds from marts.fct_cohort_benefit where council = ?",
    "effect": "select * from marts.fct_cohort_effect where council = ?",
    "balance": "select * from marts.fct_cohort_balance where council = ?",
    "survival": "select * from marts.fct_cohort_survival where council = ?",
    "return": "select * from marts.fct_cohort_return where council = ?",
    "sensitivity": "select * from marts.fct_return_sensitivity where council = ?",
}


@dataclass
class Marts:
    """The rows of one council of each mart of cohorts, by the names of ``QUERIES``."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def of(self, name: str, cohort: str) -> pd.DataFrame:
        """Return the rows of one cohort."""
        frame = self.frames[name]
        return frame[frame["cohort"] == cohort]


def read_marts(warehouse: duckdb.DuckDBPyConnection, council: str) -> Marts:
    """Read what the restricted warehouse has of a council's cohorts."""
    return Marts({name: warehouse.execute(query, [council]).df() for name, query in QUERIES.items()})


def book_of(cohorts: Cohorts, council: Council, marts: Marts) -> Book:
    """Return every cell of a council's release with its people, and all that adds up."""
    book = Book()
    for cohort in cohorts_of(cohorts, council):
        _Counting(book, cohort, cohorts, marts).count()
    return book


class _Counting:
    """Enters one cohort, whole and by year."""

    def __init__(self, book: Book, cohort: Cohort, cohorts: Cohorts, marts: Marts) -> None:
        self.book, self.cohort, self.outcomes = book, cohort, cohorts.outcomes
        self.cases = marts.of("case", cohort.cohort).set_index("case_key")
        case = self.cases.to_dict("index")
        # One person is one index event: the same child on another day is in other cells by other facts.
        self.family = {key: f"{one['family']} {one['index_date']:%Y-%m-%d}" for key, one in case.items()}
        children = marts.of("child", cohort.cohort)
        self.child = {
            (one.case_key, one.child_key): f"{one.child_key} {case[one.case_key]['index_date']:%Y-%m-%d}"
            for one in children.itertuples()
            if one.case_key in case
        }
        self.case_of = {
            "families": {self.family[key]: key for key in case},
            "children": {person: key for (key, _), person in self.child.items()},
        }
        self.group = {key: one["cohort_group"] for key, one in case.items()}
        self.year = {
            key: year_of(cohort, None if pd.isna(one["index_period_end_date"]) else one["index_period_end_date"])
            for key, one in case.items()
        }
        self.status = self._statuses(marts)
        self.marts = marts

    def _statuses(self, marts: Marts) -> dict[tuple[str, str], dict[str, str]]:
        """Return, by unit and checkpoint, the status of each person who is observed."""
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for one in marts.of("follow_up", self.cohort.cohort).itertuples():
            person = self.child.get((one.case_key, one.child_key))
            if one.is_observed and person is not None and isinstance(one.cohort_status, str):
                found["children", one.checkpoint][person] = one.cohort_status
        for one in marts.of("family_follow_up", self.cohort.cohort).itertuples():
            if one.is_observed and one.case_key in self.family and isinstance(one.cohort_status, str):
                found["families", one.checkpoint][self.family[one.case_key]] = one.cohort_status
        return found

    def cell(self, counted: str, unit: str, group: str, *at: str, year: str = EVERY) -> Cell:
        return Cell(counted, self.cohort.cohort, year, unit, group, at)

    def within(self, people: Mapping[str, object] | set[str], unit: str, group: str, year: str = EVERY) -> set[str]:
        """Return those of the people who are in a group, and of a year."""
        of = {
            "all": set(words(CohortGroup)),
            "offered": set(words(CohortGroup)) - {"not_offered"},
            NOT_ATTENDED: set(words(CohortGroup)) - {FOLLOWED},
        }.get(group, {group})
        case = self.case_of[unit]
        return {
            one for one in people if self.group[case[one]] in of and (year == EVERY or self.year[case[one]] == year)
        }

    def count(self) -> None:
        for unit in ("families", "children"):
            self._by_group(SIZE, unit, self.case_of[unit], (), GROUPS)
            for point in checkpoints_of(self.cohort):
                self._followed(unit, point)
        self._flows()
        self._clocked()
        self._measured()
        self._benefits()

    def _by_group(
        self,
        counted: str,
        unit: str,
        people: Mapping[str, object] | set[str],
        at: tuple[str, ...],
        groups: tuple[str, ...],
    ) -> None:
        """Enter a count for each group, and that they add up."""
        cells = {
            group: self.book.tell(self.cell(counted, unit, group, *at), self.within(people, unit, group))
            for group in groups
        }
        if "offered" not in groups:
            self.book.have_and_have_not(cells["all"], cells[FOLLOWED])
            return
        self.book.have_and_have_not(cells["offered"], cells[FOLLOWED])
        is_of_groups = bool(self.within(self.case_of[unit], unit, "not_offered"))  # a group of nobody tells nothing
        self.book.add_up(cells["all"], [cells["offered"], cells["not_offered"]], is_of_groups)

    def _followed(self, unit: str, point: str) -> None:
        found = self.status[unit, point]
        groups = groups_of(self.cohort, point)
        self._by_group("observed", unit, found, (point,), groups)
        in_status = by(found)
        for status in STATUSES:
            self._by_group("status", unit, in_status.get(status, set()), (point, status), groups)
        for group in groups:
            self._parted(unit, group, point)

    def _parted(self, unit: str, group: str, point: str) -> None:
        """Say how those observed part into statuses, and who is not observed."""
        observed = self.cell("observed", unit, group, point)
        parts = [self.cell("status", unit, group, point, status) for status in STATUSES]
        self.book.add_up(observed, parts)
        for part in parts:
            self.book.have_and_have_not(observed, part, [other for other in parts if other != part])

    def _flows(self) -> None:
        """Enter from which status to which, of those whose conference was held."""
        for unit in ("families", "children"):
            before = {
                one: status
                for one, status in self.status[unit, "entry"].items()
                if one in self.within(self.case_of[unit], unit, FOLLOWED)
            }
            for point in flow_points(self.cohort):
                after = self.status[unit, point]
                for first in STATUSES:
                    came = {one for one, status in before.items() if status == first}
                    observed = self.book.tell(
                        self.cell("flow observed", unit, FOLLOWED, point, first), came.intersection(after)
                    )
                    cells = [
                        self.book.tell(
                            self.cell("flow", unit, FOLLOWED, point, first, status),
                            {one for one in came if after.get(one) == status},
                        )
                        for status in STATUSES
                    ]
                    self.book.add_up(observed, cells)
                    for cell in cells:
                        self.book.have_and_have_not(observed, cell, [other for other in cells if other != cell])
                for status in STATUSES:
                    # Who was not known at entry is in the column and in no row.
                    whole = self.cell("status", unit, FOLLOWED, point, status)
                    rows = [self.cell("flow", unit, FOLLOWED, point, first, status) for first in STATUSES]
                    self.book.make_up(whole, rows)

    def _clocked(self) -> None:
        """Enter the outcomes of children, those observed and those who had it."""
        observed: dict[str, set[str]] = defaultdict(set)
        having: dict[str, set[str]] = defaultdict(set)
        for one in self.marts.of("outcome", self.cohort.cohort).itertuples():
            person = self.child.get((one.case_key, one.child_key))
            if one.is_observed and person is not None:
                observed[one.outcome].add(person)
                if one.outcome_value > 0:
                    having[one.outcome].add(person)
        groups = groups_of(self.cohort)
        apart = () if self.cohort.is_held else (NOT_ATTENDED,)
        for outcome in self.outcomes:
            name = outcome.outcome
            self._by_group("clocked", "children", observed[name], (name,), groups)
            self._by_group("with", "children", having[name], (name,), groups)
            for counted, people in (("clocked", observed[name]), ("with", having[name])) if apart else ():
                rest = self.book.tell(
                    self.cell(counted, "children", NOT_ATTENDED, name), self.within(people, "children", NOT_ATTENDED)
                )
                attended = self.cell(counted, "children", FOLLOWED, name)
                self.book.add_up(self.cell(counted, "children", "all", name), [attended, rest])
            point = f"{outcome.months}_months"
            for group in (*groups, *apart):
                base = self.cell("clocked", "children", group, name)
                have = self.cell("with", "children", group, name)
                self.book.have_and_have_not(base, have)
                is_a_state = outcome.form == "status_at" and point in checkpoints_of(self.cohort)
                if is_a_state and group in groups_of(self.cohort, point):
                    # The same children on the same day: a state of them is made of statuses.
                    statuses = [self.cell("status", "children", group, point, status) for status in STATUSES]
                    self.book.cross([have], statuses)

    def _measured(self) -> None:
        """Enter the quadrants, of families: each measure and what it is out of."""
        for year in (EVERY, *sorted({*self.year.values()} & {*years_of(self.cohort)})):
            self._measured_in(year)

    def _measured_in(self, year: str) -> None:
        rows = self.cases.to_dict("index")

        def those(group: str, column: str = "", *wanted: object) -> set[str]:
            found = {self.family[key] for key, row in rows.items() if not column or row[column] in wanted}
            return self.within(found, "families", group, year)

        size = {group: self._once(SIZE, group, those(group), year) for group in ("all", "offered", FOLLOWED)}
        accepted = self._once("accepted", "offered", those("offered", "response", "accepted"), year)
        in_time = self._once("held in time", FOLLOWED, those(FOLLOWED, "is_held_in_time", True), year)
        agreed = self._once("agreed", FOLLOWED, those(FOLLOWED, "plan_agreed", "yes", "partial"), year)
        told_plan = self._once("plan told", FOLLOWED, those(FOLLOWED, "plan_agreed", "yes", "partial", "no"), year)
        answered = self._once("answered", FOLLOWED, those(FOLLOWED, "is_satisfied", True, False), year)
        satisfied = self._once("satisfied", FOLLOWED, those(FOLLOWED, "is_satisfied", True), year)
        due = self._once("review due", FOLLOWED, those(FOLLOWED, "is_review_due", True), year)
        reviewed = self._once(
            "reviewed",
            FOLLOWED,
            those(FOLLOWED, "is_review_due", True) & those(FOLLOWED, "is_review_in_time", True),
            year,
        )
        for whole, have in (
            (size["all"], size["offered"]),
            (size["offered"], accepted),
            (size["offered"], size[FOLLOWED]),
            (size[FOLLOWED], in_time),
            (told_plan, agreed),
            (answered, satisfied),
            (due, reviewed),
        ):
            self.book.have_and_have_not(whole, have)
        if year == EVERY:
            self.book.cross([accepted], [size[FOLLOWED]])
        point = last_checkpoint(self.cohort)
        steps = {
            self.family[one.case_key]: one.step_since_entry
            for one in self.marts.of("family_follow_up", self.cohort.cohort).itertuples()
            if one.checkpoint == point and one.is_observed and one.case_key in self.family
        }
        now = self.status["families", point]
        both = {one for one in those(FOLLOWED) & now.keys() if isinstance(steps.get(one), str)}
        better = {one for one in both if steps[one] in ("closed", "stepped_down") or now[one] == "closed"}
        base = self._once("stepped observed", FOLLOWED, both, year)
        down = self._once("stepped down or closed", FOLLOWED, better, year)
        self.book.have_and_have_not(base, down)
        closed = self._once("closed at follow-up", FOLLOWED, {one for one in both if now[one] == "closed"}, year)
        self.book.have_and_have_not(base, closed)
        self.book.have_and_have_not(down, closed)
        if year != EVERY:
            return
        # A step hangs on both statuses, so whole cells of the flow are steps down.
        flows = [
            self.cell("flow", "families", FOLLOWED, point, first, status) for first in STATUSES for status in STATUSES
        ]
        self.book.cross([down], flows)

    def _once(self, counted: str, group: str, people: set[str], year: str) -> Cell:
        cell = self.cell(counted, "families", group, year=year)
        if cell not in self.book.people:
            self.book.tell(cell, people)
        return cell

    def _benefits(self) -> None:
        """Enter of whom a benefit is known, and who has one: families offered, and those whose conference was held."""
        point = last_checkpoint(self.cohort)
        found = {
            self.family[one.case_key]: one.benefit_pounds
            for one in self.marts.of("benefit", self.cohort.cohort).itertuples()
            if one.checkpoint == point and one.case_key in self.family and not pd.isna(one.benefit_pounds)
        }
        valued = {}
        for group in ("offered", FOLLOWED):
            observed = self.cell("observed", "families", group, point)
            known = self.within(found, "families", group)
            if observed in self.book.people:
                known &= self.book.people[observed]
            valued[group] = self.book.tell(self.cell("valued", "families", group, point), known)
            have = self.book.tell(
                self.cell("benefit", "families", group, point), {one for one in known if found[one] > 0}
            )
            self.book.have_and_have_not(valued[group], have)
            if observed in self.book.people:  # else nobody but those whose conference was held is in the cohort
                self.book.have_and_have_not(observed, valued[group])
        self.book.have_and_have_not(valued["offered"], valued[FOLLOWED])
