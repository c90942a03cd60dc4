"""What the two figures of each comparison tell; the work is done by ``oba.statistics``."""

from oba.statistics import COMPARISON_COLUMNS, comparisons
from oba.typed import table_of


def model(dbt, session):
    """Return one row per programme and comparison of which a release prints a figure."""
    dbt.config(materialized="table")
    return table_of(comparisons(dbt.ref("int_programme_compared").df()), COMPARISON_COLUMNS)
