"""Families and their children, as they come to be known to a council for the first time."""

from datetime import date

import numpy as np

from oba.made_up.draws import DAY, NEVER, Draws, Table, choose, days
from oba.made_up.parameters import Parameters

LOCALITIES = 6
# Shares of England's children in need, to the nearest per cent.
ETHNICITIES = {
    "WBRI": 66, "WIRI": 1, "WIRT": 1, "WOTH": 5, "WROM": 1, "MWBC": 3, "MWBA": 1, "MWAS": 2, "MOTH": 3, "AIND": 1,
    "APKN": 3, "ABAN": 2, "AOTH": 2, "BCRB": 2, "BAFR": 4, "BOTH": 1, "CHNE": 1, "OOTH": 2, "REFU": 1, "NOBT": 2,
}  # fmt: skip
DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA")


def make_families(draws: Draws, parameters: Parameters, count: int, first: date, last: date) -> tuple[Table, Table]:
    """Return a row for each of ``count`` families that come from ``first`` to ``last``, and one for each child.

    The first ``count`` families of a longer draw are the same families. Dates are ``datetime64[D]``; ``family`` of a
    child is the row of its family; children of a family stand together, the eldest first.
    """
    said = parameters.families
    alone = draws.uniform("alone", count) < said.alone_seeking_asylum
    sizes = choose(draws.uniform("size", count), [str(one + 1) for one in range(len(said.sizes))], said.sizes)
    families = {
        "arrival": _arrivals(draws.uniform("arrival", count), parameters, first, last),
        "need": draws.normal("need", count),  # how severe its referrals are
        "risk": draws.normal("risk", count),  # of those with a letter: how likely care and proceedings are
        "locality": (draws.uniform("locality", count) * LOCALITIES).astype(np.int8),
        "size": np.where(alone, 1, sizes.astype(np.int8)),
        "alone": alone,
        "mother_known": (draws.uniform("mother", count) < said.mother_known) & ~alone,
        "address_known": draws.uniform("address", count) < said.address_known,
        "ethnicity": choose(draws.uniform("ethnicity", count), [*ETHNICITIES], [*ETHNICITIES.values()]),
    }
    is_moving = draws.uniform("moves", count) < 1 - np.exp(-8 * said.moves_a_year)
    moved = families["arrival"] + days(8 * 365 * draws.uniform("moved", count))
    families["moved"] = np.where(is_moving, moved, NEVER)
    return families, _children(draws, parameters, families)


def _arrivals(uniform: np.ndarray, parameters: Parameters, first: date, last: date) -> np.ndarray:
    grid = np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)
    months: np.ndarray = grid.astype(int)
    starts: np.ndarray = grid.astype("datetime64[D]")
    weight = np.asarray(parameters.families.seasons)[months % 12]
    weight = weight * (1 + parameters.families.yearly_growth) ** ((months - months[0]) / 12)
    weight = np.where(months < months[0] + 12, weight * parameters.families.known_at_first, weight)
    for turn in parameters.turned("arrivals"):
        weight = np.where(starts >= np.datetime64(turn.since), weight * turn.factor, weight)
    edges: np.ndarray = np.append(starts, np.datetime64(last) + DAY).astype(int)
    whole = weight * np.diff(edges)
    into = np.interp(uniform, np.append(0, np.cumsum(whole)) / whole.sum(), edges)
    return np.floor(into).astype("datetime64[D]")


def _children(draws: Draws, parameters: Parameters, families: Table) -> Table:
    said = parameters.families
    family: np.ndarray = np.repeat(np.arange(len(families["size"])), families["size"])
    count = len(family)
    begins = np.cumsum(families["size"]) - families["size"]
    order = np.arange(count) - begins[family]
    alone = families["alone"][family]
    gap = 320 - 365 * (said.years_between_siblings - 0.9) * np.log1p(-draws.uniform("gap", count))
    gap = np.where(draws.uniform("twin", count) < said.twins, 0, gap)
    after = np.cumsum(np.where(order == 0, 0, gap))
    after = after - after[begins][family]
    aged = draws.uniform("age", len(families["size"]))[family]
    age = np.where(alone, 365 * (15 + 2.6 * aged), 365 * (16.7 * aged**1.15 - 0.25))
    has = draws.uniform("ethnicity of child", count) < 0.94
    other = choose(draws.uniform("ethnicity alone", count), [*ETHNICITIES], [*ETHNICITIES.values()])
    disabled = draws.uniform("disabled", count) < 0.13
    return {
        "family": family,
        "order": order.astype(np.int8),
        "birth": families["arrival"][family] - days(age) + days(after),
        "sex": choose(draws.uniform("sex", count), ["F", "M"], [0.485, 0.515]),
        "ethnicity": np.where(has, families["ethnicity"][family], other),
        "disabled": disabled,
        "disability": np.where(disabled, choose(draws.uniform("disability", count), DISABILITIES), "NONE"),
        "alone": alone,
        "pupil_number_changed": draws.uniform("pupil number", count) < 0.03,
        "death": np.full(count, NEVER),
        "expected_only": np.zeros(count, dtype=bool),  # planted: one that is known by another number once born
    }
