"""From a council's file to what it says: read, recognised, in normal form, without a name, with pseudonyms."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa

from oba.local_mi.layouts import Births, Layout, Layouts, read_layouts
from oba.local_mi.reading import Limits, Tree, Unreadable, read_file
from oba.local_mi.records import Record
from oba.local_mi.taking.bringing import bring
from oba.local_mi.taking.columns import nowhere, of_each
from oba.local_mi.taking.contradictions import tell_of_contradictions
from oba.local_mi.taking.extract import ERRORS, Extract, ExtractRefused, Reason, TableCount
from oba.local_mi.taking.forms import NotThat, clean, day
from oba.local_mi.taking.recognising import Aside, NotRecognised, Recognised, names_in, recognise, repeats, said_in
from oba.local_mi.taking.tables import ROW, Reader, Taken
from oba.local_mi.taking.telling import known_words, shown_name

TWO_BIRTHS = "a child has one date of birth in a file"
UNBORN = "U"


def take(
    path: Path,
    council: str,
    snapshot_date: date,
    definitions: Path,
    pseudonym: Callable[[str, str], str],
    postcodes: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Extract:
    """Take one file.

    Args:
        path: the file.
        council: GSS code of the authority whose file it is.
        snapshot_date: the day of which it speaks.
        definitions: the folder of definitions.
        pseudonym: gives the pseudonym of a kind of thing and its identifier in normal form.
        postcodes: the small area (LSOA) of each postcode; without it postcodes are dropped.
        limits: how large a file may be.

    Raises:
        ExtractRefused: the file cannot be used; its text holds no cell and no name.
        DefinitionError: the layouts cannot be used.
    """
    layouts = read_layouts(definitions)
    name = shown_name(path.name, known_words(layouts))
    found = _taken(path, name, council, snapshot_date, layouts, pseudonym, postcodes, limits or Limits())
    # Raised where no variable holds anything of the file, and behind no other exception: those of a library quote it.
    if not isinstance(found, Extract):
        raise ExtractRefused(name, found)
    return found


def _taken(
    path: Path,
    name: str,
    council: str,
    snapshot_date: date,
    layouts: Layouts,
    pseudonym: Callable[[str, str], str],
    postcodes: Mapping[str, str] | None,
    limits: Limits,
) -> Extract | list[Reason]:
    """Return what a file says, or why it is not taken."""
    try:
        recognised = recognise(read_file(path, limits), layouts, council)
    except Unreadable as error:
        place = "file" if error.member is None else f"file {error.member} of the archive"
        return [Reason(place, error.rule, error.found, error.mend)]
    except NotRecognised as error:
        return [*error.reasons]
    lacking = bring(recognised.tables)
    names = names_in(recognised.tables, layouts.rules.columns_of_names)
    reader = Reader(recognised.layout, layouts, snapshot_date, postcodes, names)
    again = repeats(recognised.tables)
    found = [reader.read(raw, again.get(raw.source_table)) for raw in recognised.tables]
    reasons = [reason for one in found if isinstance(one, list) for reason in one]
    if reasons:
        return reasons
    tables = [one for one in found if isinstance(one, Taken)]
    for source_table, brought in lacking:
        told = next(one.told for one in tables if one.raw.source_table == source_table)
        mend = f"Put {brought.table} and {source_table} into one archive."
        told.of_table(f"{brought.table} is in the file", f"none: without it, {brought.without}", mend)
    reasons = _nothing_loaded(tables)
    if reasons:
        return reasons
    start, end = _period(recognised, tables, snapshot_date)
    if end > snapshot_date:
        mend = "Look which day it is of, and put it into the folder of that day."
        tables[0].told.of_table("a file is of no day after its snapshot", "a later day of reference", mend)
        end = snapshot_date
    tell_of_contradictions(tables)
    _settle_births(tables, recognised.layout.births, snapshot_date)
    records = _records(tables, layouts.records.records, pseudonym)
    return Extract(
        layout=recognised.layout.layout,
        period_start=start,
        period_end=end,
        records=records,
        errors=pa.concat_tables([*(one.told.table(one.dropped) for one in tables), _of_aside(recognised.aside)]),
        tables=(*(one.count() for one in tables), *map(_count_of_aside, recognised.aside)),
        shown_name=name,
    )


def _nothing_loaded(tables: list[Taken]) -> list[Reason]:
    """Return why a file gives nothing though it has rows: taken, it would say that the council knows nobody."""
    counts = [one.count() for one in tables]
    if any(count.loaded for count in counts) or not any(count.dropped for count in counts):
        return []
    # What the source takes back or what is not asked for, and a table of which nothing is kept, are no fault of rows.
    if any(one.no_fault.any() or not one.raw.table.gives for one in tables):
        return []
    lines = pa.concat_tables([one.told.table(one.dropped) for one in tables]).to_pylist()
    seen = dict.fromkeys((line["source_table"], line["column_name"], line["rule"]) for line in lines)
    mend = "Correct it, and put the file there again: of no row anything could be kept."
    return [
        Reason(f"{table}, column {column!r}" if column else table, rule, _count(lines, table, column, rule), mend)
        for table, column, rule in seen
    ]


def _count(lines: list[dict[str, object]], table: str, column: str | None, rule: str) -> str:
    found = [
        line for line in lines if (line["source_table"], line["column_name"], line["rule"]) == (table, column, rule)
    ]
    return str(found[0]["found"]) if found[0]["source_row"] is None else f"otherwise in {len(found):,} rows"


def _settle_births(tables: list[Taken], births: Births, snapshot_date: date) -> None:
    """Look at all dates of birth of a file together, then keep of each what the layout keeps.

    A child who is not born yet has an expected date instead. A child with two dates of birth keeps neither.
    """
    latest = snapshot_date.isoformat()
    every: list[tuple[Taken, str, pd.DataFrame]] = []
    for one in tables:
        for record, given, frame in one.records:
            if record.record != "child" or frame.empty:
                continue
            source = given.columns.get("birth_date")
            every.append((one, source if isinstance(source, str) else "", frame))
            ahead = frame["birth_date"].notna() & (frame["birth_date"].fillna("") > latest)
            unborn = ahead & (frame["sex"] == UNBORN)
            frame.loc[unborn & frame["expected_birth_date"].isna(), "expected_birth_date"] = frame["birth_date"]
            rule = "a date of birth is not after the snapshot, but for a child not born yet, whose sex is U"
            _tell_of_births(one, frame, ahead & ~unborn, source, rule)
            frame.loc[ahead, "birth_date"] = None
    if not every:
        return
    known = pd.concat([frame[["child_key", "birth_date"]] for _, _, frame in every]).dropna()
    several = known.groupby("child_key")["birth_date"].nunique()
    with_two = set(several[several > 1].index)
    for one, source, frame in every:
        two = frame["child_key"].isin(with_two) & frame["birth_date"].notna()
        _tell_of_births(one, frame, two, source, TWO_BIRTHS)
        frame.loc[two, "birth_date"] = None
        frame["birth_date"] = of_each(frame["birth_date"].to_numpy(dtype=object), lambda full: kept(full, births))


def _tell_of_births(one: Taken, frame: pd.DataFrame, where: pd.Series, source: object, rule: str) -> None:
    if isinstance(source, str) and source in one.raw.cells and where.any():
        rows = nowhere(len(one.raw.rows))
        rows[frame.loc[where, ROW].to_numpy(dtype=int)] = True
        header = one.shown(source)
        one.told.tell(rows, header, rule, one.raw.cells[source], "Find out which is right, and correct the other.")


def kept(full: str, births: Births) -> str:
    """Return what is kept of a date of birth: the day, or the first day of its month or year."""
    return {"day": full, "month": f"{full[:7]}-01", "year": f"{full[:4]}-01-01"}[births.keep]


def _records(
    tables: list[Taken], records: tuple[Record, ...], pseudonym: Callable[[str, str], str]
) -> dict[str, pa.Table]:
    """Return a table for each record that any table of the file can give, if it gives none too."""
    found: dict[str, list[pa.Table]] = {}
    known: dict[tuple[str, str], str] = {}

    def of_key(kind: str) -> Callable[[str], str]:
        def pseudonym_of(value: str) -> str:
            if (kind, value) not in known:
                known[kind, value] = pseudonym(kind, value)
            return known[kind, value]

        return pseudonym_of

    for one in tables:
        for record, _, frame in one.records:
            columns: dict[str, pa.Array] = {}
            for name, kind in record.columns.items():
                values = frame[name].to_numpy(dtype=object)
                values = of_each(values, of_key(kind.of)) if kind.of else values
                columns[name] = pa.array(values, pa.string(), from_pandas=True)
            rows = frame[ROW].to_numpy(dtype=int)
            columns["source_table"] = pa.array([one.raw.source_table] * len(rows), pa.string())
            columns["source_row"] = pa.array(one.raw.rows[rows], pa.int32())
            found.setdefault(record.record, []).append(pa.table(columns))
    order = [record.record for record in records]
    return {name: pa.concat_tables(found[name]) for name in order if name in found}


def _of_aside(aside: tuple[Aside, ...]) -> pa.Table:
    rows = [
        {
            "source_table": one.source_table,
            "source_row": None,
            "column_name": None,
            "rule": one.rule,
            "found": f"{one.rows:,} row{'' if one.rows == 1 else 's'} that nobody reads",
            "mend": one.mend,
            "is_row_dropped": True,
        }
        for one in aside
    ]
    return pa.Table.from_pylist(rows, schema=ERRORS)


def _count_of_aside(aside: Aside) -> TableCount:
    return TableCount(aside.source_table, rows=aside.rows, loaded=0, in_error=0, dropped=aside.rows, blank=0)


def _period(recognised: Recognised, tables: list[Taken], snapshot_date: date) -> tuple[date | None, date]:
    """Return the first and last day that a file tells of: as it says itself, or by its window and its snapshot."""
    layout = recognised.layout
    window = layout.window
    said = _reference_date(layout, recognised.trees)
    end = said or snapshot_date
    if window is None or window.everything:
        return None, end
    if window.months:
        return (pd.Timestamp(end) - pd.DateOffset(months=window.months)).date(), end
    if said is None and end != _march(end.year):
        year_end = _march(end.year if end > _march(end.year) else end.year - 1)
        # A return made later speaks of the year that ended; one with anything after that is of the year that runs.
        if _newest(tables) <= year_end.isoformat():
            end = year_end
    start_year = end.year if end > _march(end.year) else end.year - 1
    return _march(start_year) + timedelta(days=1), end


def _march(year: int) -> date:
    return date(year, 3, 31)


def _newest(tables: list[Taken]) -> str:
    dates = [
        frame[record.only_date].dropna()
        for one in tables
        for record, _, frame in one.records
        if record.only_date is not None
    ]
    return max((str(column.max()) for column in dates if len(column)), default="")


def _reference_date(layout: Layout, trees: tuple[Tree, ...]) -> date | None:
    if layout.reference_date is None:
        return None
    said = [text for tree in trees if (text := said_in(tree, layout.reference_date))]
    try:
        return max((date.fromisoformat(day(clean(text), None)) for text in said), default=None)
    except NotThat:
        return None
