"""The scripts of benchmarks/ run: on the demo, with stand-ins for the commands that take long."""

import runpy
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from rich.console import Console

from oba.build import warehouse_file
from oba.config import PROJECT
from released import DEMO_RELEASE, LOOKED_AFTER

FOLDER = PROJECT / "benchmarks"


@pytest.fixture(autouse=True)
def importable(monkeypatch) -> None:
    """Each script runs from its folder, imports its neighbours, and prints its table in one piece."""
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def few_releases(tmp_path) -> Path:
    folder = tmp_path / "few" / DEMO_RELEASE.parent.name / DEMO_RELEASE.name
    folder.mkdir(parents=True)
    shutil.copy(DEMO_RELEASE / LOOKED_AFTER, folder)
    return tmp_path / "few"


@pytest.fixture
def without_dbt(monkeypatch):
    """Run what a benchmark times, but for the commands of dbt and whole refreshes, which take a second each."""

    def stand_in(module):
        measure = module.measure

        def quick(command: list[str], *rest: object) -> tuple[float, ...]:
            is_slow = {"dbt", "refresh"} & set(command)
            return (1.0, 1.0, 1.0) if is_slow else measure(command, *rest)

        monkeypatch.setattr(module, "measure", quick)

    return stand_in


def test_the_hand_written_cards_are_those_of_the_marts_and_a_table_is_printed(own_build, without_dbt):
    scorecards, console = import_module("scorecards"), Console(record=True, width=200)
    without_dbt(scorecards)
    results = scorecards.rounds_of(own_build.home, 1, console)
    scorecards.show(results, results, "the demo", console)
    told = console.export_text()
    assert "fct_measure_value: 219 rows, by hand 219, in both 219" in told
    assert "hand-written script" in told and "the slowest models" in told and "times once" in told


def test_a_figure_that_differs_from_the_marts_ends_the_benchmark_of_cards(own_build, without_dbt, tmp_path):
    scorecards, console = import_module("scorecards"), Console(record=True, width=200)
    path = tmp_path / "by_hand.parquet"
    command = [sys.executable, FOLDER / "by_hand.py", own_build.build / "inputs", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "left out, with a count from another feed: children_in_need_rate" in said
    scorecards.check(own_build.home, path, console)
    rows = pd.read_parquet(path)
    rows.assign(numerator=rows["numerator"] + 1).to_parquet(path)
    with pytest.raises(SystemExit, match=r"differ in fct_measure_value\.numerator\."):
        scorecards.check(own_build.home, path, console)


def test_tenfold_every_measure_stands_ten_times(own_build, without_dbt, tmp_path):
    scorecards = import_module("scorecards")
    without_dbt(scorecards)
    scorecards.multiply(own_build.home, tmp_path / "tenfold")
    inputs, tenfold = own_build.build / "inputs", tmp_path / "tenfold" / "build" / "inputs"
    for table in ("measure", "scorecard_measure"):
        assert len(pd.read_parquet(tenfold / table)) == 10 * len(pd.read_parquet(inputs / table)) > 0


def test_staging_is_timed_once_and_tenfold(few_releases, without_dbt, monkeypatch, capsys):
    staging = import_module("staging")
    without_dbt(staging)
    monkeypatch.setattr(staging, "FACTOR", 2)
    monkeypatch.setattr(sys, "argv", ["staging.py", str(few_releases), "1"])
    staging.main()
    told = capsys.readouterr().out
    assert told.count("gate in, to the long form") == 4  # progress and table, once and tenfold
    assert "median of 1" in told


def test_a_refresh_is_timed_beside_dbt(few_releases, monkeypatch, capsys):
    refresh = import_module("refresh")

    def quick(command: list[str], home: Path, *rest: object) -> tuple[float, ...]:
        (home / "dbt").mkdir(parents=True, exist_ok=True)
        return (1.0, 1.0, 1.0)[: 2 if len(rest) == 1 else 3]

    monkeypatch.setattr(refresh, "measure", quick)
    monkeypatch.setattr(sys, "argv", ["refresh.py", str(few_releases), "1"])
    refresh.main()
    assert "cold refresh" in capsys.readouterr().out


def compare(monkeypatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["compare_marts.py", *map(str, arguments)])
    try:
        runpy.run_path(str(FOLDER / "compare_marts.py"), run_name="__main__")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_two_warehouses_are_compared_cell_by_cell(built, tmp_path, monkeypatch, capsys):
    before, after = warehouse_file(built), tmp_path / "after.duckdb"
    shutil.copy(before, after)
    after.chmod(0o644)
    assert compare(monkeypatch, before, after) == 0
    with duckdb.connect(str(after)) as warehouse:
        warehouse.execute("update marts.fct_measure_value set value = value + 1 where measure_id = 'referrals'")
    capsys.readouterr()
    assert compare(monkeypatch, before, after) == 1
    assert "fct_measure_value" in capsys.readouterr().out
    assert compare(monkeypatch, before, after, "--expect", "fct_measure_value.value") == 0
