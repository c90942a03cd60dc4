"""Text as a reader sees it, and whether it may say who a person is.

Text is judged in the form in which it would be read, not as it is stored: a number keeps its meaning with whatever
spaces, dashes or signs of no width between its digits.
"""

import re
import unicodedata
from collections.abc import Iterable

from oba.definitions.feeds import PersonalPattern

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook stores a character that XML cannot hold
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters by their class, and nothing to be seen
JOINERS = "\u200c\u200d"  # part of the spelling of some languages, and of emoji
BLACK_FLAG = "\U0001f3f4"  # what follows it, unseen, says of which country it is
DASHES = "\u2043\u2212\u30fb\u00b7\u2022\u2027\u2219\u22c5"  # read as a dash or dot between digits
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # turns the order of letters
UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd]")  # each font shows another sign, or none
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NHS_DIGITS = 10


def unescaped(text: str) -> str:
    """Return the text of a cell with its escaped characters, such as ``_x000D_``, as what they stand for."""

    def meant(found: re.Match[str]) -> str:
        code = int(found.group(1), 16)
        return found.group(0) if 0xD800 <= code <= 0xDFFF else chr(code)

    return ESCAPED.sub(meant, text) if "_x" in text else text


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen."""
    return all(letter in BLANK or unicodedata.category(letter)[0] in "CZM" for letter in text) and not UNKNOWN.search(
        text
    )


def shown(text: str) -> str:
    """Return a text in one line, as a page shows it: without control characters and signs of no width."""
    spaced = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    if BLACK_FLAG not in spaced:
        spaced = "".join(
            letter for letter in spaced if letter in JOINERS or unicodedata.category(letter) not in ("Cf", "Cs")
        )
    return " ".join("".join(" " if letter in BLANK else letter for letter in spaced).split())


def normalised(text: str) -> str:
    """Return a text for a search: one kind of letter, digit, space and dash, and nothing of no width."""
    found = []
    for letter in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text)):
        kind = unicodedata.category(letter)
        if kind == "Nd":
            found.append(str(unicodedata.digit(letter)))
        elif kind == "Pd" or letter in DASHES:
            found.append("-")
        elif kind in ("Cc", "Zs", "Zl", "Zp") or letter in BLANK:
            found.append(" ")
        elif kind not in ("Cf", "Cs", "Mn", "Me"):
            found.append(letter)
    return " ".join("".join(found).split())


def person_in(text: str, forms: Iterable[PersonalPattern]) -> str | None:
    """Return what in a text may say who a person is, such as "an NHS number"; None where nothing does."""
    plain = normalised(text)
    for form in forms:
        for found in re.finditer(form.pattern, plain):
            if form.check is None or CHECKS[form.check](found.group()):
                return form.looks_like
    return None


def is_nhs_number(text: str) -> bool:
    """Tell whether ten digits end with the check digit of an NHS number (modulus 11, NHS Data Dictionary)."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    if len(digits) != NHS_DIGITS:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return digits[-1] == (0 if check == 11 else check)


def is_upn(text: str) -> bool:
    """Tell whether a unique pupil number begins with its check letter (modulus 23, DfE's guide to UPNs)."""
    signs = [letter for letter in text.upper() if letter.isalnum()]
    values = [int(sign) if sign.isdigit() else UPN_LETTERS.find(sign) for sign in signs[1:]]
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return min(values) >= 0 and signs[0] == UPN_LETTERS[total % 23]


CHECKS = {"nhs": is_nhs_number, "upn": is_upn}
