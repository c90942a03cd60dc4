"""The releases that tests start from."""

from oba.config import PROJECT

RELEASES = PROJECT / "data" / "releases"
DEMO_RELEASE = RELEASES / "creating-strong-communities-evaluation" / "2020"
DEMO_FILES = 18  # of data/releases: 13 of the release above, 5 of the Innovation Programme
LOOKED_AFTER = "table_07_children_looked_after.csv"

# The DfE's own files lie beside the project where there are any; they are never part of it.
DFE_RELEASES = PROJECT.parent / "shared" / "dfe"
