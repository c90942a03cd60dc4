"""How far a file of figures may be from its own past, and where a person said that it is right to be further."""

from datetime import date

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text


class Likeness(Definition):
    """The most that a column may differ from what it was; the defaults are as far from real files as from slips.

    Measured on every release from 2022 to 2025: docs/gates.md has the furthest that a real one went.
    """

    restated: float = Field(
        default=0.5, ge=0, le=1
    )  # of a period's figures, how many may be over 2% off the vintage before
    copied: float = Field(default=0.8, ge=0, le=1)  # of a period's figures, how many may be those of another period
    flooded: float = Field(
        default=0.25, ge=0, le=1
    )  # how much more of the newest may be one text than in a period before
    one_figure: float = Field(default=0.9, ge=0, le=1)  # of a period's figures, how many may be the same number
    times: float = Field(default=1.45, ge=1)  # how many times the period before the middle place may be
    unlike: float = Field(default=0.93, ge=0)  # how near to the next place's past, where 1 is as near as to its own
    jumping: float = Field(default=0.5, ge=0, le=1)  # of the newest figures, how many may jump
    population: float = Field(default=0.1, ge=0)  # how far the people that rates are of may move in the middle place
    population_of_a_place: float = Field(default=0.2, ge=0)  # and in one place since the period before


class RealJumps(Definition):
    """Columns whose newest figures are far from those before, in a release, and rightly so, as somebody found."""

    release: Text
    columns: tuple[Name, ...] = Field(min_length=1)
    found: date
    evidence: Text


class Rates(Definition):
    """Data columns that are rates of counts, all by the same people, whose number is beside them or not."""

    multiplier: int = Field(ge=1)  # per how many
    counts: dict[Name, Name] = Field(min_length=1)  # by the column of the rate, that of its count
    population: Name | None = None  # the data column with the number of people, if the file has one

    @model_validator(mode="after")
    def _has_two_to_compare(self) -> "Rates":
        if len(self.counts) + (self.population is not None) < 2:
            raise ValueError(
                "one rate without a 'population' in the file has nothing beside it that it must agree with"
            )
        return self
