"""The DfE's releases beside the project, for the tests that need real files; they are never copied into it."""

import shutil
from pathlib import Path

import pytest

from oba.config import PROJECT
from oba.definitions import Definitions
from released import DFE_RELEASES as DFE

DFE_2025 = DFE.parent / "dfe_2025"
NOT_AT_HAND = f"the DfE's release files are not in {DFE}"
needs_dfe = pytest.mark.skipif(not DFE.is_dir(), reason=NOT_AT_HAND)

# Children in need with a rate whose denominator is another publisher's, which the project has none of.
RATE = """
measure: probe_rate
kind: indicator
name: Children in need by the population of another publisher
plain_definition: Of every 10,000 children, how many had an open case on 31 March.
technical_definition: Episodes of need at 31 March per 10,000 children of the year before. Children in need census.
unit: per_10000
decimal_places: 1
polarity: no_judgement
timing: at_date
cadence: annual
interval: byar
multiplier: 10000
sources:
  - feed: children_in_need
    column: at31_episodes_rate
    numerator: {column: at31_episodes}
    denominator:
      feed: population
      column: population_estimate
      where: {age_group: Children aged 0 to 17 years}
      periods_before: 1
"""


def write_definitions(folder: Path) -> None:
    """Write the definitions of the project, with the rate above beside its measures."""
    shutil.copytree(PROJECT / "data" / "definitions", folder)
    (folder / "measures" / "probe_rate.yml").write_text(RATE.lstrip())


def dfe_files(definitions: Definitions) -> list[Path]:
    """List the release files that a feed declares, vintages of one feed in order."""
    found = sorted(DFE.glob("*/*/*.csv"))
    return [path for path in found if definitions.feed_of(path.parts[-3], path.name) is not None]
