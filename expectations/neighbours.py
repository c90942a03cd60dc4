"""The gate in for a file of statistical neighbours, read into one row per authority and neighbour."""

from great_expectations import expectations as gxe

from oba.definitions import Definitions
from oba.definitions.feeds import NeighbourFeed
from oba.vocabulary import Closeness, words

CLOSENESS = words(Closeness)
MEND = "ask the publisher, or fetch the file again if others see it whole."


def suites(feed: NeighbourFeed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations for one file of a feed of neighbours: of its pairs of authorities."""
    return {"pairs": _pairs(feed)}


def _pairs(feed: NeighbourFeed) -> list:
    return [
        gxe.ExpectColumnUniqueValueCountToBeBetween(
            column="old_la_code",
            min_value=feed.minimum_authorities,
            meta=_because("the set covers the authorities", "An authority left out would have no one to compare with."),
        ),
        *(
            gxe.ExpectColumnValuesToMatchRegex(
                column=column,
                regex=r"^\d{3}$",
                meta=_because(f"{column} has three digits", "Places are found by code."),
            )
            for column in ("old_la_code", "neighbour_old_code")
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="closeness",
            value_set=CLOSENESS,
            meta=_because(f"closeness is one of {', '.join(CLOSENESS)}", "It says how much a comparison is worth."),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_another",
            value_set=[True],
            meta=_because("no authority is its own neighbour", "It would be compared with itself."),
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["old_la_code", "neighbour_rank"],
            meta=_because("an authority has one row", "Two rows would be two sets."),
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=["old_la_code", "neighbour_old_code"],
            meta=_because("an authority has a neighbour once", "An average would count it twice."),
        ),
    ]


def _because(rule: str, why: str) -> dict[str, str]:
    return {"rule": rule, "why": why, "mend": MEND}
