"""The parts of a workbook, looked at before it is opened: a library holds every cell of a range that a part names."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_ROWS, MOST_COLUMNS = 2_000, 60
MOST_CELLS = 200_000  # of one sheet, empty ones with a colour too
LARGEST_RANGE = 10_000  # cells of a merged range or a link
MOST_RANGES = 5_000
MOST_DIGITS = 5
STRICT = "purl.oclc.org/ooxml"
SIDE_TEXT = re.compile(r"(?i)(?:comments|threadedcomments?|drawings|docprops)[^/]*(?:/[^/]+)*\.xml$")
CONTENT, SHEETS = "xl/workbook.xml", "xl/worksheets/"
CELL = re.compile(r"\$?([A-Z]{0,3})\$?(\d{0,7})")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
BLOCKS = {"comment", "p", "sp", "threadedComment", "property", "author"}
# Of the properties each is a text of its own.
BLOCKS |= {"title", "creator", "subject", "description", "keywords", "category", "lastModifiedBy"}
BLOCKS |= {"created", "modified"}


class TooMuch(Exception):
    """A part asks for more than a worksheet can hold, or for something that none has."""

    def __init__(self, found: str, mend: str) -> None:
        super().__init__(found)
        self.found, self.mend = found, mend


@dataclass
class Parts:
    """What the parts of a workbook have beside the cells."""

    far: dict[str, str] = field(default_factory=dict)  # first filled cell far away, by sheet
    beside: list[tuple[str, str]] = field(default_factory=list)  # where, and a text that is in no cell


def look_through(archive: zipfile.ZipFile) -> Parts:
    """Look through the parts of a workbook.

    Raises:
        TooMuch: one asks for too much.
        expat.ExpatError: one is no XML.
    """
    names = {part.filename for part in archive.infolist()}
    titles, auto = _titles(archive, names)
    if auto:
        raise TooMuch(f"the name {auto}, which starts a macro", "delete it (Formulas, Name Manager).")
    found = Parts()
    for name in sorted(names):
        if name.startswith(SHEETS) and name.endswith(".xml"):
            _Sheet(titles.get(name, posixpath.basename(name)), found).read(archive.read(name))
        elif SIDE_TEXT.search(name):
            where = "a note on a cell" if "omment" in name else "its properties" if "docProps" in name else "a drawing"
            found.beside += [(where, text) for text in _texts(archive.read(name))]
        elif name.endswith(".rels"):
            found.beside += [("a link", target) for target in _targets(archive.read(name))]
    return found


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise TooMuch("something in it that cannot be read", "open the file and save it as an Excel Workbook (.xlsx).")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _titles(archive: zipfile.ZipFile, names: set[str]) -> tuple[dict[str, str], str | None]:
    """Return the title of each sheet by the name of its part, and the name of a macro that runs by itself."""
    related: dict[str, str] = {}
    rels = "xl/_rels/workbook.xml.rels"
    if rels in names:
        for attributes in _elements(archive.read(rels), "Relationship"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            related[attributes.get("Id", "")] = path
    content = archive.read(CONTENT)
    if STRICT.encode() in content:
        raise TooMuch(
            "a workbook of the form 'Strict Open XML Spreadsheet'",
            "save it as 'Excel Workbook (.xlsx)', which is another line of the same list.",
        )
    titles: dict[str, str] = {}
    for attributes in _elements(content, "sheet"):
        key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        titles[related.get(key, "")] = attributes.get("name", "")
    named = (attributes.get("name", "") for attributes in _elements(content, "definedName"))
    auto = next((name for name in named if name.lower().startswith(("auto_", "_xlnm.auto_"))), None)
    return titles, auto


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == wanted:
            found.append(attributes)

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found


def _targets(content: bytes) -> Iterator[str]:
    for attributes in _elements(content, "Relationship"):
        if attributes.get("TargetMode") == "External":
            yield attributes.get("Target", "")


def _texts(content: bytes) -> list[str]:
    """Return the texts of a part, those of a block together: a number may be in several pieces."""
    found = [""]

    def write(text: str) -> None:
        found[-1] += text

    def end(name: str) -> None:
        if name.rpartition(" ")[2] in BLOCKS and found[-1]:
            found.append("")

    parser = _parser()
    parser.CharacterDataHandler, parser.EndElementHandler = write, end
    parser.Parse(content, True)
    return [text for text in found if text.strip()]


class _Sheet:
    """One reading of the part of a sheet, which holds no cell."""

    def __init__(self, title: str, found: Parts) -> None:
        self.title, self.found = title, found
        # A name with a long number may be of a person, and is quoted in no message.
        self.named = "of one sheet" if sum(map(str.isdigit, title)) > MOST_DIGITS else f"of the sheet '{title}'"
        self.cell, self.before = "", ""
        self.cells = self.ranges = 0
        self.header: str | None = None

    def read(self, content: bytes) -> None:
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "c":
            self.before, self.cell = self.cell, attributes.get("r", "")
            self.cells += 1
            if self.cell and self.cell == self.before:
                raise TooMuch(f"the cell {self.cell} {self.named} twice", "save it again in Excel.")
            if self.cells > MOST_CELLS:
                raise TooMuch(
                    f"more than {MOST_CELLS:,} cells {self.named}, at {self.cell}",
                    "delete what is below and to the right of the tables (choose the rows, then Delete).",
                )
        elif name in ("v", "is", "f") and self.cell and self.title not in self.found.far:
            column, row = _place(self.cell)
            if row > MOST_ROWS or column > MOST_COLUMNS:
                self.found.far[self.title] = self.cell
        elif name in ("mergeCell", "hyperlink"):
            self._range(name, attributes.get("ref", ""))
        elif name == "headerFooter":
            self.header = ""

    def _range(self, name: str, area: str) -> None:
        what = "merged cells" if name == "mergeCell" else "a link over the cells"
        self.ranges += 1
        start, _, end = area.partition(":")
        first, top = _place(start)
        last, bottom = _place(end or start, LAST_COLUMN, LAST_ROW)
        if (last - first + 1) * (bottom - top + 1) > LARGEST_RANGE or self.ranges > MOST_RANGES:
            mend = "choose these cells and switch 'Merge & Center' off" if name == "mergeCell" else "take the link off"
            raise TooMuch(f"{what} {area} {self.named}", f"{mend}; delete rows that are not used.")

    def _text(self, text: str) -> None:
        if self.header is not None:
            self.header += text

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "headerFooter" and self.header is not None:
            self.found.beside.append(("a heading or foot of its printed pages", self.header))
            self.header = None


def _place(address: str, column: int = 1, row: int = 1) -> tuple[int, int]:
    """Return the column and row of an address; of a whole row or column the one that it does not say is given."""
    found = CELL.fullmatch(address)
    letters, digits = found.groups() if found else ("", "")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number or column, int(digits or row)
