"""How what a file holds may be told to a person: in reasons, notes, logs and exceptions alike.

Statistics are public, so a message quotes them. Of records about children a message tells where they are and what form
they have, never what they say.
"""

import re
from dataclasses import dataclass
from typing import Any

LETTERS, DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d")
LONGEST_FORM = 30  # characters


@dataclass(frozen=True)
class Quoting:
    """One way of telling what a file holds; a kind of file has one of those below."""

    tells_cells: bool

    def cell(self, value: Any) -> str:
        """Return a cell as a message may tell it."""
        if value is None or value != value:  # a missing cell is None or NaN
            return "blank"
        if self.tells_cells:
            return repr(value) if isinstance(value, str) else str(value)
        return f"the form {self.text(str(value))!r}"

    def text(self, text: str) -> str:
        """Return a piece of a file, such as a name in its header or the end of a line, as a message may tell it."""
        if self.tells_cells:
            return text
        # A word is one letter however long it is: its length can tell which of two words it is.
        form = DIGIT.sub("9", LETTERS.sub("a", text))
        return form if len(form) <= LONGEST_FORM else f"{form[:LONGEST_FORM]}..."

    def error(self, error: Exception | str) -> str:
        """Return what a library said of a file; such a text may quote any cell."""
        if self.tells_cells:
            return str(error)
        return "an error whose text may quote a record" if isinstance(error, str) else type(error).__name__


VERBATIM, NEVER = Quoting(tells_cells=True), Quoting(tells_cells=False)
