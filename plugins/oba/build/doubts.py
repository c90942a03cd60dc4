"""Doubted figures that no landed release holds: a slip in their row, or a release that has not landed."""

import duckdb

from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.feeds import breakdown
from oba.intake import long_file, verdicts
from oba.landing import landed_files

HELD = (
    "select count(*) from read_parquet($files) where location_code = $place and data_column = $column"
    " and breakdown = $breakdown and period_end_date = $end and try_cast(raw_value as decimal(28, 8)) = $figure"
)


def doubts_not_found(settings: Settings, definitions: Definitions) -> list[str]:
    """Return a line for each doubted figure that no accepted file of its feed holds.

    Of a feed without an accepted file nothing can be said, so nothing is.
    """
    accepted = {file_id for file_id, verdict in verdicts(settings).items() if verdict.accepted}
    files: dict[str, list[str]] = {}
    for file in landed_files(settings) if definitions.doubted_figures else ():
        feed = definitions.feed_of(file.publication, file.file_name)
        if feed is not None and file.file_id in accepted:
            files.setdefault(feed.feed, []).append(str(long_file(file.file_id, settings)))
    told = []
    with duckdb.connect() as connection:
        for doubted in definitions.doubted_figures:
            _, feed = definitions.feeds[doubted.feed]
            asked = {
                "files": files.get(doubted.feed),
                "place": doubted.place,
                "column": doubted.column,
                "breakdown": breakdown(doubted.where),
                "end": feed.period(doubted.period).last_day,
                "figure": doubted.figure,
            }
            if asked["files"] and connection.execute(HELD, asked).fetchall() == [(0,)]:
                told.append(
                    f"doubted_figures.yml: no landed release of feed {doubted.feed} holds {doubted.figure} in "
                    f"{doubted.column}{f' ({breakdown(doubted.where)})' if doubted.where else ''} of {doubted.place} "
                    f"for {doubted.period}, so nothing is doubted there. Correct the row, or remove it."
                )
    return told
