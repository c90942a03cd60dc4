"""What others have stated of the value of their services, and which may be put in order."""

from typing import Self

from pydantic import Field, model_validator

from oba.definitions.base import Code, Definition, Name, Text
from oba.vocabulary import ReturnMethod, ReturnUnit


class Comparator(Definition):
    """One stated value, and how it was reckoned."""

    comparator: Name
    name: Text
    geography_code: Code | None = None
    year: int = Field(ge=2010, le=2100)
    method: ReturnMethod
    amount: float | None = None
    unit: ReturnUnit | None = None
    why_no_amount: Text | None = None
    families: int | None = Field(default=None, ge=1)
    basis: Text
    document: Text
    stated_in: Text

    @model_validator(mode="after")
    def _states_an_amount_or_why_not(self) -> Self:
        if (self.amount is None) != (self.unit is None) or (self.amount is None) != (self.why_no_amount is not None):
            raise ValueError("give 'amount' and 'unit', or say under 'why_no_amount' why the source states none")
        return self


class Ranking(Definition):
    """Comparators in order of their amount, the highest first."""

    ranking: Name
    comparators: tuple[Name, ...] = Field(min_length=2)


class Comparators(Definition):
    """``comparators.yml``."""

    comparators: tuple[Comparator, ...] = ()
    rankings: tuple[Ranking, ...] = ()

    def in_order(self, ranking: Ranking) -> list[str]:
        """Return the names of what a ranking puts in order, the highest amount first."""
        amounts = {each.comparator: each.amount or 0 for each in self.comparators}
        return sorted(ranking.comparators, key=lambda name: -amounts[name])
