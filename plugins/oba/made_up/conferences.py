"""The register of a Family Group Conference service: a row for each family referred, its children, its meetings."""

import numpy as np

from oba.made_up.draws import NEVER, Draws, Table, choose, days
from oba.made_up.journeys import Chunk
from oba.made_up.parameters import Parameters

PLANS = {"stay home": 46, "kinship carer": 24, "contact": 14, "contingency": 12, "reunification": 4}


def make_conferences(draws: Draws, parameters: Parameters, chunk: Chunk) -> tuple[Table, Table]:
    """Return the referrals for a conference, and a row for each child of one (``conference`` is a row of the first)."""
    said = parameters.conferences
    case, letters = chunk.tables["case"], chunk.tables["pre_proceedings"]
    rounds = case["family"] * 100 + case["round"]
    groups, of_case = np.unique(rounds, return_inverse=True)
    family = (groups // 100).astype(int)
    letter: np.ndarray = np.full(len(groups), NEVER)
    offered: np.ndarray = np.zeros(len(groups), dtype=bool)
    letter[of_case[letters["case"]]] = letters["letter"]
    offered[of_case[letters["case"]]] = letters["offered"]
    # Earlier routes change nothing that is planted: they are there so that a register holds more than letters.
    uniform = draws.uniform("route", len(groups))
    early: dict[str, np.ndarray] = {}
    for route, table in (("child_protection", "protection"), ("child_in_need", "plan")):
        begun = np.full(len(groups), NEVER)
        begun[of_case[chunk.tables[table]["case"]]] = chunk.tables[table]["start"]
        day = begun + days(10 + 70 * draws.uniform(f"{route} route", len(groups)))
        early[route] = np.where(uniform < said.earlier_routes.get(route, 0), day, NEVER)
    by_letter = offered
    route = np.select(
        [by_letter, ~np.isnat(early["child_protection"])], ["pre_proceedings", "child_protection"], "child_in_need"
    )
    day = np.where(
        by_letter,
        letter,
        np.where(np.isnat(early["child_protection"]), early["child_in_need"], early["child_protection"]),
    )
    keep = (day >= np.datetime64(said.since)) & ~(~np.isnat(letter) & ~by_letter)
    places = np.flatnonzero(keep)
    number = np.full(len(groups), -1)
    number[places] = np.arange(len(places))

    def drawn(name: str) -> np.ndarray:
        return draws.uniform(name, len(groups))[places]

    start, is_letter = day[places], by_letter[places]
    answer = choose(
        drawn("answer"),
        ["accepted", "no_response", "declined"],
        [said.accepted, said.no_response, 1 - said.accepted - said.no_response],
    )
    accepted = answer == "accepted"
    answered = np.where(answer == "no_response", NEVER, start + days(2 + 12 * drawn("answered")))
    held = accepted & (drawn("held") < said.held)
    planned = np.where(accepted, answered + days(24 + 30 * drawn("planned")), NEVER)
    took_place = np.where(held, planned + days(10 * np.maximum(drawn("postponed") - 0.8, 0) * 5), NEVER)
    agreed = np.where(held, choose(drawn("agreed"), ["yes", "partial", "no"], [0.88, 0.07, 0.05]), "")
    review = np.where(held & (drawn("review") < 0.68), took_place + days(75 + 25 * drawn("reviewed")), NEVER)
    found = {
        "family": family[places],
        "start": start,
        "route": route[places],
        "in_letter": is_letter,
        "offered": start,
        "answer": answer,
        "answered": answered,
        "allocated": np.where(accepted, answered + days(1 + 4 * drawn("allocated")), NEVER),
        "coordinator": (drawn("coordinator") * 5).astype(int),
        "planned": planned,
        "held": took_place,
        "outcome": np.where(
            held, "held", np.where(accepted, choose(drawn("not held"), ["cancelled", "did_not_attend"]), "")
        ),
        "relatives": 3 + (8 * drawn("relatives")).astype(int),
        "professionals": 2 + (4 * drawn("professionals")).astype(int),
        "child_there": drawn("child there") < 0.6,
        "agreed": agreed,
        "plan": np.where(held & (agreed != "no"), choose(drawn("plan"), [*PLANS], [*PLANS.values()]), ""),
        "kin_found": held & (drawn("kin found") < 0.35),
        "satisfaction": np.where(
            held & (drawn("asked") < 0.7), choose(drawn("satisfied"), ["5", "4", "3", "2", "1"], [52, 32, 9, 4, 3]), ""
        ),
        "review": review,
        "closed": np.select(
            [held, accepted],
            [np.where(np.isnat(review), took_place + days(np.array(100)), review), planned],
            start + days(np.array(21)),
        ),
        "closed_reason": np.select([held, accepted], ["held", "withdrawn"], "declined"),
    }
    of_child = number[of_case]
    rows = np.flatnonzero((of_child >= 0) & (~case["nfa"]))
    children = {
        "conference": of_child[rows],
        "child": case["child"][rows],
        "case": rows,
        "lives": choose(
            draws.uniform("lives", len(rows)),
            ["mother", "both parents", "father", "grandparent", "foster carer"],
            [52, 26, 7, 8, 7],
        ),
    }
    order = np.lexsort((children["child"], children["conference"]))
    return found, {name: column[order] for name, column in children.items()}
