"""What the offer of a Family Group Conference changes: planted, so that an estimator can be held against it.

Each child has both answers, with and without the offer, from the same draw; the offer decides which one happens. The
draw has a part of the family's risk, a part that siblings share and a part of the child's own.
"""

import numpy as np
from scipy.special import ndtr

from oba.made_up.draws import Draws, Table, days
from oba.made_up.families import LOCALITIES
from oba.made_up.parameters import Parameters

STAGGER = 120  # days from one locality's first offers to the next one's


def offers(draws: Draws, parameters: Parameters, families: Table, letters: np.ndarray) -> np.ndarray:
    """Return which families are offered a conference in the letter of that day (NaT: no letter, no offer)."""
    said = parameters.conferences
    since = np.datetime64(said.since)
    uniform = draws.uniform("offered", len(letters))
    if said.offer == "staggered":
        return letters >= since + days(STAGGER * np.arange(LOCALITIES))[families["locality"]]
    if said.offer == "needier_first":
        uniform = 1 - ndtr((said.need_in_offer * families["risk"] - _normal(uniform)) / np.hypot(said.need_in_offer, 1))
    share = {"everyone": 1.0, "nobody": 0.0}.get(said.offer, said.share)
    return (letters >= since) & (uniform < share)


def outcomes(draws: Draws, parameters: Parameters, families: Table, family: np.ndarray, chosen: np.ndarray) -> Table:
    """Return what would happen to each child without and with the offer.

    Args:
        draws: of this round.
        parameters: with the effect.
        families: all families.
        family: family of every child.
        chosen: the children that are asked about, as a mask.

    Returns:
        ``looked_after_0``, ``looked_after_1``: looked after 12 months after the letter; ``proceedings_0``,
        ``proceedings_1``: proceedings are issued; 0 without the offer, 1 with it.
    """
    said = parameters.pre_proceedings
    shared = np.sqrt(said.need_counts) * families["risk"]
    shared = shared + np.sqrt(1 - said.need_counts) * draws.normal("pre-proceedings", len(shared))
    found: Table = {}
    for name, alike in (("looked_after", said.siblings_alike), ("proceedings", 0.95)):
        own = draws.normal(name, len(family))[chosen]
        rank = ndtr(np.sqrt(alike) * shared[family[chosen]] + np.sqrt(1 - alike) * own)
        for arm, share in enumerate(getattr(parameters.effect, name)):
            found[f"{name}_{arm}"] = rank > 1 - share
    return found


def _normal(uniform: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(uniform)
