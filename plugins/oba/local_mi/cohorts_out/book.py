"""Cells of people, and whatever adds up between them: groups, statuses, years, cohorts that hold the same families."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from oba.local_mi.disclosure import Key, Sum, Table

People = frozenset[str]
EVERY = "All"  # year of the index day: all of them together
SIZE = "size"  # of a group: what is counted there is everybody in it
BASES = (SIZE, "observed", "clocked", "valued")
BASE_OF = {"status": "observed", "flow": "flow observed", "with": "clocked", "benefit": "valued"}


@dataclass(frozen=True, order=True)
class Cell:
    """Where one count of a release stands: what is counted of whom, ``at`` what, such as a checkpoint and status."""

    counted: str
    cohort: str
    year: str
    unit: str
    group: str
    at: tuple[str, ...] = ()

    @property
    def worth(self) -> int:
        """How much it is needed: a cohort before its years and flows, how many there are before what became of them."""
        is_of_all = self.year == EVERY and not self.counted.startswith("flow")
        return is_of_all * (1 + (self.counted in BASES) + (self.counted == SIZE))

    @property
    def base(self) -> "Cell":
        """All of whom it is counted; itself, where it is such a one."""
        if self.counted not in BASE_OF:
            return self
        at = self.at[:-1] if self.counted in ("status", "flow") else self.at
        return replace(self, counted=BASE_OF[self.counted], at=at)

    @property
    def question(self) -> tuple:
        """What it asks, whatever the cohort and year that it asks of."""
        return (self.counted, self.unit, self.group, self.at)


@dataclass
class Book:
    """The people of every cell that is told, and the sums between them."""

    people: dict[Cell, People] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    beside: dict[Key, int] = field(default_factory=dict)  # counts that no file has, and that follow from others

    def tell(self, cell: Cell, people: Iterable[str]) -> Cell:
        """Enter a cell with its people."""
        self.people[cell] = frozenset(people)
        return cell

    def add_up(self, whole: Cell, parts: Sequence[Cell], is_of_groups: bool = True) -> None:
        """Say that a cell is the sum of others, which share nobody.

        Raises:
            ValueError: it is not.
        """
        found = self.people[whole]
        together = [one for part in parts for one in self.people[part]]
        if len(together) != len(found) or found.symmetric_difference(together):
            raise ValueError(f"{whole.counted} of {whole.cohort} {' '.join(whole.at)} is not the sum of its parts")
        self.sums.append(Sum(whole, tuple(parts), is_of_groups))

    def have_and_have_not(self, whole: Cell, have: Cell, others: Sequence[Cell] = ()) -> None:
        """Say that a cell is part of another, so that those who have not follow from both.

        Args:
            whole: everybody.
            have: those who have.
            others: the cells that those who have not are parted into, where there are such.

        Raises:
            ValueError: somebody is in the part and not in the whole.
        """
        if not self.people[have] <= self.people[whole]:
            raise ValueError(f"{have.counted} of {have.cohort} {' '.join(have.at)} holds people that its whole has not")
        rest: Key = ("have not", whole, have)
        self.beside[rest] = len(self.people[whole]) - len(self.people[have])
        self.sums.append(Sum(whole, (have, rest), is_of_groups=False))
        if others:
            self.sums.append(Sum(rest, tuple(others), is_of_groups=False))

    def make_up(self, whole: Cell, parts: Sequence[Cell]) -> None:
        """Say that some cells, which share nobody, lie in another, and that the rest of it is in none of them."""
        rest = len(self.people[whole]) - sum(len(self.people[part]) for part in parts)
        left: Key = ("rest", whole, parts[0].counted)
        if rest:
            self.beside[left] = rest
        self.sums.append(Sum(whole, (*parts, *([left] if rest else [])), is_of_groups=False))

    def cross(self, some: Sequence[Cell], others: Sequence[Cell]) -> None:
        """Link two ways of parting the same people: each cell is the sum of what it shares with those of the other."""
        shared: dict[Cell, list[Key]] = defaultdict(list)
        number: dict[Key, int] = {}
        for one in some:
            for other in others:
                both = self.people[one] & self.people[other]
                if not both:
                    continue
                # What a cell shares may be all of it, and then is no count of its own.
                owner = next((cell for cell in (one, other) if self.people[cell] == both), None)
                key: Key = ("both", one, other) if owner is None else owner
                number[key] = len(both)
                if owner is None:
                    self.beside[key] = len(both)
                for cell in (one, other):
                    if cell != owner:
                        shared[cell].append(key)
        for cell, parts in shared.items():
            rest = len(self.people[cell]) - sum(number[part] for part in parts)
            left: Key = ("neither", cell, some[0], others[0])
            if rest:
                self.beside[left] = rest
            self.sums.append(Sum(cell, (*parts, *([left] if rest else [])), is_of_groups=False))

    def table(self) -> Table:
        """Return the counts with every sum, those over years and cohorts that share people too."""
        sums, beside = [*self.sums], dict(self.beside)
        sums += self._of_the_same_people()
        asked: dict[tuple, list[Cell]] = defaultdict(list)
        for cell in self.people:
            asked[cell.question].append(cell)
        for question, cells in asked.items():
            if len(cells) > 1:
                sums += self._of_shared_people(question, cells, beside)
        counts: dict[Key, int] = {cell: len(people) for cell, people in self.people.items()}
        # Cells of the same people are hidden together, so each is worth what the most needed of them is.
        most: dict[tuple[str, People], int] = defaultdict(int)
        for cell, people in self.people.items():
            most[cell.unit, people] = max(most[cell.unit, people], cell.worth)
        worth: dict[Key, int] = {
            cell: most[cell.unit, people] if people else cell.worth for cell, people in self.people.items()
        }
        return Table({**counts, **beside}, tuple(dict.fromkeys(sums)), frozenset(beside), self._of_nobody(), worth)

    def _of_nobody(self) -> frozenset[Key]:
        """Return the cells of groups, or of those observed, that have nobody: a nought there protects nothing."""
        empty = {
            (cell.cohort, cell.year, cell.unit, cell.group)
            for cell, people in self.people.items()
            if cell.counted == SIZE and not people
        }
        return frozenset(
            cell
            for cell in self.people
            if (cell.cohort, cell.year, cell.unit, cell.group) in empty
            or (cell.base.counted in BASE_OF.values() and not self.people[cell.base])
        )

    def _of_the_same_people(self) -> list[Sum]:
        """Return that cells which hold exactly the same people are one count: to tell one is to tell them all."""
        same: dict[tuple[str, People], list[Cell]] = defaultdict(list)
        for cell, people in self.people.items():
            if people:
                same[cell.unit, people].append(cell)
        return [Sum(one, (other,), is_of_groups=False) for cells in same.values() for one, other in pairwise(cells)]

    def _of_shared_people(self, question: tuple, cells: Sequence[Cell], beside: dict[Key, int]) -> list[Sum]:
        """Return how cells that ask the same of several years or cohorts are made of the people that these share."""
        where: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            for one in self.people[cell]:
                where[one].append(cell)
        pieces: dict[tuple[Cell, ...], int] = defaultdict(int)
        for of in where.values():
            pieces[tuple(of)] += 1
        if all(len(shared) == 1 for shared in pieces):
            return []
        found: dict[Cell, list[Key]] = defaultdict(list)
        for shared, number in pieces.items():
            # A year of a cohort lies in the cohort: the piece that both have is the year itself.
            owner = next((cell for cell in shared if len(self.people[cell]) == number), None)
            key: Key = ("shared", question, shared) if owner is None else owner
            if owner is None:
                beside[key] = number
            for cell in shared:
                found[cell].append(key)
        return [Sum(cell, tuple(parts), is_of_groups=False) for cell, parts in found.items() if parts != [cell]]


def by(people: Mapping[str, str | None]) -> dict[str, set[str]]:
    """Return who is in each group, of people with the group that each is in; who is in none is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, group in people.items():
        if group is not None:
            found[group].add(one)
    return found
