"""The baseline forecasts of every measure and place; the work is done by the package ``oba.forecast``."""

from datetime import UTC, datetime


def model(dbt, session):
    """Return one row per measure, place, history and period."""
    from oba.forecast import baselines

    tested = dbt.ref("int_forecast_backtest").df()
    return baselines(dbt.ref("int_measure_series").df(), tested, datetime.now(UTC).date())
