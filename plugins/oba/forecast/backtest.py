"""The back-test: what each method would have said in each earlier year, and how far off it was.

Rolling origin: for every place and every year of its history from the third on, the methods see the history up to that
year (the origin) and nothing later, and are held against the figures of the one to three years after it. A forecast
from a period of a declared shock, or of one, does not count; its figure stays in the histories. Errors are
taken on the working scale and divided by the place's own yearly movement, so that one place's errors can be pooled with
another's whatever their size.

The band is the distance, in yearly movements, that the share ``BAND`` of the pooled errors of a measure and horizon did
not exceed. Its coverage is measured on origins that it has not seen: at each origin, method and band are worked out
anew from the errors that could be known in that year.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oba.forecast.history import History, Snapshot
from oba.forecast.methods import (
    HORIZONS,
    METHODS,
    NAIVE,
    SHORTEST_HISTORY,
    Projector,
    from_working_scale,
    to_working_scale,
)

BAND = 0.80  # share of the outcomes that the band is to hold
FEWEST_ERRORS = 30  # back-test errors below which a band would be a guess
LEAST_GAIN = 0.02  # a method must beat the naive forecast by this share of its error, or the naive one is kept
SHRINKAGE = 2  # yearly changes of its level that count beside a place's own
AS_CHOSEN = "as_chosen"  # the row of scores of whatever method would have been chosen in each year
STILL = 1e-9  # movement of a place that never moved; keeps the division defined


@dataclass(frozen=True)
class Errors:
    """The back-test errors of one snapshot, one row a place, origin and horizon."""

    rows: pd.DataFrame  # geography_code, geographic_level, origin, target, horizon, actual (working scale), movement
    projected: np.ndarray  # (rows, methods), working scale
    unit: str

    @property
    def scaled(self) -> np.ndarray:
        """Absolute errors in yearly movements of the place, shape (rows, methods)."""
        off = np.abs(self.rows["actual"].to_numpy()[:, None] - self.projected)
        return off / self.rows["movement"].to_numpy()[:, None]


def back_test(snapshot: Snapshot, projector: Projector) -> Errors:
    """Hold every method against what came after each origin of each history of a snapshot."""
    # One entry for each length, number of points and horizon, over all histories of that length.
    place: list[np.ndarray] = [np.empty(0, dtype=int)]
    points: list[np.ndarray] = [np.empty(0, dtype=int)]
    horizon: list[np.ndarray] = [np.empty(0, dtype=int)]
    actual, projected = [np.empty(0)], [np.empty((0, len(METHODS)))]
    for places, values in by_length(snapshot.histories):
        worked = to_working_scale(values, snapshot.unit)
        length = worked.shape[1]
        for seen in range(SHORTEST_HISTORY, length):
            forecasts = projector(worked[:, :seen])
            for column, years in enumerate(HORIZONS):
                if (reached := seen - 1 + years) < length:
                    place.append(places)
                    points.append(np.full(len(places), seen))
                    horizon.append(np.full(len(places), years))
                    actual.append(worked[:, reached])
                    projected.append(forecasts[:, :, column])
    at, seen, ahead = map(np.concatenate, (place, points, horizon))
    codes, levels = _codes_and_levels(snapshot.histories)
    firsts = np.array([snapshot.number(history.ends[0]) for history in snapshot.histories], dtype=int)
    origins = firsts[at] + seen - 1
    moves = movements(snapshot)
    starts = np.cumsum([0, *map(len, moves)])[:-1]
    order = np.lexsort((ahead, seen, at))  # by history, then origin, then horizon
    # A shock is neither foreseen nor a place to start from: it would choose whatever method looks away from it.
    order = order[~np.isin(np.stack([origins, origins + ahead])[:, order], list(snapshot.shocks)).any(axis=0)]
    at, seen, origins, ahead = at[order], seen[order], origins[order], ahead[order]
    rows = pd.DataFrame(
        {
            "geography_code": codes[at],
            "geographic_level": levels[at],
            "origin": origins,
            "target": origins + ahead,
            "horizon": ahead,
            "actual": np.concatenate(actual)[order],
            "movement": np.concatenate(moves)[starts[at] + seen - 2],
        }
    )
    return Errors(rows, np.ascontiguousarray(np.concatenate(projected)[order]), snapshot.unit)


def by_length(histories: Sequence[History]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the places and the figures, shape (histories, points), of the histories of each length."""
    lengths = np.array([len(history) for history in histories])
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        yield places, np.array([histories[int(place)].values for place in places])


