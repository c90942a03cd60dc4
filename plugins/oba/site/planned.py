"""A page before it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from oba.site.reading import Site


@dataclass(frozen=True)
class Planned:
    """One file of the pages, and how it is drawn.

    ``draw`` may read the site that it is handed and nothing else: no clock, no file, no setting, no other page. So a
    page that asked for the same rows as before is the same page.
    """

    address: str  # in the folder of pages, as ``oba.site.addresses`` gives it
    draw: Callable[[Site], str | bytes]  # HTML, SVG or CSV text, or the bytes of another kind of file
