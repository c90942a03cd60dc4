"""How what stands in a council's file may be told: names by words that layouts know, cells never."""

import re
from pathlib import PurePath

from oba.local_mi.layouts import Layouts
from oba.local_mi.taking.forms import MONTHS, clean, unmarked
from oba.quoting import NEVER

PARTS = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
ENDINGS = {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".xml", ".json", ".zip"}
USUAL_WORDS = {"la", "extract", "report", "return", "final", "draft", "snapshot", "q", "quarter", "week", "year"}
DAY = re.compile(
    r"(?<!\d)(?:\d{1,4}[^\w\d]\d{1,2}[^\w\d]\d{1,4}|\d{1,2}[^\w\d]*[^\W\d_]{3,9}[^\w\d]*\d{2,4}|\d{6,8})(?!\d)"
)
YEAR = re.compile(r"(?:19|20)\d{2}")
LONGEST_NUMBER = 2  # digits that are told beside a year: the number of a list or quarter; a longer one may be a child's


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
    """Return a file's or sheet's name as it may be told: words that layouts know, months, years and short numbers.

    A day is never told, however it is written: it may be somebody's birth.
    """
    path = PurePath(name)
    ending = path.suffix.lower() if path.suffix.lower() in ENDINGS else ""
    stem = path.stem if ending else path.name
    without_days = DAY.sub("9", stem)
    return "".join(_shown(part, words) for part in PARTS.findall(without_days)) + ending


def _shown(part: str, words: frozenset[str]) -> str:
    if part.isdigit():
        return part if len(part) <= LONGEST_NUMBER or YEAR.fullmatch(part) else "9"
    if part.isalpha():
        return part if part.lower() in words else "a"
    return part
