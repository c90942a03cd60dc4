"""SSDA903 as tables of text with faults: bytes, rows, headers and cells."""

import codecs
from collections.abc import Callable
from typing import Any

import pytest

from local_mi_faults.canaries import BIRTHS, CHILDREN, NAMES, POSTCODES, TOLD, UPNS, WORKERS, day
from local_mi_faults.files import changed, comma_separated
from local_mi_faults.judging import (
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    Place,
    Reads,
    Refused,
    Same,
    Told,
    Trial,
    Without,
)
from local_mi_faults.ssda903 import DOCUMENT, EPISODES, comma, document, tables

TABLE = "episodes"
SOUND = comma_separated(tables()[TABLE])
LINES = SOUND.splitlines()


def raw(what: str, make: Callable[[], bytes], *expected: Expected, name: str = "", also: tuple[str, ...] = ()) -> Fault:
    return Fault(f"episodes: {what}", EPISODES, make, expected, name=name, also=also)


def lines(what: str, edit: Callable[[list[str]], Any], *expected: Expected) -> Fault:
    """Return the fault of changed lines of the file; an edit may answer with others."""

    def make() -> bytes:
        copy = list(LINES)
        return ("\r\n".join(edit(copy) or copy) + "\r\n").encode()

    return raw(what, make, *expected)


def cell(table: str, column: str, what: str, value: str, *expected: type | Expected, row: int = 3) -> Fault:
    place = Place(table, row, column)
    return Fault(
        f"{column} of {table}: {what}",
        comma(table),
        lambda: comma_separated(changed(tables(), table, row, column, value)[table]).encode(),
        tuple(
            outcome() if outcome is Same else outcome(place) if isinstance(outcome, type) else outcome
            for outcome in expected
        ),
    )


def replaced(line: int, old: str, new: str) -> Callable[[list[str]], None]:
    def edit(copy: list[str]) -> None:
        assert old in copy[line - 1]
        copy[line - 1] = copy[line - 1].replace(old, new, 1)

    return edit


