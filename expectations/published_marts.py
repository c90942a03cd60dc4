"""The gate out: what every mart must satisfy before it replaces the one that is served.

One suite a mart, by name; a mart without a suite does not pass. Keys, relations and formulas are dbt's to test; here
stand the claims about values that a reader would be misled by. The split is a table in docs/gates.md.
"""

from great_expectations import expectations as gxe

from expectations.claims import (
    at_least_one,
    because,
    filled,
    filled_where,
    has_rows,
    in_order,
    not_below,
    one_of,
    tells_no_few,
    traced,
    value_or_reason,
)
from expectations.programme_marts import programme_marts
from oba.forecast.backtest import AS_CHOSEN

SENTINELS = [-1, -99, -999, -9999, -100, -200, -250, -300, -400]
EMPTY = "list on a scorecard a measure that the landed files hold, or add the release files of those that are listed."


def suites() -> dict[str, list]:
    """Return the expectations of each mart by its name; the keys are exactly the marts that may be published."""
    return {
        "dim_measure": [
            has_rows(),
            one_of(
                "polarity",
                "a reader must know which way is good.",
            ),
            one_of("measure_kind", "a service is not answerable for an indicator."),
            filled("plain_definition", "a number without its meaning misleads."),
            one_of("quadrant", "effort and effect are not to be confused."),
            one_of("cadence", "an old figure is known by it."),
        ],
        "dim_geography": [
            has_rows(),
            one_of("geographic_level", "places are compared within a level."),
            gxe.ExpectColumnValuesToMatchRegex(
                column="geography_code",
                regex=r"^[A-Z]\d{8}(?: / [A-Z]\d{8})*$",
                meta=because("codes are GSS codes", "BI tools join on them."),
            ),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="valid_to",
                column_B="valid_from",
                ignore_row_if="either_value_is_missing",
                meta=because("a code ends after it begins", "no day would be its own."),
            ),
            gxe.ExpectColumnDistinctValuesToContainSet(
                column="geography_code",
                value_set=["E92000001"],
                meta=because("England is among the places", "every comparison needs it."),
            ),
        ],
        "bridge_geography_successor": [
            one_of("change_kind", "a split code has no single successor."),
            _code("predecessor_code"),
            _code("successor_code"),
        ],
        "bridge_combined_return": [filled("combined_code", "its members are found by it."), _code("member_code")],
        "bridge_statistical_neighbour": [
            gxe.ExpectColumnValuesToBeBetween(
                column="neighbour_rank",
                min_value=1,
                max_value=10,
                meta=because("a neighbour has a place from 1 to 10", "an average is over ten neighbours."),
            ),
            one_of("closeness", "it says how much a comparison is worth."),
            filled("neighbour_code", "a neighbour is found by its code."),
        ],
        "dim_period": [has_rows(), filled("label_at_date", "people read words, not keys.")],
        "dim_release_file": [
            has_rows(),
            gxe.ExpectColumnValuesToMatchRegex(
                column="sha256",
                regex=r"^[0-9a-f]{64}$",
                meta=because("each file has its checksum", "a figure is traced to bytes, not to a name."),
            ),
            filled("origin", "a figure is traced to where it came from."),
        ],
        **_scorecard_marts(),
        "fct_measure_vintage": [
            tells_no_few(),
            has_rows(),
            *_figure(),
            *traced(),
            at_least_one("publication_order", "the first publication is number 1."),
            filled("known_from", "what was known on a day is asked by it."),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="known_until",
                column_B="known_from",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=because("a figure is not replaced before it is known", "no day could find it."),
            ),
        ],
        "fct_measure_revision": [
            tells_no_few(),
            one_of("revision_kind", "a reader must know what happened to the figure."),
            *(
                expectation
                for which in ("earlier", "later")
                for expectation in (
                    _no_sentinel(f"{which}_value"),
                    one_of(f"{which}_value_reason", "a missing figure says why."),
                )
            ),
        ],
        "fct_source_pair": [
            one_of("source_pair_reason", "a reader must know whether anything explains the difference."),
            _no_sentinel("value"),
            _no_sentinel("other_value"),
            *traced(),
            filled("other_release_file_id", "each of the two figures is traced to its release."),
            filled_where(
                "disagreement_sentence",
                'source_pair_reason=="disagrees"',
                "a disagreement is told in words",
                "it stands beside the figure on a page.",
            ),
        ],
        "fct_contradicted_figure": [
            one_of("arithmetic_rule", "a reader must know what the figure was held against."),
            one_of("contradiction_kind", "another vintage is no misprint."),
            _no_sentinel("value"),
            filled("arithmetic_value", "a contradiction is shown by its arithmetic."),
            filled("contradiction_sentence", "it is told in words beside the figure."),
            *traced(),
        ],
        "fct_measure_value": [
            tells_no_few(),
            has_rows(),
            *_figure(),
            *traced(),
            in_order("interval_high", "interval_low", "it would be read the wrong way."),
            filled("published_code", "a figure is found in its file by the code it has there."),
            at_least_one("times_published", "a figure comes from a publication."),
            filled("first_release_file_id", "a first value is traced to its release."),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="period_end_date",
                column_B="previous_period_end_date",
                ignore_row_if="either_value_is_missing",
                meta=because("the period before is before", "the change would have the wrong sign."),
            ),
        ],
        "fct_measure_comparison": [
            has_rows(),
            one_of("value_reason", "a missing figure says why."),
            one_of("england_value_reason", "a missing figure says why."),
            one_of("against_england", "a reader must know which side it is on."),
            one_of("judged_against_england", "good and bad are not guessed."),
            gxe.ExpectColumnValuesToBeBetween(
                column="quartile",
                min_value=1,
                max_value=4,
                meta=because("a quartile is from 1 to 4", "there are four quarters."),
            ),
            in_order("ranked_of", "authority_rank", "nobody is 152nd of 151."),
            in_order("rank_high", "rank_low", "it would be read the wrong way."),
            in_order("neighbours_in_set", "neighbours_with_value", "an average is over neighbours of the set."),
        ],
        "fct_measure_trend": [
            has_rows(),
            one_of("run_direction", "a run goes one way."),
            in_order("process_upper_limit", "process_lower_limit", "no figure could be within them."),
        ],
        "fct_measure_verdict": [
            has_rows(),
            one_of("verdict", "these are the words of the ladder."),
            one_of("shape", "a sentence is made for each."),
            one_of("noise_basis", "a reader must know what chance was taken to be."),
            one_of("second_opinion", "where two tests disagree, both are told."),
            gxe.ExpectColumnValuesToBeBetween(
                column="p_value",
                min_value=0,
                max_value=1,
                meta=because("a p-value is from 0 to 1", "it is how often chance alone would do it."),
            ),
            filled("verdict", "a series without a verdict would look like one without a change."),
            filled("sentence", "people read words."),
        ],
        "fct_measure_noise": [
            not_below("extra_variance", 0, "a variance is not negative", "it is a mean of squares."),
            at_least_one("places", "ups and downs are those of places."),
        ],
        "fct_measure_forecast": [
            one_of("forecast_kind", "a reader must know whether it was said before the event or after."),
            one_of("forecast_method", "a forecast says how it was made."),
            filled("made_on", "a forecast without its day cannot be judged."),
            not_below("projected", 0, "no figure is negative", "counts, rates and percentages start at 0."),
            *_band(),
            _a_before_b("history_to", "period_end_date", "a forecast is of a period after its history"),
            _a_before_b("history_from", "history_to", "a history has a beginning before its end"),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="made_on",
                column_B="known_on",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=because("a forecast is made after its data is known", "it would know the future."),
            ),
        ],
        "fct_forecast_verdict": [
            one_of("forecast_verdict", "a reader meets known words."),
            one_of("forecast_verdict_to_reduce", "a card that wants it to fall shows it."),
            one_of("forecast_verdict_to_increase", "a card that wants it to rise shows it."),
            one_of("forecast_kind", "a reader must know whether it was said before the event or after."),
            filled("forecast_sentence", "a verdict is told in words."),
            filled("value", "a verdict is on a figure."),
            *_band(),
        ],
        "fct_forecast_backtest": [
            one_of("forecast_method", "an error is one method's.", AS_CHOSEN),
            at_least_one("forecast_count", "an error is of forecasts that were made."),
            not_below("error_against_naive", 0, "an error is not negative", "it is a ratio of sizes."),
            gxe.ExpectColumnValuesToBeBetween(
                column="coverage_pct",
                min_value=0,
                max_value=100,
                meta=because("coverage is a percentage", "it says how far a band can be trusted."),
            ),
        ],
        "fct_objective": [
            one_of("direction", "an objective has a direction."),
            one_of("objective_verdict", "an objective is judged by its own rule."),
            one_of("reported_verdict", "a source's verdict is told in the same words."),
            filled("why", "a verdict is checked by its figures."),
            filled("words", "an objective is shown in the words of its source."),
            filled("stated_in", "an objective is traced to its source."),
        ],
        **programme_marts(),
        "scorecard_wide": [
            tells_no_few(),
            has_rows(EMPTY),
            *_figure(),
            *traced(),
            filled("period_label", "a figure without its period misleads."),
            filled("measure_name", "people read names."),
            in_order("interval_high", "interval_low", "it would be read the wrong way."),
            one_of("verdict", "these are the words of the ladder."),
            one_of("forecast_verdict", "a reader meets known words."),
            *_wanted(),
        ],
        "scorecard_measure": [
            tells_no_few(),
            has_rows(EMPTY),
            *_figure(),
            *traced(),
            filled("period_label", "a figure without its period misleads."),
            filled("geography_name", "people read names."),
            one_of("verdict", "these are the words of the ladder."),
            one_of("forecast_verdict", "a reader meets known words."),
            *_wanted(),
        ],
    }


