"""Proposing what a new column or member may be: the evidence, and the YAML to paste if a person agrees.

What is proposed holds for the release that is gated and those beyond it, so that what was served before still passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd
import yaml

from oba.definitions import Definitions, Feed
from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds import Filter, Published
from oba.gates import Failure
from oba.kinds.figures import frames
from oba.kinds.figures.resemblance import (
    NOT_AT_ALL,
    Scored,
    best_pairs,
    can_hold,
    holds_figures,
    like_figures,
    like_name,
    like_texts,
    scale_of,
)
from oba.kinds.figures.vintages import ENOUGH_TO_COMPARE, KEY, ROUNDING, Vintage, key_index, numbers
from oba.periods import release_order

CANDIDATES = 50  # columns or members looked at; a file with more new ones is another file altogether
SPLIT = 0.8  # share of earlier figures that the sum of new members has to be
MOST_PARTS = 3  # of a member that was split, or one less where there are more than a few new members
FEW = 12
WHY = "The evidence is given so that a person can decide; nothing is renamed by itself."
PASTE = "if you agree, write what is given in place of what stands at the line given; gate again."


@dataclass(frozen=True)
class Drift:
    """A file that is not as its feed declares, and what it may be compared with."""

    published: pd.DataFrame  # under the canonical names of the columns that are declared
    feed: Feed
    release: str
    definitions: Definitions
    vintage: Vintage | None  # an accepted vintage of the feed

    @property
    def without(self) -> str:
        """Why figures cannot be compared."""
        return "its figures cannot be compared" if self.vintage else "there is no other accepted vintage"

    @property
    def ranged(self) -> dict[str, str]:
        """The releases that a proposal is about: this one and those beyond it, away from the vintage."""
        is_older = self.vintage is not None and release_order(self.release) < release_order(self.vintage.release)
        return {"last_release" if is_older else "first_release": self.release}

    @property
    def ended(self) -> dict[str, str]:
        """The releases of what this one lacks: those up to the vintage, or from it on."""
        other = self.vintage.release if self.vintage else "the last release that has it"
        return {"first_release" if "last_release" in self.ranged else "last_release": other}

    @property
    def symbols(self) -> set[str]:
        """The symbols that may stand in place of a figure."""
        return {symbol.symbol for symbol in self.definitions.symbols}

    def line(self, *location: str) -> str:
        """Return the file and line of something in the feed's definition."""
        return self.definitions.place_of(self.feed, *location)


def column_proposals(
    published: pd.DataFrame, feed: Feed, release: str, definitions: Definitions, vintage: Vintage | None
) -> list[Failure]:
    """Return what each missing declared column may be called now, or that it is gone.

    Args:
        published: the file under the canonical names of the columns that are declared.
        feed: its feed.
        release: its release.
        definitions: where the feed is defined.
        vintage: an accepted vintage of the feed, if there is one.
    """
    drift = Drift(published, feed, release, definitions, vintage)
    missing = [name for name in feed.declared if name not in published and name not in feed.optional_columns(release)]
    new = [name for name in published if name not in {*feed.declared, *TIME_AND_PLACE, "source_row"}][:CANDIDATES]
    if not missing:
        return []
    texts = [name for name in new if not holds_figures(published[name], drift.symbols)]
    moved = _texts_moved(drift, texts)
    figures = [name for name in missing if name in feed.columns]
    left = [name for name in new if name not in {column for column, _ in moved.values()}]
    keys = _keys(drift, {name: column for name, (column, _) in moved.items()}) if figures and left else None
    renamed = best_pairs(figures, left, partial(_like_column, drift, keys))
    gone = [name for name in missing if name not in moved and name not in renamed]
    return [
        *_renamed("column", _column_words(drift, renamed | moved, missing)),
        *_moved(drift, moved),
        *_gone("column", (_gone_column(drift, name) for name in gone)),
    ]


def member_proposals(
    published: pd.DataFrame, feed: Feed, release: str, definitions: Definitions, vintage: Vintage | None
) -> list[Failure]:
    """Return what each missing member of a filter may be called now, or that it was split, and authorities recoded.

    See ``column_proposals``.
    """
    drift = Drift(published, feed, release, definitions, vintage)
    moved = _texts_moved(drift, [])
    if moved:
        return _moved(drift, moved)
    undeclared = frames.undeclared_members(published, feed, release)
    renamed, split, gone = [], [], []
    for name, missing in frames.missing_members(published, feed, release).items():
        new = [text for text in undeclared[name] if isinstance(text, str)][:CANDIDATES]
        parts = {member: found for member in missing if (found := _parts(drift, name, member, new)) is not None}
        split += [_split_words(drift, name, member, *found) for member, found in parts.items()]
        whole = [member for member in missing if member not in parts]
        free = [text for text in new if not any(text in texts for texts, _ in parts.values())]
        likely = best_pairs(whole, free, partial(_like_member, drift, name))
        renamed += [_member_words(drift, name, member, text, said) for member, (text, said) in likely.items()]
        gone += [_gone_member(drift, name, member) for member in whole if member not in likely]
    return [*_renamed("member", renamed), *_split(split), *_gone("member", gone), *_recoded(_new_codes(drift))]


