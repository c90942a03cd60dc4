"""What lies in a folder of releases: files at their place, and whatever else a folder may hold.

Nothing is opened, since a pipe would be waited for and a device never end, and nothing below the third level is looked
at, however deep a folder goes.
"""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from oba.paths import other_than_file
from oba.sources.offers import LeftAside

# Files about places rather than periods come one by one, so the year in a file's name is its release.
REFERENCE = "reference"
YEAR = re.compile(r"(\d{4})$")
FORM = "<publication>/<release>/<file>"
# What people and their machines put beside files, in whatever case: no release, and nothing to tell.
NO_RELEASE = (".*", "~$*", "readme", "readme.*", "thumbs.db", "desktop.ini")
IS_NONE = "say in decisions.yml, under left_aside, that it is none"
MISPLACED = f"it is no {FORM}, so nobody reads it. Move it to its place if it is a release; otherwise {IS_NONE}."
NO_YEAR = f"the name of a file of {REFERENCE} ends with its year, such as _2025.csv. Rename it, or {IS_NONE}."
TOO_DEEP = f"it is a folder, and nothing deeper than {FORM} is read. Move its files up, or {IS_NONE}."
NOT_UTF_8 = "its name is not UTF-8, so nothing can be called by it. Rename it."


@dataclass
class Contents:
    """What lies in one folder of releases."""

    released: list[tuple[str, str, Path]] = field(default_factory=list)  # publication, release and path of each file
    aside: list[LeftAside] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # beginnings of the titles of files that could not be looked for


def look_through(folder: Path) -> Contents:
    """Return what a folder of releases holds, in the order of its paths, hidden files and the like left out."""
    contents = Contents()
    for publication in _within(folder, folder, contents):
        if not _is_folder(publication, folder, contents):
            continue
        for release in _within(publication, folder, contents):
            if publication.name == REFERENCE and other_than_file(release) is None:
                if year := YEAR.search(release.stem):
                    contents.released.append((REFERENCE, year[1], release))
                else:
                    contents.aside.append(LeftAside(_titled(release, folder), NO_YEAR))
            elif _is_folder(release, folder, contents):
                for path in _within(release, folder, contents):
                    other = other_than_file(path)
                    if other is None:
                        contents.released.append((publication.name, release.name, path))
                    else:
                        why = TOO_DEEP if path.is_dir() else _no_file(other)
                        contents.aside.append(LeftAside(_titled(path, folder), why))
    return contents


def unreadable(path: Path, error: OSError) -> str:
    """Say that something cannot be read, and what to do."""
    return f"{path} could not be read: {error.strerror}. Let this user read it, or remove it."


def shown_name(name: str) -> str:
    """Return a name as it can be printed in one line, whatever bytes it is made of."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)


def _within(path: Path, folder: Path, contents: Contents) -> list[Path]:
    """Return what is in a folder and has a name that can be told; note what has none, or may not be looked at."""
    title = "" if path == folder else _titled(path, folder) + "/"
    try:
        names = sorted(child.name for child in path.iterdir())
    except OSError as error:
        contents.alerts.append(unreadable(path, error))
        contents.unread.append(title)
        return []
    found = []
    for name in names:
        if any(fnmatchcase(name.lower(), pattern) for pattern in NO_RELEASE):
            continue
        try:
            name.encode()
            other_than_file(path / name)
        except UnicodeEncodeError:
            contents.aside.append(LeftAside(title + shown_name(name), NOT_UTF_8))
        except OSError as error:
            contents.alerts.append(unreadable(path / name, error))
            contents.unread.append(title + name)
        else:
            found.append(path / name)
    return found


def _is_folder(path: Path, folder: Path, contents: Contents) -> bool:
    if path.is_dir():
        return True
    other = other_than_file(path)
    contents.aside.append(LeftAside(_titled(path, folder), _no_file(other) if other else MISPLACED))
    return False


def _titled(path: Path, folder: Path) -> str:
    return shown_name(path.relative_to(folder).as_posix())


def _no_file(other: str) -> str:
    return f"it is {other} and no file. Put the file in its place, or remove it."
