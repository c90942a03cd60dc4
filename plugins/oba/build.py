"""Building the warehouse: handing dbt the accepted files and definitions, and saying what failed.

The build happens in the folder ``build``, which nothing reads but the steps that follow; what is served is elsewhere.
"""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from oba.config import PROJECT, Settings
from oba.definitions import Definitions, NeighbourFeed, Publication
from oba.definitions.feeds import breakdown
from oba.definitions.places import newest_codes
from oba.definitions.tables.cards import card_tables
from oba.errors import ObaError
from oba.forecast import store
from oba.intake import verdicts
from oba.intake.neighbours import NEIGHBOUR_COLUMNS
from oba.intake.verdict import long_file
from oba.landing import LandedFile, landed_files

DBT_PROJECT = PROJECT / "dbt_project"


class BuildFailed(ObaError):
    """A dbt model or test failed; names each and says where its SQL is."""


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


def definition_tables(definitions: Definitions) -> dict[str, list[dict[str, Any]] | pd.DataFrame]:
    """Return the definitions as the tables that dbt's source ``definitions`` declares."""
    newest = newest_codes(definitions.boundary_changes)
    return {
        "feed": [
            {
                "feed": feed.feed,
                "publication": publication.slug,
                "title": feed.title,
                "period_ends": feed.period_ends,
            }
            for publication, feed in definitions.feeds.values()
        ],
        "series_break": [
            {
                "feed": feed.feed,
                "data_column": column,
                "breakdown": breakdown(row),
                **broken.model_dump(exclude={"columns", "where"}),
            }
            for _, feed in definitions.feeds.values()
            for broken in feed.series_breaks
            for column in (broken.columns or feed.columns)
            for row in feed.broken_combinations(broken)
        ],
        "symbol": [symbol.model_dump() for symbol in definitions.symbols],
        "measure": [measure.model_dump(exclude={"sources"}) for measure in definitions.measures],
        "measure_component": [
            {
                "measure": measure.measure,
                "preference": preference,
                "component": name,
                "feed": source.feed_of(component),
                "data_column": component.column,
                "breakdown": breakdown(component.where),
                "is_from_another_feed": source.feed_of(component) != source.feed,
                "periods_before": getattr(component, "periods_before", 0),
            }
            for measure in definitions.measures
            for preference, source in enumerate(measure.sources, start=1)
            for name, component in source.components.items()
        ],
        **card_tables(definitions),
        "geography_successor": [
            {
                "predecessor_code": predecessor,
                "successor_code": successor,
                "effective": change.effective,
                "kind": change.kind,
                "source": change.source,
                "newest_code": newest.get(predecessor) if change.kind == "recode" else None,
            }
            for change in definitions.boundary_changes
            for predecessor in change.predecessors
            for successor in change.successors
        ],
        "combined_return": [
            {"combined_code": combined.combined_code, "member_code": member, "source": combined.source}
            for combined in definitions.combined_returns
            for member in combined.members
        ],
    }


def dbt_arguments(settings: Settings) -> list[str]:
    """Return the options with which every dbt command runs on this project."""
    variables = {"build": str(settings.build), "threads": settings.dbt_threads}
    return [
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target", settings.dbt_target, "--vars", yaml.safe_dump(variables)),
        *("--target-path", str(settings.dbt_artifacts / "target"), "--log-path", str(settings.dbt_artifacts / "logs")),
    ]


def run_dbt(settings: Settings) -> str:
    """Build and test every model over the prepared inputs, in this process.

    Returns:
        One line: how many models and tests passed.

    Raises:
        BuildFailed: a model or test failed, or dbt could not start.
    """
    # Imported late: dbt takes seconds, and most of the package works without it.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        # Unit tests check the code and not the data, so they run with the tests of the package.
        options = ["--exclude-resource-type", "unit_test", *dbt_arguments(settings)]
        outcome = dbtRunner().invoke(["--quiet", "--no-use-colors", "build", *options])
    finally:
        # dbt holds the file's lock until told otherwise, and the gate out reads the file in this process.
        DuckDBConnectionManager.close_all_connections()
    results = getattr(outcome.result, "results", None)
    if results is None:
        raise BuildFailed(
            f"dbt could not start: {outcome.exception or outcome.result}. Its log is in {settings.dbt_artifacts}."
        )
    failed = [result for result in results if result.status not in ("success", "pass", "no-op")]
    if failed:
        raise BuildFailed(_explain_all(failed, settings))
    tests = sum(result.status == "pass" for result in results)
    return f"{len(results) - tests} models built, {tests} tests passed"


def _explain_all(failed: list[Any], settings: Settings) -> str:
    broken = [result for result in failed if result.status != "skipped"]
    lines = ["dbt failed; what is served has not changed.", *(_explain(result, settings) for result in broken)]
    return "\n".join([*lines, f"  {len(failed) - len(broken)} further models and tests were not run because of this."])


def _explain(result: Any, settings: Settings) -> str:
    node = result.node
    compiled = settings.dbt_artifacts / "target" / "compiled" / "oba_scorecards" / node.original_file_path
    message = " ".join((result.message or str(result.status)).split())
    return f"  - {node.resource_type} {node.name} ({node.original_file_path}): {message} Compiled SQL: {compiled}"


def release_files_of_build(settings: Settings) -> list[str]:
    """Return the ids of the release files in the prepared inputs."""
    return sorted(pd.read_parquet(settings.build / "inputs" / "release_file")["file_id"])


def warehouse_file(settings: Settings) -> Path:
    """Return the warehouse that a build leaves: the marts and nothing else."""
    return settings.build / "warehouse.duckdb"
