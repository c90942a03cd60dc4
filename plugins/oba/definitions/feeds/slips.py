"""What somebody looked into in a release: slips of its publisher, and figures of earlier periods that it made anew."""

from datetime import date
from typing import Self, get_args

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text
from oba.vocabulary import RuleOfCells, RuleOfGate


class KnownSlip(Definition):
    """Cells that break a rule of the gate by a slip of the publisher; every other cell is judged as before.

    A cell is named as the refusal tells it: by place, period and data column, and ``where`` the file has filters, by
    members. Of a sum or share it is the cell that the refusal names: the whole of a sum, the part of a percentage.
    """

    rule: RuleOfGate
    releases: tuple[Text, ...] = Field(min_length=1)  # another release with the slip is refused until somebody looks
    places: tuple[Text, ...] = Field(min_length=1)  # codes, as the release has them
    periods: tuple[Text, ...] = Field(min_length=1)
    columns: tuple[Name, ...] = ()  # of a rule about places: none, since it is about their rows
    where: dict[Name, tuple[Text, ...]] = Field(default={})  # members that it is about; none named: all
    read_as: Text | None = None  # of a cell that is no figure: the symbol that stands in its place
    found: date  # day on which somebody looked
    evidence: Text

    @model_validator(mode="after")
    def _says_what_its_rule_needs(self) -> Self:
        is_of_rows = self.rule in RULES_OF_PLACES
        if is_of_rows == bool(self.columns):
            raise ValueError(
                f"rule {self.rule} is about {'rows of places: leave out' if is_of_rows else 'cells: name'} 'columns'"
            )
        if (self.rule in get_args(RuleOfCells)) != (self.read_as is not None):
            raise ValueError(
                f"'read_as' (the symbol to read such a cell as) is needed by {' and '.join(get_args(RuleOfCells))} "
                f"alone; found {self.read_as!r} with {self.rule}"
            )
        return self


class Restatement(Definition):
    """Figures of earlier periods that a release made anew, while the series goes on.

    They are not compared with those of the release before; all others are. Where the figures of the newest period no
    longer continue the earlier ones, it is a series break.
    """

    release: Text
    periods: tuple[Text, ...] = Field(min_length=1)
    columns: tuple[Name, ...] = Field(min_length=1)
    where: dict[Name, tuple[Text, ...]] = Field(default={})  # members that it is about; none named: all
    changed: Text
    source: Text


# Rules about a place that is there or not; every other is about cells.
RULES_OF_PLACES = ("place_gone", "place_came", "authority_lost")
