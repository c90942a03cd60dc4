"""How far the verdicts can be trusted: tried on the year after, and on series whose shape is known."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from oba.documents import table_line
from oba.errors import ObaError
from oba.language import number
from oba.periods import CADENCES
from oba.statistics import shapes
from oba.statistics.movement import (
    CHANGED_DIRECTION,
    LONGEST,
    REAL,
    SERIES,
    SHORTEST,
    Judged,
    Placed,
    judge,
    windows_of,
)
from oba.statistics.shapes import Windows

BACK_TEST, NOISE, SIMULATION = "verdict-back-test", "verdict-noise", "verdict-simulation"  # parts of the page
SEED = 20_240_331
SIMULATED = 20_000  # series of each shape and size
SIZES = (1, 2, 3, 4)
TRUTHS = (shapes.STEADY, shapes.STEP, shapes.CHANGED_DIRECTION, shapes.OUT_OF_LINE)
QUERY = """
    select
        trend.measure_id,
        measure.measure_name,
        trend.geography_code,
        trend.series_segment,
        trend.period_end_date,
        measure.cadence,
        trend.value,
        trend.scaled,
        trend.noise_variance
    from marts.fct_measure_trend as trend
    inner join marts.dim_measure as measure on trend.measure_id = measure.measure_id
    inner join marts.dim_geography as geography on trend.geography_code = geography.geography_code
    where geography.geographic_level = 'Local authority' and trend.noise_variance is not null
    order by trend.measure_id, trend.geography_code, trend.series_segment, trend.period_end_date
"""


NOISE_QUERY = """
    select measure.measure_name, noise.*
    from marts.fct_measure_noise as noise
    inner join marts.dim_measure as measure on noise.measure_id = measure.measure_id
    where noise.geographic_level = 'Local authority'
    order by measure.measure_name
"""


@dataclass(frozen=True)
class Tried:
    """Every window of five figures or more, what was said of it, and the figure that came a period later."""

    rows: pd.DataFrame  # measure_id, measure_name, is_newest; first, moved_from, last, following (NaN if none came yet)
    judged: Judged


def figures_of(warehouse: Path) -> pd.DataFrame:
    """Return the figures of authorities with their noise, in order of series and period.

    Raises:
        ObaError: there are none.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        figures = connection.sql(QUERY).df()
    if not len(figures):
        raise ObaError(f"{warehouse} has no authority with a figure of which the noise is known.")
    return figures.assign(months_between=figures.pop("cadence").map(CADENCES))


def noise_table(warehouse: Path) -> str:
    """Return the noise of the figures of authorities in Markdown: a row a measure."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        noise = connection.sql(NOISE_QUERY).df()
    header = ("measure", "sampling alone", "usual ups and downs", "both", "authorities", "periods that end in")
    lines = [table_line(header), table_line("---" for _ in header)]
    for row in noise.itertuples():
        lines.append(
            table_line(
                (
                    row.measure_name,
                    "not known" if pd.isna(row.sampling_sd) else number(row.sampling_sd, 3),
                    number(row.extra_sd, 3),
                    number(row.total_sd, 3),
                    str(row.places),
                    f"{row.noise_from_period_end_date.year} to {row.noise_to_period_end_date.year}",
                )
            )
        )
    return "\n".join(lines)


def try_on_the_year_after(figures: pd.DataFrame) -> Tried:
    """Judge each figure with those before it, and set the next one beside it.

    The usual ups and downs are those of all periods, later ones included: a place alone hardly moves them.
    """
    placed = windows_of(figures)
    judged = judge(placed.windows)
    value = figures["value"].to_numpy(dtype=float)
    every = np.arange(len(figures))
    series = figures.groupby(SERIES, sort=False).ngroup().to_numpy()
    # The next figure of the series, if it is that of the next period: the window that ends there says how long ago.
    before = placed.windows.time[:, -2]
    follows = np.append(series[1:] == series[:-1], False) & np.append(np.isclose(before[1:], -1), False)
    newest = figures.groupby(["measure_id", "geography_code"])["period_end_date"].transform("max")
    rows = figures[["measure_id", "measure_name"]].assign(
        is_newest=figures["period_end_date"] == newest,
        first=value[placed.rows[every, placed.windows.first]],
        moved_from=value[placed.rows[every, judged.moved_from]],
        last=value,
        following=np.where(follows, np.append(value[1:], np.nan), np.nan),
    )
    is_long = placed.windows.count >= SHORTEST
    return Tried(rows[is_long].reset_index(drop=True), Judged(*(part[is_long] for part in vars(judged).values())))


def without_common(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures less what moved all authorities alike, on their scale: the median of each period."""
    common = figures.groupby(["measure_id", "period_end_date"])["scaled"].transform("median")
    return figures.assign(scaled=figures["scaled"] - common, value=figures["scaled"] - common)


