"""The five questions of a curve, each answered in a few words, by what the rest of its page is composed of."""

from typing import Any

from oba.language.cards import beside_england
from oba.language.curve_pages import due, is_on_one_scale
from oba.language.figures import cell
from oba.language.headlines import REAL, OfMeasure, headline_tag, is_followed
from oba.language.labels import POLARITIES
from oba.language.stories import beginning

Row = dict[str, Any]

FORCES = {"helping": "Helps", "hindering": "Hinders"}
OWNER = 5  # words
ENDED = "Nothing was written."


def better_in_brief(measure: OfMeasure) -> str:
    """Return the tag of a measure, and of a real change that no way is better where it is so."""
    tag, newest, verdict = headline_tag(measure)[0], measure.newest, measure.verdict
    is_neutral = newest["polarity"] == "no_judgement" and newest["wanted_direction"] is None
    is_real = verdict is not None and verdict["verdict"] in REAL and verdict["value"] is not None
    return f"{tag}. {POLARITIES['no_judgement']}" if is_neutral and is_real and is_followed(measure) else f"{tag}."


def compared_in_brief(row: Row | None, newest: Row, definition: Row) -> str:
    """Return on which side of England a figure is, with the middle one of its neighbours, or why it stands alone.

    Args:
        row: what is compared, of ``fct_measure_comparison`` with its unit; None where nothing is.
        newest: the newest row of ``scorecard_wide``.
        definition: its row of ``dim_measure``.
    """
    if row is None:
        return f"With no other: {_alone(newest, definition)}."
    england = (beside_england(row) or "England's is not known.").removesuffix(".")
    middle = row["neighbours_median"]
    near = "" if middle is None else f"; neighbours {cell(middle, row['unit'], row['decimal_places'])}"
    return f"{england}{near}."


def _alone(newest: Row, definition: Row) -> str:
    if newest["geographic_level"] == "National":
        return "this is England"
    if newest["value"] is None:
        return f"the newest figure is {'hidden' if newest['value_reason'] == 'suppressed' else 'missing'}"
    if newest["is_doubted"]:
        return "the newest figure is in doubt"
    if definition["cadence"] == "once" or is_on_one_scale(newest["unit"]):
        return "none is known for this time"
    return "it is a number, not a rate"


def why_in_brief(line: Row | None, geography: Row, elsewhere: str | None) -> str:
    """Return the beginning of a line of the story, or that the place has written none.

    Args:
        line: the first that is the place's own; None where there is none.
        geography: a row of ``dim_geography``.
        elsewhere: the title of another card of the place on which the story of this curve stands.
    """
    if line is not None:
        return f"{FORCES[line['force']]}: {beginning(line['entry_words'])}"
    if elsewhere is not None:
        return f"Its story stands on: {beginning(elsewhere)}"
    if geography["valid_to"]:
        return ENDED
    if geography["geographic_level"] == "Local authority":
        return f"Nothing written by {geography['geography_name']} yet."
    return f"Nothing written for all of {geography['geography_name']} yet."


def action_in_brief(action: Row | None, is_late: bool, geography: Row) -> str:
    """Return the beginning of an action with its day and owner, or that none is written.

    Args:
        action: the first that is the place's own; None where there is none.
        is_late: whether it is overdue.
        geography: a row of ``dim_geography``.
    """
    if action is None:
        return ENDED if geography["valid_to"] else "Nothing written here yet."
    late = "Overdue: " if is_late else ""
    owner = beginning(action["owner"], OWNER) if action["owner"] else "nobody named."
    return f"{late}{beginning(action['entry_words'])} {due(action)}: {owner}"
