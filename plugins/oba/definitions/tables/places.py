"""What became of places, and who reports together, as tables."""

from collections.abc import Iterator
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.places import BoundaryChange, CombinedReturn, newest_codes
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
    newest = newest_codes(definitions.boundary_changes)
    for change in definitions.boundary_changes:
        for predecessor in change.predecessors:
            for successor in change.successors:
                yield {
                    "predecessor_code": predecessor,
                    "successor_code": successor,
                    **CHANGE.row(change),
                    "newest_code": newest.get(predecessor) if change.kind == "recode" else None,
                }


def _combined_returns(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for combined in definitions.combined_returns:
        for member in combined.members:
            yield {"combined_code": combined.combined_code, "member_code": member, **COMBINED.row(combined)}


SUCCESSOR = DefinitionTable(
    "geography_successor",
    {"predecessor_code": str, "successor_code": str, **CHANGE.columns, "newest_code": str | None},
    _successors,
)
PLACE_TABLES = (
    SUCCESSOR,
    DefinitionTable(
        "combined_return", {"combined_code": str, "member_code": str, **COMBINED.columns}, _combined_returns
    ),
)
