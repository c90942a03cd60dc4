"""The releases that tests start from."""

from collections.abc import Callable
from pathlib import Path

from oba.config import PROJECT

RELEASES = PROJECT / "data" / "releases"
DEMO_RELEASE = RELEASES / "creating-strong-communities-evaluation" / "2020"
DEMO_FILES = (
    23  # of data/releases: 14 of Creating Strong Communities, one of them of Round 1, 9 of the Innovation Programme
)
LOOKED_AFTER = "table_07_children_looked_after.csv"

# The DfE's own files lie beside the project where there are any; they are never part of it.
DFE_RELEASES = PROJECT.parent / "shared" / "dfe"


def release_again(
    releases: Path, name: str, file: str, change: Callable[[bytes], bytes] = lambda content: content
) -> None:
    """Offer a file of the demo release once more, in a release of another name and with what is changed in it."""
    target = releases / DEMO_RELEASE.parent.name / name / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(change((DEMO_RELEASE / file).read_bytes()))
