"""How its own arithmetic contradicts a printed figure, as a sentence; the package ``oba.language`` has the words."""

from oba.language import contradiction_sentences


def model(dbt, session):
    """Return file, line, column, relation, rule and sentence of every figure that is contradicted."""
    dbt.config(materialized="table")
    judged = dbt.ref("int_printed_arithmetic").filter("contradiction_kind is not null")
    return contradiction_sentences(judged.to_arrow_table())
