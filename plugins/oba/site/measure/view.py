"""What the page of a measure shows, row by row, ready to be written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from oba import language as words
from oba.periods import release_order
from oba.site import addresses, charts
from oba.site.reading import Row, Site
from oba.site.reading.measures import (
    MeasureOfPlaces,
    PlaceOnMeasure,
    compared_measure,
    every_period,
    read_measure,
    why_lacking,
)
from oba.vocabulary import RevisionKind


class Tag(NamedTuple):
    """A word and its look."""

    words: str
    look: str


class Line(NamedTuple):
    """One row of a table of places."""

    name: str
    place: str | None  # link to its page, if it has one
    rank: int | None
    rank_told: str | None
    value: Any  # to sort by; None is last either way
    figure: str
    evidence: str | None  # link
    interval: str | None
    beside_england: Tag | None
    verdict: Tag | None
    mark: str | None  # what must be read with the figure


@dataclass(frozen=True)
class View:
    """What the page of a measure says."""

    definition: Row
    measure: MeasureOfPlaces
    address: str
    newest_label: str
    first_label: str
    made_up: str | None  # names of made-up places with figures
    england: Line | None
    england_figure: str | None  # with its unit
    england_between: str | None
    on_one_scale: bool
    compare: str | None  # link to where places are set side by side
    next_figures: str | None
    cards: list[Row]  # of dim_scorecard and bridge_scorecard_measure, with ``england``: a link to England's page
    lines: list[Line]  # authorities in order
    beside: list[Line]  # England and regions
    history: list[tuple[str, Line]]  # of a measure of few places: every period, newest first
    hidden: list[tuple[str, list[Line]]]  # authorities without a figure, by the reason in words
    absent: list[tuple[Line, str]]  # authorities that stand in no line, and why
    is_ranked: bool  # whether a rank with its range is told
    is_rank_outside: bool  # whether a place stands outside the ranks that chance alone could have given it
    has_intervals: bool
    chart: str | None
    england_chart: str | None
    rate: Row | None  # the row of dim_measure of a count's rate, where that has figures
    listed: list[tuple[str, list[Line]]]  # who moved further than chance explains, by what is said of them and England
    who_moved: str
    breaks: list[str]
    shocks: list[str]
    doubts: list[tuple[str, str]]
    revisions: list[tuple[str, list[str]]]  # by the day of the release, the newest first: what it revised
    differences: list[str]  # what two publications, or a figure's own counts, say otherwise
    compared_twice: int  # figures that two publications give
    sources_differ: int  # of them, those on which the two differ beyond rounding
    release_files: list[Row]


def is_on_one_scale(definition: Row) -> bool:
    """Tell whether places stand side by side on a measure: on a count the larger ones are ahead whatever they do."""
    return definition["unit"] in words.ON_ONE_SCALE


def ranked_rows(measure: MeasureOfPlaces) -> list[Row]:
    """Return the authorities' rows of the newest period as ``charts.ranks`` draws them."""
    return [
        {
            **(place.compared or {"authority_rank": None, "england_value": None}),
            "geography_code": place.code,
            "geography_name": place.name,
            "interval_low": place.row["interval_low"],
            "interval_high": place.row["interval_high"],
            "is_doubted": place.row["is_doubted"],
            "value": place.row["value"],
        }
        for place in measure.authorities
        if place.has_value
    ]


def view_of(name: str, site: Site, address: str) -> View:
    """Return what the page of a measure shows.

    Args:
        name: the measure's id.
        site: what is read.
        address: of the page, from which its links lead.
    """
    measure = site.once(read_measure, name)
    definition = measure.definition
    cards = _cards(name, site)
    placed = {
        card["scorecard_id"]: {
            row["geography_code"] for row in site.rows("bridge_scorecard_geography", scorecard_id=card["scorecard_id"])
        }
        for card in cards
    }

    def line(place: PlaceOnMeasure, row: Row | None = None) -> Line:
        return _line(place, row or place.row, definition, address, _evidence(place, placed, site), site)

    told = {place.code: line(place) for place in measure.authorities}
    with_value = _in_order([place for place in measure.authorities if place.has_value], definition)
    many = measure.is_of_many and is_on_one_scale(definition)
    sources = site.rows("fct_source_pair", measure_id=name)
    made_up = [place.name for place in measure.places if place.geography["is_made_up"]]
    england, places = None if measure.england is None else line(measure.england), definition["decimal_places"]
    return View(
        definition=definition,
        measure=measure,
        address=address,
        newest_label=_label(measure, measure.newest),
        first_label=_label(measure, measure.periods[0]),
        made_up=" and ".join(made_up) or None,
        england=england,
        england_figure=None if measure.england is None else _with_unit(measure.england.row, definition),
        england_between=None if measure.england is None else words.likely_between(measure.england.row, places),
        on_one_scale=is_on_one_scale(definition),
        compare=addresses.link(addresses.compare(name), address) if compared_measure(site, name) else None,
        is_rank_outside=any(
            words.is_rank_told(place.compared)
            and not place.compared["rank_low"] <= place.compared["authority_rank"] <= place.compared["rank_high"]
            for place in with_value
            if place.compared
        ),
        next_figures=words.next_figures(definition, measure.newest),
        cards=[card | {"england": _card_of_england(measure, card, placed, address, site)} for card in cards],
        lines=[told[place.code] for place in with_value],
        beside=[line(place) for place in measure.beside],
        history=[] if measure.is_of_many else _histories(measure, line),
        hidden=_hidden(measure, told),
        absent=[(_nameplate(place, address, site), _why(site, place, measure)) for place in measure.lacking],
        is_ranked=any(told[place.code].rank_told for place in with_value) and many,
        has_intervals=any(told[place.code].interval for place in with_value),
        chart=charts.ranks(ranked_rows(measure), "", definition, is_named=False) if many else None,
        england_chart=_england_chart(measure),
        rate=_rate(site, definition),
        listed=_listed(measure, told),
        who_moved=words.who_moved(measure.judged),
        breaks=_breaks(measure),
        shocks=_shocks(measure),
        doubts=_doubts(measure),
        revisions=_revisions(site.rows("fct_measure_revision", measure_id=name)),
        differences=_differences(site, measure, sources),
        compared_twice=len(sources),
        sources_differ=sum(row["disagreement_sentence"] is not None for row in sources),
        release_files=_release_files(site, measure),
    )


