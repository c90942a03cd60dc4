"""A release of the cohorts of the small council, read back as anybody could read it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from cohort_faults.small_council import COUNCIL
from oba.local_mi.cohorts import Cohorts, read_cohorts
from oba.local_mi.cohorts_out import Marts, release


def marts_let_out(warehouse: Path, without: tuple[str, ...] = ()) -> Marts:
    """The marts as the release takes them, perhaps without the cases of some families."""
    marts: Marts = pd.read_pickle(warehouse / "let_out.pickle")
    case = marts.frames["case"]["case_key"]
    gone = {key for key in case if any(f":{family}-" in key for family in without)}
    return replace(
        marts,
        frames={
            name: frame[~frame["case_key"].isin(gone)] if "case_key" in frame else frame
            for name, frame in marts.frames.items()
        },
    )


def let_out(
    warehouse: Path, folder: Path, known_on: date, without: tuple[str, ...] = (), cohorts: Cohorts | None = None
):
    """Write a release into the folder, and return its own; None where nothing was written."""
    cohorts = cohorts or read_cohorts(warehouse / "definitions")
    written = release(cohorts, COUNCIL, marts_let_out(warehouse, without), known_on, folder, known_on)
    return written[0] if written else None


def read(release_folder: Path) -> dict[str, pd.DataFrame]:
    """The files by what they are of, such as status; every cell is text."""
    return {
        path.stem.removeprefix("cohort_"): pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted(release_folder.glob("cohort_*.csv"))
    }
