"""Faults that happen to statistical CSV files: each makes a corrupted file from the rows of a good one.

Lists of a DfE file are in FAULTS, those of a file of statistical neighbours in NEIGHBOUR_FAULTS. A fault is called
with the header, the rows, a random source and, for a DfE file, the shape of the file; it answers with the bytes of the
corrupted file, or with None where the file has nothing that the fault could be done to. The good rows stay as they are.
"""

import csv
import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from operator import itemgetter
from random import Random
from typing import Literal

HARMLESS = "harmless"
REFUSED = "refused"
INVISIBLE = "invisible"

FILE = "file"
DECLARED = "declared"
PLACES = "places"
EARLIER = "earlier years"
BEFORE = "vintage before"
POPULATION = "population"
NOTHING = "nothing"

NATIONAL = "National"
REGIONAL = "Regional"
AUTHORITY = "Local authority"
LONDON = {"E12000007", "E13000001", "E13000002"}
MANDATORY = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
SYMBOLS = {"c", "z", "x", "u", "k", "low", "~", ":"}

Row = list[str]
Rows = list[Row]


@dataclass(frozen=True)
class Shape:
    """What the columns of a file are, beyond the ten of time and place."""

    filters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """All columns of figures, those of rates and percentages included."""
    rates: Mapping[str, str] = field(default_factory=dict)
    """Each rate by population, with the count that it is of."""
    percentages: tuple[str, ...] = ()
    """Those that follow from counts of the file."""
    ratios: tuple[str, ...] = ()
    """Other figures that are no counts, such as cases for each worker, or percentages that no count explains."""
    populations: tuple[str, ...] = ()
    """Numbers of children that the rates are by."""


Make = Callable[[Row, Rows, Random, Shape], bytes | None]


@dataclass(frozen=True)
class Fault:
    """A fault: what should become of the file, and what it takes to see it.

    `seen_by` is FILE (the file and the DfE's standard), DECLARED (what the file should hold), PLACES (the list of
    places), EARLIER (the years before, in the file or out of it), BEFORE (the release before), POPULATION or NOTHING.
    """

    id: str
    kind: str
    outcome: str
    make: Make
    seen_by: str = FILE


NeighbourMake = Callable[[Row, Rows, Random], bytes | None]


@dataclass(frozen=True)
class NeighbourFault:
    """A fault of a file of statistical neighbours."""

    id: str
    kind: str
    outcome: str
    make: NeighbourMake
    seen_by: str = FILE


def number(text: str) -> Decimal | None:
    """Gives the number in a cell, or None."""
    return Decimal(text) if text.isascii() and NUMBER.fullmatch(text) else None


def show(value: Decimal, decimals: int) -> str:
    """Writes a number with at most these decimals, without noughts at the end."""
    text = format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_csv(header: Row, rows: Rows, end: str = "\n", delimiter: str = ",", *, quoted: bool = False) -> bytes:
    """Writes a CSV file in UTF-8."""
    text = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator=end, delimiter=delimiter, quoting=quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def same_rows(one: Rows, other: Rows) -> bool:
    """Whether two lists of rows have the same rows, in whatever order."""
    if len(one) != len(other):
        return False
    apart = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    return not apart or Counter(tuple(left) for left, _ in apart) == Counter(tuple(right) for _, right in apart)


Content = tuple[tuple[str, ...], Counter[tuple[str, ...]]]


def content(header: Row, rows: Rows) -> Content | None:
    """What a table says, whatever the order of its columns and rows; None where it is no table."""
    if len(header) < 2 or any(len(row) != len(header) for row in rows):
        return None
    take = itemgetter(*sorted(range(len(header)), key=lambda place: header[place]))
    return take(header), Counter(map(take, rows))