def _codes_and_levels(histories: Sequence[History]) -> tuple[np.ndarray, np.ndarray]:
    codes = np.array([history.geography_code for history in histories], dtype=object)
    return codes, np.array([history.geographic_level for history in histories], dtype=object)


def movements(snapshot: Snapshot) -> list[np.ndarray]:
    """Return how much each place moves in a year, as known at each origin, on the working scale.

    The mean absolute yearly change of the place itself, drawn towards that of all places of its geographic level as if
    ``SHRINKAGE`` of the level's changes had been seen there: a handful of changes alone would say too little. England
    is a level of its own.

    Returns:
        For each history of the snapshot its movement at each of its figures, from the second on.
    """
    changes = [np.empty(0)] * len(snapshot.histories)
    for places, values in by_length(snapshot.histories):
        for place, change in zip(places, np.abs(np.diff(to_working_scale(values, snapshot.unit))), strict=True):
            changes[place] = change
    counts = [len(of_place) for of_place in changes]
    _, levels = _codes_and_levels(snapshot.histories)
    firsts = [snapshot.number(history.ends[0]) for history in snapshot.histories]
    frame = pd.DataFrame(
        {
            "place": np.repeat(np.arange(len(counts)), counts),
            "level": np.repeat(pd.factorize(levels)[0], counts),
            "origin": np.repeat(firsts, counts) + np.concatenate([np.arange(1, count + 1) for count in counts]),
            "change": np.concatenate(changes),
        }
    )
    level = frame.groupby(["level", "origin"])["change"].agg(["sum", "count"]).groupby("level").cumsum()
    of_level = (level["sum"] / level["count"]).rename("of_level").reset_index()
    frame = frame.merge(of_level, on=["level", "origin"], how="left")
    own = frame.groupby("place")["change"]
    movement = (own.cumsum() + SHRINKAGE * frame["of_level"]) / (own.cumcount() + 1 + SHRINKAGE)
    return np.split(movement.clip(lower=STILL).to_numpy(), np.cumsum(counts)[:-1])


def chosen_method(scaled: np.ndarray, horizon: np.ndarray) -> int:
    """Return the place in ``METHODS`` of the method with the smallest error against the naive forecast.

    The error is the mean over the horizons of the ratio of mean errors, so that the far horizon does not decide alone.
    A method that is less than ``LEAST_GAIN`` better than the naive forecast is not chosen.
    """
    if not len(scaled):
        return METHODS.index(NAIVE)
    ratios = [_against_naive(scaled[horizon == years]) for years in np.unique(horizon)]
    ratio = np.mean(ratios, axis=0)
    best = int(np.argmin(ratio))
    return best if ratio[best] <= 1 - LEAST_GAIN else METHODS.index(NAIVE)


def band_radius(scaled: np.ndarray) -> np.ndarray:
    """Return how far the band reaches on either side, in yearly movements, for each method.

    The quantile that makes a split conformal interval hold its share of new outcomes (Lei et al. 2018). NaN where
    there are fewer than ``FEWEST_ERRORS`` errors.
    """
    count = len(scaled)
    if count < FEWEST_ERRORS:
        return np.full(scaled.shape[1], np.nan)
    return np.quantile(scaled, min(1.0, BAND * (count + 1) / count), axis=0, method="higher")


