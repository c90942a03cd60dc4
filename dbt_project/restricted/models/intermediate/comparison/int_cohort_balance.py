"""How alike the arms of each cohort are, before weighting and after; the work is done by ``oba.comparing``."""

from oba.comparing import BALANCE_COLUMNS, balances
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort, council, comparison, covariate and level."""
    dbt.config(materialized="table")
    found = balances(dbt.ref("int_cohort_compared").df(), dbt.source("definitions", "cohort_covariate").df())
    return table_of(found, BALANCE_COLUMNS)
