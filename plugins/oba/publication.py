"""The gate out, and replacing what is served by one rename.

A publication is a folder that does not change once it is served: the warehouse file (marts only), the pages, and
``manifest.json``. Readers follow the link ``published/current``. It points at the old folder until the new one is
whole, so nobody can see a mixture. The last few publications are kept for whoever still has one open, or asks what was
said; pages drawn on request from one are beside it, and go with it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
from filelock import FileLock

from oba.build import published_forecasts, release_files_of_build, warehouse_file
from oba.config import PROJECT, Settings
from oba.content import content_of, left_out
from oba.digest import code_version, file_sha256, text_sha256
from oba.errors import ObaError
from oba.files import write_atomically
from oba.forecast import store
from oba.gates import failures, suites_needed
from oba.intake import verdicts
from oba.landing import landed_files

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

MANIFEST = "manifest.json"
WAREHOUSE = "warehouse.duckdb"
PAGES = "scorecards"
GATE_RESULT = "gate_out.json"
FRONT_DOOR = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Scorecards</title>
<meta http-equiv="refresh" content="0; url={index}"></head>
<body><p><a href="{index}">Scorecards</a></p></body></html>
"""


class PublicationRefused(ObaError):
    """The gate out refused the built marts; names the mart, the rule and the rows."""


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
    content: dict[str, Any] = field(default_factory=dict)  # the digests of the marts, as ``oba.content`` has them


def gate_out(settings: Settings) -> dict[str, int]:
    """Check every mart of the built warehouse.

    Returns:
        The number of expectations that each mart passed; also kept for the manifest.

    Raises:
        PublicationRefused: an expectation failed, or a mart has no suite or a suite no mart.
    """
    with suites_needed():
        from expectations import published_marts
    suites = published_marts.suites()
    frames = _marts(settings)
    without = sorted(set(frames) ^ set(suites))
    if without:
        raise PublicationRefused(
            f"These have a mart but no suite, or a suite but no mart: {', '.join(without)}. "
            "Write or remove the suite in expectations/published_marts.py. What is served has not changed."
        )
    failed = [f"  - {told}" for mart, frame in frames.items() for told in wrong_in(mart, frame, suites[mart])]
    if failed:
        raise PublicationRefused(
            "\n".join(["The gate out refuses the build:", *failed, "What is served has not changed."])
        )
    passed = {mart: len(suite) for mart, suite in suites.items()}
    content = content_of(warehouse_file(settings), left_out())
    result = {"sha256": file_sha256(warehouse_file(settings)), "passed": passed, "content": asdict(content)}
    (settings.build / GATE_RESULT).write_text(json.dumps(result))
    return passed


def wrong_in(mart: str, frame: pd.DataFrame, suite: Iterable["Expectation"]) -> list[str]:
    """Return each expectation that a mart fails, in words: the mart, the rule, the rows and the mend."""
    if {"value", "value_reason"} <= set(frame.columns):
        frame = frame.assign(has_value_or_reason=frame["value"].isna() ^ frame["value_reason"].isna())
    key = _key(frame)
    return [f"{mart}: {failure}" for failure in failures(suite, frame, key, partial(_words, key=key))]


def publish(settings: Settings) -> Manifest:
    """Make the build the served publication, and freeze its forecasts.

    The build must have passed ``gate_out`` and have its pages drawn. A publication of the same marts and code
    that is kept is served as it is: calling again changes nothing but what an earlier call left undone.

    Raises:
        PublicationRefused: the build has not passed the gate out.
        ForecastStoreDamaged: a frozen forecast was changed or removed.
    """
    candidate = _manifest(settings, _gate_result(settings))
    home = settings.published / candidate.publication_id
    if (home / MANIFEST).exists():
        # Kept from when it was last served, or from an attempt that was cut off before the link moved.
        candidate = _read(home)
    else:
        # Before it is served: an attempt that is cut off after this finds them frozen, and adds nothing.
        frozen = store.freeze(warehouse_file(settings), settings.forecasts, published_forecasts(settings))
        candidate = replace(candidate, frozen_forecasts=tuple(frozen))
        _assemble(candidate, settings)
    _serve(candidate.publication_id, settings)
    _prune(settings)
    return candidate


def served(settings: Settings) -> Manifest | None:
    """Return the manifest of the served publication, or None before the first one."""
    return _read(settings.served) if settings.served.exists() else None


def needed(settings: Settings) -> Manifest:
    """Return the manifest of the served publication, for what cannot do without one.

    Raises:
        ObaError: nothing has been published yet.
    """
    manifest = served(settings)
    if manifest is None:
        raise ObaError("Nothing has been published yet; run 'make demo' or 'oba refresh' first.")
    return manifest


def publications(settings: Settings) -> list[Manifest]:
    """List the publications that are kept, newest first."""
    found = [_read(path.parent) for path in settings.published.glob(f"[!.c]*/{MANIFEST}")]
    return sorted(found, key=lambda publication: publication.published_at, reverse=True)


def drawn_folder(publication_id: str, settings: Settings) -> Path:
    """Return where the pages are that were drawn on request from a publication; it exists once there are any."""
    return settings.drawn / publication_id


