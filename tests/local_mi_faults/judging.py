"""What must become of a file with a fault, and the trial that holds the intake to it.

Whatever the fault is: nothing lost (rows in are loaded, dropped or blank), nothing leaked (no message, log or error
line holds a secret of ``canaries``; nothing stays behind on disk), and the rest of the file says what it said before.
"""

import hashlib
import resource
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from local_mi_faults.canaries import BIRTHS, POSTCODES, found_in
from oba.config import PROJECT
from oba.local_mi.taking import Extract, ExtractRefused, take

COUNCIL, SNAPSHOT = "E09000030", date(2024, 9, 30)
DEFINITIONS = PROJECT / "data" / "definitions"
AREAS = {postcode.replace(" ", ""): f"E0100000{n}" for n, postcode in enumerate(POSTCODES)}
LONGEST = 5  # seconds of processor for any file
LARGEST = 400_000  # kilobytes by which a file may make the process grow
EVIDENCE = {"source_table", "source_row"}

Line = Mapping[str, Any]


def same_name(one: str, other: str | None) -> bool:
    """Return whether two names are one but for case, spaces and marks."""
    return _letters(one) == _letters(other or "")


def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@dataclass(frozen=True)
class Place:
    """Where a line of the error report must point; None where the fault has no such place."""

    table: str | None = None
    row: int | None = None
    column: str | None = None

    def holds(self, line: Line) -> bool:
        return (
            (self.table is None or same_name(self.table, line["source_table"]))
            and (self.row is None or self.row == line["source_row"])
            and (self.column is None or same_name(self.column, (line["column_name"] or "").rpartition("/")[2]))
        )


@dataclass(frozen=True)
class Refused:
    """The whole file is refused, and the reasons hold these words."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """The rows of the place are dropped, counted and told; nothing else changes."""

    place: Place
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Emptied:
    """The cell is told and null; its row is kept."""

    place: Place


@dataclass(frozen=True)
class Told:
    """A line tells of the place, its row is kept, and every other row is as it was."""

    place: Place


@dataclass(frozen=True)
class Same:
    """Harmless: the file says what the base file says, and no line is told."""


@dataclass(frozen=True)
class Blank:
    """The cell says nothing, as a blank one does: null, and no line is told."""

    place: Place


@dataclass(frozen=True)
class Reads:
    """The cell is read as another value of the record, and no row is dropped; no values are any values."""

    place: Place
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class Without:
    """What the fault took out of the file is not there, and the rest is as it was."""


@dataclass(frozen=True)
class LeftOut:
    """A line tells that a table is left out whole; the other tables are as they were."""

    table: str


Expected = LeftOut | Refused | Dropped | Emptied | Told | Same | Blank | Reads | Without


@dataclass(frozen=True)
class Base:
    """A sound file."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Fault:
    """What happened to a base file, and what must become of it: one of the outcomes."""

    claim: str
    base: Base
    make: Callable[[], bytes]
    expected: tuple[Expected, ...]
    name: str = ""
    """Another file name than that of the base."""
    also: tuple[str, ...] = field(default=())
    """Secrets that this fault alone brings in."""


