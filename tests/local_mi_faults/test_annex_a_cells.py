"""Cells of Annex A that say nothing, something else, or what cannot be."""

# ruff: noqa: RUF001 (letters and digits that look like others are what is tried)

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest

from local_mi_faults.annex_a import DISABILITY, at, book_of, two
from local_mi_faults.canaries import CHILDREN, WORKERS
from local_mi_faults.files import changed, comma_separated, workbook
from local_mi_faults.judging import (
    Base,
    Blank,
    Dropped,
    Emptied,
    Expected,
    Fault,
    Place,
    Reads,
    Same,
    Told,
    Trial,
)

ID, BIRTH, REFERRED = "Child Unique ID", "Date of Birth", "Date of Referral"
PLAN_START, PLAN_END = "Child Protection Plan Start Date", "Child Protection Plan End Date"
CARE_START, CARE_END = "Date Started to be Looked After", "Date Ceased to be Looked After"
ROW = 3  # the second child, between two others


def cell(table: str, column: str, what: str, value: Any, *expected: type | Expected, row: int = ROW) -> Fault:
    """Return the fault of one cell; of a kind of outcome, the place is that of the cell."""
    place = Place(table, row, column)
    outcomes = tuple(
        outcome(place) if isinstance(outcome, type) and outcome is not Same else outcome for outcome in expected
    )
    return Fault(
        f"{column} of {table}: {what}",
        *_made(table, row, column, value),
        tuple(outcome() if outcome is Same else outcome for outcome in outcomes),
        also=(value,) if isinstance(value, str) and "secret" in what else (),
    )


def _made(table: str, row: int, column: str, value: Any) -> tuple[Base, Callable[[], bytes]]:
    """Return the file for a cell: text is tried in a file of text, which is the quicker one, the rest in a workbook."""
    if isinstance(value, str | None):
        base = Base(f"{table}.csv", lambda: comma_separated(two(table)[table]).encode())
        return base, lambda: comma_separated(changed(two(table), table, row, column, value)[table]).encode()
    return book_of(table), lambda: workbook(changed(two(table), table, row, column, value))


def referred(what: str, value: Any, *expected: type | Expected) -> Fault:
    return cell("List 3", REFERRED, what, value, *expected)


def ended(what: str, value: Any, *expected: type | Expected) -> Fault:
    return cell("List 7", PLAN_END, what, value, *expected)


def numbered(what: str, value: Any, *expected: type | Expected) -> Fault:
    return cell("List 3", ID, what, value, *expected)


# A referral has no other date: without it, the row is dropped.
ONLY_DATES = [
    referred("no such day", "30/02/2024", Dropped),
    referred("no such day of April", "31/04/2024", Dropped),
    referred("the month first", "05/16/2024", Dropped),
    referred("the month first in hyphens", "05-16-2024", Dropped),
    referred("a thirteenth month in ISO form", "2024-13-05", Dropped),
    referred("noughts", "00/00/0000", Dropped),
    referred("a week commencing", "w/c 13.5.24", Dropped),
    referred("about a day", "about 16 May 2024", Dropped),
    referred("a month alone", "May 2024", Dropped),
    referred("a year alone", "2024", Dropped),
    referred("a year alone as a number", 2024, Dropped),
    referred("a word", "tomorrow", Dropped),
    referred("a name", WORKERS[0], Dropped),
    referred("another child's number", CHILDREN[2], Dropped),
    referred("another child's number as a number", int(CHILDREN[2]), Dropped),
    referred("a time of day", time(12, 30), Dropped),
    referred("a truth", True, Dropped),
    referred("a number too large for a day", 45428000000, Dropped),
    referred("a number below nought", -45428, Dropped),
    referred("infinitely many digits", "9" * 400, Dropped),
    referred("Arabic digits", "١٦/٠٥/٢٠٢٤", Dropped, Same),
    referred("two days", "16/05/2024 17/05/2024", Dropped),
    referred("two days, the other first", "16/05/2024 - 20/05/2024", Dropped),
    referred("a letter O for nought", "16/O5/2024", Dropped),
    referred("a formula of a spreadsheet as text", "=cmd|' /C calc'!A0", Dropped),
    referred("the value of an error", "#REF!", Dropped),
    referred("the value of a division", "#DIV/0!", Dropped),
    referred("blank", None, Dropped),
    referred("spaces", "   ", Dropped),
    referred("an N/A", "#N/A", Dropped),
    referred("the first day of Excel, which stands for none", at(1900, 1, 1), Dropped),
    referred("the last day, which stands for none", "31/12/9999", Dropped),
    referred("a year of three digits", "16/05/202", Dropped),
    referred("a year of five digits", "16/05/20244", Dropped),
    referred("a year of the eleventh century", "16/05/1066", Dropped, Told),
    referred("years from now", at(2061, 5, 16), Dropped, Told),
    referred("the day after the snapshot", at(2024, 10, 1), Dropped, Told),
    referred("forty years before the child was born", at(1984, 5, 16), Dropped, Told),
    referred("a tag of a page", "<script>alert(1)</script>", Dropped),
    referred("a very long text", "16/05/2024 " + "so it was " * 3000, Dropped),
    referred("a small picture", "🗓️", Dropped),
]