BYTES = [
    raw("a byte order mark", lambda: codecs.BOM_UTF8 + SOUND.encode(), Same()),
    raw("two byte order marks", lambda: codecs.BOM_UTF8 * 2 + SOUND.encode(), Same(), Refused()),
    raw(
        "UTF-16, little end first, with its mark",
        lambda: codecs.BOM_UTF16_LE + SOUND.encode("utf-16-le"),
        Same(),
        Refused(),
    ),
    raw(
        "UTF-16, big end first, with its mark",
        lambda: codecs.BOM_UTF16_BE + SOUND.encode("utf-16-be"),
        Same(),
        Refused(),
    ),
    raw("UTF-16 without a mark", lambda: SOUND.encode("utf-16-le"), Same(), Refused()),
    raw("UTF-32", lambda: SOUND.encode("utf-32"), Same(), Refused()),
    raw(
        "UTF-16 cut within a character",
        lambda: codecs.BOM_UTF16_LE + SOUND.encode("utf-16-le")[:-3],
        Refused(),
        Without(),
        Told(Place()),
    ),
    raw("UTF-7", lambda: SOUND.encode("utf-7"), Same(), Refused()),
    raw("EBCDIC", lambda: SOUND.encode("cp500"), Refused()),
    raw("letters of Windows in a cell that is dropped", lambda: SOUND.replace("QX8", "Ché").encode("cp1252"), Same()),
    raw("a byte that Windows has not", lambda: SOUND.encode().replace(b"QX8", b"Q\x81\x8d"), Same(), Refused()),
    raw(
        "a NUL in a cell",
        lambda: SOUND.encode().replace(b"CARPL", b"CAR\0PL"),
        Refused(),
        Emptied(Place(TABLE, 2)),
        Same(),
    ),
    raw(
        "NULs between all letters of a line",
        lambda: SOUND.encode().replace(b"8264017,12/06/2023", b"8\x002\x006\x004\x000\x001\x007,12/06/2023"),
        Refused(),
        Dropped(Place(TABLE, 4)),
    ),
    raw("NULs behind the last line", lambda: SOUND.encode() + bytes(4096), Refused(), Same()),
    raw("the mark of the end of a file of old", lambda: SOUND.encode() + b"\x1a", Same(), Dropped(Place(TABLE, 6))),
    raw("line ends of Unix", lambda: SOUND.replace("\r\n", "\n").encode(), Same()),
    raw("line ends of an old Macintosh", lambda: SOUND.replace("\r\n", "\r").encode(), Same(), Refused()),
    raw("line ends of two kinds", lambda: SOUND.replace("\r\n", "\n", 2).encode(), Same()),
    raw("no line end at the end", lambda: SOUND.rstrip().encode(), Same()),
    raw(
        "cut in the last line",
        lambda: SOUND.rstrip()[:-45].encode(),
        Refused(),
        Told(Place(TABLE, 5)),
        Dropped(Place(TABLE, 5)),
    ),
    raw(
        "cut within a date of the last line",
        lambda: SOUND.rstrip()[: SOUND.rindex("03/10/2023") + 7].encode(),
        Dropped(Place(TABLE, 5)),
        Refused(),
    ),
    raw("empty", lambda: b"", Refused()),
    raw("a byte order mark alone", lambda: codecs.BOM_UTF8, Refused()),
    raw("blank lines alone", lambda: b"\r\n" * 500, Refused()),
    raw("the header alone", lambda: f"{LINES[0]}\r\n".encode(), Refused(), Without()),
    raw("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, Refused()),
    raw(
        "a page of a website that was saved",
        lambda: b"<html><body><table><tr><td>CHILD</td></tr></table></body></html>",
        Refused(),
    ),
    raw("semicolons", lambda: SOUND.replace(",", ";").encode(), Same(), Refused()),
    raw("tabs", lambda: SOUND.replace(",", "\t").encode(), Same(), Refused()),
    raw("pipes", lambda: SOUND.replace(",", "|").encode(), Same(), Refused()),
    raw("a line that names the separator", lambda: f"sep=,\r\n{SOUND}".encode(), Same(), Refused()),
    raw(
        "every cell in quotes",
        lambda: "\r\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in LINES).encode(),
        Same(),
    ),
    raw("a name of a person", lambda: SOUND.encode(), Same(), name=f"{NAMES[0]}.csv"),
    raw("a name with a number of a child and a path", lambda: SOUND.encode(), Same(), name=f"{CHILDREN[1]}..csv"),
    raw("a name of another file of the set", lambda: SOUND.encode(), Same(), name="header.csv"),
    raw("no ending", lambda: SOUND.encode(), Same(), Refused(), name="episodes"),
    raw("the ending of text", lambda: SOUND.encode(), Same(), Refused(), name="episodes.txt"),
    raw("the ending of a workbook", lambda: SOUND.encode(), Same(), Refused(), name="episodes.xlsx"),
    raw("right-to-left marks in its name", lambda: SOUND.encode(), Same(), name="episodes\u202evsc.csv"),
]

QUOTES_AND_ROWS = [
    lines("a quote that is not closed", replaced(3, "U6", '"U6'), Refused((TABLE,)), Told(Place(TABLE, 3))),
    lines(
        "a quote that is not closed in the last line",
        replaced(5, "U1", '"U1'),
        Refused(),
        Told(Place(TABLE, 5)),
        Dropped(Place(TABLE, 5)),
    ),
    lines("a quote within a cell", replaced(4, "E4A", 'E4"A'), Emptied(Place(TABLE, 4, "REC")), Refused()),
    lines("text behind a closing quote", replaced(4, "E4A", '"E4A"x'), Emptied(Place(TABLE, 4, "REC")), Refused()),
    lines("a line end within quotes", replaced(2, POSTCODES[0], '"QX7\r\n9ZZ"'), Same()),
    lines("a comma within quotes", replaced(2, POSTCODES[0], '"QX7, 9ZZ"'), Same()),
    lines(
        "a comma without quotes",
        replaced(2, POSTCODES[0], "QX7, 9ZZ"),
        Told(Place(TABLE, 2)),
        Dropped(Place(TABLE, 2)),
        Refused(),
    ),
    lines(
        "a comma without quotes before the dates",
        replaced(4, "K2", "K,2"),
        Told(Place(TABLE, 4)),
        Dropped(Place(TABLE, 4)),
        Refused(),
    ),
    lines("a comma behind every line", lambda copy: [f"{line}," for line in copy], Same()),
    lines("a comma behind one line", replaced(4, "1047235", "1047235,"), Same()),
    lines("a line of commas", lambda copy: copy.insert(2, "," * 12), Same()),
    lines("blank lines between", lambda copy: copy.insert(2, "\r\n\r\n"), Same()),
    lines("a thousand lines of commas behind", lambda copy: copy.extend(["," * 12] * 1000), Same()),
    lines(
        "a line too short",
        lambda copy: copy.__setitem__(3, ",".join(copy[3].split(",")[:4])),
        Told(Place(TABLE, 4)),
        Dropped(Place(TABLE, 4)),
        Refused(),
    ),
    lines("a line with the number alone", lambda copy: copy.__setitem__(3, CHILDREN[1]), Dropped(Place(TABLE, 4))),
    lines("a line twice", lambda copy: copy.append(copy[3]), Same(), Told(Place(TABLE, 6))),
    lines("the header again among the lines", lambda copy: copy.insert(3, copy[0]), Same(), Dropped(Place(TABLE, 4))),
    lines(
        "a line of totals",
        lambda copy: copy.append("TOTAL,4,,,,,,,,,,,"),
        Dropped(Place(TABLE, 6)),
        Told(Place(TABLE, 6)),
    ),
    lines("a line of a note", lambda copy: copy.append(f"{WORKERS[0]} {TOLD}"), Dropped(Place(TABLE, 6))),
    lines("a title above the header", lambda copy: copy.insert(0, f"SSDA903 by {WORKERS[1]}"), Same(), Refused()),
    lines("no header", lambda copy: copy[1:], Refused()),
    lines(
        "a line of Excel's that was cut by a comment",
        lambda copy: copy.insert(1, f"# {TOLD}"),
        Dropped(Place(TABLE, 2)),
    ),
    lines(
        "the cells of a line shifted by one",
        replaced(4, f"{CHILDREN[1]},", f"{CHILDREN[1]},,"),
        Dropped(Place(TABLE, 4)),
        Refused(),
    ),
    lines(
        "the cells of every line shifted by one",
        lambda copy: [copy[0], *(line.replace(",", ",,", 1) for line in copy[1:])],
        Dropped(Place(TABLE), (2, 3, 4, 5)),
        Refused(),
    ),
    lines(
        "a cell of a million letters", replaced(4, "K2", "K2" * 500_000), Emptied(Place(TABLE, 4, "PLACE")), Refused()
    ),
]

HEADERS = [
    lines("a header in lower case", lambda copy: [copy[0].lower(), *copy[1:]], Same()),
    lines("spaces in the header", lambda copy: [copy[0].replace(",", " , "), *copy[1:]], Same()),
    lines("no-break spaces in the header", lambda copy: [copy[0].replace(",", "\u00a0,"), *copy[1:]], Same()),
    lines("a header without the children", replaced(1, "CHILD,", "ID_X,"), Refused()),
    lines("a header without the start", replaced(1, "DECOM", "WHEN"), Refused()),
    lines("a header that is missing", replaced(1, "PLACE_PROVIDER,", ""), Refused(), Told(Place())),
    lines("the same header twice", replaced(1, "REC", "DEC"), Refused()),
    lines("a header of Cyrillic letters", replaced(1, "DECOM", "\u0414\u0415\u0421\u041e\u041c"), Refused()),
    lines("a header with one Cyrillic letter", replaced(1, "DECOM", "D\u0415COM"), Refused()),
    lines("a header that is a name", replaced(1, "DECOM", NAMES[0]), Refused()),
    lines("a blank header", replaced(1, "DECOM", ""), Refused()),
    lines(
        "columns of a tool behind",
        lambda copy: [f"{copy[0]},LA,YEAR", *(f"{line},Barking and Dagenham,2023" for line in copy[1:])],
        Same(),
        Told(Place()),
    ),
    lines(
        "a column of names behind",
        lambda copy: [f"{copy[0]},NAME", *(f"{line},{NAMES[0]}" for line in copy[1:])],
        Same(),
        Told(Place()),
    ),
    lines("columns in another order", lambda copy: [",".join(line.split(",")[::-1]) for line in copy], Same()),
]

CELLS = [
    cell(TABLE, "CHILD", "blank", "", Dropped),
    cell(TABLE, "CHILD", "a fraction of nought", f"{CHILDREN[0]}.0", Same, Dropped),
    cell(TABLE, "CHILD", "digits that are lost", "7.39E+06", Dropped),
    cell(TABLE, "CHILD", "an equals sign and quotes, as Excel keeps noughts", f'="{CHILDREN[0]}"', Same, Dropped),
    cell(TABLE, "CHILD", "a pupil's unknown reason", "UN3", Dropped, Told),
    cell(TABLE, "DECOM", "no such day", "30/02/2023", Dropped),
    cell(TABLE, "DECOM", "the month first", "08/14/2023", Dropped),
    cell(TABLE, "DECOM", "blank", "", Dropped),
    cell(TABLE, "DECOM", "two digits for the year", "14/08/23", Same, Dropped),
    cell(TABLE, "DECOM", "in ISO form", "2023-08-14", Same),
    cell(TABLE, "DECOM", "the number of its day", "45152", Same, Dropped),
    cell(TABLE, "DECOM", "a year before any of it", "14/08/1923", Dropped, Told),
    cell(TABLE, "DECOM", "years from now", "14/08/2051", Dropped, Told),
    cell(
        TABLE,
        "DECOM",
        "before the child was born, which another file says",
        "14/08/2008",
        Told,
        Dropped,
        Same,
        Reads(Place(TABLE, 3, "DECOM"), {"start_date": "2008-08-14"}),
    ),
    cell(TABLE, "DEC", "before its start", "11/06/2023", Told, Emptied, row=4),
    cell(TABLE, "DEC", "two digits for the year", "15/01/24", Same, Emptied, row=4),
    cell(TABLE, "DEC", "a word", "DUMMY", Emptied, row=4),
    cell(TABLE, "DEC", "blank while a reason is given", "", Told, Blank, row=4),
    cell(TABLE, "DEC", "forty years on", "15/01/2064", Told, Emptied, row=4),
    cell(TABLE, "REC", "a code that there is not", "E99Z", Emptied, row=4),
    cell(
        TABLE,
        "REC",
        "a reason that the pipeline adds",
        "E99",
        Reads(Place(TABLE, 4, "REC"), {"end_reason": "E99"}),
        Emptied,
        row=4,
    ),
    cell(TABLE, "REC", "a code in two pieces, of which the first is another", "E4 A", Emptied, row=4),
    cell(TABLE, "REC", "lower case", "e4a", Same, row=4),
    cell(TABLE, "RNE", "a code that there is not", "Q", Emptied),
    cell(TABLE, "RNE", "two codes", "S P", Emptied),
    cell(TABLE, "LS", "a code with text", "C2 full care order", Same),
    cell(TABLE, "LS", "a code that there is not", "C9", Emptied),
    cell(TABLE, "LS", "a digit for a letter", "02", Emptied),
    cell(TABLE, "PLACE", "a code that is withdrawn", "H5", Reads(Place(TABLE, 3, "PLACE"), {"placement_type": "H5"})),
    cell(TABLE, "PLACE", "a code of 2025", "Z11", Reads(Place(TABLE, 3, "PLACE"), {"placement_type": "Z11"})),
    cell(TABLE, "PLACE", "a dummy", "*DUMMY*", Emptied),
    cell(TABLE, "PLACE_PROVIDER", "two digits", "PR10", Emptied),
    cell(TABLE, "CIN", "the last of the codes and a digit", "N10", Emptied),
    cell(TABLE, "HOME_POST", "half a postcode", "QX7", Same),
    cell(TABLE, "HOME_POST", "a sentence", TOLD, Same),
    cell(TABLE, "URN", "a word", "XXXXXXX", Same),
    cell("header", "SEX", "the number of old", "2", Same),
    cell("header", "SEX", "a code that there is not", "7", Emptied),
    cell("header", "DOB", "no such day", "29/02/2013", Emptied),
    cell("header", "DOB", "blank", "", Blank),
    cell("header", "DOB", "years from now", "29/08/2031", Told, Emptied),
    cell("header", "UPN", "a reason in place of the number", "UN3", Blank),
    cell("header", "UPN", "a reason that there is not", "UN9", Emptied, Blank),
    cell("header", "UPN", "three digits", "341", Emptied),
    cell("header", "UPN", "another child's", UPNS[0], Told, Reads(Place("header", 3, "UPN"), {})),
    cell("header", "UPN", "lower case", UPNS[1].lower(), Same),
    cell("header", "UPN", "a name", NAMES[1], Emptied),
    cell(
        "header",
        "CHILD",
        "the child of the line before, with another birth date",
        CHILDREN[0],
        Told(Place("header", None, "DOB")),
    ),
    cell("header", "ETHNIC", "a code that there is not", "ZZZZ", Emptied),
    cell("header", "MC_DOB", "a day of no child", "31/02/2022", Same, Told),
    cell("reviews", "REVIEW", "no such day", "31/09/2023", Emptied, Dropped),
    cell(
        "reviews",
        "REVIEW_CODE",
        "a code that there is not",
        "PN9",
        Told,
        Emptied,
        Reads(Place("reviews", 3, "REVIEW_CODE"), {"detail": "PN9"}),
    ),
    cell("reviews", "DOB", "no such day", "30/02/2013", Same, Emptied),
    cell("missing", "MIS_END", "before its start", "12/11/2023", Told, Emptied),
    cell("missing", "MIS_START", "a word", "unknown", Emptied, Dropped),
    cell(
        "previous_permanence",
        "DATE_PERM",
        "the day and the month unknown",
        "zz/ZZ/2019",
        Told,
        Emptied,
        Reads(Place("previous_permanence", 3, "DATE_PERM"), {}),
    ),
    cell("previous_permanence", "PREV_PERM", "a code that there is not", "P7", Emptied),
    cell("uasc", "DUC", "a word", "18th birthday", Same, Emptied),
    cell(
        "oc3", "IN_TOUCH", "a code that there is not", "PERHAPS", Told, Emptied, Reads(Place("oc3", 3, "IN_TOUCH"), {})
    ),
]


def xml(what: str, edit: Callable[[str], str], *expected: Expected) -> Fault:
    def make() -> bytes:
        new = edit(document())
        assert new != document()
        return new.encode()

    return Fault(f"SSDA903 in XML: {what}", DOCUMENT, make, expected)


DOCUMENTS = [
    xml("PLACE as in the tables, not PL", lambda text: text.replace("PL>", "PLACE>"), Same(), Told(Place())),
    xml(
        "an episode without a start",
        lambda text: text.replace("<DECOM>12/06/2023</DECOM>", ""),
        Dropped(Place(None, None, "DECOM")),
    ),
    xml(
        "a child without a number",
        lambda text: text.replace(f"<CHILDID>{CHILDREN[1]}</CHILDID>", "<CHILDID />"),
        Dropped(Place(None, None, "CHILD")),
    ),
    xml(
        "a child without a header",
        lambda text: text.replace(text[text.index("<HEADER>") : text.index("</HEADER>") + 9], "", 1),
        Dropped(Place()),
        Without(),
        Refused(),
    ),
    xml(
        "an element that there is not",
        lambda text: text.replace("<RNE>", f"<NAME>{NAMES[0]}</NAME><RNE>", 1),
        Same(),
        Told(Place()),
    ),
    xml(
        "an element named by a child's number",
        lambda text: text.replace("<RNE>", f"<C{CHILDREN[0]}>1</C{CHILDREN[0]}><RNE>", 1),
        Same(),
        Told(Place()),
    ),
    xml(
        "an element twice",
        lambda text: text.replace("<DECOM>12/06/2023</DECOM>", "<DECOM>12/06/2023</DECOM><DECOM>13/06/2023</DECOM>"),
        Told(Place()),
        Dropped(Place()),
        Refused(),
    ),
    xml("another root", lambda text: text.replace("EXPSSDA903", "EXPORT"), Refused()),
    xml("cut in the middle", lambda text: text[: len(text) // 2], Refused()),
    xml(
        "a date that there is not",
        lambda text: text.replace("<DEC>15/01/2024</DEC>", "<DEC>32/01/2024</DEC>"),
        Emptied(Place(None, None, "DEC")),
    ),
    xml(
        "a birth date that there is not",
        lambda text: text.replace(day(BIRTHS[1]), "29/02/2013"),
        Emptied(Place(None, None, "DOB")),
    ),
]

FAULTS = [*BYTES, *QUOTES_AND_ROWS, *HEADERS, *CELLS, *DOCUMENTS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_file_of_ssda903_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
