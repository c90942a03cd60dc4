"""What pages say, read from the marts: nothing is worked out here that a mart could hold.

- ``marts``    the marts in memory
- ``site``     every mart by its keys, places, and the cards of a place
- ``card``     one scorecard of one place
- ``cohorts``  the families followed that a card shows
- ``surveys``  what evaluations asked and found
"""

from oba.site.reading.card import LISTS, Card, EarlierBaseline, MeasureOnCard, headlines_once
from oba.site.reading.marts import Marts, Row
from oba.site.reading.site import DOCUMENTS, Site

__all__ = ["DOCUMENTS", "LISTS", "Card", "EarlierBaseline", "Marts", "MeasureOnCard", "Row", "Site", "headlines_once"]
