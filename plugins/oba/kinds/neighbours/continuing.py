"""A set of neighbours beside the authorities there are and the set before it."""

import re
from datetime import date

import pandas as pd

from oba.definitions import Definitions
from oba.vocabulary import Closeness, words

CLOSENESS = words(Closeness)
ENOUGH = 30  # pairs in both sets
KEPT = 4  # of ten neighbours; from 2021 to 2025, 89 of 100 authorities kept as many
COLUMNS = ["where", "missing", "one_closeness", "changed", "order"]


def in_force(release: str, definitions: Definitions) -> set[str]:
    """Return the DfE's codes of the authorities that there are at the end of a set's year."""
    year = re.search(r"\d{4}", release)
    day = date(int(year.group()), 12, 31) if year else date.max
    ended = {code for change in definitions.boundary_changes if change.effective <= day for code in change.predecessors}
    coming = {code for change in definitions.boundary_changes if change.effective > day for code in change.successors}
    return {
        old_code
        for code, old_code in definitions.places.old_codes()
        if code not in ended | coming | definitions.places.made_up and re.fullmatch("[0-9]{3}", old_code)
    }


def known(definitions: Definitions) -> set[str]:
    """Return the DfE's codes of every authority that there is or was."""
    return {old_code for code, old_code in definitions.places.old_codes() if code not in definitions.places.made_up}


def is_no_closer(pairs: pd.DataFrame) -> pd.Series:
    """Tell of each pair whether it is said to be no closer than the pair before it, one rank nearer."""
    closeness = pairs["closeness"].map({word: number for number, word in enumerate(CLOSENESS)})
    return ~(closeness.groupby(pairs["old_la_code"]).diff() < 0)


def name_of_another(pairs: pd.DataFrame, definitions: Definitions) -> pd.Series:
    """Return the authority's name where it is that of other authorities and not its own; missing elsewhere."""
    codes: dict[str, set[str]] = {}
    for place in definitions.places.local_authority:
        for name in place.names:
            codes.setdefault(name.casefold(), set()).add(place.old_code or "")
    is_another = [
        name.casefold() in codes and code not in codes[name.casefold()]
        for code, name in zip(pairs["old_la_code"], pairs["name"], strict=True)
    ]
    return pairs["name"].where(is_another)


def continuing(
    pairs: pd.DataFrame, before: pd.DataFrame | None, title: str, release: str, definitions: Definitions
) -> pd.DataFrame:
    """Return what the suite ``set`` is about.

    Args:
        pairs: one row per authority and neighbour.
        before: the same of the accepted set before it, if there is one.
        title: the name of that set.
        release: the release of the pairs.
        definitions: where the authorities and what became of them are.

    Returns:
        ``where``, and one of: ``missing``, the code of an authority without neighbours; ``one_closeness``, of all
        pairs, the share that are equally close; ``changed``, of the authorities in both sets, the share that kept
        fewer than four of their neighbours; ``order``, of the pairs in both sets, how alike their ranks are, from -1 to
        1.
    """
    rows: list[dict] = [
        {"where": f"authority {code}", "missing": code}
        for code in sorted(in_force(release, definitions) - set(pairs["old_la_code"]))
    ]
    commonest = pairs["closeness"].value_counts(normalize=True)
    if len(commonest):
        rows.append({"where": f"{commonest.index[0]!r}", "one_closeness": round(float(commonest.iloc[0]), 3)})
    if before is not None:
        both = pairs.merge(before, on=["old_la_code", "neighbour_old_code"]).groupby("old_la_code").size()
        ranks = pairs.merge(before, on=["old_la_code", "neighbour_old_code"], suffixes=("", "_before"))
        order = ranks["neighbour_rank"].corr(ranks["neighbour_rank_before"])
        if len(ranks) >= ENOUGH and pd.notna(order):
            rows.append({"where": f"{len(ranks)} pairs that {title} has too", "order": round(float(order), 3)})
        shared = sorted(set(pairs["old_la_code"]) & set(before["old_la_code"]))
        if shared:
            changed = float((both.reindex(shared, fill_value=0) < KEPT).mean())
            rows.append({"where": f"{len(shared)} authorities that {title} has too", "changed": round(changed, 3)})
    return pd.DataFrame(rows, columns=COLUMNS).astype({"one_closeness": float, "changed": float, "order": float})
