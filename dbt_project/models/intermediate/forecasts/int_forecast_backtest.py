"""How far off each forecasting method has been; the work is done by the package ``oba.forecast``."""


def model(dbt, session):
    """Return one row per measure, day on which its data was known, method and horizon."""
    from oba.forecast import back_tests

    return back_tests(dbt.ref("int_forecast_series").df())
