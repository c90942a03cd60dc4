"""The forecasting methods that are tried, and the scale on which they work.

Annual series of children's services have from three to a dozen points, which rules out anything that estimates more
than one or two parameters: AutoETS and Holt refuse such series, ARIMA fits noise. theta is statsforecast's. The others
are one line each and are written out for many histories at once, because the library takes one at a time and the
back-test has tens of thousands; a test holds them against the library's to the last digit. statsforecast takes seconds
to import, so it is imported when the first forecast is made and not before.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from oba.vocabulary import ForecastMethod, words

HORIZONS = (1, 2, 3)  # steps ahead: years, or the quarters or months of a measure that has them
SHORTEST_HISTORY = 3  # points; below that a direction cannot be told from a step
NAIVE = "naive"
HALF = 0.5  # weight of the newest figure in exponential smoothing; so few points do not tell a better one
WINDOW = 3  # newest figures that the window average is of
# Of the methods that need more than SHORTEST_HISTORY; on less they give the naive forecast.
FEWEST_POINTS = {"theta": 4}

# In order of simplicity: of two methods that do equally well, the earlier one is chosen.
METHODS = words(ForecastMethod)


def project(histories: np.ndarray, methods: Sequence[str] = METHODS) -> np.ndarray:
    """Project histories of one length.

    Args:
        histories: shape (histories, points), or one history: consecutive yearly figures on the working scale, oldest
            first; at least ``SHORTEST_HISTORY`` points.
        methods: names out of ``METHODS``.

    Returns:
        Shape (histories, methods, horizons), or of one history (methods, horizons), on the same scale.

    Raises:
        ValueError: the histories are shorter than that, or have a missing figure.
    """
    if histories.ndim == 1:
        return project(histories[np.newaxis], methods)[0]
    rows, points = histories.shape
    if points < SHORTEST_HISTORY or not np.isfinite(histories).all():
        raise ValueError(f"a forecast needs {SHORTEST_HISTORY} or more figures without a gap, found {histories}")
    histories = np.ascontiguousarray(histories)  # so that each row is summed as it would be alone
    projected = np.empty((rows, len(methods), len(HORIZONS)))
    projected[:] = histories[:, :1, np.newaxis]
    moves = ~(histories == histories[:, :1]).all(axis=1)  # optimisers fail on what never moves, and it has one answer
    for place, name in enumerate(methods):
        projected[moves, place] = _FORMULAS[method_on(points, name)](histories[moves])
    return projected


def _naive(histories: np.ndarray) -> np.ndarray:
    return histories[:, -1:]


def _drift(histories: np.ndarray) -> np.ndarray:
    slope = (histories[:, -1] - histories[:, 0]) / (histories.shape[1] - 1)
    return slope[:, np.newaxis] * np.array(HORIZONS, dtype=float) + histories[:, -1:]


def _window_average(histories: np.ndarray) -> np.ndarray:
    return histories[:, -WINDOW:].mean(axis=1, keepdims=True)


def _history_average(histories: np.ndarray) -> np.ndarray:
    return histories.mean(axis=1, keepdims=True)


def _exponential_smoothing(histories: np.ndarray) -> np.ndarray:
    level = histories[:, :1]
    for point in range(histories.shape[1]):
        level = HALF * histories[:, [point]] + (1 - HALF) * level
    return level


def _theta(histories: np.ndarray) -> np.ndarray:
    model = _theta_model()
    # Of a copy: its sums depend in the last digit on where in memory a history starts.
    found = [model.forecast(y=history.copy(), h=len(HORIZONS))["mean"] for history in histories]
    return np.array(found).reshape(len(histories), len(HORIZONS))


@cache
def _theta_model() -> Any:
    from statsforecast.models import Theta

    return Theta(season_length=1)


# Each takes (histories, points) and returns (histories, horizons), or (histories, 1) where every year gets the same.
_FORMULAS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "naive": _naive,
    "drift": _drift,
    "window_average": _window_average,
    "history_average": _history_average,
    "exponential_smoothing": _exponential_smoothing,
    "theta": _theta,
}


def method_on(points: int, chosen: str) -> str:
    """Return the method that a history of so many points gets where a method was chosen for the measure."""
    return chosen if points >= FEWEST_POINTS.get(chosen, SHORTEST_HISTORY) else NAIVE


class Projector:
    """Projects histories with every method, each distinct history once: vintages of a series share most of theirs."""

    def __init__(self) -> None:
        self._known: dict[bytes, np.ndarray] = {}

    def __call__(self, histories: np.ndarray) -> np.ndarray:
        """Return what ``project`` returns for histories of one length."""
        keys = [history.tobytes() for history in np.ascontiguousarray(histories)]
        fresh = {key: place for place, key in enumerate(keys) if key not in self._known}
        if fresh:
            self._known.update(zip(fresh, project(histories[list(fresh.values())]), strict=True))
        return np.array([self._known[key] for key in keys])


def to_working_scale(values: np.ndarray, unit: str) -> np.ndarray:
    """Put figures on the scale on which a change means the same for a small and a large place.

    Counts vary by chance with the square root of their size, so counts, rates and anything else from 0 upwards go to
    the square root. Percentages are bounded on both sides and go to the arcsine of the square root of the proportion,
    which does the same for them. Both are the classical variance-stabilising scales (Anscombe 1948).
    """
    if unit == "percent":
        return np.arcsin(np.sqrt(np.clip(values, 0, 100) / 100))
    return np.sqrt(np.clip(values, 0, None))


def from_working_scale(worked: np.ndarray, unit: str) -> np.ndarray:
    """Undo ``to_working_scale``; what left the scale returns at its bound, so no count falls below 0."""
    if unit == "percent":
        return 100 * np.sin(np.clip(worked, 0, np.pi / 2)) ** 2
    return np.clip(worked, 0, None) ** 2
