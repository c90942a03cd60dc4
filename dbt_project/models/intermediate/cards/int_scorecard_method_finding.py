"""What the method's questions about figures found, in words; the package ``oba.language`` has the words."""

from oba.language import method_findings


def model(dbt, session):
    """Return card, question, finding and mend of every question that is not passed."""
    dbt.config(materialized="table")
    answers = dbt.ref("int_scorecard_method_answer").filter("test_result <> 'passed'")
    breaches = dbt.ref("int_scorecard_method_breach")
    return method_findings(answers.to_arrow_table(), breaches.to_arrow_table())
