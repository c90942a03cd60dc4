"""Land what the release source offers.

**When:** every weekday at 10:00 London time, half an hour after the DfE publishes; or by hand, at any time.

**What:** asks the release source what it offers, and keeps each new file that a feed declares exactly as it came, with
its checksum, origin and time. Nothing landed is ever overwritten. A file that is landed already is not fetched again.

**Reads:** the release source (`OBA_SOURCE`, `OBA_RELEASES`) and the definitions of publications.

**Writes:** `landed/`, and the asset `landed_releases` if there is something the served publication does not show yet;
that asset starts `publish_scorecards`. If nothing is new, the last task is skipped and nothing starts.

**If it fails:** the task's log says which file could not be fetched. Run it again; what is landed stays landed.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from oba.assets import LANDED_RELEASES, TASK_DEFAULTS

LONDON = pendulum.timezone("Europe/London")


@dag(
    schedule="0 10 * * 1-5",
    start_date=pendulum.datetime(2026, 1, 1, tz=LONDON),
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["intake"],
)
def land_releases():
    """Wire the tasks; what they do stands at the top of this file."""

    @task(doc_md="Lists what the source offers and is not landed yet; logs files that no feed declares.")
    def find_new_files() -> list[dict]:
        from oba import steps

        return steps.find_new_files()

    @task(
        doc_md="Fetches one file and keeps it unchanged, with its landing record.",
        map_index_template="{{ task.op_kwargs['offer']['release'] }}/{{ task.op_kwargs['offer']['file_name'] }}",
        retries=2,
        retry_delay=timedelta(minutes=1),
    )
    def land_file(offer: dict) -> str:
        from oba import steps

        return steps.land_file(offer)

    @task(
        doc_md="Updates the asset that starts a publication, if a landed file is not in the served one.",
        outlets=[LANDED_RELEASES],
        trigger_rule="all_done",
    )
    def announce() -> list[dict]:
        from oba import steps

        waiting = steps.waiting_files()
        if not waiting:
            raise AirflowSkipException("Nothing is new: the served publication shows every usable landed file.")
        return waiting

    land_file.expand(offer=find_new_files()) >> announce()


land_releases()
