"""What a person has decided, ``decisions.yml``, and what may pass without a word, ``publishing.yml``.

Decisions are of files that are not shown, or whose source has them no more, and of what a publication takes away of the
one before it. None changes a figure or a verdict: it ends what every refresh would say again.
"""

from oba.definitions.decisions.decision import (
    DECISIONS,
    Change,
    Decision,
    Decisions,
    GoneFiles,
    LeftAsideFiles,
    RefusedFile,
)
from oba.definitions.decisions.publishing import Publishing

__all__ = ["DECISIONS", "Change", "Decision", "Decisions", "GoneFiles", "LeftAsideFiles", "Publishing", "RefusedFile"]
