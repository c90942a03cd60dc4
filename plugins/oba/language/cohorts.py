"""What a card says of families followed: shares with their intervals, who moved where, effects, returns."""

from typing import Any

from oba.language.days import day
from oba.language.figures import distance
from oba.language.labels import REASONS
from oba.language.numbers import number, rounded

Row = dict[str, Any]

HIDDEN = "hidden to protect children's identity"
COHORT_REASONS = {**REASONS, "suppressed": HIDDEN}
# Statuses from the most help to none, as a line of a table and as a name in a drawing.
COHORT_STATUSES: dict[str, tuple[str, str]] = {
    "looked_after": ("Looked after", "Looked after"),
    "kinship_care": ("Living with kin", "With kin"),
    "child_protection_plan": ("Child protection plan", "Protection plan"),
    "child_in_need": ("Child in need", "In need"),
    "early_help": ("Early help", "Early help"),
    "closed": ("Closed", "Closed"),
}
COHORT_GROUPS = {
    "offered_attended": "Conference held",
    "offered_not_held": "Offered, not held",
    "offered_declined": "Offered, declined",
    "offered": "Offered a conference",
    "not_offered": "Not offered",
    "all": "All families",
}
CHECKPOINTS = {"entry": "at the start", "exit": "at the end of the conference", "follow_up": "at follow-up"}
INDEX_EVENTS = {
    "pre_proceedings_letter": "a letter before proceedings",
    "conference_offer": "the offer of a conference",
    "conference_referral": "the referral to a conference",
    "conference_held": "the conference",
    "conference_exit": "leaving the conference service",
    "child_protection_plan_started": "the start of a child protection plan",
}
COHORT_MEASURES = {
    "offered": "Offered a conference",
    "accepted": "Accepted the offer",
    "held": "Conference held",
    "held_in_time": "Held within the time set",
    "plan_agreed": "Left with a plan that was agreed",
    "satisfied": "Satisfied with the conference",
    "review_in_time": "Reviewed at about twelve weeks",
    "closed_at_follow_up": "Closed to children's social care at follow-up",
    "stepped_down_or_closed_at_follow_up": "Needing less help, or none, at follow-up",
}
# In a sentence, and beside an axis.
SURVIVAL_EVENTS = {
    "closed": ("closed to children's social care", "closed"),
    "looked_after": ("looked after", "looked after"),
}
EFFECTS: dict[str, tuple[str, str]] = {
    "better": ("Better", "better"),
    "worse": ("Worse", "worse"),
    "different": ("Different", "plain"),
    "no_difference_shown": ("No difference shown", "plain"),
    "too_few_to_tell": ("Too few to tell", "unknown"),
    "nobody_to_compare": ("Nobody to compare with", "unknown"),
    "hidden": ("Hidden to protect children's identity", "plain"),
}
# Whom a comparison sets beside whom.
COMPARED = {
    "by_offer": ("families offered a conference", "families not offered one"),
    "by_attendance": ("families whose conference was held", "all other families"),
}
EFFECT_OF = {
    "by_offer": "Here, by offer",
    "by_attendance": "Here, by conference held",
    "trial": "The national trial",
}
# What the national trial registered beforehand as the outcome by which it is judged.
FIRST_OUTCOME = "looked_after_at_12_months"
NOT_TESTED = {"too_few_to_tell", "nobody_to_compare"}
SELDOM = "Chance alone would seldom do that to one outcome"
ONE_IN = 20  # a 95% interval leaves out no difference so seldom
LOST = "The others cannot be followed so long: that time is not over, or they moved, grew up or died."
SPELT = {"re referral": "re-referral"}  # of names that are read as they are spelt, with spaces for underscores


def spelt(name: str) -> str:
    """Return a name of a definition as people read it: looked_after_at_12_months as Looked after at 12 months."""
    words = name.replace("_", " ")
    for found, better in SPELT.items():
        words = words.replace(found, better)
    return words[:1].upper() + words[1:]


def counted(people: Any, unit: str) -> str:
    """Return how many there are of a unit: 12 families, 1 child."""
    return f"{number(people, 0)} {_one(unit) if people == 1 else unit}"


def cohort_share(row: Row) -> str:
    """Return a share with what it may be by chance: 1 of 10 families (10%; could be 2% to 40%).

    Args:
        row: ``people``, ``base``, ``unit``, ``share_pct``, ``share_lower``, ``share_upper`` and ``missing_reason``.
    """
    people, base = row["people"], row["base"]
    if people is None:
        return cohort_missing(row) if base is None else f"{cohort_missing(row)}, of {counted(base, row['unit'])}"
    if base is None:
        return counted(people, row["unit"])
    if base == 0:
        return f"no {row['unit']} that it could be said of"
    return f"{number(people, 0)} of {counted(base, row['unit'])}{_share(row)}"


