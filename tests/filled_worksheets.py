"""Worksheets that somebody has filled in, as a spreadsheet saves them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook

from oba.config import Settings
from oba.definitions import Definitions
from oba.kinds.worksheets.layout import START, TABLES, file_stem, place_names
from oba.worksheets.template import write_template

PLACE, CARD = "E06000012", "children_and_families"
MARKUP = 'Rents "doubled" & <b>families</b> moved'
DAY = date(2026, 11, 20)
# Line by line of each table; a word is what stands in the cell, and None an empty one.
FILLED: dict[str, list[list[Any]]] = {
    "What helps": [["Schools ring early.", "Re-referral rate", datetime(2026, 3, 1), "Schools' forum"]],
    "What hinders": [[MARKUP], ["=1+1 is no formula but words", None, datetime(2026, 4, 2)]],
    "Partners": [["St Mary's primary", "Sees children every day"]],
    "What works to do better": [["Ring before writing", None, "No cost", "We tried", "Medium", "high", "High", "High"]],
    "What we do": [
        ["Ring every family", "Re-referral rate", datetime(2026, 9, 30), "Head of the Front Door", "Agreed", "No"],
        ["Hire a link worker", None, datetime(2027, 9, 30), "Head of Schools", "Proposed", "Yes"],
    ],
}

EMPTY: dict[tuple[Path, str], bytes] = {}  # templates that were written already, since each takes a while


def card_sheet(book: Workbook, card: str = CARD) -> Any:
    """Return the sheet of a scorecard."""
    return next(sheet for sheet in book.worksheets if sheet["B2"].value == card)


def first_line(sheet: Any, table: str) -> int:
    """Return the row of a table's first line."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == table) + 2


def filled(
    folder: Path,
    definitions: Definitions,
    lines: Mapping[str, list[list[Any]]] = FILLED,
    place: str = PLACE,
    card: str = CARD,
    on: date = DAY,
    change: Callable[[Workbook], object] = lambda book: None,
) -> Path:
    """Write the worksheet of a place, filled in.

    Args:
        folder: where to.
        definitions: those of the template.
        lines: of each table.
        place: a GSS code.
        card: the scorecard whose sheet is filled in.
        on: the day on which it was.
        change: is done to the workbook at last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file_stem(place_names(definitions)[place])}.xlsx"
    if (definitions.folder, place) not in EMPTY:
        write_template(place, path, definitions, ())
        EMPTY[definitions.folder, place] = path.read_bytes()
    path.write_bytes(EMPTY[definitions.folder, place])
    book = openpyxl.load_workbook(path)
    book[START]["B5"], book[START]["B6"] = "Head of Performance", datetime(on.year, on.month, on.day)
    sheet = card_sheet(book, card)
    for table in TABLES:
        for down, line in enumerate(lines.get(table.title, [])):
            for across, value in enumerate(line, start=1):
                cell = sheet.cell(first_line(sheet, table.title) + down, across, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # as a spreadsheet has a text that begins like a formula
    change(book)
    book.save(path)
    return path


def add_worksheets(settings: Settings, definitions: Definitions) -> None:
    """Hand in two worksheets of a place, the second in place of the first, and one of a place without figures."""
    (releases,) = settings.releases
    folder = releases / "stories"
    filled(folder / "2026-10-01", definitions, {"What helps": [["Replaced by the newer one."]]}, on=date(2026, 10, 1))
    filled(folder / "2026-11-20", definitions)
    filled(folder / "2026-11-20", definitions, {"What helps": [["Of Bradford alone."]]}, place="E08000032")
