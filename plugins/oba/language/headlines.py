"""What every page says of a curve first: is it changing, is that more than chance, has the curve turned.

A card, a turning-the-curve page and a list of headlines all say the same, because they ask here. Nothing is judged:
the verdict and what became of the baseline are those of the marts.
"""

from datetime import date
from typing import Any, NamedTuple, Protocol

from oba.language.changing import BETTER, UNTOLD, few_people, how_often, stands_out, why_untold
from oba.language.days import in_period
from oba.language.figures import cell, figure
from oba.language.labels import REASONS
from oba.language.numbers import number
from oba.language.wanting import WAYS, aim_over
from oba.periods import Period

Row = dict[str, Any]

# What a change is for the people counted: better, worse, or neither by itself.
JUDGED = {"real_improvement": "better", "real_worsening": "worse"}
TAGS: dict[str, tuple[str, str]] = {
    "better": ("Better", "better"),
    "worse": ("Worse", "worse"),
    "up": ("Gone up", "plain"),
    "down": ("Gone down", "plain"),
    "up_and_down": ("Up and down", "plain"),
    "no_clear_change": ("No clear change", "plain"),
    "untold": ("Cannot be told", "unknown"),  # too few or hidden figures, or too soon: the sentence beside it says why
    "once": ("Measured once", "unknown"),
}
# The same of a curve that moved in one step or changed direction, where a time follows.
SINCE = {"better": "Better", "worse": "Worse", "up": "Up", "down": "Down"}
PARTLY = {"better": "Partly better", "worse": "Partly worse"}  # of one that is short of where it began
UNTAGGED = (*UNTOLD, "too_soon_to_say")
UNCLEAR = ("no_clear_change", "no_one_direction", "out_of_line_and_back")
REAL = ("real_improvement", "real_worsening", "real_increase", "real_decrease", "changed_direction")
# Whether a change is real, of one that is not called so.
UNREAL = {
    "no_clear_change": "No clear change: chance can explain it",
    "no_one_direction": "Beyond chance, but in no one direction",
    "out_of_line_and_back": "No: it moved, and came back",
    "too_soon_to_say": "Too soon to say if it lasts",
}
# Why it cannot be told of a council of the past, whose last figures none will follow; else they are too few.
LAST_FIGURES = {
    "newest_change": "its last figure moved alone",
    "changed_direction": "it changed direction just before its end",
}
# A figure outside the band of its baseline, as one who knows only the curve would say it.
BESIDE_BASELINE = {
    "turned": "better than where it was heading",
    "better": "better than where it was heading",
    "slowed": "better than where it was heading",
    "worse": "worse than where it was heading",
    "above_the_baseline": "higher than where it was heading",
    "below_the_baseline": "lower than where it was heading",
}
CONCLUSIONS = {"turned": "The curve has turned: it is", "slowed": "The worsening has slowed: it is"}
UNTURNED = "Too early to say if it turned."
ALONE = "but one figure alone says little"
SECOND_OPINIONS = {
    "none": "figures like the newest are usual",
    "outside_limits": "the newest is unusually {side}",
    "steady_change": "the last seven stand out: they went one way",
}
NEWEST_STAND_OUT = "the newest few are unusually {side}"


class OfMeasure(Protocol):
    """What is read of a measure, such as a measure of a card."""

    @property
    def newest(self) -> Row:
        """Its newest row of scorecard_wide."""

    @property
    def definition(self) -> Row:
        """Its row of dim_measure."""

    @property
    def history(self) -> list[Row]:
        """Its rows of scorecard_wide."""

    @property
    def verdict(self) -> Row | None:
        """Its row of fct_measure_verdict, by the direction of the card."""

    @property
    def judgement(self) -> Row | None:
        """Its row of fct_forecast_verdict, judged likewise."""

    @property
    def objectives(self) -> list[Row]:
        """Its rows of fct_objective."""


class Headline(NamedTuple):
    """What is said of a curve, part by part."""

    change: str  # is it changing, and is that more than chance
    turn: str | None  # has the curve turned; None where there is nothing to hold it against


def headline_verdict(measure: OfMeasure) -> str:
    """Return in a few short sentences whether a measure is changing, whether by chance, and whether its curve turned.

    Raises:
        KeyError: a verdict or shape has no words.
    """
    return " ".join(part for part in headline(measure) if part)


