"""How a number is written."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

UNITS = [Decimal(1).scaleb(-places) for places in range(10)]  # by decimal places


def rounded(value: Any, decimal_places: int) -> Decimal:
    """Round a number as people do, halves away from zero: 12.25 to 12.3, -0.5 to -1.

    A number with a binary point is taken by the shortest digits that name it, as a reader would see it.
    """
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number.quantize(UNITS[decimal_places], rounding=ROUND_HALF_UP)


def number(value: Any, decimal_places: int) -> str:
    """Return a number in so many decimal places, thousands separated: 1,941 or 15.7."""
    return f"{rounded(value, decimal_places):,f}"


def signed(value: Any, decimal_places: int) -> str:
    """Return one end of the interval of a change, with its sign: +0.4 or -12.6."""
    return f"{'+' if value > 0 else ''}{number(value, decimal_places)}"


def ordinal(place: int) -> str:
    """Return 1 as 1st, 22 as 22nd, 113 as 113th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
