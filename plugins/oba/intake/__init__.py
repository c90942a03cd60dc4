"""The gate in: whether the warehouse may use a landed file.

``gate_in`` is the only door. It reads a file (``reading``), checks it (``checking``) and keeps a verdict: an accepted
file also in long form for dbt, a refused one in quarantine with the reasons beside it. ``vintages`` compares a file
with the accepted one before it; ``proposals`` says what a new column or member may be.
"""

from oba.intake.verdict import FileRefused, Verdict, gate_in, quarantine_file, verdicts

__all__ = ["FileRefused", "Verdict", "gate_in", "quarantine_file", "verdicts"]
