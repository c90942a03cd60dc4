"""Letting figures out: one release for each day on which a council's extracts made something known.

A release is ``<slug>-by-month/<period>-as-of-<day>/<file>.csv``, in the form of the DfE's data files. Beside them
stands ``.disclosure.json``: the rule, and how many cells are hidden for which reason. It is written whole or not at
all, and never again.
"""

import csv
import json
import shutil
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import uuid4

from oba.errors import ObaError
from oba.gates import Unreadable
from oba.local_mi.disclosure import RULE_VERSION, Key, Protected, Table, protect
from oba.local_mi.figures import ALL, OTHER, Cell, Council, Count, LocalFigures, count_of, ended_periods, table_of
from oba.local_mi.figures.definitions import Cadence, Figure, FigureFile
from oba.local_mi.figures.layout import members_of
from oba.local_mi.said import Said, carried_forward, printed_before
from oba.periods import FAMILIES

SUPPRESSED, NOT_APPLICABLE = "c", "z"
SIDECAR = ".disclosure.json"  # hidden, so that no source takes it for a release file
AS_OF = "-as-of-"
COUNTED = "counted"  # of a sidecar: what each column of each file counts
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
    said = _on_disk(figures, council, folder)
    days = sorted(counted)
    tables: dict[date, Table] = {}

    def table_on(day: date) -> Table:
        # Of a day whose statements are gone since, what was known before it stands in.
        known = max((one for one in days if one <= day), default=days[0])
        if known not in tables:
            tables[known] = table_of(figures, council, known, counted[known].number)
        return tables[known]

    written = []
    for known_on in days:
        if _is_there(figures, council, known_on, folder) or not ended_periods(council, "monthly", known_on):
            continue
        table = table_on(known_on)
        # Of later days too: an extract of an earlier day may come after that of a later one.
        others = [printed_before(one, table_on(day), council.rule) for day, one in said.items() if day != known_on]
        found = protect(table, council.rule, others)
        there = said.get(known_on)
        if there is not None and not there.agrees_with(found):
            # A cadence that came later than this day's release, of which all that it told is told.
            found = protect(table, council.rule, [*others, printed_before(there, table, council.rule)])
        told = carried_forward(table, council.rule, [said[day] for day in sorted(said)], found)
        release = _Release(
            council, known_on, counted[known_on], table, found, told, _days_of(said), _gone(council, said)
        )
        paths = _write(figures, release, folder, today)
        for path in paths:
            said.setdefault(known_on, Said()).add(_read(figures, path))
        written += paths
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


@dataclass(frozen=True)
class _Release:
    """One day's release: what is told of each count is ``told`` where it is there, and else the count itself."""

    council: Council
    known_on: date
    counted: Counted
    table: Table
    found: Protected
    told: Mapping[Key, int]  # carried forward
    days: Mapping[Key, str]  # the newest that was told of each mean or median
    gone: str = ""  # what a refusal says of members that were told once

    def number(self, key: Count) -> int | None:
        """Return a count as it is told; None of one that is hidden."""
        if key in self.found.hidden:
            return None
        return self.told.get(key, self.council.rule.printed(self.table.counts[key])[0])


