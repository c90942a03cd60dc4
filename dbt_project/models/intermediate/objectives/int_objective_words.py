"""The rule of each objective and the figures it asks for, in words; the package ``oba.language`` has the words."""

from oba.language import objective_words


def model(dbt, session):
    """Return programme, number, rule and findings of every objective."""
    dbt.config(materialized="table")
    objectives = dbt.source("definitions", "objective").select(
        "programme_id, objective_number, measure_id, no_measure_because"
    )
    conditions = dbt.ref("int_objective_condition")
    return objective_words(objectives.to_arrow_table(), conditions.to_arrow_table())
