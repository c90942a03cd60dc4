"""The rule by which figures are hidden; its numbers are the council's to set."""

from pydantic import Field, model_validator

from oba.definitions.base import Definition

RULE_VERSION = "2"  # raised whenever the same table would be protected in another way


class Rule(Definition):
    """What is too small to be told.

    ``threshold`` is the largest count that is hidden; ``smallest_denominator`` the fewest that a share, mean or median
    may be of; a group of fewer than ``small_group`` of whom all are alike is hidden, its noughts too; ``narrowest`` is
    the fewest whole numbers that a hidden count must be left open among; ``rounded_to`` rounds what is told.
    """

    threshold: int = Field(default=5, ge=1)
    smallest_denominator: int = Field(default=6, ge=2)
    small_group: int = Field(default=6, ge=2)
    narrowest: int = Field(default=5, ge=2)
    rounded_to: int | None = Field(default=None, ge=2)

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Rule":
        if self.narrowest > self.threshold:
            raise ValueError("a count that stands alone is left open among 1 to the threshold, so narrowest is no more")
        if self.smallest_denominator <= self.threshold:
            raise ValueError("a denominator that is hidden can have no share: smallest_denominator is above threshold")
        return self

    def is_small(self, count: int) -> bool:
        """Tell whether a count is hidden for its size; a true nought is none."""
        return 1 <= count <= self.threshold

    def printed(self, count: int) -> tuple[int, int, int]:
        """Return a count as it is told, and the least and the most that it can then be."""
        base = self.rounded_to
        if base is None or count == 0:
            return count, count, count
        told = base * ((2 * count + base) // (2 * base))  # halves go up
        lowest, highest = told - base // 2, told + (base - 1) // 2
        return told, max(lowest, self.threshold + 1), highest
