"""The figures of a file as a table a column: a series in each row, a period in each column."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.kinds.figures.vintages import Vintage, numbers

SERIES = ["geographic_level", "location_code", "breakdown"]
AUTHORITY = "Local authority"


@dataclass(frozen=True)
class Grid:
    """A vintage by series and period; every table has a row for each of ``series`` and a column for each period."""

    series: pd.DataFrame  # the columns of SERIES, in the order of the file
    periods: list[str]
    texts: dict[str, np.ndarray]  # by data column; missing where there is no row

    @cached_property
    def figures(self) -> dict[str, np.ndarray]:
        """The figures by data column; missing where there is a symbol or no row."""
        return {name: numbers(texts.ravel()).reshape(texts.shape) for name, texts in self.texts.items()}

    @cached_property
    def index(self) -> pd.MultiIndex:
        """The series as keys."""
        return pd.MultiIndex.from_frame(self.series)


def grid_of(vintage: Vintage, feed: Feed, only_authorities: bool = False) -> Grid:
    """Return the grid of a vintage, of which each series has one row a period."""
    at = (vintage.keys["geographic_level"] == AUTHORITY).to_numpy() if only_authorities else slice(None)
    keys = vintage.keys[at]
    rows, series = pd.MultiIndex.from_frame(keys[SERIES]).factorize()
    periods = sorted(keys["time_period"].unique(), key=feed.periods.family.number_of)
    columns = pd.Index(periods).get_indexer(keys["time_period"])
    texts: dict[str, np.ndarray] = {}
    for name, cells in vintage.texts.items():
        texts[name] = np.full((len(series), len(periods)), None, dtype=object)
        texts[name][rows, columns] = cells[at]
    return Grid(series.to_frame(index=False, name=SERIES), periods, texts)
