"""The frames that the suites of ``expectations.figures`` are about."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from oba.definitions import Feed
from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.feeds import breakdown
from oba.gates import LINE
from oba.periods import FAMILIES

PERIOD_COLUMNS = ("period_start_date", "period_end_date", "period_kind")
CODE_AND_NAME = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "la_name"),
}
LISTED = (
    *("where", "member", "combination", "attribute_value", "place", "lines", "plain_member", "old_code"),
    *("time_or_place", "code", "place_name", "column_name", "figure_column", "filter_name"),
)
PUNCTUATION = re.compile(r"[\W_]+")
PLACES_NAMED = 3  # of those that lack rows


def with_canonical_members(rows: pd.DataFrame, feed: Feed, release: str) -> pd.DataFrame:
    """Replace the text of each declared filter member by its canonical text; an undeclared one stays as it is."""
    mapped = {}
    for name, declared in feed.filters.items():
        known = declared.canonical_members(release)
        if any(text != canonical for text, canonical in known.items()):
            mapped[name] = rows[name].map(lambda text, known=known: known.get(text, text))
    return rows.assign(**mapped)


def with_place_and_period(rows: pd.DataFrame, feed: Feed) -> pd.DataFrame:
    """Add the code and name of each row's place, and what the rules about time and place look at.

    ``time_period`` becomes the one text of its period, such as ``202425 Q1``, which in a file of years it is already.
    ``unknown_period`` has what was published where that names no period; ``family``, to which its identifier belongs.
    """
    level, period = rows["geographic_level"], rows["time_period"].fillna("")
    at_level = [level == name for name in CODE_AND_NAME]
    too_small = np.select(
        [level == "National", level == "Regional"],
        [rows["region_code"].combine_first(rows["new_la_code"]), rows["new_la_code"]],
        None,
    )
    six_digits = period.str.fullmatch(r"\d{6}")
    start, end = (pd.to_numeric(part.where(six_digits)) for part in (period.str[2:4], period.str[4:6]))
    return rows.assign(
        **_periods_read(rows["time_identifier"].fillna(""), period, feed),
        years_follow=~six_digits | ((start + 1) % 100 == end),
        location_code=np.select(at_level, [rows[code] for code, _ in CODE_AND_NAME.values()], None),
        location_name=np.select(at_level, [rows[name] for _, name in CODE_AND_NAME.values()], None),
        misplaced_code=too_small,
        region_around=rows["region_code"].where(rows["region_name"].notna()).where(at_level[2], "not needed"),
    )


def _periods_read(identifiers: pd.Series, periods: pd.Series, feed: Feed) -> dict[str, pd.Series]:
    """Return the text, the family and the fault of each row's period; each distinct one is read once."""
    pairs = pd.MultiIndex.from_arrays([identifiers, periods])
    codes, distinct = pairs.factorize()
    read = [_period_read(identifier, period, feed) for identifier, period in distinct]
    columns = zip(*read, strict=True) if read else ((), (), ())
    names = ("time_period", "family", "unknown_period")
    return {
        name: pd.Series(np.array(values, dtype=object)[codes], index=periods.index)
        for name, values in zip(names, columns, strict=True)
    }


def _period_read(identifier: str, period: str, feed: Feed) -> tuple[str, str, str | None]:
    declared = feed.periods.family
    families = (declared, *FAMILIES.values())
    family = next((family for family in families if family.publishes(identifier)), None)
    if family is None:
        return period, identifier, f"{identifier} {period}"
    text = family.text_of(identifier, period)
    return text, family.name, None if family.is_well_formed(text) else f"{identifier} {period}"


def listed_texts(
    published: pd.DataFrame, rows: pd.DataFrame, feed: Feed, release: str, names: Iterable[str]
) -> pd.DataFrame:
    """Return one row per distinct text of the closed lists, found or only declared.

    Args:
        published: the file under canonical column names, with its members as published.
        rows: the same with canonical members, places and periods.
        feed: the feed.
        release: the release.
        names: the column names as published.

    Returns:
        ``where``, in words; one of ``member``, ``combination``, ``attribute_value`` and ``place``; and ``lines``, on
        how many lines it is. Then the texts themselves: ``plain_member`` without case and punctuation, ``old_code``
        after the GSS code, ``time_or_place``, ``code``, ``place_name``, ``column_name``, ``filter_name`` and
        ``figure_column``, of figures unless its definition says that the name is no characteristic.
    """
    entries = [
        *_found_members(published, feed),
        *_missing_members(published, feed, release),
        *_combinations(rows, feed, release),
        *_attribute_values(published, feed),
        *_places(rows),
        *_old_codes(rows),
        *_texts_of_time_and_place(rows),
        *({"where": f"line 1, column {name}", "column_name": name} for name in names),
        *({"where": f"line 1, column {name}", "figure_column": name} for name in _of_figures(names, feed, release)),
        *({"where": f"line 1, column {name}", "filter_name": name} for name in feed.filters),
    ]
    return pd.DataFrame(entries, columns=LISTED)


