"""Annex A as a workbook whose form has a fault: sheets, headers, rows, formulas and the file itself."""

# ruff: noqa: RUF001 (letters and digits that look like others are what is tried)

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from local_mi_faults.annex_a import BOOK, book_of, few, two
from local_mi_faults.canaries import BIRTHS, CHILDREN, NAMES, TOLD, WORKERS
from local_mi_faults.files import (
    Tables,
    cached,
    changed,
    comma_separated,
    edited,
    open_document,
    reference,
    swollen,
    workbook,
)
from local_mi_faults.judging import (
    Base,
    Dropped,
    Emptied,
    Expected,
    Fault,
    LeftOut,
    Place,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)

ID, REFERRED, LIST = "Child Unique ID", "Date of Referral", "List 3"


def book(what: str, change: Callable[[Tables], Any], *expected: Expected) -> Fault:
    """Return the fault of changed tables; a change may answer with others."""

    def make() -> bytes:
        lists = few()
        return workbook(change(lists) or lists)

    return Fault(what, BOOK, make, expected)


def care(what: str, change: Callable[[Tables], Any], *expected: Expected) -> Fault:
    """Return the fault of the list of children in care, whose headers are the longest."""

    def make() -> bytes:
        lists = two("List 8")
        return workbook(change(lists) or lists)

    return Fault(what, book_of("List 8"), make, expected)


def prepared(what: str, prepare: Callable[[Workbook], Any], *expected: Expected) -> Fault:
    return Fault(what, BOOK, lambda: workbook(few(), prepare), expected)


def raw(what: str, edit: Callable[[bytes], bytes], *expected: Expected, name: str = "") -> Fault:
    return Fault(what, BOOK, lambda: edit(workbook(few())), expected, name=name)


def renamed(lists: Tables, names: dict[str, str]) -> Tables:
    return {names.get(name, name): rows for name, rows in lists.items()}


def headed(lists: Tables, column: str, name: object, table: str = LIST) -> None:
    lists[table][0][lists[table][0].index(column)] = name


def without(lists: Tables, column: str, table: str = LIST) -> None:
    place = lists[table][0].index(column)
    for row in lists[table]:
        del row[place]


def wider(lists: Tables, name: object, cells: list[object], table: str = LIST, at: int | None = None) -> None:
    for row, value in zip(lists[table], [name, *cells], strict=True):
        row.insert(len(row) if at is None else at, value)


def shifted(lists: Tables) -> None:
    for row in lists[LIST][1:]:
        row.insert(1, None)


def before(lists: Tables, *rows: list[object], table: str = LIST) -> None:
    lists[table][:0] = [list(row) for row in rows]


def after(lists: Tables, *rows: list[object], table: str = LIST) -> None:
    lists[table] += [list(row) for row in rows]


def merged(workbook: Workbook) -> None:
    sheet = workbook[LIST]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Referrals in the six months to September 2024"
    sheet.merge_cells("A1:H2")


def merged_children(workbook: Workbook) -> None:
    """The child is written once for the two rows of it, as people do."""
    sheet = workbook[LIST]
    sheet.merge_cells("A2:A3")


def hidden(workbook: Workbook) -> None:
    sheet = workbook[LIST]
    sheet.column_dimensions["F"].hidden = True
    sheet.row_dimensions[3].hidden = True


def hidden_sheet(workbook: Workbook) -> None:
    workbook["List 2"].sheet_state = "veryHidden"


def chart(workbook: Workbook) -> None:
    workbook.create_chartsheet("Chart").add_chart(BarChart())


def notes(workbook: Workbook) -> None:
    workbook.create_sheet("Notes", 0).append([f"{NAMES[0]}, {TOLD}"])


def commented(workbook: Workbook) -> None:
    workbook[LIST]["A3"].comment = Comment(f"{NAMES[1]}: {TOLD}", WORKERS[0])
    workbook.properties.creator = WORKERS[1]


