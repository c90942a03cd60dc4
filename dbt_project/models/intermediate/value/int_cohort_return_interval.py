"""What the return of each evaluated cohort could be otherwise, had other such families come; drawn, so not for SQL."""

from oba.statistics import RETURN_COLUMNS, return_intervals
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort with five families or more."""
    dbt.config(materialized="table")
    families = dbt.ref("int_conference_family_value").df()
    return table_of(return_intervals(families), RETURN_COLUMNS)
