"""The pages that people read, made from the published marts: a site that needs no server, no script and no network.

``draw_pages`` is the only door. It plans every page of each kind, and draws those whose rows have changed.

- ``addresses``  where each page is
- ``planned``    a page before it is drawn
- ``reading``    what pages say, read from the marts
- ``charts``     charts as SVG text
- ``frame``      what all pages share: the frame around them and the look
- ``home``       the way in: places, measures, programmes, what has changed
- ``place``      an authority, a region or England: its scorecards
- ``card``       a scorecard of a place
- ``curve``      the turning-the-curve page of a headline measure, and its worksheet
- ``measure``    a measure: every authority, ranked; its downloads
- ``compare``    some places side by side on a measure
- ``method``     how figures are made and judged, in plain words
- ``evidence``   for the engineer: file, line, checksum, method and checks of every figure

Each kind of page is a folder with its templates and ``pages(site, places)``; it may use what stands above it, and no
other kind of page. Words come from ``oba.language``.
"""

from oba.site.draw import AuthorityUnknown, draw_pages

__all__ = ["AuthorityUnknown", "draw_pages"]