def says(data: bytes) -> Content | None:
    """What the bytes of a CSV file say; None where they are no CSV file."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return content(lines[0], lines[1:]) if lines else None


class Sheet:
    """A copy of a good file, to be changed."""

    def __init__(self, header: Row, rows: Rows, chance: Random, shape: Shape) -> None:
        self.header = list(header)
        self.rows = [list(row) for row in rows]
        self.chance = chance
        self.shape = shape
        self.time = self.at("time_period")
        self.level = self.at("geographic_level")
        self.code = self.at("new_la_code")
        self.region = self.at("region_code")
        self.figures = self._all(shape.columns)
        self.rates = self._all(shape.rates)
        self.percentages = self._all(shape.percentages)
        self.populations = self._all(shape.populations)
        others = {*self.rates, *self.percentages, *self.populations, *self._all(shape.ratios)}
        self.counts = [column for column in self.figures if column not in others]
        self.filters = self._all(shape.filters)
        self.periods = sorted({row[self.time] for row in self.rows}, key=lambda text: (len(text), text))

    def _all(self, names: Iterable[str]) -> list[int]:
        return [self.header.index(name) for name in names if name in self.header]

    def at(self, name: str) -> int:
        """Gives the place of a column."""
        return self.header.index(name)

    @property
    def newest(self) -> str:
        """The newest period."""
        return self.periods[-1]

    def of(self, level: str | None = None, period: str | None = None) -> Rows:
        """Gives the rows of a level and a period."""
        return [
            row
            for row in self.rows
            if (level is None or row[self.level] == level) and (period is None or row[self.time] == period)
        ]

    def place(self, row: Row) -> tuple[str, str, str]:
        """Gives the place of a row as level, region and authority."""
        return row[self.level], row[self.region], row[self.code]

    def key(self, row: Row) -> tuple[str, ...]:
        """Gives what sets a row apart from the others of its place and period."""
        return tuple(row[column] for column in self.filters)

    def write(self) -> bytes:
        """Gives the bytes of the file as it is now."""
        return to_csv(self.header, self.rows)

    def decimals(self, column: int) -> int:
        """How many decimal places a column has."""
        cells = {row[column] for row in self.rows if "." in row[column]}
        return max((len(cell.partition(".")[2]) for cell in cells if number(cell) is not None), default=0)

    def pick(self, rows: Rows, columns: list[int], least: int = 0) -> tuple[Row, int] | None:
        """Chooses a cell with a number of at least this size."""
        cells = [
            (row, column)
            for row in rows
            for column in columns
            if (value := number(row[column])) is not None and value >= least
        ]
        return self.chance.choice(cells) if cells else None

    def change(
        self, rows: Rows, columns: list[int], how: Callable[[Decimal], Decimal], decimals: int | None = None
    ) -> bool:
        """Changes each number; says whether any is another now."""
        changed = False
        for column in columns:
            exact = self.decimals(column) if decimals is None else decimals
            for row in rows:
                value = number(row[column])
                if value is None:
                    continue
                text = show(how(value), exact)
                changed |= text != row[column]
                row[column] = text
        return changed

    def put(self, rows: Rows, columns: list[int], text: str, was: Callable[[str], bool] = lambda cell: True) -> bool:
        """Writes one text into all cells that were such; says whether any is another now."""
        changed = False
        for row in rows:
            for column in columns:
                if was(row[column]) and row[column] != text:
                    row[column] = text
                    changed = True
        return changed

    def exchange(self, one: Rows, other: Rows, columns: list[int]) -> bool:
        """Exchanges the cells of rows, pair by pair; says whether any is another now."""
        changed = False
        for left, right in zip(one, other, strict=True):
            for column in columns:
                changed |= left[column] != right[column]
                left[column], right[column] = right[column], left[column]
        return changed

    def shift(self, rows: Rows, columns: list[int]) -> bool:
        """Moves the cells of rows down by one, the last to the top."""
        before = [[row[column] for column in columns] for row in rows]
        for row, cells in zip(rows, before[-1:] + before[:-1], strict=True):
            for column, cell in zip(columns, cells, strict=True):
                row[column] = cell
        return before != [[row[column] for column in columns] for row in rows]

    def swap_columns(self, rows: Rows, one: int, other: int) -> bool:
        """Exchanges two columns in these rows; says whether most of them are others now."""
        count = sum(row[one] != row[other] for row in rows)
        for row in rows:
            row[one], row[other] = row[other], row[one]
        return count * 2 > len(rows)

    def pairs(self, one: Rows, other: Rows) -> tuple[Rows, Rows]:
        """Puts the rows of two places or periods beside each other."""
        known = {(row[self.time], self.key(row)): row for row in other}
        left = [row for row in one if (row[self.time], self.key(row)) in known]
        return left, [known[row[self.time], self.key(row)] for row in left]

    def authorities(self, rows: Rows | None = None) -> dict[str, Rows]:
        """Gives the rows of each authority."""
        found: dict[str, Rows] = {}
        for row in self.of(AUTHORITY) if rows is None else rows:
            if row[self.level] == AUTHORITY:
                found.setdefault(row[self.code], []).append(row)
        return found

    def neighbours(self, apart: bool, same_region: bool) -> tuple[str, str] | None:
        """Chooses two authorities whose newest figures are numbers, far from or near to each other."""
        found = self.authorities(self.of(AUTHORITY, self.newest))
        known: dict[str, tuple[str, Decimal]] = {}
        for code, rows in found.items():
            values = [number(row[column]) for row in rows for column in self.counts or self.figures]
            numbers = [value for value in values if value is not None]
            size = sum(numbers, Decimal(0))
            if size > 100 and len(numbers) * 3 > len(values) * 2:
                known[code] = (rows[0][self.region], size)
        pairs = []
        for one, (region, size) in known.items():
            for other, (other_region, other_size) in known.items():
                if one >= other or (region == other_region) is not same_region:
                    continue
                ratio = size / other_size
                near = Decimal("0.97") < ratio < Decimal("1.03")
                far = ratio > Decimal("1.4") or ratio < Decimal("0.7")
                if far if apart else near:
                    pairs.append((one, other))
        return self.chance.choice(pairs) if pairs else None

    def swap_places(self, one: str, other: str, period: str | None) -> bool:
        """Exchanges the figures of two authorities."""
        rows = self.authorities(self.of(AUTHORITY, period))
        return self.exchange(*self.pairs(rows.get(one, []), rows.get(other, [])), self.figures)

    def earlier(self, period: str, rows: Rows) -> tuple[Rows, Rows]:
        """Puts rows beside those of another period."""
        known = {(self.place(row), self.key(row)): row for row in self.of(period=period)}
        left = [row for row in rows if (self.place(row), self.key(row)) in known]
        return left, [known[self.place(row), self.key(row)] for row in left]


_FOUND: list[Fault] = []
Work = Callable[[Sheet], bytes | bool]


def _add(name: str, kind: str, outcome: str, seen_by: str, work: Work) -> None:
    def make(header: Row, rows: Rows, chance: Random, shape: Shape) -> bytes | None:
        sheet = Sheet(header, rows, chance, shape)
        if not rows:
            return None
        done = work(sheet)
        if done is False:
            return None
        if done is True:
            data = sheet.write()
            if sheet.header == header:
                same = same_rows(sheet.rows, rows)
            else:
                same = content(sheet.header, sheet.rows) == content(header, rows)
        else:
            data = bytes(done)
            told = says(data)
            same = told is not None and told == content(header, rows)
        if same is not (outcome == HARMLESS):
            raise AssertionError(f"{name}: the file says {'something else' if outcome == HARMLESS else 'the same'}")
        return data

    _FOUND.append(Fault(name, kind, outcome, make, seen_by))


def _fault(kind: str, outcome: str = REFUSED, seen_by: str = FILE) -> Callable[[Work], Work]:
    def keep(work: Work) -> Work:
        _add(work.__name__, kind, outcome, seen_by, work)
        return work

    return keep


# Bytes


@_fault("bytes", HARMLESS)
def bom_added(sheet: Sheet) -> bytes | bool:
    """A spreadsheet saves with a byte order mark."""
    return b"\xef\xbb\xbf" + sheet.write()


@_fault("bytes")
def bom_twice(sheet: Sheet) -> bytes | bool:
    """Two tools each put a byte order mark before the first name."""
    return b"\xef\xbb\xbf\xef\xbb\xbf" + sheet.write()


@_fault("bytes")
def bom_inside(sheet: Sheet) -> bytes | bool:
    """Two files were joined, with the mark of the second in the middle."""
    lines = sheet.write().split(b"\n")
    lines[len(lines) // 2] = b"\xef\xbb\xbf" + lines[len(lines) // 2]
    return b"\n".join(lines)


@_fault("bytes")
def utf16(sheet: Sheet) -> bytes | bool:
    """Saved as Unicode text by a spreadsheet."""
    return sheet.write().decode().encode("utf-16")


@_fault("bytes")
def utf16_without_bom(sheet: Sheet) -> bytes | bool:
    """Saved as UTF-16 by a script."""
    return sheet.write().decode().encode("utf-16-le")


def _in_a_name(sheet: Sheet, put: bytes) -> bytes | bool:
    """Puts bytes in the place of the first space of a name."""
    row = sheet.chance.choice(sheet.of(REGIONAL) or sheet.rows)
    column = sheet.at("country_name") if " " not in row[sheet.at("region_name")] else sheet.at("region_name")
    row[column] = (
        row[column].replace(" ", "\x01", 1) if " " in row[column] else row[column][:3] + "\x01" + row[column][3:]
    )
    return sheet.write().replace(b"\x01", put)


@_fault("bytes")
def cp1252_byte(sheet: Sheet) -> bytes | bool:
    """Saved in the code page of Windows, with a hard space."""
    return _in_a_name(sheet, b"\xa0")


@_fault("bytes", seen_by=PLACES)
def hard_space_in_name(sheet: Sheet) -> bytes | bool:
    """A name was pasted from a web page, with a hard space."""
    return _in_a_name(sheet, b"\xc2\xa0")


@_fault("bytes", seen_by=PLACES)
def mojibake_in_name(sheet: Sheet) -> bytes | bool:
    """UTF-8 was read as Windows text and saved again."""
    return _in_a_name(sheet, "â€™".encode())


@_fault("bytes", seen_by=PLACES)
def replacement_character(sheet: Sheet) -> bytes | bool:
    """A reader that replaces what it cannot read, then saved again."""
    return _in_a_name(sheet, b"\xef\xbf\xbd")


@_fault("bytes", seen_by=PLACES)
def zero_width_space_in_name(sheet: Sheet) -> bytes | bool:
    """A character that nobody sees was pasted into a name."""
    return _in_a_name(sheet, b" \xe2\x80\x8b")


@_fault("bytes")
def nul_block(sheet: Sheet) -> bytes | bool:
    """A block of the disk was never written."""
    data = bytearray(sheet.write())
    start = len(data) // 2
    data[start : start + 512] = bytes(min(512, len(data) - start))
    return bytes(data)


@_fault("bytes")
def nul_at_end(sheet: Sheet) -> bytes | bool:
    """The file was made long and not filled."""
    return sheet.write() + bytes(4096)


@_fault("bytes")
def nul_in_number(sheet: Sheet) -> bytes | bool:
    """One character of a number is a NUL."""
    cell = sheet.pick(sheet.rows, sheet.figures, 10)
    if cell is None:
        return False
    row, column = cell
    row[column] = row[column][0] + "\0" + row[column][2:]
    return True


@_fault("bytes")
def cut_inside_row(sheet: Sheet) -> bytes | bool:
    """A download or a full disk ends within a line."""
    data = sheet.write()
    return data[: data.index(b",", len(data) * 2 // 3) + 1]


@_fault("bytes", seen_by=DECLARED)
def cut_at_line(sheet: Sheet) -> bytes | bool:
    """A download ends by chance at the end of a line."""
    data = sheet.write()
    end = data.index(b"\n", len(data) * 2 // 3) + 1
    return data[:end] if end < len(data) else False


@_fault("bytes")
def cut_inside_last_cell(sheet: Sheet) -> bytes | bool:
    """The last digit and the last line end are missing."""
    last = len(sheet.header) - 1
    for place, row in enumerate(sheet.rows):
        value = number(row[last])
        if value is not None and value >= 10 and "." not in row[last] and row[sheet.level] == AUTHORITY:
            sheet.rows.append(sheet.rows.pop(place))
            return sheet.write()[:-2]
    return False


@_fault("bytes")
def block_lost(sheet: Sheet) -> bytes | bool:
    """A block in the middle is missing."""
    data = sheet.write()
    start, size = len(data) // 3 + 7, min(4096, len(data) // 4)
    return data[:start] + data[start + size :]


@_fault("bytes")
def block_doubled(sheet: Sheet) -> bytes | bool:
    """A resumed download has the same block twice."""
    data = sheet.write()
    start, size = len(data) // 3 + 7, min(4096, len(data) // 4)
    return data[: start + size] + data[start:]


@_fault("bytes")
def blocks_exchanged(sheet: Sheet) -> bytes | bool:
    """Two blocks of a disk or a multi-part upload are in the wrong order."""
    data = sheet.write()
    size = min(4096, len(data) // 5)
    one, other = len(data) // 5 + 3, len(data) * 3 // 5 + 3
    return (
        data[:one]
        + data[other : other + size]
        + data[one + size : other]
        + data[one : one + size]
        + data[other + size :]
    )


@_fault("bytes")
def downloaded_twice(sheet: Sheet) -> bytes | bool:
    """A second download was appended to the first."""
    return sheet.write() * 2


def _flip(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


@_fault("bytes")
def bit_in_comma(sheet: Sheet) -> bytes | bool:
    """One bit of a comma changed: it is a hyphen."""
    data = sheet.write()
    return _flip(data, data.index(b",", len(data) // 2), 1)


@_fault("bytes")
def bit_in_line_end(sheet: Sheet) -> bytes | bool:
    """One bit of a line end changed."""
    data = sheet.write()
    return _flip(data, data.index(b"\n", len(data) // 2), 1)


@_fault("bytes")
def bit_makes_no_utf8(sheet: Sheet) -> bytes | bool:
    """The highest bit of a byte changed."""
    data = sheet.write()
    return _flip(data, len(data) // 2, 128)


@_fault("bytes", seen_by=PLACES)
def bit_in_name(sheet: Sheet) -> bytes | bool:
    """One bit of the name of a place changed."""
    row = sheet.chance.choice(sheet.of(AUTHORITY) or sheet.of(REGIONAL) or sheet.rows)
    column = sheet.at("la_name") if row[sheet.at("la_name")] else sheet.at("country_name")
    row[column] = row[column][0] + chr(ord(row[column][1]) ^ 1) + row[column][2:]
    return True


@_fault("bytes")
def bit_in_digit(sheet: Sheet) -> bytes | bool:
    """One bit of the first digit of an English count changed."""
    cell = sheet.pick(sheet.of(NATIONAL, sheet.newest), sheet.counts, 1000)
    if cell is None:
        return False
    row, column = cell
    digit = {"1": "3", "9": "8"}.get(row[column][0]) or str(int(row[column][0]) ^ 1)
    row[column] = digit + row[column][1:]
    return True


@_fault("bytes")
def end_of_file_mark(sheet: Sheet) -> bytes | bool:
    """An old editor ends the file with Ctrl-Z."""
    return sheet.write() + b"\x1a"


def _zip(name: str, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


_SOMETHING_ELSE: dict[str, Callable[[bytes], bytes]] = {
    "empty_file": lambda data: b"",
    "line_end_alone": lambda data: b"\n",
    "bom_alone": lambda data: b"\xef\xbb\xbf",
    "header_alone": lambda data: data[: data.index(b"\n") + 1],
    "gzip_under_csv": gzip.compress,
    "zip_under_csv": lambda data: _zip("data.csv", data),
    "workbook_under_csv": lambda data: _zip("xl/worksheets/sheet1.xml", b"<worksheet/>"),
    "old_workbook_under_csv": lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + data[:2048],
    "pdf_under_csv": lambda data: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "parquet_under_csv": lambda data: b"PAR1" + data[:2048] + b"PAR1",
    "html_under_csv": lambda data: b"<!DOCTYPE html>\n<html><body><h1>Sorry, there is a problem</h1></body></html>\n",
    "json_under_csv": lambda data: b'{"title":"Not Found","status":404}\n',
    "pointer_under_csv": lambda data: (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 396687\n"
    ),
    "html_after_rows": lambda data: (
        data[: data.index(b"\n", len(data) // 2) + 1] + b"<html><body>504 Gateway Time-out</body></html>\n"
    ),
    "merge_marks": lambda data: (
        b"<<<<<<< HEAD\n" + data[: data.index(b"\n", len(data) // 2) + 1] + b"=======\n" + data + b">>>>>>> new\n"
    ),
}

for _name, _other in _SOMETHING_ELSE.items():
    _add(_name, "bytes", REFUSED, FILE, lambda sheet, other=_other: other(sheet.write()))  # type: ignore[misc]


# Form of the CSV


@_fault("form", HARMLESS)
def crlf(sheet: Sheet) -> bytes | bool:
    """Lines end as on Windows."""
    return to_csv(sheet.header, sheet.rows, "\r\n")


@_fault("form", HARMLESS)
def all_quoted(sheet: Sheet) -> bytes | bool:
    """A tool quotes every cell."""
    return to_csv(sheet.header, sheet.rows, quoted=True)


@_fault("form", HARMLESS)
def crlf_bom_quoted(sheet: Sheet) -> bytes | bool:
    """Saved by a spreadsheet for the web: mark, quotes and Windows lines at once."""
    return b"\xef\xbb\xbf" + to_csv(sheet.header, sheet.rows, "\r\n", quoted=True)


@_fault("form", HARMLESS)
def columns_in_another_order(sheet: Sheet) -> bytes | bool:
    """The columns come in another order."""
    order = list(range(len(sheet.header)))
    sheet.chance.shuffle(order)
    sheet.header = [sheet.header[place] for place in order]
    sheet.rows = [[row[place] for place in order] for row in sheet.rows]
    return True


@_fault("form", HARMLESS)
def rows_in_another_order(sheet: Sheet) -> bytes | bool:
    """The rows come in another order."""
    sheet.chance.shuffle(sheet.rows)
    return True


@_fault("form", HARMLESS)
def rows_oldest_first(sheet: Sheet) -> bytes | bool:
    """The rows are sorted by all their cells."""
    sheet.rows.sort()
    return True


for _name, _mark in {"semicolons": ";", "tabs": "\t", "pipes": "|"}.items():
    _add(
        _name,
        "form",
        REFUSED,
        FILE,
        lambda sheet, mark=_mark: to_csv(sheet.header, sheet.rows, delimiter=mark),  # type: ignore[misc]
    )


def _lines(sheet: Sheet) -> list[bytes]:
    return sheet.write().split(b"\n")[:-1]


def _join(lines: list[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n"


_LINES: dict[str, Callable[[list[bytes], bytes], list[bytes]]] = {
    "separator_line": lambda lines, empty: [b"sep=,", *lines],
    "title_line": lambda lines, empty: [b"Table 1: children in need, England" + empty, b"" + empty, *lines],
    "footnote_line": lambda lines, empty: [*lines, b"Source: children in need census" + empty],
    "comment_line": lambda lines, empty: [lines[0], b"# provisional, do not use", *lines[1:]],
    "unit_line": lambda lines, empty: [lines[0], b"year" + empty.replace(b",", b",text"), *lines[1:]],
    "blank_line_inside": lambda lines, empty: [*lines[: len(lines) // 2], b"", *lines[len(lines) // 2 :]],
    "blank_line_first": lambda lines, empty: [b"", *lines],
    "row_of_commas": lambda lines, empty: [*lines[: len(lines) // 2], empty, *lines[len(lines) // 2 :]],
    "rows_of_commas_at_end": lambda lines, empty: [*lines, *[empty] * 20],
    "comma_after_every_line": lambda lines, empty: [line + b"," for line in lines],
    "comma_after_every_row": lambda lines, empty: [lines[0], *(line + b"," for line in lines[1:])],
    "commas_after_one_row": lambda lines, empty: [*lines[:-1], lines[-1] + b",,"],
    "short_row": lambda lines, empty: [*lines[:-1], lines[-1].rpartition(b",")[0]],
    "header_lost": lambda lines, empty: lines[1:],
    "header_repeated": lambda lines, empty: [*lines[: len(lines) // 2], lines[0], *lines[len(lines) // 2 :]],
    "header_sorted_in": lambda lines, empty: [*lines[1:], lines[0]],
    "quote_never_closed": lambda lines, empty: [*lines[:2], b'"' + lines[2], *lines[3:]],
    "quote_inside_cell": lambda lines, empty: [*lines[:2], lines[2].replace(b",", b',"England"s ', 1), *lines[3:]],
    "space_after_comma": lambda lines, empty: [line.replace(b",", b", ") for line in lines],
    "single_quotes": lambda lines, empty: [b"'" + line.replace(b",", b"','") + b"'" for line in lines],
    "row_numbers": lambda lines, empty: [b"," + lines[0], *(b"%d," % n + line for n, line in enumerate(lines[1:]))],
    "row_numbers_unheaded": lambda lines, empty: [
        lines[0],
        *(b"%d," % n + line for n, line in enumerate(lines[1:], 1)),
    ],
    "two_rows_on_a_line": lambda lines, empty: [*lines[:1], lines[1] + b"," + lines[2], *lines[3:]],
}

for _name, _form in _LINES.items():
    _add(
        _name,
        "form",
        REFUSED,
        FILE,
        lambda sheet, form=_form: (  # type: ignore[misc]
            _join(form(_lines(sheet), b"," * (len(sheet.header) - 1))) if len(sheet.rows) > 3 else False
        ),
    )


@_fault("form")
def comma_in_name_unquoted(sheet: Sheet) -> bytes | bool:
    """The name of a place has a comma and no quotes."""
    rows = sheet.of(AUTHORITY)
    if not rows:
        return False
    sheet.chance.choice(rows)[sheet.at("la_name")] = "Herefordshire\x01 County of"
    return sheet.write().replace(b"\x01", b",")


@_fault("form", seen_by=PLACES)
def line_end_in_name(sheet: Sheet) -> bytes | bool:
    """A name was broken over two lines in a spreadsheet."""
    rows = [row for row in sheet.of(AUTHORITY) if " " in row[sheet.at("la_name")]]
    if not rows:
        return False
    row = sheet.chance.choice(rows)
    row[sheet.at("la_name")] = row[sheet.at("la_name")].replace(" ", "\n", 1)
    return True


@_fault("form", seen_by=PLACES)
def quotes_in_names(sheet: Sheet) -> bytes | bool:
    """Quoted twice: the quotes are part of the names."""
    return sheet.put(sheet.rows, [sheet.at("country_name")], '"England"')


@_fault("form")
def turned_over(sheet: Sheet) -> bytes | bool:
    """Rows and columns are exchanged."""
    table = [list(cells) for cells in zip(sheet.header, *sheet.rows, strict=True)]
    return to_csv(table[0], table[1:])


@_fault("form")
def one_figure_a_row(sheet: Sheet) -> bytes | bool:
    """Made long: the columns of figures became rows."""
    if not sheet.figures:
        return False
    keep = [place for place in range(len(sheet.header)) if place not in sheet.figures]
    header = [*(sheet.header[place] for place in keep), "indicator", "value"]
    rows = [
        [*(row[place] for place in keep), sheet.header[column], row[column]]
        for row in sheet.rows
        for column in sheet.figures
    ]
    return to_csv(header, rows)


@_fault("form")
def years_as_columns(sheet: Sheet) -> bytes | bool:
    """Made wide: a pivot table with the years side by side."""
    if not sheet.figures or len(sheet.periods) < 2:
        return False
    column = sheet.figures[0]
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in sheet.rows:
        found.setdefault((*sheet.place(row), *sheet.key(row)), {})[row[sheet.time]] = row[column]
    header = ["level", "region", "authority", *(sheet.header[place] for place in sheet.filters), *sheet.periods]
    return to_csv(
        header, [[*key, *(cells.get(period, "") for period in sheet.periods)] for key, cells in found.items()]
    )


# Header and columns


def _rename(sheet: Sheet, column: int, name: str) -> bool:
    changed = sheet.header[column] != name
    sheet.header[column] = name
    return changed


def _some_figure(sheet: Sheet) -> int | None:
    return sheet.chance.choice(sheet.figures) if sheet.figures else None


_NAMES: dict[str, Callable[[str], str]] = {
    "figure_name_in_capitals": str.upper,
    "figure_name_with_space_at_end": lambda name: name + " ",
    "figure_name_with_spaces": lambda name: name.replace("_", " ").capitalize() + " (number)",
    "figure_name_with_percent_sign": lambda name: name + "_%",
    "figure_name_with_suffix": lambda name: name + "_x",
    "figure_name_with_zero_width_space": lambda name: "\u200b" + name,
    "figure_name_misspelt": lambda name: name[:1] + name[2:],
    "figure_name_empty": lambda name: "",
    "figure_name_by_spreadsheet": lambda name: "Unnamed: 12",
    "figure_name_another": lambda name: "children_total_count",
}

for _name, _say in _NAMES.items():

    def _renamed(sheet: Sheet, say: Callable[[str], str] = _say) -> bytes | bool:
        column = _some_figure(sheet)
        return column is not None and _rename(sheet, column, say(sheet.header[column]))

    _add(_name, "header", REFUSED, DECLARED, _renamed)


@_fault("header")
def names_in_capitals(sheet: Sheet) -> bytes | bool:
    """A database writes all names in capitals."""
    sheet.header = [name.upper() for name in sheet.header]
    return True


@_fault("header")
def name_twice(sheet: Sheet) -> bytes | bool:
    """Two columns have one name."""
    if len(sheet.figures) < 2:
        return False
    return _rename(sheet, sheet.figures[-1], sheet.header[sheet.figures[0]])


@_fault("header", seen_by=BEFORE)
def figure_names_moved(sheet: Sheet) -> bytes | bool:
    """The names of the figures stand one column too far to the right."""
    if len(sheet.figures) < 2:
        return False
    names = [sheet.header[column] for column in sheet.figures]
    for column, name in zip(sheet.figures, names[-1:] + names[:-1], strict=True):
        sheet.header[column] = name
    return True


@_fault("header")
def code_and_name_exchanged(sheet: Sheet) -> bytes | bool:
    """The names of two columns of place are exchanged."""
    one, other = sheet.at("region_code"), sheet.at("region_name")
    sheet.header[one], sheet.header[other] = sheet.header[other], sheet.header[one]
    return any(row[one] for row in sheet.rows)


@_fault("header")
def old_and_new_code_exchanged(sheet: Sheet) -> bytes | bool:
    """The names of the old and the new code of authorities are exchanged."""
    one, other = sheet.at("old_la_code"), sheet.code
    sheet.header[one], sheet.header[other] = sheet.header[other], sheet.header[one]
    return bool(sheet.of(AUTHORITY))


def _drop(sheet: Sheet, columns: Iterable[int]) -> bool:
    gone = set(columns)
    sheet.header = [name for place, name in enumerate(sheet.header) if place not in gone]
    sheet.rows = [[cell for place, cell in enumerate(row) if place not in gone] for row in sheet.rows]
    return bool(gone)


for _column in MANDATORY:
    _add(
        f"column_lost_{_column}",
        "columns",
        REFUSED,
        FILE,
        lambda sheet, name=_column: _drop(sheet, [sheet.at(name)]),  # type: ignore[misc]
    )


@_fault("columns", seen_by=DECLARED)
def figure_lost(sheet: Sheet) -> bytes | bool:
    """A column of figures is no longer published."""
    return len(sheet.figures) > 1 and _drop(sheet, [sheet.chance.choice(sheet.figures)])


@_fault("columns", seen_by=DECLARED)
def rates_lost(sheet: Sheet) -> bytes | bool:
    """All rates are no longer published."""
    return _drop(sheet, sheet.rates)


@_fault("columns", seen_by=DECLARED)
def filter_lost(sheet: Sheet) -> bytes | bool:
    """A filter was removed, its rows not."""
    return bool(sheet.filters) and _drop(sheet, [sheet.chance.choice(sheet.filters)])


def _new_column(sheet: Sheet, name: str, cell: Callable[[int, Row], str]) -> bool:
    sheet.header.append(name)
    for place, row in enumerate(sheet.rows):
        row.append(cell(place, row))
    return True


@_fault("columns", seen_by=DECLARED)
def column_added(sheet: Sheet) -> bytes | bool:
    """A new column of figures."""
    return _new_column(sheet, "children_new_count", lambda place, row: str(place % 97))


@_fault("columns", seen_by=DECLARED)
def constant_column_added(sheet: Sheet) -> bytes | bool:
    """A new column with one value."""
    return _new_column(sheet, "version", lambda place, row: "Final")


@_fault("columns", seen_by=DECLARED)
def filter_added(sheet: Sheet) -> bytes | bool:
    """A new filter, of which the file has the total alone."""
    return _new_column(sheet, "sex", lambda place, row: "Total")


@_fault("columns", seen_by=DECLARED)
def filter_added_with_members(sheet: Sheet) -> bytes | bool:
    """A new filter: each row is there as total and as two parts."""
    sheet.header.append("sex")
    sheet.rows = [[*row, member] for row in sheet.rows for member in ("Total", "Female", "Male")]
    return True


@_fault("columns", seen_by=DECLARED)
def column_doubled(sheet: Sheet) -> bytes | bool:
    """A merge left a second copy of a column."""
    column = _some_figure(sheet)
    return column is not None and _new_column(sheet, sheet.header[column] + "_y", lambda place, row: row[column])


@_fault("columns")
def column_blank(sheet: Sheet) -> bytes | bool:
    """A column of figures is empty."""
    column = _some_figure(sheet)
    return column is not None and sheet.put(sheet.rows, [column], "")


@_fault("columns", seen_by=BEFORE)
def column_all_x(sheet: Sheet) -> bytes | bool:
    """A failed join: a column of figures is not available anywhere."""
    column = _some_figure(sheet)
    return column is not None and sheet.put(sheet.rows, [column], "x")


@_fault("columns", seen_by=BEFORE)
def column_is_another(sheet: Sheet) -> bytes | bool:
    """A column has the figures of another."""
    if len(sheet.counts) < 2:
        return False
    one, other = sheet.chance.sample(sheet.counts, 2)
    before = [row[one] for row in sheet.rows]
    for row in sheet.rows:
        row[one] = row[other]
    return before != [row[one] for row in sheet.rows]


@_fault("columns")
def column_is_row_numbers(sheet: Sheet) -> bytes | bool:
    """A series was filled down over a column of counts."""
    if not sheet.counts:
        return False
    column = sheet.chance.choice(sheet.counts)
    for place, row in enumerate(sheet.rows, 2):
        row[column] = str(place)
    return True


@_fault("columns", seen_by=BEFORE)
def counts_exchanged_all_years(sheet: Sheet) -> bytes | bool:
    """Two columns of counts exchanged."""
    if len(sheet.counts) < 2:
        return False
    return sheet.swap_columns(sheet.rows, *sheet.chance.sample(sheet.counts, 2))


@_fault("columns", seen_by=BEFORE)
def column_shifted_all_rows(sheet: Sheet) -> bytes | bool:
    """One column was moved down by one cell."""
    column = _some_figure(sheet)
    return column is not None and sheet.shift(sheet.rows, [column])


@_fault("columns", seen_by=BEFORE)
def column_sorted_alone(sheet: Sheet) -> bytes | bool:
    """One column was sorted, the others not."""
    column = _some_figure(sheet)
    if column is None:
        return False
    before = [row[column] for row in sheet.rows]
    cells = sorted(before, key=lambda cell: (number(cell) is None, number(cell) or 0, cell))
    for row, cell in zip(sheet.rows, cells, strict=True):
        row[column] = cell
    return before != cells


@_fault("columns", seen_by=DECLARED)
def filters_exchanged(sheet: Sheet) -> bytes | bool:
    """The content of one filter moved to another."""
    if len(sheet.filters) < 2:
        return False
    return sheet.swap_columns(sheet.rows, sheet.filters[0], sheet.filters[1])


@_fault("columns", seen_by=DECLARED)
def attribute_varies(sheet: Sheet) -> bytes | bool:
    """A column that had one value has another in the newest rows."""
    known = {*MANDATORY, *sheet.shape.filters, *sheet.shape.columns}
    columns = [place for place, name in enumerate(sheet.header) if name not in known]
    return bool(columns) and sheet.put(sheet.of(period=sheet.newest), columns[:1], "Provisional")


@_fault("columns", seen_by=DECLARED)
def attribute_another(sheet: Sheet) -> bytes | bool:
    """A column that has one value has another: the file is of something else."""
    known = {*MANDATORY, *sheet.shape.filters, *sheet.shape.columns}
    columns = [place for place, name in enumerate(sheet.header) if name not in known]
    return bool(columns) and sheet.put(sheet.rows, columns[:1], "Five half terms")


# Cells


def _commas(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text


_CELLS: dict[str, tuple[int, Callable[[str], str]]] = {
    "thousands_comma": (1000, lambda text: _commas(text)),
    "thousands_space": (1000, lambda text: text[:-3] + " " + text[-3:]),
    "thousands_hard_space": (1000, lambda text: text[:-3] + "\u00a0" + text[-3:]),
    "thousands_underscore": (1000, lambda text: text[:-3] + "_" + text[-3:]),
    "thousands_point": (1000, lambda text: text[:-3] + "." + text[-3:] + ".0"),
    "decimal_comma": (10, lambda text: text.partition(".")[0] + ",5"),
    "exponent": (100, lambda text: f"{float(text):.2E}"),
    "letter_k": (1000, lambda text: text[:-3] + "k"),
    "percent_sign": (1, lambda text: text + "%"),
    "pound_sign": (1, lambda text: "£" + text),
    "plus_sign": (1, lambda text: "+" + text),
    "brackets": (1, lambda text: f"({text})"),
    "true_minus": (1, lambda text: "\u2212" + text),
    "point_at_end": (1, lambda text: text.partition(".")[0] + "."),
    "point_at_start": (1, lambda text: ".5"),
    "two_points": (1, lambda text: text.partition(".")[0] + ".1.2"),
    "float_noise": (1, lambda text: text.partition(".")[0] + ".299999999999997"),
    "wide_digits": (1, lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)})),
    "arabic_digits": (1, lambda text: text.translate({48 + n: 0x0660 + n for n in range(10)})),
    "superscript": (1, lambda text: text + "²"),
    "fraction": (1, lambda text: "½"),
    "letter_o": (10, lambda text: text[0] + "O" + text[2:]),
    "letter_l": (10, lambda text: "l" + text[1:]),
    "apostrophe": (1, lambda text: "'" + text),
    "space_before": (1, lambda text: " " + text),
    "space_after": (1, lambda text: text + " "),
    "tab_after": (1, lambda text: text + "\t"),
    "footnote_mark": (1, lambda text: text + "*"),
    "revised_mark": (1, lambda text: text + " (r)"),
    "provisional_letter": (1, lambda text: text + "p"),
    "about": (1, lambda text: "~" + text),
    "interval": (1, lambda text: f"{text}-{text}9"),
    "less_than": (1, lambda text: "<5"),
    "words": (1, lambda text: "twelve"),
    "formula": (1, lambda text: "=SUM(L2:L12)"),
    "date": (1, lambda text: "12-Jan"),
    "date_full": (1, lambda text: "01/03/2024"),
    "time_of_day": (1, lambda text: "1900-01-12 00:00:00"),
    "hashes": (1, lambda text: "########"),
    "infinity": (1, lambda text: "inf"),
    "not_a_number": (1, lambda text: "NaN"),
    "null": (1, lambda text: "NULL"),
    "none": (1, lambda text: "None"),
    "na": (1, lambda text: "NA"),
    "n_a": (1, lambda text: "N/A"),
    "true": (1, lambda text: "TRUE"),
    "error_na": (1, lambda text: "#N/A"),
    "error_ref": (1, lambda text: "#REF!"),
    "error_zero": (1, lambda text: "#DIV/0!"),
    "error_value": (1, lambda text: "#VALUE!"),
    "hyphen": (1, lambda text: "-"),
    "dash": (1, lambda text: "\u2013"),
    "point": (1, lambda text: "."),
    "two_dots": (1, lambda text: ".."),
    "dots": (1, lambda text: "…"),
    "star": (1, lambda text: "*"),
    "colon": (1, lambda text: ":"),
    "blank": (1, lambda text: ""),
    "spaces": (1, lambda text: "  "),
    "symbol_capital": (1, lambda text: "C"),
    "symbol_space": (1, lambda text: "c "),
    "symbol_bracketed": (1, lambda text: "[c]"),
    "symbol_unknown": (1, lambda text: "q"),
    "symbol_word": (1, lambda text: "suppressed"),
    "symbol_and_number": (1, lambda text: text + " c"),
    "forty_digits": (1, lambda text: "1234567890" * 4),
    "huge_exponent": (1, lambda text: "1e400"),
    "hexadecimal": (1, lambda text: "0x1F"),
    "minus_hundred": (1, lambda text: "-100"),
}

for _name, (_least, _form_of_cell) in _CELLS.items():

    def _one_cell(sheet: Sheet, least: int = _least, form: Callable[[str], str] = _form_of_cell) -> bytes | bool:
        rows = sheet.of(AUTHORITY, sheet.newest) or sheet.of(period=sheet.newest)
        cell = sheet.pick(rows, sheet.figures, least)
        if cell is None:
            return False
        row, column = cell
        text = row[column].partition(".")[0] if least >= 100 else row[column]
        row[column] = form(text)
        return row[column] != text

    _add(f"cell_{_name}", "cells", REFUSED, FILE, _one_cell)


@_fault("cells")
def thousands_commas_everywhere(sheet: Sheet) -> bytes | bool:
    """Saved from a spreadsheet that shows thousands with commas."""
    before = sheet.write()
    for row in sheet.rows:
        for column in sheet.figures:
            row[column] = _commas(row[column])
    return sheet.write() != before


@_fault("cells")
def decimal_commas_everywhere(sheet: Sheet) -> bytes | bool:
    """Saved on a computer set to another country."""
    before = sheet.write()
    for row in sheet.rows:
        for column in sheet.figures:
            row[column] = row[column].replace(".", ",")
    return sheet.write() != before


@_fault("cells")
def floats_everywhere(sheet: Sheet) -> bytes | bool:
    """Each percentage is written as a division left it."""
    before = sheet.write()
    for row in sheet.rows:
        for column in sheet.percentages or sheet.rates:
            value = number(row[column])
            if value is not None and value != 0:
                row[column] = repr(float(value) / 3 * 3.0000000001)
    return sheet.write() != before


@_fault("cells")
def symbols_blank(sheet: Sheet) -> bytes | bool:
    """A script reads symbols as missing, and writes nothing."""
    return sheet.put(sheet.rows, sheet.figures, "", SYMBOLS.__contains__)


@_fault("cells")
def symbols_nan(sheet: Sheet) -> bytes | bool:
    """A script reads symbols as missing, and writes nan."""
    return sheet.put(sheet.rows, sheet.figures, "nan", SYMBOLS.__contains__)


@_fault("cells", seen_by=BEFORE)
def symbols_zero(sheet: Sheet) -> bytes | bool:
    """A script writes 0 for every symbol."""
    return sheet.put(sheet.rows, sheet.figures, "0", SYMBOLS.__contains__)


@_fault("cells")
def symbols_negative(sheet: Sheet) -> bytes | bool:
    """A dashboard writes symbols as negative numbers."""
    return sheet.put(sheet.rows, sheet.figures, "-100", SYMBOLS.__contains__)


@_fault("cells", seen_by=BEFORE)
def symbols_exchanged(sheet: Sheet) -> bytes | bool:
    """Everything suppressed is told as not available."""
    return sheet.put(sheet.rows, sheet.figures, "x", lambda cell: cell == "c")


@_fault("cells", seen_by=BEFORE)
def zeros_suppressed(sheet: Sheet) -> bytes | bool:
    """A true nought is told as suppressed."""
    return sheet.put(sheet.rows, sheet.figures, "c", lambda cell: cell == "0")


@_fault("cells", INVISIBLE, NOTHING)
def one_symbol_another(sheet: Sheet) -> bytes | bool:
    """One newest figure of an authority is suppressed as x instead of c."""
    cells = [
        (row, column) for row in sheet.of(AUTHORITY, sheet.newest) for column in sheet.figures if row[column] == "c"
    ]
    if not cells:
        return False
    row, column = sheet.chance.choice(cells)
    row[column] = "x"
    return True


@_fault("cells", INVISIBLE, NOTHING)
def one_authority_suppressed(sheet: Sheet) -> bytes | bool:
    """All newest figures of one authority are suppressed without need."""
    codes = list(sheet.authorities(sheet.of(AUTHORITY, sheet.newest)).values())
    return bool(codes) and sheet.put(
        sheet.chance.choice(codes), sheet.figures, "c", lambda cell: number(cell) is not None
    )


@_fault("cells", INVISIBLE, NOTHING)
def one_suppressed_told(sheet: Sheet) -> bytes | bool:
    """A suppressed count is published, as 3."""
    cells = [
        (row, column) for row in sheet.of(AUTHORITY, sheet.newest) for column in sheet.counts if row[column] == "c"
    ]
    if not cells:
        return False
    row, column = sheet.chance.choice(cells)
    row[column] = "3"
    return True


def _symbols_in_newest(level: str, symbol: str) -> Work:
    def work(sheet: Sheet) -> bytes | bool:
        rows = sheet.of(level, sheet.newest)
        return sheet.put(rows, sheet.figures, symbol, lambda cell: number(cell) is not None)

    return work


_add("newest_authorities_c", "cells", REFUSED, EARLIER, _symbols_in_newest(AUTHORITY, "c"))
_add("newest_authorities_x", "cells", REFUSED, EARLIER, _symbols_in_newest(AUTHORITY, "x"))
_add("newest_authorities_z", "cells", REFUSED, EARLIER, _symbols_in_newest(AUTHORITY, "z"))
_add("newest_regions_x", "cells", REFUSED, EARLIER, _symbols_in_newest(REGIONAL, "x"))
_add("newest_england_c", "cells", REFUSED, EARLIER, _symbols_in_newest(NATIONAL, "c"))


@_fault("cells", seen_by=EARLIER)
def newest_column_c(sheet: Sheet) -> bytes | bool:
    """One column of the newest period is suppressed for every authority."""
    column = _some_figure(sheet)
    rows = sheet.of(AUTHORITY, sheet.newest)
    return column is not None and sheet.put(rows, [column], "c", lambda cell: number(cell) is not None)


@_fault("cells", seen_by=EARLIER)
def newest_third_suppressed(sheet: Sheet) -> bytes | bool:
    """A third of the authorities' newest figures are suppressed without need."""
    rows = [row for row in sheet.of(AUTHORITY, sheet.newest) if sheet.chance.random() < 0.34]
    return sheet.put(rows, sheet.figures, "c", lambda cell: number(cell) is not None)


