"""What the warehouse measures and where it finds it: YAML files, checked when read.

``read_definitions`` is the only door. A new publication, measure, scorecard or programme is a new file. ``method`` has
the tests that each scorecard is put to, ``cards`` reads those that pass and says why others are refused.
"""

from oba.definitions.cards import Programme, Scorecard
from oba.definitions.catalogue import Definitions, read_definitions
from oba.definitions.feeds import DataColumn, Feed, Publication
from oba.definitions.measures import Measure
from oba.definitions.reading import Refusal

__all__ = [
    "DataColumn",
    "Definitions",
    "Feed",
    "Measure",
    "Programme",
    "Publication",
    "Refusal",
    "Scorecard",
    "read_definitions",
]
