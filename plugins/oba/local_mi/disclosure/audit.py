"""The audit: how far somebody who has every published figure, and can solve equations, narrows a hidden one.

The least and the most that a count can be, given the sums and what is told, are two linear programmes. They are solved
for each group of counts that sums link, and only where the answers so far leave a count too narrow.
"""

from collections import defaultdict
from collections.abc import Iterable
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


def narrow(system: System, audited: Iterable[Named], narrowest: int) -> dict[Named, int]:
    """Return the audited counts that are left open among fewer whole numbers than they must be, with how many.

    Args:
        system: what is known. Its true numbers solve it.
        audited: names of unknown counts.
        narrowest: the fewest whole numbers that each must be left open among.
    """
    wanted = set(audited)
    found: dict[Named, int] = {}
    in_a_sum: set[Named] = set()
    for group, sums in system.linked():
        in_a_sum |= group
        if not wanted.isdisjoint(group):
            found |= _Group(system, group, sums).narrow(wanted & group, narrowest)
    for name in wanted - in_a_sum:
        low, high = system.bounds[name]
        if high is not None and high - low + 1 < narrowest:
            found[name] = high - low + 1
    return found


class _Group:
    """Counts that sums link, and how low and how high each is in the possible worlds found so far."""

    def __init__(self, system: System, group: Iterable[Named], sums: list) -> None:
        self.names = sorted(group, key=repr)
        self.at = {name: number for number, name in enumerate(self.names)}
        rows, columns, signs = [], [], []
        self.right = np.zeros(len(sums))
        for row, (total, parts) in enumerate(sums):
            for name, sign in ((total, 1), *((part, -1) for part in parts)):
                if name in self.at:
                    rows.append(row)
                    columns.append(self.at[name])
                    signs.append(sign)
                else:
                    self.right[row] -= sign * system.bounds[name][0]
        self.left = csr_matrix((signs, (rows, columns)), shape=(len(sums), len(self.names)))
        self.bounds = [system.bounds[name] for name in self.names]
        self.lowest = np.array([system.truth[name] for name in self.names], dtype=float)
        self.highest = self.lowest.copy()

    def narrow(self, asked: Iterable[Named], narrowest: int) -> dict[Named, int]:
        """Return those of the counts that are narrow, with how many whole numbers they are open among."""
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
            for direction in (1, -1):
                if not self._is_wide(name, narrowest):
                    aim = np.zeros(len(self.names))
                    aim[number] = direction
                    if not self._look(aim):
                        self.highest[number] = np.inf  # without end
            if not self._is_wide(name, narrowest):
                found[name] = int(_whole(self.lowest[number], self.highest[number]))
        return found

    def _is_wide(self, name: Named, narrowest: int) -> bool:
        number = self.at[name]
        return _whole(self.lowest[number], self.highest[number]) >= narrowest

    def _look(self, aim: np.ndarray) -> bool:
        """Find the possible world that is furthest in a direction; False where there is no furthest."""
        answer = linprog(-aim, A_eq=self.left, b_eq=self.right, bounds=self.bounds, method="highs")
        if answer.status == WITHOUT_END:
            return False
        if answer.status != 0:
            raise RuntimeError(f"the audit found no answer ({answer.message}): the counts contradict their sums")
        # Every answer is a possible world, so it tells something of all the counts.
        self.lowest, self.highest = np.minimum(self.lowest, answer.x), np.maximum(self.highest, answer.x)
        return True


def _whole(low: float, high: float) -> float:
    return np.inf if np.isinf(high) else floor(high + SLACK) - ceil(low - SLACK) + 1
