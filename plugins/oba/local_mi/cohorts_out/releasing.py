"""Letting cohorts out: one release for the newest day of a council's extracts, whole or not at all, and never again."""

import csv
import json
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb

from oba.config import Settings
from oba.definitions import Definitions
from oba.digest import text_sha256
from oba.gates import Unreadable
from oba.local_mi.cohorts import Cohorts, read_cohorts
from oba.local_mi.cohorts_out.book import EVERY, Book
from oba.local_mi.cohorts_out.counting import Marts, book_of, read_marts
from oba.local_mi.cohorts_out.files import (
    COUNTS,
    CohortFile,
    cohorts_of,
    files_of,
    publication_text,
    slug_of,
    undeclared,
)
from oba.local_mi.cohorts_out.telling import Telling, cells_of
from oba.local_mi.disclosure import RULE_VERSION, protect
from oba.local_mi.figures import Council, ended_periods, read_local_figures
from oba.local_mi.releasing import COUNTED, SIDECAR, NotReleased, known_day, release_name, time_and_place
from oba.local_mi.said import Said, carried_forward, printed_before
from oba.local_mi.vault import restricted_database

log = logging.getLogger(__name__)
SHOWN = 5  # lines of what is not declared
WHO = "cohorts"  # in the log: a digest of each definition
WHO_FIELDS = {
    "index_event", "first", "by", "teams", "routes", "reasons", "is_held", "same_event_days", "offered_before_days",
    "offered_within_days",
}  # fmt: skip


@dataclass
class _Before:
    """An earlier release: what its counts say, and its rows as they are."""

    said: Said = field(default_factory=Said)
    rows: dict[tuple[str, tuple[str, ...]], dict[str, str]] = field(default_factory=dict)


def release_cohorts(settings: Settings, definitions: Definitions, key: str) -> list[Path]:
    """Let out the cohorts of every council that has any, as known on the newest day of its extracts.

    Args:
        settings: where the restricted warehouse and the folder of figures are.
        definitions: of publications: a file is let out only where a feed takes it as it is.
        key: what the restricted warehouse is encrypted with.

    Returns:
        The folders of the new releases.

    Raises:
        NotReleased: a publication does not declare what a release has, or the gate refuses a file.
        DefinitionError: the cohorts or councils cannot be used.
    """
    cohorts = read_cohorts(settings.definitions)
    councils = [one for one in read_local_figures(settings.definitions).councils if files_of(cohorts, one)]
    found: dict[str, tuple[date, Marts]] = {}
    with restricted_database(settings.restricted_home / "warehouse.duckdb", key) as warehouse:
        for council in councils:
            day = _newest_day(warehouse, council)
            if day is not None and not _is_there(council, day, settings.local_figures):
                found[council.council] = (day, read_marts(warehouse, council.council))
    written = []
    for council in councils:
        if council.council in found:
            day, marts = found[council.council]
            refuse_undeclared(definitions, cohorts, council)
            written += release(cohorts, council, marts, day, settings.local_figures, date.today())
    return written


