"""Feeds, the breaks and shocks of their series, doubted figures, and the symbols of their cells, as tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import AddsUp, Feed, Publication, Relation, SeriesBreak, breakdown
from oba.definitions.measures import DoubtedFigure, Symbol
from oba.definitions.tables.table import DefinitionTable, fields
from oba.periods import release_order
from oba.vocabulary import ArithmeticRule

PUBLICATION = fields(Publication, set(Publication.model_fields) - {"slug"}, slug="publication")
FEED = fields(Feed, set(Feed.model_fields) - {"feed", "title"}, title="feed_title")
BREAK = fields(
    SeriesBreak,
    ("columns", "all_columns", "where"),
    release="first_release",
    changed="change_in_series",
    source="source_of_change",
)
DOUBTED = fields(
    DoubtedFigure,
    ("where", "summed_over", "period", "figure"),
    column="data_column",
    place="geography_code",
    reason="doubt_reason",
    doubted_on="doubted_date",
    source="doubt_source",
)
SYMBOL = fields(Symbol, reason="value_reason")
PartRole = Literal["part", "numerator", "denominator"]
RULES: dict[str, ArithmeticRule] = {
    "sum": "total_of_rows",
    "share": "percentage_of_base",
    "rate": "rate_of_counts",
}


def _feeds(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for publication, feed in definitions.feeds.values():
        yield PUBLICATION.row(publication) | FEED.row(feed)


def _series_breaks(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for _, feed in definitions.feeds.values():
        for broken in feed.series_breaks:
            for column in feed.broken_by(broken):
                for where in feed.chosen_combinations(broken.where):
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


def _figure_arithmetic(definitions: Definitions) -> Iterator[dict[str, Any]]:
    for _, feed in definitions.feeds.values():
        if feed.adds_up is None or feed.adds_up.misfits == "refused":  # what the gate refuses never comes so far
            continue
        rows = {breakdown(where): where for where in feed.chosen_combinations({})}
        for number, relation in enumerate(feed.adds_up.relations, start=1):
            for (column, where), parts in _arithmetic(feed, feed.adds_up, relation, rows):
                for role, part_column, part_where in parts:
                    yield {
                        "feed": feed.feed,
                        "relation_number": number,
                        "arithmetic_rule": RULES[relation.kind],
                        "data_column": column,
                        "breakdown": where,
                        "part_role": role,
                        "part_data_column": part_column,
                        "part_breakdown": part_where,
                        "multiplier": 100 if relation.kind == "share" else relation.multiplier,
                    }


def _arithmetic(
    feed: Feed, adds_up: AddsUp, relation: Relation, rows: dict[str, dict[str, str]]
) -> Iterator[tuple[tuple[str, str], list[tuple[PartRole, str, str]]]]:
    """Return the cells that a relation is about, by column and breakdown, each with those that it is made from.

    ``rows`` has the members at each breakdown that a file of the feed may hold.
    """
    name, columns = relation.filter, list(relation.parts)
    for where, members in rows.items():
        if name is None and relation.kind == "sum":
            yield (relation.whole, where), [("part", column, where) for column in columns]
        elif name is None:
            printed = relation.percentage or relation.rate or ""
            yield (printed, where), [("numerator", columns[0], where), ("denominator", relation.whole, where)]
        elif members[name] == relation.whole:
            named = (breakdown(members | {name: text}) for text in feed.parts_of(relation))
            others = [other for other in named if other in rows]
            for column in adds_up.columns if relation.kind == "sum" else ():
                yield (column, where), [("part", column, other) for other in others]
            if relation.percentage is not None and relation.count is not None:
                for other in others:
                    counts = relation.count
                    yield (relation.percentage, other), [("numerator", counts, other), ("denominator", counts, where)]


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
    DefinitionTable(
        "figure_arithmetic",
        {
            "feed": str,
            "relation_number": int,
            "arithmetic_rule": ArithmeticRule,
            "data_column": str,
            "breakdown": str,
            "part_role": PartRole,
            "part_data_column": str,
            "part_breakdown": str,
            "multiplier": int | None,
        },
        _figure_arithmetic,
    ),
    DefinitionTable("symbol", SYMBOL.columns, lambda definitions: map(SYMBOL.row, definitions.symbols)),
)
