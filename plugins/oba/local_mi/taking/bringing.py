"""What one table of a file says of the rows of another, such as the legal status of an episode of care."""

import numpy as np
import pandas as pd

from oba.local_mi.layouts import Brought
from oba.local_mi.taking.columns import nothing, of_each
from oba.local_mi.taking.forms import NotThat, clean, day, part_of_key
from oba.local_mi.taking.recognising import RawTable

BEFORE, AFTER = "0001-01-01", "9999-12-31"


def bring(tables: tuple[RawTable, ...]) -> list[tuple[str, Brought]]:
    """Put what tables say of each other into their cells, as text.

    Returns:
        What could not be brought, since the other table is not in the file: the table that lacks it, and what.
    """
    lacking = []
    for raw in tables:
        for brought in raw.table.brings:
            others = [other for other in tables if other.table.table == brought.table]
            if others:
                _bring(raw, brought, others)
            elif len(raw.rows):
                lacking.append((raw.source_table, brought))
    return lacking


def _bring(raw: RawTable, brought: Brought, others: list[RawTable]) -> None:
    there = pd.concat([_frame(other, brought) for other in others], ignore_index=True)
    keys = [f"on_{name}" for name in brought.on]
    here = pd.DataFrame({f"on_{name}": _identifiers(raw, name) for name in brought.on}, dtype=object)
    here["row"] = range(len(here))
    here["day"] = _days(raw, brought.at[0], BEFORE) if brought.at else BEFORE
    found = here.merge(there.dropna(subset=keys), on=keys, how="inner")
    found = found[(found["from"] <= found["day"]) & (found["day"] < found["to"])]
    found = found.sort_values("from", kind="stable").drop_duplicates("row", keep="last").set_index("row")
    for name in brought.headers:
        column = found[f"of_{name}"].reindex(range(len(here))).to_numpy(dtype=object)
        raw.cells[name] = np.where(pd.isna(column), None, column)


def _frame(other: RawTable, brought: Brought) -> pd.DataFrame:
    days = brought.at[1:] if brought.at else ()
    return pd.DataFrame(
        {
            **{f"on_{name}": _identifiers(other, there) for name, there in brought.on.items()},
            "from": _days(other, days[0], AFTER) if days else BEFORE,
            "to": _days(other, days[1], AFTER) if len(days) > 1 else AFTER,
            **{f"of_{name}": _cells(other, there) for name, there in brought.headers.items()},
        },
        dtype=object,
    )


def _cells(raw: RawTable, name: str) -> np.ndarray:
    return raw.cells.get(name, nothing(len(raw.rows)))


def _identifiers(raw: RawTable, name: str) -> np.ndarray:
    return of_each(_cells(raw, name), _identifier)


def _identifier(cell: str) -> str | None:
    try:
        return part_of_key(clean(cell)) or None
    except NotThat:
        return None


def _days(raw: RawTable, name: str, without: str) -> np.ndarray:
    """Return dates in ISO form; those that cannot be read are told where their column is read, and count as none."""
    found = of_each(_cells(raw, name), _day)
    return np.where(pd.isna(found), without, found)


def _day(cell: str) -> str | None:
    try:
        return day(clean(cell), None)
    except NotThat:
        return None
