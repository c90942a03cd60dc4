"""What is told in each row of each file, of cells that are told or hidden and of estimates over them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from oba.local_mi.cohorts import Cohort, Cohorts
from oba.local_mi.cohorts_out.book import EVERY, Book, Cell
from oba.local_mi.cohorts_out.counting import NOT_ATTENDED, Marts
from oba.local_mi.cohorts_out.files import FOLLOWED, STATUSES, WHATEVER, CohortFile
from oba.local_mi.disclosure import Key, Protected, Rule

SUPPRESSED, NOT_APPLICABLE, LOW = "c", "z", "u"
LEAST_FAMILIES = 10  # in each arm of what is estimated
NEAREST = 5  # to which the sizes behind an estimate are told, where no other file has them
LEAST_AT_RISK = 10
POUNDS = 1000
SUMMED = ("benefit_pounds", "children_up")  # over families
LARGEST = 0.5  # of a sum over families that one family may make
NEITHER = ("too_few_to_tell", "nobody_to_compare")
ARMS_OF = {"by_offer": ("offered", "not_offered"), "by_attendance": (FOLLOWED, NOT_ATTENDED)}
Row = dict[str, str]


@dataclass(frozen=True)
class Told:
    """The figures of one row by column, and the cells that they hang on."""

    figures: Row
    behind: tuple[Cell, ...] = ()


@dataclass
class Telling:
    """Tells the rows of a release.

    ``found`` says which counts are hidden; ``carried`` are those that are told as they were in an earlier release.
    """

    cohorts: Cohorts
    marts: Marts
    book: Book
    rule: Rule
    carried: Mapping[Key, int] = field(default_factory=dict)
    found: Protected = field(default_factory=lambda: Protected({}))

    def row(self, file: CohortFile, where: Mapping[str, str]) -> Told:
        """Return the figures of a row of a file."""
        name = file.file_name.removeprefix("cohort_").removesuffix(".csv")
        cells = cells_of(name, where, self._cohort[where["cohort"]])
        if name in ("status", "flow", "measure"):
            figures = {column: self.count(cell) for column, cell in cells.items()}
            share = {"share": self._share(cells["people"], cells["base"])} if name == "measure" else {}
            return Told({**figures, **share}, tuple(cells.values()))
        if name == "outcome":
            return Told(self._outcome(where, cells), tuple(cells.values()))
        estimate = {
            "effect": self._effect,
            "balance": self._balance,
            "survival": self._survival,
            "return": self._return,
            "sensitivity": self._sensitivity,
        }[name]
        figures, behind = estimate(where, tuple(file.feed.columns))
        return Told(figures, behind)

    def number(self, cell: Cell) -> int | None:
        """Return a count as it is told; None of one that is hidden."""
        if cell in self.found.hidden:
            return None
        return self.carried.get(cell, self.rule.printed(len(self.book.people.get(cell, ())))[0])

    def count(self, cell: Cell) -> str:
        """Return a count as a file has it."""
        number = self.number(cell)
        return SUPPRESSED if number is None else str(number)

    def _share(self, people: Cell, base: Cell) -> str:
        have, of = self.number(people), self.number(base)
        if of == 0:
            return NOT_APPLICABLE
        if have is None or of is None or of < self.rule.smallest_denominator:
            return SUPPRESSED
        return f"{min(100 * have / of, 100):.1f}"

    def true(self, cell: Cell) -> int:
        """Return how many there are."""
        return len(self.book.people.get(cell, ()))

    @cached_property
    def _cohort(self) -> dict[str, Cohort]:
        return {one.cohort: one for one in self.cohorts.cohorts}

    @cached_property
    def _rows(self) -> dict[str, dict[tuple, dict]]:
        """Return each estimate by what it is about."""
        keys = {
            "effect": ("cohort", "comparison", "outcome"),
            "survival": ("cohort", "cohort_group", "survival_event", "months"),
            "return": ("cohort", "checkpoint", "deadweight_kind"),
            "sensitivity": ("cohort", "checkpoint", "parameter", "bound"),
        }
        return {
            name: {
                tuple(str(row[one]) for one in key): row
                for row in self.marts.frames[name].to_dict("records")
                if row.get("of_status", WHATEVER) == WHATEVER
            }
            for name, key in keys.items()
        }

    def _outcome(self, where: Mapping[str, str], cells: Mapping[str, Cell]) -> Row:
        figures = {column: self.count(cell) for column, cell in cells.items()}
        outcome = next(one for one in self.cohorts.outcomes if one.outcome == where["outcome"])
        if outcome.form != "days_within":
            return {**figures, "mean_days": NOT_APPLICABLE}
        observed = self.number(cells["people_observed"])
        if observed == 0:
            return {**figures, "mean_days": NOT_APPLICABLE}
        if SUPPRESSED in figures.values():
            return {**figures, "mean_days": SUPPRESSED}
        days = self._days[where["cohort"], where["outcome"]]
        people = self.book.people[cells["people_observed"]]
        return {**figures, "mean_days": _whole(days[days.index.isin(people)].mean())}

    @cached_property
    def _days(self) -> dict[tuple[str, str], pd.Series]:
        """Return the value of each outcome by child, as a cell names children."""
        case = self.marts.frames["case"][["cohort", "case_key", "index_date"]]
        rows = self.marts.frames["outcome"].merge(case, on=["cohort", "case_key"])
        rows = rows[rows["is_observed"].astype(bool)]
        names = rows["child_key"] + " " + pd.to_datetime(rows["index_date"]).dt.strftime("%Y-%m-%d")
        rows = rows.assign(person=names).drop_duplicates(["cohort", "outcome", "person"])
        return {
            (str(cohort), str(outcome)): found.set_index("person")["outcome_value"].astype(float)
            for (cohort, outcome), found in rows.groupby(["cohort", "outcome"])
        }

    def _effect(self, where: Mapping[str, str], columns: tuple[str, ...]) -> tuple[Row, tuple[Cell, ...]]:
        found = self._rows["effect"].get((where["cohort"], where["comparison"], where["outcome"]))
        if found is None or found["effect_verdict"] == "nobody_to_compare":
            return dict.fromkeys(columns, NOT_APPLICABLE), ()
        behind = tuple(self._arms(where["cohort"], where["comparison"], where["outcome"]))
        few = min(found["families_with"], found["families_without"]) < LEAST_FAMILIES
        if few or not self.found.hidden.keys().isdisjoint(behind):
            return dict.fromkeys(columns, SUPPRESSED), behind
        sizes = {
            "children_with": self.count(behind[0]),
            "children_without": self.count(behind[2]),
            **{name: _nearest(found[name]) for name in ("families_with", "families_without")},
        }
        if found["effect_verdict"] in NEITHER:
            return {**dict.fromkeys(columns, LOW), **sizes}, behind
        if not self._had_it_and_had_not(behind):
            return dict.fromkeys(columns, SUPPRESSED), behind
        whole = ("value_with", "value_without", "difference", "lower", "upper", "plain_difference")
        figures = {name: _whole(found[name]) for name in (*whole, "detectable_difference")}
        figures["is_shown"] = str(int(found["effect_verdict"] != "no_difference_shown"))
        figures["e_value"] = NOT_APPLICABLE if pd.isna(found["e_value"]) else f"{found['e_value']:.1f}"
        return {**figures, **sizes}, behind

    def _arms(self, cohort: str, comparison: str, outcome: str) -> Iterator[Cell]:
        """Yield those observed and those who had it, of the arm with and of the one without."""
        for group in ARMS_OF[comparison]:
            for counted in ("clocked", "with"):
                yield Cell(counted, cohort, EVERY, "children", group, (outcome,))

    def _had_it_and_had_not(self, behind: tuple[Cell, ...]) -> bool:
        """Tell whether each arm has as many with the outcome and without as an estimate must be of."""
        return all(
            min(self.true(having), self.true(observed) - self.true(having)) >= self.rule.smallest_denominator
            for observed, having in (behind[:2], behind[2:])
        )

    def _balance(self, where: Mapping[str, str], columns: tuple[str, ...]) -> tuple[Row, tuple[Cell, ...]]:
        cohort, comparison = where["cohort"], where["comparison"]
        rows = self.marts.of("balance", cohort)
        rows = rows[(rows["comparison"] == comparison) & (rows["covariate"] == where["covariate"])]
        if rows.empty or rows["difference_before"].isna().all():
            return dict.fromkeys(columns, NOT_APPLICABLE), ()
        effects = [row for (of, by, _), row in self._rows["effect"].items() if (of, by) == (cohort, comparison)]
        behind = tuple(Cell("size", cohort, EVERY, "children", group) for group in ARMS_OF[comparison])
        families = [min(row["families_with"], row["families_without"]) for row in effects]
        if max(families, default=0) < LEAST_FAMILIES or not self.found.hidden.keys().isdisjoint(behind):
            return dict.fromkeys(columns, SUPPRESSED), behind
        # Of a covariate of words the greatest of its levels: that of a level of a few would tell who they are.
        return {
            column: NOT_APPLICABLE if rows[column].isna().all() else f"{rows[column].abs().max():.1f}"
            for column in columns
        }, behind

    def _survival(self, where: Mapping[str, str], columns: tuple[str, ...]) -> tuple[Row, tuple[Cell, ...]]:
        found = self._curve(where["cohort"], where["cohort_group"], where["survival_event"])
        return found.get(int(where["months"]), dict.fromkeys(columns, NOT_APPLICABLE)), ()

    def _curve(self, cohort: str, group: str, event: str) -> dict[int, Row]:
        """Return a curve by month: told where no event or six and more came since it was told last."""
        rows = self.marts.of("survival", cohort)
        rows = rows[(rows["cohort_group"] == group) & (rows["survival_event"] == event) & (rows["months"] % 3 == 0)]
        columns = ("share_pct", "share_lower", "share_upper", "at_risk")
        found: dict[int, Row] = {}
        told = 0
        for row in rows.sort_values("months").to_dict("records"):
            step, left = int(row["events"]) - told, int(row["children"]) - int(row["events"])
            may_be = (
                row["families"] >= LEAST_FAMILIES
                and row["at_risk"] >= LEAST_AT_RISK
                and not self.rule.is_small(step)
                and not self.rule.is_small(left)
            )
            if not may_be:
                found[int(row["months"])] = dict.fromkeys(columns, SUPPRESSED)
                continue
            told = int(row["events"])
            ends = ("share_pct", "lower", "upper")
            figures = (NOT_APPLICABLE if pd.isna(row[end]) else _whole(row[end]) for end in ends)
            found[int(row["months"])] = dict(zip(columns, (*figures, _nearest(row["at_risk"])), strict=True))
        return found

    def _return(self, where: Mapping[str, str], columns: tuple[str, ...]) -> tuple[Row, tuple[Cell, ...]]:
        cohort, point, kind = where["cohort"], where["checkpoint"], where["deadweight_kind"]
        found = self._rows["return"].get((cohort, point, kind))
        behind = _valued(cohort, point, "offered" if kind == "estimated" else FOLLOWED)
        if found is None or not self.true(behind[0]) or not found["conferences"]:
            return dict.fromkeys(columns, NOT_APPLICABLE), ()
        may_be = self._may_estimate(cohort, point) if kind == "estimated" else self._may_value(cohort, point, FOLLOWED)
        if not may_be or found["conferences"] < LEAST_FAMILIES:
            return dict.fromkeys(columns, SUPPRESSED), behind
        if pd.isna(found["return_ratio"]):
            return dict.fromkeys(columns, LOW), behind
        return {
            "deadweight_pct": _whole(found["deadweight_pct"]),
            "families": self.count(behind[0]),
            "conferences": _nearest(found["conferences"]),
            **{name: _pounds(found[name]) for name in ("cost_pounds", "benefit_pounds")},
            "return_ratio": _of_the_told(found["return_ratio"], found),
            **{name: LOW if pd.isna(found[name]) else f"{found[name]:.1f}" for name in ("lower", "upper")},
            "price_year": str(found["price_year"])[:4],
        }, behind

    def _sensitivity(self, where: Mapping[str, str], columns: tuple[str, ...]) -> tuple[Row, tuple[Cell, ...]]:
        cohort, point = where["cohort"], where["checkpoint"]
        found = self._rows["sensitivity"].get((cohort, point, where["parameter"], where["bound"]))
        of = self._rows["return"].get((cohort, point, "medium"))
        behind = _valued(cohort, point, FOLLOWED)
        if found is None or of is None or pd.isna(found["return_ratio"]):
            return dict.fromkeys(columns, NOT_APPLICABLE), ()
        ratio = SUPPRESSED
        if self._may_value(cohort, point, FOLLOWED) and of["conferences"] >= LEAST_FAMILIES:
            ratio = _of_the_told(found["return_ratio"], of)
        return {"parameter_value": f"{found['parameter_value']:.2f}", "return_ratio": ratio}, behind

    def _may_value(self, cohort: str, point: str, group: str) -> bool:
        """Tell whether a sum of pounds is of many families: those who save, and those who came to cost more.

        What is saved, less what follows from the statuses at entry and later, is what those came to cost more.
        """
        is_hidden = not self.found.hidden.keys().isdisjoint(_valued(cohort, point, group))
        moves = self._moves(cohort, point)
        moves = moves[moves["group"] == group] if group == FOLLOWED else moves
        return not is_hidden and all(_is_of_many(moves[name]) for name in SUMMED)

    def _may_estimate(self, cohort: str, point: str) -> bool:
        """Tell whether a sum of pounds over all offered may be told; what those without a conference saved follows."""
        moves = self._moves(cohort, point)
        rest = moves[moves["group"] != FOLLOWED]
        return self._may_value(cohort, point, "offered") and (
            rest.empty
            or not self._may_value(cohort, point, FOLLOWED)
            or all(_is_of_many(rest[name]) for name in SUMMED)
        )

    def _moves(self, cohort: str, point: str) -> pd.DataFrame:
        """Return of each family offered one that has a benefit, or none, what it is and how many children went up."""
        steps = self.marts.of("follow_up", cohort)[["case_key", "child_key", "checkpoint", "cohort_status"]]
        need = {status: number for number, status in enumerate(reversed(STATUSES))}
        ranked = steps.assign(need=steps["cohort_status"].map(need))
        both = ranked[ranked["checkpoint"] == point].merge(
            ranked[ranked["checkpoint"] == "entry"], on=["case_key", "child_key"], suffixes=("", "_before")
        )
        went_up = both[both["need"] > both["need_before"]].groupby("case_key").size()
        benefit = self.marts.of("benefit", cohort)
        benefit = benefit[(benefit["checkpoint"] == point) & benefit["benefit_pounds"].notna()]
        case = self.marts.of("case", cohort)[["case_key", "family", "cohort_group"]]
        found = benefit.merge(case[case["cohort_group"] != "not_offered"], on="case_key")
        found = found.assign(children_up=found["case_key"].map(went_up).fillna(0), group=found["cohort_group"])
        return found.groupby(["family", "group"])[[*SUMMED]].sum().reset_index()


def _valued(cohort: str, point: str, group: str) -> tuple[Cell, Cell]:
    valued, having = (Cell(name, cohort, EVERY, "families", group, (point,)) for name in ("valued", "benefit"))
    return valued, having


def _is_of_many(amounts: pd.Series) -> bool:
    """Tell whether a sum is of families enough, none of which makes most of it."""
    amounts = amounts[amounts > 0].astype(float)
    return len(amounts) >= LEAST_FAMILIES and bool(amounts.max() <= LARGEST * amounts.sum())


def _pounds(amount: float) -> str:
    return _whole(amount / POUNDS, POUNDS)


def _of_the_told(ratio: float, found: Mapping) -> str:
    """Return a ratio as it follows from the pounds that are told, so that it tells no more than they do."""
    benefit, cost = (float(_pounds(found[name])) / found[name] for name in ("benefit_pounds", "cost_pounds"))
    return f"{ratio * benefit / cost:.1f}"


def cells_of(file: str, where: Mapping[str, str], cohort: Cohort) -> dict[str, Cell]:
    """Return the cell of each count of a row, by column; none of a file of estimates.

    Args:
        file: its name without ``cohort_`` and ``.csv``.
        where: the filters of the row.
        cohort: which it is of.
    """
    year, point = where.get("index_year", EVERY), where.get("checkpoint", "")

    def cell(counted: str, unit: str, group: str, *at: str) -> Cell:
        return Cell(counted, cohort.cohort, year, unit, group, at)

    if file == "status":
        unit, group = where["unit"], where["cohort_group"]
        return {
            "people": cell("status", unit, group, point, where["cohort_status"]),
            "base": cell("observed", unit, group, point),
        }
    if file == "flow":
        first = where["entry_status"]
        return {
            "people": cell("flow", where["unit"], FOLLOWED, point, first, where["cohort_status"]),
            "base": cell("flow observed", where["unit"], FOLLOWED, point, first),
        }
    if file == "outcome":
        group, outcome = where["cohort_group"], where["outcome"]
        return {
            "people_with": cell("with", "children", group, outcome),
            "people_observed": cell("clocked", "children", group, outcome),
        }
    if file == "measure":
        size, held = cell("size", "families", "offered"), cell("size", "families", FOLLOWED)
        have, of = {
            "offered": (size, cell("size", "families", "all")),
            "held": (held, size),
            "accepted": (cell("accepted", "families", "offered"), size),
            "held_in_time": (cell("held in time", "families", FOLLOWED), held),
            "plan_agreed": (cell("agreed", "families", FOLLOWED), cell("plan told", "families", FOLLOWED)),
            "satisfied": (cell("satisfied", "families", FOLLOWED), cell("answered", "families", FOLLOWED)),
            "review_in_time": (cell("reviewed", "families", FOLLOWED), cell("review due", "families", FOLLOWED)),
            "closed_at_follow_up": (
                cell("closed at follow-up", "families", FOLLOWED),
                cell("stepped observed", "families", FOLLOWED),
            ),
            "stepped_down_or_closed_at_follow_up": (
                cell("stepped down or closed", "families", FOLLOWED),
                cell("stepped observed", "families", FOLLOWED),
            ),
        }[where["cohort_measure"]]
        return {"people": have, "base": of}
    return {}


def _whole(number: float, times: int = 1) -> str:
    # Half away from nought, as a reader rounds; -0 is 0.
    return str(int(number + (0.5 if number >= 0 else -0.5)) * times)


def _nearest(number: float) -> str:
    return _whole(number / NEAREST, NEAREST)
