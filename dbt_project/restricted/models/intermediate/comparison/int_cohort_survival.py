"""Share of children to whom an event had not come yet, by months; the work is done by ``oba.comparing``."""

from oba.comparing import SURVIVAL_COLUMNS, survivals
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort, council, group, event and month."""
    dbt.config(materialized="table")
    return table_of(survivals(dbt.ref("fct_cohort_duration").df()), SURVIVAL_COLUMNS)
