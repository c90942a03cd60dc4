"""Files of statistical neighbours: the ten authorities most like each authority."""

from oba.definitions.feeds import NeighbourFeed
from oba.kinds.kind import Kind
from oba.kinds.neighbours.table import COLUMNS, suites, take
from oba.quoting import VERBATIM

__all__ = ["NEIGHBOURS"]

NEIGHBOURS = Kind(
    name="neighbours",
    declared_as=NeighbourFeed,
    table="neighbour",
    columns=COLUMNS,
    quoting=VERBATIM,
    suites=suites,
    take=take,
)
