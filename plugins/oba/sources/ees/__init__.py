"""Explore Education Statistics (EES), the DfE's service for official statistics."""

from oba.sources.ees.client import EesClient
from oba.sources.ees.errors import EesError
from oba.sources.ees.feeds import EesFeed, NewMajorVersion
from oba.sources.ees.source import EesSource
from oba.sources.ees.transport import EesSettings

__all__ = ["EesClient", "EesError", "EesFeed", "EesSettings", "EesSource", "NewMajorVersion"]
