"""What earlier releases said, and what of it a new one must keep to: hidden stays hidden, a few more tell nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from oba.local_mi.disclosure import Key, Printed, Protected, Rule, Table


@dataclass
class Said:
    """What the files of one day's releases say."""

    numbers: dict[Key, int] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    days: dict[Key, str] = field(default_factory=dict)

    def add(self, other: "Said") -> None:
        """Take what another release of the day says."""
        self.numbers |= other.numbers
        self.hidden |= other.hidden
        self.days |= other.days

    def agrees_with(self, found: Protected) -> bool:
        """Whether it hides and tells what was found now."""
        return found.hidden.keys() >= self.hidden and found.hidden.keys().isdisjoint(self.numbers)


def printed_before(said: Said, table: Table, rule: Rule) -> Printed:
    """Return what a day's releases said, beside the true counts of what they hid."""
    told: dict[Key, int] = {}
    for key, number in said.numbers.items():
        true = table.counts.get(key, number)
        if rule.rounded_to is None:
            # Of one that was carried forward the audit takes the true count for known.
            is_true = rule.is_small(abs(true - number)) and not rule.is_small(true)
        else:
            is_true = rule.printed(true)[0] == number
        told[key] = true if is_true else number
    hidden: dict[Key, int] = {key: table.counts[key] for key in said.hidden if key not in told and key in table.counts}
    unprinted = {key: table.counts[key] for key in table.unprinted}
    return Printed(told, hidden, table.sums, unprinted)


def carried_forward(table: Table, rule: Rule, said: Sequence[Said], found: Protected) -> dict[Key, int]:
    """Return the counts that are told as they were, since what they differ by is a few, and what is told of them.

    Args:
        table: the true counts.
        rule: what a few are.
        said: all that was told, oldest first.
        found: what is hidden now.
    """
    if rule.rounded_to is not None:
        return {}  # what is rounded tells no difference of a few
    told = [key for key in table.printed if key not in found.hidden]
    ever: dict[Key, list[int]] = defaultdict(list)
    for one in said:
        for key, number in one.numbers.items():
            ever[key].append(number)
    carried: dict[Key, int] = {}
    for key in told:
        number = table.counts[key]
        near = [one for one in reversed(ever.get(key, ())) if rule.is_small(abs(one - number))]
        if near and number not in ever[key]:
            carried[key] = min(near, key=lambda one: abs(one - number))

    def shown(key: Key) -> int:
        return carried.get(key, table.counts[key])

    for each in table.sums:
        # A quarter that is told for the first time, of months that were carried forward.
        is_new = each.total not in ever and each.total not in carried
        if is_new and all(key in table.counts and key not in table.unprinted for key in each.members):
            number = sum(shown(part) for part in each.parts)
            is_told = found.hidden.keys().isdisjoint(each.members)
            if is_told and rule.is_small(abs(number - shown(each.total))):
                carried[each.total] = number
    pairs = [
        (each.total, each.parts[0])
        for each in table.sums
        if each.parts[-1] in table.unprinted and found.hidden.keys().isdisjoint(each.members[:2])
    ]
    # Those who have not, of two counts of which one is as it was: as both were when they were told last.
    pinned: set[Key] = set()
    while True:
        few = {
            key
            for of, have in pairs
            if shown(of) < shown(have) or rule.is_small(shown(of) - shown(have))
            for key in (of, have)
        }
        few = {key for key in few if ever.get(key)} - pinned
        if not few:
            return {key: number for key, number in carried.items() if number != table.counts[key]}
        carried |= {key: ever[key][-1] for key in few}
        pinned |= few
