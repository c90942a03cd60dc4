"""What is said of the value for money that a report prints, and of what is worked out again."""

from oba.vocabulary import CohortStatus, PrintedDifference

STATUSES_IN_TABLES: dict[CohortStatus, str] = {
    "looked_after": "Looked after",
    "kinship_care": "Kinship care",
    "child_protection_plan": "Protection plan",
    "child_in_need": "In need",
    "early_help": "Early help",
    "closed": "Closed",
}
PRINTED_DIFFERENCES: dict[PrintedDifference, str] = {
    "within_rounding": "agrees",
    "cut_not_rounded": "digits left off, not rounded",
    "point_for_comma": "a point printed for a comma",
    "row_not_by_rule": "a row in it is not by the rule",
    "differs": "differs",
}
PRINTED_COLUMNS = {
    "benefit": "benefit, £",
    "children": "children",
    "conferences": "conferences",
    "cost": "cost, £",
    "families": "families",
    "hours": "hours",
    "percentage": "% of families",
    "return_on_investment": "return",
}