def _of_figures(names: Iterable[str], feed: Feed, release: str) -> Iterator[str]:
    canonical = feed.canonical_names(release)
    for name in names:
        column = feed.columns.get(canonical.get(name, name))
        if column is not None and column.names_no_characteristic is None:
            yield name


def undeclared_members(published: pd.DataFrame, feed: Feed, release: str) -> dict[str, list[str]]:
    """Return the texts of each filter that the release may not have."""
    return {
        name: [text for text in published[name].unique() if text not in declared.canonical_members(release)]
        for name, declared in feed.filters.items()
    }


def missing_members(published: pd.DataFrame, feed: Feed, release: str) -> dict[str, list[str]]:
    """Return the members of each filter that the release should have."""
    missing = {}
    for name, declared in feed.filters.items() if feed.lists is None else ():
        known = declared.canonical_members(release)
        found = {known.get(text) for text in published[name].unique()}
        missing[name] = [
            text
            for text, member in declared.members.items()
            if member.is_in(release) and not member.optional and text not in found
        ]
    return missing


def periods_asked(rows: pd.DataFrame, feed: Feed, expected: list[str]) -> list[str]:
    """Return the periods that the file has to have: of one that lists cases those that have some, and the newest."""
    found = set(rows["time_period"])
    return [text for text in expected if feed.lists is None or text in found or text == expected[-1]]


def periods(rows: pd.DataFrame, expected: list[str]) -> pd.DataFrame:
    """Return one row per period, found or expected: places at each level, lines, and the lines of a full grid."""
    by_place = rows.groupby(["time_period", "geographic_level", "location_code"]).size().rename("lines").reset_index()
    counts = pd.crosstab(by_place["time_period"], by_place["geographic_level"])
    every = [*expected, *sorted(set(counts.index) - set(expected))]
    counts = counts.reindex(index=pd.Index(every, name="time_period"), columns=list(CODE_AND_NAME), fill_value=0)
    most = by_place["lines"].max()
    short = by_place[by_place["lines"] < most]
    words = short["location_code"] + " has " + short["lines"].astype(str)
    named = words.groupby(short["time_period"]).agg(lambda texts: ", ".join(texts.head(PLACES_NAMED)))
    lines = rows.groupby("time_period").size().reindex(every, fill_value=0)
    return (
        counts.assign(lines=lines, grid_lines=counts.sum(axis=1) * most, short_at=named.reindex(every))
        .reset_index()
        .rename(columns={"National": "nations", "Regional": "regions", "Local authority": "authorities"})
    )


def long_form(rows: pd.DataFrame, feed: Feed, published: dict[str, str]) -> pd.DataFrame:
    """Return one row per line and data column: the line, time and place, breakdown, column and text of the cell.

    The time is also there as ``PERIOD_COLUMNS``, the first two of them dates.
    """
    rows = rows.assign(breakdown=breakdowns(rows, feed), **_period_columns(rows, feed))
    cells = rows.melt(
        id_vars=[LINE, *TIME_AND_PLACE, *PERIOD_COLUMNS, "location_code", "location_name", "breakdown"],
        value_vars=[name for name in feed.columns if name in rows],
        var_name="data_column",
        value_name="raw_value",
    )
    return cells.assign(published_column=cells["data_column"].map(published))


