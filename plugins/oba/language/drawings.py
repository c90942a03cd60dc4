"""The words that stand in a chart: short, since each has room for a few letters."""

from datetime import date
from typing import Any

from oba.language.figures import unit_name
from oba.language.labels import HELD
from oba.language.numbers import number, ordinal
from oba.periods import YEAR, Timing, months_of_kind
from oba.periods.period import number_in_words

Row = dict[str, Any]

NOTHING_CHANGES = "If nothing changes"
NEIGHBOURS = "Statistical neighbours"
COUNTED_ANEW = "new way of counting"
DOUBTED = "doubted"
NO_FIGURE = "no figure"
ENGLAND = "England"
NEIGHBOURS_OF = "statistical neighbours"
CUT = "An upright line cut at the edge goes further."
MONTHS_SINCE = "Months since the start"
# In a line where there is no figure; beside the chart REASONS say the same at length.
GAPS = {
    "suppressed": "hidden",
    "not_applicable": "does not apply",
    "low_reliability": "not reliable",
    "rounds_to_zero": "too small to show",
}


def drawn_value(value: Any, unit: str, decimal_places: int) -> str:
    """Return a figure as it stands at a point: 448, 12.3%."""
    return number(value, decimal_places) + ("%" if unit == "percent" else "")


def earlier(judgement: Row, has_bar: bool = False) -> str:
    """Return the name of an earlier baseline, and how the figure that came stands to it: Baseline from 2023: better.

    ``has_bar`` tells that its range stands as an upright bar beside that figure: (bar: its range).
    """
    last = judgement["history_to"]
    since = str(last.year) if judgement["period_id"].startswith("year") else f"{last:%b %Y}"
    named = f"Baseline from {since}: {HELD[judgement['forecast_verdict']]}"
    if not has_bar:
        return named
    return f"{named} (bar)" if judgement["forecast_verdict"] == "on_the_baseline" else f"{named} (bar: its range)"


def objective(value: Any, unit: str, decimal_places: int, kind: str, end: date) -> str:
    """Return what stands at a target, with its day: a newer figure may stand beside it. Objective for 2018: 136.

    Args:
        value: the target.
        unit: of the value.
        decimal_places: of the value.
        kind: of the period that it is for.
        end: the last day of that period.
    """
    when = str(end.year) if months_of_kind(kind) >= YEAR else f"{end:%b %Y}"
    return f"Objective for {when}: {drawn_value(value, unit, decimal_places)}"


def gap(reason: str | None) -> str:
    """Return why a line has a gap: hidden."""
    return GAPS.get(reason or "", NO_FIGURE)


def upright_axis(unit: str, starts_at: str | None, is_short: bool = False) -> str:
    """Return what the upright axis shows and, where that is not 0, that it does not start there."""
    name = unit_name(unit)
    words = name[:1].upper() + name[1:]
    if starts_at is None:
        return words
    return f"{words}. {card_axis(starts_at)}" if is_short else f"{words}. This scale starts at {starts_at}, not at 0"


def card_axis(starts_at: str) -> str:
    """Return that a small chart's scale does not start at 0."""
    return f"Scale from {starts_at}, not 0"


def level_axis(kind: str, timing: Timing, end: date) -> str:
    """Return what the periods along a chart are: Years to 31 March, On 31 March of each year, At the end of each month.

    Args:
        kind: of the periods.
        timing: whether a figure is of the day on which its period ends.
        end: the last day of one of them.
    """
    months, day = months_of_kind(kind), f"{end.day} {end:%B}"
    if timing == "at_date":
        return f"On {day} of each year" if months >= YEAR else f"On the last day of each {kind.replace('_', '-')}"
    if months > YEAR:
        return f"{number_in_words(months // YEAR).capitalize()} years to {day}"
    if months == YEAR:
        return f"Years to {day}"
    return "Months" if kind == "month" else f"{kind.replace('_', '-').capitalize()}s, by the month they end in"


def shock(reason: str) -> str:
    """Return the name of what made a period out of the ordinary, which its reason begins with: COVID-19."""
    name, colon, _ = reason.partition(":")
    return name if colon and len(name) <= 24 else "out of the ordinary"


def place_in_order(rank: int | None, name: str, value: str) -> str:
    """Return what stands at a place among others: Leeds: 42.1%; 12th, Leeds: 42.1%."""
    return f"{name}: {value}" if rank is None else f"{ordinal(rank)}, {name}: {value}"


def ends_of_order(first: int | None, last: int | None, polarity: str, places: int) -> tuple[str, str]:
    """Return what stands at both ends of all places in order: 1st (best), 153rd.

    Args:
        first: the rank of the first of them; None where they have no ranks and stand from the lowest to the highest.
        last: the rank of the last.
        polarity: of the measure, which says what a low rank is.
        places: how many there are.
    """
    if first is None or last is None:
        return "lowest", f"highest of {places}"
    return f"{ordinal(first)} ({'highest' if polarity == 'no_judgement' else 'best'})", ordinal(last)
