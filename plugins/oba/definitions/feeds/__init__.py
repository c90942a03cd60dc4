"""Publications and their feeds: what each released file must hold, and where the service has it."""

from oba.definitions.feeds.feed import (
    Attribute,
    DataColumn,
    Feed,
    Filter,
    Member,
    NeighbourFeed,
    Periods,
    PlaceChange,
    Publication,
    Published,
    Release,
    SeriesBreak,
    breakdown,
)
from oba.definitions.feeds.service import ApiFile, CatalogueFile, ServiceFile, ServicePublication
from oba.definitions.feeds.sums import AddsUp, KnownGap, Relation

__all__ = [
    "AddsUp",
    "ApiFile",
    "Attribute",
    "CatalogueFile",
    "DataColumn",
    "Feed",
    "Filter",
    "KnownGap",
    "Member",
    "NeighbourFeed",
    "Periods",
    "PlaceChange",
    "Publication",
    "Published",
    "Relation",
    "Release",
    "SeriesBreak",
    "ServiceFile",
    "ServicePublication",
    "breakdown",
]
