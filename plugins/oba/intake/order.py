"""The order of the files of one feed, in which each continues the one before it."""

from functools import partial

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import ReleasedFile
from oba.landing import LandedFile, landed_files
from oba.periods import release_order


def around(
    feed: ReleasedFile, landed: LandedFile, settings: Settings, definitions: Definitions
) -> tuple[list[LandedFile], list[LandedFile]]:
    """Return the landed files of a feed before a file, and those after it, in their order."""
    files = landed_files(settings, landed.publication)
    same = (file for file in files if definitions.feed_of(file.publication, file.file_name) is feed)
    ordered = sorted(same, key=partial(_order, definitions))
    position = [file.file_id for file in ordered].index(landed.file_id)
    return ordered[:position], ordered[position + 1 :]


def _order(definitions: Definitions, landed: LandedFile) -> tuple[str, ...]:
    """Order files by release, within it as they came out, as ``int_measure_release`` does, and else as they landed."""
    day = definitions.published_day(landed.publication, landed.release, landed.published) or landed.landed_at[:10]
    return release_order(landed.release), day, landed.published or day, landed.landed_at, landed.file_id
