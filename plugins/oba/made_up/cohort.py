"""The children of a made-up council with a letter before proceedings, as a comparison needs them.

Straight from what is drawn, without files and marts in between: so that an estimator can be tried on hundreds of
councils, each child of which has both answers.
"""

import numpy as np
import pandas as pd

from oba.made_up.conferences import make_conferences
from oba.made_up.council import FIRST_NUMBER, NUMBERS_IN_CHUNK, Council
from oba.made_up.draws import Draws, Table, days, size
from oba.made_up.journeys import Chunk

YEAR = days(np.array(365))


def letter_cohort(council: Council) -> pd.DataFrame:
    """Return the children with a letter since conferences are offered, once each, by their first letter.

    Returns:
        A row for each child, with what a comparison uses of the restricted marts, under their names: ``cluster_key``,
        ``child_key`` (the council's number), ``index_date``, ``is_offered``, ``is_attended``, ``entry_status``,
        ``age_at_index`` (full years), ``sex``, ``is_unborn``, ``primary_need_code``,
        ``days_looked_after_before_24_months``, ``plans_before``, ``referrals_before``; then ``is_observed`` (a year
        after the letter has passed) and ``value``, 1 where the child is looked after then; and what no record has:
        ``value_0`` and ``value_1``, the same without and with the offer.
    """
    parts = [_of_chunk(council, chunk, drawn) for chunk, drawn in _walked(council)]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return found


def _walked(council: Council) -> list[tuple[int, Chunk]]:
    walked = ((chunk, council.walked(chunk)) for chunk in range(council.chunks))
    return [(chunk, drawn) for chunk, drawn in walked if drawn.tables]


def _of_chunk(council: Council, chunk: int, drawn: Chunk) -> pd.DataFrame:
    case, letters = drawn.tables["case"], drawn.tables["pre_proceedings"]
    since, last = np.datetime64(council.parameters.conferences.since), np.datetime64(council.last)
    in_time = (letters["letter"] >= since) & (letters["letter"] <= last)
    rows = np.flatnonzero(in_time)
    rows = rows[np.lexsort((letters["letter"][rows], letters["child"][rows]))]
    rows = rows[np.unique(letters["child"][rows], return_index=True)[1]]
    child, letter, family = letters["child"][rows], letters["letter"][rows], letters["family"][rows]
    of_case = letters["case"][rows]
    birth = drawn.children["birth"][child]
    base = FIRST_NUMBER + chunk * NUMBERS_IN_CHUNK
    offered = letters["offered"][rows]
    is_planned = _count(drawn.tables["protection"], child, letter, drawn, still=True) > 0
    return pd.DataFrame(
        {
            "cluster_key": base + family,
            "child_key": base + child,
            "index_date": letter,
            "is_offered": offered,
            "is_attended": offered & np.isin(_round_of(case, of_case), _held(council.draws(chunk), council, drawn)),
            "entry_status": np.where(is_planned, "child_protection_plan", "child_in_need"),
            "age_at_index": np.maximum((letter - birth).astype(int) // 365.25, 0),
            "sex": drawn.children["sex"][child],
            "is_unborn": birth > letter,
            "primary_need_code": case["need"][of_case],
            "days_looked_after_before_24_months": _care_days(drawn, child, letter),
            "plans_before": _count(drawn.tables["protection"], child, letter, drawn),
            "referrals_before": _count(case, child, letter, drawn),
            "is_observed": letter + YEAR <= last,
            "value": np.where(offered, letters["looked_after_1"][rows], letters["looked_after_0"][rows]).astype(float),
            "value_0": letters["looked_after_0"][rows].astype(float),
            "value_1": letters["looked_after_1"][rows].astype(float),
        }
    )


def _count(table: Table, child: np.ndarray, day: np.ndarray, drawn: Chunk, still: bool = False) -> np.ndarray:
    """Return how many rows of a table began before a day of each child; with ``still``, and had not ended by it."""
    until = np.full(size(drawn.children), np.datetime64("1800-01-01"))
    until[child] = day
    rows = table["start"] < until[table["child"]]
    if still:
        rows &= table["end"] >= until[table["child"]]
    return np.bincount(table["child"][rows], minlength=len(until))[child]


def _care_days(drawn: Chunk, child: np.ndarray, day: np.ndarray) -> np.ndarray:
    care = drawn.tables["care"]
    until = np.full(size(drawn.children), np.datetime64("1800-01-01"))
    until[child] = day
    last = until[care["child"]]
    within = np.minimum(care["end"], last) - np.maximum(care["start"], last - days(np.array(730)))
    lasted = np.maximum(within.astype(int), 0) * (care["way_in"] != "short_break")
    return np.bincount(care["child"], lasted, len(until))[child]


def _round_of(case: Table, rows: np.ndarray) -> np.ndarray:
    return case["family"][rows] * 100 + case["round"][rows]


def _held(draws: Draws, council: Council, drawn: Chunk) -> np.ndarray:
    """Return the rounds of families in which a conference that was offered in a letter was held."""
    conferences, children = make_conferences(draws.within("conference"), council.parameters, drawn)
    met = (
        conferences["in_letter"] & ~np.isnat(conferences["held"]) & (conferences["held"] <= np.datetime64(council.last))
    )
    return np.unique(_round_of(drawn.tables["case"], children["case"][met[children["conference"]]]))
