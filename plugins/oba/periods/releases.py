"""The names of releases: their order, and the year or month that a name tells."""

import re
from calendar import month_name
from dataclasses import dataclass

RELEASE_YEAR = re.compile(r"(?P<start>\d{4})(?!\d)")
SECOND_YEAR = re.compile(r"-(?P<end>\d{2})(?!\d)")
RELEASE_MONTH = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>0?[1-9]|1[0-2])(?!\d)")
MONTHS = {name: number for number, name in enumerate(month_name) if name}
MONTH_NAME = re.compile(rf"\b({'|'.join(month_name[1:])})\b", re.IGNORECASE)
MONTH_FIRST = re.compile(r"(?<![\d-])(?P<month>\d{1,2})-(?P<year>\d{4})(?!\d)")
NUMBER = re.compile(r"\d+")
WIDTH = 8  # digits of a number in a sort key


def release_order(release: str) -> str:
    """Return a text by which releases of a publication sort as they came out.

    Numbers sort by size and months by their place in the year, so that 2025-9 comes before 2025-10 and 2025-may before
    2025-june; anything else sorts as it is written.
    """
    return NUMBER.sub(lambda found: found[0].zfill(WIDTH), numbered_months(release.lower()))


@dataclass(frozen=True)
class NamedYear:
    """The year that a release is named by."""

    ends: int  # the year in which it ends: 2025 of 2024-25
    has_two: bool
    rest: str  # of the name, after it


def named_year(release: str) -> NamedYear | None:
    """Return the year in a release's name, such as 2024 or 2024-25; None where there is none."""
    found = RELEASE_YEAR.search(release)
    if found is None:
        return None
    start, rest = int(found["start"]), release[found.end() :]
    second = SECOND_YEAR.match(rest)
    # 2025-10 is a month of 2025, not the years 2025 to 2010.
    if second and int(second["end"]) == (start + 1) % 100:
        return NamedYear(start + 1, True, rest[second.end() :])
    return NamedYear(start, False, rest)


def numbered_months(release: str) -> str:
    """Return a release's name with the number of each month in place of its name, and the year first."""
    numbered = MONTH_NAME.sub(lambda found: str(MONTHS[found[0].capitalize()]), release)
    return MONTH_FIRST.sub(r"\g<year>-\g<month>", numbered) if numbered != release else release
