"""Whether the newest figures of each series moved, and in what shape; the work is done by ``oba.statistics``."""

from oba.statistics import MOVEMENT_COLUMNS, movements
from oba.typed import table_of


def model(dbt, session):
    """Return one row per measure and place with two comparable figures or more, of which the noise is known."""
    dbt.config(materialized="table")
    figures = dbt.ref("int_measure_noise").filter("noise_variance is not null").df()
    return table_of(movements(figures), MOVEMENT_COLUMNS)
