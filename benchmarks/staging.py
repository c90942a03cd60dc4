"""Time landing, gate and staging of folders of releases beside a hand-written script, once and tenfold.

Usage: ``python benchmarks/staging.py RELEASES [RELEASES ...] [ROUNDS]``: folders of releases, which stand together.
Each timing is a process of its own, imports included, in a temporary work folder; the table gives medians. The script
reads every file with DuckDB and unpivots it into one Parquet file, without a check. Tenfold, each publication is copied
ten times under a slug of its own, and its definition beside it with feeds of their own; places and periods of a copy
stay as they are, so that every rule of the gate still holds, and no two copies share a key of figures.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from oba.config import PROJECT

FACTOR = 10
KEYS = ("time_", "geographic_", "country_", "region_", "old_la_", "new_la_", "la_name")
SCRIPT = "hand-written script"
STAGING = ("run", "--quiet", "--select", "+stg_landed__observation")
INTERMEDIATE = ("run", "--quiet", "--select", "+int_measure_vintage")


def script(releases: Path, output: Path) -> None:
    """Read and unpivot every file: what an analyst would write by hand."""
    import duckdb

    selects = []
    connection = duckdb.connect()
    for number, path in enumerate(sorted(releases.rglob("*.csv"))):
        read = f"read_csv('{path}', all_varchar=true, header=true)"
        names = [row[0] for row in connection.sql(f"describe select * from {read}").fetchall()]
        figures = [name for name in names if not name.startswith(KEYS)]
        quoted = ", ".join(f'"{name}"' for name in figures)
        connection.sql(
            f"create table file_{number} as select '{path.name}' as file_name, * from {read}"
            f" unpivot include nulls (raw_value for data_column in ({quoted}))"
        )
        selects.append(f"select * from file_{number}")
    connection.sql(
        f"copy (select *, try_cast(raw_value as decimal(28, 8)) as value from"
        f" ({' union all by name '.join(selects)})) to '{output}' (format parquet)"
    )


def run(sequence: str, *steps: str) -> None:
    """Run some steps of a sequence; a failed one ends the program."""
    from oba import local_run
    from oba import sequence as sequences

    found: sequences.Sequence = getattr(sequences, sequence)
    for ended in local_run.run(found, without={step.name for step in found.steps} - set(steps)):
        if ended.state != "success":
            raise SystemExit(f"{ended.title}: {ended.state}. {ended.error}")


def land() -> None:
    """Land every file on offer."""
    run("LANDING", "find_new_files", "land_file")


def gate() -> None:
    """Judge every landed file, keep its long form, and hand it to dbt."""
    from oba.build import prepare_inputs
    from oba.config import settings_from_environment
    from oba.definitions import read_definitions

    run("PUBLISHING", "find_waiting_files", "gate_in")
    settings = settings_from_environment()
    prepare_inputs(settings, read_definitions(settings.definitions))


def asked_for(arguments: list[str], folder: Path) -> tuple[Path, int]:
    """Return what a benchmark is asked for: one folder with the releases of all those named, and how many rounds.

    Args:
        arguments: folders of releases and, last, the number of rounds, which is 3 where it is not given.
        folder: an empty one, to put the releases together in.
    """
    named, rounds = (arguments[:-1], int(arguments[-1])) if arguments[-1].isdigit() else (arguments, 3)
    for one in named:
        shutil.copytree(one, folder / "asked_for", dirs_exist_ok=True)
    return folder / "asked_for", rounds


def replicate(releases: Path, folder: Path) -> tuple[Path, Path]:
    """Copy releases and definitions FACTOR times, and return both folders."""
    many, definitions = folder / "releases", folder / "definitions"
    shutil.copytree(PROJECT / "data" / "definitions", definitions)
    slugs = {re.search(r"^slug: (\S+)$", path.read_text(), re.M)[1] for path in _publications(definitions)}
    for path in _publications(definitions):
        original = path.read_text()
        for copy in range(1, FACTOR):
            text = re.sub(r"^(publication|slug): (\S+)$", rf"\1: \2-copy-{copy}", original, flags=re.M)
            text = re.sub(r"^publication: .*$", f"publication: {path.stem}_copy_{copy}", text, flags=re.M)
            text = re.sub(r"^( *- feed): (\S+)$", rf"\1: \2_copy_{copy}", text, flags=re.M)
            (path.parent / f"{path.stem}_copy_{copy}.yml").write_text(text)
    for path in sorted(releases.rglob("*.csv")):
        slug, *below = path.relative_to(releases).parts
        if slug not in slugs:
            continue
        if len(below) == 1:  # a file of reference, whose release is the year in its name
            below = [path.stem[-4:], *below]
        for name in (slug, *(f"{slug}-copy-{copy}" for copy in range(1, FACTOR))):
            target = many.joinpath(name, *below)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return many, definitions


def _publications(definitions: Path) -> list[Path]:
    return sorted((definitions / "publications").glob("*.yml"))


def measure(command: list[str], environment: dict[str, str], log: Path) -> tuple[float, float, float]:
    """Run a process to its end and return its seconds, its seconds of processor, and its peak memory in MiB."""
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text()[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB here
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20


def rounds_of(releases: Path, definitions: Path, rounds: int, console: Console) -> dict[str, tuple[float, ...]]:
    """Return the median seconds, seconds of processor and peak memory of each step."""
    this, oba = [sys.executable, __file__], [str(Path(sys.executable).with_name("oba"))]
    results: dict[str, list[tuple[float, float, float]]] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                "OBA_HOME": f"{folder}/home",
                "OBA_RELEASES": str(releases),
                "OBA_DEFINITIONS": str(definitions),
            }
            for name, command in (
                (SCRIPT, [*this, "script", str(releases), f"{folder}/figures.parquet"]),
                ("landing", [*this, "land"]),
                ("gate in, to the long form", [*this, "gate"]),
                ("dbt alone, nothing to run", [*oba, "dbt", "ls", "--quiet"]),
                ("dbt: staging of observations", [*oba, "dbt", *STAGING]),
                ("dbt: the same, and the model on it", [*oba, "dbt", *INTERMEDIATE]),
            ):
                console.print(f"round {number + 1} of {rounds}, {size(releases):.0f} MiB: {name} ...")
                results.setdefault(name, []).append(measure(command, environment, Path(folder) / "output.txt"))
    return {name: tuple(map(statistics.median, zip(*runs, strict=True))) for name, runs in results.items()}


def size(releases: Path) -> float:
    """Return the size of a folder's CSV files in MiB."""
    return sum(path.stat().st_size for path in releases.rglob("*.csv")) / 2**20


