"""What a card says of value for money: returns, what drives them, and what a report prints otherwise."""

from typing import Any

from oba.language.cohorts import cohort_missing, counted, joined, spelt, whole_percent
from oba.language.numbers import number, rounded
from oba.language.printed import PRINTED_DIFFERENCES

Row = dict[str, Any]

DEADWEIGHTS = {"low": "taken as low", "medium": "taken as medium", "high": "taken as high", "estimated": "estimated"}
PARAMETERS = {
    "deadweight": "What would have happened anyway",
    "conference_cost": "Cost of a conference",
    "weeks": "Weeks for which a saving counts",
    "largest_families_left_out": "Without the families that save most",
    "increases_counted": "With what families came to cost more taken off",
}
WEEKLY = "weekly_cost_"
WEEKLY_OF = {
    "looked_after": "a child looked after",
    "kinship_care": "a child living with kin",
    "child_protection_plan": "a child with a protection plan",
    "child_in_need": "a child in need",
    "early_help": "a child with early help",
    "closed": "a child whose case is closed",
}
PRINTED_AS = {"return_on_investment": "return"}
PRINTED_TO = 0.1  # the last digit of a return that a report prints
BASES = {
    "printed_rows": "from the rows",
    "rule": "by the rule",
    "staff_hours": "from the hours and rates of the staff",
}
NOT_SAID = {"within_rounding", "differs"}  # kinds of a difference that say no more than its size
RETURN_METHODS = {
    "fiscal_return_of_families": "fiscal return of families followed",
    "fiscal_return_of_service": "fiscal return of a service in a year",
    "fiscal_return_of_first_evaluation": "fiscal return of the first evaluation",
    "fiscal_return_of_programme": "the programme's own fiscal return",
    "net_saving_a_family": "net saving a family",
    "cost_against_business_as_usual": "cost against business as usual",
    "forecast_budget_saving": "a forecast of what a budget saves",
    "cost_analysis_in_trial": "a cost analysis within a trial",
}


def deadweight_name(row: Row) -> str:
    """Return how much is taken to have happened anyway, and who says so: 15%, taken as medium."""
    kind = DEADWEIGHTS[row["deadweight_kind"]]
    return kind.capitalize() if row["deadweight_pct"] is None else f"{whole_percent(row['deadweight_pct'])}, {kind}"


def cohort_return(row: Row) -> str:
    """Return pounds for each pound with their interval: £11.60 (could be £7.10 to £17.30)."""
    if row["return_ratio"] is None:
        return cohort_missing(row)
    if row["return_lower"] is None:
        return pounds(row["return_ratio"], 2)
    told, low, high = (pounds(row[name], 2) for name in ("return_ratio", "return_lower", "return_upper"))
    return f"{told} (could be {low} to {high})"


def returned_told(row: Row) -> str:
    """Return what the conferences of a cohort cost, and what is spent less on children of families who need less.

    Args:
        row: a row of ``fct_cohort_return`` with nothing taken off.
    """
    if row["cost_pounds"] is None or row["benefit_pounds"] is None:
        return f"What the conferences cost, and what is saved, is {cohort_missing(row)}."
    held = f"{counted(row['conferences'], 'conferences')} with {counted(row['families'], 'families')}"
    return (
        f"{held} cost {pounds(row['cost_pounds'])}. Families who came to cost less cost "
        f"{pounds(row['benefit_pounds'])} less in a year than at the start, before taking off what would have happened "
        f"anyway{_prices(row)}. What other families came to cost more is not taken off."
    )


def net_told(swings: list[Any]) -> str:
    """Return what a return comes to with what families came to cost more taken off, or nothing where that is not known.

    Args:
        swings: with ``low`` and ``high``, each a row of ``fct_return_sensitivity`` or None.
    """
    ends = [row for each in swings for row in (each.low, each.high) if row is not None]
    known = [row for row in ends if row["parameter"] == "increases_counted" and row["return_ratio"] is not None]
    return f"Were it taken off too: {pounds(known[0]['return_ratio'], 2)} for each pound." if known else ""


def printed_return(row: Row) -> str:
    """Return what a report prints in place of a return, and how far it is from it: 19.8 (9.98 more)."""
    if row["printed_return"] is None:
        return "not printed"
    printed, apart = number(row["printed_return"], 1), row["difference_from_printed"]
    if abs(apart) <= PRINTED_TO / 2:
        return printed
    return f"{printed} ({number(abs(apart), 2)} {'more' if apart > 0 else 'less'})"


def annual_told(rows: list[Row]) -> str:
    """Return what a service saves in a year, with nothing and with more taken off, and what is printed of it.

    Args:
        rows: rows of ``fct_annual_return`` of one cohort, the one with nothing taken off first.
    """
    first, *others = rows
    told = (
        f"In a year, {counted(first['conferences_a_year'], 'conferences')} cost the service "
        f"{pounds(first['service_cost_pounds'])}. Were each to save what a family here does, "
        f"{pounds(first['average_benefit_pounds'])}, that is {cohort_return(first)} for each pound"
    )
    less = [f"{cohort_return(row)} with {whole_percent(row['deadweight_pct'])} taken off" for row in others]
    printed = [number(row["printed_return"], 1) for row in rows if row["printed_return"] is not None]
    ends = f" The report prints {joined(printed)}." if printed else ""
    return f"{'; '.join([told, joined(less)]) if less else told}.{ends}"


