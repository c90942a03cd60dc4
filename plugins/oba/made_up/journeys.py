"""What happens to the children of families that came: rounds of referrals and all that follows each.

Every draw stands in arrays over the families or the children of a chunk. A round refers some of a family's children at
once; the next one comes, if it comes, after the first of them is closed, for those whose case is not open.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import ndtr

from oba.made_up import effects
from oba.made_up.draws import NEVER, Draws, Table, choose, days, size, stacked, taken
from oba.made_up.parameters import Length, Parameters, What

SOURCES = {
    "1A": 8, "1B": 2, "1C": 1, "1D": 3, "2A": 20, "2B": 3, "3A": 2, "3B": 3, "3C": 1, "3D": 1, "3E": 4, "3F": 6,
    "4": 2, "5A": 6, "5B": 3, "5C": 5, "5D": 3, "6": 29, "7": 3, "8": 4, "9": 2, "10": 1,
}  # fmt: skip
NEEDS = {"N1": 57, "N2": 7, "N3": 3, "N4": 9, "N5": 13, "N6": 3, "N7": 1, "N8": 3, "N0": 1}
FACTORS = ("1A", "3B", "4B", "6A", "8A", "10A", "12A", "16A", "19C", "22A")
ABUSE = {"MUL": 1, "SAB": 4, "PHY": 8, "EMO": 38, "NEG": 49}
FAR = np.datetime64("2200-01-01")
LEAVING = 21  # age at which the case of a care leaver closes
LINKED = ("assessment", "plan", "enquiry", "protection", "care", "pre_proceedings")  # tables with a row of case


@dataclass(frozen=True)
class Chunk:
    """Some families of a council and all that happens to them; every ``child`` and ``family`` is a row of the first."""

    families: Table
    children: Table
    tables: dict[str, Table]


def walk(draws: Draws, parameters: Parameters, families: Table, children: Table, last: date) -> Chunk:
    """Return everything that happens to families whose first referral is on their day of arrival.

    The tables are ``case``, those of ``LINKED``, whose column ``case`` is a row of it, ``contact`` and ``early_help``.
    Dates may lie behind ``last``; nothing begins there that a referral by then did not begin.
    """
    coming = families["arrival"].copy()
    open_until = np.full(size(children), np.datetime64("1900-01-01"))
    rounds: list[dict[str, Table]] = []
    past = _Past.of_nobody(size(children))
    before = 0
    for number in range(parameters.referrals.rounds):
        of_round = draws.within(f"round {number}")
        joins = _joins(of_round, parameters, children, coming, open_until, np.datetime64(last))
        if not joins.any():
            break
        tables = _Round(of_round, parameters, families, children, joins, coming, number, past).tables()
        case = tables["case"]
        open_until[joins] = case["open_until"]
        children["death"][joins] = np.where(case["reason"] == "RC2", case["closure"], children["death"][joins])
        coming = _next(of_round, parameters, families, case)
        for name in LINKED:
            tables[name]["case"] = tables[name]["case"] + before
        before += size(case)
        past = past.after(tables)
        rounds.append(tables)
    tables = {name: stacked([one[name] for one in rounds]) for name in rounds[0]} if rounds else {}
    return Chunk(families, children, tables)


def _joins(
    draws: Draws,
    parameters: Parameters,
    children: Table,
    coming: np.ndarray,
    open_until: np.ndarray,
    last: np.datetime64,
) -> np.ndarray:
    said = parameters.referrals
    day = coming[children["family"]]
    share = np.where(children["birth"] > day, said.unborn_joins, said.sibling_joins)
    share = np.where(children["order"] == 0, np.maximum(share, 0.97), share)
    is_of_age = (children["birth"] - days(np.array(140)) <= day) & (
        day < birthday(children["birth"], 18) - days(np.array(30))
    )
    return (day <= last) & is_of_age & (open_until < day) & (draws.uniform("joins", len(day)) < share)


def _next(draws: Draws, parameters: Parameters, families: Table, case: Table) -> np.ndarray:
    """Return the day of each family's next referral, NaT where none comes."""
    said = parameters.referrals
    count = size(families)
    first_closed = np.full(count, FAR)
    np.minimum.at(first_closed, case["family"], case["open_until"])
    gap = days(8 + length(draws.normal("gap", count), said.return_gap))
    share = np.clip(said.returns * (1 + 0.4 * np.tanh(families["need"])), 0, 1)
    is_coming = (draws.uniform("returns", count) < share) & (first_closed < FAR) & ~families["alone"]
    return np.where(is_coming, first_closed + gap, NEVER)


