"""The gate out: what every mart must satisfy before it replaces the one that is served.

One suite a mart, by name; a mart without a suite does not pass. Keys, relations and formulas are dbt's to test; here
stand the claims about values that a reader would be misled by. The split is a table in docs/gates.md.
"""

from great_expectations import expectations as gxe

from oba.forecast.backtest import AS_CHOSEN
from oba.vocabulary import COLUMNS, words

SENTINELS = [-1, -99, -999, -9999, -100, -200, -250, -300, -400]
EMPTY = "list on a scorecard a measure that the landed files hold, or add the release files of those that are listed."
REPORT = "do not publish; find the release file and line in the failing rows and compare with the source."


def suites() -> dict[str, list]:
    """Return the expectations of each mart by its name; the keys are exactly the marts that may be published."""
    return {
        "dim_measure": [
            _has_rows(),
            _one_of(
                "polarity",
                "a reader must know which way is good.",
            ),
            _one_of("measure_kind", "a service is not answerable for an indicator."),
            _filled("plain_definition", "a number without its meaning misleads."),
            _one_of("quadrant", "effort and effect are not to be confused."),
            _one_of("cadence", "an old figure is known by it."),
        ],
        "dim_geography": [
            _has_rows(),
            _one_of("geographic_level", "places are compared within a level."),
            gxe.ExpectColumnValuesToMatchRegex(
                column="geography_code",
                regex=r"^[A-Z]\d{8}(?: / [A-Z]\d{8})*$",
                meta=_because("codes are GSS codes", "BI tools join on them."),
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="valid_to",
                column_B="valid_from",
                ignore_row_if="either_value_is_missing",
                meta=_because("a code ends after it begins", "no day would be its own."),
            ),
            gxe.ExpectColumnDistinctValuesToContainSet(
                column="geography_code",
                value_set=["E92000001"],
                meta=_because("England is among the places", "every comparison needs it."),
            ),
        ],
        "bridge_geography_successor": [
            _one_of("change_kind", "a split code has no single successor."),
            _code("predecessor_code"),
            _code("successor_code"),
        ],
        "bridge_combined_return": [_filled("combined_code", "its members are found by it."), _code("member_code")],
        "bridge_statistical_neighbour": [
            gxe.ExpectColumnValuesToBeBetween(
                column="neighbour_rank",
                min_value=1,
                max_value=10,
                meta=_because("a neighbour has a place from 1 to 10", "an average is over ten neighbours."),
            ),
            _one_of("closeness", "it says how much a comparison is worth."),
            _filled("neighbour_code", "a neighbour is found by its code."),
        ],
        "dim_period": [_has_rows(), _filled("label_at_date", "people read words, not keys.")],
        "dim_release_file": [
            _has_rows(),
            gxe.ExpectColumnValuesToMatchRegex(
                column="sha256",
                regex=r"^[0-9a-f]{64}$",
                meta=_because("each file has its checksum", "a figure is traced to bytes, not to a name."),
            ),
            _filled("origin", "a figure is traced to where it came from."),
        ],
        **_scorecard_marts(),
        **_cohort_marts(),
        "fct_measure_vintage": [
            _tells_no_few(),
            _has_rows(),
            *_figure(),
            *_traced(),
            _at_least_one("publication_order", "the first publication is number 1."),
            _filled("known_from", "what was known on a day is asked by it."),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="known_until",
                column_B="known_from",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=_because("a figure is not replaced before it is known", "no day could find it."),
            ),
        ],
        "fct_measure_revision": [
            _tells_no_few(),
            _one_of("revision_kind", "a reader must know what happened to the figure."),
            *(
                expectation
                for which in ("earlier", "later")
                for expectation in (
                    _no_sentinel(f"{which}_value"),
                    _one_of(f"{which}_value_reason", "a missing figure says why."),
                )
            ),
        ],
        "fct_source_pair": [
            _one_of("source_pair_reason", "a reader must know whether anything explains the difference."),
            _no_sentinel("value"),
            _no_sentinel("other_value"),
            *_traced(),
            _filled("other_release_file_id", "each of the two figures is traced to its release."),
            gxe.ExpectColumnValuesToNotBeNull(
                column="disagreement_sentence",
                row_condition='source_pair_reason=="disagrees"',
                condition_parser="pandas",
                meta=_because("a disagreement is told in words", "it stands beside the figure on a page."),
            ),
        ],
        "fct_contradicted_figure": [
            _one_of("arithmetic_rule", "a reader must know what the figure was held against."),
            _one_of("contradiction_kind", "another vintage is no misprint."),
            _no_sentinel("value"),
            _filled("arithmetic_value", "a contradiction is shown by its arithmetic."),
            _filled("contradiction_sentence", "it is told in words beside the figure."),
            *_traced(),
        ],
        "fct_measure_value": [
            _tells_no_few(),
            _has_rows(),
            *_figure(),
            *_traced(),
            _in_order("interval_high", "interval_low", "it would be read the wrong way."),
            _filled("published_code", "a figure is found in its file by the code it has there."),
            _at_least_one("times_published", "a figure comes from a publication."),
            _filled("first_release_file_id", "a first value is traced to its release."),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="period_end_date",
                column_B="previous_period_end_date",
                ignore_row_if="either_value_is_missing",
                meta=_because("the period before is before", "the change would have the wrong sign."),
            ),
        ],
        "fct_measure_comparison": [
            _has_rows(),
            _one_of("value_reason", "a missing figure says why."),
            _one_of("england_value_reason", "a missing figure says why."),
            _one_of("against_england", "a reader must know which side it is on."),
            _one_of("judged_against_england", "good and bad are not guessed."),
            gxe.ExpectColumnValuesToBeBetween(
                column="quartile",
                min_value=1,
                max_value=4,
                meta=_because("a quartile is from 1 to 4", "there are four quarters."),
            ),
            _in_order("ranked_of", "authority_rank", "nobody is 152nd of 151."),
            _in_order("rank_high", "rank_low", "it would be read the wrong way."),
            _in_order("neighbours_in_set", "neighbours_with_value", "an average is over neighbours of the set."),
        ],
        "fct_measure_trend": [
            _has_rows(),
            _one_of("run_direction", "a run goes one way."),
            _in_order("process_upper_limit", "process_lower_limit", "no figure could be within them."),
        ],
        "fct_measure_verdict": [
            _has_rows(),
            _one_of("verdict", "these are the words of the ladder."),
            _one_of("shape", "a sentence is made for each."),
            _one_of("noise_basis", "a reader must know what chance was taken to be."),
            _one_of("second_opinion", "where two tests disagree, both are told."),
            gxe.ExpectColumnValuesToBeBetween(
                column="p_value",
                min_value=0,
                max_value=1,
                meta=_because("a p-value is from 0 to 1", "it is how often chance alone would do it."),
            ),
            _filled("verdict", "a series without a verdict would look like one without a change."),
            _filled("sentence", "people read words."),
        ],
        "fct_measure_noise": [
            _not_below("extra_variance", 0, "a variance is not negative", "it is a mean of squares."),
            _at_least_one("places", "ups and downs are those of places."),
        ],
        "fct_measure_forecast": [
            _one_of("forecast_kind", "a reader must know whether it was said before the event or after."),
            _one_of("forecast_method", "a forecast says how it was made."),
            _filled("made_on", "a forecast without its day cannot be judged."),
            _not_below("projected", 0, "no figure is negative", "counts, rates and percentages start at 0."),
            *_band(),
            _a_before_b("history_to", "period_end_date", "a forecast is of a period after its history"),
            _a_before_b("history_from", "history_to", "a history has a beginning before its end"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="made_on",
                column_B="known_on",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=_because("a forecast is made after its data is known", "it would know the future."),
            ),
        ],
        "fct_forecast_verdict": [
            _one_of("forecast_verdict", "a reader meets known words."),
            _one_of("forecast_verdict_to_reduce", "a card that wants it to fall shows it."),
            _one_of("forecast_verdict_to_increase", "a card that wants it to rise shows it."),
            _one_of("forecast_kind", "a reader must know whether it was said before the event or after."),
            _filled("forecast_sentence", "a verdict is told in words."),
            _filled("value", "a verdict is on a figure."),
            *_band(),
        ],
        "fct_forecast_backtest": [
            _one_of("forecast_method", "an error is one method's.", AS_CHOSEN),
            _at_least_one("forecast_count", "an error is of forecasts that were made."),
            _not_below("error_against_naive", 0, "an error is not negative", "it is a ratio of sizes."),
            gxe.ExpectColumnValuesToBeBetween(
                column="coverage_pct",
                min_value=0,
                max_value=100,
                meta=_because("coverage is a percentage", "it says how far a band can be trusted."),
            ),
        ],
        "fct_objective": [
            _one_of("direction", "an objective has a direction."),
            _one_of("objective_verdict", "an objective is judged by its own rule."),
            _one_of("reported_verdict", "a source's verdict is told in the same words."),
            _filled("why", "a verdict is checked by its figures."),
            _filled("words", "an objective is shown in the words of its source."),
            _filled("stated_in", "an objective is traced to its source."),
        ],
        **_value_marts(),
        **_evaluation_marts(),
        "scorecard_wide": [
            _tells_no_few(),
            _has_rows(EMPTY),
            *_figure(),
            *_traced(),
            _filled("period_label", "a figure without its period misleads."),
            _filled("measure_name", "people read names."),
            _in_order("interval_high", "interval_low", "it would be read the wrong way."),
            _one_of("verdict", "these are the words of the ladder."),
            _one_of("forecast_verdict", "a reader meets known words."),
            *_wanted(),
        ],
        "scorecard_measure": [
            _tells_no_few(),
            _has_rows(EMPTY),
            *_figure(),
            *_traced(),
            _filled("period_label", "a figure without its period misleads."),
            _filled("geography_name", "people read names."),
            _one_of("verdict", "these are the words of the ladder."),
            _one_of("forecast_verdict", "a reader meets known words."),
            *_wanted(),
        ],
    }


