"""The shape of the definitions of places: which there are, what became of them, who reports together."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from oba.definitions.base import Code, Definition, Text
from oba.vocabulary import ChangeKind


class Place(Definition):
    """A place that figures are about; the pair of code and name is what releases publish."""

    code: Text
    old_code: Text | None = None  # the DfE's three-digit code, of an authority; it outlives a change of the GSS code
    names: tuple[Text, ...] = Field(min_length=1)
    made_up: bool = False  # there is no such place: it is of the demo, and never among those that others stand beside


class Places(Definition):
    """The closed list of places, by geographic level."""

    national: tuple[Place, ...]
    regional: tuple[Place, ...]
    local_authority: tuple[Place, ...]

    def pairs(self, level: str) -> set[tuple[str, str]]:
        """Return the code and name of each place of a level, as ``geographic_level`` names the level."""
        places: tuple[Place, ...] = getattr(self, level.lower().replace(" ", "_"))
        return {(place.code, name) for place in places for name in place.names}

    def old_codes(self) -> set[tuple[str, str]]:
        """Return the GSS code of each authority with the DfE's code of it."""
        return {(place.code, place.old_code) for place in self.local_authority if place.old_code is not None}

    @property
    def made_up(self) -> frozenset[str]:
        """The codes of places that there are not."""
        levels = (*self.national, *self.regional, *self.local_authority)
        return frozenset(place.code for place in levels if place.made_up)


class BoundaryChange(Definition):
    """Codes that ended on the day before a change, and the codes that took their place."""

    kind: ChangeKind
    effective: date
    predecessors: tuple[Code, ...] = Field(min_length=1, alias="from")
    successors: tuple[Code, ...] = Field(min_length=1, alias="to")
    source: Text

    @model_validator(mode="after")
    def _has_as_many_codes_as_its_kind(self) -> Self:
        kinds = {(False, False): "recode", (True, False): "merge", (False, True): "split"}
        found = kinds.get((len(self.predecessors) > 1, len(self.successors) > 1))
        if found != self.kind:
            raise ValueError(
                f"a {self.kind} cannot be from {', '.join(self.predecessors)} to {', '.join(self.successors)}; "
                "a recode is one to one, a merge several to one, a split one to several"
            )
        return self


class BoundaryChanges(Definition):
    """The boundary changes that the warehouse knows."""

    changes: tuple[BoundaryChange, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_recode_leads_to_one_newest_code(self) -> Self:
        recoded = [change.predecessors[0] for change in self.changes if change.kind == "recode"]
        twice = sorted({code for code in recoded if recoded.count(code) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is recoded twice; a code goes on under one other")
        circle = sorted(set(recoded) - set(later_codes(self.changes)))
        if circle:
            raise ValueError(f"the recodes of {', '.join(circle)} lead back to where they began; one of them is wrong")
        return self


def later_codes(changes: Iterable[BoundaryChange]) -> dict[str, list[str]]:
    """Map each code that a recode ended to the codes of the same area since, one a recode, the newest last.

    Merges and splits lead nowhere, and neither does a circle.
    """
    recodes = {change.predecessors[0]: change.successors[0] for change in changes if change.kind == "recode"}
    found = {}
    for code in recodes:
        later: list[str] = []
        while (before := later[-1] if later else code) in recodes and before not in later[:-1]:
            later.append(recodes[before])
        found[code] = later
    return {code: later for code, later in found.items() if later[-1] not in recodes}


class CombinedReturn(Definition):
    """Authorities that are published together."""

    members: tuple[Code, ...] = Field(min_length=2)
    source: Text

    @property
    def combined_code(self) -> str:
        """The code under which releases publish them."""
        return " / ".join(self.members)


class CombinedReturns(Definition):
    """The combined returns that the warehouse knows."""

    returns: tuple[CombinedReturn, ...] = Field(min_length=1)