def _write(figures: LocalFigures, one: _Release, folder: Path, today: date) -> list[Path]:
    """Write the folders of one day, each by one rename; one that a run left that was cut off stays as it is."""
    from expectations.local_figures import refuse_leaks

    council, known_on = one.council, one.known_on
    log = {
        "council": council.council,
        "known_on": known_on.isoformat(),
        "released_on": today.isoformat(),
        "rule_version": RULE_VERSION,
        "rule": council.rule.model_dump(),
        "cells": sum(1 for _ in one.table.printed),
        "hidden_cells_by_reason": one.found.reasons(),
        "carried_forward_cells": len(one.told),
        "audited_cells": one.found.audited,
        "told_before_and_no_secret": len(one.found.no_secret),
        "narrow_whatever_this_release_tells": one.found.open_otherwise,
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
                rows = list(_rows(file, cadence, one))
                with path.open("w", newline="", encoding="utf-8") as stream:
                    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
                    writer.writeheader()
                    writer.writerows(rows)
                try:
                    refuse_leaks(file, council, path)
                except Unreadable as error:
                    raise NotReleased(
                        f"{release.parent.name}/{release.name}/{path.name} is not let out. {error}{one.gone}"
                    ) from error
            log |= {"cadence": cadence, COUNTED: _columns(figures, cadence)}
            (half / SIDECAR).write_text(json.dumps(log, indent=1) + "\n")
            half.rename(release)
        finally:
            shutil.rmtree(half, ignore_errors=True)
        written.append(release)
    return written


def _rows(file: FigureFile, cadence: Cadence, one: _Release) -> Iterator[dict[str, str]]:
    """Yield the rows of one file: each period, and in it the total and each member of the cut."""
    members = members_of(one.council, file)
    for period_end in ended_periods(one.council, cadence, one.known_on):
        for member in (ALL, *members):
            row = time_and_place(one.council, cadence, period_end)
            if members:
                row[str(file.cut)] = member
            for figure in file.figures:
                row[figure.figure] = _shown(file, figure, (cadence, period_end, member), one)
            yield row


def _shown(file: FigureFile, figure: Figure, at: tuple[Cadence, date, str], one: _Release) -> str:
    """Return one cell; what is made of hidden counts, or of too few, is hidden with them."""

    def told(name: str) -> int | None:
        return one.number(count_of(file, file.figure(name), *at))

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
    if have is None or of is None or of < one.council.rule.smallest_denominator:
        return SUPPRESSED
    if figure.share is not None:
        return f"{min(100 * have / of, 100):.{figure.decimal_places}f}"
    cases = count_of(file, file.figure(figure.duration.cases), *at) if figure.duration else None
    before = one.days.get(count_of(file, figure, *at))
    if cases in one.told and before is not None:
        return before  # of the cases that are told
    days = one.counted.days.get(Cell(file.figures_file, figure.figure, *at))
    return NOT_APPLICABLE if days is None else f"{days:.{figure.decimal_places}f}"


def time_and_place(council: Council, cadence: Cadence, period_end: date) -> dict[str, str]:
    """Return the first columns of a row: which period it is about, by its last day, and which council."""
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


def _period_end(cadence: Cadence, row: Mapping[str, str]) -> date:
    number = FAMILY[cadence].identifiers.index(row["time_identifier"]) + 1
    year, month = int(row["time_period"][:4]), number
    if cadence == "quarterly":
        year, month = (year, 3 * number + 3) if number < 4 else (year + 1, 3)
    return date(year, month, monthrange(year, month)[1])


def _columns(figures: LocalFigures, cadence: Cadence) -> dict[str, dict]:
    """Return what each column of each file counts: by it, and not by a name, later releases know it again."""
    return {
        file.file_name(cadence): {
            "cut": file.cut,
            "figures": {one.figure: file.counted(one) for one in file.figures if one.share is None},
        }
        for file in figures.files
        if cadence in file.cadences
    }


def _on_disk(figures: LocalFigures, council: Council, folder: Path) -> dict[date, Said]:
    """Return what every release of a council says, whatever its publication and figures are called by now."""
    found: dict[date, Said] = defaultdict(Said)
    for sidecar in sorted(folder.glob(f"*/*/{SIDECAR}")):
        day = known_day(sidecar.parent.name)
        if day is None or sidecar.parent.name.startswith("."):
            continue
        if json.loads(sidecar.read_text())["council"] == council.council:
            found[day].add(_read(figures, sidecar.parent))
    return dict(found)


def _read(figures: LocalFigures, release: Path) -> Said:
    log = json.loads((release / SIDECAR).read_text())
    said = Said()
    cadence: Cadence = log.get("cadence") or ("monthly" if release.parent.name.endswith("-by-month") else "quarterly")
    for name, columns in log.get(COUNTED, _columns(figures, cadence)).items():
        path, cut = release / name, columns["cut"]
        if not path.is_file():
            continue
        with path.open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                member = row.get(str(cut), ALL)
                part = ("", ALL) if member == ALL else (cut, member)
                period_end = _period_end(cadence, row)
                for column, counted in columns["figures"].items():
                    key, text = Count(counted, cadence, period_end, *part), row.get(column, "")
                    if " days " in counted.partition(" of ")[0]:
                        said.days |= {key: text} if text not in (SUPPRESSED, NOT_APPLICABLE, "") else {}
                    elif text.isdecimal():
                        said.numbers[key] = int(text)
                    elif text:
                        said.hidden.add(key)
    return said


def _days_of(said: Mapping[date, Said]) -> dict[Key, str]:
    return {key: text for day in sorted(said) for key, text in said[day].days.items()}


def _gone(council: Council, said: Mapping[date, Said]) -> str:
    """Return what to do about members of a cut that earlier releases had; nothing where all are still there."""
    declared = {(cut, member) for cut, members in council.cuts.items() for member in (*members, OTHER)}
    told = {key for one in said.values() for key in {*one.numbers, *one.hidden} if isinstance(key, Count)}
    had = {(key.cut, key.member) for key in told if key.cut}
    gone = sorted(f"{member} ({cut})" for cut, member in had - declared)
    if not gone:
        return ""
    what = "is no more in 'cuts' of the council's definition, and so among the others"
    return f" Earlier releases have {', '.join(gone)}, which {what}: put it back, for what they hid follows from it."
