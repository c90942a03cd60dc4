"""How do we know? File, line, checksum, method and checks of every figure of a scorecard.

For the engineer, and for whoever doubts a figure on a card. Each figure has an address of its own, to which cards and
curve pages lead.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from oba import language as words
from oba.site import addresses
from oba.site.frame import render
from oba.site.planned import Planned
from oba.site.reading import LISTS, MeasureOnCard, Row, Site


def pages(site: Site, places: list[str]) -> Iterator[Planned]:
    """Plan the evidence of every scorecard of some places that has a figure of theirs."""
    for place in places:
        for scorecard in site.scorecards_of(place):
            name = scorecard["scorecard_id"]
            yield Planned(addresses.evidence(place, name), partial(_draw, place, name))


class Figure(NamedTuple):
    """One figure and where it comes from, as the cells of a row."""

    anchor: str
    period: str
    figure: str
    made_of: str
    interval: str
    file: int | None  # its place in the list of files
    lines: str
    said_before: str
    flags: str  # worked out, doubted, in an unusual time


class Shown(NamedTuple):
    """One measure with its figures."""

    measure: MeasureOnCard
    figures: list[Figure]  # the newest first
    notes: list[Row]  # with the label of the period that each is of
    facts: list[words.Fact]  # what is said beside its newest figure


def _draw(place: str, scorecard: str, site: Site) -> str:
    card = site.planned_card(scorecard, place)
    revisions: dict[tuple[str, object], list[Row]] = {}
    for measure in card.measures:
        name = measure.newest["measure_id"]
        found = site.rows("fct_measure_revision", measure_id=name, geography_code=place)
        for row in sorted(found, key=lambda row: row["revised_on"]):
            revisions.setdefault((name, row["period_end_date"]), []).append(row)
    # By number and not by name, and with no end tag that HTML can do without: hundreds of rows lead there.
    files = {file["release_file_id"]: at for at, file in enumerate(card.release_files, 1)}
    return render(
        "evidence/page.html",
        addresses.evidence(place, scorecard),
        card=card,
        place=place,
        place_name=card.geography["geography_name"],
        back=addresses.card(place, scorecard),
        written=[entry for name in LISTS for row in card.lists[name] if (entry := _written(row))],
        shown=[_shown(measure, revisions, files) for measure in card.measures],
        lacking=[row for row in card.tests if row["test_result"] == "failed"],
    )


def _written(row: Row) -> dict[str, str] | None:
    """Return an entry of a list and where it stands: a document, or the cell of a worksheet; None of one without."""
    said = row.get("entry_words") or row.get("partner_name") or row["wanted_measure"]
    source = row.get("stated_in") or row.get("source_cell") or row.get("evidence")
    return {"words": said, "source": source} if source else None


def _shown(measure: MeasureOnCard, revisions: dict[tuple[str, object], list[Row]], files: dict[str, int]) -> Shown:
    labels = {row["period_end_date"]: row["period_label"] for row in measure.history}
    return Shown(
        measure,
        [_figure(row, revisions, files) for row in reversed(measure.history)],
        [
            note | {"period_label": labels[note["period_end_date"]]}
            for note in measure.notes
            if note["period_end_date"] in labels
        ],
        _facts(measure),
    )


def _facts(measure: MeasureOnCard) -> list[words.Fact]:
    """Return how the newest figure stands to earlier ones, to other places and to where the curve leads."""
    newest = measure.newest
    names = {
        "region_value": newest["region_name"] or "Region",
        "england_value": "England",
        "neighbours_median": "Statistical neighbours (median)",
    }
    beside = [
        (name, column) for column, name in names.items() if any(row[column] is not None for row in measure.history)
    ]
    outlook = measure.forecast[0] if measure.forecast else None
    shown = words.Shown(newest, measure.definition, outlook, beside, words.is_followed(measure), measure.rate)
    return words.facts(shown)


def _figure(row: Row, revisions: dict[tuple[str, object], list[Row]], files: dict[str, int]) -> Figure:
    end = row["period_end_date"]
    flags = ("worked out", row["value_origin"] == "worked_out"), ("in doubt", row["is_doubted"])
    return Figure(
        f"{row['measure_id']}-{end.isoformat()}",
        row["period_label"],
        words.cell(row["value"], row["unit"], row["decimal_places"], row["value_reason"]),
        words.made_of(row),
        words.interval(row),
        files.get(row["release_file_id"]),
        words.lines(row),
        words.said_before(row, revisions.get((row["measure_id"], end), [])),
        ", ".join(name for name, is_so in (*flags, ("unusual time", row["is_shock"])) if is_so),
    )
