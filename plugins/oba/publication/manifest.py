"""What a publication says of itself: ``manifest.json``, the files beside it, and the id that they go by."""

import subprocess
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from oba.build import release_files_of_build, warehouse_file
from oba.config import PROJECT, Settings
from oba.digest import code_version, text_sha256
from oba.files import Damaged, read_record
from oba.intake import verdicts
from oba.landing import landed_files

MANIFEST = "manifest.json"
WAREHOUSE = "warehouse.duckdb"
PAGES = "scorecards"
NEWS = "news.parquet"  # for readers of the pages, as ``oba.whats_new`` keeps it; none in a first publication
# Of a manifest: it is empty or cut, gone, or that of something else.
UNREADABLE = (Damaged, FileNotFoundError, NotADirectoryError, TypeError)


@dataclass(frozen=True)
class Manifest:
    """What one publication is made of, and what it passed."""

    publication_id: str  # same marts and code, same id
    published_at: str  # ISO 8601, UTC
    code_version: str
    git_commit: str | None
    release_files: tuple[dict[str, Any], ...]
    refused_files: tuple[dict[str, Any], ...]
    gate_in: dict[str, int]
    gate_out: dict[str, int]
    row_counts: dict[str, int]
    frozen_forecasts: tuple[dict[str, Any], ...] = ()  # every file of the store, with its checksum
    lost_forecasts: tuple[dict[str, Any], ...] = ()  # what a person has accepted as lost from the store, and when
    # SHA-256 of every other file of the publication, by path; pages stand in their list, which is one of the files.
    files: dict[str, str] = field(default_factory=dict)
    changes: tuple[dict[str, Any], ...] = ()  # of what was served before, by kind and measure
    content: dict[str, Any] = field(default_factory=dict)  # the digests of the marts, as ``oba.content`` has them
    places: str = "every_place"  # whose pages it has, as the setting OBA_DRAW says it
    true_until: str | None = None  # ISO 8601; the last day on which no page would be another one by the day alone


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in the folder of a publication.

    Raises:
        UNREADABLE: one of these; there is none, or none that can be read.
    """
    content = read_record(folder / MANIFEST)
    for name in ("release_files", "refused_files", "frozen_forecasts", "lost_forecasts", "changes"):
        content[name] = tuple(content.get(name, ()))
    # Later code may have written more than this code knows of.
    return Manifest(**{one.name: content[one.name] for one in fields(Manifest) if one.name in content})


def manifest_of_build(settings: Settings, gate_out_result: dict[str, Any]) -> Manifest:
    """Return what there is to say of the build before it is published: no files, forecasts or changes yet.

    Args:
        settings: say where the build is.
        gate_out_result: what the gate out noted of it, ``passed`` and ``content``.
    """
    judged = verdicts(settings)
    used = release_files_of_build(settings)
    files = {file.file_id: file for file in landed_files(settings)}
    with duckdb.connect(str(warehouse_file(settings)), read_only=True) as connection:
        row_counts = {
            mart: connection.table(f"marts.{mart}").count("*").fetchone()[0]
            for mart in sorted(gate_out_result["passed"])
        }
    return Manifest(
        publication_id=publication_id(gate_out_result["content"]["digest"], settings),
        published_at=now(),
        code_version=code_version(settings.definitions),
        git_commit=_git_commit(),
        release_files=tuple(
            {
                "release_file_id": file_id,
                "file": files[file_id].title,
                "sha256": files[file_id].sha256,
                "origin": files[file_id].origin,
                "landed_at": files[file_id].landed_at,
                "lines": judged[file_id].lines,
                "figures": judged[file_id].rows,
            }
            for file_id in sorted(used, key=lambda file_id: files[file_id].title)
        ),
        refused_files=tuple(
            # How many, not which: reasons quote cells of the refused file, and this manifest is served.
            {"release_file_id": verdict.file_id, "file": verdict.title, "reasons": len(verdict.reasons)}
            for verdict in sorted(judged.values(), key=lambda verdict: verdict.title)
            if not verdict.accepted
        ),
        gate_in={"accepted": len(used), "refused": sum(not verdict.accepted for verdict in judged.values())},
        gate_out=gate_out_result["passed"],
        row_counts=row_counts,
        content=gate_out_result["content"],
        places=settings.draw,
    )


def publication_id(content_digest: str, settings: Settings) -> str:
    """Return the id of a publication of marts with that digest, made by the present code."""
    # One with fewer pages is another publication.
    fewer = [] if settings.draw == "every_place" else [settings.draw, *settings.authorities]
    return "p" + text_sha256(code_version(settings.definitions), content_digest, *fewer)[:12]


def now() -> str:
    """Return this moment in UTC, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _git_commit() -> str | None:
    """Return the commit of the checkout, for the manifest; a deployment need not be a checkout."""
    try:
        command = ["git", "-C", str(PROJECT), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
