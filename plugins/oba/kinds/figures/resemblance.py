"""How like something new in a file is to something that is missing: the evidence behind a proposal.

Each function gives a score between 0, which is never proposed, and 1, and the evidence in words. Of several missing and
several new, ``best_pairs`` gives each new one to one missing one at most.
"""

import re
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from oba.definitions.feeds import DataColumn
from oba.kinds.figures.vintages import numbers, share_equal

LIKELY = 0.2  # score from which on a candidate is worth a look
NEAR = 0.1  # a figure made anew: at most a tenth off
ENOUGH_NEAR = 0.5  # share of such figures that says anything
BY_NEARNESS, BY_TEXTS, BY_NAME = 0.6, 0.5, 0.4  # what evidence weaker than equal figures or texts can reach
ALIKE = 0.5  # two names or texts less alike than this are not alike
FIGURE = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")

Scored = tuple[float, str]
NOT_AT_ALL: Scored = (0.0, "")
Scale = Literal["rate", "percent", "count"]
# What a name says of the scale of its figures; the first pattern that it holds counts.
SCALE_OF_UNIT: dict[str, Scale] = {"per_10000": "rate", "percent": "percent"}
SCALES: dict[str, tuple[Scale, ...]] = {
    r"per_?10_?0*k|per_?10_?000": ("rate",),
    r"percent|%|_pct|^pt_": ("percent",),
    r"(?<!head)count$|number$": ("count",),
    r"rate": ("rate", "percent"),
    r"count|number|headcount|_fte$|^n_|^t_": ("count",),
    r"": ("rate", "percent", "count"),
}


def best_pairs(
    missing: Sequence[str], new: Sequence[str], score: Callable[[str, str], Scored]
) -> dict[str, tuple[str, str]]:
    """Give each missing name the new one that fits best, so that all together fit best; each new one once.

    Returns:
        By missing name the new one and the evidence; a name for which nothing fits is left out.
    """
    scored = [[score(name, candidate) for candidate in new] for name in missing]
    table = np.array([[value for value, _ in row] for row in scored], dtype=float).reshape(len(missing), len(new))
    # Below what is likely a pair counts nothing, so that it takes no candidate from a likely one.
    rows, columns = linear_sum_assignment(np.where(table >= LIKELY, table, 0), maximize=True)
    chosen = [(row, column) for row, column in zip(rows, columns, strict=True) if table[row, column] >= LIKELY]
    return {missing[row]: (new[column], scored[row][column][1]) for row, column in chosen}


def holds_figures(cells: pd.Series, symbols: Collection[str]) -> bool:
    """Tell whether a column holds figures and symbols alone."""
    texts = cells.dropna().unique()
    return len(texts) > 0 and all(text in symbols or FIGURE.fullmatch(text) for text in texts)


def scale_of(column: DataColumn) -> Scale:
    """Return what kind of figure a data column holds."""
    return SCALE_OF_UNIT.get(column.unit, "count")


def can_hold(column: DataColumn, name: str, cells: pd.Series) -> bool:
    """Tell whether a new column may hold the figures of a missing one, by what it is called and by its scale."""
    said = next(scales for pattern, scales in SCALES.items() if re.search(pattern, name.lower()))
    texts = [text for text in cells.dropna().unique() if FIGURE.fullmatch(text)]
    decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
    least, greatest = column.bounds
    figures = numbers(np.array(texts, dtype=object))
    return (
        scale_of(column) in said
        and decimals <= column.decimal_places
        and bool(((figures >= least) & (figures <= greatest)).all())
    )


def like_figures(now: np.ndarray, then: np.ndarray, places: int, title: str, names: tuple[str, str]) -> Scored:
    """Compare the figures of a new column or member with the earlier ones of a missing one, on shared keys.

    Args:
        now: the new figures.
        then: the earlier ones, in the same order.
        places: decimal places to which they are compared.
        title: the vintage of the earlier ones.
        names: the new and the missing one, as the evidence calls them.
    """
    share, count = share_equal(now, then, places)
    said = f"{names[0]} equals {names[1]} of {title} in {share:.0%} of {count} shared figures"
    if share >= LIKELY:
        return share, said
    both = ~np.isnan(now) & ~np.isnan(then)
    near = float((np.abs(now - then)[both] <= NEAR * np.abs(then[both])).mean()) if both.any() else 0.0
    if near < ENOUGH_NEAR:
        return NOT_AT_ALL
    return BY_NEARNESS * near, f"{said}, and is at most {NEAR:.0%} off in {near:.0%} of those that both have"


def like_texts(known: Collection[str], cells: pd.Series, name: str, candidate: str) -> Scored:
    """Compare the texts of a column with those declared for a filter or attribute."""
    texts = [text for text in cells.dropna().unique() if isinstance(text, str)]
    if not texts:
        return NOT_AT_ALL
    same = sum(text in known for text in texts)
    if same:
        return same / len(texts), f"{same} of the {len(texts)} texts in {candidate!r} are declared for {name!r}"
    fit = float(np.mean([max(alike(text, other) for other in known) for text in texts]))
    if fit < ALIKE:
        return NOT_AT_ALL
    return BY_TEXTS * fit, f"no text in {candidate!r} is declared for {name!r}, but they are {fit:.0%} alike"


def like_name(name: str, candidate: str, reason: str) -> Scored:
    """Compare two names, and say that the spelling is all the evidence."""
    fit = alike(name, candidate)
    if fit < ALIKE:
        return NOT_AT_ALL
    return BY_NAME * fit, f"{reason}, so that the names are {fit:.0%} alike is all the evidence"


@cache
def alike(one: str, other: str) -> float:
    """Return how much two texts are spelt alike, between 0 and 1."""
    return SequenceMatcher(None, one.lower(), other.lower()).ratio()