def cohort_cell(row: Row | None) -> str:
    """Return a share for a table that names the unit, and says what the interval is: 1 of 10 (10%; 2% to 40%)."""
    share = _share(row).replace("could be ", "") if row and row["people"] is not None else ""
    return f"{cohort_of(row)}{share}"


def cohort_of(row: Row | None) -> str:
    """Return a number of a few for a table, of which a share would say little: 2 of 7."""
    if row is None:
        return "not told"
    if row["people"] is None:
        return _in_a_table(row)
    people = number(row["people"], 0)
    return people if row["base"] is None else f"{people} of {number(row['base'], 0)}"


def cohort_number(row: Row) -> str:
    """Return the number alone, or why there is none: 7 families."""
    return cohort_missing(row) if row["people"] is None else counted(row["people"], row["unit"])


def cohort_percentage(row: Row) -> str:
    """Return the share alone with its interval: 70% (could be 40% to 89%)."""
    if row["share_pct"] is None:
        return "no share of none" if row["base"] == 0 else cohort_missing(row)
    return f"{whole_percent(row['share_pct'])}{_bracketed(row)}"


def cohort_name(row: Row) -> str:
    """Return what a cohort is called, with its year where it is one year of it."""
    return f"{row['cohort_name']}, {row['index_year']}" if row["index_year"] else str(row["cohort_name"])


def cohort_told(row: Row) -> str:
    """Return where the figures of a cohort are from and when a family came into it.

    Args:
        row: a row of ``dim_cohort``.
    """
    start = f"Followed from {INDEX_EVENTS[row['index_event']]}"
    until = "on" if row["index_to"] is None else f"to {day(row['index_to'])}"
    when = f"{start}, {'from ' if row['index_to'] is None else ''}{day(row['index_from'])} {until}."
    if row["cohort_evidence"] == "published_rows":
        return (
            f"{when} From the families that the report lists one by one; children have the one status of their family."
        )
    return f"{when} From the council's own records as known on {day(row['cohort_known_on'])}."


def follow_up_told(row: Row) -> str:
    """Return when families of a report were followed up, and how long that is after they left.

    Args:
        row: a row of ``dim_cohort`` with ``left``, the first days of the months in which its families left.
    """
    if row["follow_up_date"] is None:
        return ""
    told = f"Follow-up was on {day(row['follow_up_date'])}"
    if not row["left"]:
        return f"{told}."
    later = sum(month > row["index_to"] for month in row["left"])
    but = f" {later} of the {len(row['left'])} left after that year, as their months say." if later else ""
    return f"{told}, {followed_for(row)}.{but}"


def followed_for(row: Row) -> str:
    """Return how long after they left families were followed up: 40 to 47 months after they left."""
    end = row["follow_up_date"]
    if end is None or not row["left"]:
        return ""
    spans = [12 * (end.year - month.year) + end.month - month.month for month in row["left"]]
    span = f"{min(spans)}" if min(spans) == max(spans) else f"{min(spans)} to {max(spans)}"
    return f"{span} months after they left"


def checkpoint(name: str) -> str:
    """Return a checkpoint as a time: at the start, after 12 months."""
    return CHECKPOINTS.get(name) or f"after {name.replace('_', ' ')}"


def flow_told(unit: str, checkpoint_name: str, known: int, hidden: int) -> str:
    """Return what a drawing of a flow shows, and how many of its moves it does not."""
    sides = f"status at the start on the left, {checkpoint(checkpoint_name)} on the right."
    if not hidden:
        return f"{counted(known, unit)}: {sides}"
    more = "1 more move is" if hidden == 1 else f"{hidden} more moves are"
    return f"{counted(known, unit)} whose moves can be told: {sides} {more} {HIDDEN}{_for_others(hidden)}."


def moves_hidden(lines: int) -> str:
    """Return how many moves have no number, and what hidden means in the tables beside."""
    return f"Hidden means {HIDDEN}. Of {lines} more moves every number is{_for_others(lines)}."


