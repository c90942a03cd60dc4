"""What became of each forecast, as a sentence; the package ``oba.language`` has the words."""

from oba.language import forecast_sentences


def model(dbt, session):
    """Return measure, place, history, period and sentence of every forecast with an outcome."""
    dbt.config(materialized="table")
    return forecast_sentences(dbt.ref("int_forecast_verdict").to_arrow_table())
