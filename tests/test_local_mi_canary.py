"""No cell of any table in any format is ever told: not in an error, a refusal, a count or the name of a file."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from council_files import (
    element,
    everything_in,
    everything_told,
    good_cells,
    shipped,
    spelled,
    taken,
    write_csv,
    write_ods,
    write_xlsx,
)
from oba.local_mi.layouts import Layout, Table, headers_of
from oba.local_mi.taking import Extract, ExtractRefused

# What no form can hold: neither a date, nor a code, a count or an answer, and of more words than an identifier.
CANARY = "Zelda 31/31/20177 Quixote QX9 8ZZ was met and said 'no' to her worker on the phone before she left again"
PIECES = ("zelda", "quixote", "qx9", "8zz", "20177", "worker on")
NAMED = "Dulcinea del Toboso"  # in columns that are left aside
GRIDS = [
    (layout.layout, table.table)
    for layout in shipped().layouts
    for table in layout.tables
    if table.gives and {"csv", "workbook"} & set(layout.formats)
]
TREES = [layout.layout for layout in shipped().layouts if {"xml", "json"} & set(layout.formats)]


def layout_of(name: str) -> Layout:
    return next(layout for layout in shipped().layouts if layout.layout == name)


def rows_with_canaries(layout: Layout, table: Table) -> Iterator[dict[str, str]]:
    """Good rows, then one row for each column with the canary in it, then one of nothing else."""
    good = good_cells(shipped(), layout, table)
    for number in range(8):
        yield {name: f"N{number}" if text == "A1" else text for name, text in good.items()}
    for name in good:
        yield {**good, name: CANARY}
    yield dict.fromkeys(good, CANARY)


def grid(layout: Layout, table: Table) -> list[list[str]]:
    headers = headers_of(layout, table)
    names = [name for name in headers if "/" not in spelled(headers[name])]
    aside = [spelling for spelling in table.left_aside if "/" not in spelling]
    head = [*(spelled(headers[name]) for name in names), *aside]
    return [head, *([row[name] for name in names] + [NAMED] * len(aside) for row in rows_with_canaries(layout, table))]


def assert_nothing_is_told(path: Path) -> Extract | None:
    extract = None
    try:
        extract = taken(path)
    except ExtractRefused as refused:
        texts = [str(refused), repr(refused), str(refused.args), refused.shown_name]
        everything = " ".join(texts).casefold()
    else:
        everything = everything_told(extract)
        assert extract.errors.num_rows, "a canary breaks a rule of each column but the lists of words"
        for record in extract.records.values():
            assert "dulcinea" not in everything_in(record)
            assert not any(piece in everything_in(record) for piece in PIECES)
    assert "dulcinea" not in everything
    assert not [piece for piece in PIECES if piece in everything]
    return extract


def breaks_a_rule(layout: Layout, table: Table, header: str) -> bool:
    """Whether a column is of a type that cannot hold the canary: names of workers and addresses can hold anything."""
    if headers_of(layout, table)[header].otherwise:
        return False
    for given in table.gives:
        record = shipped().records[given.record]
        for column, source in given.columns.items():
            kind = record.columns[column]
            if source == header and kind.of not in ("worker", "respondent", "address") and column != "lsoa":
                return given.each != header
    return False


@pytest.mark.parametrize(("layout", "table"), GRIDS)
def test_each_bad_cell_of_a_csv_has_a_line_that_does_not_tell_it_and_no_row_is_lost(
    tmp_path: Path, layout: str, table: str
) -> None:
    chosen = layout_of(layout)
    rows = grid(chosen, chosen.by_table[table])
    extract = assert_nothing_is_told(write_csv(tmp_path / "Zelda Quixote.csv", rows))
    assert extract is not None
    (count,) = extract.tables
    assert count.rows == len(rows) - 1 == count.loaded + count.dropped + count.duplicates + count.blank
    lines = {(row["source_row"], row["column_name"]) for row in extract.errors.to_pylist()}
    headers = headers_of(chosen, chosen.by_table[table])
    names = [name for name in headers if "/" not in spelled(headers[name])]
    for position, cells in enumerate(rows[1:-1], start=2):
        for name, cell in zip(names, cells, strict=False):
            if cell == CANARY and breaks_a_rule(chosen, chosen.by_table[table], name):
                assert (position, spelled(headers[name])) in lines
    dropped = {row["source_row"] for row in extract.errors.to_pylist() if row["is_row_dropped"]}
    assert len(dropped) == count.dropped


@pytest.mark.parametrize("layout", sorted({layout for layout, _ in GRIDS if "workbook" in layout_of(layout).formats}))
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_no_cell_of_a_workbook_is_told(tmp_path: Path, layout: str, ending: str) -> None:
    chosen = layout_of(layout)
    sheets = {f"Zelda {number}": grid(chosen, table) for number, table in enumerate(chosen.tables)}
    write = write_xlsx if ending == "xlsx" else write_ods
    assert_nothing_is_told(write(tmp_path / f"Zelda Quixote.{ending}", sheets))


@pytest.mark.parametrize("layout", TREES)
def test_no_value_of_an_xml_or_json_is_told(tmp_path: Path, layout: str) -> None:
    chosen = layout_of(layout)
    path = tmp_path / "Zelda Quixote"
    for table in chosen.tables:
        if not table.at:
            continue
        rows = list(rows_with_canaries(chosen, table))
        headers = headers_of(chosen, table)
        named = [{spelled_for_tree(headers[name].named): text for name, text in row.items()} for row in rows]
        path.write_text(as_json(table, named) if "json" in chosen.formats else as_xml(table, named))
        assert_nothing_is_told(path)


def spelled_for_tree(spellings: tuple[str, ...]) -> str:
    return next((spelling for spelling in spellings if "/" in spelling), spellings[-1])


def as_xml(table: Table, rows: list[dict[str, str]]) -> str:
    names = (table.at or "").split("/")
    inner = ""
    for row in rows:
        one = element(names, {name: text for name, text in row.items() if is_own(name, names)})
        for depth in range(len(names) - 1, 1, -1):
            parent = names[:depth]
            above = {name: text for name, text in row.items() if not is_own(name, names) and belongs(name, parent)}
            one = element(parent, above, one)
        inner += one
    return f"<{names[0]}>{inner}</{names[0]}>"


def is_own(name: str, names: list[str]) -> bool:
    return "/" not in name or (names[-1] in ("Child", "CHILD") and name.partition("/")[0] not in names)


def belongs(name: str, parent: list[str]) -> bool:
    within = name.partition("/")[0]
    return parent[-1] == within or (parent[-1] in ("Child", "CHILD") and within not in ("CINdetails",))


def as_json(table: Table, rows: list[dict[str, str]]) -> str:
    names = (table.at or "").split("/")[1:]
    return json.dumps([nested(row, names) for row in rows])


def nested(row: Mapping[str, str], names: list[str]) -> dict[str, object]:
    built: dict[str, object] = {}
    for depth in range(len(names), 0, -1):
        level = names[depth - 1]
        own: dict[str, object] = {}
        for name, text in row.items():
            parent, slash, leaf = name.rpartition("/")
            if (not slash and depth == len(names)) or parent == level:
                own[leaf] = text
            elif slash and depth == 1 and parent not in names:
                own.setdefault(parent, {})[leaf] = text  # type: ignore[index]
        built = {**own, **({names[depth]: [built]} if depth < len(names) else {})}
    return built


def test_no_header_of_a_file_without_headers_is_told(tmp_path: Path) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Zelda", "Quixote", "QX9 8ZZ"], ["1", "2", "3"]])
    path = tmp_path / "a.csv"
    path.write_text(buffer.getvalue())
    assert_nothing_is_told(path)
