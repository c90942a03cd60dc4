"""Which layout a file has, and which of its tables each sheet, CSV or element is: by headers, then by names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from oba.local_mi.layouts import Header, Layout, Layouts, Table, header_key, headers_of
from oba.local_mi.reading import LISTED, Grid, Node, ReadFile, Tree
from oba.local_mi.taking.extract import Reason
from oba.local_mi.taking.forms import clean, unmarked

ROWS_ABOVE = 20  # title rows that a header may stand beneath
SEVERAL = ";"  # between the values of an element that stands several times
POSITION = "position"  # of a row's element among its like
SHORTEST_OF_A_PERSON = 3  # letters of a name of a person
SHORTEST_NAME = 5  # letters of a table's name that may stand within a longer one


@dataclass
class RawTable:
    """A table of a file, as text.

    Attributes:
        table: which table of the layout it is.
        source_table: what it is called where a person is told of it.
        cells: its cells by header of the layout, text or None; a header that the file has not is not there.
        everything: all of its cells, known or not, to find rows that are blank or repeated.
        rows: the row of each, as a person counts it.
        extra: rows with a cell beyond the last header.
        short: rows of a CSV that end before the last header.
        is_csv: whether a cell beyond the last header tells that those before it have shifted.
        unknown: headers that no layout knows.
        missing: required headers that it has not.
        twice: headers that stand over two columns, of which nobody knows which one is meant.
    """

    table: Table
    source_table: str
    cells: dict[str, np.ndarray]
    everything: pd.DataFrame
    rows: np.ndarray
    extra: np.ndarray
    short: np.ndarray | None = None
    is_csv: bool = False
    unknown: int = 0
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # of each column of ``everything`` what counts of its header
    is_of_tree: bool = False  # of XML or JSON, where an element without a word is a row all the same


@dataclass(frozen=True)
class Aside:
    """A sheet or file that is not read, because no table of the layout is like it or because it is hidden."""

    source_table: str
    rows: int
    rule: str
    mend: str


@dataclass(frozen=True)
class Recognised:
    """What a file is."""

    layout: Layout
    tables: tuple[RawTable, ...]
    aside: tuple[Aside, ...]
    trees: tuple[Tree, ...]


class NotRecognised(Exception):
    """A file that is of no layout; its reasons name layouts alone."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(self.reasons)


@dataclass(frozen=True)
class _Match:
    """How a grid fits a table of a layout."""

    layout: Layout
    table: Table
    header_row: int
    columns: dict[str, int]  # header of the layout -> column
    known: int  # columns that the layout knows, those it leaves aside too
    missing: tuple[str, ...]  # required headers
    unknown: int  # columns that it does not know
    twice: tuple[str, ...]  # headers that stand over two columns

    @property
    def rank(self) -> tuple[int, int, int]:
        """What makes one match better than another: none missing, then most known, then the higher row."""
        return (-len(self.missing), self.known, -self.header_row)


def recognise(files: list[ReadFile], layouts: Layouts, council: str) -> Recognised:
    """Return the layout of a file and its tables.

    Raises:
        NotRecognised: no layout fits, or several files of an archive have several.
    """
    offered = layouts.of(council)
    grids = [(grid, file.format) for file in files for grid in file.grids]
    trees = [(tree, file.format) for file in files for tree in file.trees]
    if grids and trees:
        raise NotRecognised([_two_kinds("CSV or workbooks beside XML or JSON")])
    return _of_trees(trees, offered) if trees else _of_grids(grids, offered)


def _two_kinds(found: str) -> Reason:
    return Reason("archive", "an archive holds files of one layout", found, "Make one archive for each.")


# Grids


def _of_grids(grids: list[tuple[Grid, str]], offered: tuple[Layout, ...]) -> Recognised:
    matches = [_matches(grid, kind, offered) for grid, kind in grids]
    best: tuple[Layout, list[_Match | None]] | None = None
    best_rank = (0, 0)
    for layout in offered:
        own = [max((m for m in found if m.layout is layout), key=lambda m: m.rank, default=None) for found in matches]
        usable = [m for (grid, _), m in zip(grids, own, strict=True) if m is not None and not grid.is_hidden]
        rank = (len(usable), sum(match.known for match in usable))
        if rank > best_rank:
            best, best_rank = (layout, own), rank
    if best is None:
        raise NotRecognised(_nearest(grids, offered))
    layout, own = best
    tables: list[RawTable] = []
    aside: list[Aside] = []
    strangers = 0
    for position, ((grid, kind), match, found) in enumerate(zip(grids, own, matches, strict=True), start=1):
        rows = len(grid.rows)
        what = "sheet" if kind == "workbook" else "file"
        if grid.is_hidden:
            if any(cell is not None for row in grid.rows for cell in row):
                mend = "Unhide it and put the file there again, if it is meant; else take it out."
                aside.append(Aside(f"hidden {what} {position}", rows, "a hidden sheet is not read", mend))
        elif match is None:
            strangers += bool(found)
            if any(cell is not None for row in grid.rows for cell in row):
                rule, mend = (
                    f"a {what} is a table of {layout.layout}",
                    "Declare its headers in a variant, or take it out.",
                )
                aside.append(Aside(f"{what} {position}", rows, rule, mend))
        else:
            name = _numbered_name(match.table.table, tables)
            tables.append(_raw(grid, match, name, is_csv=kind == "csv"))
    if strangers:
        raise NotRecognised([_two_kinds(f"{strangers} of another layout beside {layout.layout}")])
    return Recognised(layout, tuple(tables), tuple(aside), ())


