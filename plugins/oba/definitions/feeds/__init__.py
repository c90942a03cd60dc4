"""Publications and their feeds: what each released file must hold, and where the service has it."""

from oba.definitions.feeds.feed import (
    DECLARED_AS,
    Attribute,
    DataColumn,
    Feed,
    FeedOfUnknownKind,
    Filter,
    Member,
    NeighbourFeed,
    Periods,
    PlaceChange,
    Publication,
    Published,
    PublishedName,
    Release,
    ReleasedFile,
    SeriesBreak,
    Shock,
    breakdown,
)
from oba.definitions.feeds.likeness import Likeness, Rates, RealJumps
from oba.definitions.feeds.service import ApiFile, CatalogueFile, ServiceFile, ServicePublication
from oba.definitions.feeds.slips import KnownSlip
from oba.definitions.feeds.sums import AddsUp, KnownGap, Relation

__all__ = [
    "DECLARED_AS",
    "AddsUp",
    "ApiFile",
    "Attribute",
    "CatalogueFile",
    "DataColumn",
    "Feed",
    "FeedOfUnknownKind",
    "Filter",
    "KnownGap",
    "KnownSlip",
    "Likeness",
    "Member",
    "NeighbourFeed",
    "Periods",
    "PlaceChange",
    "Publication",
    "Published",
    "PublishedName",
    "Rates",
    "RealJumps",
    "Relation",
    "Release",
    "ReleasedFile",
    "SeriesBreak",
    "ServiceFile",
    "ServicePublication",
    "Shock",
    "breakdown",
]
