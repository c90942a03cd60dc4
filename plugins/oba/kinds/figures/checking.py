"""Reading a file of figures and running the suites of ``expectations.figures`` over it: all that still can be run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from oba.definitions import Definitions, Feed
from oba.definitions.base import TIME_AND_PLACE
from oba.gates import EXAMPLES, LINE, Failure, Place, Unreadable, failures, of_line, suites_needed
from oba.kinds.figures import frames
from oba.kinds.figures.adding_up import figures_of, misfits
from oba.kinds.figures.continuity import BESIDE, PAST, beside, ended, past
from oba.kinds.figures.jumps import in_words, jumps
from oba.kinds.figures.proposals import column_proposals, member_proposals
from oba.kinds.figures.rates import COLUMNS as OF_RATES
from oba.kinds.figures.rates import rate_misfits
from oba.kinds.figures.slips import FIGURE, Slips
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
        Unreadable: an expectation failed; carries every failure of every suite that could still be run, and says
            which could not.
    """
    slips = slips or Slips(feed, release)
    names = feed.canonical_names(release)
    published = text.rename(columns=lambda name: names.get(name, name))
    if published.columns.has_duplicates:
        raise Unreadable(_same_meaning(text, published))
    expected = feed.periods.expected(release)
    if expected is None:
        raise Unreadable(_release_without_period(release, feed))
    looked = _Look(suites(feed, release, definitions))

    def propose(find: Callable[..., list[Failure]]) -> Callable[[], list[Failure]]:
        return lambda: find(published, feed, release, definitions, earlier or evidence())

    optional = feed.optional_columns(release) & set(published)
    looked.at("columns", published.drop(columns=[LINE, *optional]), propose(column_proposals))
    lacking = [name for name in (*TIME_AND_PLACE, *feed.filters) if name not in published]
    if lacking or not set(feed.columns) & set(published) or published.empty:
        words = f"column {', '.join(lacking)} is missing" if lacking else "there is no figure"
        raise Unreadable(*looked.failed, _not_looked_at("the rows, periods and figures", words))
    feed = _with_what_is_there(feed, published)
    looked.rules = suites(feed, release, definitions) if looked.failed else looked.rules
    rows = frames.with_place_and_period(frames.with_canonical_members(published, feed, release), feed)
    # Great Expectations hashes every frame it is given: each suite gets the columns that it is about.
    placed = looked.at("rows", rows.drop(columns=list(feed.columns), errors="ignore"))
    listed = frames.listed_texts(published, rows, feed, release, text.columns.drop(LINE))
    known = looked.at("lists", listed, propose(member_proposals))
    rows = slips.read_as(rows, [symbol.symbol for symbol in definitions.symbols])
    published_names = {names.get(name, name): name for name in text.columns}
    if not placed:
        looked.at("cells", _cells(rows, feed, published_names))
        raise Unreadable(
            *looked.failed, _not_looked_at("the periods, and how figures fit", "rows cannot be told apart")
        )
    looked.at("periods", frames.periods(rows, frames.periods_asked(rows, feed, expected)))
    cells = frames.long_form(rows, feed, published_names)
    if not looked.at("cells", cells[["raw_value", LINE, "published_column"]]):
        rows = _with_unreadable_hidden(rows, feed, definitions)
        cells = frames.long_form(rows, feed, published_names)
    new = vintage_of(cells, "", release)
    if earlier is not None:
        looked.at("earlier", differences(new, earlier, feed, definitions, slips))
    summed = feed if known else _without_relations_of_filters(feed)
    figures = figures_of(rows, feed, definitions.symbols, slips)
    looked.at("figures", misfits(figures, summed, release))
    compared = [past(new, feed), ended(new, feed, definitions.boundary_changes), rate_misfits(figures, feed, earlier)]
    compared += [beside(new, earlier, feed)] if earlier is not None else []
    looked.at(
        "likeness",
        pd.concat(compared, ignore_index=True).reindex(columns=["where", *PAST, "ended", *BESIDE, *OF_RATES]),
    )
    if looked.failed:
        raise Unreadable(*looked.failed)
    return cells


@dataclass
class _Look:
    """The suites of a file, and what failed so far."""

    rules: dict[str, list]
    failed: list[Failure] = field(default_factory=list)

    def at(self, name: str, frame: pd.DataFrame, propose: Callable[[], list[Failure]] = list) -> bool:
        """Run a suite, and tell whether all is well; what is proposed is asked only where it is not."""
        found = failures(self.rules[name], frame, *NAMED_BY[name])
        self.failed += [*found, *propose()] if found else []
        return not found


def _not_looked_at(what: str, because: str) -> Failure:
    return Failure(
        f"{what} were not looked at",
        "What is wrong above hides them, so more may be told of this file once that is mended.",
        "mend what stands above and judge the file again.",
        1,
        (because,),
    )


def _with_what_is_there(feed: Feed, published: pd.DataFrame) -> Feed:
    """Return the feed without the attributes that the file lacks, which has been told."""
    there = {name: attribute for name, attribute in feed.attributes.items() if name in published}
    return feed if len(there) == len(feed.attributes) else feed.model_copy(update={"attributes": there})


def _without_relations_of_filters(feed: Feed) -> Feed:
    """Return the feed without the sums over members: where a member is unknown they would be wrong for that alone."""
    if feed.adds_up is None:
        return feed
    kept = tuple(relation for relation in feed.adds_up.relations if relation.filter is None)
    return feed.model_copy(update={"adds_up": feed.adds_up.model_copy(update={"relations": kept})})


def _cells(rows: pd.DataFrame, feed: Feed, published: dict[str, str]) -> pd.DataFrame:
    """Return line, column and text of each figure, also of rows whose place or period is not known."""
    there = [name for name in feed.columns if name in rows]
    cells = rows.melt(id_vars=[LINE], value_vars=there, var_name="published_column", value_name="raw_value")
    return cells.assign(published_column=cells["published_column"].map(published))


def _with_unreadable_hidden(rows: pd.DataFrame, feed: Feed, definitions: Definitions) -> pd.DataFrame:
    """Return the rows with a hidden figure in each cell that, as has been told, is neither figure nor symbol."""
    known = {symbol.symbol for symbol in definitions.symbols}
    hidden = next(symbol.symbol for symbol in definitions.symbols if symbol.reason == "suppressed")
    there = [name for name in feed.columns if name in rows]
    is_read = {name: rows[name].isin(known) | rows[name].str.fullmatch(FIGURE).eq(True) for name in there}
    return rows.assign(**{name: rows[name].where(is_read[name], hidden) for name in there})


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
    "likeness": (("where",), _where),
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
