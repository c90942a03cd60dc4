"""Is it changing? The sentence of a verdict: what moved, from what to what, when, how sure, and what is not known."""

import math
from typing import Any

from oba.language.days import in_period, period
from oba.language.figures import cell, distance, figure
from oba.language.numbers import number

Row = dict[str, Any]

JUDGED = {"real_improvement": " That is an improvement.", "real_worsening": " That is a worsening."}
BETTER = {"higher_is_better": 1, "lower_is_better": -1}
USUAL = {
    "sampling_and_usual": "chance and the usual ups and downs of this measure",
    "usual_only": "the usual ups and downs of this measure",
    "sampling_only": "chance",
}
UNTOLD = ("too_few_to_tell", "definition_changed")
MOST_SURE = 0.001  # no more is claimed: the noise itself is an estimate


def verdict_sentence(row: Row) -> str:
    """Return what happened to the figures, how sure that is, and whether it is for the better.

    ``row`` is one of ``int_measure_verdict``. Every figure in it is a published one.

    Raises:
        KeyError: the verdict or the shape has no words.
    """
    if row["verdict"] in UNTOLD:
        return _nothing_to_tell(row)
    return "".join(
        (
            VERDICTS.get(row["verdict"], _moved)(row),
            _judged(row),
            _england(row),
            _newest_change(row),
            _second_opinion(row),
            _not_known(row),
            _hidden(row),
        )
    )


def why_untold(row: Row, is_doubted: bool) -> str:
    """Return why no change is told: of several reasons the first, so that every page gives the same.

    Args:
        row: one of ``int_measure_verdict`` or ``fct_measure_verdict``, with a verdict of ``UNTOLD``.
        is_doubted: whether its newest figure is doubted.
    """
    reasons = {
        "counted_otherwise": row["verdict"] == "definition_changed",
        "hidden": row["value_reason"] == "suppressed",
        "missing": row["value"] is None,
        "doubted": is_doubted,
        "many_hidden": row["has_many_hidden"],
        "few_people": row["few_people"] is not None,
        "one_figure": row["figures_compared"] == 1,
        "no_noise": row["noise_basis"] == "none",
        "one_before": row["shape"] == "step",
    }
    return next((reason for reason, is_so in reasons.items() if is_so), "few_figures")


def _nothing_to_tell(row: Row) -> str:
    when = in_period(row["period_kind"], row["period_end_date"], row["timing"])
    why = why_untold(row, is_doubted=bool(row["doubt_reason"]))
    if why == "counted_otherwise":
        return f"What is counted, or how, changed with the figure {when}, so it cannot be compared with earlier ones."
    if why == "hidden":
        return f"The figure {when} is hidden to protect children's identity, so nothing can be said of a change."
    if why == "missing":
        return f"There is no figure {when}, so nothing can be said of a change."
    if why == "doubted":
        return f"The figure {when} is doubted, so nothing is said of a change."
    if why == "many_hidden":
        return (
            f"The figures of {row['periods_hidden']} of the {row['periods_looked_at']} periods up to "
            f"{_period(row, 'period_end_date')} are hidden to protect children's identity: too many to tell a change."
        )
    if why == "few_people":
        return (
            f"{few_people(row).capitalize()} behind a figure of this measure here, too few to tell a change from "
            f"chance.{_hidden(row)}"
        )
    if why == "one_figure":
        return f"{_figure(row, 'value')} {when} is the only comparable figure, so nothing can be said of a change."
    if why == "no_noise":
        return (
            "How much this measure goes up and down without a reason is not known here, so no change can be told from "
            "chance."
        )
    if why == "one_before":
        return _one_before(row)
    return (
        f"From {_from(row, 'compared_from')} to {_to_newest(row)} there are {row['figures_compared']} comparable "
        f"figures, too few to tell a change from ups and downs.{_hidden(row)}"
    )


def few_people(row: Row) -> str:
    """Return how many people or posts are behind the figures of a verdict, where they are too few, with its verb."""
    return f"only about {row['few_people']} {'person or post is' if row['few_people'] == 1 else 'people or posts are'}"


def _one_before(row: Row) -> str:
    """Return that there is no level before a step, only one figure."""
    since = ""
    if not row["periods_hidden"]:
        since = f" Since {_period(row, 'event_period_end_date')} it has been {_range(row, 'since')}."
    return (
        f"Only one comparable figure is from before: {_from(row, 'compared_from')}.{since} One figure is too few to "
        f"tell a change from a figure out of line.{_hidden(row)}"
    )


