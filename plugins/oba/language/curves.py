"""What is said beneath a curve, and in place of it: baselines, periods out of the ordinary, doubted figures."""

from itertools import groupby
from typing import Any

from oba.language.days import day
from oba.language.figures import figure
from oba.language.labels import HELD
from oba.language.numbers import number

Row = dict[str, Any]


def earlier_baseline(history_name: str, judgement: Row) -> str:
    """Return what an earlier baseline was made from, and how the figure that came stands to it."""
    return f"Made from figures to {history_name}: {HELD[judgement['forecast_verdict']]}"


def baselines(forecast: list[Row], earlier: list[str], unit: str, decimal_places: int) -> str:
    """Return in words which baselines a chart draws, for who cannot see it; nothing where there is none.

    Args:
        forecast: rows of the newest baseline, oldest first.
        earlier: the words of each earlier one.
        unit: the measure's unit.
        decimal_places: of its figures.
    """
    said = [f"{words}." for words in earlier]
    if forecast:
        first, last = (
            f"{figure(row['projected'], unit, decimal_places)} {row['period_time']}"
            for row in (forecast[0], forecast[-1])
        )
        said = [f"If nothing changes: {first}, {last}.", *said]
    return " ".join(said)


def doubt(row: Row) -> str:
    """Return that a figure is doubted, since when, why, and who says so."""
    source = row["doubt_source"].rstrip(".")
    return f"Doubted since {day(row['doubted_date'])}: {row['doubt_reason']} ({source}.)"


def worked_out(row: Row) -> str | None:
    """Return from which counts a rate was worked out here; None of one that is printed, or has no figure."""
    if row["value_origin"] != "worked_out" or row["value"] is None:
        return None
    counts = f"{number(row['numerator'], 0)} out of {number(row['denominator'], 0)}"
    return f"Worked out here, {counts}: release {row['release_name']} prints the count and not the rate."


def lines(row: Row) -> str:
    """Return the line of its file that a figure stands in, or the first and last of those that a sum looks through."""
    last = row["last_source_row"]
    return str(row["source_row"]) if last is None else f"{row['source_row']} to {last}"


def shocks(history: list[Row]) -> list[str]:
    """Return a sentence for each reason why periods of a history are out of the ordinary, oldest first."""
    shocked = [row for row in history if row["shock_reason"]]
    return [
        f"Out of the ordinary: {' and '.join(row['period_label'] for row in rows)}. {reason} What came then does not "
        "choose how the baseline is made."
        for reason, rows in groupby(shocked, key=lambda row: row["shock_reason"])
    ]
