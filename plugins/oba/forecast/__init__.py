"""Baseline forecasts: where a measure would go if nothing changed, and how far off such forecasts have been.

Plain functions over pandas, usable without Airflow or dbt. docs/forecasting.md tells how it is done.

- ``history``   what was known of a series on a day, after its last break or gap
- ``methods``   the forecasting methods and the scale on which they work
- ``backtest``  how far off each method was, and the band that follows
- ``baseline``  the forecasts of every measure and place
- ``store``     the frozen forecasts, which are never overwritten
- ``table``     the back-test table of the document
"""

from oba.forecast.baseline import BACKTEST_COLUMNS, FORECAST_COLUMNS, back_tests, baselines

__all__ = ["BACKTEST_COLUMNS", "FORECAST_COLUMNS", "back_tests", "baselines"]
