"""What the page of one curve says beside the verdict: people, others, the story of whom, what is to be done by when."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from oba.language.comparing import as_rate
from oba.language.days import day
from oba.language.figures import ON_ONE_SCALE, figure
from oba.language.headlines import REAL, OfMeasure
from oba.language.labels import POLARITIES, REASONS
from oba.language.numbers import number
from oba.language.wanting import aim_over, who_set_out
from oba.periods import release_order

Row = dict[str, Any]

NO_FORECAST = "A real change need not go on: a year later, most places had not gone further the same way."
PARTS_OF_A_WHOLE = ("percent", "per_10000")  # units of rates whose count is among those that it is of
FINISHED = ("done", "stopped")
STATUSES = {
    "proposed": "proposed",
    "agreed": "agreed",
    "under_way": "under way",
    "done": "done",
    "stopped": "stopped",
}
NAMED_RELEASES = 3  # of one publication; of more, the first and the last are named


def people_behind(newest: Row, rate: Row | None) -> str | None:
    """Return the people behind a figure: of a rate its counts, of a count its rate; None where neither is known.

    Args:
        newest: the newest row of ``scorecard_wide``.
        rate: of a count, its row of ``fct_measure_comparison`` with ``unit`` and ``decimal_places``.
    """
    if newest["value"] is None:
        return None
    if rate is not None:
        return f"{as_rate(rate)}."
    counted, all_of_them = newest["numerator"], newest["denominator"]
    if counted is None:
        return None
    if all_of_them is None:
        return f"The number behind it: {_count(counted)}."
    among = "of" if newest["unit"] in PARTS_OF_A_WHOLE else "for"
    return f"The numbers behind it: {_count(counted)} {among} {_count(all_of_them)}."


def last_shown(history: list[Row]) -> str | None:
    """Return the newest figure that may be shown, where the newest of all may not; None where there is none."""
    if history[-1]["value"] is not None:
        return None
    shown = [row for row in history if row["value"] is not None]
    if not shown:
        return "No figure of it is shown for any year."
    row = shown[-1]
    return f"The last one shown: {figure(row['value'], row['unit'], row['decimal_places'])}, {row['period_label']}."


def no_curve(measure: OfMeasure) -> str | None:
    """Return why a measure has no curve; None of one that was measured once, of which the verdict says so."""
    if measure.definition["cadence"] == "once":
        return None
    if all(row["value"] is None for row in measure.history):
        return "There is no curve: every figure of it is hidden or missing here."
    yet = "" if measure.newest["has_ended"] else " yet"
    return f"There is no curve{yet}: it takes two figures, and there is one."


def outlook(forecast: list[Row], newest: Row) -> str | None:
    """Return where the newest baseline leads at its end, in its band, and asks the method's question of it.

    Args:
        forecast: rows of the newest baseline, oldest first; may be empty.
        newest: the newest row of ``scorecard_wide``.
    """
    if not forecast:
        return None
    unit, places, last = newest["unit"], newest["decimal_places"], forecast[-1]
    then = f"If nothing changes: about {figure(last['projected'], unit, places)} {last['period_time']}"
    if last["projected_low"] is not None:
        low, high = number(last["projected_low"], places), figure(last["projected_high"], unit, places)
        then += f", four times in five between {low} and {high}"
    else:
        then += ", and how sure that is we do not know"
    if last["period_end_date"] <= last["made_on"]:
        return f"{then}. That time has passed, and its figure is not here yet."
    return f"{then}. Is that good enough?"


def trend_is_no_forecast(verdict: Row | None) -> str | None:
    """Return that a change which is real need not go on; None where no change is called real."""
    return NO_FORECAST if verdict and verdict["verdict"] in REAL else None


def neighbours_name(compared: Row) -> str:
    """Return what the middle one of a place's neighbours is called, with how many of them have a figure."""
    return f"Middle of {compared['neighbours_with_value']} statistical neighbours"


def is_on_one_scale(unit: str) -> bool:
    """Tell whether a place and England can be set side by side in a unit."""
    return unit in ON_ONE_SCALE


def not_compared(newest: Row, definition: Row) -> str | None:
    """Return why a figure stands beside no other, with England's where that could stand there; None of England's own.

    Args:
        newest: a row of ``scorecard_wide`` that no other figure can be set beside.
        definition: its row of ``dim_measure``.
    """
    if newest["geographic_level"] == "National":
        return None
    if newest["value"] is None or newest["is_doubted"]:
        return f"{_not_told(newest)} {_england(newest)}".rstrip()
    if definition["cadence"] == "once" or is_on_one_scale(newest["unit"]):
        return "No figure of another place is known for this time."
    lacking = "its rate is not known for this time" if definition["rate_measure_id"] else "no rate of it is published"
    return f"A number is larger where more children live. It cannot be put beside other places, as {lacking}."


