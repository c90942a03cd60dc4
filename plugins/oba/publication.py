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
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
from filelock import FileLock

from oba.build import lost_forecasts, made_by, published_forecasts, release_files_of_build, warehouse_file
from oba.config import PROJECT, Settings
from oba.content import content_of, left_out
from oba.digest import code_version, code_version_now, file_sha256, text_sha256
from oba.errors import ObaError
from oba.files import Damaged, make_folder, put_in_place, read_record, sha256_of, sync, write_atomically
from oba.forecast import store
from oba.gates import failures, suites_needed
from oba.intake import verdicts
from oba.landing import landed_files
from oba.serving import read_serving, write_serving

if TYPE_CHECKING:
    from great_expectations.expectations import Expectation

MANIFEST = "manifest.json"
WAREHOUSE = "warehouse.duckdb"
PAGES = "scorecards"
GATE_RESULT = "gate_out.json"
WAY_OUT = (
    "'oba refresh' makes it again if it is the newest; 'oba publications' lists those that are kept, and 'oba serve' "
    "with an id serves one."
)
COMPARED = "compared.json"  # what the build changes against what is served, and that it may
FRONT_DOOR = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Scorecards</title>
<meta http-equiv="refresh" content="0; url={index}"></head>
<body><p><a href="{index}">Scorecards</a></p></body></html>
"""


# Of a manifest: it is empty or cut, gone, or that of something else.
UNREADABLE = (Damaged, FileNotFoundError, NotADirectoryError, TypeError)


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
    lost_forecasts: tuple[dict[str, Any], ...] = ()  # what a person has accepted as lost from the store, and when
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 of every other file of the publication, by path
    changes: tuple[dict[str, Any], ...] = ()  # of what was served before, by kind and measure
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
    that is kept whole is served as it is: calling again changes nothing but what an earlier call left undone. While a
    person holds another one, that stays served, and this one is kept beside it.

    Raises:
        PublicationRefused: the build has not passed the gate out, or code or definitions were changed under it.
        ForecastStoreDamaged: a frozen forecast was changed or removed.
    """
    settle(settings)
    passed = _gate_result(settings)
    compared = _noted(COMPARED, "This build has not been compared with what is served.", settings)["changes"]
    candidate = replace(_manifest(settings, passed), changes=tuple(compared))
    if made_by(settings) != code_version_now(settings.definitions):
        raise PublicationRefused(
            "The definitions or the code were changed while this publication was being made, so its parts may not fit "
            "each other. What is served has not changed. Run the same command again."
        )
    name, was_served = candidate.publication_id, settings.served.resolve().name
    if is_whole(name, settings):
        # Kept from when it was last served, or from an attempt that was cut off before the link moved.
        candidate = _read(settings.published / name)
    else:
        frozen = store.freeze(
            warehouse_file(settings),
            settings.forecasts,
            published_forecasts(settings),
            store.waiting(settings.forecasts, name),
        )
        lost = tuple(lost_forecasts(settings))
        candidate = _assemble(replace(candidate, frozen_forecasts=tuple(frozen), lost_forecasts=lost), settings)
    _make_public(name, settings)
    settle(settings)
    if was_served != settings.served.resolve().name and not is_whole(was_served, settings):
        _put_out_of_sight(was_served, settings)  # damaged, and this one stands in its place
    _prune(settings)
    return candidate


def served(settings: Settings) -> Manifest | None:
    """Return the manifest of the served publication, or None where there is none that can be read."""
    try:
        return _read(settings.served)
    except UNREADABLE:
        return None


def needed(settings: Settings) -> Manifest:
    """Return the manifest of the served publication, for what cannot do without one.

    Raises:
        ObaError: nothing has been published yet, or what was served is damaged or gone.
    """
    manifest = served(settings)
    if manifest is None:
        raise ObaError(why_nothing_is_served(settings))
    return manifest


def why_nothing_is_served(settings: Settings) -> str:
    """Say why there is no served publication, and what to do."""
    if settings.served.exists():
        return f"The served publication is damaged: {'; '.join(wrong_with(settings.served.name, settings))}. {WAY_OUT}"
    kept = publications(settings)
    if not kept:
        return f"Nothing has been published yet in {settings.home}; run 'make demo' or 'oba refresh' first."
    listed = ", ".join(f"{one.publication_id} of {one.published_at[:10]}" for one in kept)
    return (
        f"{settings.served} is gone or leads nowhere, and these publications are kept: {listed}. "
        "'oba refresh' serves the newest whole one again, 'oba serve' and an id another."
    )