SAME_DATES = [
    referred("text, the day first", "16/05/2024", Same),
    referred("text in ISO form", "2024-05-16", Same),
    referred("text with a midnight", "16/05/2024 00:00:00", Same),
    referred("text in ISO form with a midnight", "2024-05-16 00:00:00.000", Same),
    referred("text with an hour of twelve", "16/05/2024 12:00:00 AM", Same, Dropped),
    referred("text with hours and minutes", "16/05/2024 00:00", Same),
    referred("an ordinal", "16th May 2024", Same, Dropped),
    referred("the day of the week before it", "Thu 16/05/2024", Same, Dropped),
    referred("the wrong day of the week before it", "Monday 16 May 2024", Same, Dropped),
    referred("an hour of the day", datetime(2024, 5, 16, 14, 35), Same),
    referred("spaces around it", "  16/05/2024\t", Same),
    referred("a no-break space around it", "\u00a016/05/2024\u00a0", Same),
    referred("one digit for a month", "16/5/2024", Same),
    referred("full-width digits", "１６/０５/２０２４", Same),
    referred("hyphens", "16-05-2024", Same),
    referred("points", "16.05.2024", Same, Dropped),
    referred("a month in words", "16 May 2024", Same, Dropped),
    referred("a month in words, short", "16-May-2024", Same, Dropped),
    referred("two digits for the year", "16/05/24", Same, Dropped),
    referred("a right-to-left mark behind it", "16/05/2024\u200f", Same, Dropped),
    referred("a zero-width space within it", "16/05\u200b/2024", Same, Dropped),
    referred("the number of its day", 45428, Same, Dropped),
    referred("the number of its day as text", "45428", Same, Dropped),
]

