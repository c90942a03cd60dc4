"""Normal forms: what one cell says, in the form in which it lands.

Each takes the text of a cell, cleaned by ``clean``, and returns its normal form, or raises ``NotThat`` with the rule
that the cell breaks. None of them guesses: a date is read day first and in no other way.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from oba.local_mi.layouts import CodeList
from oba.local_mi.layouts.codes import LETTER
from oba.local_mi.reading import FORMULA, MARKS, NO_VALUE, NUMBER

Form = Callable[[str], str | None]

# Characters of a word processor, and what a keyboard has in their place; the last are seen by nobody.
QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", None),
    }
)
# What UTF-8 looks like where somebody read it as Windows-1252.
MOJIBAKE = re.compile("â€|Ã.|Â[\u00a0-\u00bf]")
EXCEL_DAY_NOUGHT = date(1899, 12, 30)
EXCEL_DAYS = (366, 80_000)  # 1901 to 2119
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]([0-2]\d):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: ([0-2]?\d):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?)?")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]([A-Za-z]{3,9})[ \-/,]+(\d{4}|\d{2})")
DAY_UNKNOWN = re.compile(r"(?:zz|\?\?|xx)[/.\-](\d{1,2})[/.\-](\d{4})", re.IGNORECASE)
MONTH_ONLY = re.compile(r"(?:(\d{1,2})[/.\-](\d{4})|(\d{4})-(\d{2})|([A-Za-z]{3,9})[ \-](\d{4}))")
AS_NUMBER = re.compile(r"\d+\.0+|\d+(?:\.\d+)?[eE][+-]?\d+")
LONGEST_ID = 40
ONE_ID = re.compile(r"(?:[A-Z]{1,10} )?[A-Z0-9][A-Z0-9/_.#:\-]*")  # a word of its register may stand before it
TWO_NUMBERS = re.compile(r"\d{5}.*/.*\d{5}")
UPN = re.compile(r"[A-Z]\d{11}[A-Z\d]")
WITHOUT_ID = re.compile(r"UN\d")  # a code of why there is none
WITHOUT_UPN = re.compile(r"UN[1-7]")  # reasons why a child has none
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # what a spreadsheet writes into a CSV so as to keep noughts
YES = {"yes", "y", "true", "t", "1"}
NO = {"no", "n", "false", "f", "0"}
NEITHER = {"unknown", "not known", "u", "9", "not stated", "n/k", "don't know", "refused", "not applicable"}

NOT_A_DATE = "a date is a real day, written day first"
NOT_MIDNIGHT = "a date has no time of its own, or a real one"
NO_CENTURY = "a year has four digits, or its layout says from which year two digits count"


class NotThat(Exception):
    """A cell that breaks a rule; its text is the rule."""


class OfThisCell(NotThat):
    """A cell whose fault is its own, such as a date of a time that cannot be: it says nothing of its column."""


def clean(text: str) -> str:
    """Return a cell without what nobody sees: one kind of space, quote and dash, whole letters, nothing at its ends.

    Runs of spaces within it stay, since some lists are written with them.
    """
    if text.isascii():
        plain = text.replace("`", "'").strip()
    else:
        if MOJIBAKE.search(text):
            text = _read_again(text)
        plain = unicodedata.normalize("NFKC", text).translate(QUOTES).strip()
    as_text = KEPT_AS_TEXT.fullmatch(plain) if plain.startswith("=") else None
    return as_text.group(1).strip() if as_text else plain


def _read_again(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def unmarked(text: str) -> str:
    """Return a cell without its marks."""
    return text.lstrip(MARKS)


def _plain(text: str) -> str:
    """Return a cell's text.

    Raises:
        NotThat: it is a formula that was never worked out.
    """
    if text.startswith(NO_VALUE):
        raise OfThisCell("a formula has its value beside it")
    return unmarked(text)


def identifier(text: str) -> str:
    """Return an identifier as every file of a council writes it: upper case, nothing but its own signs.

    Leading noughts stay: they are part of it. A number that a workbook made of it lost its point when it was read.
    """
    if text.startswith((FORMULA, NO_VALUE)):
        raise OfThisCell("an identifier is typed, and no formula")
    is_number = text.startswith(NUMBER)
    plain = " ".join(unmarked(text).split()).upper().removeprefix("'")
    if is_number and not plain.isdigit():
        raise NotThat("an identifier that is a number is a whole one of at most 15 digits")
    if not is_number and AS_NUMBER.fullmatch(plain):
        raise NotThat("an identifier is not a number with a point or a power, which a spreadsheet makes of it")
    if _looks_like_date(plain):
        raise NotThat("an identifier is no date")
    if len(plain) > LONGEST_ID or not ONE_ID.fullmatch(plain) or TWO_NUMBERS.search(plain):
        raise NotThat("an identifier is one short word or number")
    if not re.search(r"\d", plain) or not plain.strip("0") or WITHOUT_ID.fullmatch(plain):
        raise NotThat("an identifier has a digit: a name, or a word such as unknown, is none")
    return plain


def pupil_number(text: str) -> str | None:
    """Return a unique pupil number without spaces; None for a reason why there is none."""
    plain = "".join(_plain(text).split()).upper()
    if WITHOUT_UPN.fullmatch(plain):
        return None
    if not UPN.fullmatch(plain):
        raise OfThisCell("a unique pupil number is a letter, eleven digits, and a digit or letter")
    return plain


def name_of_somebody(text: str) -> str:
    """Return what names a worker or an address, in one form: it is never kept, only its pseudonym is."""
    return " ".join(_plain(text).split()).upper()


def part_of_key(text: str) -> str:
    """Return a part of what makes a key together with others: a date in ISO form, anything else in upper case."""
    plain = name_of_somebody(text)
    return day(text, None) if _looks_like_date(plain) else plain


def _looks_like_date(text: str) -> bool:
    return bool(ISO.fullmatch(text) or DAY_FIRST.fullmatch(text) or IN_WORDS.fullmatch(text))


def day(text: str, first_two_digit_year: int | None) -> str:
    """Return a date in ISO form.

    Args:
        text: a cell; of a workbook also the number of a day.
        first_two_digit_year: the year from which two digits count, such as 1990; None where a year has four.
    """
    plain = " ".join(_plain(text).split())
    if NUMBER in text:
        return _of_excel(plain)
    found = ISO.fullmatch(plain)
    if found:
        year, month, number = (int(part) for part in found.groups()[:3])
        return _real(year, month, number, found.group(4))
    found = DAY_FIRST.fullmatch(plain)
    if found:
        number, month = int(found.group(1)), int(found.group(2))
        return _real(_century(found.group(3), first_two_digit_year), month, number, found.group(4))
    found = IN_WORDS.fullmatch(plain)
    if found:
        return _real(_century(found.group(3), first_two_digit_year), _month(found.group(2)), int(found.group(1)), None)
    raise NotThat(NOT_A_DATE)


def _of_excel(number: str) -> str:
    if number.isdigit() and EXCEL_DAYS[0] <= int(number) <= EXCEL_DAYS[1]:
        return (EXCEL_DAY_NOUGHT + timedelta(days=int(number))).isoformat()
    raise NotThat(NOT_A_DATE)


def _real(year: int, month: int, number: int, hour: str | None) -> str:
    if hour is not None and int(hour) > 23:
        raise NotThat(NOT_MIDNIGHT)
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise NotThat(NOT_A_DATE) from None


def _century(text: str, first: int | None) -> int:
    if len(text) == 4:
        return int(text)
    if first is None:
        raise NotThat(NO_CENTURY)
    return first + (int(text) - first) % 100


def _month(word: str) -> int:
    lower = word.lower()
    name = lower[:3]
    if name not in MONTHS or not _full(name).startswith(lower if lower != "sept" else "sep"):
        raise NotThat(NOT_A_DATE)
    return MONTHS.index(name) + 1


def _full(name: str) -> str:
    return date(2000, MONTHS.index(name) + 1, 1).strftime("%B").lower()


def month(text: str, first_two_digit_year: int | None) -> str:
    """Return a month as ``YYYY-MM``: of a date, of a date whose day is unknown, or of a month alone."""
    plain = _plain(text)
    unknown = DAY_UNKNOWN.fullmatch(plain)
    if unknown:
        return _real(int(unknown.group(2)), int(unknown.group(1)), 1, None)[:7]
    alone = MONTH_ONLY.fullmatch(plain)
    if alone:
        number, year, iso_year, iso_number, word, word_year = alone.groups()
        if word:
            return _real(int(word_year), _month(word), 1, None)[:7]
        return _real(int(year or iso_year), int(number or iso_number), 1, None)[:7]
    return day(text, first_two_digit_year)[:7]


def boolean(text: str) -> str | None:
    """Return ``true``, ``false``, or None for what says that it is not known."""
    plain = LETTER.sub("", " ".join(_plain(text).split())).casefold()
    word = re.sub(r"^[01]\s*[-:]\s*", "", plain) or plain
    if word in YES:
        return "true"
    if word in NO:
        return "false"
    if word in NEITHER:
        return None
    raise NotThat("an answer is yes, no or not known")


def whole_number(text: str, least: int = 0, most: int | None = None) -> str:
    """Return a count: digits alone, within its bounds."""
    plain = _plain(text)
    if not re.fullmatch(r"\d{1,9}(?:\.0+)?", plain):
        raise NotThat("a count is a whole number, nought or more")
    count = int(plain.partition(".")[0])
    if count < least or (most is not None and count > most):
        raise OfThisCell(f"an answer on a scale is {least} to {most}")
    return str(count)


def number(text: str) -> str:
    """Return a number in plain digits."""
    plain = _plain(text).replace(",", "")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        return plain
    raise NotThat("a number is digits with at most a point and a sign")


def word(text: str, words: int, characters: int) -> str:
    """Return a short text of a list of the council's own, of so many words and characters at most."""
    plain = " ".join(_plain(text).split())
    if len(plain) > characters or len(plain.split()) > words:
        raise OfThisCell(f"a word of a list has at most {words} words and {characters} characters")
    return plain


