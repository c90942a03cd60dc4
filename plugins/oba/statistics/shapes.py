"""What shape the movement of a few figures has, with the noise of each figure known.

Six shapes are fitted to every window by weighted least squares, all windows at once, and the simplest that fits is
taken: a further year to choose makes a shape less simple. docs/verdicts.md says what is measured of this.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, norm, t

from oba.vocabulary import Shape, words

Figures = np.ndarray  # of shape (windows, periods)

# What a shape has to gain in chi-squared to be preferred, and how many numbers it takes from the figures. The gains are
# set by simulation: docs/verdicts.md has what they make of series whose shape is known.
LEVEL, STEADY, STEP, CHANGED_DIRECTION, OUT_OF_LINE, NEWEST_CHANGE, IRREGULAR = words(Shape)
GAIN = {LEVEL: -6.25, STEADY: 0.0, STEP: 1.0, CHANGED_DIRECTION: 3.0, OUT_OF_LINE: 1.25, NEWEST_CHANGE: 0.0}
NUMBERS = {LEVEL: 1, STEADY: 2, STEP: 3, CHANGED_DIRECTION: 4, OUT_OF_LINE: 3, NEWEST_CHANGE: 2}
FITTED = tuple(GAIN)
MISFIT = 0.01  # a shape with a misfit that chance gives more seldom is none
SIGNIFICANT = float(norm.ppf(0.975))  # of a leg, or of the difference of two figures
FEWEST_FOR_LINE, FEWEST_TO_TURN = 3, 5


@dataclass(frozen=True)
class Windows:
    """Some figures in a row for each of many series, on a scale on which changes compare; the newest stands last.

    A window of fewer figures than others begins with NaN.
    """

    scaled: Figures
    variance: Figures  # of each figure: sampling, rounding and usual ups and downs
    time: Figures  # in periods
    older: np.ndarray | None = None  # the comparable figure before the oldest, on that scale; NaN where there is none

    @property
    def is_figure(self) -> Figures:
        """Where there is a figure."""
        return ~np.isnan(self.scaled)

    @property
    def count(self) -> np.ndarray:
        """How many figures each window has."""
        return self.is_figure.sum(axis=1)

    @property
    def first(self) -> np.ndarray:
        """Where the oldest figure of each stands."""
        return self.scaled.shape[1] - self.count

    @property
    def weighted(self) -> tuple[Figures, Figures, Figures]:
        """Weight, figure and time for weighted sums; each nought where there is no figure."""
        weight = np.where(self.is_figure, 1 / np.where(self.is_figure, self.variance, 1), 0.0)
        return weight, np.where(self.is_figure, self.scaled, 0.0), np.where(self.is_figure, self.time, 0.0)


@dataclass(frozen=True)
class Fitted:
    """The shape of each window; positions are columns of the windows."""

    shape: np.ndarray
    at: np.ndarray  # where the new level begins, the direction changes, or the odd figure stands; else the newest
    contrast: np.ndarray  # how far the movement is from none, in standard deviations, with its sign
    p_value: np.ndarray  # how often noise alone would move figures so far in such a shape, wherever it could be placed


def fit(windows: Windows) -> Fitted:
    """Return the shape of each window.

    A step is a level before and another from a figure on, two or more, and no figure of one lies within the other; a
    direction changes at the highest or lowest figure, both legs significant; one figure out of line is the highest or
    lowest; a change of the newest figure alone is beyond all others, and a shape of its own, because nothing yet tells
    a step from a figure out of line. The oldest figure alone is a level if the figure before it is nearer to it than to
    any later one, and out of line if not. What moved, and fits none of them, is irregular.
    """
    size, width = windows.scaled.shape
    every, column = np.arange(size), np.arange(width)[np.newaxis, :]
    is_figure, count, first = windows.is_figure, windows.count, windows.first[:, np.newaxis]
    weight, figure, time = windows.weighted

    highest = np.where(is_figure, windows.scaled, -np.inf)
    lowest = np.where(is_figure, windows.scaled, np.inf)
    first_is_out_of_line = _first_is_out_of_line(windows, highest, lowest)
    is_extreme = (highest == highest.max(axis=1)[:, np.newaxis]) | (lowest == lowest.min(axis=1)[:, np.newaxis])

    misfit = {LEVEL: _about_mean(weight, figure)}
    misfit[STEADY], slope = _line(weight, figure, time)
    misfit[STEADY][count < FEWEST_FOR_LINE] = np.inf  # any two figures lie on one
    at_each = {shape: np.full((size, width), np.inf) for shape in (STEP, CHANGED_DIRECTION, OUT_OF_LINE)}
    contrast_at = {shape: np.zeros((size, width)) for shape in at_each}
    for position in range(width):
        others = np.where(column == position, 0.0, weight)
        is_odd = (position > first[:, 0]) | (first_is_out_of_line & (position == first[:, 0]))
        is_odd &= is_extreme[:, position] & (position < width - 1)
        at_each[OUT_OF_LINE][is_odd, position] = _about_mean(others, figure)[is_odd]
        contrast_at[OUT_OF_LINE][:, position] = _between_means(weight - others, others, figure)
    for position in range(1, width):
        before, after = weight * (column < position), weight * (column >= position)
        is_inside = (position > first[:, 0]) & (position < width - 1)
        at_each[STEP][:, position] = _about_mean(before, figure) + _about_mean(after, figure)
        contrast_at[STEP][:, position] = _between_means(after, before, figure)
        is_apart = (lowest[:, position:].min(axis=1) > highest[:, :position].max(axis=1)) | (
            highest[:, position:].max(axis=1) < lowest[:, :position].min(axis=1)
        )
        is_apart &= ~first_is_out_of_line | (position > first[:, 0] + 1)
        at_each[STEP][(position <= first[:, 0]) | ~is_apart, position] = np.inf
        if position < width - 1:
            turning, legs = _two_legs(weight, figure, time, position)
            is_peak = np.where(
                legs[1] < 0, highest[:, position] == highest.max(axis=1), lowest[:, position] == lowest.min(axis=1)
            )
            is_turn = is_inside & is_peak & (np.sign(legs[0]) != np.sign(legs[1]))
            is_turn &= (np.abs(legs) > SIGNIFICANT).all(axis=0)
            at_each[CHANGED_DIRECTION][is_turn, position] = turning[is_turn]
            contrast_at[CHANGED_DIRECTION][:, position] = legs[1]
    misfit[NEWEST_CHANGE] = at_each[STEP][:, -1].copy()
    newest = contrast_at[STEP][:, -1].copy()
    at_each[STEP][:, -1] = np.inf
    at_each[CHANGED_DIRECTION][count < FEWEST_TO_TURN] = np.inf

    best_at = {shape: misfits.argmin(axis=1) for shape, misfits in at_each.items()}
    misfit |= {shape: misfits[every, best_at[shape]] for shape, misfits in at_each.items()}
    contrasts = {shape: contrast_at[shape][every, best_at[shape]] for shape in at_each}
    contrasts |= {LEVEL: np.zeros(size), STEADY: slope, NEWEST_CHANGE: newest}
    best = np.stack([misfit[shape] + GAIN[shape] for shape in FITTED]).argmin(axis=0)
    taken = np.array([NUMBERS[shape] for shape in FITTED])[best]
    left = np.choose(best, [misfit[shape] for shape in FITTED])
    is_misfit = (count > taken) & (chi2.sf(left, np.maximum(count - taken, 1)) < MISFIT)
    ones = np.ones(size, dtype=int)
    chances: dict[str, np.ndarray] = {STEP: count - 2, CHANGED_DIRECTION: count - 2, OUT_OF_LINE: count - 2}
    # An irregular movement is judged by its line, less sure by as much as the figures stray from it.
    strays = np.sqrt(np.maximum(misfit[STEADY] / np.maximum(count - 2, 1), 1))
    contrast = np.where(is_misfit, slope / strays, np.choose(best, [contrasts[shape] for shape in FITTED]))
    tried = np.choose(best, [chances.get(shape, ones) for shape in FITTED])
    of_shape = np.where(
        np.array(FITTED, dtype=object)[best] == CHANGED_DIRECTION,
        chi2.sf(misfit[LEVEL] - left, 3),  # its two slopes and what lies between them
        2 * norm.sf(np.abs(contrast)),
    )
    irregular = 2 * t.sf(np.abs(contrast), np.maximum(count - 2, 1))
    return Fitted(
        shape=np.where(is_misfit, IRREGULAR, np.array(FITTED, dtype=object)[best]),
        at=np.choose(best, [best_at.get(shape, ones * (width - 1)) for shape in FITTED]),
        contrast=contrast,
        p_value=np.where(is_misfit, irregular, np.minimum(of_shape * tried, 1.0)),
    )


def keeps_its_sign(windows: Windows) -> np.ndarray:
    """Tell which windows have a slope that keeps its sign whichever figure is left out."""
    weight, figure, time = windows.weighted
    sign = np.sign(_line(weight, figure, time)[1])
    kept = sign != 0
    for position in range(weight.shape[1]):
        others = weight.copy()
        others[:, position] = 0
        kept &= np.sign(_line(others, figure, time)[1]) == sign
    return kept


def newest_beyond(windows: Windows, position: np.ndarray) -> np.ndarray:
    """Return how far the newest figure is from the mean of those before a position, in standard deviations."""
    column = np.arange(windows.scaled.shape[1])[np.newaxis, :]
    weight, figure, _ = windows.weighted
    newest = np.where(column == column[0, -1], weight, 0.0)
    return _between_means(newest, np.where(column < position[:, np.newaxis], weight, 0.0), figure)


def _first_is_out_of_line(windows: Windows, highest: Figures, lowest: Figures) -> np.ndarray:
    """Tell where the oldest figure is beyond all later ones, and the figure before it is nearer to one of these."""
    size, width = windows.scaled.shape
    if windows.older is None:
        return np.zeros(size, dtype=bool)
    first = windows.scaled[np.arange(size), windows.first]
    is_later = np.arange(width)[np.newaxis, :] > windows.first[:, np.newaxis]
    top = np.where(is_later, highest, -np.inf).max(axis=1)
    bottom = np.where(is_later, lowest, np.inf).min(axis=1)
    is_above, is_below = first > top, first < bottom
    nearest = np.where(is_above, top, bottom)
    is_alike = np.abs(windows.older - first) < np.abs(windows.older - nearest)
    is_alike &= np.where(is_above, windows.older > nearest, windows.older < nearest)
    return (is_above | is_below) & ~is_alike & ~np.isnan(windows.older)


def _mean(weight: Figures, figure: Figures) -> np.ndarray:
    total = weight.sum(axis=1)
    return np.divide((weight * figure).sum(axis=1), total, out=np.zeros(len(total)), where=total > 0)


def _about_mean(weight: Figures, figure: Figures) -> np.ndarray:
    """Return chi-squared of figures about their weighted mean."""
    return (weight * np.square(figure - _mean(weight, figure)[:, np.newaxis])).sum(axis=1)


def _between_means(weight: Figures, other: Figures, figure: Figures) -> np.ndarray:
    """Return the difference of two weighted means in its standard deviations; 0 where one of them has no figure."""
    totals = weight.sum(axis=1), other.sum(axis=1)
    is_both = (totals[0] > 0) & (totals[1] > 0)
    variance = sum(np.divide(1, total, out=np.ones(len(total)), where=total > 0) for total in totals)
    return np.where(is_both, (_mean(weight, figure) - _mean(other, figure)) / np.sqrt(variance), 0.0)


def _line(weight: Figures, figure: Figures, time: Figures) -> tuple[np.ndarray, np.ndarray]:
    """Return chi-squared about the weighted straight line, and its slope in standard deviations."""
    late = time - _mean(weight, time)[:, np.newaxis]
    high = figure - _mean(weight, figure)[:, np.newaxis]
    spread = (weight * late * late).sum(axis=1)
    along = (weight * late * high).sum(axis=1)
    # Level is level: what weighted sums leave beyond their last binary places is no slope.
    size = (weight * np.abs(late * high)).sum(axis=1)
    along = np.where(np.abs(along) > 1e-9 * size, along, 0.0)
    has_slope = spread > 0
    slope = np.divide(along, np.sqrt(spread), out=np.zeros(len(spread)), where=has_slope)
    return np.maximum((weight * high * high).sum(axis=1) - slope * slope, 0.0), slope


def _two_legs(weight: Figures, figure: Figures, time: Figures, position: int) -> tuple[np.ndarray, np.ndarray]:
    """Return chi-squared about two straight legs that meet at a position, and both slopes in standard deviations."""
    since = time - time[:, position][:, np.newaxis]
    terms = np.stack([np.ones_like(time), np.minimum(since, 0), np.maximum(since, 0)], axis=-1)
    normal = np.einsum("wp,wpi,wpj->wij", weight, terms, terms)
    is_solvable = np.linalg.cond(normal) < 1e12
    inverse = np.linalg.inv(np.where(is_solvable[:, np.newaxis, np.newaxis], normal, np.eye(3)))
    found = np.einsum("wij,wp,wpj,wp->wi", inverse, weight, terms, figure)
    left = (weight * np.square(figure - np.einsum("wpi,wi->wp", terms, found))).sum(axis=1)
    slopes = np.stack([found[:, leg] / np.sqrt(inverse[:, leg, leg]) for leg in (1, 2)])
    return np.where(is_solvable, left, np.inf), np.where(is_solvable, slopes, 0.0)
