"""Handing dbt what it reads: the accepted files, the frozen forecasts and the definitions."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd

from oba.build.dbt import BuildFailed
from oba.config import Settings
from oba.definitions import Definitions, Publication
from oba.definitions.tables import TABLES
from oba.digest import code_version
from oba.files import Damaged, copy_read_only, file_sha256, read_record
from oba.forecast import store
from oba.intake import Verdict, long_file, out_of_date, verdicts
from oba.kinds import KINDS, kind_of
from oba.landing import LandedFile, landed_files
from oba.periods import Period, release_order
from oba.typed import Columns, Long, write_table

MADE_BY = "made_by.txt"  # version of code and definitions, in the build folder
BUILD = {"built_date": date}
RELEASE_FILE = {
    "release_file_id": str,
    "feed": str,
    "publication": str,
    "publication_title": str,
    "is_made_of_records": bool,
    "is_made_up": bool,
    "publisher": str,
    "release_name": str,
    "release_sort_key": str,
    "published_date": date | None,
    "published_at": datetime | None,
    "earliest_published_date": date | None,
    "latest_published_date": date | None,
    "published_note": str | None,
    "file_name": str,
    "sha256": str,
    "size_bytes": Long,
    "line_count": Long,
    "origin": str,
    "landed_at": datetime,
}
PERIOD = {
    "period_id": str,
    "period_kind": str,
    "period_start_date": date,
    "period_end_date": date,
    "end_year": int,
    "label_at_date": str,
    "label_during_year": str,
}
OF_A_PERIOD = {"period_kind", "period_end_date"}  # columns of a long form whose lines are about one
Rows: TypeAlias = Iterable[Mapping[str, Any]] | pd.DataFrame


def prepare_inputs(settings: Settings, definitions: Definitions) -> list[str]:
    """Empty the build folder and put the accepted files and the definitions where dbt reads them.

    Returns:
        The ids of the release files that the build is made from.

    Raises:
        BuildFailed: the gate in has accepted no file, or judged one by other definitions than these.
        ForecastStoreDamaged: a frozen forecast was changed or removed.
    """
    _refuse_other_definitions(settings)
    accepted = {file_id: verdict for file_id, verdict in verdicts(settings).items() if verdict.accepted}
    files = [file for file in landed_files(settings) if file.file_id in accepted]
    if not files:
        raise BuildFailed(f"There is nothing to build: no file in {settings.landed} has passed the gate in.")
    frozen = store.frozen_files(settings.forecasts, published_forecasts(settings))
    shutil.rmtree(settings.build, ignore_errors=True)
    found = ((file.file_id, definitions.feed_of(file.publication, file.file_name)) for file in files)
    feeds = {file_id: feed for file_id, feed in found if feed is not None}
    _copy_long_forms({file_id: kind_of(feed, definitions).table for file_id, feed in feeds.items()}, accepted, settings)
    _copy_frozen_forecasts(frozen, settings)
    (settings.build / MADE_BY).write_text(code_version(settings.definitions))
    _write(
        "release_file", (_record(file, accepted[file.file_id], definitions) for file in files), RELEASE_FILE, settings
    )
    _write("period", _periods(settings, definitions), PERIOD, settings)
    # The day by which staleness is judged: written down, so that building the same inputs again says the same.
    _write("build", [{"built_date": datetime.now(UTC).date()}], BUILD, settings)
    for table in TABLES:
        _write(table.name, table.rows(definitions), table.columns, settings)
    return [file.file_id for file in files]


def _write(table: str, rows: Rows, columns: Columns, settings: Settings) -> None:
    """Write a table of one file where dbt reads it."""
    folder = settings.build / "inputs" / table
    folder.mkdir(parents=True)
    write_table(rows, columns, folder / f"{table}.parquet")


def _record(file: LandedFile, verdict: Verdict, definitions: Definitions) -> dict[str, Any]:
    """Return the landing record of an accepted file, a row of ``RELEASE_FILE``."""
    feed = definitions.feed_of(file.publication, file.file_name)
    publication = definitions.publication_of(file.publication, file.file_name)
    if feed is None or publication is None:
        raise BuildFailed(f"{file.title} was accepted, but no feed declares it any more: gate it again.")
    return {
        "release_file_id": file.file_id,
        "feed": feed.feed,
        "publication": file.publication,
        "publication_title": publication.title,
        "is_made_of_records": publication.made_from == "records",
        "is_made_up": publication.made_up,
        "publisher": publication.publisher,
        "release_name": file.release,
        "release_sort_key": release_order(file.release),
        **_published(file, publication),
        "file_name": file.file_name,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "line_count": verdict.lines,
        "origin": file.origin,
        "landed_at": _in_utc(file.landed_at),
    }


def _periods(settings: Settings, definitions: Definitions) -> Iterator[dict[str, Any]]:
    """Give a row for each period that a line of an accepted file, or a sum over periods, is about, with its words."""
    dated = [kind.table for kind in KINDS.values() if kind.long_form.keys() >= OF_A_PERIOD]
    with duckdb.connect() as connection:
        found = connection.execute(
            "select distinct period_kind, period_end_date from read_parquet($files) order by 2, 1",
            {"files": [str(settings.build / "inputs" / table / "*.parquet") for table in dated]},
        ).fetchall()
    sums = {
        (definitions.period_kind(measure), source.as_at)
        for measure in definitions.measures
        for source in measure.sources
        if source.as_at
    }
    for kind, last_day in (*found, *sorted(sums - set(found))):
        period = Period.of(kind, last_day)
        yield {
            "period_id": period.period_id,
            "period_kind": period.kind,
            "period_start_date": period.first_day,
            "period_end_date": period.last_day,
            "end_year": period.last_day.year,
            "label_at_date": period.label_at_date,
            "label_during_year": period.label_during,
        }


def _copy_long_forms(tables: dict[str, str], accepted: dict[str, Verdict], settings: Settings) -> None:
    """Put each file, by id, into the table of its kind; a kind without a file has its table all the same, empty."""
    for kind in KINDS.values():
        _write(kind.table, [], kind.long_form, settings)
    for file_id, table in tables.items():
        kept, copy = long_file(file_id, settings), settings.build / "inputs" / table / f"{file_id}.parquet"
        copy_read_only(kept, copy)
        # Of the copy, which is what dbt reads.
        if file_sha256(copy) != accepted[file_id].sha256:
            raise BuildFailed(
                f"{kept}, which holds {accepted[file_id].title}, was changed while it was read. "
                "Run the same command again: the file is judged again then."
            )


def _copy_frozen_forecasts(frozen: list[Path], settings: Settings) -> None:
    """Put the frozen forecasts where dbt reads them; before the first freeze the table is there, empty."""
    _write("frozen_forecast", [], store.FROZEN, settings)
    for path in frozen:
        copy_read_only(path, settings.build / "inputs" / "frozen_forecast" / path.name)


def published_forecasts(settings: Settings) -> dict[str, str]:
    """Return the SHA-256 of each file of frozen forecasts that a kept publication lists and is not lost, by name."""
    lost = {entry["file"] for entry in lost_forecasts(settings)}
    return {name: entry["sha256"] for name, entry in listed_forecasts(settings).items() if name not in lost}


def listed_forecasts(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return the entry of each file of frozen forecasts that a kept publication lists, by name."""
    # Not the served one alone: one that came back lists fewer than those after it.
    return {entry["file"]: entry for manifest in _manifests(settings) for entry in manifest.get("frozen_forecasts", [])}


