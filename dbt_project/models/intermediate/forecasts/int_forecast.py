"""The baseline forecasts of every measure and place; the work is done by the package ``oba.forecast``."""


def model(dbt, session):
    """Return one row per measure, place, history and period."""
    from oba.forecast import baselines

    tested = dbt.ref("int_forecast_backtest").df()
    built = dbt.source("records", "build").df()["built_date"].iloc[0]
    return baselines(dbt.ref("int_forecast_series").df(), tested, built.date())