def _scorecard_marts() -> dict[str, list]:
    """Return the suites of the marts that hold what the scorecards' own files say."""
    return {
        "dim_scorecard": [
            has_rows(),
            one_of("scorecard_kind", "a service is not answerable for an outcome."),
            one_of("card_subject", "staff and money are not headed as how children are."),
            filled_where(
                "outcome",
                'scorecard_kind=="population"',
                "a population card has an outcome",
                "a scorecard is about an outcome.",
            ),
            filled("card_source", "words are traced to who wrote them."),
        ],
        "bridge_scorecard_geography": [has_rows()],
        "bridge_scorecard_cohort": [filled("cohort", "a card names the families that it shows.")],
        "bridge_scorecard_measure": [
            has_rows(),
            one_of("role", "a reader must know what the card is known by."),
            *(one_of(power, "a vote is one of three.") for power in _powers()),
            *_wanted(),
        ],
        "scorecard_story": [
            one_of("force", "a reader must know which way it works."),
            filled("entry_words", "an empty story says nothing."),
            filled_where(
                "stated_date",
                "stated_on.isnull()",
                "a story that no worksheet handed in on a day has its own",
                "a story without its day may be out of date.",
            ),
        ],
        "scorecard_partner": [
            filled("partner_name", "a partner is somebody."),
            filled("partner_role", "a partner without a part to play is a name on a list."),
        ],
        "scorecard_idea": [
            one_of("cost_class", "ideas that are free or cheap are marked."),
            *(
                one_of(criterion, "a vote is one of three.")
                for criterion in ("leverage", "feasibility", "specificity", "community_values")
            ),
        ],
        "scorecard_action": [
            one_of("action_status", "a reader must know how far it is."),
            filled("entry_words", "an empty action moves nothing."),
        ],
        "scorecard_data_development": [
            *(one_of(power, "a vote is one of three.") for power in _powers()),
            filled("why_wanted", "nobody works for a figure without a reason."),
            at_least_one("priority", "the first is number 1."),
        ],
        "scorecard_method_test": [
            has_rows(),
            one_of("test_result", "a test has an answer."),
            filled("test_result", "a test has an answer."),
            filled("finding", "an answer is given in words."),
            filled_where(
                "mend",
                'test_result=="failed"',
                "a failed test says what to mend",
                "a finding without a way out helps nobody.",
            ),
        ],
    }


