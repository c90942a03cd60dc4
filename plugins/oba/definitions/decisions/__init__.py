"""What a person has decided of files that are not shown, or whose source has them no more: ``decisions.yml``.

A decision changes no figure and no verdict: it ends what every refresh would say again.
"""

from oba.definitions.decisions.decision import DECISIONS, Decision, Decisions, GoneFiles, LeftAsideFiles, RefusedFile

__all__ = ["DECISIONS", "Decision", "Decisions", "GoneFiles", "LeftAsideFiles", "RefusedFile"]
