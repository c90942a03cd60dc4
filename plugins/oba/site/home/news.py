"""What is new since figures changed last, and what is overdue."""

from dataclasses import dataclass
from datetime import date

from oba import language as words
from oba.site import addresses
from oba.site.home.freshness import ENGLAND
from oba.site.reading import Row, Site

MOST_LISTED = 12


@dataclass(frozen=True)
class Judged:
    """A curve that is told otherwise than before."""

    place: str
    name: str
    measure: str
    measure_name: str
    before: str
    after: str


@dataclass(frozen=True)
class Overdue:
    """An action that should be done by now."""

    action: Row  # of scorecard_action
    card: Row  # of dim_scorecard
    place: str | None  # its name; None where it is for every place of the card
    address: str | None  # of the card of that place, if it is drawn


@dataclass(frozen=True)
class News:
    """What is new; every part may be empty."""

    since: date | None  # the day of the pages in which it first stood; None where nothing is new
    figures: list[str]  # new figures, measure by measure
    judged: list[Judged]  # of the council's own places and England, the first of them
    judged_here: int  # how many there are of those places
    judged_in_all: int
    fewer: list[str]  # figures that were corrected or are no longer there
    overdue: list[Overdue]  # the first of them; the council's own come first

    @property
    def is_empty(self) -> bool:
        """Whether nothing is new."""
        return not (self.figures or self.judged_in_all or self.fewer)


def news(site: Site, drawn: frozenset[str]) -> News:
    """Return what is new, by what the last build with other figures was found to change of what was served before."""
    changes = site.rows("changes")
    measures = {row["measure_id"]: row for row in site.rows("dim_measure")} if changes else {}
    judged = [row for row in changes if row["change"] == "verdict" and words.is_told_otherwise(row)]
    here = [row for place in (*site.authorities, ENGLAND) for row in judged if row["geography_code"] == place]
    here = [row for row in here if row["geography_code"] in drawn and row["measure_id"] in measures]
    return News(
        since=max((row["since"] for row in changes), default=None),
        figures=[
            words.new_figures(measures[row["measure_id"]], row["period_end_date"], row["count"])
            for row in changes
            if row["change"] == "new" and row["measure_id"] in measures
        ],
        judged=[_judged(site, row, measures) for row in here[:MOST_LISTED]],
        judged_here=len(here),
        judged_in_all=len(judged),
        fewer=words.fewer_figures(
            {kind: sum(row["count"] for row in changes if row["change"] == kind) for kind in ("corrected", "gone")}
        ),
        overdue=_overdue(site, drawn),
    )


def _judged(site: Site, row: Row, measures: dict[str, Row]) -> Judged:
    place, measure = row["geography_code"], row["measure_id"]
    name = site.row("dim_geography", geography_code=place)["geography_name"]
    before, after = (words.verdict_in_short(row[side]) for side in ("before", "after"))
    return Judged(place, name, measure, measures[measure]["measure_name"], before, after)


def _overdue(site: Site, drawn: frozenset[str]) -> list[Overdue]:
    """Return the actions whose day is over and that are neither done nor stopped: own places first, then the oldest."""
    late = [row for row in site.rows("scorecard_action") if words.is_overdue(row, site.is_over)]
    late.sort(
        key=lambda row: (
            row["geography_code"] not in site.authorities,
            row["due_date"],
            row["scorecard_id"],
            row["geography_code"] or "",
            row["entry_number"],
        )
    )
    return [
        Overdue(
            row,
            site.row("dim_scorecard", scorecard_id=row["scorecard_id"]),
            _name(site, row["geography_code"]),
            addresses.card(row["geography_code"], row["scorecard_id"]) if _has_card(site, row, drawn) else None,
        )
        for row in late[:MOST_LISTED]
    ]


def _has_card(site: Site, action: Row, drawn: frozenset[str]) -> bool:
    place = action["geography_code"]
    return place in drawn and site.has_card(action["scorecard_id"], place)


def _name(site: Site, code: str | None) -> str | None:
    return None if code is None else site.row("dim_geography", geography_code=code)["geography_name"]
