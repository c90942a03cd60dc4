"""Seeded draws: one stream for each purpose, so that a changed parameter moves only those at its edge.

A stream is read from its beginning, and a longer draw begins with the shorter one. That makes what a council comes out
as a nearly smooth function of its parameters, which is what calibration needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

Table = dict[str, np.ndarray]  # columns of one length
DAY = np.timedelta64(1, "D")
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Draws:
    """The draws of one chunk of one council."""

    seed: tuple[int, ...]

    def _stream(self, purpose: str) -> np.random.Generator:
        return np.random.Generator(np.random.SFC64([*self.seed, crc32(purpose.encode())]))

    def uniform(self, purpose: str, size: int) -> np.ndarray:
        """Return numbers from 0 to 1."""
        return self._stream(purpose).random(size)

    def normal(self, purpose: str, size: int) -> np.ndarray:
        """Return standard normal numbers."""
        return self._stream(purpose).standard_normal(size)

    def within(self, name: str) -> "Draws":
        """Return the draws of a part, with streams of its own."""
        return Draws((*self.seed, crc32(name.encode())))


def days(number: np.ndarray) -> np.ndarray:
    """Return numbers of days as lengths, cut to whole days."""
    return number.astype(np.int64).astype("timedelta64[D]")


def choose(uniform: np.ndarray, words: Sequence[str], shares: Sequence[float] | None = None) -> np.ndarray:
    """Return a word for each number from 0 to 1, in the shares given, which are scaled to 1."""
    weights = np.ones(len(words)) if shares is None else np.asarray(shares, dtype=float)
    places = np.searchsorted(np.cumsum(weights) / weights.sum(), uniform, side="right")
    return np.asarray(words)[np.minimum(places, len(words) - 1)]


def taken(table: Table, rows: np.ndarray) -> Table:
    """Return some rows of a table, by a mask or by their places."""
    return {name: column[rows] for name, column in table.items()}


def stacked(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables of the same columns."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def size(table: Table) -> int:
    """Return the number of rows."""
    return len(next(iter(table.values()))) if table else 0