# Rows


def _keep(sheet: Sheet, keep: Callable[[Row], bool]) -> bool:
    before = len(sheet.rows)
    sheet.rows = [row for row in sheet.rows if keep(row)]
    return 0 < len(sheet.rows) < before


def _an_authority(sheet: Sheet, period: str | None = None) -> str | None:
    codes = list(sheet.authorities(sheet.of(AUTHORITY, period)))
    return sheet.chance.choice(codes) if codes else None


@_fault("rows")
def combination_lost(sheet: Sheet) -> bytes | bool:
    """One authority lacks one member of a filter in the newest period."""
    rows = sheet.of(AUTHORITY, sheet.newest)
    code = _an_authority(sheet, sheet.newest)
    mine = [row for row in rows if row[sheet.code] == code]
    if len(mine) < 2:
        return False
    gone = sheet.chance.choice(mine)
    return _keep(sheet, lambda row: row is not gone)


@_fault("rows", seen_by=BEFORE)
def authority_lost_newest(sheet: Sheet) -> bytes | bool:
    """One authority has no newest period."""
    code = _an_authority(sheet, sheet.newest)
    return code is not None and _keep(sheet, lambda row: row[sheet.code] != code or row[sheet.time] != sheet.newest)


@_fault("rows", seen_by=BEFORE)
def authority_lost_old_year(sheet: Sheet) -> bytes | bool:
    """One authority lacks one of the years before."""
    if len(sheet.periods) < 3:
        return False
    period = sheet.chance.choice(sheet.periods[1:-1])
    code = _an_authority(sheet, period)
    return code is not None and _keep(sheet, lambda row: row[sheet.code] != code or row[sheet.time] != period)


