"""How far each return moves with one parameter low or high; the work is done by ``oba.comparing``."""

from oba.comparing import SENSITIVITY_COLUMNS, sensitivities
from oba.typed import table_of


def model(dbt, session):
    """Return one row per cohort, council, checkpoint, parameter, status and bound."""
    dbt.config(materialized="table")
    rule = dbt.source("definitions", "value_rule").df()
    assumed = dbt.source("definitions", "deadweight").df()
    medium = assumed.loc[assumed["deadweight_kind"] == "medium", "deadweight_pct"]
    found = sensitivities(
        dbt.ref("fct_cohort_benefit").df(),
        dbt.ref("int_cohort_priced_step").df(),
        dbt.source("definitions", "sensitivity").df(),
        float(rule["weeks_saved"].iloc[0]) if len(rule) else 0.0,
        float(medium.iloc[0]) if len(medium) else 0.0,
    )
    return table_of(found, SENSITIVITY_COLUMNS)