def headline(measure: OfMeasure) -> Headline:
    """Return the parts of ``headline_verdict``, for a page that has a place for each."""
    if not is_followed(measure):
        return Headline(_once(measure), None)
    if measure.verdict is None:
        return Headline("We cannot tell if it is changing.", None)
    return Headline(_change(measure, measure.verdict), _turn(measure, measure.verdict))


def headline_tag(measure: OfMeasure) -> tuple[str, str]:
    """Return the one tag of a measure and its look: ``better``, ``worse``, ``plain`` or ``unknown``.

    The tag of a step says since when, which may be years ago; so does that of a curve that changed direction, and if it
    has gone back a part of its way only.
    """
    name = _tag(measure)
    words, look = TAGS[name]
    verdict = measure.verdict
    if verdict is None or name not in SINCE:
        return words, look
    if verdict["shape"] != "step" and verdict["verdict"] != "changed_direction":
        return words, look
    turned = _short_time(measure, verdict["event_period_end_date"])
    if name in PARTLY and _is_short_of_its_start(verdict):
        return f"{PARTLY[name]} since {turned}", "plain"
    return f"{SINCE[name]} since {turned}", look


def headline_kind(measure: OfMeasure) -> tuple[str, str]:
    """Return the tag and its look for a list of those alike: steps of different years are of one kind."""
    is_step = measure.verdict is not None and measure.verdict["shape"] == "step"
    return TAGS[_tag(measure)] if is_step else headline_tag(measure)


def is_followed(measure: OfMeasure) -> bool:
    """Tell whether a measure is a curve: figures of one evaluation, such as cohorts, are no history of each other."""
    return len(measure.history) > 1 and measure.definition["cadence"] != "once"


def is_it_real(measure: OfMeasure) -> str:
    """Return in few words whether a change is more than chance, with what else has to be known of that.

    Nothing is said outright that all figures of the curve deny.

    Raises:
        KeyError: a verdict has no words.
    """
    verdict = measure.verdict
    if not is_followed(measure) or verdict is None or verdict["verdict"] in UNTOLD or verdict["value"] is None:
        return "Cannot be told."
    is_denied = verdict["second_opinion"] == "differs"
    if verdict["verdict"] == "too_soon_to_say" and measure.newest["has_ended"]:
        return f"Cannot be told: {LAST_FIGURES.get(verdict['shape'], 'its figures are too few')}."
    told = f"{UNREAL[verdict['verdict']]}." if verdict["verdict"] in UNREAL else ""
    if is_denied and verdict["verdict"] == "no_clear_change":
        told = f"Not since {_compared_since(measure, verdict)}: chance can explain it."
    elif told:
        return f"{told}{_second_opinion(measure, verdict)}"
    elif is_denied:
        told = f"Only beside the figures since {_compared_since(measure, verdict)}."
    else:
        told = f"Yes{_looking_back(measure, verdict)}: chance would do that {how_often(verdict['p_value'])}."
    return f"{told}{_second_opinion(measure, verdict)}{_among_all(verdict)}{_hidden(measure, verdict)}"


def _once(measure: OfMeasure) -> str:
    reason = measure.newest["value_reason"]
    if measure.newest["value"] is None:
        return f"The figure is {REASONS[reason]}." if reason == "suppressed" else _none(measure)
    return "It was measured once, so there is no change to tell."


def _none(measure: OfMeasure) -> str:
    return "There is no figure." if measure.newest["has_ended"] else "There is no figure yet."


def _tag(measure: OfMeasure) -> str:
    verdict = measure.verdict
    if not is_followed(measure):
        return "untold" if measure.newest["value"] is None else "once"
    if verdict is None or verdict["verdict"] in UNTAGGED or verdict["value"] is None:
        return "untold"
    if verdict["verdict"] == "no_one_direction":
        return "up_and_down"
    if verdict["verdict"] in UNCLEAR:
        return "no_clear_change"
    return _judged(measure, verdict) or ("up" if verdict["change_direction"] > 0 else "down")


def _judged(measure: OfMeasure, verdict: Row) -> str | None:
    """Return whether a real change is for the better; None where neither way is."""
    if verdict["verdict"] in JUDGED:
        return JUDGED[verdict["verdict"]]
    newest = measure.newest
    good = WAYS.get(newest["wanted_direction"]) or BETTER.get(newest["polarity"])
    if verdict["verdict"] != "changed_direction" or good is None:
        return None
    return "better" if verdict["change_direction"] == good else "worse"