def scores(errors: Errors) -> pd.DataFrame:
    """Say for each method and horizon how far off it was, and how much its band held of what it had not seen.

    Returns:
        One row per method (and ``AS_CHOSEN``) and horizon that could be tested: ``method``, ``horizon``, ``is_chosen``,
        ``scaled_error`` (mean, in yearly movements), ``error_against_naive`` (ratio; of ``AS_CHOSEN`` on the origins
        it was tried on), ``typical_error`` (median over local authorities, in the measure's unit), ``band_radius``,
        ``forecast_count``, ``series_count``, ``origin_count``, ``coverage_pct`` and ``coverage_count`` (the forecasts
        it was measured on; NaN and 0 where no origin had enough errors before it).
    """
    rows, scaled = errors.rows, errors.scaled
    horizon = rows["horizon"].to_numpy()
    chosen = chosen_method(scaled, horizon)
    unseen = _unseen(errors)
    typical = _in_unit(errors)
    authority = (rows["geographic_level"] == "Local authority").to_numpy()
    found = []
    for years in np.unique(horizon):
        at = horizon == years
        radius, ratio = band_radius(scaled[at]), _against_naive(scaled[at])
        counts = {
            "forecast_count": int(at.sum()),
            "series_count": rows.loc[at, "geography_code"].nunique(),
            "origin_count": rows.loc[at, "origin"].nunique(),
        }
        tried = unseen[unseen["horizon"] == years]
        for place, method in enumerate(METHODS):
            row = {
                "forecast_method": method,
                "is_chosen": place == chosen,
                "scaled_error": scaled[at, place].mean(),
                "error_against_naive": ratio[place],
                "typical_error": np.median(typical[at & authority, place]) if (at & authority).any() else np.nan,
                "band_radius": radius[place],
            }
            found.append({**row, "horizon": int(years), **counts, **_coverage(tried[f"held_{method}"])})
        if len(tried):
            row = {
                "forecast_method": AS_CHOSEN,
                "is_chosen": False,
                "scaled_error": tried["error"].mean(),
                "error_against_naive": _ratio(tried["error"].mean(), tried["naive_error"].mean()),
                "forecast_count": len(tried),
                "series_count": tried["geography_code"].nunique(),
                "origin_count": tried["origin"].nunique(),
            }
            found.append({**row, "horizon": int(years), **_coverage(tried["held"])})
    return pd.DataFrame(found, columns=list(SCORE_COLUMNS))


SCORE_COLUMNS = {
    "forecast_method": str,
    "horizon": int,
    "is_chosen": bool,
    "scaled_error": float | None,
    "error_against_naive": float | None,
    "typical_error": float | None,
    "band_radius": float | None,
    "forecast_count": int,
    "series_count": int,
    "origin_count": int,
    "coverage_pct": float | None,
    "coverage_count": int | None,
}


def _unseen(errors: Errors) -> pd.DataFrame:
    """Try method and band at each origin on what came after it, knowing only what was known by then."""
    rows, scaled = errors.rows, errors.scaled
    horizon, origin, target = (rows[name].to_numpy() for name in ("horizon", "origin", "target"))
    tried: list[np.ndarray] = [np.empty(0, dtype=int)]
    chosen: list[np.ndarray] = [np.empty(0, dtype=int)]
    radii = [np.empty((0, len(METHODS)))]
    for year in np.unique(origin):
        known = target <= year
        method = chosen_method(scaled[known], horizon[known])
        for years in HORIZONS:
            here = np.flatnonzero((origin == year) & (horizon == years))
            radius = band_radius(scaled[known & (horizon == years)])
            if not len(here) or np.isnan(radius).all():
                continue
            tried.append(here)
            chosen.append(np.full(len(here), method))
            radii.append(np.tile(radius, (len(here), 1)))
    at, method = np.concatenate(tried), np.concatenate(chosen)
    held = scaled[at] <= np.concatenate(radii)
    each = np.arange(len(at))
    return (
        rows.loc[at, ["geography_code", "origin", "horizon"]]
        .reset_index(drop=True)
        .assign(
            held=held[each, method],
            error=scaled[at, method],
            naive_error=scaled[at, METHODS.index(NAIVE)],
            **{f"held_{name}": held[:, place] for place, name in enumerate(METHODS)},
        )
    )


def _in_unit(errors: Errors) -> np.ndarray:
    actual = from_working_scale(errors.rows["actual"].to_numpy(), errors.unit)[:, None]
    return np.abs(actual - from_working_scale(errors.projected, errors.unit))


def _against_naive(scaled: np.ndarray) -> np.ndarray:
    mean = scaled.mean(axis=0)
    return np.array([_ratio(error, mean[METHODS.index(NAIVE)]) for error in mean])


def _ratio(error: float, naive: float) -> float:
    """Return the ratio of two errors; where neither is ever off, they are alike."""
    if naive == 0:
        return 1.0 if error == 0 else np.inf
    return error / naive


def _coverage(held: pd.Series) -> dict[str, float]:
    return {"coverage_pct": 100 * held.mean() if len(held) else np.nan, "coverage_count": len(held)}
