"""The folder that a council's extracts are put into: ``<new_la_code>/<snapshot date>/<file>``.

Folders say whose extract it is and of when, since a file does not. Names are told as far as they are codes and dates,
and of anything else the form alone: a file or folder may be called after a child.
"""

import re
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from oba.errors import ObaError
from oba.paths import other_than_file
from oba.quoting import NEVER

FORM = "<new_la_code>/<snapshot date>/<file>"
# What people and their programs put beside files, or while they write them.
NO_EXTRACT = (
    *(".*", "~$*", "~*.tmp", "*.tmp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.lock", "*.lck"),
    *("readme", "readme.*", "thumbs.db", "desktop.ini"),
)
CODE = re.compile(r"E0[6-9]\d{6}|E10\d{6}")
FIRST_DAY = date(
    1991, 10, 14
)  # the Children Act 1989, which the extracts are kept by, is in force: no snapshot is older
# Marks of control, ends of lines, and bytes that are no UTF-8: a name with one breaks what it is told in.
UNTELLABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
YOUNG = timedelta(seconds=30)  # a file changed within this is looked at twice
BETWEEN_LOOKS = 2.0  # seconds


class NoFolder(ObaError):
    """The folder of extracts is not there."""


@dataclass(frozen=True)
class Dropped:
    """A file that lies at its place and is no longer written to."""

    council: str
    snapshot_date: date
    path: Path
    state: tuple[int, int, int]  # size, and when its bytes and its record on the disk last changed

    @property
    def within(self) -> str:
        """Its path in the folder; it may hold a name, and is told nowhere."""
        return "/".join(self.path.parts[-3:])


@dataclass(frozen=True)
class Drop:
    """What lies in the folder."""

    files: tuple[Dropped, ...]  # by council, date and when they were last changed
    told: tuple[str, ...]  # what a person has to put right
    waiting: int  # files that are still being written
    notes: tuple[str, ...] = ()  # what is good to know


def look_into(
    folder: Path,
    councils: Collection[str],
    today: date,
    largest_file: int,
    wait: Callable[[float], object] = time.sleep,
) -> Drop:
    """Return the files of the folder of extracts that are whole and at their place, and what is wrong with it.

    Args:
        folder: of extracts.
        councils: GSS codes of the authorities that there are.
        today: no snapshot is of a later day.
        largest_file: bytes.
        wait: lets seconds pass, so that a file that is being written is seen to change.

    Raises:
        NoFolder: it does not exist, or may not be read.
    """
    if not folder.is_dir():
        raise NoFolder(f"The folder of extracts {folder} does not exist. Make it, or unset OBA_LOCAL_MI.")
    told: list[str] = []
    found: list[Dropped] = []
    places = [folder]
    try:
        for council, snapshot_date, place in _places(folder, councils, today, told):
            places += [place.parent, place]
            found += _files(council, snapshot_date, place, largest_file, told)
        notes = tuple(_open_to_all(places))
    except OSError as error:
        strerror = error.strerror
    else:
        strerror = None
    if strerror:
        raise NoFolder(f"The folder of extracts {folder} could not be read: {strerror}. Let this user read it.")
    settled = _settled(found, wait)
    by_age = sorted(settled, key=lambda one: (one.council, one.snapshot_date, one.state[1], one.path.name))
    return Drop(tuple(by_age), tuple(told), len(found) - len(settled), notes)


def state_of(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written to."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _places(folder: Path, councils: Collection[str], today: date, told: list[str]) -> Iterator[tuple[str, date, Path]]:
    """Yield council, date and folder of each place; tell what is none."""
    for council in _within(folder):
        if council.is_symlink():
            told.append(_is_link(_shown(council.name)))
        elif not council.is_dir():
            told.append(f"{_shown(council.name)} lies beside the councils: {_move()}")
        elif not CODE.fullmatch(council.name):
            told.append(f"{_shown(council.name)} is no GSS code of an authority, such as E06000012: {_move()}")
        elif council.name not in councils:
            told.append(f"{council.name} is no authority of places.yml. Correct the folder's name, or add the place.")
        else:
            for place in _within(council):
                day = _day(place.name)
                named = f"{council.name}/{place.name if day else _shown(place.name)}"
                if place.is_symlink():
                    told.append(_is_link(named))
                elif not place.is_dir():
                    told.append(f"{named} lies beside the snapshot dates: {_move()}")
                elif day is None:
                    told.append(f"{named} is no date such as 2026-09-30: name the folder by the day of the extract.")
                elif day < FIRST_DAY:
                    told.append(
                        f"{named} is before {FIRST_DAY}, and no extract is as old: name the folder by the day on which "
                        "the extract was made."
                    )
                elif day > today:
                    told.append(f"{named} is in the future: name the folder by the day on which the extract was made.")
                else:
                    yield council.name, day, place


def _files(council: str, snapshot_date: date, place: Path, largest: int, told: list[str]) -> Iterator[Dropped]:
    for path in _within(place):
        named = f"{council}/{snapshot_date}/{_shown(path.name)}"
        if path.is_symlink():
            told.append(_is_link(named))
        elif other := other_than_file(path):
            told.append(f"{named} is {other}, and only files are read: {_move()}")
        elif UNTELLABLE.search(path.name):
            told.append(
                f"{named} has an end of line, a mark of control or a byte that is no UTF-8 in its name: rename it."
            )
        elif (state := state_of(path))[0] > largest:
            told.append(
                f"{named} has {state[0] / 1e6:,.0f} MB, and no file of more than {largest / 1e6:,.0f} MB is taken. If "
                "it is the council's, set OBA_LARGEST_FILE_MB to more."
            )
        elif state[0] == 0:
            told.append(f"{named} is empty: put the whole file there, or remove it.")
        else:
            yield Dropped(council, snapshot_date, path, state)


def _settled(found: list[Dropped], wait: Callable[[float], object]) -> list[Dropped]:
    """Return the files that nobody is writing to."""
    changed_after = time.time_ns() - YOUNG.total_seconds() * 1e9
    young = [one for one in found if max(one.state[1:]) > changed_after]
    if young:
        wait(BETWEEN_LOOKS)
    still = {one.path for one in young if not one.path.exists() or state_of(one.path) != one.state}
    return [one for one in found if one.path not in still]


def _within(folder: Path) -> list[Path]:
    hidden = (path for path in sorted(folder.iterdir()))
    return [path for path in hidden if not any(fnmatchcase(path.name.lower(), pattern) for pattern in NO_EXTRACT)]


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name) else None
    except ValueError:
        return None


def _open_to_all(folders: list[Path]) -> Iterator[str]:
    """Say that anybody on the machine can put a file there, which is then taken for the council's."""
    is_open = [folder for folder in dict.fromkeys(folders) if folder.stat().st_mode & stat.S_IWOTH]
    if is_open:
        which = (
            "The folder of extracts" if is_open[0] == folders[0] else f"{len(is_open)} folders within that of extracts"
        )
        yield (
            f"{which} can be written to by every user of this machine, and what they put there is taken for the "
            "council's. Let its owner and group alone write to it: chmod -R o-w."
        )


def _is_link(named: str) -> str:
    """Refuse a link to a file or folder: it can lead out of the folder, to anything that this user can read."""
    return f"{named} is a link, and none is followed: put the file or folder itself there."


def _shown(name: str) -> str:
    return f"a name of the form {NEVER.text(UNTELLABLE.sub('?', name))!r}"


def _move() -> str:
    return f"move it to its place, {FORM}, or remove it."
