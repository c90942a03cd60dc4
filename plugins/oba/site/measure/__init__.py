"""A measure: every authority ranked, its definition and vintages, and its downloads.

- ``view``      what the page shows, row by row
- ``download``  the figures of every place and period as CSV and as a workbook
- ``image``     the chart of ranks as a file of its own
"""

from collections.abc import Callable, Iterator
from functools import partial

from oba.language.comparing import FEWEST_RANKED
from oba.site import addresses
from oba.site.frame import render
from oba.site.measure.download import csv_file, workbook
from oba.site.measure.image import png_file, svg_file
from oba.site.measure.view import is_on_one_scale, view_of
from oba.site.planned import Planned
from oba.site.reading import Site
from oba.site.reading.measures import measures_with_figures, places_with_value

DOWNLOADS: dict[str, Callable[[str, Site], str | bytes]] = {"csv": csv_file, "xlsx": workbook}
IMAGES: dict[str, Callable[[str, Site], str | bytes]] = {"svg": svg_file, "png": png_file}


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the page and the downloads of every measure that has figures, whichever places are drawn."""
    for row in measures_with_figures(site):
        name = row["measure_id"]
        has_image = is_on_one_scale(row) and places_with_value(site, name) >= FEWEST_RANKED
        yield Planned(addresses.measure(name), partial(_draw, name))
        for kind, made in {**DOWNLOADS, **(IMAGES if has_image else {})}.items():
            yield Planned(addresses.measure_file(name, kind), partial(made, name))


def _draw(name: str, site: Site) -> str:
    address = addresses.measure(name)
    return render("measure/page.html", address, view=view_of(name, site, address))
