"""The link that readers follow, and the page ``published/index.html`` that leads to what stands behind it."""

import os
from pathlib import Path

from filelock import FileLock

from oba.config import Settings
from oba.files import sync, write_atomically
from oba.publication.manifest import PAGES

FRONT_DOOR = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Scorecards</title>
<meta http-equiv="refresh" content="0; url={index}"></head>
<body><p><a href="{index}">Scorecards</a></p></body></html>
"""


def lead_to(name: str, settings: Settings) -> None:
    """Move the link, if it is elsewhere, and let the front door follow it."""
    with _lock(settings):
        if settings.served.resolve().name != name:
            # By way of the link, the door is right whichever publication it leads to, wherever this is cut off.
            _write_front_door(settings)
            link = settings.published / f".link.{os.getpid()}"
            link.unlink(missing_ok=True)
            link.symlink_to(name)
            link.replace(settings.served)
            sync(settings.published)
        _write_front_door(settings, drawn_folder(name, settings) / "index.html")


def write_front_door(settings: Settings) -> None:
    """Let ``published/index.html`` lead to the list of every page of the served publication, if there is one."""
    with _lock(settings):
        if settings.served.exists():
            _write_front_door(settings, drawn_folder(settings.served.resolve().name, settings) / "index.html")


def drawn_folder(publication_id: str, settings: Settings) -> Path:
    """Return where the pages are that were drawn on request from a publication; it exists once there are any."""
    return settings.drawn / publication_id


def _lock(settings: Settings) -> FileLock:
    """Return the lock of the link and the front door, which a page drawn on request changes without the work folder."""
    return FileLock(settings.published / ".serving.lock")


def _write_front_door(settings: Settings, drawn: Path | None = None) -> None:
    if drawn and drawn.exists():
        index = drawn.relative_to(settings.published)
    else:
        index = Path(settings.served.name, PAGES, "index.html")
    text = FRONT_DOOR.format(index=index.as_posix())
    door = settings.published / "index.html"
    if not door.exists() or door.read_text() != text:
        write_atomically(door, lambda path: path.write_text(text))
