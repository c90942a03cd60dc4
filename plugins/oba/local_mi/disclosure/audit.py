"""The audit: how far somebody who has every published figure, and can solve equations, narrows a hidden one.

The least and the most that a count can be, given the sums and what is told, are two linear programmes. They are solved
for each group of counts that sums link, and only where the answers so far leave a count too narrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from oba.local_mi.disclosure.table import Named

SLACK = 1e-6  # of a solver's answer, in counts
FEW = 4  # counts; of more, all are tried at once first
WITHOUT_END = 3  # status of scipy's answer


@dataclass
class System:
    """Unknown and known counts with their true numbers, and the sums between them.

    ``bounds`` has the least and the most that an attacker holds possible before any sum; no most is ``None``.
    """

    truth: dict[Named, int] = field(default_factory=dict)
    bounds: dict[Named, tuple[int, int | None]] = field(default_factory=dict)
    sums: set[tuple[Named, tuple[Named, ...]]] = field(default_factory=set)

    def is_fixed(self, name: Named) -> bool:
        """Tell whether a count is known exactly."""
        low, high = self.bounds[name]
        return low == high

    def linked(self) -> list[tuple[frozenset[Named], list[tuple[Named, tuple[Named, ...]]]]]:
        """Return the groups of unknown counts that sums link, each with its sums."""
        first: dict[Named, Named] = {}

        def root(name: Named) -> Named:
            first.setdefault(name, name)
            while first[name] != name:
                first[name] = first[first[name]]
                name = first[name]
            return name

        sums_with: list[tuple[Named, tuple[Named, tuple[Named, ...]]]] = []
        for total, parts in self.sums:
            unknown = [name for name in (total, *parts) if not self.is_fixed(name)]
            for name in unknown[1:]:
                first[root(name)] = root(unknown[0])
            if unknown:
                sums_with.append((unknown[0], (total, parts)))
        names: dict[Named, set[Named]] = defaultdict(set)
        for name in list(first):
            names[root(name)].add(name)
        sums: dict[Named, list] = defaultdict(list)
        for name, one in sums_with:
            names[root(name)].add(name)
            sums[root(name)].append(one)
        return [(frozenset(group), sums[at]) for at, group in names.items()]


@dataclass(frozen=True)
class Narrow:
    """How narrow a count is left: among how many whole numbers, and the known counts that hold it there."""

    among: int
    held_by: frozenset[Named] = frozenset()


def narrow(system: System, audited: Iterable[Named], narrowest: int) -> dict[Named, Narrow]:
    """Return the audited counts that are left open among fewer whole numbers than they must be.

    Args:
        system: what is known. Its true numbers solve it.
        audited: names of unknown counts.
        narrowest: the fewest whole numbers that each must be left open among.
    """
    wanted = set(audited)
    found: dict[Named, Narrow] = {}
    in_a_sum: set[Named] = set()
    for group, sums in system.linked():
        in_a_sum |= group
        if not wanted.isdisjoint(group):
            found |= _Group(system, group, sums).narrow(wanted & group, narrowest)
    for name in wanted - in_a_sum:
        low, high = system.bounds[name]
        if high is not None and high - low + 1 < narrowest:
            found[name] = Narrow(high - low + 1)
    return found


class _Group:
    """Counts that sums link, and how low and how high each is in the possible worlds found so far."""

    def __init__(self, system: System, group: Iterable[Named], sums: list) -> None:
        self.names = sorted(group, key=repr)
        self.at = {name: number for number, name in enumerate(self.names)}
        self.known = list(dict.fromkeys(one for total, parts in sums for one in (total, *parts) if one not in self.at))
        self.left = _signs(sums, self.names)
        self.of_known = _signs(sums, self.known)
        self.right = -(self.of_known @ np.array([system.bounds[name][0] for name in self.known], dtype=float))
        self.bounds = [system.bounds[name] for name in self.names]
        self.lowest = np.array([system.truth[name] for name in self.names], dtype=float)
        self.highest = self.lowest.copy()

    def narrow(self, asked: Iterable[Named], narrowest: int) -> dict[Named, Narrow]:
        """Return those of the counts that are narrow."""
        open_ones = {name for name in asked if not self._is_wide(name, narrowest)}
        # All at once first: a world far from the true one on every count proves most of them wide.
        for direction in (1, -1, 0, 0):
            if len(open_ones) > FEW:
                chance = np.random.default_rng(len(open_ones))
                aim = np.zeros(len(self.names))
                for name in sorted(open_ones, key=repr):
                    aim[self.at[name]] = direction or chance.choice((-1, 1))
                self._look(aim)
                open_ones = {name for name in open_ones if not self._is_wide(name, narrowest)}
        found = {}
        for name in sorted(open_ones, key=repr):
            number = self.at[name]
            held_by: set[Named] = set()
            for direction in (1, -1):
                if not self._is_wide(name, narrowest):
                    aim = np.zeros(len(self.names))
                    aim[number] = direction
                    held = self._look(aim)
                    if held is None:
                        self.highest[number] = np.inf  # without end
                    else:
                        held_by |= held
            if not self._is_wide(name, narrowest):
                found[name] = Narrow(int(_whole(self.lowest[number], self.highest[number])), frozenset(held_by))
        return found

    def _is_wide(self, name: Named, narrowest: int) -> bool:
        number = self.at[name]
        return _whole(self.lowest[number], self.highest[number]) >= narrowest

    def _look(self, aim: np.ndarray) -> set[Named] | None:
        """Find the possible world that is furthest in a direction; None where there is no furthest.

        Returns:
            The known counts that hold it there: with another number of any, by its dual value, it were another.
        """
        answer = linprog(-aim, A_eq=self.left, b_eq=self.right, bounds=self.bounds, method="highs")
        if answer.status == WITHOUT_END:
            return None
        if answer.status != 0:
            raise RuntimeError(f"the audit found no answer ({answer.message}): the counts contradict their sums")
        # Every answer is a possible world, so it tells something of all the counts.
        self.lowest, self.highest = np.minimum(self.lowest, answer.x), np.maximum(self.highest, answer.x)
        weights = answer.eqlin.marginals @ self.of_known
        return {self.known[at] for at in np.flatnonzero(np.abs(weights) > SLACK)}


def _signs(sums: Sequence[tuple[Named, tuple[Named, ...]]], names: Sequence[Named]) -> csr_matrix:
    """Return a row for each sum, with 1 at its total and -1 at its parts, of those that are named."""
    at = {name: number for number, name in enumerate(names)}
    found = [
        (row, at[name], sign)
        for row, (total, parts) in enumerate(sums)
        for name, sign in ((total, 1), *((part, -1) for part in parts))
        if name in at
    ]
    rows, columns, signs = zip(*found, strict=True) if found else ((), (), ())
    return csr_matrix((signs, (rows, columns)), shape=(len(sums), len(names)), dtype=float)


def _whole(low: float, high: float) -> float:
    return np.inf if np.isinf(high) else floor(high + SLACK) - ceil(low - SLACK) + 1
