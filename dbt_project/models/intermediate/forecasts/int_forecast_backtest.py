"""How far off each forecasting method has been; the work is done by the package ``oba.forecast``."""


def model(dbt, session):
    """Return one row per measure, day on which its data was known, method and horizon."""
    from pathlib import Path

    from oba.forecast import BACKTEST_COLUMNS, back_tests
    from oba.typed import table_of

    kept = Path(dbt.config.meta_get("worked_out"), "back_tests.parquet")
    return table_of(back_tests(dbt.ref("int_forecast_series").df(), kept), BACKTEST_COLUMNS)
