"""Take the council's own extracts and let figures made of them out, after disclosure control.

**When:** at `OBA_LOCAL_MI_SCHEDULE`, by default every quarter of an hour from 7:00 to 19:45 London time on weekdays,
where `OBA_LOCAL_MI` names a folder; or by hand. Where it names none, never. A look at a folder with nothing new takes a
second; a file that is still being written is left for the next.

**What:** takes each new file `<new_la_code>/<snapshot date>/<file>` as a statement made on that date. Identifiers
become keyed pseudonyms; names, free text and postcodes are dropped; what is left is kept encrypted and never written
over. Of all statements the restricted warehouse is built, checked, and counted. Only counts after disclosure control
leave it, as releases, which `land_releases` then takes like any other. A refused file is one red box; the others go on.

**Reads:** the folder of `OBA_LOCAL_MI`, the layouts and records of the definitions, and the secret: the password of the
connection that `OBA_LOCAL_MI_CONNECTION` names, or `OBA_LOCAL_MI_SECRET`.

**Writes:** the restricted home (`OBA_RESTRICTED`): `statements/`, `originals/`, `quarantine/`, `warehouse.duckdb`; and
`local_figures/` with the asset of that name, which starts `land_releases`. What tasks hand on and log are ids and
counts, and of a file's name the words that layouts know, with the rest masked; nothing that stands in a file.

**If it fails:** `report_extracts` is red while an extract is refused and nobody has mended it, removed it or decided on
it in a dated line of `decisions.yml`, and while the folder has something that is at no place. The red task's log names
table, row, rule and mend, and the form of what was found, never the cell itself. A red `find_extracts` says what is
wrong with the folder or the secret. What is served has not changed.
"""

import pendulum
from airflow.sdk import dag

from oba.assets import LOCAL_FIGURES, TASK_DEFAULTS
from oba.config import settings_from_environment
from oba.sequence import TAKING
from oba.wiring import wire

settings = settings_from_environment()


@dag(
    dag_id=TAKING.name,
    schedule=settings.local_mi_schedule if settings.local_mi else None,
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/London"),
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["intake", "restricted"],
)
def take_local_mi():
    """Wire the sequence; what its steps do stands at the top of this file."""
    wire(TAKING, release_figures={"outlets": [LOCAL_FIGURES]})


take_local_mi()