def effects_untold(rows: list[Row]) -> list[tuple[str, str, str]]:
    """Return, for outcomes of which no difference is told, verdict, sentence and the outcomes that it holds for."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["effect"] is None:
            found.setdefault((row["effect_verdict"], effect_told(row)), []).append(spelt(row["cohort_outcome"]))
    return [(verdict, told, "; ".join(outcomes)) for (verdict, told), outcomes in found.items()]


def survival_told(event: str) -> str:
    """Return what the curve to an event shows."""
    return f"Children not yet {SURVIVAL_EVENTS[event][0]}, by months since the start"


def effect_told(row: Row) -> str:
    """Return what a comparison says of an outcome, with its figures and how sure it is.

    Args:
        row: a row of ``fct_cohort_effect`` of a council's own records.
    """
    verdict = row["effect_verdict"]
    if verdict == "nobody_to_compare":
        return _nobody(row)
    if verdict == "too_few_to_tell":
        return _too_few(row)
    if verdict == "hidden":
        return "A comparison was made, and what it found is not told."
    ends = {
        "better": f"{SELDOM}.",
        "worse": f"{SELDOM}.",
        "different": f"{SELDOM}; neither way is better by itself.",
        "no_difference_shown": _not_shown(row),
    }
    return f"{_against(row)}. {ends[verdict]}{_plainly(row)}"


def trial_told(row: Row) -> str:
    """Return what a trial found, and of what: its outcome may have another clock than the one that it stands beside."""
    counted_by_it = row["printed_outcome"]
    without = "; no interval is at hand" if row["lower"] is None else ""
    return f"The national trial found {_against(row)} ({counted_by_it[0].lower()}{counted_by_it[1:]}{without})."


def trial_finding(row: Row) -> str:
    """Return what a trial found, for where its own outcome stands beside it."""
    return f"{_against(row)}."


def without_interval(rows: list[Row]) -> str:
    """Return that trials' figures have no interval here, or nothing where all have."""
    if all(row["lower"] is not None for row in rows):
        return ""
    return (
        "No interval is at hand for these, nor how many were counted, so how far chance moved them cannot be told here."
    )


def trial_sources(rows: list[Row]) -> list[str]:
    """Return the documents that trials are told by, each once; a source is a document and, after a colon, its place."""
    return list(dict.fromkeys(row["trial_source"].rpartition(": ")[0] or row["trial_source"] for row in rows))


def effect_of_all(rows: list[Row]) -> str:
    """Return in one sentence what a cohort's comparisons of one kind say, outcome by outcome."""
    verdicts = [row["effect_verdict"] for row in rows]
    found = [
        f"{name[0].lower()} for {verdicts.count(verdict)}" for verdict, name in EFFECTS.items() if verdict in verdicts
    ]
    return f"Of {len(rows)} outcomes: {', '.join(found)}.{_by_chance(rows)}"


def standardised(value: Any, row: Row) -> str:
    """Return a standardised difference, or why there is none."""
    return cohort_missing(row) if value is None else number(value, 1)


def outcome_told(row: Row) -> str:
    """Return what is known of an outcome, and of how many it is known.

    Args:
        row: a row of ``fct_cohort_outcome``.
    """
    if row["mean_days"] is not None:
        return f"{number(row['mean_days'], 0)} days on average, of {counted(row['people_observed'], row['unit'])}"
    return cohort_share({**row, "people": row["people_with"], "base": row["people_observed"]})


def observed_told(rows: list[Row]) -> str:
    """Return of how many families the status is known at each checkpoint, and why of some it is not.

    Args:
        rows: one row of ``fct_cohort_status`` a checkpoint, in their order, each with ``base``.
    """
    known = [
        f"{checkpoint(row['checkpoint'])} of {counted(row['base'], row['unit'])}"
        for row in rows
        if row["base"] is not None
    ]
    if not known:
        return f"Of how many the status is known is {cohort_missing(rows[0])}."
    if len({row["base"] for row in rows}) == 1:
        return f"The status of all {counted(rows[0]['base'], rows[0]['unit'])} is known to the end."
    return f"The status is known {joined(known)}. {LOST}"


def still_followed(row: Row | None) -> str:
    """Return one step of a curve: 72% (could be 65% to 79%), about 120 still followed; how many is told in fives."""
    if row is None:
        return "not told"
    share = _in_a_table(row) if row["share_pct"] is None else f"{whole_percent(row['share_pct'])}{_bracketed(row)}"
    return share if row["at_risk"] is None else f"{share}, about {number(row['at_risk'], 0)} still followed"


def covariate(row: Row) -> str:
    """Return what two groups are compared by: Age at index, Entry status: looked after."""
    level = row["covariate_level"]
    named = spelt(row["covariate"])
    if level == "missing":
        return f"{named}: not known"
    return named if level == "value" else f"{named}: {spelt(level).lower()}"


def _against(row: Row) -> str:
    """Return two values and their difference: 36.2% against 44.8%, 8.6 percentage points lower."""
    unit, places = _unit(row)
    values = [
        f"{number(row[name], places)}{' days' if row['is_days'] else '%'}" for name in ("value_with", "value_without")
    ]
    told = rounded(row["value_with"], places) - rounded(row["value_without"], places)
    # What is told is rounded, and the difference was taken before.
    about = "" if told == rounded(row["effect"], places) else "about "
    return f"{' against '.join(values)}: {about}{_way(row['effect'], unit, places)}{_between(row, places)}"


