"""Land what the release sources offer.

**When:** at `OBA_LANDING_SCHEDULE`, by default every weekday at 10:00 London time, half an hour after the DfE
publishes; or by hand, at any time. Where `OBA_LOCAL_MI` names a folder of extracts, also when `take_local_mi` has let
figures out (asset `local_figures`). With the parameter `everything`, a remote source is asked anew for every version.

**What:** asks the release sources what they have, and keeps each new file that a feed declares exactly as it came, with
its checksum, origin and time, and what the source says of it. Nothing landed is ever overwritten. A file that is landed
already is not fetched again. The service is asked feed by feed and file by file, never twice at once; where the newest
version of a feed is the one that was newest last time, that one answer is all that is asked for.

**Reads:** the folders of `OBA_RELEASES` and, with `OBA_SOURCE=ees`, the DfE's service; the definitions of publications.
The service is reached by the connection that `OBA_EES_CONNECTION` names, `ees_default` if nothing is set, and by the
settings where there is none.

**Writes:** `landed/`, what a remote source answered in `asked/`, and the asset `landed_releases` if there is something
the served publication does not show yet; that asset starts `publish_scorecards`. If nothing is new, `announce` is
skipped and nothing starts.

**If it fails:** `report_alerts` is red when something needs a person, and says what: a new major version with the
service's list of changes, a feed that the service no longer has under that name, a version withdrawn after it landed, a
folder of releases that does not exist, a file that two folders hold with different bytes, a file that did not land, one
that no feed takes, one that has gone from its folder, one in quarantine. Every other file has landed and goes on to
publication; what is served stays. It is told by every run until it is mended, removed, or decided in a dated line of
`decisions.yml`. A red `find_new_files` means that no source answered at all. Run it again; what is landed stays landed.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, Param, dag

from oba.assets import LANDED_RELEASES, LOCAL_FIGURES, TASK_DEFAULTS
from oba.config import settings_from_environment
from oba.sequence import LANDING
from oba.wiring import wire

LONDON = pendulum.timezone("Europe/London")


def schedule():
    """Return the timetable, and with it, where extracts are taken, the asset of figures made of them."""
    settings = settings_from_environment()
    if settings.local_mi is None:
        return settings.landing_schedule
    timetable = CronTriggerTimetable(settings.landing_schedule, timezone=LONDON)
    return AssetOrTimeSchedule(timetable=timetable, assets=[LOCAL_FIGURES])


@dag(
    dag_id=LANDING.name,
    schedule=schedule(),
    start_date=pendulum.datetime(2026, 1, 1, tz=LONDON),
    catchup=False,
    max_active_runs=1,
    params={"everything": Param(False, type="boolean", description="Ask a remote source anew for every version.")},
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["intake"],
)
def land_releases():
    """Wire the sequence; what its steps do stands at the top of this file."""
    wire(
        LANDING,
        land_file={"retries": 2, "retry_delay": timedelta(minutes=1)},
        announce={"outlets": [LANDED_RELEASES]},
    )


land_releases()
