"""What two publications say of one figure, as a sentence; the package ``oba.language`` has the words."""

from oba.language import source_pair_sentences


def model(dbt, session):
    """Return measure, place, period, the two sources and sentence of every pair."""
    dbt.config(materialized="table")
    return source_pair_sentences(dbt.ref("int_source_pair").to_arrow_table())
