"""The marts of one warehouse file in memory: each read once, found by any of its columns."""

import hashlib
from collections import OrderedDict
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy
import pyarrow

from oba.listing import Group, Key

Row = dict[str, Any]

# Columns of what is new.
CHANGES = ("change", "measure_id", "geography_code", "period_end_date", "before", "after", "count", "since")
# Cells of rows that are kept as dictionaries, some 50 bytes each: what the pages of one place ask for many times.
KEPT_CELLS = 1_000_000
# Columns that say when a build was made: other ones at every build, and on no page.
OF_THE_BUILD = {"scorecard_method_test": ("built_date",), "fct_measure_noise": ("worked_out_on",)}


@dataclass
class Mart:
    """One mart: rows in order of all their columns, so that reading a file twice gives one order."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    hashes: numpy.ndarray  # what each row says in 64 bits, by DuckDB
    found: dict[tuple[str, ...], dict[Key, list[int]]] = field(default_factory=dict)  # positions of rows by a key

    def positions(self, columns: tuple[str, ...], key: Key) -> list[int]:
        """Return where the rows stand that have the values of a key.

        Raises:
            KeyError: the mart has no such column.
        """
        return self.by_key(columns).get(key, []) if columns else list(range(len(self.rows)))

    def by_key(self, columns: tuple[str, ...]) -> dict[Key, list[int]]:
        """Return where rows stand by the values of some columns; see ``positions`` for what it raises."""
        if columns not in self.found:
            unknown = [column for column in columns if column not in self.columns]
            if unknown:
                raise KeyError(f"A mart of {', '.join(self.columns)} has not the columns {', '.join(unknown)}")
            places = [self.columns.index(column) for column in columns]
            found: dict[Key, list[int]] = {}
            for position, row in enumerate(self.rows):
                found.setdefault(tuple([row[place] for place in places]), []).append(position)
            self.found[columns] = found
        return self.found[columns]


class Marts:
    """The marts of a warehouse file.

    Held as tuples whose equal values in a column are one object: 21 million cells take about 0.6 GB, and a process
    forked from this one shares them. Rows are made dictionaries as they are asked for.
    """

    def __init__(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Hold an open warehouse until ``read_all``."""
        self._warehouse: duckdb.DuckDBPyConnection | None = warehouse
        self._marts: dict[str, Mart] = {}
        self._rows: OrderedDict[Group, list[Row]] = OrderedDict()
        self._cells = 0

    @classmethod
    def of(cls, warehouse_file: Path, changes: Path | None = None) -> Self:
        """Open a warehouse file, read-only.

        Args:
            warehouse_file: holds the marts.
            changes: what is new, as ``oba.whats_new`` keeps it; found as the mart ``changes``, without a row where
                there is no such file.
        """
        warehouse = duckdb.connect()
        warehouse.execute("set enable_progress_bar = false")
        warehouse.execute(f"attach '{warehouse_file}' as warehouse (read_only)")
        warehouse.execute("use warehouse")
        if changes is not None and changes.exists():
            new = f"select * from read_parquet('{changes}')"
        else:
            new = f"select {', '.join(f'null as {column}' for column in CHANGES)} where false"
        warehouse.execute(f"create table memory.main.changes as {new}")
        return cls(warehouse)

    def read_all(self) -> None:
        """Read every mart that was not asked for yet, and let the file go: a forked process cannot read it."""
        if self._warehouse is not None:
            names = self._warehouse.sql(
                "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
            ).fetchall()
            for (name,) in names:
                self._mart(name)
            self._mart("changes")
            self._warehouse.close()
            self._warehouse = None

    def rows(self, group: Group) -> list[Row]:
        """Return the rows of a group, shared with whoever asks for it again.

        Raises:
            KeyError: there is no such mart, or it has no such column.
        """
        if group in self._rows:
            self._rows.move_to_end(group)
            return self._rows[group]
        mart = self._mart(group.mart)
        rows = [
            dict(zip(mart.columns, mart.rows[position], strict=True))
            for position in mart.positions(group.columns, group.key)
        ]
        self._rows[group] = rows
        self._cells += len(rows) * len(mart.columns)
        while self._cells > KEPT_CELLS and len(self._rows) > 1:
            old, gone = self._rows.popitem(last=False)
            self._cells -= len(gone) * len(self._mart(old.mart).columns)
        return rows

    def has_rows(self, group: Group) -> bool:
        """Tell whether a group has any rows; see ``rows`` for what it raises."""
        return bool(self._mart(group.mart).positions(group.columns, group.key))

    def digest_of_whether(self, group: Group) -> bytes | None:
        """Return in a byte whether a group has any rows, or None where there is no such mart or column."""
        try:
            return b"1" if self.has_rows(group) else b"0"
        except KeyError:
            return None

    def distinct(self, group: Group) -> Set[Key]:
        """Return what the columns of a group say together, each once; see ``rows`` for what it raises."""
        return self._mart(group.mart).by_key(group.columns).keys()

    def digest_of_distinct(self, group: Group) -> bytes | None:
        """Return what ``distinct`` does as 16 bytes, or None where there is no such mart or column."""
        try:
            said = sorted(map(repr, self.distinct(group)))
        except KeyError:
            return None
        return hashlib.blake2b(repr(said).encode(), digest_size=16).digest()

    def digest(self, group: Group) -> bytes | None:
        """Return what the rows of a group say as 16 bytes, or None where there is no such mart or column."""
        try:
            mart = self._mart(group.mart)
            positions = mart.positions(group.columns, group.key)
        except KeyError:
            return None
        said = hashlib.blake2b(repr((mart.columns, mart.types, len(positions))).encode(), digest_size=16)
        said.update(mart.hashes[positions].tobytes())
        return said.digest()

    def _mart(self, name: str) -> Mart:
        if name not in self._marts:
            if self._warehouse is None:
                raise KeyError(f"There is no mart {name}")
            self._marts[name] = _read(self._warehouse, name)
        return self._marts[name]


def _read(warehouse: duckdb.DuckDBPyConnection, name: str) -> Mart:
    try:
        table = "memory.main.changes" if name == "changes" else f'marts."{name}"'
        relation = warehouse.sql(f"select * from {table}")
        shown = [f'"{column}"' for column in relation.columns if column not in OF_THE_BUILD.get(name, ())]
        relation = relation.project(", ".join(shown)).order("all")
    except duckdb.CatalogException as error:
        raise KeyError(f"There is no mart {name}") from error
    # The hash of a row goes from cell to cell by steps that can be undone: another number is always another hash.
    *columns, hashes = relation.project(f"*, hash({', '.join(shown)})").to_arrow_table().columns
    rows = list(zip(*map(_values, columns), strict=True))
    return Mart(tuple(relation.columns), tuple(map(str, relation.types)), rows, hashes.to_numpy())


def _values(column: pyarrow.ChunkedArray) -> list[Any]:
    """Return the values of a column as DuckDB's own ``fetchall`` would, in a tenth of its time and memory."""
    encoded = column.combine_chunks().dictionary_encode()
    values = [*encoded.dictionary.to_pylist(), None]
    return [values[number] for number in encoded.indices.fill_null(len(values) - 1).to_pylist()]
