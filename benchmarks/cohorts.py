"""How long the cohorts take, over the records of a made-up council with many families before proceedings.

Run: ``python -m benchmarks.cohorts work/cohorts --children 1300 --set pre_proceedings.share=0.8``. It leaves the
restricted warehouse in ``<folder>/restricted/warehouse.duckdb``, whose key is ``KEY`` below: nobody in it exists. A
parameter of ``--set`` is one of data/definitions/local_mi/made_up.yml, such as ``conferences.effect=none``.
"""

import argparse
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import yaml

from oba.config import settings_from_environment
from oba.local_mi import building, read_records
from oba.local_mi.vault import restricted_database
from oba.made_up.commands import MADE_UP_COUNCIL
from oba.made_up.council import Council
from oba.made_up.emit.records import write_records
from oba.made_up.parameters import read_parameters
from oba.made_up.tuning import last_year_end, targets, tune

KEY = "a key of a benchmark"
LAST = date(2026, 6, 30)


def build(folder: Path, children: int, years: int, seed: int, changes: dict[str, object]) -> Path:
    """Make a council's records and the restricted warehouse over them; return the warehouse."""
    settings = settings_from_environment(home=folder, dbt_threads=2)
    said = read_parameters(settings.definitions).changed(changes)
    drawn, _ = tune(Council(MADE_UP_COUNCIL, seed, said, years, LAST), targets(said, children, {}), last_year_end(LAST))
    with TemporaryDirectory() as made:
        write_records(drawn, [LAST], Path(made), read_records(settings.definitions))
        tables = {path.parent.name: pq.read_table(path) for path in sorted(Path(made).glob("*/*.parquet"))}
        return building.build_restricted(settings, tables, KEY)


def main() -> None:
    """Build one and tell what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--children", type=int, default=1300, help="in need at the last 31 March")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", nargs="*", default=["pre_proceedings.share=0.8"], metavar="PARAMETER=VALUE")
    asked = parser.parse_args()
    changes = {name: yaml.safe_load(value) for name, _, value in (one.partition("=") for one in asked.set)}
    began = time.perf_counter()
    warehouse = build(asked.folder, asked.children, asked.years, asked.seed, changes)
    print(f"{warehouse}: {time.perf_counter() - began:.1f} s")
    with restricted_database(warehouse, KEY) as connection:
        for (mart,) in connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' and table_name like 'fct_cohort%'"
            " order by all"
        ).fetchall():
            rows = connection.execute(f"select count(*) from marts.{mart}").fetchone()
            print(f"{rows[0] if rows else 0:>9,} rows of {mart}")
        print(
            connection.sql(
                "select cohort, cohort_group, count(*) as cases, count(*) filter (is_included) as counted,"
                " sum(children_included)::int as children from marts.fct_cohort_case group by all order by all"
            )
        )


if __name__ == "__main__":
    main()
