"""What evaluations of programmes asked, counted and compared, in words."""

from typing import Any

from oba.language.figures import change, figure, unit_name
from oba.language.numbers import number
from oba.vocabulary import (
    ComparisonVerdict,
    OutcomeFinding,
    PracticeFeature,
    PracticeFinding,
    ProgrammeOutcome,
    ReachStatus,
    ResponseWarning,
    UntestedReason,
)

Row = dict[str, Any]

RESPONSE_WARNINGS: dict[ResponseWarning, str] = {
    "most_did_not_answer": "More of those asked did not answer than did, and they may see it otherwise.",
    "many_did_not_answer": "Many of those asked did not answer, and they may see it otherwise.",
    "rate_not_stated": "How many were asked is not printed, so nobody can tell how many did not answer.",
}
COMPARISON_VERDICTS: dict[ComparisonVerdict, tuple[str, str]] = {
    "better": ("Better", "better"),
    "worse": ("Worse", "worse"),
    "no_difference_shown": ("No difference shown", "plain"),
    "cannot_be_tested": ("Cannot be tested", "unknown"),
}
UNTESTED: dict[UntestedReason, str] = {
    "only_averages": "Only averages are printed, and not how far those behind them differ.",
    "no_counts": "The numbers behind it are not printed.",
    "unit_not_stated": "The source does not say what it counts.",
    "figure_missing": "One of the two figures is not printed.",
}
REACHED: dict[ReachStatus, tuple[str, str]] = {
    "target_met": ("Target met", "better"),
    "still_going_on": ("Still going on", "plain"),
    "target_missed": ("Target missed", "worse"),
    "no_target_stated": ("No target stated", "unknown"),
}
PRACTICE_FEATURES: dict[PracticeFeature, str] = {
    "strengths_based_framework": "Strengths-based practice framework",
    "systemic_models": "Systemic models",
    "multi_disciplinary_skills": "Multi-disciplinary skills",
    "consistent_practitioner": "High intensity and consistency of practitioner",
    "family_focus": "Whole family focus",
    "skilled_direct_work": "Skilled direct work",
    "group_case_discussion": "Group case discussion",
}
PRACTICE_FINDINGS: dict[PracticeFinding, tuple[str, str]] = {
    "in_use": ("In use", "better"),
    "in_use_in_part": ("In use in part", "plain"),
    "not_assessed": ("Not assessed", "unknown"),
    "to_be_examined": ("To be examined", "unknown"),
}
PROGRAMME_OUTCOMES: dict[ProgrammeOutcome, str] = {
    "stability": "Greater stability for children",
    "risk": "Less risk for children",
    "wellbeing": "Wellbeing and resilience of children and families",
    "days_in_care": "Fewer days in state care",
    "staff_wellbeing": "Wellbeing of staff",
    "staff_turnover": "Less turnover and agency staff",
    "value_for_money": "Value for money",
}
# A look of its own: a report's finding is no verdict of the warehouse, whose tests may not bear it out.
OUTCOME_FINDINGS: dict[OutcomeFinding, tuple[str, str]] = {
    "better": ("The report: better", "unknown"),
    "worse": ("The report: worse", "unknown"),
    "mixed": ("The report: mixed", "unknown"),
    "no_change": ("The report: no change", "unknown"),
    "not_shown": ("The report: not shown", "unknown"),
    "to_be_examined": ("To be examined", "unknown"),
}


def response(survey: Row) -> str:
    """Return how many answered a survey, of how many: 113 people answered, 37.7% of those asked, who were 300.

    ``survey`` is a row of ``dim_survey``. A number of people asked that is not printed is told as far as the rate does.
    """
    if survey["responses"] is None:
        return "How many answered is not printed."
    answered = f"{number(survey['responses'], 0)} {unit_name(survey['unit'])} answered"
    if survey["response_rate_pct"] is None:
        return f"{answered}."
    rate = survey["response_rate_pct"]
    said = f"{answered}, {number(rate, 0 if rate == int(rate) else 1)}% of those asked"
    if survey["invited"] is not None:
        return f"{said}, who were {number(survey['invited'], 0)}."
    least, most = (number(survey[name], 0) for name in ("invited_at_least", "invited_at_most"))
    return f"{said}; by that rate {least if least == most else f'{least} to {most}'} were asked."


