"""Episodes of care: a period of care cut where legal status or placement changes, the pieces joined by X1."""

import numpy as np

from oba.made_up.draws import DAY, NEVER, Draws, Table, choose, days
from oba.made_up.journeys import Chunk, birthday
from oba.made_up.parameters import Parameters

PLACES = {"U6": 48, "U4": 14, "K2": 15, "P1": 8, "K3": 8, "S1": 2, "R3": 3, "K1": 1, "R1": 1}
KIN = {"U3": 60, "U1": 34, "U2": 6}
CHANGES = {
    "CARPL": 45,
    "CREQB": 14,
    "CHILD": 8,
    "LAREQ": 12,
    "STAND": 4,
    "APPRR": 5,
    "ALLEG": 2,
    "PLACE": 7,
    "OTHER": 3,
}
MOST_PLACEMENTS = 6
NONE = 10**6  # days; an offset that is never reached


def make_episodes(draws: Draws, parameters: Parameters, chunk: Chunk) -> Table:
    """Return the episodes of every period of care of a chunk, in order of period and start.

    ``period`` is the row of the table ``care``; ``rank`` counts the episodes of a period from 0; ``place_number`` its
    placements.
    """
    care = chunk.tables["care"]
    count = len(care["start"])
    lasts = (care["end"] - care["start"]).astype(int)
    way_in, way_out = care["way_in"], care["exit"]

    legal, changed = _legal(draws, way_in, way_out, count)
    moves, places = _placements(draws, parameters, chunk, lasts)
    offsets = np.sort(np.column_stack([np.zeros(count, dtype=int), changed[:, 1:], moves[:, 1:]]), axis=1)
    is_episode = offsets < lasts[:, None]
    is_episode[:, 1:] &= offsets[:, 1:] != offsets[:, :-1]
    period = np.nonzero(is_episode)[0]
    offset = offsets[is_episode]

    stage = (changed[period] <= offset[:, None]).sum(axis=1) - 1
    number = (moves[period] <= offset[:, None]).sum(axis=1) - 1
    is_first: np.ndarray = np.append(True, period[1:] != period[:-1]) if len(period) else np.zeros(0, dtype=bool)
    is_last: np.ndarray = np.append(period[1:] != period[:-1], True) if len(period) else np.zeros(0, dtype=bool)
    start = care["start"][period] + days(offset)
    end = np.where(is_last, care["end"][period], np.append(start[1:], NEVER)[: len(start)])
    place = places[period, number]
    # A stage may hold the status of the stage before it, and a placement may be of the type before it: the first is
    # then no change of legal status, the second still a change of carer.
    status = legal[period, stage]
    before: np.ndarray = np.append(-1, number[:-1])[: len(number)]
    status_changed = ~is_first & (status != np.append("", status[:-1])[: len(status)])
    moved = ~is_first & (number != before)
    began = np.select([is_first, status_changed & moved, status_changed], ["S", "B", "L"], "P")
    ended = np.where(is_last, _ends(draws, parameters, chunk, care, places, lasts)[period], "X1")
    next_moves: np.ndarray = np.append(moved[1:], False)[: len(moved)]
    why = choose(draws.uniform("why moved", len(period)), [*CHANGES], [*CHANGES.values()])
    in_area = draws.uniform("in area", count * MOST_PLACEMENTS).reshape(count, -1) < 0.68
    provider = choose(draws.uniform("provider", count * MOST_PLACEMENTS), ["PR1", "PR4", "PR5"], [0.52, 0.42, 0.06])
    provider = provider.reshape(count, -1)[period, number]
    provider = np.where(
        place == "P1", "PR0", np.where(np.char.startswith(place, "U") & (place < "U4"), "PR1", provider)
    )
    return {
        "period": period,
        "case": care["case"][period],
        "child": care["child"][period],
        "rank": np.arange(len(period)) - np.flatnonzero(is_first)[np.cumsum(is_first) - 1] if len(period) else period,
        "start": start,
        "end": end,
        "began": began,
        "status": status,
        "place": place,
        "place_number": number,
        "provider": provider,
        "in_area": in_area[period, number] | (place == "P1"),
        "ended": ended,
        "why": np.where(next_moves & ~is_last, why, ""),
    }