class Keys:
    """Pseudonyms that say nothing, and what was asked of them."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def __call__(self, of: str, value: str) -> str:
        key = f"k{hashlib.sha256(f'{of}/{value}'.encode()).hexdigest()[:24]}k"
        self.given.add(key)
        return key


@dataclass(frozen=True)
class Taken:
    """What came of a file: its extract or its refusal, and all that was said meanwhile."""

    extract: Extract | None
    refusal: ExtractRefused | None
    keys: Keys


def taken(path: Path) -> Taken:
    keys = Keys()
    try:
        return Taken(take(path, COUNCIL, SNAPSHOT, DEFINITIONS, keys, AREAS), None, keys)
    except ExtractRefused as refusal:
        return Taken(None, refusal, keys)


@dataclass(frozen=True)
class Fact:
    """A row of a record, with its place in the file."""

    record: str
    table: str
    row: int
    cells: tuple[tuple[str, str | None], ...]

    @property
    def said(self) -> tuple[Any, ...]:
        return self.record, self.cells


def facts(extract: Extract) -> list[Fact]:
    return [
        Fact(
            record,
            row["source_table"],
            row["source_row"],
            tuple(sorted((c, v) for c, v in row.items() if c not in EVIDENCE)),
        )
        for record, table in extract.records.items()
        for row in table.to_pylist()
    ]


def lines(extract: Extract) -> list[Line]:
    return extract.errors.to_pylist()


def misses(expected: Expected, base: Extract, new: Taken) -> str:
    """Return what is not as expected, or nothing."""
    if new.refusal is not None:
        if not isinstance(expected, Refused):
            return f"it was refused: {new.refusal}"
        missing = [word for word in expected.words if _letters(word) not in _letters(str(new.refusal))]
        return f"the reasons do not name {missing}: {new.refusal}" if missing else ""
    assert new.extract is not None
    if isinstance(expected, Refused):
        return "it was taken"
    return "; ".join(_misses(expected, base, new.extract))


def _misses(expected: Expected, base: Extract, new: Extract) -> Iterator[str]:
    known = lines(base)  # such as that another table of the set is in another file
    told, before, after = [line for line in lines(new) if line not in known], facts(base), facts(new)
    if isinstance(expected, Same | Without):
        yield from _differences(before, after, less=isinstance(expected, Without))
        if told and isinstance(expected, Same):
            yield f"lines tell of it: {told}"
        return
    if isinstance(expected, LeftOut):
        if not any(line["is_row_dropped"] and line["source_row"] is None for line in told):
            yield f"no line tells of a table left out: {told}"
        yield from _differences([f for f in before if not same_name(f.table, expected.table)], after)
        return
    found = [line for line in told if expected.place.holds(line)]
    places = {(line["source_table"], line["source_row"]) for line in found}
    # A line about a header is about its column in every row.
    whole = {table for table, row in places if row in (None, 0)}
    places |= {(fact.table, fact.row) for fact in (*before, *after) if fact.table in whole}
    if isinstance(expected, Blank | Reads):
        if found and isinstance(expected, Blank):
            yield f"lines tell of it: {found}"
        if any(line["is_row_dropped"] for line in told):
            yield f"a row is dropped: {told}"
        differing = {(f.table, f.row) for f in (Counter(before) - Counter(after)) | (Counter(after) - Counter(before))}
        places = {(t, r) for t, r in differing if expected.place.row in (None, r)}
    elif not found:
        yield f"no line points to {expected.place}: {told}"
        return
    is_a_row_more = not [*_differences(before, after)]
    if isinstance(expected, Dropped) and is_a_row_more and all(line["is_row_dropped"] for line in found):
        return  # A row that is none was put in, and those behind it have only moved.
    rest_before = [f for f in before if (f.table, f.row) not in places]
    rest_after = [f for f in after if (f.table, f.row) not in places]
    here_before = [f for f in before if (f.table, f.row) in places]
    here_after = [f for f in after if (f.table, f.row) in places]
    if isinstance(expected, Told):
        if all(line["is_row_dropped"] for line in found):
            yield f"its row is dropped: {found}"
        yield from _differences(rest_before, rest_after, more=True)
        return
    yield from _differences(rest_before, rest_after)
    if isinstance(expected, Dropped):
        rows = {row for _, row in places}
        if set(expected.rows) - rows:
            yield f"rows {set(expected.rows) - rows} are not told: {told}"
        if not all(line["is_row_dropped"] for line in found):
            yield f"a line says that its row is kept: {found}"
        if here_after:
            yield f"a dropped row is loaded: {here_after}"
    else:
        yield from _cells(expected, here_before, here_after, found)


def _cells(
    expected: Emptied | Blank | Reads, before: list[Fact], after: list[Fact], found: list[Line]
) -> Iterator[str]:
    if any(line["is_row_dropped"] for line in found):
        yield f"its row is dropped: {found}"
    values = expected.values if isinstance(expected, Reads) else {}
    is_any = isinstance(expected, Reads) and not values
    read: dict[str, str | None] = {}
    for fact in after:
        old = [f for f in before if (f.record, f.table, f.row) == (fact.record, fact.table, fact.row)]
        if not old:
            yield f"a row more: {fact}"
            continue
        nearest = min(old, key=lambda f: len(set(f.cells) - set(fact.cells)))
        was = dict(nearest.cells)
        for column, value in fact.cells:
            if column in values:
                read[column] = value
            elif value is not None and value != was[column] and not is_any:
                yield f"{fact.record}.{column} is {value!r}, and was {was[column]!r}"
    for column, value in values.items():
        if (read.get(column, "no cell") if value is not None else read.get(column)) != value:
            yield f"{column} is {read.get(column)!r}, not {value!r}"
    if isinstance(expected, Emptied) and before and before == after:
        yield "nothing is null that was not"


def _differences(
    before: Iterable[Fact], after: Iterable[Fact], *, more: bool = False, less: bool = False
) -> Iterator[str]:
    old, new = Counter(f.said for f in before), Counter(f.said for f in after)
    if not less and (lost := old - new):
        yield f"lost: {list(lost)}"
    if not more and (gained := new - old):
        yield f"not in the sound file: {list(gained)}"


def leaks(new: Taken, said: Iterable[str], also: Iterable[str]) -> Iterator[str]:
    """Yield where a secret can be read: in what was said, in a refusal and in an extract."""
    texts = {f"what was said ({n})": text for n, text in enumerate(said)}
    if new.refusal is not None:
        error: BaseException | None = new.refusal
        texts["the traceback"] = "".join(traceback.format_exception(new.refusal))
        while error is not None:
            texts[f"{type(error).__name__}"] = f"{error} {error!r} {error.args} {vars(error)}"
            error = error.__cause__ or error.__context__
    if new.extract is not None:
        texts["the shown name"] = new.extract.shown_name
        texts["the counts"] = repr(new.extract.tables)
        for line in lines(new.extract):
            texts[f"an error line {line}"] = " ".join(str(value) for value in line.values())
    for place, text in texts.items():
        if found := found_in(text, also):
            yield f"{place}: {sorted(found)}"
    if new.extract is not None:
        yield from _leaks_of_records(new.extract, new.keys, also)


def _leaks_of_records(extract: Extract, keys: Keys, also: Iterable[str]) -> Iterator[str]:
    births = {birth.isoformat() for birth in BIRTHS}
    for fact in facts(extract):
        for column, value in fact.cells:
            if value is None or (column == "birth_date" and value in births):
                continue
            if column.endswith("_key"):
                if value not in keys.given:
                    yield f"{fact.record}.{column} is no pseudonym"
            elif found := found_in(str(value), also):
                yield f"{fact.record}.{column}: {sorted(found)}"


def unbalanced(extract: Extract) -> Iterator[str]:
    """Yield tables whose rows are not all accounted for."""
    for count in extract.tables:
        if count.rows != count.loaded + count.dropped + count.blank + getattr(count, "duplicates", 0):
            yield str(count)
    dropped = {(line["source_table"], line["source_row"]) for line in lines(extract) if line["is_row_dropped"]}
    # One line tells of all the rows of a table that is left out.
    is_whole = any(row is None for _, row in dropped)
    counted = sum(count.dropped for count in extract.tables)
    if counted < len(dropped) or (counted > len(dropped) and not is_whole):
        yield f"{counted} rows are counted as dropped, {len(dropped)} are told"
    loaded = {(fact.table, fact.row) for fact in facts(extract)}
    if (counted := sum(count.loaded for count in extract.tables)) != len(loaded):
        yield f"{counted} rows are counted as loaded, {len(loaded)} are in records"


@dataclass
class Watch:
    """What a trial costs."""

    began: float = field(default_factory=time.process_time)
    size: int = field(default_factory=lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    def too_much(self) -> Iterator[str]:
        if (seconds := time.process_time() - self.began) > LONGEST:
            yield f"it took {seconds:.1f} seconds"
        if (grown := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - self.size) > LARGEST:
            yield f"the process grew by {grown} kB"


Trial = Callable[[Fault], None]
