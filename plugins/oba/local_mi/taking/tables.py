"""From one table of a file to its records: normal forms, rules, and what is told of each cell that breaks one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial

import numpy as np
import pandas as pd
import pyarrow as pa

from oba.local_mi.layouts import Given, Layout, Layouts, header_key, headers_of
from oba.local_mi.records import Record, RecordColumn
from oba.local_mi.taking.columns import Column, filled, is_one_of, joined, nothing, nowhere, of_each, read_column
from oba.local_mi.taking.extract import ERRORS, Reason, TableCount
from oba.local_mi.taking.forms import (
    FORMS,
    MENDS,
    OfThisCell,
    clean,
    code,
    day,
    month,
    name_of_somebody,
    names_somebody,
    part_of_key,
    postcode_area,
    pupil_number,
    unmarked,
    whole_number,
    within,
    word,
)
from oba.local_mi.taking.recognising import RawTable
from oba.local_mi.taking.telling import masked

ANOTHER_TABLE = "Put each table on a sheet of its own."
FEWEST_HEADERS = 3  # by which a row within a table is the header of another
MOST_LINES = 20  # about cells beside a table; beyond it one line tells of all
EARLIEST_DATE = "1900-01-02"  # of adults and of anything that no age bounds
ROW = "_row"  # of a record before it is handed on: the position of its row in the table
TOTALS = re.compile(r"^(?:grand |sub-?)?totals?\b|^count of\b|^sum of\b", re.IGNORECASE)
NOT_NEEDED = "It is not needed; nothing is lost."
BETWEEN = re.compile(r"\s*(?:[,;+&|\n]|\band\b|\bplus\b)\s*", re.IGNORECASE)
OF_SOMEBODY = ("worker", "address", "respondent")  # what a key may name by words
OTHER_KEYS = (*OF_SOMEBODY, "upn")  # what is read in another way than identifiers
SHIFTS = ("date", "day", "month", "key")  # types of columns of which one alone tells that a table is shifted
BIRTHS = ("child", "birth_date")


@dataclass
class Told:
    """What is told of a table's cells, gathered column by column."""

    source_table: str
    rows: np.ndarray
    parts: list[pd.DataFrame] = field(default_factory=list)

    def tell(self, where: np.ndarray, column: str | None, rule: str | np.ndarray, cells: np.ndarray, mend: str) -> None:
        """Tell of some rows that they break a rule; their cells are masked here and nowhere later."""
        positions = np.flatnonzero(where)
        if len(positions):
            rules = rule[positions] if isinstance(rule, np.ndarray) else rule
            found = [masked(cell) for cell in cells[positions]]
            self.parts.append(
                pd.DataFrame({ROW: positions, "column_name": column, "rule": rules, "found": found, "mend": mend})
            )

    def of_rows(self, where: np.ndarray, rule: str, found: str, mend: str) -> None:
        """Tell of some rows as a whole."""
        positions = np.flatnonzero(where)
        if len(positions):
            self.parts.append(
                pd.DataFrame({ROW: positions, "column_name": None, "rule": rule, "found": found, "mend": mend})
            )

    def of_table(self, rule: str, found: str, mend: str) -> None:
        """Tell of the table as a whole."""
        self.parts.append(pd.DataFrame([{ROW: -1, "column_name": None, "rule": rule, "found": found, "mend": mend}]))

    def table(self, dropped: np.ndarray) -> pa.Table:
        """Return all of it, in the order of rows."""
        if not self.parts:
            return ERRORS.empty_table()
        # A cell that two records read breaks a rule once.
        frame = pd.concat(self.parts, ignore_index=True).drop_duplicates([ROW, "column_name", "rule"])
        frame = frame.sort_values(ROW, kind="stable")
        position = frame[ROW].to_numpy()
        # The place -1 is the table itself: one more row, which is none and is not dropped.
        row = np.append(self.rows.astype(object), None)[position]
        return pa.table(
            {
                "source_table": pa.array([self.source_table] * len(frame), pa.string()),
                "source_row": pa.array(list(row), pa.int32()),
                "column_name": pa.array([_or_none(value) for value in frame["column_name"]], pa.string()),
                "rule": pa.array(frame["rule"], pa.string()),
                "found": pa.array(frame["found"], pa.string()),
                "mend": pa.array(frame["mend"], pa.string()),
                "is_row_dropped": pa.array(np.append(dropped, False)[position], pa.bool_()),
            },
            schema=ERRORS,
        )