def _scorecard_marts() -> dict[str, list]:
    """Return the suites of the marts that hold what the scorecards' own files say."""
    return {
        "dim_scorecard": [
            _has_rows(),
            _one_of("scorecard_kind", "a service is not answerable for an outcome."),
            gxe.ExpectColumnValuesToNotBeNull(
                column="outcome",
                row_condition='scorecard_kind=="population"',
                condition_parser="pandas",
                meta=_because("a population card has an outcome", "a scorecard is about an outcome."),
            ),
            _filled("card_source", "words are traced to who wrote them."),
        ],
        "bridge_scorecard_geography": [_has_rows()],
        "bridge_scorecard_cohort": [_filled("cohort", "a card names the families that it shows.")],
        "bridge_scorecard_measure": [
            _has_rows(),
            _one_of("role", "a reader must know what the card is known by."),
            *(_one_of(power, "a vote is one of three.") for power in _powers()),
            *_wanted(),
        ],
        "scorecard_story": [
            _one_of("force", "a reader must know which way it works."),
            _filled("entry_words", "an empty story says nothing."),
            _filled("stated_date", "a story without its day may be out of date."),
        ],
        "scorecard_partner": [
            _filled("partner_name", "a partner is somebody."),
            _filled("partner_role", "a partner without a part to play is a name on a list."),
        ],
        "scorecard_idea": [
            _one_of("cost_class", "ideas that are free or cheap are marked."),
            *(
                _one_of(criterion, "a vote is one of three.")
                for criterion in ("leverage", "feasibility", "specificity", "community_values")
            ),
        ],
        "scorecard_action": [
            _one_of("action_status", "a reader must know how far it is."),
            _filled("entry_words", "an empty action moves nothing."),
        ],
        "scorecard_data_development": [
            *(_one_of(power, "a vote is one of three.") for power in _powers()),
            _filled("why_wanted", "nobody works for a figure without a reason."),
            _at_least_one("priority", "the first is number 1."),
        ],
        "scorecard_method_test": [
            _has_rows(),
            _one_of("test_result", "a test has an answer."),
            _filled("test_result", "a test has an answer."),
            _filled("finding", "an answer is given in words."),
            gxe.ExpectColumnValuesToNotBeNull(
                column="mend",
                row_condition='test_result=="failed"',
                condition_parser="pandas",
                meta=_because("a failed test says what to mend", "a finding without a way out helps nobody."),
            ),
        ],
    }


