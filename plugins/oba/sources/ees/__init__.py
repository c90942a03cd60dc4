"""Explore Education Statistics (EES), the DfE's service for official statistics, as a source of releases.

``ees_source`` is the door. ``source`` remembers what the service said of each feed, ``following`` says which files are
followed, ``offering`` makes offers of them, ``client`` asks the service, and ``connection`` knows where it is.
"""

from typing import TYPE_CHECKING

from oba.sources.ees import connection
from oba.sources.ees.client import EesClient
from oba.sources.ees.errors import EesError
from oba.sources.ees.source import EesSource
from oba.sources.ees.transport import EesSettings

if TYPE_CHECKING:
    from oba.config import Settings

__all__ = ["EesClient", "EesError", "EesSettings", "EesSource", "ees_source"]


def ees_source(settings: "Settings") -> EesSource:
    """Return the service as a release source.

    Raises:
        ConfigurationError: an address or connection cannot be used.
        EesError: likewise.
    """
    return EesSource(connection.ees_client(settings), settings.asked, settings.ees_full_look_days)
