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
    begin, end = marks(part)
    before, found, rest = document.read_text().partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ObaError(f"{document} has no place for the table: put the lines {begin} and {end} where it shall stand.")
    document.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def table_line(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"