# What may have happened, as failures.


def _renamed(what: str, places: list[str]) -> list[Failure]:
    return _failure(f"a vanished {what} may be renamed", WHY, PASTE, places)


def _moved(drift: Drift, moved: dict[str, tuple[str, str]]) -> list[Failure]:
    """Tell what a column under the name of another one holds."""
    feed = drift.feed
    taken = {column for column, _ in moved.values() if column in feed.declared}
    places = [
        f"column {column!r} holds what {name!r} held: {said}; at {drift.line(_section(feed, name), name)} "
        f"write {_names(drift, feed.declared[name], column)}"
        for name, (column, said) in moved.items()
        if column in taken or name in taken
    ]
    why = "A filter that is read under another's name puts every figure under the wrong members."
    return _failure(
        "a filter's content may have moved to another column", why, f"write all of them, or none; {PASTE}", places
    )


def _split(places: list[str]) -> list[Failure]:
    why = "The new members sum to the old one, so neither of them is its new name."
    mend = (
        "if you agree, add the lines given; a measure of the old member ends with it, unless it is made from what the "
        "publisher gives still. Gate again."
    )
    return _failure("a vanished member may be split", why, mend, places)


def _recoded(places: list[str]) -> list[Failure]:
    why = "An area that goes on under another code keeps its curve, cards and forecasts by a recode."
    return _failure("an authority may have a new code", why, "if you agree, add both lines; gate again.", places)


def _gone(what: str, places: Iterator[str] | list[str]) -> list[Failure]:
    why = "Nothing new in the file has its figures, at a unit and scale that fit."
    mend = "if the publisher no longer gives it, add the field given; otherwise ask the publisher."
    return _failure(f"a vanished {what} may be given no more", why, mend, list(places))


def _failure(rule: str, why: str, mend: str, places: list[str]) -> list[Failure]:
    return [Failure(rule, why, mend, len(places), tuple(places))] if places else []


def _column_words(drift: Drift, found: dict[str, tuple[str, str]], missing: list[str]) -> list[str]:
    feed, places = drift.feed, []
    for name in (name for name in missing if name in found):
        new, said = found[name]
        if new in feed.declared:
            continue  # told as moved
        where = drift.line(_section(feed, name), name)
        places.append(
            f"column {name!r} is missing and {new!r} is new: {said}; if it is a rename, write "
            f"{_names(drift, feed.declared[name], new)} at {name!r} in {where}"
        )
    return places


def _member_words(drift: Drift, name: str, member: str, text: str, said: str) -> str:
    declared = drift.feed.filters[name].members[member]
    return (
        f"{name} member {member!r} is missing and {text!r} is new: {said}; if it is a rename, write "
        f"{_names(drift, declared, text)} at {member!r} in {drift.line('filters', name, 'members', member)}"
    )


def _split_words(drift: Drift, name: str, member: str, parts: tuple[str, ...], said: str) -> str:
    lines = [f"{_yaml(text)}: {_flow(drift.ranged)}" for text in parts]
    where = drift.line("filters", name, "members", member)
    return (
        f"{name} member {member!r} is missing and {' and '.join(map(repr, parts))} are new: {said}; add "
        f"{_fields(drift.ended)} to {member!r} in {where}, and beneath it {', '.join(lines)}"
    )


def _gone_column(drift: Drift, name: str) -> str:
    section = _section(drift.feed, name)
    where = drift.line(section, name)
    if section != "columns":
        return f"{section.removesuffix('s')} {name!r} is missing, and no new column holds its texts; see {where}"
    made = [
        measure.measure
        for measure in drift.definitions.measures
        if any(source.feed == drift.feed.feed and source.column == name for source in measure.sources)
    ]
    ends = f"; {', '.join(made)} would end there" if made else ""
    return f"column {name!r} is missing: add {_fields(drift.ended)} at {name!r} in {where}{ends}"


def _gone_member(drift: Drift, name: str, member: str) -> str:
    where = drift.line("filters", name, "members", member)
    made = [
        measure.measure
        for measure in drift.definitions.measures
        if any(source.feed == drift.feed.feed and source.where.get(name) == member for source in measure.sources)
    ]
    ends = f"; {', '.join(made)} would end there" if made else ""
    return f"{name} member {member!r} is missing: add {_fields(drift.ended)} to {member!r} in {where}{ends}"


