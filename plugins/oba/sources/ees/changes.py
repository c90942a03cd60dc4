"""The service's own list of changes, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oba.sources.ees.shapes import Change, ChangeSet, VersionChanges

_SIMPLE_KINDS = {
    "geographic_levels": "geographic level",
    "location_groups": "group of locations",
    "time_periods": "time period",
    "filters": "filter",
    "indicators": "indicator",
}


def describe_changes(changes: VersionChanges) -> list[str]:
    """Write each change of a version as one sentence, those that break readers first."""
    breaking = [f"Breaking: {line}" for line in _lines(changes.major_changes)]
    return breaking + [f"Compatible: {line}" for line in _lines(changes.minor_changes)]


def _lines(changes: ChangeSet) -> Iterator[str]:
    for member, kind in _SIMPLE_KINDS.items():
        for change in getattr(changes, member):
            yield _sentence(kind, change)
    for group in changes.filter_options:
        for change in group.options:
            yield _sentence(f"option of filter '{group.filter.label}'", change)
    for level in changes.location_options:
        for change in level.options:
            yield _sentence(f"location of level '{level.level.label}'", change)


def _sentence(kind: str, change: Change) -> str:
    # Only a current state is an addition; the schema text that the service publishes says the opposite.
    before, after = change.previous_state, change.current_state
    if before is None:
        return f"{kind} '{_name(after or {})}' was added."
    if after is None:
        return f"{kind} '{_name(before)}' was removed."
    return f"{kind} '{_name(before)}' changed: {_differences(before, after)}."


def _name(state: dict[str, Any]) -> str:
    level = state.get("level", {})
    label = state.get("label") or level.get("label") or state.get("period") or state.get("id", "?")
    code = state.get("column") or state.get("code")
    return f"{label} ({code})" if code and code != label else str(label)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> str:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    parts = [f"{name} from '{before.get(name, '')}' to '{after.get(name, '')}'" for name in names]
    return ", ".join(parts) or "no visible difference"
