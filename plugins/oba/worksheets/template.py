"""Writing the worksheet of a place: a sheet that says how, a sheet for each of its scorecards, and the lists."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet as Sheet

from oba.definitions import Definitions
from oba.definitions.cards import Scorecard
from oba.definitions.feeds import WorksheetFeed
from oba.errors import ObaError
from oba.files import write_atomically
from oba.kinds.worksheets.layout import (
    BLANK_LINES,
    CARD_LABEL,
    ENTERED_BY,
    ENTERED_ON,
    FIRST_STEP,
    FIRST_TABLE_ROW,
    HANDED_IN,
    LISTED,
    LISTED_OF,
    LISTS,
    PLACE_LABEL,
    START,
    STEPS,
    TABLES,
    Column,
    Table,
    about,
    cards_of,
    code_of,
    file_stem,
    measures_of,
    place_names,
    sheet_names,
)
from oba.worksheets.entered import newest_entry
from oba.worksheets.looking import feed_of_worksheets

WHEN = datetime(2000, 1, 1)  # so that the same content has the same bytes
NO_TIME = (1980, 1, 1, 0, 0, 0)
INK, PAPER, LINE = "0B0C0C", "FFFFFF", "B1B4B6"
TITLE = Font(name="Arial", size=16, bold=True, color=INK)
TABLE_TITLE = Font(name="Arial", size=13, bold=True, color=INK)
HEADING = Font(name="Arial", size=11, bold=True, color=PAPER)
PLAIN = Font(name="Arial", size=11, color=INK)
BOLD = Font(name="Arial", size=11, bold=True, color=INK)
HEADED = PatternFill("solid", fgColor="1D70B8")
TO_FILL = PatternFill("solid", fgColor="FFF7D6")
EDGE = Border(*(Side("thin", color=LINE),) * 4)
WRAPPED = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)
DAY = "dd/mm/yyyy"


class PlaceWithoutScorecard(ObaError):
    """No place has that code, or no scorecard is about it."""


def write_template(
    place: str, path: Path | None, definitions: Definitions, entered: Iterable[Mapping[str, Any]]
) -> Path:
    """Write the worksheet of a place.

    Args:
        place: its GSS code or its name.
        path: where; without it, in the folder of now under the name that it is to have.
        definitions: have its scorecards and their measures.
        entered: what its champions have entered already, in rows of the long form of ``oba.kinds.worksheets``.

    Returns:
        The file.

    Raises:
        PlaceWithoutScorecard: the code is of no place, or of one without a scorecard.
    """
    known = place_names(definitions)
    code = code_of(place, definitions)
    cards = cards_of(code, definitions) if code else ()
    if code is None or not cards:
        some = ", ".join(f"{code} ({known[code]})" for code in ("E08000035", "E06000012", "E92000001") if code in known)
        raise PlaceWithoutScorecard(
            f"No scorecard is about a place {place!r}. Write its name or its code, such as {some}."
        )
    name = known[code]
    path = path or Path(f"{file_stem(name)}.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    _, feed = feed_of_worksheets(definitions)
    rows = list(entered)
    book = Workbook()
    book.properties.created = book.properties.modified = WHEN
    book.properties.creator = "OBA scorecards"
    book.properties.title = f"Stories, partners, what works and actions: {name}"
    sheets = sheet_names(cards)
    start = book.active
    assert start is not None
    _write_start(start, code, name, rows)
    ranges = {}
    lists = book.create_sheet(LISTS)
    for number, card in enumerate(cards, start=1):
        ranges[card.scorecard] = _list_measures(lists, number, sheets[card.scorecard], measures_of(card, definitions))
    lists["A1"], lists["A1"].font = "What the cells of the other sheets offer to choose from", TITLE
    lists["A2"], lists["A2"].font = "Nothing is to be filled in here.", PLAIN
    lists.protection.enable()
    for card in cards:
        of_card = [row for row in rows if row["scorecard_id"] == card.scorecard]
        names = {measure: chosen for chosen, measure in measures_of(card, definitions).items()}
        sheet = book.create_sheet(sheets[card.scorecard], index=len(book.worksheets) - 1)
        _write_card(sheet, card, of_card, names, ranges[card.scorecard], feed)
    write_atomically(path, lambda temporary: temporary.write_bytes(_bytes_of(book)))
    return path


def _write_start(sheet: Sheet, place: str, name: str, rows: list[Mapping[str, Any]]) -> None:
    sheet.title = START
    sheet["A1"], sheet["A1"].font = f"Stories, partners, what works and actions: {name}", TITLE
    sheet["A2"], sheet["A2"].font = "For the scorecards of this place. Read the steps below before you begin.", PLAIN
    for row, (label, value) in enumerate(
        (("Place", name), (PLACE_LABEL, place), (ENTERED_BY, None), (ENTERED_ON, None)), start=3
    ):
        sheet.cell(row, 1, label).font = BOLD
        cell = sheet.cell(row, 2, value)
        cell.font, cell.border = PLAIN, EDGE
        if value is None:
            cell.fill, cell.protection = TO_FILL, OPEN
    sheet["B6"].number_format = DAY
    sheet["B6"].alignment = Alignment(horizontal="left")
    _add_date(sheet, ("B6",), "The day on which you fill this in, such as 20/11/2026.")
    _prompt(sheet, "B5", "Your post, and your name if you like: Head of Performance.")
    newest = newest_entry(rows)
    if newest is not None:
        by = next(row["stated_by"] for row in rows if row["stated_on"] == newest)
        sheet["A7"], sheet["A7"].font = "Handed in before", BOLD
        _put(sheet.cell(7, 2), f"{by}, {newest:%d/%m/%Y}; {HANDED_IN}")
    sheet["A9"], sheet["A9"].font = "How to fill this in", TABLE_TITLE
    for row, step in enumerate(STEPS, start=FIRST_STEP):
        sheet.cell(row, 1, row - FIRST_STEP + 1).font = BOLD
        sheet.cell(row, 1).alignment = Alignment(horizontal="left", vertical="top")
        cell = sheet.cell(row, 2, step)
        cell.font, cell.alignment = PLAIN, WRAPPED
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 96
    sheet.protection.enable()


def _write_card(
    sheet: Sheet,
    card: Scorecard,
    rows: list[Mapping[str, Any]],
    measures: Mapping[str, str],
    listed: str,
    feed: WorksheetFeed,
) -> None:
    """Write the sheet of a card.

    Args:
        sheet: an empty one.
        card: the card.
        rows: what is entered already.
        measures: the name under which each of its measures is chosen, by id.
        listed: the range with these names.
        feed: has the limits.
    """
    sheet["A1"], sheet["A1"].font = card.title, TITLE
    sheet["A2"], sheet["A2"].font = CARD_LABEL, BOLD
    sheet["B2"], sheet["B2"].font = card.scorecard, PLAIN
    sheet["A3"], sheet["A3"].font, sheet["A3"].alignment = about(card), PLAIN, WRAPPED
    widths = [max((t.columns[n].width for t in TABLES if n < len(t.columns)), default=16) for n in range(8)]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    row = FIRST_TABLE_ROW
    for table in TABLES:
        of_table = [
            each
            for each in rows
            if each["entry_list"] == table.entry_list and all(each[name] == word for name, word in table.fixed.items())
        ]
        row = _write_table(sheet, row, table, of_table, measures, listed, feed) + 2
    sheet.freeze_panes = "A4"
    sheet.protection.enable()
    sheet.protection.insertRows = sheet.protection.deleteRows = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_table(
    sheet: Sheet,
    row: int,
    table: Table,
    rows: list[Mapping[str, Any]],
    measures: Mapping[str, str],
    listed: str,
    feed: WorksheetFeed,
) -> int:
    """Write a table with its title in a row, and return its last row."""
    sheet.cell(row, 1, table.title).font = TABLE_TITLE
    first, last = row + 2, row + 1 + max(len(rows) + 4, BLANK_LINES)
    for number, column in enumerate(table.columns, start=1):
        heading = sheet.cell(row + 1, number, column.written)
        heading.font, heading.fill, heading.alignment, heading.border = HEADING, HEADED, WRAPPED, EDGE
        for line in range(first, last + 1):
            cell = sheet.cell(line, number)
            cell.fill, cell.protection, cell.font, cell.border = TO_FILL, OPEN, PLAIN, EDGE
            cell.alignment = WRAPPED
            if column.form == "date":
                cell.number_format = DAY
                cell.alignment = Alignment(horizontal="right", vertical="top")
            if line - first < len(rows):
                _put(cell, _shown(column, rows[line - first].get(column.name), measures))
        letter = get_column_letter(number)
        _validate(sheet, column, f"{letter}{first}:{letter}{last}", listed, feed)
    return last


def _shown(column: Column, value: Any, measures: Mapping[str, str]) -> Any:
    """Return what a cell holds where a value is entered."""
    if value is None:
        return None
    if column.form == "measure":
        return measures.get(value)
    if column.form == "choice":
        return next((word for word, each in column.choices.items() if each == value), None)
    return value


def _put(cell: Any, value: Any) -> None:
    """Write a value; a text that begins like a formula stays a text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"


