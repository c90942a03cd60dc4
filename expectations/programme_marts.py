"""The gate out, for the marts of programmes: value for money, evaluations, and the families followed."""

from great_expectations import expectations as gxe

from expectations.claims import (
    at_least_one,
    because,
    empty_where,
    filled,
    filled_where,
    in_order,
    not_below,
    one_of,
    percentage,
    tells_no_few,
    traced,
    value_or_reason,
    within,
)


def programme_marts() -> dict[str, list]:
    """Return the suites of the marts of programmes, by mart."""
    return {**_value_marts(), **_evaluation_marts(), **_cohort_marts()}


def _value_marts() -> dict[str, list]:
    never_loses = "no improvement saves nothing, and a worse status costs nothing."
    return {
        "fct_conference_family": [
            *(
                not_below(column, 0, f"{column} is not below 0", never_loses)
                for column in ("benefit_pounds", "cost_pounds")
            ),
            *traced(),
        ],
        "fct_cohort_return": [
            one_of("deadweight_kind", "a return says what is taken off."),
            one_of("return_method", "returns of two methods are never put together."),
            _of_assumed(
                "deadweight_pct", "a deadweight assumed is from 0 to 100", "nobody takes off more than all.", 100
            ),
            _of_assumed("return_ratio", "no return with a deadweight assumed is below 0", never_loses),
            *within("return_ratio", "return_lower", "return_upper", "a return lies in its interval."),
            in_order("families", "families_with_benefit", "nobody has a benefit who is not of the cohort."),
        ],
        "fct_annual_return": [
            one_of("deadweight_kind", "a return says what is taken off."),
            one_of("return_method", "returns of two methods are never put together."),
            percentage("deadweight_pct", "nobody takes off more than all."),
            not_below("return_ratio", 0, "no return is below 0", never_loses),
            *within("return_ratio", "return_lower", "return_upper", "a return lies in its interval."),
        ],
        "fct_return_sensitivity": [
            one_of("bound", "a figure is moved down or up."),
            gxe.ExpectColumnValuesToBeBetween(
                column="return_ratio",
                min_value=0,
                # Where what children came to cost more is taken off, a return may be a loss.
                row_condition='parameter!="increases_counted"',
                condition_parser="pandas",
                meta=because("no return is below 0 unless increases are counted", never_loses),
            ),
            not_below("parameter_value", 0, "nothing is moved below 0", "no cost, time or share is negative."),
        ],
        "fct_return_comparator": [
            one_of("return_method", "an amount without its method misleads."),
            one_of("return_unit", "pounds for each pound are not pounds a family."),
            one_of("why_not_ranked", "what is in no order says why."),
            filled("source_document", "what others state is traced to their document."),
            empty_where(
                "rank_in_method",
                'why_not_ranked in ("methods_differ", "no_ranking_declared")',
                "no rank stands over different methods",
                "their amounts say different things.",
            ),
        ],
        "fct_printed_difference": [
            one_of("recomputed_basis", "a reader must know from what it was worked out."),
            one_of("difference_kind", "a difference is told by what it is."),
            *traced(),
        ],
    }


def _evaluation_marts() -> dict[str, list]:
    """Return the suites of the marts of what evaluations of programmes asked, counted, compared and said."""
    return {
        "dim_survey": [
            one_of("response_warning", "a reader must know whether who did not answer matters."),
            percentage("response_rate_pct", "nobody answers who was not asked."),
            filled("people_asked", "an answer is somebody's."),
            filled("stated_in", "a survey is traced to its source."),
            in_order("invited_at_most", "invited_at_least", "it would be read the wrong way."),
        ],
        "fct_survey_distribution": [
            one_of("answer_side", "agreement is not guessed."),
            one_of("share_missing_reason", "a missing share says why."),
            one_of("response_warning", "a share is shown with the warning of its survey."),
            *(
                percentage(column, "it is a part of those who were asked.")
                for column in ("share_pct", "share_lower", "share_upper", "share_of_concerned_pct")
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="net_agreement_pct",
                min_value=-100,
                max_value=100,
                meta=because("net agreement is from -100 to 100", "all may disagree, or all agree."),
            ),
            in_order("base", "people", "nobody answers who is not in the base."),
            in_order("share_of_all_most", "share_of_all_least", "it would be read the wrong way."),
            *traced(),
        ],
        "fct_training_reach": [
            one_of("reach_status", "a reader must know whether it is over, and whether there was a target."),
            not_below("reached", 0, "nobody is less than nobody", "counts of people start at 0."),
            at_least_one("to_be_reached", "a target is of somebody."),
            *traced(),
        ],
        "fct_programme_comparison": [
            one_of("comparison_design", "a reader must know what stands beside what."),
            one_of("comparison_form", "the form says what can be tested."),
            one_of("comparison_verdict", "a reader meets known words."),
            one_of("untested_reason", "what is not tested says why."),
            filled_where(
                "untested_reason",
                'comparison_verdict=="cannot_be_tested"',
                "what is not tested says why",
                "silence would look like no difference.",
            ),
            one_of("reported_test", "what the source claims is told beside it."),
            gxe.ExpectColumnValuesToBeBetween(
                column="test_p_value",
                min_value=0,
                max_value=1,
                meta=because("a p-value is from 0 to 1", "it is how often chance alone would do it."),
            ),
            in_order("rate_ratio_upper", "rate_ratio_lower", "it would be read the wrong way."),
            in_order("difference_upper", "difference_lower", "it would be read the wrong way."),
        ],
        "fct_practice_feature": [
            one_of("practice_feature", "the seven features are a closed list."),
            one_of("practice_finding", "naming a feature is not finding it."),
            filled("finding_words", "a finding is shown in the words of its source."),
            filled("stated_in", "a finding is traced to its source."),
        ],
        "fct_programme_outcome": [
            one_of("programme_outcome", "the seven outcomes are a closed list."),
            one_of("outcome_finding", "naming an outcome is not reaching it."),
            filled("finding_words", "a finding is shown in the words of its source."),
            filled("stated_in", "a finding is traced to its source."),
            filled_where("unit", "figure_value == figure_value", "a figure has a unit", "1.5 is nothing by itself."),
        ],
    }


