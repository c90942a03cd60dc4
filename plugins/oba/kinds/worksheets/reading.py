"""Reading a worksheet into entries, and finding everything in it that breaks a rule, all at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from oba.definitions import Definitions
from oba.definitions.cards import Scorecard
from oba.definitions.feeds import WorksheetFeed
from oba.gates import LINE
from oba.kinds.worksheets.layout import (
    CARD_CELL,
    CARD_LABEL,
    ENTERED_BY,
    ENTERED_BY_CELL,
    ENTERED_ON,
    ENTERED_ON_CELL,
    FIRST_STEP,
    FIRST_TABLE_ROW,
    HANDED_IN,
    LISTED,
    LISTED_OF,
    LISTS,
    NAME_CELL,
    PLACE_CELL,
    PLACE_LABEL,
    START,
    STEPS,
    TABLES,
    Column,
    Table,
    about,
    all_names,
    cards_of,
    file_stem,
    measures_of,
    place_names,
    sheet_names,
)
from oba.kinds.worksheets.opening import Cell, OpenedBook, OpenedSheet, open_workbook
from oba.kinds.worksheets.plain import TURNING, UNKNOWN, person_in, shown
from oba.kinds.worksheets.rules import Fault
from oba.typed import Columns, Long

SHEET = "sheet"  # the list of a row that says no more than that a workbook has a sheet of a card
COLUMNS: Columns = {
    LINE: Long,
    "geography_code": str,
    "scorecard_id": str,
    "stated_by": str,
    "stated_on": date,
    "entry_list": str,
    "entry_number": int,  # in its list, 1 first; 0 of the row for the sheet
    "source_cell": str,
    "force": str | None,
    "entry_words": str | None,
    "stated_date": date | None,
    "measure_id": str | None,
    "stated_in": str | None,
    "partner_name": str | None,
    "partner_role": str | None,
    "cost_class": str | None,
    "leverage": str | None,
    "feasibility": str | None,
    "specificity": str | None,
    "community_values": str | None,
    "evidence": str | None,
    "owner": str | None,
    "due_date": date | None,
    "action_status": str | None,
    "is_approval_needed": bool | None,
}
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)  # beyond them a day is a slip of the finger
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
QUOTED = 40  # characters of a cell that a message quotes
# Words with a day or a long number among them may be of a person, and are quoted in no message.
NOT_QUOTED = re.compile(r"(?=.*[^\W\d_]{2}).*(?:\d{1,4}[./ -]\d{1,2}[./ -]\d{2,4}|\d[\d .-]{6,}\d)")
MOST_DAYS_LATE = 300  # from the day of entry to that of the folder; with last year's number there are more
INITIALS = re.compile(r"(?:[A-Z]\.? ?){2,3}")
ALIKE = 0.5  # of 1: a text of an earlier template is the same text, and one that was typed over it is not


@dataclass
class Worksheet:
    """What a workbook says."""

    place: str | None = None  # GSS code; None where it does not say so
    stated_by: str | None = None
    stated_on: date | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)  # of the long form
    faults: list[Fault] = field(default_factory=list)  # everything that breaks a rule
    left_aside: list[str] = field(default_factory=list)  # names of sheets that are of no scorecard

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The rows that are entries."""
        return [row for row in self.rows if row["entry_list"] != SHEET]

    @property
    def frame(self) -> pd.DataFrame:
        """The long form; only of a worksheet without fault."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))


def read_worksheet(
    path: Path, feed: WorksheetFeed, definitions: Definitions, release: str | None, today: date
) -> Worksheet:
    """Read a workbook.

    Args:
        path: the workbook.
        feed: has the limits, and the forms of text by which people are known.
        definitions: have the scorecards and measures.
        release: the name of its folder; None where it does not lie in one yet.
        today: no day that something was seen or entered on is later.

    Raises:
        Unreadable: it is no workbook that can be read.
    """
    found = Worksheet()
    _Reading(feed, definitions, today, found).read(open_workbook(path))
    _look_at_names(path, release, found, feed, definitions, today)
    personal = {(fault.sheet, fault.cell) for fault in found.faults if fault.rule == "personal" and fault.cell}
    # What may say who somebody is, is quoted under no other rule either.
    found.faults = [f for f in found.faults if f.rule == "personal" or (f.sheet, f.cell) not in personal]
    return found


def _look_at_names(
    path: Path, release: str | None, found: Worksheet, feed: WorksheetFeed, definitions: Definitions, today: date
) -> None:
    """Look at what the file and its folder are called."""
    name = place_names(definitions).get(found.place or "")
    if name is not None and path.stem != file_stem(name):
        called = "a name by which a person may be known" if person_in(path.stem, feed.personal) else repr(path.name)
        found.faults.append(Fault("file_name", "", "", f"{called}; of {name} it is {file_stem(name)}.xlsx"))
    day = today if release is None else _day_of(release)
    if found.stated_on is not None and day is not None and (day - found.stated_on).days > MOST_DAYS_LATE:
        than = "today" if release is None else f"its folder ({release})"
        said = f"{found.stated_on:%d/%m/%Y}, more than {MOST_DAYS_LATE} days before {than}: is the year right?"
        found.faults.append(Fault("entered_on", START, ENTERED_ON_CELL, said))
    if release is None:
        return
    if day is None or day > today:
        found.faults.append(Fault("release", "", "", f"the folder {release!r}"))
    elif found.stated_on is not None and found.stated_on > day:
        said = f"{found.stated_on:%d/%m/%Y}, after the day of its folder ({release})"
        found.faults.append(Fault("entered_on", START, ENTERED_ON_CELL, said))


def _day_of(release: str) -> date | None:
    if not DAY.fullmatch(release):
        return None
    try:
        return date.fromisoformat(release)
    except ValueError:
        return None


@dataclass
class _Reading:
    """One reading of a workbook; notes each fault and goes on."""

    feed: WorksheetFeed
    definitions: Definitions
    today: date
    found: Worksheet

    def read(self, book: OpenedBook) -> None:
        sheets = self._named(book)
        for where, text in book.beside:
            if (what := person_in(text, self.feed.personal)) is not None:
                self._note("personal", "", "", f"what looks like {what}, in {where}")
        for sheet in sheets:
            self._look_for_people(sheet)
            if sheet.far is not None:  # a sheet of the council's own may be an extract of records
                self._note("outside", sheet.name, sheet.far, "something far below or far to the right")
        start = next((sheet for sheet in sheets if sheet.name == START), None)
        if start is None:
            names = ", ".join(sheet.name for sheet in sheets)
            self._note("start", "", "", f"no sheet '{START}' among {names}")
        else:
            self._read_start(start)
        seen: dict[str, str] = {}
        of_place = {card.scorecard: card for card in cards_of(self.found.place or "", self.definitions)}
        for sheet in sheets:
            if sheet.name == START:
                continue
            if sheet.name == LISTS:
                self._look_at_lists(sheet)
                continue
            if sheet.at("A2") is None or self._text(sheet.at("A2")) != CARD_LABEL:
                if (trace := self._trace(sheet)) is not None:
                    self._note("card", sheet.name, "A2", f"no '{CARD_LABEL}' there, {trace}")
                    self._look_at_form(sheet)
                else:
                    if sheet.is_hidden and sheet.cells:
                        self._note("hidden", sheet.name, sheet.cells[0].address, "a hidden sheet")
                    self.found.left_aside.append(sheet.name)
                continue
            card = self._card_of(sheet, of_place, seen)
            if card is not None:
                self._read_card(sheet, card)
        if not self.found.entries and not any(fault.rule in ("start", "card", "tables") for fault in self.found.faults):
            self._note("empty", "", "", "no line in any table")

    def _read_start(self, sheet: OpenedSheet) -> None:
        self._look_at_form(sheet)
        is_moved = False
        for label, address in ((PLACE_LABEL, "A4"), (ENTERED_BY, "A5"), (ENTERED_ON, "A6")):
            if self._text(sheet.at(address)) != label:
                self._note("start", sheet.name, address, f"{self._quoted(sheet.at(address))} in place of '{label}'")
                is_moved = True
        if not is_moved:
            self._look_around_start(sheet)
        cell = sheet.at(PLACE_CELL)
        code = self._text(cell)
        if code not in place_names(self.definitions):
            self._note("start", sheet.name, PLACE_CELL, f"{self._quoted(cell)}, which is the code of no place")
        else:
            self.found.place = code
            name = self._text(sheet.at(NAME_CELL))
            names = all_names(code, self.definitions)
            if name is not None and name.casefold() not in {each.casefold() for each in names}:
                said = f"{self._quoted(sheet.at(NAME_CELL))}, while the code below it is that of {names[0]}"
                self._note("start", sheet.name, NAME_CELL, said)
        by = sheet.at(ENTERED_BY_CELL)
        if by is None:
            self._note("entered_by", sheet.name, ENTERED_BY_CELL, "nothing")
        elif not isinstance(by.value, str) or by.is_formula or len(by.value) > self.feed.longest_name:
            self._note("entered_by", sheet.name, ENTERED_BY_CELL, self._quoted(by))
        else:
            self.found.stated_by = self._text(by)
        on = sheet.at(ENTERED_ON_CELL)
        day = self._day(on)
        if day is None or not EARLIEST <= day <= self.today:
            self._note("entered_on", sheet.name, ENTERED_ON_CELL, self._quoted(on))
        else:
            self.found.stated_on = day

    def _card_of(self, sheet: OpenedSheet, of_place: Mapping[str, Scorecard], seen: dict[str, str]) -> Scorecard | None:
        cell = sheet.at(CARD_CELL)
        name = self._text(cell) or ""
        known = {card.scorecard for card in self.definitions.scorecards}
        if name in seen:
            self._note("card", sheet.name, CARD_CELL, f"{name}, which the sheet '{seen[name]}' is of too")
            return None
        seen[name] = sheet.name
        if name in of_place:
            self._look_at_title(sheet, of_place[name])
            return of_place[name]
        if name not in known:
            like = get_close_matches(name, known, 1)
            meant = f" (did you mean {like[0]}?)" if like else ""
            self._note("card", sheet.name, CARD_CELL, f"{self._quoted(cell)}, which is no scorecard{meant}")
        elif self.found.place is not None:
            place = place_names(self.definitions)[self.found.place]
            self._note("card", sheet.name, CARD_CELL, f"{name}, a scorecard of another place than {place}")
        return None

    def _read_card(self, sheet: OpenedSheet, card: Scorecard) -> None:
        self._look_at_form(sheet)
        by_row: dict[int, dict[int, Cell]] = {}
        for cell in sheet.cells:
            by_row.setdefault(cell.row, {})[cell.column] = cell
        starts = self._starts(sheet, by_row)
        if starts is None:
            return
        self.found.rows.append(self._row(card, SHEET, 0, 2, f"{sheet.name}!{CARD_CELL}", {}))
        self._look_above(sheet, card, starts[0][0])
        numbers: dict[str, int] = {}
        ends = [*(row for row, _ in starts[1:]), max(by_row, default=0) + 1]
        for (first, table), end in zip(starts, ends, strict=True):
            lines = 0
            told: dict[tuple[Any, ...], int] = {}
            for number in range(first + 2, end):
                cells = by_row.get(number, {})
                if not cells:
                    continue
                self._look_beside(sheet, cells, len(table.columns))
                if not any(column <= len(table.columns) for column in cells):
                    continue
                lines += 1
                numbers[table.entry_list] = numbers.get(table.entry_list, 0) + 1
                values = self._read_line(sheet, table, number, cells, measures_of(card, self.definitions))
                # The same words of the same measure are one thing typed twice, whoever is the source.
                key = ("entry_words", "measure_id") if "entry_words" in values else tuple(values)
                typed = tuple(str(values.get(name) or "").casefold() for name in key)
                if typed in told and typed[0]:
                    self._note("twice", sheet.name, f"A{number}", f"the same as in row {told[typed]}")
                told.setdefault(typed, number)
                self.found.rows.append(
                    self._row(
                        card,
                        table.entry_list,
                        numbers[table.entry_list],
                        number,
                        f"{sheet.name}!A{number}",
                        {**table.fixed, **values},
                    )
                )
            if lines > self.feed.most_entries:
                said = f"{lines} lines in '{table.title}', of {self.feed.most_entries} at most"
                self._note("many", sheet.name, f"A{first}", said)

    def _starts(self, sheet: OpenedSheet, by_row: Mapping[int, Mapping[int, Cell]]) -> list[tuple[int, Table]] | None:
        """Return the row of each table's title; None where one is missing, moved or has other headings."""
        broken = False
        starts: list[tuple[int, Table]] = []
        above = FIRST_TABLE_ROW - 1
        titles = {row: self._text(cells.get(1)) for row, cells in by_row.items()}
        for table in TABLES:
            rows = [row for row, title in titles.items() if title == table.title and row >= FIRST_TABLE_ROW]
            if len(rows) != 1:
                missing = f"no title '{table.title}' in column A, from this cell down"
                found = missing if not rows else f"the title '{table.title}' {len(rows)} times"
                self._note("tables", sheet.name, f"A{rows[1] if rows else above + 1}", found)
                broken = True
                continue
            above = rows[0]
            starts.append((rows[0], table))
            below = by_row.get(rows[0] + 1, {})
            for number, column in enumerate(table.columns, start=1):
                if self._text(below.get(number)) not in column.headings:
                    found = f"{self._quoted(below.get(number))} in place of '{column.heading}'"
                    self._note("tables", sheet.name, _address(number, rows[0] + 1), found)
                    broken = True
            self._look_beside(sheet, below, len(table.columns))
            self._look_beside(sheet, by_row.get(rows[0], {}), 1)
        if [row for row, _ in starts] != sorted(row for row, _ in starts):
            self._note("tables", sheet.name, f"A{starts[0][0]}", "the tables in another order")
            broken = True
        return None if broken else starts

    def _read_line(
        self, sheet: OpenedSheet, table: Table, number: int, cells: Mapping[int, Cell], measures: Mapping[str, str]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for position, column in enumerate(table.columns, start=1):
            cell = cells.get(position)
            if cell is None:
                if column.is_needed:
                    self._note("needed", sheet.name, _address(position, number), f"no '{column.heading}'")
                values[column.name] = None
            elif cell.is_formula or cell.is_error:
                values[column.name] = None  # told already
            else:
                values[column.name] = self._value(sheet, column, cell, measures)
        seen = cells.get(3)
        if table.entry_list == "story" and seen is not None and INITIALS.fullmatch(values["entry_words"] or ""):
            self._note("personal", sheet.name, seen.address, "what looks like a date of birth, beside initials")
        return values

    def _value(self, sheet: OpenedSheet, column: Column, cell: Cell, measures: Mapping[str, str]) -> Any:
        is_number = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
        if column.form == "date":
            day = self._day(cell)
            latest = self.today if column.name == "stated_date" else LATEST
            if day is None:
                self._note("date", sheet.name, cell.address, f"{self._quoted(cell)}{', a number' * is_number}")
                return None
            if not EARLIEST <= day <= latest:
                wanted = f"before {EARLIEST:%d/%m/%Y}" if day < EARLIEST else f"after {latest:%d/%m/%Y}"
                self._note("date", sheet.name, cell.address, f"{day:%d/%m/%Y}, which is {wanted}: is the year right?")
                return None
            return day
        if isinstance(cell.value, (bool, datetime, date)) or not isinstance(cell.value, (str, int, float)):
            is_day = isinstance(cell.value, (datetime, date))
            self._note("text", sheet.name, cell.address, "a day" if is_day else self._quoted(cell))
            return None
        if is_number and column.form in ("words", "name"):
            # What the cell shows, such as 25% or 00123, is not what it holds.
            self._note("text", sheet.name, cell.address, "a number; it is not known how it should read")
            return None
        text = self._text(cell) or ""
        if column.form in ("choice", "measure"):
            offered: Mapping[str, Any] = measures if column.form == "measure" else column.choices
            folded = {word.casefold(): value for word, value in offered.items()}
            if text.casefold() not in folded:
                like = get_close_matches(text, offered, 1)
                meant = f" (did you mean '{like[0]}'?)" if like else ""
                one_of = ", ".join(f"'{word}'" for word in offered)
                self._note(column.form, sheet.name, cell.address, f"{self._quoted(cell)}{meant}; one of: {one_of}")
                return None
            return folded[text.casefold()]
        longest = self.feed.longest_words if column.form == "words" else self.feed.longest_name
        if len(text) > longest:
            self._note("long", sheet.name, cell.address, f"{len(text)} characters, of {longest} at most")
        raw = str(cell.value)
        if TURNING.search(raw) or CONTROL.search(raw):
            self._note("text", sheet.name, cell.address, "a sign that turns text around, or none that can be shown")
        elif UNKNOWN.search(raw):
            found = "a sign that other computers show as a box, such as a bullet from Word"
            self._note("text", sheet.name, cell.address, found)
        elif cell.unseen:
            self._note("hidden", sheet.name, cell.address, cell.unseen)
        return text

    def _look_at_form(self, sheet: OpenedSheet) -> None:
        """Look at what no sheet may have, wherever it is."""
        if sheet.is_hidden:
            self._note("hidden", sheet.name, "", "a hidden sheet")
        for address, hidden in sheet.hidden:
            self._note("hidden", sheet.name, address, hidden)
        for area in sheet.merged:
            self._note("merged", sheet.name, area.partition(":")[0], f"the merged cells {area}")
        for cell in sheet.cells:
            if cell.is_formula:
                self._note("formula", sheet.name, cell.address, "a formula")
            elif cell.is_error:
                overflow = ", or a number that is no day" if cell.value == "#VALUE!" else ""
                self._note("text", sheet.name, cell.address, f"the error {cell.value}{overflow}")

    def _look_beside(self, sheet: OpenedSheet, cells: Mapping[int, Cell], columns: int) -> None:
        for column, cell in cells.items():
            if column > columns:
                self._note("outside", sheet.name, cell.address, self._quoted(cell))

    def _look_around_start(self, sheet: OpenedSheet) -> None:
        """Look for words on the first sheet that stand nowhere where anything is read."""
        fixed = {"A1", "A2", "A9", *(f"{letter}{row}" for letter in "AB" for row in range(3, 7))}
        for cell in sheet.cells:
            text = self._text(cell) or ""
            is_step = cell.row >= FIRST_STEP and (
                (cell.column == 1 and text.isdigit())
                or (cell.column == 2 and any(_alike(text, step) for step in STEPS))
            )
            is_before = cell.row == 7 and (cell.column == 1 or (cell.column == 2 and text.endswith(HANDED_IN)))
            if cell.address not in fixed and not is_step and not is_before:
                self._note("outside", sheet.name, cell.address, self._quoted(cell))

    def _look_at_lists(self, sheet: OpenedSheet) -> None:
        """Look for words on the sheet of lists that are below no list."""
        filled = {(cell.column, cell.row): cell for cell in sheet.cells}
        for (column, row), cell in filled.items():
            if row < LISTED:
                is_listed = cell.address in ("A1", "A2")
            elif row == LISTED:
                is_listed = (self._text(cell) or "").startswith(LISTED_OF)
            else:
                is_listed = all((column, above) in filled for above in range(LISTED, row))
            if not is_listed:
                self._note("outside", sheet.name, cell.address, self._quoted(cell))

    def _look_above(self, sheet: OpenedSheet, card: Scorecard, first: int) -> None:
        """Look for words above the first table, where nothing is read."""
        fixed = {"A2": CARD_LABEL, "B2": card.scorecard, "A1": card.title, "A3": about(card)}
        for cell in sheet.cells:
            if cell.row >= first:
                continue
            if cell.address not in fixed or not _alike(self._text(cell) or "", fixed[cell.address]):
                self._note("outside", sheet.name, cell.address, self._quoted(cell))

    def _look_at_title(self, sheet: OpenedSheet, card: Scorecard) -> None:
        """Look whether a sheet was that of another scorecard before its name was changed."""
        title = self._text(sheet.at("A1"))
        others = {each.title: each for each in self.definitions.scorecards if each.title != card.title}
        names = sheet_names(cards_of(self.found.place or "", self.definitions))
        by_name = next((each for each, name in names.items() if name == sheet.name and each != card.scorecard), None)
        other = others[title].scorecard if title in others else by_name if title is None else None
        if other is not None:
            said = f"{card.scorecard}, while the title of the sheet is that of {other}"
            self._note("card", sheet.name, CARD_CELL, said)

    def _named(self, book: OpenedBook) -> list[OpenedSheet]:
        """Return the sheets; one whose name may say who somebody is goes by its number, since messages name it."""
        sheets = []
        for number, sheet in enumerate(book.sheets, start=1):
            what = person_in(sheet.name, self.feed.personal)
            if what is not None:
                sheet = replace(sheet, name=f"(number {number})")
                self._note("personal", sheet.name, "", f"what looks like {what}, in the name of the sheet")
            sheets.append(sheet)
        return sheets

    def _look_for_people(self, sheet: OpenedSheet) -> None:
        """Look at every cell, of sheets that are left aside too, since the workbook is kept as it came."""
        for cell in sheet.cells:
            what = None if isinstance(cell.value, (datetime, date)) else person_in(str(cell.value), self.feed.personal)
            if what is not None:
                # The cell is named and not quoted: a message may be read by others.
                self._note("personal", sheet.name, cell.address, f"what looks like {what}")

    def _trace(self, sheet: OpenedSheet) -> str | None:
        """Return by what a sheet is known to come from the template; None where by nothing."""
        moved = next((cell for cell in sheet.cells if self._text(cell) == CARD_LABEL), None)
        known = {card.scorecard for card in self.definitions.scorecards}
        if moved is None:
            moved = next((cell for cell in sheet.cells if self._text(cell) in known), None)
        if moved is not None:
            return f"but in {moved.address}: a column or row was put in or taken out"
        titles = {table.title for table in TABLES}
        found = {self._text(cell): cell for cell in sheet.cells if self._text(cell) in titles}
        if len(found) > 1:
            return f"above tables of a scorecard, such as '{next(iter(found))}' in {next(iter(found.values())).address}"
        by_row: dict[int, set[str | None]] = {}
        for cell in sheet.cells:
            by_row.setdefault(cell.row, set()).add(self._text(cell))
        for row, texts in by_row.items():
            if any(sum(not texts.isdisjoint(column.headings) for column in table.columns) > 1 for table in TABLES):
                return f"above the headings of a table in row {row}"
        cards = cards_of(self.found.place or "", self.definitions)
        if sheet.name in sheet_names(cards).values() or self._text(sheet.at("A1")) in {card.title for card in cards}:
            return "on the sheet of a scorecard"
        return None

    def _row(
        self, card: Scorecard, entry_list: str, number: int, line: int, source: str, values: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            **dict.fromkeys(COLUMNS),
            LINE: line,
            "geography_code": self.found.place,
            "scorecard_id": card.scorecard,
            "stated_by": self.found.stated_by,
            "stated_on": self.found.stated_on,
            "entry_list": entry_list,
            "entry_number": number,
            "source_cell": source,
            **values,
        }

    def _note(self, rule: str, sheet: str, cell: str, found: str) -> None:
        self.found.faults.append(Fault(rule, sheet, cell, found))

    @staticmethod
    def _day(cell: Cell | None) -> date | None:
        if cell is None or cell.is_formula:
            return None
        if isinstance(cell.value, datetime):
            return cell.value.date()
        return cell.value if isinstance(cell.value, date) else None

    @staticmethod
    def _text(cell: Cell | None) -> str | None:
        """Return the text of a cell in one line, as a page shows it."""
        return None if cell is None or cell.is_formula else shown(str(cell.value))

    @staticmethod
    def _quoted(cell: Cell | None) -> str:
        if cell is None:
            return "nothing"
        if cell.is_formula:
            return "a formula"
        if isinstance(cell.value, (datetime, date)):
            return f"the day {cell.value:%d/%m/%Y}"
        text = shown(str(cell.value))
        if NOT_QUOTED.match(text):
            return "words with a day or a long number among them"
        return repr(text if len(text) <= QUOTED else f"{text[:QUOTED]}...")


def _address(column: int, row: int) -> str:
    return f"{chr(ord('A') + column - 1)}{row}"


def _alike(text: str, other: str) -> bool:
    return text == other or SequenceMatcher(None, text.casefold(), other.casefold()).ratio() >= ALIKE


def entry_rows(worksheet: Worksheet, entry_list: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of one list."""
    yield from (row for row in worksheet.entries if row["entry_list"] == entry_list)
