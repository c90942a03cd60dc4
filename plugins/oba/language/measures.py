"""A measure of many places: who is first, who really moved, who is not in the list, how figures were revised."""

from datetime import date
from typing import Any

from oba.language.comparing import is_rank_told
from oba.language.days import day, label, period
from oba.language.headlines import england_too
from oba.language.labels import REASONS
from oba.language.numbers import number
from oba.periods import CADENCES, moved
from oba.vocabulary import RevisionKind

Row = dict[str, Any]

REVISIONS: dict[RevisionKind, str] = {
    "value": "changed to another figure",
    "value_to_symbol": "shown before, and no longer",
    "symbol_to_value": "not shown before, and now shown",
    "symbol": "not shown, now for another reason",
    "withdrawn": "taken out",
    "restored": "put back",
}
ORDERS = {
    "higher_is_better": "Higher is better: the list starts with the highest figure.",
    "lower_is_better": "Lower is better: the list starts with the lowest figure.",
    "no_judgement": "Neither higher nor lower is better by itself, so nobody is called best: the list is by name.",
}
CADENCE_NAMES = {
    "annual": "once a year",
    "half_yearly": "twice a year",
    "quarterly": "every three months",
    "monthly": "every month",
}
INTERVALS = {
    "wilson": "Wilson's 95% interval of a percentage",
    "byar": "Byar's 95% interval of a rate",
    "count": "95% interval of a count (Byar)",
    "none": "Not known: the counts behind the figures are not published, or it is no count of people",
}


def order_of_places(polarity: str) -> str:
    """Return in which order authorities are listed, and why."""
    return ORDERS[polarity]


def plausible_rank(row: Row | None) -> str | None:
    """Return a rank with the ranks that chance alone could have given; None without them: a bare rank says too much.

    Where they are more than half of all, they stand without it.

    ``row`` is one of ``fct_measure_comparison``.
    """
    if row is None or row["authority_rank"] is None or row["rank_low"] is None:
        return None
    could_be = f"{row['rank_low']} to {row['rank_high']}"
    return f"{row['authority_rank']} ({could_be})" if is_rank_told(row) else could_be


def likely_range(row: Row, decimal_places: int) -> str | None:
    """Return the interval of a row of ``fct_measure_value``, where it has one: 23.3 to 24.9.

    One so narrow that its ends are written alike is told in one decimal place more.
    """
    ends = _likely_ends(row, decimal_places)
    return ends and f"{ends[0]} to {ends[1]}"


def likely_between(row: Row, decimal_places: int) -> str | None:
    """Return the same as part of a sentence: likely between 23.3 and 24.9."""
    ends = _likely_ends(row, decimal_places)
    return ends and f"likely between {ends[0]} and {ends[1]}"


def _likely_ends(row: Row, decimal_places: int) -> tuple[str, str] | None:
    if row["value"] is None or row["interval_low"] is None:
        return None
    for places in (decimal_places, decimal_places + 1):
        low, high = (number(row[f"interval_{end}"], places) for end in ("low", "high"))
        if low != high:
            break
    return low, high


def who_moved(row: Row | None) -> str:
    """Return how many authorities moved further than chance explains, and how many of these may be chance.

    ``row`` is one of ``fct_measure_verdict`` of a measure, or None where no authority could be judged.
    """
    if row is None or not row["authorities_judged"]:
        return "No place has enough figures yet to tell a real change from chance."
    judged, listed = row["authorities_judged"], row["list_length"]
    if judged == 1:
        return "Only one authority has enough figures to tell a real change from chance, so there is no list."
    if not listed:
        return f"Of {judged} authorities with enough figures, none moved so far that chance does not explain it."
    moved_further = f"Of {judged} authorities with enough figures, {listed} moved further than chance explains."
    return f"{moved_further} {_still_chance(listed, row['listed_by_chance'])}"


def moved_alike(tag: str, verdicts: list[Row]) -> str:
    """Return how many authorities moved further than chance explains and have one tag, and that England moved too.

    Args:
        tag: what is said of each.
        verdicts: their rows of ``fct_measure_verdict``, of one period.
    """
    told = {england_too(row) for row in verdicts}
    too = told.pop() if len(told) == 1 else None
    return ". ".join(filter(None, (f"{tag}: {number(len(verdicts), 0)}", too)))


def _still_chance(listed: int, by_chance: float) -> str:
    about = round(by_chance)
    these = "it" if listed == 1 else f"these {listed}"
    if listed == 1 or about < 1:
        return (
            f"It is unlikely that {these} moved by chance alone."
            if listed == 1
            else (f"Fewer than 1 of {these} is expected to be there by chance alone.")
        )
    return f"About {about} of {these} may still be chance."