def _validate(sheet: Sheet, column: Column, area: str, listed: str, feed: WorksheetFeed) -> None:
    if column.form == "date":
        _add_date(sheet, (area,), column.hint)
        return
    if column.form == "choice":
        rule = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    elif column.form == "measure":
        rule = DataValidation(type="list", formula1=listed, allow_blank=True)
    else:
        most = feed.longest_words if column.form == "words" else feed.longest_name
        rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(most), allow_blank=True)
        rule.error = f"At most {most} characters. Say it shorter, or make two lines of it."
    if column.form in ("choice", "measure"):
        rule.error = "Choose one of the list."
    _say(rule, column.heading, column.hint or "Choose one of the list.")
    sheet.add_data_validation(rule)
    rule.add(area)


def _add_date(sheet: Sheet, areas: tuple[str, ...], hint: str) -> None:
    days = [str((date(year, 1, 1) - date(1899, 12, 30)).days) for year in (1990, 2100)]
    rule = DataValidation(type="date", operator="between", formula1=days[0], formula2=days[1], allow_blank=True)
    rule.error = "Type a day, such as 20/11/2026."
    _say(rule, "A day", hint)
    sheet.add_data_validation(rule)
    for area in areas:
        rule.add(area)


def _prompt(sheet: Sheet, area: str, hint: str) -> None:
    rule = DataValidation(type="textLength", operator="greaterThan", formula1="0", allow_blank=True)
    _say(rule, "Who fills this in", hint)
    sheet.add_data_validation(rule)
    rule.add(area)


