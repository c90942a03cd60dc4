"""Where a figure stands: upright scales with round ticks, and periods along a chart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import NamedTuple, Self

from oba.periods import YEAR, months_of_kind, moved

FLAT = 0.05  # of the highest figure: what varies less would lie flat on a scale from 0
LEAST_SHOWN = 0.1  # of the highest figure, so that nothing is made more than ten times as steep
HEADROOM = 0.04


@dataclass(frozen=True)
class Scale:
    """An upright scale.

    It starts at 0, but where all that is drawn on it varies by less than ``FLAT`` of the highest figure. Then it shows
    that variation, yet never less than ``LEAST_SHOWN`` of the highest figure, and ``starts_at`` is not None: whoever
    draws it says so in words. Bars always start at 0.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int  # of the ticks

    @classmethod
    def of(
        cls,
        figures: Iterable[float],
        count: int,
        most: float | None = None,
        is_whole: bool = False,
        is_bar: bool = False,
    ) -> Self:
        """Return the scale of some figures.

        Args:
            figures: all that is drawn on it, at least one.
            count: about how many ticks there is room for.
            most: what no figure can be above, such as 100 of percent; the scale ends there where it would go past.
            is_whole: whether its ticks are whole numbers, as those of counts are.
            is_bar: whether lengths are read from it, so that it starts at 0 whatever is drawn.
        """
        figures = list(figures)
        low, high = min(figures), max(figures)
        if is_bar or low <= 0 or not 0 < high - low < FLAT * high:
            start, end = min(low, 0.0), max(high, 0.0)
            if start == end:
                end = 1.0
        else:
            spare = max(LEAST_SHOWN * high - (high - low), 0) / 2
            start, end = low - spare, high + spare
            if most is not None and end > most >= high:
                start, end = start - (end - most), most
        step = _step((end - start) / count, is_whole)
        first, last = floor(start / step + 1e-9), ceil(end / step - 1e-9)
        base = first * step if start else 0.0
        top = end + HEADROOM * (end - base) if end > 0 else 0.0
        if last * step <= top:
            top = last * step
        if most is not None and high <= most:
            top = min(top, most)
        ticks = tuple(round(number * step, 9) for number in range(first, last + 1) if number * step <= top + 1e-9)
        return cls(base, top, ticks, max(0, -floor(log10(step) + 1e-9)))

    @property
    def starts_at(self) -> str | None:
        """Where it starts, where that is not 0, or below."""
        return None if self.low <= 0 else self.text(self.low)

    def text(self, tick: float) -> str:
        """Return what stands at a tick."""
        return f"{tick:,.{self.decimals}f}"


def _step(least: float, is_whole: bool) -> float:
    """Return the least of 1, 2 and 5 times a power of ten that is as large as a number."""
    power = 10.0 ** floor(log10(least))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= least * (1 - 1e-9))
    return max(step, 1.0) if is_whole else step


@dataclass(frozen=True)
class Periods:
    """The periods of a chart from the first to the last, those without a figure included."""

    first: date  # the last day of the first
    step: int  # months from one to the next
    count: int  # of them

    @classmethod
    def of(cls, kind: str, ends: Iterable[date]) -> Self:
        """Return the periods of a kind, from that which ends on the first of some days to that on the last."""
        ends, step = list(ends), min(months_of_kind(kind), YEAR)
        first = min(ends)
        return cls(first, step, _number(max(ends), step) - _number(first, step) + 1)

    def place(self, end: date) -> int:
        """Return how many periods after the first one that ends on a day comes."""
        step, first = self.step, self.first
        return (end.year * YEAR + end.month - 1) // step - (first.year * YEAR + first.month - 1) // step

    def between(self, day: date) -> float:
        """Return how many periods after the end of the first any day is."""
        months = (day.year - self.first.year) * YEAR + day.month - self.first.month
        return (months + (day.day - self.first.day) / 31) / self.step

    def end(self, place: int) -> date:
        """Return the last day of a period by its place."""
        return moved(self.first, place * self.step)


def _number(end: date, step: int) -> int:
    return (end.year * YEAR + end.month - 1) // step


class Extent(NamedTuple):
    """What the curves of a grid share: the periods from first to last, and the figures from low to high."""

    first: date
    last: date
    low: float
    high: float

    @classmethod
    def of(cls, rows: Iterable[dict]) -> Self | None:
        """Return the extent of all rows of a grid, with ``period_end_date`` and ``value``; None where none has one."""
        known = [(row["period_end_date"], float(row["value"])) for row in rows if row["value"] is not None]
        if not known:
            return None
        ends, figures = [end for end, _ in known], [figure for _, figure in known]
        scale = Scale.of(figures, 4)
        return cls(min(ends), max(ends), scale.low, scale.high)
