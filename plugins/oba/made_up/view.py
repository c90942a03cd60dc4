"""What a council knew on a day: the facts of all its chunks, as frames that every file is written from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from oba.made_up.draws import Table, stacked
from oba.made_up.recording import as_known

TEAMS = {
    "contact": "Front Door",
    "assessment": "Assessment Team",
    "help": "Locality Team",
    "care": "Children in Care Team",
    "leaving": "Leaving Care Team",
}
# Days that may lie behind the day of a view though their row begins before it.
LATER = {
    "enquiry": ("conference",),
    "pre_proceedings": ("letter", "met", "applied"),
    "conference": ("answered", "allocated", "planned", "held", "review", "closed"),
    "person": (),
}


@dataclass(frozen=True)
class View:
    """What was known on a day, cut at the end of the year that a return is of."""

    council: str
    on: pd.Timestamp
    until: pd.Timestamp  # nothing behind it is told; the day itself unless the view is of a year
    since: pd.Timestamp | None  # first day of that year
    frames: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a frame by name."""
        return self.frames[name]

    def people(self, children: pd.Series) -> pd.DataFrame:
        """Return the people of a column of children, row by row."""
        return self["person"].set_index("child").reindex(children).reset_index()


def view(council: str, chunks: Iterable[dict[str, Table]], on: date, year_to: date | None = None) -> View:
    """Return what was known on a day.

    Args:
        council: its code.
        chunks: the facts.
        on: the day.
        year_to: last day of the year of a yearly return; None: everything until ``on``.
    """
    day = np.datetime64(on)
    until = day if year_to is None else min(day, np.datetime64(year_to))
    found: dict[str, list[Table]] = {}
    for tables in chunks:
        for name, table in tables.items():
            if "end_known" in table:
                seen = as_known(table, day, until)
            else:
                seen = (
                    {column: values[table["known"] <= day] for column, values in table.items() if column != "known"}
                    if "known" in table
                    else table
                )
            found.setdefault(name, []).append(seen)
    frames = {name: pd.DataFrame(stacked(parts)) for name, parts in found.items()}
    for name, columns in LATER.items():
        for column in columns:
            frames[name][column] = frames[name][column].where(frames[name][column] <= until)
    _hide_what_comes_with_an_end(frames, pd.Timestamp(until))
    since = None if year_to is None else pd.Timestamp(year_to) - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    return View(council, pd.Timestamp(on), pd.Timestamp(until), since, frames)


def _hide_what_comes_with_an_end(frames: dict[str, pd.DataFrame], until: pd.Timestamp) -> None:
    for name, columns in (("case", ("reason",)), ("episode", ("ended", "why")), ("care", ("exit",))):
        frame = frames[name]
        for column in columns:
            frame[column] = frame[column].where(frame["end"].notna(), "")
    enquiry, conference, letters = frames["enquiry"], frames["conference"], frames["pre_proceedings"]
    enquiry["plan"] = enquiry["plan"] & enquiry["conference"].notna()
    for column, day in (
        ("answer", "answered"),
        ("outcome", "held"),
        ("agreed", "held"),
        ("plan", "held"),
        ("satisfaction", "held"),
        ("closed_reason", "closed"),
    ):
        conference[column] = conference[column].where(
            conference[day].notna() | ((column == "outcome") & conference["closed"].notna()), ""
        )
    letters["reviews"] = letters["reviews"].where(letters["end"].notna())
    people = frames["person"]
    people["unborn"] = (people["birth"] > until) | people["expected_only"]
    people["death"] = people["death"].where(people["death"] <= until)
    children = frames["conference_child"]
    children = children[children["conference"].isin(conference["id"])].reset_index(drop=True)
    frames["conference_child"] = children
    met = conference.loc[conference["in_letter"] & conference["held"].notna(), "id"]
    letters["met_conference"] = letters["case"].isin(children.loc[children["conference"].isin(met), "case"])


def rows_by(frame: pd.DataFrame, column: str) -> dict[int, list[Any]]:
    """Return the rows of each value of a column, in their order, as tuples with the names of the columns."""
    found: dict[int, list[Any]] = {}
    for value, row in zip(frame[column], frame.itertuples(index=False), strict=True):
        found.setdefault(value, []).append(row)
    return found


def within_years(seen: View, years: int) -> View:
    """Return a view of the children whose cases, help or contacts fall into the last years, and of those rows alone."""
    since = seen.on - pd.DateOffset(years=years)
    frames = dict(seen.frames)
    case = frames["case"]
    frames["case"] = case[(case["start"] >= since) | (~case["nfa"] & ~(case["end"] < since))]
    frames["contact"] = frames["contact"][frames["contact"]["start"] >= since]
    frames["early_help"] = frames["early_help"][~(frames["early_help"]["end"] < since)]
    for name in ("assessment", "plan", "enquiry", "protection", "episode", "pre_proceedings", "leaver"):
        frames[name] = frames[name][frames[name]["case"].isin(frames["case"]["id"])]
    told = pd.concat([frames[name]["child"] for name in ("case", "contact", "early_help")])
    frames["person"] = seen["person"][seen["person"]["child"].isin(told)]
    return replace(seen, frames={name: frame.reset_index(drop=True) for name, frame in frames.items()})


def last_of_series(start: pd.Series, end: pd.Series, on: pd.Timestamp, first: int, every: int) -> pd.Series:
    """Return the last day of a series ``first`` days after a start and each ``every`` days from then, by its end."""
    until = end.fillna(on).clip(upper=on)
    ran = (until - start).dt.days
    number = (ran - first) // every
    return (start + pd.to_timedelta(first + number.clip(lower=0) * every, unit="D")).where(ran >= first)


def all_of_series(frame: pd.DataFrame, on: pd.Timestamp, first: int, every: int) -> pd.DataFrame:
    """Return a row for each day of such a series, with the rows of the frame it is of."""
    until = frame["end"].fillna(on).clip(upper=on)
    count = (((until - frame["start"]).dt.days - first) // every + 1).clip(lower=0)
    rows = frame.loc[frame.index.repeat(count)]
    number = rows.groupby(level=0).cumcount()
    return rows.assign(day=rows["start"] + pd.to_timedelta(first + number * every, unit="D"), number=number)
