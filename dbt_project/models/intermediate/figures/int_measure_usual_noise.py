"""The usual ups and downs of every measure beyond sampling; estimated from all places together, so not for SQL."""

from oba.statistics import NOISE_COLUMNS, usual_noise
from oba.typed import table_of


def model(dbt, session):
    """Return one row per measure and level of places that has enough of them."""
    dbt.config(materialized="table")
    # Inner and Outer London are in London, whose figures would count twice.
    parts = dbt.ref("int_geography").filter("is_part_of_another_region").df()["geography_code"]
    figures = dbt.ref("int_measure_scaled").df()
    return table_of(usual_noise(figures[~figures["geography_code"].isin(parts)]), NOISE_COLUMNS)
