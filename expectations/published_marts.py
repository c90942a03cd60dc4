"""The gate out: what every mart must satisfy before it replaces the one that is served.

One suite a mart, by name; a mart without a suite does not pass. Keys, relations and formulas are dbt's to test; here
stand the claims about values that a reader would be misled by. The split is a table in docs/gates.md.
"""

from typing import get_args

from great_expectations import expectations as gxe

from oba.definitions.base import Reason

REASONS = list(get_args(Reason))
SENTINELS = [-1, -99, -999, -9999, -100, -200, -250, -300, -400]
CLOSENESS = ["extremely close", "very close", "close", "somewhat close", "not close"]
REVISIONS = ["value", "value_to_symbol", "symbol_to_value", "symbol", "withdrawn", "restored"]
FORECASTS = ["frozen", "reconstructed", "current"]
METHODS = ["naive", "drift", "window_average", "history_average", "exponential_smoothing", "theta"]
FORECAST_VERDICTS = [
    *("turned", "slowed", "on_the_baseline", "worse", "above_the_baseline", "below_the_baseline"),
    *("too_few_to_tell", "definition_changed"),
]
REPORT = "do not publish; find the release file and line in the failing rows and compare with the source."


def suites() -> dict[str, list]:
    """Return the expectations of each mart by its name; the keys are exactly the marts that may be published."""
    return {
        "dim_measure": [
            _has_rows(),
            _one_of(
                "polarity",
                ["higher_is_better", "lower_is_better", "no_judgement"],
                "a reader must know which way is good.",
            ),
            _one_of(
                "measure_kind", ["indicator", "performance_measure"], "a service is not answerable for an indicator."
            ),
            _filled("plain_definition", "a number without its meaning misleads."),
        ],
        "dim_geography": [
            _has_rows(),
            _one_of(
                "geographic_level", ["National", "Regional", "Local authority"], "places are compared within a level."
            ),
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
            _one_of("change_kind", ["recode", "merge", "split"], "a split code has no single successor."),
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
            _one_of("closeness", CLOSENESS, "it says how much a comparison is worth."),
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
        "dim_scorecard": [_has_rows(), _filled("outcome", "a scorecard is about an outcome.")],
        "bridge_scorecard_measure": [_has_rows()],
        "fct_measure_vintage": [
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
            _one_of("revision_kind", REVISIONS, "a reader must know what happened to the figure."),
            *(
                expectation
                for which in ("earlier", "later")
                for expectation in (
                    _no_sentinel(f"{which}_value"),
                    _one_of(f"{which}_value_reason", REASONS, "a missing figure says why."),
                )
            ),
        ],
        "fct_measure_value": [
            _has_rows(),
            *_figure(),
            *_traced(),
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="interval_high",
                column_B="interval_low",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                meta=_because("an interval's high end is not below its low end", "it would be read the wrong way."),
            ),
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
            _one_of("value_reason", REASONS, "a missing figure says why."),
            _one_of("england_value_reason", REASONS, "a missing figure says why."),
        ],
        "fct_measure_forecast": [
            _one_of("forecast_kind", FORECASTS, "a reader must know whether it was said before the event or after."),
            _one_of("forecast_method", METHODS, "a forecast says how it was made."),
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
            _one_of("forecast_verdict", FORECAST_VERDICTS, "a reader meets known words."),
            _one_of("forecast_kind", FORECASTS, "a reader must know whether it was said before the event or after."),
            _filled("forecast_sentence", "a verdict is told in words."),
            _filled("value", "a verdict is on a figure."),
            *_band(),
        ],
        "fct_forecast_backtest": [
            _one_of("forecast_method", [*METHODS, "as_chosen"], "an error is one method's."),
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
            _one_of("direction", ["reduce", "increase"], "an objective has a direction."),
            _filled("words", "an objective is shown in the words of its source."),
            _filled("stated_in", "an objective is traced to its source."),
        ],
        "scorecard_measure": [
            _has_rows(),
            *_figure(),
            *_traced(),
            _filled("period_label", "a figure without its period misleads."),
            _filled("geography_name", "people read names."),
        ],
    }


def _figure() -> list:
    return [
        _no_sentinel("value"),
        _one_of("value_reason", REASONS, "a missing figure says why."),
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


def _has_rows() -> gxe.ExpectTableRowCountToBeBetween:
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=1, meta=_because("the mart has rows", "an empty mart would empty every page that reads it.")
    )


def _filled(column: str, why: str) -> gxe.ExpectColumnValuesToNotBeNull:
    return gxe.ExpectColumnValuesToNotBeNull(column=column, meta=_because(f"{column} is filled", why))


def _one_of(column: str, values: list[str], why: str) -> gxe.ExpectColumnValuesToBeInSet:
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, meta=_because(f"{column} is one of {', '.join(values)}", why)
    )


def _because(rule: str, why: str) -> dict[str, str]:
    return {"rule": rule, "why": why[0].upper() + why[1:], "mend": REPORT}
