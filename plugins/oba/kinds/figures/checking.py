"""Running the suites of ``expectations/landed_file.py`` over a file, one after the other."""

from collections.abc import Callable

import pandas as pd

from oba.definitions import Definitions, Feed
from oba.gates import Failure, failures, suite_module
from oba.kinds.figures import frames
from oba.kinds.figures.adding_up import figures_of, misfits
from oba.kinds.figures.proposals import column_proposals, member_proposals
from oba.kinds.figures.vintages import Vintage, differences, vintage_of
from oba.kinds.strict_csv import LINE, Unreadable

PLACE_OF = {
    "columns": lambda row: "whole file",
    "rows": lambda row: f"line {row.pop(LINE)}",
    "lists": lambda row: row.pop("where"),
    "periods": lambda row: _period_words(row.pop("time_period"), row.pop("short_at")),
    "cells": lambda row: f"line {row.pop(LINE)}, column {row.pop('published_column')}",
    "figures": lambda row: row.pop("where"),
    "earlier": lambda row: row.pop("where"),
}
ROW_COLUMNS = {
    "columns": [],
    "rows": [LINE],
    "lists": ["where"],
    "periods": ["time_period", "short_at"],
    "cells": [LINE, "published_column"],
    "figures": ["where"],
    "earlier": ["where"],
}


def check(
    text: pd.DataFrame,
    feed: Feed,
    release: str,
    definitions: Definitions,
    earlier: Vintage | None = None,
    evidence: Callable[[], Vintage | None] = lambda: None,
) -> pd.DataFrame:
    """Run the gate's suites over a file's text.

    Args:
        text: the frame of ``read_text_frame``.
        feed: the feed it belongs to.
        release: its release.
        definitions: where the allowed symbols and places are.
        earlier: the accepted vintage before it, which it must continue.
        evidence: finds a vintage that shows what a new name stands for; called only when there is a new name.

    Returns:
        The file in long form: one row per line and data column, see ``frames.long_form``.

    Raises:
        Unreadable: an expectation failed; carries every failure of the suite that failed first.
    """
    names = feed.canonical_names()
    published = text.rename(columns=lambda name: names.get(name, name))
    if published.columns.has_duplicates:
        raise Unreadable(_same_meaning(text, published))
    expected = feed.periods.expected(release)
    if expected is None:
        raise Unreadable(_release_without_period(release, feed))
    suites = suite_module("landed_file").suites(feed, release, published.columns.drop(LINE), definitions)
    suites |= suite_module("landed_figures").suites(feed)
    suites["lists"] += suite_module("landed_names").names(definitions.places)

    def propose(find: Callable[..., list[Failure]]) -> Callable[[], list[Failure]]:
        return lambda: find(published, feed, release, definitions, earlier or evidence())

    _pass_or_refuse("columns", suites, published.drop(columns=LINE), propose(column_proposals))
    rows = frames.with_place_and_period(frames.with_canonical_members(published, feed, release), feed)
    # Great Expectations hashes every frame it is given: each suite gets the columns that it is about.
    _pass_or_refuse("rows", suites, rows.drop(columns=list(feed.columns), errors="ignore"))
    listed = frames.listed_texts(published, rows, feed, release, text.columns.drop(LINE))
    _pass_or_refuse("lists", suites, listed, propose(member_proposals))
    _pass_or_refuse("periods", suites, frames.periods(rows, expected))
    cells = frames.long_form(rows, feed, {names.get(name, name): name for name in text.columns})
    _pass_or_refuse("cells", suites, cells[["raw_value", *ROW_COLUMNS["cells"]]])
    if earlier is not None:
        _pass_or_refuse("earlier", suites, differences(vintage_of(cells, "", release), earlier, feed, definitions))
    _pass_or_refuse("figures", suites, misfits(figures_of(rows, feed, definitions.symbols), feed, release))
    return cells


def _pass_or_refuse(
    name: str, suites: dict[str, list], frame: pd.DataFrame, propose: Callable[[], list[Failure]] = list
) -> None:
    failed: list[Failure] = failures(suites[name], frame, ROW_COLUMNS[name], PLACE_OF[name])
    if failed:
        raise Unreadable(*failed, *propose())


def _period_words(period: str, short_at: str | None) -> str:
    return f"period {period}" + ("" if pd.isna(short_at) else f", where {short_at} lines")


def _release_without_period(release: str, feed: Feed) -> Failure:
    return Failure(
        "the release is named by its last period",
        "The name tells which period has to be the last one of the file.",
        f"name the release such as {feed.periods.family.release_examples}, or declare the last period of the feed.",
        1,
        (f"found {release!r}",),
    )


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
