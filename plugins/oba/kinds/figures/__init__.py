"""Files of figures: one for each place, period, combination of filter members and data column.

``checking`` runs the suites over the ``frames`` that are made of a file; ``adding_up`` works out how its figures fit
each other; ``vintages`` compares it with the accepted one before it; ``slips`` says which cells a person has looked
into; ``proposals`` says what a new column or member may be, by the evidence of ``resemblance``; ``jumps`` finds what a
person should look at in an accepted file.
"""

from datetime import date

from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds import Feed
from oba.gates import LINE
from oba.kinds.figures.checking import check, suites, take
from oba.kinds.figures.vintages import KEY, Vintage, vintage_of
from oba.kinds.kind import Kind
from oba.quoting import VERBATIM
from oba.typed import Columns, Long

__all__ = ["FIGURES", "KEY", "Vintage", "check", "vintage_of"]

COLUMNS: Columns = {
    LINE: Long,
    **dict.fromkeys(TIME_AND_PLACE, str | None),
    "period_start_date": date,
    "period_end_date": date,
    "period_kind": str,
    "location_code": str,
    "location_name": str,
    "breakdown": str,  # filter members as one text; empty in a file without filters
    "data_column": str,
    "raw_value": str,  # a figure, or a symbol in its place
    "published_column": str,
}

FIGURES = Kind(
    name="figures",
    declared_as=Feed,
    table="observation",
    columns=COLUMNS,
    quoting=VERBATIM,
    suites=suites,
    take=take,
)
