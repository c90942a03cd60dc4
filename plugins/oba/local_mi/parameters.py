"""What the derivation of children's status takes as given: ``parameters.yml``."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field, NonNegativeInt, PositiveInt

from oba.definitions.base import Definition, Name
from oba.definitions.reading import read_definition
from oba.local_mi.records import FOLDER

LAST = 99  # rank of a feed that is not named for a record


class Rules(Definition):
    """The numbers; each is said in the file."""

    join_gap_days: NonNegativeInt
    step_down_working_days: NonNegativeInt
    early_help_after_closure_days: NonNegativeInt
    re_referral_months: PositiveInt
    same_referral_days: NonNegativeInt
    looked_after_until_age: PositiveInt
    section_47_days: PositiveInt
    stale_open_months: PositiveInt


class LayoutFeed(Definition):
    """Which system files of a layout come from, by how its name begins."""

    begins_with: Name
    feed: Name


class Published(Definition):
    """A measure of the DfE's figures that a count of records is held against."""

    measure: Literal[
        "looked_after_on_day",
        "child_protection_plan_on_day",
        "child_in_need_on_day",
        "referrals_in_year",
        "started_looked_after_in_year",
        "ceased_looked_after_in_year",
    ]
    published: Name
    part: Literal["value", "numerator"] = "value"


class Reconciled(Definition):
    """How far a stated count and the derived one may be apart unsaid: so many children, or that share if it is more."""

    children: NonNegativeInt
    share: float = Field(ge=0, le=1)


class Parameters(Definition):
    """All of them."""

    parameters: Rules
    feeds: tuple[LayoutFeed, ...]
    best_first: dict[Name, tuple[Name, ...]]
    referrals_without_closure: tuple[Name, ...]
    published: tuple[Published, ...]
    reconciled_within: Reconciled

    @property
    def variables(self) -> dict[str, Any]:
        """What dbt's models read as variables."""
        return {**self.parameters.model_dump(), "referrals_without_closure": list(self.referrals_without_closure)}

    @property
    def table(self) -> pa.Table:
        """The numbers as the table ``landed.parameter``: parameter, value."""
        numbers = self.parameters.model_dump()
        return pa.table(
            {"parameter": pa.array(list(numbers), pa.string()), "value": pa.array(numbers.values(), pa.int64())}
        )

    def feed_of(self, layout: str) -> str:
        """Return the system that files of a layout come from: of the longest beginning, or the layout itself."""
        known = [each for each in self.feeds if layout.startswith(each.begins_with)]
        return max(known, key=lambda each: len(each.begins_with)).feed if known else layout

    def feeds_of(self, layouts: Sequence[str], records: Sequence[str]) -> pa.Table:
        """Return the table ``landed.feed``: layout, record, feed, feed_rank (1 is believed first)."""
        rows = []
        for layout in layouts:
            feed = self.feed_of(layout)
            for record in records:
                order = self.best_first.get("referral" if record == "case_status" else record, ())
                rows.append((layout, record, feed, order.index(feed) + 1 if feed in order else LAST))
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        types = {"layout": pa.string(), "record": pa.string(), "feed": pa.string(), "feed_rank": pa.int32()}
        return pa.table(
            {name: pa.array(column, kind) for (name, kind), column in zip(types.items(), columns, strict=True)}
        )


@cache
def read_parameters(definitions: Path) -> Parameters:
    """Read the parameters of a folder of definitions.

    Raises:
        DefinitionError: the file cannot be used; names line, rule, what was found and the mend.
    """
    return read_definition(definitions / FOLDER / "parameters.yml", Parameters)
