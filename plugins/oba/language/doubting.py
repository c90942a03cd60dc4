"""What does not fit: two publications that differ on one figure, and a figure that its own arithmetic contradicts."""

from decimal import Decimal
from typing import Any

from oba.language.figures import cell, figure
from oba.language.numbers import number, rounded

Row = dict[str, Any]


def source_pair_sentence(row: Row) -> str | None:
    """Return what two publications say, where rounding does not explain it; of a row of ``int_source_pair``."""
    if row["source_pair_reason"] in ("same", "rounding"):
        return None
    unit, places, release = row["unit"], row["decimal_places"], row["agreeing_release_name"]
    printed, said = cell(row["other_value"], unit, places), figure(row["value"], unit, places)
    other, source = row["other_publication_title"], row["publication_title"]
    if release is not None and row["agreeing_preference"] == row["preference"]:
        return f"{other} prints {printed}, as {source} did in its release {release}; its newest release says {said}."
    if release is not None:
        return f"{other} prints {printed}; in its release {release} it had {said}, as {source} has."
    if row["figures_in_releases"] > 1:
        return f"{other} prints {printed}; no release of {source} that is here agrees, and the newest says {said}."
    every = "every" if row["releases_with_figure"] > 1 else "the one"
    return f"{other} prints {printed}; {every} release of {source} that is here says {said}."


def contradiction_sentence(row: Row) -> str:
    """Return what is printed and what it should be by its own arithmetic; of a row of ``int_printed_arithmetic``."""
    places, percent = row["printed_decimal_places"], "%" if row["arithmetic_rule"] == "percentage_of_base" else ""
    # As many places as show that the two differ.
    shown = places + (rounded(row["arithmetic_value"], places) == rounded(row["value"], places))
    printed, found = f"{number(row['value'], places)}{percent}", f"{number(row['arithmetic_value'], shown)}{percent}"
    if row["arithmetic_rule"] == "total_of_rows":
        return f"Printed as {printed}; the {row['part_count']} parts of it add up to {found}."
    counts = f"{_in_full(row['numerator'])} of {_in_full(row['denominator'])}"
    if row["arithmetic_rule"] == "rate_of_counts":
        counts = f"{_in_full(row['numerator'])} for {_in_full(row['denominator'])}"
        counts += f", per {row['multiplied_by']:,}," if row["multiplied_by"] > 1 else ""
    ending = {
        "contradicted": "",
        "cut_not_rounded": " What is left of its last place was cut off, not rounded.",
        "other_vintage": " What it is out of is of another release, and may have been revised since.",
    }
    return f"Printed as {printed}; {counts} is {found}.{ending[row['contradiction_kind']]}"


def _in_full(value: Any) -> str:
    """Return a count with every decimal place that it has, and no nought after the last."""
    exact = Decimal(str(value)).normalize()
    return number(exact, max(0, -int(exact.as_tuple().exponent)))