def write_front_door(settings: Settings) -> None:
    """Let ``published/index.html`` lead to the list of every page of the served publication, if there is one."""
    with _serving(settings):
        if settings.served.exists():
            _write_front_door(settings, drawn_folder(settings.served.resolve().name, settings) / "index.html")


def publication_id(content_digest: str, settings: Settings) -> str:
    """Return the id of a publication of marts with that digest, made by the present code."""
    return "p" + text_sha256(code_version(settings.definitions), content_digest)[:12]


def id_of_build(settings: Settings) -> str:
    """Return the id under which the build would be published.

    Raises:
        PublicationRefused: the build has not passed the gate out.
    """
    return publication_id(_gate_result(settings)["content"]["digest"], settings)


def _gate_result(settings: Settings) -> dict[str, Any]:
    path = settings.build / GATE_RESULT
    result = json.loads(path.read_text()) if path.exists() else {}
    # The checksum ties the result to the bytes it was about: a build changed since then has not passed.
    if result.get("sha256") != file_sha256(warehouse_file(settings)):
        raise PublicationRefused("This build has not passed the gate out. Run publish_scorecards from its beginning.")
    return result


def _marts(settings: Settings) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(warehouse_file(settings)), read_only=True) as connection:
        names = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
        ).fetchall()
        return {name: connection.table(f"marts.{name}").df() for (name,) in names}


def _key(frame: pd.DataFrame) -> list[str]:
    """Return the columns that name a row to a person: the key of a fact, or the first column of a dimension."""
    named = [name for name in ("measure_id", "geography_code", "period_end_date") if name in frame]
    return named or [frame.columns[0]]


def _words(row: dict[str, Any], key: list[str]) -> str:
    return "row " + ", ".join(str(row.pop(name)) for name in key)


def _manifest(settings: Settings, gate_out_result: dict[str, Any]) -> Manifest:
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
        published_at=_now(),
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
    )


def _assemble(candidate: Manifest, settings: Settings) -> None:
    home = settings.published / candidate.publication_id
    settings.published.mkdir(parents=True, exist_ok=True)
    incoming = settings.published / f".incoming-{candidate.publication_id}"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    # A copy and no link: a dbt command started by hand writes into the build's file.
    shutil.copyfile(warehouse_file(settings), incoming / WAREHOUSE)
    shutil.copytree(settings.build / PAGES, incoming / PAGES, ignore=shutil.ignore_patterns(".*"))
    text = json.dumps(candidate.__dict__, indent=2, ensure_ascii=False) + "\n"
    (incoming / MANIFEST).write_text(text)
    for path in filter(Path.is_file, incoming.rglob("*")):
        path.chmod(0o444)
    shutil.rmtree(home, ignore_errors=True)  # what a removal that was cut off left; it has no manifest
    incoming.rename(home)


def _serve(name: str, settings: Settings) -> None:
    """Move the link, if it is elsewhere, and let the front door follow it."""
    with _serving(settings):
        if settings.served.resolve().name != name:
            # By way of the link, the door is right whichever publication it leads to, wherever this is cut off.
            _write_front_door(settings)
            link = settings.published / f".link-{os.getpid()}"
            link.unlink(missing_ok=True)
            link.symlink_to(name)
            link.replace(settings.served)
        _write_front_door(settings, drawn_folder(name, settings) / "index.html")


def _serving(settings: Settings) -> FileLock:
    """Return the lock of the link and the front door, which a page drawn on request changes without the work folder."""
    return FileLock(settings.published / ".serving.lock")


def _write_front_door(settings: Settings, drawn: Path | None = None) -> None:
    if drawn and drawn.exists():
        index = drawn.relative_to(settings.published)
    else:
        index = Path(settings.served.name, PAGES, "index.html")
    text = FRONT_DOOR.format(index=index.as_posix())
    door = settings.published / "index.html"
    if not door.exists() or door.read_text() != text:
        write_atomically(door, lambda path: path.write_text(text))


def _prune(settings: Settings) -> None:
    """Keep the served publication and the newest others; remove the rest, and what interruptions left of any."""
    now_served = settings.served.resolve().name
    others = [found.publication_id for found in publications(settings) if found.publication_id != now_served]
    for name in others[settings.keep_publications - 1 :]:
        # Out of sight by one rename: half a publication with its manifest would pass for a whole one.
        (settings.published / name).rename(settings.published / f".outgoing-{name}")
    for path in (*settings.published.glob(".outgoing-*"), *settings.published.glob(".incoming-*")):
        shutil.rmtree(path)
    for path in settings.drawn.glob("*"):
        if not (settings.published / path.name / MANIFEST).exists():
            shutil.rmtree(path, ignore_errors=True)


def _read(folder: Path) -> Manifest:
    content = json.loads((folder / MANIFEST).read_text())
    for name in ("release_files", "refused_files", "frozen_forecasts"):
        content[name] = tuple(content.get(name, ()))
    return Manifest(**content)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _git_commit() -> str | None:
    """Return the commit of the checkout, for the manifest; a deployment need not be a checkout."""
    try:
        command = ["git", "-C", str(PROJECT), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
