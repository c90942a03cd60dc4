"""How what stands in a council's file may be told: names by words that layouts know, cells never."""

import re
from pathlib import PurePath

from oba.local_mi.layouts import Layouts
from oba.local_mi.taking.forms import MONTHS, clean, unmarked
from oba.quoting import NEVER

PARTS = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
ENDINGS = {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".xml", ".json", ".zip"}
USUAL_WORDS = {"la", "extract", "report", "return", "final", "draft", "snapshot", "q", "quarter", "week", "year"}
LONGEST_NUMBER = 4  # digits that are told: a year, a day, the number of a list; a longer one may be a child's


def masked(cell: str | None) -> str:
    """Return a cell as it may be told: its form, in which each word is one letter and each digit a 9."""
    return NEVER.cell(None if cell is None else clean(unmarked(cell)))


def known_words(layouts: Layouts) -> frozenset[str]:
    """Return the words that layouts are written with."""
    texts: list[str] = []
    for layout in layouts.layouts:
        texts += [layout.layout, layout.name]
        for table in layout.tables:
            texts += [table.table, *table.names]
    words = {word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text)}
    return frozenset(words | USUAL_WORDS | set(MONTHS) | {_full_month(month) for month in MONTHS})


def _full_month(short: str) -> str:
    months = "january february march april may june july august september october november december"
    return next(name for name in months.split() if name.startswith(short))


def shown_name(name: str, words: frozenset[str]) -> str:
    """Return a file's or sheet's name as it may be told: words that layouts know, months, short numbers and dates."""
    path = PurePath(name)
    ending = path.suffix.lower() if path.suffix.lower() in ENDINGS else ""
    stem = path.stem if ending else path.name
    return "".join(_shown(part, words) for part in PARTS.findall(stem)) + ending


def _shown(part: str, words: frozenset[str]) -> str:
    if part.isdigit():
        is_day = len(part) in (6, 8) and re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?", part)
        return part if len(part) <= LONGEST_NUMBER or is_day else "9"
    if part.isalpha():
        return part if part.lower() in words else "a"
    return part
