"""Compare the marts of two warehouses cell by cell, such as those before and after a change of the code.

Usage: ``python benchmarks/compare_marts.py BEFORE.duckdb AFTER.duckdb [--expect MART.COLUMN ...] [--tolerance 0]
[--only MART.COLUMN=VALUE,VALUE] [--rounded MART.COLUMN ...] [--renamed OLD=NEW ...]``. Rows are matched by the key
that the mart's yml has tested; every other column is compared, whatever its type. ``--expect`` names what may differ:
``mart.column``, ``mart.*`` for rows and all columns of a mart, or ``*.column``. ``--only`` compares the rows of those
values alone, such as the places or measures that both have. A text that ``--rounded`` names may differ by the names
that ``--renamed`` gives, and in its numbers by one in their last place, where a half went the other way; how many
cells differ by which is told. The exit status is 1 where anything else differs.
"""

import argparse
import re
from collections import Counter
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import duckdb
import yaml
from rich.console import Console
from rich.table import Table

MODELS = Path(__file__).parents[1] / "dbt_project" / "models"
EXAMPLES = 3  # differing cells shown for a column


def keys() -> dict[str, list[str]]:
    """Return the tested key of each mart."""
    found = {}
    for path in (MODELS / "marts").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text())["models"]:
            for test in model["data_tests"]:
                rules = test["sound"]["arguments"]
                found[model["name"]] = rules.get("key") or rules["one_row_per"]
    return found


def columns_of(connection: duckdb.DuckDBPyConnection, side: str) -> dict[str, dict[str, str]]:
    """Return the type of each column of each mart of one side."""
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = $side and schema_name = 'marts' order by table_name, column_index",
        {"side": side},
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def differing(one: str, other: str, kind: str, tolerance: float) -> str:
    """Return the condition under which two cells differ; two missing ones are the same."""
    if kind == "DOUBLE" and tolerance:
        near = f"abs({one} - {other}) <= {tolerance} * greatest(1, abs({one}))"
        return f"({one} is distinct from {other} and not coalesce({near}, false))"
    return f"{one} is distinct from {other}"


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def said_anew(before: str | None, after: str | None, renamed: list[tuple[str, str]]) -> str | None:
    """Return what two texts differ by, "rounding", "name" or both, or None where they differ by more.

    Args:
        before: the one text.
        after: the other, which differs from it.
        renamed: names as they were and as they are.
    """
    if before is None or after is None:
        return None
    with_names = before
    for old, new in renamed:
        with_names = re.sub(rf"{re.escape(old)}(?!{re.escape(new.removeprefix(old))})", new, with_names)
    if NUMBER.sub("#", with_names) != NUMBER.sub("#", after):
        return None
    pairs = zip(NUMBER.findall(with_names), NUMBER.findall(after), strict=True)
    for one, other in ((first.replace(",", ""), second.replace(",", "")) for first, second in pairs):
        last_place = Decimal(1).scaleb(Decimal(one).as_tuple().exponent)
        if (
            len(one.partition(".")[2]) != len(other.partition(".")[2])
            or abs(Decimal(one) - Decimal(other)) > last_place
        ):
            return None
    kinds = {"name": with_names != before, "rounding": with_names != after}
    return " and ".join(kind for kind, differs in kinds.items() if differs)