def back_test_table(tried: Tried, own: Tried) -> str:
    """Return the table in Markdown: a row a measure, then one of all, of each shape, and of the sign alone.

    Args:
        tried: every figure.
        own: the same, less what is common to all authorities.
    """
    rows, judged = tried.rows, tried.judged
    real = judged.finding == REAL
    header = ("", "newest figures", "of them called real", "calls with a next figure", "still so a year on", "went on")
    lines = [table_line(header), table_line("---" for _ in header)]
    every: np.ndarray = np.ones(len(rows), dtype=bool)
    for name, part in rows.groupby("measure_name"):
        of_one = np.isin(np.arange(len(rows)), part.index)
        lines.append(_line(name, tried, of_one, real & of_one, judged.direction))
    lines.append(_line("**all**", tried, every, real, judged.direction))
    for shape in (shapes.STEADY, shapes.STEP, shapes.CHANGED_DIRECTION, shapes.IRREGULAR):
        of_shape = real & (judged.shape == shape)
        lines.append(_line(f"all: {shape.replace('_', ' ')}", tried, every, of_shape, judged.direction))
    turned = judged.finding == CHANGED_DIRECTION
    beside = "beside them: changed direction, nothing gained since the oldest"
    lines.append(_line(beside, tried, every, turned, judged.direction, "moved_from"))
    of_its_own = own.judged.finding == REAL
    lines.append(
        _line("beside them: what is common to all authorities taken out", own, every, of_its_own, own.judged.direction)
    )
    sign = np.sign(rows["last"] - rows["first"]).to_numpy()
    lines.append(_line("beside it: the sign of the change alone", tried, every, sign != 0, sign))
    return "\n".join(lines)


def _line(
    name: str, tried: Tried, asked: np.ndarray, called: np.ndarray, direction: np.ndarray, begun: str = "first"
) -> str:
    rows = tried.rows
    newest, later = asked & rows["is_newest"], called & rows["following"].notna()
    stayed = np.sign(rows["following"] - rows[begun]) == direction
    went_on = np.sign(rows["following"] - rows["last"]) == direction
    return table_line(
        (
            name,
            number(newest.sum(), 0),
            _share(called[newest]),
            number(later.sum(), 0),
            _share(stayed[later]),
            _share(went_on[later]),
        )
    )


def _share(which: np.ndarray | pd.Series) -> str:
    return f"{number(100 * np.mean(which), 1)}%" if len(which) else ""


def simulate(placed: Placed, truth: str, size: float, random: np.random.Generator) -> Judged:
    """Judge series of a known shape, of as many figures and as noisy as those of authorities are.

    Args:
        placed: the windows of real figures, whose lengths and noise are drawn from.
        truth: the shape.
        size: how far the figure moves, at the step or the odd figure, or from each figure to the next of a shape that
            moves all the time; in units of the noise of a change, which is the square root of 2 times that of a figure.
        random: draws.
    """
    windows = placed.windows
    drawn = random.choice(np.flatnonzero(windows.count >= SHORTEST), SIMULATED)
    variance, time = windows.variance[drawn], windows.time[drawn]
    first, newest = windows.first[drawn][:, np.newaxis], LONGEST - 1
    column = np.arange(LONGEST)[np.newaxis, :]
    at = {
        shapes.STEP: random.integers(first + 2, newest),  # two figures or more on each side
        shapes.CHANGED_DIRECTION: random.integers(first + 1, newest - 1),
        shapes.OUT_OF_LINE: random.integers(first + 1, newest),
    }.get(truth, first)
    course = {
        shapes.LEVEL: np.zeros((SIMULATED, LONGEST)),
        shapes.STEADY: (column - first).astype(float),
        shapes.STEP: (column >= at).astype(float),
        shapes.CHANGED_DIRECTION: -np.abs(column - at).astype(float),
        shapes.OUT_OF_LINE: (column == at).astype(float),
    }[truth]
    typical = np.sqrt(2 * np.nanmean(variance, axis=1))[:, np.newaxis]
    way = random.choice([-1, 1], (SIMULATED, 1))
    noise = random.standard_normal(variance.shape) * np.sqrt(variance)
    return judge(Windows(way * size * typical * course + noise, variance, time))


def simulation_table(figures: pd.DataFrame) -> str:
    """Return the table in Markdown: a row a true shape and size, a column a shape that was seen."""
    placed, random = windows_of(figures), np.random.default_rng(SEED)
    found = (
        shapes.STEADY,
        shapes.STEP,
        shapes.CHANGED_DIRECTION,
        shapes.OUT_OF_LINE,
        shapes.NEWEST_CHANGE,
        shapes.IRREGULAR,
        shapes.LEVEL,
    )
    header = ("true shape", "times the noise of a change", *(f"seen as {shape.replace('_', ' ')}" for shape in found))
    header = (*header, "called real", "told better or worse")
    lines = [table_line(header), table_line("---" for _ in header)]
    for truth, size in [(shapes.LEVEL, 0), *((truth, size) for truth in TRUTHS for size in SIZES)]:
        judged = simulate(placed, truth, size, random)
        lines.append(
            table_line(
                (
                    truth.replace("_", " "),
                    str(size or ""),
                    *(_share(judged.shape == shape) for shape in found),
                    _share(judged.finding == REAL),
                    _share(np.isin(judged.finding, [REAL, CHANGED_DIRECTION])),
                )
            )
        )
    return "\n".join(lines)
