"""Building the same inputs again in another way: their rows in another order, with other numbers of threads."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from oba.build import warehouse_file
from oba.config import Settings, settings_from_environment
from oba.content import Content, content_of, left_out

# Run in a process of its own: DuckDB's threads are those of a process's databases.
BUILD = """
import sys
from pathlib import Path

import duckdb

from oba.build import run_dbt
from oba.config import settings_from_environment

home, dbt_threads, duckdb_threads = sys.argv[1:]
connect = duckdb.connect

def connected(*given, **named):
    connection = connect(*given, **named)
    connection.execute(f"set threads = {duckdb_threads}")
    return connection

duckdb.connect = connected
run_dbt(settings_from_environment(home=Path(home), dbt_threads=int(dbt_threads)))
"""


def shuffled(inputs: Path, seed: int) -> None:
    """Put the rows of every table of a build's inputs into another order."""
    chance = np.random.default_rng(seed)
    for path in sorted(inputs.rglob("*.parquet")):
        table = pq.read_table(path)
        other = table.take(pa.array(chance.permutation(len(table))))
        path.unlink()  # it may be a link to a file that others read
        pq.write_table(other, path)


def rebuilt(
    inputs: Path,
    home: Path,
    dbt_threads: int,
    duckdb_threads: int,
    change: Callable[[Path], object] = lambda inputs: None,
) -> Content:
    """Build some inputs in a new work folder that has nothing worked out, and return what the marts say.

    Args:
        inputs: the folder ``inputs`` of a build, which is left as it is.
        home: the new work folder.
        dbt_threads: how many models are built at once.
        duckdb_threads: on how many threads one of them is.
        change: is given the copy of the inputs before they are built.
    """
    settings = settings_from_environment(home=home)
    shutil.copytree(inputs, settings.build / "inputs")
    change(settings.build / "inputs")
    command = [sys.executable, "-c", BUILD, str(home), str(dbt_threads), str(duckdb_threads)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return content_of_build(settings)


def content_of_build(settings: Settings) -> Content:
    return content_of(warehouse_file(settings), left_out())