def _is_short_of_its_start(verdict: Row) -> bool:
    """Tell whether a curve that changed direction has not yet come back to where it began."""
    gone = float(verdict["value"]) - float(verdict["compared_from_value"])
    return verdict["verdict"] == "changed_direction" and gone * verdict["change_direction"] < 0


def _change(measure: OfMeasure, verdict: Row) -> str:
    if verdict["verdict"] in UNTOLD:
        return _untold(measure, verdict)
    said = {
        "no_clear_change": _no_clear_change,
        "no_one_direction": _no_one_direction,
        "out_of_line_and_back": _out_of_line,
        "too_soon_to_say": _too_soon,
    }
    told = (_real if verdict["verdict"] in REAL else said[verdict["verdict"]])(measure, verdict)
    return f"{told}{_second_opinion(measure, verdict)}{_hidden(measure, verdict)}"


def _real(measure: OfMeasure, verdict: Row) -> str:
    judged = _judged(measure, verdict)
    has_turned, aim = verdict["verdict"] == "changed_direction", measure.newest["wanted_direction"]
    more = ""
    if judged and aim:
        years = aim_over(measure.newest, measure.objectives)
        so = "since then it" if has_turned else "that"
        more = (
            f" By the aim of {years}, that is {judged}." if years else f" The aim is to {aim} it, so {so} is {judged}."
        )
    elif judged and not has_turned and verdict["shape"] != "step":  # of both of which the tag says since when
        more = f" That is {judged}."
    sure = f" Chance would do that {how_often(verdict['p_value'])}."
    return f"{_moved(measure, verdict)}{more}{sure}{_england(verdict)}{_newest_change(verdict)}"


def _second_opinion(measure: OfMeasure, verdict: Row) -> str:
    """Return what process limits say of the newest figures beside all of them, where they disagree with the verdict."""
    if verdict["second_opinion"] != "differs":
        return ""
    since = _short_time(measure, next(row["period_end_date"] for row in _counted_alike(measure) if _is_sound(row)))
    told = SECOND_OPINIONS.get(verdict["process_signal"], NEWEST_STAND_OUT).format(side=verdict["process_signal_side"])
    return f" Over all figures since {since}, {told}."


def _among_all(verdict: Row) -> str:
    """Return that a change is not on the list of who really moved, which allows for how many are asked."""
    is_asked = verdict["verdict"] in REAL and verdict["verdict"] != "changed_direction"
    return " Among all councils it could still be chance." if is_asked and verdict["is_listed"] is False else ""


def _compared_since(measure: OfMeasure, verdict: Row) -> str:
    return _short_time(measure, verdict["compared_from_period_end_date"])


def _looking_back(measure: OfMeasure, verdict: Row) -> str:
    """Return since when a change is looked for, where earlier figures counted alike may have been as the newest is."""
    start = verdict["compared_from_period_end_date"]
    is_longer = start and any(_is_sound(row) and row["period_end_date"] < start for row in _counted_alike(measure))
    return f", looking back to {_short_time(measure, start)}" if is_longer else ""


def england_too(verdict: Row) -> str | None:
    """Return that England moved the same way, where it did: such a change is not the place's own alone."""
    way = verdict["change_direction"]
    if not way or verdict["england_change_direction"] != way:
        return None
    return f"England's {'rose' if way > 0 else 'fell'} too."


def _england(verdict: Row) -> str:
    too = england_too(verdict)
    return f" {too}" if too else ""


def _hidden(measure: OfMeasure, verdict: Row) -> str:
    """Return how many of the figures looked at are hidden: what is told of the others need not be true of them."""
    looked_at = _looked_at(measure, verdict)
    hidden = sum(map(_is_hidden, looked_at))
    if not hidden:
        return ""
    start = verdict["compared_from_period_end_date"]
    since = f" since {_short_time(measure, start)}" if start else ""
    return f" {hidden} of the {len(looked_at)} figures{since} {'is' if hidden == 1 else 'are'} hidden."


def _counted_alike(measure: OfMeasure) -> list[Row]:
    """Return the figures that are counted in the same way as the newest."""
    return [row for row in measure.history if row["series_segment"] == measure.newest["series_segment"]]


