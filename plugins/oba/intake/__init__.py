"""The gate in: whether the warehouse may use a landed file.

``gate_in`` is the only door. It has a file read and checked by its kind (``oba.kinds``) and keeps a verdict: an
accepted file also in long form for dbt, a refused one in quarantine with the reasons beside it. ``gate`` is the walk,
``order`` says which file continues which, ``verdict`` what is kept and where; ``alone`` judges one file and keeps
nothing.
"""

from oba.intake.alone import Judged, NotJudged, judge_alone
from oba.intake.gate import FileRefused, ReaderFailed, gate_in
from oba.intake.order import true_verdicts
from oba.intake.verdict import (
    REASONS,
    Verdict,
    clear_unneeded,
    gated_folder,
    known_verdict,
    long_file,
    notes_file,
    out_of_date,
    quarantine_file,
    verdicts,
)

__all__ = [
    "REASONS",
    "FileRefused",
    "Judged",
    "NotJudged",
    "ReaderFailed",
    "Verdict",
    "clear_unneeded",
    "gate_in",
    "gated_folder",
    "judge_alone",
    "known_verdict",
    "long_file",
    "notes_file",
    "out_of_date",
    "quarantine_file",
    "true_verdicts",
    "verdicts",
]
