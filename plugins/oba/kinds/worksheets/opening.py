"""Opening a workbook without trusting it: nothing in it is run or worked out, and no more of it is held than fits."""

import stat
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oba.gates import Failure, Unreadable
from oba.kinds.worksheets.parts import MOST_COLUMNS, MOST_ROWS, Parts, TooMuch, look_through
from oba.kinds.worksheets.plain import is_blank, unescaped

LARGEST = 5_000_000  # bytes; a filled-in worksheet has some 30,000
LARGEST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_SHEETS = 60
SAVE_AS = "open the file in Excel or LibreOffice and save it as an Excel Workbook (.xlsx)."
AGAIN = "start from the template, and copy your words into it."
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
# What may run, or bring in what no cell shows; the beginning of the part's name, in small letters.
RUNNING = {
    "xl/embeddings/": ("a file inside it", "delete the object that was put in (Insert, Object)"),
    "xl/activex/": ("a button or box that runs something (ActiveX)", "delete it"),
    "xl/externallinks/": ("links to other files", "break them (Data, Edit Links, Break Link)"),
    "xl/connections.xml": ("a connection to other data", "delete it (Data, Queries & Connections)"),
    "xl/querytables/": ("a connection to other data", "delete it (Data, Queries & Connections)"),
    "xl/webextensions/": ("an add-in", "take it out"),
    "customui/": ("buttons of its own", "start from the template, and copy your words into it"),
}
UNSEEN_FORMAT = ";;;"
NARROW, LOW = 0.5, 2  # a column or row of less shows nothing
WHITE, LIGHT = {"FFFFFFFF", "00FFFFFF"}, 0xC0  # a colour, and the least of red, green and blue in one that is light


@dataclass(frozen=True)
class Cell:
    """A filled cell, as it stands in the file."""

    column: int  # 1 for A
    row: int
    address: str  # such as B7
    value: Any  # text, number, date and time, or True or False
    is_formula: bool = False
    is_error: bool = False
    unseen: str = ""  # why its words cannot be read on the sheet, where they cannot


@dataclass(frozen=True)
class OpenedSheet:
    """A sheet of a workbook."""

    name: str
    is_hidden: bool
    cells: tuple[Cell, ...]  # filled ones, row by row
    merged: tuple[str, ...]  # ranges
    hidden: tuple[tuple[str, str], ...]  # a cell of each hidden row and column with something in it, and its words
    far: str | None = None  # the first filled cell far below or far to the right: these are not read

    def at(self, address: str) -> Cell | None:
        """Return the filled cell of an address."""
        return next((cell for cell in self.cells if cell.address == address), None)


@dataclass(frozen=True)
class OpenedBook:
    """A workbook."""

    sheets: tuple[OpenedSheet, ...]
    beside: tuple[tuple[str, str], ...]  # texts that are in no cell: where, and the text


def open_workbook(path: Path) -> OpenedBook:
    """Read every sheet of a workbook.

    Raises:
        Unreadable: it is none, is locked, holds macros, or would unpack to more than a worksheet can be.
    """
    parts = _looked_through(path)
    import openpyxl  # late: most of the package works without it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a spreadsheet adds and this reader leaves out
            book = openpyxl.load_workbook(path, keep_links=False)
        sheets = book.worksheets[: MOST_SHEETS + 1]
        if len(sheets) > MOST_SHEETS:
            raise _refused(f"more than {MOST_SHEETS} sheets", AGAIN)
        opened = tuple(_opened(sheet, parts.far.get(sheet.title)) for sheet in sheets)
        return OpenedBook(opened, tuple(parts.beside))
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook breaks a library in any way
        raise _refused(
            f"something in it that cannot be read ({type(error).__name__})", f"{SAVE_AS} If that does not help, {AGAIN}"
        ) from error


def _looked_through(path: Path) -> Parts:
    """Look through the file before a library opens it."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise _refused("no file but a pipe, a device or a folder", "give the path of the workbook itself.")
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
    if len(names) < len(parts):
        raise _refused("two parts of one name", SAVE_AS)
    _refuse_running(names)
    try:
        with zipfile.ZipFile(path) as archive:
            return look_through(archive)
    except TooMuch as much:
        raise _refused(much.found, much.mend) from None
    except Exception as error:  # a damaged part breaks a reader in any way
        raise _refused(
            f"something in it that cannot be read ({type(error).__name__})", f"{SAVE_AS} If that does not help, {AGAIN}"
        ) from None


def _refuse_running(names: Iterable[str]) -> None:
    for name in sorted(name.lower() for name in names):
        for beginning, (found, mend) in RUNNING.items():
            if name.startswith(beginning):
                raise _refused(found, f"{mend}; or {AGAIN}")


def _refused(found: str, mend: str) -> Unreadable:
    why = "Only the words in its cells are taken, and nothing in a file may run or hide."
    return Unreadable(
        Failure("the file is an Excel workbook (.xlsx)", why, mend, 1, (f"the whole file: found {found}",))
    )


def _opened(sheet: Any, far: str | None) -> OpenedSheet:
    from openpyxl.utils import get_column_letter

    rows, columns = sheet.max_row, sheet.max_column
    is_hidden = sheet.sheet_state != "visible"
    merged = tuple(sorted(str(area) for area in sheet.merged_cells.ranges))
    cells = tuple(
        Cell(
            cell.column,
            cell.row,
            cell.coordinate,
            unescaped(cell.value) if isinstance(cell.value, str) else cell.value,
            cell.data_type == "f",
            cell.data_type == "e",
            _unseen(cell),
        )
        for row in sheet.iter_rows(max_row=min(rows, MOST_ROWS), max_col=min(columns, MOST_COLUMNS))
        for cell in row
        if cell.value is not None and not (isinstance(cell.value, str) and is_blank(unescaped(cell.value)))
    )
    hidden: dict[str, tuple[str, str]] = {}
    # One entry may stand for a run of columns.
    runs = [run for run in sheet.column_dimensions.values() if run.hidden or (run.width or 0) < NARROW]
    for cell in cells:
        height = sheet.row_dimensions[cell.row].height
        if sheet.row_dimensions[cell.row].hidden or (height is not None and height < LOW):
            hidden.setdefault(f"row {cell.row}", (cell.address, f"row {cell.row} hidden, with something in it"))
        if any(run.min <= cell.column <= run.max for run in runs):
            letter = get_column_letter(cell.column)
            hidden.setdefault(f"column {letter}", (cell.address, f"column {letter} hidden, with something in it"))
    return OpenedSheet(sheet.title, is_hidden, cells, merged, tuple(hidden.values()), far)


def _unseen(cell: Any) -> str:
    """Return why what is in a cell cannot be read on the sheet, or is struck out."""
    if cell.font is not None and cell.font.strike:
        return "words that are struck out"
    if UNSEEN_FORMAT in (cell.number_format or ""):
        return "words that a format hides"
    colour = cell.font.color.rgb if cell.font is not None and cell.font.color is not None else None
    fill = cell.fill
    filled = fill.fgColor.rgb if fill is not None and fill.fill_type is not None else None
    is_light = not isinstance(filled, str) or all(int(filled[at : at + 2], 16) >= LIGHT for at in (2, 4, 6))
    return "white words on a light ground" if isinstance(colour, str) and colour in WHITE and is_light else ""
