"""A work folder with two landed and gated files, and a build of it in a tenth of a second, without dbt.

What is built is small and hangs on what a build hangs on: the accepted files and the frozen forecasts.
"""

import builtins
import io
import json
import os
import shutil
import signal
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from oba.build import inputs, prepare_inputs, release_files_of_build, warehouse_file
from oba.config import Settings, settings_from_environment
from oba.definitions import read_definitions
from oba.digest import text_sha256
from oba.files import file_sha256
from oba.forecast.store import FROZEN
from oba.intake import gate_in
from oba.landing import land, landed_files, look
from oba.mending import mend
from oba.publication import GATE_RESULT, PAGES, WAREHOUSE, Manifest, publish
from oba.typed import write_table
from released import DEMO_RELEASE, LOOKED_AFTER

SECOND = "table_08_children_in_need.csv"


def make_store(folder: Path) -> Settings:
    """Land and gate two tables of the demo release."""
    release = folder / "releases" / DEMO_RELEASE.parent.name / "2020"
    release.mkdir(parents=True)
    for name in (LOOKED_AFTER, SECOND):
        shutil.copyfile(DEMO_RELEASE / name, release / name)
    settings = settings_from_environment(home=folder / "home", releases=folder / "releases")
    definitions = read_definitions(settings.definitions)
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    for file in landed_files(settings):
        gate_in(file, settings, definitions)
    return settings


definitions_of = cache(read_definitions)


def build(settings: Settings) -> None:
    """Build and draw what could be published, as the gate out would pass it."""
    definitions = definitions_of(settings.definitions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "TABLES", ())  # nothing of what is built here hangs on them
        prepare_inputs(settings, definitions)
    kept = pd.read_parquet(settings.build / "inputs" / "frozen_forecast")
    rows = [_forecast(file_id) for file_id in release_files_of_build(settings)]
    write_table(rows, FROZEN, settings.build / "forecasts.parquet")
    frozen = set(kept["measure_id"])
    with duckdb.connect(str(warehouse_file(settings))) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute(
            "create table marts.fct_measure_forecast as select *, case when measure_id in (select unnest($1)) then"
            f" 'frozen' else 'current' end as forecast_kind from '{settings.build}/forecasts.parquet' order by 1",
            [sorted(frozen)],
        )
    (settings.build / PAGES).mkdir()
    (settings.build / PAGES / "index.html").write_text(" ".join(release_files_of_build(settings)))
    result = {
        "sha256": file_sha256(warehouse_file(settings)),
        "passed": {"fct_measure_forecast": 1},
        "content": {"digest": text_sha256(*release_files_of_build(settings)), "marts": {}, "left_out": {}},
        "changes": [],
    }
    (settings.build / GATE_RESULT).write_text(json.dumps(result))
    (settings.build / "compared.json").write_text(json.dumps(result))


def refresh(settings: Settings) -> Manifest:
    """Mend, build and publish: what a refresh does from the gate in on."""
    mend(settings)
    build(settings)
    return publish(settings)


def content(settings: Settings) -> dict[str, object]:
    """Return what is served and frozen, without the times at which it was."""
    with duckdb.connect(str(settings.served / WAREHOUSE), read_only=True) as warehouse:
        rows = warehouse.sql("select * from marts.fct_measure_forecast order by all").fetchall()
    manifest = json.loads((settings.served / "manifest.json").read_text())
    return {
        "id": settings.served.resolve().name,
        "rows": rows,
        "listed": manifest["frozen_forecasts"],
        "frozen": sorted(path.name for path in settings.forecasts.iterdir()),
        "page": (settings.served / PAGES / "index.html").read_text(),
    }


def in_child(do: Callable[[], object]) -> int:
    """Do something in a process of its own; returns how it ended, 0 for well."""
    child = os.fork()
    if child == 0:
        try:
            do()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# Those that change what is on the disk; an ``open`` counts if it is for writing.
OPERATIONS = {
    os: ("rename", "replace", "unlink", "mkdir", "symlink", "chmod", "rmdir", "sendfile"),
    io: ("open",),
    builtins: ("open",),
}


def at_operation(number: int, happens: Callable[[], object]) -> Callable[[], bool]:
    """Let something happen in this process before its ``number``th operation on a file; returns whether it has."""
    done = 0

    def counted(operation: Callable) -> Callable:
        def call(*given: Any, **options: Any) -> Any:
            nonlocal done
            mode = str(options.get("mode", given[1] if len(given) > 1 else "r"))
            if operation.__name__ != "open" or set(mode) & set("wax+"):
                done += 1
                if done == number:
                    happens()
            return operation(*given, **options)

        return call

    for module, names in OPERATIONS.items():
        for name in names:
            setattr(module, name, counted(getattr(module, name)))
    return lambda: done >= number


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def _forecast(file_id: str) -> dict[str, object]:
    day = date(2019, 3, 31)
    return {
        **dict.fromkeys(FROZEN),
        "measure_id": file_id,
        "geography_code": "E06000012",
        "made_on": date(2026, 1, 1),
        "known_on": day,
        "forecast_method": "mean",
        "history_from": date(2015, 3, 31),
        "history_to": day,
        "history_points": 5,
        "history_first_value": 1.0,
        "history_last_value": 2.0,
        "period_end_date": date(2020, 3, 31),
        "horizon": 1,
        "projected": 3.0,
        "band_errors": 0,
    }