def _say(rule: DataValidation, title: str, hint: str) -> None:
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle = rule.promptTitle = title[:32]
    rule.prompt = hint


def _list_measures(sheet: Sheet, number: int, name: str, measures: Mapping[str, str]) -> str:
    """Write the measures of a card into a column of the sheet of lists, and return their range."""
    letter = get_column_letter(number)
    heading = sheet.cell(LISTED, number, f"{LISTED_OF} {name}")
    heading.font, heading.fill, heading.alignment = HEADING, HEADED, WRAPPED
    for row, chosen in enumerate(measures, start=LISTED + 1):
        cell = sheet.cell(row, number)
        _put(cell, chosen)
        cell.font, cell.alignment = PLAIN, WRAPPED
    sheet.column_dimensions[letter].width = 40
    return f"{quote_sheetname(LISTS)}!${letter}${LISTED + 1}:${letter}${LISTED + len(measures)}"


def _bytes_of(book: Workbook) -> bytes:
    """Return a workbook as bytes that are the same whenever its content is."""
    written, undated = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as found, zipfile.ZipFile(undated, "w", zipfile.ZIP_DEFLATED) as again:
        for part in found.infolist():
            content = found.read(part)
            if part.filename == "docProps/core.xml":
                stamp = f"{WHEN.isoformat()}Z".encode()
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            again.writestr(zipfile.ZipInfo(part.filename, NO_TIME), content, zipfile.ZIP_DEFLATED)
    return undated.getvalue()
