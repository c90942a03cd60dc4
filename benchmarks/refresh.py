"""Time refreshes of the same releases, and the gate in under Airflow, beside a hand-written script and bare dbt.

Usage: ``python benchmarks/refresh.py RELEASES [RELEASES ...] [ROUNDS]``: folders of releases, which stand together.
Each command is a process of its own in a temporary work folder, as an engineer would run it; the table gives medians.
The hand-written script reads every file (``staging.py``) and computes values, neighbours' averages and ranks
(``by_hand.py``), without gates, vintages, verdicts, forecasts and pages. The one new release is that with most files
among the newest of each publication.
"""

import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from in_airflow import NotInTime, gate, take_landed
from staging import asked_for, measure

HERE = Path(__file__).parent
OBA = str(Path(sys.executable).with_name("oba"))
COLD = "cold refresh"
ONE = "refresh with one new release"
NOTHING = "refresh, nothing new"
GATE = "gate in under Airflow, {} files"
READ, COMPUTED = "hand-written: files read", "hand-written: values and ranks"
BARE = "bare dbt build, nothing parsed"
FILES = 20  # gated under Airflow, if there are as many
LIMIT = 600  # seconds for Airflow to start and gate them

Timing = tuple[float, float | None, float | None]  # seconds, seconds of processor, peak MiB; None: not measured


def newest_release(releases: Path) -> Path | None:
    """Return the newest release with most files, of a publication that has another; None where none has."""
    found = []
    for publication in sorted(filter(Path.is_dir, releases.iterdir())):
        *earlier, newest = [None, *sorted(filter(Path.is_dir, publication.iterdir()), key=_numbers)]
        if len(earlier) > 1:
            found.append(newest)
    return max(found, key=lambda folder: len(list(folder.glob("*.csv"))), default=None)


def _numbers(path: Path) -> list[tuple[int, str]]:
    return [(int(number or 0), word) for number, word in re.findall(r"(\d+)|(\D+)", path.name)]


def one_round(releases: Path, folder: Path, console: Console) -> Iterator[tuple[str, Timing]]:
    """Do everything once, in an empty folder, and give what each way took."""
    home, log = folder / "home", folder / "output.txt"

    def timed(what: str, command: list[str], home: Path = home, releases: Path = releases) -> tuple[str, Timing]:
        console.print(f"  {what} ...")
        return what, measure(command, {"OBA_HOME": str(home), "OBA_RELEASES": str(releases)}, log)

    refresh = [OBA, "refresh"]
    yield timed(COLD, refresh)
    yield timed(NOTHING, refresh)
    yield timed(READ, [sys.executable, str(HERE / "staging.py"), "script", str(releases), f"{folder}/read.parquet"])
    yield timed(
        COMPUTED, [sys.executable, str(HERE / "by_hand.py"), f"{home}/build/inputs", f"{folder}/by_hand.parquet"]
    )
    left_out = newest_release(releases)
    if left_out:
        fewer, release = folder / "releases", left_out.relative_to(releases)
        shutil.copytree(releases, fewer)
        shutil.rmtree(fewer / release)
        timed(f"preparing: a refresh without {release}", refresh, folder / "other", fewer)
        shutil.copytree(left_out, fewer / release)
        yield timed(ONE, refresh, folder / "other", fewer)
    yield from under_airflow(home / "landed", folder, console)
    shutil.rmtree(home / "dbt")  # from nothing, as in the cold refresh
    for database in (home / "build").glob("*.duckdb"):
        database.unlink()
    yield timed(BARE, [OBA, "dbt", "build", "--exclude-resource-type", "unit_test"])  # as a refresh runs it


def under_airflow(landed: Path, folder: Path, console: Console) -> Iterator[tuple[str, Timing]]:
    """Gate some of the landed files under Airflow and give what it took, or say why it could not."""
    home, offered = folder / "in_airflow", folder / "offered"
    files = take_landed(landed, home, offered, FILES)
    what = GATE.format(files)
    console.print(f"  {what} ...")
    try:
        gated = gate(home, offered, files, LIMIT)
    except NotInTime as error:
        console.print(f"Airflow could not start, or not gate the files in time. {error}", markup=False)
        return
    console.print(
        f"  {gated.accepted} of {gated.files} were accepted. A task took {gated.task:.1f} s on average; the first began"
        f" {gated.start:.1f} s after the scheduler was started."
    )
    yield what, (gated.seconds, None, None)


def show(results: dict[str, list[Timing]], title: str, console: Console) -> None:
    """Print the table; a ratio is one of seconds, to those of the whole hand-written script."""
    medians = {
        what: [None if None in column else statistics.median(column) for column in zip(*runs, strict=True)]
        for what, runs in results.items()
    }
    script = medians[READ][0] + medians[COMPUTED][0]
    table = Table("what", "seconds", "of processor", "times the script", "peak MiB", title=title)
    for what, (seconds, processor, peak) in medians.items():
        table.add_row(
            what,
            f"{seconds:.1f}",
            "" if processor is None else f"{processor:.1f}",
            f"{seconds / script:.2f}",
            "" if peak is None else f"{peak:,.0f}",
        )
    console.print(table)


def main() -> None:
    """Run the rounds and print the table."""
    console = Console()
    with tempfile.TemporaryDirectory() as together:
        releases, rounds = asked_for(sys.argv[1:], Path(together))
        results: dict[str, list[Timing]] = {}
        for number in range(rounds):
            console.print(f"round {number + 1} of {rounds}:")
            with tempfile.TemporaryDirectory() as folder:
                for what, timing in one_round(releases, Path(folder), console):
                    results.setdefault(what, []).append(timing)
        files = len(list(releases.rglob("*.csv")))
        show(results, f"{files} files, median of {rounds}", console)


if __name__ == "__main__":
    main()
