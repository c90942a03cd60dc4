"""What the champions of a place have handed in before, and what of it stands on a page, by the served warehouse."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import duckdb

from oba.config import Settings
from oba.kinds.worksheets.layout import TABLES
from oba.publication import WAREHOUSE, served

LISTS = tuple(dict.fromkeys(table.entry_list for table in TABLES))
NO_PAGE = "no page is made of it until there are figures of the place, so its words are shown nowhere"
Row = dict[str, Any]


def entered(place: str, settings: Settings) -> list[Row]:
    """Return the entries of worksheets of a place, in rows of their long form; none where nothing is served."""
    rows = []
    for name in LISTS:
        found = _asked(
            settings,
            f"select * from marts.scorecard_{name} where geography_code = $place and source_cell is not null"
            " order by scorecard_id, entry_number",
            place=place,
        )
        rows += [row | {"entry_list": name} for row in found]
    return rows


def newest_entry(rows: Iterable[Mapping[str, Any]]) -> date | None:
    """Return the newest day on which entries were entered; None where there are none."""
    return max((row["stated_on"] for row in rows if row["stated_on"] is not None), default=None)


def without_page(place: str, scorecards: Iterable[str], settings: Settings) -> list[str]:
    """Return those of some scorecards that have no figure of a place in what is served, and so no page."""
    wanted = set(scorecards)
    rows = _asked(
        settings,
        "select distinct scorecard_id from marts.scorecard_wide where geography_code = $place",
        place=place,
    )
    return sorted(wanted - {row["scorecard_id"] for row in rows}) if served(settings) is not None else []


def no_pages(place: str, titles: Mapping[str, str], settings: Settings) -> list[str]:
    """Say of each of some scorecards that has no page of a place that this is so; ``titles`` are theirs, by name."""
    return [f"The scorecard '{titles[card]}': {NO_PAGE}." for card in without_page(place, titles, settings)]


def not_shown(settings: Settings, feed: str) -> Iterator[str]:
    """Say of each worksheet that was taken in and of which nothing is shown why that is so.

    Args:
        settings: where the served publication is.
        feed: that of worksheets.
    """
    files = _asked(
        settings,
        "select release_file_id, release_name, file_name from marts.dim_release_file where feed = $feed"
        " order by release_name, file_name, release_file_id",
        feed=feed,
    )
    shown = {
        row["release_file_id"]: row
        for name in LISTS
        for row in _asked(
            settings,
            f"select distinct release_file_id, stated_on, entry.geography_code, entry.scorecard_id"
            f" from marts.scorecard_{name} as entry semi join marts.scorecard_wide as wide"
            " on entry.geography_code = wide.geography_code and entry.scorecard_id = wide.scorecard_id"
            " where source_cell is not null",
        )
    }
    for number, file in enumerate(files):
        if file["release_file_id"] in shown:
            continue
        if any(each["file_name"] == file["file_name"] for each in files[number + 1 :]):
            continue  # a later one took its place
        title = f"{feed}/{file['release_name']}/{file['file_name']}"
        used = [each for each in files[:number] if each["file_name"] == file["file_name"]]
        days = [shown[each["release_file_id"]]["stated_on"] for each in used if each["release_file_id"] in shown]
        if days:
            yield (
                f"Not in use: {title}. It says that it was entered before {max(days):%d/%m/%Y}, the day of what is "
                "shown. If its year is a slip, mend 'Entered on' and hand it in again."
            )
        else:
            yield f"On no page: {title}. There are no figures of the place for the scorecards that it is about."


def _asked(settings: Settings, query: str, **values: str) -> list[Row]:
    """Ask the served warehouse; nothing is found where none is served, or by a version that took no worksheets."""
    if served(settings) is None:
        return []
    try:
        with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as connection:
            cursor = connection.execute(query, values)
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    except (duckdb.BinderException, duckdb.CatalogException):
        return []
