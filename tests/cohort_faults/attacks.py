"""Ways to a hidden count of families or children, for somebody who has every file of a release and can solve equations.

They know how the figures add up and nothing of how they were hidden. A count of 1 to 5 must not be told, and must not
be the only one that fits all that is told.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

HIDDEN = "c"
FEW = range(1, 6)
STATUSES = ("looked_after", "kinship_care", "child_protection_plan", "child_in_need", "early_help", "closed")
GROUPS = ("all", "offered", "offered_attended", "not_offered")
COUNTS = {
    "status": ("people", "base"),
    "flow": ("people", "base"),
    "outcome": ("people_with", "people_observed"),
    "measure": ("people", "base"),
}
Files = Mapping[str, pd.DataFrame]  # by what a file is of; every cell is text
Cell = tuple[str, ...]


def few_are_told(files: Files) -> list:
    """Counts, and those who are left over, that are 1 to 5."""
    found = []
    for name, (part, whole) in COUNTS.items():
        for row in files[name].to_dict("records"):
            people, base = (int(row[column]) if row[column].isdecimal() else None for column in (part, whole))
            left = base - people if people is not None and base is not None else None
            if {people, base, left} & {*FEW}:
                found.append((name, row))
    for name in ("effect", "survival", "return"):
        for row in files[name].to_dict("records"):
            sizes = ("families", "conferences", "at_risk", "children_with", "children_without", "families_with",
                     "families_without")  # fmt: skip
            found += [(name, row) for size in sizes if row.get(size, "").isdecimal() and int(row[size]) in FEW]
    return found


def figures_beside_a_hidden_count(files: Files) -> list:
    """A mean, an effect or pounds where the count behind it is hidden: each narrows the count."""
    behind = {
        "outcome": ("people_with", ("mean_days",)),
        "return": ("families", ("cost_pounds", "benefit_pounds", "return_ratio", "lower", "upper", "conferences")),
        "effect": ("children_with", ("value_with", "value_without", "difference", "lower", "upper")),
    }
    return [
        (name, row)
        for name, (count, figures) in behind.items()
        for row in files[name].to_dict("records")
        if row[count] == HIDDEN and any(row[figure][-1].isdecimal() for figure in figures)
    ]


def returns_of_hidden_families(files: Files) -> list:
    """A return with one parameter moved, where the return itself is hidden."""
    place = ["cohort", "checkpoint"]
    hidden = files["return"].query("families == @HIDDEN")[place].drop_duplicates()
    told = files["sensitivity"].merge(hidden, on=place).query("bound != 'none' and return_ratio != @HIDDEN")
    return told[told["return_ratio"].str.contains(r"\d")].to_dict("records")


def steps_of_a_few(files: Files) -> list:
    """Between two months of a curve that are told, so few had the event that rounded shares can say nothing else."""
    found = []
    curves = files["survival"].assign(month=lambda frame: frame["months"].astype(int)).sort_values("month")
    for key, curve in curves.groupby(["cohort", "cohort_group", "survival_event"]):
        told = curve[curve["at_risk"].str.isdecimal() & curve["share_pct"].str.isdecimal()]
        for before, after in pairwise(told.astype({"at_risk": int, "share_pct": int}).to_dict("records")):
            # At risk is told to the nearest five, a share to the nearest hundredth; the curve is Kaplan and Meier's.
            at_risk, first, then = before["at_risk"], before["share_pct"], after["share_pct"]
            least = (at_risk - 2.5) * (1 - min(1, (then + 0.5) / (first - 0.5)))
            most = (at_risk + 2.5) * (1 - max(0, (then - 0.5) / (first + 0.5)))
            if least > 0.5 and most < 5.5:
                found.append((key, before["months"], after["months"], least, most))
    return found


class Equations:
    """Everything told, as equations and inequalities between counts."""

    def __init__(self, files: Files, same: tuple[str, ...], within: tuple[tuple[str, str], ...]) -> None:
        self.number: dict[Cell, int] = {}
        self.known: dict[Cell, int] = {}
        self.equal: list[dict[Cell, int]] = []
        self.least_nought: list[dict[Cell, int]] = []
        self.told(files)
        for cell in list(self.number):
            kind, cohort, *rest = cell
            if cohort in same[1:]:
                self.is_sum(cell, [(kind, same[0], *rest)])
            for inner, outer in within:
                if cohort == inner:
                    self.is_part(cell, (kind, outer, *rest))

    def told(self, files: Files) -> None:
        for row in files["status"].to_dict("records"):
            key = (row["cohort"], row["unit"], row["cohort_group"], row["checkpoint"])
            self.enter(("base", *key), row["base"])
            self.enter(("status", *key, row["cohort_status"]), row["people"])
        for row in files["flow"].to_dict("records"):
            key = (row["cohort"], row["unit"], row["checkpoint"], row["entry_status"])
            self.enter(("flow base", *key), row["base"])
            self.enter(("flow", *key, row["cohort_status"]), row["people"])
        for row in files["outcome"].to_dict("records"):
            key = (row["cohort"], row["cohort_group"], row["outcome"])
            self.enter(("observed", *key), row["people_observed"])
            self.enter(("with", *key), row["people_with"])
        for row in files["measure"].to_dict("records"):
            if row["index_year"] == "All" and row["cohort_measure"] in ("offered", "held"):
                group = {"offered": "offered", "held": "offered_attended"}[row["cohort_measure"]]
                self.enter(("size", row["cohort"], group), row["people"])
                self.enter(("size", row["cohort"], "all" if group == "offered" else "offered"), row["base"])
        self.sums_of_status()
        self.sums_of_flow()
        self.sums_of_outcomes()

    def enter(self, cell: Cell, text: str) -> None:
        self.number.setdefault(cell, len(self.number))
        if text.isdecimal():
            self.known[cell] = int(text)

    def is_sum(self, whole: Cell, parts: list[Cell]) -> None:
        if {whole, *parts} <= self.number.keys():
            self.equal.append({whole: 1} | dict.fromkeys(parts, -1))

    def is_part(self, part: Cell, *wholes: Cell) -> None:
        if {part, *wholes} <= self.number.keys():
            self.least_nought.append(dict.fromkeys(wholes, 1) | {part: -1})

    def sums_of_status(self) -> None:
        places = {cell[1:] for cell in self.number if cell[0] == "base"}
        for cohort, unit, group, point in places:
            base, key = ("base", cohort, unit, group, point), (cohort, unit, group, point)
            self.is_sum(base, [("status", *key, status) for status in STATUSES])
            if unit == "families":
                self.is_part(base, ("size", cohort, group))
                for count in range(1, len(STATUSES)):
                    # A family has the status of its child with the highest need.
                    rows = [
                        [("status", cohort, of, group, point, status) for status in STATUSES[:count]]
                        for of in ("families", "children")
                    ]
                    self.least_nought.append(dict.fromkeys(rows[1], 1) | dict.fromkeys(rows[0], -1))
        for kind, tails in (("base", ((),)), ("status", tuple((status,) for status in STATUSES))):
            for cohort, unit, _, point in places:
                for tail in tails:
                    cell = {group: (kind, cohort, unit, group, point, *tail) for group in GROUPS}
                    self.groups(cell)

    def groups(self, cell: Mapping[str, Cell]) -> None:
        self.is_sum(cell["all"], [cell["offered"], cell["not_offered"]])
        self.is_part(cell["offered_attended"], cell["offered"])

    def sums_of_flow(self) -> None:
        for cohort, unit, point, entry in [cell[1:] for cell in self.number if cell[0] == "flow base"]:
            base = ("flow base", cohort, unit, point, entry)
            self.is_sum(base, [("flow", cohort, unit, point, entry, status) for status in STATUSES])
            self.is_part(base, ("status", cohort, unit, "offered_attended", "entry", entry))
            if entry == STATUSES[0]:
                for status in STATUSES:
                    column = [("flow", cohort, unit, point, first, status) for first in STATUSES]
                    self.is_sum(("status", cohort, unit, "offered_attended", point, status), column)

    def sums_of_outcomes(self) -> None:
        for kind in ("observed", "with"):
            for cohort, group, outcome in [cell[1:] for cell in self.number if cell[0] == kind]:
                if group == "all":
                    self.groups({one: (kind, cohort, one, outcome) for one in GROUPS})
                if kind == "with":
                    self.is_part(("with", cohort, group, outcome), ("observed", cohort, group, outcome))
                if kind == "with" and outcome == "looked_after_at_12_months":
                    same = ("status", cohort, "children", group, "12_months", "looked_after")
                    self.is_sum(("with", cohort, group, outcome), [same])

    def followed(self) -> Iterator[tuple[Cell, int]]:
        """Yield the hidden counts of 1 to 5 that are the only ones that fit, with the count."""
        columns = len(self.number)
        bounds = [(0, None)] * columns
        for cell, count in self.known.items():
            bounds[self.number[cell]] = (count, count)
        equal, more = self._rows(self.equal), -self._rows(self.least_nought)
        right = {"b_eq": np.zeros(len(self.equal)), "b_ub": np.zeros(len(self.least_nought))}
        least, most = np.full(columns, np.inf), np.full(columns, -np.inf)

        def look(aim: np.ndarray) -> np.ndarray:
            answer = linprog(aim, A_eq=equal, A_ub=more, **right, bounds=bounds, method="highs")
            assert answer.status in (0, 3), f"what is told contradicts itself: {answer.message}"
            return answer.x if answer.status == 0 else np.full(columns, np.nan)

        draw = np.random.default_rng(1)
        for aim in (np.ones(columns), *(draw.normal(size=columns) ** 2 for _ in range(3)), *self._far(draw, columns)):
            found = look(aim)
            least, most = np.fmin(least, found), np.fmax(most, found)
        for cell, number in self.number.items():
            if cell in self.known or most[number] - least[number] > 0.5 or not 0.5 < least[number] < 5.5:
                continue
            aim = np.zeros(columns)
            aim[number] = 1
            low, high = look(aim)[number], look(-aim)[number]
            if high - low < 0.5:
                yield cell, round(low)

    def _rows(self, rows: list[dict[Cell, int]]) -> csr_matrix:
        entries = [(at, self.number[cell], sign) for at, row in enumerate(rows) for cell, sign in row.items()]
        at, columns, signs = zip(*entries, strict=True)
        return csr_matrix((signs, (at, columns)), shape=(len(rows), len(self.number)))

    def _far(self, draw: np.random.Generator, columns: int) -> Iterator[np.ndarray]:
        for _ in range(3):
            yield -(draw.normal(size=columns) ** 2)
