"""The forecasting methods that are tried, all from statsforecast, and the scale on which they work.

Annual series of children's services have from three to a dozen points, which rules out anything that estimates more
than one or two parameters: AutoETS and Holt refuse such series, ARIMA fits noise. statsforecast takes seconds to
import, so it is imported when the first forecast is made and not before.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from oba.vocabulary import ForecastMethod, words

HORIZONS = (1, 2, 3)  # steps ahead: years, or the quarters or months of a measure that has them
SHORTEST_HISTORY = 3  # points; below that a direction cannot be told from a step
NAIVE = "naive"
HALF = 0.5  # weight of the newest figure in exponential smoothing; so few points do not tell a better one
FEWEST_POINTS = {
    "theta": 4
}  # of the methods that need more than SHORTEST_HISTORY; on less they give the naive forecast

# In order of simplicity: of two methods that do equally well, the earlier one is chosen.
METHODS = words(ForecastMethod)

IN_WORDS = {
    "naive": "the newest figure stays as it is",
    "drift": "the average yearly change of the history goes on",
    "window_average": "the average of the newest three figures",
    "history_average": "the average of all figures of the history",
    "exponential_smoothing": "an average in which newer figures count for more",
    "theta": "an average in which newer figures count for more, moving on by half the trend of the history",
}


@cache
def _models() -> dict[str, Any]:
    from statsforecast.models import (
        HistoricAverage,
        Naive,
        RandomWalkWithDrift,
        SimpleExponentialSmoothing,
        Theta,
        WindowAverage,
    )

    return {
        "naive": Naive(),
        "drift": RandomWalkWithDrift(),
        "window_average": WindowAverage(window_size=3),
        "history_average": HistoricAverage(),
        "exponential_smoothing": SimpleExponentialSmoothing(alpha=HALF),
        "theta": Theta(season_length=1),
    }


def project(history: np.ndarray, methods: Sequence[str] = METHODS) -> np.ndarray:
    """Project one history.

    Args:
        history: consecutive yearly figures on the working scale, oldest first; at least ``SHORTEST_HISTORY``.
        methods: names out of ``METHODS``.

    Returns:
        Shape (methods, horizons), on the same scale.

    Raises:
        ValueError: the history is shorter than that, or has a missing figure.
    """
    if len(history) < SHORTEST_HISTORY or not np.isfinite(history).all():
        raise ValueError(f"a forecast needs {SHORTEST_HISTORY} or more figures without a gap, found {history}")
    years = len(HORIZONS)
    if (history == history[0]).all():  # optimisers fail on it, and there is one answer
        return np.full((len(methods), years), history[0])
    models = [_models()[method_on(len(history), name)] for name in methods]
    return np.array([model.forecast(y=history, h=years)["mean"] for model in models])


def method_on(points: int, chosen: str) -> str:
    """Return the method that a history of so many points gets where a method was chosen for the measure."""
    return chosen if points >= FEWEST_POINTS.get(chosen, SHORTEST_HISTORY) else NAIVE


class Projector:
    """Projects histories with every method, each distinct history once: vintages of a series share most of theirs."""

    def __init__(self) -> None:
        self._known: dict[bytes, np.ndarray] = {}

    def __call__(self, history: np.ndarray) -> np.ndarray:
        """Return what ``project`` returns."""
        key = history.tobytes()
        if key not in self._known:
            self._known[key] = project(history)
        return self._known[key]


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
