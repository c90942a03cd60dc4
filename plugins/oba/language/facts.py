"""What a card says of a measure beside its newest figure, line by line."""

from typing import Any, NamedTuple

from oba.language.comparing import as_rate, gap, rank
from oba.language.days import period
from oba.language.figures import ON_ONE_SCALE, change, figure
from oba.language.labels import BESIDE, POLARITIES
from oba.language.numbers import number
from oba.language.wanting import wanted

Row = dict[str, Any]


class Fact(NamedTuple):
    """One line of a card."""

    words: str
    warning: str | None = None  # what must not be read over, after the words


class Shown(NamedTuple):
    """What is known of a measure for one place."""

    newest: Row  # its newest row of scorecard_wide
    definition: Row  # its row of dim_measure
    outlook: Row | None  # the first period of its newest baseline, where that is drawn
    beside: list[tuple[str, str]]  # name and column of the places whose figures stand beside this one's
    is_followed: bool  # whether its figures are a history of each other
    rate: Row | None  # of a count, its rate beside those of other places


def facts(shown: Shown) -> list[Fact]:
    """Return the lines of a measure, in the order in which they are read; a line without its figures is left out."""
    lines = (
        fact(shown)
        for fact in (_a_year_earlier, _since, _places, _as_rate, _neighbours, _rank, _outlook, _gap, _polarity)
    )
    return [line for line in lines if line]


def _a_year_earlier(shown: Shown) -> Fact | None:
    if not shown.is_followed:
        return None
    newest = shown.newest
    before = _figure(newest, "previous_value")
    if newest["previous_doubt_reason"]:
        return Fact(f"One year earlier: {before}, which is doubted, so the change is not worked out.")
    if newest["doubt_reason"]:
        return Fact(f"One year earlier: {before}.")
    since = change(newest["value"], newest["previous_value"], newest["unit"], newest["decimal_places"])
    return Fact(f"One year earlier: {before}, so {since}." if since else f"One year earlier: {before}.")


def _since(shown: Shown) -> Fact | None:
    newest, start = shown.newest, shown.newest["baseline_period_end_date"]
    if not shown.is_followed or start is None or start >= newest["period_end_date"] or newest["doubt_reason"]:
        return None
    overall = change(newest["value"], newest["baseline_value"], newest["unit"], newest["decimal_places"])
    when = period(shown.definition["period_kind"], start, shown.definition["timing"])
    return Fact(f"Since {when}, when it was {_figure(newest, 'baseline_value')}: {overall}.") if overall else None


def _places(shown: Shown) -> Fact | None:
    newest = shown.newest
    places = [(name, column) for name, column in shown.beside if column != "neighbours_median"]
    lines = [f"{name}: {_figure(newest, column)}." for name, column in places]
    if lines:
        name, column = places[0]
        lines[0] = f"{name}, same period: {_figure(newest, column)}."
    if newest["against_england"] and newest["unit"] in ON_ONE_SCALE:
        beside_england = BESIDE[newest["judged_against_england"] or newest["against_england"]][0]
        lines.append(f"Beside England: {beside_england.lower()}.")
    return Fact(" ".join(lines)) if lines else None


def _as_rate(shown: Shown) -> Fact | None:
    if shown.rate is None:
        return None
    side = shown.rate["judged_against_england"] or shown.rate["against_england"]
    lines = [
        f"{as_rate(shown.rate)}.",
        side and f"Beside England: {BESIDE[side][0].lower()}.",
        rank(shown.rate),
        gap(shown.rate),
    ]
    return Fact(" ".join(line for line in lines if line))


def _neighbours(shown: Shown) -> Fact | None:
    newest = shown.newest
    if not newest["neighbours_with_value"] or newest["unit"] not in ON_ONE_SCALE:
        return None
    counted = f"{newest['neighbours_with_value']} of {newest['neighbours_in_set']} with a figure"
    averages = f"median {_figure(newest, 'neighbours_median')}, mean {_figure(newest, 'neighbours_mean')}"
    unlike = newest["neighbours_not_close"]
    far = f"; {unlike} of them not close to {newest['geography_name']}" if unlike else ""
    set_year = newest["neighbour_set_year"]
    return Fact(f"Statistical neighbours ({set_year} set, {counted}): {averages}{far}.", newest["neighbours_warning"])


def _rank(shown: Shown) -> Fact | None:
    words = rank(shown.newest) if shown.newest["unit"] in ON_ONE_SCALE else None
    return Fact(words) if words else None


def _outlook(shown: Shown) -> Fact | None:
    if shown.outlook is None:
        return None
    unit, places = shown.newest["unit"], shown.newest["decimal_places"]
    projected, low, high = (shown.outlook[name] for name in ("projected", "projected_low", "projected_high"))
    band = "" if low is None else f", four in five between {number(low, places)} and {figure(high, unit, places)}"
    then = f"{figure(projected, unit, places)} {shown.outlook['period_time']}"
    if shown.outlook["period_end_date"] <= shown.outlook["made_on"]:
        return Fact(f"If nothing changed: {then}{band}. That time has passed, and its figure is not here yet.")
    return Fact(f"If nothing changes: {then}{band}. Is that future good enough?")


def _gap(shown: Shown) -> Fact | None:
    words = gap(shown.newest)
    return Fact(words) if words else None


def _polarity(shown: Shown) -> Fact:
    general = POLARITIES[shown.newest["polarity"]]
    return Fact(general if shown.newest["wanted_direction"] is None else f"{general} {wanted(shown.newest)}.")


def _figure(row: Row, column: str) -> str:
    return figure(row[column], row["unit"], row["decimal_places"], row.get(f"{column}_reason"))