def guarded(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.protection.set_password("secret")
        sheet["A1"].protection = Protection(locked=True)
    workbook.security = WorkbookProtection(workbookPassword="secret", lockStructure=True)


def dressed(workbook: Workbook) -> None:
    sheet = workbook[LIST]
    sheet.auto_filter.ref = "A1:K4"
    sheet.freeze_panes = "B2"
    sheet.add_table(Table(displayName="Referrals", ref="A1:K4"))
    rule = DataValidation(type="list", formula1='"Yes,No"')
    rule.add("H2:H4")
    sheet.add_data_validation(rule)


def formatted_far(workbook: Workbook) -> None:
    workbook[LIST]["XFD1048576"].number_format = "@"
    workbook["List 2"]["A1000"].number_format = "@"


def formula(what: str, column: str, value: str, saved: str | None, *expected: Expected) -> Fault:
    def make() -> bytes:
        lists = changed(few(), LIST, 3, column, value)
        content = workbook(lists)
        return cached(content, 3, reference(lists, LIST, 3, column), saved) if saved else content

    return Fault(f"{column} of {LIST}: {what}", BOOK, make, expected)


def entity(kind: str) -> Callable[[bytes], bytes]:
    """The sheet of referrals has a document type of its own, and a team whose name is one of its entities."""
    bombs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = {
        "bomb": f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{bombs}]>',
        "outside": '<!DOCTYPE worksheet [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    }[kind]

    def declare(xml: bytes) -> bytes:
        head, mark, rest = xml.decode().partition("<worksheet")
        assert "Duty Team 2" in rest
        return f"{head}{doctype}{mark}{rest.replace('Duty Team 2', '&l9;')}".encode()

    return lambda content: edited(content, "sheet3.xml", declare)


def shared(content: bytes) -> bytes:
    """A cell points to a text of the book that is not there."""

    def point(xml: bytes) -> bytes:
        text, count = re.subn(rb't="inlineStr"><is><t>e\) 2A: Schools</t></is>', b't="s"><v>999</v>', xml)
        assert count == 1
        return text

    return edited(content, "sheet3.xml", point)


def doubled_member(content: bytes) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/worksheets/sheet3.xml", archive.read("xl/worksheets/sheet1.xml"))
    return buffer.getvalue()


def encrypted(content: bytes) -> bytes:
    """A workbook with a password to open it is a compound file that holds an encrypted package."""
    directory = "EncryptedPackage".encode("utf-16-le") + "EncryptionInfo".encode("utf-16-le")
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + bytes.fromhex("3e000300feff0900")
        + bytes(480)
        + directory.ljust(2048, b"\0")
    )


HEADER_ROW = [LIST]
REFERRALS = few()[LIST]

