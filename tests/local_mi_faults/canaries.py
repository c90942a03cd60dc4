"""What the made-up base files hold and no message may: each name, number, postcode and birth date is unlike others."""

from collections.abc import Iterable
from datetime import date

CHILDREN = ("7391846", "8264017", "6180392")
BIRTHS = (date(2011, 3, 17), date(2013, 8, 29), date(2009, 11, 5))
UPNS = ("Q731984600517", "T826401700529", "W618039200533")
FORMER_UPN = "K555019277364"
POSTCODES = ("QX7 9ZZ", "QX8 4ZD", "QX9 1ZB")
WORKERS = ("Zebedee Quillfeather", "Tamsinella Broadwhistle", "Ignatia Plumworthy")
NAMES = ("Peregrine Ashgrovel", "Clementia Ashgrovel", "Barnabus Ashgrovel")
ADOPTERS = ("5540917", "5540918")
FAMILIES = ("9917340", "9917341")
TOLD = "told by his aunt Philomenka"

_WORDS = (*NAMES, *WORKERS, "Philomenka")


def day(birth: date, style: str = "%d/%m/%Y") -> str:
    return birth.strftime(style)


def _forms(birth: date) -> Iterable[str]:
    yield from (
        birth.strftime(style) for style in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%Y%m%d")
    )
    yield from (f"datetime.date({birth.year}", f"datetime.datetime({birth.year}")
    yield str((birth - date(1899, 12, 30)).days)  # the number that a workbook holds


def secrets() -> set[str]:
    """What must be in no message: whole, in its parts and, for days, in every usual form."""
    words = {part for text in _WORDS for part in text.split()}
    codes = {part for text in POSTCODES for part in (text, text.replace(" ", ""), text.split()[1])}
    numbers = {*CHILDREN, *UPNS, FORMER_UPN, *ADOPTERS, *FAMILIES}
    return words | codes | numbers | {form for birth in BIRTHS for form in _forms(birth)}


def found_in(text: str, also: Iterable[str] = ()) -> set[str]:
    """Return the secrets that a text holds, whatever its case."""
    lower = text.casefold()
    return {secret for secret in secrets() | set(also) if secret.casefold() in lower}
