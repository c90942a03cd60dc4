"""The closed lists of words that the warehouse speaks in, each once.

Definitions admit these words and no others, the gates ask for them, and pages have a label for each. ``COLUMNS`` says
which column of the marts speaks in which list, and ``RESTRICTED_COLUMNS`` of the restricted ones. A further word needs
a label or a sentence, so every list is closed.
"""

from typing import Any, Literal, get_args

# Figures.
Reason = Literal["suppressed", "not_applicable", "not_available", "low_reliability", "rounds_to_zero", "no_denominator"]
ValueOrigin = Literal["published", "worked_out"]
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
    "real", "changed_direction", "too_soon_to_say", "out_of_line_and_back", "no_one_direction", "no_clear_change"
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

RESTRICTED_COLUMNS: dict[str, Any] = {
    "exit_route": ExitRoute,
    "kinship_state": KinshipState,
    "status": ChildStatus,
    "transition": StatusTransition,
}

COLUMNS: dict[str, Any] = {
    "action_status": ActionStatus,
    "against_england": AgainstEngland,
    "answer_side": AnswerSide,
    "arithmetic_rule": ArithmeticRule,
    "cadence": Cadence,
    "change_kind": ChangeKind,
    "closeness": Closeness,
    "communication_power": Power,
    "community_values": Power,
    "comparison_design": ComparisonDesign,
    "comparison_form": ComparisonForm,
    "comparison_verdict": ComparisonVerdict,
    "contradiction_kind": ContradictionKind,
    "cost_class": CostClass,
    "data_power": Power,
    "direction": Direction,
    "earlier_value_reason": Reason,
    "england_value_reason": Reason,
    "feasibility": Power,
    "force": Force,
    "finding": Finding,
    "forecast_kind": ForecastKind,
    "forecast_method": ForecastMethod,
    "forecast_verdict": ForecastVerdict,
    "forecast_verdict_to_increase": ForecastVerdictWanted,
    "forecast_verdict_to_reduce": ForecastVerdictWanted,
    "geographic_level": GeographicLevel,
    "interval_method": IntervalMethod,
    "judged_against_england": JudgedAgainstEngland,
    "later_value_reason": Reason,
    "leverage": Power,
    "measure_kind": MeasureKind,
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
    "reach_status": ReachStatus,
    "reported_test": ReportedTest,
    "reported_verdict": ObjectiveVerdict,
    "response_warning": ResponseWarning,
    "revision_kind": RevisionKind,
    "role": Role,
    "run_direction": RunDirection,
    "scorecard_kind": CardKind,
    "second_opinion": SecondOpinion,
    "shape": Shape,
    "share_missing_reason": ShareMissingReason,
    "source_pair_reason": SourcePairReason,
    "specificity": Power,
    "test_result": TestResult,
    "timing": Timing,
    "untested_reason": UntestedReason,
    "value_origin": ValueOrigin,
    "value_reason": Reason,
    "verdict": Verdict,
    "wanted_direction": Direction,
}


def words(vocabulary: Any) -> tuple[str, ...]:
    """Return the words of a list, in its order."""
    return get_args(vocabulary)
