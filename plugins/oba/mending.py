"""What a run mends of the work folder before anything else: what interruptions, power cuts and open modes left."""

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

from oba.config import Settings
from oba.files import InUse, alone, clear_temporary
from oba.intake import clear_unneeded
from oba.landing import clear_interrupted, set_damaged_aside
from oba.publication import clear_leftovers, mend_serving

log = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO
READING_OR_WRITING = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH

# Everything that this warehouse keeps in its work folder, but for what readers need.
CLOSED = (
    *("landed", "asked", "gated", "quarantine", "forecasts", "build", "dbt", "worked_out", "airflow"),
    *("restricted", "local_figures"),
    *("refresh.log", "refresh.lock"),
)


def mend(settings: Settings) -> list[str]:
    """Mend the work folder, unless another process is at work in it.

    Returns:
        What was mended and a person should know, in words; the rest is in the log.
    """
    if not settings.home.exists():
        return []
    try:
        with alone(settings.home, 0):
            close_to_others(settings)
            _clear(settings)
            return [*set_damaged_aside(settings), *mend_serving(settings)]
    except InUse:
        return []  # whoever holds the folder has mended it


def close_to_others(settings: Settings) -> None:
    """Let nobody but the owner read the work folder, except what is published.

    Who lets others pass through the folder (mode 711), so that they reach ``published``, has done so on purpose and is
    left alone; what else they would pass to is closed.
    """
    # Only a folder that this warehouse has worked in: a misspelt setting must not close the folder of something else.
    if not settings.landed.exists():
        return
    if settings.home.stat().st_mode & READING_OR_WRITING:
        log.warning("%s could be read by others; it is its owner's alone now.", settings.home)
        settings.home.chmod(0o700)
    for name in CLOSED:
        path = settings.home / name
        if path.exists() and path.stat().st_mode & OTHERS:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def _clear(settings: Settings) -> None:
    for path in _written_into(settings):
        for left in clear_temporary(path):
            log.info("Removed %s, left by a process that was interrupted.", left)
    clear_leftovers(settings)
    clear_unneeded(settings)
    for left in clear_interrupted(settings):
        log.info("Removed %s, left by an interrupted landing.", left)


def _written_into(settings: Settings) -> Iterator[Path]:
    yield from (settings.gated, settings.forecasts, settings.published, settings.asked)
    yield settings.home / "worked_out"
    yield from settings.landed.glob("*/*/")
    yield from settings.quarantine.glob("*/*/*/")
