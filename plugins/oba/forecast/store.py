"""The store of frozen forecasts: files that are added when a forecast is published and never changed or removed.

A file is named for the day its forecasts were made and for its own bytes, and the manifest of the served publication
lists the SHA-256 of each, so that a forecast cannot be mended after the event without this being told.

New forecasts wait in a hidden folder until their publication is served: one that was cut off before has frozen nothing,
so the next run makes the same of the same inputs. A file that is lost for good is taken off the list by a person, in a
record that every later manifest repeats.
"""

import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from oba.errors import ObaError
from oba.files import Damaged, file_sha256, make_folder, put_in_place, read_record, sync, write_atomically
from oba.forecast.baseline import FORECAST_COLUMNS
from oba.typed import write_table

NAME = re.compile(r"\d{4}-\d{2}-\d{2}_(?P<digest>[0-9a-f]{16})\.parquet")
ONE_FREEZE = ["measure_id", "geography_code", "history_to"]  # of each of these there is one frozen forecast
WAITING = ".for-"  # hidden folder of new forecasts; the id of their publication follows
LOSSES = "accepted_losses.json"
FROZEN = {name: kind for name, kind in FORECAST_COLUMNS.items() if name != "is_newest"}


IF_NONE = (
    "If there is none, 'oba forecasts --accept-loss {file}' goes on without it and says so in every manifest from then."
)


class ForecastStoreDamaged(ObaError):
    """A frozen forecast was changed, removed or put in by hand; names the file."""


def frozen_files(store: Path, listed: dict[str, str]) -> list[Path]:
    """Return the files of the store, in order, after checking every one.

    Args:
        store: the folder; it need not exist before the first freeze.
        listed: SHA-256 by file name, as the served publication lists them.

    Raises:
        ForecastStoreDamaged: a listed file is missing, a file's bytes are not those it is named or listed for, or
            something else lies in the folder.
    """
    files = sorted(path for path in store.glob("[!.]*") if path.name != LOSSES)
    lost = {entry["file"]: entry["accepted_on"] for entry in accepted_losses(store)}
    for path in files:
        if path.name in lost:
            raise ForecastStoreDamaged(
                f"{path} was accepted as lost on {lost[path.name]}, and its forecasts were made anew since. Move it "
                "elsewhere: there is one frozen forecast of each history."
            )
    missing = sorted(set(listed) - {path.name for path in files})
    if missing:
        raise ForecastStoreDamaged(
            f"The frozen forecasts {store / missing[0]} are gone, and the served publication lists them. "
            f"Put the file back from a backup. {IF_NONE.format(file=missing[0])}"
        )
    for path in files:
        form, digest = NAME.fullmatch(path.name), file_sha256(path)
        if form is None:
            raise ForecastStoreDamaged(
                f"{path} is not a file of frozen forecasts. Move it elsewhere: publishing alone adds files here."
            )
        if not digest.startswith(form["digest"]) or listed.get(path.name, digest) != digest:
            raise ForecastStoreDamaged(
                f"The frozen forecasts {path} have been changed: their SHA-256 is {digest}, and they were published "
                f"as {listed.get(path.name, form['digest'])}. Put the file back from a backup. "
                f"{IF_NONE.format(file=path.name)}"
            )
    return files


