"""What the offer of a Family Group Conference changes: planted, so that an estimator can be held against it.

Each child has both answers, with and without the offer, from the same draw; the offer decides which one happens. The
draw has a part of the need that it shares with the offer, a part that siblings share and a part of the child's own.
Of that need, ``need_hidden`` says how much no record tells of; the rest is what the records of the day of the letter
say: earlier referrals, plans and days in care, the child's age and its category of need.
"""

import numpy as np
from scipy.special import ndtr

from oba.made_up.draws import Draws, Table, days
from oba.made_up.families import LOCALITIES
from oba.made_up.parameters import Parameters

STAGGER = 120  # days from one locality's first offers to the next one's
# Mean and standard deviation of the sum in seen_need among children with a letter, at the parameters as they stand.
SEEN_MEAN, SEEN_SPREAD = -0.2, 0.76


def seen_need(
    age: np.ndarray, need: np.ndarray, referrals: np.ndarray, plans: np.ndarray, care: np.ndarray
) -> np.ndarray:
    """Return the need of children with a letter as records tell of it, with mean 0 and spread 1 or nearly so.

    Args:
        age: in years on the day of the letter, below 0 before birth.
        need: code of the primary need.
        referrals: earlier ones.
        plans: earlier child protection plans.
        care: days looked after in the 730 days before the letter.
    """
    found = 0.5 * referrals + 0.5 * plans + care / 200 - 0.12 * age + 0.6 * np.isin(need, ["N1", "N5"])
    return (found - SEEN_MEAN) / SEEN_SPREAD


def need_of(parameters: Parameters, families: Table, family: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return the need of children that goes with offer and outcome, part seen in records and part hidden."""
    hidden = parameters.pre_proceedings.need_hidden
    return np.sqrt(1 - hidden) * seen + np.sqrt(hidden) * families["risk"][family]


def offers(
    draws: Draws, parameters: Parameters, families: Table, letters: np.ndarray, family: np.ndarray, need: np.ndarray
) -> np.ndarray:
    """Return which families are offered a conference in the letter of that day (NaT: no letter, no offer).

    ``family`` and ``need`` are those of the children with a letter.
    """
    said = parameters.conferences
    since = np.datetime64(said.since)
    uniform = draws.uniform("offered", len(letters))
    if said.offer == "staggered":
        return letters >= since + days(STAGGER * np.arange(LOCALITIES))[families["locality"]]
    if said.offer == "needier_first":
        children = np.maximum(np.bincount(family, minlength=len(letters)), 1)
        mean = np.bincount(family, need, len(letters)) / children
        uniform = 1 - ndtr((said.need_in_offer * mean - _normal(uniform)) / np.hypot(said.need_in_offer, 1))
    share = {"everyone": 1.0, "nobody": 0.0}.get(said.offer, said.share)
    return (letters >= since) & (uniform < share)


def outcomes(draws: Draws, parameters: Parameters, family: np.ndarray, chosen: np.ndarray, need: np.ndarray) -> Table:
    """Return what would happen to each child without and with the offer.

    Args:
        draws: of this round.
        parameters: with the effect.
        family: family of every child.
        chosen: the children that are asked about, as a mask.
        need: of those.

    Returns:
        ``looked_after_0``, ``looked_after_1``: looked after 12 months after the letter; ``proceedings_0``,
        ``proceedings_1``: proceedings are issued; 0 without the offer, 1 with it.
    """
    said = parameters.pre_proceedings
    other = draws.normal("pre-proceedings", family.max(initial=-1) + 1)[family[chosen]]
    shared = np.sqrt(said.need_counts) * need + np.sqrt(1 - said.need_counts) * other
    found: Table = {}
    for name, alike in (("looked_after", said.siblings_alike), ("proceedings", 0.95)):
        own = draws.normal(name, len(family))[chosen]
        rank = ndtr(np.sqrt(alike) * shared + np.sqrt(1 - alike) * own)
        for arm, share in enumerate(getattr(parameters.effect, name)):
            found[f"{name}_{arm}"] = rank > 1 - share
    return found


def _normal(uniform: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(uniform)
