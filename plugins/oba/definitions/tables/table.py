"""What a table of definitions is: a name, columns with types, and the rows that the definitions give it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from oba.definitions.base import Definition
from oba.definitions.catalogue import Definitions
from oba.typed import Columns


@dataclass(frozen=True)
class DefinitionTable:
    """One table of the dbt source ``definitions``."""

    name: str
    columns: Columns
    rows: Callable[[Definitions], Iterable[dict[str, Any]]]


@dataclass(frozen=True)
class Fields:
    """The fields of a definition that are columns, with the names that they have in the warehouse."""

    model: type[Definition]
    names: dict[str, str]  # column by field

    @property
    def columns(self) -> dict[str, Any]:
        """The type of each column, as the field has it."""
        return {column: self.model.model_fields[field].annotation for field, column in self.names.items()}

    @property
    def optional(self) -> dict[str, Any]:
        """The same where the definition as a whole may be missing."""
        return {column: annotation | None for column, annotation in self.columns.items()}

    def row(self, definition: Definition | None) -> dict[str, Any]:
        """Return the value of each column; none of any where there is no definition."""
        return {column: getattr(definition, field, None) for field, column in self.names.items()}


def fields(model: type[Definition], leave_out: Iterable[str] = (), **renamed: str) -> Fields:
    """Return the fields of a definition as columns, each under its own name or the one it is given here.

    Raises:
        ValueError: a name is not one of its fields.
    """
    unknown = {*leave_out, *renamed} - set(model.model_fields)
    if unknown:
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return Fields(model, {field: renamed.get(field, field) for field in model.model_fields if field not in leave_out})
