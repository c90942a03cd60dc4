"""Files of statistical neighbours: the ten authorities most like each authority."""

from oba.kinds.neighbours.table import NEIGHBOUR_COLUMNS, read_neighbours

__all__ = ["NEIGHBOUR_COLUMNS", "read_neighbours"]