# The YAML of a proposal.


def _names(drift: Drift, declared: Published, new: str) -> str:
    """Return the field ``published_as`` with a new name beside those that there are."""
    kept = [name.model_dump(exclude_none=True) if name.is_dated else name.name for name in declared.published_as]
    return f"published_as: {_flow([*kept, {'name': new} | drift.ranged])}"


def _fields(fields: dict[str, str]) -> str:
    return _flow(fields)[1:-1]


def _flow(value: object) -> str:
    """Return a value as YAML in one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True, sort_keys=False).strip()


def _yaml(text: str) -> str:
    return _flow([text])[1:-1]


def _section(feed: Feed, name: str) -> str:
    return next(part for part in ("filters", "attributes", "columns") if name in getattr(feed, part))


# The evidence.


def _texts_moved(drift: Drift, new: list[str]) -> dict[str, tuple[str, str]]:
    """Return the column that each filter or attribute seems to be in, where that is not the one under its name."""
    published, feed = drift.published, drift.feed
    declared = {**feed.filters, **feed.attributes}
    lost = [
        name
        for name in declared
        if name not in published or not _known_texts(feed, name) & set(published[name].dropna().unique())
    ]
    candidates = [*new, *(name for name in lost if name in published)]

    def score(name: str, candidate: str) -> Scored:
        by_texts = like_texts(_known_texts(feed, name), published[candidate], name, candidate)
        if by_texts != NOT_AT_ALL or candidate in declared:
            return NOT_AT_ALL if candidate == name else by_texts
        return like_name(name, candidate, "no new column holds its declared texts")

    return best_pairs(lost, candidates, score)


def _known_texts(feed: Feed, name: str) -> set[str]:
    if name in feed.attributes:
        return set(feed.attributes[name].values)
    return _texts_of(feed.filters[name])


def _texts_of(declared: Filter) -> set[str]:
    """Return every text under which any release publishes a member."""
    members = declared.members.items()
    return {text for member, fields in members for text in (member, *(name.name for name in fields.published_as))}


def _keys(drift: Drift, moved: dict[str, str]) -> pd.Index | None:
    """Return the key of each row, with moved filters read as what they probably are; None where that cannot be."""
    if drift.vintage is None:
        return None
    published, feed = drift.published, drift.feed
    filters = {name: published[moved.get(name, name)] for name in feed.filters if moved.get(name, name) in published}
    if len(filters) < len(feed.filters) or not set(TIME_AND_PLACE) <= set(published):
        return None
    guessed = {name: cells.replace(_guessed(drift, name, cells)) for name, cells in filters.items()}
    rows = published.assign(**guessed)
    rows = frames.with_place_and_period(frames.with_canonical_members(rows, feed, drift.release), feed)
    return key_index(rows.assign(breakdown=frames.breakdowns(rows, feed))[KEY])


def _guessed(drift: Drift, name: str, cells: pd.Series) -> dict[str, str]:
    """Return the members that undeclared texts of a filter are most alike to, so that rows can be compared at all."""
    known = drift.feed.filters[name].canonical_members(drift.release)
    texts = [text for text in cells.dropna().unique() if isinstance(text, str)]
    found = {known[text] for text in texts if text in known}
    free = [member for member in dict.fromkeys(known.values()) if member not in found]
    pairs = best_pairs(
        free, [text for text in texts if text not in known], lambda member, text: like_name(member, text, "")
    )
    return {text: member for member, (text, _) in pairs.items()}


def _like_column(drift: Drift, keys: pd.Index | None, name: str, candidate: str) -> Scored:
    """Score a new column for a missing data column."""
    column, cells = drift.feed.columns[name], drift.published[candidate]
    if not holds_figures(cells, drift.symbols) or not can_hold(column, candidate, cells):
        return NOT_AT_ALL
    vintage = drift.vintage
    if vintage is None or keys is None or name not in vintage.texts:
        return like_name(name, candidate, drift.without)
    positions = vintage.index.get_indexer(keys)
    shared = positions >= 0
    if not shared.any():
        return like_name(name, candidate, drift.without)
    now, then = numbers(cells.to_numpy()[shared]), numbers(vintage.texts[name][positions[shared]])
    return like_figures(now, then, column.decimal_places, vintage.title, (repr(candidate), f"the {name!r}"))


def _aligned(
    drift: Drift, vintage: Vintage, name: str, member: str, text: str
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return which lines of the vintage a new member's lines would continue as a missing one, and its figures there."""
    feed = drift.feed
    rows = drift.published[drift.published[name] == text]
    others = {other: _guessed(drift, other, drift.published[other]) for other in feed.filters if other != name}
    rows = rows.assign(**{other: rows[other].replace(texts) for other, texts in others.items()}, **{name: member})
    rows = frames.with_place_and_period(frames.with_canonical_members(rows, feed, drift.release), feed)
    positions = vintage.index.get_indexer(key_index(rows.assign(breakdown=frames.breakdowns(rows, feed))[KEY]))
    there: np.ndarray = np.zeros(len(vintage.keys), dtype=bool)
    there[positions[positions >= 0]] = True
    figures = {}
    for column in vintage.texts.keys() & set(rows):
        figures[column] = np.full(len(there), np.nan)
        figures[column][positions[positions >= 0]] = numbers(rows[column].to_numpy())[positions >= 0]
    return there, figures