def _cohort_marts() -> dict[str, list]:
    """Return the suites of the marts of families followed."""
    return {
        "dim_cohort": [
            one_of("index_event", "a reader must know from which day on families are followed."),
            filled("cohort_name", "people read names."),
            filled("cohort_known_on", "a cohort still grows: its figures are those of a day."),
            filled("release_file_id", "a cohort is traced to its release."),
            in_order("index_to", "index_from", "no family could be in it."),
        ],
        "fct_cohort_status": [
            *_cohort_share("people", "base"),
            one_of("cohort_group", "those offered a conference are not those who came."),
            one_of("checkpoint", "a status is that of a day."),
            one_of("cohort_status", "a reader meets known words."),
        ],
        "fct_cohort_outcome": [
            *_cohort_share("people_with", "people_observed"),
            one_of("cohort_group", "those offered a conference are not those who came."),
            not_below("mean_days", 0, "no days are negative", "they are counted."),
        ],
        "fct_cohort_measure": [
            *_cohort_share("people", "base"),
            one_of("cohort_measure", "a reader meets known words."),
            one_of("quadrant", "effort and effect are not to be confused."),
        ],
        "fct_cohort_effect": [
            tells_no_few(),
            one_of("effect_verdict", "a difference that chance could make is not told as one."),
            one_of("comparison", "those who come differ from those who are offered."),
            one_of("missing_reason", "a missing figure says why."),
            in_order("upper", "lower", "it would be read the wrong way."),
            *within("effect", "lower", "upper", "an estimate lies in its interval."),
            *(
                filled_where(
                    column, f'cohort_evidence=="{evidence}"', f"{column} is told of every effect of {evidence}", why
                )
                for column, evidence, why in (
                    ("cohort_id", "records", "a council's own effect is of a cohort."),
                    ("release_file_id", "records", "a council's own effect is traced to its release."),
                    ("trial_source", "trial", "a trial is cited by document and place."),
                    ("printed_outcome", "trial", "a trial's clock may be another than ours."),
                )
            ),
            empty_where(
                "cohort_id",
                'cohort_evidence=="trial"',
                "a trial has no cohort",
                "it would be pooled with a council's own.",
            ),
        ],
        "fct_cohort_balance": [
            one_of("comparison", "those who come differ from those who are offered."),
            one_of("missing_reason", "a missing figure says why."),
            not_below("difference_before", 0, "a difference has no sign here", "it is the largest of several."),
            not_below("difference_after", 0, "a difference has no sign here", "it is the largest of several."),
            *traced(),
        ],
        "fct_cohort_survival": [
            tells_no_few(),
            one_of("survival_event", "a reader must know what had not happened."),
            one_of("missing_reason", "a missing figure says why."),
            *within("share_pct", "share_lower", "share_upper", "a share lies in its interval."),
            percentage("share_pct"),
            *traced(),
        ],
    }


def _cohort_share(people: str, base: str) -> list:
    return [
        tells_no_few(),
        one_of("missing_reason", "a missing figure says why."),
        in_order(base, people, "nobody is more than all."),
        *within("share_pct", "share_lower", "share_upper", "a share lies in its interval."),
        percentage("share_pct"),
        value_or_reason("a share is there"),
        *traced(),
    ]


def _of_assumed(column: str, rule: str, why: str, most: float | None = None) -> gxe.ExpectColumnValuesToBeBetween:
    # What a comparison estimates may be above all: families not offered were then better off.
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        min_value=0,
        max_value=most,
        row_condition='deadweight_kind!="estimated"',
        condition_parser="pandas",
        meta=because(rule, why),
    )
