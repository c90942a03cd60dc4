"""Drawn pages as files: which kinds there are, some of each, and what one says."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import html5lib
import pytest

from oba.site import card, curve, evidence
from oba.site.reading import Site
from page_words import KINDS, kind_of

DAY = date(2026, 11, 22)
BLOCKS = {"p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "summary", "caption", "figcaption", "label"}
NOT_SAID = {"svg", "script", "style", "template", "noscript", "nav", "footer"}


@dataclass(frozen=True)
class Pages:
    """A folder of drawn pages."""

    folder: Path

    @property
    def addresses(self) -> list[str]:
        return _addresses(self.folder)

    def of_kind(self, kind: str) -> list[str]:
        return [address for address in self.addresses if kind_of(address) == kind]

    def text(self, address: str) -> str:
        return (self.folder / address).read_text()

    def said(self, address: str) -> str:
        """All that a page says, in one line, with what is folded away."""
        return words_of(self.text(address))

    def widest(self) -> list[str]:
        """The page of each kind that holds most."""
        return self._ends(-1)

    def narrowest(self) -> list[str]:
        """The page of each kind that holds least, where there are two."""
        return [address for address in self._ends(0) if address not in self.widest()]

    def _ends(self, end: int) -> list[str]:
        found = []
        for kind in KINDS:
            addresses = self.of_kind(kind)
            if addresses:
                found.append(sorted(addresses, key=lambda address: (self._size(address), address))[end])
        return found

    def _size(self, address: str) -> int:
        return (self.folder / address).stat().st_size


def draw(warehouse: Path, folder: Path, *places: str) -> Pages:
    """Draw the cards of some places, and what stands behind each: curves and evidence."""
    site = Site.of(warehouse, DAY)
    for kind in (card, curve, evidence):
        for planned in kind.pages(site, list(places)):
            path = folder / planned.address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(planned.draw(site)))
    return Pages(folder)


def offered(home: str) -> list[str]:
    """Return the addresses of the curves that the box of a home page leads to, worked out as its script does."""
    document = html5lib.parse(home, namespaceHTMLElements=False)
    places = document.findall(".//*[@id='places']//li")
    cards = document.findall(".//*[@id='measures']//*[@data-curve]")
    assert places and cards
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(item.find("a").get("href")), card.get("data-curve")))
        for item in places
        for card in cards
        if item.get("data-set") in card.get("data-sets").split(" ")
    ]


def none(faults: Iterable[str]) -> None:
    """Fail where there is a fault, with how many there are and the first of them."""
    found = list(faults)
    if found:
        pytest.fail("\n".join([f"{len(found)} faults, such as", *found[:12]]), pytrace=False)


@cache
def _addresses(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def attributes(html: str, name: str) -> list[str]:
    """Return what an attribute says wherever it stands."""
    return [unescape(value) for value in re.findall(rf"""\s{name}="([^"]*)\"""", html)]


def in_one_line(said: str) -> str:
    """Return what is said with a blank wherever there is any white space."""
    return " ".join(said.split())


def words_of(html: str) -> str:
    """Return all that a page says, in one line, with what is folded away and without drawings."""
    without = re.sub(r"<(svg|script|style|head)\b.*?</\1>", " ", html, flags=re.S)
    return in_one_line(unescape(re.sub(r"<[^>]+>", " ", without)))


def sentences(html: str) -> list[str]:
    """Return the lay text of a page: its paragraphs and list items before the first fold-out, each as it is read."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    found = []
    for element, text in _blocks(body):
        if element == "details":
            break
        if element in ("p", "li", "dd", "figcaption") and len(text.split()) > 4:
            found.append(text if text[-1] in ".?!" else f"{text}.")
    return found


def _blocks(element) -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag in NOT_SAID or not isinstance(child.tag, str):
            continue
        if child.tag == "details":
            yield "details", ""
        elif child.tag in BLOCKS and not any(
            inner.tag in BLOCKS | {"details"} for inner in child.iter() if inner is not child
        ):
            yield child.tag, in_one_line(" ".join(child.itertext()))
        else:
            yield from _blocks(child)
