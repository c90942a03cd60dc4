"""A site of a few rows, for the tests of single kinds of page."""

from datetime import date
from typing import Any

from oba.listing import Group, Key
from oba.site.reading import Site
from oba.site.reading.marts import Marts, Row

PLACE: Row = {
    "geography_code": "E08000035",
    "geography_name": "Leeds",
    "geographic_level": "Local authority",
    "region_code": "E12000003",
    "region_name": "Yorkshire and The Humber",
    "is_part_of_another_region": False,
    "valid_to": None,
    "newest_code": "E08000035",
    "is_made_up": False,
}


def place(code: str, name: str, **other: Any) -> Row:
    """Return a row of dim_geography, of a council of Yorkshire unless told otherwise."""
    return PLACE | {"geography_code": code, "geography_name": name, "newest_code": code} | other


class _Some(Marts):
    """Marts of the rows that a test names; any other mart is there and empty."""

    def __init__(self, marts: dict[str, list[Row]]) -> None:
        self._named = marts

    def rows(self, group: Group) -> list[Row]:
        wanted = dict(zip(group.columns, group.key, strict=True))
        return [row for row in self._named.get(group.mart, []) if wanted.items() <= row.items()]

    def has_rows(self, group: Group) -> bool:
        return bool(self.rows(group))

    def distinct(self, group: Group) -> frozenset[Key]:
        return frozenset(tuple([row[column] for column in group.columns]) for row in self._named.get(group.mart, []))


def site_of(
    *authorities: str,
    as_of: date = date(2026, 11, 22),
    documents: frozenset[str] = frozenset(),
    places_drawn: frozenset[str] | None = None,
    **marts: list[Row],
) -> Site:
    """Return a site of some rows, of some own places; of some there is a document to print."""
    return Site(_Some(marts), as_of, authorities, documents, places_drawn)
