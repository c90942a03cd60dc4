"""Proposing what a new column or member may be: the evidence, and the line to change if a person agrees."""

from difflib import SequenceMatcher

import pandas as pd

from oba.definitions import Definitions, Feed
from oba.definitions.base import TIME_AND_PLACE
from oba.gates import Failure
from oba.kinds.figures import frames
from oba.kinds.figures.vintages import KEY, Vintage, key_index, numbers, share_equal

BEST = 3  # candidates named for one missing name
LIKELY = 0.2  # share of equal figures or members from which on a candidate is worth a look
CANDIDATES = 50  # columns or members looked at; a file with more new ones is another file altogether
WHY = "The evidence is given so that a person can decide; nothing is renamed by itself."


def column_proposals(
    published: pd.DataFrame, feed: Feed, release: str, definitions: Definitions, vintage: Vintage | None
) -> list[Failure]:
    """Return what each missing declared column may be called now, best candidate first.

    Args:
        published: the file under the canonical names of the columns that are declared.
        feed: its feed.
        release: its release.
        definitions: where the feed is defined.
        vintage: an accepted vintage of the feed, if there is one.
    """
    missing = [name for name in feed.declared if name not in published and name not in feed.optional_columns(release)]
    new = [name for name in published if name not in {*feed.declared, *TIME_AND_PLACE, "source_row"}][:CANDIDATES]
    if not missing or not new:
        return []
    keys = _keys(published, feed, release, new) if vintage is not None else None
    places = []
    for name in missing:
        if name in feed.columns:
            found = _columns_like(name, published, new, feed, vintage, keys)
        else:
            found = _texts_like(name, published, new, feed)
        line = definitions.place_of(feed, _section(feed, name), name)
        places += [_words("column", name, candidate, evidence, line) for candidate, evidence in found]
    return _failure("column", places)


def member_proposals(
    published: pd.DataFrame, feed: Feed, release: str, definitions: Definitions, vintage: Vintage | None
) -> list[Failure]:
    """Return what each missing member of a filter may be called now, best candidate first; see ``column_proposals``."""
    places = []
    undeclared = frames.undeclared_members(published, feed, release)
    for name, missing in frames.missing_members(published, feed, release).items():
        new = [text for text in undeclared[name] if isinstance(text, str)][:CANDIDATES]
        for member in missing if new else []:
            found = _members_like(name, member, published, new, feed, release, vintage)
            line = definitions.place_of(feed, "filters", name, "members", member)
            places += [_words(f"{name} member", member, text, evidence, line) for text, evidence in found]
    return _failure("member", places)


def _failure(what: str, places: list[str]) -> list[Failure]:
    if not places:
        return []
    mend = f"add the new name under published_as of the {what} at the line given, in square brackets; gate again."
    return [Failure(f"a vanished {what} may be renamed", WHY, mend, len(places), tuple(places))]


def _words(what: str, missing: str, new: str, evidence: str, line: str) -> str:
    return (
        f"{what} {missing!r} is missing and {new!r} is new: {evidence}; if it is a rename, add {new!r} to "
        f"published_as of {missing!r} in {line}"
    )


def _section(feed: Feed, name: str) -> str:
    return next(part for part in ("filters", "attributes", "columns") if name in getattr(feed, part))


def _keys(published: pd.DataFrame, feed: Feed, release: str, new: list[str]) -> pd.Index | None:
    """Return the key of each row, with renamed filters read as what they probably are; None where that cannot be."""
    renamed = {}
    for name in feed.filters:
        if name not in published:
            likely = _texts_like(name, published, new, feed)
            if not likely or not _overlap(name, published[likely[0][0]], feed)[0]:
                return None
            renamed[likely[0][0]] = name
    rows = published.rename(columns=renamed)
    if rows.columns.has_duplicates or not set(TIME_AND_PLACE) <= set(rows):
        return None
    rows = frames.with_place_and_period(frames.with_canonical_members(rows, feed, release), feed)
    return key_index(rows.assign(breakdown=frames.breakdowns(rows, feed))[KEY])


