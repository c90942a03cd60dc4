"""Parameters under which a council comes out at the figures that it published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from oba.made_up.council import Council
from oba.made_up.journeys import Chunk, birthday
from oba.made_up.parameters import Parameters

# What is asked for, and the parameter that moves it most.
LEVERS = {
    "referrals": "referrals.families_a_year",
    "re_referral_share": "referrals.returns",
    "child_protection_plans": "cases.plan",
    "looked_after": "care.entry",
    "children_in_need": "cases.child_in_need_plan.median",
}
MOST = {"referrals.returns": 0.85, "cases.plan": 0.45, "care.entry": 0.25, "cases.child_in_need_plan.median": 700.0}
SAMPLE = 12_000  # families; a larger council is tuned on so many of them
STEPS = 14


@dataclass(frozen=True)
class Reached:
    """A figure as it was asked for and as the council came out."""

    figure: str
    asked: float
    reached: float

    @property
    def off(self) -> float:
        """How far off, as a share of what was asked."""
        return self.reached / self.asked - 1


def last_year_end(on: date) -> date:
    """Return the last 31 March by a day."""
    end = date(on.year, 3, 31)
    return end if end <= on else date(on.year - 1, 3, 31)


def targets(
    parameters: Parameters, children_in_need: float, published: dict[str, float] | None = None
) -> dict[str, float]:
    """Return the figures to reach: those published, and England's rates of so many children in need for the others."""
    rates = parameters.rates
    found = {
        "children_in_need": children_in_need,
        "referrals": children_in_need * rates.referrals,
        "child_protection_plans": children_in_need * rates.child_protection_plans,
        "looked_after": children_in_need * rates.looked_after,
        "re_referral_share": rates.re_referral_share,
    }
    return found | (published or {})


def figures(chunks: Iterable[Chunk], on: date) -> dict[str, float]:
    """Return the figures of a council at 31 March, or in the year to it.

    Children in need are those under 18 whose case is open and who were not closed by the referral alone; looked after
    is without short breaks; a re-referral comes within 365 days of a referral of the same child.
    """
    day = np.datetime64(on)
    year = day - np.timedelta64(365, "D")
    found = dict.fromkeys(LEVERS, 0.0)
    again = 0
    for chunk in chunks:
        if not chunk.tables:
            continue
        case, birth = chunk.tables["case"], chunk.children["birth"]
        is_open = ~case["nfa"] & (case["start"] <= day) & ~(case["closure"] <= day)
        found["children_in_need"] += (is_open & (birthday(birth[case["child"]], 18) > day)).sum()
        order = np.lexsort((case["start"], case["child"]))
        child, start = case["child"][order], case["start"][order]
        in_year = (start > year) & (start <= day)
        found["referrals"] += in_year.sum()
        follows = (child[1:] == child[:-1]) & (start[1:] - start[:-1] <= np.timedelta64(365, "D"))
        again += (follows & in_year[1:]).sum()
        protection, care = chunk.tables["protection"], chunk.tables["care"]
        found["child_protection_plans"] += ((protection["start"] <= day) & (protection["end"] > day)).sum()
        stays = (care["start"] <= day) & (care["end"] > day) & (care["way_in"] != "short_break")
        found["looked_after"] += stays.sum()
    found["re_referral_share"] = float(again / max(found["referrals"], 1))
    return found


def tune(council: Council, asked: dict[str, float], on: date) -> tuple[Council, list[Reached]]:
    """Return the council with parameters under which it comes nearest to the figures asked, and what it reaches.

    Args:
        council: as its parameters stand.
        asked: of the names of ``LEVERS``, some or all.
        on: 31 March of the year of the figures.

    Returns:
        The council; one ``Reached`` for each figure asked. Of a large council both are worked out on a part of it.
    """
    best, best_off, best_found = council, np.inf, dict[str, float]()
    for step in range(STEPS):
        found = _measured(council, on)
        off = max(abs(found[name] / wanted - 1) for name, wanted in asked.items() if wanted)
        if off < best_off:
            best, best_off, best_found = council, off, found
        if off < 0.01:
            break
        council = council.with_parameters(_moved(council.parameters, found, asked, 1.0 if step < 6 else 0.6))
    return best, [Reached(name, wanted, best_found[name]) for name, wanted in asked.items()]


def _measured(council: Council, on: date) -> dict[str, float]:
    families = council.families
    used = max(1, min(council.chunks, SAMPLE // council.parameters.chunk_families))
    found = figures((council.walked(chunk) for chunk in range(used)), on)
    part = min(families, used * council.parameters.chunk_families) / families
    return {name: value if name == "re_referral_share" else value / part for name, value in found.items()}


def _moved(parameters: Parameters, found: dict[str, float], asked: dict[str, float], power: float) -> Parameters:
    tree = parameters.model_dump()
    changes: dict[str, float] = {}
    # A share of what is open follows the referrals, so it is held against them and not against its own number.
    scale = asked["referrals"] / max(found["referrals"], 1) if "referrals" in asked else 1.0
    for name, wanted in asked.items():
        lever = LEVERS[name]
        got = max(found[name], 1e-9)
        if name not in ("referrals", "re_referral_share"):
            got *= scale
        within, last = lever.split(".", 1) if lever.count(".") == 1 else lever.rsplit(".", 1)
        now = tree
        for part in within.split("."):
            now = now[part]
        factor = float(np.clip((wanted / got) ** power, 0.5, 2.0))
        if name == "children_in_need":
            factor = float(np.clip(factor**1.6, 0.4, 2.5))  # plans are a part of the time a case is open
        changes[lever] = min(now[last] * factor, MOST.get(lever, np.inf))
    return parameters.changed(changes)
