"""Reading a file of figures and running the suites of ``expectations.figures`` over it, one after the other."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from oba.definitions import Definitions, Feed
from oba.gates import EXAMPLES, LINE, Failure, Place, Unreadable, of_line, refuse_failures, suites_needed
from oba.kinds.figures import frames
from oba.kinds.figures.adding_up import figures_of, misfits
from oba.kinds.figures.jumps import in_words, jumps
from oba.kinds.figures.proposals import column_proposals, member_proposals
from oba.kinds.figures.slips import Slips
from oba.kinds.figures.vintages import Vintage, differences, read_vintage, revised_figures, vintage_of
from oba.kinds.kind import Candidate, Note, Taken
from oba.kinds.strict_csv import read_text_frame
from oba.quoting import VERBATIM

JUMPED = "figures of the newest period are far from those of the period before"


def take(candidate: Candidate[Feed]) -> Taken:
    """Read and check a file of figures.

    Raises:
        Unreadable: it cannot be read whole, or an expectation failed.
    """
    text = read_text_frame(candidate.path, VERBATIM)
    before = candidate.before()
    earlier = read_vintage(before.long_form, before.title, before.release) if before else None
    slips = Slips(candidate.feed, candidate.release)
    after = partial(_vintage_after, candidate)
    cells = check(text, candidate.feed, candidate.release, candidate.definitions, earlier, after, slips)
    found = jumps(cells, candidate.feed)
    notes = {"jumps": Note(len(found), JUMPED, True, in_words(found, EXAMPLES), found), "idle_slips": slips.idle()}
    if earlier is not None:
        revised = revised_figures(vintage_of(cells, candidate.title, candidate.release), earlier)
        notes["revised"] = Note(revised, f"figures are not what they were in {earlier.title}")
    return Taken(len(text), cells, earlier.title if earlier else None, notes)


def suites(feed: Feed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations of ``expectations.figures`` for a file."""
    with suites_needed():
        from expectations import figures
    return figures.suites(feed, release, definitions)


def check(
    text: pd.DataFrame,
    feed: Feed,
    release: str,
    definitions: Definitions,
    earlier: Vintage | None = None,
    evidence: Callable[[], Vintage | None] = lambda: None,
    slips: Slips | None = None,
) -> pd.DataFrame:
    """Run the suites over a file's text.

    Args:
        text: the frame of ``read_text_frame``.
        feed: the feed it belongs to.
        release: its release.
        definitions: where the allowed symbols and places are.
        earlier: the accepted vintage before it, which it must continue.
        evidence: finds a vintage that shows what a new name stands for; called only when there is a new name.
        slips: the known slips of the release; told which of them excused something.

    Returns:
        The file in long form: one row per line and data column, see ``frames.long_form``.

    Raises:
        Unreadable: an expectation failed; carries every failure of the suite that failed first.
    """
    slips = slips or Slips(feed, release)
    names = feed.canonical_names(release)
    published = text.rename(columns=lambda name: names.get(name, name))
    if published.columns.has_duplicates:
        raise Unreadable(_same_meaning(text, published))
    expected = feed.periods.expected(release)
    if expected is None:
        raise Unreadable(_release_without_period(release, feed))
    rules = suites(feed, release, definitions)

    def refuse(name: str, frame: pd.DataFrame, find: Callable[..., list[Failure]] | None = None) -> None:
        def propose() -> list[Failure]:
            return find(published, feed, release, definitions, earlier or evidence()) if find else []

        refuse_failures(rules[name], frame, VERBATIM, *NAMED_BY[name], propose)

    optional = feed.optional_columns(release) & set(published)
    refuse("columns", published.drop(columns=[LINE, *optional]), column_proposals)
    rows = frames.with_place_and_period(frames.with_canonical_members(published, feed, release), feed)
    # Great Expectations hashes every frame it is given: each suite gets the columns that it is about.
    refuse("rows", rows.drop(columns=list(feed.columns), errors="ignore"))
    refuse("lists", frames.listed_texts(published, rows, feed, release, text.columns.drop(LINE)), member_proposals)
    refuse("periods", frames.periods(rows, expected))
    rows = slips.read_as(rows, [symbol.symbol for symbol in definitions.symbols])
    cells = frames.long_form(rows, feed, {names.get(name, name): name for name in text.columns})
    refuse("cells", cells[["raw_value", LINE, "published_column"]])
    if earlier is not None:
        refuse("earlier", differences(vintage_of(cells, "", release), earlier, feed, definitions, slips))
    refuse("figures", misfits(figures_of(rows, feed, definitions.symbols, slips), feed, release))
    return cells


def _vintage_after(candidate: Candidate[Feed]) -> Vintage | None:
    """Return the first later vintage that passes the gate by itself; evidence for a file that has none before it."""
    for file in candidate.after():
        try:
            cells = check(read_text_frame(file.path, VERBATIM), file.feed, file.release, file.definitions)
        except Unreadable:
            continue
        return vintage_of(cells, file.title, file.release)
    return None


def _period(row: dict[str, Any]) -> str:
    period, short_at = row.pop("time_period"), row.pop("short_at")
    return f"period {period}" + ("" if pd.isna(short_at) else f", where {short_at} lines")


def _cell(row: dict[str, Any]) -> str:
    return f"{of_line(row)}, column {row.pop('published_column')}"


def _where(row: dict[str, Any]) -> str:
    return row.pop("where")


# The columns that name a row of each suite's frame to a person, and the words that are made of them.
NAMED_BY: dict[str, tuple[tuple[str, ...], Place]] = {
    "columns": ((), lambda row: "whole file"),
    "rows": ((LINE,), of_line),
    "lists": (("where",), _where),
    "periods": (("time_period", "short_at"), _period),
    "cells": ((LINE, "published_column"), _cell),
    "earlier": (("where",), _where),
    "figures": (("where",), _where),
}


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
