"""What people and systems do to cells, done to the cells of planted children: ``local_mi/made_up_messes.yml``."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from oba.definitions.base import Definition, Name, Text
from oba.definitions.reading import read_definition
from oba.local_mi.records import FOLDER
from oba.made_up.emit.xml import Element
from oba.made_up.planted import OF_MESSED, Case

Frames = Mapping[str, pd.DataFrame]
NUMBERS = ("Child Unique ID", "CHILD", "Child ID")


class Mess(Definition):
    """One cell, or one row, as it should not be; the file says what each field means."""

    mess: Name
    layout: Name
    table: Text
    child: int | None = None
    column: Text | None = None
    cell: str | None = None
    day: date | None = None
    form: Text | None = None
    appended: Text | None = None
    row: Literal["twice", "blank"] | None = None
    record: Name
    field: Name | None = None
    value: Text | None = None
    same: bool = False
    error: bool | None = None
    dropped: bool = False

    def of(self, was: Any) -> Any:
        """Return the cell as it becomes."""
        if self.day is not None:
            return pd.Timestamp(self.day)
        if self.form is not None:
            return was.strftime(self.form)
        return self.cell if self.appended is None else f"{was}{self.appended}"


class Messes(Definition):
    """All of them."""

    messes: tuple[Mess, ...]
    encodings: dict[Name, Text]
    stray_text: Text


@cache
def read_messes(definitions: Path) -> Messes:
    """Read the messes of a folder of definitions.

    Raises:
        DefinitionError: the file cannot be used; names line, rule, what was found and the mend.
    """
    return read_definition(definitions / FOLDER / "made_up_messes.yml", Messes)


def spoilt(layout: str, frames: Frames, messes: Messes, cases: Sequence[Case]) -> dict[str, pd.DataFrame]:
    """Return the frames of a layout with its messes in them."""
    found = dict(frames)
    for mess in messes.messes:
        if mess.layout == layout:
            found[mess.table] = _spoilt(found[mess.table], mess, _messed(cases))
    if layout == "annex_a":
        found["List 8"] = found["List 8"].rename(columns=_as_typed)
    if layout == "fgc":
        one = next(case.other["without_number"] for case in cases if case.id == "conference_of_three")
        number = found["Children"]["Child ID"]
        found["Children"] = found["Children"].assign(**{"Child ID": number.where(number.astype(str) != one)})
    return found


def spoilt_census(document: Element, messes: Messes, cases: Sequence[Case]) -> Element:
    """Return a census with stray text within the identifiers of the first messed child, as exports have it."""
    children = dict(document[1])["Children"]
    for _, parts in children:
        identifiers = parts[0][1]
        if identifiers[0] == ("LAchildID", _messed(cases)[0]):
            identifiers.insert(2, ("", messes.stray_text))
    return document


def expected(frames: Mapping[str, Frames], messes: Messes, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what must come of each mess, of the frames as they were before it, by layout."""
    found = []
    for mess in messes.messes:
        if mess.layout not in frames:
            continue
        frame = frames[mess.layout][mess.table]
        child = None if mess.child is None else _messed(cases)[mess.child]
        rows = [] if child is None else _rows(frame, child)
        if child is not None and not rows:
            continue  # the extract is of a time in which the child is not
        value = frame.at[rows[0], mess.column].strftime("%Y-%m-%d") if mess.same else mess.value
        told = mess.model_dump(
            include={"mess", "layout", "table", "column", "row", "record", "field", "error", "dropped"}
        )
        found.append(told | {"child": None if child is None else str(child), "value": value})
    return found


def _messed(cases: Sequence[Case]) -> list[int]:
    return next(case.children for case in cases if case.id == "messed")


def _as_typed(header: str) -> str:
    """Return a header as it is met: curly quotes, a bracket too many."""
    if "within the Last 12 Months (Y/N)" in header:
        return f"{header})"
    return header.replace("'Missing'", "\u2018Missing\u2019").replace("'Absent'", "\u2018Absent\u2019")


def _spoilt(frame: pd.DataFrame, mess: Mess, messed: Sequence[int]) -> pd.DataFrame:
    frame = frame.astype(object)
    if mess.child is None:
        blank = pd.DataFrame([dict.fromkeys(frame.columns)], dtype=object)
        return pd.concat([frame[:1], blank, frame[1:]], ignore_index=True)
    rows = _rows(frame, messed[mess.child])
    if not rows:
        return frame
    if mess.row == "twice":
        return pd.concat([frame, frame.loc[rows[:1]]], ignore_index=True)
    frame.at[rows[0], mess.column] = mess.of(frame.at[rows[0], mess.column])
    return frame


def _rows(frame: pd.DataFrame, child: int) -> list[int]:
    """Return the rows of a child, or those of its conference where the frame has no children."""
    number = next((name for name in frame.columns if name in NUMBERS or name.endswith("_person_id")), None)
    if number is None:
        return list(frame.index[frame["Referral ID"] == f"FGC{child + OF_MESSED}"])
    return list(frame.index[frame[number] == child])
