"""The back-test table of docs/forecasting.md, from a published warehouse."""

from pathlib import Path

import duckdb
import pandas as pd

from oba.documents import table_line
from oba.errors import ObaError
from oba.forecast.backtest import AS_CHOSEN
from oba.language import distance, number

BACK_TEST = "back-test"  # the part of the page
HEADER = (
    "measure",
    "periods ahead",
    "method",
    "error against naive",
    "against naive, chosen period by period",
    "typical error of an authority",
    "forecasts held against what came",
    "coverage of the 80% band",
    "outcomes it was measured on",
)
QUERY = """
    select measure.measure_name, measure.unit, measure.decimal_places, backtest.*
    from marts.fct_forecast_backtest as backtest
    inner join marts.dim_measure as measure on backtest.measure_id = measure.measure_id
    order by measure.measure_name, backtest.horizon
"""


def back_test_table(warehouse: Path) -> str:
    """Return the table of a warehouse in Markdown: a row a measure and horizon, and what the bands held over all.

    Raises:
        ObaError: the warehouse has no back-test, for want of histories that are long enough.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        scores = connection.sql(QUERY).df()
    if not len(scores):
        raise ObaError(f"{warehouse} has no back-test: no measure has a history of four figures in a row.")
    unseen = scores[scores["forecast_method"] == AS_CHOSEN].set_index(["measure_id", "horizon"])
    lines = [table_line(HEADER), table_line("---" for _ in HEADER)]
    for row in scores[scores["is_chosen"]].itertuples():
        key = (row.measure_id, row.horizon)
        tried = unseen.loc[key] if key in unseen.index else None
        lines.append(
            table_line(
                (
                    row.measure_name,
                    str(row.horizon),
                    row.forecast_method.replace("_", " "),
                    number(row.error_against_naive, 2),
                    "too few periods" if tried is None else number(tried["error_against_naive"], 2),
                    "" if pd.isna(row.typical_error) else distance(row.typical_error, row.unit, row.decimal_places),
                    number(row.forecast_count, 0),
                    "too few periods" if tried is None else f"{number(tried['coverage_pct'], 0)}%",
                    "0" if tried is None else number(tried["coverage_count"], 0),
                )
            )
        )
    return "\n".join([*lines, "", _overall(unseen)])


def _overall(unseen: pd.DataFrame) -> str:
    count = unseen["coverage_count"].sum()
    if not count:
        return "No band could be tried on outcomes that it had not seen: the histories are too short."
    held = (unseen["coverage_pct"] * unseen["coverage_count"]).sum() / count
    outcomes = f"{number(held, 1)}% of {number(count, 0)} outcomes"
    return f"Over all measures and horizons the bands held {outcomes} that they had not seen."
