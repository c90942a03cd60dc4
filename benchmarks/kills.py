"""Kill refreshes of the demo at random moments, and hold what is served after each against its checksums.

Usage: ``python benchmarks/kills.py [KILLS] [SEED]``. In each round a work folder is refreshed, killed up to five times
and then left to end; half of the rounds begin with nothing, half with an older publication. After each kill the served
publication must be whole; at the end of a round every row, page and frozen forecast must be that of a refresh which
nobody disturbed. The databases of that one are put in the place of what dbt would make, but for the last refresh of
every fourth round, so that a hundred kills take a quarter of an hour; the exit status is 1 where anything differs.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from oba.config import PROJECT, Settings, settings_from_environment
from oba.publication import PAGES, WAREHOUSE, publications, wrong_with
from oba.verifying import verify

RELEASES = PROJECT / "data" / "releases"
LEFT_OUT = "creating-strong-communities-evaluation/2020/table_07_children_looked_after.csv"  # of an earlier publication
A_ROUND = 5  # kills
BY_DBT = 4  # of so many rounds one ends with a build by dbt
WITHOUT_DBT = """
import shutil, sys
from pathlib import Path
from oba import build, cli

def copied(settings):
    for database in Path(built).glob("*.duckdb"):
        shutil.copyfile(database, settings.build / database.name)
    return "copied"

build.run_dbt, built = copied, sys.argv.pop()
cli.main()
"""
PASSING = {"dim_release_file": "* exclude (landed_at)", "scorecard_method_test": "* exclude (built_date)"}


@dataclass(frozen=True)
class Start:
    """What a round begins with, and where it must end."""

    name: str
    home: Path | None  # a work folder with an earlier publication, or none
    built: Path  # databases that dbt made from it
    ended: dict[str, object]


def command(home: Path, built: Path | None) -> tuple[list[str], dict[str, str]]:
    """Return the command that refreshes a work folder and its environment; ``built`` in the place of dbt."""
    environment = {**os.environ, "OBA_HOME": str(home), "OBA_RELEASES": str(RELEASES)}
    code = WITHOUT_DBT if built else "from oba.cli import main; main()"
    return [sys.executable, "-c", code, "refresh", *([str(built)] if built else [])], environment


def refreshed(home: Path, built: Path | None = None, releases: Path = RELEASES) -> float:
    """Refresh a work folder and return the seconds that it took."""
    words, environment = command(home, built)
    started = time.monotonic()
    run = subprocess.run(
        words, env={**environment, "OBA_RELEASES": str(releases)}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"A refresh that nobody disturbed failed: {run.stdout}{run.stderr}")
    return time.monotonic() - started


def content(settings: Settings) -> dict[str, object]:
    """Return all that is served and frozen, without the times of landing and building."""
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        marts = [name for (name,) in warehouse.sql("select table_name from duckdb_tables() order by 1").fetchall()]
        found: dict[str, object] = {
            mart: warehouse.sql(f"select {PASSING.get(mart, '*')} from marts.{mart} order by all").fetchall()
            for mart in marts
        }
    for page in sorted((settings.served / PAGES).rglob("*.html")):
        words = re.sub(r"(landed|Drawn) on \d{4}-\d\d-\d\d", "", page.read_text())
        found[str(page.relative_to(settings.served))] = words
    manifest = json.loads((settings.served / "manifest.json").read_text())
    return {
        **found,
        "publication": settings.served.resolve().name,
        "forecasts listed": manifest["frozen_forecasts"],
        "forecasts": sorted(path.name for path in settings.forecasts.iterdir()),
    }


def starts(folder: Path, console: Console) -> Iterator[Start]:
    """Make, undisturbed, what the rounds begin with and where they must end."""
    for name in ("nothing before", "an earlier publication"):
        console.print(f"undisturbed, with {name} ...")
        home, before = folder / name.replace(" ", "_"), None
        if name != "nothing before":
            fewer = folder / "fewer"
            shutil.copytree(RELEASES, fewer)
            (fewer / LEFT_OUT).unlink()
            refreshed(home, releases=fewer)
            before = Path(shutil.copytree(home, folder / "before", symlinks=True))
        refreshed(home)
        settings = settings_from_environment(home=home)
        yield Start(name, before, settings.build, content(settings))


def killed(home: Path, built: Path, after: float) -> str:
    """Refresh a work folder and kill that after some seconds; returns the last step that it reported."""
    words, environment = command(home, built)
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        out, _ = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
    if process.returncode != -signal.SIGKILL:
        return "it had ended"
    steps = re.findall(r"^  \w+ +(\w+)", out or "", re.M)
    return f"after {steps[-1]}" if steps else "before the first step ended"


def wrong_in(settings: Settings) -> list[str]:
    """Return what is wrong with what is served; nothing may be served yet, but no link may lead nowhere."""
    if not settings.served.is_symlink():
        return []
    return wrong_with(settings.served.resolve().name, settings)


def main() -> None:
    """Kill, and print what was found."""
    console = Console()
    kills, seed = [*map(int, sys.argv[1:]), *(100, 1)[len(sys.argv) - 1 :]]
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as together:
        folder = Path(together)
        begun = list(starts(folder, console))
        seconds = refreshed(folder / "timed", begun[0].built)
        done, number = 0, 0
        while done < kills:
            start = begun[number % len(begun)]
            home = folder / f"round_{number}"
            if start.home:
                shutil.copytree(start.home, home, symlinks=True)
            settings = settings_from_environment(home=home)
            for _ in range(min(A_ROUND, kills - done)):
                moment = killed(home, start.built, chance.uniform(0, seconds))
                done += moment != "it had ended"
                seen[moment] += 1
                failures += [f"round {number}, {moment}: {wrong}" for wrong in wrong_in(settings)]
                if moment == "it had ended":
                    break  # there is nothing left to interrupt
            refreshed(home, None if number % BY_DBT == BY_DBT - 1 else start.built)
            ended = content(settings)
            different = [
                name for name in sorted(ended.keys() | start.ended.keys()) if ended.get(name) != start.ended.get(name)
            ]
            failures += [f"round {number}, {start.name}: not as undisturbed: {name}" for name in different]
            failures += [f"round {number}: {told}" for told in verify(settings)]
            kept = len(publications(settings))
            console.print(f"round {number}: {done} kills so far, {kept} publications kept, {len(failures)} failures")
            shutil.rmtree(home)
            number += 1
    table = Table("killed", "times", title=f"{done} kills in {number} rounds, seed {seed}")
    for moment, times in seen.most_common():
        table.add_row(moment, str(times))
    console.print(table)
    for told in failures:
        console.print(told, markup=False)
    console.print(
        f"{len(failures)} failures: what was served was {'' if not failures else 'not '}whole after each kill."
    )
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
