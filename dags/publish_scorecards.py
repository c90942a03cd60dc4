"""Turn landed releases into the served scorecards.

**When:** whenever `land_releases` has landed something new (asset `landed_releases`); or by hand, at any time: running
it again changes nothing that is already so.

**What:** gate in, build, gate out, draw, publish. Each new file passes the gate in on its own: a refused file is one
red box and goes to quarantine, the others go on. If every new file is refused, nothing further runs. The build happens
apart from what is served, and the served publication changes by one rename, pages and warehouse together.

**Reads:** `landed/`, the definitions, `expectations/`, `dbt_project/`.

**Writes:** `gated/`, `quarantine/`, `build/`, and `published/`; readers use `published/current` only.

**If it fails:** the red task's log names the file, line and rule, or the model and test, and what to do. What is
served has not changed. `report_refusals` fails when a file, scorecard or programme was refused, so that a run with a
refusal is never green; publication of the others goes on.
"""

import pendulum
from airflow.sdk import dag, task

from oba.assets import LANDED_RELEASES, PUBLISHED_SCORECARDS, TASK_DEFAULTS


@dag(
    schedule=[LANDED_RELEASES],
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=1,  # one build at a time: DuckDB allows one writer of a file
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["publication"],
)
def publish_scorecards():
    """Wire the tasks; what they do stands at the top of this file."""

    @task(doc_md="Lists the landed files that the served publication does not show and nothing has refused.")
    def find_waiting_files() -> list[dict]:
        from oba import steps

        return steps.waiting_files()

    @task(
        doc_md="Checks one landed file with Great Expectations; a refused file goes to quarantine with the reasons.",
        map_index_template="{{ task.op_kwargs['waiting']['title'].split('/', 1)[1] }}",
    )
    def gate_in(waiting: dict) -> str:
        from oba import steps

        return steps.gate_in(waiting)

    @task(
        doc_md="Runs dbt over every accepted file: staging, intermediate, marts, and their tests.",
        trigger_rule="all_done_min_one_success",
    )
    def build_warehouse() -> str:
        from oba import steps

        return steps.build_warehouse()

    @task(doc_md="Checks every built mart with Great Expectations.")
    def gate_out() -> str:
        from oba import steps

        return steps.gate_out()

    @task(doc_md="Draws the scorecard pages from the checked marts, before anyone is served either.")
    def draw_scorecards() -> list[str]:
        from oba import steps

        return steps.draw_scorecards()

    @task(
        doc_md="Replaces the served publication by one rename and writes its manifest.",
        outlets=[PUBLISHED_SCORECARDS],
    )
    def publish() -> str:
        from oba import steps

        return steps.publish()

    @task(
        doc_md="Fails if the gate in refused a file, or a scorecard or programme is refused, so that the run is red.",
        trigger_rule="all_done",
    )
    def report_refusals(waiting: list[dict]) -> None:
        from oba import steps

        steps.report_refusals(waiting)

    waiting = find_waiting_files()
    gated = gate_in.expand(waiting=waiting)
    gated >> build_warehouse() >> gate_out() >> draw_scorecards() >> publish()
    gated >> report_refusals(waiting)


publish_scorecards()