OTHER_DATES = [
    ended("no such day", "31/09/2024", Emptied),
    ended("a word", "ongoing", Emptied),
    ended("to be confirmed", "TBC", Emptied, Blank),
    ended("the month first", "09/26/2024", Emptied),
    ended("a name", WORKERS[0], Emptied),
    ended("an N/A", "#N/A", Blank),
    ended("a dash", "-", Blank),
    ended("a point", ".", Blank),
    ended("the word NULL", "NULL", Blank),
    ended("the word nan", "nan", Blank),
    ended("a blank in brackets", "<blank>", Blank),
    ended("not recorded", "Not recorded", Blank),
    ended("not captured", "Data not captured in MOSAIC", Blank),
    ended("the first day of Excel, which stands for none", at(1900, 1, 1), Blank),
    ended("the last day, which stands for none", at(9999, 12, 31), Blank),
    ended(
        "before its start",
        at(2024, 7, 1),
        Emptied,
        Told,
        Reads(Place("List 7", 3, PLAN_END), {"end_date": "2024-07-01"}),
    ),
    ended(
        "years from now", at(2061, 9, 6), Emptied, Told, Reads(Place("List 7", 3, PLAN_END), {"end_date": "2061-09-06"})
    ),
    cell("List 8", CARE_END, "before its start", at(2023, 1, 1), Emptied, Told, row=4),
    cell("List 6", "CIN Closure Date", "before its start", at(2024, 6, 3), Emptied, Told, row=4),
    cell("List 4", "Continuous Assessment Date of Authorisation", "before its start", at(2024, 5, 1), Emptied, Told),
    cell("List 6", "CIN Start Date", "open for forty years", at(1984, 5, 16), Emptied, Told),
    cell("List 8", CARE_START, "open for forty years", at(1984, 3, 12), Dropped, Told),
    cell("List 7", PLAN_START, "before the child was born, by years", at(2009, 7, 19), Dropped, Told),
    cell("List 7", "Date of the Last Statutory Visit", "a word", "visited", Emptied),
    cell("List 6", "Date Child Was Last Seen", "a time alone", "10:15", Emptied),
    # The cell was blank before: no order is made of it, and no other cell of the row changes.
    cell("List 10", "Date of Adoption Order", "a word", "refused", Told),
    cell("List 11", "Date enquiry received", "no such day", "30/02/2023", Emptied),
]

BIRTHS_GIVEN = [
    cell("List 1", BIRTH, "blank", None, Blank),
    cell("List 1", BIRTH, "no such day", "30/02/2013", Emptied),
    cell("List 1", BIRTH, "the word Unborn", "Unborn", Emptied, Blank),
    cell("List 1", BIRTH, "another day than in the other list", at(2013, 8, 28), Told(Place(None, None, BIRTH))),
    cell("List 1", BIRTH, "another month than in the other list", at(2013, 9, 29), Told(Place(None, None, BIRTH))),
    cell("List 1", BIRTH, "years from now", at(2031, 8, 29), Told, Emptied),
    cell("List 1", BIRTH, "a hundred and ten years ago", at(1914, 8, 29), Told, Emptied),
    cell("List 1", BIRTH, "a day of which the first of Excel is made", at(1900, 1, 1), Blank),
    cell("List 1", BIRTH, "an age instead", 11, Emptied),
    cell("List 1", "Age of Child (Years)", "below nought", -0.4, Same),
    cell("List 1", "Age of Child (Years)", "a word", "unborn", Same),
]

NUMBERS_OF_CHILDREN = [
    numbered("blank", None, Dropped),
    numbered("spaces", "  \u00a0", Dropped),
    numbered("an N/A", "#N/A", Dropped),
    numbered("the value of an error", "#REF!", Dropped),
    numbered("the value of a name that is none", "#NAME?", Dropped),
    numbered("minus one, which stands for none", -1, Dropped),
    numbered("a placeholder", "SSD_PH", Dropped),
    numbered("a longer placeholder", "PLACEHOLDER_DATA", Dropped),
    numbered("the word NULL", "NULL", Dropped),
    numbered("a dash", "-", Dropped),
    numbered("the word Unknown", "Unknown", Dropped),
    numbered("the words for not known", "not known", Dropped),
    numbered("a question mark", "?", Dropped),
    numbered("an address of electronic mail", "philomenka@example.org", Dropped),
    numbered("a postcode", "QX8 4ZD", Dropped),
    numbered("a number whose digits are lost", "8.26E+06", Dropped),
    numbered("a number whose digits are kept with an exponent", "8.264017E+06", Dropped, Same),
    numbered("a fraction", 8264017.5, Dropped),
    numbered("two numbers", f"{CHILDREN[1]}, {CHILDREN[2]}", Dropped),
    numbered("two numbers and a sign", f"{CHILDREN[1]}/{CHILDREN[2]}", Dropped),
    numbered("a day", at(2013, 8, 29), Dropped),
    numbered("a name", "Clementia Ashgrovel", Dropped),
    numbered("a very long number", "8264017" * 60, Dropped),
    numbered("a formula of a spreadsheet as text", "'=cmd|' /C calc'!A0", Dropped),
    numbered("a truth", True, Dropped),
    numbered("text", CHILDREN[1], Same),
    numbered("a number with a fraction of nought", float(CHILDREN[1]), Same),
    numbered("text with a fraction of nought", f"{CHILDREN[1]}.0", Same, Dropped),
    numbered("text with spaces around it", f"  {CHILDREN[1]} ", Same),
    numbered("text with no-break spaces around it", f"\u00a0{CHILDREN[1]}\u00a0", Same),
    numbered("text with an apostrophe before it", f"'{CHILDREN[1]}", Same, Dropped),
    numbered("full-width digits", "８２６４０１７", Same),
    numbered("a zero-width space before it", f"\u200b{CHILDREN[1]}", Same, Dropped),
    numbered("a byte order mark before it", f"\ufeff{CHILDREN[1]}", Same, Dropped),
    numbered("separators of thousands", "8,264,017", Dropped),
]

