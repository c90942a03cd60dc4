"""The history that a forecast starts from: what was known on a day, after the last break or gap of the series."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from oba.periods import YEAR, months_of_kind


@dataclass(frozen=True)
class History:
    """Consecutive figures of one place, a step apart, oldest first."""

    geography_code: str
    geographic_level: str
    ends: tuple[date, ...]  # period_end_date of each figure
    values: np.ndarray  # in the measure's unit

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.values)


@dataclass(frozen=True)
class Snapshot:
    """What was known of one measure on one day."""

    measure_id: str
    unit: str
    known_on: date
    is_newest: bool  # nothing later is known
    histories: tuple[History, ...]
    step: int = YEAR  # months from one figure to the next
    shocks: frozenset[int] = frozenset()  # numbers of the periods in which something common to all places moved it

    @property
    def newest_end(self) -> date:
        """The end of the newest period of any place."""
        return max(history.ends[-1] for history in self.histories)

    def number(self, end: date) -> int:
        """Return the place of a period in the row of all: its year where figures are yearly, one more a step later."""
        return (end.year * YEAR + end.month - 1) // self.step


def snapshots(series: pd.DataFrame) -> list[Snapshot]:
    """Take one measure apart into what was known on each day on which more became known.

    Args:
        series: rows of one measure as ``int_forecast_series`` has them: every vintage of every figure, ``value``
            null where a symbol stands in its place or it is doubted. A figure was known on day D if
            ``known_from <= D and (known_until is null or D < known_until)``.

    Returns:
        In order of day. A step is a year, or the length of a shorter period. A measure whose periods are not whole
        steps apart has none.
    """
    step = min(months_of_kind(series["period_kind"].iloc[0]), YEAR)
    if not step or _months(series["period_end_date"]).mod(step).nunique() > 1:
        return []
    in_use = series[series["known_until"].isna() | (series["known_until"] > series["known_from"])]
    days = sorted(in_use["known_from"].unique())
    found = []
    for day in days:
        known = in_use[(in_use["known_from"] <= day) & (in_use["known_until"].isna() | (in_use["known_until"] > day))]
        histories = histories_of(known, step)
        if histories:
            measure_id, unit = series[["measure_id", "unit"]].iloc[0]
            is_newest = bool(day == days[-1])
            shocked = known.loc[known["is_shock"].astype(bool), "period_end_date"].unique()
            shocks = frozenset((_months(pd.Series(shocked)) // step).tolist())
            found.append(
                Snapshot(measure_id, unit, pd.Timestamp(day).date(), is_newest, tuple(histories), step, shocks)
            )
    return found


def histories_of(known: pd.DataFrame, step: int = YEAR) -> list[History]:
    """Return the history of each place: walked back from its newest period, until the series stops.

    It stops before the first period without a figure, missing or suppressed, and before the first figure of another
    ``series_id``, that is from before a declared break. A place whose newest period has no figure has no history.

    Args:
        known: rows of one measure as ``int_forecast_series`` has them, one a place and period.
        step: months from one figure to the next.
    """
    rows = known.sort_values(["geography_code", "period_end_date"], ascending=[True, False], ignore_index=True)
    place = rows.groupby("geography_code", sort=False)
    ends = pd.to_datetime(rows["period_end_date"])
    newest = place["period_end_date"].transform("first")
    expected = _months(newest) - step * place.cumcount()
    continues = (
        rows["value"].notna()
        & (rows["series_id"] == place["series_id"].transform("first"))
        & (_months(ends) == expected)
    )
    kept = rows[continues.groupby(rows["geography_code"], sort=False).cummin()].iloc[::-1]
    if kept.empty:
        return []
    codes, levels = kept["geography_code"].to_numpy(), kept["geographic_level"].to_numpy()
    days = pd.to_datetime(kept["period_end_date"]).dt.date.to_numpy()
    values = kept["value"].to_numpy(dtype=float)
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    return [
        History(codes[start], levels[start], tuple(days[start:stop]), values[start:stop])
        for start, stop in zip(starts, [*starts[1:], len(codes)], strict=True)
    ]


def _months(days: pd.Series) -> pd.Series:
    days = pd.to_datetime(days)
    return days.dt.year * YEAR + days.dt.month - 1