def _like_member(drift: Drift, name: str, member: str, text: str) -> Scored:
    """Score a new member for a missing one, over all data columns."""
    if drift.vintage is None:
        return like_name(member, text, drift.without)
    there, figures = _aligned(drift, drift.vintage, name, member, text)
    if not there.any() or not figures:
        return like_name(member, text, drift.without)
    # In units of the last decimal place, so that columns of other units can be compared as one.
    steps = {column: 10.0 ** drift.feed.columns[column].decimal_places for column in figures}
    now = np.concatenate([figures[column][there] * steps[column] for column in figures])
    then = np.concatenate([numbers(drift.vintage.texts[column])[there] * steps[column] for column in figures])
    return like_figures(now, then, 0, drift.vintage.title, (repr(text), f"the {member!r}"))


def _parts(drift: Drift, name: str, member: str, new: list[str]) -> tuple[tuple[str, ...], str] | None:
    """Return the new members whose counts sum to those of a missing one, with the evidence, if there are any."""
    vintage, feed = drift.vintage, drift.feed
    if vintage is None or len(new) < 2:
        return None
    aligned = {text: _aligned(drift, vintage, name, member, text)[1] for text in new}
    # Figures of larger places are rounded, each for itself.
    exact = (vintage.keys["geographic_level"] == "Local authority").to_numpy()
    counts = [column for column in vintage.texts if scale_of(feed.columns[column]) == "count"]
    then = {column: numbers(vintage.texts[column])[exact] for column in counts}

    def share_of(texts: tuple[str, ...]) -> tuple[float, int]:
        same = compared = 0
        for column in (column for column in counts if all(column in aligned[text] for text in texts)):
            total = sum(aligned[text][column][exact] for text in texts)
            both = ~np.isnan(total) & ~np.isnan(then[column])
            off = np.abs(total - then[column])[both]
            same += int((off <= ROUNDING * 10.0 ** -feed.columns[column].decimal_places).sum())
            compared += int(both.sum())
        return (same / compared if compared >= ENOUGH_TO_COMPARE else 0.0), compared

    # One that is nearly all of the old member is its new name, whatever little came beside it.
    new = [text for text in new if share_of((text,))[0] < SPLIT]
    sizes = range(2, MOST_PARTS + 1 if len(new) <= FEW else MOST_PARTS)
    tried = [(*share_of(texts), texts) for size in sizes for texts in combinations(new, size)]
    best = max(tried, default=(0.0, 0, ()), key=lambda found: found[0])
    share, compared, texts = best
    if share < SPLIT:
        return None
    return texts, f"together they equal it in {share:.0%} of {compared} counts of authorities in {vintage.title}"


def _new_codes(drift: Drift) -> list[str]:
    """Return the lines that declare an authority under a new code, by its name and the DfE's code of it."""
    places = drift.definitions.places
    known = {place.code for place in places.local_authority}
    by_old_code = {(place.old_code, name): place for place in places.local_authority for name in place.names}
    found = []
    authorities = drift.published[drift.published["geographic_level"] == "Local authority"]
    for code, old_code, name in authorities[["new_la_code", "old_la_code", "la_name"]].drop_duplicates().to_numpy():
        place = by_old_code.get((old_code, name))
        if code not in known and place is not None:
            line = f"{{code: {code}, old_code: {_yaml(str(old_code))}, names: {_flow([name])}}}"
            change = f"{{kind: recode, effective: ..., from: [{place.code}], to: [{code}], source: ...}}"
            found.append(
                f"{name} has the code {code}, and under {place.code} the same name and old_la_code {old_code}; if it "
                f"is the same area, add - {line} to data/definitions/places.yml and - {change}, with the day and the "
                "order, to data/definitions/geography/boundary_changes.yml"
            )
    return found