NFA = "Referral NFA?"
WORDS_OF_TRUTH = [
    cell("List 3", NFA, f"the word {word!r}", word, Same, row=4)
    for word in (
        "Yes",
        "yes",
        "YES",
        "Y",
        "y",
        "1",
        1,
        "1 - Yes",
        "true",
        "TRUE",
        True,
        " a)  Yes ",
        "NFA",
        "a) yes",
        "\u00a0Yes",
    )
] + [
    cell("List 3", NFA, f"the word {word!r}", word, Same)
    for word in ("No", "no", "NO", "N", "n", "0", 0, "0 - No", "false", "FALSE", False, "FA", "b)No")
]
TRUTHS = [
    *WORDS_OF_TRUTH,
    cell("List 3", NFA, "unknown, a third value", "c) Unknown", Blank),
    cell("List 3", NFA, "perhaps", "perhaps", Emptied),
    cell("List 3", NFA, "two of them", "Yes/No", Emptied),
    cell("List 3", NFA, "a number that is none", 2, Emptied),
    cell("List 3", NFA, "a day", at(2024, 5, 16), Emptied),
    cell("List 3", NFA, "a name", WORKERS[1], Emptied),
    cell("List 6", DISABILITY, "perhaps", "maybe", Emptied),
]

SOURCE, NEED, REASON, STATUS = "Referral Source", "Primary Need Code", "Reason for Closure", "Case Status"
CATEGORY, LEGAL, PLACED_IN = "Latest Category of Abuse", "Child's Legal Status", "Placement Type"


def reads(table: str, column: str, what: str, value: Any, row: int = ROW, **values: str | None) -> Fault:
    return cell(table, column, what, value, Reads(Place(table, row, column), values), row=row)


