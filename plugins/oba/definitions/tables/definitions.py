"""Every definition as a row of a table."""

from typing import Any

import pandas as pd

from oba.definitions.catalogue import Definitions
from oba.definitions.feeds import breakdown
from oba.definitions.places import newest_codes
from oba.definitions.tables.cards import card_tables


def definition_tables(definitions: Definitions) -> dict[str, list[dict[str, Any]] | pd.DataFrame]:
    """Return the definitions as the tables that dbt's source ``definitions`` declares."""
    newest = newest_codes(definitions.boundary_changes)
    return {
        "feed": [
            {
                "feed": feed.feed,
                "publication": publication.slug,
                "title": feed.title,
                "period_ends": feed.period_ends,
            }
            for publication, feed in definitions.feeds.values()
        ],
        "series_break": [
            {
                "feed": feed.feed,
                "data_column": column,
                "breakdown": breakdown(row),
                **broken.model_dump(exclude={"columns", "where"}),
            }
            for _, feed in definitions.feeds.values()
            for broken in feed.series_breaks
            for column in (broken.columns or feed.columns)
            for row in feed.broken_combinations(broken)
        ],
        "symbol": [symbol.model_dump() for symbol in definitions.symbols],
        "measure": [measure.model_dump(exclude={"sources"}) for measure in definitions.measures],
        "measure_component": [
            {
                "measure": measure.measure,
                "preference": preference,
                "component": name,
                "feed": source.feed_of(component),
                "data_column": component.column,
                "breakdown": breakdown(component.where),
                "is_from_another_feed": source.feed_of(component) != source.feed,
                "periods_before": getattr(component, "periods_before", 0),
            }
            for measure in definitions.measures
            for preference, source in enumerate(measure.sources, start=1)
            for name, component in source.components.items()
        ],
        **card_tables(definitions),
        "geography_successor": [
            {
                "predecessor_code": predecessor,
                "successor_code": successor,
                "effective": change.effective,
                "kind": change.kind,
                "source": change.source,
                "newest_code": newest.get(predecessor) if change.kind == "recode" else None,
            }
            for change in definitions.boundary_changes
            for predecessor in change.predecessors
            for successor in change.successors
        ],
        "combined_return": [
            {"combined_code": combined.combined_code, "member_code": member, "source": combined.source}
            for combined in definitions.combined_returns
            for member in combined.members
        ],
    }
