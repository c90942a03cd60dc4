"""The usual ups and downs of every measure beyond sampling; estimated from all places together, so not for SQL."""

from oba.statistics import NOISE_COLUMNS, usual_noise
from oba.typed import table_of


def model(dbt, session):
    """Return one row per measure and level of places that has enough of them."""
    dbt.config(materialized="table")
    return table_of(usual_noise(dbt.ref("int_measure_scaled").df()), NOISE_COLUMNS)