CODES = [
    cell("List 3", SOURCE, "a code that there is not", "zz) 9Q: Martian", Emptied),
    cell("List 3", SOURCE, "a longer code that begins as one does", "2AB", Emptied),
    cell("List 3", SOURCE, "two codes", "2A and 6", Emptied),
    cell("List 3", SOURCE, "a name", WORKERS[2], Emptied),
    cell("List 3", SOURCE, "another letter before the code", "s) 2A: Schools", Same),
    cell("List 3", SOURCE, "the code alone", "2A", Same),
    cell("List 3", SOURCE, "the code in lower case", "2a", Same),
    cell("List 3", SOURCE, "no space behind the letter", "e)2A:Schools", Same),
    cell("List 3", SOURCE, "line ends within the cell", "e) 2A:\nSchools", Same),
    cell("List 3", SOURCE, "full-width letters", "２Ａ", Same),
    reads("List 3", SOURCE, "a number for police", 6, source_code="6"),
    reads("List 3", SOURCE, "a number for police with a fraction", "6.0", source_code="6"),
    cell("List 6", NEED, "a code that there is not", "N11", Emptied),
    cell("List 6", NEED, "a local text without a code", "PSRMEM - Support with memory and cognition", Emptied),
    cell("List 6", NEED, "two codes", "N1/N2", Emptied),
    cell("List 6", NEED, "lower case and text", "n2 - child's disability", Same),
    cell("List 6", NEED, "curly quotes and a long dash", "N2 – child’s disability", Same),
    cell("List 6", NEED, "a Greek capital for N", "Ν2", Emptied),
    cell("List 6", REASON, "a text that contradicts the code", "RC8:Adopted", Same, Told, row=4),
    cell("List 6", REASON, "a code that there is not", "RC10", Emptied, row=4),
    reads("List 6", REASON, "a local text of any other reason", "Care Plan Stepped Down", row=4, closure_reason="RC7"),
    cell("List 6", REASON, "a text without a code", "moved house", Emptied, row=4),
    reads("List 6", STATUS, "looked after and on a plan at once", "CLA&CPP", case_status="looked_after"),
    cell("List 6", STATUS, "a status that there is not", "z) Sleeping", Emptied),
    cell("List 6", STATUS, "the letter alone", "c", Same, Emptied),
    reads("List 7", CATEGORY, "a list of two", "Neglect; Emotional abuse", latest_category="MUL"),
    cell("List 7", CATEGORY, "the text in another case", "EMOTIONAL ABUSE", Same),
    cell("List 7", CATEGORY, "the text with a likelihood", "Likelihood of emotional abuse", Same),
    cell("List 7", CATEGORY, "a category that there is not", "Boredom", Emptied),
    cell("List 8", LEGAL, "the code and its text", "V2: Single period of accommodation", Same),
    cell("List 8", LEGAL, "a code of one letter more", "V2A", Emptied),
    cell("List 8", LEGAL, "a Cyrillic capital for C", "\u04212: FCO", Emptied),
    cell("List 8", PLACED_IN, "another letter before the code", "z) U1: Foster placement", Same),
    cell("List 8", PLACED_IN, "a code that there is not", "U9", Emptied),
    cell("List 8", "Placement Provider", "two digits", "PR11", Emptied),
    reads(
        "List 8",
        "Reason Ceased to be Looked After",
        "a code of the order",
        "E45: Special Guardianship Orders",
        row=4,
        end_reason="E45",
    ),
    cell("List 8", "Reason Ceased to be Looked After", "two codes", "E45 or E47", Emptied, row=4),
    cell("List 1", "Gender", "one letter", "F", Same),
    cell("List 1", "Gender", "the old number", "2", Same),
    reads("List 1", "Gender", "unborn", "Unborn/Unknown", sex="U"),
    cell("List 1", "Gender", "a name", WORKERS[0], Emptied),
    cell("List 1", "Ethnicity", "a code that there is not", "k) APKX", Emptied),
    cell("List 1", "Ethnicity", "the code in lower case", "apkn", Same),
    cell("List 7", "Number of Previous Child Protection Plans", "a word", "several", Emptied),
    cell("List 7", "Number of Previous Child Protection Plans", "below nought", -2, Emptied),
    cell("List 7", "Number of Previous Child Protection Plans", "a fraction", 1.5, Emptied),
    cell("List 7", "Number of Previous Child Protection Plans", "a fraction of nought", "1.0", Same),
    cell("List 8", "Placement postcode", "no postcode", "nope", Same),
    cell("List 8", "Placement postcode", "another postcode that is secret", "QX5 3ZV", Same),
    cell("List 3", "Allocated Worker", "blank", None, Blank),
    cell("List 3", "Allocated Worker", "an N/A", "#N/A", Blank),
    cell("List 3", "Allocated Worker", "no-break spaces within the name", "Tamsinella\u00a0Broadwhistle", Same),
    cell("List 3", "Allocated Team", "an N/A", "#N/A", Blank),
    cell(
        "List 3",
        "Allocated Team",
        "a formula of a spreadsheet",
        '\'=HYPERLINK("http://x")',
        Emptied,
        Told,
        Reads(Place("List 3", 3, "Allocated Team"), {}),
    ),
]

FAULTS = [*ONLY_DATES, *SAME_DATES, *OTHER_DATES, *BIRTHS_GIVEN, *NUMBERS_OF_CHILDREN, *TRUTHS, *CODES]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_a_cell_of_annex_a_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
