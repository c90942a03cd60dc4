"""What each verdict found, as a sentence; the package ``oba.language`` has the words."""

from oba.language import verdict_sentences


def model(dbt, session):
    """Return measure, place and sentence of every verdict."""
    dbt.config(materialized="table")
    return verdict_sentences(dbt.ref("int_measure_verdict").to_arrow_table())