def _value_marts() -> dict[str, list]:
    never_loses = "no improvement saves nothing, and a worse status costs nothing."
    return {
        "fct_conference_family": [
            *(
                _not_below(column, 0, f"{column} is not below 0", never_loses)
                for column in ("benefit_pounds", "cost_pounds")
            ),
            *_traced(),
        ],
        "fct_cohort_return": [
            _one_of("deadweight_kind", "a return says what is taken off."),
            _one_of("return_method", "returns of two methods are never put together."),
            _percentage("deadweight_pct", "nobody takes off more than all."),
            _not_below("return_ratio", 0, "no return is below 0", never_loses),
            _in_order("return_ratio", "return_lower", "a return lies in its interval."),
            _in_order("return_upper", "return_ratio", "a return lies in its interval."),
            _in_order("families", "families_with_benefit", "nobody has a benefit who is not of the cohort."),
        ],
        "fct_annual_return": [
            _one_of("deadweight_kind", "a return says what is taken off."),
            _one_of("return_method", "returns of two methods are never put together."),
            _percentage("deadweight_pct", "nobody takes off more than all."),
            _not_below("return_ratio", 0, "no return is below 0", never_loses),
            _in_order("return_ratio", "return_lower", "a return lies in its interval."),
            _in_order("return_upper", "return_ratio", "a return lies in its interval."),
        ],
        "fct_return_sensitivity": [
            _one_of("bound", "a figure is moved down or up."),
            _not_below("return_ratio", 0, "no return is below 0", never_loses),
            _not_below("parameter_value", 0, "nothing is moved below 0", "no cost, time or share is negative."),
        ],
        "fct_return_comparator": [
            _one_of("return_method", "an amount without its method misleads."),
            _one_of("return_unit", "pounds for each pound are not pounds a family."),
            _one_of("why_not_ranked", "what is in no order says why."),
            _filled("source_document", "what others state is traced to their document."),
            gxe.ExpectColumnValuesToBeNull(
                column="rank_in_method",
                row_condition='why_not_ranked in ("methods_differ", "no_ranking_declared")',
                condition_parser="pandas",
                meta=_because("no rank stands over different methods", "their amounts say different things."),
            ),
        ],
        "fct_printed_difference": [
            _one_of("recomputed_basis", "a reader must know from what it was worked out."),
            _one_of("difference_kind", "a difference is told by what it is."),
            *_traced(),
        ],
    }


