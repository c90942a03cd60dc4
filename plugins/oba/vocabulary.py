"""The closed lists of words that the warehouse speaks in, each once.

Definitions admit these words and no others, the gates ask for them, and pages have a label for each. ``COLUMNS`` says
which column of the marts speaks in which list, and ``RESTRICTED_COLUMNS`` of the restricted ones. A further word needs
a label or a sentence, so every list is closed.
"""

from typing import Any, Literal, get_args

# Figures.
Reason = Literal["suppressed", "not_applicable", "not_available", "low_reliability", "rounds_to_zero", "no_denominator"]
ValueOrigin = Literal["published", "worked_out", "summed"]
RevisionKind = Literal["value", "value_to_symbol", "symbol_to_value", "symbol", "withdrawn", "restored"]
SourcePairReason = Literal["same", "rounding", "revision", "disagrees"]
ArithmeticRule = Literal["total_of_rows", "rate_of_counts", "percentage_of_base"]
ContradictionKind = Literal["contradicted", "cut_not_rounded", "other_vintage"]

# Rules of the gate that a known slip of a feed may name.
RuleOfCells = Literal["blank_cell", "unreadable_cell"]
RuleOfFigures = Literal[
    "below_least",
    "above_greatest",
    "decimal_places",
    "places_sum",
    "parts_sum",
    "part_within_whole",
    "percentage_of_counts",
    "rates_of_one_population",
]
RuleOfEarlier = Literal["place_gone", "place_came", "authority_lost", "same_figures", "nearest_column"]
RuleOfGate = RuleOfCells | RuleOfFigures | RuleOfEarlier

# Measures.
MeasureKind = Literal["indicator", "performance_measure"]
Polarity = Literal["higher_is_better", "lower_is_better", "no_judgement"]
Timing = Literal["at_date", "during_year"]
Quadrant = Literal["how_much", "how_well", "better_off"]
Cadence = Literal["annual", "half_yearly", "quarterly", "monthly", "once"]  # once: an evaluation measured it one time
IntervalMethod = Literal["wilson", "byar", "count", "none"]

# Places.
GeographicLevel = Literal["National", "Regional", "Local authority"]  # as the DfE's standard writes them
ChangeKind = Literal["recode", "merge", "split"]
Closeness = Literal["extremely close", "very close", "close", "somewhat close", "not close"]  # as the publisher does

# Change and comparison.
RunDirection = Literal["rising", "falling", "level"]
ProcessSignal = Literal["outside_limits", "steady_change", "near_limit", "one_side_of_mean", "none"]
ProcessSide = Literal["high", "low"]
Verdict = Literal[
    "real_improvement",
    "real_worsening",
    "real_increase",
    "real_decrease",
    "changed_direction",
    "too_soon_to_say",
    "out_of_line_and_back",
    "no_one_direction",
    "no_clear_change",
    "too_few_to_tell",
    "definition_changed",
]
Finding = Literal[
    "real",
    "changed_direction",
    "too_soon_to_say",
    "one_figure_before",
    "out_of_line_and_back",
    "no_one_direction",
    "no_clear_change",
]
NoiseBasis = Literal["sampling_and_usual", "usual_only", "sampling_only", "none"]
SecondOpinion = Literal["agrees", "differs"]
Shape = Literal["level", "steady", "step", "changed_direction", "out_of_line", "newest_change", "irregular"]
RankOrder = Literal["best_first", "highest_first"]
AgainstEngland = Literal["lower", "similar", "higher"]
JudgedAgainstEngland = Literal["better", "similar", "worse"]

# Forecasts.
ForecastKind = Literal["frozen", "reconstructed", "current"]
ForecastMethod = Literal["naive", "drift", "window_average", "history_average", "exponential_smoothing", "theta"]
ForecastVerdict = Literal[
    "turned",
    "better",
    "slowed",
    "on_the_baseline",
    "worse",
    "above_the_baseline",
    "below_the_baseline",
    "too_few_to_tell",
    "definition_changed",
]
ForecastVerdictWanted = Literal[  # where a card wants one way
    "turned", "better", "slowed", "on_the_baseline", "worse", "too_few_to_tell", "definition_changed"
]

