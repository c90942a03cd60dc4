"""The gate in for a worksheet: of each rule that ``oba.kinds.worksheets.rules`` words, nothing breaks it."""

from great_expectations import expectations as gxe

from oba.definitions import Definitions
from oba.definitions.feeds import WorksheetFeed
from oba.kinds.worksheets.rules import RULES


def suites(feed: WorksheetFeed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations for one worksheet: of all that was found in it that is not as it should be."""
    return {
        "faults": [
            gxe.ExpectColumnValuesToBeNull(
                column=rule.name, meta={"rule": rule.rule, "why": rule.why, "mend": rule.mend}
            )
            for rule in RULES
        ]
    }