def main() -> None:
    """Run the rounds and print a table for the releases as they are, and one for them tenfold."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        releases, rounds = asked_for(sys.argv[1:], Path(folder))
        once = rounds_of(releases, PROJECT / "data" / "definitions", rounds, console)
        show(once, once, size(releases), rounds, console)
        many, definitions = replicate(releases, Path(folder))
        show(rounds_of(many, definitions, rounds, console), once, size(many), rounds, console)


def show(
    results: dict[str, tuple[float, ...]], once: dict[str, tuple[float, ...]], mib: float, rounds: int, console: Console
) -> None:
    """Print one table of steps."""
    table = Table("what", "seconds", "of processor", "ratio", "peak MiB", "times once")
    table.title = f"{mib:.0f} MiB, median of {rounds}; ratio to the script in seconds of processor"
    for name, (seconds, processor, peak) in results.items():
        table.add_row(
            name,
            f"{seconds:.1f}",
            f"{processor:.1f}",
            f"{processor / results[SCRIPT][1]:.1f}",
            f"{peak:,.0f}",
            f"{processor / once[name][1]:.1f}",
        )
    console.print(table)


if __name__ == "__main__":
    if sys.argv[1] == "script":
        script(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] in ("land", "gate"):
        {"land": land, "gate": gate}[sys.argv[1]]()
    else:
        main()
