"""The chart of ranks as a file of its own, to put into a document or on a slide: with its name, period and source."""

import re
from html import escape
from textwrap import wrap

import vl_convert

from oba import language as words
from oba.site import charts
from oba.site.measure.view import ranked_rows
from oba.site.reading import Site
from oba.site.reading.measures import MeasureOfPlaces, read_measure

ENLARGED = 2  # dots for each unit of the drawing, so that it is sharp on paper
LETTERS, LINE, MARGIN = 12, 16, 10
BOLD_TO_A_LINE, PLAIN_TO_A_LINE = 44, 56  # letters that find room at that size in the width of a chart of ranks
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def svg_file(name: str, site: Site) -> str:
    """Return the chart of a measure's newest period as SVG text, with its look in it."""
    measure = site.once(read_measure, name)
    chart = charts.alone(charts.ranks(ranked_rows(measure), "", measure.definition, is_named=False))
    wide, high = (float(side) for side in SIZE.findall(chart)[0])
    heading, foot = _told(site, measure)
    top = MARGIN + LINE * len(heading) + MARGIN
    lines = [_text(line, MARGIN + LINE * (at + 1), 'font-weight="bold"') for at, line in enumerate(heading)]
    lines += [_text(line, top + high + LINE * (at + 1)) for at, line in enumerate(foot)]
    total = top + high + LINE * len(foot) + MARGIN
    width = wide + 2 * MARGIN
    size = f'width="{width:g}" height="{total:g}" viewBox="0 0 {width:g} {total:g}"'
    placed = chart.replace("<svg ", f'<svg x="{MARGIN}" y="{top}" ', 1)
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paper}{"".join(lines)}{placed}</svg>'


def png_file(name: str, site: Site) -> bytes:
    """Return the same as a picture."""
    return vl_convert.svg_to_png(svg_file(name, site), scale=ENLARGED)


def _told(site: Site, measure: MeasureOfPlaces) -> tuple[list[str], list[str]]:
    """Return what stands above the chart and below it, line by line."""
    definition = measure.definition
    when = words.label(definition["period_kind"], measure.newest, definition["timing"])
    releases = {place.row["release_file_id"] for place in measure.authorities}
    titles = {site.row("dim_release_file", release_file_id=release)["publication_title"] for release in releases}
    told = f"Each mark is one authority, each line its likely range. Source: {'; '.join(sorted(titles))}."
    return wrap(f"{definition['measure_name']}, {when}", BOLD_TO_A_LINE), wrap(told, PLAIN_TO_A_LINE)


def _text(line: str, y: float, look: str = "") -> str:
    font = f'font-family="Arial, Helvetica, sans-serif" font-size="{LETTERS}" fill="#0b0c0c"'
    return f'<text x="{MARGIN}" y="{y:g}" {font} {look}>{escape(line)}</text>'
