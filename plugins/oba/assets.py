"""What the DAGs share: the assets that connect them and the settings of every task."""

from datetime import timedelta

from airflow.sdk import Asset

LANDED_RELEASES = Asset(name="landed_releases", uri="oba://landed-releases")
LOCAL_FIGURES = Asset(name="local_figures", uri="oba://local-figures")
PUBLISHED_SCORECARDS = Asset(name="published_scorecards", uri="oba://published-scorecards")

# A gate or a build gives the same answer again, so trying again by default would only delay the bad news.
TASK_DEFAULTS = {"owner": "data engineering", "retries": 0, "execution_timeout": timedelta(hours=1)}
