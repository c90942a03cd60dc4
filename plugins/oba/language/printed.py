"""What is said of figures that a report prints, held against what comes out again."""

from oba.vocabulary import PrintedDifference

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
