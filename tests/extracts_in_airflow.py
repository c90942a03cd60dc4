"""The DAG of extracts run by Airflow in this process, as a program: prints as JSON how its tasks ended.

Usage: ``python tests/extracts_in_airflow.py DAGS``; settings come from the environment.
"""

import json
import sys


def main() -> None:
    """Run the DAG once."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    dag = DagBag(sys.argv[1]).dags["take_local_mi"]
    tasks = dag.test().get_task_instances()
    states: dict[str, list[str]] = {}
    for task in tasks:
        states.setdefault(task.task_id, []).append(str(task.state))
    labels = sorted(str(task.rendered_map_index) for task in tasks if task.rendered_map_index)
    print(json.dumps({"states": {name: sorted(ended) for name, ended in states.items()}, "labels": labels}))


if __name__ == "__main__":
    main()
