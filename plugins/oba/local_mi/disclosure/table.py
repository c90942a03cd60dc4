"""Tables of counts, and what links them: a total is the sum of its parts, all are those who have and those who not."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Key = Hashable  # names one count: what is counted, where, in which period
Named = tuple[Key, int]  # a count with its true number: one that a later release revised is another


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others.

    ``is_of_groups``: the parts are groups of people, such as teams or statuses, so that something is told of a few who
    are all in one of them; the months of a quarter are none.
    """

    total: Key
    parts: tuple[Key, ...]
    is_of_groups: bool = True

    def renamed(self, names: Mapping[Key, Key]) -> "Sum":
        """Return the same of counts that are named otherwise."""
        return Sum(names[self.total], tuple(names[part] for part in self.parts), self.is_of_groups)

    @property
    def members(self) -> tuple[Key, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Table:
    """The true counts of one release, and their sums.

    ``unprinted`` are counts that no file has, such as those who have not, and that follow from others;
    ``known_elsewhere`` are those that somebody else publishes, such as the DfE. ``worth`` says which counts are hidden
    last to protect another: those that readers need most have most; 0 without it.

    Raises:
        ValueError: a sum does not hold, or names a count that there is not.
    """

    counts: Mapping[Key, int]
    sums: tuple[Sum, ...] = ()
    unprinted: frozenset[Key] = frozenset()
    known_elsewhere: frozenset[Key] = frozenset()
    worth: Mapping[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse sums that do not hold: an attacker's arithmetic would be another than ours."""
        below = [key for key, number in self.counts.items() if number < 0]
        if below:
            raise ValueError(f"{below[0]} is below nought: more have something than there are")
        for each in self.sums:
            if any(member not in self.counts for member in each.members):
                raise ValueError(f"the sum {each.total} names a count that there is not")
            if self.counts[each.total] != sum(self.counts[part] for part in each.parts):
                raise ValueError(f"the sum {each.total} does not hold")

    def renamed(self, names: Mapping[Key, Key]) -> "Table":
        """Return the same table of counts that are named otherwise."""
        return Table(
            {names[key]: number for key, number in self.counts.items()},
            tuple(each.renamed(names) for each in self.sums),
            frozenset(names[key] for key in self.unprinted if key in names),
            frozenset(names[key] for key in self.known_elsewhere if key in names),
            {names[key]: worth for key, worth in self.worth.items() if key in names},
        )

    @property
    def printed(self) -> Iterable[Key]:
        """The counts that a file has a cell for."""
        return (key for key in self.counts if key not in self.unprinted)


@dataclass(frozen=True)
class Printed:
    """An earlier release: what its files said, and the true counts of the cells that they hid, as known then."""

    told: Mapping[Key, int]
    hidden: Mapping[Key, int]
    sums: tuple[Sum, ...] = ()
    unprinted: Mapping[Key, int] | None = None

    @property
    def counts(self) -> dict[Key, int]:
        """Every count, told or not."""
        return {**(self.unprinted or {}), **self.hidden, **self.told}

    def renamed(self, names: Mapping[Key, Key]) -> "Printed":
        """Return the same of counts that are named otherwise; a sum over one that there is not, is left out."""
        return Printed(
            {names[key]: number for key, number in self.told.items()},
            {names[key]: number for key, number in self.hidden.items()},
            tuple(each.renamed(names) for each in self.sums if all(key in names for key in each.members)),
            {names[key]: number for key, number in (self.unprinted or {}).items()},
        )
