"""Rates against the counts they are made from, by the number of people that a row's rates must all be of."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.definitions.feeds import Rates
from oba.gates import LINE
from oba.kinds.figures.adding_up import EPSILON, PLACES_KEPT, Figures, steps
from oba.kinds.figures.grid import AUTHORITY
from oba.kinds.figures.vintages import Vintage, numbers

ENOUGH = 30  # places of one period
MANY = 5000  # people of a place; the estimate of fewer moves with every census
COLUMNS = ["beyond_rate", "moved", "moved_at_most"]


def rate_misfits(figures: Figures, feed: Feed, earlier: Vintage | None) -> pd.DataFrame:
    """Return how the rates of a file fit their counts.

    What a rate and its count, rounded as they are, say of the number of people is a range; the ranges of a row's rates,
    and of a published number of people, have one number in common, or one of them is wrong.

    Returns:
        ``where``, in words. Of a row, how many times the greatest number of people that one rate allows is below the
        least that another one does, less 1, 0 or less where they fit: ``beyond_rate``. Of the newest period, how far
        the people in the middle place moved since the period before, and of each period since the vintage before, as
        a share: ``moved``, with ``moved_at_most``.
    """
    rows: list[dict] = []
    for rates in feed.rates:
        there = [name for name in rates.counts if {name, rates.counts[name]} <= set(figures.value)]
        if there:
            least, greatest = _people(figures, feed, rates, there)
            rows += _of_rows(figures, rates, there, least, greatest)
            people = _middle(figures.rows, least, greatest)
            rows += _of_periods(people, feed, f"rates {', '.join(there)}")
            if earlier is not None:
                rows += _since(people, feed, rates, there, earlier)
    return pd.DataFrame(rows, columns=["where", *COLUMNS]).astype(dict.fromkeys(COLUMNS, float))


def _people(figures: Figures, feed: Feed, rates: Rates, there: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest number of people that each rate of each row allows."""
    counts = [rates.counts[name] for name in there]
    known = [rates.population] if rates.population and rates.population in figures.value else []
    half = steps(figures, feed, feed.adds_up, list(dict.fromkeys([*counts, *known]))) / 2
    least, greatest = [], []
    for name, count in zip(there, counts, strict=True):
        rounding = 10.0 ** -feed.columns[name].decimal_places / 2 + EPSILON
        rate, number = figures.value[name].to_numpy(), figures.value[count].to_numpy()
        usable = (figures.shown[name] & figures.shown[count]).to_numpy() & ((number > 0) | (rate > 0))
        low = rates.multiplier * np.maximum(number - half[count].to_numpy(), 0) / (rate + rounding)
        with np.errstate(divide="ignore", invalid="ignore"):
            high = rates.multiplier * (number + half[count].to_numpy()) / np.maximum(rate - rounding, 0)
        least.append(np.where(usable, low, np.nan))
        greatest.append(np.where(usable, high, np.nan))
    for column in known:
        shown, people = figures.shown[column].to_numpy(), figures.value[column].to_numpy()
        least.append(np.where(shown, people - half[column].to_numpy(), np.nan))
        greatest.append(np.where(shown, people + half[column].to_numpy(), np.nan))
    return np.array(least), np.array(greatest)