def _evaluation_marts() -> dict[str, list]:
    """Return the suites of the marts of what evaluations of programmes asked, counted, compared and said."""
    return {
        "dim_survey": [
            _one_of("response_warning", "a reader must know whether who did not answer matters."),
            _percentage("response_rate_pct", "nobody answers who was not asked."),
            _filled("people_asked", "an answer is somebody's."),
            _filled("stated_in", "a survey is traced to its source."),
            _in_order("invited_at_most", "invited_at_least", "it would be read the wrong way."),
        ],
        "fct_survey_distribution": [
            _one_of("answer_side", "agreement is not guessed."),
            _one_of("share_missing_reason", "a missing share says why."),
            _one_of("response_warning", "a share is shown with the warning of its survey."),
            *(
                _percentage(column, "it is a part of those who were asked.")
                for column in ("share_pct", "share_lower", "share_upper", "share_of_concerned_pct")
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="net_agreement_pct",
                min_value=-100,
                max_value=100,
                meta=_because("net agreement is from -100 to 100", "all may disagree, or all agree."),
            ),
            _in_order("base", "people", "nobody answers who is not in the base."),
            _in_order("share_of_all_most", "share_of_all_least", "it would be read the wrong way."),
            *_traced(),
        ],
        "fct_training_reach": [
            _one_of("reach_status", "a reader must know whether it is over, and whether there was a target."),
            _not_below("reached", 0, "nobody is less than nobody", "counts of people start at 0."),
            _at_least_one("to_be_reached", "a target is of somebody."),
            *_traced(),
        ],
        "fct_programme_comparison": [
            _one_of("comparison_design", "a reader must know what stands beside what."),
            _one_of("comparison_form", "the form says what can be tested."),
            _one_of("comparison_verdict", "a reader meets known words."),
            _one_of("untested_reason", "what is not tested says why."),
            gxe.ExpectColumnValuesToNotBeNull(
                column="untested_reason",
                row_condition='comparison_verdict=="cannot_be_tested"',
                condition_parser="pandas",
                meta=_because("what is not tested says why", "silence would look like no difference."),
            ),
            _one_of("reported_test", "what the source claims is told beside it."),
            gxe.ExpectColumnValuesToBeBetween(
                column="test_p_value",
                min_value=0,
                max_value=1,
                meta=_because("a p-value is from 0 to 1", "it is how often chance alone would do it."),
            ),
            _in_order("rate_ratio_upper", "rate_ratio_lower", "it would be read the wrong way."),
            _in_order("difference_upper", "difference_lower", "it would be read the wrong way."),
        ],
        "fct_practice_feature": [
            _one_of("practice_feature", "the seven features are a closed list."),
            _one_of("practice_finding", "naming a feature is not finding it."),
            _filled("finding_words", "a finding is shown in the words of its source."),
            _filled("stated_in", "a finding is traced to its source."),
        ],
        "fct_programme_outcome": [
            _one_of("programme_outcome", "the seven outcomes are a closed list."),
            _one_of("outcome_finding", "naming an outcome is not reaching it."),
            _filled("finding_words", "a finding is shown in the words of its source."),
            _filled("stated_in", "a finding is traced to its source."),
            gxe.ExpectColumnValuesToNotBeNull(
                column="unit",
                row_condition="figure_value == figure_value",
                condition_parser="pandas",
                meta=_because("a figure has a unit", "1.5 is nothing by itself."),
            ),
        ],
    }


