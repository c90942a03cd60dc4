"""Workbooks: xlsx, xlsm, xls and ods, their values as text and what their cells were."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from defusedxml.ElementTree import fromstring
from openpyxl.utils import column_index_from_string
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from oba.local_mi.reading.parts import FORMULA, NO_VALUE, NUMBER, WITHOUT_MARKS, Grid, Unreadable

WHOLE = 1e15  # beyond it a number in a workbook has lost digits
SHEETS, ODS = "xl/worksheets/", "content.xml"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FORMULA_CELL = re.compile(rb"<c\b([^>]*)>\s*(<f\b.*?)</c>", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
MOST_REPEATED = 5000
MIDNIGHT = datetime.time(0)
PANIC = "PanicException"
MEND = "Open it and save it again as .xlsx, without a password."


def read_workbook(data: bytes, members: list[zipfile.ZipInfo]) -> list[Grid]:
    """Read every sheet of a workbook.

    Args:
        data: the file.
        members: what it holds, of one that is an archive.

    Raises:
        Unreadable: it is damaged or protected.
    """
    try:
        return list(_sheets(data, members))
    except MemoryError:
        raise
    except BaseException as error:
        # A damaged workbook breaks a library in any way, and a panic of calamine is no Exception; both may quote cells.
        if not isinstance(error, Exception) and type(error).__name__ != PANIC:
            raise
        raise Unreadable("a workbook can be opened", "a damaged or protected workbook", MEND) from None


def _sheets(data: bytes, members: list[zipfile.ZipInfo]) -> Iterator[Grid]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        formulas = _formulas(data, members)
        for sheet in workbook.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            opened = workbook.get_sheet_by_name(sheet.name)
            rows = [[_text(cell) for cell in row] for row in opened.to_python(skip_empty_area=False)]
            _mark_formulas(rows, formulas.get(sheet.name, {}))
            merged = tuple((*start, *end) for start, end in opened.merged_cell_ranges or [])
            yield Grid(sheet.name, rows, sheet.visible != SheetVisibleEnum.Visible, merged)


def _text(value: Any) -> str | None:
    """Return a cell as text: a date in ISO form, a number with its mark and without a point that Excel added."""
    if isinstance(value, str):
        return value.translate(WITHOUT_MARKS) or None
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        is_whole = (
            value == int(value) and abs(value) < WHOLE if value == value and abs(value) != float("inf") else False
        )
        return f"{NUMBER}{int(value)}" if is_whole else f"{NUMBER}{value!r}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _mark_formulas(rows: list[list[str | None]], formulas: dict[tuple[int, int], bool]) -> None:
    """Mark the cells that a workbook works out; one that was never worked out has no value."""
    width = max((len(row) for row in rows), default=0)
    for (row, column), has_value in formulas.items():
        while len(rows) <= row:
            rows.append([None] * width)
        rows[row] += [None] * (column + 1 - len(rows[row]))
        value = rows[row][column]
        rows[row][column] = FORMULA + value if value is not None else None if has_value else NO_VALUE


def _formulas(data: bytes, members: list[zipfile.ZipInfo]) -> dict[str, dict[tuple[int, int], bool]]:
    """Return where each sheet has formulas, rows and columns from 0, and whether each was ever worked out."""
    if not members:  # an .xls says nothing of its formulas here; it has their values
        return {}
    names = {member.filename for member in members}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if ODS in names:
            content = archive.read(ODS)
            return _formulas_of_ods(content) if b"table:formula" in content else {}
        # To open a workbook a second time takes longer than reading all its values, and most have no formula.
        with_formulas = {name for name in names if name.startswith(SHEETS) and b"<f" in archive.read(name)}
        if not with_formulas:
            return {}
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        try:
            parts = {sheet.title: sheet._worksheet_path.lstrip("/") for sheet in book.worksheets}
        finally:
            book.close()
        return {title: _formulas_of(archive.read(part)) for title, part in parts.items() if part in with_formulas}


def _formulas_of(content: bytes) -> dict[tuple[int, int], bool]:
    found: dict[tuple[int, int], bool] = {}
    for cell in FORMULA_CELL.finditer(content):
        attributes, inner = cell.group(1), cell.group(2)
        place = REFERENCE.search(attributes)
        if place:
            # An empty text is a value, which a formula of a blank cell gives; an empty number is none.
            is_text = b't="str"' in attributes
            has_value = (b"<v>" in inner and b"<v></v>" not in inner) or (is_text and b"<v" in inner)
            column = column_index_from_string(place.group(1).decode()) - 1
            found[int(place.group(2)) - 1, column] = has_value
    return found


def _formulas_of_ods(content: bytes) -> dict[str, dict[tuple[int, int], bool]]:
    found: dict[str, dict[tuple[int, int], bool]] = {}
    for table in fromstring(content, forbid_dtd=True).iter(f"{TABLE}table"):
        cells = found.setdefault(table.get(f"{TABLE}name") or "", {})
        row_number = 0
        for row in table.iter(f"{TABLE}table-row"):
            column = 0
            for cell in row:
                times = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
                if cell.get(f"{TABLE}formula"):
                    worked_out = cell.get(f"{OFFICE}value-type") is not None
                    cells |= {(row_number, column + step): worked_out for step in range(min(times, MOST_REPEATED))}
                column += times
            row_number += int(row.get(f"{TABLE}number-rows-repeated") or 1)
    return found
