"""The cells of one release and how they add up: members of a cut, months of a quarter, parts, shares."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from oba.local_mi.disclosure import Key, Sum, Table
from oba.local_mi.figures.definitions import (
    DETAIL,
    MADE_OF,
    Cadence,
    Council,
    Figure,
    FigureFile,
    LocalFigures,
    ended_periods,
)
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


@dataclass(frozen=True, order=True)
class Count:
    """What a cell counts: cells of two files, or under two names, that count the same are one count.

    ``cut`` is empty for the whole council, whose figure is the same however a file is cut.
    """

    counted: str
    cadence: Cadence
    period_end: date
    cut: str = ""
    member: str = ALL


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


def count_of(file: FigureFile, figure: Figure, cadence: Cadence, period_end: date, member: str = ALL) -> Count:
    """Return what a cell of a figure counts."""
    return Count(file.counted(figure), cadence, period_end, *_part(file.cut, member))


def _part(cut: str | None, member: str) -> tuple[str, str]:
    return ("", ALL) if member == ALL else (str(cut), member)


def table_of(figures: LocalFigures, council: Council, known_on: date, counted: Mapping[Cell, int]) -> Table:
    """Return the counts of a release with everything that adds up, by what is counted.

    Args:
        figures: all of them.
        council: whose release it is.
        known_on: the day as of which it is told.
        counted: the counts that are more than nought, of each cell but those that are made of others.

    Raises:
        ValueError: two files count one thing differently, or what adds up does not.
    """
    files = {file.figures_file: file for file in figures.files}
    counts: dict[Key, int] = {}
    elsewhere = set()
    for cell in cells_of(figures, council, known_on):
        file = files[cell.figures_file]
        figure = file.figure(cell.figure)
        key = count_of(file, figure, cell.cadence, cell.period_end, cell.member)
        number = sum(
            counted.get(Cell(cell.figures_file, part, cell.cadence, cell.period_end, cell.member), 0)
            for part in figure.made_of or (cell.figure,)
        )
        if counts.setdefault(key, number) != number:
            raise ValueError(
                f"{cell.figures_file}, {cell.figure}: another figure counts the same and has another count"
            )
        if cell.member == ALL and cell.period_end in council.known_elsewhere.get(cell.figure, ()):
            elsewhere.add(key)
    unprinted = _quarters_that_follow(counts)
    sums = _months_of_quarters({**counts, **unprinted})
    for file in figures.files:
        members = members_of(council, file)
        for cadence in file.cadences:
            for period_end in ended_periods(council, cadence, known_on):
                for figure in file.figures:
                    if figure.is_count and members:
                        whole, *parts = (
                            count_of(file, figure, cadence, period_end, member) for member in (ALL, *members)
                        )
                        sums.append(Sum(whole, tuple(parts)))
                    for member in (ALL, *members):
                        at = (cadence, period_end, member)
                        if figure.made_of:
                            one = count_of(file, figure, *at)
                            made_of = tuple(count_of(file, file.figure(part), *at) for part in figure.made_of)
                            if made_of != (one,):
                                sums.append(Sum(one, made_of))
                        if figure.share is not None:
                            have = count_of(file, file.figure(figure.share.numerator), *at)
                            of = count_of(file, file.figure(figure.share.denominator), *at)
                            have_not: Key = ("have not", have, of)
                            unprinted[have_not] = counts[of] - counts[have]
                            sums.append(Sum(of, (have, have_not), is_of_groups=False))
    for whole, details in _details({**counts, **unprinted}).items():
        rest: Key = ("of no detail that is counted", whole)
        every = {**counts, **unprinted}
        unprinted[rest] = every[whole] - sum(every[detail] for detail in details)
        sums.append(Sum(whole, (*details, rest), is_of_groups=False))
    return Table({**counts, **unprinted}, tuple(dict.fromkeys(sums)), frozenset(unprinted), frozenset(elsewhere))


def _months(quarter: Count) -> tuple[Count, ...]:
    # A stock at the end of a quarter is that at the end of its last month.
    backs = (0,) if quarter.counted.startswith("stock ") else (2, 1, 0)
    return tuple(replace(quarter, cadence="monthly", period_end=moved(quarter.period_end, -back)) for back in backs)


def _months_of_quarters(counts: Mapping[Key, int]) -> list[Sum]:
    return [
        Sum(key, months, is_of_groups=False)
        for key in counts
        if isinstance(key, Count) and key.cadence == "quarterly" and not key.counted.startswith(MADE_OF)
        for months in [_months(key)]
        if all(month in counts for month in months)
    ]


def _details(counts: Mapping[Key, int]) -> dict[Count, list[Count]]:
    """Return the counts of an event of which a detail is counted too, each with its details."""
    found: dict[Count, list[Count]] = defaultdict(list)
    for key in counts:
        if isinstance(key, Count) and not key.counted.startswith(MADE_OF):
            event, is_detail, _ = key.counted.partition(DETAIL)
            whole = replace(key, counted=event)
            if is_detail and whole in counts:
                found[whole].append(key)
    return found


def _quarters_that_follow(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Return quarters that no file has, of events and details of which one is by month and another by quarter."""
    events: dict[Count, list[Count]] = defaultdict(list)
    for key in counts:
        if isinstance(key, Count) and not key.counted.startswith(MADE_OF):
            events[replace(key, counted=key.counted.partition(DETAIL)[0])].append(key)
    found: dict[Key, int] = {}
    for event, keys in events.items():
        if event.cadence == "quarterly":
            last_month = replace(event, cadence="monthly")
            for month in events.get(last_month, ()):
                quarter = replace(month, cadence="quarterly")
                if quarter not in counts and {quarter.counted} != {key.counted for key in keys}:
                    months = _months(quarter)
                    if all(one in counts for one in months):
                        found[quarter] = sum(counts[one] for one in months)
    return found
