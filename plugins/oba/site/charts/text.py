"""Text in a chart: how wide it is, where it breaks, and where it finds room."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import NamedTuple

# Thousandths of the letter size, of Helvetica and what is cut to its measure (Arial, Liberation Sans).
WIDTHS = {
    letter: width
    for width, letters in {
        191: "'",
        222: "ijl",
        278: "!,./:;[\\] tfI",
        333: "()-`r",
        355: '"',
        389: "*",
        500: "ckvxyzsJ",
        556: "#$0123456789?_abdeghnopquL",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }.items()
    for letter in letters
}
OTHER = 700  # letters with accents and of other scripts
LONGEST = 160  # wide, of a single word: nothing is called so, but somebody may type it
SLACK = 1.05  # a reader's letters may be a little wider
BOLD = 1.1
OVER, UNDER = 0.8, 0.24  # of the letter size, above and below the line that letters stand on
CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


class Spot(NamedTuple):
    """Where a text could stand: the point that it is anchored to, on the line that its letters stand on."""

    x: float
    y: float
    anchor: str  # start, middle or end


class Box(NamedTuple):
    """What a text covers."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Tell whether two boxes have any part in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@lru_cache(maxsize=8192)
def width(text: str, size: float, is_bold: bool = False) -> float:
    """Return how wide a text is, with some slack."""
    return sum(WIDTHS.get(letter, OTHER) for letter in text) * size * (BOLD if is_bold else 1) * SLACK / 1000


@lru_cache(maxsize=8192)
def broken(text: str, room: float, size: float, is_bold: bool = False) -> tuple[str, ...]:
    """Return the lines of a text, broken between words so that each has room; one word alone may be too wide.

    There are as few lines as can be, and then the widest of them is as narrow as can be.
    """
    words = [part for word in text.split() for part in _cut(word, size, is_bold)]
    lines = _filled(words, room, size, is_bold)
    while len(lines) > 1:
        narrower = max(width(line, size, is_bold) for line in lines) - 0.01
        others = _filled(words, narrower, size, is_bold)
        if len(others) > len(lines) or others == lines:
            break
        lines = others
    return tuple(lines)


def _cut(word: str, size: float, is_bold: bool) -> list[str]:
    if width(word, size, is_bold) <= LONGEST:
        return [word]
    letters = int(LONGEST / (size * SLACK * (BOLD if is_bold else 1)))  # the widest is about as wide as it is high
    return [word[at : at + letters] for at in range(0, len(word), letters)]


def _filled(words: list[str], room: float, size: float, is_bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, is_bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def written(text: str) -> str:
    """Return a text as XML may hold it."""
    return escape(text.translate(CONTROLS))


def short(number: float) -> str:
    """Return a coordinate with one decimal at most."""
    text = f"{number:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def box(text: str, spot: Spot, size: float, is_bold: bool = False) -> Box:
    """Return what a text covers."""
    wide = width(text, size, is_bold)
    left = spot.x - {"start": 0, "middle": wide / 2, "end": wide}[spot.anchor]
    return Box(left, spot.y - OVER * size, left + wide, spot.y + UNDER * size)


def element(text: str, spot: Spot, classes: str = "") -> str:
    """Return a text as an element."""
    named = f' class="{classes}"' if classes else ""
    anchored = "" if spot.anchor == "start" else f' text-anchor="{spot.anchor}"'
    return f'<text x="{short(spot.x)}" y="{short(spot.y)}"{named}{anchored}>{written(text)}</text>'


class Room:
    """The room for texts among the lines of a chart: no two texts meet, and lines are crossed where they must be."""

    def __init__(self, within: Box, size: float) -> None:
        """Hold the part of a drawing that texts may stand in.

        Args:
            within: that part.
            size: of letters.
        """
        self.within = within
        self.size = size
        self.taken: list[Box] = []
        self.lines: list[tuple[float, float, float, float]] = []

    def cross(self, points: Sequence[tuple[float, float]]) -> None:
        """Say where a line goes, which a text had better not stand on."""
        self.lines += [(*start, *end) for start, end in pairwise(points)]

    def keep(self, text: str, spot: Spot) -> None:
        """Say where a text stands that is put by somebody else."""
        self.taken.append(box(text, spot, self.size))

    def put(self, text: str, spots: Iterable[Spot], classes: str = "", is_bold: bool = False) -> str:
        """Return a text where it fits best of some spots, the first of which is liked best; nothing if nowhere."""
        best, fewest = None, len(self.lines) + 1
        for spot in spots:
            covered = box(text, spot, self.size, is_bold)
            if self._is_free(covered):
                crossed = self._crossed(covered, fewest)
                if crossed < fewest:
                    best, fewest = (spot, covered), crossed
                if not crossed:
                    break
        if best is None:
            return ""
        self.taken.append(best[1])
        return element(text, best[0], classes)

    def _is_free(self, covered: Box) -> bool:
        inside = self.within
        return (
            covered.left >= inside.left
            and covered.right <= inside.right
            and covered.top >= inside.top
            and covered.bottom <= inside.bottom
            and not any(covered.meets(other) for other in self.taken)
        )

    def _crossed(self, covered: Box, enough: int) -> int:
        """Return how many pieces of lines go through a box, by their height where they pass over it, up to enough."""
        box_left, box_top, box_right, box_bottom = covered
        found = 0
        for left, start, right, end in self.lines:
            if left >= box_right or right <= box_left or (start < box_top and end < box_top):
                continue
            if start > box_bottom and end > box_bottom:
                continue
            slope = (end - start) / ((right - left) or 1)
            one = start + slope * (max(left, box_left) - left)
            other = start + slope * (min(right, box_right) - left)
            if min(one, other) < box_bottom and max(one, other) > box_top:
                found += 1
                if found == enough:
                    break
        return found
