"""The scripts of benchmarks/ run: on the demo, with stand-ins for the commands that take long."""

import json
import re
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

import small_store
from oba.build import warehouse_file
from oba.config import PROJECT, settings_from_environment
from oba.definitions import read_definitions
from oba.landing import landed_files, look
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
    assert "fct_measure_value: 198 rows, by hand 198, in both 198" in told
    assert "hand-written script" in told and "the slowest models" in told and "times once" in told


def test_a_figure_that_differs_from_the_marts_ends_the_benchmark_of_cards(own_build, without_dbt, tmp_path):
    scorecards, console = import_module("scorecards"), Console(record=True, width=200)
    path = tmp_path / "by_hand.parquet"
    command = [sys.executable, FOLDER / "by_hand.py", own_build.build / "inputs", path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "left out, with a count from another feed or a sum of rows: children_in_need_rate" in said
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
    once = staging.measure

    def in_this_process_when_again(command: list[str], environment: dict[str, str], log: Path) -> tuple[float, ...]:
        """Do a step that has run as a process without another start of Python and its imports."""
        step = {"land": staging.land, "gate": staging.gate}.get(command[2])
        if step is None or step not in done:
            done.append(step)
            return once(command, environment, log)
        with monkeypatch.context() as own:
            for name, value in environment.items():
                own.setenv(name, value)
            step()
        return 1.0, 1.0, 1.0

    done: list = []
    monkeypatch.setattr(staging, "measure", in_this_process_when_again)
    monkeypatch.setattr(staging, "FACTOR", 2)
    monkeypatch.setattr(sys, "argv", ["staging.py", str(few_releases), "1"])
    staging.main()
    told = capsys.readouterr().out
    assert told.count("gate in, to the long form") == 4  # progress and table, once and tenfold
    assert "median of 1" in told


@pytest.fixture
def quick_refresh(monkeypatch):
    """The benchmark of refreshes, with stand-ins for all that it times; a list of the releases it offers each time."""
    refresh, offered = import_module("refresh"), []

    def quick(command: list[str], environment: dict[str, str], log: Path) -> tuple[float, ...]:
        home = Path(environment["OBA_HOME"])
        for folder in ("dbt", "build", "landed/publication/2024/0123456789abcdef"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        (home / "landed/publication/2024/0123456789abcdef/landing.json").touch()
        offered.append(sorted(path.name for path in Path(environment["OBA_RELEASES"]).glob("*/*")))
        return 2.0, 3.0, 400.0

    monkeypatch.setattr(refresh, "measure", quick)
    return refresh, offered


def gated(home: Path, *_: object) -> object:
    assert len(list(home.glob("landed/*/*/*/landing.json"))) == 1
    return import_module("in_airflow").Gated(files=1, accepted=1, start=9.0, seconds=30.0, task=3.0)


def rows(told: str) -> dict[str, list[str]]:
    lines = [line.split("│")[1:-1] for line in told.splitlines() if line.count("│") == 6]
    return {what.strip(): [cell.strip() for cell in cells] for what, *cells in lines}


def test_refreshes_are_timed_beside_the_hand_written_script(few_releases, quick_refresh, monkeypatch, capsys):
    refresh, offered = quick_refresh
    earlier = next(few_releases.glob("*/*"))
    shutil.copytree(earlier, earlier.with_name("9999"))
    monkeypatch.setattr(refresh, "gate", gated)
    monkeypatch.setattr(sys, "argv", ["refresh.py", str(few_releases), "2"])
    refresh.main()
    shown = rows(capsys.readouterr().out)
    assert shown["cold refresh"] == ["2.0", "3.0", "0.50", "400"]
    assert shown["gate in under Airflow, 1 files"] == ["30.0", "", "7.50", ""]
    assert set(shown) == {
        *("cold refresh", "refresh, nothing new", "refresh with one new release", "bare dbt build, nothing parsed"),
        *("hand-written: files read", "hand-written: values and ranks", "gate in under Airflow, 1 files"),
    }
    assert [earlier.name] in offered  # what was there before the new release


def test_several_folders_are_timed_as_one_and_airflow_that_does_not_start_is_told(
    few_releases, quick_refresh, tmp_path, monkeypatch, capsys
):
    refresh, offered = quick_refresh

    def not_in_time(*_: object) -> None:
        raise refresh.NotInTime("The API server did not answer within 600 s.")

    (tmp_path / "more" / "another" / "2020").mkdir(parents=True)
    monkeypatch.setattr(refresh, "gate", not_in_time)
    monkeypatch.setattr(sys, "argv", ["refresh.py", str(few_releases), str(tmp_path / "more"), "1"])
    refresh.main()
    told = capsys.readouterr().out
    assert "Airflow could not start" in told and "The API server did not answer" in told
    assert not [what for what in rows(told) if "Airflow" in what or "one new" in what]
    assert offered[0] == ["2020", next(few_releases.glob("*/*")).name]


def test_the_new_release_is_that_with_most_files_of_a_publication_that_has_another(tmp_path):
    refresh = import_module("refresh")
    for name in ("one/2023/a", "one/2024/a", "two/2025-9/a", "two/2025-10/a", "two/2025-10/b", "three/2024/a"):
        path = tmp_path / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert refresh.newest_release(tmp_path) == tmp_path / "two" / "2025-10"


def test_airflow_is_given_files_that_are_landed_and_on_offer(own_build, tmp_path):
    in_airflow = import_module("in_airflow")
    home, offered = tmp_path / "home", tmp_path / "offered"
    assert in_airflow.take_landed(own_build.landed, home, offered, 3) == 3
    settings = settings_from_environment(home=home, releases=offered)
    found = look(settings, read_definitions(settings.definitions))
    assert (len(landed_files(settings)), found.fresh, found.alerts) == (3, [], [])


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


@pytest.mark.parametrize("damage", [False, True])
def test_kills_are_counted_and_damage_after_one_is_a_failure(tmp_path, monkeypatch, capsys, damage):
    """With a small store in the place of the demo, and without killing anything."""
    kills = import_module("kills")
    made = small_store.make_store(tmp_path / "made")

    def refreshed(home: Path, *_: object, **given: object) -> float:
        if not home.exists():
            shutil.copytree(made.home, home)
        small_store.refresh(made.model_copy(update={"home": home}))
        return 0.1

    def killed(home: Path, *_: object) -> str:
        refreshed(home)
        if damage:
            path = (home / "published" / "current").resolve() / "warehouse.duckdb"
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[:-1])
        return "after publish"

    monkeypatch.setattr(kills, "refreshed", refreshed)
    monkeypatch.setattr(kills, "killed", killed)
    monkeypatch.setattr(kills, "LEFT_OUT", f"{DEMO_RELEASE.parent.name}/2020/{LOOKED_AFTER}")
    monkeypatch.setattr(sys, "argv", ["kills.py", "3"])
    with pytest.raises(SystemExit) as ended:
        kills.main()
    assert ended.value.code == damage
    told = capsys.readouterr().out
    assert re.search(r"after publish\s+│? *3", told) and ("not as it was published" in told) == damage


def test_pages_are_timed_with_a_publication_of_them(built, tmp_path, monkeypatch, capsys):
    pages = import_module("pages")
    pages.draw(warehouse_file(built), tmp_path / "drawn", 1, 1)
    drawn, kept, *_ = json.loads(capsys.readouterr().out)
    assert drawn > 10 and kept == 0
    done = []

    def quick(command: list[str], environment: dict[str, str], log: Path) -> tuple[float, ...]:
        shutil.copytree(tmp_path / "drawn", command[4])
        log.write_text("a warning\n[1, 2, 3.0, 4.0]\n")
        done.append(command[5:])
        return 5.0, 6.0, 7.0

    monkeypatch.setattr(pages, "measure", quick)
    monkeypatch.setattr(sys, "argv", ["pages.py", str(warehouse_file(built))])
    pages.main()
    told = capsys.readouterr().out
    assert [number for number, *_ in done] == ["10", "10", "50", "50", "0", "0", "0", "0", "0"]
    assert [len(arguments) for arguments in done][-3:] == [3, 2, 3]
    assert "all, one release more" in told and "Every byte of it read" in told


def test_a_chart_of_every_form_is_timed_beside_the_library(built, monkeypatch, capsys):
    for arguments in ([], [str(warehouse_file(built))]):
        monkeypatch.setattr(sys, "argv", ["charts.py", *arguments])
        runpy.run_path(str(FOLDER / "charts.py"), run_name="__main__")
        printed = capsys.readouterr().out
        lines = re.findall(r"^\| (.+) \| ([\d.]+) \| ([\d,]+) \|$", printed, re.M)
        assert len(lines) == 7
        assert {"curve, card", "curve by the library"} < {name for name, *_ in lines}
