"""Parts of documents that are made from something else, each between two marks of its own."""

from collections.abc import Iterable
from pathlib import Path

from oba.errors import ObaError


def marks(part: str) -> tuple[str, str]:
    """Return the lines between which a part of a document stands."""
    return f"<!-- {part}: begin -->", f"<!-- {part}: end -->"


def write_part(document: Path, part: str, text: str) -> None:
    """Put a text between the marks of a part, in place of what stands there.

    Raises:
        ObaError: the document lacks a mark.
    """
    before, _, after = _around(document, part)
    document.write_text(f"{before}\n{text}\n{after}")


def table_line(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def _around(document: Path, part: str) -> tuple[str, str, str]:
    """Return the text up to and with the first mark, what stands between them, and the rest from the second on."""
    begin, end = marks(part)
    before, found, rest = document.read_text().partition(begin)
    between, ended, after = rest.partition(end)
    if not (found and ended):
        raise ObaError(f"{document} has no place for the table: put the lines {begin} and {end} where it shall stand.")
    return f"{before}{begin}", between, f"{end}{after}"