def _legal(draws: Draws, way_in: np.ndarray, way_out: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return three legal statuses for each period, and after how many days each begins."""
    uniform = draws.uniform("legal", count)
    later = np.where(way_out == "adoption", "E1", "C2")
    to_court = (uniform < 0.45) | np.isin(way_out, ["adoption", "guardianship"])
    is_police, is_court = way_in == "police", way_in == "court"
    first = np.select(
        [is_police, is_court, way_in == "remand", way_in == "short_break"], ["L1", "C1", "J1", "V4"], "V2"
    ).astype("<U2")
    second = np.select(
        [is_police & ~to_court, is_police, is_court, to_court & (first == "V2")], ["V2", "C1", later, "C1"], first
    )
    third = np.where(second == "C1", later, second)
    soon: np.ndarray = 90 + (120 * draws.uniform("legal soon", count)).astype(int)
    order: np.ndarray = 170 + (130 * draws.uniform("legal order", count)).astype(int)
    at_second = np.select([is_police, is_court], [3, order], soon)
    at_third = at_second + order
    stays = np.isin(way_in, ["alone", "remand", "short_break"])
    second, third = np.where(stays, first, second), np.where(stays, first, third)
    at_second, at_third = np.where(second == first, NONE, at_second), np.where(third == second, NONE, at_third)
    statuses = np.column_stack([first, second, third])
    return statuses, np.column_stack([np.zeros(count, dtype=int), at_second, at_third])


def _placements(draws: Draws, parameters: Parameters, chunk: Chunk, lasts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return after how many days each placement of a period begins, and its type."""
    care, count = chunk.tables["care"], len(lasts)
    shape = (count, MOST_PLACEMENTS)
    gaps = -np.log1p(-draws.uniform("moves", count * (MOST_PLACEMENTS - 1)).reshape(count, -1))
    gaps = 5 + gaps * 365 / parameters.care.placement_changes_a_year
    moves = np.column_stack([np.zeros(count, dtype=int), np.cumsum(gaps, axis=1).astype(int)])
    plain = choose(draws.uniform("place", count * MOST_PLACEMENTS), [*PLACES], [*PLACES.values()]).reshape(shape)
    kin = choose(draws.uniform("kin place", count * MOST_PLACEMENTS), [*KIN], [*KIN.values()]).reshape(shape)
    share = parameters.care.kin + 0.3 * (care["exit"] == "guardianship")
    is_kin = (draws.uniform("kin", count) < share) & ~np.isin(care["way_in"], ["alone", "short_break", "remand"])
    first_is_other = draws.uniform("kin later", count) < 0.4
    here = is_kin[:, None] & ~((np.arange(MOST_PLACEMENTS)[None, :] == 0) & first_is_other[:, None])
    places = np.where(here, kin, plain)
    # A child under eight is in no place for older ones, and none is in supported accommodation before 16.
    starts = care["start"][:, None] + days(moves)
    birth = chunk.children["birth"][care["child"]]
    places = np.where((starts < birthday(birth, 8)[:, None]) & np.isin(places, ["K1", "K2", "R1", "S1"]), "U6", places)
    places = np.where((starts < birthday(birth, 16)[:, None]) & (places == "K3"), "U6", places)
    places = np.where((places == "P1") & ~(np.isin(care["way_in"], ["court"])[:, None]), "U6", places)
    places = np.where((care["way_in"] == "remand")[:, None], "R5", places)
    places = np.where((care["way_in"] == "short_break")[:, None], "U6", places)
    adoptive = np.where(care["exit"] == "adoption", lasts - 170, NONE)
    moves = np.where(moves >= adoptive[:, None], NONE, moves)
    free = np.argmax(moves == NONE, axis=1)
    rows = np.flatnonzero(care["exit"] == "adoption")
    rows = rows[moves[rows, free[rows]] == NONE]
    moves[rows, free[rows]] = adoptive[rows]
    places[rows, free[rows]] = "A5"
    return moves, places


def _ends(
    draws: Draws, parameters: Parameters, chunk: Chunk, care: Table, places: np.ndarray, lasts: np.ndarray
) -> np.ndarray:
    count = len(lasts)
    uniform = draws.uniform("ended", count)
    ended_with_kin = np.isin(places, [*KIN]).any(axis=1)
    to_kin = draws.uniform("guardian", count) < parameters.care.guardian_is_kin
    aged = (care["end"] - chunk.children["birth"][care["child"]]) / DAY / 365
    found = {
        "home": choose(uniform, ["E4A", "E4B", "E13"], [0.6, 0.25, 0.15]),
        "guardianship": np.select([ended_with_kin, to_kin], ["E45", "E47"], "E48"),
        "adoption": choose(uniform, ["E12", "E11"], [0.9, 0.1]),
        "arrangements_order": np.full(count, "E41"),
        "independence": choose(uniform, ["E5", "E17", "E6", "E7"], [0.62, 0.2, 0.13, 0.05]),
        "other_authority": np.full(count, "E3"),
        "other": np.where((aged > 12) & (uniform < 0.2), "E9", np.where(care["way_in"] == "remand", "E14", "E8")),
    }
    codes = np.select([care["exit"] == name for name in found], list(found.values()), "E8").astype("<U3")
    return np.where(care["way_in"] == "short_break", "E4A", codes)
