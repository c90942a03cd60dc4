"""Charts as SVG text, without identifiers, so that many can stand on one page.

- ``curve``    the history of a measure, its baseline, and others beside it
- ``ranks``    every authority's newest figure in order, one of them marked
- ``cohorts``  where families went, how long it took, effects, what drives a return
"""

from oba.site.charts.curve import Ghost, curve, curve_svg
from oba.site.charts.ranks import multiple, ranks

__all__ = ["Ghost", "curve", "curve_svg", "multiple", "ranks"]
