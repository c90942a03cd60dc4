"""Drafting the YAML entry of a feed from a file that no definition declares yet.

Everything that the file cannot say for certain is a guess, marked ``# review``; a person reads those lines before the
entry goes into ``data/definitions/publications``.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from oba.definitions.base import TIME_AND_PLACE
from oba.definitions.measures import Symbol
from oba.errors import ObaError
from oba.periods import FAMILIES, Family, UnknownPeriod

REVIEW = "  # review"
NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
AGGREGATE = re.compile(r"^(total|all)\b|\btotal$", re.IGNORECASE)
YEARS = re.compile(r"(?<=_)\d{4}(?:_to_\d{4})?(?=_|$)")
# The first pattern that a column's name holds gives its unit.
UNITS = {
    r"per_?10_?0*k|per_?10_?000": "per_10000",
    r"percent|%|_pct|^pt_": "percent",
    r"rate": "per_10000",
    r"headcount": "headcount",
    r"conference|icpc|meeting": "conferences",
    r"days": "days",
    r"caseload": "cases_per_worker",
    r"cases": "cases",
    r"fte": "fte",
    r"assessment": "assessments",
    r"(^|_)sess": "sessions",
    r"referral": "referrals",
    r"pupil": "pupils",
    r"episodes": "episodes",
    r"": "children",
}
# What a name says of its figures without saying what they count: a limit of time, and a place in the order of others.
NOT_COUNTED = re.compile(
    r"(?:\d+_(?:to_)?)?\d+_?(?:working_?|calendar_?)?days?|percentiles?|quartiles?|deciles?|median"
)
FIRST_YEAR = re.compile(r"_(\d{4})_to_\d{4}(?=_|$)")
PERIOD_ENDS = {"Academic year": "31 August"}
MEMBERS_LISTED = 200  # a filter with more is probably not one
ENOUGH_OF_A_MINIMUM = 0.9  # of the fewest authorities seen


class NotDraftable(ObaError):
    """A file has not the form from which an entry can be drafted."""


def draft_feed(text: pd.DataFrame, file_name: str, symbols: tuple[Symbol, ...]) -> str:
    """Return a YAML entry for the list ``feeds`` of a publication.

    Args:
        text: the file as text, one row per line, with its published column names.
        file_name: its name, from which the feed's name and the pattern of later files are guessed.
        symbols: the symbols that may stand in place of a figure.

    Raises:
        NotDraftable: columns of time and place are missing, or no column holds figures.
    """
    missing = [name for name in TIME_AND_PLACE if name not in text]
    if missing:
        raise NotDraftable(f"{file_name}: no column is called {', '.join(missing)}; it is not a file of the standard.")
    others = text.drop(columns=[*TIME_AND_PLACE, "source_row"], errors="ignore")
    kinds = {name: _kind(others[name], {symbol.symbol for symbol in symbols}) for name in others}
    chosen = {kind: [name for name in kinds if kinds[name] == kind] for kind in ("filter", "attribute", "column")}
    if not chosen["column"]:
        raise NotDraftable(f"{file_name}: no column holds figures; found {', '.join(others) or 'none'}.")
    stem = Path(file_name).stem
    lines = [
        f"feed: {_canonical(YEARS.sub('', stem))}{REVIEW}",
        f"title: {_quoted(stem.replace('_', ' '))}{REVIEW}",
        f"files: [{_quoted(YEARS.sub('*', stem) + '.csv')}]{REVIEW}",
        *_time_and_place(text, stem),
        *_filters(others[chosen["filter"]]),
        *_attributes(others[chosen["attribute"]]),
        *_columns(others[chosen["column"]]),
    ]
    return "\n".join(f"{'  - ' if number == 0 else '    '}{line}" for number, line in enumerate(lines)) + "\n"


def draft_head(slug: str) -> str:
    """Return the lines of a publication's file that stand before its first feed.

    Args:
        slug: the publication's folder of releases.
    """
    lines = [
        f"publication: {_canonical(slug)}  # the file is called {_canonical(slug)}.yml",
        f"slug: {_quoted(slug)}",
        f"title: {_quoted(slug.replace('-', ' ').capitalize())}{REVIEW}",
        f"publisher: Department for Education{REVIEW}",
        f"licence: Open Government Licence v3.0{REVIEW}",
        "feeds:",
    ]
    return "\n".join(lines) + "\n"


def _kind(cells: pd.Series, symbols: set[str]) -> str:
    found = set(cells.dropna().unique())
    if len(found) == 1 and len(cells) > 1:
        return "attribute"
    return "column" if all(text in symbols or NUMBER.fullmatch(text) for text in found) else "filter"


def _time_and_place(text: pd.DataFrame, stem: str) -> Iterator[str]:
    family, periods = _periods(text)
    if not family.is_of_months:
        ends = family.year_ends or PERIOD_ENDS.get(family.name, "31 March")
        yield f"period_ends: {ends}{'' if family.year_ends else REVIEW}"
    first, window = f"first: {_quoted(periods[0])}", f"window: {len(periods)}"
    # Files that go back to one first year have it in their name; the others mostly hold the newest so many.
    named = FIRST_YEAR.search(stem)
    guess, other = (first, window) if named and periods[0].startswith(named[1]) else (window, first)
    yield f"periods: {{time_identifier: {family.name}, {guess}}}{REVIEW}: or {other}"
    regional = text[text["geographic_level"] == "Regional"].groupby("time_period")["region_code"].nunique()
    authorities = text[text["geographic_level"] == "Local authority"].groupby("time_period")["new_la_code"].nunique()
    yield f"regions: {0 if regional.empty else regional.max()}"
    fewest = 0 if authorities.empty else authorities.min()
    yield f"minimum_authorities: {int(fewest * ENOUGH_OF_A_MINIMUM) or fewest}{REVIEW}: the fewest found are {fewest}"


def _periods(text: pd.DataFrame) -> tuple[Family, list[str]]:
    """Return the kind of the file's periods, by its first line, and the periods in order."""
    identifier = str(text["time_identifier"].iloc[0])
    family = next((family for family in FAMILIES.values() if family.publishes(identifier)), None)
    if family is None:
        raise NotDraftable(
            f"line 2: no period has the time_identifier {identifier!r}; there are {', '.join(FAMILIES)}."
        )
    pairs = text[["time_identifier", "time_period"]].dropna().drop_duplicates().itertuples(index=False)
    try:
        return family, sorted({family.text_of(*pair) for pair in pairs}, key=family.number_of)
    except UnknownPeriod as error:
        raise NotDraftable(f"time_period: {error}.") from None


