"""Which pages were drawn, what each had read, and its checksum: ``pages.json`` beside the pages.

The next publication holds it against its own marts: a page that would read the same rows is not drawn again. It is also
the list by which a publication knows whether its pages are whole.
"""

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from oba.files import Damaged, read_record

LISTING = "pages.json"

Key = tuple[Hashable, ...]


class Group(NamedTuple):
    """Rows of a mart that have some values in some columns; all of its rows where no column is named."""

    mart: str
    columns: tuple[str, ...]  # in order of name; of what ``Site.distinct`` gave, as they were asked for
    key: Key


@dataclass(frozen=True)
class Drawn:
    """One page as it was drawn."""

    sha256: str  # of its bytes, in hexadecimal
    size_bytes: int
    trace: str  # digest of its function and arguments, and of all that it read, in hexadecimal
    read: frozenset[Group]


@dataclass(frozen=True)
class Listing:
    """Every page of a folder."""

    drawn_by: str  # version of the code and templates
    pages: Mapping[str, Drawn]  # by address
    documents: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of each document made of pages, by address
    true_until: date | None = None  # the last day on which no page would be another one by the day alone


def write_listing(listed: Listing, path: Path) -> None:
    """Write a list, the same bytes for the same pages in whatever order they were drawn."""
    readers: dict[Group, list[int]] = {}
    addresses = sorted(listed.pages)
    for number, address in enumerate(addresses):
        for group in listed.pages[address].read:
            readers.setdefault(group, []).append(number)
    # Groups that the same pages have read, such as all of a curve, are one bundle; pages name bundles by number.
    bundles: dict[tuple[int, ...], list[Group]] = {}
    for group in sorted(readers, key=_order):
        bundles.setdefault(tuple(readers[group]), []).append(group)
    read: list[list[int]] = [[] for _ in addresses]
    for number, pages in enumerate(bundles):
        for page in pages:
            read[page].append(number)
    marts = {asked: number for number, asked in enumerate(sorted({(one.mart, one.columns) for one in readers}))}
    content = {
        "drawn_by": listed.drawn_by,
        "true_until": listed.true_until and listed.true_until.isoformat(),
        "documents": dict(sorted(listed.documents.items())),
        "marts": [[mart, list(columns)] for mart, columns in marts],
        "bundles": [_by_key(groups, marts) for groups in bundles.values()],
        "pages": {
            address: [page.sha256, page.size_bytes, page.trace, numbers]
            for address, numbers in zip(addresses, read, strict=True)
            for page in [listed.pages[address]]
        },
    }
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


def read_listing(path: Path) -> Listing:
    """Return the list of a folder of pages.

    Raises:
        Damaged: it is none; one that is not there is a ``FileNotFoundError``.
    """
    content = read_record(path)
    try:
        marts = [(mart, tuple(columns)) for mart, columns in content["marts"]]
        bundles = [
            frozenset(
                Group(mart, columns, tuple(_value(value) for value in key))
                for numbers, key in bundle
                for mart, columns in (marts[number] for number in numbers)
            )
            for bundle in content["bundles"]
        ]
        pages = {
            address: Drawn(sha256, size, trace, frozenset().union(*(bundles[number] for number in read)))
            for address, (sha256, size, trace, read) in content["pages"].items()
        }
        return Listing(content["drawn_by"], pages, dict(content["documents"]), _true_until(content))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise Damaged(f"{path} is no list of pages: {error!r}") from error


def checksums(path: Path) -> dict[str, tuple[str, int]]:
    """Return SHA-256 and size of every page that a list has, by address; see ``read_listing`` for what it raises."""
    content = read_record(path)
    try:
        return {address: (page[0], page[1]) for address, page in content["pages"].items()}
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise Damaged(f"{path} is no list of pages: {error!r}") from error


def true_until(path: Path) -> date | None:
    """Return ``Listing.true_until`` of a list; see ``read_listing`` for what it raises."""
    try:
        return _true_until(read_record(path))
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(f"{path} is no list of pages: {error!r}") from error


def _true_until(content: Mapping[str, Any]) -> date | None:
    return content["true_until"] and date.fromisoformat(content["true_until"])


def _by_key(groups: Iterable[Group], marts: Mapping[tuple[str, tuple[str, ...]], int]) -> list[list[Any]]:
    """Return groups in their order as numbers of marts with the key that these were asked by."""
    asked = (list(alike) for _, alike in groupby(groups, key=lambda group: _order(group)[:2]))
    return [[[marts[one.mart, one.columns] for one in alike], [*map(_plain, alike[0].key)]] for alike in asked]


def _order(group: Group) -> tuple[Any, ...]:
    return group.columns, tuple((type(value).__name__, str(value)) for value in group.key), group.mart


def _plain(value: Hashable) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"Rows cannot be asked for by {value!r}, a {type(value).__name__}")


def _value(written: Any) -> Hashable:
    return date.fromisoformat(written["date"]) if isinstance(written, dict) else written
