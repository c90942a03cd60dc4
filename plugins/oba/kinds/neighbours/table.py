"""Reading a file of statistical neighbours: one wide row an authority, ten neighbours and how close each is.

The sets of different years name their columns differently, and below the table one lists authorities that have ended;
the table ends at the first line without any value.
"""

import csv
import io
import re
from pathlib import Path

import pandas as pd

from oba.definitions import NeighbourFeed
from oba.gates import Failure, failures, suite_module
from oba.kinds.strict_csv import LINE, Unreadable, decode, refuse_disguise

NEIGHBOUR_COLUMNS = (LINE, "old_la_code", "neighbour_rank", "neighbour_old_code", "closeness")
AUTHORITY = {"old_la_code", "la num"}
NEIGHBOURS = range(1, 11)


def read_neighbours(path: Path, feed: NeighbourFeed) -> pd.DataFrame:
    """Read a file into one row per authority and neighbour, all text but line and rank.

    Args:
        path: the file.
        feed: the feed it belongs to.

    Raises:
        Unreadable: the file is not such a table, or a row of it cannot be right; every place found is named.
    """
    refuse_disguise(path)
    header, *lines = csv.reader(io.StringIO(decode(path)))
    authority, places = _columns([name.strip().lower() for name in header])
    rows = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            break
        if len(line) != len(header):
            raise Unreadable(_refusal("each line has one value for each column", f"line {number}: {len(line)} values"))
        for rank, (neighbour, closeness) in zip(NEIGHBOURS, places, strict=True):
            rows.append(
                (number, line[authority].strip(), rank, line[neighbour].strip(), line[closeness].strip().lower())
            )
    pairs = pd.DataFrame(rows, columns=list(NEIGHBOUR_COLUMNS))
    checked = pairs.assign(is_another=pairs["old_la_code"] != pairs["neighbour_old_code"])
    failed = failures(suite_module("neighbour_file").suite(feed), checked, [LINE], lambda row: f"line {row.pop(LINE)}")
    if failed:
        raise Unreadable(*failed)
    return pairs


def _columns(names: list[str]) -> tuple[int, list[tuple[int, int]]]:
    """Find the column of the authority and those of each neighbour, nearest first."""
    authority = next((place for place, name in enumerate(names) if name in AUTHORITY), None)
    if authority is None:
        raise Unreadable(_refusal("the file has the code of each authority", f"line 1: found {', '.join(names)}"))
    places = []
    for rank in NEIGHBOURS:
        neighbour = next((place for place, name in enumerate(names) if re.fullmatch(rf"sn_?{rank}", name)), None)
        beside = names[neighbour + 1 : neighbour + 2] if neighbour is not None else []
        # One set calls every column of closeness SNP, so only its place tells whose it is.
        if not beside or not re.fullmatch(rf"sn(_?{rank})?p", beside[0]):
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
