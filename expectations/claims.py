"""What the suites of the gate out say of a column in one line, each with its reason.

Every claim carries in its ``meta`` the rule, why it stands and how to mend what breaks it.
"""

from great_expectations import expectations as gxe

from oba.vocabulary import COLUMNS, words

REPORT = "do not publish; find the release file and line in the failing rows and compare with the source."


def percentage(column: str, why: str = "it is of a hundred.") -> gxe.ExpectColumnValuesToBeBetween:
    """Claim that a figure is of a hundred."""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=0, max_value=100, meta=because(f"{column} is a percentage", why)
    )


def tells_no_few() -> gxe.ExpectColumnValuesToBeInSet:
    """Ask of what ``oba.publication.gate`` works out of figures made of records; the figures are in no message."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="tells_few",
        value_set=[False],
        meta={
            "rule": "no figure made of records is, or leaves, a number of 1 to 5",
            "why": "A few children can be known by it.",
            "mend": "take the release out of the folder of figures and report this: disclosure control let it out.",
        },
    )


def not_below(column: str, least: float, rule: str, why: str) -> gxe.ExpectColumnValuesToBeBetween:
    """Claim that no figure is below a least one."""
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=least, meta=because(rule, why))


def traced() -> list:
    """Claim that every row names its release file and a line under the header."""
    return [
        filled("release_file_id", "a figure is traced to its release."),
        gxe.ExpectColumnValuesToBeBetween(
            column="source_row",
            min_value=2,
            meta=because("a figure is traced to a line under the header", "line 1 is the header."),
        ),
    ]


def in_order(higher: str, lower: str, why: str) -> gxe.ExpectColumnPairValuesAToBeGreaterThanB:
    """Claim that of two columns one is never below the other, where both have something."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=higher,
        column_B=lower,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta=because(f"{higher} is not below {lower}", why),
    )


def within(column: str, lower: str, upper: str, why: str) -> list:
    """Claim that an estimate lies in its interval."""
    return [in_order(upper, column, why), in_order(column, lower, why)]


def at_least_one(column: str, why: str) -> gxe.ExpectColumnValuesToBeBetween:
    """Claim that a number counts from 1."""
    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=1, meta=because(f"{column} is 1 or more", why))


def has_rows(mend: str = REPORT) -> gxe.ExpectTableRowCountToBeBetween:
    """Claim that a mart is not empty."""
    why = "an empty mart would empty every page that reads it."
    return gxe.ExpectTableRowCountToBeBetween(min_value=1, meta=because("the mart has rows", why) | {"mend": mend})


def filled(column: str, why: str) -> gxe.ExpectColumnValuesToNotBeNull:
    """Claim that a column is never empty."""
    return gxe.ExpectColumnValuesToNotBeNull(column=column, meta=because(f"{column} is filled", why))


def filled_where(column: str, condition: str, rule: str, why: str) -> gxe.ExpectColumnValuesToNotBeNull:
    """Claim that a column is never empty in the rows that meet a condition, as pandas reads it."""
    return gxe.ExpectColumnValuesToNotBeNull(
        column=column, row_condition=condition, condition_parser="pandas", meta=because(rule, why)
    )


def empty_where(column: str, condition: str, rule: str, why: str) -> gxe.ExpectColumnValuesToBeNull:
    """Claim that a column is always empty in the rows that meet a condition, as pandas reads it."""
    return gxe.ExpectColumnValuesToBeNull(
        column=column, row_condition=condition, condition_parser="pandas", meta=because(rule, why)
    )


def value_or_reason(said: str) -> gxe.ExpectColumnValuesToBeInSet:
    """Claim that a value or a reason is there, never both or neither; ``said`` begins the rule, up to "or a reason"."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="has_value_or_reason",
        value_set=[True],
        meta=because(f"{said} or a reason, never both or neither", "a blank says nothing."),
    )


def one_of(column: str, why: str, *further: str) -> gxe.ExpectColumnValuesToBeInSet:
    """Ask that a column speaks in its list of words, or in further ones."""
    values = [*words(COLUMNS[column]), *further]
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, meta=because(f"{column} is one of {', '.join(values)}", why)
    )


def because(rule: str, why: str) -> dict[str, str]:
    """Return what every expectation carries: its rule, why it stands, and how to mend what breaks it."""
    return {"rule": rule, "why": why[0].upper() + why[1:], "mend": REPORT}
