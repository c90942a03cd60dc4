"""Which counts are hidden: those too small, then as many more as it takes that no small one can be worked out.

First each count of 1 to the threshold, and small groups of whom all are alike. Then, of each sum in which one count
alone is not told, the next smallest. Then the audit, and of whatever it narrows, one more; until it narrows none.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from oba.local_mi.disclosure.audit import Narrow, System, narrow
from oba.local_mi.disclosure.rule import Rule
from oba.local_mi.disclosure.table import Key, Named, Printed, Sum, Table

Reason = Literal["small", "all_alike", "hidden_before", "protects_another"]


@dataclass(frozen=True)
class Protected:
    """What may be told.

    ``hidden`` has the reason of each hidden count; ``no_secret`` the counts that an earlier release told, or somebody
    else tells, and that would be hidden now; ``open_otherwise`` how many hidden counts can be narrowed though nothing
    of this release helps.
    """

    hidden: dict[Key, Reason]
    no_secret: tuple[Key, ...] = ()
    open_otherwise: int = 0
    audited: int = 0

    def reasons(self) -> dict[str, int]:
        """Return how many counts are hidden for each reason: no number that is hidden itself."""
        found: dict[str, int] = defaultdict(int)
        for reason in self.hidden.values():
            found[reason] += 1
        return dict(sorted(found.items()))


@dataclass
class _Control:
    # Its keys are numbers, in the order of their texts: the names of cells are slow to hash and to compare.
    table: Table
    rule: Rule
    before: Sequence[Printed]
    hidden: dict[Key, Reason] = field(default_factory=dict)

    def __post_init__(self) -> None:
        exactly = self.rule.rounded_to is None
        self.known_before: set[Named] = {named for one in self.before for named in one.told.items() if exactly}
        self.hidden_before: set[Key] = {key for one in self.before for key in one.hidden}
        self.then = self._system_then()
        self.totals = {each.total for each in self.table.sums}
        self.sums_of: dict[Key, list[Sum]] = defaultdict(list)
        for each in self.table.sums:
            for member in each.members:
                self.sums_of[member].append(each)

    def number(self, key: Key) -> int:
        return self.table.counts[key]

    def is_known(self, key: Key) -> bool:
        """Whether the number is known whatever this release tells."""
        return key in self.table.known_elsewhere or (key, self.number(key)) in self.known_before

    def is_told(self, key: Key) -> bool:
        return key not in self.table.unprinted and key not in self.hidden

    def is_secret(self, key: Key) -> bool:
        return not self.is_known(key) and (key in self.hidden or self.rule.is_small(self.number(key)))

    def hide_small(self) -> None:
        for key in self.table.printed:
            if self.rule.is_small(self.number(key)):
                self.hidden[key] = "small"
        for each in self.table.sums:
            there = [part for part in each.parts if self.number(part)]
            is_small = each.is_of_groups and 0 < self.number(each.total) < self.rule.small_group
            if is_small and len(there) == 1 and len(each.parts) > 1:
                for key in each.members:
                    if key not in self.table.unprinted:  # nobody sees that one is hidden which no file has
                        self.hidden.setdefault(key, "all_alike")
        for key in self.table.printed:
            if key in self.hidden_before and not self.is_known(key):
                self.hidden.setdefault(key, "hidden_before")

    def hide_neighbours(self) -> None:
        """Hide the next smallest of each sum in which one count alone is not told, until there is no such sum."""
        waiting = list(self.table.sums)
        while waiting:
            each = waiting.pop()
            unknown = [key for key in each.members if not self.is_told(key) and not self.is_known(key)]
            if len(unknown) != 1 or not self.is_secret(unknown[0]):
                continue
            chosen = self._next_of(each.members)
            if chosen is not None:
                self.hidden[chosen] = "protects_another"
                waiting += self.sums_of[chosen]

    def _next_of(self, keys: Sequence[Key], with_noughts: bool = False) -> Key | None:
        """Return the smallest that can still be hidden to any use; a total, being largest, is the last."""
        able = [
            key
            for key in keys
            if self.is_told(key) and not self.is_known(key) and (with_noughts or self.number(key) > 0)
        ]

        def order(key: Key) -> tuple:
            number = self.number(key)
            return (number == 0, self.table.worth.get(key, 0), number, key in self.totals, key)

        return min(able, key=order, default=None)

    def system(self) -> System:
        """Return what an attacker has: this release, those before it, and what others tell."""
        found = System(dict(self.then.truth), dict(self.then.bounds), set(self.then.sums))
        for key, number in self.table.counts.items():
            self._add(found, key, number, self.is_told(key), key in self.table.unprinted)
        for each in self.table.sums:
            self._link(found, each, self.table.counts)
        return found

    def _system_then(self) -> System:
        found = System()
        for one in self.before:
            counts = one.counts
            for key, number in counts.items():
                self._add(found, key, number, key in one.told, key in (one.unprinted or {}))
            for each in one.sums:
                # An erasure since then may have left the recomputed parts at odds with what was told.
                if all(key in counts for key in each.members) and counts[each.total] == sum(
                    counts[part] for part in each.parts
                ):
                    self._link(found, each, counts)
        return found

    def _add(self, found: System, key: Key, number: int, is_told: bool, is_unprinted: bool) -> None:
        name = (key, number)
        if is_told:
            _, low, high = self.rule.printed(number)
        elif name in self.known_before or (key in self.table.known_elsewhere and self.table.counts.get(key) == number):
            low, high = number, number
        else:
            # A hidden count is no nought, as anybody knows who has read the rule, unless it is one of a small group.
            low, high = (0 if is_unprinted or number == 0 else 1), None
        if name in found.bounds:
            known_low, known_high = found.bounds[name]
            high = known_high if high is None else high if known_high is None else min(high, known_high)
            low = max(low, known_low)
        found.truth[name], found.bounds[name] = number, (low, high)

    def _link(self, found: System, each: Sum, counts: Mapping[Key, int]) -> None:
        found.sums.add(((each.total, counts[each.total]), tuple((part, counts[part]) for part in each.parts)))

    def audited(self, system: System) -> set[Named]:
        """Return the names of all that is hidden: now, or in an earlier release and still so.

        But for noughts: nobody is behind one, and to leave each open among five numbers would hide most of a small
        council's figures.
        """
        now = {
            (key, self.number(key))
            for key in self.table.counts
            if self.is_secret(key) and not (key in self.table.unprinted and not self.rule.is_small(self.number(key)))
        }
        then = {named for one in self.before for named in one.hidden.items() if not system.is_fixed(named)}
        return {(key, number) for key, number in now | then if number and (key, number) not in self.known_before}

    def hide_until_none_is_narrow(self) -> tuple[int, int]:
        wide: set[Named] = set()  # to hide one more never narrows another
        while True:
            system = self.system()
            audited = self.audited(system)
            found = narrow(system, audited - wide, self.rule.narrowest)
            wide |= audited - found.keys()
            if not (found and self._hide_for_each(found, system)):
                return len(found), len(audited)
            self.hide_neighbours()

    def _now(self, names: Sequence[Named]) -> list[Key]:
        return [key for key, number in names if self.table.counts.get(key) == number]

    def _hide_for_each(self, found: dict[Named, Narrow], system: System) -> bool:
        """Hide one count more for each narrow one, the most narrowed first; tell whether there was one to hide."""
        groups = {name: group for group, _ in system.linked() for name in group}
        sums_with: dict[Named, list[tuple[Named, ...]]] = defaultdict(list)
        for total, parts in system.sums:
            for name in (total, *parts):
                sums_with[name].append((total, *parts))
        touched: set[Named] = set()  # what may be wide by now, since a count beside it has just been hidden
        helped = False
        for name in sorted(found, key=lambda one: (found[one].among, one)):
            if name in touched:
                continue
            near = [one for each in sums_with[name] for one in each]
            holding = self._now(sorted(found[name].held_by))
            chosen = self._next_of(self._now(near))
            if chosen is not None and self.table.worth.get(chosen, 0) > 1:
                # Before what readers need most, what is one sum farther away.
                beyond = [other for one in near for each in sums_with[one] for other in each]
                less = [
                    [key for key in keys if self.table.worth.get(key, 0) <= 1] for keys in (holding, self._now(beyond))
                ]
                able = (self._next_of(keys, noughts) for noughts in (False, True) for keys in less)
                chosen = next((key for key in able if key is not None), chosen)
            if chosen is None:
                group = groups.get(name, frozenset([name]))
                if not touched.isdisjoint(group):
                    continue
                far = [one for member in group for each in sums_with[member] for one in each]
                beyond_it = self._beyond(holding, near, far)
                chosen = next((key for key in beyond_it if key is not None), None)
            if chosen is not None:
                self.hidden[chosen] = "protects_another"
                helped = True
                touched |= {one for each in sums_with[chosen, self.number(chosen)] for one in each}
        return helped

    def _beyond(self, holding: list[Key], near: list[Named], far: list[Named]) -> Iterator[Key | None]:
        """Yield what can be hidden where no count beside a narrow one can: what holds it, farther away, noughts."""
        yield self._next_of(holding)
        yield self._next_of(self._now(far))
        yield self._next_of(self._now(near), with_noughts=True)
        yield self._next_of(self._now(far), with_noughts=True)


def protect(table: Table, rule: Rule, before: Sequence[Printed] = ()) -> Protected:
    """Decide what of a release is hidden.

    Args:
        table: the true counts and their sums.
        rule: what is too small.
        before: every earlier release of the same figures, as its files said it.

    Returns:
        The hidden counts with the reason of each.
    """
    keys = sorted({*table.counts, *(key for one in before for key in one.counts)}, key=repr)
    numbered: dict[Key, Key] = {key: number for number, key in enumerate(keys)}
    name_of = {number: key for key, number in numbered.items()}
    control = _Control(table.renamed(numbered), rule, [one.renamed(numbered) for one in before])
    control.hide_small()
    if rule.rounded_to is None:
        control.hide_neighbours()
    no_secret = tuple(name_of[key] for key in control.hidden if control.is_known(key))
    open_otherwise, audited = control.hide_until_none_is_narrow()
    hidden = {name_of[key]: reason for key, reason in control.hidden.items()}
    return Protected(hidden, no_secret, open_otherwise, audited)
