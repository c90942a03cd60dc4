"""Where releases come from: each source offers files and delivers their bytes. README.md draws the way.

``release_source`` is the only door. The contract of a source is ``ReleaseSource``.
"""

from typing import TYPE_CHECKING

from oba.errors import ConfigurationError
from oba.sources.contents import shown_name
from oba.sources.offers import LeftAside, Listing, Offer, ReleaseSource

if TYPE_CHECKING:
    from oba.config import Settings

__all__ = ["LeftAside", "Listing", "Offer", "ReleaseSource", "release_source", "shown_name"]


def release_source(settings: "Settings") -> ReleaseSource:
    """Return the sources that the settings name as one: folders of releases, figures made of records, the service.

    Raises:
        ConfigurationError: there is none, or the service cannot be asked as it is set up.
    """
    from oba.sources.joined import JoinedSources

    sources: list[ReleaseSource] = []
    if settings.releases:
        from oba.sources.folders import FolderSource

        sources.append(FolderSource(settings.releases, settings.largest_file))
    if settings.local_figures.is_dir():
        from oba.sources.local_figures import LocalFigures

        sources.append(LocalFigures(settings.local_figures, settings.largest_file))
    if settings.source == "ees":
        from oba.sources.ees import ees_source

        sources.append(ees_source(settings))
    if not sources:
        raise ConfigurationError("OBA_RELEASES names no folder, so there is no release source. Name one, or unset it.")
    return sources[0] if len(sources) == 1 else JoinedSources(*sources)
