"""A measure as a card says it: one row, composed before the page is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from oba import language as words
from oba.site import addresses, charts
from oba.site.reading import Card, MeasureOnCard, Row

FIRST = 2  # forces of each kind and actions before the fold, as many as there is room for
ROOM = 70  # words of them
LITTLE_ROOM = 40  # where there are so many headlines that they fill the screen
MANY = 4
SHOWN_IN_BOX = 3  # measures of a quadrant before the fold


@dataclass(frozen=True)
class Line:
    """What a card says of one measure."""

    name: str  # the measure's id
    title: str
    plain: str  # what it counts, in plain words
    is_headline: bool
    quadrant: str | None
    is_number: bool  # how many, not how many of a hundred
    figure: str
    is_told: bool  # whether the figure is a number, not a reason why there is none
    period: str
    people: str | None
    chance: str | None
    is_followed: bool
    tag: str
    look: str
    verdict: str
    beside: list[str]
    short: str  # the first of them, where there is little room
    cautions: list[str]
    curve: str | None  # SVG text, large enough to be read
    spark: str | None  # the same as a word among words
    evidence: str  # relative link to where the figure comes from
    page: str | None  # relative link to its turning-the-curve page, where it has one

    @classmethod
    def of(cls, measure: MeasureOnCard, at: str, is_short: bool = False, has_ended: bool = False) -> Self:
        """Compose what a card says of a measure.

        Args:
            measure: one of the card's measures.
            at: the address of the page, from which links lead.
            is_short: whether there is little room for a comparison.
            has_ended: whether the place is a council of the past.
        """
        newest, definition = measure.newest, measure.definition
        place, scorecard, name = newest["geography_code"], newest["scorecard_id"], newest["measure_id"]
        tag, look = words.headline_tag(measure)
        is_followed = words.is_followed(measure)
        end = newest["period_end_date"].isoformat()
        beside = words.beside_others(measure, is_short)
        is_number = newest["unit"] not in words.ON_ONE_SCALE
        page = addresses.curve(place, scorecard, name) if definition["is_headline"] else None
        return cls(
            name=name,
            title=newest["measure_name"],
            plain=newest["plain_definition"],
            is_headline=definition["is_headline"],
            quadrant=definition["quadrant"],
            is_number=is_number,
            figure=words.figure(newest["value"], newest["unit"], newest["decimal_places"], newest["value_reason"]),
            is_told=newest["value"] is not None,
            period=newest["period_label"],
            people=words.people(newest),
            chance=words.chance(newest),
            is_followed=is_followed,
            tag=tag,
            look=look,
            verdict=words.headline_verdict(measure),
            beside=beside,
            short=" ".join(beside[: 2 if is_number else 1]),
            cautions=words.cautions(measure, has_ended),
            curve=charts.curve(measure, "card") if is_followed and definition["is_headline"] else None,
            spark=charts.curve(measure, "spark") if is_followed else None,
            evidence=addresses.link(addresses.evidence(place, scorecard, name, end), at),
            page=page and addresses.link(page, at),
        )


class Box(NamedTuple):
    """One of the four quadrants."""

    heading: str
    sign: str  # number or share, as people draw it
    shown: list[Line]
    folded: list[Line]


def quadrants(lines: list[Line]) -> list[Box]:
    """Return the four boxes of a programme card, headlines first in each; a box may be empty."""
    better = words.QUADRANTS["better_off"]
    boxes = [
        (words.QUADRANTS["how_much"], "#", [line for line in lines if line.quadrant == "how_much"]),
        (words.QUADRANTS["how_well"], "%", [line for line in lines if line.quadrant == "how_well"]),
        (better, "#", [line for line in lines if line.quadrant == "better_off" and line.is_number]),
        (better, "%", [line for line in lines if line.quadrant == "better_off" and not line.is_number]),
    ]
    return [_box(heading, sign, of) for heading, sign, of in boxes]


def _box(heading: str, sign: str, lines: list[Line]) -> Box:
    first = sorted(lines, key=lambda line: not line.is_headline)
    shown = max(SHOWN_IN_BOX, sum(line.is_headline for line in lines))
    return Box(heading, sign, first[:shown], first[shown:])


class Story(NamedTuple):
    """What is behind the curves, in brief and in full."""

    helping: list[Row]
    hindering: list[Row]
    actions: list[tuple[Row, bool]]  # with whether each is overdue, those first
    all_actions: list[tuple[Row, bool]]
    has_more: bool  # whether anything is left for the fold
    is_empty: bool


def story(card: Card, is_over: Callable[[date], bool]) -> Story:
    """Return the story of a card, cut to what is read first: of each list in turn, as much as there is room for.

    Args:
        card: the card; its lists are those of its place.
        is_over: tells whether a day is over.
    """
    helping = [row for row in card.lists["story"] if row["force"] == "helping"]
    hindering = [row for row in card.lists["story"] if row["force"] == "hindering"]
    actions = sorted(
        ((row, words.is_overdue(row, is_over)) for row in card.lists["action"]),
        key=lambda pair: (not pair[1], pair[0]["due_date"] or date.max, pair[0]["entry_number"]),
    )
    rows = (helping, hindering, [row for row, _ in actions])
    shown, room = [0, 0, 0], LITTLE_ROOM if len(card.headlines) >= MANY else ROOM
    for turn in range(FIRST):
        for which, entries in enumerate(rows):
            if turn < len(entries):
                said = (entries[turn]["entry_words"], words.borrowed(entries[turn], card.scorecard) or "")
                room -= len(" ".join(said).split())
                shown[which] += turn == 0 or room >= 0
    told = (helping[: shown[0]], hindering[: shown[1]], actions[: shown[2]])
    is_cut = [len(part) for part in told] != [len(part) for part in rows]
    return Story(
        *told,
        actions,
        is_cut or any(card.lists[name] for name in ("partner", "idea", "data_development")),
        not any(card.lists.values()),
    )


def objectives(card: Card) -> list[Row]:
    """Return the objectives of a card's measures, then those without a figure, each once."""
    of_measures = [
        row | {"measure_name": measure.newest["measure_name"]}
        for measure in card.measures
        for row in measure.objectives
    ]
    return of_measures + [row | {"measure_name": None} for row in card.objectives_without_figures]
