"""The gate in for a file of statistical neighbours, read into one row per authority and neighbour."""

from great_expectations import expectations as gxe

from oba.definitions import Definitions
from oba.definitions.feeds import NeighbourFeed
from oba.kinds.neighbours.continuing import CLOSENESS, KEPT, known

ONE_CLOSENESS = 0.9  # of all pairs; the sets of 2021 and 2025 have 59% and 54% of the commonest word
CHANGED = 0.5  # of the authorities; from 2021 to 2025, 11% kept fewer
MEND = "ask the publisher, or fetch the file again if others see it whole."


def suites(feed: NeighbourFeed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations for one file of a feed of neighbours: of its pairs, and of the whole set."""
    return {"pairs": _pairs(feed, sorted(known(definitions))), "set": _set()}


def _pairs(feed: NeighbourFeed, codes: list[str]) -> list:
    return [
        gxe.ExpectColumnUniqueValueCountToBeBetween(
            column="old_la_code",
            min_value=feed.minimum_authorities,
            meta=_because("the set covers the authorities", "An authority left out would have no one to compare with."),
        ),
        *(
            gxe.ExpectColumnValuesToMatchRegex(
                column=column,
                regex=r"^[0-9]{3}$",
                meta=_because(f"{column} has three digits", "Places are found by code."),
            )
            for column in ("old_la_code", "neighbour_old_code")
        ),
        *(
            gxe.ExpectColumnValuesToBeInSet(
                column=column,
                value_set=codes,
                meta={
                    "rule": f"{column} is the code of an authority",
                    "why": "A code that no authority has compares nobody, or stands for another one by a slip.",
                    "mend": "if the authority is new, add it with its old_code to data/definitions/places.yml; else "
                    f"{MEND}",
                },
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
        gxe.ExpectColumnValuesToBeInSet(
            column="is_no_closer",
            value_set=[True],
            meta=_because(
                "a neighbour is no closer than the one before it",
                "The nearest comes first; the ten are in another order, or their closeness is another pair's.",
            ),
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="name_of_another",
            meta=_because(
                "a name is not that of another authority than the code",
                "A name beside another's code means that names or codes moved, and the neighbours with them.",
            ),
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


def _set() -> list:
    return [
        gxe.ExpectColumnValuesToBeNull(
            column="missing",
            meta={
                "rule": "every authority in force in the set's year has neighbours",
                "why": "An authority left out would have no one to compare with.",
                "mend": "if it ended by then, or began later, add the change to "
                f"data/definitions/geography/boundary_changes.yml; else {MEND}",
            },
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="one_closeness",
            max_value=ONE_CLOSENESS,
            meta=_because("pairs are not all equally close", "Closeness that tells nothing apart was filled in."),
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="order",
            min_value=0,
            meta=_because(
                "the nearest neighbours of the set before are still nearer than the others",
                "Ranks that run against those of the set before are in the reverse order.",
            ),
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="changed",
            max_value=CHANGED,
            meta=_because(
                f"most authorities keep at least {KEPT} of their neighbours of the set before",
                "Places change slowly; other neighbours everywhere are those of another place, or rows that moved.",
            ),
        ),
    ]


def _because(rule: str, why: str) -> dict[str, str]:
    return {"rule": rule, "why": why, "mend": MEND}
