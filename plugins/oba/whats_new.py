"""What is new for a reader of the pages: kept with each publication, until figures change again.

A publication by newer code, or on a later day, may have the figures of the one before. What was new in that one is then
still news to whoever did not look in between, so it is handed on, with the day on which it came.
"""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from oba.build import built_on
from oba.config import Settings
from oba.language import is_told_otherwise
from oba.publication import NEWS, Manifest

# Over the tables of ``oba.changes``: with ``count`` for how many places or figures.
NEWS_FOR_READERS = """
    select 'new' as change, measure_id, cast(null as varchar) as geography_code, period_end_date,
        cast(null as varchar) as before, cast(null as varchar) as after, count(*) as count
    from built_figure
    where value is not null and (measure_id, period_end_date) not in
        (select (measure_id, period_end_date) from served_figure where value is not null)
    group by measure_id, period_end_date
    union all
    select case when built_value is null then 'gone' else 'corrected' end, measure_id, null, null, null, null, count(*)
    from figure
    where built_value is distinct from value
    group by 1, 2
    union all
    select 'verdict', measure_id, geography_code, built_period_end_date, verdict, built_verdict, 1
    from verdict
    where built_verdict <> verdict
"""


def news_file(settings: Settings) -> Path:
    """Return where a build's news is kept: rows of ``NEWS_FOR_READERS`` and the day ``since`` which it is so.

    There is no file where nothing was published before.
    """
    return settings.build / NEWS


def keep_news(news: pa.Table, before: Manifest, settings: Settings) -> None:
    """Keep what is new in a build, or else what was new in the publication before it.

    Args:
        news: rows of ``NEWS_FOR_READERS``.
        before: a whole publication, which the build was held against.
        settings: say where both are.
    """
    path = news_file(settings)
    is_news = any(row["change"] != "verdict" or is_told_otherwise(row) for row in news.to_pylist())
    if NEWS in before.files and not is_news:
        shutil.copyfile(settings.published / before.publication_id / NEWS, path)
        return
    day = pa.array([built_on(settings)] * len(news), pa.date32())
    pq.write_table(news.append_column("since", day), path)
