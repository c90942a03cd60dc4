"""What a file says of a child in two ways, or of a time before it; both stay, for nobody knows which is wrong."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from oba.local_mi.records import Record
from oba.local_mi.taking.columns import nowhere
from oba.local_mi.taking.tables import ROW, Taken

NEVER = "9999-12-31"
BEFORE_BIRTH = 300  # days: what is planned for a child not born yet comes before the birth by no more
SEXES = ("M", "F")
CORRECT = "Correct the one or the other."


def tell_of_contradictions(tables: list[Taken]) -> None:
    """Tell of dates before a birth, of children of two sexes, and of things numbered twice that differ."""
    children = [frame for one in tables for record, _, frame in one.records if record.record == "child"]
    known = pd.concat(children) if children else pd.DataFrame(columns=["child_key", "birth_date", "sex"])
    born = known[["child_key", "birth_date"]].dropna().drop_duplicates()
    births = born.drop_duplicates("child_key", keep=False).set_index("child_key")["birth_date"]
    earliest = births.map(_earliest)
    sexes = known.loc[known["sex"].isin(SEXES), ["child_key", "sex"]].drop_duplicates()
    with_two = set(sexes.loc[sexes.duplicated("child_key"), "child_key"])
    for one in tables:
        for record, given, frame in one.records:
            sources = {name: source for name, source in given.columns.items() if isinstance(source, str)}
            if frame.empty:
                continue
            if "child_key" in record.columns and len(births):
                _tell_before_birth(one, record, sources, frame, births, earliest)
            if with_two and record.record == "child" and "sex" in sources:
                two = frame["child_key"].isin(with_two) & frame["sex"].isin(SEXES)
                _tell(one, frame, two, sources["sex"], "a child has one sex in a file", CORRECT)
            if record.undated and "child_key" not in record.columns:
                _tell_numbered_twice(one, record, sources, frame)


def _tell_before_birth(
    one: Taken,
    record: Record,
    sources: dict[str, str],
    frame: pd.DataFrame,
    births: pd.Series,
    earliest: pd.Series,
) -> None:
    for name, source in sources.items():
        if record.columns[name].type != "date" or not frame[name].notna().any():
            continue
        bound = frame["child_key"].map(births if name == "death_date" else earliest).fillna("")
        before = frame[name].fillna(NEVER) < bound
        _tell(one, frame, before, source, "nothing is long before a birth, and no death before it", CORRECT)


def _earliest(born: str) -> str:
    return (date.fromisoformat(born) - timedelta(days=BEFORE_BIRTH)).isoformat()


def _tell_numbered_twice(one: Taken, record: Record, sources: dict[str, str], frame: pd.DataFrame) -> None:
    """Tell of what one number names in two rows that differ; those that are the same were counted once."""
    key = [*record.key]
    twice = frame[key].notna().all(axis=1) & frame.duplicated(key, keep=False)
    if key[-1] in sources:
        _tell(one, frame, twice, sources[key[-1]], "one number names one thing in a file", "Give each its own number.")


def _tell(one: Taken, frame: pd.DataFrame, where: pd.Series, source: str, rule: str, mend: str) -> None:
    if where.any() and source in one.raw.cells:
        rows = nowhere(len(one.raw.rows))
        rows[np.asarray(frame.loc[where, ROW], dtype=int)] = True
        one.told.tell(rows, one.shown(source), rule, one.raw.cells[source], mend)
