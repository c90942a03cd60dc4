"""Cohorts of families from the restricted marts to release files: what leaves of them, and what is hidden.

``files`` says which files and rows there are, ``counting`` enters who is in each cell of a ``book``, which knows every
sum, ``telling`` says what a row tells, ``releasing`` writes. docs/cohorts-published.md has the rules.
"""

from oba.local_mi.cohorts_out.counting import Marts, book_of, read_marts
from oba.local_mi.cohorts_out.files import CohortFile, files_of, publication_text, undeclared
from oba.local_mi.cohorts_out.releasing import refuse_undeclared, release, release_cohorts, undeclared_cohorts

__all__ = [
    "CohortFile",
    "Marts",
    "book_of",
    "files_of",
    "publication_text",
    "read_marts",
    "refuse_undeclared",
    "release",
    "release_cohorts",
    "undeclared",
    "undeclared_cohorts",
]
