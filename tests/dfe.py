"""The DfE's releases beside the project, for the tests that need real files; they are never copied into it."""

from pathlib import Path

import pytest

from oba.definitions import Definitions
from released import DFE_RELEASES as DFE

NOT_AT_HAND = f"the DfE's release files are not in {DFE}"
needs_dfe = pytest.mark.skipif(not DFE.is_dir(), reason=NOT_AT_HAND)


def dfe_files(definitions: Definitions) -> list[Path]:
    """List the release files that a feed declares, vintages of one feed in order."""
    found = sorted(DFE.glob("*/*/*.csv"))
    return [path for path in found if definitions.feed_of(path.parts[-3], path.name) is not None]
