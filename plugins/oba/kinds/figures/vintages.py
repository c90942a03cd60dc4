"""Comparing a file with an accepted vintage of its feed, figure by figure on shared keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from oba.definitions import Definitions, Feed, Publication
from oba.definitions.feeds import breakdown
from oba.definitions.places import BoundaryChange
from oba.kinds.figures.slips import Slips, restated
from oba.vocabulary import RuleOfGate

PLACE_KEY = ["time_period", "geographic_level", "location_code"]
KEY = [*PLACE_KEY, "breakdown"]
ENOUGH_TO_COMPARE = 10  # shared figures; a share of fewer says little
ENOUGH_TO_REPLACE = 3  # figures of a sparse column; where not one of them is left it is another column
HALF = 0.5
ROUNDING = 0.51  # of the last decimal place: the same figure, rounded once more

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Vintage:
    """An accepted file of a feed: its keys, and its figures by data column in the order of the keys."""

    title: str
    release: str
    keys: pd.DataFrame  # the columns of KEY, one row per line
    texts: Columns

    @property
    def index(self) -> pd.Index:
        """The keys as texts."""
        return key_index(self.keys)


def vintage_of(cells: pd.DataFrame, title: str, release: str) -> Vintage:
    """Return a vintage from the long form of a file."""
    by_column = {str(name): part for name, part in cells.groupby("data_column", sort=False)}
    # The long form repeats the lines in one order for each data column.
    keys = next(iter(by_column.values()))[KEY].reset_index(drop=True)
    return Vintage(title, release, keys, {name: part["raw_value"].to_numpy() for name, part in by_column.items()})


def read_vintage(path: Path, title: str, release: str) -> Vintage:
    """Return a vintage from the long form that the gate in keeps."""
    return vintage_of(pd.read_parquet(path, columns=[*KEY, "data_column", "raw_value"]), title, release)


def key_index(keys: pd.DataFrame) -> pd.Index:
    """Return the key of each row as one text."""
    parts = [keys[name].fillna("").astype(object) for name in KEY]
    return pd.Index(parts[0] + "|" + parts[1] + "|" + parts[2] + "|" + parts[3])


def numbers(texts: np.ndarray) -> np.ndarray:
    """Return the figures as numbers; a symbol is missing."""
    return pd.to_numeric(pd.Series(texts), errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def share_equal(new: np.ndarray, old: np.ndarray, decimal_places: int) -> tuple[float, int]:
    """Return the share of the earlier figures that the new ones equal, and how many earlier figures there are."""
    shown = ~np.isnan(old)
    if not shown.any():
        return 0.0, 0
    return float((np.abs(new - old)[shown] <= ROUNDING * 10.0**-decimal_places).mean()), int(shown.sum())


def differences(
    new: Vintage, old: Vintage, feed: Feed, definitions: Definitions, slips: Slips | None = None
) -> pd.DataFrame:
    """Return what changed between two vintages in the periods that both hold, and from newest to newest period.

    Args:
        new: the file that is judged.
        old: the accepted one before it.
        feed: their feed.
        definitions: where the feed and the boundary changes are.
        slips: the known slips of the new one's release; without them, those of the feed.

    Returns:
        One row per place that is gone or came, and one per data column: ``where``; ``gone`` and ``came``, codes;
        ``lost``, the code of an authority that the newest period lacks; ``same_share``, of the figures on shared keys,
        missing where the series is declared to break; ``data_column`` and ``nearest_column``, the earlier column that
        its figures are nearest to.
    """
    publication = definitions.feeds[feed.feed][0]
    slips = slips or Slips(feed, new.release)
    rows = [
        *_place_rows(new, old, publication, slips),
        *_lost_authorities(new, old, publication, definitions.boundary_changes, slips),
        *_column_rows(new, old, publication, slips),
    ]
    names = ["where", "gone", "came", "lost", "same_share", "data_column", "nearest_column"]
    return pd.DataFrame(rows, columns=names).astype({"same_share": float})


def revised_figures(new: Vintage, old: Vintage) -> int:
    """Count the figures on shared keys that are not what they were."""
    here, there = _shared(new, old)
    count = 0
    for name in new.texts.keys() & old.texts.keys():
        now, then = new.texts[name][here], old.texts[name][there]
        other_text = now != then
        count += int((other_text & ~(numbers(now) == numbers(then))).sum())
    return count


def _shared(new: Vintage, old: Vintage) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of the shared keys in both vintages."""
    positions = old.index.get_indexer(new.index)
    here = np.flatnonzero(positions >= 0)
    return here, positions[here]


def _place_rows(new: Vintage, old: Vintage, publication: Publication, slips: Slips) -> list[dict]:
    now, then = (vintage.keys[PLACE_KEY].drop_duplicates() for vintage in (new, old))
    shared = set(now["time_period"]) & set(then["time_period"])
    both = then[then["time_period"].isin(shared)].merge(
        now[now["time_period"].isin(shared)], how="outer", on=PLACE_KEY, indicator="side"
    )
    rows = []
    changed = {period: publication.changed_places(old.release, new.release, period) for period in shared}
    sides: list[tuple[str, str, int, RuleOfGate]] = [
        ("left_only", "gone", 0, "place_gone"),
        ("right_only", "came", 1, "place_came"),
    ]
    for side, change, number, rule in sides:
        for code, found in both[both["side"] == side].groupby("location_code")["time_period"]:
            periods = sorted({period for period in found if code not in changed[period][number]})
            if periods and not slips.excuses_place(rule, code, periods):
                rows.append({"where": f"periods {', '.join(periods)}, compared with {old.title}", change: code})
    return rows


