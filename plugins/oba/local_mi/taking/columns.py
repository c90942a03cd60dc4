"""Reading a whole column at once: each text that occurs in it is read one time, however many cells have it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oba.local_mi.layouts import Header
from oba.local_mi.reading import LISTED, NO_VALUE
from oba.local_mi.taking.forms import LETTER, Form, NotThat, OfThisCell, clean, unmarked


@dataclass
class Column:
    """Cells in their normal form.

    Attributes:
        values: the normal forms; None where a cell says nothing or breaks a rule.
        rules: the rule that a cell breaks; None where it breaks none.
        of_form: whether that rule is about the form of the cell, and not about what it says.
        is_null: cells that said in words that they say nothing.
    """

    values: np.ndarray
    rules: np.ndarray
    of_form: np.ndarray
    is_null: np.ndarray


def read_column(
    cells: np.ndarray, form: Form, header: Header, nulls: frozenset[str], null_values: frozenset[str]
) -> Column:
    """Return the cells of a column in their normal form.

    Args:
        cells: text or None.
        form: the normal form.
        header: what the layout says of the column.
        nulls: texts that say nothing, without case.
        null_values: normal forms that say nothing, such as the date of an empty cell.
    """
    own_nulls = nulls | {text.casefold() for text in header.nulls}
    said = {text.casefold(): value for text, value in header.values.items()}
    codes, texts = pd.factorize(cells)
    values: np.ndarray = np.empty(
        len(texts) + 1, dtype=object
    )  # the last is that of a cell without text, whose code is -1
    rules: np.ndarray = np.empty(len(texts) + 1, dtype=object)
    of_form: np.ndarray = np.zeros(len(texts) + 1, dtype=bool)
    is_null: np.ndarray = np.zeros(len(texts) + 1, dtype=bool)
    for position, text in enumerate(texts):
        plain = clean(unmarked(text))
        key = " ".join(plain.split()).casefold()
        if not plain and not text.startswith(NO_VALUE):
            continue
        if key in own_nulls:
            is_null[position] = True
            continue
        if text.startswith(LISTED) and not header.several:
            rules[position] = "a value is no list"
            continue
        meant = said.get(key, said.get(LETTER.sub("", key), header.otherwise))
        marks = text[: len(text) - len(unmarked(text))]
        try:
            value = form(marks + plain if meant is None else meant)
        except NotThat as broken:
            rules[position], of_form[position] = str(broken), not isinstance(broken, OfThisCell)
            continue
        is_null[position] = value in null_values
        values[position] = None if value in null_values else value
    return Column(values[codes], rules[codes], of_form[codes], is_null[codes])


def of_each(cells: np.ndarray, function: Callable[[str], str | None]) -> np.ndarray:
    """Return a function of each cell that says something, called one time for each text."""
    codes, texts = pd.factorize(cells)
    found: np.ndarray = np.empty(len(texts) + 1, dtype=object)
    found[: len(texts)] = [function(text) for text in texts]
    return found[codes]


def joined(columns: list[np.ndarray]) -> np.ndarray:
    """Return keys made of several columns; None where any of them says nothing."""
    whole = pd.DataFrame(dict(enumerate(columns)), dtype=object)
    missing = whole.isna().any(axis=1).to_numpy()
    text = whole.fillna("").agg("\x1f".join, axis=1).to_numpy(dtype=object)
    text[missing] = None
    return text


def nothing(size: int) -> np.ndarray:
    """Return a column that says nothing."""
    return np.full(size, None, dtype=object)


def nowhere(size: int) -> np.ndarray:
    """Return no row of so many."""
    return np.zeros(size, dtype=bool)


def filled(values: np.ndarray) -> np.ndarray:
    """Return where a column says something."""
    return pd.notna(values)


def is_one_of(cells: np.ndarray, texts: Mapping[str, object] | set[str]) -> np.ndarray:
    """Return where a raw cell is one of some texts, without case and spaces at its ends."""
    return of_each(cells, lambda text: "1" if clean(unmarked(text)).casefold() in texts else None) == "1"