def lost_forecasts(settings: Settings) -> list[dict[str, Any]]:
    """Return what a person has accepted as lost, by the record of the store and every kept manifest."""
    entries = [entry for manifest in _manifests(settings) for entry in manifest.get("lost_forecasts", [])]
    found = {entry["file"]: entry for entry in [*entries, *store.accepted_losses(settings.forecasts)]}
    return [found[name] for name in sorted(found)]


def built_on(settings: Settings) -> date:
    """Return the day on which the inputs were prepared, which is that of everything made of them."""
    return pd.read_parquet(settings.build / "inputs" / "build")["built_date"].iloc[0]


def made_by(settings: Settings) -> str | None:
    """Return the version of code and definitions from which the inputs were prepared, or None if there are none."""
    path = settings.build / MADE_BY
    return path.read_text() if path.exists() else None


def _manifests(settings: Settings) -> Iterator[dict[str, Any]]:
    for path in settings.published.glob("[!.c]*/manifest.json"):
        try:
            yield read_record(path)
        except Damaged:
            continue  # its publication is not served any more, and what it listed stands in the others


def _refuse_other_definitions(settings: Settings) -> None:
    """Refuse a build over verdicts of other code or definitions, since whatever they refused or took may differ."""
    judged_before = out_of_date(settings)
    if judged_before:
        raise BuildFailed(
            f"{len(judged_before)} files, the first of them {judged_before[0].title}, were judged by other definitions "
            "or code than there are now, so these were changed during the run. What is served has not changed. Run the "
            "same command again: it judges these files anew."
        )


def _published(file: LandedFile, publication: Publication) -> dict[str, Any]:
    """Return when a file's release came out, from its source or else from the definition."""
    release = publication.release_named(file.release)
    if file.published or release is None:
        day = date.fromisoformat(file.published[:10]) if file.published else None
        earliest, latest, note = day, day, None
    else:
        day, note = release.published, release.published_note
        earliest, latest = release.possible_days
    return {
        "published_date": day,
        "earliest_published_date": earliest,
        "latest_published_date": latest,
        "published_at": _in_utc(file.published) if file.published else None,
        "published_note": note,
    }


def _in_utc(time: str) -> datetime:
    """Return an ISO date-time as one in UTC without a zone, which every database reads."""
    return datetime.fromisoformat(time).astimezone(UTC).replace(tzinfo=None)


def release_files_of_build(settings: Settings) -> list[str]:
    """Return the ids of the release files in the prepared inputs."""
    return sorted(pd.read_parquet(settings.build / "inputs" / "release_file")["release_file_id"])
