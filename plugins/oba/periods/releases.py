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
STAGES = ("provisional", "revised", "final")
SEASONS = ("spring", "summer", "autumn", "winter")
SEASONS_OF_TWO_YEARS = ("autumn", "winter", "spring", "summer")  # 2024-25-spring is in 2025, after 2024-25-autumn
SEASON_FIRST = re.compile(rf"(?<![a-z])(?P<season>{'|'.join(SEASONS)})-(?P<year>\d{{4}}(?:-\d{{2}})?)(?!\d)")
RANKED_WORD = re.compile(rf"(?<![a-z])(?:{'|'.join(STAGES + SEASONS)})(?![a-z])")


def release_order(release: str) -> str:
    """Return a text by which releases of a publication sort as they came out.

    Numbers sort by size, months and seasons by their place in the year, and a provisional release before a revised and
    that before a final one: 2025-9 comes before 2025-10, 2025-may before 2025-june, 2025-spring before 2025-autumn and
    2024-25-autumn before 2024-25-spring. Any other word sorts as it is written, after those.
    """
    name = SEASON_FIRST.sub(r"\g<year>-\g<season>", numbered_months(release.lower()))
    year = named_year(name)
    ranked = STAGES + (SEASONS_OF_TWO_YEARS if year and year.has_two else SEASONS)
    numbered = NUMBER.sub(lambda found: found[0].zfill(WIDTH), name)
    # One digit before the word: it keeps the order, and two words of one rank apart.
    return RANKED_WORD.sub(lambda found: f"{ranked.index(found[0]) + 1}{found[0]}", numbered)


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
