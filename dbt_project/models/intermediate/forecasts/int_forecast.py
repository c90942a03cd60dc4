"""The baseline forecasts of every measure and place; the work is done by the package ``oba.forecast``."""


def model(dbt, session):
    """Return one row per measure, place, history and period."""
    from pathlib import Path

    from oba.forecast import FORECAST_COLUMNS, baselines
    from oba.typed import table_of

    tested = dbt.ref("int_forecast_backtest").df()
    built = dbt.source("records", "build").df()["built_date"].iloc[0]
    kept = Path(dbt.config.meta_get("worked_out"), "baselines.parquet")
    found = baselines(dbt.ref("int_forecast_series").df(), tested, built.date(), kept)
    return table_of(found, FORECAST_COLUMNS)