def _not_told(newest: Row) -> str:
    if newest["value"] is not None:
        return "The newest figure is in doubt, so it is put beside no other."
    if newest["value_reason"] == "suppressed":
        return f"The newest figure is {REASONS['suppressed']}, so it is put beside no other."
    return "There is no newest figure to put beside others."


def _england(newest: Row) -> str:
    if newest["england_value"] is None or not is_on_one_scale(newest["unit"]):
        return ""
    return f"England's: {figure(newest['england_value'], newest['unit'], newest['decimal_places'])}."


def way_wanted(placed: Row, objectives: list[Row]) -> str:
    """Return which way of a measure is better here: as somebody wants it on this card, or else in general.

    Args:
        placed: a row of ``scorecard_wide``; where the aim is stated is left to the evidence.
        objectives: rows of ``fct_objective`` of its measure.
    """
    if placed["wanted_direction"] is None:
        return POLARITIES[placed["polarity"]]
    years = aim_over(placed, objectives)
    when = f" from {years}" if years else ""
    return f"{who_set_out(placed)}{when}."


def story_untold(geography: Row, scorecard: Row, entries: list[Row], is_told_elsewhere: bool = False) -> str | None:
    """Return that nobody of a place has written the story behind its curves; None where somebody has.

    Args:
        geography: a row of ``dim_geography``.
        scorecard: a row of ``dim_scorecard``.
        entries: story, partners, ideas and actions of the card that are shown for the place.
        is_told_elsewhere: whether the place has written of the curve on another card; then no more is said than whose
            what follows is.
    """
    if not entries:
        untold = "Nobody has written the story of this curve yet: what helps, what hinders, who can help, what to do."
        return None if is_told_elsewhere else untold
    if not scorecard["is_for_all_places"] or any(entry.get("geography_code") for entry in entries):
        return None
    place = geography["geography_name"]
    if geography["geographic_level"] != "Local authority":
        return f"What follows was found in single places and need not be so in all of {place}."
    follows = "What follows was found in other places."
    return follows if is_told_elsewhere else f"Nobody in {place} has written its own story yet. {follows}"


def is_overdue(action: Row, is_over: Callable[[date], bool]) -> bool:
    """Tell whether an action should be finished by now and is not.

    Args:
        action: a row of ``scorecard_action``.
        is_over: tells whether a day is over; asked of the days of unfinished actions alone.
    """
    due = action["due_date"]
    return due is not None and action["action_status"] not in FINISHED and is_over(due)


def due(action: Row) -> str:
    """Return by when an action is due and how it stands."""
    by = "No date" if action["due_date"] is None else f"By {day(action['due_date'])}"
    status = action["action_status"] and STATUSES[action["action_status"]]
    return ", ".join(filter(None, (by, status)))


def target(objective: Row) -> str | None:
    """Return the figure that an objective wants and by when, and the one that came; None where it names none."""
    if objective["target_value"] is None:
        return None
    wanted = figure(objective["target_value"], objective["unit"], objective["decimal_places"])
    by = objective["target_label"] or (objective["target_period_end_date"] and day(objective["target_period_end_date"]))
    if not by:
        return f"Target: {wanted}."
    came = objective["value_at_target_period"]
    then = "" if came is None else f" It was {figure(came, objective['unit'], objective['decimal_places'])} then."
    return f"Target: {wanted}, {by}.{then}"


def why_so_judged(objective: Row) -> str | None:
    """Return why an objective was judged so; None where its target and the figure that came say it."""
    if objective["objective_verdict"] == "partially_met":
        return objective["note"] or objective["why"]
    return objective["why"] if objective["target_value"] is None else None


def releases(history: list[Row]) -> str:
    """Return the releases from which a curve is made, by publication; ``history`` are rows of ``scorecard_wide``."""
    names = sorted({(row["publication_title"], row["release_name"]) for row in history if row["release_name"]})
    found = []
    for title, of_title in groupby(names, key=lambda name: name[0]):
        named = sorted((name for _, name in of_title), key=release_order)
        if len(named) == 1:
            found.append(f"{title}, release {named[0]}")
        elif len(named) <= NAMED_RELEASES:
            found.append(f"{title}, releases {', '.join(named[:-1])} and {named[-1]}")
        else:
            found.append(f"{title}, {len(named)} releases from {named[0]} to {named[-1]}")
    return "; ".join(found)


def _count(value: Any) -> str:
    """Return a count of people; of those counted by their hours, with one decimal place."""
    return number(value, 0 if value == int(value) else 1)
