"""Reading a council's file as text, whatever its format, within limits and without running anything that it holds.

A workbook or CSV becomes ``Grid``s, an XML or JSON a ``Tree``. What cannot be read raises ``Unreadable``, whose text
never quotes the file.
"""

from oba.local_mi.reading.file import ReadFile, read_file
from oba.local_mi.reading.parts import (
    FORMULA,
    LARGEST,
    LISTED,
    MARKS,
    NO_VALUE,
    NUMBER,
    Grid,
    Limits,
    Node,
    Tree,
    Unreadable,
)

__all__ = [
    "FORMULA",
    "LARGEST",
    "LISTED",
    "MARKS",
    "NO_VALUE",
    "NUMBER",
    "Grid",
    "Limits",
    "Node",
    "ReadFile",
    "Tree",
    "Unreadable",
    "read_file",
]
