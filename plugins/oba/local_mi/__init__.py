"""The council's own MI extracts: from files about children to a restricted warehouse, and out of it figures alone."""

from oba.local_mi.layouts import refused_layouts
from oba.local_mi.records import Record, Records, read_records

__all__ = ["Record", "Records", "read_records", "refused_layouts"]
