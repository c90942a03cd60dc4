"""The gate of the restricted warehouse, which no figure passes by. It looks at counts of each mart, at no record."""

from typing import Any

import duckdb
import pandas as pd

from oba.errors import ObaError
from oba.gates import LINE, failures, suites_needed
from oba.local_mi.vault import Vault, restricted_database
from oba.quoting import NEVER

SCHEMA = "marts"
SPELLS = "fct_status_spell"
OF_FAMILIES_TOO = {"fct_cohort_exclusion"}  # marts of which a row may be of no one child
# By column of a mart's count: which columns the mart has to have for it, and which rows are counted.
COUNTED = {
    "rows": ((), "true"),
    "without_council": (("council",), "council is null"),
    "without_pseudonym": (("child_key",), "not coalesce(regexp_full_match(child_key, '[0-9a-f]{32}'), {no_child})"),
    "never_known": (("known_from", "known_to"), "known_to <= known_from"),
}
# Spells of a child that hold on the same day and were known on the same day.
TWO_AT_ONCE = f"""
    select count(*)
    from {SCHEMA}.{SPELLS} as one
    inner join {SCHEMA}.{SPELLS} as other
        on one.council = other.council and one.child_key = other.child_key
    where (one.status_from, one.known_from) < (other.status_from, other.known_from)
        and other.status_from < coalesce(one.status_to, date '9999-12-31')
        and one.status_from < coalesce(other.status_to, date '9999-12-31')
        and other.known_from < coalesce(one.known_to, date '9999-12-31')
        and one.known_from < coalesce(other.known_to, date '9999-12-31')
"""


class RestrictedRefused(ObaError):
    """The restricted warehouse may not be counted; names the mart and the rule, and no row."""


def check(vault: Vault) -> str:
    """Check every mart and return in words how many expectations were passed.

    Raises:
        RestrictedRefused: one was not.
    """
    with suites_needed():
        from expectations import restricted_marts
    with restricted_database(vault.warehouse, vault.database_key) as connection:
        marts, statuses = _marts(connection), _statuses(connection)
    suites = [(restricted_marts.of_marts(), marts), (restricted_marts.of_statuses(), statuses)]
    failed = [
        *(str(one) for one in failures(suites[0][0], marts, ["mart"], _of_mart)),
        *(str(one) for one in failures(suites[1][0], statuses, [LINE], _of_mart, NEVER)),
    ]
    if failed:
        raise RestrictedRefused("\n  - ".join(["The restricted warehouse is refused; no figure is let out:", *failed]))
    return f"{len(marts)} marts passed {sum(len(suite) for suite, _ in suites)} expectations"


def _of_mart(row: dict[str, Any]) -> str:
    return f"mart {row.pop('mart')}"


def _marts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    columns: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = ? and database_name = 'restricted'",
        [SCHEMA],
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    rows = []
    for mart, has in sorted(columns.items()):
        no_child = str(mart in OF_FAMILIES_TOO).lower()
        counts = {
            name: _count(
                connection, f"select count(*) from {SCHEMA}.{mart} where {where.replace('{no_child}', no_child)}"
            )
            if has >= set(needs)
            else 0
            for name, (needs, where) in COUNTED.items()
        }
        rows.append({"mart": mart, **counts, "two_at_once": _count(connection, TWO_AT_ONCE) if mart == SPELLS else 0})
    if SPELLS not in columns:
        raise RestrictedRefused(
            f"The restricted warehouse has no {SCHEMA}.{SPELLS}. Build it again: oba local-mi take."
        )
    return pd.DataFrame(rows)


def _statuses(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    found = connection.execute(f"select distinct status from {SCHEMA}.{SPELLS} order by status").df()
    return found.assign(**{LINE: range(1, len(found) + 1)})


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
