"""How the figures of one file fit each other: within their bounds, parts within wholes, places within larger places.

Everything is worked out for all lines at once. Each function returns one row per figure or sum that does not fit, or,
where all fit, one for the nearest to not fitting, so that the suites have something to judge of every rule.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oba.definitions import Feed
from oba.definitions.feeds import AddsUp, Relation
from oba.definitions.measures import Symbol
from oba.gates import LINE
from oba.kinds.figures.slips import Slips
from oba.vocabulary import RuleOfGate

LONDON, PARTS_OF_LONDON, ENGLAND = "E12000007", ("E13000001", "E13000002"), "E92000001"
WITHOUT_RETURN = ("not_available", "low_reliability")  # reasons for a place that larger places may count all the same
BEYOND = {"sum": "beyond_total", "within": "beyond_whole"}  # column of the frame, by kind of relation
RULES: dict[str, RuleOfGate] = {  # that a known slip names, by column of the frame
    "beyond_place": "places_sum",
    "beyond_total": "parts_sum",
    "beyond_whole": "part_within_whole",
    "beyond_share": "percentage_of_counts",
}
PLACES_KEPT = 20  # of those that do not fit, for one rule and data column
ENOUGH_TO_BE_MOST = 3  # percentages of a report
A_POINT = 1.0  # of a percentage: reports round as they like
EPSILON = 1e-6  # of adding decimals in binary


@dataclass(frozen=True)
class Figures:
    """The data columns of a file as numbers, one row per line; all frames have the columns of ``value``."""

    rows: pd.DataFrame  # time, place and filters
    value: pd.DataFrame  # 0 where there is no figure
    shown: pd.DataFrame  # True where there is one
    unknown: pd.DataFrame  # True where a symbol may stand for a count
    hidden: pd.DataFrame  # True where a symbol stands for a count that the larger place holds
    decimals: dict[str, int]  # most decimal places of a figure, by column
    slips: Slips  # the known ones, of which cells are not told as misfits


def figures_of(rows: pd.DataFrame, feed: Feed, symbols: Iterable[Symbol], slips: Slips) -> Figures:
    """Read the cells of a file whose cells are all numbers or known symbols.

    Args:
        rows: the frame of ``with_place_and_period``.
        feed: the feed; its known gaps say which places without a figure their larger places count all the same.
        symbols: the symbols that may stand in place of a figure.
        slips: the known slips of the feed in this release.
    """
    reasons = {symbol.symbol: symbol.reason for symbol in symbols}
    value, shown, suppressed, absent, decimals = {}, {}, {}, {}, {}
    for name in (name for name in feed.columns if name in rows):
        codes, texts = pd.factorize(rows[name])  # far fewer texts than cells
        found = [reasons.get(text) for text in texts]
        numbers = np.array([np.nan if reason else float(text) for text, reason in zip(texts, found, strict=True)])
        places = np.array(
            [0 if reason else len(text.partition(".")[2]) for text, reason in zip(texts, found, strict=True)], dtype=int
        )[codes]
        many = pd.Series(places > feed.columns[name].decimal_places, index=rows.index, name=name)
        excused = many & ~slips.excuse("decimal_places", rows, many)
        decimals[name] = int(places[~excused].max(initial=0))
        shown[name] = ~np.isnan(numbers)[codes]
        value[name] = np.nan_to_num(numbers)[codes]
        suppressed[name] = np.array([reason == "suppressed" for reason in found])[codes]
        absent[name] = np.array([reason in WITHOUT_RETURN for reason in found])[codes]
    frames = [pd.DataFrame(cells, index=rows.index) for cells in (value, shown, suppressed, absent)]
    # Of a place without a return, only a declared gap says that the larger place counts it.
    hidden = frames[2] | (frames[3] & _known_gaps(rows, feed, frames[3]))
    return Figures(rows, frames[0], frames[1], frames[2] | frames[3], hidden, decimals, slips)


def misfits(figures: Figures, feed: Feed, release: str) -> pd.DataFrame:
    """Return what the suite ``figures`` is about.

    Returns:
        ``where``, in words. Of a data column: ``figure`` with ``least`` and ``greatest``; ``decimals`` with
        ``most_decimals``. Of a sum, how far it is from its whole beyond rounding, 0 or less where it fits:
        ``beyond_place``, ``beyond_total`` or ``beyond_whole``; of a percentage, how far it is from what its two counts
        can be after rounding, in points: ``beyond_share``. Of a percentage of a report whose misfits are listed, the
        share of its figures that are over a point from what their counts make: ``contradicted``.
    """
    entries = [*_columns(figures, feed)]
    if feed.adds_up is not None and feed.adds_up.misfits == "refused":
        entries += _places(figures, feed, feed.adds_up)
        for relation in feed.adds_up.relations:
            entries += _related(figures, feed, feed.adds_up, relation, release)
    elif feed.adds_up is not None:
        shares = [relation for relation in feed.adds_up.relations if relation.kind == "share"]
        found = [row["beyond"] for each in shares for row in _shares(figures, feed, feed.adds_up, each)]
        entries += _mostly(np.concatenate([*found, np.array([])]))
    names = ["figure", "least", "greatest", "decimals", "most_decimals"]
    names += ["beyond_place", "beyond_total", "beyond_whole", "beyond_share", "contradicted"]
    return pd.DataFrame(entries, columns=["where", *names]).astype(dict.fromkeys(names, float))


def _known_gaps(rows: pd.DataFrame, feed: Feed, absent: pd.DataFrame) -> pd.DataFrame:
    known = pd.DataFrame(False, index=absent.index, columns=absent.columns)
    adds_up = feed.adds_up or AddsUp.model_construct()
    for gap in adds_up.known_gaps:
        at = rows["location_code"].isin(gap.places) & rows["time_period"].isin(gap.periods)
        known.loc[at, [name for name in gap.columns or adds_up.columns if name in absent]] = True
    return known


def _columns(figures: Figures, feed: Feed) -> Iterator[dict]:
    lines = figures.rows[LINE].to_numpy()
    for name in figures.value:
        column = feed.columns[name]
        yield {
            "where": f"column {name}",
            "decimals": figures.decimals[name],
            "most_decimals": column.decimal_places,
        }
        shown, value = figures.shown[name], figures.value[name]
        least, greatest = column.bounds
        beyond: dict[RuleOfGate, pd.Series] = {"below_least": value < least, "above_greatest": value > greatest}
        wrong = [figures.slips.excuse(rule, figures.rows, shown & cells) for rule, cells in beyond.items()]
        outside = np.flatnonzero(wrong[0] | wrong[1])[:PLACES_KEPT]
        inside = np.flatnonzero(shown & value.between(least, greatest))
        among = value.iloc[inside]
        extremes = [inside[among.argmin()], inside[among.argmax()]] if inside.size else []
        for row in outside if outside.size else extremes:
            where = f"line {lines[row]}, column {name}"
            yield {"where": where, "figure": value.iloc[row], "least": least, "greatest": greatest}


def _places(figures: Figures, feed: Feed, adds_up: AddsUp) -> Iterator[dict]:
    """Authorities against their region, Inner and Outer London against London, the nine regions against England."""
    rows, columns = figures.rows, [name for name in adds_up.columns if name in figures.value]
    code = rows["location_code"]
    regional = rows["geographic_level"] == "Regional"
    part_of_london = code.isin(PARTS_OF_LONDON)
    larger = pd.Series(
        np.select(
            [rows["geographic_level"] == "Local authority", regional & part_of_london, regional],
            [rows["region_code"], LONDON, ENGLAND],
            None,
        ),
        index=rows.index,
    )
    counted = np.logical_and.reduce(
        [np.ones(len(rows), dtype=bool)] + [~rows[name].isin(texts) for name, texts in adds_up.not_summed.items()]
    )
    names = ["time_period", *feed.filters]
    own = steps(figures, feed, adds_up, columns)
    chosen = counted & pd.notna(larger)
    # Both halves in one list, so that a place has one number as a part's larger place and as itself.
    twice = _ids(*(pd.concat([rows[name], rows[name]]) for name in names), pd.concat([larger, code]))
    of_larger, itself = twice[: len(rows)], twice[len(rows) :]
    parts = _sum(figures, figures.hidden, columns, own, chosen, of_larger)
    wholes = counted & rows["geographic_level"].isin(["Regional", "National"]).to_numpy()
    yield from _compare(figures, wholes, itself, parts, own[wholes], "beyond_place", "the places in")


def _related(figures: Figures, feed: Feed, adds_up: AddsUp, relation: Relation, release: str) -> Iterator[dict]:
    if relation.kind == "share":
        yield from _shares(figures, feed, adds_up, relation)
        return
    if relation.filter is None:
        yield from _related_columns(figures, feed, adds_up, relation)
        return
    rows = figures.rows
    columns = [name for name in adds_up.columns if name in figures.value]
    members = feed.filters[relation.filter].members
    parts_there = [text for text in relation.parts if members[text].is_in(release)]
    others = [name for name in feed.filters if name != relation.filter]
    ids = _ids(*(rows[name] for name in ["time_period", "location_code", *others]))
    own = steps(figures, feed, adds_up, columns)
    wholes = (rows[relation.filter] == relation.whole).to_numpy()
    whole_or_each = [parts_there] if relation.kind == "sum" else [[text] for text in parts_there]
    for texts in whole_or_each:
        chosen = rows[relation.filter].isin(texts).to_numpy()
        parts = _sum(figures, figures.unknown, columns, own, chosen, ids)
        said = f"{' + '.join(texts)} of"
        yield from _compare(figures, wholes, ids, parts, own[wholes], BEYOND[relation.kind], said)


def _related_columns(figures: Figures, feed: Feed, adds_up: AddsUp, relation: Relation) -> Iterator[dict]:
    if relation.whole not in figures.value:
        return
    there = [name for name in relation.parts if name in figures.value]
    groups = [there] if relation.kind == "sum" else [[name] for name in there]
    whole, shown = figures.value[relation.whole].to_numpy(), figures.shown[relation.whole].to_numpy()
    for names in groups:
        total = figures.value[names].sum(axis=1).to_numpy()
        complete = figures.shown[names].all(axis=1).to_numpy()
        apart = steps(figures, feed, adds_up, [relation.whole, *names]).sum(axis=1).to_numpy() / 2 + EPSILON
        told_of = relation.whole if relation.kind == "sum" else names[0]
        # A symbol in the row may hide a part, so only a row of figures has to reach its whole.
        beyond = np.where(complete & (relation.kind == "sum"), np.abs(total - whole), total - whole) - apart
        said = f"{' + '.join(names)} and {relation.whole} of"
        amounts = _together(total, whole)
        lines = figures.rows
        yield from _worst(figures, told_of, beyond, np.flatnonzero(shown), lines, said, amounts, BEYOND[relation.kind])


def _shares(figures: Figures, feed: Feed, adds_up: AddsUp, relation: Relation) -> Iterator[dict]:
    """Compare percentages with the least and the greatest that their two counts were before rounding."""
    part, whole = (relation.count, relation.count) if relation.filter else (relation.parts[0], relation.whole)
    percentage = relation.percentage
    if percentage is None or part is None or whole is None or not {percentage, part, whole} <= set(figures.value):
        return
    upper, lower = _rows_of_share(figures.rows, feed, relation)
    lines = figures.rows.iloc[upper]
    half = steps(figures, feed, adds_up, list(dict.fromkeys([part, whole]))) / 2
    number, number_half = figures.value[part].to_numpy()[upper], half[part].to_numpy()[upper]
    out_of, out_of_half = figures.value[whole].to_numpy()[lower], half[whole].to_numpy()[lower]
    given = figures.value[percentage].to_numpy()[upper]
    with np.errstate(divide="ignore", invalid="ignore"):
        least = 100 * (number - number_half) / (out_of + out_of_half)
        # A whole that may be nothing before rounding sets no greatest share.
        greatest = np.where(out_of > out_of_half, 100 * (number + number_half) / (out_of - out_of_half), np.inf)
    rounding = 10.0 ** -feed.columns[percentage].decimal_places / 2 + EPSILON
    beyond = np.maximum(least - given, given - greatest) - rounding
    shown = figures.shown
    usable = shown[percentage].to_numpy()[upper] & shown[part].to_numpy()[upper]
    usable &= shown[whole].to_numpy()[lower] & (out_of > 0)
    if adds_up.misfits == "listed":
        yield {"beyond": beyond[usable]}
        return
    said = f"column {percentage} of"
    members = lines[relation.filter].to_numpy() if relation.filter else np.full(len(lines), part)

    def amounts(row: int) -> str:
        return f"{members[row]} {number[row]:,.10g} of {out_of[row]:,.10g} beside {given[row]:.10g}%"

    yield from _worst(figures, percentage, beyond, np.flatnonzero(usable), lines, said, amounts, "beyond_share")


def _mostly(beyond: np.ndarray) -> Iterator[dict]:
    """Tell how many percentages of a report are not those of their counts: one is a misprint, most are a slip here."""
    if len(beyond) >= ENOUGH_TO_BE_MOST:
        share = float((beyond > A_POINT).mean())
        yield {
            "where": f"{len(beyond)} percentages with their counts",
            "contradicted": round(share, 3),
        }


def _rows_of_share(rows: pd.DataFrame, feed: Feed, relation: Relation) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the rows of the numerators, and of that of each one's denominator."""
    if relation.filter is None:
        return np.arange(len(rows)), np.arange(len(rows))
    others = [name for name in feed.filters if name != relation.filter]
    ids = _ids(*(rows[name] for name in ["time_period", "location_code", *others]))
    parts = np.flatnonzero(rows[relation.filter].isin(relation.parts))
    wholes = np.flatnonzero(rows[relation.filter] == relation.whole)
    found = pd.Index(ids[wholes]).get_indexer(ids[parts])
    return parts[found >= 0], wholes[found[found >= 0]]


