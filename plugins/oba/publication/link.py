"""The link that readers follow, and the page ``published/index.html`` that leads to what stands behind it."""

import os
from pathlib import Path

from oba.config import Settings
from oba.files import sync, write_atomically
from oba.publication.manifest import PAGES

FRONT_DOOR = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; base-uri 'none'; \
form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={index}">
<title>Children&rsquo;s scorecards</title>
<link rel="icon" href="data:,"></head>
<body><h1><a href="{index}">Children&rsquo;s scorecards</a></h1></body></html>
"""


def lead_to(name: str, settings: Settings) -> None:
    """Move the link, if it is elsewhere; the front door is right whichever publication it leads to."""
    write_front_door(settings)
    if settings.served.resolve().name != name:
        link = settings.published / f".link.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(settings.served)
        sync(settings.published)


def write_front_door(settings: Settings) -> None:
    """Let ``published/index.html`` lead to the first of the served pages, by way of the link."""
    text = FRONT_DOOR.format(index=Path(settings.served.name, PAGES, "index.html").as_posix())
    door = settings.published / "index.html"
    if not door.exists() or door.read_text() != text:
        write_atomically(door, lambda path: path.write_text(text))
