"""What was saved for each pound, after what would have happened anyway; the work is done by ``oba.comparing``."""

from oba.comparing import RETURN_COLUMNS, cohort_returns
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort, council, checkpoint and kind of deadweight."""
    dbt.config(materialized="table")
    assumed = dbt.source("definitions", "deadweight").df()
    found = cohort_returns(
        dbt.ref("fct_cohort_benefit").df(),
        dbt.ref("int_cohort_compared").df(),
        dbt.source("definitions", "cohort_covariate").df(),
        dbt.source("definitions", "cohort").df(),
        dict(zip(assumed["deadweight_kind"], assumed["deadweight_pct"], strict=True)),
    )
    return table_of(found, RETURN_COLUMNS)