def steps(figures: Figures, feed: Feed, adds_up: AddsUp | None, columns: list[str]) -> pd.DataFrame:
    """Return the unit to which each figure of some columns is rounded; 0 where a count is exact."""
    larger = figures.rows["geographic_level"] != "Local authority"
    steps = {}
    for name in columns:
        places = feed.columns[name].decimal_places
        own = 10.0**-places if places else 0.0
        rounded = adds_up.rounded_to if adds_up and adds_up.rounded_to and name in adds_up.columns else own
        steps[name] = np.where(larger, float(rounded), own)
    return pd.DataFrame(steps, index=figures.rows.index)


def _ids(*keys: pd.Series) -> np.ndarray:
    """Number the rows by their keys: equal keys, equal numbers."""
    ids: np.ndarray = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        codes, texts = pd.factorize(key)
        ids = ids * (len(texts) + 1) + codes + 1
    return ids


def _sum(
    figures: Figures,
    hidden: pd.DataFrame,
    columns: list[str],
    own: pd.DataFrame,
    chosen: np.ndarray,
    ids: np.ndarray,
) -> dict[str, pd.DataFrame]:
    """Sum the chosen lines by key: the figures, how many of them are hidden, and the units of their rounding."""
    frames = {"total": figures.value, "hidden": hidden, "steps": own}
    return {name: frame.loc[chosen, columns].groupby(ids[chosen], sort=False).sum() for name, frame in frames.items()}


