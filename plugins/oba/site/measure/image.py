"""The chart of ranks as a file of its own, to put into a document or on a slide."""

import vl_convert

from oba.site import charts
from oba.site.measure.view import ranked_rows
from oba.site.reading import Site
from oba.site.reading.measures import read_measure

ENLARGED = 2  # dots for each unit of the drawing, so that it is sharp on paper


def svg_file(name: str, site: Site) -> str:
    """Return the chart of a measure's newest period as SVG text, with its look in it."""
    measure = site.once(read_measure, name)
    return charts.alone(charts.ranks(ranked_rows(measure), "", measure.definition))


def png_file(name: str, site: Site) -> bytes:
    """Return the same as a picture."""
    return vl_convert.svg_to_png(svg_file(name, site), scale=ENLARGED)
