"""How the figures of a file must fit each other.

Each entry of the frame is a figure or a sum; a column is missing where an entry is not about its rule.
"""

from great_expectations import expectations as gxe

from oba.definitions.feeds import Feed
from oba.vocabulary import RuleOfGate

MOST = 0.25  # of the percentages of a report; of those in data/releases at most 4%
ASK = "ask the publisher, or fetch the file again if others see it whole."


def figures(feed: Feed) -> list:
    """Return the expectations for the figures of one file of a feed."""
    declared = f"feed {feed.feed} in data/definitions/publications"
    gap = f"if the larger place counts one without a figure, declare it under known_gaps of {declared}, with the date"
    return [
        _at_least(
            "figure",
            "least",
            "a figure is not below the least that can be",
            "Counts and rates start at 0; a negative one is a code for something else, or a slip.",
            f"if less can be, declare the column's minimum in {declared}; {_slip('below_least')} otherwise {ASK}",
            "the figure, then the least",
        ),
        _at_least(
            "greatest",
            "figure",
            "a figure is not above the greatest that can be",
            "A percentage over 100 is of something else than its name says, or a slip of the decimal point.",
            f"if more can be, declare the column's maximum in {declared}, with the reason; {_slip('above_greatest')} "
            f"otherwise {ASK}",
            "the greatest, then the figure",
        ),
        _at_least(
            "most_decimals",
            "decimals",
            "a figure has at most the declared decimal places (rule 22)",
            "More of them mean that the column was rounded otherwise, or holds something else.",
            f"if the publisher shows more now, change decimal_places in {declared}; {_slip('decimal_places')} "
            f"otherwise {ASK}",
            "the places declared, then those of the longest figure",
        ),
        _fits(
            "beyond_place",
            "authorities sum to their region and regions to England, London counted once",
            "A sum that differs by more than rounding means a row lost, doubled or under the wrong place.",
            f"{gap} and the evidence; {_slip('places_sum')} otherwise {ASK}",
        ),
        _fits(
            "beyond_total",
            "parts sum to their whole within rounding",
            "Parts that do not make their total are of other children than it is.",
            f"if they no longer are its parts, change relations of {declared}; {_slip('parts_sum')} otherwise {ASK}",
        ),
        _fits(
            "beyond_whole",
            "a part is at most its whole",
            "More numerator than denominator gives a percentage over 100.",
            f"if it no longer is a part, change relations of {declared}; {_slip('part_within_whole')} otherwise {ASK}",
        ),
        _fits(
            "beyond_share",
            "a percentage is its numerator out of its denominator within rounding",
            "A percentage that its own two counts contradict is of other children than they are, or one is a slip.",
            f"if it is of other counts now, change its share under relations of {declared}; "
            f"{_slip('percentage_of_counts')} otherwise {ASK}",
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="contradicted",
            max_value=MOST,
            meta={
                "rule": "most percentages of a report are those of the counts beside them",
                "why": "One that is not may be a misprint, and is listed; many that are not were scaled or shifted.",
                "mend": f"look at the report; if they are of other counts, change relations of {declared}. Given is "
                "the share of them that are over a point off.",
            },
        ),
    ]


def _slip(rule: RuleOfGate) -> str:
    """Return how to declare that the publisher made a slip."""
    return f"of a slip of the publisher's, name its cells in known_slips with rule: {rule}, the date and the evidence;"


def _at_least(
    larger: str, smaller: str, rule: str, why: str, mend: str, given: str
) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=larger,
        column_B=smaller,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta={"rule": rule, "why": why, "mend": f"{mend} Given are {given}."},
    )


def _fits(column: str, rule: str, why: str, mend: str) -> gxe.ExpectColumnValuesToBeBetween:
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        max_value=0,
        meta={"rule": rule, "why": why, "mend": f"{mend} Given is how far they are apart beyond rounding."},
    )
