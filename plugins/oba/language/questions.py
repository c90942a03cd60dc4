"""What the method's questions about figures found of a card, and what mends it.

The questions themselves, and the words of those about definitions, are in ``oba.definitions``.
"""

from typing import Any

Row = dict[str, Any]

# By the number of the question.
NOT_APPLICABLE = {6: "The card has no headline.", 11: "No measure expects a next figure."}
MENDS = {
    6: (
        "Land earlier releases, so that three yearly figures stand in a row up to the newest; or write 'new: true' "
        "beside the measure on the card and let its history grow."
    ),
    11: (
        "Land the newer release; where there is none, write beside the measure on the card why it is old, such as "
        "'stale: The survey ended in 2019'."
    ),
}


def answered(tests: list[Row]) -> str:
    """Return how many questions a card answers, of those that concern it.

    ``tests`` are its rows of ``scorecard_method_test``.
    """
    asked = [row["test_result"] for row in tests if row["test_result"] != "not_applicable"]
    return f"This one answers {len(asked) - asked.count('failed')} of the {len(asked)} that concern it."


def breach(row: Row) -> str:
    """Return what is wrong with one measure of a card.

    ``row`` is one of ``int_scorecard_method_breach``.

    Raises:
        KeyError: the kind of breach has no words.
    """
    words = {
        "short_history": f"has {row['periods_with_value']} of 3 periods",
        "no_forecast": "has no forecast",
        "stale": f"ends on {row['newest_period_end_date']} and the next figure was due by {row['next_due_date']}",
        "silent": "has no figure at the places of the card",
    }[row["breach_kind"]]
    return f"'{row['measure_name']}' {words}"


def answer(test_number: int, breaches: list[Row]) -> tuple[str, str | None]:
    """Return finding and mend of a question that is failed, or that does not apply where there is no breach."""
    if not breaches:
        return NOT_APPLICABLE[test_number], None
    return f"{'; '.join(sorted(breach(row) for row in breaches))}.", MENDS[test_number]
