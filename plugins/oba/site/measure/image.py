"""The chart of ranks as a file of its own, to put into a document or on a slide."""

import re
from functools import cache
from pathlib import Path

import vl_convert

from oba.site import charts
from oba.site.measure.view import ranked_rows
from oba.site.reading import Site
from oba.site.reading.measures import read_measure

ENLARGED = 2  # dots for each unit of the drawing, so that it is sharp on paper
LOOKS = ("frame/style.css", "charts/style.css")
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def svg_file(name: str, site: Site) -> str:
    """Return the chart of a measure's newest period as SVG text, with its look in it."""
    measure = read_measure(site, name)
    drawn = charts.ranks(ranked_rows(measure), "", measure.definition)
    opening, rest = drawn.split(">", 1)
    opening = opening if "xmlns=" in opening else opening.replace("<svg", f"<svg {SVG}", 1)
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    return _without_variables(f'{opening} color="{_colours()["ink"]}"><style>{_look()}</style>{paper}{rest}')


def png_file(name: str, site: Site) -> bytes:
    """Return the same as a picture."""
    return vl_convert.svg_to_png(svg_file(name, site), scale=ENLARGED)


def _without_variables(text: str) -> str:
    """Return a drawing with colours in place of their names, which no program but a browser knows."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: _colours().get(found[1], "#0b0c0c"), text)


@cache
def _colours() -> dict[str, str]:
    """Return the colours of light screens and paper by name."""
    first = re.search(r":root\s*\{(.*?)\}", _read(LOOKS[0]), re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*(#\w+)", first[1])) if first else {}


@cache
def _look() -> str:
    """Return the rules of charts, without what is for some screens alone."""
    return re.sub(r"@[^{]+\{(?:[^{}]|\{[^{}]*\})*\}|/\*.*?\*/", "", _read(LOOKS[1]), flags=re.DOTALL).strip()


def _read(name: str) -> str:
    path = Path(__file__).parents[1] / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
