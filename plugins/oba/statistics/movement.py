"""Whether figures moved, in what shape, and whether that is more than their usual ups and downs explain."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from oba.periods import YEAR
from oba.statistics import shapes
from oba.statistics.shapes import Windows
from oba.vocabulary import Finding, Shape, words

LONGEST, SHORTEST = 8, 5  # figures that a verdict is about
REAL, CHANGED_DIRECTION, TOO_SOON, ONE_BEFORE, OUT_AND_BACK, NO_ONE_DIRECTION, NO_CLEAR_CHANGE = words(Finding)
SELDOM = 0.02  # a movement that noise alone makes as often as this or more is none
MOVEMENT_COLUMNS = {
    "measure_id": str,
    "geography_code": str,
    "period_end_date": date,
    "figures_compared": int,
    "compared_from_period_end_date": date,
    "compared_from_value": float,
    "finding": Finding,
    "shape": Shape,
    "change_direction": int,
    "p_value": float | None,
    "moved_from_period_end_date": date | None,
    "moved_from_value": float | None,
    "event_period_end_date": date | None,
    "event_value": float | None,
    "earlier_low": float | None,
    "earlier_high": float | None,
    "since_low": float | None,
    "since_high": float | None,
    "newest_change_direction": int,
    "has_setback": bool,
}
SERIES = ["measure_id", "geography_code", "series_segment"]


@dataclass(frozen=True)
class Judged:
    """What is found of each window; positions are columns of the windows."""

    shape: np.ndarray
    finding: np.ndarray
    direction: np.ndarray  # of a change that is real, or that may be: 1 up, -1 down; else 0
    moved_from: np.ndarray  # position of the figure from which the change is told
    event: np.ndarray  # position of the step, the turn, the odd or the newest figure
    p_value: np.ndarray  # how often noise alone would move figures so far in such a shape; NaN without a change
    newest_change: np.ndarray  # direction of the newest change where it is beyond noise by itself, else 0


@dataclass(frozen=True)
class Placed:
    """Windows, and which rows of the figures they hold; -1 before the oldest figure."""

    windows: Windows
    rows: np.ndarray


def windows_of(figures: pd.DataFrame, longest: int = LONGEST) -> Placed:
    """Return a window that ends at each figure: it and those before it in its series, eight at most.

    What stands before the oldest of these is at hand too (``older``): it tells a level from a figure out of line.

    Args:
        figures: in order of series and period, with ``scaled``, ``noise_variance``, ``period_end_date`` and
            ``months_between``; the index counts the rows. No figure is missing.
        longest: the most figures that a window has.
    """
    series = figures.groupby(SERIES, sort=False).ngroup().to_numpy()
    rows = np.arange(len(figures))[:, np.newaxis] + np.arange(1 - longest, 1)[np.newaxis, :]
    is_figure = (rows >= 0) & (series[np.maximum(rows, 0)] == series[:, np.newaxis])
    rows = np.where(is_figure, rows, -1)
    months = (figures["period_end_date"].dt.year * YEAR + figures["period_end_date"].dt.month).to_numpy(dtype=float)
    # What is measured once has no rhythm; any will do.
    step = figures["months_between"].astype(float).fillna(YEAR).to_numpy()
    time = (months[rows] - months[:, np.newaxis]) / step[:, np.newaxis]

    def of(column: str) -> np.ndarray:
        return np.where(is_figure, figures[column].to_numpy(dtype=float)[rows], np.nan)

    # A window that is not full begins with its series.
    older = np.maximum(rows[:, 0] - 1, 0)
    has_older = (rows[:, 0] > 0) & (series[older] == series)
    before = np.where(has_older, figures["scaled"].to_numpy(dtype=float)[older], np.nan)
    return Placed(Windows(of("scaled"), of("noise_variance"), np.where(is_figure, time, np.nan), before), rows)


def judge(windows: Windows) -> Judged:
    """Return what is found of each window.

    A movement is real if a shape fits it, and if the newest figure by itself is beyond the oldest, or after a step
    beyond the level before it: a rise that the newest figure denies is none. A line must keep its sign whichever figure
    is left out. Figures that changed direction two figures ago or earlier, and are beyond the one at which they did,
    did just that: nothing may have been gained since the oldest. Of fewer than five figures, and where only the newest
    figure moved, it is too soon to say that a change lasts. A step after the first figure of all has no level before
    it that one figure could tell from one out of line.
    """
    fitted, newest = shapes.fit(windows), windows.scaled.shape[1] - 1
    is_shape = {shape: fitted.shape == shape for shape in words(Shape)}
    is_turn, is_newest = is_shape[shapes.CHANGED_DIRECTION], is_shape[shapes.NEWEST_CHANGE]
    moved_from = np.where(is_turn, fitted.at, np.where(is_newest, newest - 1, windows.first))
    away = np.where(is_shape[shapes.STEP], shapes.newest_beyond(windows, fitted.at), _difference(windows, moved_from))
    direction = np.sign(away).astype(int)
    is_borne_out = (np.abs(away) > shapes.SIGNIFICANT) & (np.sign(fitted.contrast) == direction)
    is_borne_out &= fitted.p_value < SELDOM
    is_line = is_shape[shapes.STEADY] | is_shape[shapes.IRREGULAR]
    is_lasting = (
        (is_line & shapes.keeps_its_sign(windows)) | is_shape[shapes.STEP] | (is_turn & (fitted.at < newest - 1))
    )
    is_change = is_borne_out & (is_lasting | is_turn | is_newest)
    in_all = _difference(windows, windows.first)
    has_one_before = is_shape[shapes.STEP] & (fitted.at == windows.first + 1) & ~_has_older(windows)
    is_gained = ~is_turn | ((np.abs(in_all) > shapes.SIGNIFICANT) & (np.sign(in_all) == direction))
    finding = np.select(
        [
            is_change & has_one_before,
            is_change & is_lasting & (windows.count >= SHORTEST) & is_gained,
            is_change & is_lasting & (windows.count >= SHORTEST),
            is_change,
            is_shape[shapes.OUT_OF_LINE],
            is_shape[shapes.IRREGULAR],
        ],
        [ONE_BEFORE, REAL, CHANGED_DIRECTION, TOO_SOON, OUT_AND_BACK, NO_ONE_DIRECTION],
        NO_CLEAR_CHANGE,
    )
    is_told = is_change & ~has_one_before
    by_itself = _difference(windows, np.full(len(moved_from), newest - 1))
    return Judged(
        shape=np.where(finding == NO_CLEAR_CHANGE, shapes.LEVEL, fitted.shape),
        finding=finding,
        direction=np.where(is_told, direction, 0),
        moved_from=moved_from,
        event=fitted.at,
        p_value=np.where(is_told, fitted.p_value, np.nan),
        newest_change=np.where(np.abs(by_itself) > shapes.SIGNIFICANT, np.sign(by_itself), 0).astype(int),
    )


def movements(figures: pd.DataFrame) -> pd.DataFrame:
    """Return what is found of the newest figures of every series.

    Args:
        figures: one row per measure, place and period with a figure that may be judged: ``measure_id``,
            ``geography_code``, ``series_segment``, ``period_end_date``, ``months_between``, ``value``, ``scaled`` (on
            a scale on which changes compare) and ``noise_variance`` on that scale.

    Returns:
        One row per measure and place, of its newest segment, with two figures or more: the finding, shape and
        direction, the figures that tell it, as they are published, and how often noise alone would do it.
    """
    figures = figures.sort_values([*SERIES, "period_end_date"]).reset_index(drop=True)
    placed = windows_of(figures)
    ends = figures.groupby(["measure_id", "geography_code"])["period_end_date"].transform("max")
    is_asked = (figures["period_end_date"] == ends).to_numpy() & (placed.windows.count > 1)
    rows = placed.rows[is_asked]
    windows = Windows(*(part[is_asked] for part in vars(placed.windows).values()))
    judged = judge(windows)
    value = np.where(rows >= 0, figures["value"].to_numpy(dtype=float)[rows], np.nan)
    ended = figures["period_end_date"].to_numpy()[rows]
    every, column = np.arange(len(rows)), np.arange(LONGEST)[np.newaxis, :]
    has_event = np.isin(judged.shape, [shapes.STEP, shapes.CHANGED_DIRECTION, shapes.OUT_OF_LINE, shapes.NEWEST_CHANGE])
    event = judged.event[:, np.newaxis]
    # The figure before a step is the one from which it is told, though the whole level before it was tested.
    told_from = np.where(judged.shape == shapes.STEP, judged.event - 1, judged.moved_from)
    is_told = judged.direction != 0
    is_split = np.isin(judged.shape, [shapes.STEP, shapes.NEWEST_CHANGE])[:, np.newaxis]
    earlier = np.where((column < event) | ~is_split, value, np.nan)
    # The level before a step may begin with the figure before the window, which told that it is one.
    first = rows[every, windows.first]
    is_wider = (judged.shape == shapes.STEP) & (judged.event == windows.first + 1) & _has_older(windows)
    compared_from = np.where(is_wider, first - 1, first)
    compared_from_value = figures["value"].to_numpy(dtype=float)[compared_from]
    older = np.where(is_wider, compared_from_value, np.nan)
    earlier[(judged.shape == shapes.OUT_OF_LINE)[:, np.newaxis] & (column == event)] = np.nan
    since = np.where((column >= event) & has_event[:, np.newaxis], value, np.nan)

    # Figures as published: a reader sees each of them go back.
    way = np.where(judged.direction == 0, 1, judged.direction)[:, np.newaxis]
    has_setback = (np.diff(value, axis=1) * way < 0).any(axis=1)

    def dated(position: np.ndarray, is_wanted: np.ndarray) -> pd.Series:
        return pd.Series(ended[every, position]).where(is_wanted)

    return (
        figures.loc[is_asked, ["measure_id", "geography_code", "period_end_date"]]
        .reset_index(drop=True)
        .assign(
            figures_compared=windows.count + is_wider,
            compared_from_period_end_date=figures["period_end_date"].to_numpy()[compared_from],
            compared_from_value=compared_from_value,
            finding=judged.finding,
            shape=judged.shape,
            change_direction=judged.direction,
            p_value=judged.p_value,
            moved_from_period_end_date=dated(told_from, is_told),
            moved_from_value=np.where(is_told, value[every, told_from], np.nan),
            event_period_end_date=dated(judged.event, has_event),
            event_value=np.where(has_event, value[every, judged.event], np.nan),
            earlier_low=np.fmin(np.fmin.reduce(earlier, axis=1), older),
            earlier_high=np.fmax(np.fmax.reduce(earlier, axis=1), older),
            since_low=np.fmin.reduce(since, axis=1),
            since_high=np.fmax.reduce(since, axis=1),
            newest_change_direction=judged.newest_change,
            has_setback=has_setback,
        )
    )


def _has_older(windows: Windows) -> np.ndarray:
    """Tell which windows have a comparable figure before the oldest."""
    return np.zeros(len(windows.scaled), dtype=bool) if windows.older is None else ~np.isnan(windows.older)


def _difference(windows: Windows, position: np.ndarray) -> np.ndarray:
    """Return how far the newest figure is from another, in standard deviations of their difference."""
    every = np.arange(len(position))
    apart = windows.scaled[:, -1] - windows.scaled[every, position]
    sure = np.abs(apart) > 1e-9 * np.maximum(np.abs(windows.scaled[:, -1]), 1)
    return np.where(sure, apart / np.sqrt(windows.variance[:, -1] + windows.variance[every, position]), 0.0)
