"""Figures of the newest period that are far from those of the period before: told to a person, never refused.

A real change and a slip look alike here, so nothing is decided; docs/gates.md says where the report is. Whoever finds a
slip copies a row from there into doubted_figures.yml and says why.
"""

import json
import re

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.kinds.figures.vintages import numbers

TIMES = 2.0  # a count or rate that at least doubled or halved
ENOUGH = 30  # in one of the two periods; fewer double by chance
POINTS = 25.0  # percentage points
KEY = ["geographic_level", "location_code", "breakdown", "data_column"]


def jumps(cells: pd.DataFrame, feed: Feed) -> pd.DataFrame:
    """Return the jumps of a file, the largest first.

    Args:
        cells: the long form of an accepted file.
        feed: its feed, for the units.

    Returns:
        ``source_row`` of the newest figure, place, ``breakdown``, ``data_column``, the two periods, ``earlier_value``,
        ``value``, ``size``: how many times TIMES or POINTS the change is, and the rows of ``doubted_figures.yml`` that
        doubt the newest figure (``to_doubt``) or the one before (``to_doubt_earlier``).
    """
    periods = sorted(cells["time_period"].unique(), key=feed.periods.family.number_of)[-2:]
    if len(periods) < 2:
        return pd.DataFrame(columns=["source_row"])
    part = cells[cells["time_period"].isin(periods)]
    part = part.assign(value=numbers(part["raw_value"].to_numpy()))
    before, after = (part[part["time_period"] == period] for period in periods)
    columns = [*KEY, "source_row", "location_name", "time_period", "value", "raw_value"]
    earlier = before[[*KEY, "time_period", "value", "raw_value"]].rename(
        columns={"time_period": "earlier_period", "value": "earlier_value", "raw_value": "earlier_raw_value"}
    )
    pairs = after[columns].merge(earlier, on=KEY).dropna(subset=["value", "earlier_value"])
    old, new = pairs["earlier_value"], pairs["value"]
    percent = pairs["data_column"].map({name: column.unit == "percent" for name, column in feed.columns.items()})
    larger, smaller = np.maximum(old, new), np.minimum(old, new)
    times = np.where(larger >= ENOUGH, larger / np.maximum(smaller, 1), 0) / TIMES
    size = np.where(percent.astype(bool), (new - old).abs() / POINTS, times)
    found = pairs.assign(size=size)[size >= 1]
    found = found.sort_values(["size", "source_row"], ascending=[False, True], ignore_index=True)
    found["to_doubt"] = _doubts(found, feed, "time_period", "raw_value")
    found["to_doubt_earlier"] = _doubts(found, feed, "earlier_period", "earlier_raw_value")
    return found.drop(columns=["raw_value", "earlier_raw_value"])


def _doubts(found: pd.DataFrame, feed: Feed, period: str, figure: str) -> list[str]:
    """Return for each jump the row that doubts one of its figures; without the reason, day and source it is refused."""
    member = re.compile(rf"(?:^|; )({'|'.join(feed.filters)})=") if feed.filters else None
    rows = []
    for row in found.to_dict("records"):
        parts = member.split(row["breakdown"])[1:] if member else []
        where = ", ".join(f"{name}: {_text(text)}" for name, text in zip(parts[::2], parts[1::2], strict=True))
        rows.append(
            f"- {{feed: {feed.feed}, column: {row['data_column']}, {f'where: {{{where}}}, ' if where else ''}"
            f"place: {_text(row['location_code'])}, period: {_text(row[period])}, figure: {row[figure]}, "
            "reason: , doubted_on: , source: }"
        )
    return rows


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def in_words(found: pd.DataFrame, most: int) -> tuple[str, ...]:
    """Return the largest jumps as a person reads them."""
    return tuple(
        f"line {row.source_row}, {row.location_name}, {row.data_column}"
        f"{f' ({row.breakdown})' if row.breakdown else ''}: "
        f"{row.earlier_value:,.10g} in {row.earlier_period}, {row.value:,.10g} in {row.time_period}"
        for row in found.head(most).itertuples()
    )