SHEETS = [
    book("sheets in another order", lambda t: dict(reversed(t.items())), Same()),
    book("sheets with other names", lambda t: renamed(t, {name: f"Sheet{n}" for n, name in enumerate(t)}), Same()),
    book(
        "sheets with names in use elsewhere",
        lambda t: renamed(t, {"List 3": "Referrals", "List 2": "Early Help"}),
        Same(),
    ),
    book(
        "sheets whose names are those of other lists",
        lambda t: renamed(t, {"List 3": "List 1", "List 1": "List 3"}),
        Same(),
    ),
    book("a sheet with the name of a person", lambda t: renamed(t, {"List 3": f"Checked {WORKERS[0]}"}), Same()),
    book("a sheet with the number of a child", lambda t: renamed(t, {"List 3": CHILDREN[0]}), Same()),
    book("a sheet twice", lambda t: {**t, "List 3 (2)": t[LIST]}, Refused(), Told(Place())),
    book(
        "a sheet twice with other rows",
        lambda t: {**t, "List 3 (2)": [t[LIST][0], t[LIST][2]]},
        Refused(),
        Told(Place()),
    ),
    book("a sheet without rows", lambda t: {**t, "List 2": t["List 2"][:1]}, Without()),
    book("an empty sheet in place of a list", lambda t: {**t, "List 2": []}, Without()),
    book("an empty sheet beside", lambda t: {**t, "Sheet12": []}, Same()),
    book(
        "a sheet of counts beside",
        lambda t: {**t, "Summary": [["List", "Rows"], ["Referrals", 3]]},
        Same(),
        LeftOut(""),
    ),
    book("a list missing", lambda t: {name: rows for name, rows in t.items() if name != "List 2"}, Without()),
    book("one list alone", lambda t: {LIST: t[LIST]}, Without()),
    book("no list at all", lambda _: {"Sheet1": [["Fruit", "Price"], ["Pear", 3]]}, Refused()),
    book("nothing in it", lambda _: {"Sheet1": []}, Refused()),
    book("headers alone in every list", lambda t: {name: rows[:1] for name, rows in t.items()}, Refused(), Without()),
    prepared("a chart as a sheet", chart, Same()),
    prepared("a sheet of notes in front", notes, Same(), LeftOut("")),
    prepared("hidden columns and rows", hidden, Same()),
    prepared("a hidden sheet", hidden_sheet, Same(), LeftOut("List 2")),
    prepared("comments and properties with names", commented, Same()),
    prepared("sheets protected against change", guarded, Same()),
    prepared("filters, tables and lists of choices", dressed, Same()),
    prepared("a format in the very last cell", formatted_far, Same()),
    prepared("a merged title above the header", merged, Same(), Refused((LIST,))),
    prepared(
        "a child's number merged over two rows",
        merged_children,
        Dropped(Place(LIST, 3, ID)),
        Told(Place(None, None, "Date of Birth")),
    ),
]

