"""What a feed declares of how its figures fit each other."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from oba.definitions.base import Definition, Name, Text


class Relation(Definition):
    """Data columns, or members of one filter, that are parts of another one in the same row or place."""

    # The parts together are the whole; or each is at most the whole; or a column says what percentage of it each is; or
    # a column says how much of the one part there is for so many of the whole.
    kind: Literal["sum", "within", "share", "rate"]
    filter: Name | None = None  # whole and parts are members of this filter; without it, data columns
    whole: Text
    parts: tuple[Text, ...] = ()  # of a sum over a filter, without any: every member that is no aggregate
    percentage: Name | None = None  # of a share: the data column that holds it, in the row of the part
    count: Name | None = None  # of a share between members: the data column with the counts of part and whole
    rate: Name | None = None  # of a rate: the data column that holds it, beside those of part and whole
    multiplier: int | None = Field(default=None, ge=1)  # of a rate: per how many

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        if not self.parts and (self.kind != "sum" or self.filter is None):
            raise ValueError("'parts' are left out only of a sum over the members of a filter; name them")
        if not (self.kind == "rate") == (self.rate is not None) == (self.multiplier is not None):
            raise ValueError("'kind: rate', 'rate' (the data column that holds it) and 'multiplier' belong together")
        if self.kind == "rate" and (self.filter is not None or len(self.parts) > 1):
            raise ValueError("a rate is of one data column by another: one part, one whole and no filter")
        if (self.kind == "share") != (self.percentage is not None):
            raise ValueError("'kind: share' and 'percentage' (the data column that holds it) belong together")
        if (self.kind == "share" and self.filter is not None) != (self.count is not None):
            raise ValueError("'count' is for a share between members of a filter: the data column with their counts")
        if self.kind == "share" and self.filter is None and len(self.parts) > 1:
            raise ValueError("a percentage column has one numerator; write a relation for each percentage column")
        return self


class KnownGap(Definition):
    """Places without a figure that the figures of their region and of England count all the same, or other known gaps.

    The figure of such a place is taken as hidden: the others may then sum to less than the whole, never to more.
    """

    places: tuple[Text, ...] = Field(min_length=1)  # codes
    periods: tuple[Text, ...] = Field(min_length=1)
    columns: tuple[Name, ...] = ()  # without any: every data column that adds up
    found: date  # day on which somebody looked
    evidence: Text


class AddsUp(Definition):
    """Which figures of authorities sum to their region, those of regions to England, and parts to their whole."""

    columns: tuple[Name, ...] = ()  # data columns that are counts, so that places sum to the larger place
    not_summed: dict[Name, tuple[Text, ...]] = Field(default={})  # members for which they are no counts
    rounded_to: int | None = Field(default=None, ge=1)  # of regions and England; without it, as the authorities
    relations: tuple[Relation, ...] = ()
    known_gaps: tuple[KnownGap, ...] = ()
    # A file with a figure that does not fit is refused; or, where a report is copied as printed, the figure is listed.
    misfits: Literal["refused", "listed"] = "refused"

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.columns and not self.relations:
            raise ValueError("it declares neither columns that sum over places nor relations")
        if (self.known_gaps or self.rounded_to) and not self.columns:
            raise ValueError("known_gaps and rounded_to are about columns; name those that sum over places")
        return self

    @model_validator(mode="after")
    def _can_be_refused_or_listed(self) -> Self:
        if self.misfits == "refused" and any(each.kind == "rate" or not each.parts for each in self.relations):
            raise ValueError("'kind: rate' and a sum without 'parts' are for a feed with 'misfits: listed'")
        refusing = [name for name in ("not_summed", "rounded_to", "known_gaps") if getattr(self, name)]
        if self.misfits == "listed" and (refusing or any(each.kind == "within" for each in self.relations)):
            raise ValueError(
                f"{', '.join(refusing) or 'kind: within'}: only the gate asks for it, and with 'misfits: listed' it "
                "refuses nothing; remove one of the two"
            )
        return self