def _looked_at(measure: OfMeasure, verdict: Row) -> list[Row]:
    """Return the figures from the first that is compared on, hidden and missing ones too."""
    start = verdict["compared_from_period_end_date"]
    return [row for row in _counted_alike(measure) if start is None or row["period_end_date"] >= start]


def _is_hidden(row: Row) -> bool:
    return row["value_reason"] == "suppressed"


def _is_sound(row: Row) -> bool:
    return row["value"] is not None and not row["is_doubted"]


def _newest_change(verdict: Row) -> str:
    """Return that the newest figure went the other way by more than noise: the change told is then not going on."""
    way = verdict["newest_change_direction"]
    if not way or way == verdict["change_direction"]:
        return ""
    return f" But the newest figure went {'up' if way > 0 else 'down'} again."


def _too_soon(measure: OfMeasure, verdict: Row) -> str:
    lasting = "It is too soon to say if that lasts."
    if measure.newest["has_ended"]:
        lasting = "The council ended before one could tell if that lasts."
    return f"{_moved(measure, verdict)}{_england(verdict)} {lasting}"


def _moved(measure: OfMeasure, verdict: Row) -> str:
    went = "rose" if verdict["change_direction"] > 0 else "fell"
    newest = _after(measure, verdict["value"])
    start = _figure(measure, verdict["compared_from_value"])
    before = f"{start} {_in_short(measure, verdict['compared_from_period_end_date'])}"
    return {
        "steady": lambda: f"It {went} from {before} to {newest}.",
        "irregular": lambda: f"It {went}, with ups and downs, from {before} to {newest}.",
        "step": lambda: _step(measure, verdict, went),
        "newest_change": lambda: _in_one(measure, verdict, went),
        "changed_direction": lambda: _changed_direction(measure, verdict),
    }[verdict["shape"]]()


def _step(measure: OfMeasure, verdict: Row, went: str) -> str:
    """Return both levels of a step; where some figures are hidden, which may lie beyond either, only on which side."""
    event = verdict["event_period_end_date"]
    rows = _looked_at(measure, verdict)
    before = [row for row in rows if row["period_end_date"] < event]
    since = [row for row in rows if row["period_end_date"] >= event]
    if any(map(_is_hidden, rows)):
        side = "higher" if went == "rose" else "lower"
        then = f"was {side} in every figure shown since" if any(map(_is_hidden, since)) else f"stayed {side}"
        return f"It {went} in one step {_in_short(measure, event)} and {then}."
    first = _short_time(measure, verdict["compared_from_period_end_date"])
    levels = _level(measure, before), _level(measure, since)
    during, after = ("from" if len(part) > 1 else "in" for part in (before, since))
    return f"It was {levels[0]} {during} {first}, but {levels[1]} {after} {_short_time(measure, event)}."


def _level(measure: OfMeasure, rows: list[Row]) -> str:
    """Return the lowest and the highest of some figures, or the one that all of them are: 75 to 81, 20% to 25%."""
    shown = [row["value"] for row in rows if _is_sound(row)]
    low, high = number(min(shown), measure.newest["decimal_places"]), _after(measure, max(shown))
    return high if low == high.removesuffix("%") else f"{low} to {high}"


def _in_one(measure: OfMeasure, verdict: Row, went: str) -> str:
    when = _in_short(measure, verdict["moved_from_period_end_date"])
    before = f"{_figure(measure, verdict['moved_from_value'])} {when}"
    return f"It {went} from {before} to {_after(measure, verdict['value'])}."


def _changed_direction(measure: OfMeasure, verdict: Row) -> str:
    first, since = ("rose", "fallen") if verdict["change_direction"] < 0 else ("fell", "risen")
    began, turned = verdict["compared_from_period_end_date"], verdict["event_period_end_date"]
    start = f"{_figure(measure, verdict['compared_from_value'])} {_in_short(measure, began)}"
    turning = f"{_after(measure, verdict['event_value'])} {_in_short(measure, turned)}"
    return f"It {first} from {start} to {turning}, and has {since} to {_after(measure, verdict['value'])} since."


def _no_clear_change(measure: OfMeasure, verdict: Row) -> str:
    since = _short_time(measure, verdict["compared_from_period_end_date"])
    return f"No clear change since {since}: chance can explain it."


