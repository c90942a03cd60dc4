"""Figures made of records: what is counted, for whom it is written, and how one release of it is laid out.

``definitions`` reads the YAML, ``layout`` says which cells a release has and how they add up. A new figure is a row of
``local_mi/figures/*.yml``; docs/local-figures.md says how.
"""

from oba.local_mi.figures.definitions import (
    Council,
    Figure,
    FigureFile,
    LocalFigures,
    ended_periods,
    figure_tables,
    read_local_figures,
)
from oba.local_mi.figures.layout import ALL, OTHER, Cell, Count, cells_of, count_of, table_of

__all__ = [
    "ALL",
    "OTHER",
    "Cell",
    "Council",
    "Count",
    "Figure",
    "FigureFile",
    "LocalFigures",
    "cells_of",
    "count_of",
    "ended_periods",
    "figure_tables",
    "read_local_figures",
    "table_of",
]
