"""Where the averages of the neighbours disagree, a warning; the package ``oba.language`` has the words."""

from oba.language import neighbours_warnings


def model(dbt, session):
    """Return measure, place, period and warning of every figure that the averages are on both sides of."""
    dbt.config(materialized="table")
    return neighbours_warnings(dbt.ref("int_measure_neighbour").filter("is_decided_by_average").to_arrow_table())
