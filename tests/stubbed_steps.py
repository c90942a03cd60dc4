"""Steps that only note that they were called, for scenarios of what fails; as a program, the DAGs run over them.

Usage: ``python tests/stubbed_steps.py DAGS`` prints as JSON what Airflow did in each scenario.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

OFFERS = [{"release": "2024", "file_name": "a.csv"}, {"release": "2024", "file_name": "b.csv"}]
WAITING = [{"file_id": name, "title": f"slug/2024/{name}.csv"} for name in "ab"]
LANDING: dict[str, Any] = {
    "sequence": "land_releases",
    "gives": {"find_new_files": [OFFERS, ["an alert"]], "land_file": "landed", "waiting_files": WAITING},
    "fails": {},
}
PUBLISHING: dict[str, Any] = {
    "sequence": "publish_scorecards",
    "gives": {
        "waiting_files": WAITING,
        "gate_in": "accepted",
        "draw_scorecards": "1 pages",
        "publish": ["p1", "a.csv is new in it."],
    },
    "fails": {},
}
EXTRACTS = [{"council": "E06000012", "snapshot_date": "2026-06-30", "extract_id": name} for name in "ab"]
TAKING: dict[str, Any] = {
    "sequence": "take_local_mi",
    "gives": {
        "find_extracts": EXTRACTS,
        "take_extract": "a statement",
        "build_restricted": "1 statement",
        "check_restricted": "passed",
        "release_figures": ["a release"],
    },
    "fails": {},
}
ALWAYS = [None]  # argument of a call that fails; None: whatever it is

SCENARIOS = {
    "landing": LANDING,
    "landing: nothing is new": {**LANDING, "gives": {**LANDING["gives"], "find_new_files": [[], []]}},
    "landing: nothing waits": {**LANDING, "gives": {**LANDING["gives"], "waiting_files": []}},
    "landing: one file does not land": {**LANDING, "fails": {"land_file": [OFFERS[1]]}},
    "publishing": PUBLISHING,
    "publishing: nothing waits": {**PUBLISHING, "gives": {**PUBLISHING["gives"], "waiting_files": []}},
    "publishing: one file is refused": {**PUBLISHING, "fails": {"gate_in": [WAITING[1]]}},
    **{
        f"landing: {step} fails": {**LANDING, "fails": {step: ALWAYS}}
        for step in ("find_new_files", "land_file", "waiting_files", "report_alerts")
    },
    **{
        f"publishing: {step} fails": {**PUBLISHING, "fails": {step: ALWAYS}}
        for step in (
            "waiting_files",
            "gate_in",
            "build_warehouse",
            "gate_out",
            "compare_with_served",
            "draw_scorecards",
            "publish",
            "report_refusals",
        )
    },
}
SCENARIOS |= {
    "taking": TAKING,
    "taking: nothing is new": {**TAKING, "gives": {**TAKING["gives"], "find_extracts": [], "build_restricted": None}},
    "taking: one extract is refused": {**TAKING, "fails": {"take_extract": [EXTRACTS[1]], "report_extracts": ALWAYS}},
    "taking: the folder cannot be read": {
        **TAKING,
        "gives": {**TAKING["gives"], "build_restricted": None},
        "fails": {"find_extracts": ALWAYS, "report_extracts": ALWAYS},
    },
    "taking: the marts are refused": {**TAKING, "fails": {"check_restricted": ALWAYS}},
}
OF_RECORDS = (
    *("find_extracts", "take_extract", "build_restricted", "check_restricted", "release_figures", "report_extracts"),
)
FUNCTIONS = (
    *("find_new_files", "land_file", "report_alerts", "waiting_files", "gate_in"),
    *("build_warehouse", "gate_out", "compare_with_served", "draw_scorecards", "publish", "report_refusals"),
)


def stub(scenario: dict[str, Any], put: Callable[[Any, str, Callable], object]) -> list[list]:
    """Put a stand-in in the place of each step's function, as ``setattr`` does; returns the list of noted calls.

    ``find_new_files`` is called by Airflow with the setting ``everything`` and locally without it: not noted.
    """
    from oba import steps
    from oba.local_mi import steps as of_records

    calls: list[list] = []

    def stand_in(function: str) -> Callable:
        def call(**given: Any) -> Any:
            calls.append([function, {name: value for name, value in given.items() if name != "everything"}])
            fails = scenario["fails"].get(function, [])
            if fails == ALWAYS or any(entry in given.values() for entry in fails):
                raise RuntimeError(f"{function} failed")
            return scenario["gives"].get(function)

        return call

    for module, functions in ((steps, FUNCTIONS), (of_records, OF_RECORDS)):
        for function in functions:
            put(module, function, stand_in(function))
    return calls


def main() -> None:
    """Run the DAGs over the stand-ins, scenario by scenario."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    dags = DagBag(sys.argv[1]).dags
    found = {}
    for name, scenario in SCENARIOS.items():
        calls = stub(scenario, setattr)
        dag = dags[scenario["sequence"]]
        for task in dag.tasks:
            task.retries = 0  # a retry would be waited for
        tasks = dag.test().get_task_instances()
        states: dict[str, list[str]] = {}
        for task in tasks:
            states.setdefault(task.task_id, []).append(str(task.state))
        labels = sorted(task.rendered_map_index for task in tasks if task.rendered_map_index)
        found[name] = {
            "states": {task: sorted(ended) for task, ended in states.items()},
            "labels": labels,
            "calls": calls,
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