def _numbered_name(table: str, tables: list[RawTable]) -> str:
    before = sum(raw.table.table == table for raw in tables)
    return f"{table} ({before + 1})" if before else table


def _matches(grid: Grid, kind: str, offered: tuple[Layout, ...]) -> list[_Match]:
    """Return the tables that a grid can be: those with all required headers, else those of its name."""
    named: list[_Match] = []
    tables = [(layout, table) for layout in offered if kind in layout.formats for table in layout.tables]
    for position, keys in _candidates(grid):
        matches = [match for layout, table in tables if (match := _match(layout, table, position, keys)) is not None]
        complete = [match for match in matches if not match.missing]
        if complete:
            return complete
        named += [match for match in matches if _is_named(grid.name, match.table) and _has_identity(match.table, match)]
    return named


def _candidates(grid: Grid) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that can be a header, each with what counts of its cells."""
    seen = 0
    for position, row in enumerate(grid.rows):
        keys = [header_key(clean(unmarked(cell))) if cell else "" for cell in row]
        if any(keys):
            seen += 1
            yield position, keys
        if seen >= ROWS_ABOVE:
            return


def _match(layout: Layout, table: Table, position: int, keys: list[str]) -> _Match | None:
    headers = headers_of(layout, table)
    columns, taken = _columns(headers, keys)
    if not columns:
        return None
    spellings = {spelling for header in headers.values() for spelling in header.named} | {*table.left_aside}
    known_keys = {header_key(spelling) for spelling in spellings}
    known = sum(column in taken or key in known_keys for column, key in enumerate(keys) if key)
    unknown = sum(column not in taken and key not in known_keys for column, key in enumerate(keys) if key)
    missing = tuple(header.shown for name, header in headers.items() if header.required and name not in columns)
    twice = tuple(headers[name].shown for name, column in columns.items() if keys.count(keys[column]) > 1)
    return _Match(layout, table, position, columns, known, missing, unknown, twice)


def _columns(headers: dict[str, Header], keys: list[str]) -> tuple[dict[str, int], set[int]]:
    """Return the column of each header that a row has: by its spellings, in their order, else by its pattern."""
    first: dict[str, int] = {}
    for column, key in enumerate(keys):
        first.setdefault(key, column)
    columns: dict[str, int] = {}
    for name, header in headers.items():
        spelled = (header_key(spelling) for spelling in header.named)
        found = next((first[key] for key in spelled if key and key in first), None)
        if found is not None:
            columns[name] = found
    taken = set(columns.values())
    for name, header in headers.items():
        if name not in columns and header.matches:
            matched = [column for column, key in enumerate(keys) if column not in taken and key and header.fits(key)]
            if matched:
                columns[name] = matched[0]
                taken.add(matched[0])
    return columns, taken


def _is_named(name: str, table: Table) -> bool:
    key = header_key(name)
    for known in (header_key(spelling) for spelling in table.names):
        if key == known or (len(known) >= SHORTEST_NAME and not known[-1].isdigit() and known in key):
            return True
    return False


def _has_identity(table: Table, match: _Match) -> bool:
    """Whether a table that is known by its name alone has at least two headers, that of its identity among them."""
    if not table.gives:
        return False
    source = next(iter(table.gives[0].columns.values()))
    parts = (source,) if isinstance(source, str) else source
    return len(match.columns) > 1 and all(part in match.columns for part in parts)


def _raw(grid: Grid, match: _Match, source_table: str, is_csv: bool) -> RawTable:
    body = grid.rows[match.header_row + 1 :]
    header = grid.rows[match.header_row]
    last = max((column for column, cell in enumerate(header) if cell), default=-1) + 1
    width = max([last, *(len(row) for row in body)])
    frame = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in body], columns=range(width), dtype=object)
    _fill_merged(frame, grid, match.header_row + 1)
    nameless = [column for column in range(last) if not header[column] and frame[column].notna().any()]
    beyond = frame.iloc[:, last:]
    extra = beyond.notna().any(axis=1).to_numpy() if width > last else np.zeros(len(frame), dtype=bool)
    return RawTable(
        table=match.table,
        source_table=source_table,
        cells={name: frame[column].to_numpy() for name, column in match.columns.items()},
        everything=frame,
        rows=np.arange(len(frame)) + match.header_row + 2,
        extra=extra,
        short=np.array([is_csv and 0 < len(row) < last for row in body], dtype=bool),
        is_csv=is_csv,
        unknown=match.unknown + len(nameless),
        missing=match.missing,
        twice=match.twice,
        keys=tuple(header_key(clean(unmarked(cell))) if cell else "" for cell in header),
    )


def repeats(tables: Iterable[RawTable]) -> dict[str, np.ndarray]:
    """Return, of each table that a file has again, which of its rows stand in one before it."""
    before: dict[str, list[RawTable]] = {}
    found: dict[str, np.ndarray] = {}
    for raw in tables:
        others = before.setdefault(raw.table.table, [])
        if others:
            seen = {row for other in others if other.keys == raw.keys for row in _cells_of(other)}
            found[raw.source_table] = np.array([row in seen for row in _cells_of(raw)], dtype=bool)
        others.append(raw)
    return found


def _cells_of(raw: RawTable) -> Iterator[tuple[object, ...]]:
    return raw.everything.iloc[:, : len(raw.keys)].itertuples(index=False, name=None)


def names_in(tables: Iterable[RawTable], columns_of_names: str) -> frozenset[str]:
    """Return what stands in the columns of names of a file, without case.

    Args:
        tables: all of the file.
        columns_of_names: a regular expression over what counts of a header.
    """
    found: set[str] = set()
    for raw in tables:
        for position, key in enumerate(raw.keys):
            if key and re.search(columns_of_names, key):
                texts = pd.unique(raw.everything.iloc[:, position])
                found |= {" ".join(clean(unmarked(text)).casefold().split()) for text in texts if text}
    return frozenset(text for text in found if len(text) >= SHORTEST_OF_A_PERSON and not text.isdigit())


def _fill_merged(frame: pd.DataFrame, grid: Grid, first: int) -> None:
    """Put the value of a merged cell into every row that it covers: that is what it shows."""
    for top, left, bottom, _ in grid.merged:
        if top >= first and left in frame.columns:
            frame.loc[top - first : bottom - first, left] = frame.loc[top - first, left]


def _nearest(grids: list[tuple[Grid, str]], offered: tuple[Layout, ...]) -> list[Reason]:
    """Return for each grid which table it is nearest to, by headers that the layouts know and no words of the file."""
    reasons = []
    for position, (grid, kind) in enumerate(grids, start=1):
        place = f"{'sheet' if kind == 'workbook' else 'file'} {position}"
        if grid.is_hidden:
            continue
        found = [
            match
            for at, keys in _candidates(grid)
            for layout in offered
            if kind in layout.formats
            for table in layout.tables
            if (match := _match(layout, table, at, keys)) is not None
        ]
        if not found:
            mend = "Put its headers back, or declare them in a layout; docs/local-mi.md says how."
            reasons.append(Reason(place, "a table is known by its headers", "none that a layout knows", mend))
            continue
        best = max(found, key=lambda match: (match.known, -len(match.missing)))
        lacking = ", ".join(repr(name) for name in best.missing[:5])
        told = f"{best.known} of those of {best.layout.layout}, {best.table.table}, which is nearest, without {lacking}"
        mend = "Put them back, or declare what they are called now in a variant; docs/local-mi.md says how."
        reasons.append(Reason(place, "a table is known by its headers", told, mend))
    return reasons or [Reason("file", "a file has a table", "none that is not hidden", "Export it again.")]


# Trees


def _of_trees(trees: list[tuple[Tree, str]], offered: tuple[Layout, ...]) -> Recognised:
    best: tuple[tuple[int, int], Layout, list[RawTable]] | None = None
    for layout in offered:
        kinds = {kind for _, kind in trees}
        if not kinds <= set(layout.formats):
            continue
        tables = [raw for tree, _ in trees for raw in _tables_of(tree, layout)]
        complete = [raw for raw in tables if not raw.missing]
        rank = (len(complete), sum(len(raw.cells) for raw in complete))
        if complete and (best is None or rank > best[0]):
            best = (rank, layout, tables)
    if best is None:
        names = ", ".join(layout.layout for layout in offered if {"xml", "json"} & set(layout.formats))
        mend = f"Send what {names} declare, or declare its elements in a layout; docs/local-mi.md says how."
        raise NotRecognised([Reason("file", "its elements are those of a layout", "others", mend)])
    _, layout, tables = best
    for position, raw in enumerate(tables):
        raw.source_table = _numbered_name(raw.table.table, tables[:position])
    return Recognised(layout, tuple(tables), (), tuple(tree for tree, _ in trees))


def _tables_of(tree: Tree, layout: Layout) -> Iterator[RawTable]:
    paths = {_path(table.at) for table in layout.tables}
    for table in layout.tables:
        path = _path(table.at)
        if path[0] != tree.root.name.casefold():
            continue
        own: set[str] = set()
        rows = list(_shredded(tree.root, path, paths, own))
        if not rows:
            continue
        frame = pd.DataFrame(rows, dtype=object)
        frame = frame.where(frame.notna(), None)
        headers = headers_of(layout, table)
        columns, _ = _columns(headers, [header_key(str(name)) for name in frame.columns])
        missing = tuple(header.shown for name, header in headers.items() if header.required and name not in columns)
        spellings = {spelling for header in headers.values() for spelling in header.named} | {*table.left_aside}
        known = {header_key(spelling) for spelling in spellings}
        yield RawTable(
            table=table,
            source_table=table.table,
            cells={name: frame.iloc[:, column].to_numpy() for name, column in columns.items()},
            everything=frame.drop(columns=[POSITION], errors="ignore"),
            keys=tuple(header_key(str(name)) for name in frame.columns if name != POSITION),
            rows=np.arange(len(frame)) + 1,
            extra=np.zeros(len(frame), dtype=bool),
            unknown=sum(header_key(name) not in known for name in own),
            missing=missing,
            is_of_tree=True,
        )


def _path(at: str | None) -> tuple[str, ...]:
    return tuple((at or "").casefold().split("/"))


def _shredded(
    node: Node,
    path: tuple[str, ...],
    paths: set[tuple[str, ...]],
    names: set[str],
    done: tuple[str, ...] = (),
    above: dict[str, str | None] | None = None,
) -> Iterator[dict[str, str | None]]:
    """Yield a row for each element at a path: its own leaves by name, those of what it stands in as parent/leaf.

    The names of its own leaves are added to ``names``.
    """
    here = (*done, node.name.casefold())
    if here == path and node.is_null:
        return
    own: dict[str, str | None] = {}
    _leaves(node, here, paths, own, is_direct=True)
    if here == path:
        names.update(own)
        yield {**(above or {}), **own}
        return
    inherited = {(name if "/" in name else f"{node.name}/{name}"): value for name, value in own.items()}
    counts: dict[str, int] = {}
    for child in node.children:
        if (*here, child.name.casefold()) == path[: len(here) + 1]:
            counts[child.name] = counts.get(child.name, 0) + 1
            for row in _shredded(child, path, paths, names, here, {**(above or {}), **inherited}):
                yield {POSITION: str(counts[child.name]), **row}


def _leaves(
    node: Node,
    here: tuple[str, ...],
    paths: set[tuple[str, ...]],
    found: dict[str, str | None],
    is_direct: bool,
    in_list: bool = False,
) -> None:
    for child in node.children:
        below = (*here, child.name.casefold())
        if below in paths:
            continue
        is_listed = in_list or child.is_listed
        if child.children:
            _leaves(child, below, paths, found, is_direct=False, in_list=is_listed)
            continue
        name = child.name if is_direct else f"{node.name}/{child.name}"
        text = f"{LISTED}{child.text}" if is_listed and child.text is not None else child.text
        before = found.get(name)
        found[name] = text if before is None else f"{before}{SEVERAL}{child.text or ''}"


def said_in(tree: Tree, path: str) -> str | None:
    """Return the text of the first element at a path from the root, or None."""
    names = _path(path)
    nodes = [tree.root] if tree.root.name.casefold() == names[0] else []
    for name in names[1:]:
        nodes = [child for node in nodes for child in node.children if child.name.casefold() == name]
    return nodes[0].text if nodes else None


def authorities(layout: Layout, trees: tuple[Tree, ...]) -> tuple[str, ...]:
    """Return the DfE's codes of the authorities that a file says it is of; anything but three digits is none."""
    if layout.authority is None:
        return ()
    said = {clean(said_in(tree, layout.authority) or "") for tree in trees}
    return tuple(sorted(code for code in said if re.fullmatch("[0-9]{3}", code)))