def _cohort_marts() -> dict[str, list]:
    """Return the suites of the marts of families followed."""
    return {
        "dim_cohort": [
            _one_of("index_event", "a reader must know from which day on families are followed."),
            _filled("cohort_name", "people read names."),
            _filled("cohort_known_on", "a cohort still grows: its figures are those of a day."),
            _filled("release_file_id", "a cohort is traced to its release."),
            _in_order("index_to", "index_from", "no family could be in it."),
        ],
        "fct_cohort_status": [
            *_cohort_share("people", "base"),
            _one_of("cohort_group", "those offered a conference are not those who came."),
            _one_of("checkpoint", "a status is that of a day."),
            _one_of("cohort_status", "a reader meets known words."),
        ],
        "fct_cohort_outcome": [
            *_cohort_share("people_with", "people_observed"),
            _one_of("cohort_group", "those offered a conference are not those who came."),
            _not_below("mean_days", 0, "no days are negative", "they are counted."),
        ],
        "fct_cohort_measure": [
            *_cohort_share("people", "base"),
            _one_of("cohort_measure", "a reader meets known words."),
            _one_of("quadrant", "effort and effect are not to be confused."),
        ],
        "fct_cohort_effect": [
            _tells_no_few(),
            _one_of("effect_verdict", "a difference that chance could make is not told as one."),
            _one_of("comparison", "those who come differ from those who are offered."),
            _one_of("missing_reason", "a missing figure says why."),
            _in_order("upper", "lower", "it would be read the wrong way."),
            _in_order("upper", "effect", "an estimate lies in its interval."),
            _in_order("effect", "lower", "an estimate lies in its interval."),
            *(
                gxe.ExpectColumnValuesToNotBeNull(
                    column=column,
                    row_condition=f'cohort_evidence=="{evidence}"',
                    condition_parser="pandas",
                    meta=_because(f"{column} is told of every effect of {evidence}", why),
                )
                for column, evidence, why in (
                    ("cohort_id", "records", "a council's own effect is of a cohort."),
                    ("release_file_id", "records", "a council's own effect is traced to its release."),
                    ("trial_source", "trial", "a trial is cited by document and place."),
                    ("printed_outcome", "trial", "a trial's clock may be another than ours."),
                )
            ),
            gxe.ExpectColumnValuesToBeNull(
                column="cohort_id",
                row_condition='cohort_evidence=="trial"',
                condition_parser="pandas",
                meta=_because("a trial has no cohort", "it would be pooled with a council's own."),
            ),
        ],
        "fct_cohort_balance": [
            _one_of("comparison", "those who come differ from those who are offered."),
            _one_of("missing_reason", "a missing figure says why."),
            _not_below("difference_before", 0, "a difference has no sign here", "it is the largest of several."),
            _not_below("difference_after", 0, "a difference has no sign here", "it is the largest of several."),
            *_traced(),
        ],
        "fct_cohort_survival": [
            _tells_no_few(),
            _one_of("survival_event", "a reader must know what had not happened."),
            _one_of("missing_reason", "a missing figure says why."),
            _in_order("share_upper", "share_pct", "a share lies in its interval."),
            _in_order("share_pct", "share_lower", "a share lies in its interval."),
            _percentage("share_pct"),
            *_traced(),
        ],
    }


def _cohort_share(people: str, base: str) -> list:
    return [
        _tells_no_few(),
        _one_of("missing_reason", "a missing figure says why."),
        _in_order(base, people, "nobody is more than all."),
        _in_order("share_upper", "share_pct", "a share lies in its interval."),
        _in_order("share_pct", "share_lower", "a share lies in its interval."),
        _percentage("share_pct"),
        gxe.ExpectColumnValuesToBeInSet(
            column="has_value_or_reason",
            value_set=[True],
            meta=_because("a share is there or a reason, never both or neither", "a blank says nothing."),
        ),
        *_traced(),
    ]