def length(normal: np.ndarray, said: Length) -> np.ndarray:
    """Return lognormal lengths in days."""
    return said.median * np.exp(said.spread * normal)


def birthday(birth: np.ndarray, age: int) -> np.ndarray:
    """Return the day on which a child comes to an age; one born on 29 February on 1 March of a year without it."""
    month: np.ndarray = birth.astype("datetime64[M]")
    return (month + 12 * age).astype("datetime64[D]") + (birth - month.astype("datetime64[D]"))


@dataclass(frozen=True)
class _Past:
    """What each child had before a round: arrays over all children, and its earlier periods of care."""

    referrals: np.ndarray
    plans: np.ndarray
    care: tuple[Table, ...]

    @classmethod
    def of_nobody(cls, children: int) -> "_Past":
        return cls(np.zeros(children), np.zeros(children), ())

    def after(self, tables: dict[str, Table]) -> "_Past":
        count = len(self.referrals)
        care = taken(tables["care"], tables["care"]["way_in"] != "short_break")
        return _Past(
            self.referrals + np.bincount(tables["case"]["child"], minlength=count),
            self.plans + np.bincount(tables["protection"]["child"], minlength=count),
            (*self.care, care),
        )

    def care_days(self, child: np.ndarray, until: np.ndarray) -> np.ndarray:
        """Return the days in care of some children in the 730 days before a day of each."""
        found = np.zeros(len(self.referrals))
        day = np.full(len(self.referrals), NEVER)
        day[child] = until
        for care in self.care:
            last = day[care["child"]]
            within = np.minimum(care["end"], last) - np.maximum(care["start"], last - days(np.array(730)))
            lasted = np.where(np.isnat(within), 0, np.maximum(within.astype(int), 0))
            found += np.bincount(care["child"], lasted, len(found))
        return found[child]


