"""The gate in: whether the warehouse may use a landed file.

``gate_in`` is the only door. It has a file read and checked as its kind (``kinds``) and keeps a verdict: an accepted
file also in long form for dbt, a refused one in quarantine with the reasons beside it.
"""

from oba.intake.verdict import FileRefused, Verdict, gate_in, quarantine_file, verdicts

__all__ = ["FileRefused", "Verdict", "gate_in", "quarantine_file", "verdicts"]