def _columns_like(
    name: str, published: pd.DataFrame, new: list[str], feed: Feed, vintage: Vintage | None, keys: pd.Index | None
) -> list[tuple[str, str]]:
    """Return the new columns whose figures equal the earlier ones of a missing column, with the evidence."""
    if vintage is None or keys is None or name not in vintage.texts:
        reason = "there is no other accepted vintage" if vintage is None else "its figures cannot be compared"
        return _named_like(name, new, reason)
    positions = vintage.index.get_indexer(keys)
    shared = positions >= 0
    then = numbers(vintage.texts[name][positions[shared]])
    shares = {}
    for candidate in new:
        now = numbers(published[candidate].to_numpy()[shared])
        shares[candidate] = share_equal(now, then, feed.columns[name].decimal_places)
    best = sorted(shares, key=lambda candidate: -shares[candidate][0])[:BEST]
    found = [
        (
            candidate,
            f"{candidate!r} equals the {name!r} of {vintage.title} in {shares[candidate][0]:.0%} "
            f"of {shares[candidate][1]} shared figures",
        )
        for candidate in best
        if shares[candidate][0] >= LIKELY
    ]
    return found or _named_like(name, new, f"no new column has the figures of {vintage.title}")


def _texts_like(name: str, published: pd.DataFrame, new: list[str], feed: Feed) -> list[tuple[str, str]]:
    """Return the new columns that hold the declared texts of a missing filter or attribute, with the evidence."""
    overlaps = {candidate: _overlap(name, published[candidate], feed) for candidate in new}
    best = sorted((candidate for candidate in new if overlaps[candidate][0]), key=lambda c: -overlaps[c][0])[:BEST]
    found = []
    for candidate in best:
        known, count = overlaps[candidate]
        found.append((candidate, f"{known} of the {count} texts in {candidate!r} are declared for {name!r}"))
    return found or _named_like(name, new, "no new column holds its declared texts")


def _overlap(name: str, cells: pd.Series, feed: Feed) -> tuple[int, int]:
    if name in feed.attributes:
        known = set(feed.attributes[name].values)
    else:
        members = feed.filters[name].members
        known = {
            text
            for member, fields in members.items()
            for text in (member, *(name.name for name in fields.published_as))
        }
    texts = set(cells.dropna().unique())
    return len(texts & known), len(texts)


def _members_like(
    name: str,
    member: str,
    published: pd.DataFrame,
    new: list[str],
    feed: Feed,
    release: str,
    vintage: Vintage | None,
) -> list[tuple[str, str]]:
    """Return the new texts whose figures equal the earlier ones of a missing member, with the evidence."""
    if vintage is None:
        return _named_like(member, new, "there is no other accepted vintage")
    shares = {}
    for text in new:
        rows = published[published[name] == text].assign(**{name: member})
        rows = frames.with_place_and_period(frames.with_canonical_members(rows, feed, release), feed)
        positions = vintage.index.get_indexer(key_index(rows.assign(breakdown=frames.breakdowns(rows, feed))[KEY]))
        shares[text] = _share_of_rows(rows[positions >= 0], positions[positions >= 0], feed, vintage)
    best = sorted(new, key=lambda text: -shares[text][0])[:BEST]
    found = [
        (text, f"its figures equal those of {vintage.title} in {shares[text][0]:.0%} of {shares[text][1]} shared ones")
        for text in best
        if shares[text][0] >= LIKELY
    ]
    return found or _named_like(member, new, f"no figures of {vintage.title} can be compared or are equal")


def _share_of_rows(rows: pd.DataFrame, positions: object, feed: Feed, vintage: Vintage) -> tuple[float, int]:
    equal, count = 0.0, 0
    for column in vintage.texts.keys() & set(rows):
        then = numbers(vintage.texts[column][positions])
        share, shown = share_equal(numbers(rows[column].to_numpy()), then, feed.columns[column].decimal_places)
        equal, count = equal + share * shown, count + shown
    return (equal / count if count else 0.0), count


def _named_like(name: str, new: list[str], reason: str) -> list[tuple[str, str]]:
    """Return the new name that is spelt most like a missing one, and say that the spelling is all the evidence."""
    alike = {text: SequenceMatcher(None, name.lower(), text.lower()).ratio() for text in new}
    best = max(alike, key=alike.__getitem__)
    return [(best, f"{reason}, so that the names are {alike[best]:.0%} alike is all the evidence")]
