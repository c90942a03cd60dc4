"""Reading all layouts and lists of codes, and checking them against the records and each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from oba.definitions.base import Definition, Text
from oba.definitions.reading import Refusal, Sheet
from oba.errors import DefinitionError
from oba.local_mi.layouts.codes import CodeList
from oba.local_mi.layouts.layout import NUMBER, Given, Header, Layout, Table, header_key, headers_of
from oba.local_mi.records import FOLDER, Record, Records, read_records

DOCUMENT = "docs/local-mi.md"


class Rules(Definition):
    """What holds in every file."""

    rules: Text
    nulls: tuple[Text, ...]  # cells that say nothing in any column
    null_dates: tuple[Text, ...]  # dates that stand for none
    oldest_years: int  # nobody in a file, and nothing said of them, is older than this at the snapshot
    oldest_date: Text  # nothing is said of an earlier day, but births and what is of adults
    largest_unborn_days: int  # an expected birth is at most so far after the snapshot
    ahead: tuple[Text, ...]  # <record>.<column> of dates that may lie after the snapshot
    years_of_adults: tuple[Text, ...]  # records about adults, whose dates may be older
    longest_word: int  # words of a text of a list of the council's own, where its record does not say otherwise
    longest_text: int  # characters of it
    columns_of_names: Text  # a regular expression over headers: what stands there is no word of a list
    shifted_share: float  # of the cells of a column that cannot be read: from here on its table is refused
    shifted_cells: int  # with fewer cells nothing is said of a column


@dataclass(frozen=True)
class Layouts:
    """Every layout and list of codes of one folder of definitions."""

    layouts: tuple[Layout, ...]
    codes: dict[str, CodeList]
    records: Records
    rules: Rules

    def of(self, council: str) -> tuple[Layout, ...]:
        """Return the layouts that a council's files may have, its own variants first."""
        own = [layout for layout in self.layouts if council in layout.councils]
        return (*own, *(layout for layout in self.layouts if not layout.councils))


@cache
def read_layouts(definitions: Path) -> Layouts:
    """Read the layouts and lists of codes of a folder of definitions.

    Raises:
        DefinitionError: one cannot be used; names file, line, rule, what was found and the mend of everything wrong.
    """
    records = read_records(definitions)
    folder = definitions / FOLDER
    refused: list[Refusal] = []
    rules = _read(Sheet("definition", folder / "rules.yml"), Rules, refused)
    codes: dict[str, CodeList] = {}
    for path in sorted((folder / "codes").glob("*.yml")):
        sheet = Sheet("definition", path)
        found = _read(sheet, CodeList, refused)
        if found is not None:
            refused += _problems_of_codes(sheet, found)
            codes[found.codes] = found
    drafts: dict[str, tuple[Sheet, Layout]] = {}
    for path in sorted((folder / "layouts").glob("*.yml")):
        sheet = Sheet("definition", path)
        layout = _read(sheet, Layout, refused)
        if layout is not None:
            if layout.layout != path.stem:
                mend = f"Name the file {layout.layout}.yml, or write 'layout: {path.stem}'."
                refused.append(sheet.refuse(("layout",), "a file is named for what it defines", layout.layout, mend))
            drafts[path.stem] = (sheet, layout)
    layouts = []
    for sheet, layout in drafts.values():
        found_problems = list(_problems_of_extending(sheet, layout, drafts))
        if not found_problems:
            layout = extended(layout, drafts[layout.extends][1]) if layout.extends else layout
            layout = layout.model_copy(update={"tables": tuple(_numbered(table) for table in layout.tables)})
            found_problems = list(_problems(sheet, layout, records, codes))
        refused += found_problems
        layouts.append(layout)
    if refused or rules is None:
        raise DefinitionError(tuple(refused))
    return Layouts(tuple(layouts), codes, records, rules)


def refused_layouts(definitions: Path) -> tuple[object, ...]:
    """Return everything that is wrong with the layouts of a folder, nothing where it has none."""
    if not (definitions / FOLDER).is_dir():
        return ()
    try:
        read_layouts(definitions)
    except DefinitionError as error:
        return error.refusals
    return ()


