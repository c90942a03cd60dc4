"""Taking a council's file: from its cells to records with pseudonyms, and what could not be read of it."""

from oba.local_mi.taking.extract import ERRORS, Extract, ExtractRefused, Reason, TableCount
from oba.local_mi.taking.forms import NotThat, clean, identifier
from oba.local_mi.taking.take import take

__all__ = ["ERRORS", "Extract", "ExtractRefused", "NotThat", "Reason", "TableCount", "clean", "identifier", "take"]
