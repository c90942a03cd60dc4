"""Every place, measure, curve and programme, as they are listed and found on the home page."""

from dataclasses import dataclass, field

from oba import language as words
from oba.site import addresses
from oba.site.curve import headlines
from oba.site.reading import MeasureOnCard, Row, Site, headlines_once


@dataclass(frozen=True)
class Found:
    """A place in a list."""

    code: str
    name: str
    find: str  # what it is found by: its name, code, and those of the councils that it came from
    until: str | None = None  # of a council that there is no more: its last day
    now: tuple[tuple[str, str], ...] = ()  # code and name of what came after it


@dataclass(frozen=True)
class OwnPlace:
    """One of the council's own places, with what its cards say in a line each."""

    geography: Row
    cards: list[tuple[str, str, str]]  # identifier, title, and how its headlines fare
    fares: str  # how all its headlines fare, one on several cards once
    has_document: bool


@dataclass(frozen=True)
class MeasureGroup:
    """Measures that are about one thing: those of one card that no card before has."""

    title: str
    is_programme: bool
    measures: list[Row] = field(default_factory=list)  # rows of dim_measure


@dataclass(frozen=True)
class CurveOnCard:
    """The curve of a measure on a card, of whichever places have one."""

    to: str  # leads from the page of a place to that of its curve
    title: str  # of the card
    sets: list[int]  # the sets of curves that it is one of


@dataclass(frozen=True)
class Curves:
    """Every curve that has a page. Most places have the same ones, so these are told in sets."""

    of_measure: dict[str, list[CurveOnCard]]  # by identifier; the one that is led to first stands first
    set_of: dict[str, int]  # by code of a place: the number of its set; a place without a curve has none
    example: tuple[str, str] | None  # name of a place and of a measure of which it has a curve


def places_by_region(
    site: Site, drawn: frozenset[str]
) -> tuple[list[tuple[str, list[Found]]], list[Found], list[Found]]:
    """Return the councils of each region by name, England and the regions, and the councils that there are no more."""
    known = {row["geography_code"]: row for row in site.rows("dim_geography")}
    before, after = _succession(site, known)
    groups: dict[str, list[Found]] = {}
    wide: list[Found] = []
    ended: list[Found] = []
    for row in site.places():
        code, name = row["geography_code"], row["geography_name"]
        if code not in drawn:
            continue
        find = " ".join([name, code, *before.get(code, [])])
        if row["geographic_level"] != "Local authority":
            wide.append(Found(code, name, find))
        elif row["valid_to"] is not None:
            now = tuple((later, known[later]["geography_name"]) for later in after.get(code, []) if later in drawn)
            ended.append(Found(code, name, find, words.day(row["valid_to"]), now))
        else:
            groups.setdefault(row["region_name"] or "Other places", []).append(Found(code, name, find))
    wide.sort(key=lambda found: (known[found.code]["geographic_level"] != "National", found.name))
    return sorted(groups.items()), wide, ended


def own_places(site: Site, drawn: frozenset[str]) -> list[OwnPlace]:
    """Return the council's own places in the order of its settings, with a line for each of their cards."""
    return [_own_place(site, code) for code in site.authorities if code in drawn]


def _own_place(site: Site, code: str) -> OwnPlace:
    listed = [(row, site.card(row["scorecard_id"], code)) for row in site.scorecards_of(code)]
    cards = [(row, card) for row, card in listed if card]
    return OwnPlace(
        site.row("dim_geography", geography_code=code),
        [(row["scorecard_id"], row["scorecard_title"], _fares(card.headlines)) for row, card in cards],
        _fares(headlines_once([card for row, card in cards if row["scorecard_kind"] == "population"])),
        code in site.documents,
    )


