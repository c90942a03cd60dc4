"""The DAGs: exactly these, importable, thin, explained, and wired so that a gate stops what follows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oba.config import PROJECT, settings_from_environment

FOLDER = PROJECT / "dags"
EXPECTED = {"land_releases", "publish_scorecards", "take_local_mi"}
SCHEDULE = "5 11 * * 1-4"
SHAPE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print(json.dumps({
    "errors": {path: error for path, error in bag.import_errors.items()},
    "dags": {
        dag_id: {
            "doc_md": dag.doc_md, "schedule": str(dag.schedule), "max_active_runs": dag.max_active_runs,
            "tags": sorted(dag.tags), "fileloc": dag.fileloc,
            "tasks": {
                task.task_id: {
                    "upstream": sorted(task.upstream_task_ids), "rule": str(task.trigger_rule.value),
                    "doc_md": task.doc_md, "owner": task.owner, "retries": task.retries,
                    "outlets": [outlet.name for outlet in task.outlets],
                } for task in dag.tasks
            },
            "timetable": getattr(getattr(dag.timetable, "timetable", None), "expression", None),
            "assets": [asset.name for asset in getattr(dag.timetable.asset_condition, "objects", [])],
        } for dag_id, dag in bag.dags.items()
    },
    "heavy": sorted({"dbt", "great_expectations", "duckdb", "pandas"} & set(sys.modules)),
}))
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory) -> dict:
    """The DAGs as Airflow loads them, in a process of their own."""
    settings = settings_from_environment(home=tmp_path_factory.mktemp("airflow"))
    return loaded({**settings.airflow_environment, "OBA_LANDING_SCHEDULE": SCHEDULE})


@pytest.fixture(scope="module")
def with_extracts(tmp_path_factory) -> dict:
    """The same where there is a folder of extracts."""
    settings = settings_from_environment(home=tmp_path_factory.mktemp("airflow"))
    taking = {"OBA_LOCAL_MI": str(settings.home / "drop"), "OBA_LOCAL_MI_SCHEDULE": "7 9 * * 1"}
    return loaded({**settings.airflow_environment, **taking, "OBA_LANDING_SCHEDULE": SCHEDULE})


def loaded(environment: dict[str, str]) -> dict:
    shown = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SHAPE, str(FOLDER)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout.splitlines()[-1])


def above(dag: dict, task: str) -> set[str]:
    """Every task that must end before the given one."""
    direct = set(dag["tasks"][task]["upstream"])
    return direct.union(*(above(dag, other) for other in direct))


def test_the_dags_are_exactly_these_and_import_without_error(bag):
    assert bag["errors"] == {}
    assert set(bag["dags"]) == EXPECTED


def test_loading_the_dags_imports_nothing_slow(bag):
    assert bag["heavy"] == []


def test_the_first_gate_the_build_the_second_gate_and_publication_follow_each_other(bag):
    dag = bag["dags"]["publish_scorecards"]
    path = ["find_waiting_files", "gate_in", "build_warehouse", "gate_out", "compare_with_served"]
    path += ["draw_scorecards", "publish"]
    for position, task in enumerate(path):
        assert above(dag, task) == set(path[:position])
    assert set(dag["tasks"]) == {*path, "report_refusals"}


def test_no_task_after_a_gate_runs_if_the_gate_fails(bag):
    rules = {name: task["rule"] for name, task in bag["dags"]["publish_scorecards"]["tasks"].items()}
    # One gate in a file: the build runs when all have ended and at least one has passed.
    assert rules.pop("build_warehouse") == "all_done_min_one_success"
    assert rules.pop("report_refusals") == "all_done"
    assert set(rules.values()) == {"all_success"}


def test_a_landed_release_is_what_starts_a_publication(bag):
    assert bag["dags"]["publish_scorecards"]["assets"] == ["landed_releases"]
    outlets = {name: task["outlets"] for name, task in bag["dags"]["land_releases"]["tasks"].items()}
    assert outlets == {"find_new_files": [], "land_file": [], "announce": ["landed_releases"], "report_alerts": []}


def test_the_schedule_of_landing_is_a_setting(bag):
    assert bag["dags"]["land_releases"]["schedule"] == SCHEDULE
    assert bag["dags"]["land_releases"]["assets"] == []


def test_extracts_are_looked_for_only_where_there_is_a_folder_of_them(bag, with_extracts):
    assert bag["dags"]["take_local_mi"]["schedule"] == "None"
    assert with_extracts["dags"]["take_local_mi"]["schedule"] == "7 9 * * 1"


def test_figures_made_of_extracts_start_the_landing_which_keeps_its_timetable(with_extracts):
    outlets = {name: task["outlets"] for name, task in with_extracts["dags"]["take_local_mi"]["tasks"].items()}
    assert [name for name, assets in outlets.items() if assets == ["local_figures"]] == ["release_figures"]
    landing = with_extracts["dags"]["land_releases"]
    assert landing["assets"] == ["local_figures"]
    assert with_extracts["errors"] == {} and landing["timetable"] == SCHEDULE


def test_no_figure_is_let_out_of_what_was_not_built_and_checked(bag):
    dag = bag["dags"]["take_local_mi"]
    path = ["find_extracts", "take_extract", "build_restricted", "check_restricted", "release_figures"]
    for position, task in enumerate(path):
        assert above(dag, task) == set(path[:position])
    rules = {name: task["rule"] for name, task in dag["tasks"].items()}
    assert [rules[name] for name in path] == ["all_success", "all_success", "all_done", "all_success", "all_success"]
    assert rules["report_extracts"] == "all_done" and dag["max_active_runs"] == 1


def test_a_run_that_needs_a_person_is_never_green(bag):
    tasks = bag["dags"]["land_releases"]["tasks"]
    leaves = set(tasks) - {above for task in tasks.values() for above in task["upstream"]}
    assert leaves == {"announce", "report_alerts"}
    assert tasks["report_alerts"]["rule"] == "all_done"
    assert set(tasks["report_alerts"]["upstream"]) == {"find_new_files", "land_file"}


def test_only_one_build_runs_at_a_time(bag):
    assert bag["dags"]["publish_scorecards"]["max_active_runs"] == 1


@pytest.mark.parametrize("dag_id", sorted(EXPECTED))
def test_a_dag_explains_itself_and_each_of_its_tasks(bag, dag_id):
    dag = bag["dags"][dag_id]
    for heading in ("**When:**", "**What:**", "**Reads:**", "**Writes:**", "**If it fails:**"):
        assert heading in dag["doc_md"]
    assert dag["tags"]
    for task in dag["tasks"].values():
        assert task["doc_md"] and task["owner"] == "data engineering"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_a_dag_file_is_parameters_and_wiring(path: Path):
    source = path.read_text()
    code = source.split('"""', 2)[2]
    assert len(code.splitlines()) <= 100
    assert not path.name.startswith("dbt_")
    assert "from dags" not in source


STARTING = """
import json, sys
from airflow.listeners.listener import get_listener_manager
slow = {"great_expectations", "oba.steps"}
imported = {}
for component in ("dag-processor", "triggerer", "api-server", "scheduler"):
    sys.argv = ["airflow", component]
    get_listener_manager().hook.on_starting(component=None)
    imported[component] = sorted(slow & set(sys.modules))
print(json.dumps(imported))
"""


def test_only_the_scheduler_imports_what_its_tasks_need_before_it_starts(tmp_path):
    settings = settings_from_environment(home=tmp_path)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTING],
        env={**os.environ, **settings.airflow_environment},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    imported = json.loads(run.stdout.splitlines()[-1])
    assert imported.pop("scheduler") == ["great_expectations", "oba.steps"]
    assert not any(imported.values()), imported