def publications(settings: Settings) -> list[Manifest]:
    """List the publications that are kept and have a manifest that can be read, the one made last first."""
    kept = {}
    for path in settings.published.glob(f"[!.c]*/{MANIFEST}"):
        try:
            kept[path.parent.name] = _read(path.parent)
        except UNREADABLE:
            continue  # as if it were not kept: the next of the same releases is made anew
    serving = read_serving(settings)
    if serving.held not in kept and settings.served.resolve().name in kept:
        # Cut off between moving the link and noting it.
        serving = serving.followed_by(settings.served.resolve().name)
    place = {name: number for number, name in enumerate(serving.order)}
    return sorted(kept.values(), key=lambda one: (place.get(one.publication_id, -1), one.published_at), reverse=True)


def newest(settings: Settings) -> Manifest | None:
    """Return the publication made last, which is the served one unless a person holds another."""
    return next(iter(publications(settings)), None)


def held(settings: Settings) -> str | None:
    """Return the id of the publication that a person has made stay, if it is still kept."""
    name = read_serving(settings).held
    return name if name in {one.publication_id for one in publications(settings)} else None


def wrong_with(name: str, settings: Settings) -> list[str]:
    """Return the files of a publication that are missing or not as they were published, each in words."""
    home = settings.published / name
    try:
        listed = _read(home).files
    except UNREADABLE as error:
        return [f"{home / MANIFEST} cannot be read: {error}"]
    # One published before files were listed has none to compare with.
    found = ((home / path, sha256) for path, sha256 in (listed or {WAREHOUSE: ""}).items())
    return [
        f"{path} is {'not as it was published' if path.exists() else 'gone'}"
        for path, sha256 in found
        if not path.is_file() or (sha256 and sha256_of(path) != sha256)
    ]


def is_whole(name: str, settings: Settings) -> bool:
    """Tell whether a publication is kept with every byte that it was published with."""
    return not wrong_with(name, settings)


def serve(name: str, settings: Settings) -> Manifest:
    """Serve a kept publication, and let it stay served until ``serve_newest``, whatever is made beside it.

    Raises:
        ObaError: none of that id is kept, or it is damaged.
    """
    kept = {one.publication_id: one for one in publications(settings)}
    if name not in kept:
        raise ObaError(f"No publication {name} is kept. There are: {', '.join(kept) or 'none'}.")
    wrong = wrong_with(name, settings)
    if wrong:
        raise ObaError(f"Publication {name} is not served, because it is damaged: {'; '.join(wrong)}. Serve another.")
    now_served = settings.served.resolve().name
    serving = read_serving(settings)
    if serving.held is None and now_served in kept:
        serving = serving.followed_by(now_served)
    # First, so that a run after an interruption finds what the link is to be.
    write_serving(replace(serving, held=name, held_since=_now()), settings)
    _serve(name, settings)
    return kept[name]


def serve_newest(settings: Settings) -> Manifest:
    """Serve the publication made last, as every refresh does from now on.

    Raises:
        ObaError: none is kept whole.
    """
    whole = (one for one in publications(settings) if is_whole(one.publication_id, settings))
    found = next(whole, None)
    if found is None:
        raise ObaError(f"No whole publication is kept in {settings.published}. Run 'oba refresh'.")
    _serve(found.publication_id, settings)
    write_serving(replace(read_serving(settings), held=None, held_since=None), settings)
    return found


def told_of_serving(settings: Settings) -> list[str]:
    """Say that a person holds what is served, and what was made since; nothing where nobody does."""
    name, made_last = held(settings), newest(settings)
    if name is None or made_last is None:
        return []
    since = (read_serving(settings).held_since or "")[:10]
    beside = f" The newest is {made_last.publication_id} of {made_last.published_at[:10]}."
    return [
        f"Held: publication {name} stays served since {since}, whatever a refresh makes beside it."
        f"{beside if made_last.publication_id != name else ''} 'oba serve --newest' ends this."
    ]


def out_of_step(settings: Settings) -> bool:
    """Tell whether the link leads to another publication than it should, or nowhere."""
    due = held(settings) or (made_last.publication_id if (made_last := newest(settings)) else None)
    return due is None or not settings.served.exists() or settings.served.resolve().name != due


def mend_serving(settings: Settings) -> list[str]:
    """Finish what an interruption left between two publications, and let a lost link lead somewhere again.

    Returns:
        What was mended and a person should know, in words.
    """
    settle(settings)
    kept = publications(settings)
    if not kept:
        return []
    name, record = held(settings), read_serving(settings)
    if record.held != name:
        now_served = serve_newest(settings).publication_id
        return [
            f"Publication {record.held}, which was held, is gone or damaged; {now_served} is served and none is held."
        ]
    if settings.served.exists():
        if name is not None and settings.served.resolve().name != name:
            _serve(name, settings)
        return []
    due = [name] if name else [one.publication_id for one in kept]
    found = next((one for one in due if is_whole(one, settings)), None)
    if found is None:
        return [f"{why_nothing_is_served(settings)} None of them is whole."]
    told = f"{settings.served} was gone or led nowhere; it leads to publication {found} again."
    _serve(found, settings)
    return [told]