def _unit(row: Row) -> tuple[str, int]:
    """Return the unit of a difference and in how many decimal places it is known: of records in none."""
    return ("days", 0) if row["is_days"] else ("percent", int(row["cohort_evidence"] == "trial"))


def _by_chance(rows: list[Row]) -> str:
    """Return how likely some outcome is found to differ by chance alone, and by which one was chosen beforehand.

    Source: 1 - 0.95^n, the chance of one or more of n unrelated intervals of 95% leaving out no difference where there
    is none. Outcomes of the same children are related, so it is the most that it can be.
    """
    tested = sum(row["effect_verdict"] not in NOT_TESTED for row in rows)
    if tested < 2:
        return ""
    chance = 100 * (1 - (1 - 1 / ONE_IN) ** tested)
    told = (
        f" Were there none in any, chance alone would still show one somewhere up to {chance:.0f} times in a hundred."
    )
    if not any(row["cohort_outcome"] == FIRST_OUTCOME for row in rows):
        return told
    first = spelt(FIRST_OUTCOME)
    return f"{told} So one counts first, as the national trial chose it beforehand: {first[0].lower()}{first[1:]}."


def _way(difference: Any, unit: str, places: int) -> str:
    if rounded(difference, places) == 0:
        return "the same"
    side = ("fewer", "more") if unit == "days" else ("lower", "higher")
    return f"{distance(difference, unit, places)} {side[difference > 0]}"


def _between(row: Row, places: int) -> str:
    if row["lower"] is None:
        return ""
    side = ("fewer", "more") if row["is_days"] else ("lower", "higher")
    ends = [f"{number(abs(end), places)} {side[end > 0]}" for end in (row["lower"], row["upper"])]
    return f" (could be {' to '.join(ends)})"


def _not_shown(row: Row) -> str:
    if row["detectable_difference"] is None:
        return "That is no proof that there is none."
    unit, places = ("days", 0) if row["is_days"] else ("percent", 0)
    seen = distance(row["detectable_difference"], unit, places)
    return f"That is no proof that there is none: so few would seldom show less than {seen}."


def _plainly(row: Row) -> str:
    """Return what a comparison would have said that does not make its groups alike."""
    if row["plain_difference"] is None:
        return ""
    unit, places = _unit(row)
    return f" As they are, without making the groups alike: {_way(row['plain_difference'], unit, places)}."


def _too_few(row: Row) -> str:
    with_it, without = (row[f"families_{name}"] for name in ("with", "without"))
    if with_it is None or without is None:
        return "There are too few families to tell a difference from chance."
    ones, others = COMPARED[row["comparison"]]
    few = f"About {number(with_it, 0)} {ones} and {number(without, 0)} {others}"
    return f"{few} are too few to tell a difference from chance."


def _for_others(hidden: int) -> str:
    return "" if hidden == 1 else ", some of them only to keep others so"


def _nobody(row: Row) -> str:
    ones, others = COMPARED[row["comparison"]]
    for name, who in (("without", others), ("with", ones)):
        if row[f"families_{name}"] == 0:
            return f"There are no {who.removeprefix('all ')} to compare with, so nobody knows what would have happened."
    return f"There are no {others.removeprefix('all ')} like enough to compare with."


def _in_a_table(row: Row) -> str:
    """Return why a figure is missing, for a table that says below what hidden means."""
    return "hidden" if row["missing_reason"] == "suppressed" else cohort_missing(row)


def _share(row: Row) -> str:
    return "" if row["share_pct"] is None else f" ({whole_percent(row['share_pct'])}{_could_be(row)})"


def _bracketed(row: Row) -> str:
    return f" ({_could_be(row)[2:]})" if _could_be(row) else ""


def joined(parts: list[str]) -> str:
    """Return parts as one list in a sentence: one, two and three."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _could_be(row: Row) -> str:
    if row["share_lower"] is None:
        return ""
    return f"; could be {whole_percent(row['share_lower'])} to {whole_percent(row['share_upper'])}"


def whole_percent(value: Any) -> str:
    """Return a share without decimal places: 72%; one that is not none is not said to be, and so with all."""
    if 0 < value < 0.5:
        return "under 1%"
    return "over 99%" if 99.5 <= value < 100 else f"{number(value, 0)}%"


def cohort_missing(row: Row) -> str:
    """Return why a figure of a cohort is missing."""
    return COHORT_REASONS[row["missing_reason"]] if row["missing_reason"] else "no figure"


def _one(unit: str) -> str:
    return {"families": "family", "children": "child", "conferences": "conference"}[unit]