def _percentage(column: str, why: str = "it is of a hundred.") -> gxe.ExpectColumnValuesToBeBetween:
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=0, max_value=100, meta=_because(f"{column} is a percentage", why)
    )


def _tells_no_few() -> gxe.ExpectColumnValuesToBeInSet:
    """Ask of what ``oba.publication.gate`` works out of figures made of records; the figures are in no message."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="tells_few",
        value_set=[False],
        meta={
            "rule": "no figure made of records is, or leaves, a number of 1 to 5",
            "why": "A few children can be known by it.",
            "mend": "take the release out of the folder of figures and report this: disclosure control let it out.",
        },
    )


def _wanted() -> list:
    return [
        _one_of("wanted_direction", "a card wants a figure to fall or to rise."),
        gxe.ExpectColumnValuesToNotBeNull(
            column="wanted_by",
            row_condition='wanted_direction in ("reduce", "increase")',
            condition_parser="pandas",
            meta=_because("a wanted direction is somebody's", "what is better is not guessed."),
        ),
    ]


def _powers() -> tuple[str, ...]:
    return ("communication_power", "proxy_power", "data_power")


def _figure() -> list:
    return [
        _no_sentinel("value"),
        _one_of("value_reason", "a missing figure says why."),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            meta=_because("no figure is negative", "counts and rates of children and staff start at 0."),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="has_value_or_reason",
            value_set=[True],
            meta=_because("a figure has a value or a reason, never both or neither", "a blank says nothing."),
        ),
    ]


def _band() -> list:
    return [
        _not_below("projected_low", 0, "no band reaches below 0", "counts, rates and percentages start at 0."),
        *(
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=above,
                column_B=below,
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=_because("a forecast lies in its band", "a verdict is read off the band."),
            )
            for above, below in (("projected_high", "projected"), ("projected", "projected_low"))
        ),
    ]


def _not_below(column: str, least: float, rule: str, why: str) -> gxe.ExpectColumnValuesToBeBetween:
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=least, meta=_because(rule, why))


def _a_before_b(before: str, after: str, rule: str) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=after, column_B=before, meta=_because(rule, "it would tell what is known already.")
    )


def _traced() -> list:
    return [
        _filled("release_file_id", "a figure is traced to its release."),
        gxe.ExpectColumnValuesToBeBetween(
            column="source_row",
            min_value=2,
            meta=_because("a figure is traced to a line under the header", "line 1 is the header."),
        ),
    ]


def _in_order(higher: str, lower: str, why: str) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=higher,
        column_B=lower,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta=_because(f"{higher} is not below {lower}", why),
    )


def _code(column: str) -> gxe.ExpectColumnValuesToMatchRegex:
    return gxe.ExpectColumnValuesToMatchRegex(
        column=column,
        regex=r"^[A-Z]\d{8}$",
        meta=_because(f"{column} is the GSS code of one place", "places are joined by code."),
    )


def _no_sentinel(column: str) -> gxe.ExpectColumnValuesToNotBeInSet:
    return gxe.ExpectColumnValuesToNotBeInSet(
        column=column,
        value_set=SENTINELS,
        meta=_because("no figure is a sentinel", "a hidden figure is null with a reason, never a number."),
    )


def _at_least_one(column: str, why: str) -> gxe.ExpectColumnValuesToBeBetween:
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=1, meta=_because(f"{column} is 1 or more", why))


def _has_rows(mend: str = REPORT) -> gxe.ExpectTableRowCountToBeBetween:
    why = "an empty mart would empty every page that reads it."
    return gxe.ExpectTableRowCountToBeBetween(min_value=1, meta=_because("the mart has rows", why) | {"mend": mend})


def _filled(column: str, why: str) -> gxe.ExpectColumnValuesToNotBeNull:
    return gxe.ExpectColumnValuesToNotBeNull(column=column, meta=_because(f"{column} is filled", why))


def _one_of(column: str, why: str, *further: str) -> gxe.ExpectColumnValuesToBeInSet:
    """Ask that a column speaks in its list of words, or in further ones."""
    values = [*words(COLUMNS[column]), *further]
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, meta=_because(f"{column} is one of {', '.join(values)}", why)
    )


def _because(rule: str, why: str) -> dict[str, str]:
    return {"rule": rule, "why": why[0].upper() + why[1:], "mend": REPORT}
