"""Handing dbt what it reads: the accepted files, the frozen forecasts and the definitions."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from oba.build.dbt import BuildFailed
from oba.config import Settings
from oba.definitions import Definitions, NeighbourFeed, Publication
from oba.definitions.tables import definition_tables
from oba.forecast import store
from oba.intake import verdicts
from oba.intake.verdict import long_file
from oba.kinds.neighbours import NEIGHBOUR_COLUMNS
from oba.landing import LandedFile, landed_files


def prepare_inputs(settings: Settings, definitions: Definitions) -> list[str]:
    """Empty the build folder and put the accepted files and the definitions where dbt reads them.

    Returns:
        The ids of the release files that the build is made from.

    Raises:
        BuildFailed: the gate in has accepted no file.
        ForecastStoreDamaged: a frozen forecast was changed or removed.
    """
    accepted = {file_id: verdict for file_id, verdict in verdicts(settings).items() if verdict.accepted}
    files = [file for file in landed_files(settings) if file.file_id in accepted]
    if not files:
        raise BuildFailed(f"There is nothing to build: no file in {settings.landed} has passed the gate in.")
    frozen = store.frozen_files(settings.forecasts, published_forecasts(settings))
    shutil.rmtree(settings.build, ignore_errors=True)
    feeds = {file.file_id: definitions.feed_of(file.publication, file.file_name) for file in files}
    neighbours = [file_id for file_id, feed in feeds.items() if isinstance(feed, NeighbourFeed)]
    observations = settings.build / "inputs" / "observation"
    observations.mkdir(parents=True)
    for file_id in feeds.keys() - neighbours:
        os.link(long_file(file_id, settings), observations / f"{file_id}.parquet")
    _write_neighbours(neighbours, settings)
    _link_frozen_forecasts(frozen, settings)
    publications = {file.file_id: definitions.publication_of(file.publication, file.file_name) for file in files}
    release_files = [
        {
            **{name: getattr(file, name) for name in RELEASE_FILE_COLUMNS},
            "feed": feeds[file.file_id].feed,
            "publication_title": publications[file.file_id].title,
            "publisher": publications[file.file_id].publisher,
            **_published(file, publications[file.file_id]),
            "published_at": _in_utc(file.published) if file.published else None,
            "line_count": accepted[file.file_id].lines,
        }
        for file in files
    ]
    tables = {
        "release_file": release_files,
        # The day by which staleness is judged: written down, so that building the same inputs again says the same.
        "build": [{"built_on": datetime.now(UTC).date()}],
        **definition_tables(definitions),
    }
    for name, rows in tables.items():
        folder = settings.build / "inputs" / name
        folder.mkdir()
        pd.DataFrame(rows).convert_dtypes().to_parquet(folder / f"{name}.parquet", index=False)
    return [file.file_id for file in files]


def _write_neighbours(file_ids: list[str], settings: Settings) -> None:
    """Write the pairs of every set; a build without any has the table all the same, empty."""
    sets = [pd.read_parquet(long_file(file_id, settings)) for file_id in file_ids]
    folder = settings.build / "inputs" / "neighbour"
    folder.mkdir()
    nothing = pd.DataFrame(columns=[*NEIGHBOUR_COLUMNS, "file_id", "feed"], dtype="string")
    pd.concat(sets or [nothing]).to_parquet(folder / "neighbour.parquet", index=False)


def _link_frozen_forecasts(frozen: list[Path], settings: Settings) -> None:
    folder = settings.build / "inputs" / "frozen_forecast"
    folder.mkdir()
    store.write_empty(folder / "none.parquet")
    for path in frozen:
        os.link(path, folder / path.name)


def published_forecasts(settings: Settings) -> dict[str, str]:
    """Return the SHA-256 of each file of frozen forecasts that the served publication lists, by name."""
    manifest = settings.served / "manifest.json"
    listed = json.loads(manifest.read_text()).get("frozen_forecasts", []) if manifest.exists() else []
    return {entry["file"]: entry["sha256"] for entry in listed}


def _published(file: LandedFile, publication: Publication) -> dict[str, str | None]:
    """Return the day on which a file's release came out, from its source or else from the definition."""
    release = publication.release_named(file.release)
    if file.published:
        return {"published_date": file.published[:10], "published_note": None}
    return {
        "published_date": release.published.isoformat() if release and release.published else None,
        "published_note": release.published_note if release else None,
    }


def _in_utc(time: str) -> str:
    """Return an ISO date-time as text in UTC without a zone, which every database reads."""
    return datetime.fromisoformat(time).astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


RELEASE_FILE_COLUMNS = ("file_id", "publication", "release", "file_name", "sha256", "size_bytes", "origin", "landed_at")


def release_files_of_build(settings: Settings) -> list[str]:
    """Return the ids of the release files in the prepared inputs."""
    return sorted(pd.read_parquet(settings.build / "inputs" / "release_file")["file_id"])
