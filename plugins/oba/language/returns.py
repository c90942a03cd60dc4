"""What a card says of value for money: returns, what drives them, and what a report prints otherwise."""

from typing import Any

from oba.language.cohorts import COHORT_STATUSES, cohort_missing, counted, spelt, whole_percent
from oba.language.numbers import number

Row = dict[str, Any]

DEADWEIGHTS = {"low": "taken as low", "medium": "taken as medium", "high": "taken as high", "estimated": "estimated"}
PARAMETERS = {
    "deadweight": "What would have happened anyway",
    "conference_cost": "Cost of a conference",
    "weeks": "Weeks for which a saving counts",
    "largest_families_left_out": "Without the families that save most",
}
WEEKLY = "weekly_cost_"
RETURN_METHODS = {
    "fiscal_return": "fiscal return: what children's social care spends less, for each pound of the programme",
}


def deadweight_name(row: Row) -> str:
    """Return how much is taken to have happened anyway, and who says so: 15%, taken as medium."""
    kind = DEADWEIGHTS[row["deadweight_kind"]]
    return kind.capitalize() if row["deadweight_pct"] is None else f"{whole_percent(row['deadweight_pct'])}, {kind}"


def cohort_return(row: Row) -> str:
    """Return pounds for each pound with their interval: £11.60 (could be £7.10 to £17.30)."""
    if row["return_ratio"] is None:
        return cohort_missing(row)
    if row["lower"] is None:
        return pounds(row["return_ratio"], 2)
    return f"{pounds(row['return_ratio'], 2)} (could be {pounds(row['lower'], 2)} to {pounds(row['upper'], 2)})"


def returned_told(row: Row) -> str:
    """Return what the conferences of a cohort cost, and what is spent less on its children.

    Args:
        row: a row of ``fct_cohort_return`` with nothing taken off.
    """
    held = f"{counted(row['conferences'], 'conferences')} with {counted(row['families'], 'families')}"
    return (
        f"{held} cost {pounds(row['cost_pounds'])}. Their children cost {pounds(row['benefit_pounds'])} less in a year "
        f"than at the start, before anything is taken off for what would have happened anyway (prices of "
        f"{row['price_year']})."
    )


def pounds(value: Any, places: int = 0) -> str:
    """Return an amount of money: £1,295, -£60."""
    return f"{'-' if value < 0 else ''}£{number(abs(value), places)}"


def parameter_name(parameter: str) -> str:
    """Return what a parameter of a return is called."""
    if parameter.startswith(WEEKLY):
        return f"Weekly cost: {COHORT_STATUSES[parameter.removeprefix(WEEKLY)][0].lower()}"
    return PARAMETERS.get(parameter) or spelt(parameter)


def drives_most(rows: list[tuple[Row | None, Row | None]]) -> str | None:
    """Return which parameter moves a return furthest, of pairs of rows of ``fct_return_sensitivity``, low and high."""
    known = [
        (low, high)
        for low, high in rows
        if low and high and low["return_ratio"] is not None and high["return_ratio"] is not None
    ]
    if not known:
        return None
    low, high = max(known, key=lambda pair: abs(pair[1]["return_ratio"] - pair[0]["return_ratio"]))
    ends = sorted((low["return_ratio"], high["return_ratio"]))
    name = parameter_name(low["parameter"])
    name = f"{name[0].lower()}{name[1:]}"
    return f"It hangs most on this: {name}. From {pounds(ends[0], 2)} to {pounds(ends[1], 2)} for each pound."
