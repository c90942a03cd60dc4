"""Whether a file is like its own past: period by period and place by place, in itself and beside the vintage before.

What a slip of a whole column, year or place leaves behind is looked for: figures of another year, of the next place, of
another scale, one text everywhere. How far real releases go is in docs/gates.md; the limits are data of the feed.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.definitions.feeds import breakdown
from oba.definitions.places import BoundaryChange
from oba.kinds.figures.grid import AUTHORITY, Grid, grid_of
from oba.kinds.figures.jumps import ENOUGH as LARGE
from oba.kinds.figures.jumps import POINTS, TIMES
from oba.kinds.figures.slips import restated
from oba.kinds.figures.vintages import ROUNDING, Vintage, numbers

ENOUGH = 30  # figures of one period and column; of fewer, chance makes half alike
ENOUGH_AT_A_LEVEL = 3  # cells of one period, of all columns
ENOUGH_OF_A_PLACE = 8  # figures of all periods and columns
NEAR = 0.02  # of a figure: as far as most of a period's figures are revised
TWO_DIGITS = 10  # a smaller number is the same again by chance
PERSISTS = 0.8  # a column that was ever less like its own past says nothing about shifted rows
FOUND = 0.3  # of figures equal to those of another period: far more than by chance
HALF = 0.5
PAST = ["copied", "copied_at_most", "flooded", "flooded_at_most", "one_figure", "one_figure_at_most"]
PAST += ["times", "times_at_most", "unlike", "unlike_at_most", "jumping", "jumping_at_most"]
BESIDE = ["restated_share", "restated_at_most", "time_period", "nearest_period", "place", "nearest_place"]


def past(vintage: Vintage, feed: Feed) -> pd.DataFrame:
    """Return how the periods of a file, the newest above all, differ from each other; of authorities alone.

    Returns:
        One row per data column and comparison, with ``where``. Shares, each with the most that the feed allows in
        ``<name>_at_most``: ``copied``, of a period's figures that another period has too; ``flooded``, by how
        much more of the newest period's cells are one text than of any before; ``one_figure``, of a period's figures
        that are the same number; ``jumping``, of the newest figures that jump. ``times``: how many times the period
        before the newest one is in the middle place, or the reverse. ``unlike``: how far the newest figures are from
        the period before at their own place, where 1 is as far as at the next places.
    """
    grid = grid_of(vintage, feed, only_authorities=True)
    rows: list[dict] = [*_larger_places(vintage, feed)]
    if not grid.series.empty:
        real = {name for jump in feed.jumps_are_real if jump.release == vintage.release for name in jump.columns}
        for name in grid.texts:
            rows += _within(name, grid, feed, name in real)
    return pd.DataFrame(rows, columns=["where", *PAST]).astype(dict.fromkeys(PAST, float))


def _within(name: str, grid: Grid, feed: Feed, jumps_are_real: bool) -> Iterator[dict]:
    figures, texts, most = grid.figures[name], grid.texts[name], feed.likeness
    counts = (~np.isnan(figures)).sum(axis=0)
    for column, period in enumerate(grid.periods):
        if counts[column] >= ENOUGH:
            shown = figures[:, column]
            share = np.unique(shown[~np.isnan(shown)], return_counts=True)[1].max() / counts[column]
            yield _row(f"column {name}, period {period}", "one_figure", share, most.one_figure)
    if len(grid.periods) < 2:
        return
    newest, before = grid.periods[-1], grid.periods[-2]
    where = f"column {name}, period {newest}"
    yield from _copies(name, figures, grid.periods, feed)
    share, text = _flood(texts, figures)
    if share is not None:
        yield _row(f"{where}, {text}", "flooded", share, most.flooded)
    if jumps_are_real:
        return
    now, then = figures[:, -1], figures[:, -2]
    both = ~np.isnan(now) & ~np.isnan(then)
    beside = f"{where}, beside {before}"
    positive = both & (now > 0) & (then > 0) & ((now >= 1) | (then >= 1))
    if positive.sum() >= ENOUGH:
        middle = abs(float(np.median(np.log(now[positive] / then[positive]))))
        yield _row(beside, "times", float(np.exp(middle)), most.times)
    if both.sum() >= ENOUGH:
        yield _row(beside, "jumping", _jumping(now[both], then[both], feed.columns[name].unit), most.jumping)
        unlike = _unlike(figures, grid.series["breakdown"])
        if unlike is not None:
            yield _row(beside, "unlike", unlike, most.unlike)


def _row(where: str, name: str, found: float, at_most: float) -> dict:
    return {"where": where, name: round(found, 3), f"{name}_at_most": at_most}


def _copies(name: str, figures: np.ndarray, periods: list[str], feed: Feed) -> Iterator[dict]:
    """Compare each period with the one before, and the newest with every one before."""
    has_places = feed.columns[name].decimal_places > 0
    telling = (np.abs(figures) >= TWO_DIGITS) | (has_places & (figures > 0))
    last = len(periods) - 1
    pairs = {(column - 1, column) for column in range(1, last + 1)} | {(column, last) for column in range(last)}
    for one, other in sorted(pairs):
        both = telling[:, one] & ~np.isnan(figures[:, other])
        if both.sum() >= ENOUGH:
            share = float((figures[both, one] == figures[both, other]).mean())
            where = f"column {name}, period {periods[other]} beside {periods[one]}"
            yield _row(where, "copied", share, feed.likeness.copied)


def _flood(texts: np.ndarray, figures: np.ndarray) -> tuple[float | None, str]:
    """Return by how much more of the newest cells are one text, or any symbol, than ever before, and which."""
    there = np.not_equal(texts, None)
    counts = there.sum(axis=0)
    if counts[-1] < ENOUGH or counts[:-1].max() < ENOUGH:
        return None, ""
    enough = np.flatnonzero(counts[:-1] >= ENOUGH)
    found, often = np.unique(texts[there[:, -1], -1].astype(str), return_counts=True)
    commonest = str(found[often.argmax()])
    masks = {f"{commonest!r} in place of other texts": texts == commonest, "symbols": there & np.isnan(figures)}
    shares = {said: mask.sum(axis=0) / np.maximum(counts, 1) for said, mask in masks.items()}
    more = {said: float(share[-1] - share[enough].max()) for said, share in shares.items()}
    said = max(more, key=more.__getitem__)
    return more[said], said


def _larger_places(vintage: Vintage, feed: Feed) -> Iterator[dict]:
    """Compare the symbols of England and of the regions in the newest period with those of the periods before."""
    grid = grid_of(vintage, feed)
    if len(grid.periods) < 2:
        return
    for level in ("National", "Regional"):
        at = (grid.series["geographic_level"] == level).to_numpy()
        there = sum(np.not_equal(texts[at], None).sum(axis=0) for texts in grid.texts.values())
        hidden = there - sum((~np.isnan(figures[at])).sum(axis=0) for figures in grid.figures.values())
        if at.any() and there[-1] >= ENOUGH_AT_A_LEVEL and there[:-1].min() >= ENOUGH_AT_A_LEVEL:
            share = hidden / there
            where = f"level {level}, period {grid.periods[-1]}, symbols"
            yield _row(where, "flooded", float(share[-1] - share[:-1].max()), feed.likeness.flooded)


def _jumping(now: np.ndarray, then: np.ndarray, unit: str) -> float:
    if unit == "percent":
        return float((np.abs(now - then) >= POINTS).mean())
    larger, smaller = np.maximum(now, then), np.minimum(now, then)
    return float(((larger >= LARGE) & (larger / np.maximum(smaller, 1) >= TIMES)).mean())


def _unlike(figures: np.ndarray, breakdowns: pd.Series) -> float | None:
    """Return how far the newest figures are from their own past, as a share of how far from that of the next places.

    None where the column was no more like its own past in the periods before, so that nothing can be said.
    """
    # By member, so that the next row is the next place.
    logs = np.log1p(np.abs(figures[np.argsort(breakdowns.to_numpy(), kind="stable")]))
    now, then = logs[:, 1:], logs[:, :-1]
    both = ~np.isnan(now - then)
    if (both.sum(axis=0) < ENOUGH).any():
        return None
    own = np.nanmean(np.abs(now - then), axis=0)
    others = np.mean([np.nanmean(np.abs(now - np.roll(then, by, axis=0)), axis=0) for by in (1, 2, -1, -2)], axis=0)
    if (others == 0).any() or len(own) < 2 or (own / others)[:-1].max() > PERSISTS:
        return None
    return float(own[-1] / others[-1])


def ended(vintage: Vintage, feed: Feed, changes: Iterable[BoundaryChange]) -> pd.DataFrame:
    """Return the authorities with figures of the newest period that ended before it began: ``where`` and ``ended``."""
    newest = max(vintage.keys["time_period"].unique(), key=feed.periods.family.number_of)
    day = feed.period(newest).first_day
    gone = {code for change in changes if change.effective <= day for code in change.predecessors}
    at = (vintage.keys["time_period"] == newest) & vintage.keys["location_code"].isin(gone)
    lines = np.flatnonzero(at.to_numpy())
    has_figure: np.ndarray = np.zeros(len(lines), dtype=bool)
    for texts in vintage.texts.values() if len(lines) else ():
        has_figure |= ~np.isnan(numbers(texts[lines]))
    codes = sorted(vintage.keys["location_code"].iloc[lines[has_figure]].unique())
    return pd.DataFrame({"where": [f"period {newest}"] * len(codes), "ended": codes}, columns=["where", "ended"])


def beside(new: Vintage, old: Vintage, feed: Feed) -> pd.DataFrame:
    """Return how the periods and places of a file differ from those of the accepted vintage before it.

    Returns:
        One row per data column and period, with ``where``: ``restated_share``, of the shared figures that are over 2%
        off, missing where a break or a restatement is declared, with ``restated_at_most``; ``time_period``, and in
        ``nearest_period`` the earlier period that its figures are equal to most often. And one row per place, and per
        combination of members, that has few of its own earlier figures: ``place``, ``nearest_place``.
    """
    now, then = grid_of(new, feed), grid_of(old, feed)
    found = then.index.get_indexer(now.index)
    here, there = np.flatnonzero(found >= 0), found[found >= 0]
    breaks = feed.breaks_between(old.release, new.release)
    broken = {name for each in breaks if not each.where for name in feed.broken_by(each)}
    for each in (each for each in breaks if each.where):
        at = then.series["breakdown"].isin([breakdown(row) for row in feed.chosen_combinations(each.where)]).to_numpy()
        for name in feed.broken_by(each):
            if name in then.figures:
                then.figures[name] = np.where(at[:, np.newaxis], np.nan, then.figures[name])
    anew = restated(new.keys, feed, old.release, new.release) if feed.restated else pd.DataFrame()
    made_anew = {name: set(new.keys.loc[anew[name].to_numpy(), "time_period"]) for name in anew}
    rows: list[dict] = []
    names = [name for name in now.figures if name in then.figures and name not in broken]
    for name in (name for name in now.figures if name in then.figures):
        shown = ~np.isnan(then.figures[name][there]).all(axis=1)
        if shown.sum() >= ENOUGH:
            lost = float(np.isnan(now.figures[name][here][shown]).all(axis=1).mean())
            where = f"column {name}, symbols in every period, compared with {old.title}"
            rows.append(_row(where, "flooded", lost, feed.likeness.flooded))
    for name in names:
        pairs = now.figures[name][here], then.figures[name][there]
        excused = made_anew.get(name, set())
        rows += _periods(name, *pairs, now.periods, then.periods, feed, excused, old.title)
    shared = [period for period in now.periods if period in then.periods]
    at = now.series.loc[here, "geographic_level"].to_numpy() == AUTHORITY
    if names and shared and at.any():
        for one, other in (("location_code", "breakdown"), ("breakdown", "location_code")):
            newer, older = (
                _table(grid, series[at], now.series.loc[here[at]], one, other, names, shared)
                for grid, series in ((now, here), (then, there))
            )
            rows += _nearest(newer, older, names, feed, old.title)
    return pd.DataFrame(rows, columns=["where", "flooded", "flooded_at_most", *BESIDE]).astype(
        dict.fromkeys(["flooded", "flooded_at_most", *BESIDE[:2]], float)
    )


def _periods(
    name: str,
    now: np.ndarray,
    then: np.ndarray,
    periods: list[str],
    earlier: list[str],
    feed: Feed,
    excused: set[str],
    title: str,
) -> Iterator[dict]:
    rounding = ROUNDING * 10.0 ** -feed.columns[name].decimal_places
    shown = ~np.isnan(then)
    counts = shown.sum(axis=0)
    for column, period in enumerate(periods):
        off = np.abs(now[:, [column]] - then)
        equal = np.where(counts >= ENOUGH, (off <= rounding).sum(axis=0) / np.maximum(counts, 1), 0)
        best = int(equal.argmax()) if len(equal) else -1
        row: dict = {"where": f"column {name}, period {period}, compared with {title}", "time_period": period}
        if period in earlier:
            own = earlier.index(period)
            if counts[own] < ENOUGH:
                continue
            far = shown[:, own] & ~(off[:, own] <= np.maximum(rounding, NEAR * np.abs(then[:, own])))
            is_another = equal[best] > max(equal[own], FOUND)
            share = None if period in excused else round(float(far.sum() / counts[own]), 3)
            row |= {"restated_share": share, "restated_at_most": feed.likeness.restated}
        else:
            is_another = best >= 0 and equal[best] > feed.likeness.copied
        yield row | {"nearest_period": earlier[best] if is_another else period}


def _table(
    grid: Grid, positions: np.ndarray, series: pd.DataFrame, one: str, other: str, names: list[str], periods: list[str]
) -> pd.DataFrame:
    """Return a row for each place or member, and beside each other all its figures: by column, period and the other."""
    rows, codes = pd.factorize(series[one])
    beside_it, others = pd.factorize(series[other])
    columns = [grid.periods.index(period) for period in periods]
    flat = np.full((len(codes), len(names), len(periods), len(others)), np.nan)
    for number, name in enumerate(names):
        flat[rows, number, :, beside_it] = grid.figures[name][positions][:, columns]
    return pd.DataFrame(flat.reshape(len(codes), -1), index=codes)


def _nearest(new: pd.DataFrame, old: pd.DataFrame, names: list[str], feed: Feed, title: str) -> Iterator[dict]:
    """Find the authorities, or members, that have few of their own earlier figures and most of another's."""
    now, then = new.to_numpy(), old.to_numpy()
    each = [ROUNDING * 10.0 ** -feed.columns[name].decimal_places for name in names]
    rounding: np.ndarray = np.repeat(each, now.shape[1] // len(names))
    counts = (~np.isnan(then)).sum(axis=1)
    own = (np.abs(now - then) <= rounding).sum(axis=1) / np.maximum(counts, 1)
    for row in np.flatnonzero((own < HALF) & (counts >= ENOUGH_OF_A_PLACE)):
        equal = (np.abs(now[row] - then) <= rounding).sum(axis=1) / np.maximum(counts, ENOUGH_OF_A_PLACE)
        best = int(equal.argmax())
        is_another = equal[best] >= HALF and equal[best] > own[row]
        yield {
            "where": f"{counts[row]} figures, compared with {title}",
            "place": new.index[row],
            "nearest_place": new.index[best] if is_another else new.index[row],
        }