def _moved(row: Row) -> str:
    """Return the way of a change that is real, or that may be."""
    return f"{SHAPES[row['shape']](row)} {_how_sure(row)}"


def _judged(row: Row) -> str:
    if row["verdict"] == "changed_direction" and row["polarity"] in BETTER:
        way = "an improvement" if row["change_direction"] == BETTER[row["polarity"]] else "a worsening"
        return f" Since then that is {way}."
    return JUDGED.get(row["verdict"], "")


def _steady(row: Row) -> str:
    how = ", with ups and downs," if row["has_setback"] else " steadily,"
    return f"It {_went(row)}{how} from {_from(row, 'compared_from')} to {_to_newest(row)}."


def _step(row: Row) -> str:
    if row["periods_hidden"]:
        return f"It {_went(row)} in one step {_in(row, 'event')}, to {_to_newest(row)}."
    until, since = _period(row, "moved_from_period_end_date"), _period(row, "event_period_end_date")
    return (
        f"It {_went(row)} in one step: it was {_range(row, 'earlier')} up to {until}, and has been "
        f"{_range(row, 'since')} since {since}."
    )


def _changed_direction(row: Row) -> str:
    before = "rose" if row["change_direction"] < 0 else "fell"
    return (
        f"It {before} from {_from(row, 'compared_from')} to {_to(row, 'event')} and has "
        f"{'fallen' if row['change_direction'] < 0 else 'risen'} since, to {_to_newest(row)}."
    )


def _newest_only(row: Row) -> str:
    newest = f"It {_went(row)} from {_from(row, 'moved_from')} to {_to_newest(row)}"
    return f"{newest}." if row["periods_hidden"] else f"{newest}; before, it was {_range(row, 'earlier')}."


def _irregular(row: Row) -> str:
    return f"It {_went(row)}, not in one way, from {_from(row, 'compared_from')} to {_to_newest(row)}."


def _out_of_line(row: Row) -> str:
    if row["periods_hidden"]:
        return (
            f"{_figure(row, 'event_value')} {_in(row, 'event')} was out of line with the other figures {_told(row)}, "
            "and no lasting change can be told."
        )
    others = f"the other figures {_while(row)} are {_range(row, 'earlier')}, and no lasting change can be told."
    if not stands_out(float(row["event_value"]), float(row["earlier_low"]), float(row["earlier_high"])):
        return f"It went up and down: {_figure(row, 'event_value')} {_in(row, 'event')}; {others}"
    return f"{_figure(row, 'event_value')} {_in(row, 'event')} was out of line; {others}"


def stands_out(value: float, low: float, high: float) -> bool:
    """Tell whether a figure is so far from the nearest of others that one would see it stand out alone.

    That is half as far as these are from each other, ``low`` to ``high``, or more.
    """
    return 2 * max(low - value, value - high) >= high - low


def _no_one_direction(row: Row) -> str:
    if row["periods_hidden"]:
        return (
            f"The figures {_told(row)} are further apart than {USUAL[row['noise_basis']]} explain, but they went in no "
            "one direction."
        )
    return (
        f"It has been {_range(row, 'earlier')} {_while(row)}, further apart than {USUAL[row['noise_basis']]} explain, "
        "but it went in no one direction."
    )


def _no_clear_change(row: Row) -> str:
    if row["periods_hidden"]:
        return (
            f"No clear change among the figures {_told(row)}: {USUAL[row['noise_basis']]} can explain how they differ."
        )
    return (
        f"No clear change: it has been {_range(row, 'earlier')} {_while(row)}, and {USUAL[row['noise_basis']]} can "
        "explain the difference."
    )


SHAPES = {
    "steady": _steady,
    "step": _step,
    "changed_direction": _changed_direction,
    "newest_change": _newest_only,
    "irregular": _irregular,
}
VERDICTS = {
    "out_of_line_and_back": _out_of_line,
    "no_one_direction": _no_one_direction,
    "no_clear_change": _no_clear_change,
}


def _how_sure(row: Row) -> str:
    sure = f"{USUAL[row['noise_basis']].capitalize()} alone would do that {how_often(row['p_value'])}"
    if row["verdict"] != "too_soon_to_say":
        return f"{sure}."
    return f"{sure}, but it is too soon to say that it lasts."


def how_often(p_value: float) -> str:
    """Return how often noise alone would do what is told: about 1 time in 60; no surer than the noise is known."""
    often = "less than 1" if p_value < MOST_SURE else "about 1"
    return f"{often} time in {number(_rough(1 / max(p_value, MOST_SURE)), 0)}"


