"""The page that people read: one self-contained HTML file for a scorecard and an authority.

``draw_scorecards`` is the only door. ``card`` reads the marts, ``charts`` draws the curves, and
``page.html`` lays them out, with words from ``oba.language``. Nothing on a page is loaded from another site.
"""

from oba.scorecard.draw import AuthorityUnknown, draw_scorecards

__all__ = ["AuthorityUnknown", "draw_scorecards"]