# Objectives.
Direction = Literal["reduce", "increase"]
ObjectiveVerdict = Literal["met", "partially_met", "not_met", "cannot_be_judged"]
VerdictGiven = Literal["met", "partially_met"]

# Evaluations of programmes.
AnswerSide = Literal["positive", "neutral", "negative", "outside"]  # outside: it does not concern who gave it
ResponseWarning = Literal["most_did_not_answer", "many_did_not_answer", "rate_not_stated"]
ShareMissingReason = Literal["several_answers", "number_not_published"]
ReachStatus = Literal["target_met", "still_going_on", "target_missed", "no_target_stated"]
ComparisonDesign = Literal["before_after", "with_and_without", "group_against_all"]
ComparisonForm = Literal["counts", "shares", "averages", "figures"]  # of the last two nothing is tested
UntestedReason = Literal["only_averages", "no_counts", "unit_not_stated", "figure_missing"]
ComparisonVerdict = Literal["better", "worse", "no_difference_shown", "cannot_be_tested"]
ReportedTest = Literal["significant", "not_significant", "not_stated"]
# The seven features of practice and the seven outcomes that the final report of the Innovation Programme's Round 1
# names, in its order.
PracticeFeature = Literal[
    "strengths_based_framework",
    "systemic_models",
    "multi_disciplinary_skills",
    "consistent_practitioner",
    "family_focus",
    "skilled_direct_work",
    "group_case_discussion",
]
PracticeFinding = Literal["in_use", "in_use_in_part", "not_assessed", "to_be_examined"]
ProgrammeOutcome = Literal[
    "stability", "risk", "wellbeing", "days_in_care", "staff_wellbeing", "staff_turnover", "value_for_money"
]
OutcomeFinding = Literal["better", "worse", "mixed", "no_change", "not_shown", "to_be_examined"]

# Cards.
CardKind = Literal["population", "programme"]
CardSubject = Literal["children", "staff", "money"]  # whose condition the outcome of a population card is
Role = Literal["headline", "secondary"]
Power = Literal["high", "medium", "low"]
Force = Literal["helping", "hindering"]
CostClass = Literal["none", "low", "some", "high"]
ActionStatus = Literal["proposed", "agreed", "under_way", "done", "stopped"]
TestResult = Literal["passed", "failed", "not_applicable"]

# What a publication takes away or changes of the one before it. A revised figure is brought by a file
# that is new; a changed one is not.
PublicationChange = Literal[
    "file_gone",
    "measure_gone",
    "period_gone",
    "place_gone",
    "figure_gone",
    "figure_changed",
    "figure_revised",
    "verdict_gone",
    "verdict_changed",
    "forecast_gone",
]

# Children's status, of the restricted warehouse.
ChildStatus = Literal[
    "looked_after", "child_protection_plan", "child_in_need_plan", "child_in_need", "early_help", "closed"
]  # first wins of several at once
StatusTransition = Literal["first", "step_up", "step_down", "closure", "re_opening", "gap"]
ExitRoute = Literal[
    "adopted",
    "died",
    "transferred",
    "child_arrangements_order",
    "special_guardianship",
    "home",
    "others_without_responsibility",
    "independence",
    "adult_services",
    "custody",
    "remand_ended",
    "grown_up",
    "abroad",
    "no_further_action",
    "early_help",
    "other",
]
KinshipState = Literal[
    "foster_kinship",
    "special_guardianship_kin",
    "special_guardianship_not_kin",
    "special_guardianship_unknown_relation",
    "child_arrangements_unknown_relation",
    "left_to_kin_no_order",
    "prior_order",
]

