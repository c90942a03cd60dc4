"""Feeds, the breaks of their series, and the symbols of their cells, as tables."""

from collections.abc import Iterator
from typing import Any

from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import Feed, Publication, SeriesBreak, breakdown
from oba.definitions.measures import Symbol
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
SYMBOL = fields(Symbol, reason="value_reason")


def _feeds(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for publication, feed in definitions.feeds.values():
        yield PUBLICATION.row(publication) | FEED.row(feed)


def _series_breaks(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for _, feed in definitions.feeds.values():
        for broken in feed.series_breaks:
            for column in broken.columns or feed.columns:
                for where in feed.broken_combinations(broken):
                    place = {"feed": feed.feed, "data_column": column, "breakdown": breakdown(where)}
                    yield place | BREAK.row(broken) | {"first_release_sort_key": release_order(broken.release)}


FEED_TABLES = (
    DefinitionTable("feed", PUBLICATION.columns | FEED.columns, _feeds),
    DefinitionTable(
        "series_break",
        {"feed": str, "data_column": str, "breakdown": str} | BREAK.columns | {"first_release_sort_key": str},
        _series_breaks,
    ),
    DefinitionTable("symbol", SYMBOL.columns, lambda definitions: map(SYMBOL.row, definitions.symbols)),
)
