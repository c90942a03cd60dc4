"""The gate of the restricted warehouse: what must hold before a figure is made of it.

Nothing here looks at a record: a frame has a row a mart with counts, or a row a status. Keys and formulas are dbt's to
test; here stand what would let a child's number through, or count a child twice.
"""

from great_expectations import expectations as gxe

STATUSES = ["looked_after", "child_protection_plan", "child_in_need_plan", "child_in_need", "early_help", "closed"]
REPORT = "let no figure out; look into the model of that mart, and report it."


def of_marts() -> list:
    """Return the expectations of the frame with a row a mart; each column but its name is a count of rows."""
    return [
        *(
            _none(column, rule, why)
            for column, rule, why in (
                ("without_council", "every row is of a council", "figures are counted by council."),
                ("without_pseudonym", "a child is told by a pseudonym", "no number of a council's may stand there."),
                ("never_known", "what is known ends after it begins", "it would be known on no day."),
                ("two_at_once", "a child has one status on a day, as known on a day", "it would be counted twice."),
            )
        ),
        gxe.ExpectColumnMaxToBeBetween(
            column="rows", min_value=1, meta=_because("some mart has rows", "an empty warehouse counts no child.")
        ),
    ]


def of_statuses() -> list:
    """Return the expectations of the frame with a row a status."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="status", value_set=STATUSES, meta=_because("a status is one of six", "others are counted nowhere.")
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="status", meta=_because("a spell has a status", "it is counted nowhere otherwise.")
        ),
    ]


def _none(column: str, rule: str, why: str) -> gxe.ExpectColumnValuesToBeInSet:
    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=[0], meta=_because(rule, why))


def _because(rule: str, why: str) -> dict[str, str]:
    return {"rule": rule, "why": why[0].upper() + why[1:], "mend": REPORT}
