"""Time a cold refresh, a repeated refresh and bare dbt on the same releases, and print ratios and peak memory.

Usage: ``python benchmarks/refresh.py RELEASES [ROUNDS]``. Each command is a process of its own in a temporary work
folder, as an engineer would run it; the table gives the median of the rounds.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

OBA = Path(sys.executable).with_name("oba")


def measure(command: list[str], home: Path, releases: Path) -> tuple[float, float]:
    """Run a command to its end and return its seconds and its peak memory in MiB."""
    environment = {**os.environ, "OBA_HOME": str(home), "OBA_RELEASES": str(releases)}
    started = time.perf_counter()
    with (home.parent / "output.txt").open("ab") as output:
        process = subprocess.Popen([OBA, *command], env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{(home.parent / 'output.txt').read_text()[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB here
    return seconds, usage.ru_maxrss * unit / 2**20


def main() -> None:
    """Run the rounds and print the table."""
    releases, rounds = Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    results: dict[str, list[tuple[float, float]]] = {}
    console = Console()
    for number in range(rounds):
        folder = Path(tempfile.mkdtemp())
        home = folder / "home"
        for name, command in (
            ("cold refresh (Airflow, gates, dbt, pages)", ["refresh"]),
            ("repeated refresh, nothing new", ["refresh"]),
            ("bare dbt build, nothing parsed", ["dbt", "build"]),
        ):
            if command[0] == "dbt":  # from nothing, as in the cold refresh
                shutil.rmtree(home / "dbt")
                for database in (home / "build").glob("*.duckdb"):
                    database.unlink()
            console.print(f"round {number + 1}: {name} ...")
            results.setdefault(name, []).append(measure(command, home, releases))
        shutil.rmtree(folder)
    table = Table("what", "seconds", "ratio to dbt", "peak MiB", title=f"{releases.name}, median of {rounds}")
    bare = statistics.median(seconds for seconds, _ in results["bare dbt build, nothing parsed"])
    for name, runs in results.items():
        seconds = statistics.median(run[0] for run in runs)
        table.add_row(name, f"{seconds:.1f}", f"{seconds / bare:.2f}", f"{max(run[1] for run in runs):.0f}")
    console.print(table)
    cold = statistics.median(run[0] for run in results["cold refresh (Airflow, gates, dbt, pages)"])
    again = statistics.median(run[0] for run in results["repeated refresh, nothing new"])
    console.print(f"Cold refresh: {cold:.1f} s; 1.5 x dbt + 20 s is {1.5 * bare + 20:.1f} s.")
    console.print(f"Nothing new: {again / cold:.3f} of a cold refresh (aim: under 0.1).")
    console.print(f"This process's own peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB.")


if __name__ == "__main__":
    main()