def positive_of_all_asked(statement: Row) -> str | None:
    """Return between what shares of all who were asked the positive answers lie, or None where nobody can tell.

    ``statement`` is a row of ``fct_survey_distribution``: 17% to 87%.
    """
    least, most = statement["positive_of_all_least"], statement["positive_of_all_most"]
    if least is None or most is None:
        return None
    return f"{number(least, 0)}% to {number(most, 0)}%"


def reached(training: Row) -> str:
    """Return whom a training reached: 1,392 of 1,500 people, 92.8%, to be reached by the end of 2016.

    ``training`` is a row of ``fct_training_reach``.
    """
    if training["reached"] is None:
        return f"{number(training['share_reached_pct'], 0)}% of those concerned; of how many is not printed."
    people = number(training["reached"], 0)
    if training["to_be_reached"] is None:
        return f"{people} {unit_name(training['unit'])}."
    target = f"{number(training['to_be_reached'], 0)} {unit_name(training['unit'])}"
    by = f", to be reached {training['target_by_words']}" if training["target_by_words"] else ""
    return f"{people} of {target}, {number(training['reached_of_target_pct'], 1)}%{by}."


def compared(row: Row) -> str:
    """Return the two figures of a comparison and how far apart they are; ``row`` is of ``fct_programme_comparison``."""
    unit, places = row["unit"], row["decimal_places"]
    first, second = (
        f"{row[f'{which}_words']}: {figure(row[f'{which}_value'], unit, places)}" for which in ("first", "second")
    )
    apart = change(row["second_value"], row["first_value"], unit, places)
    if row["comparison_form"] == "averages" or row["comparison_design"] != "before_after":
        return f"{first}. {second}."
    return f"{first}. {second}{f', {apart}' if apart else ''}."


def tested(row: Row) -> str:
    """Return what a test of the printed figures says, or why there is none; ``row`` is as for ``compared``."""
    if row["rate_ratio"] is not None:
        low, high = (number(row[f"rate_ratio_{end}"], 2) for end in ("lower", "upper"))
        return f"{number(row['rate_ratio'], 2)} times the first number (95% interval {low} to {high}; {_chance(row)})."
    if row["difference_lower"] is not None:
        low, high = (number(row[f"difference_{end}"], 1) for end in ("lower", "upper"))
        apart = number(row["difference"], 1)
        return f"{apart} percentage points (95% interval {low} to {high}; {_chance(row)})."
    said = UNTESTED[row["untested_reason"]]
    if row["rest_value"] is None:
        return said
    unit, places = row["unit"], row["decimal_places"]
    rest = f"If both are plain averages, the others come to {figure(row['rest_value'], unit, places)}."
    if row["largest_spread"] is None:
        return f"{said} {rest}"
    spread = number(row["largest_spread"], 1)
    return f"{said} {rest} Significant is that only if the groups differ by a standard deviation of {spread} or less."


def as_reported(row: Row) -> str | None:
    """Return whether the source agrees with the test, or None where it says nothing of one."""
    if row["reported_test"] == "not_stated":
        return None
    claim = "significant" if row["reported_test"] == "significant" else "not significant"
    if row["is_test_as_reported"] is None:
        return f"The source calls it {claim} and does not give the working."
    if row["is_test_as_reported"]:
        return f"The source calls it {claim}, too."
    return f"The source calls it {claim}; the two printed numbers alone do not bear that out."


def range_of(outcome: Row) -> str:
    """Return the figure of an outcome, or its range: 393 to 1,147 pounds; ``outcome`` has a ``figure_value``."""
    ends = [value for value in (outcome["figure_value"], outcome["figure_to_value"]) if value is not None]
    written = " to ".join(number(value, 0 if value == int(value) else 2) for value in ends)
    return f"{written}%" if outcome["unit"] == "percent" else f"{written} {unit_name(outcome['unit'])}"


def _chance(row: Row) -> str:
    p_value = row["test_p_value"]
    return "p below 0.001" if p_value < 0.001 else f"p {number(p_value, 3)}"