def freeze(warehouse: Path, store: Path, listed: dict[str, str], into: Path | None = None) -> list[dict[str, Any]]:
    """Add the current forecasts of a built warehouse to the store, except those of a history that is frozen already.

    Calling again with the same warehouse adds nothing.

    Args:
        warehouse: a built warehouse.
        store: the folder.
        listed: as for ``frozen_files``.
        into: folder in which a new file waits until ``take_in``; None is the store itself.

    Returns:
        Every file of the store, the new one with them: ``file``, ``sha256`` and ``forecasts``, how many rows it has.

    Raises:
        ForecastStoreDamaged: as for ``frozen_files``; nothing is added then.
    """
    files = frozen_files(store, listed)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        current = connection.sql(
            f"select {', '.join(FROZEN)} from marts.fct_measure_forecast where forecast_kind = 'current'"
            " order by measure_id, geography_code, history_to, period_end_date"
        ).df()
    frozen = pd.concat([pd.read_parquet(path, columns=ONE_FREEZE) for path in files] or [current[:0][ONE_FREEZE]])
    known = pd.MultiIndex.from_frame(frozen.assign(history_to=pd.to_datetime(frozen["history_to"])))
    here = current[ONE_FREEZE].assign(history_to=pd.to_datetime(current["history_to"]))
    fresh = current[~pd.MultiIndex.from_frame(here).isin(known)]
    if len(fresh):
        files = sorted([*files, _add(fresh, into or store)], key=lambda path: path.name)
    return [
        {"file": path.name, "sha256": file_sha256(path), "forecasts": len(pd.read_parquet(path, columns=["made_on"]))}
        for path in files
    ]


def waiting(store: Path, publication: str) -> Path:
    """Return the folder in which the new forecasts of a publication wait until it is served."""
    return store / f"{WAITING}{publication}"


def all_waiting(store: Path) -> dict[str, Path]:
    """Return every such folder that there is, by publication."""
    return {path.name.removeprefix(WAITING): path for path in sorted(store.glob(f"{WAITING}*"))}


def take_in(folder: Path, store: Path) -> None:
    """Put waiting forecasts into the store, where they stay; what an interrupted call left is finished by the next."""
    for path in sorted(folder.glob("[!.]*")):
        put_in_place(path, store / path.name)
    shutil.rmtree(folder)
    sync(store)


def accepted_losses(store: Path) -> list[dict[str, Any]]:
    """Return what a person has accepted as lost: ``file``, ``sha256``, ``forecasts``, ``accepted_on``."""
    try:
        return list(read_record(store / LOSSES)["lost"])
    except (FileNotFoundError, Damaged, KeyError):
        return []  # the manifests have them too


def accept_loss(name: str, listed: dict[str, dict[str, Any]], store: Path, aside: Path) -> dict[str, Any]:
    """Record that a file of frozen forecasts is lost for good, so that publications go on without it.

    What it forecast may be forecast again, with the day of the new one. Calling again finishes what was cut off.

    Args:
        name: of the file.
        listed: entries of kept manifests by file name, with ``sha256`` and ``forecasts``.
        store: the folder.
        aside: folder to which the file is moved if it is there and changed.

    Returns:
        The line of the record.

    Raises:
        ObaError: no manifest lists such a file, or it is as it was published.
    """
    lost = accepted_losses(store)
    line = next((entry for entry in lost if entry["file"] == name), None)
    path = store / name
    if line is None:
        if name not in listed:
            raise ObaError(f"No kept publication lists frozen forecasts {name}. They list: {', '.join(listed)}.")
        if path.exists() and file_sha256(path) == listed[name]["sha256"]:
            raise ObaError(f"{path} is as it was published; nothing is lost.")
        line = {**listed[name], "file": name, "accepted_on": datetime.now(UTC).date().isoformat()}
        text = json.dumps({"lost": [*lost, line]}, indent=2) + "\n"
        make_folder(store)
        write_atomically(store / LOSSES, lambda temporary: temporary.write_text(text))
    if path.exists():
        make_folder(aside)
        put_in_place(path, aside / name)
    return line


def _add(rows: pd.DataFrame, folder: Path) -> Path:
    make_folder(folder)
    temporary = folder / f".new.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    try:
        write_table(rows, FROZEN, temporary)
        temporary.chmod(0o444)
        made_on = pd.to_datetime(rows["made_on"]).max().date().isoformat()
        path = folder / f"{made_on}_{file_sha256(temporary)[:16]}.parquet"
        put_in_place(temporary, path)
        return path
    finally:
        temporary.unlink(missing_ok=True)
