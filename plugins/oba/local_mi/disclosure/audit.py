"""The audit: how far somebody who has every published figure, and can solve equations, narrows a hidden one.

The least and the most that a count can be, given the sums and what is told, are two linear programmes. They are solved
for each group of counts that sums link, and only where the answers so far leave a count too narrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from oba.local_mi.disclosure.table import Named

SLACK = 1e-6  # of a solver's answer, in counts


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


def narrow(system: System, audited: Iterable[Named], narrowest: int, solved: dict | None = None) -> dict[Named, int]:
    """Return the audited counts that are left open among fewer whole numbers than they must be, with how many.

    Args:
        system: what is known. Its true numbers solve it.
        audited: names of unknown counts.
        narrowest: the fewest whole numbers that each must be left open among.
        solved: answers of earlier calls about the same counts, which is added to.
    """
    solved = {} if solved is None else solved
    wanted = set(audited)
    found: dict[Named, int] = {}
    in_a_sum: set[Named] = set()
    for group, sums in system.linked():
        in_a_sum |= group
        asked = wanted & group
        if not asked:
            continue
        key = (group, frozenset(sums), frozenset(asked))
        if key not in solved:
            solved[key] = _narrow_in(system, group, sums, asked, narrowest)
        found |= solved[key]
    for name in wanted - in_a_sum:
        low, high = system.bounds[name]
        if high is not None and high - low + 1 < narrowest:
            found[name] = high - low + 1
    return found


def _narrow_in(
    system: System, group: Iterable[Named], sums: list, asked: set[Named], narrowest: int
) -> dict[Named, int]:
    names = sorted(group, key=repr)
    at = {name: number for number, name in enumerate(names)}
    rows, columns, signs = [], [], []
    right = np.zeros(len(sums))
    for row, (total, parts) in enumerate(sums):
        for name, sign in ((total, 1), *((part, -1) for part in parts)):
            if name in at:
                rows.append(row)
                columns.append(at[name])
                signs.append(sign)
            else:
                right[row] -= sign * system.bounds[name][0]
    left = csr_matrix((signs, (rows, columns)), shape=(len(sums), len(names)))
    bounds = [system.bounds[name] for name in names]
    lowest = np.array([system.truth[name] for name in names], dtype=float)
    highest = lowest.copy()
    found = {}
    for name in sorted(asked, key=repr):
        number = at[name]
        for direction in (-1, 1):
            if _whole(lowest[number], highest[number]) >= narrowest:
                break
            aim = np.zeros(len(names))
            aim[number] = direction
            answer = linprog(aim, A_eq=left, b_eq=right, bounds=bounds, method="highs")
            if answer.status == 3:  # without end
                highest[number] = np.inf
            elif answer.status == 0:
                # Every answer is a possible world, so it tells something of all the others too.
                lowest, highest = np.minimum(lowest, answer.x), np.maximum(highest, answer.x)
            else:
                raise RuntimeError(f"the audit found no answer ({answer.message}): the counts contradict their sums")
        wide = _whole(lowest[number], highest[number])
        if wide < narrowest:
            found[name] = int(wide)
    return found


def _whole(low: float, high: float) -> float:
    return np.inf if np.isinf(high) else floor(high + SLACK) - ceil(low - SLACK) + 1


def widths(system: System, names: Iterable[Named]) -> Mapping[Named, int]:
    """Return for each count among how many whole numbers it is left open, up to ten thousand."""
    most = 10_000
    found = narrow(system, names, most)
    return {name: found.get(name, most) for name in names}