def _no_one_direction(measure: OfMeasure, verdict: Row) -> str:
    return "It goes up and down beyond chance, but in no one direction."


def _out_of_line(measure: OfMeasure, verdict: Row) -> str:
    when, value = verdict["event_period_end_date"], float(verdict["event_value"])
    others = [
        float(row["value"]) for row in _looked_at(measure, verdict) if _is_sound(row) and row["period_end_date"] != when
    ]
    if not stands_out(value, min(others), max(others)):
        return "No lasting change. It went up and down."
    return f"No lasting change. One figure stands out: {_figure(measure, value)} {_in_short(measure, when)}."


def _untold(measure: OfMeasure, verdict: Row) -> str:
    untold = "so we cannot tell if it is changing."
    when = _in(measure, verdict["period_end_date"])
    why = why_untold(verdict, is_doubted=measure.newest["is_doubted"])
    if why == "counted_otherwise":
        return f"It is now counted in another way, {untold}"
    if why == "hidden":
        return f"The newest figure is {REASONS['suppressed']}, {untold}"
    if why == "missing":
        return f"There is no figure {when}, {untold}"
    if why == "doubted":
        return f"The newest figure is in doubt, {untold}"
    if why == "many_hidden":
        return f"Too many figures are hidden, {untold}"
    hidden = _hidden(measure, verdict)
    if why == "few_people":
        return f"{few_people(verdict).capitalize()} behind the figure, {untold}{hidden}"
    if why == "one_figure":
        return f"There is only one figure to go by, {untold}"
    if why == "no_noise":
        return f"We do not know how much it goes up and down by chance, {untold}"
    if why == "one_before":
        event = _short_time(measure, verdict["event_period_end_date"])
        first = f"{_figure(measure, verdict['compared_from_value'])} "
        first += _in_short(measure, verdict["compared_from_period_end_date"])
        return f"We have only one figure from before {event}, {first}: too few to tell a change.{hidden}"
    return f"There are only {verdict['figures_compared']} figures to compare, too few to tell a change.{hidden}"


def _turn(measure: OfMeasure, verdict: Row) -> str | None:
    """Return what became of the baseline that the newest figure is held against.

    Nothing is said to be too early to say of a curve of which it was just said that it is too soon.
    """
    judgement = measure.judgement
    untold = None if measure.newest["has_ended"] or verdict["verdict"] == "too_soon_to_say" else UNTURNED
    if verdict["value"] is None:
        return None
    if judgement is None or judgement["period_end_date"] != measure.newest["period_end_date"]:
        return None if verdict["verdict"] == "too_few_to_tell" else untold
    became = judgement["forecast_verdict"]
    if became in ("too_few_to_tell", "definition_changed"):
        return untold
    then = _in_short(measure, judgement["history_to"])
    if became == "on_the_baseline":
        return f"It is about where it was heading {then}."
    beside = f"{BESIDE_BASELINE[became]} {then}"
    if became in CONCLUSIONS:
        return f"{CONCLUSIONS[became]} {beside}."
    if verdict["verdict"] in (*UNCLEAR, "too_few_to_tell", "too_soon_to_say"):
        return f"The newest figure is {beside}, {ALONE}."
    now = ""
    if judgement["is_curve_reversed"]:
        now = ", and rising" if became == "above_the_baseline" else ", and falling"
        now = now if became in ("above_the_baseline", "below_the_baseline") else ""
    return f"It is {beside}{now}."


def _in_short(measure: OfMeasure, end: date) -> str:
    """Return a time as the axis of the curve has it: in 2019 of a year and of a day of each year, in Jun 2025."""
    told = Period.of(measure.definition["period_kind"], end)
    return f"{'in' if told.months else 'on'} {told.end_in_short}"


def _short_time(measure: OfMeasure, end: date) -> str:
    """Return the same without its preposition."""
    return Period.of(measure.definition["period_kind"], end).end_in_short


def _figure(measure: OfMeasure, value: Any) -> str:
    return figure(value, measure.newest["unit"], measure.newest["decimal_places"])


def _after(measure: OfMeasure, value: Any) -> str:
    """Return a figure after one that has said the unit."""
    return cell(value, measure.newest["unit"], measure.newest["decimal_places"])


def _in(measure: OfMeasure, end: date) -> str:
    return in_period(measure.definition["period_kind"], end, measure.definition["timing"])