def _rough(odds: float) -> float:
    """Return odds to one figure, as sure as they can be."""
    return round(odds, -math.floor(math.log10(odds)))


def _england(row: Row) -> str:
    """Return that England moved the same way, where it did: such a change is not the place's own alone."""
    is_told = row["verdict"] in ("real_improvement", "real_worsening", "real_increase", "real_decrease")
    is_told = is_told or row["verdict"] == "changed_direction"
    if not is_told or row["england_change_direction"] != row["change_direction"]:
        return ""
    return f" England's figure {'rose' if row['change_direction'] > 0 else 'fell'} too."


def _newest_change(row: Row) -> str:
    """Return what the newest change did, where that is beyond noise and the sentence so far does not tell it."""
    way = row["newest_change_direction"]
    is_told = way == row["change_direction"] or row["shape"] == "newest_change"
    if not way or is_told or row["before_value"] is None:
        return ""
    by = distance(row["difference"], row["unit"], row["decimal_places"])
    if row["change_direction"]:
        return f" The newest change went the other way, by {by}."
    up = "up" if way > 0 else "down"
    if row["verdict"] != "no_clear_change":
        return f" The newest change is {by} {up}."
    return f" The newest change alone, {by} {up}, is larger than that; one figure tells little."


def _second_opinion(row: Row) -> str:
    """Return what process limits say, where they disagree."""
    if row["second_opinion"] != "differs":
        return ""
    beside = f"Beside all {row['process_points']} figures since {_period(row, 'process_from_period_end_date')}"
    side = "high" if row["process_signal_side"] == "high" else "low"
    return {
        "none": f" {beside}, figures like the newest are not unusual.",
        "outside_limits": f" {beside}, the newest is unusually {side}.",
        "steady_change": f" {beside}, the last seven stand out: they went one way without a break.",
        "near_limit": f" {beside}, the newest ones are unusually {side}.",
        "one_side_of_mean": f" {beside}, the last seven are all {'above' if side == 'high' else 'below'} the average.",
    }[row["process_signal"]]


def _not_known(row: Row) -> str:
    if row["noise_basis"] != "sampling_only":
        return ""
    return " The usual ups and downs of this measure are not known here, so only chance in counting was allowed for."


def _hidden(row: Row) -> str:
    """Return how many of the periods looked at are hidden: what is told of the others is not true of them."""
    if not row["periods_hidden"]:
        return ""
    figures, those = ("figure", "it") if row["periods_hidden"] == 1 else ("figures", "those")
    return (
        f" The {figures} of {row['periods_hidden']} of the {row['periods_looked_at']} periods looked at "
        f"{'is' if those == 'it' else 'are'} hidden to protect children's identity; nothing said here is of {those}."
    )


def _told(row: Row) -> str:
    """Return which figures a finding is of, where some are hidden: these may be lower or higher than any of them."""
    return f"{_while(row)} that are not hidden"


def _went(row: Row) -> str:
    return "rose" if row["change_direction"] > 0 else "fell"


def _from(row: Row, what: str) -> str:
    return f"{_figure(row, f'{what}_value')} {_in(row, what)}"


def _to(row: Row, what: str) -> str:
    """Return a figure after one that has said the unit."""
    return f"{cell(row[f'{what}_value'], row['unit'], row['decimal_places'])} {_in(row, what)}"


def _to_newest(row: Row) -> str:
    newest = cell(row["value"], row["unit"], row["decimal_places"])
    return f"{newest} {in_period(row['period_kind'], row['period_end_date'], row['timing'])}"


def _in(row: Row, what: str) -> str:
    return in_period(row["period_kind"], row[f"{what}_period_end_date"], row["timing"])


def _while(row: Row) -> str:
    return f"from {_period(row, 'compared_from_period_end_date')} to {_period(row, 'period_end_date')}"


def _period(row: Row, column: str) -> str:
    return period(row["period_kind"], row[column], row["timing"])


def _range(row: Row, which: str) -> str:
    """Return the lowest and highest of some figures, or the one that all of them are."""
    low, high = (number(row[f"{which}_{end}"], row["decimal_places"]) for end in ("low", "high"))
    highest = _figure(row, f"{which}_high")
    return highest if low == high else f"between {low} and {highest}"


def _figure(row: Row, column: str) -> str:
    return figure(row[column], row["unit"], row["decimal_places"])
