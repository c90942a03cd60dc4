"""Opening a workbook without trusting it: nothing in it is run or worked out, and no more of it is held than fits."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oba.gates import Failure, Unreadable

LARGEST = 5_000_000  # bytes; a filled-in worksheet has some 30,000
LARGEST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 60, 2_000, 60
SAVE_AS = "open the file in Excel or LibreOffice and save it as an Excel Workbook (.xlsx)."
AGAIN = "start from the template, and copy your words into it."
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Cell:
    """A filled cell, as it stands in the file."""

    column: int  # 1 for A
    row: int
    address: str  # such as B7
    value: Any  # text, number, date and time, or True or False
    is_formula: bool = False
    is_error: bool = False


@dataclass(frozen=True)
class OpenedSheet:
    """A sheet of a workbook."""

    name: str
    is_hidden: bool
    cells: tuple[Cell, ...]  # filled ones, row by row
    merged: tuple[str, ...]  # ranges
    hidden: tuple[str, ...]  # hidden rows and columns with something in them, in words
    is_too_large: bool = False  # then cells far below or far to the right are not read

    def at(self, address: str) -> Cell | None:
        """Return the filled cell of an address."""
        return next((cell for cell in self.cells if cell.address == address), None)


def open_workbook(path: Path) -> list[OpenedSheet]:
    """Read every sheet of a workbook.

    Raises:
        Unreadable: it is none, is locked, holds macros, or would unpack to more than a worksheet can be.
    """
    _refuse_other_files(path)
    import openpyxl  # late: most of the package works without it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a spreadsheet adds and this reader leaves out
            book = openpyxl.load_workbook(path, keep_links=False)
        sheets = book.worksheets[: MOST_SHEETS + 1]
        if len(sheets) > MOST_SHEETS:
            raise _refused(f"more than {MOST_SHEETS} sheets", AGAIN)
        return [_opened(sheet) for sheet in sheets]
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook breaks a library in any way
        raise _refused(
            f"something in it that cannot be read ({type(error).__name__})", f"{SAVE_AS} If that does not help, {AGAIN}"
        ) from error


def _refuse_other_files(path: Path) -> None:
    size = path.stat().st_size
    if size > LARGEST:
        raise _refused(f"{size / 1e6:,.0f} MB, of {LARGEST / 1e6:,.0f} MB at most", f"remove pictures; or {AGAIN}")
    with path.open("rb") as stream:
        start = stream.read(4)
    if not start:
        raise _refused("an empty file", "save the workbook again, and copy it when it is closed.")
    if start == OLD_OR_LOCKED:
        mend = f"take the password off it (File, Info, Protect Workbook); if there is none, {SAVE_AS}"
        raise _refused("a workbook with a password, or one of an old kind (.xls)", mend)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused("something else under that name, or a file that was cut off", SAVE_AS) from error
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _refused("a file that unpacks to far more than a worksheet can be", AGAIN)
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("a password on it", "take the password off and save it again.")
    if path.suffix.lower() == ".xlsm" or any("vbaproject" in name.lower() or "macrosheets" in name for name in names):
        raise _refused("a workbook that may hold macros", "save it as an Excel Workbook (.xlsx), which has none.")
    if "xl/workbook.xml" not in names:
        raise _refused("something else under that name", SAVE_AS)
    if path.suffix.lower() != ".xlsx":
        raise _refused(f"the ending {path.suffix}", SAVE_AS)


def _refused(found: str, mend: str) -> Unreadable:
    why = "Only the words in its cells are taken, and nothing in a file may run or hide."
    return Unreadable(
        Failure("the file is an Excel workbook (.xlsx)", why, mend, 1, (f"the whole file: found {found}",))
    )


def _opened(sheet: Any) -> OpenedSheet:
    from openpyxl.utils import get_column_letter

    rows, columns = sheet.max_row, sheet.max_column
    is_hidden = sheet.sheet_state != "visible"
    merged = tuple(sorted(str(area) for area in sheet.merged_cells.ranges))
    cells = tuple(
        Cell(cell.column, cell.row, cell.coordinate, cell.value, cell.data_type == "f", cell.data_type == "e")
        for row in sheet.iter_rows(max_row=min(rows, MOST_ROWS), max_col=min(columns, MOST_COLUMNS))
        for cell in row
        if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip())
    )
    hidden_rows = {cell.row for cell in cells if sheet.row_dimensions[cell.row].hidden}
    # One entry may stand for a run of columns.
    runs = [found for found in sheet.column_dimensions.values() if found.hidden]
    hidden_columns = {cell.column for cell in cells if any(run.min <= cell.column <= run.max for run in runs)}
    hidden = (
        *(f"row {row}" for row in sorted(hidden_rows)),
        *(f"column {get_column_letter(column)}" for column in sorted(hidden_columns)),
    )
    is_too_large = rows > MOST_ROWS or columns > MOST_COLUMNS
    return OpenedSheet(sheet.title, is_hidden, cells, merged, hidden, is_too_large)
