"""The sequence of steps: run without Airflow, it does what Airflow does with the DAGs made of it."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import stubbed_steps
from oba import local_run, sequence, steps
from oba.config import PROJECT, settings_from_environment
from oba.intake import verdicts
from pipeline import in_environment
from stubbed_steps import SCENARIOS

SEQUENCES = {one.name: one for one in (sequence.TAKING, sequence.LANDING, sequence.PUBLISHING)}


@pytest.fixture(scope="module")
def in_airflow(tmp_path_factory) -> dict[str, dict]:
    """What Airflow does in every scenario, in a process of its own."""
    settings = settings_from_environment(home=tmp_path_factory.mktemp("airflow"))
    run = subprocess.run(
        [sys.executable, "-W", "ignore", stubbed_steps.__file__, str(PROJECT / "dags")],
        env={**os.environ, **settings.airflow_environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", SCENARIOS)
def test_airflow_and_the_local_run_call_the_same_steps_and_stop_the_same_ones(name, in_airflow, monkeypatch):
    scenario = SCENARIOS[name]
    calls = stubbed_steps.stub(scenario, monkeypatch.setattr)
    ended = local_run.run(SEQUENCES[scenario["sequence"]])
    states: dict[str, list[str]] = {}
    for one in ended:
        states.setdefault(one.step, []).append(one.state)
    assert {step: sorted(found) for step, found in states.items()} == in_airflow[name]["states"]
    assert sorted(calls, key=str) == sorted(in_airflow[name]["calls"], key=str)


@pytest.mark.parametrize("name", SCENARIOS)
def test_airflow_calls_no_step_before_those_that_it_follows(name, in_airflow):
    functions = [function for function, _ in in_airflow[name]["calls"]]
    for step in SEQUENCES[SCENARIOS[name]["sequence"]].steps:
        for before in step.follows:
            earlier = next(one.calls for one in SEQUENCES[SCENARIOS[name]["sequence"]].steps if one.name == before)
            if {step.calls, earlier} <= set(functions) and step.calls != earlier:
                last = len(functions) - 1 - functions[::-1].index(earlier)
                assert functions.index(step.calls) > last


@pytest.mark.parametrize("name", ["landing", "publishing"])
def test_each_entry_of_a_list_is_a_task_with_a_name_of_its_own_in_both(name, in_airflow, monkeypatch):
    stubbed_steps.stub(SCENARIOS[name], monkeypatch.setattr)
    ended = local_run.run(SEQUENCES[SCENARIOS[name]["sequence"]])
    labels = sorted(one.label for one in ended if one.label)
    assert labels == in_airflow[name]["labels"] == ["2024/a.csv", "2024/b.csv"]


def test_what_is_left_out_is_not_called(monkeypatch):
    calls = stubbed_steps.stub(SCENARIOS["publishing"], monkeypatch.setattr)
    local_run.run(sequence.PUBLISHING, without={"publish", "report_refusals"})
    assert [function for function, _ in calls][-1] == "draw_scorecards"


def test_tasks_in_processes_of_their_own_end_as_they_do_in_one(monkeypatch):
    scenario = SCENARIOS["publishing: one file is refused"]
    stubbed_steps.stub(scenario, monkeypatch.setattr)
    alone, together = (local_run.run(sequence.PUBLISHING, processes=processes) for processes in (1, 2))
    told = [[(one.step, one.label, one.state, one.error) for one in ended] for ended in (alone, together)]
    assert told[0] == told[1]
    assert ("gate_in", "2024/b.csv", "failed", "gate_in failed") in told[0]


def test_a_process_that_dies_is_one_failed_task_and_not_a_crash(monkeypatch):
    stubbed_steps.stub(SCENARIOS["publishing"], monkeypatch.setattr)
    monkeypatch.setattr(steps, "gate_in", lambda waiting: os._exit(9))
    ended = {one.step: one for one in local_run.run(sequence.PUBLISHING, processes=2)}
    assert ended["gate_in"].state == "failed" and "process" in ended["gate_in"].error
    assert ended["build_warehouse"].state == "upstream_failed"


def test_two_processes_give_the_verdicts_of_one(settings, tmp_path):
    (releases,) = settings.releases
    for other in ("innovation-programme-evaluation", "creating-strong-communities-evaluation-round-1"):
        shutil.rmtree(releases / other)
    folder = releases / "creating-strong-communities-evaluation"
    for file in sorted((folder / "2020").glob("*.csv"))[::2]:
        file.unlink()
    shutil.copytree(folder / "2020", folder / "2021")
    judged = {}
    for processes in (1, 2):
        own = settings.model_copy(update={"home": tmp_path / str(processes)})
        own.home.mkdir()
        with in_environment(own):
            local_run.run(sequence.LANDING)
            gated = {step.name for step in sequence.PUBLISHING.steps} - {"find_waiting_files", "gate_in"}
            local_run.run(sequence.PUBLISHING, without=gated, processes=processes)
        judged[processes] = verdicts(own)
    assert judged[1] == judged[2]
    assert sum(verdict.compared_with is not None for verdict in judged[1].values()) == len(judged[1]) / 2 == 6