# Cohorts of families.
CohortIndexEvent = Literal[
    "pre_proceedings_letter",
    "conference_offer",
    "conference_referral",
    "conference_held",
    "conference_exit",
    "child_protection_plan_started",
]
CohortGroup = Literal["offered_attended", "offered_declined", "offered_not_held", "not_offered"]
CohortStatus = Literal[
    "looked_after", "kinship_care", "child_protection_plan", "child_in_need", "early_help", "closed"
]  # first wins of several at once
CohortCheckpoint = Literal[
    "entry", "exit", "3_months", "6_months", "7_months", "12_months", "18_months", "24_months", "follow_up"
]
StepSinceEntry = Literal["stepped_down", "stepped_up", "closed", "re_opened", "unchanged"]
UnobservedReason = Literal[
    "not_yet",
    "not_told",
    "moved_away",
    "adopted",
    "died",
    "grown_up",
    "not_exited",
    "before_index",
    "happened_before",
]
SurvivalEvent = Literal["closed", "looked_after"]
ExclusionReason = Literal[
    "no_children",
    "no_child_matched",
    "child_not_matched",
    "exit_before_entry",
    "held_date_in_doubt",
    "typed_status_not_in_list",
    "no_index_date",
    "index_after_extract",
    "second_index_event",
    "offered_before_index",
    "exempt",
    "offer_not_known",
    "not_known_at_entry",
    "grown_up_at_index",
    "died_before_index",
    "closed_before_landmark",
    "no_child_counted",
]
ExclusionStage = Literal["records", "index_event", "entry", "landmark"]
CohortComparison = Literal["by_offer", "by_attendance"]
EffectVerdict = Literal[
    "better",
    "worse",
    "different",
    "no_difference_shown",
    "too_few_to_tell",
    "nobody_to_compare",
    "hidden",  # of a published row alone: the comparison found something, and nobody is told what
]
NothingToldReason = Literal[
    "none_observed",
    "nobody_with",
    "nobody_without",
    "no_overlap",
    "too_few_families",
    "same_outcome",
    "too_wide",
]

# Cohorts as they are told.
ToldCohortGroup = Literal["all", "offered", "offered_attended", "not_offered"]
CohortEvidence = Literal["published_rows", "records"]
EffectEvidence = Literal["records", "trial"]
CohortUnit = Literal["families", "children"]
CohortMissing = Literal["suppressed", "not_applicable", "not_available", "low_reliability"]
CohortMeasure = Literal[
    "offered",
    "held",
    "accepted",
    "held_in_time",
    "plan_agreed",
    "satisfied",
    "review_in_time",
    "closed_at_follow_up",
    "stepped_down_or_closed_at_follow_up",
]
COHORT_QUADRANTS: dict[CohortMeasure, Quadrant] = {
    "offered": "how_much",
    "held": "how_much",
    "accepted": "how_well",
    "held_in_time": "how_well",
    "plan_agreed": "how_well",
    "satisfied": "how_well",
    "review_in_time": "how_well",
    "closed_at_follow_up": "better_off",
    "stepped_down_or_closed_at_follow_up": "better_off",
}

# Value for money.
DeadweightKind = Literal["low", "medium", "high", "estimated"]  # estimated: of the cohort's own comparison
SensitivityParameter = Literal[
    "unit_cost", "conference_cost", "weeks", "deadweight", "largest_families_left_out", "increases_counted"
]
Bound = Literal["low", "high"]
# How a value for money was reckoned; amounts of two of them are never put in order or together.
ReturnMethod = Literal[
    "fiscal_return_of_families",
    "fiscal_return_of_service",
    "fiscal_return_of_first_evaluation",
    "fiscal_return_of_programme",
    "net_saving_a_family",
    "cost_against_business_as_usual",
    "forecast_budget_saving",
    "cost_analysis_in_trial",
]
ReturnUnit = Literal["pounds_for_each_pound", "pounds_a_family", "pounds"]
RecomputedBasis = Literal["printed_rows", "rule", "staff_hours"]
PrintedDifference = Literal["within_rounding", "cut_not_rounded", "point_for_comma", "row_not_by_rule", "differs"]
NotRanked = Literal["methods_differ", "no_ranking_declared"]
NoBenefitReason = Literal["not_observed", "no_unit_cost"]