def main() -> int:
    """Compare, print a row for each mart, and tell whether anything differs that was not expected to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--expect", action="append", default=[], metavar="MART.COLUMN")
    parser.add_argument("--only", action="append", default=[], metavar="MART.COLUMN=VALUE,VALUE")
    parser.add_argument("--rounded", action="append", default=[], metavar="MART.COLUMN")
    parser.add_argument("--renamed", action="append", default=[], metavar="OLD=NEW")
    parser.add_argument("--tolerance", type=float, default=0.0, help="relative, of numbers with a binary point")
    asked = parser.parse_args()
    console = Console(width=180)
    connection = duckdb.connect()
    for side in ("before", "after"):
        connection.execute(f"attach '{getattr(asked, side).absolute()}' as {side} (read_only)")
    before, after, key_of = columns_of(connection, "before"), columns_of(connection, "after"), keys()

    def expected(mart: str, column: str) -> bool:
        return any(fnmatchcase(f"{mart}.{column}", pattern) for pattern in asked.expect)

    renamed = [tuple(pair.split("=", 1)) for pair in asked.renamed]

    def rows_asked(mart: str, side: str) -> str:
        conditions = []
        for only in asked.only:
            place, _, values = only.partition("=")
            pattern, _, column = place.rpartition(".")
            if fnmatchcase(mart, pattern) and column in before[mart]:
                named = ", ".join(f"'{value}'" for value in values.split(","))
                conditions.append(f"cast({column} as varchar) in ({named})")
        return f"(select * from {side}.marts.{mart} where {' and '.join(conditions) or 'true'})"

    unexpected, cells, table = 0, 0, Table("mart", "rows", "cells", "what differs")
    for mart in sorted(before | after):
        if mart not in before or mart not in after:
            table.add_row(mart, "", "", f"only {'after' if mart in after else 'before'}")
            unexpected += not expected(mart, "*")
            continue
        said: list[str] = []
        # A column that came with a finer key is none by which the rows of both are matched.
        key = [name for name in key_of[mart] if name in before[mart]]
        if not key:
            said.append(f"its key is new: {', '.join(key_of[mart])}")
            unexpected += not expected(mart, "*")
            table.add_row(mart, "", "", "\n".join(said))
            continue
        matched = " and ".join(f"b.{name} is not distinct from a.{name}" for name in key)
        joined = f"{rows_asked(mart, 'before')} as b inner join {rows_asked(mart, 'after')} as a on {matched}"
        counts = {
            side: _one(connection, f"select count(*) from {rows_asked(mart, side)}") for side in ("before", "after")
        }
        both = _one(connection, f"select count(*) from {joined}")
        for side, count in counts.items():
            if count != both:
                other = "after" if side == "before" else "before"
                absent = connection.sql(
                    f"select {', '.join(f'b.{name}' for name in key)} from {rows_asked(mart, side)} as b"
                    f" anti join {rows_asked(mart, other)} as a on {matched} limit {EXAMPLES}"
                ).fetchall()
                said.append(f"{count - both} rows only {side}, such as {absent}")
                unexpected += not expected(mart, "*")
        for column in dict.fromkeys([*before[mart], *after[mart]]):
            kinds = before[mart].get(column), after[mart].get(column)
            if None in kinds or kinds[0] != kinds[1]:
                said.append(f"{column}: {kinds[0] or 'absent'} before, {kinds[1] or 'absent'} after")
                unexpected += not expected(mart, column)
            if None in kinds or column in key:
                continue
            cells += both
            differs = differing(f"b.{column}", f"a.{column}", str(kinds[0]), asked.tolerance)
            count = _one(connection, f"select count(*) from {joined} where {differs}")
            if count:
                examples = connection.sql(
                    f"select b.{column}, a.{column} from {joined} where {differs} limit {EXAMPLES}"
                )
                if any(fnmatchcase(f"{mart}.{column}", pattern) for pattern in asked.rounded):
                    cells_of = f"select b.{column}, a.{column} from {joined} where {differs}"
                    anew = Counter(said_anew(b, a, renamed) for b, a in connection.sql(cells_of).fetchall())
                    said.append(f"{column}: " + ", ".join(f"{n} by {kind or 'more'}" for kind, n in anew.items()))
                    unexpected += anew[None] > 0
                    continue
                said.append(
                    f"{column}: {count} cells, such as " + "; ".join(f"{b!r} -> {a!r}" for b, a in examples.fetchall())
                )
                unexpected += not expected(mart, column)
        table.add_row(mart, f"{counts['before']:,}", f"{both * len(before[mart]):,}", "\n".join(said) or "nothing")
    console.print(table)
    console.print(f"{cells:,} cells of {len(before | after)} marts compared; {unexpected} unexpected differences.")
    return 1 if unexpected else 0


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    found = connection.sql(query).fetchone()
    return found[0] if found else None


if __name__ == "__main__":
    raise SystemExit(main())