@_fault("rows", seen_by=BEFORE)
def authority_lost(sheet: Sheet) -> bytes | bool:
    """One authority is missing from the whole file."""
    code = _an_authority(sheet, sheet.newest)
    return code is not None and _keep(sheet, lambda row: row[sheet.code] != code)


@_fault("rows")
def region_lost_newest(sheet: Sheet) -> bytes | bool:
    """One region has no newest period; its authorities have."""
    rows = [row for row in sheet.of(REGIONAL, sheet.newest) if row[sheet.region] not in LONDON]
    if not rows:
        return False
    code = sheet.chance.choice(rows)[sheet.region]
    return _keep(
        sheet,
        lambda row: row[sheet.level] != REGIONAL or row[sheet.region] != code or row[sheet.time] != sheet.newest,
    )


@_fault("rows")
def region_lost_with_authorities(sheet: Sheet) -> bytes | bool:
    """One region and all its authorities are missing: a filter was left on when the file was saved."""
    rows = [row for row in sheet.of(REGIONAL) if row[sheet.region] not in LONDON]
    if not rows:
        return False
    code = sheet.chance.choice(rows)[sheet.region]
    return _keep(sheet, lambda row: row[sheet.region] != code)


@_fault("rows")
def one_region_alone(sheet: Sheet) -> bytes | bool:
    """Only one region was saved."""
    rows = [row for row in sheet.of(REGIONAL) if row[sheet.region] not in LONDON]
    if not rows:
        return False
    code = sheet.chance.choice(rows)[sheet.region]
    return _keep(sheet, lambda row: row[sheet.region] == code)


_ROWS: dict[str, tuple[str, Callable[[Sheet, Row], bool]]] = {
    "england_lost": (FILE, lambda sheet, row: row[sheet.level] != NATIONAL),
    "england_lost_newest": (FILE, lambda sheet, row: row[sheet.level] != NATIONAL or row[sheet.time] != sheet.newest),
    "regions_lost": (BEFORE, lambda sheet, row: row[sheet.level] != REGIONAL),
    "authorities_lost": (FILE, lambda sheet, row: row[sheet.level] != AUTHORITY),
    "authorities_lost_newest": (
        FILE,
        lambda sheet, row: row[sheet.level] != AUTHORITY or row[sheet.time] != sheet.newest,
    ),
    "authorities_alone": (FILE, lambda sheet, row: row[sheet.level] == AUTHORITY),
    "parts_of_london_lost": (BEFORE, lambda sheet, row: row[sheet.level] != REGIONAL or row[sheet.region][:3] != "E13"),
    "london_lost": (BEFORE, lambda sheet, row: row[sheet.level] != REGIONAL or row[sheet.region] != "E12000007"),
    "newest_alone": (DECLARED, lambda sheet, row: row[sheet.time] == sheet.newest),
}

for _name, (_seen, _kept) in _ROWS.items():
    _add(_name, "rows", REFUSED, _seen, lambda sheet, kept=_kept: _keep(sheet, lambda row: kept(sheet, row)))  # type: ignore[misc]


@_fault("rows", seen_by=BEFORE)
def first_row_lost(sheet: Sheet) -> bytes | bool:
    """The first row was taken for a second header."""
    del sheet.rows[0]
    return bool(sheet.rows)


@_fault("rows", seen_by=BEFORE)
def last_row_lost(sheet: Sheet) -> bytes | bool:
    """The last row was taken for a footnote."""
    del sheet.rows[-1]
    return bool(sheet.rows)


@_fault("rows", seen_by=BEFORE)
def rows_lost_at_random(sheet: Sheet) -> bytes | bool:
    """One row in fifty is missing."""
    return _keep(sheet, lambda row: sheet.chance.random() > 0.02)


@_fault("rows", seen_by=BEFORE)
def rows_with_symbols_lost(sheet: Sheet) -> bytes | bool:
    """Every row with a symbol was dropped as incomplete."""
    return _keep(sheet, lambda row: all(row[column] not in SYMBOLS for column in sheet.figures))


@_fault("rows", seen_by=BEFORE)
def rows_with_nought_lost(sheet: Sheet) -> bytes | bool:
    """Every row with a nought was dropped as empty."""
    return _keep(sheet, lambda row: all(row[column] != "0" for column in sheet.figures))


@_fault("rows")
def row_doubled(sheet: Sheet) -> bytes | bool:
    """One row is there twice."""
    sheet.rows.append(list(sheet.chance.choice(sheet.rows)))
    return True


@_fault("rows")
def row_doubled_with_other_figure(sheet: Sheet) -> bytes | bool:
    """One row is there twice, with two figures."""
    cell = sheet.pick(sheet.rows, sheet.figures, 1)
    if cell is None:
        return False
    row, column = cell
    again = list(row)
    again[column] = show((number(row[column]) or Decimal(1)) + 1, 1)
    sheet.rows.append(again)
    return True


@_fault("rows")
def newest_doubled(sheet: Sheet) -> bytes | bool:
    """The newest period was appended twice."""
    sheet.rows += [list(row) for row in sheet.of(period=sheet.newest)]
    return True


@_fault("rows")
def row_of_another_period(sheet: Sheet) -> bytes | bool:
    """One newest row has the year before."""
    rows = sheet.of(AUTHORITY, sheet.newest)
    if not rows or len(sheet.periods) < 2:
        return False
    sheet.chance.choice(rows)[sheet.time] = sheet.periods[-2]
    return True


@_fault("rows", seen_by=BEFORE)
def keys_sorted_apart(sheet: Sheet) -> bytes | bool:
    """The columns of time and place were sorted, the figures were not."""
    keys = [place for place in range(len(sheet.header)) if place not in sheet.figures]
    before = [[row[place] for place in keys] for row in sheet.rows]
    for row, cells in zip(sheet.rows, sorted(before, key=lambda cells: cells[::-1]), strict=True):
        for place, cell in zip(keys, cells, strict=True):
            row[place] = cell
    return before != sorted(before, key=lambda cells: cells[::-1])


@_fault("rows", seen_by=BEFORE)
def figures_shifted_all_rows(sheet: Sheet) -> bytes | bool:
    """All figures stand one row too low."""
    return sheet.shift(sheet.rows, sheet.figures)


@_fault("rows")
def figures_shifted_newest(sheet: Sheet) -> bytes | bool:
    """The newest figures of authorities stand one row too low."""
    return sheet.shift(sheet.of(AUTHORITY, sheet.newest), sheet.figures)


@_fault("rows")
def one_row_shifted_right(sheet: Sheet) -> bytes | bool:
    """In one row the figures stand one column too far to the right."""
    rows = [row for row in sheet.of(NATIONAL, sheet.newest) if len({row[column] for column in sheet.figures}) > 1]
    if not rows or len(sheet.figures) < 2:
        return False
    row = sheet.chance.choice(rows)
    cells = [row[column] for column in sheet.figures]
    for column, cell in zip(sheet.figures, cells[-1:] + cells[:-1], strict=True):
        row[column] = cell
    return True


@_fault("rows")
def merged_cells(sheet: Sheet) -> bytes | bool:
    """Cells were merged: only the first row of a year says which year it is."""
    for earlier, row in reversed(list(pairwise(sheet.rows))):
        if row[sheet.time] == earlier[sheet.time]:
            row[sheet.time] = ""
    return any(row[sheet.time] == "" for row in sheet.rows)


@_fault("rows")
def total_row(sheet: Sheet) -> bytes | bool:
    """A spreadsheet's row of totals stands at the end."""
    row = [""] * len(sheet.header)
    row[0] = "Total"
    for column in sheet.figures:
        row[column] = show(sum((number(cells[column]) or Decimal(0) for cells in sheet.rows), Decimal(0)), 1)
    sheet.rows.append(row)
    return True


# Places


def _in_rows(column: str, how: Callable[[str], str], level: str, *, one_place: bool = False) -> Work:
    """Changes a column of place in all rows of a level, or in those of one place."""

    def work(sheet: Sheet) -> bytes | bool:
        place = sheet.at(column)
        rows = [row for row in sheet.of(level) if row[place]]
        if one_place and rows:
            chosen = sheet.place(sheet.chance.choice(rows))
            rows = [row for row in rows if sheet.place(row) == chosen]
        changed = False
        for row in rows:
            text = how(row[place])
            changed |= text != row[place]
            row[place] = text
        return changed

    return work


_PLACES: dict[str, tuple[str, str, bool, str, Callable[[str], str]]] = {
    "code_unknown": ("new_la_code", AUTHORITY, True, PLACES, lambda text: "E06000999"),
    "code_mistyped": (
        "new_la_code",
        AUTHORITY,
        True,
        PLACES,
        lambda text: text[:7] + text[8] + text[7] if text[8:9] != text[7] else text[:8] + "99",
    ),
    "code_small_letters": ("new_la_code", AUTHORITY, False, PLACES, str.lower),
    "code_spaced": ("new_la_code", AUTHORITY, False, FILE, lambda text: text + " "),
    "code_blank": ("new_la_code", AUTHORITY, True, FILE, lambda text: ""),
    "code_letter_o": ("new_la_code", AUTHORITY, True, FILE, lambda text: text.replace("0", "O", 1)),
    "old_code_float": ("old_la_code", AUTHORITY, False, PLACES, lambda text: text + ".0"),
    "old_code_wrong": ("old_la_code", AUTHORITY, True, PLACES, lambda text: "999"),
    "old_code_blank": ("old_la_code", AUTHORITY, True, PLACES, lambda text: ""),
    "name_misspelt": ("la_name", AUTHORITY, True, PLACES, lambda text: text[:1] + text[2:]),
    "name_capitals": ("la_name", AUTHORITY, False, PLACES, str.upper),
    "name_blank": ("la_name", AUTHORITY, True, FILE, lambda text: ""),
    "name_total": ("la_name", AUTHORITY, True, FILE, lambda text: "Total"),
    "name_turned": ("la_name", AUTHORITY, True, PLACES, lambda text: text + ", City of"),
    "name_spaced": ("la_name", AUTHORITY, False, FILE, lambda text: text + " "),
    "name_not_available": ("la_name", AUTHORITY, True, FILE, lambda text: "Not available"),
    "code_not_available": ("new_la_code", AUTHORITY, True, FILE, lambda text: "x"),
    "region_of_authority_blank": ("region_code", AUTHORITY, True, FILE, lambda text: ""),
    "region_name_misspelt": ("region_name", REGIONAL, True, PLACES, lambda text: text + "s"),
    "region_code_unknown": ("region_code", REGIONAL, True, PLACES, lambda text: "E12000010"),
    "region_code_blank": ("region_code", REGIONAL, True, FILE, lambda text: ""),
    "country_scotland": ("country_code", AUTHORITY, True, FILE, lambda text: "S92000003"),
    "country_name_other": ("country_name", NATIONAL, False, PLACES, lambda text: "England and Wales"),
    "country_blank": ("country_code", NATIONAL, False, FILE, lambda text: ""),
    "level_small_letters": ("geographic_level", AUTHORITY, False, FILE, str.lower),
    "level_title": ("geographic_level", AUTHORITY, False, FILE, str.title),
    "level_unknown": ("geographic_level", REGIONAL, False, FILE, lambda text: "Government office region"),
    "level_of_region_national": ("geographic_level", REGIONAL, True, FILE, lambda text: NATIONAL),
    "level_of_authority_regional": ("geographic_level", AUTHORITY, True, FILE, lambda text: REGIONAL),
    "level_district": ("geographic_level", AUTHORITY, False, FILE, lambda text: "Local authority district"),
    "level_blank": ("geographic_level", AUTHORITY, True, FILE, lambda text: ""),
}

