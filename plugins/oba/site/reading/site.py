"""What pages say, read from the marts of one warehouse file."""

from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any, Self

import duckdb

from oba.site.reading.card import Card, Row, read_card


class Site:
    """The marts of one warehouse file, as pages read them.

    Nothing else is behind a page: what a page says follows from the rows that it asked for, so that a page whose rows
    are the same need not be drawn again.
    """

    def __init__(self, warehouse: duckdb.DuckDBPyConnection, as_of: date, authorities: tuple[str, ...] = ()) -> None:
        """Hold an open warehouse.

        Args:
            warehouse: a connection to a warehouse file with its marts.
            as_of: the day that the pages are of: what is overdue is so on that day.
            authorities: GSS codes of the council's own places: first on the home page, with a document to print.
        """
        self._warehouse = warehouse
        self.as_of = as_of
        self.authorities = authorities
        self._marts: dict[str, list[Row]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], dict[tuple[Hashable, ...], list[Row]]] = {}

    @classmethod
    def of(cls, warehouse_file: Path, as_of: date, authorities: tuple[str, ...] = ()) -> Self:
        """Open a warehouse file, read-only."""
        return cls(duckdb.connect(str(warehouse_file), read_only=True), as_of, authorities)

    def rows(self, mart: str, **keys: Any) -> list[Row]:
        """Return the rows of a mart whose columns have some values, all if none is given.

        The order is that of the mart; whoever needs another sorts. Rows are shared and not to be changed.
        """
        columns = tuple(sorted(keys))
        if (mart, columns) not in self._found:
            found: dict[tuple[Hashable, ...], list[Row]] = {}
            for row in self._mart(mart):
                found.setdefault(tuple(row[column] for column in columns), []).append(row)
            self._found[mart, columns] = found
        return self._found[mart, columns].get(tuple(keys[column] for column in columns), [])

    def row(self, mart: str, **keys: Any) -> Row:
        """Return the one row of a mart whose key has some values.

        Raises:
            KeyError: there is none.
        """
        rows = self.rows(mart, **keys)
        if len(rows) != 1:
            raise KeyError(f"{len(rows)} rows of {mart} where {keys}")
        return rows[0]

    def places(self) -> list[Row]:
        """Return the rows of ``dim_geography`` that pages are about: authorities, then regions and England, by name."""
        rows = [row for row in self.rows("dim_geography") if row["geography_code"] == row["newest_code"]]
        return sorted(
            rows,
            key=lambda row: (
                row["geographic_level"] != "Local authority",
                row["geography_name"],
                row["geography_code"],
            ),
        )

    def scorecards_of(self, place: str) -> list[Row]:
        """Return the rows of ``dim_scorecard`` that are about a place, by title."""
        placed = {row["scorecard_id"] for row in self.rows("bridge_scorecard_geography", geography_code=place)}
        rows = [row for row in self.rows("dim_scorecard") if row["scorecard_id"] in placed]
        return sorted(rows, key=lambda row: (row["scorecard_title"], row["scorecard_id"]))

    def card(self, scorecard: str, place: str) -> Card | None:
        """Return a scorecard of a place, or None where it has no figure of that place."""
        card = read_card(self._warehouse, scorecard, place)
        return card if card.measures else None

    def _mart(self, mart: str) -> list[Row]:
        if mart not in self._marts:
            relation = self._warehouse.execute(f'select * from marts."{mart}" order by all')
            names = [column[0] for column in relation.description]
            self._marts[mart] = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
        return self._marts[mart]