def _cards(name: str, site: Site) -> list[Row]:
    """Return the scorecards that a measure stands on, what children are like before what programmes do."""
    placed = [
        site.row("dim_scorecard", scorecard_id=row["scorecard_id"]) | row
        for row in site.rows("bridge_scorecard_measure", measure_id=name)
    ]
    return sorted(
        placed,
        key=lambda row: (row["scorecard_kind"] != "population", not row["is_headline"], row["scorecard_title"]),
    )


def _card_of_england(
    measure: MeasureOfPlaces, card: Row, placed: dict[str, set[str]], address: str, site: Site
) -> str | None:
    england = measure.england
    if england is None or not site.is_drawn(england.code) or england.code not in placed[card["scorecard_id"]]:
        return None
    return addresses.link(addresses.card(england.code, card["scorecard_id"]), address)


def _label(measure: MeasureOfPlaces, end: date) -> str:
    return words.label(measure.definition["period_kind"], end, measure.definition["timing"])


def _evidence(place: PlaceOnMeasure, placed: dict[str, set[str]], site: Site) -> str | None:
    """Return the first card of a place that shows the measure; none of a place without pages."""
    if not site.is_drawn(place.code):
        return None
    return next((card for card, places in placed.items() if place.code in places), None)


def _with_unit(row: Row, definition: Row) -> str:
    return words.figure(row["value"], definition["unit"], definition["decimal_places"], row["value_reason"])


def _page_of(place: PlaceOnMeasure, address: str, site: Site) -> str | None:
    return addresses.link(addresses.place(place.code), address) if site.is_drawn(place.code) else None


def _line(place: PlaceOnMeasure, row: Row, definition: Row, address: str, card: str | None, site: Site) -> Line:
    unit, places, compared = definition["unit"], definition["decimal_places"], place.compared
    is_newest = row is place.value
    side = (compared["judged_against_england"] or compared["against_england"]) if is_newest and compared else None
    evidence = card and addresses.evidence(
        place.code, card, definition["measure_id"], row["period_end_date"].isoformat()
    )
    rank_told = words.plausible_rank(compared) if is_newest else None
    return Line(
        name=place.name,
        place=_page_of(place, address, site),
        rank=compared["authority_rank"] if compared and rank_told and words.is_rank_told(compared) else None,
        rank_told=rank_told,
        value=row["value"],
        figure=words.cell(row["value"], unit, places, row["value_reason"]),
        evidence=evidence and addresses.link(evidence, address),
        interval=words.likely_range(row, places),
        beside_england=Tag(*words.BESIDE[side]) if side and is_on_one_scale(definition) else None,
        verdict=Tag(*words.headline_tag(place.of_measure(definition))) if is_newest else None,
        mark=words.mark_of(row, place.geography["is_combined_return"]),
    )


def _nameplate(place: PlaceOnMeasure, address: str, site: Site) -> Line:
    return Line(place.name, _page_of(place, address, site), None, None, None, "", None, None, None, None, None)


def _in_order(places: list[PlaceOnMeasure], definition: Row) -> list[PlaceOnMeasure]:
    """Return authorities as they are ranked, equal ones by name; by name alone where nobody is better."""
    if definition["polarity"] == "no_judgement" or not is_on_one_scale(definition):
        return places
    better = -1 if definition["polarity"] == "higher_is_better" else 1
    return sorted(places, key=lambda place: better * place.row["value"])


def _histories(measure: MeasureOfPlaces, line: Callable[..., Line]) -> list[tuple[str, Line]]:
    return [
        (_label(measure, row["period_end_date"]), line(place, row))
        for place in measure.places
        for row in reversed(place.history)
    ]