for _name, (_where, _level, _one, _seen, _how) in _PLACES.items():
    _add(_name, "places", REFUSED, _seen, _in_rows(_where, _how, _level, one_place=_one))


@_fault("places", seen_by=PLACES)
def code_of_another(sheet: Sheet) -> bytes | bool:
    """An authority's name stands with the code of another, and the other way round."""
    codes = list(sheet.authorities(sheet.of(AUTHORITY, sheet.newest)))
    if len(codes) < 2:
        return False
    one, other = sheet.chance.sample(codes, 2)
    for row in sheet.of(AUTHORITY):
        row[sheet.code] = {one: other, other: one}.get(row[sheet.code], row[sheet.code])
    return True


@_fault("places", seen_by=PLACES)
def names_shifted(sheet: Sheet) -> bytes | bool:
    """The names of authorities stand one row too low."""
    return sheet.shift(sheet.of(AUTHORITY), [sheet.at("la_name")])


@_fault("places", seen_by=PLACES)
def region_of_authority_wrong(sheet: Sheet) -> bytes | bool:
    """An authority is put in another region, code and name."""
    code = _an_authority(sheet, sheet.newest)
    regions = sorted({(row[sheet.region], row[sheet.at("region_name")]) for row in sheet.of(AUTHORITY)})
    mine = [row for row in sheet.of(AUTHORITY) if row[sheet.code] == code]
    others = [region for region in regions if mine and region[0] != mine[0][sheet.region]]
    if not others:
        return False
    region = sheet.chance.choice(others)
    for row in mine:
        row[sheet.region], row[sheet.at("region_name")] = region
    return True


@_fault("places", seen_by=PLACES)
def region_name_and_code_differ(sheet: Sheet) -> bytes | bool:
    """The names of two regions are exchanged, their codes are not."""
    rows = [row for row in sheet.of(REGIONAL) if row[sheet.region] not in LONDON]
    names = sorted({row[sheet.at("region_name")] for row in rows})
    if len(names) < 2:
        return False
    one, other = sheet.chance.sample(names, 2)
    for row in rows:
        name = row[sheet.at("region_name")]
        row[sheet.at("region_name")] = {one: other, other: one}.get(name, name)
    return True


@_fault("places", seen_by=DECLARED)
def authority_under_london(sheet: Sheet) -> bytes | bool:
    """The authorities of Inner London are put under London itself."""
    rows = [row for row in sheet.of(AUTHORITY) if row[sheet.region] == "E13000001"]
    for row in rows:
        row[sheet.region], row[sheet.at("region_name")] = "E12000007", "London"
    return bool(rows)


@_fault("places")
def region_with_authority_code(sheet: Sheet) -> bytes | bool:
    """A row of a region has the code of an authority."""
    rows, codes = sheet.of(REGIONAL), sheet.of(AUTHORITY)
    if not rows or not codes:
        return False
    row, other = sheet.chance.choice(rows), sheet.chance.choice(codes)
    row[sheet.code], row[sheet.at("la_name")] = other[sheet.code], other[sheet.at("la_name")]
    return True


@_fault("places")
def england_with_region_code(sheet: Sheet) -> bytes | bool:
    """A row of England has the code of a region."""
    rows = sheet.of(NATIONAL)
    if not rows:
        return False
    row = sheet.chance.choice(rows)
    row[sheet.region], row[sheet.at("region_name")] = "E12000001", "North East"
    return True


@_fault("places", seen_by=PLACES)
def recode_undeclared(sheet: Sheet) -> bytes | bool:
    """An authority has a new code in every year, as after a change of its boundary."""
    code = _an_authority(sheet, sheet.newest)
    rows = [row for row in sheet.of(AUTHORITY) if row[sheet.code] == code]
    return bool(rows) and sheet.put(rows, [sheet.code], "E08000099")


_RECODED = {
    "E06000060": "E10000002",
    "E06000065": "E10000023",
    "E06000066": "E10000027",
    "E06000061": "E10000021",
    "E06000063": "E10000006",
    "E06000059": "E10000009",
}


@_fault("places", seen_by=PLACES)
def code_that_ended(sheet: Sheet) -> bytes | bool:
    """A newest row has a code that ended years ago."""
    rows = [row for row in sheet.of(AUTHORITY, sheet.newest) if row[sheet.code] in _RECODED]
    if not rows:
        return False
    code = sheet.chance.choice(rows)[sheet.code]
    return sheet.put([row for row in rows if row[sheet.code] == code], [sheet.code], _RECODED[code])


@_fault("places", seen_by=PLACES)
def two_authorities_in_one_row(sheet: Sheet) -> bytes | bool:
    """Two authorities of one region send one return: their newest rows are one."""
    pair = sheet.neighbours(apart=True, same_region=True)
    if pair is None:
        return False
    found = sheet.authorities(sheet.of(AUTHORITY, sheet.newest))
    one, other = sheet.pairs(found[pair[0]], found[pair[1]])
    for left, right in zip(one, other, strict=True):
        for column in (sheet.code, sheet.at("old_la_code"), sheet.at("la_name")):
            left[column] = f"{left[column]} / {right[column]}"
        for column in sheet.counts:
            values = number(left[column]), number(right[column])
            if values[0] is not None and values[1] is not None:
                left[column] = show(values[0] + values[1], 1)
    return _keep(sheet, lambda row: not any(row is gone for gone in other))


@_fault("places", seen_by=DECLARED)
def unknown_place_added(sheet: Sheet) -> bytes | bool:
    """Rows for children whose authority is not known."""
    rows = sheet.of(AUTHORITY, sheet.newest)
    if not rows:
        return False
    row = list(sheet.chance.choice(rows))
    row[sheet.code], row[sheet.at("old_la_code")], row[sheet.at("la_name")] = "x", "x", "Not available"
    sheet.rows.append(row)
    return True


@_fault("places", seen_by=DECLARED)
def another_level_added(sheet: Sheet) -> bytes | bool:
    """Rows of the other countries of the kingdom."""
    rows = sheet.of(NATIONAL, sheet.newest)
    for row in rows:
        again = list(row)
        again[sheet.at("country_code")], again[sheet.at("country_name")] = "W92000004", "Wales"
        sheet.rows.append(again)
    return bool(rows)


@_fault("places", INVISIBLE, NOTHING)
def alike_places_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """The newest figures of two authorities of one region and about one size are exchanged."""
    if sheet.rates:
        return False
    pair = sheet.neighbours(apart=False, same_region=True)
    return pair is not None and sheet.swap_places(*pair, sheet.newest)


@_fault("places", INVISIBLE, NOTHING)
def places_exchanged_newest_without_rates(sheet: Sheet) -> bytes | bool:
    """The newest figures of two authorities of one region are exchanged, in a file without rates."""
    if sheet.rates or any("population" in name for name in sheet.header):
        return False
    pair = sheet.neighbours(apart=True, same_region=True)
    return pair is not None and sheet.swap_places(*pair, sheet.newest)


@_fault("places", seen_by=POPULATION)
def places_exchanged_newest_with_rates(sheet: Sheet) -> bytes | bool:
    """The newest figures of two authorities of one region are exchanged; rate and count tell of another population."""
    if not sheet.rates:
        return False
    found = sheet.authorities(sheet.of(AUTHORITY, sheet.newest))
    pairs = {count: sheet.at(name) for name, count in sheet.shape.rates.items() if name in sheet.header}
    people: dict[str, tuple[str, Decimal]] = {}
    for code, rows in found.items():
        for row in rows:
            for count, rate in pairs.items():
                top, bottom = number(row[sheet.at(count)]), number(row[rate])
                if top is not None and bottom is not None and top >= 100 and bottom > 0:
                    people[code] = (row[sheet.region], top / bottom)
    chosen = [
        (one, other)
        for one, (region, size) in people.items()
        for other, (other_region, other_size) in people.items()
        if one < other and region == other_region and (size > other_size * 2 or other_size > size * 2)
    ]
    return bool(chosen) and sheet.swap_places(*sheet.chance.choice(chosen), sheet.newest)


@_fault("places", seen_by=BEFORE)
def places_exchanged_all_years(sheet: Sheet) -> bytes | bool:
    """The figures of two authorities of one region are exchanged in every year."""
    pair = sheet.neighbours(apart=True, same_region=True)
    return pair is not None and sheet.swap_places(*pair, None)


@_fault("places")
def places_of_two_regions_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """The newest figures of two authorities of different regions are exchanged."""
    pair = sheet.neighbours(apart=True, same_region=False)
    return pair is not None and sheet.swap_places(*pair, sheet.newest)


@_fault("places", seen_by=EARLIER)
def places_rotated_in_regions_newest(sheet: Sheet) -> bytes | bool:
    """In each region every authority has the newest figures of the one before it: all sums are right."""
    changed = False
    groups: dict[tuple[str, ...], Rows] = {}
    for row in sheet.of(AUTHORITY, sheet.newest):
        groups.setdefault((row[sheet.region], *sheet.key(row)), []).append(row)
    for rows in groups.values():
        changed |= sheet.shift(rows, sheet.figures)
    return changed


@_fault("places")
def regions_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """The newest figures of two regions are exchanged."""
    rows = [row for row in sheet.of(REGIONAL, sheet.newest) if row[sheet.region] not in LONDON]
    codes = sorted({row[sheet.region] for row in rows})
    if len(codes) < 2:
        return False
    one, other = sheet.chance.sample(codes, 2)
    left, right = sheet.pairs(
        [row for row in rows if row[sheet.region] == one], [row for row in rows if row[sheet.region] == other]
    )
    return sheet.exchange(left, right, sheet.figures)


@_fault("places")
def parts_of_london_exchanged(sheet: Sheet) -> bytes | bool:
    """The newest figures of Inner and Outer London are exchanged."""
    rows = sheet.of(REGIONAL, sheet.newest)
    left, right = sheet.pairs(
        [row for row in rows if row[sheet.region] == "E13000001"],
        [row for row in rows if row[sheet.region] == "E13000002"],
    )
    return sheet.exchange(left, right, sheet.figures)


# Periods


@_fault("periods", seen_by=DECLARED)
def newest_lost(sheet: Sheet) -> bytes | bool:
    """The release before, under the name of this one."""
    return _keep(sheet, lambda row: row[sheet.time] != sheet.newest)


@_fault("periods", seen_by=DECLARED)
def oldest_lost(sheet: Sheet) -> bytes | bool:
    """The oldest period is missing."""
    return _keep(sheet, lambda row: row[sheet.time] != sheet.periods[0])


