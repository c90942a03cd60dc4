"""The frames that the suites of ``expectations/landed_file.py`` are about, and running those suites."""

import numpy as np
import pandas as pd

from oba.definitions import Definitions, Feed
from oba.definitions.catalogue import breakdown
from oba.definitions.models import TIME_AND_PLACE
from oba.gates import Failure, failures, suite_module
from oba.intake.reading import LINE, Unreadable

CODE_AND_NAME = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "la_name"),
}
PLACE_OF = {
    "columns": lambda row: "whole file",
    "rows": lambda row: f"line {row.pop(LINE)}",
    "periods": lambda row: f"period {row.pop('time_period')}",
    "cells": lambda row: f"line {row.pop(LINE)}, column {row.pop('published_column')}",
}
ROW_COLUMNS = {"columns": [], "rows": [LINE], "periods": ["time_period"], "cells": [LINE, "published_column"]}


def check(text: pd.DataFrame, feed: Feed, release: str, definitions: Definitions) -> pd.DataFrame:
    """Run the gate's suites over a file's text.

    Args:
        text: the frame of ``read_text_frame``.
        feed: the feed it belongs to.
        release: its release.
        definitions: where the allowed symbols are.

    Returns:
        The file in long form: one row per line and data column, see ``long_form``.

    Raises:
        Unreadable: an expectation failed; carries every failure of the suite that failed first.
    """
    names = feed.canonical_names()
    canonical = text.rename(columns=lambda name: names.get(name, name))
    if canonical.columns.has_duplicates:
        raise Unreadable(_same_meaning(text, canonical))
    suites = suite_module("landed_file").suites(feed, release, canonical.columns.drop(LINE), definitions.symbols)
    _pass_or_refuse("columns", suites, canonical.drop(columns=LINE))
    rows = _with_place_and_period(canonical)
    _pass_or_refuse("rows", suites, rows)
    _pass_or_refuse("periods", suites, _periods(rows))
    cells = long_form(rows, feed, {names.get(name, name): name for name in text.columns})
    _pass_or_refuse("cells", suites, cells)
    return cells


def long_form(rows: pd.DataFrame, feed: Feed, published: dict[str, str]) -> pd.DataFrame:
    """Return one row per line and data column: the line, time and place, breakdown, column and text of the cell."""
    rows = rows.assign(breakdown=_breakdown(rows, feed))
    cells = rows.melt(
        id_vars=[LINE, *TIME_AND_PLACE, "location_code", "location_name", "breakdown"],
        value_vars=[name for name in feed.columns if name in rows],
        var_name="data_column",
        value_name="raw_value",
    )
    return cells.assign(published_column=cells["data_column"].map(published))


def _pass_or_refuse(name: str, suites: dict[str, list], frame: pd.DataFrame) -> None:
    failed: list[Failure] = failures(suites[name], frame, ROW_COLUMNS[name], PLACE_OF[name])
    if failed:
        raise Unreadable(*failed)


def _with_place_and_period(rows: pd.DataFrame) -> pd.DataFrame:
    level, period = rows["geographic_level"], rows["time_period"].fillna("")
    at_level = [level == name for name in CODE_AND_NAME]
    too_small = np.select(
        [level == "National", level == "Regional"],
        [rows["region_code"].combine_first(rows["new_la_code"]), rows["new_la_code"]],
        None,
    )
    six_digits = period.str.fullmatch(r"\d{6}")
    start, end = (pd.to_numeric(part.where(six_digits)) for part in (period.str[2:4], period.str[4:6]))
    return rows.assign(
        period=rows["time_identifier"].fillna("") + " " + period,
        years_follow=~six_digits | ((start + 1) % 100 == end),
        location_code=np.select(at_level, [rows[code] for code, _ in CODE_AND_NAME.values()], None),
        location_name=np.select(at_level, [rows[name] for _, name in CODE_AND_NAME.values()], None),
        misplaced_code=too_small,
    )


def _periods(rows: pd.DataFrame) -> pd.DataFrame:
    places = rows.drop_duplicates(["time_period", "geographic_level", "location_code"])
    counts = pd.crosstab(places["time_period"], places["geographic_level"]).reindex(
        columns=list(CODE_AND_NAME), fill_value=0
    )
    return counts.reset_index().rename(columns={"National": "nations", "Local authority": "authorities"})


def _breakdown(rows: pd.DataFrame, feed: Feed) -> pd.Series:
    if not feed.filters:
        return pd.Series("", index=rows.index)
    filters = rows[sorted(feed.filters)]
    members = filters.drop_duplicates()
    texts = [breakdown(member) for member in members.to_dict("records")]
    return filters.merge(members.assign(breakdown=texts), how="left").set_axis(rows.index)["breakdown"]


def _same_meaning(text: pd.DataFrame, canonical: pd.DataFrame) -> Failure:
    twice = canonical.columns[canonical.columns.duplicated()].unique()
    found = [name for name, new in zip(text.columns, canonical.columns, strict=True) if new in twice]
    return Failure(
        "each declared column is published once",
        "Two published columns are declared to be the same.",
        "correct published_as in data/definitions/publications.",
        len(found),
        (f"line 1: found {', '.join(found)}",),
    )