def _period_columns(rows: pd.DataFrame, feed: Feed) -> dict[str, pd.Series]:
    """Return the first and last day and the kind of each row's period, for rows that passed the gate."""
    years = pd.Series(feed.periods.years, index=rows.index)
    for name, declared in feed.filters.items():
        own = {text: member.years for text, member in declared.members.items() if member.years is not None}
        years = rows[name].map(own).fillna(years).astype(int) if own else years
    codes, distinct = pd.MultiIndex.from_arrays([rows["time_period"], years]).factorize()
    periods = [feed.period(text, count) for text, count in distinct]
    days = pd.ArrowDtype(pa.date32())
    kinds = pd.Series([period.kind for period in periods], dtype="string")
    starts = pd.Series([period.first_day for period in periods], dtype=days)
    ends = pd.Series([period.last_day for period in periods], dtype=days)
    columns = zip(PERIOD_COLUMNS, (starts, ends, kinds), strict=True)
    return {name: values.take(codes).set_axis(rows.index) for name, values in columns}


def breakdowns(rows: pd.DataFrame, feed: Feed) -> pd.Series:
    """Return the filter members of each row as one text."""
    if not feed.filters:
        return pd.Series("", index=rows.index)
    filters = rows[sorted(feed.filters)]
    members = filters.drop_duplicates()
    texts = [breakdown(member) for member in members.to_dict("records")]
    return filters.merge(members.assign(breakdown=texts), how="left").set_axis(rows.index)["breakdown"]


def _counted(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple]:
    """Yield the distinct values of some columns with the first line that has them and the number of lines."""
    groups = frame.groupby(columns, dropna=False, sort=False)[LINE].agg(["min", "size"])
    return groups.reset_index().itertuples(index=False)


def _found_members(published: pd.DataFrame, feed: Feed) -> Iterator[dict]:
    for name in feed.filters:
        for text, line, count in _counted(published, [name]):
            plain = PUNCTUATION.sub("", str(text)).lower()
            yield {
                "where": f"line {line}, column {name}",
                "member": f"{name}={text}",
                "lines": count,
                "plain_member": f"{name}={plain}",
            }


def _missing_members(published: pd.DataFrame, feed: Feed, release: str) -> Iterator[dict]:
    for name, texts in missing_members(published, feed, release).items():
        for text in texts:
            yield {"where": f"column {name}, member {text!r}", "lines": 0}


def _combinations(rows: pd.DataFrame, feed: Feed, release: str) -> Iterator[dict]:
    if not feed.filters or feed.lists:
        return
    found = {}
    names = list(feed.filters)
    for *texts, line, count in _counted(rows, names):
        found[breakdown(dict(zip(names, texts, strict=True)))] = (line, count)
    for text, (line, count) in found.items():
        yield {"where": f"line {line}", "combination": text, "lines": count}
    optional = {
        name: {text for text, member in feed.filters[name].members.items() if member.optional} for name in names
    }
    for row in feed.combinations(release):
        if breakdown(row) not in found and not any(row[name] in optional[name] for name in names):
            yield {"where": f"members {breakdown(row)!r}", "lines": 0}


def _attribute_values(published: pd.DataFrame, feed: Feed) -> Iterator[dict]:
    for name in feed.attributes:
        for text, line, count in _counted(published, [name]):
            yield {"where": f"line {line}, column {name}", "attribute_value": f"{name}={text}", "lines": count}


def _places(rows: pd.DataFrame) -> Iterator[dict]:
    own = _counted(rows, ["geographic_level", "location_code", "location_name"])
    # A smaller place carries the codes of the larger ones that it lies in.
    around = (
        (level, *found)
        for level, columns in list(CODE_AND_NAME.items())[:2]
        for found in _counted(rows.dropna(subset=columns[0]), list(columns))
    )
    for level, code, name, line, count in [*own, *around]:
        yield {"where": f"line {line}", "place": f"{level} {code} {name}", "lines": count}


def _old_codes(rows: pd.DataFrame) -> Iterator[dict]:
    authorities = rows[rows["geographic_level"] == "Local authority"]
    for code, old_code, line, _ in _counted(authorities, ["new_la_code", "old_la_code"]):
        yield {"where": f"line {line}", "old_code": f"{code} {'blank' if pd.isna(old_code) else old_code}"}


def _texts_of_time_and_place(rows: pd.DataFrame) -> Iterator[dict]:
    for name in TIME_AND_PLACE:
        first = rows.loc[rows[name].notna() & ~rows[name].duplicated(), [LINE, name]]
        kind = {"code": "code", "name": "place_name"}.get(name.rpartition("_")[2], "time_or_place")
        for line, text in first.itertuples(index=False):
            yield {"where": f"line {line}, column {name}", "time_or_place": text, kind: text}