BLANK: list[object] = []
UNDATED = Dropped(Place(LIST, None, REFERRED), (2, 3, 4))
HEADERS = [
    book(
        "a title above the header",
        lambda t: before(t, ["Referrals, 30 September 2024"], BLANK),
        Same(),
        Refused((LIST,)),
    ),
    book(
        "a title with a name above the header", lambda t: before(t, [f"Run by {WORKERS[0]}"]), Same(), Refused((LIST,))
    ),
    book("a thousand blank rows above the header", lambda t: before(t, *[BLANK] * 1000), Same(), Refused((LIST,))),
    book(
        "two header rows", lambda t: before(t, ["Child", None, None, None, None, "Referral"]), Same(), Refused((LIST,))
    ),
    book(
        "the header again among the rows",
        lambda t: t[LIST].insert(2, list(t[LIST][0])),
        Same(),
        Dropped(Place(LIST, 3)),
    ),
    book(
        "technical names under the header",
        lambda t: t[LIST].insert(1, ["child_id", "sex", "ethnicity"]),
        Dropped(Place(LIST, 2)),
    ),
    book("no header", lambda t: t[LIST].pop(0) and None, Refused((LIST,)), LeftOut(LIST)),
    book("no header in any list", lambda t: {name: rows[1:] for name, rows in t.items()}, Refused()),
    book("headers in upper case", lambda t: t.update({LIST: [[h.upper() for h in t[LIST][0]], *t[LIST][1:]]}), Same()),
    book(
        "headers with line ends",
        lambda t: headed(t, "Number of Referrals in Last 12 Months", "Number of Referrals\nin Last 12 Months"),
        Same(),
    ),
    book("a needed header with line ends", lambda t: headed(t, REFERRED, "Date of\r\nReferral"), Same()),
    book("headers with no-break spaces", lambda t: headed(t, REFERRED, "\u00a0Date\u00a0of Referral "), Same()),
    care(
        "headers with curly quotes",
        lambda t: headed(t, "Child's Legal Status", "Child’s Legal Status", "List 8"),
        Same(),
    ),
    care(
        "headers with the marks of a wrong encoding",
        lambda t: headed(t, "Child's Legal Status", "Childâ€™s Legal Status", "List 8"),
        Same(),
        Told(Place()),
    ),
    care(
        "a stray bracket in a header",
        lambda t: headed(
            t,
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",
            "List 8",
        ),
        Same(),
    ),
    book("the old name of the age", lambda t: headed(t, "Age of Child (Years)", "Age"), Same()),
    book(
        "technical names in place of the headers",
        lambda t: t.update(
            {
                LIST: [
                    [
                        "ChildUniqueID",
                        "Gender",
                        "Ethnicity",
                        "DateOfBirth",
                        "Age",
                        "DateOfReferral",
                        "ReferralSource",
                        "ReferralNFA",
                        "NumberOfReferralsLast12Months",
                        "AllocatedTeam",
                        "AllocatedWorker",
                    ],
                    *t[LIST][1:],
                ]
            }
        ),
        Same(),
        Told(Place(LIST)),
    ),
    book("no column of children", lambda t: without(t, ID), Refused((LIST,)), LeftOut(LIST)),
    book("no column of the only date", lambda t: without(t, REFERRED), Refused((LIST,)), UNDATED),
    book(
        "no column of a code",
        lambda t: without(t, "Referral Source"),
        Refused((LIST, "Referral Source")),
        Told(Place(LIST)),
    ),
    book(
        "no column of what is not taken",
        lambda t: without(t, "Number of Referrals in Last 12 Months"),
        Same(),
        Refused((LIST,)),
    ),
    book("a header of which nobody has heard", lambda t: headed(t, REFERRED, "When"), Refused((LIST,)), UNDATED),
    book("a header that is a name", lambda t: headed(t, REFERRED, NAMES[0]), Refused((LIST,)), UNDATED),
    book("a blank header over the only date", lambda t: headed(t, REFERRED, None), Refused((LIST,)), UNDATED),
    book("a blank header over the children", lambda t: headed(t, ID, None), Refused((LIST,)), LeftOut(LIST)),
    book(
        "the same header twice",
        lambda t: wider(t, REFERRED, [None, None, None]),
        Refused((LIST,)),
        LeftOut(LIST),
        Told(Place(LIST)),
    ),
    book(
        "the same header twice with other cells",
        lambda t: wider(t, ID, [*CHILDREN[::-1]]),
        Refused((LIST,)),
        LeftOut(LIST),
    ),
    book("columns in another order", lambda t: t.update({LIST: [row[::-1] for row in t[LIST]]}), Same()),
    book("a column more, of names", lambda t: wider(t, "Child Name", [*NAMES], at=1), Same(), Told(Place(LIST))),
    book(
        "a column more, whose header is a name",
        lambda t: wider(t, NAMES[1], [TOLD, None, None]),
        Same(),
        Told(Place(LIST)),
    ),
    book(
        "a column more without a header", lambda t: wider(t, None, [TOLD, WORKERS[0], None]), Same(), Told(Place(LIST))
    ),
    book("blank columns behind", lambda t: [wider(t, None, [None] * 3) for _ in range(40)] and None, Same()),
    book("a blank column in front", lambda t: wider(t, None, [None] * 3, at=0), Same()),
    book("cells shifted by one column", shifted, Dropped(Place(LIST), (2, 3, 4)), Refused((LIST,))),
    book("one row shifted by one column", lambda t: t[LIST][2].insert(1, None), Dropped(Place(LIST, 3))),
    book("one row shifted by one column to the left", lambda t: t[LIST][2].pop(0) and None, Dropped(Place(LIST, 3))),
    book("a row cut short", lambda t: t[LIST][2].__delitem__(slice(3, None)), Dropped(Place(LIST, 3, REFERRED))),
]

