"""Letting figures out: one release for each day on which a council's extracts made something known.

A release is ``<slug>-by-month/<period>-as-of-<day>/<file>.csv``, in the form of the DfE's data files. Beside them
stands ``.disclosure.json``: the rule, and how many cells are hidden for which reason. It is written whole or not at
all, and never again.
"""

import csv
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

from oba.errors import ObaError
from oba.gates import Unreadable
from oba.local_mi.disclosure import RULE_VERSION, Key, Printed, Protected, Table, protect
from oba.local_mi.figures import ALL, Cell, Council, LocalFigures, ended_periods, table_of
from oba.local_mi.figures.definitions import Cadence, Figure, FigureFile
from oba.local_mi.figures.layout import members_of
from oba.periods import FAMILIES

SUPPRESSED, NOT_APPLICABLE = "c", "z"
SIDECAR = ".disclosure.json"  # hidden, so that no source takes it for a release file
AS_OF = "-as-of-"
FAMILY = {"monthly": FAMILIES["Month"], "quarterly": FAMILIES["Financial year quarter"]}
ENGLAND = {"country_code": "E92000001", "country_name": "England"}


class NotReleased(ObaError):
    """A release is not let out; the text has no figure that is hidden."""


@dataclass(frozen=True)
class Counted:
    """What the restricted warehouse counts of one council, as known on one day; what is nought may be left out.

    ``number`` has the counts; ``days`` the mean or median of a duration figure, where it has any case.
    """

    number: Mapping[Cell, int]
    days: Mapping[Cell, float] = field(default_factory=dict)


def release_new(
    figures: LocalFigures, council: Council, counted: Mapping[date, Counted], folder: Path, today: date
) -> list[Path]:
    """Write each release of a council that is not there yet, oldest first, and return their folders.

    Args:
        figures: all of them.
        council: whose they are.
        counted: the counts as known on each day on which something became known; those of the days of earlier
            releases are needed too, for what those hid must not follow from what is told now.
        folder: of releases made of records.
        today: the day that the log names.

    Raises:
        NotReleased: the gate refuses a file, or something stands in the way; nothing of that day is written.
    """
    before: list[Printed] = []
    written = []
    for known_on in sorted(counted):
        if not ended_periods(council, "monthly", known_on):
            continue
        table = table_of(figures, council, known_on, counted[known_on].number)
        if not _is_there(figures, council, known_on, folder):
            found = protect(table, council.rule, before)
            written += _write(figures, council, known_on, counted[known_on], table, found, folder, today)
        before.append(_printed(figures, council, known_on, table, folder))
    return written


def slug_of(council: Council, cadence: Cadence) -> str:
    """Return the publication of a council's months, or of its quarters: their releases have each their own names."""
    return f"{council.slug}-by-{'month' if cadence == 'monthly' else 'quarter'}"


def release_name(cadence: Cadence, period_end: date, known_on: date) -> str:
    """Return what a release is called: by its newest period and the day as of which it is told."""
    if cadence == "monthly":
        return f"{period_end:%Y-%m}{AS_OF}{known_on}"
    start = period_end.year - (period_end.month <= 3)
    return f"{start}-{(start + 1) % 100:02}-q{_quarter(period_end)}{AS_OF}{known_on}"


def known_day(release: str) -> date | None:
    """Return the day as of which a release is told, by its name; None where it does not say."""
    _, found, day = release.rpartition(AS_OF)
    try:
        return date.fromisoformat(day) if found else None
    except ValueError:
        return None


def _quarter(period_end: date) -> int:
    return (period_end.month - 4) // 3 % 4 + 1


def _folders(figures: LocalFigures, council: Council, known_on: date, folder: Path) -> dict[Cadence, Path]:
    """Return the folder of each cadence of a day's release that has a period to tell."""
    found: dict[Cadence, Path] = {}
    for cadence in dict.fromkeys(cadence for file in figures.files for cadence in file.cadences):
        ended = ended_periods(council, cadence, known_on)
        if ended:
            found[cadence] = folder / slug_of(council, cadence) / release_name(cadence, ended[-1], known_on)
    return found


def _is_there(figures: LocalFigures, council: Council, known_on: date, folder: Path) -> bool:
    return all(path.is_dir() for path in _folders(figures, council, known_on, folder).values())


def _write(
    figures: LocalFigures,
    council: Council,
    known_on: date,
    counted: Counted,
    table: Table,
    found: Protected,
    folder: Path,
    today: date,
) -> list[Path]:
    """Write the folders of one day, each by one rename; one that a run left that was cut off stays as it is."""
    from expectations.local_figures import refuse_leaks

    log = {
        "council": council.council,
        "known_on": known_on.isoformat(),
        "released_on": today.isoformat(),
        "rule_version": RULE_VERSION,
        "rule": council.rule.model_dump(),
        "cells": sum(1 for _ in table.printed),
        "hidden_cells_by_reason": found.reasons(),
        "audited_cells": found.audited,
        "told_before_and_no_secret": len(found.no_secret),
        "narrow_whatever_this_release_tells": found.open_otherwise,
    }
    written = []
    for cadence, release in _folders(figures, council, known_on, folder).items():
        if release.is_dir():
            continue
        half = release.with_name(f".{release.name}.{uuid4().hex[:8]}")
        half.mkdir(parents=True)
        try:
            for file in figures.files:
                if cadence not in file.cadences:
                    continue
                path = half / file.file_name(cadence)
                rows = list(_rows(file, council, cadence, known_on, counted, table, found))
                with path.open("w", newline="", encoding="utf-8") as stream:
                    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows)
                try:
                    refuse_leaks(file, council, path)
                except Unreadable as error:
                    raise NotReleased(
                        f"{release.parent.name}/{release.name}/{path.name} is not let out. {error}"
                    ) from error
            (half / SIDECAR).write_text(json.dumps(log, indent=1) + "\n")
            half.rename(release)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        written.append(release)
    return written


