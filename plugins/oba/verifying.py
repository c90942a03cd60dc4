"""Holding every byte that the warehouse keeps against the checksum that it was kept with."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from oba.build import published_forecasts
from oba.config import Settings
from oba.errors import ObaError
from oba.forecast import store
from oba.intake import long_file, out_of_date, verdicts
from oba.landing import RECORD, is_as_landed, landed_files
from oba.publication import (
    SERVING,
    WAY_OUT,
    publications,
    serving_is_damaged,
    why_nothing_is_served,
    wrong_with,
)


def verify(settings: Settings) -> list[str]:
    """Read all that is landed, gated, frozen and published, and return in words what is not as it was kept.

    Each line says what to do. An empty list means that every byte is as it was kept; nothing is changed.
    """
    return [*_landed(settings), *_gated(settings), *_frozen(settings), *_published(settings)]


def refuse_damaged_airflow(settings: Settings) -> None:
    """Look whether Airflow's own records, which hold no figures, can be read, if there are any.

    Raises:
        ObaError: they cannot; says what to do.
    """
    database = settings.airflow_home / "airflow.db"
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found = connection.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise ObaError(
            f"{database} is damaged: {found}. It holds Airflow's records of runs and no figures: stop Airflow, remove "
            f"it and start again. What is served has not changed, and 'oba refresh' does without it."
        )


def _landed(settings: Settings) -> Iterator[str]:
    known = {file.path(settings).parent: file for file in landed_files(settings)}
    for folder in sorted(settings.landed.glob("[!.]*/[!.]*/[!.]*/")):
        if folder not in known:
            yield f"{folder} has no whole {RECORD}: 'oba refresh' sets it aside and lands the file again."
        elif not is_as_landed(known[folder], settings):
            yield (
                f"{known[folder].title} is not as it landed. Its figures are not used by the next refresh. Remove "
                f"{folder}, and 'oba refresh' lands the file again from its source."
            )


def _gated(settings: Settings) -> Iterator[str]:
    judged, earlier = verdicts(settings), {verdict.file_id for verdict in out_of_date(settings)}
    for file in landed_files(settings):
        kept = settings.gated / f"{file.file_id}.json"
        if kept.exists() and file.file_id not in judged and file.file_id not in earlier:
            yield (
                f"What is kept of {file.title} in {long_file(file.file_id, settings)} and {kept.name} is not as it was "
                "written: 'oba refresh' judges the file again."
            )


def _frozen(settings: Settings) -> Iterator[str]:
    try:
        store.frozen_files(settings.forecasts, published_forecasts(settings))
    except store.ForecastStoreDamaged as error:
        yield str(error)


def _published(settings: Settings) -> Iterator[str]:
    now_served = settings.served.resolve().name
    kept = [path for path in settings.published.glob("[!.]*/") if path != settings.served]
    for path in sorted(kept):
        wrong = "; ".join(wrong_with(path.name, settings, every_byte=True))
        if wrong and path.name == now_served:
            yield f"Publication {path.name}, which is served, is damaged: {wrong}. {WAY_OUT}"
        elif wrong:
            yield f"Publication {path.name}, which is not served, is damaged: {wrong}. Remove {path}."
    if publications(settings) and not settings.served.exists():
        yield why_nothing_is_served(settings)
    if serving_is_damaged(settings):
        yield (
            f"{settings.published / SERVING} cannot be read, so it is not known whether a person holds what is served. "
            "Remove it; 'oba serve' and an id holds a publication again."
        )