def year_at_a_glance(rows: list[Row]) -> str:
    """Return how sure the return of a year of a service is, for beside a report's figure of it without an interval.

    Args:
        rows: rows of ``fct_annual_return`` of one cohort, the one with most taken off last.
    """
    last = rows[-1]
    return (
        "What is saved for each pound in a year is reckoned from one group of families alone. Worked out again with "
        f"{whole_percent(last['deadweight_pct'])} taken off it is {cohort_return(last)}. What families came to cost "
        "more is not taken off."
    )


def printed_agreement(figures: int, apart: int) -> str:
    """Return how many figures of a report come out again within its rounding, and how many do not."""
    agreeing = f"{figures - apart} come out again within its rounding"
    return f"Of {figures} figures that the report prints {agreeing}, {apart} do not."


def printed_told(rows: list[Row]) -> str:
    """Return a figure of a report that is not what comes out when it is worked out again, and by how much.

    Args:
        rows: rows of ``fct_printed_difference`` of one figure, one for each basis on which it comes out otherwise.
    """
    first = rows[0]
    where = "In the text" if first["table_number"] == "text" else f"Table {first['table_number']}"
    column = first["printed_column"]
    what = f"{where}, {first['printed_row']}, {PRINTED_AS.get(column, column.replace('_', ' '))}"
    bases: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        bases.setdefault((_plain(row["recomputed"]), _apart(row)), []).append(BASES[row["recomputed_basis"]])
    again = [f"{number} {joined(of)} ({apart})" for (number, apart), of in bases.items()]
    return f"{what}: {_plain(first['printed'])}, not {joined(again)}."


def _apart(row: Row) -> str:
    apart = row["difference_from_recomputed"]
    told = f"{_plain(abs(apart))} {'more' if apart > 0 else 'less'}"
    kind = row["difference_kind"]
    return told if kind in NOT_SAID else f"{told}: {PRINTED_DIFFERENCES[kind]}"


def pounds(value: Any, places: int = 0) -> str:
    """Return an amount of money: £1,295, -£60."""
    return f"{'-' if value < 0 else ''}£{number(abs(value), places)}"


def parameter_name(parameter: str) -> str:
    """Return what a parameter of a return is called."""
    if parameter.startswith(WEEKLY):
        return f"Weekly cost of {WEEKLY_OF[parameter.removeprefix(WEEKLY)]}"
    return PARAMETERS.get(parameter) or spelt(parameter)


def drives_most(ends: list[Any]) -> str:
    """Return which parameter moves a return furthest.

    Args:
        ends: with ``low`` and ``high``, each a row of ``fct_return_sensitivity`` or None; the one furthest apart first.
    """
    known = [row for row in (ends[0].low, ends[0].high) if row is not None]
    name = parameter_name(known[0]["parameter"])
    told = " or ".join(pounds(row["return_ratio"], 2) for row in sorted(known, key=lambda row: row["return_ratio"]))
    return f"It hangs most on this: {name[0].lower()}{name[1:]}. It could be {told} for each pound."


def swing(row: Row | None) -> str:
    """Return the return at one end of a parameter, with the value that it is set to: £9.10 (£84 a week).

    Args:
        row: a row of ``fct_return_sensitivity``, or None where that end is not moved.
    """
    if row is None:
        return "not moved"
    set_to = _parameter_value(row)
    told = "not worked out" if row["return_ratio"] is None else pounds(row["return_ratio"], 2)
    return f"{told} ({set_to})" if set_to else told


def comparator_told(row: Row) -> str:
    """Return what somebody has stated of a return, with the year and how it was reckoned.

    Args:
        row: a row of ``fct_return_comparator``.
    """
    amount = row["why_no_amount"] if row["amount"] is None else _amount(row["amount"], row["return_unit"])
    families = f" {counted(row['families'], 'families')}." if row["families"] else ""
    return (
        f"{row['comparator_name']}, {row['stated_year']}: {amount.rstrip('.')}. {row['how_reckoned']}.{families} "
        f"By {RETURN_METHODS[row['return_method']]}."
    )


def _plain(value: Any) -> str:
    """Return a number with three decimal places at most, and none where it is whole: 299.307, 39,993."""
    return number(value, 3).rstrip("0") if rounded(value, 3) % 1 else number(value, 0)


def _amount(value: Any, unit: str) -> str:
    """Return an amount in one of the units in which values for money are stated."""
    if unit == "pounds_for_each_pound":
        return f"{pounds(value, 2)} for each pound"
    return f"{pounds(value)} a family" if unit == "pounds_a_family" else pounds(value)


def _parameter_value(row: Row) -> str | None:
    value, parameter = row["parameter_value"], row["parameter"]
    if value is None:
        return None
    if parameter == "deadweight":
        return f"{whole_percent(value)} anyway"
    if parameter == "weeks":
        return f"{number(value, 0)} weeks"
    if parameter == "largest_families_left_out":
        return f"{counted(value, 'families')} left out"
    if parameter == "increases_counted":
        return "those that cost more counted"
    return pounds(value, 2) if parameter.startswith(WEEKLY) else pounds(value)


def _prices(row: Row) -> str:
    """Return whose prices they are: a year to March is written as both of its years."""
    year = row["price_year"]
    return "" if year is None else f" (prices of {int(year) - 1}/{int(year) % 100:02})"
