"""Pages drawn on request: beside the served publication, which has them not and does not change."""

from datetime import date
from pathlib import Path

from oba.config import Settings
from oba.publication import PAGES, WAREHOUSE, drawn_folder, needed, write_front_door
from oba.site import draw_pages


def pages_of(authority: str, settings: Settings) -> list[Path]:
    """Return the pages of a place in the served publication or, where it has none, those drawn on request."""
    folders = (settings.served / PAGES, drawn_folder(settings.served.resolve().name, settings))
    return next((pages for folder in folders if (pages := sorted((folder / authority).glob("*.html")))), [])


def draw_on_request(authority: str, settings: Settings) -> list[Path]:
    """Draw the pages of a place from the served warehouse, unless the publication has them.

    Returns:
        The pages of the place, in the publication or drawn now.

    Raises:
        ObaError: nothing has been published yet.
        AuthorityUnknown: the code is not that of a place.
    """
    manifest = needed(settings)
    # One publication throughout, even if another is served meanwhile.
    home = settings.published / manifest.publication_id
    published = sorted((home / PAGES / authority).glob("*.html"))
    if published:
        return published
    folder = drawn_folder(manifest.publication_id, settings)
    pages = draw_pages(home / WAREHOUSE, folder, date.today(), (authority,), (authority,))
    write_front_door(settings)
    return pages


def draw_missing(settings: Settings) -> None:
    """Draw the pages of each configured authority that has none; see ``draw_on_request`` for what it raises."""
    for authority in settings.authorities:
        if not _are_listed(pages_of(authority, settings)):
            draw_on_request(authority, settings)
    write_front_door(settings)  # whatever an interruption left of it


def _are_listed(pages: list[Path]) -> bool:
    """Tell whether there are pages and the index was written after them, so that no drawing of them was cut off."""
    if not pages:
        return False
    index = pages[0].parent.parent / "index.html"
    return index.exists() and index.stat().st_mtime_ns >= max(page.stat().st_mtime_ns for page in pages)