ROWS = [
    book(
        "a thousand blank rows behind",
        lambda t: after(
            t,
            *[BLANK] * 1000,
        ),
        Same(),
    ),
    book("a thousand blank rows between", lambda t: t[LIST].__setitem__(slice(3, 3), [[None] * 11] * 1000), Same()),
    book("rows of spaces between", lambda t: t[LIST].insert(2, ["  ", "\u00a0", "", " "]), Same()),
    book(
        "a row of totals", lambda t: after(t, ["Total", None, None, None, None, None, None, 3]), Dropped(Place(LIST, 5))
    ),
    book(
        "a row of totals without a word",
        lambda t: after(t, [None, None, None, None, 13.1, None, None, None, 1]),
        Dropped(Place(LIST, 5)),
    ),
    book(
        "a note under the rows",
        lambda t: after(t, BLANK, [f"Checked by {WORKERS[0]}: {TOLD}"]),
        Dropped(Place(LIST, 6)),
    ),
    book("a row twice", lambda t: after(t, t[LIST][2]), Same(), Told(Place(LIST, 5))),
    book(
        "a child twice with two birth dates",
        lambda t: after(t, [*t[LIST][2][:3], t[LIST][1][3], *t[LIST][2][4:5], t[LIST][1][5], *t[LIST][2][6:]]),
        Told(Place(None, None, "Date of Birth")),
    ),
    book("a child twice with two sexes", lambda t: t["List 1"][2].__setitem__(1, "a) Male"), Told(Place())),
    book(
        "a second table under the first",
        lambda t: after(t, BLANK, *t["List 1"]),
        Dropped(Place(LIST)),
        Refused((LIST,)),
    ),
    book(
        "a second table beside the first",
        lambda t: [row.extend([None, *other]) for row, other in zip(t[LIST], t["List 1"], strict=True)] and None,
        Same(),
        Refused((LIST,)),
        Told(Place(LIST)),
    ),
    book("more columns than the header in a row", lambda t: t[LIST][2].append(TOLD), Same(), Told(Place(LIST, 3))),
]

FORMULAS = [
    formula("a formula without a value", ID, f"={CHILDREN[1]}+0", None, Dropped(Place(LIST, 3, ID))),
    formula("a formula of another cell without a value", ID, "=A2+1", None, Dropped(Place(LIST, 3, ID))),
    formula("a formula with its value", ID, f"={CHILDREN[1]}+0", CHILDREN[1], Same(), Dropped(Place(LIST, 3, ID))),
    formula("a formula without a value", REFERRED, "=F2+13", None, Dropped(Place(LIST, 3, REFERRED)), Same()),
    formula("a formula with its value", REFERRED, "=F2+13", "45428", Same()),
    formula("a formula of another book", REFERRED, "=[1]Sheet1!A1", None, Dropped(Place(LIST, 3, REFERRED))),
    formula("a formula of itself", REFERRED, "=F3", None, Dropped(Place(LIST, 3, REFERRED))),
    formula(
        "a formula that asks the web",
        "Allocated Team",
        '=WEBSERVICE("http://127.0.0.1:9/"&A3)',
        None,
        Told(Place(LIST, 3, "Allocated Team")),
    ),
    formula(
        "a formula that runs a program",
        "Allocated Team",
        "=cmd|' /C calc'!A0",
        None,
        Told(Place(LIST, 3, "Allocated Team")),
    ),
    formula(
        "a formula that looks a name up",
        "Referral Source",
        "=VLOOKUP(A3,Codes!A:B,2,0)",
        None,
        Told(Place(LIST, 3, "Referral Source")),
    ),
]

