"""What the warehouse measures and where it finds it: YAML files, checked when read.

``read_definitions`` is the only door. A new publication, measure, scorecard or programme is a new file.
"""

from oba.definitions.catalogue import Definitions, read_definitions
from oba.definitions.models import DataColumn, Feed, Measure, NeighbourFeed, Programme, Publication, Scorecard

__all__ = [
    "DataColumn",
    "Definitions",
    "Feed",
    "Measure",
    "NeighbourFeed",
    "Programme",
    "Publication",
    "Scorecard",
    "read_definitions",
]