def _lost_authorities(
    new: Vintage, old: Vintage, publication: Publication, changes: tuple[BoundaryChange, ...], slips: Slips
) -> Iterator[dict]:
    """Find the authorities of the newest period before that the newest period now lacks, and no change ended."""
    feed = slips.feed
    number = feed.periods.family.number_of
    before, now = (max(vintage.keys["time_period"].unique(), key=number) for vintage in (old, new))
    if number(now) <= number(before):
        return  # the same period is compared place by place
    day = feed.period(now).last_day
    ended = {code for change in changes if change.effective <= day for code in change.predecessors}
    declared, _ = publication.changed_places(old.release, new.release, now)
    lost = _authorities(old, before) - _authorities(new, now)
    for code in sorted(lost - ended - declared):
        if slips.excuses_place("authority_lost", code, [now]):
            continue
        yield {"where": f"period {now}, compared with {before} of {old.title}", "lost": code}


def _authorities(vintage: Vintage, period: str) -> set[str]:
    keys = vintage.keys
    at = (keys["time_period"] == period) & (keys["geographic_level"] == "Local authority")
    return set(keys.loc[at, "location_code"])


def _column_rows(new: Vintage, old: Vintage, publication: Publication, slips: Slips) -> list[dict]:
    feed = slips.feed
    here, there = _shared(new, old)
    then = {name: numbers(texts[there]) for name, texts in old.texts.items()}
    now = {name: numbers(texts[here]) for name, texts in new.texts.items() if name in then}
    keys = new.keys.iloc[here]
    same, broken = _without_broken(_without_slips("same_figures", now, then, keys, slips), keys, old, new, feed)
    if publication.made_from == "records":
        # What control hides depends on every other count, so a figure that is hidden now was not replaced.
        same = {name: np.where(np.isnan(now[name]), np.nan, figures) for name, figures in same.items()}
    near = _without_slips("nearest_column", now, then, keys, slips)
    rows = []
    for name, figures in now.items():
        share, count = share_equal(figures, same[name], feed.columns[name].decimal_places)
        if count < ENOUGH_TO_COMPARE and not _is_replaced(figures, same[name], share, count):
            continue
        resembled = _swapped_with(name, now, near)
        if resembled is None and share < HALF:
            resembled = _far_nearer(figures, near, name)
        rows.append(
            {
                "where": f"column {name}, {count} figures shared with {old.title}",
                "same_share": None if name in broken else round(share, 3),
                "data_column": name,
                "nearest_column": resembled or name,
            }
        )
    return rows


def _without_broken(
    then: Columns, keys: pd.DataFrame, old: Vintage, new: Vintage, feed: Feed
) -> tuple[Columns, set[str]]:
    """Return the earlier figures without those that were made anew, and the columns of which all were.

    Made anew are figures of periods that a release restated, and those at members whose series breaks.
    """
    anew, broken = restated(keys, feed, old.release, new.release), set[str]()
    found = {name: np.where(anew[name], np.nan, figures) for name, figures in then.items()}
    for each in feed.breaks_between(old.release, new.release):
        columns = [name for name in feed.broken_by(each) if name in found]
        if not each.where:
            broken.update(columns)
            continue
        at = keys["breakdown"].isin([breakdown(row) for row in feed.chosen_combinations(each.where)]).to_numpy()
        found |= {name: np.where(at, np.nan, found[name]) for name in columns}
    return found, broken


def _without_slips(rule: RuleOfGate, now: Columns, then: Columns, keys: pd.DataFrame, slips: Slips) -> Columns:
    """Return the earlier figures without those that a known slip excuses from being compared."""
    found = dict(then)
    for name, figures in now.items():
        other = pd.Series(~(figures == then[name]) & ~np.isnan(then[name]), name=name)
        found[name] = np.where(other & ~slips.excuse(rule, keys, other), np.nan, then[name])
    return found


def _is_replaced(now: np.ndarray, then: np.ndarray, share: float, count: int) -> bool:
    """Tell whether a column of few figures kept none of them: a revision seldom changes three, or hides all."""
    all_hidden = count > 0 and bool(np.isnan(now[~np.isnan(then)]).all())
    return share == 0 and (all_hidden or count >= ENOUGH_TO_REPLACE)


def _swapped_with(name: str, now: Columns, then: Columns) -> str | None:
    """Return the column with which a column fits the earlier figures better crossed than straight."""
    own = _share_same(now[name], then[name])
    if own == 1:
        return None
    for other in now.keys() - {name}:
        straight = own + _share_same(now[other], then[other])
        if _share_same(now[name], then[other]) + _share_same(now[other], then[name]) > straight:
            return other
    return None


def _share_same(now: np.ndarray, then: np.ndarray) -> float:
    return float((now == then).sum() / max((~np.isnan(then)).sum(), 1))


def _far_nearer(now: np.ndarray, then: Columns, own: str) -> str | None:
    """Return the earlier column that figures are more than twice as near to as to their own column."""
    distances = {name: _distance(now, figures) for name, figures in then.items()}
    nearest = min(distances, key=distances.__getitem__)
    can_be_compared = np.isfinite(distances[own])
    return nearest if can_be_compared and distances[nearest] < distances[own] / 2 else None


def _distance(now: np.ndarray, then: np.ndarray) -> float:
    both = ~np.isnan(now) & ~np.isnan(then)
    if both.sum() < ENOUGH_TO_COMPARE:
        return float("inf")
    return float(np.median(np.abs(now - then)[both] / np.maximum(np.abs(then[both]), 1)))