@_fault("periods", seen_by=DECLARED)
def middle_lost(sheet: Sheet) -> bytes | bool:
    """A period in the middle is missing."""
    return len(sheet.periods) > 2 and _keep(
        sheet, lambda row: row[sheet.time] != sheet.periods[len(sheet.periods) // 2]
    )


def _later(period: str, years: int) -> str:
    """Gives the period this many years later."""
    year = int(period[:4]) + years
    return f"{year}{(year + 1) % 100:02d}" if len(period) == 6 else str(year)


@_fault("periods", seen_by=DECLARED)
def newest_called_next(sheet: Sheet) -> bytes | bool:
    """The newest period has the label of the next one."""
    return sheet.put(sheet.of(period=sheet.newest), [sheet.time], _later(sheet.newest, 1))


@_fault("periods", seen_by=BEFORE)
def all_called_next(sheet: Sheet) -> bytes | bool:
    """The release before, with every label moved on by one year: the newest is that of this release."""
    if len(sheet.periods) < 2:
        return False
    sheet.rows = [row for row in sheet.rows if row[sheet.time] != sheet.newest]
    for row in sheet.rows:
        row[sheet.time] = _later(row[sheet.time], 1)
    return True


@_fault("periods", seen_by=DECLARED)
def all_called_before(sheet: Sheet) -> bytes | bool:
    """Each period has the label of the one before."""
    for row in sheet.rows:
        row[sheet.time] = _later(row[sheet.time], -1)
    return True


def _two_periods(sheet: Sheet, one: str, other: str, *, copied: bool) -> bool:
    left, right = sheet.earlier(other, sheet.of(period=one))
    if not copied:
        return sheet.exchange(left, right, sheet.figures)
    changed = False
    for row, source in zip(left, right, strict=True):
        for column in sheet.figures:
            changed |= row[column] != source[column]
            row[column] = source[column]
    return changed


@_fault("periods", seen_by=BEFORE)
def newest_exchanged_with_before(sheet: Sheet) -> bytes | bool:
    """The newest two periods are exchanged."""
    return len(sheet.periods) > 1 and _two_periods(sheet, sheet.newest, sheet.periods[-2], copied=False)


@_fault("periods")
def newest_copied_from_before(sheet: Sheet) -> bytes | bool:
    """The newest period is a copy of the one before."""
    return len(sheet.periods) > 1 and _two_periods(sheet, sheet.newest, sheet.periods[-2], copied=True)


@_fault("periods", seen_by=BEFORE)
def before_copied_from_newest(sheet: Sheet) -> bytes | bool:
    """The period before was overwritten by the newest."""
    return len(sheet.periods) > 1 and _two_periods(sheet, sheet.periods[-2], sheet.newest, copied=True)


@_fault("periods", seen_by=BEFORE)
def old_periods_exchanged(sheet: Sheet) -> bytes | bool:
    """Two of the periods before are exchanged."""
    return len(sheet.periods) > 3 and _two_periods(sheet, sheet.periods[1], sheet.periods[-2], copied=False)


@_fault("periods", seen_by=BEFORE)
def order_of_periods_reversed(sheet: Sheet) -> bytes | bool:
    """The labels of all periods stand in the other order."""
    if len(sheet.periods) < 2:
        return False
    turned = dict(zip(sheet.periods, reversed(sheet.periods), strict=True))
    for row in sheet.rows:
        row[sheet.time] = turned[row[sheet.time]]
    return True


@_fault("periods")
def half_of_newest_copied(sheet: Sheet) -> bytes | bool:
    """Half of the authorities have the figures of the year before; England and the regions are right."""
    if len(sheet.periods) < 2:
        return False
    codes = sorted(sheet.authorities(sheet.of(AUTHORITY, sheet.newest)))[::2]
    rows = [row for row in sheet.of(AUTHORITY, sheet.newest) if row[sheet.code] in codes]
    changed = False
    for row, source in zip(*sheet.earlier(sheet.periods[-2], rows), strict=True):
        for column in sheet.figures:
            changed |= row[column] != source[column]
            row[column] = source[column]
    return changed


@_fault("periods", INVISIBLE, NOTHING)
def one_small_authority_copied(sheet: Sheet) -> bytes | bool:
    """A late authority has last year's figures, which fit its region within rounding."""
    if len(sheet.periods) < 2 or sheet.populations:
        return False
    chosen: list[list[tuple[Row, Row]]] = []
    for rows in sheet.authorities(sheet.of(AUTHORITY, sheet.newest)).values():
        pairs = list(zip(*sheet.earlier(sheet.periods[-2], rows), strict=True))
        moves = [
            abs(one - other)
            for row, source in pairs
            for column in sheet.counts
            if (one := number(row[column])) is not None and (other := number(source[column])) is not None
        ]
        whole = all(
            number(row[column]) is not None and number(source[column]) is not None
            for row, source in pairs
            for column in sheet.figures
        )
        if whole and moves and sum(moves) > 0 and max(moves) <= 4:
            chosen.append(pairs)
    if not chosen:
        return False
    for row, source in sheet.chance.choice(chosen):
        for column in sheet.figures:
            row[column] = source[column]
    return True


_PERIODS: dict[str, tuple[str, Callable[[str], str]]] = {
    "period_with_slash": (FILE, lambda text: f"{text[:4]}/{(int(text[:4]) + 1) % 100:02d}"),
    "period_as_float": (FILE, lambda text: text + ".0"),
    "period_as_date": (FILE, lambda text: f"{text[:4]}-03-31"),
    "period_two_digits": (FILE, lambda text: text[2:4]),
    "period_with_words": (FILE, lambda text: text + " (provisional)"),
    "period_spaced": (FILE, lambda text: text + " "),
    "period_total": (FILE, lambda text: "All"),
    "period_serial": (FILE, lambda text: "45382"),
    "period_not_following": (FILE, lambda text: f"{text[:4]}{(int(text[:4]) + 3) % 100:02d}"),
    "period_of_other_length": (FILE, lambda text: text[:4] if len(text) == 6 else _later(text + "00", 0)),
    "period_in_another_century": (DECLARED, lambda text: _later(text, -100)),
}

for _name, (_seen, _how) in _PERIODS.items():

    def _period(sheet: Sheet, how: Callable[[str], str] = _how) -> bytes | bool:
        for row in sheet.of(period=sheet.newest):
            row[sheet.time] = how(row[sheet.time])
        return True

    _add(_name, "periods", REFUSED, _seen, _period)


def _identifier(text: str, *, newest: bool) -> Work:
    def work(sheet: Sheet) -> bytes | bool:
        rows = sheet.of(period=sheet.newest) if newest else sheet.rows
        return sheet.put(rows, [sheet.at("time_identifier")], text)

    return work


_add("identifier_small_letters", "periods", REFUSED, FILE, _identifier("reporting year", newest=False))
_add("identifier_short", "periods", REFUSED, FILE, _identifier("RY", newest=False))
_add("identifier_blank", "periods", REFUSED, FILE, _identifier("", newest=True))
_add("identifier_of_other_length", "periods", REFUSED, FILE, _identifier("Week 14", newest=True))
_add("identifier_calendar", "periods", REFUSED, DECLARED, _identifier("Calendar year", newest=False))
_add("identifier_mixed", "periods", REFUSED, FILE, _identifier("Calendar year", newest=True))
_add("identifier_quarter", "periods", REFUSED, DECLARED, _identifier("Financial year Q4", newest=False))


# Filters and their members


def _members(sheet: Sheet) -> tuple[int, list[str]] | None:
    filters = [column for column in sheet.filters if len({row[column] for row in sheet.rows}) > 1]
    if not filters:
        return None
    column = sheet.chance.choice(filters)
    return column, sorted({row[column] for row in sheet.rows})


_MEMBERS: dict[str, Callable[[str], str]] = {
    "member_renamed": lambda text: text + " on 31 March",
    "member_in_capitals": str.upper,
    "member_spaced": lambda text: text + " ",
    "member_blank": lambda text: "",
    "member_with_dash": lambda text: text.replace(" ", "\u2013", 1) if " " in text else text + "\u2013",
    "member_cut": lambda text: text[: max(3, len(text) // 2)],
    "member_not_available": lambda text: "Not available",
}

for _name, _how in _MEMBERS.items():

    def _member(sheet: Sheet, how: Callable[[str], str] = _how) -> bytes | bool:
        found = _members(sheet)
        if found is None:
            return False
        column, members = found
        member = sheet.chance.choice(members)
        return sheet.put(sheet.rows, [column], how(member), lambda cell: cell == member)

    _add(_name, "filters", REFUSED, DECLARED, _member)


@_fault("filters", seen_by=DECLARED)
def member_lost(sheet: Sheet) -> bytes | bool:
    """A member of a filter is no longer published."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    gone = sheet.chance.choice(members)
    return _keep(sheet, lambda row: row[column] != gone)


@_fault("filters")
def member_lost_newest(sheet: Sheet) -> bytes | bool:
    """A member of a filter is missing from the newest period."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    gone = sheet.chance.choice(members)
    return _keep(sheet, lambda row: row[column] != gone or row[sheet.time] != sheet.newest)


@_fault("filters", seen_by=DECLARED)
def member_added(sheet: Sheet) -> bytes | bool:
    """A new member of a filter."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    for row in [row for row in sheet.rows if row[column] == members[0]]:
        again = list(row)
        again[column] = "Not recorded"
        sheet.rows.append(again)
    return True


@_fault("filters")
def two_members_one_name(sheet: Sheet) -> bytes | bool:
    """Two members have one name."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    one, other = sheet.chance.sample(members, 2)
    return sheet.put(sheet.rows, [column], one, lambda cell: cell == other)


@_fault("filters")
def one_member_spaced(sheet: Sheet) -> bytes | bool:
    """In one row a member has a space at its end."""
    found = _members(sheet)
    if found is None:
        return False
    row = sheet.chance.choice(sheet.rows)
    row[found[0]] += " "
    return True


def _exchange_members(sheet: Sheet, rows: Rows) -> bool:
    """Exchanges two members of a filter that stand together and differ in size."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    others = [place for place in sheet.filters if place != column]
    size: dict[tuple[str, ...], dict[str, Decimal]] = {}
    for row in rows:
        value = number(row[(sheet.counts or sheet.figures)[0]])
        if row[sheet.level] == NATIONAL and value is not None:
            size.setdefault(tuple(row[place] for place in others), {})[row[column]] = value
    pairs = sorted(
        {
            (one, other)
            for sizes in size.values()
            for one in members
            for other in members
            if one in sizes and other in sizes and sizes[one] > sizes[other] * 2
        }
    )
    if not pairs:
        return False
    one, other = sheet.chance.choice(pairs)
    for row in rows:
        row[column] = {one: other, other: one}.get(row[column], row[column])
    return True


@_fault("filters", seen_by=BEFORE)
def members_exchanged_all_years(sheet: Sheet) -> bytes | bool:
    """The labels of two members are exchanged."""
    return _exchange_members(sheet, sheet.rows)


@_fault("filters", seen_by=EARLIER)
def members_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """The labels of two members are exchanged in the newest period."""
    return _exchange_members(sheet, sheet.of(period=sheet.newest))


@_fault("filters", seen_by=BEFORE)
def member_is_another(sheet: Sheet) -> bytes | bool:
    """A member has the figures of another in every row."""
    found = _members(sheet)
    if found is None:
        return False
    column, members = found
    others = [place for place in sheet.filters if place != column]
    one, other = sheet.chance.sample(members, 2)
    known = {
        (row[sheet.time], *sheet.place(row), *(row[place] for place in others)): row
        for row in sheet.rows
        if row[column] == other
    }
    changed = False
    for row in sheet.rows:
        source = known.get((row[sheet.time], *sheet.place(row), *(row[place] for place in others)))
        if row[column] == one and source is not None:
            for place in sheet.figures:
                changed |= row[place] != source[place]
                row[place] = source[place]
    return changed


# Figures


def _scaled(
    columns: Callable[[Sheet], list[int]],
    how: Callable[[Decimal], Decimal],
    *,
    newest: bool = True,
    level: str | None = None,
    decimals: int | None = None,
) -> Work:
    def work(sheet: Sheet) -> bytes | bool:
        rows = sheet.of(level, sheet.newest if newest else None)
        return sheet.change(rows, columns(sheet), how, decimals)

    return work


def _counts(sheet: Sheet) -> list[int]:
    return sheet.counts


def _rates(sheet: Sheet) -> list[int]:
    return sheet.rates


def _percentages(sheet: Sheet) -> list[int]:
    return sheet.percentages


def _all_figures(sheet: Sheet) -> list[int]:
    return sheet.figures


def _times(factor: str) -> Callable[[Decimal], Decimal]:
    return lambda value: value * Decimal(factor)


def _only(number_: str) -> Callable[[Decimal], Decimal]:
    return lambda value: Decimal(number_)


_FIGURES: dict[str, tuple[str, Work]] = {
    "counts_times_10_newest": (EARLIER, _scaled(_counts, _times("10"))),
    "counts_doubled_newest": (EARLIER, _scaled(_counts, _times("2"))),
    "counts_in_thousands_newest": (EARLIER, _scaled(_counts, _times("0.001"))),
    "counts_half_more_newest": (EARLIER, _scaled(_counts, _times("1.5"))),
    "counts_two_thirds_newest": (EARLIER, _scaled(_counts, _times("0.66"))),
    "counts_halved_newest": (EARLIER, _scaled(_counts, _times("0.5"))),
    "counts_times_10_all_years": (BEFORE, _scaled(_counts, _times("10"), newest=False)),
    "counts_doubled_all_years": (BEFORE, _scaled(_counts, _times("2"), newest=False)),
    "regions_in_thousands_newest": (FILE, _scaled(_counts, _times("0.001"), level=REGIONAL)),
    "authorities_doubled_newest": (FILE, _scaled(_counts, _times("2"), level=AUTHORITY)),
    "authorities_rounded_to_100_newest": (
        FILE,
        _scaled(_counts, lambda value: (value / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100, level=AUTHORITY),
    ),
    "figures_rounded_to_100_all_years": (
        BEFORE,
        _scaled(_counts, lambda value: (value / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100, newest=False),
    ),
    "percentages_as_shares_newest": (FILE, _scaled(_percentages, _times("0.01"), decimals=3)),
    "percentages_as_rounded_shares_newest": (FILE, _scaled(_percentages, _times("0.01"))),
    "percentages_as_shares_all_years": (FILE, _scaled(_percentages, _times("0.01"), newest=False, decimals=3)),
    "percentages_divided_by_10_newest": (FILE, _scaled(_percentages, _times("0.1"))),
    "percentages_times_10_newest": (FILE, _scaled(_percentages, _times("10"))),
    "percentages_times_100_newest": (FILE, _scaled(_percentages, _times("100"))),
    "percentages_of_the_rest_newest": (FILE, _scaled(_percentages, lambda value: 100 - value)),
    "percentages_tenth_less_newest": (FILE, _scaled(_percentages, _times("0.9"))),
    "percentages_whole_newest": (
        FILE,
        _scaled(_percentages, lambda value: value.quantize(Decimal(1), ROUND_HALF_UP)),
    ),
    "percentages_cut_newest": (FILE, _scaled(_percentages, lambda value: value.quantize(Decimal(1), ROUND_DOWN))),
    "percentages_all_50_newest": (FILE, _scaled(_percentages, _only("50"))),
    "percentages_all_0_newest": (FILE, _scaled(_percentages, _only("0"))),
    "percentages_all_100_newest": (FILE, _scaled(_percentages, _only("100"))),
    "percentages_more_decimals": (FILE, _scaled(_percentages, lambda value: value + Decimal("0.0317"), decimals=4)),
    "rates_divided_by_10_newest": (POPULATION, _scaled(_rates, _times("0.1"))),
    "rates_divided_by_100_newest": (POPULATION, _scaled(_rates, _times("0.01"))),
    "rates_as_shares_newest": (POPULATION, _scaled(_rates, _times("0.0001"), decimals=6)),
    "rates_times_10_newest": (POPULATION, _scaled(_rates, _times("10"))),
    "rates_by_another_population_newest": (POPULATION, _scaled(_rates, _times("1.3"))),
    "rates_all_50_newest": (POPULATION, _scaled(_rates, _only("50"))),
    "rates_all_0_newest": (POPULATION, _scaled(_rates, _only("0"))),
    "rates_all_999_newest": (POPULATION, _scaled(_rates, _only("999"))),
    "rates_divided_by_10_all_years": (BEFORE, _scaled(_rates, _times("0.1"), newest=False)),
    "figures_all_0_newest": (EARLIER, _scaled(_all_figures, _only("0"))),
    "authorities_all_0_newest": (FILE, _scaled(_all_figures, _only("0"), level=AUTHORITY)),
    "england_all_0_newest": (FILE, _scaled(_all_figures, _only("0"), level=NATIONAL)),
    "figures_all_999_newest": (EARLIER, _scaled(_all_figures, _only("999"))),
    "figures_negative_newest": (FILE, _scaled(_all_figures, _times("-1"))),
    "figures_more_decimals_newest": (FILE, _scaled(_all_figures, lambda value: value + Decimal("0.00371"), decimals=5)),
    "england_tenth_more": (FILE, _scaled(_counts, _times("1.1"), level=NATIONAL)),
}

for _name, (_seen, _work) in _FIGURES.items():
    _add(_name, "figures", REFUSED, _seen, _work)


@_fault("figures")
def column_all_0_newest(sheet: Sheet) -> bytes | bool:
    """One column of counts is nought for every authority in the newest period."""
    if not sheet.counts:
        return False
    return sheet.change(sheet.of(AUTHORITY, sheet.newest), [sheet.chance.choice(sheet.counts)], _only("0"))


@_fault("figures", seen_by=POPULATION)
def rates_shifted_newest(sheet: Sheet) -> bytes | bool:
    """All newest rates stand one row too low."""
    return bool(sheet.rates) and sheet.shift(sheet.of(AUTHORITY, sheet.newest), sheet.rates)


@_fault("figures")
def rates_forty_digits_newest(sheet: Sheet) -> bytes | bool:
    """Every newest rate is a number of forty digits."""
    rows = sheet.of(period=sheet.newest)
    return sheet.put(rows, sheet.rates, "1234567890" * 4, lambda cell: number(cell) is not None)


@_fault("figures")
def percentages_shifted_newest(sheet: Sheet) -> bytes | bool:
    """All newest percentages stand one row too low."""
    return bool(sheet.percentages) and sheet.shift(sheet.of(AUTHORITY, sheet.newest), sheet.percentages)


@_fault("figures", seen_by=POPULATION)
def rate_of_another_count_newest(sheet: Sheet) -> bytes | bool:
    """Two columns of rates are exchanged in the newest period."""
    if len(sheet.rates) < 2:
        return False
    return sheet.swap_columns(sheet.of(period=sheet.newest), *sheet.chance.sample(sheet.rates, 2))


@_fault("figures")
def percentage_of_another_newest(sheet: Sheet) -> bytes | bool:
    """Two columns of percentages are exchanged in the newest period."""
    if len(sheet.percentages) < 2:
        return False
    return sheet.swap_columns(sheet.of(period=sheet.newest), *sheet.chance.sample(sheet.percentages, 2))


@_fault("figures", seen_by=POPULATION)
def counts_exchanged_newest_beside_rates(sheet: Sheet) -> bytes | bool:
    """Two columns of counts are exchanged in the newest period, their rates are not."""
    known = [
        sheet.at(count) for name, count in sheet.shape.rates.items() if name in sheet.header and count in sheet.header
    ]
    if len(known) < 2:
        return False
    return sheet.swap_columns(sheet.of(period=sheet.newest), *sheet.chance.sample(known, 2))


@_fault("figures", seen_by=EARLIER)
def counts_and_rates_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """Two counts together with their rates are exchanged in the newest period, and differ by half."""
    known = [
        (sheet.at(name), sheet.at(count))
        for name, count in sheet.shape.rates.items()
        if name in sheet.header and count in sheet.header
    ]
    rows = sheet.of(period=sheet.newest)
    england = sheet.of(NATIONAL, sheet.newest)
    pairs = [
        (one, other)
        for one in known
        for other in known
        if england
        and (left := number(england[0][one[1]])) is not None
        and (right := number(england[0][other[1]])) is not None
        and left > right * Decimal("1.5")
    ]
    if not pairs:
        return False
    one, other = sheet.chance.choice(pairs)
    return sheet.swap_columns(rows, one[0], other[0]) and sheet.swap_columns(rows, one[1], other[1])


@_fault("figures")
def count_and_derived_exchanged_newest(sheet: Sheet) -> bytes | bool:
    """A count and a percentage or rate are exchanged in the newest period."""
    derived = sheet.percentages or sheet.rates
    if not derived or not sheet.counts:
        return False
    before = max(column for column in sheet.counts)
    return sheet.swap_columns(sheet.of(period=sheet.newest), before, sheet.chance.choice(derived))


def _one_figure(level: str, least: int, how: Callable[[Decimal], Decimal]) -> Work:
    def work(sheet: Sheet) -> bytes | bool:
        rows = [row for row in sheet.of(level, sheet.newest) if level != REGIONAL or row[sheet.region] not in LONDON]
        cell = sheet.pick(rows, sheet.counts, least)
        return cell is not None and sheet.change([cell[0]], [cell[1]], how)

    return work


_add("one_england_count_wrong", "figures", REFUSED, FILE, _one_figure(NATIONAL, 1000, _times("1.2")))
_add("one_region_count_wrong", "figures", REFUSED, FILE, _one_figure(REGIONAL, 1000, _times("1.2")))
_add("one_region_count_times_10", "figures", REFUSED, FILE, _one_figure(REGIONAL, 1000, _times("10")))
_add("one_authority_count_times_10", "figures", REFUSED, FILE, _one_figure(AUTHORITY, 300, _times("10")))
_add("one_authority_count_times_1000", "figures", REFUSED, FILE, _one_figure(AUTHORITY, 100, _times("1000")))
_add("one_authority_count_negative", "figures", REFUSED, FILE, _one_figure(AUTHORITY, 1, _times("-1")))


@_fault("figures")
def one_authority_doubled(sheet: Sheet) -> bytes | bool:
    """The newest counts of one authority were added twice; its region is right."""
    found = [
        rows
        for rows in sheet.authorities(sheet.of(AUTHORITY, sheet.newest)).values()
        if any((number(row[column]) or 0) >= 1000 for row in rows for column in sheet.counts)
    ]
    return bool(found) and sheet.change(sheet.chance.choice(found), sheet.counts, _times("2"))


def _rounded(sheet: Sheet, column: int) -> bool:
    """Whether regions and England are rounded to 10 in a column, so that a unit more or less is within their sums."""
    rows = [*sheet.of(REGIONAL), *sheet.of(NATIONAL)]
    return bool(rows) and all(row[column].endswith("0") for row in rows if number(row[column]) is not None)


def _is_a_sum(sheet: Sheet, row: Row, column: int) -> bool:
    whole = number(row[column])
    parts = [value for place in sheet.counts if place != column and (value := number(row[place])) is not None]
    return whole is not None and (sum(parts) == whole or len(parts) < len(sheet.counts) - 1)


@_fault("figures", INVISIBLE, NOTHING)
def one_authority_count_one_more(sheet: Sheet) -> bytes | bool:
    """The largest newest count of an authority is one more: within the rounding of every sum and percentage."""
    if sheet.filters or sheet.populations:
        return False
    rounded = [column for column in sheet.counts if _rounded(sheet, column)]
    cells = [
        (value, place, column)
        for place, row in enumerate(sheet.rows)
        if row[sheet.level] == AUTHORITY and row[sheet.time] == sheet.newest
        for column in rounded
        if (value := number(row[column])) is not None and value > 2500
    ]
    cells = [cell for cell in cells if not _is_a_sum(sheet, sheet.rows[cell[1]], cell[2])]
    if not cells or any(_is_a_sum(sheet, row, cells[0][2]) for row in sheet.of(NATIONAL, sheet.newest)):
        return False
    value, place, column = max(cells)
    sheet.rows[place][column] = str(value + 1)
    return True


@_fault("figures", INVISIBLE, NOTHING)
def newest_all_3_percent_more(sheet: Sheet) -> bytes | bool:
    """All newest counts and rates are 3% too high together: each sum and rate is as right as before."""
    if sheet.filters or sheet.percentages or sheet.shape.ratios or any("population" in name for name in sheet.header):
        return False
    rows = sheet.of(period=sheet.newest)
    regions = {row[sheet.region]: row for row in rows if row[sheet.level] == REGIONAL}
    england = [row for row in rows if row[sheet.level] == NATIONAL]
    rates = {sheet.at(count): sheet.at(name) for name, count in sheet.shape.rates.items() if name in sheet.header}
    changed = False
    for column in sheet.counts:
        if sheet.decimals(column) or not england or any(number(row[column]) is None for row in regions.values()):
            continue
        for code, region in regions.items():
            mine = [row for row in rows if row[sheet.level] == AUTHORITY and row[sheet.region] == code]
            values = [(value, row) for row in mine if (value := number(row[column])) is not None and value > 100]
            more = [int(value * 3 / 100) for value, _ in values]
            if not more:
                continue
            most = max(range(len(more)), key=more.__getitem__)
            more[most] += -sum(more) % 10
            larger = [region, *england, *([regions["E12000007"]] if code.startswith("E13") else [])]
            for row, by in [
                *((row, by) for (_, row), by in zip(values, more, strict=True)),
                *((row, sum(more)) for row in larger),
            ]:
                before = number(row[column])
                if before is None:
                    continue
                row[column] = show(before + by, 0)
                rate = number(row[rates[column]]) if column in rates else None
                if rate is not None and before:
                    row[rates[column]] = show(rate * (before + by) / before, sheet.decimals(rates[column]))
                changed |= by != 0
    return changed


@_fault("figures", INVISIBLE, NOTHING)
def rates_by_revised_population_newest(sheet: Sheet) -> bytes | bool:
    """The newest rates are by another vintage of the population, half a percent apart."""
    return bool(sheet.rates) and sheet.change(sheet.of(period=sheet.newest), sheet.rates, _times("1.005"))


@_fault("figures")
def authorities_noisy_newest(sheet: Sheet) -> bytes | bool:
    """Noise for a test was left in the newest counts of authorities: up to a fifth either way."""
    rows = sheet.of(AUTHORITY, sheet.newest)
    return sheet.change(rows, sheet.counts, lambda value: value * Decimal(round(sheet.chance.uniform(0.8, 1.3), 3)))


@_fault("figures")
def running_total_newest(sheet: Sheet) -> bytes | bool:
    """The newest counts of authorities were added up from row to row."""
    changed = False
    for column in sheet.counts:
        total = Decimal(0)
        for row in sheet.of(AUTHORITY, sheet.newest):
            value = number(row[column])
            if value is not None:
                total += value
                changed |= total != value
                row[column] = show(total, sheet.decimals(column))
    return changed


@_fault("figures", seen_by=BEFORE)
def cumulative_over_years(sheet: Sheet) -> bytes | bool:
    """Each year has all years before it as well."""
    total: dict[tuple[str, ...], Decimal] = {}
    changed = False
    for row in sorted(sheet.rows, key=lambda row: row[sheet.time]):
        for column in sheet.counts:
            value = number(row[column])
            if value is None:
                continue
            key = (*sheet.place(row), *sheet.key(row), str(column))
            total[key] = total.get(key, Decimal(0)) + value
            changed |= total[key] != value
            row[column] = show(total[key], 1)
    return changed


@_fault("figures")
def differences_newest(sheet: Sheet) -> bytes | bool:
    """The newest figures are the change since the year before."""
    if len(sheet.periods) < 2:
        return False
    changed = False
    for row, source in zip(*sheet.earlier(sheet.periods[-2], sheet.of(period=sheet.newest)), strict=True):
        for column in sheet.counts:
            one, other = number(row[column]), number(source[column])
            if one is not None and other is not None and other != 0:
                row[column] = show(one - other, 1)
                changed = True
    return changed


# Arithmetic


@_fault("arithmetic")
def england_counts_london_twice(sheet: Sheet) -> bytes | bool:
    """England is the sum of all eleven regional rows."""
    return _england_of(sheet, lambda values: sum(values, Decimal(0)))


@_fault("arithmetic")
def england_is_the_mean(sheet: Sheet) -> bytes | bool:
    """England is the mean of its regions."""
    return _england_of(sheet, lambda values: sum(values, Decimal(0)) / len(values))


@_fault("arithmetic")
def england_is_one_region(sheet: Sheet) -> bytes | bool:
    """England has the figures of one region."""
    return _england_of(sheet, lambda values: values[0])


def _england_of(sheet: Sheet, how: Callable[[list[Decimal]], Decimal]) -> bool:
    changed = False
    for row in sheet.of(NATIONAL, sheet.newest):
        regions = [other for other in sheet.of(REGIONAL, sheet.newest) if sheet.key(other) == sheet.key(row)]
        for column in sheet.counts:
            values = [value for other in regions if (value := number(other[column])) is not None]
            before = number(row[column])
            if before is not None and len(values) == len(regions) > 0:
                text = show(how(values), 1)
                changed |= text != row[column]
                row[column] = text
    return changed


@_fault("arithmetic")
def london_is_inner_london(sheet: Sheet) -> bytes | bool:
    """London has the figures of Inner London."""
    rows = sheet.of(REGIONAL, sheet.newest)
    changed = False
    left, right = sheet.pairs(
        [row for row in rows if row[sheet.region] == "E12000007"],
        [row for row in rows if row[sheet.region] == "E13000001"],
    )
    for row, source in zip(left, right, strict=True):
        for column in sheet.figures:
            changed |= row[column] != source[column]
            row[column] = source[column]
    return changed


@_fault("arithmetic")
def region_is_another(sheet: Sheet) -> bytes | bool:
    """One region has the newest figures of another."""
    rows = [row for row in sheet.of(REGIONAL, sheet.newest) if row[sheet.region] not in LONDON]
    codes = sorted({row[sheet.region] for row in rows})
    if len(codes) < 2:
        return False
    one, other = sheet.chance.sample(codes, 2)
    changed = False
    left, right = sheet.pairs(
        [row for row in rows if row[sheet.region] == one], [row for row in rows if row[sheet.region] == other]
    )
    for row, source in zip(left, right, strict=True):
        for column in sheet.figures:
            changed |= row[column] != source[column]
            row[column] = source[column]
    return changed


@_fault("arithmetic")
def one_england_percentage_wrong(sheet: Sheet) -> bytes | bool:
    """One percentage of England does not follow from its counts: 30 points more or less."""
    cell = sheet.pick(sheet.of(NATIONAL, sheet.newest), sheet.percentages)
    return cell is not None and sheet.change([cell[0]], [cell[1]], lambda value: value + (30 if value < 60 else -30))


@_fault("arithmetic")
def one_authority_percentage_wrong(sheet: Sheet) -> bytes | bool:
    """One percentage of an authority does not follow from its counts: 30 points more or less."""
    cell = sheet.pick(sheet.of(AUTHORITY, sheet.newest), sheet.percentages)
    return cell is not None and sheet.change([cell[0]], [cell[1]], lambda value: value + (30 if value < 60 else -30))


@_fault("arithmetic")
def one_percentage_above_100(sheet: Sheet) -> bytes | bool:
    """One percentage is 1 point or more above 100."""
    cell = sheet.pick(sheet.of(AUTHORITY, sheet.newest), sheet.percentages)
    return cell is not None and sheet.change([cell[0]], [cell[1]], lambda value: value + 101)


@_fault("arithmetic", seen_by=POPULATION)
def one_england_rate_wrong(sheet: Sheet) -> bytes | bool:
    """One rate of England does not follow from its count: a fifth more."""
    cell = sheet.pick(sheet.of(NATIONAL, sheet.newest), sheet.rates)
    return cell is not None and sheet.change([cell[0]], [cell[1]], _times("1.2"))


@_fault("arithmetic", seen_by=POPULATION)
def one_authority_rate_wrong(sheet: Sheet) -> bytes | bool:
    """One rate of an authority does not follow from its count: half as much again."""
    cell = sheet.pick(sheet.of(AUTHORITY, sheet.newest), sheet.rates, 30)
    return cell is not None and sheet.change([cell[0]], [cell[1]], _times("1.5"))


# Against the vintage before


def _restated(columns: Callable[[Sheet], list[int]], factor: str, share: float, *, years: int) -> Work:
    """Restates a share of the rows of so many of the years before the newest."""

    def work(sheet: Sheet) -> bytes | bool:
        if len(sheet.periods) < 2:
            return False
        periods = set(sheet.periods[-1 - years : -1])
        rows = [row for row in sheet.rows if row[sheet.time] in periods and sheet.chance.random() < share]
        return sheet.change(rows, columns(sheet), _times(factor))

    return work


_add("one_year_restated_12_percent", "before", REFUSED, BEFORE, _restated(_all_figures, "0.88", 1, years=1))
_add("one_year_restated_in_60_percent", "before", REFUSED, BEFORE, _restated(_all_figures, "0.88", 0.6, years=1))
_add("all_years_restated_5_percent", "before", REFUSED, BEFORE, _restated(_counts, "1.05", 1, years=99))
_add("percentages_of_one_year_restated", "before", REFUSED, BEFORE, _restated(_percentages, "0.9", 1, years=1))
_add("rates_of_all_years_restated", "before", REFUSED, BEFORE, _restated(_rates, "0.9", 1, years=99))


@_fault("before", seen_by=BEFORE)
def one_authority_restated_all_years(sheet: Sheet) -> bytes | bool:
    """All counts of one authority before the newest year are a fifth higher."""
    code = _an_authority(sheet, sheet.newest)
    rows = [row for row in sheet.of(AUTHORITY) if row[sheet.code] == code and row[sheet.time] != sheet.newest]
    return sheet.change(rows, sheet.counts, _times("1.2"))


@_fault("before", seen_by=BEFORE)
def one_region_restated_all_years(sheet: Sheet) -> bytes | bool:
    """All figures of one region and its authorities before the newest year are a tenth lower."""
    rows = [row for row in sheet.of(REGIONAL) if row[sheet.region] not in LONDON]
    if not rows:
        return False
    code = sheet.chance.choice(rows)[sheet.region]
    old = [row for row in sheet.rows if row[sheet.region] == code and row[sheet.time] != sheet.newest]
    return sheet.change(old, sheet.counts, _times("0.9"))


@_fault("before", seen_by=BEFORE)
def one_column_restated_all_years(sheet: Sheet) -> bytes | bool:
    """One column of counts counts something wider in every year: a quarter more."""
    return bool(sheet.counts) and sheet.change(
        [row for row in sheet.rows if row[sheet.time] != sheet.newest],
        [sheet.chance.choice(sheet.counts)],
        _times("1.25"),
    )


@_fault("before", INVISIBLE, NOTHING)
def one_old_count_revised(sheet: Sheet) -> bytes | bool:
    """One count of an authority in an earlier year is 2 more, as after a late return."""
    if sheet.filters or sheet.populations or len(sheet.periods) < 2:
        return False
    rows = list(sheet.of(AUTHORITY, sheet.periods[-2]))
    rounded = [column for column in sheet.counts if _rounded(sheet, column)]
    cells = [
        (value, place, column)
        for place, row in enumerate(rows)
        for column in rounded
        if (value := number(row[column])) is not None and value > 4000 and not _is_a_sum(sheet, row, column)
    ]
    if not cells or any(_is_a_sum(sheet, row, cells[0][2]) for row in sheet.of(NATIONAL, sheet.newest)):
        return False
    value, place, column = max(cells)
    rows[place][column] = str(value + 2)
    return True


@_fault("before", seen_by=BEFORE)
def years_suppressed_again(sheet: Sheet) -> bytes | bool:
    """What was published for an earlier year is suppressed for every authority."""
    if len(sheet.periods) < 2:
        return False
    rows = sheet.of(AUTHORITY, sheet.periods[-2])
    return sheet.put(rows, sheet.figures, "c", lambda cell: number(cell) is not None)


FAULTS: tuple[Fault, ...] = tuple(_FOUND)


# Files of statistical neighbours

CLOSENESS = ("extremely close", "very close", "close", "somewhat close", "not close")
_NEIGHBOUR = re.compile(r"SN_?\d+")
_NEIGHBOURS_FOUND: list[NeighbourFault] = []


class NeighbourSheet:
    """A copy of a file of neighbours, to be changed: each code stands before the word for its closeness."""

    def __init__(self, header: Row, rows: Rows, chance: Random) -> None:
        self.header = list(header)
        self.rows = [list(row) for row in rows]
        self.chance = chance
        self.codes = [place for place, name in enumerate(header) if _NEIGHBOUR.fullmatch(name.strip())]
        self.full = [row for row in self.rows if all(row[place] and row[place + 1].strip() for place in self.codes)]

    def row(self) -> Row:
        """Chooses an authority that has all its neighbours."""
        return self.chance.choice(self.full)

    def rank(self, row: Row, place: int) -> int:
        """Gives the rank of a neighbour's closeness, 0 the nearest."""
        return CLOSENESS.index(row[place + 1].strip().lower())


NeighbourWork = Callable[[NeighbourSheet], bytes | bool]


def _neighbour_fault(outcome: str = REFUSED, seen_by: str = FILE) -> Callable[[NeighbourWork], NeighbourWork]:
    def keep(work: NeighbourWork) -> NeighbourWork:
        def make(header: Row, rows: Rows, chance: Random) -> bytes | None:
            sheet = NeighbourSheet(header, rows, chance)
            if not sheet.codes or not sheet.full:
                return None
            done = work(sheet)
            if done is False:
                return None
            data = to_csv(sheet.header, sheet.rows) if done is True else bytes(done)
            if (says(data) == content(header, rows)) is not (outcome == HARMLESS):
                raise AssertionError(f"{work.__name__}: the outcome and what the file says differ")
            return data

        _NEIGHBOURS_FOUND.append(NeighbourFault(work.__name__, "neighbours", outcome, make, seen_by))
        return work

    return keep


@_neighbour_fault(HARMLESS)
def neighbours_rows_in_another_order(sheet: NeighbourSheet) -> bytes | bool:
    """The authorities come in another order."""
    sheet.chance.shuffle(sheet.rows)
    return True


@_neighbour_fault(HARMLESS)
def neighbours_crlf_bom(sheet: NeighbourSheet) -> bytes | bool:
    """Saved by a spreadsheet: mark and Windows lines."""
    return b"\xef\xbb\xbf" + to_csv(sheet.header, sheet.rows, "\r\n")


@_neighbour_fault()
def neighbours_reversed(sheet: NeighbourSheet) -> bytes | bool:
    """Every list stands in the other order: the farthest first."""
    for row in sheet.full:
        pairs = [(row[place], row[place + 1]) for place in sheet.codes]
        for place, (code, word) in zip(sheet.codes, reversed(pairs), strict=True):
            row[place], row[place + 1] = code, word
    return True


@_neighbour_fault(seen_by=BEFORE)
def neighbours_codes_reversed(sheet: NeighbourSheet) -> bytes | bool:
    """Every list of codes stands in the other order, the words for closeness do not."""
    for row in sheet.full:
        codes = [row[place] for place in sheet.codes]
        for place, code in zip(sheet.codes, reversed(codes), strict=True):
            row[place] = code
    return True


@_neighbour_fault()
def neighbours_one_list_reversed(sheet: NeighbourSheet) -> bytes | bool:
    """One list with several words for closeness stands in the other order."""
    rows = [row for row in sheet.full if len({row[place + 1] for place in sheet.codes}) > 1]
    if not rows:
        return False
    row = sheet.chance.choice(rows)
    pairs = [(row[place], row[place + 1]) for place in sheet.codes]
    for place, (code, word) in zip(sheet.codes, reversed(pairs), strict=True):
        row[place], row[place + 1] = code, word
    return True


@_neighbour_fault(seen_by=BEFORE)
def neighbours_all_very_close(sheet: NeighbourSheet) -> bytes | bool:
    """One word was filled down over all words for closeness."""
    for row in sheet.full:
        for place in sheet.codes:
            row[place + 1] = "Very close"
    return True


@_neighbour_fault(seen_by=PLACES)
def neighbours_first_authority_lost(sheet: NeighbourSheet) -> bytes | bool:
    """The first authority is missing."""
    del sheet.rows[0]
    return True


@_neighbour_fault(seen_by=PLACES)
def neighbours_last_authority_lost(sheet: NeighbourSheet) -> bytes | bool:
    """The last authority is missing."""
    del sheet.rows[-1]
    return True


@_neighbour_fault(seen_by=PLACES)
def neighbours_half_lost(sheet: NeighbourSheet) -> bytes | bool:
    """The second half of the authorities is missing."""
    del sheet.rows[len(sheet.rows) // 2 :]
    return True


@_neighbour_fault()
def neighbours_authority_twice(sheet: NeighbourSheet) -> bytes | bool:
    """One authority has two lists."""
    again = list(sheet.row())
    for place in sheet.codes[:1]:
        again[place], again[place + 2] = again[place + 2], again[place]
    sheet.rows.append(again)
    return True


@_neighbour_fault(seen_by=PLACES)
def neighbours_code_unknown(sheet: NeighbourSheet) -> bytes | bool:
    """A neighbour has a code that no authority has."""
    sheet.row()[sheet.chance.choice(sheet.codes)] = "999"
    return True


@_neighbour_fault(seen_by=PLACES)
def neighbours_authority_unknown(sheet: NeighbourSheet) -> bytes | bool:
    """A list belongs to a code that no authority has."""
    sheet.row()[0] = "999"
    return True


@_neighbour_fault()
def neighbours_digit_not_ascii(sheet: NeighbourSheet) -> bytes | bool:
    """A code has a digit of another script."""
    row, place = sheet.row(), sheet.chance.choice(sheet.codes)
    row[place] = row[place][:2] + chr(0x0660 + int(row[place][2]))
    return True


@_neighbour_fault()
def neighbours_code_float(sheet: NeighbourSheet) -> bytes | bool:
    """All codes went through numbers."""
    for row in sheet.full:
        for place in sheet.codes:
            row[place] += ".0"
    return True


@_neighbour_fault()
def neighbours_code_blank(sheet: NeighbourSheet) -> bytes | bool:
    """One neighbour is missing."""
    sheet.row()[sheet.chance.choice(sheet.codes)] = ""
    return True


@_neighbour_fault()
def neighbours_of_itself(sheet: NeighbourSheet) -> bytes | bool:
    """An authority is its own neighbour."""
    row = sheet.row()
    row[sheet.chance.choice(sheet.codes)] = row[0]
    return True


@_neighbour_fault()
def neighbours_one_twice(sheet: NeighbourSheet) -> bytes | bool:
    """A list has one neighbour twice."""
    row = sheet.row()
    row[sheet.codes[4]] = row[sheet.codes[1]]
    return True


@_neighbour_fault()
def neighbours_tenth_lost(sheet: NeighbourSheet) -> bytes | bool:
    """The tenth neighbour and its word are missing from the table."""
    gone = sheet.codes[-1]
    sheet.header = sheet.header[:gone] + sheet.header[gone + 2 :]
    sheet.rows = [row[:gone] + row[gone + 2 :] for row in sheet.rows]
    return True


@_neighbour_fault()
def neighbours_word_unknown(sheet: NeighbourSheet) -> bytes | bool:
    """A word for closeness that the table does not know."""
    sheet.row()[sheet.chance.choice(sheet.codes) + 1] = "Quite close"
    return True


@_neighbour_fault()
def neighbours_word_blank(sheet: NeighbourSheet) -> bytes | bool:
    """A word for closeness is missing."""
    sheet.row()[sheet.chance.choice(sheet.codes) + 1] = ""
    return True


@_neighbour_fault()
def neighbours_code_and_word_exchanged(sheet: NeighbourSheet) -> bytes | bool:
    """A code and the word for its closeness are exchanged."""
    row, place = sheet.row(), sheet.chance.choice(sheet.codes)
    row[place], row[place + 1] = row[place + 1], row[place]
    return True


@_neighbour_fault()
def neighbours_closeness_rises(sheet: NeighbourSheet) -> bytes | bool:
    """The first and the last word for closeness are exchanged in one list."""
    rows = [row for row in sheet.full if sheet.rank(row, sheet.codes[0]) != sheet.rank(row, sheet.codes[-1])]
    if not rows:
        return False
    row, first, last = sheet.chance.choice(rows), sheet.codes[0] + 1, sheet.codes[-1] + 1
    row[first], row[last] = row[last], row[first]
    return True


@_neighbour_fault(seen_by=BEFORE)
def neighbours_lists_shifted(sheet: NeighbourSheet) -> bytes | bool:
    """All lists stand one row too low."""
    start = sheet.codes[0]
    lists = [row[start:] for row in sheet.rows]
    for row, cells in zip(sheet.rows, lists[-1:] + lists[:-1], strict=True):
        row[start:] = cells
    return True


@_neighbour_fault()
def neighbours_names_shifted(sheet: NeighbourSheet) -> bytes | bool:
    """All names stand one row too low: none fits its code."""
    names = [row[1] for row in sheet.rows]
    for row, name in zip(sheet.rows, names[-1:] + names[:-1], strict=True):
        row[1] = name
    return True


@_neighbour_fault()
def neighbours_columns_exchanged(sheet: NeighbourSheet) -> bytes | bool:
    """The first and the last neighbour, with their words, are exchanged in every list."""
    for row in sheet.full:
        for step in (0, 1):
            one, other = sheet.codes[0] + step, sheet.codes[-1] + step
            row[one], row[other] = row[other], row[one]
    return True


@_neighbour_fault()
def neighbours_header_lost(sheet: NeighbourSheet) -> bytes | bool:
    """The header is missing."""
    return to_csv(sheet.rows[0], sheet.rows[1:])


@_neighbour_fault()
def neighbours_cut(sheet: NeighbourSheet) -> bytes | bool:
    """A download ends within a line."""
    data = to_csv(sheet.header, sheet.rows)
    return data[: data.index(b",", len(data) * 2 // 3) + 1]


@_neighbour_fault(INVISIBLE, NOTHING)
def neighbours_one_replaced(sheet: NeighbourSheet) -> bytes | bool:
    """The last neighbour of a list is another authority that is as likely."""
    row = sheet.row()
    others = sorted({other[0] for other in sheet.full} - {row[place] for place in sheet.codes} - {row[0]})
    row[sheet.codes[-1]] = sheet.chance.choice(others)
    return True


@_neighbour_fault(INVISIBLE, NOTHING)
def neighbours_two_exchanged(sheet: NeighbourSheet) -> bytes | bool:
    """Two neighbours of one closeness are exchanged in a list."""
    found = [
        (row, one, other)
        for row in sheet.full
        for one, other in pairwise(sheet.codes)
        if row[one + 1].strip() == row[other + 1].strip()
    ]
    if not found:
        return False
    row, one, other = sheet.chance.choice(found)
    row[one], row[other] = row[other], row[one]
    return True


@_neighbour_fault(INVISIBLE, NOTHING)
def neighbours_two_lists_exchanged(sheet: NeighbourSheet) -> bytes | bool:
    """Two authorities that are in neither list have each other's list."""
    start = sheet.codes[0]
    pairs = [
        (one, other)
        for one in sheet.full
        for other in sheet.full
        if one[0] < other[0]
        and not {one[0], other[0]} & {row[place] for row in (one, other) for place in sheet.codes}
        and one[2:start][-1:] == other[2:start][-1:]
    ]
    if not pairs:
        return False
    one, other = sheet.chance.choice(pairs)
    one[start:], other[start:] = other[start:], one[start:]
    return True


NEIGHBOUR_FAULTS: tuple[NeighbourFault, ...] = tuple(_NEIGHBOURS_FOUND)