def measures(site: Site) -> list[MeasureGroup]:
    """Return every measure that has a figure anywhere, once, by the first card that has it.

    Programmes come after outcomes, and what is on no card last.
    """
    described = {row["measure_id"]: row for row in site.rows("dim_measure")}
    has_figures = {name for name in described if site.has_rows("fct_measure_value", measure_id=name)}
    placed = sorted(site.rows("bridge_scorecard_measure"), key=lambda row: row["display_order"])
    groups = []
    for card in sorted(site.rows("dim_scorecard"), key=_population_first):
        on_card = [row["measure_id"] for row in placed if row["scorecard_id"] == card["scorecard_id"]]
        new = [described[name] for name in on_card if name in has_figures]
        has_figures -= {row["measure_id"] for row in new}
        if new:
            groups.append(MeasureGroup(card["scorecard_title"], card["scorecard_kind"] == "programme", new))
    others = sorted((described[name] for name in has_figures), key=lambda row: (row["measure_name"], row["measure_id"]))
    return [*groups, *([MeasureGroup("On no scorecard", False, others)] if others else [])]


def curves(site: Site, drawn: frozenset[str]) -> Curves:
    """Return every curve of the places that are drawn: what a place and a measure together lead to.

    Of a measure on several cards, one without an aim of its own for it comes first, as where headlines are counted.
    """
    cards = {row["scorecard_id"]: row for row in site.rows("dim_scorecard")}
    sets: dict[tuple[tuple[str, str], ...], int] = {}
    set_of: dict[str, int] = {}
    for place in sorted(drawn):
        if those := tuple(headlines(site, place)):
            set_of[place] = sets.setdefault(those, len(sets))
    of_measure: dict[str, list[CurveOnCard]] = {}
    placed = {(row["scorecard_id"], row["measure_id"]): row for row in site.rows("bridge_scorecard_measure")}
    for card, measure in sorted(
        {curve for those in sets for curve in those},
        key=lambda curve: (placed[curve]["wanted_direction"] is not None, *_population_first(cards[curve[0]])),
    ):
        # The folder of a place holds its curves, so that one way there is right for all.
        to = addresses.link(addresses.curve("place", card, measure), addresses.place("place"))
        numbers = [number for those, number in sets.items() if (card, measure) in those]
        of_measure.setdefault(measure, []).append(CurveOnCard(to, cards[card]["scorecard_title"], numbers))
    return Curves(of_measure, set_of, _example(site, set_of, sets))


def _example(
    site: Site, set_of: dict[str, int], sets: dict[tuple[tuple[str, str], ...], int]
) -> tuple[str, str] | None:
    """Return the council's own first place, or else any, with the shortest name of a measure of its curves.

    Both are whole names, so that the two typed together mean one curve.
    """
    place = next((code for code in (*site.authorities, *set_of) if code in set_of), None)
    if place is None:
        return None
    measures = {measure for those, number in sets.items() if number == set_of[place] for _, measure in those}
    names = [site.row("dim_measure", measure_id=name)["measure_name"] for name in measures]
    return (
        site.row("dim_geography", geography_code=place)["geography_name"],
        min(names, key=lambda name: (len(name), name)),
    )


def programmes(site: Site, drawn: frozenset[str]) -> list[tuple[Row, Row]]:
    """Return the programme cards that have figures by title, each with the place that it is about."""
    return [
        (card, site.row("dim_geography", geography_code=placed["geography_code"]))
        for card in sorted(site.rows("dim_scorecard"), key=_population_first)
        if card["scorecard_kind"] == "programme"
        for placed in site.rows("bridge_scorecard_geography", scorecard_id=card["scorecard_id"])
        if placed["geography_code"] in drawn and site.has_card(card["scorecard_id"], placed["geography_code"])
    ]


def _population_first(card: Row) -> tuple[bool, bool, str]:
    kind = card["scorecard_kind"]
    return kind != "population", not card["is_for_all_places"], card["scorecard_title"]


def _fares(headlines: list[MeasureOnCard]) -> str:
    """Return how some headlines fare, as their tags say."""
    return words.fares_counted(words.fares_of(headlines))


def _succession(site: Site, known: dict[str, Row]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return by code the names and codes of what a council came from, and the codes of what came after it."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for row in site.rows("bridge_geography_successor"):
        old, new = row["predecessor_code"], row["successor_code"]
        before.setdefault(new, []).append(old)
        if old in known:
            before[new].append(known[old]["geography_name"])
        if new in known:
            after.setdefault(old, []).append(new)
    return before, after