RESTRICTED_COLUMNS: dict[str, Any] = {
    "benefit_reason": NoBenefitReason,
    "checkpoint": CohortCheckpoint,
    "cohort_group": CohortGroup,
    "cohort_status": CohortStatus,
    "comparison": CohortComparison,
    "deadweight_kind": DeadweightKind,
    "effect_verdict": EffectVerdict,
    "exclusion_reason": ExclusionReason,
    "exclusion_stage": ExclusionStage,
    "exit_route": ExitRoute,
    "index_event": CohortIndexEvent,
    "kinship_state": KinshipState,
    "status": ChildStatus,
    "step_since_entry": StepSinceEntry,
    "survival_event": SurvivalEvent,
    "transition": StatusTransition,
    "unobserved_reason": UnobservedReason,
    "verdict_reason": NothingToldReason,
}

COLUMNS: dict[str, Any] = {
    "action_status": ActionStatus,
    "against_england": AgainstEngland,
    "answer_side": AnswerSide,
    "arithmetic_rule": ArithmeticRule,
    "bound": Bound,
    "cadence": Cadence,
    "change_kind": ChangeKind,
    "checkpoint": CohortCheckpoint,
    "closeness": Closeness,
    "cohort_group": ToldCohortGroup,
    "cohort_measure": CohortMeasure,
    "cohort_status": CohortStatus,
    "communication_power": Power,
    "community_values": Power,
    "comparison": CohortComparison,
    "comparison_design": ComparisonDesign,
    "comparison_form": ComparisonForm,
    "comparison_verdict": ComparisonVerdict,
    "contradiction_kind": ContradictionKind,
    "cost_class": CostClass,
    "data_power": Power,
    "deadweight_kind": DeadweightKind,
    "difference_kind": PrintedDifference,
    "direction": Direction,
    "earlier_value_reason": Reason,
    "effect_verdict": EffectVerdict,
    "england_value_reason": Reason,
    "feasibility": Power,
    "finding": Finding,
    "force": Force,
    "forecast_kind": ForecastKind,
    "forecast_method": ForecastMethod,
    "forecast_verdict": ForecastVerdict,
    "forecast_verdict_to_increase": ForecastVerdictWanted,
    "forecast_verdict_to_reduce": ForecastVerdictWanted,
    "geographic_level": GeographicLevel,
    "index_event": CohortIndexEvent,
    "interval_method": IntervalMethod,
    "judged_against_england": JudgedAgainstEngland,
    "later_value_reason": Reason,
    "leverage": Power,
    "measure_kind": MeasureKind,
    "missing_reason": CohortMissing,
    "noise_basis": NoiseBasis,
    "objective_verdict": ObjectiveVerdict,
    "outcome_finding": OutcomeFinding,
    "polarity": Polarity,
    "practice_feature": PracticeFeature,
    "practice_finding": PracticeFinding,
    "process_signal": ProcessSignal,
    "process_signal_side": ProcessSide,
    "programme_outcome": ProgrammeOutcome,
    "proxy_power": Power,
    "quadrant": Quadrant,
    "rank_order": RankOrder,
    "recomputed_basis": RecomputedBasis,
    "reported_verdict": ObjectiveVerdict,
    "return_method": ReturnMethod,
    "return_unit": ReturnUnit,
    "reach_status": ReachStatus,
    "reported_test": ReportedTest,
    "response_warning": ResponseWarning,
    "revision_kind": RevisionKind,
    "role": Role,
    "run_direction": RunDirection,
    "scorecard_kind": CardKind,
    "card_subject": CardSubject,
    "second_opinion": SecondOpinion,
    "shape": Shape,
    "share_missing_reason": ShareMissingReason,
    "source_pair_reason": SourcePairReason,
    "specificity": Power,
    "survival_event": SurvivalEvent,
    "test_result": TestResult,
    "timing": Timing,
    "untested_reason": UntestedReason,
    "value_origin": ValueOrigin,
    "value_reason": Reason,
    "verdict": Verdict,
    "wanted_direction": Direction,
    "why_not_ranked": NotRanked,
}


def words(vocabulary: Any) -> tuple[str, ...]:
    """Return the words of a list, in its order."""
    return get_args(vocabulary)
