"""Time the models behind the cards beside a hand-written script, for the measures as they are and tenfold.

Usage: ``python benchmarks/scorecards.py RELEASES [RELEASES ...] [ROUNDS]``: folders of releases, which stand together.
They are landed, gated and staged once; then the intermediate models and marts run over the staged data, each run a
process of its own. ``by_hand.py`` computes the same values, intervals, neighbours' averages, quartiles, ranks and
intervals of ranks from the same inputs, but for measures with a count from another feed, which it leaves out; where it
differs from the marts, that is an error. ``verdicts_by_hand.py`` does so for noise and shapes. Tenfold, each measure
has nine copies under names of their own, on every card of the original. At the end a whole refresh runs from nothing
over the newest release of each data set.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from staging import asked_for, measure

FACTOR = 10
HERE = Path(__file__).parent
OBA = str(Path(sys.executable).with_name("oba"))
SCRIPT = "hand-written script"
EVERY = "dbt: every model"
ALONE = "dbt alone, nothing to run"
VERDICTS_BY_HAND = "hand-written verdicts"
STAGE = ["run", "--quiet", "--select", "staging"]
MODELS = ["run", "--quiet", "--select", "intermediate", "marts"]
SAME = ["run", "--quiet", "--select", "+fct_measure_value", "+fct_measure_comparison", "--exclude", "staging"]
VERDICTS = (
    *("int_measure_scaled", "int_measure_usual_noise", "int_measure_noise", "int_measure_movement"),
    *("int_measure_verdict", "int_measure_verdict_sentence", "int_measure_list", "fct_measure_verdict"),
)
R_PIPELINE, R_FILES = 412, 11  # seconds of the R pipeline behind the DfE's dashboard, for so many files
COMPARED = {
    "fct_measure_value": ("value", "numerator", "denominator", "interval_low", "interval_high"),
    "fct_measure_comparison": (
        *("neighbours_mean", "neighbours_median"),
        *("quartile", "authority_rank", "ranked_of", "rank_low", "rank_high"),
    ),
}
TOLERANCE = 1e-9


def prepare(releases: Path, home: Path, console: Console) -> None:
    """Land, gate and stage the releases."""
    environment = {"OBA_HOME": str(home), "OBA_RELEASES": str(releases)}
    for command in (
        [sys.executable, str(HERE / "staging.py"), "land"],
        [sys.executable, str(HERE / "staging.py"), "gate"],
        [OBA, "dbt", *STAGE],
    ):
        console.print(f"preparing: {' '.join(Path(word).name for word in command)} ...")
        measure(command, environment, home.parent / "output.txt")


def multiply(home: Path, other: Path) -> None:
    """Make another work folder whose inputs have every measure FACTOR times, and stage it."""
    shutil.copytree(home / "build" / "inputs", other / "build" / "inputs", copy_function=os.link)
    for table, names in (
        ("measure", ("measure_id", "number_measure_id", "rate_measure_id")),
        ("measure_component", ("measure_id",)),
        ("scorecard_measure", ("measure_id",)),
    ):
        path = other / "build" / "inputs" / table / f"{table}.parquet"
        rows = pd.read_parquet(path, dtype_backend="numpy_nullable")
        copies = [rows]
        for copy in range(1, FACTOR):
            renamed = {name: rows[name].astype("string") + f"_copy_{copy}" for name in names}
            if table == "scorecard_measure":
                renamed["display_order"] = rows["display_order"] + copy * rows["display_order"].max()
            copies.append(rows.assign(**renamed))
        schema = pq.read_schema(path)  # which a column without values would lose
        path.unlink()  # the folders share their files
        pq.write_table(pa.Table.from_pandas(pd.concat(copies), schema, preserve_index=False), path)
    measure([OBA, "dbt", *STAGE], {"OBA_HOME": str(other)}, other.parent / "output.txt")


def check(home: Path, by_hand: Path, console: Console) -> None:
    """Print how the script's figures differ from the marts'; end the program where they do."""
    differing = []
    components = home / "build" / "inputs" / "measure_component" / "*.parquet"
    left_out = f"select measure_id from read_parquet('{components}') where is_from_another_feed or is_summed"
    with duckdb.connect(str(home / "build" / "warehouse.duckdb"), read_only=True) as connection:
        for mart, columns in COMPARED.items():
            joined = (
                f"(select *, 1 as found from marts.{mart} where measure_id not in ({left_out})) as mart"
                f" full join (select *, 1 as found from read_parquet('{by_hand}')) as hand"
                " using (measure_id, geography_code, period_end_date)"
            )
            in_mart, in_hand, rows = connection.sql(
                f"select count(mart.found), count(hand.found), count(*) from {joined}"
            ).fetchone()
            console.print(f"{mart}: {in_mart:,} rows, by hand {in_hand:,}, in both {in_mart + in_hand - rows:,}")
            if not in_mart == in_hand == rows:
                differing.append(mart)
            for column in columns:
                one, other = (f"cast({side}.{column} as double)" for side in ("mart", "hand"))
                figures, unmatched, furthest = connection.sql(
                    f"select count({one}), count_if(({one} is null) <> ({other} is null)),"
                    f" coalesce(max(abs({one} - {other}) / greatest(1, abs({one}))), 0) from {joined}"
                ).fetchone()
                console.print(
                    f"  {column}: {figures:,} figures, {unmatched} in one alone, apart by {furthest:.1g} at most"
                )
                if unmatched or furthest > TOLERANCE:
                    differing.append(f"{mart}.{column}")
    if differing:
        raise SystemExit(f"The script and the marts differ in {', '.join(differing)}.")


def check_verdicts(home: Path, by_hand: Path, console: Console) -> None:
    """Print in how many series the script finds another shape than the product; end the program where there is one."""
    with duckdb.connect(str(home / "build" / "workings.duckdb"), read_only=True) as connection:
        joined = (
            "(select *, 1 as found from intermediate.int_measure_movement) as model full join"
            f" (select *, 1 as found from read_parquet('{by_hand}')) as hand using (measure_id, geography_code)"
        )
        # What the figures at its ends do not bear out is told as level.
        differs = "(model.found is null or hand.found is null or model.shape <> hand.shape)"
        series, differing = connection.sql(
            f"select count(*), count_if({differs} and coalesce(model.finding, '') <> 'no_clear_change') from {joined}"
        ).fetchone()
    console.print(f"verdicts: {series:,} series, of another shape by hand {differing}")
    if differing:
        raise SystemExit("The script and the models of verdicts differ.")


def rounds_of(home: Path, rounds: int, console: Console) -> dict[str, list[float]]:
    """Return the median seconds, seconds of processor, peak MiB and summed seconds of the models of each way."""
    by_hand, results = home.parent / "by_hand.parquet", home / "dbt" / "target" / "run_results.json"
    shapes, workings = home.parent / "shapes.parquet", home / "build" / "workings.duckdb"
    inputs, forecasts = home / "build" / "inputs", ("--exclude", "*.*.*forecast*")
    ways = {  # every model first, as the wide table reads the forecasts' tables whichever way it is built
        EVERY: [OBA, "dbt", *MODELS],
        SCRIPT: [sys.executable, str(HERE / "by_hand.py"), str(inputs), str(by_hand)],
        ALONE: [OBA, "dbt", "ls", "--quiet"],
        "dbt: the models that the script computes": [OBA, "dbt", *SAME],
        "dbt: every model but forecasts": [OBA, "dbt", *MODELS, *forecasts],
        VERDICTS_BY_HAND: [sys.executable, str(HERE / "verdicts_by_hand.py"), str(workings), str(shapes)],
        "dbt: the models of verdicts": [OBA, "dbt", "run", "--quiet", "--select", *VERDICTS],
    }
    timings: dict[str, list[tuple[float, ...]]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, command in ways.items():
            console.print(f"round {number + 1} of {rounds}, {home.name}: {name} ...")
            timing = measure(command, {"OBA_HOME": str(home)}, home.parent / "output.txt")
            runs = json.loads(results.read_text())["results"] if "run" in command else []
            timings[name].append((*timing, sum(run["execution_time"] for run in runs)))
            if name == EVERY:
                slowest(runs, home.name, console)
    check(home, by_hand, console)
    check_verdicts(home, shapes, console)
    return {name: list(map(statistics.median, zip(*runs, strict=True))) for name, runs in timings.items()}


def show(results: dict[str, list[float]], once: dict[str, list[float]], title: str, console: Console) -> None:
    """Print one table of ways."""
    table = Table("what", "seconds", "ratio", "of processor", "ratio", "models", "peak MiB", "times once", title=title)
    for name, (seconds, processor, peak, models) in results.items():
        table.add_row(
            name,
            f"{seconds:.1f}",
            f"{seconds / results[SCRIPT][0]:.1f}",
            f"{processor:.1f}",
            f"{processor / results[SCRIPT][1]:.1f}",
            f"{models:.1f}" if models else "",
            f"{peak:,.0f}",
            f"{processor / once[name][1]:.1f}",
        )
    console.print(table)


def slowest(runs: list[dict], title: str, console: Console, number: int = 12) -> None:
    """Print the models of a run that took longest."""
    table = Table("model", "seconds", title=f"the slowest models, {title}")
    for run in sorted(runs, key=lambda run: -run["execution_time"])[:number]:
        table.add_row(run["unique_id"].rsplit(".", 1)[1], f"{run['execution_time']:.2f}")
    console.print(table)


def whole_pass(releases: Path, folder: Path, rounds: int, console: Console) -> None:
    """Time a refresh from nothing over one release, the newest, of each publication, and the files of reference."""
    newest = folder / "newest"
    for publication in filter(Path.is_dir, releases.iterdir()):
        found = sorted(path for path in publication.iterdir() if path.is_dir())
        shutil.copytree(
            found[-1] if found else publication, newest / publication.name / (found[-1].name if found else "")
        )
    seconds = []
    for number in range(rounds):
        console.print(f"round {number + 1} of {rounds}: a whole refresh of the newest releases ...")
        environment = {"OBA_HOME": str(folder / f"refreshed_{number}"), "OBA_RELEASES": str(newest)}
        seconds.append(measure([OBA, "refresh"], environment, folder / "output.txt")[0])
    taken, files = statistics.median(seconds), len(list(newest.glob("*/*/*.csv")))
    console.print(f"{files} files and those of reference, with gates, forecasts and pages: {taken:.1f} s.")
    if files == R_FILES:
        console.print(f"The R pipeline took {R_PIPELINE} s, {R_PIPELINE / taken:.1f} times as long (aim: 20).")


def main() -> None:
    """Run the rounds and print a table for the measures as they are, and one for them tenfold."""
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        releases, rounds = asked_for(sys.argv[1:], Path(name))
        home, tenfold = Path(name) / "once", Path(name) / "tenfold"
        prepare(releases, home, console)
        once = rounds_of(home, rounds, console)
        show(once, once, f"the measures as they are, median of {rounds}", console)
        console.print("preparing: ten times the measures ...")
        multiply(home, tenfold)
        show(rounds_of(tenfold, rounds, console), once, f"ten times the measures, median of {rounds}", console)
        whole_pass(releases, Path(name), rounds, console)


if __name__ == "__main__":
    main()
