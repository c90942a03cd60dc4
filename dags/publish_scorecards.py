"""Turn landed releases into the served scorecards.

**When:** whenever `land_releases` has landed something new (asset `landed_releases`); or by hand, at any time: running
it again changes nothing that is already so.

**What:** gate in, build, gate out, comparison with what is served, draw, publish. Each new file passes the gate in on
its own: a refused file is one red box and goes to quarantine, the others go on. If every new file is refused, nothing
further runs. The build happens apart from what is served, and the served publication changes by one rename, pages and
warehouse together.

**Reads:** `landed/`, the definitions, `expectations/`, `dbt_project/`.

**Writes:** `gated/`, `quarantine/`, `build/`, `dbt/`, `worked_out/`, `forecasts/` and `published/`; readers use
`published/current` only.

**If it fails:** the red task's log names the file, line and rule, or the model and test, and what to do. What is
served has not changed, unless `publish` is green. `report_refusals` fails while a refused file, scorecard or programme
is not dealt with, in this run or before it, and says what was published beside it; publication of the others goes on.
`compare_with_served` fails when the build would take away or change more of what is served than may pass unsaid; it
names all of it, and the line in which a person says so.
"""

import pendulum
from airflow.sdk import dag

from oba.assets import LANDED_RELEASES, PUBLISHED_SCORECARDS, TASK_DEFAULTS
from oba.sequence import PUBLISHING
from oba.wiring import wire


@dag(
    dag_id=PUBLISHING.name,
    schedule=[LANDED_RELEASES],
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=1,  # one build at a time: DuckDB allows one writer of a file
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["publication"],
)
def publish_scorecards():
    """Wire the sequence; what its steps do stands at the top of this file."""
    wire(PUBLISHING, publish={"outlets": [PUBLISHED_SCORECARDS]})


publish_scorecards()
