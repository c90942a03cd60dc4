"""Worksheets: workbooks in which the champions of a place have filled in the words of its scorecards.

``layout`` says where what stands, ``opening`` opens a file without trusting it, ``reading`` makes entries of it and
finds what breaks one of the ``rules``; ``worksheet`` is what the gate asks. Empty ones are written, and filled-in ones
looked at before they are handed in, by ``oba.worksheets``.
"""

from oba.definitions.feeds import WorksheetFeed
from oba.kinds.kind import Kind
from oba.kinds.worksheets.reading import COLUMNS
from oba.kinds.worksheets.worksheet import suites, take
from oba.quoting import VERBATIM

__all__ = ["WORKSHEETS"]

WORKSHEETS = Kind(
    name="worksheet",
    declared_as=WorksheetFeed,
    table="worksheet_entry",
    columns=COLUMNS,
    quoting=VERBATIM,
    suites=suites,
    take=take,
)
