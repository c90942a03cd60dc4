"""A chart as a file of its own, for a report or slides, which has no page around it to say what it looks like."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oba.site.charts.curve import wide_curve

if TYPE_CHECKING:
    from oba.site.reading import MeasureOnCard

STYLE = Path(__file__).with_name("style.css")
NAMED = re.compile(r"var\(--[\w-]+, (#\w+)\)")
OF_A_PAGE = re.compile(r"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.S)
OPENING = re.compile(r'<svg class="([^"]+)" viewBox="0 0 (\S+) (\S+)">')


def alone(chart: str) -> str:
    """Return one chart as an SVG file with its style within: dark on white, whoever shows it and however."""
    opening = OPENING.match(chart)
    if opening is None:
        raise ValueError(f"not a chart: {chart[:60]}")
    classes, wide, high = opening.groups()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}"><style>{_style()}</style><rect width="100%" height="100%" fill="#ffffff"/>'
        f"{chart[opening.end() :]}"
    )


def picture(measure: "MeasureOnCard", actions: Sequence[dict[str, Any]] = ()) -> str | None:
    """Return the curve of a measure as an SVG file, or None where there are not two figures to draw one through."""
    chart = wide_curve(measure, actions)
    return chart and alone(chart)


@cache
def _style() -> str:
    """Return the style without what only a page has: colours that change, and one of two drawings shown."""
    return NAMED.sub(r"\1", OF_A_PAGE.sub("", STYLE.read_text())).strip()
