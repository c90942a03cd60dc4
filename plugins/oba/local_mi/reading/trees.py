"""XML and JSON: their elements by name, without a DTD, entities or anything from outside."""

import json
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from oba.local_mi.reading.parts import WITHOUT_MARKS, Limits, Node, Tree, Unreadable

PAYLOAD, CHILD = "payload", "child"  # names for what has none in a JSON


def read_xml(name: str, data: bytes, limits: Limits) -> Tree:
    """Read an XML; namespaces are left away, and text between elements too.

    Raises:
        Unreadable: it is not well-formed, has a DTD or entities, or nests too deep.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        found = "a document type or entities, with which an XML can reach other files"
        raise Unreadable("an XML holds data alone", found, "Export it without DOCTYPE.") from None
    except ParseError as error:
        line, column = error.position
        found = f"something else in line {line}, column {column + 1}"
        raise Unreadable("an XML is well-formed", found, "Export it again, or mend that line.") from None
    except (ValueError, LookupError, RecursionError):
        raise Unreadable("an XML is well-formed", "something else", "Export it again, in UTF-8.") from None
    return Tree(name, _node(root, limits.deepest))


def _node(element: Element, levels: int) -> Node:
    if levels == 0:
        raise _too_deep()
    children = [_node(child, levels - 1) for child in element if isinstance(child.tag, str)]
    # Text beside elements says nothing that a schema knows; the text of a leaf is its value.
    text = None if children or not element.text else element.text.translate(WITHOUT_MARKS)
    return Node(element.tag.rpartition("}")[2], text, children)


def read_json(name: str, text: str, limits: Limits) -> Tree:
    """Read a JSON: one child, or a list of children.

    Raises:
        Unreadable: it is no JSON, or nests too deep.
    """
    try:
        content = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        found = f"something else in line {error.lineno}, column {error.colno}"
        raise Unreadable("a JSON is well-formed", found, "Export it again, or mend that line.") from None
    except RecursionError:
        raise _too_deep() from None
    children = content if isinstance(content, list) and not isinstance(content, _Pairs) else [content]
    root = Node(PAYLOAD)
    for position, child in enumerate(children, start=1):
        if not isinstance(child, _Pairs):
            found = f"something else in place {position:,}"
            raise Unreadable("a payload is a child, or a list of children", found, "Export it again.")
        _add(root, CHILD, child, limits.deepest)
    return Tree(name, root)


class _Pairs(list[tuple[str, Any]]):
    """An object of a JSON: its names and values, one that stands twice both times."""


def _add(parent: Node, name: str, value: Any, levels: int, is_listed: bool = False) -> None:
    if levels == 0:
        raise _too_deep()
    if isinstance(value, _Pairs):
        node = Node(name, is_listed=is_listed)
        for key, inner in value:
            _add(node, key, inner, levels - 1)
        parent.children.append(node)
    elif isinstance(value, list):
        for inner in value:
            _add(parent, name, inner, levels - 1, is_listed=True)
    else:
        text = None if value is None else str(value).lower() if isinstance(value, bool) else _text(str(value))
        parent.children.append(Node(name, text, is_listed=is_listed, is_null=value is None and not is_listed))


def _text(value: str) -> str:
    """Return a text without marks of ours and without halves of letters, which cannot be written."""
    return value.translate(WITHOUT_MARKS).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_deep() -> Unreadable:
    return Unreadable("elements stand in few others", "too many within each other", "Export it again.")
