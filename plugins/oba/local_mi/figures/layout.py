"""The cells of one release and how they add up: members of a cut, months of a quarter, parts, shares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from oba.local_mi.disclosure import Key, Sum, Table
from oba.local_mi.figures.definitions import Cadence, Council, FigureFile, LocalFigures, ended_periods
from oba.periods import moved

ALL, OTHER = "Total", "Other or not recorded"


@dataclass(frozen=True, order=True)
class Cell:
    """Where one figure of a release stands."""

    figures_file: str
    figure: str
    cadence: Cadence
    period_end: date
    member: str = ALL  # of the cut of its file


def members_of(council: Council, file: FigureFile) -> tuple[str, ...]:
    """Return the members of a file's cut beside the total; none where it is not cut."""
    return (*council.cuts[file.cut], OTHER) if file.cut in council.cuts else ()


def cells_of(figures: LocalFigures, council: Council, known_on: date) -> Iterator[Cell]:
    """Yield the cells of every count of a release."""
    for file in figures.files:
        for cadence in file.cadences:
            for period_end in ended_periods(council, cadence, known_on):
                for figure in file.figures:
                    if figure.is_count:
                        for member in (ALL, *members_of(council, file)):
                            yield Cell(file.figures_file, figure.figure, cadence, period_end, member)


def table_of(figures: LocalFigures, council: Council, known_on: date, counted: Mapping[Cell, int]) -> Table:
    """Return the counts of a release with everything that adds up.

    Args:
        figures: all of them.
        council: whose release it is.
        known_on: the day as of which it is told.
        counted: the counts that are more than nought, of each cell but those that are made of others.
    """
    files = {file.figures_file: file for file in figures.files}
    counts: dict[Key, int] = {}
    for cell in cells_of(figures, council, known_on):
        made_of = files[cell.figures_file].figure(cell.figure).made_of
        counts[cell] = sum(
            counted.get(Cell(cell.figures_file, part, cell.cadence, cell.period_end, cell.member), 0)
            for part in made_of or (cell.figure,)
        )
    sums: list[Sum] = []
    unprinted: dict[Key, int] = {}
    for file in figures.files:
        members = members_of(council, file)
        for cadence in file.cadences:
            for period_end in ended_periods(council, cadence, known_on):
                for figure in file.figures:
                    if figure.is_count and members:
                        whole, *parts = (
                            Cell(file.figures_file, figure.figure, cadence, period_end, member)
                            for member in (ALL, *members)
                        )
                        sums.append(Sum(whole, tuple(parts)))
                    for member in (ALL, *members):
                        at = (cadence, period_end, member)
                        one = Cell(file.figures_file, figure.figure, *at)
                        if figure.made_of:
                            parts = [Cell(file.figures_file, part, *at) for part in figure.made_of]
                            sums.append(Sum(one, tuple(parts)))
                        if figure.share is not None:
                            have = Cell(file.figures_file, figure.share.numerator, *at)
                            of = Cell(file.figures_file, figure.share.denominator, *at)
                            have_not: Key = ("have not", one)
                            unprinted[have_not] = counts[of] - counts[have]
                            sums.append(Sum(of, (have, have_not)))
                        if cadence == "quarterly" and "monthly" in file.cadences and figure.is_count:
                            # A stock at the end of a quarter is that at the end of its last month.
                            backs = (2, 1, 0) if figure.adds_over_time else (0,)
                            months = [
                                Cell(file.figures_file, figure.figure, "monthly", moved(period_end, -back), member)
                                for back in backs
                            ]
                            if not figure.made_of:
                                sums.append(Sum(one, tuple(months)))
    elsewhere = frozenset(
        cell
        for cell in counts
        if isinstance(cell, Cell)
        and cell.member == ALL
        and cell.period_end in council.known_elsewhere.get(cell.figure, ())
    )
    return Table({**counts, **unprinted}, tuple(dict.fromkeys(sums)), frozenset(unprinted), elsewhere)
