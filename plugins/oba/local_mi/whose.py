"""Holding whose a file says it is against the folder that it lies in."""

import logging

from oba.definitions import Definitions
from oba.local_mi.taking import Extract, ExtractRefused, Reason

log = logging.getLogger(__name__)
RULE = "a file says that it is of the council in whose folder it lies"


def held_against_folder(extract: Extract, council: str, definitions: Definitions) -> Extract:
    """Return an extract that may be the council's; a file that names nobody, or nobody who is known, may be anybody's.

    Where a council took another's place, a file of either may lie in the folder of either, and is told of.

    Raises:
        ExtractRefused: it says that it is of another council.
    """
    by_code: dict[str, set[str]] = {}
    for place, code in definitions.places.old_codes():
        by_code.setdefault(code, set()).add(place)
    related = {
        code
        for change in definitions.boundary_changes
        if council in {*change.predecessors, *change.successors}
        for code in (*change.predecessors, *change.successors)
    }
    for code in extract.authorities:
        whose = by_code.get(code, set())
        if council in whose:
            continue
        if whose and not whose & related:
            found = f"code {code}, which is {' or '.join(sorted(whose))}"
            mend = "Move it to the folder of its council, or correct the code in its header."
            raise ExtractRefused(extract.shown_name, [Reason("header", RULE, found, mend)])
        what = f"{' or '.join(sorted(whose))}, before or after a change of boundaries" if whose else "nobody known"
        log.warning("A file of %s (%s) says that it is of %s. It is taken.", council, extract.shown_name, what)
    return extract