FILES = [
    raw("cut in the middle", lambda content: content[: len(content) // 2], Refused()),
    raw("without its last bytes", lambda content: content[:-30], Refused()),
    raw("empty", lambda _: b"", Refused()),
    raw("noughts", lambda content: bytes(len(content)), Refused()),
    raw("a page of a website that was saved", lambda _: b"<!DOCTYPE html><html><body>Sign in</body></html>", Refused()),
    raw("a password to open it", encrypted, Refused()),
    raw(
        "a workbook of the old form",
        lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2040),
        Refused(),
        name="Annex A.xls",
    ),
    raw("an archive without a workbook", lambda _: _archive({"readme.txt": "nothing"}), Refused()),
    raw(
        "no sheets where the book says that they are", lambda c: _archive({"xl/workbook.xml": "<workbook/>"}), Refused()
    ),
    raw("a sheet of broken XML", lambda c: edited(c, "sheet3.xml", lambda xml: xml[: len(xml) // 2]), Refused()),
    raw("a text of the book that is not there", shared, Refused(), Emptied(Place(LIST, 3, "Referral Source"))),
    raw("a bomb of entities", entity("bomb"), Refused(), Same(), Told(Place())),
    raw("an entity from outside", entity("outside"), Refused(), Same(), Told(Place())),
    raw("a sheet that unpacks to a gigabyte", lambda content: swollen(content, "sheet3.xml", 1024), Refused()),
    raw("a member twice", doubled_member, Refused()),
    raw("bytes before the archive", lambda content: b"MZ" + bytes(100) + content, Refused(), Same()),
    raw("bytes behind the archive", lambda content: content + b"\n\n", Same(), Refused()),
    raw("a workbook named as a table of text", lambda content: content, Refused(), Same(), name="Annex A.csv"),
    raw("a name in upper case", lambda content: content, Same(), name="ANNEX A.XLSX"),
    raw(
        "a name of a person and a birth date",
        lambda content: content,
        Same(),
        name=f"{NAMES[0]} {BIRTHS[0]:%d.%m.%Y}.xlsx",
    ),
    raw("a name with a child's number", lambda content: content, Same(), name=f"Annex A for {CHILDREN[0]}.xlsx"),
    raw("a lock file of a program", lambda _: f"{WORKERS[0]}".encode().ljust(165), Refused(), name="~$Annex A.xlsx"),
]


def _archive(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet(edit: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Return the edit of the sheet of referrals as its XML."""

    def change(xml: bytes) -> bytes:
        new = edit(xml.decode())
        assert new != xml.decode()
        return new.encode()

    return lambda content: edited(content, "sheet3.xml", change)


def prefixed(xml: str) -> str:
    """Return a sheet as reporting servers write it: each element has a prefix."""
    return re.sub(r"<(/?)(?![?!])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=", 1)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OTHER_PROGRAMS = [
    prepared("days counted from 1904, as on a Macintosh", lambda b: setattr(b, "epoch", CALENDAR_MAC_1904), Same()),
    prepared(
        "a child's number in the format of a day",
        lambda b: setattr(b[LIST]["A3"], "number_format", "dd/mm/yyyy"),
        Same(),
        Dropped(Place(LIST, 3, ID)),
    ),
    prepared(
        "a day in the format of a number",
        lambda b: setattr(b[LIST]["F3"], "number_format", "0"),
        Same(),
        Dropped(Place(LIST, 3, REFERRED)),
    ),
    prepared("a day in the American format", lambda b: setattr(b[LIST]["F3"], "number_format", "mm/dd/yyyy"), Same()),
    raw(
        "a sheet that says it is one cell large",
        sheet(lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml)),
        Same(),
    ),
    raw("a sheet that does not say how large it is", sheet(lambda xml: re.sub(r"<dimension [^>]*/>", "", xml)), Same()),
    raw(
        "a sheet that says it is as large as can be",
        sheet(lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml)),
        Same(),
    ),
    raw(
        "cells that do not say where they are",
        sheet(lambda xml: re.sub(r'<c r="[A-Z]+\d+"', "<c", xml)),
        Same(),
        Refused(),
    ),
    raw(
        "rows that do not say where they are",
        sheet(lambda xml: re.sub(r'<row r="\d+"', "<row", xml)),
        Same(),
        Refused(),
    ),
    raw("a prefix on each element, as reporting servers write", sheet(prefixed), Same(), Refused()),
    raw(
        "the strict form of the format",
        sheet(lambda xml: xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
        Same(),
        Refused(),
    ),
    raw(
        "a text in pieces of two faces",
        sheet(
            lambda xml: xml.replace(
                "<is><t>e) 2A: Schools</t></is>",
                '<is><r><t>e) 2A:</t></r><r><rPr><b/></rPr><t xml:space="preserve"> Schools</t></r></is>',
            )
        ),
        Same(),
    ),
    raw(
        "a text with how it is spoken",
        sheet(
            lambda xml: xml.replace(
                "<is><t>e) 2A: Schools</t></is>",
                f'<is><t>e) 2A: Schools</t><rPh sb="0" eb="1"><t>{NAMES[0]}</t></rPh></is>',
            )
        ),
        Same(),
        Emptied(Place(LIST, 3, "Referral Source")),
    ),
    raw(
        "control characters as the format writes them",
        sheet(lambda xml: xml.replace("e) 2A: Schools", "e) 2A:_x000D_ Schools")),
        Same(),
        Emptied(Place(LIST, 3, "Referral Source")),
    ),
    raw(
        "a day as the format's own text",
        sheet(
            lambda xml: re.sub(
                r'<c r="F3"([^>]*?) t="n"([^>]*)><v>45428</v>', r'<c r="F3"\1 t="d"\2><v>2024-05-16</v>', xml
            )
        ),
        Same(),
        Dropped(Place(LIST, 3, REFERRED)),
    ),
    raw(
        "a number where no number is",
        sheet(lambda xml: xml.replace("<v>45428</v>", "<v>4542eight</v>")),
        Dropped(Place(LIST, 3, REFERRED)),
        Refused(),
    ),
    raw(
        "rows in another order than they say",
        sheet(lambda xml: re.sub(r'(<row r="3".*?</row>)(<row r="4".*?</row>)', r"\2\1", xml, flags=re.DOTALL)),
        Same(),
        Refused(),
    ),
    raw(
        "a row that is there twice",
        sheet(lambda xml: re.sub(r'(<row r="3".*?</row>)', r"\1\1", xml, flags=re.DOTALL)),
        Same(),
        Refused(),
        Told(Place(LIST)),
    ),
    raw("the ending of a workbook with macros", lambda content: content, Same(), Refused(), name="Annex A.xlsm"),
    raw("the ending of a binary workbook", lambda content: content, Same(), Refused(), name="Annex A.xlsb"),
    raw("the ending of a template", lambda content: content, Same(), Refused(), name="Annex A.xltx"),
    raw("no ending", lambda content: content, Same(), Refused(), name="Annex A"),
]

MILLION_BLANK_ROWS = (
    b'<table:table-row table:number-rows-repeated="1048000">'
    b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
MILLION_ROWS = MILLION_BLANK_ROWS.replace(
    b'"16384"/>', b'"16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
)
DOCUMENT = Base("Annex A.ods", lambda: open_document(few()))
DOCUMENTS = [
    Fault("the workbook as an open document says the same", BOOK, DOCUMENT.content, (Same(),), name="Annex A.ods"),
    Fault("an open document cut in the middle", DOCUMENT, lambda: DOCUMENT.content()[:1300], (Refused(),)),
    Fault(
        "an open document with a bomb of entities",
        DOCUMENT,
        lambda: open_document(few(), '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'),
        (Refused(), Same()),
    ),
    Fault(
        "an open document with an entity from outside",
        DOCUMENT,
        lambda: open_document(few(), '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        (Refused(), Same()),
    ),
    Fault(
        "an open document with a day that there is not",
        DOCUMENT,
        lambda: open_document(changed(few(), LIST, 3, REFERRED, "30/02/2024")),
        (Dropped(Place(LIST, 3, REFERRED)),),
    ),
    Fault(
        "an open document with rows repeated a million times",
        DOCUMENT,
        lambda: edited(
            DOCUMENT.content(),
            "content.xml",
            lambda xml: xml.replace(
                b"</table:table>",
                MILLION_BLANK_ROWS + b"</table:table>",
            ),
        ),
        (Same(), Refused()),
    ),
    Fault(
        "an open document with a row of sixteen thousand cells repeated a million times",
        DOCUMENT,
        lambda: edited(
            DOCUMENT.content(),
            "content.xml",
            lambda xml: xml.replace(b"</table:table>", MILLION_ROWS + b"</table:table>", 1),
        ),
        (Refused(),),
    ),
]

LISTS_OF_TEXT = Base("referrals.csv", lambda: comma_separated(REFERRALS).encode())

FAULTS = [*SHEETS, *HEADERS, *ROWS, *FORMULAS, *FILES, *OTHER_PROGRAMS, *DOCUMENTS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_workbook_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
