"""Which cells of a file a known slip excuses from a rule of the gate, and which figures a release made anew.

A check asks ``excuse`` with the cells that break its rule, and refuses those that come back. Nothing but these cells is
left out: a sum that holds an excused figure is judged with it, and so is every other rule about the cell.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.definitions.feeds import KnownSlip, breakdown, came_between
from oba.kinds.kind import Note
from oba.vocabulary import RuleOfCells, RuleOfGate

FIGURE = r"-?[0-9]+(?:\.[0-9]+)?"  # as the suite ``cells`` has it
IDLE = "known slips excuse nothing in this release: mistyped, or the publisher corrected them; take them out"


@dataclass
class Slips:
    """The known slips of a feed in one release, and which of them excused something so far."""

    feed: Feed
    release: str
    used: set[int] = field(default_factory=set)  # by number in ``known_slips``

    def of_rule(self, *rules: RuleOfGate) -> Iterable[tuple[int, KnownSlip]]:
        """Return the slips of some rules in this release, each with its number."""
        numbered = enumerate(self.feed.known_slips)
        return [(n, slip) for n, slip in numbered if slip.rule in rules and self.release in slip.releases]

    def excuse(self, rule: RuleOfGate, rows: pd.DataFrame, wrong: pd.Series) -> pd.Series:
        """Return which of the cells that break a rule no slip excuses; the slips that excuse one are known as used.

        Args:
            rule: the rule.
            rows: one row per line, with ``time_period`` and ``location_code``, and the filters or ``breakdown``.
            wrong: whether the line's cell breaks the rule; its name is the data column.
        """
        left = wrong.to_numpy(dtype=bool, copy=True)
        for number, slip in self.of_rule(rule):
            if wrong.name in slip.columns:
                hit = left & self._lines(slip, rows)
                if hit.any():
                    self.used.add(number)
                left &= ~hit
        return pd.Series(left, index=wrong.index, name=wrong.name)

    def read_as(self, rows: pd.DataFrame, symbols: Collection[str]) -> pd.DataFrame:
        """Return the lines with the declared symbol in each excused cell that is blank, or no figure and no symbol."""
        read: dict[str, pd.Series] = {}
        for rule in get_args(RuleOfCells):
            for number, slip in self.of_rule(rule):
                for name in slip.columns:
                    texts = read.get(name, rows[name])
                    is_blank = texts.isna()
                    is_unreadable = ~is_blank & ~texts.isin(symbols) & ~texts.fillna("").str.fullmatch(FIGURE)
                    hit = (is_blank if rule == "blank_cell" else is_unreadable) & self._lines(slip, rows)
                    if hit.any():
                        self.used.add(number)
                    read[name] = texts.mask(hit, slip.read_as)
        return rows.assign(**read)

    def excuses_place(self, rule: RuleOfGate, code: str, periods: Iterable[str]) -> bool:
        """Tell whether a slip excuses a place from a rule about its rows in all of some periods."""
        for number, slip in self.of_rule(rule):
            if code in slip.places and set(periods) <= set(slip.periods):
                self.used.add(number)
                return True
        return False

    def idle(self) -> Note:
        """Return the slips that name this release and excused nothing in it.

        A note and no failure: a file that the publisher corrected must not be refused because a line about the wrong
        one still stands, and a mistyped slip refuses the file anyway, by the rule that it did not excuse.
        """
        idle = [
            slip
            for number, slip in enumerate(self.feed.known_slips)
            if self.release in slip.releases and number not in self.used
        ]
        names = ("rule", "places", "periods", "columns")
        rows = [{name: _listed(getattr(slip, name)) for name in names} for slip in idle]
        words = tuple("; ".join(filter(None, row.values())) for row in rows)
        return Note(len(idle), IDLE, True, words, pd.DataFrame(rows, columns=names))

    def _lines(self, slip: KnownSlip, rows: pd.DataFrame) -> np.ndarray:
        lines = rows["location_code"].isin(slip.places) & rows["time_period"].isin(slip.periods)
        return lines.to_numpy(dtype=bool) & _at_members(slip.where, rows, self.feed)


def restated(rows: pd.DataFrame, feed: Feed, after: str, release: str) -> pd.DataFrame:
    """Return which figures were made anew by a release after one and not after another.

    Args:
        rows: one row per line, with ``time_period``, and the filters or ``breakdown``.
        feed: the feed that declares it.
        after: the release of the earlier figures.
        release: the release of those that are compared with them.

    Returns:
        A row per line and a boolean column per data column of the feed.
    """
    mask = pd.DataFrame(False, index=rows.index, columns=list(feed.columns))
    for each in feed.restated:
        if came_between(after, each.release, release):
            lines = rows["time_period"].isin(each.periods).to_numpy() & _at_members(each.where, rows, feed)
            mask.loc[lines, list(each.columns)] = True
    return mask


def _at_members(where: Mapping[str, tuple[str, ...]], rows: pd.DataFrame, feed: Feed) -> np.ndarray:
    """Return which lines are at one of the named members of each filter that is named."""
    if where and "breakdown" in rows:
        chosen = [breakdown(row) for row in feed.chosen_combinations(where)]
        return rows["breakdown"].isin(chosen).to_numpy(dtype=bool)
    lines: np.ndarray = np.ones(len(rows), dtype=bool)
    for name, texts in where.items():
        lines &= rows[name].isin(texts).to_numpy(dtype=bool)
    return lines


def _listed(texts: str | tuple[str, ...]) -> str:
    return texts if isinstance(texts, str) else ", ".join(texts)
