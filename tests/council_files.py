"""Files as a council might send them, made for tests: no real person is in any of them."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

import openpyxl
import pyarrow as pa

from oba.config import PROJECT
from oba.local_mi.layouts import Header, Layout, Layouts, Table, headers_of, read_layouts
from oba.local_mi.taking import Extract, take

DEFINITIONS = PROJECT / "data" / "definitions"
SAMPLES = PROJECT.parent / "shared" / "local_mi"
COUNCIL, SNAPSHOT = "E06000012", date(2025, 6, 30)
Rows = Sequence[Sequence[object]]

CONTACTS = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact", "Contact Source"]
PLANS = [*CONTACTS[:5], "Child Protection Plan Start Date", "Child Protection Plan End Date"]
GOOD = {
    "key": "A1",
    "date": "01/03/2025",
    "day": "01/03/2015",
    "month": "03/2015",
    "boolean": "Yes",
    "whole_number": "2",
    "number": "2",
    "word": "Town Team",
}


def shipped() -> Layouts:
    return read_layouts(DEFINITIONS)


def pseudonym(of: str, value: str) -> str:
    return hashlib.sha256(f"{of}:{value}".encode()).hexdigest()[:16]


def taken(path: Path, snapshot_date: date = SNAPSHOT, definitions: Path = DEFINITIONS, **more: object) -> Extract:
    return take(path, COUNCIL, snapshot_date, definitions, pseudonym, **more)  # type: ignore[arg-type]


def told(extract: Extract) -> list[tuple[object, ...]]:
    """Row, column and rule of everything that is told of an extract, but of headers that a file need not have."""
    found = [(row["source_row"], row["column_name"], row["rule"]) for row in extract.errors.to_pylist()]
    return [line for line in found if line[2] != "a table has what its layout reads"]


def rows_of(extract: Extract, record: str, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in extract.records[record].to_pylist()]


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    def cell(value: object) -> str:
        text = "" if value is None else str(value)
        quoted = '"' + text.replace('"', '""') + '"'
        return quoted if any(sign in text for sign in (delimiter, '"', "\n")) else text

    return "\n".join(delimiter.join(map(cell, row)) for row in rows) + "\n"


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(
    path: Path, sheets: Mapping[str, Rows], change: Callable[[openpyxl.Workbook], None] | None = None
) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    book.save(path)
    return path


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def write_ods(path: Path, sheets: Mapping[str, Rows]) -> Path:
    tables = ""
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        tables += f'<table:table table:name="{escape(name)}">{lines}</table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(tables))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_cell(value: object) -> str:
    if isinstance(value, str) and value.startswith("of:"):
        formula = f'table:formula="{escape(value)}" office:value-type="string"'
        return f"<table:table-cell {formula}><text:p>9</text:p></table:table-cell>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = "" if value is None else escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def contacts(count: int = 3) -> list[list[object]]:
    """Rows of Annex A list 1, its header first."""
    day = "{:02}/03/2025"
    return [
        CONTACTS,
        *([f"C{n}", "F", "WBRI", "01/02/2015", 10, day.format(n % 27 + 1), "6"] for n in range(1, count + 1)),
    ]


def census(children: str, reference: str = "2025-03-31", root: str = "<Message>") -> str:
    head = f"<Header><CollectionDetails><ReferenceDate>{reference}</ReferenceDate></CollectionDetails></Header>"
    return f"{root}{head}<Children>{children}</Children></Message>"


def census_child(child_id: str, details: str, birth: str = "2015-04-16") -> str:
    identity = f"<LAchildID>{child_id}</LAchildID><PersonBirthDate>{birth}</PersonBirthDate><Sex>F</Sex>"
    return f"<Child><ChildIdentifiers>{identity}</ChildIdentifiers>{details}</Child>"


# Every table of every layout


def good_cells(layouts: Layouts, layout: Layout, table: Table) -> dict[str, str]:
    """A good cell for each header of a table, by the first record column that is read from it."""
    cells = dict.fromkeys(headers_of(layout, table), "Some words")
    for given in reversed(table.gives):
        record = layouts.records[given.record]
        for column, source in given.columns.items():
            kind = record.columns[column]
            good = next(iter(layouts.codes[kind.codes].values)) if kind.codes else GOOD[kind.type]
            cells |= dict.fromkeys((source,) if isinstance(source, str) else source, good)
    for given in table.gives:
        for column, source in given.columns.items():
            kind = layouts.records[given.record].columns[column]
            if kind.type in ("date", "day") and isinstance(source, str):
                cells[source] = GOOD[kind.type]
    # A date that is part of a key is a date all the same.
    cells |= {name: GOOD["date"] for name in cells if name.endswith("_date")}
    return cells | dict.fromkeys(table.dropped_when, "false")


def spelled(header: Header) -> str:
    return header.named[0]


def element(names: Sequence[str], leaves: Mapping[str, str], inner: str = "") -> str:
    """An XML element with its leaves, those named parent/leaf within one of their own, and what it holds."""
    own = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in leaves.items() if "/" not in name)
    wrapped: dict[str, str] = {}
    for name, text in leaves.items():
        parent, slash, leaf = name.partition("/")
        if slash:
            wrapped[parent] = wrapped.get(parent, "") + f"<{leaf}>{escape(text)}</{leaf}>"
    for parent, content in wrapped.items():
        own += content if parent == names[-1] else f"<{parent}>{content}</{parent}>"
    return f"<{names[-1]}>{own}{inner}</{names[-1]}>"


def everything_in(table: pa.Table) -> str:
    return json.dumps(table.to_pylist(), default=str).casefold()


def everything_told(extract: Extract) -> str:
    tables = [(count.source_table,) for count in extract.tables]
    return everything_in(extract.errors) + str((extract.shown_name, extract.layout, tables)).casefold()