def _filters(filters: pd.DataFrame) -> Iterator[str]:
    if filters.empty:
        return
    yield f"filters:{REVIEW}: a filter splits figures; is none of them a place or a note?"
    combinations = filters.drop_duplicates()
    for position, name in enumerate(filters):
        yield f"  {_canonical(name)}:"
        yield from _published_as(name, "    ")
        yield "    members:"
        members = list(filters[name].dropna().unique())
        if len(members) > MEMBERS_LISTED:
            yield f"      # review: only {MEMBERS_LISTED} of {len(members)} members are listed"
        for member in members[:MEMBERS_LISTED]:
            yield f"      {_quoted(member)}: {_member(member, name, combinations, list(filters)[:position])}"


def _member(member: str, name: str, combinations: pd.DataFrame, earlier: list[str]) -> str:
    """Return a member's fields; it is tied to the members of earlier filters that it is always published with."""
    rows = combinations[combinations[name] == member]
    ties = {other: sorted(rows[other].unique()) for other in earlier}
    narrow = {other: texts for other, texts in ties.items() if len(texts) < combinations[other].nunique()}
    fields = ["aggregate: true"] if AGGREGATE.search(member) else []
    if narrow:
        texts = (f"{_canonical(other)}: [{', '.join(map(_quoted, narrow[other]))}]" for other in narrow)
        fields.append(f"only_with: {{{', '.join(texts)}}}")
    return f"{{{', '.join(fields)}}}" + (REVIEW if fields else "")


def _attributes(attributes: pd.DataFrame) -> Iterator[str]:
    if attributes.empty:
        return
    yield f"attributes:{REVIEW}: one value in the whole file"
    for name in attributes:
        published = [] if _canonical(name) == name else [f"published_as: [{_quoted(name)}]"]
        values = f"values: [{', '.join(map(_quoted, attributes[name].dropna().unique()))}]"
        yield f"  {_canonical(name)}: {{{', '.join([*published, values])}}}"


def _columns(columns: pd.DataFrame) -> Iterator[str]:
    yield "columns:"
    for name in columns:
        decimals = columns[name].dropna().str.extract(rf"^{NUMBER.pattern}$", expand=False).str.len().max()
        fields = [] if _canonical(name) == name else [f"published_as: [{_quoted(name)}]"]
        fields += [f"unit: {_unit(name)}", f"decimal_places: {0 if pd.isna(decimals) else int(decimals)}"]
        fields += _bounds(columns[name], _unit(name))
        yield f"  {_canonical(name)}: {{{', '.join(fields)}}}{REVIEW}"


def _bounds(cells: pd.Series, unit: str) -> Iterator[str]:
    """Yield the bounds that the figures break, as wide as the figures are."""
    figures = pd.to_numeric(cells, errors="coerce")
    if figures.min() < 0:
        yield f"minimum: {figures.min():.10g}"
    if unit == "percent" and figures.max() > 100:
        yield f"maximum: {figures.max():.10g}"


def _unit(name: str) -> str:
    said = NOT_COUNTED.sub("", name.lower())
    return next(unit for pattern, unit in UNITS.items() if re.search(pattern, said))


def _published_as(name: str, indent: str) -> Iterator[str]:
    if _canonical(name) != name:
        yield f"{indent}published_as: [{_quoted(name)}]"


def _canonical(name: str) -> str:
    """Return a name in lower case with words joined by underscores; one that starts with a digit gets ``n_``."""
    words = re.sub(r"[^a-z0-9]+", "_", name.lower().replace("%", " pct ")).strip("_") or "column"
    return words if words[0].isalpha() else f"n_{words}"


def _quoted(text: str) -> str:
    # A JSON text is a YAML text, whatever it holds.
    return json.dumps(text, ensure_ascii=False)
