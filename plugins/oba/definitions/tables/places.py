"""What became of places, and who reports together, as tables."""

from collections.abc import Iterator
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.places import BoundaryChange, CombinedReturn, later_codes
from oba.definitions.tables.table import DefinitionTable, fields

CHANGE = fields(
    BoundaryChange,
    ("predecessors", "successors"),
    kind="change_kind",
    effective="change_date",
    source="change_source",
)
COMBINED = fields(CombinedReturn, ("members",), source="combined_source")


def _successors(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for change in definitions.boundary_changes:
        for predecessor in change.predecessors:
            for successor in change.successors:
                yield {
                    "predecessor_code": predecessor,
                    "successor_code": successor,
                    **CHANGE.row(change),
                }


def _later_codes(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for code, later in later_codes(definitions.boundary_changes).items():
        for recodes, later_code in enumerate(later, start=1):
            yield {"geography_code": code, "later_code": later_code, "recodes_since": recodes}


def _combined_returns(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for combined in definitions.combined_returns:
        for member in combined.members:
            yield {"combined_code": combined.combined_code, "member_code": member, **COMBINED.row(combined)}


SUCCESSOR = DefinitionTable(
    "geography_successor",
    {"predecessor_code": str, "successor_code": str, **CHANGE.columns},
    _successors,
)
LATER = DefinitionTable(
    "geography_later_code", {"geography_code": str, "later_code": str, "recodes_since": int}, _later_codes
)
PLACE_TABLES = (
    DefinitionTable(
        "made_up_place",
        {"geography_code": str},
        lambda definitions: ({"geography_code": code} for code in sorted(definitions.places.made_up)),
    ),
    SUCCESSOR,
    LATER,
    DefinitionTable(
        "combined_return", {"combined_code": str, "member_code": str, **COMBINED.columns}, _combined_returns
    ),
)
