"""Elements as pairs of name and content, and the text of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

# A name, and its text, its elements or None for nothing in it; without a name, text between elements.
Element = tuple[str, Any]


def given(*elements: Element) -> list[Element]:
    """Return the elements that hold something."""
    return [(name, value) for name, value in elements if value is not None and value != []]


def text(element: Element) -> Iterator[str]:
    """Yield the text of an element in pieces."""
    name, value = element
    if not name:
        yield escape(str(value))
    elif value is None:
        yield f"<{name} />"
    elif isinstance(value, list):
        yield f"<{name}>"
        for one in value:
            yield from text(one)
        yield f"</{name}>\n"
    else:
        yield f"<{name}>{escape(str(value))}</{name}>"


def write_xml(path: Path, element: Element) -> None:
    """Write a document."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("<?xml version='1.0' encoding='utf-8'?>\n")
        file.writelines(text(element))