def _or_none(value: object) -> object:
    return None if value is None or value != value else value


@dataclass
class Taken:
    """One table on its way: its records before keys become pseudonyms, and where its rows went."""

    raw: RawTable
    told: Told
    records: list[tuple[Record, Given, pd.DataFrame]]
    dropped: np.ndarray
    blank: np.ndarray
    repeated: np.ndarray
    no_fault: np.ndarray  # rows that are not kept because of what they say, such as one that is taken back
    nulls: int
    shown_headers: dict[str, str]

    def shown(self, header: str) -> str:
        """Return what a header is called where a person is told of it."""
        return self.shown_headers[header]

    def count(self) -> TableCount:
        """Return where its rows went."""
        gone = self.dropped | self.blank | self.repeated
        in_error = {row for part in self.told.parts for row in part[ROW] if row >= 0}
        return TableCount(
            source_table=self.raw.source_table,
            rows=len(self.raw.rows),
            loaded=int((~gone).sum()),
            in_error=len(in_error),
            dropped=int(self.dropped.sum()),
            blank=int(self.blank.sum()),
            duplicates=int(self.repeated.sum()),
            nulls=self.nulls,
        )


class Reader:
    """Reads the tables of one file by its layout."""

    def __init__(
        self,
        layout: Layout,
        layouts: Layouts,
        snapshot_date: date,
        postcodes: Mapping[str, str] | None,
        names: frozenset[str] = frozenset(),
    ) -> None:
        """Make a reader.

        Args:
            layout: of the file.
            layouts: all of them, with their rules and lists of codes.
            snapshot_date: the day of which the file speaks.
            postcodes: the small area of each postcode.
            names: what the file's columns of names hold, without case; no word of a list is one of them.
        """
        self.layout, self.layouts, self.postcodes, self.names = layout, layouts, postcodes, names
        rules = layouts.rules
        self.latest = snapshot_date.isoformat()
        self.latest_birth = (snapshot_date + timedelta(days=rules.largest_unborn_days)).isoformat()
        self.latest_ahead = years_before(snapshot_date, -rules.oldest_years).isoformat()
        self.earliest_birth = years_before(snapshot_date, rules.oldest_years).isoformat()
        self.earliest = max(self.earliest_birth, rules.oldest_date)
        self.nulls = frozenset(text.casefold() for text in (*rules.nulls, *layout.nulls))
        self.null_dates = frozenset(rules.null_dates)

    def read(self, raw: RawTable, again: np.ndarray | None = None) -> Taken | list[Reason]:
        """Return the records of a table, or why it cannot be used.

        Args:
            raw: the table.
            again: rows that repeat those of the same table elsewhere in the file; None: it is there once.

        A column of dates or identifiers that mostly cannot be read, or two columns of another kind, tell that the table
        is shifted or is something else: nothing of it is taken then.
        """
        if raw.twice:
            found_twice = ", ".join(repr(name) for name in raw.twice)
            mend = "Rename or remove one of them: nobody knows which is meant."
            return [Reason(raw.source_table, "each header stands once", f"two of {found_twice}", mend)]
        size = len(raw.rows)
        told = Told(raw.source_table, raw.rows)
        headers = headers_of(self.layout, raw.table)
        text = raw.everything
        # An element is there because somebody wrote it: one that says nothing is a row that is told.
        blank = nowhere(size) if raw.is_of_tree else ~nowhere(size)
        for position in range(text.shape[1]):
            blank &= ~filled(of_each(text.iloc[:, position].to_numpy(), _said))
        repeated = text.duplicated().to_numpy() & ~blank if size else nowhere(0)
        if again is not None:
            repeated |= again & ~blank
            mend = "Take one of them out, if it is a copy."
            told.of_table("a table stands once in a file", "it again: rows that differ are kept of both", mend)
        taken_back = self._taken_back(raw) & ~(blank | repeated)
        dropped = self._not_records(raw, told, blank | repeated, taken_back)
        used = ~(blank | repeated | dropped)
        if not raw.table.gives:
            if used.any():
                not_kept = f"{int(used.sum()):,} of one that is at most read beside others"
                told.of_table("rows of a table are kept", not_kept, NOT_NEEDED)
            return Taken(raw, told, [], ~(blank | repeated), blank, repeated, taken_back, 0, {})
        columns: dict[tuple[str, str, str | None], Column] = {}
        built: list[tuple[Record, Given, dict[str, np.ndarray], np.ndarray]] = []
        shifted: dict[str, tuple[str, float]] = {}
        nulls: dict[str, int] = {}
        for given in raw.table.gives:
            record = self.layouts.records[given.record]
            values: dict[str, np.ndarray] = {}
            for name, source in given.columns.items():
                parts = (source,) if isinstance(source, str) else source
                found = []
                for header in parts:
                    kind = record.columns[name]
                    key = (header, *self._form_key(given, record, name, len(parts) > 1))
                    if key not in columns and header in raw.cells and header != given.each:
                        cells = np.where(used, raw.cells[header], None)
                        column = self._column(record, name, kind, cells, headers[header], len(parts) > 1)
                        columns[key] = column
                        told.tell(filled(column.rules), headers[header].shown, column.rules, cells, self._mend(kind))
                        nulls[header] = max(nulls.get(header, 0), int(column.is_null.sum()))
                        share = self._share_not_read(column)
                        if share is not None:
                            shifted.setdefault(headers[header].shown, (kind.type, share))
                    found.append(columns[key].values if key in columns else nothing(size))
                values[name] = found[0] if len(found) == 1 else joined(found)
            for name in given.inverted:
                values[name] = of_each(values[name], lambda said: "false" if said == "true" else "true")
            values |= {name: np.full(size, constant, dtype=object) for name, constant in given.constants.items()}
            built.append((record, given, values, self._applies(record, given, values, raw, used)))
        if any(kind in SHIFTS for kind, _ in shifted.values()) or len(shifted) > 1:
            return [
                Reason(
                    f"{raw.source_table}, column {name!r}",
                    "most cells of a column are what the column is",
                    f"{share:.0%} that are not",
                    "Look whether cells stand one column beside their header, then export it again.",
                )
                for name, (_, share) in shifted.items()
            ]
        no_fault = taken_back | (used & ~built[0][3])
        dropped = dropped | self._without_identity(raw, told, built[0], headers, used)
        used &= ~dropped
        self._tell_of_form(raw, told, used)
        if raw.missing and not raw.is_of_tree:  # of a tree each row is told that lacks it
            mend = "Put them back, or declare what they are called now in a variant."
            told.of_table("a table has its headers", f"none of: {', '.join(raw.missing)}", mend)
        if raw.unknown:
            mend = "Declare them in a variant, under headers or left_aside; until then they are not read."
            told.of_table("a layout knows every header", f"{raw.unknown} that it does not know", mend)
        records = []
        for record, given, values, applies in built:
            frame = self._frame(record, given, raw, values, used & applies, told)
            records.append((record, given, frame))
        shown = {name: header.shown for name, header in headers.items()}
        return Taken(raw, told, records, dropped, blank, repeated, no_fault, sum(nulls.values()), shown)

    def _tell_of_form(self, raw: RawTable, told: Told, used: np.ndarray) -> None:
        """Tell of headers that are not there, of rows that end early and of cells beside the table; rows are kept."""
        if raw.short is not None:
            rule, mend = "a row has as many cells as there are headers", "Look whether its end was cut off."
            told.of_rows(raw.short & used, rule, "fewer", mend)
        if not raw.is_csv and not raw.is_of_tree:
            beside = raw.extra & used
            rule, mend = "a cell stands under a header", "Give its column a header, or take it out."
            if beside.sum() <= MOST_LINES:
                told.of_rows(beside, rule, "one right of the last header, which is not read", mend)
            else:
                told.of_table(rule, f"{int(beside.sum()):,} rows with one right of the last header", mend)
        if raw.is_of_tree or raw.table.numbered:
            return
        brought = {name for brings in raw.table.brings for name in brings.headers}
        read = {
            name
            for given in raw.table.gives
            for source in given.columns.values()
            for name in ((source,) if isinstance(source, str) else source)
        }
        lacking = [
            header.shown
            for name, header in headers_of(self.layout, raw.table).items()
            if name in read - brought - raw.cells.keys() and not header.required and "/" not in header.shown
        ]
        if lacking:
            mend = "Nothing, if the council does not record it; else declare what it is called in a variant."
            told.of_table("a table has what its layout reads", f"none of: {', '.join(lacking)}", mend)

    def _taken_back(self, raw: RawTable) -> np.ndarray:
        """Return rows that the source takes back."""
        found = nowhere(len(raw.rows))
        for header, texts in raw.table.dropped_when.items():
            if header in raw.cells:
                found |= is_one_of(raw.cells[header], {text.casefold() for text in texts})
        return found

    def _not_records(self, raw: RawTable, told: Told, left: np.ndarray, taken_back: np.ndarray) -> np.ndarray:
        """Return rows of totals, with more cells than headers, of a header again, or that the source takes back."""
        size = len(raw.rows)
        dropped = nowhere(size)
        if not size:
            return dropped
        first = _first_of(raw)
        totals = of_each(first, lambda cell: "1" if TOTALS.match(clean(unmarked(cell))) else None) == "1"
        found = [
            (
                raw.extra if raw.is_csv else nowhere(size),
                "a row has as many cells as there are headers",
                "more",
                "Put a cell with a comma in quotes.",
            ),
            (
                self._of_another_table(raw, first),
                "a row stands under its own header",
                "one under another",
                ANOTHER_TABLE,
            ),
            (totals, "a row is a record, and no total", "a total", NOT_NEEDED),
            (self._headers_again(raw), "a row is a record", "the header again", NOT_NEEDED),
            (
                taken_back,
                "a row stands until its source takes it back",
                "one taken back",
                "If earlier snapshots are to forget it too, erase it: docs/data-protection.md.",
            ),
        ]
        for where, rule, what, mend in found:
            told.of_rows(where & ~left & ~dropped, rule, what, mend)
            dropped |= where & ~left
        return dropped

    def _of_another_table(self, raw: RawTable, first: np.ndarray) -> np.ndarray:
        """Return the header of another table in the middle of a sheet, and all rows behind it."""
        size = len(raw.rows)
        if raw.is_of_tree or not size:
            return nowhere(size)
        known = self.known_headers
        starts = of_each(first, lambda cell: "1" if header_key(clean(unmarked(cell))) in known else None) == "1"
        headers = headers_of(self.layout, raw.table)
        for row in np.flatnonzero(starts & ~self._headers_again(raw)):
            keys = {header_key(clean(unmarked(cell))) for cell in raw.everything.iloc[row] if isinstance(cell, str)}
            # Its own headers in other spellings, such as technical names beneath them, are no other table.
            own = {header_key(spelling) for name in raw.cells for spelling in headers[name].named}
            is_other = len(keys & known) >= FEWEST_HEADERS and len(keys & known) > len(keys) / 2
            if is_other and len(keys & own) < len(keys & known):
                return np.arange(size) >= row
        return nowhere(size)

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """What counts of each header of the layout."""
        every = [header for table in self.layout.tables for header in headers_of(self.layout, table).values()]
        return frozenset(header_key(spelling) for header in every for spelling in header.named)

    def _headers_again(self, raw: RawTable) -> np.ndarray:
        headers = headers_of(self.layout, raw.table)
        again = ~nowhere(len(raw.rows))
        for name, cells in raw.cells.items():
            spellings = {spelling.casefold() for spelling in headers[name].named}
            again &= is_one_of(cells, spellings)
        return again & (len(raw.cells) > 1)

    def _column(
        self, record: Record, name: str, kind: RecordColumn, cells: np.ndarray, header: object, is_part: bool
    ) -> Column:
        is_date = kind.type in ("date", "day")
        form = self._form(record, name, kind, is_part)
        return read_column(cells, form, header, self.nulls, self.null_dates if is_date else frozenset())  # type: ignore[arg-type]  # a header of the layout

    def _month(self, text: str, first: int | None) -> str:
        found = month(text, first)
        if found > self.latest_birth[:7]:
            raise OfThisCell("what has happened is not after the snapshot")
        return found

    def _word(self, text: str, kind: RecordColumn) -> str:
        rules = self.layouts.rules
        found = word(text, kind.words or rules.longest_word, rules.longest_text if not kind.words else 80)
        if names_somebody(found, self.names):
            raise OfThisCell("a word of a list is no name: it is one of a column of names of this file")
        return found

    def _form_key(self, given: Given, record: Record, name: str, is_part: bool) -> tuple[str, str | None]:
        """Return what makes two readings of one header the same."""
        kind = record.columns[name]
        if is_part:
            return "part of a key", None
        if kind.type in ("date", "day"):
            return kind.type, f"{record.record}.{name}"
        if kind.type in ("word", "whole_number"):
            return kind.type, f"{record.record}.{name}"
        return kind.type, kind.codes or ("lsoa" if name == "lsoa" else kind.of if kind.of in OTHER_KEYS else None)

    def _form(self, record: Record, name: str, kind: RecordColumn, is_part: bool) -> Callable[[str], str | None]:
        if is_part:
            return part_of_key
        if name == "lsoa":
            return partial(postcode_area, postcodes=self.postcodes)
        if kind.codes:
            return partial(code, codes=self.layouts.codes[kind.codes])
        if kind.type == "key" and kind.of in OF_SOMEBODY:
            return name_of_somebody
        if kind.of == "upn":
            return pupil_number
        first = self.layout.two_digit_years_from
        if kind.type == "month":
            return partial(self._month, first=first)
        if kind.type == "word":
            return partial(self._word, kind=kind)
        if kind.type == "whole_number":
            return partial(whole_number, least=kind.least or 0, most=kind.most)
        if kind.type not in ("date", "day"):
            return FORMS[kind.type]
        rules = self.layouts.rules
        is_of_adults, is_birth = record.record in rules.years_of_adults, (record.record, name) == BIRTHS
        latest = self.latest_ahead if f"{record.record}.{name}" in rules.ahead else self.latest
        return partial(
            within,
            form=partial(day, first_two_digit_year=first),
            earliest=EARLIEST_DATE if is_of_adults else self.earliest_birth if is_birth else self.earliest,
            latest=self.latest_birth if is_birth else latest,
            stands_for_none=self.null_dates,
        )

    def _mend(self, kind: RecordColumn) -> str:
        return MENDS[kind.type]

    def _share_not_read(self, column: Column) -> float | None:
        """Return which share of a column's cells is not of its form, where that is most of enough of them."""
        rules = self.layouts.rules
        not_read = int((filled(column.rules) & column.of_form).sum())
        cells = int(filled(column.values).sum()) + int(filled(column.rules).sum())
        if cells < rules.shifted_cells or not_read < rules.shifted_share * cells:
            return None
        return not_read / cells

    def _applies(
        self, record: Record, given: Given, values: dict[str, np.ndarray], raw: RawTable, used: np.ndarray
    ) -> np.ndarray:
        """Return the rows of which a record is given, by what its layout says of them."""
        applies = ~nowhere(len(used))
        if given.when:
            # What is made of its first date alone is not made of a cell that is no date.
            read = {
                source: filled(values[name])
                for name, source in given.columns.items()
                if isinstance(source, str) and name == next(iter(record.dates), None)
            }
            says = [read[name] if name in read else self._says_something(raw, name) for name in given.when]
            applies &= np.any(says, axis=0)
        for header in given.unless:
            applies &= ~self._says_something(raw, header)
        for header, texts in given.only.items():
            applies &= (
                is_one_of(raw.cells[header], {text.casefold() for text in texts}) if header in raw.cells else False
            )
        return applies

    def _says_something(self, raw: RawTable, header: str) -> np.ndarray:
        if header not in raw.cells:
            return nowhere(len(raw.rows))
        own = headers_of(self.layout, raw.table)[header].nulls
        nulls = self.nulls | {text.casefold() for text in own}

        def says(cell: str) -> str | None:
            plain = clean(unmarked(cell))
            return "1" if plain and plain.casefold() not in nulls and plain not in self.null_dates else None

        return of_each(raw.cells[header], says) == "1"

    def _without_identity(
        self,
        raw: RawTable,
        told: Told,
        main: tuple[Record, Given, dict[str, np.ndarray], np.ndarray],
        headers: Mapping[str, object],
        used: np.ndarray,
    ) -> np.ndarray:
        """Return rows that say not whose they are, or not when, or nothing at all, and tell of those not told yet."""
        record, given, values, applies = main
        dropped = nowhere(len(used))
        needed = [record.key[0], *([record.only_date] if record.only_date else [])]
        already = {
            (row, column) for part in told.parts for row, column in zip(part[ROW], part["column_name"], strict=True)
        }
        for name in needed:
            if name in given.constants:
                continue
            source = given.columns.get(name)
            header = source if isinstance(source, str) else (source or ("",))[0]
            shown = headers[header].shown if header in headers else name  # type: ignore[attr-defined]  # a header of the layout
            cells = raw.cells.get(header)
            missing = used & applies & ~filled(values.get(name, nothing(len(used))))
            untold = missing.copy()
            untold[[row for row, column in already if column == shown and row >= 0]] = False
            what = "whose it is" if name == record.key[0] else "when it was"
            shown_cells = nothing(len(used)) if cells is None else cells
            told.tell(untold, shown, f"a row says {what}", shown_cells, "Fill it in where it is kept.")
            dropped |= missing
        nothing_said = used & ~applies
        if nothing_said.any() and len(raw.table.gives) == 1:
            rule, mend = "a row says something", NOT_NEEDED
            told.of_rows(nothing_said, rule, "nothing that is kept", mend)
            dropped |= nothing_said
        return dropped

    def _frame(
        self, record: Record, given: Given, raw: RawTable, values: dict[str, np.ndarray], used: np.ndarray, told: Told
    ) -> pd.DataFrame:
        """Return the rows of one record, one for each thing that a cell lists where the layout says so."""
        rows = np.flatnonzero(used)
        frame = pd.DataFrame({name: column[rows] for name, column in values.items()}, dtype=object)
        frame[ROW] = rows
        if given.each:
            frame = self._spread(record, given, raw, frame)
        needed = [name for name in (record.key[0], record.only_date) if name]
        whole = frame.reindex(columns=[*record.columns, ROW]).astype(object)
        whole = whole.where(whole.notna(), None)
        whole = whole[whole[needed].notna().all(axis=1)] if needed else whole
        self._tell_of_order(record, given, raw, whole, told)
        return whole.reset_index(drop=True)

    def _spread(self, record: Record, given: Given, raw: RawTable, frame: pd.DataFrame) -> pd.DataFrame:
        """Make one row of each thing that a cell lists: names are counted and dropped, identifiers are kept."""
        cells = raw.cells.get(str(given.each))
        if cells is None:
            return frame.iloc[:0]
        listed = pd.Series(cells[frame[ROW].to_numpy()], index=frame.index).map(_parts, na_action="ignore")
        frame = frame.assign(_part=listed).explode("_part")
        frame = frame[frame["_part"].notna()]
        if given.number:
            frame[given.number] = (frame.groupby(ROW).cumcount() + 1).astype(str).astype(object)
        for name, source in given.columns.items():
            if source == given.each:
                header = headers_of(self.layout, raw.table)[str(given.each)]
                read = self._column(record, name, record.columns[name], frame["_part"].to_numpy(), header, False)
                frame[name] = read.values
        return frame.drop(columns="_part").reset_index(drop=True)

    def _tell_of_order(self, record: Record, given: Given, raw: RawTable, frame: pd.DataFrame, told: Told) -> None:
        """Tell of dates that come before one they follow; both stay, since nobody says which of them is wrong."""
        headers = headers_of(self.layout, raw.table)
        newest: pd.Series | None = None
        for name in record.dates:
            source = given.columns.get(name)
            if not isinstance(source, str) or frame.empty:
                continue
            dates = frame[name]
            if newest is not None:
                before = (dates.notna() & newest.notna()) & (dates.fillna("") < newest.fillna(""))
                where = nowhere(len(raw.rows))
                where[frame.loc[before, ROW].to_numpy(dtype=int)] = True
                rule = "dates of a row follow each other in the order of what happened"
                cells = raw.cells.get(source, nothing(len(raw.rows)))
                told.tell(where, headers[source].shown, rule, cells, "Correct the one or the other.")
            newest = dates if newest is None else newest.where(newest.notna(), dates)
            newest = newest.where(~(dates.notna() & (dates.fillna("") > newest.fillna(""))), dates)


def _first_of(raw: RawTable) -> np.ndarray:
    """Return the first cell of each row that says something."""
    first = nothing(len(raw.rows))
    for position in range(raw.everything.shape[1]):
        lacking = ~filled(first)
        if not lacking.any():
            break
        first[lacking] = raw.everything.iloc[:, position].to_numpy(dtype=object)[lacking]
    return first


def _said(cell: str) -> str | None:
    return clean(unmarked(cell)) or (cell if unmarked(cell) != cell else None)


def _parts(cell: str) -> list[str] | None:
    parts = [part for part in BETWEEN.split(clean(unmarked(cell))) if part]
    return parts or None


def years_before(day_: date, years: int) -> date:
    """Return the same day some years earlier; the 28th for a 29 February that is not there."""
    try:
        return day_.replace(year=day_.year - years)
    except ValueError:
        return day_.replace(year=day_.year - years, day=28)
