"""A file of figures is like its own past, in itself and beside the vintage before, and its rates fit its counts.

Each entry of the frame is a comparison; a column is missing where an entry is not about its rule. The limits stand in
the feed, beside what was measured of real files in docs/gates.md.
"""

from great_expectations import expectations as gxe

from oba.definitions.feeds import Feed

ASK = "ask the publisher, or fetch the file again if others see it whole."


def likeness(feed: Feed) -> list:
    """Return the expectations for how one file of a feed continues what was before."""
    declared = f"feed {feed.feed} in data/definitions/publications"
    real = f"if the change is real, declare it under jumps_are_real of {declared}, with the day and the evidence"
    return [
        _at_most(
            "copied",
            "a period's figures are not those of another period",
            "Figures of two periods are seldom the same; a year was copied over another, or is an older one renamed.",
            f"if they are right, raise likeness: copied of {declared}; otherwise {ASK}",
            "of the figures, the share that both periods have",
        ),
        _at_most(
            "flooded",
            "the newest period has no flood of one text or of symbols",
            "A column of one symbol, of nought or of one number was emptied or filled on its way, or counts no more.",
            f"if it is right, raise likeness: flooded of {declared} and say why beside it; otherwise {ASK}",
            "by how much its share is larger than in any period before",
        ),
        _at_most(
            "one_figure",
            "a period's figures are not one number everywhere",
            "No count or rate is the same in all authorities; it was filled in.",
            f"if it is right, raise likeness: one_figure of {declared}; otherwise {ASK}",
            "of the figures, the share that are the same",
        ),
        _at_most(
            "times",
            "the newest period is on the scale of the one before",
            "Where the middle place is many times what it was, the column was multiplied, divided, or is another.",
            f"{real}; otherwise {ASK}",
            "how many times the other the larger one is in the middle place",
        ),
        _at_most(
            "unlike",
            "the newest figures are nearer to their own place's past than to the next place's",
            "Figures that moved to another row are no nearer to their own past than to that of any other place.",
            f"{real}; otherwise {ASK}",
            "how far they are from their own past, where 1 is as far as from that of the next places",
        ),
        _at_most(
            "jumping",
            "most newest figures do not jump",
            "One jump may be real; jumps everywhere are a slip of the column, or another way to count.",
            f"{real}; otherwise {ASK}",
            "of the newest figures, the share that jump",
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="ended",
            meta={
                "rule": "no authority has figures of a newest period that began after it ended",
                "why": "A code that ended holds nobody; its figures are another authority's under an old code.",
                "mend": "if the change is wrong, correct data/definitions/geography/boundary_changes.yml; "
                f"otherwise {ASK}",
            },
        ),
        _at_most(
            "restated_share",
            "each period has most figures of the earlier vintage, within 2%",
            "A year that is not what it was, while the others are, was replaced, swapped or counted in another way.",
            f"if the publisher restated it, declare its periods under restated of {declared}, with the evidence; "
            f"otherwise {ASK}",
            "of the period's figures, the share that are over 2% off",
            "restated_at_most",
        ),
        _itself(
            "time_period",
            "nearest_period",
            "a period's figures are nearest to its own earlier ones",
            "Figures of another period stand under the wrong one: years were swapped, copied or relabelled.",
            "the period, then the earlier one that its figures are",
        ),
        _itself(
            "place",
            "nearest_place",
            "a place's or member's figures are nearest to its own earlier ones",
            "Figures of another one stand under the wrong name: two were swapped, or the rows moved.",
            "the place or member, then the one whose earlier figures it has",
        ),
        _at_most(
            "beyond_rate",
            "the rates of a row are of one number of people within rounding",
            "A rate and its count say of how many people they are; of two that contradict each other one is wrong.",
            f"if a rate is of other people now, take it out of rates of {declared}; of a publisher's slip, declare it "
            f"under known_slips; otherwise {ASK}",
            "how many times too far they are apart beyond rounding",
            limit=0,
        ),
        _at_most(
            "moved",
            "the number of people that rates are of does not leap",
            "The number of children moves by a few per cent; where all rates are multiplied or shifted, it leaps.",
            f"if the rates are per another number of people now, change multiplier under rates of {declared}; "
            f"otherwise {ASK}",
            "how far the middle place moved, as a share",
        ),
    ]


def _at_most(
    column: str, rule: str, why: str, mend: str, given: str, most: str | None = None, limit: float | None = None
) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB | gxe.ExpectColumnValuesToBeBetween:
    meta = {"rule": rule, "why": why, "mend": mend}
    if limit is not None:
        meta["mend"] = f"{mend} Given is {given}."
        return gxe.ExpectColumnValuesToBeBetween(column=column, max_value=limit, meta=meta)
    meta["mend"] = f"{mend} Given are the most that may be, then what was found: {given}."
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=most or f"{column}_at_most",
        column_B=column,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta=meta,
    )


def _itself(own: str, nearest: str, rule: str, why: str, given: str) -> gxe.ExpectColumnPairValuesToBeEqual:
    return gxe.ExpectColumnPairValuesToBeEqual(
        column_A=own,
        column_B=nearest,
        ignore_row_if="both_values_are_missing",
        meta={"rule": rule, "why": why, "mend": f"{ASK} Given are {given}."},
    )