def release(cohorts: Cohorts, council: Council, marts: Marts, known_on: date, folder: Path, today: date) -> list[Path]:
    """Write the release of a day, and return its folder; none where it is there, or no month has ended.

    Args:
        cohorts: all of them.
        council: whose release it is.
        marts: the restricted marts of the council, as known on the day.
        known_on: the newest day of its extracts.
        folder: of releases made of records.
        today: the day that the log names.

    Raises:
        NotReleased: the gate refuses a file, or a cohort is another than an earlier release had under its name; nothing
            is written.
    """
    target = _folder(council, known_on, folder)
    if target is None or target.is_dir():
        return []
    files = files_of(cohorts, council)
    _refuse_changed(cohorts, council, folder)
    before = list(_before(files, cohorts, council, folder))
    book = book_of(cohorts, council, marts)
    telling = _telling(cohorts, council, marts, book, before)
    years = sorted({cell.year for cell in book.people})
    half = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    half.mkdir(parents=True)
    try:
        for file in files:
            rows = list(_rows(file, council, known_on, telling, years, before[-1] if before else _Before()))
            _write(file, council, half / file.file_name, rows)
        (half / SIDECAR).write_text(
            json.dumps(_log(council, known_on, today, telling, _who(cohorts, council)), indent=1) + "\n"
        )
        half.rename(target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return [target]


def refuse_undeclared(definitions: Definitions, cohorts: Cohorts, council: Council) -> None:
    """Refuse to let out what the publication does not declare, since the gate in would refuse it later.

    Raises:
        NotReleased: says what is missing, and the YAML to paste.
    """
    publication = next((one for one in definitions.publications if one.slug == slug_of(council)), None)
    wrong = [line for file in files_of(cohorts, council) for line in undeclared(file, publication)]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        name = slug_of(council).replace("-", "_")
        raise NotReleased(
            f"The cohorts of {council.council} are not let out: publications/{name}.yml does not declare them as they "
            f"are: "
            f"{'; '.join(wrong[:SHOWN])}{more}. Nothing was let out. Write into that file:\n\n"
            f"{publication_text(council, cohorts)}"
        )


def _refuse_changed(cohorts: Cohorts, council: Council, folder: Path) -> None:
    """Refuse other families under the name of a cohort that was let out: its figures would seem to have changed."""
    let_out: dict[str, str] = {}
    for path in _earlier(council, folder):
        log_of_it = path / SIDECAR
        let_out |= json.loads(log_of_it.read_text()).get(WHO, {}) if log_of_it.is_file() else {}
    changed = [name for name, digest in _who(cohorts, council).items() if let_out.get(name, digest) != digest]
    if changed:
        raise NotReleased(
            f"{slug_of(council)}: {', '.join(changed)} is defined otherwise than in an earlier release: its index "
            "event, first day, filters or windows changed. Nothing was let out. To mend: give it a new name, or take "
            "the change back."
        )


def _who(cohorts: Cohorts, council: Council) -> dict[str, str]:
    """Return a digest of what says which families each cohort has, and from which day on."""
    return {one.cohort: text_sha256(one.model_dump_json(include=WHO_FIELDS)) for one in cohorts_of(cohorts, council)}


def undeclared_cohorts(definitions: Definitions) -> list[str]:
    """Return what each council's publication lacks for its cohorts, with the YAML to paste."""
    found = []
    cohorts = read_cohorts(definitions.folder)
    for council in read_local_figures(definitions.folder).councils:
        try:
            refuse_undeclared(definitions, cohorts, council)
        except NotReleased as error:
            found.append(str(error))
    return found


def _telling(cohorts: Cohorts, council: Council, marts: Marts, book: Book, before: Sequence[_Before]) -> Telling:
    """Decide what is hidden, and what is told as it was."""
    table = book.table()
    said = [one.said for one in before]
    # Cohorts are known as of now alone: what an earlier release hid stands there with its number of today.
    found = protect(table, council.rule, [printed_before(one, table, council.rule) for one in said])
    carried = carried_forward(table, council.rule, said, found)
    if found.open_otherwise:
        log.warning("%d counts of cohorts can be narrowed whatever this release tells.", found.open_otherwise)
    return Telling(cohorts, marts, book, council.rule, carried, found)


def _rows(
    file: CohortFile, council: Council, known_on: date, telling: Telling, years: Sequence[str], before: _Before
) -> Iterator[dict[str, str]]:
    """Yield the rows of a file; an estimate over counts that are told as they were is told as it was."""
    month = ended_periods(council, "monthly", known_on)[-1]
    place = time_and_place(council, "monthly", month)
    for where in file.rows(years):
        told = telling.row(file, where)
        figures = told.figures
        was = before.rows.get((file.file_name, tuple(where.values())))
        if was is not None and not telling.carried.keys().isdisjoint(told.behind):
            figures = {
                name: text if name in (*COUNTS, "share") else was.get(name, text) for name, text in figures.items()
            }
        yield {**place, **where, **figures}


def _write(file: CohortFile, council: Council, path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    from expectations.local_cohorts import refuse_leaks

    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    try:
        refuse_leaks(file, council, path)
    except Unreadable as error:
        raise NotReleased(f"{slug_of(council)}: {path.name} is not let out. {error}") from error


def _log(council: Council, known_on: date, today: date, telling: Telling, who: dict[str, str]) -> dict:
    found = telling.found
    return {
        "council": council.council,
        "known_on": known_on.isoformat(),
        "released_on": today.isoformat(),
        "rule_version": RULE_VERSION,
        "rule": council.rule.model_dump(),
        "cells": len(telling.book.people),
        "hidden_cells_by_reason": found.reasons(),
        "carried_forward_cells": len(telling.carried),
        "audited_cells": found.audited,
        "narrow_whatever_this_release_tells": found.open_otherwise,
        WHO: who,
        COUNTED: {},  # nothing that figures by month or quarter count
    }


def _before(files: Sequence[CohortFile], cohorts: Cohorts, council: Council, folder: Path) -> Iterator[_Before]:
    """Yield what each earlier release says, oldest first."""
    of = {one.cohort: one for one in cohorts.cohorts}
    for path in _earlier(council, folder):
        found = _Before()
        for file in files:
            name = file.file_name.removeprefix("cohort_").removesuffix(".csv")
            if not (path / file.file_name).is_file():
                continue
            with (path / file.file_name).open(newline="", encoding="utf-8") as stream:
                for row in csv.DictReader(stream):
                    where = {one: row.get(one, EVERY) for one in file.filters}
                    if where["cohort"] not in of:
                        continue
                    found.rows[file.file_name, tuple(where.values())] = row
                    for column, cell in cells_of(name, where, of[where["cohort"]]).items():
                        if row[column].isdecimal():
                            found.said.numbers[cell] = int(row[column])
                        elif row[column]:
                            found.said.hidden.add(cell)
        yield found


def _earlier(council: Council, folder: Path) -> list[Path]:
    """Return the earlier releases, oldest first."""
    there = [path for path in (folder / slug_of(council)).glob("[!.]*") if known_day(path.name)]
    return sorted(there, key=lambda one: known_day(one.name) or date.min)


def _newest_day(warehouse: duckdb.DuckDBPyConnection, council: Council) -> date | None:
    query = "select max(snapshot_date) from landed.statement where council = ?"
    (row,) = warehouse.execute(query, [council.council]).fetchall()
    return row[0]


def _folder(council: Council, known_on: date, folder: Path) -> Path | None:
    ended = ended_periods(council, "monthly", known_on)
    return folder / slug_of(council) / release_name("monthly", ended[-1], known_on) if ended else None


def _is_there(council: Council, known_on: date, folder: Path) -> bool:
    target = _folder(council, known_on, folder)
    return target is None or target.is_dir()