def _wanted() -> list:
    return [
        one_of("wanted_direction", "a card wants a figure to fall or to rise."),
        filled_where(
            "wanted_by",
            'wanted_direction in ("reduce", "increase")',
            "a wanted direction is somebody's",
            "what is better is not guessed.",
        ),
    ]


def _powers() -> tuple[str, ...]:
    return ("communication_power", "proxy_power", "data_power")


def _figure() -> list:
    return [
        _no_sentinel("value"),
        one_of("value_reason", "a missing figure says why."),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            meta=because("no figure is negative", "counts and rates of children and staff start at 0."),
        ),
        value_or_reason("a figure has a value"),
    ]


def _band() -> list:
    return [
        not_below("projected_low", 0, "no band reaches below 0", "counts, rates and percentages start at 0."),
        *(
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=above,
                column_B=below,
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=because("a forecast lies in its band", "a verdict is read off the band."),
            )
            for above, below in (("projected_high", "projected"), ("projected", "projected_low"))
        ),
    ]


def _a_before_b(before: str, after: str, rule: str) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=after, column_B=before, meta=because(rule, "it would tell what is known already.")
    )


def _code(column: str) -> gxe.ExpectColumnValuesToMatchRegex:
    return gxe.ExpectColumnValuesToMatchRegex(
        column=column,
        regex=r"^[A-Z]\d{8}$",
        meta=because(f"{column} is the GSS code of one place", "places are joined by code."),
    )


def _no_sentinel(column: str) -> gxe.ExpectColumnValuesToNotBeInSet:
    return gxe.ExpectColumnValuesToNotBeInSet(
        column=column,
        value_set=SENTINELS,
        meta=because("no figure is a sentinel", "a hidden figure is null with a reason, never a number."),
    )
