"""Places: which there are, what became of them, and who reports together."""

from oba.definitions.places.places import (
    BoundaryChange,
    BoundaryChanges,
    CombinedReturn,
    CombinedReturns,
    Place,
    Places,
    later_codes,
)

__all__ = [
    "BoundaryChange",
    "BoundaryChanges",
    "CombinedReturn",
    "CombinedReturns",
    "Place",
    "Places",
    "later_codes",
]
