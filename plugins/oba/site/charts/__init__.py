"""Charts as SVG text, without identifiers, so that many can stand on one page.

``curve``, ``ranks`` and ``multiple`` are of measures, ``cohorts`` of families followed; ``alone`` makes a file of any.

- ``told``     what a curve says, in figures as they are written
- ``scale``    upright scales with round ticks, and periods along a chart
- ``text``     how wide words are, and where they find room
- ``curve``    the history of a measure, its baseline, and others beside it
- ``ranks``    every authority's newest figure in order, one of them marked; the tiny curves of a grid
- ``cohorts``  where families went, how long it took, effects, what drives a return
- ``alone``    a chart as a file of its own
"""

from oba.site.charts.alone import alone, picture
from oba.site.charts.curve import curve
from oba.site.charts.ranks import multiple, ranks
from oba.site.charts.scale import Extent

__all__ = ["Extent", "alone", "curve", "multiple", "picture", "ranks"]
