"""What each code of the warehouse is called on a page, and the look that it has there."""

from oba.vocabulary import (
    CardKind,
    CardSubject,
    CostClass,
    ForecastVerdict,
    ObjectiveVerdict,
    Polarity,
    Quadrant,
    Reason,
    Verdict,
)

REASONS: dict[Reason, str] = {
    "suppressed": "hidden to protect children's identity",
    "not_applicable": "does not apply here",
    "not_available": "not available",
    "low_reliability": "not shown, as it is not reliable enough",
    "rounds_to_zero": "not zero, but too small to show",
    "no_denominator": "not worked out, as the number of children is not known",
}

# Beside the name of a verdict stands its look: never the colour alone.
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "real_improvement": ("Real improvement", "better"),
    "real_worsening": ("Real worsening", "worse"),
    "real_increase": ("Real increase", "plain"),
    "real_decrease": ("Real decrease", "plain"),
    "changed_direction": ("Changed direction", "plain"),
    "too_soon_to_say": ("Too soon to say", "plain"),
    "out_of_line_and_back": ("One figure out of line", "plain"),
    "no_one_direction": ("Up and down", "plain"),
    "no_clear_change": ("No clear change", "plain"),
    "too_few_to_tell": ("Too few to tell", "unknown"),
    "definition_changed": ("Definition changed", "unknown"),
}
TURNS: dict[ForecastVerdict, tuple[str, str]] = {
    "turned": ("Turned", "better"),
    "better": ("Better than the baseline", "better"),
    "slowed": ("Slowed", "better"),
    "on_the_baseline": ("On the baseline", "plain"),
    "worse": ("Worse than the baseline", "worse"),
    "above_the_baseline": ("Above the baseline", "plain"),
    "below_the_baseline": ("Below the baseline", "plain"),
    "too_few_to_tell": ("Too few to tell", "unknown"),
    "definition_changed": ("Definition changed", "unknown"),
}
# How a baseline did, in one or two words beside its line in a chart.
HELD: dict[ForecastVerdict, str] = {
    "turned": "turned",
    "better": "better",
    "slowed": "slowed",
    "on_the_baseline": "within its range",
    "worse": "worse",
    "above_the_baseline": "above",
    "below_the_baseline": "below",
    "too_few_to_tell": "too few to tell",
    "definition_changed": "counted otherwise",
}
BESIDE = {
    "better": ("Better", "better"),
    "worse": ("Worse", "worse"),
    "higher": ("Higher", "plain"),
    "lower": ("Lower", "plain"),
    "similar": ("Similar", "plain"),
}
OBJECTIVES: dict[ObjectiveVerdict, tuple[str, str]] = {
    "met": ("Met", "better"),
    "partially_met": ("Partially met", "plain"),
    "not_met": ("Not met", "worse"),
    "cannot_be_judged": ("Cannot be judged", "unknown"),
}
POLARITIES: dict[Polarity, str] = {
    "lower_is_better": "Lower is better.",
    "higher_is_better": "Higher is better.",
    "no_judgement": "Neither higher nor lower is better by itself.",
}
COSTS: dict[CostClass, str] = {"none": "No cost", "low": "Low cost", "some": "Some cost", "high": "High cost"}
CARD_KINDS: dict[CardKind, str] = {"population": "How children are", "programme": "How programmes work"}
CARD_SUBJECTS: dict[CardSubject, str] = {
    "children": "How children are",
    "staff": "How the people who help them are",
    "money": "What the money does",
}
QUADRANTS: dict[Quadrant, str] = {
    "how_much": "How much did we do?",
    "how_well": "How well did we do it?",
    "better_off": "Is anyone better off?",
}
