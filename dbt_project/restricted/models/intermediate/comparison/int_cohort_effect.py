"""What a comparison of the children of each cohort says of each outcome; the work is done by ``oba.comparing``."""

from oba.comparing import EFFECT_COLUMNS, effects
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort, council, outcome and comparison."""
    dbt.config(materialized="table")
    found = effects(
        dbt.ref("int_cohort_compared").df(),
        dbt.ref("fct_cohort_outcome").df(),
        dbt.source("definitions", "cohort_covariate").df(),
        dbt.source("definitions", "cohort").df(),
        dbt.source("definitions", "outcome").df(),
    )
    return table_of(found, EFFECT_COLUMNS)
