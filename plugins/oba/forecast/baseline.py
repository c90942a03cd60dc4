"""Baselines: each measure and place projected by the method that did best for the measure, with its band."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from oba.forecast.backtest import SCORE_COLUMNS, back_test, by_length, movements, scores
from oba.forecast.history import Snapshot, snapshots
from oba.forecast.methods import (
    HORIZONS,
    NAIVE,
    SHORTEST_HISTORY,
    Projector,
    from_working_scale,
    method_on,
    project,
    to_working_scale,
)
from oba.kept import of_each
from oba.periods import moved

BACKTEST_COLUMNS = {"measure_id": str, "known_on": date, "is_newest": bool, **SCORE_COLUMNS}
FORECAST_COLUMNS = {
    "measure_id": str,
    "geography_code": str,
    "is_newest": bool,
    "made_on": date,
    "known_on": date,
    "forecast_method": str,
    "history_from": date,
    "history_to": date,
    "history_points": int,
    "history_first_value": float,
    "history_last_value": float,
    "period_end_date": date,
    "horizon": int,
    "projected": float,
    "projected_low": float | None,
    "projected_high": float | None,
    "band_errors": int,
}


def back_tests(series: pd.DataFrame, kept: Path | None = None) -> pd.DataFrame:
    """Back-test every measure, on what is known now and on what was known whenever a new period came.

    Args:
        series: every vintage of every figure, as ``int_forecast_series`` has them.
        kept: file of the back-tests of an earlier build, from which those of unchanged measures are taken.

    Returns:
        ``BACKTEST_COLUMNS``, one row per measure, day on which it was known, method and horizon.
    """
    projector = Projector()
    if not len(series):
        return pd.DataFrame(columns=list(BACKTEST_COLUMNS))
    return of_each(series, "measure_id", lambda of_measure: _back_test(of_measure, projector), kept)


def _back_test(series: pd.DataFrame, projector: Projector) -> pd.DataFrame:
    found = [pd.DataFrame(columns=list(BACKTEST_COLUMNS))]
    for snapshot in _worth_forecasting(series):
        tested = scores(back_test(snapshot, projector))
        labels = {"measure_id": snapshot.measure_id, "known_on": snapshot.known_on, "is_newest": snapshot.is_newest}
        found.append(tested.assign(**labels))
    return pd.concat([frame for frame in found if len(frame)] or found)[list(BACKTEST_COLUMNS)]


def baselines(series: pd.DataFrame, tested: pd.DataFrame, made_on: date, kept: Path | None = None) -> pd.DataFrame:
    """Project every place from what is known now, and from what was known whenever a new period came.

    A place is projected if it has a figure for the newest period of the measure and ``SHORTEST_HISTORY`` consecutive
    figures. Of several days on which a history ended in the same period, the first is taken for the past, the last for
    now: that is when the forecast would have been frozen.

    Args:
        series: as for ``back_tests``.
        tested: what ``back_tests`` returned for it.
        made_on: today.
        kept: file of the forecasts of an earlier build, from which those of unchanged measures are taken.

    Returns:
        ``FORECAST_COLUMNS``, one row per measure, place, history and period. ``made_on`` of a forecast of the past is
        the day on which its data was known. ``projected_low`` and ``projected_high`` are NaN where the back-test has
        too few errors for a band.
    """
    if not len(series):
        return pd.DataFrame(columns=list(FORECAST_COLUMNS))
    chosen = tested[tested["is_chosen"].astype(bool)]
    chosen = chosen.assign(known_on=pd.to_datetime(chosen["known_on"]).dt.date)  # an engine may give times for days
    chosen = chosen.set_index(["measure_id", "known_on"]).sort_index()
    # Back-tests hang on the series and the code alone, so that a measure's series is all that a forecast hangs on; but
    # for today, which is put in after.
    found = of_each(series, "measure_id", lambda of_measure: _baselines(of_measure, chosen), kept)
    found.loc[found["is_newest"].astype(bool), "made_on"] = made_on
    return found


def _baselines(series: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Project the places of one measure; of what is known now, ``made_on`` is the day on which it was known."""
    rows = []
    for snapshot in _worth_forecasting(series):
        key = (snapshot.measure_id, snapshot.known_on)
        bands = chosen.loc[[key]].set_index("horizon") if key in chosen.index else chosen.iloc[:0]
        method = bands["forecast_method"].iloc[0] if len(bands) else NAIVE
        radius = np.array([bands["band_radius"].get(years, np.nan) for years in HORIZONS], dtype=float)
        count = [int(bands["forecast_count"].get(years, 0)) for years in HORIZONS]
        newest_end = snapshot.newest_end
        ends = [moved(newest_end, years * snapshot.step) for years in HORIZONS]
        newest = [
            (history, movement[-1])
            for history, movement in zip(snapshot.histories, movements(snapshot), strict=True)
            if len(history) >= SHORTEST_HISTORY and history.ends[-1] == newest_end
        ]
        figures = np.empty((len(newest), len(HORIZONS), 3))
        for places, values in by_length([history for history, _ in newest]):
            middle = project(to_working_scale(values, snapshot.unit), [method])[:, 0]
            reach = radius * np.array([[newest[int(place)][1]] for place in places])
            figures[places] = from_working_scale(np.stack([middle, middle - reach, middle + reach], -1), snapshot.unit)
        for (history, _), of_place in zip(newest, figures.tolist(), strict=True):
            start = (
                snapshot.measure_id,
                history.geography_code,
                snapshot.is_newest,
                snapshot.known_on,
                snapshot.known_on,
                method_on(len(history), method),
                history.ends[0],
                newest_end,
                len(history),
                history.values[0],
                history.values[-1],
            )
            for end, steps, three, errors in zip(ends, HORIZONS, of_place, count, strict=True):
                rows.append((*start, end, steps, *three, errors))
    found = pd.DataFrame(rows, columns=list(FORECAST_COLUMNS))
    # The newest first, then the oldest: now wins over the past, and the past was first said when it was first known.
    found = found.sort_values(["is_newest", "known_on"], ascending=[False, True], kind="stable")
    return found.drop_duplicates(["measure_id", "geography_code", "history_to", "period_end_date"], ignore_index=True)


def _worth_forecasting(series: pd.DataFrame) -> Iterator[Snapshot]:
    """Give the snapshots that are the newest of their measure, or the first to have a new period."""
    for _, of_measure in series.groupby("measure_id", sort=True):
        seen = set()
        for snapshot in snapshots(of_measure):
            if snapshot.is_newest or snapshot.newest_end not in seen:
                seen.add(snapshot.newest_end)
                yield snapshot