def _compare(
    figures: Figures,
    wholes: np.ndarray,
    ids: np.ndarray,
    parts: dict[str, pd.DataFrame],
    whole_steps: pd.DataFrame,
    beyond_column: str,
    said: str,
) -> Iterator[dict]:
    """Compare the figures of the whole lines with the sums of their parts, column by column."""
    found = {name: frame.reindex(ids[wholes]) for name, frame in parts.items()}
    lines = figures.rows[wholes]
    for name in whole_steps:
        whole = figures.value.loc[wholes, name].to_numpy()
        total, hidden = found["total"][name].to_numpy(), found["hidden"][name].to_numpy()
        rounding = (found["steps"][name].to_numpy() + whole_steps[name].to_numpy()) / 2 + EPSILON
        # Parts of which one is hidden may be less than their whole; never may they be more.
        has_to_reach = (hidden == 0) & (beyond_column != BEYOND["within"])
        beyond = np.where(has_to_reach, np.abs(total - whole), total - whole) - rounding
        usable = np.flatnonzero(figures.shown.loc[wholes, name].to_numpy() & ~np.isnan(total))
        amounts, where = _together(total, whole), f"column {name}, {said}"
        yield from _worst(figures, name, beyond, usable, lines, where, amounts, beyond_column)


def _together(total: np.ndarray, whole: np.ndarray) -> Callable[[int], str]:
    return lambda row: f"together {total[row]:,.10g} beside {whole[row]:,.10g}"


def _worst(
    figures: Figures,
    column: str,
    beyond: np.ndarray,
    usable: np.ndarray,
    lines: pd.DataFrame,
    said: str,
    amounts: Callable[[int], str],
    beyond_column: str,
) -> Iterator[dict]:
    if not usable.size:
        return
    order = usable[np.argsort(-beyond[usable], kind="stable")]
    wrong, fits = order[beyond[order] > 0], order[beyond[order] <= 0]
    wrong = wrong[figures.slips.excuse(RULES[beyond_column], lines.iloc[wrong], pd.Series(True, wrong, name=column))]
    for row in wrong[:PLACES_KEPT] if wrong.size else fits[:1]:
        line = lines.iloc[row]
        where = f"line {line[LINE]}, {said} {line['location_name']} in {line['time_period']}, {amounts(row)}"
        yield {"where": where, beyond_column: round(float(beyond[row]), 3)}
