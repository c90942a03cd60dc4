"""Charts as SVG text, without identifiers, so that many can stand on one page.

- ``curve``    the history of a measure, its baseline, and others beside it
- ``cohorts``  where families went, how long it took, effects, what drives a return
"""

from oba.site.charts.curve import Ghost, curve_svg

__all__ = ["Ghost", "curve_svg"]
