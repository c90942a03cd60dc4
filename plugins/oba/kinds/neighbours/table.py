"""Reading a file of statistical neighbours: one wide row an authority, ten neighbours and how close each is.

The sets of different years name their columns differently, and below the table one lists authorities that have ended;
the table ends at the first line without any value.
"""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from oba.definitions import Definitions
from oba.definitions.feeds import NeighbourFeed
from oba.gates import LINE, Failure, Unreadable, failures, of_line, suites_needed
from oba.kinds.kind import Candidate, Taken
from oba.kinds.neighbours.continuing import continuing, is_no_closer, name_of_another
from oba.kinds.strict_csv import decode, refuse_disguise
from oba.quoting import VERBATIM
from oba.typed import Columns, Long

COLUMNS: Columns = {
    LINE: Long,
    "old_la_code": str,
    "neighbour_rank": int,  # 1 is the nearest
    "neighbour_old_code": str,
    "closeness": str,
}
AUTHORITY = {"old_la_code", "la num"}
NAME = {"la_name", "la name"}
NEIGHBOURS = range(1, 11)


def take(candidate: Candidate[NeighbourFeed]) -> Taken:
    """Read and check a file of neighbours.

    Raises:
        Unreadable: it is not such a table, or a row of it cannot be right; every place found is named.
    """
    pairs = read_pairs(candidate.path)
    definitions, before = candidate.definitions, candidate.before()
    checked = pairs.assign(
        is_another=pairs["old_la_code"] != pairs["neighbour_old_code"],
        is_no_closer=is_no_closer(pairs),
        name_of_another=name_of_another(pairs, definitions),
    )
    compared = ["old_la_code", "neighbour_rank", "neighbour_old_code"]
    earlier = pd.read_parquet(before.long_form, columns=compared) if before else None
    whole = continuing(pairs, earlier, before.title if before else "", candidate.release, definitions)
    rules = suites(candidate.feed, candidate.release, definitions)
    failed = failures(rules["pairs"], checked, (LINE,), of_line)
    failed += failures(rules["set"], whole, ("where",), lambda row: str(row.pop("where")))
    if failed:
        raise Unreadable(*failed)
    return Taken(pairs[LINE].nunique(), pairs[list(COLUMNS)], before.title if before else None)


def suites(feed: NeighbourFeed, release: str, definitions: Definitions) -> dict[str, list]:
    """Return the expectations of ``expectations.neighbours`` for a file."""
    with suites_needed():
        from expectations import neighbours
    return neighbours.suites(feed, release, definitions)


def read_pairs(path: Path) -> pd.DataFrame:
    """Read a file into one row per authority and neighbour, all text but line and rank, with the authority's ``name``.

    Raises:
        Unreadable: the file is not such a table.
    """
    refuse_disguise(path)
    header, *lines = csv.reader(io.StringIO(decode(path, VERBATIM)))
    names = [name.strip().lower() for name in header]
    authority, places = _columns(names)
    named = next((place for place, name in enumerate(names) if name in NAME), None)
    rows = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            break
        if len(line) != len(header):
            raise Unreadable(_refusal("each line has one value for each column", f"line {number}: {len(line)} values"))
        for rank, (neighbour, closeness) in zip(NEIGHBOURS, places, strict=True):
            rows.append(
                (
                    *(number, line[authority].strip(), rank),
                    *(line[neighbour].strip(), line[closeness].strip().lower()),
                    line[named].strip() if named is not None else "",
                )
            )
    return pd.DataFrame(rows, columns=[*COLUMNS, "name"])


def _columns(names: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """Find the column of the authority and those of each neighbour, nearest first."""
    authority = next((place for place, name in enumerate(names) if name in AUTHORITY), None)
    if authority is None:
        raise Unreadable(_refusal("the file has the code of each authority", f"line 1: found {', '.join(names)}"))
    places = []
    for rank in NEIGHBOURS:
        neighbour = next((place for place, name in enumerate(names) if re.fullmatch(rf"sn_?{rank}", name)), None)
        beside = [] if neighbour is None else names[neighbour + 1 : neighbour + 2]
        # One set calls every column of closeness SNP, so only its place tells whose it is.
        if neighbour is None or not beside or not re.fullmatch(rf"sn(_?{rank})?p", beside[0]):
            raise Unreadable(
                _refusal("each neighbour has a column, its closeness beside it", f"line 1: not so for neighbour {rank}")
            )
        places.append((neighbour, neighbour + 1))
    return authority, places


def _refusal(rule: str, place: str) -> Failure:
    return Failure(
        rule,
        "A table read in another form would compare authorities with the wrong ones.",
        "fetch the file again; if its form is new, teach it to plugins/oba/kinds/neighbours/table.py.",
        1,
        (place,),
    )
