"""How new the figures of each source are, and when the next are due."""

from dataclasses import dataclass
from datetime import date

from oba import language as words
from oba.periods import CADENCES, moved
from oba.site.reading import Row, Site

ENGLAND = "E92000001"


@dataclass(frozen=True)
class Source:
    """A publication whose figures come again and again."""

    title: str
    publisher: str
    newest: str  # the last day of the newest period that it has a figure for, in words
    published: str  # when those figures came out, in words
    due: date  # by when the next figures should be out
    is_late: bool


def sources(site: Site) -> list[Source]:
    """Return every source of figures that come again, those that are late first, then by when the next are due.

    The next figures of a measure are due a cadence and a lag after its newest period, both as its definition says them;
    of a publication, when those of its first measure are. What England has no figures of is looked up at the council's
    own places.
    """
    found: dict[str, list[tuple[date, Row]]] = {}
    for place in (ENGLAND, *site.authorities):
        for row in site.rows("scorecard_measure", geography_code=place):
            measure = site.row("dim_measure", measure_id=row["measure_id"])
            if measure["cadence"] in CADENCES and measure["lag_months"] is not None and row["release_file_id"]:
                due = moved(row["period_end_date"], CADENCES[measure["cadence"]] + measure["lag_months"])
                found.setdefault(row["publication_title"], []).append((due, row))
    told = [_source(site, title, rows) for title, rows in found.items()]
    return sorted(told, key=lambda source: (not source.is_late, source.due, source.title))


def _source(site: Site, title: str, rows: list[tuple[date, Row]]) -> Source:
    due = min(due for due, _ in rows)
    newest = max((row for _, row in rows), key=lambda row: (row["period_end_date"], row["measure_id"]))
    file = site.row("dim_release_file", release_file_id=newest["release_file_id"])
    published = file["published_date"] or file["published_note"] or file["latest_published_date"] or "not known"
    return Source(
        title,
        file["publisher"],
        words.day(newest["period_end_date"]),
        words.day(published) if isinstance(published, date) else str(published),
        due,
        site.is_over(due),
    )