def _hidden(measure: MeasureOfPlaces, told: dict[str, Line]) -> list[tuple[str, list[Line]]]:
    without = sorted(
        (words.no_value(place.row), place.name, place.code) for place in measure.authorities if not place.has_value
    )
    return [
        (reason, [told[code] for *_, code in places]) for reason, places in groupby(without, key=lambda item: item[0])
    ]


def _why(site: Site, place: PlaceOnMeasure, measure: MeasureOfPlaces) -> str:
    lack, together = why_lacking(site, place, measure)
    return words.why_not_listed(lack, together, place.geography, place.history[-1], measure.definition)


def _england_chart(measure: MeasureOfPlaces) -> str | None:
    if measure.england is None:
        return None
    history = every_period(measure, measure.england)
    extent = charts.Extent.of(history)
    if extent is None or extent.first == extent.last:
        return None
    return charts.multiple(history, measure.definition, extent)


def _rate(site: Site, definition: Row) -> Row | None:
    rate = definition["rate_measure_id"]
    if rate is None or not site.rows("fct_measure_value", measure_id=rate):
        return None
    return site.row("dim_measure", measure_id=rate)


def _listed(measure: MeasureOfPlaces, told: dict[str, Line]) -> list[tuple[str, list[Line]]]:
    """Return who moved further than chance explains by what is said of them, those who got better first."""
    groups: dict[Tag, list[tuple[Row, Line]]] = {}
    for place in measure.authorities:
        if told[place.code].verdict and place.verdict and place.verdict["is_listed"]:
            kind = Tag(*words.headline_kind(place.of_measure(measure.definition)))
            groups.setdefault(kind, []).append((place.verdict, told[place.code]))
    return [
        (words.moved_alike(tag.words, [verdict for verdict, _ in groups[tag]]), [line for _, line in groups[tag]])
        for tag in sorted(groups)
    ]


def _breaks(measure: MeasureOfPlaces) -> list[str]:
    ends = sorted(
        {row["period_end_date"] for place in measure.places for row in place.history if row["is_after_break"]}
    )
    return [_period(measure, end) for end in ends]


def _period(measure: MeasureOfPlaces, end: date) -> str:
    return words.period(measure.definition["period_kind"], end, measure.definition["timing"])


def _shocks(measure: MeasureOfPlaces) -> list[str]:
    """Return what was out of the ordinary, once for each reason and not for each place."""
    shocked = {row["period_end_date"]: row for place in measure.places for row in place.history if row["shock_reason"]}
    named = [row | {"period_label": _label(measure, end)} for end, row in sorted(shocked.items())]
    return words.shocks(named)


def _doubts(measure: MeasureOfPlaces) -> list[tuple[str, str]]:
    return [
        (f"{place.name}, {_period(measure, row['period_end_date'])}", words.doubt(row))
        for place in measure.places
        for row in place.history
        if row["is_doubted"]
    ]


def _revisions(rows: list[Row]) -> list[tuple[str, list[str]]]:
    by_day: dict[date, dict[RevisionKind, list[Row]]] = {}
    for row in rows:
        by_day.setdefault(row["revised_on"], {}).setdefault(row["revision_kind"], []).append(row)
    return [
        (
            words.day(revised_on),
            [words.figures_revised(by_day[revised_on][kind], kind) for kind in sorted(by_day[revised_on])],
        )
        for revised_on in sorted(by_day, reverse=True)
    ]


def _differences(site: Site, measure: MeasureOfPlaces, sources: list[Row]) -> list[str]:
    """Return what two publications, or a figure's own counts, say otherwise of the figures shown, the newest first."""
    names = {place.code: place.name for place in measure.places}
    told = [
        (row["period_end_date"], names.get(row["geography_code"], row["geography_code"]), row["disagreement_sentence"])
        for row in sources
        if row["disagreement_sentence"]
    ]
    shown = {
        (row["release_file_id"], row["source_row"]): (place, row) for place in measure.places for row in place.history
    }
    contradicted = [
        row
        for release in sorted({release for release, _ in shown})
        for row in site.rows("fct_contradicted_figure", release_file_id=release)
        if row["contradiction_kind"] != "other_vintage" and (release, row["source_row"]) in shown
    ]
    if contradicted:
        columns = {
            (row["release_file_id"], row["source_row"]): row["published_column"]
            for row in site.rows("fct_measure_vintage", measure_id=measure.definition["measure_id"], is_current=True)
        }
        for row in contradicted:
            cell = row["release_file_id"], row["source_row"]
            if columns.get(cell) == row["published_column"]:
                place, value = shown[cell]
                told.append((value["period_end_date"], place.name, row["contradiction_sentence"]))
    ordered = sorted(set(told), key=lambda item: item[1:])
    return [
        f"{name}, {_period(measure, end)}. {sentence}"
        for end, name, sentence in sorted(ordered, key=lambda item: item[0], reverse=True)
    ]


def _release_files(site: Site, measure: MeasureOfPlaces) -> list[Row]:
    ids = {row["release_file_id"] for place in measure.places for row in place.history}
    rows = [site.row("dim_release_file", release_file_id=one) for one in sorted(ids)]
    return sorted(
        rows, key=lambda row: (row["publication_title"], release_order(row["release_name"]), row["file_name"])
    )