def why_not_listed(lack: str, together: str | None, geography: Row, last: Row, definition: Row) -> str:
    """Return why an authority stands in no list of the newest period.

    Args:
        lack: ``counted_together``, ``ended`` or ``no_row``.
        together: the name of the return that counts it, of the first.
        geography: its row of ``dim_geography``.
        last: its newest row of ``fct_measure_value``.
        definition: the measure's row of ``dim_measure``.
    """
    last_one = f"its last row is for {period(definition['period_kind'], last['period_end_date'], definition['timing'])}"
    if lack == "counted_together":
        return f"counted together with its partner as {together}"
    if lack == "ended":
        return f"the authority ended on {day(geography['valid_to'])}; {last_one}"
    return f"no figure was published for it in the newest period; {last_one}"


def no_value(row: Row) -> str:
    """Return why a row of ``fct_measure_value`` has no value: never 0."""
    return REASONS.get(row["value_reason"], "no figure")


def mark_of(row: Row, is_combined: bool) -> str | None:
    """Return what must be read with a figure of ``fct_measure_value``, in a word or two."""
    marks = [
        "two authorities counted together" if is_combined else None,
        "doubted" if row["is_doubted"] else None,
        "counted another way than before" if row["is_after_break"] else None,
    ]
    return ", ".join(mark for mark in marks if mark) or None


def next_figures(definition: Row, newest: date) -> str | None:
    """Return how often figures come and which are next; None of what was measured one time.

    Args:
        definition: a row of ``dim_measure``.
        newest: the last day of the newest period.
    """
    months = CADENCES.get(definition["cadence"])
    if months is None or definition["lag_months"] is None:
        return None
    coming = moved(newest, months)
    due = moved(coming, definition["lag_months"])
    name = label(definition["period_kind"], coming, definition["timing"])
    return (
        f"Figures come {CADENCE_NAMES[definition['cadence']]}. The next are for {name}; they usually come out about "
        f"{due:%B %Y}."
    )


def figures_revised(rows: list[Row], kind: RevisionKind) -> str:
    """Return how many figures one release revised in one way."""
    figures = "1 figure" if len(rows) == 1 else f"{len(rows):,} figures"
    return f"{figures} {REVISIONS[kind]}"


def rate_instead() -> str:
    """Return why places are not ranked by a count."""
    return "This is a count. It is larger where more children live, so places are not ranked by it."


def compared_by_rate(name: str) -> str:
    """Return why a rate stands on a page in place of a count, before the rate's name."""
    return f"\u201c{name}\u201d is a count. It is larger where more children live. So this page compares the rate:"


def scale_of(low: float, high: float, unit: str) -> str:
    """Return what the foot and the top of a chart without an axis stand for: from 0% at the foot to 50% at the top."""
    places = 0 if high >= 10 else 1
    foot, top = (f"{number(end, places)}{'%' if unit == 'percent' else ''}" for end in (low, high))
    return f"from {foot} at the foot to about {top} at the top"


def stands_for(card: Row) -> str:
    """Return what a measure is a sign of.

    ``card`` is a row of ``dim_scorecard`` with its row of ``bridge_scorecard_measure``.
    """
    role = "a headline measure" if card["is_headline"] else "a measure"
    if card["scorecard_kind"] == "population" and card["outcome"]:
        told = f"It is {role} of this outcome: \u201c{card['outcome'].rstrip('.')}\u201d."
    else:
        told = f"It is {role} of {card['scorecard_title']}."
    power = card["proxy_power"]
    return told if power is None else f"{told} How much it tells about that: {power}."


def rank_heading(polarity: str) -> str:
    """Return the heading of a column of ranks with the ranks that chance alone could have given."""
    return "Rank, highest first" if polarity == "no_judgement" else "Rank, best first"


def few_places(count: int) -> str:
    """Return that a measure is of too few authorities to set side by side."""
    if count == 1:
        return "One authority alone has figures of this measure, so nobody stands beside it."
    return "Too few authorities have figures of this measure to set them side by side."


def interval_named(method: str) -> str:
    """Return by which method the likely range of a measure is found."""
    return INTERVALS[method]


def chart_of_ranks(name: str, when: str) -> str:
    """Return what the chart of all authorities shows, for who cannot see it."""
    return f"Chart of {name}, {when}: every authority in order. The table on this page holds each figure."


def came_out(file: Row) -> str:
    """Return when a release came out, of a row of ``dim_release_file``: its day, or what is known of it."""
    if file["published_date"] is not None:
        return day(file["published_date"])
    return file["published_note"] or "day not known"


def compared_twice(given: int, differ: int) -> str:
    """Return how many figures two publications give, and on how many of them they differ beyond rounding."""
    figures = "1 figure is" if given == 1 else f"{given:,} figures are"
    if not differ:
        return f"{figures} given by two publications, and they agree."
    return f"{figures} given by two publications. They differ on {differ:,}, beyond rounding:"


def capital(words: str) -> str:
    """Return words with a capital at their start."""
    return words[:1].upper() + words[1:]