def extended(variant: Layout, base: Layout) -> Layout:
    """Return a variant with what it leaves unsaid taken from the layout that it extends.

    A header of the variant adds its spellings to the base's; of everything else the variant's word counts. A table that
    the base has not is one more table.
    """
    said = variant.model_fields_set
    shared = {
        group: _merged_headers(variant.shared_headers.get(group, {}), base.shared_headers.get(group, {}))
        for group in {**base.shared_headers, **variant.shared_headers}
    }
    own = variant.by_table
    tables = [_merged_table(own[table.table], table) if table.table in own else table for table in base.tables]
    tables += [table for table in variant.tables if table.table not in base.by_table]
    kept = {name: getattr(base, name) for name in Layout.model_fields if name not in said}
    return variant.model_copy(
        update={**kept, "shared_headers": shared, "tables": tuple(tables), "councils": variant.councils}
    )


def _merged_table(variant: Table, base: Table) -> Table:
    kept = {name: getattr(base, name) for name in Table.model_fields if name not in variant.model_fields_set}
    return variant.model_copy(update={**kept, "headers": _merged_headers(variant.headers, base.headers)})


def _merged_headers(variant: dict[str, Header], base: dict[str, Header]) -> dict[str, Header]:
    merged = dict(base)
    for name, header in variant.items():
        under = base.get(name)
        if under is not None:
            kept = {
                field: getattr(under, field) for field in Header.model_fields if field not in header.model_fields_set
            }
            header = header.model_copy(update={**kept, "named": (*under.named, *header.named)})
        merged[name] = header
    return merged


def _numbered(table: Table) -> Table:
    """Write out what stands for several numbered headers, such as Child 1 ID to Child 8 ID."""
    if table.numbered is None:
        return table
    numbers = [str(number) for number in range(1, table.numbered + 1)]
    headers: dict[str, Header] = {}
    for name, header in table.headers.items():
        spread = any(NUMBER in spelling for spelling in header.named)
        for number in numbers if spread else [""]:
            named = tuple(spelling.replace(NUMBER, number) for spelling in header.named)
            headers[f"{name}_{number}" if spread else name] = header.model_copy(update={"named": named})
    gives: list[Given] = []
    for given in table.gives:
        spread = any(NUMBER in value for value in given.constants.values())
        for number in numbers if spread else [""]:
            gives.append(_of_number(given, number, headers) if spread else given)
    return table.model_copy(update={"headers": headers, "gives": tuple(gives)})


def _of_number(given: Given, number: str, headers: dict[str, Header]) -> Given:
    def own(name: str) -> str:
        return f"{name}_{number}" if f"{name}_{number}" in headers else name

    return given.model_copy(
        update={
            "columns": {
                column: own(source) if isinstance(source, str) else tuple(own(part) for part in source)
                for column, source in given.columns.items()
            },
            "constants": {column: text.replace(NUMBER, number) for column, text in given.constants.items()},
            "when": tuple(own(name) for name in given.when),
            "unless": tuple(own(name) for name in given.unless),
        }
    )


def _read(sheet: Sheet, kind: type[Any], refused: list[Refusal]) -> Any:
    found, problems = sheet.read(kind)
    refused += problems
    return found


def _problems_of_codes(sheet: Sheet, codes: CodeList) -> Iterator[Refusal]:
    if codes.codes != sheet.path.stem:
        mend = f"Name the file {codes.codes}.yml, or write 'codes: {sheet.path.stem}'."
        yield sheet.refuse(("codes",), "a file is named for what it defines", codes.codes, mend)
    for code in codes.unknown_codes():
        yield sheet.refuse(("patterns", code), "a pattern means a code of the list", code, "Add it under values.")
    for spelling in codes.twice():
        yield sheet.refuse(("values",), "a spelling means one code", repr(spelling), "Take it from one of the two.")


def _problems_of_extending(sheet: Sheet, layout: Layout, drafts: dict[str, tuple[Sheet, Layout]]) -> Iterator[Refusal]:
    if layout.extends is not None and layout.extends not in drafts:
        mend = f"Name one of {', '.join(sorted(drafts))}."
        yield sheet.refuse(("extends",), "a variant extends a layout", layout.extends, mend)
    elif layout.extends is not None and drafts[layout.extends][1].extends is not None:
        yield sheet.refuse(("extends",), "what a variant extends is no variant", layout.extends, "Extend its base.")
    elif layout.extends is None:
        for field in ("formats", "window", "tables"):
            if not getattr(layout, field):
                yield sheet.refuse((), f"a layout that extends none says its {field}", "nothing", f"Add {field}.")