def _of_rows(
    figures: Figures, rates: Rates, there: list[str], least: np.ndarray, greatest: np.ndarray
) -> Iterator[dict]:
    lowest, highest = np.nan_to_num(least, nan=-np.inf), np.nan_to_num(greatest, nan=np.inf)
    judged = np.flatnonzero((~np.isnan(least)).sum(axis=0) > 1)
    beyond = lowest.max(axis=0) - highest.min(axis=0)
    wrong = judged[beyond[judged] > EPSILON * np.maximum(highest.min(axis=0)[judged], 1)]
    names = [*there, rates.population]

    def cell(row: int, most: bool) -> str:
        return str(names[int(lowest[:, row].argmax() if most else highest[:, row].argmin())])

    def is_excused(row: int) -> bool:
        line = figures.rows.iloc[[row]]
        marks = [pd.Series([True], line.index, name=cell(row, most)) for most in (True, False)]
        return any(not figures.slips.excuse("rates_of_one_population", line, mark).any() for mark in marks)

    wrong = wrong[[not is_excused(row) for row in wrong]] if figures.slips.feed.known_slips else wrong
    if not wrong.size and judged.size:
        yield {"where": f"rates {', '.join(there)}", "beyond_rate": 0}
    for row in wrong[np.argsort(-beyond[wrong], kind="stable")][:PLACES_KEPT]:
        line, bounds = figures.rows.iloc[row], (lowest[:, row].max(), highest[:, row].min())
        said = f"at least {bounds[0]:,.0f} by {cell(row, True)}, at most {bounds[1]:,.0f} by {cell(row, False)}"
        where = f"line {line[LINE]}, people in {line['location_name']} in {line['time_period']}, {said}"
        yield {"where": where, "beyond_rate": round(float(beyond[row] / max(highest[:, row].min(), 1)), 3)}


def _middle(rows: pd.DataFrame, least: np.ndarray, greatest: np.ndarray) -> pd.DataFrame:
    """Return the number of people that the rates of each authority are of, by period."""
    low, high = np.nan_to_num(least, nan=-np.inf).max(axis=0), np.nan_to_num(greatest, nan=np.inf).min(axis=0)
    is_known = np.isfinite(low) & np.isfinite(high)
    people = np.where(is_known, (np.where(is_known, low, 0) + np.where(is_known, high, 0)) / 2, low)
    found = pd.DataFrame(
        {"code": rows["location_code"], "period": rows["time_period"], "people": np.where(people > 0, people, np.nan)}
    )[(rows["geographic_level"] == AUTHORITY).to_numpy()]
    return found.dropna().groupby(["code", "period"])["people"].median().unstack()


def _of_periods(people: pd.DataFrame, feed: Feed, said: str) -> Iterator[dict]:
    periods = sorted(people, key=feed.periods.family.number_of)
    for before, period in pairwise(periods):
        yield from _moved(people[period], people[before], feed, f"{said}, people in {period} beside {before}")
    if len(periods) > 1:
        now, then = people[periods[-1]], people[periods[-2]]
        ratio = np.expm1(np.log((now / then)[(now >= MANY) & (then >= MANY)].dropna()).abs())
        most = feed.likeness.population_of_a_place
        far = ratio[ratio > most]
        for code in far.index if len(far) else ratio.nlargest(1).index:
            where = f"{said}, people in {code}, {periods[-1]} beside {periods[-2]}"
            yield {"where": where, "moved": round(float(ratio[code]), 3), "moved_at_most": most}


def _since(people: pd.DataFrame, feed: Feed, rates: Rates, there: list[str], earlier: Vintage) -> Iterator[dict]:
    names = [name for name in there if {name, rates.counts[name]} <= set(earlier.texts)]
    if not names:
        return
    rate, count = (numbers(earlier.texts[name]) for name in (names[0], rates.counts[names[0]]))
    with np.errstate(divide="ignore", invalid="ignore"):
        then = earlier.keys[["location_code", "time_period"]].assign(people=rates.multiplier * count / rate)
    then = then[(earlier.keys["geographic_level"] == AUTHORITY).to_numpy() & np.isfinite(then["people"])]
    by_period = then.groupby(["location_code", "time_period"])["people"].median().unstack()
    for period in (period for period in people if period in by_period):
        where = f"rates {', '.join(there)}, people in {period}, compared with {earlier.title}"
        yield from _moved(people[period], by_period[period], feed, where)


def _moved(now: pd.Series, then: pd.Series, feed: Feed, where: str) -> Iterator[dict]:
    ratio = (now / then).dropna()
    if len(ratio) >= ENOUGH:
        moved = float(np.expm1(np.abs(np.log(ratio.median()))))
        yield {"where": where, "moved": round(moved, 3), "moved_at_most": feed.likeness.population}
