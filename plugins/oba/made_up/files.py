"""The drop folder of a made-up council: ``<folder>/<new_la_code>/<snapshot date>/<file>``."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from oba.made_up.draws import Table
from oba.made_up.emit import annex_a, cin, fgc, ssd, ssda903
from oba.made_up.emit.writing import DAY_FIRST, MIDNIGHT, csv_bytes, write_workbook, write_zip
from oba.made_up.emit.xml import write_xml
from oba.made_up.view import View, view

Emitter = Callable[[View, Path], None]


def _csv_set(name: str, frames: dict[str, pd.DataFrame], folder: Path, dates: str, packed: bool) -> None:
    parts = {f"{part.lower().replace(' ', '_')}.csv": csv_bytes(frame, dates) for part, frame in frames.items()}
    if packed:
        write_zip(folder / f"{name}.zip", parts)
        return
    for part, content in parts.items():
        (folder / (part if part.startswith(name) else f"{name}_{part}")).write_bytes(content)


# Each writes what it knows into a folder; those of YEARLY are given a view of the year to the last 31 March.
EMITTERS: dict[str, Emitter] = {
    "annex_a": lambda seen, folder: write_workbook(folder / "annex_a.xlsx", annex_a.lists(seen)),
    "annex_a_csv": lambda seen, folder: _csv_set("annex_a", annex_a.lists(seen), folder, DAY_FIRST, packed=True),
    "ssd": lambda seen, folder: _csv_set("ssd", ssd.tables(seen), folder, MIDNIGHT, packed=True),
    "ssd_csv": lambda seen, folder: _csv_set("ssd", ssd.tables(seen), folder, MIDNIGHT, packed=False),
    "fgc": lambda seen, folder: write_workbook(folder / "fgc_register.xlsx", fgc.sheets(seen)),
}
YEARLY: dict[str, Emitter] = {
    "ssda903": lambda seen, folder: _csv_set("ssda903", ssda903.files(seen), folder, DAY_FIRST, packed=True),
    "ssda903_csv": lambda seen, folder: _csv_set("ssda903", ssda903.files(seen), folder, DAY_FIRST, packed=False),
    "ssda903_xml": lambda seen, folder: write_xml(folder / "ssda903.xml", ssda903.document(ssda903.files(seen))),
    "cin": lambda seen, folder: write_xml(folder / "cin_census.xml", cin.document(seen)),
}
FORMATS = ("annex_a", "ssda903", "cin", "ssd", "fgc")


def write_files(
    code: str,
    facts: Sequence[dict[str, Table]],
    snapshots: Sequence[date],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write a council's files as they would have been on each snapshot date.

    Args:
        code: of the council.
        facts: of all its chunks.
        snapshots: days on which the files are made.
        folder: the drop folder of all councils.
        formats: of ``EMITTERS`` and ``YEARLY``.

    Returns:
        The folders written, one for each snapshot.
    """
    written = []
    for on in snapshots:
        place = folder / code / on.isoformat()
        place.mkdir(parents=True, exist_ok=True)
        wanted: list[tuple[Emitter, date | None]] = [(EMITTERS[name], None) for name in formats if name in EMITTERS]
        wanted += [(YEARLY[name], last_year_end(on)) for name in formats if name in YEARLY]
        seen: dict[date | None, View] = {}
        for emit, year_to in wanted:
            if year_to not in seen:
                seen[year_to] = view(code, facts, on, year_to)
            emit(seen[year_to], place)
        written.append(place)
    return written


def last_year_end(on: date) -> date:
    """Return the last 31 March by a day."""
    end = date(on.year, 3, 31)
    return end if end <= on else date(on.year - 1, 3, 31)


__all__ = ["EMITTERS", "FORMATS", "YEARLY", "last_year_end", "write_files"]
