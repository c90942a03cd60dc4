"""The command that an engineer types, as a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

OBA = Path(sys.executable).with_name("oba")


def environment(home: Path, releases: Path) -> dict[str, str]:
    return {**os.environ, "OBA_HOME": str(home), "OBA_RELEASES": str(releases), "COLUMNS": "200"}


def refresh(home: Path, releases: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [OBA, "refresh"], env=environment(home, releases), capture_output=True, text=True, timeout=600, check=False
    )


def task_states(told: str) -> dict[str, set[str]]:
    """How the tasks of a run ended, by step, as it told them."""
    states: dict[str, set[str]] = {}
    for state, step in re.findall(r"^  (done|skipped|failed|not run)  +(\w+)", told, re.M):
        states.setdefault(step, set()).add(state)
    return states