class _Round:
    """One round: a referral of each child that joins, and what follows."""

    def __init__(
        self,
        draws: Draws,
        parameters: Parameters,
        families: Table,
        children: Table,
        joins: np.ndarray,
        coming: np.ndarray,
        number: int,
        past: _Past,
    ) -> None:
        self.past = past
        self.draws, self.parameters, self.families, self.joins, self.number = draws, parameters, families, joins, number
        self.all_families = children["family"]
        self.child = np.flatnonzero(joins)
        self.family = self.all_families[joins]
        self.birth = children["birth"][joins]
        self.alone = children["alone"][joins]
        self.disabled = children["disabled"][joins]
        self.day = coming[self.family]
        self.of_age = birthday(self.birth, 18)
        self.count = len(self.child)

    def own(self, name: str) -> np.ndarray:
        return self.draws.uniform(name, len(self.joins))[self.joins]

    def normal(self, name: str) -> np.ndarray:
        return self.draws.normal(name, len(self.joins))[self.joins]

    def shared(self, name: str) -> np.ndarray:
        return self.draws.uniform(name, size(self.families))[self.family]

    def within(self, name: str, most: float, least: float = 0) -> np.ndarray:
        """Return a whole number of days from ``least`` to below ``most``, drawn for each child."""
        return days(least + (most - least) * self.own(name))

    def factor(self, what: What, day: np.ndarray) -> np.ndarray:
        found = np.ones(len(day))
        for turn in self.parameters.turned(what):
            found = np.where(day >= np.datetime64(turn.since), found * turn.factor, found)
        return found

    def sooner(self, what: What, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Return the ends as turns make them: from a day on, what is left runs so many times as fast."""
        for turn in self.parameters.turned(what):
            since = np.maximum(start, np.datetime64(turn.since))
            end = np.where(end > since, since + days((end - since).astype(float) / turn.factor), end)
        return end

    def family_latest(self, day: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return for each row the latest day among some rows of its family; NaT where it has none."""
        found = np.full(size(self.families), np.datetime64("1800-01-01"))
        np.maximum.at(found, self.family[rows], day[rows])
        of_row = found[self.family]
        return np.where(of_row > np.datetime64("1800-01-01"), of_row, NEVER)

    def tables(self) -> dict[str, Table]:
        """Return the tables of this round; ``open_until`` of a case is far off where the child is gone."""
        self._paths()
        self._plans()
        self._pre_proceedings()
        self._care()
        self._steps_down()
        self._closures()
        return {
            "case": self._case(),
            "assessment": self._assessments(),
            "plan": self._child_in_need_plans(),
            "enquiry": self._enquiries(),
            "protection": self._protection_plans(),
            "care": self._periods(),
            "pre_proceedings": self._letters(),
            "contact": self._contacts(),
            "early_help": self._early_help(),
        }

    def _paths(self) -> None:
        said, asked = self.parameters.cases, self.parameters.referrals
        shared = np.sqrt(asked.need_counts) * self.families["need"][self.family]
        shared = shared + np.sqrt(1 - asked.need_counts) * self.draws.normal("severe", size(self.families))[self.family]
        rank = ndtr(
            np.sqrt(asked.siblings_alike) * shared + np.sqrt(1 - asked.siblings_alike) * self.normal("severe of child")
        )
        self.goes = (self.shared("no further action") >= asked.no_further_action) | self.alone
        planned = np.clip(said.plan * self.factor("plan", self.day), 0, 0.5)
        conference = np.maximum(said.conference, 1.15 * planned)
        self.is_protected = self.goes & (rank > 1 - planned) & ~self.alone
        self.has_conference = self.goes & (rank > 1 - conference) & ~self.alone
        self.has_enquiry = self.goes & (rank > 1 - np.maximum(said.enquiry, conference)) & ~self.alone
        self.is_closed_at_once = self.goes & (rank < said.closed_after_assessment) & ~self.alone
        self.comes_with_plan = self.is_protected & (self.shared("transfer in") < said.transfer_in)
        self.has_enquiry &= ~self.comes_with_plan
        self.has_conference &= ~self.comes_with_plan
        alike = ndtr(
            np.sqrt(0.6) * self.draws.normal("care", size(self.families))[self.family]
            + np.sqrt(0.4) * self.normal("care of child")
        )
        entry = self.parameters.care.entry * np.where(rank > 0.75, 3, 1 / 3) * self.factor("care_entry", self.day)
        self.enters = (self.goes & (alike < entry) & ~self.is_closed_at_once) | self.alone

    def _plans(self) -> None:
        said = self.parameters.cases
        self.assessed = self.day + self.within("assessed", 3)
        self.authorised = self.assessed + days(np.minimum(3 + length(self.normal("authorised"), said.assessment), 150))
        self.enquired = self.day + days(9 * self.shared("enquired"))
        self.conference = self.enquired + days(8 + 12 * self.shared("conference"))
        self.protected = self.conference
        self.unprotected = self.protected + days(
            20
            + length(
                0.8 * self.draws.normal("protected", size(self.families))[self.family]
                + 0.6 * self.normal("protected child"),
                said.protection_plan,
            )
        )
        self.unprotected = self.sooner("protection_plan_end", self.protected, self.unprotected)
        self.planned = np.where(
            self.goes & ~self.is_closed_at_once & ~self.is_protected & ~self.alone, self.authorised, NEVER
        )
        self.plan_length = days(20 + length(self.normal("planned"), said.child_in_need_plan))
        self.unplanned = self.sooner("child_in_need_plan_end", self.planned, self.planned + self.plan_length)

    def _pre_proceedings(self) -> None:
        said = self.parameters.pre_proceedings
        latest = self.family_latest(self.protected, self.is_protected)
        begun = latest + days(20 + 160 * self.shared("pre-proceedings begun"))
        letter = begun + days(3 + 18 * self.shared("letter"))
        is_in = (
            (self.shared("pre-proceedings") < said.share) & (self.is_protected | (self.planned < begun)) & ~self.enters
        )
        is_in &= (self.birth < letter) & (letter < birthday(self.birth, 16))
        self.in_proceedings = is_in
        self.begun, self.letter = np.where(is_in, begun, NEVER), np.where(is_in, letter, NEVER)
        letters = np.full(size(self.families), NEVER)
        letters[self.family[is_in]] = letter[is_in]
        seen = self._seen_need(is_in, letter[is_in])
        need = effects.need_of(self.parameters, self.families, self.family[is_in], seen)
        offered = effects.offers(self.draws, self.parameters, self.families, letters, self.family[is_in], need)
        chosen: np.ndarray = np.zeros(len(self.joins), dtype=bool)
        chosen[self.child[is_in]] = True
        self.would = effects.outcomes(self.draws, self.parameters, self.all_families, chosen, need)
        self.offered = offered[self.family] & is_in
        self.is_issued: np.ndarray = np.zeros(self.count, dtype=bool)
        self.in_care_after: np.ndarray = np.zeros(self.count, dtype=bool)
        with_offer = self.offered[is_in]
        self.is_issued[is_in] = np.where(with_offer, self.would["proceedings_1"], self.would["proceedings_0"])
        self.in_care_after[is_in] = np.where(with_offer, self.would["looked_after_1"], self.would["looked_after_0"])
        self.applied = np.where(self.is_issued, self.letter + days(30 + 290 * self.shared("applied") ** 1.3), NEVER)
        self.decided = np.where(
            self.is_issued, self.applied - self.within("decided", 20, 3), self.letter + self.within("stepped", 260, 90)
        )
        still = self.letter + self.within("still", 240, 90)
        self.unprotected = np.where(is_in & self.is_protected, np.maximum(self.unprotected, still), self.unprotected)
        self.unplanned = np.where(is_in & ~self.is_protected, np.maximum(self.unplanned, still), self.unplanned)

    def _seen_need(self, rows: np.ndarray, letter: np.ndarray) -> np.ndarray:
        child = self.child[rows]
        age = (letter - self.birth[rows]).astype(int) / 365.25
        past = self.past
        return effects.seen_need(
            age, self._need()[rows], past.referrals[child], past.plans[child], past.care_days(child, letter)
        )

    def _need(self) -> np.ndarray:
        need = choose(self.own("need"), [*NEEDS], [*NEEDS.values()])
        need = np.where(self.disabled & (self.own("need of disabled") < 0.5), "N2", need)
        return np.where(self.alone, "N8", need)

    def _care(self) -> None:
        said = self.parameters.care
        kind = choose(self.own("way in"), ["police", "agreed", "remand"], [0.25, 0.72, 0.03])
        kind = np.where((kind == "remand") & (self.day < birthday(self.birth, 12)), "agreed", kind)
        entry = self.day + np.where(kind == "police", self.within("soon", 3), days(180 * self.own("entered") ** 2))
        entry = np.where(self.alone, self.day, np.maximum(entry, self.birth))
        kind = np.where(self.alone, "alone", kind)
        lasts = days(5 + length(self.normal("care"), said.length))
        lasts = np.where(self.own("stays") < said.stays_to_18, days(np.array(7000)), lasts)
        # Of children with a letter: in care 12 months after it as drawn, give or take no day on which that could turn.
        other = self.own("other care")
        is_short = self.in_proceedings & ~self.in_care_after & (other < 0.12)
        is_late = self.in_proceedings & ~self.in_care_after & (other > 0.94)
        by_court = self.in_care_after & self.is_issued
        entry_after = np.where(
            by_court, self.applied + self.within("by court", 14), self.letter + self.within("by consent", 330, 20)
        )
        entry_after = np.where(is_late, self.letter + self.within("late", 700, 390), entry_after)
        entry_after = np.where(is_short, self.letter + self.within("short", 200, 20), entry_after)
        until = np.where(self.in_care_after, np.maximum(lasts, self.letter + days(np.array(385)) - entry_after), lasts)
        until = np.where(is_short, self.within("short stay", 120, 5), until)
        after = self.in_care_after | is_short | is_late
        self.enters = self.enters | after
        self.way_in = np.where(after, np.where(by_court, "court", "agreed"), kind)
        self.entered = np.where(self.enters, np.where(after, entry_after, entry), NEVER)
        self.enters &= self.entered < self.of_age - days(np.array(14))
        self.entered = np.where(self.enters, self.entered, NEVER)
        names, shares = [*said.exits], [*said.exits.values()]
        self.exit = choose(self.own("exit"), names, shares)
        is_small = self.entered < birthday(self.birth, 5)
        self.exit = np.where((self.exit == "adoption") & ~is_small, "home", self.exit)
        left = self.entered + np.where(after, until, lasts)
        least = np.select([self.exit == "adoption", self.exit == "guardianship"], [420, 200], 0)
        left = np.where(is_short, left, np.maximum(left, self.entered + days(least)))
        self.exit = np.where(is_short, "home", self.exit)
        adopted = (self.exit == "adoption") & ~self.in_care_after
        left = np.where(adopted, np.minimum(left, self.entered + self.within("adopted", 1100, 420)), left)
        left = np.where(self.in_care_after, left, self.sooner("care_end", self.entered, left))
        comes_of_age = left >= self.of_age
        self.left = np.where(comes_of_age, self.of_age, left)
        self.exit = np.where(comes_of_age, "independence", self.exit)

    def _steps_down(self) -> None:
        said = self.parameters.cases
        into_care = self.enters
        self.is_protected &= ~(into_care & (self.protected >= self.entered))
        until = np.minimum(self.unprotected, self.entered + days(36 * np.maximum(self.own("kept") - 0.2, 0)))
        self.unprotected = np.where(into_care, until, self.unprotected)
        self.planned = np.where(into_care & (self.planned >= self.entered), NEVER, self.planned)
        self.unplanned = np.where(into_care, np.minimum(self.unplanned, self.entered), self.unplanned)
        share = np.clip(said.step_down * self.factor("step_down", self.unprotected), 0, 1)
        steps = self.is_protected & ~into_care & (self.own("step down") < share)
        gap = days(15 * np.maximum(self.own("step gap") - 0.7, 0))
        home = into_care & (self.exit == "home")
        self.planned_after = np.where(steps, self.unprotected + gap, np.where(home, self.left, NEVER))
        end = self.planned_after + days(20 + 0.7 * length(self.normal("after"), said.child_in_need_plan))
        self.unplanned_after = self.sooner("child_in_need_plan_end", self.planned_after, end)

    def _closures(self) -> None:
        said = self.parameters.cases
        ends = [np.where(self.is_protected, self.unprotected, NEVER), self.unplanned, self.unplanned_after]
        ends.append(np.where(self.in_proceedings, self.decided, NEVER))
        latest = self.authorised
        for end in ends:
            latest = np.where(end > latest, end, latest)
        closure = latest + self.within("closed", 15)
        reason: np.ndarray = np.full(self.count, "RC7", dtype="<U3")
        early = self.own("early help") < said.to_early_help
        reason = np.where(self.is_closed_at_once, np.where(early, "RC9", "RC8"), reason)
        by_exit = {"guardianship": "RC4", "adoption": "RC1", "arrangements_order": "RC3", "other_authority": "RC5"}
        for name, code in by_exit.items():
            rows = self.enters & (self.exit == name)
            reason = np.where(rows, code, reason)
        goes_with_care = self.enters & (self.exit != "home")
        closure = np.where(goes_with_care, self.left + self.within("closed after care", 35), closure)
        leaves = self.enters & (self.exit == "independence")
        closure = np.where(leaves, birthday(self.birth, LEAVING), closure)
        grown = ~leaves & (closure > self.of_age)
        closure = np.where(grown, self.of_age, closure)
        chance = self.shared("moves away")
        can_go = self.goes & ~self.enters & ~self.in_proceedings & ~self.is_closed_at_once
        part = self.day + days((closure - self.day).astype(float) * (0.2 + 0.7 * self.shared("moved away")))
        moves = can_go & (chance < said.transfer_out)
        dies = can_go & ~moves & (self.own("dies") < said.death) & (self.birth < part)
        self.closure = np.where(moves | dies, part, closure)
        self.reason = np.where(moves, "RC5", np.where(dies, "RC2", reason))
        self.gone = dies | (self.enters & (self.exit == "adoption"))

    def _case(self) -> Table:
        conference = np.where(self.comes_with_plan, self.protected, NEVER)
        return {
            "child": self.child,
            "family": self.family,
            "round": np.full(self.count, self.number, dtype=np.int8),
            "start": self.day,
            "source": choose(self.shared("source"), [*SOURCES], [*SOURCES.values()]),
            "nfa": ~self.goes,
            "need": np.where(self.goes, self._need(), ""),
            "closure": np.where(self.goes, self.closure, NEVER),
            "reason": np.where(self.goes, self.reason, ""),
            "conference": conference,
            "open_until": np.where(self.goes, np.where(self.gone, FAR, self.closure), self.day),
        }

    def _spells(self, start: np.ndarray, end: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, Table]:
        """Return which of some spells there are once the case's closure has cut them, and their first columns."""
        end = np.minimum(end, self.closure)
        rows = rows & self.goes & (start < end)
        found = {"case": np.flatnonzero(rows), "child": self.child[rows], "start": start[rows], "end": end[rows]}
        return rows, found

    def _assessments(self) -> Table:
        rows, found = self._spells(self.assessed, self.authorised, self.goes)
        factor = choose(self.own("factor"), FACTORS)[rows]
        return found | {
            "factor": factor,
            "needed": ~self.is_closed_at_once[rows],
            "seen": self.own("seen")[rows] < 0.97,
        }

    def _child_in_need_plans(self) -> Table:
        here: np.ndarray = np.ones(self.count, dtype=bool)
        first = self._spells(self.planned, self.unplanned, here)[1]
        return stacked([first, self._spells(self.planned_after, self.unplanned_after, here)[1]])

    def _enquiries(self) -> Table:
        rows = self.has_enquiry & (self.enquired < self.closure)
        has = self.has_conference & (self.conference < self.closure)
        return {
            "case": np.flatnonzero(rows),
            "child": self.child[rows],
            "start": self.enquired[rows],
            "end": self.enquired[rows] + days(np.array(7)),
            "conference": np.where(has, self.conference, NEVER)[rows],
            "plan": (has & self.is_protected)[rows],
        }

    def _protection_plans(self) -> Table:
        rows, found = self._spells(self.protected, self.unprotected, self.is_protected)
        # Neglect is likelier in families at risk, so that something to be seen goes with what is not.
        noise = self.draws.normal("abuse", size(self.families))
        alike = ndtr(0.6 * self.families["risk"] + 0.8 * noise)[self.family]
        first = choose(alike, [*ABUSE], [*ABUSE.values()])
        latest = np.where(
            self.own("abuse changes") < 0.1, choose(self.shared("abuse later"), [*ABUSE], [*ABUSE.values()]), first
        )
        return found | {"initial": first[rows], "latest": latest[rows], "transfer_in": self.comes_with_plan[rows]}

    def _periods(self) -> Table:
        rows = self.enters & self.goes & (self.entered < self.left)
        found = {
            "case": np.flatnonzero(rows),
            "child": self.child[rows],
            "start": self.entered[rows],
            "end": self.left[rows],
            "way_in": self.way_in[rows],
            "exit": self.exit[rows],
        }
        rows = self.disabled & (self.planned < self.unplanned) & ~self.enters
        rows &= self.own("short breaks") < self.parameters.cases.short_breaks / 0.13
        rows &= (self.planned + days(np.array(200)) < np.minimum(self.closure, self.unplanned)) & (
            self.birth < self.planned
        )
        breaks = []
        for number in range(1, 6):
            start = self.planned + days(30 * number + 5 * self.own(f"break {number}"))
            _, one = self._spells(start, start + days(np.array(2)), rows)
            count = size(one)
            breaks.append(one | {"way_in": np.full(count, "short_break"), "exit": np.full(count, "home")})
        return stacked([found, *breaks])

    def _letters(self) -> Table:
        rows = self.in_proceedings
        met = self.letter + days(7 + 21 * self.shared("met"))
        reviews: np.ndarray = (3 * self.shared("reviews")).astype(int) + 1
        return {
            "case": np.flatnonzero(rows),
            "child": self.child[rows],
            "family": self.family[rows],
            "start": self.begun[rows],
            "letter": self.letter[rows],
            "offered": self.offered[rows],
            "met": met[rows],
            "reviews": reviews[rows],
            "end": self.decided[rows],
            "issued": self.is_issued[rows],
            "applied": self.applied[rows],
            **self.would,
        }

    def _contacts(self) -> Table:
        asked = self.parameters.referrals
        with_referral = {
            "child": self.child,
            "start": self.day - days(1.6 * self.shared("told")),
            "source": self._case()["source"],
        }
        found = [with_referral]
        for number in range(int(np.ceil(asked.contacts_without))):
            rows = self.own(f"contact {number}") < asked.contacts_without - number
            day = self.day + days(500 * (self.own(f"contact day {number}") - 0.5))
            rows &= (day > self.birth) & (day < self.of_age)
            source = choose(self.own(f"contact source {number}"), [*SOURCES], [*SOURCES.values()])
            found.append({"child": self.child[rows], "start": day[rows], "source": source[rows]})
        return stacked(found)

    def _early_help(self) -> Table:
        before = (self.shared("early help before") < self.parameters.referrals.early_help_before) & (self.number == 0)
        begun = self.day - days(40 + 200 * self.shared("early help begun"))
        before &= begun > self.birth
        after = self.goes & (self.reason == "RC9")
        start = self.closure + days(2 + 30 * self.shared("early help after"))
        end = start + days(60 + 180 * self.shared("early help ended"))
        rows = np.concatenate([np.flatnonzero(before), np.flatnonzero(after)])
        return {
            "child": self.child[rows],
            "start": np.concatenate([begun[before], start[after]]),
            "end": np.concatenate([self.day[before], end[after]]),
            "locality": self.families["locality"][self.family[rows]],
        }


__all__ = ["FAR", "LINKED", "Chunk", "birthday", "length", "taken", "walk"]
