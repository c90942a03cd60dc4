"""The store of frozen forecasts: files that are added when a forecast is published and never changed or removed.

A file is named for the day its forecasts were made and for its own bytes, and the manifest of the served publication
lists the SHA-256 of each, so that a forecast cannot be mended after the event without this being told.
"""

import os
import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from oba.digest import file_sha256
from oba.errors import ObaError
from oba.forecast.baseline import FORECAST_COLUMNS
from oba.typed import write_table

NAME = re.compile(r"\d{4}-\d{2}-\d{2}_(?P<digest>[0-9a-f]{16})\.parquet")
ONE_FREEZE = ["measure_id", "geography_code", "history_to"]  # of each of these there is one frozen forecast
FROZEN = {name: kind for name, kind in FORECAST_COLUMNS.items() if name != "is_newest"}


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
    files = sorted(path for path in store.glob("*") if not path.name.startswith("."))
    missing = sorted(set(listed) - {path.name for path in files})
    if missing:
        raise ForecastStoreDamaged(
            f"The frozen forecasts {store / missing[0]} are gone, and the served publication lists them. "
            "Put the file back from a backup: a frozen forecast is never removed."
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
                f"as {listed.get(path.name, form['digest'])}. Put the file back from a backup."
            )
    return files


def freeze(warehouse: Path, store: Path, listed: dict[str, str]) -> list[dict[str, Any]]:
    """Add the current forecasts of a built warehouse to the store, except those of a history that is frozen already.

    Calling again with the same warehouse adds nothing.

    Args:
        warehouse: a built warehouse.
        store: the folder.
        listed: as for ``frozen_files``.

    Returns:
        Every file of the store: ``file``, ``sha256`` and ``forecasts``, how many rows it has.

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
        files = sorted([*files, _add(fresh, store)])
    return [
        {"file": path.name, "sha256": file_sha256(path), "forecasts": len(pd.read_parquet(path, columns=["made_on"]))}
        for path in files
    ]


def _add(rows: pd.DataFrame, store: Path) -> Path:
    store.mkdir(parents=True, exist_ok=True)
    temporary = store / f".{os.getpid()}"
    temporary.unlink(missing_ok=True)
    try:
        write_table(rows, FROZEN, temporary)
        temporary.chmod(0o444)
        made_on = pd.to_datetime(rows["made_on"]).max().date().isoformat()
        path = store / f"{made_on}_{file_sha256(temporary)[:16]}.parquet"
        return temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