def _rows(
    file: FigureFile,
    council: Council,
    cadence: Cadence,
    known_on: date,
    counted: Counted,
    table: Table,
    found: Protected,
) -> Iterator[dict[str, str]]:
    """Yield the rows of one file: each period, and in it the total and each member of the cut."""
    members = members_of(council, file)
    for period_end in ended_periods(council, cadence, known_on):
        for member in (ALL, *members):
            row = _time_and_place(council, cadence, period_end)
            if members:
                row[str(file.cut)] = member
            at = (cadence, period_end, member)
            for figure in file.figures:
                row[figure.figure] = _shown(file, figure, at, council, counted, table, found)
            yield row


def _shown(
    file: FigureFile,
    figure: Figure,
    at: tuple[Cadence, date, str],
    council: Council,
    counted: Counted,
    table: Table,
    found: Protected,
) -> str:
    """Return one cell; what is made of hidden counts, or of too few, is hidden with them."""
    rule = council.rule

    def told(name: str) -> int | None:
        cell = Cell(file.figures_file, name, *at)
        return None if cell in found.hidden else rule.printed(table.counts[cell])[0]

    if figure.is_count:
        number = told(figure.figure)
        return SUPPRESSED if number is None else str(number)
    if figure.share is not None:
        have, of = told(figure.share.numerator), told(figure.share.denominator)
    elif figure.duration is not None:
        of = told(figure.duration.cases)
        have = of
    if of == 0:
        return NOT_APPLICABLE
    if have is None or of is None or of < rule.smallest_denominator:
        return SUPPRESSED
    if figure.share is not None:
        return f"{min(100 * have / of, 100):.{figure.decimal_places}f}"
    days = counted.days.get(Cell(file.figures_file, figure.figure, *at))
    return NOT_APPLICABLE if days is None else f"{days:.{figure.decimal_places}f}"


def _time_and_place(council: Council, cadence: Cadence, period_end: date) -> dict[str, str]:
    family = FAMILY[cadence]
    start = period_end.year - (period_end.month <= 3)
    quarter = f"{start}{(start + 1) % 100:02}"
    return {
        "time_period": str(period_end.year) if cadence == "monthly" else quarter,
        "time_identifier": family.identifiers[
            period_end.month - 1 if cadence == "monthly" else _quarter(period_end) - 1
        ],
        "geographic_level": "Local authority",
        **ENGLAND,
        "region_code": council.region_code,
        "region_name": council.region_name,
        "old_la_code": council.old_code,
        "new_la_code": council.council,
        "la_name": council.name,
    }


def _printed(figures: LocalFigures, council: Council, known_on: date, table: Table, folder: Path) -> Printed:
    """Return what a release said, as its files have it, beside the true counts of what they hid."""
    told: dict[Key, int] = {}
    seen: set[Key] = set()
    for cadence, release in _folders(figures, council, known_on, folder).items():
        for file in figures.files:
            path = release / file.file_name(cadence)
            if cadence not in file.cadences or not path.is_file():
                continue  # a figure file that came later than the release
            with path.open(newline="", encoding="utf-8") as stream:
                lines = list(csv.DictReader(stream))
            places = [
                (cadence, period_end, member)
                for period_end in ended_periods(council, cadence, known_on)
                for member in (ALL, *members_of(council, file))
            ]
            by_place = {_place_of(row, file): row for row in lines}
            for at in places:
                row = by_place.get((*_time_of(council, *at[:2]), at[2]))
                if row is None:
                    continue
                for figure in file.figures:
                    text = row.get(figure.figure, "")
                    if figure.is_count and text:
                        cell = Cell(file.figures_file, figure.figure, *at)
                        seen.add(cell)
                        if text.isdecimal():
                            # Of a rounded count the audit needs what it was rounded from.
                            true = table.counts.get(cell, -1)
                            is_rounded = council.rule.printed(true)[0] == int(text)
                            told[cell] = true if is_rounded else int(text)
    hidden = {key: table.counts[key] for key in seen if key not in told and key in table.counts}
    unprinted = {key: table.counts[key] for key in table.unprinted}
    return Printed(told, hidden, table.sums, unprinted)


def _time_of(council: Council, cadence: Cadence, period_end: date) -> tuple[str, str]:
    row = _time_and_place(council, cadence, period_end)
    return row["time_period"], row["time_identifier"]


def _place_of(row: Mapping[str, str], file: FigureFile) -> tuple[str, str, str]:
    return row["time_period"], row["time_identifier"], row.get(str(file.cut), ALL)