def _problems(sheet: Sheet, layout: Layout, records: Records, codes: dict[str, CodeList]) -> Iterator[Refusal]:
    known = {record.record: record for record in records.records}
    for position, table in enumerate(layout.tables):
        place: tuple[str | int, ...] = ("tables", position)
        headers = headers_of(layout, table)
        for group in table.uses:
            if group not in layout.shared_headers:
                yield sheet.refuse(
                    (*place, "uses"), "shared headers are declared", group, "Add them to shared_headers."
                )
        if not table.at and not {"workbook", "csv"} & set(layout.formats):
            yield sheet.refuse(place, "a table of XML or JSON says where it is at", table.table, "Add at.")
        if not any(header.required for header in headers.values()):
            mend = "Write 'required: true' at the headers by which it is known."
            yield sheet.refuse(place, "a table is known by at least one header", table.table, mend)
        for name, header in headers.items():
            if not header.named:
                yield sheet.refuse((*place, "headers", name), "a header has a spelling", name, "Add it under named.")
        for spelling in _twice(headers, table.left_aside):
            yield sheet.refuse((*place, "headers"), "a spelling is of one header", repr(spelling), "Take one away.")
        yield from _problems_of_brought(sheet, place, layout, table)
        for number, given in enumerate(table.gives):
            where = (*place, "gives", number)
            if given.record not in known:
                mend = f"Name one of {', '.join(sorted(known))}."
                yield sheet.refuse((*where, "record"), "a table gives records of records.yml", given.record, mend)
                continue
            yield from _problems_of_given(sheet, where, given, known[given.record], headers, codes)


def _problems_of_brought(sheet: Sheet, place: tuple[str | int, ...], layout: Layout, table: Table) -> Iterator[Refusal]:
    here = headers_of(layout, table)
    for number, brought in enumerate(table.brings):
        where = (*place, "brings", number)
        other = layout.by_table.get(brought.table)
        if other is None:
            mend = f"Name one of {', '.join(layout.by_table)}."
            yield sheet.refuse((*where, "table"), "it is brought from a table of the layout", brought.table, mend)
            continue
        there = headers_of(layout, other)
        day, days = (brought.at[:1], brought.at[1:]) if brought.at else ((), ())
        unknown = sorted({*brought.on, *brought.headers, *day} - here.keys())
        unknown += sorted({*brought.on.values(), *brought.headers.values(), *days} - there.keys())
        for name in unknown:
            mend = f"Declare it under headers of {table.table} or {other.table}."
            yield sheet.refuse(where, "what is brought is a header of each of the two tables", name, mend)


def _problems_of_given(
    sheet: Sheet,
    where: tuple[str | int, ...],
    given: Given,
    record: Record,
    headers: dict[str, Header],
    codes: dict[str, CodeList],
) -> Iterator[Refusal]:
    numbered = {given.number} if given.number else set()
    for column in sorted(
        {*given.columns, *given.constants, *given.inverted, *given.because, *numbered} - record.columns.keys()
    ):
        mend = f"Name one of {', '.join(record.columns)}."
        yield sheet.refuse((*where, "columns", column), f"{given.record} has the column", column, mend)
    used = {part for source in given.columns.values() for part in _parts(source)}
    for name in sorted(
        {*used, *given.when, *given.unless, *given.only, *({given.each} if given.each else ())} - headers.keys()
    ):
        mend = f"Declare it under headers, or name one of {', '.join(headers)}."
        yield sheet.refuse((*where, "columns"), "a column is read from a header of its table", name, mend)
    for column, source in given.columns.items():
        kind = record.columns.get(column)
        if kind is None:
            continue
        if kind.codes and kind.codes not in codes:
            mend = f"Add {FOLDER}/codes/{kind.codes}.yml."
            yield sheet.refuse((*where, "columns", column), "its codes are listed", kind.codes, mend)
        if len(_parts(source)) > 1 and kind.type != "key":
            yield sheet.refuse(
                (*where, "columns", column), "only a key is made of several headers", column, "Name one."
            )
        if kind.of == "address" and column not in given.because:
            mend = f"Write why under because, {column}; {DOCUMENT} says what for."
            yield sheet.refuse((*where, "columns", column), "an address is kept only with a reason", column, mend)
    for column in record.key[:1]:
        if column not in {*given.columns, *given.constants}:
            mend = f"Say which header gives {column}."
            yield sheet.refuse((*where, "columns"), f"a {given.record} has its {column}", "nothing", mend)


def _parts(source: str | tuple[str, ...]) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else source


def _twice(headers: dict[str, Header], left_aside: tuple[str, ...]) -> list[str]:
    found: dict[str, set[str]] = {}
    for name, header in headers.items():
        for spelling in header.named:
            found.setdefault(header_key(spelling), set()).add(name)
    for spelling in left_aside:
        found.setdefault(header_key(spelling), set()).add("")
    return sorted(spelling for spelling, names in found.items() if len(names) > 1)
