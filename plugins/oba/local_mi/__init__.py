"""The council's own MI extracts: from files about children to a restricted warehouse, and out of it figures alone."""

from pathlib import Path

from oba.errors import DefinitionError
from oba.local_mi.layouts import refused_layouts
from oba.local_mi.records import FOLDER, Record, Records, read_records

__all__ = ["Record", "Records", "read_records", "refused_definitions"]


def refused_definitions(definitions: Path) -> tuple[object, ...]:
    """Return everything that is wrong with what a folder says of local MI, nothing where it says nothing of it."""
    from oba.local_mi.cohorts import read_cohorts
    from oba.local_mi.figures import read_local_figures
    from oba.local_mi.parameters import read_parameters

    if not (definitions / FOLDER).is_dir():
        return ()
    found = list(refused_layouts(definitions))
    for read in (read_parameters, read_local_figures, read_cohorts):
        try:
            read(definitions)
        except DefinitionError as error:
            found += error.refusals
    return tuple(found)