def settle(settings: Settings) -> None:
    """Put frozen forecasts that wait for their publication into the store, if it was served; else drop both.

    A publication that was cut off before anyone was served it is made again by the next run, from the same store.
    """
    public = {settings.served.resolve().name, *read_serving(settings).order}
    for name, folder in store.all_waiting(settings.forecasts).items():
        if name in public and (settings.published / name / MANIFEST).exists():
            store.take_in(folder, settings.forecasts)
            continue
        _put_out_of_sight(name, settings)
        shutil.rmtree(folder)


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
    return _noted(GATE_RESULT, "This build has not passed the gate out.", settings)


def _noted(name: str, otherwise: str, settings: Settings) -> dict[str, Any]:
    path = settings.build / name
    try:
        result = read_record(path)
    except (FileNotFoundError, Damaged):
        result = {}
    # The checksum ties the result to the bytes it was about: a build changed since then has not passed.
    if result.get("sha256") != file_sha256(warehouse_file(settings)):
        raise PublicationRefused(f"{otherwise} Run publish_scorecards from its beginning.")
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


def _assemble(candidate: Manifest, settings: Settings) -> Manifest:
    home = settings.published / candidate.publication_id
    make_folder(settings.published)
    incoming = settings.published / f".incoming-{candidate.publication_id}"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    # A copy and no link: a dbt command started by hand writes into the build's file.
    shutil.copyfile(warehouse_file(settings), incoming / WAREHOUSE)
    shutil.copytree(settings.build / PAGES, incoming / PAGES, ignore=shutil.ignore_patterns(".*"))
    files = {path.relative_to(incoming).as_posix(): path for path in sorted(incoming.rglob("*")) if path.is_file()}
    candidate = replace(candidate, files={name: file_sha256(path) for name, path in files.items()})
    if candidate.files[WAREHOUSE] != file_sha256(warehouse_file(settings)):
        raise PublicationRefused(
            "The copy of the warehouse is not like the build. Look after the disk, then run again."
        )
    text = json.dumps(candidate.__dict__, indent=2, ensure_ascii=False) + "\n"
    (incoming / MANIFEST).write_text(text)
    for path in filter(Path.is_file, incoming.rglob("*")):
        path.chmod(0o444)
    _put_out_of_sight(candidate.publication_id, settings)  # one that is damaged
    put_in_place(incoming, home)
    return candidate


def _make_public(name: str, settings: Settings) -> None:
    """Serve a publication, unless a person holds another, and note that it is the one made last."""
    stays, before = held(settings), settings.served.resolve().name
    if stays is None:
        _serve(name, settings)
    serving = read_serving(settings)
    kept = tuple(one for one in serving.order if (settings.published / one / MANIFEST).exists())
    serving = replace(serving, order=kept, held=stays)
    was_served = [before] if stays is None and (settings.published / before / MANIFEST).exists() else []
    if not stays or serving.order[-1:] != (name,):
        write_serving(serving.followed_by(*was_served, name), settings)


def _serve(name: str, settings: Settings) -> None:
    """Move the link, if it is elsewhere, and let the front door follow it."""
    with _serving(settings):
        if settings.served.resolve().name != name:
            # By way of the link, the door is right whichever publication it leads to, wherever this is cut off.
            _write_front_door(settings)
            link = settings.published / f".link.{os.getpid()}"
            link.unlink(missing_ok=True)
            link.symlink_to(name)
            link.replace(settings.served)
            sync(settings.published)
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
    # Beside one that is held the newest stays too: it is what the next refresh goes on from.
    for name in others[max(settings.keep_publications - 1, 1 if held(settings) else 0) :]:
        _put_out_of_sight(name, settings)
    clear_leftovers(settings)
    for path in settings.drawn.glob("*"):
        if not (settings.published / path.name / MANIFEST).exists():
            shutil.rmtree(path, ignore_errors=True)


def clear_leftovers(settings: Settings) -> None:
    """Remove what interruptions left of publications that nobody is served."""
    for path in (*settings.published.glob(".outgoing-*"), *settings.published.glob(".incoming-*")):
        shutil.rmtree(path)


def _put_out_of_sight(name: str, settings: Settings) -> None:
    # By one rename: half a publication with its manifest would pass for a whole one.
    outgoing = settings.published / f".outgoing-{name}"
    if outgoing.exists():
        shutil.rmtree(outgoing)
    if (settings.published / name).exists():
        (settings.published / name).rename(outgoing)


def _read(folder: Path) -> Manifest:
    content = read_record(folder / MANIFEST)
    for name in ("release_files", "refused_files", "frozen_forecasts", "lost_forecasts", "changes"):
        content[name] = tuple(content.get(name, ()))
    # Later code may have written more than this code knows of.
    return Manifest(**{one.name: content[one.name] for one in fields(Manifest) if one.name in content})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _git_commit() -> str | None:
    """Return the commit of the checkout, for the manifest; a deployment need not be a checkout."""
    try:
        command = ["git", "-C", str(PROJECT), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None