def names_somebody(text: str, names: frozenset[str]) -> bool:
    """Whether a short text is a name of a file's own columns of names, or holds one of several words."""
    words = text.casefold().split()
    if " ".join(words) in names:
        return True
    size = len(words)
    return any(" ".join(words[a:b]) in names for a in range(size) for b in range(a + 2, size + 1))


def code(text: str, codes: CodeList) -> str | None:
    """Return the code of a list that a cell means; None where the list says that it is not known."""
    plain = _plain(text)
    if plain.casefold() in {null.casefold() for null in codes.nulls}:
        return None
    found = codes.code_of(plain)
    if found is None:
        raise NotThat(f"it is a code of {codes.codes}, or one of the texts that stand for one")
    return found


def postcode_area(text: str, postcodes: Mapping[str, str] | None) -> str | None:
    """Return the small area (LSOA) of a postcode; None without a list of them, or where it is not in it."""
    if not postcodes:
        return None
    joined = "".join(_plain(text).upper().split())
    return postcodes.get(f"{joined[:-3]} {joined[-3:]}") or postcodes.get(joined)


def within(
    text: str, form: Callable[[str], str], earliest: str, latest: str, stands_for_none: frozenset[str] = frozenset()
) -> str:
    """Return a date that lies between two others, both in ISO form and both allowed, or that stands for none."""
    found = form(text)
    if found in stands_for_none:
        return found
    if found > latest:
        raise OfThisCell("what has happened is not after the snapshot")
    if found < earliest:
        raise OfThisCell("nothing is older than anybody in the file can be")
    return found


FORMS: Mapping[str, Form] = {
    "key": identifier,
    "boolean": boolean,
    "number": number,
}
MENDS = {
    "key": "Correct it where it is kept; as text, exactly as in the system.",
    "day": "Write it as dd/mm/yyyy where it is kept, or leave it blank.",
    "date": "Write it as dd/mm/yyyy where it is kept, or leave it blank.",
    "month": "Write it as mm/yyyy where it is kept, or leave it blank.",
    "boolean": "Write Yes, No or Unknown, or add the word to values of its header in the layout.",
    "whole_number": "Write digits alone, or leave it blank.",
    "number": "Write digits alone, or leave it blank.",
    "word": "Choose a word of the list; notes belong into a column of notes, which is never read.",
    "code": "Correct it, or add the text to the list of codes under data/definitions/local_mi/codes.",
}
