"""Rows of the marts of cohorts that a test may put into a warehouse: of one group everything, of another little."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd

Row = dict[str, Any]

CARD, PLACE = "family_group_conferencing", "E06000012"
COMPARED, BY_YEAR, SMALL, ELSEWHERE = "E06000012_letters", "E06000012_letters_2023", "E06000012_left", "E06999999_left"
HIDDEN_YEAR = "E06000012_letters_2022"
NAME = "Letters <before> proceedings & after"  # with what would be markup
MARTS = (
    "dim_cohort",
    "fct_conference_family",
    "fct_cohort_measure",
    "fct_cohort_status",
    "fct_cohort_outcome",
    "fct_cohort_survival",
    "fct_cohort_effect",
    "fct_cohort_balance",
    "fct_cohort_return",
    "fct_annual_return",
    "fct_return_sensitivity",
    "fct_return_comparator",
    "fct_printed_difference",
)


def put(warehouse: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]] | None = None) -> None:
    """Replace what the marts of cohorts hold, and let the card of conferences name the cohorts."""
    rows = every_row() if rows is None else rows
    for mart in MARTS:
        warehouse.execute(f"delete from marts.{mart}")
        if rows.get(mart):
            columns = {name for name, *_ in warehouse.execute(f"describe marts.{mart}").fetchall()}
            lines = [{"source_row": line} if "source_row" in columns else {} for line in range(2, len(rows[mart]) + 2)]
            told = [line | row for line, row in zip(lines, rows[mart], strict=True)]
            frame = pd.DataFrame(told).convert_dtypes()  # noqa: F841  DuckDB reads it by its name
            warehouse.execute(f"insert into marts.{mart} by name select * from frame")
    warehouse.execute("delete from marts.bridge_scorecard_cohort")
    warehouse.execute(f"delete from marts.bridge_scorecard_geography where scorecard_id <> '{CARD}'")  # no other pages
    warehouse.execute(
        "insert into marts.bridge_scorecard_cohort by name"
        f" select * from (values ('{CARD}', 1, 'letters'), ('{CARD}', 2, 'left'))"
        " as named (scorecard_id, entry_number, cohort)"
    )


def every_row() -> dict[str, list[Row]]:
    """Return the rows of every mart."""
    return {
        "dim_cohort": [
            _cohort(COMPARED, "letters", NAME, None),
            _cohort(BY_YEAR, "letters", NAME, "2023/24"),
            _cohort(HIDDEN_YEAR, "letters", NAME, "2022/23"),
            _cohort(SMALL, "left", "Families who left in 2016", None)
            | {"index_event": "conference_exit", "index_to": date(2016, 12, 31), "cohort_evidence": "published_rows"}
            | {"follow_up_date": date(2020, 1, 31)},
            _cohort(ELSEWHERE, "left", "Families who left", None)
            | {"geography_code": "E06999999", "geography_name": "Exampleshire", "is_made_up": True},
        ],
        "fct_conference_family": [
            {"cohort_id": SMALL, "family_number": number, "exit_month": month}
            for number, month in enumerate((date(2016, 2, 1), date(2016, 9, 1), date(2017, 11, 1)), 1)
        ],
        "fct_cohort_measure": [
            _measure(COMPARED, "how_much", "offered", 240, 420, 57.1, 52.4, 61.8),
            _measure(COMPARED, "how_well", "accepted", 180, 240, 75.0, 69.2, 80.1),
            _measure(COMPARED, "how_well", "satisfied", None, None, None, None, None, "suppressed"),
            _measure(COMPARED, "better_off", "closed_at_follow_up", 96, 180, 53.3, 46.1, 60.4),
            _measure(BY_YEAR, "better_off", "closed_at_follow_up", 30, 60, 50.0, 37.7, 62.3),
            _measure(HIDDEN_YEAR, "better_off", "closed_at_follow_up", None, 9, None, None, None, "suppressed"),
            _measure(SMALL, "how_much", "held", 10, 10, 100.0, 72.2, 100.0),
            _measure(SMALL, "better_off", "closed_at_follow_up", 1, 10, 10.0, 1.8, 40.4),
        ],
        "fct_cohort_status": [
            _status(COMPARED, "families", "all", "entry", "all", "child_in_need", 200, 420),
            _status(COMPARED, "families", "all", "12_months", "all", "closed", 150, 390),
            _status(COMPARED, "families", "offered_attended", "12_months", "child_in_need", "closed", 80, 120),
            _status(COMPARED, "families", "offered_attended", "12_months", "child_in_need", "child_in_need", 40, 120),
            _status(COMPARED, "families", "offered_attended", "12_months", "looked_after", "kinship_care", None, None),
            _status(COMPARED, "children", "offered_attended", "12_months", "child_in_need", "closed", 150, 230),
            _status(COMPARED, "children", "offered_attended", "12_months", "child_in_need", "looked_after", 30, 230),
            _status(SMALL, "families", "all", "entry", "all", "child_in_need", 10, 10),
            _status(SMALL, "families", "all", "follow_up", "all", "closed", 1, 10),
            _status(SMALL, "families", "offered_attended", "entry", "all", "looked_after", 9, 10),
            _status(SMALL, "families", "offered_attended", "exit", "all", "looked_after", 10, 10),
            _status(SMALL, "families", "offered_attended", "exit", "all", "closed", 0, 10),
            _status(SMALL, "families", "offered_attended", "follow_up", "looked_after", "looked_after", 9, 9),
            _status(SMALL, "families", "offered_attended", "follow_up", "child_in_need", "closed", 1, 1),
        ],
        "fct_cohort_outcome": [
            {
                "cohort_id": COMPARED,
                "unit": "children",
                "cohort_group": "all",
                "cohort_outcome": "looked_after_at_12_months",
                "people_with": 190,
                "people_observed": 610,
                "share_pct": 31.1,
                "share_lower": 27.6,
                "share_upper": 34.9,
                "source_row": 2,
            }
        ],
        "fct_cohort_survival": [
            {
                "cohort_id": COMPARED,
                "cohort_group": group,
                "survival_event": event,
                "months": months,
                "share_pct": None if months == 9 else 100 - speed * months,
                "share_lower": None if months in (0, 9) else 95 - speed * months,
                "share_upper": None if months in (0, 9) else 100 - speed * months / 2,
                "at_risk": 400 - 10 * months,
                "missing_reason": "low_reliability" if months == 9 else None,
            }
            for group, speed in (("offered", 3), ("not_offered", 2))
            for event in ("closed", "looked_after")
            for months in range(0, 25, 3)
        ],
        "fct_cohort_effect": [
            _effect("by_offer", "looked_after_at_12_months", 31.0, 44.0, -13.0, -20.0, -5.0, "better"),
            _effect("by_offer", "re_referral_within_12_months", 21.0, 15.0, 6.0, 1.0, 11.0, "worse"),
            _effect(
                "by_offer", "child_protection_plan_at_12_months", 12.0, 13.0, -1.0, -6.0, 4.0, "no_difference_shown"
            ),
            _effect("by_offer", "closed_at_24_months", None, None, None, None, None, "too_few_to_tell"),
            _effect("by_offer", "with_kin_at_12_months", None, None, None, None, None, "nobody_to_compare"),
            _effect("by_offer", "days_looked_after_within_6_months", 61.0, 88.0, -27.0, -40.0, -14.0, "better")
            | {"is_days": True},
            _effect("by_attendance", "looked_after_at_12_months", 25.0, 44.0, -19.0, -30.0, -8.0, "better"),
            {
                "effect_of": "trial_of_21_councils",
                "cohort_evidence": "trial",
                "comparison": "by_offer",
                "cohort_outcome": "looked_after_at_12_months",
                "is_days": False,
                "effect_method": "randomised_trial",
                "value_with": 36.2,
                "value_without": 44.8,
                "effect": -8.6,
                "effect_verdict": "better",
                "printed_outcome": "Looked after twelve months after the letter",
                "trial_source": "Taylor and others, 2024, Table 3",
            },
        ],
        "fct_cohort_balance": [
            _balance("age_at_index", "value", 0.42, 0.03),
            _balance("entry_status", "looked_after", -0.3, None) | {"missing_reason": "low_reliability"},
        ],
        "fct_cohort_return": [
            _return(COMPARED, "low", 0, 2.4, 1.1, 3.9),
            _return(COMPARED, "estimated", 71, 0.7, -0.2, 1.6),
            _return(SMALL, "low", 0, 11.56, 4.2, 20.1) | {"printed_return": 11.5, "difference_from_printed": -0.06},
            _return(SMALL, "medium", 15, 9.82, 3.6, 17.1) | {"printed_return": 19.8, "difference_from_printed": 9.98},
            _return(SMALL, "high", 30, 8.09, 2.9, 14.1) | {"printed_return": 8.1, "difference_from_printed": 0.01},
        ],
        "fct_annual_return": [
            {
                "cohort_id": SMALL,
                "deadweight_kind": kind,
                "deadweight_pct": pct,
                "conferences_a_year": 83,
                "service_cost_pounds": 252585,
                "average_benefit_pounds": 14965,
                "return_ratio": 4.92 * (100 - pct) / 100,
                "return_lower": 2.0,
                "return_upper": 8.0,
                "printed_return": printed,
            }
            for kind, pct, printed in (("low", 0, 4.9), ("medium", 15, 4.2), ("high", 30, 3.4))
        ],
        "fct_return_sensitivity": [
            {
                "cohort_id": SMALL,
                "parameter": parameter,
                "bound": bound,
                "parameter_value": value,
                "return_ratio": ratio,
                "return_change": ratio - 11.56,
            }
            for parameter, *bounds in (
                ("weekly_cost_looked_after", ("low", 513.75, 8.1), ("high", 856.25, 15.0)),
                ("conference_cost", ("low", 971.25, 15.4), ("high", 1618.75, 9.2)),
                ("deadweight", ("low", 0, 11.56), ("high", 30, 8.09)),
                ("largest_families_left_out", ("low", 2, 5.2)),
            )
            for bound, value, ratio in bounds
        ],
        "fct_return_comparator": [
            {
                "comparator": "conferences_2017",
                "comparator_name": "Conferences, first evaluation",
                "stated_year": 2017,
                "return_method": "fiscal_return_of_first_evaluation",
                "amount": 18.2,
                "return_unit": "pounds_for_each_pound",
                "families": 20,
                "how_reckoned": "Fiscal return on 20 cases",
                "source_document": "Summary (2017)",
                "stated_in": "Cost Benefit Analysis",
            },
            {
                "comparator": "trial_2023",
                "comparator_name": "The trial",
                "stated_year": 2023,
                "return_method": "cost_analysis_in_trial",
                "why_no_amount": "It states no ratio.",
                "how_reckoned": "About 1,500 families",
                "source_document": "Report",
                "stated_in": "June 2023",
            },
        ],
        "fct_printed_difference": [
            _printed("13", "Cohort one, last row", "benefit", 299.307, 299307, "point_for_comma", False),
            _printed("14", "Cohort two, last row", "benefit", 39993, 39933, "differs", False),
            _printed("13", "1", "benefit", 3401, 3400.8, "within_rounding", True),
        ],
    }


def _cohort(cohort_id: str, cohort: str, name: str, year: str | None) -> Row:
    return {
        "cohort_id": cohort_id,
        "cohort": cohort,
        "cohort_name": name,
        "geography_code": PLACE,
        "geography_name": "North East Lincolnshire",
        "index_event": "pre_proceedings_letter",
        "index_from": date(2021, 4, 1),
        "index_to": None,
        "index_year": year,
        "cohort_evidence": "records",
        "cohort_known_on": date(2026, 6, 30),
        "is_made_up": False,
    }


def _measure(cohort_id, quadrant, measure, people, base, pct, lower, upper, reason=None) -> Row:
    return {
        "cohort_id": cohort_id,
        "quadrant": quadrant,
        "cohort_measure": measure,
        "unit": "families",
        "people": people,
        "base": base,
        "share_pct": pct,
        "share_lower": lower,
        "share_upper": upper,
        "missing_reason": reason,
    }


def _status(cohort_id, unit, group, checkpoint, entry, status, people, base) -> Row:
    share = None if people is None else 100 * people / base
    return {
        "cohort_id": cohort_id,
        "unit": unit,
        "cohort_group": group,
        "checkpoint": checkpoint,
        "entry_status": entry,
        "cohort_status": status,
        "people": people,
        "base": base,
        "share_pct": share,
        "share_lower": None if share is None else max(0, share - 10),
        "share_upper": None if share is None else min(100, share + 10),
        "missing_reason": "suppressed" if people is None else None,
    }


def _effect(comparison, outcome, with_it, without, difference, lower, upper, verdict) -> Row:
    return {
        "effect_of": COMPARED,
        "cohort_evidence": "records",
        "cohort_id": COMPARED,
        "comparison": comparison,
        "cohort_outcome": outcome,
        "is_days": False,
        "effect_method": "overlap_weighted_regression",
        "value_with": with_it,
        "value_without": without,
        "effect": difference,
        "lower": lower,
        "upper": upper,
        "detectable_difference": 9.5,
        "plain_difference": 2.0,
        "families_with": 240,
        "families_without": 180,
        "effect_verdict": verdict,
    }


def _balance(covariate, level, before, after) -> Row:
    return {
        "cohort_id": COMPARED,
        "comparison": "by_offer",
        "covariate": covariate,
        "covariate_level": level,
        "difference_before": before,
        "difference_after": after,
    }


def _return(cohort_id, kind, pct, ratio, lower, upper) -> Row:
    return {
        "cohort_id": cohort_id,
        "return_method": "fiscal_return_of_families",
        "deadweight_kind": kind,
        "deadweight_pct": pct,
        "families": 20,
        "conferences": 20,
        "cost_pounds": 25900,
        "benefit_pounds": 299307,
        "return_ratio": ratio,
        "return_lower": lower,
        "return_upper": upper,
        "price_year": 2020,
    }


def _printed(table, row, column, printed, recomputed, kind, within) -> Row:
    return {
        "table_number": table,
        "printed_row": row,
        "printed_column": column,
        "recomputed_basis": "printed_rows",
        "printed": printed,
        "recomputed": recomputed,
        "difference_from_recomputed": printed - recomputed,
        "is_within_rounding": within,
        "difference_kind": kind,
        "source_row": 2,
    }
