"""Feeds, the breaks and shocks of their series, doubted figures, and the symbols of their cells, as tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import Feed, Publication, SeriesBreak, breakdown
from oba.definitions.measures import DoubtedFigure, Symbol
from oba.definitions.tables.table import DefinitionTable, fields
from oba.periods import release_order

PUBLICATION = fields(Publication, set(Publication.model_fields) - {"slug"}, slug="publication")
FEED = fields(Feed, set(Feed.model_fields) - {"feed", "title"}, title="feed_title")
BREAK = fields(
    SeriesBreak,
    ("columns", "where"),
    release="first_release",
    changed="change_in_series",
    source="source_of_change",
)
DOUBTED = fields(
    DoubtedFigure,
    ("where", "period", "figure"),
    column="data_column",
    place="geography_code",
    reason="doubt_reason",
    doubted_on="doubted_date",
    source="doubt_source",
)
SYMBOL = fields(Symbol, reason="value_reason")


def _feeds(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for publication, feed in definitions.feeds.values():
        yield PUBLICATION.row(publication) | FEED.row(feed)


def _series_breaks(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for _, feed in definitions.feeds.values():
        for broken in feed.series_breaks:
            for column in broken.columns or feed.columns:
                for where in feed.marked_combinations(broken):
                    place = {"feed": feed.feed, "data_column": column, "breakdown": breakdown(where)}
                    yield place | BREAK.row(broken) | {"first_release_sort_key": release_order(broken.release)}


def _shocks(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for _, feed in definitions.feeds.values():
        for shock in feed.shocks:
            for column, where, end in feed.shocked(shock):
                place = {"feed": feed.feed, "data_column": column, "breakdown": where}
                yield place | {"period_end_date": end, "shock_reason": shock.reason}


def _doubted_figures(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for doubted in definitions.doubted_figures:
        _, feed = definitions.feeds[doubted.feed]
        yield DOUBTED.row(doubted) | {
            "breakdown": breakdown(doubted.where),
            "period_end_date": feed.period(doubted.period).last_day,
            "doubted_figure": str(doubted.figure),
        }


FEED_TABLES = (
    DefinitionTable("feed", PUBLICATION.columns | FEED.columns, _feeds),
    DefinitionTable(
        "series_break",
        {"feed": str, "data_column": str, "breakdown": str} | BREAK.columns | {"first_release_sort_key": str},
        _series_breaks,
    ),
    DefinitionTable(
        "shock",
        {"feed": str, "data_column": str, "breakdown": str, "period_end_date": date, "shock_reason": str},
        _shocks,
    ),
    DefinitionTable(
        "doubted_figure",
        DOUBTED.columns | {"breakdown": str, "period_end_date": date, "doubted_figure": str},
        _doubted_figures,
    ),
    DefinitionTable("symbol", SYMBOL.columns, lambda definitions: map(SYMBOL.row, definitions.symbols)),
)
