"""Folders of releases: ``<publication>/<release>/<file>``, and ``reference/<file>_<year>.<type>``."""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from oba.definitions import Definitions
from oba.errors import SourceError
from oba.files import file_sha256
from oba.paths import other_than_file
from oba.sources.contents import FORM, look_through
from oba.sources.contents import unreadable as _unreadable
from oba.sources.offers import LeftAside, Listing, Offer


class FolderSource:
    """Offers every file two folders deep, and the dated ones of ``reference``, as the folders are when asked."""

    name = "folder"

    def __init__(self, folders: tuple[Path, ...], largest_file: int) -> None:
        """Read ``folders`` in their order; where two hold the same file, the first provides it.

        Args:
            folders: of releases.
            largest_file: bytes of the largest file that is offered.
        """
        self._folders, self._repeated = _each_once(folders)
        self._largest_file = largest_file

    def look(self, definitions: Definitions, everything: bool) -> Listing:
        """List the files, folder by folder and ordered by path, whatever the definitions say of them.

        A folder that does not exist, and a declared file that two folders hold with different bytes, that is too large
        or may not be read, are alerts: nothing is offered of them, and everything else goes on. What can be no release
        file is left aside.

        Raises:
            SourceError: there is none of the folders.
        """
        alerts = [_absent(folder) for folder in self._folders.values() if not folder.is_dir()]
        if len(alerts) == len(self._folders):
            raise SourceError(" ".join(alerts))
        notes = [
            f"The folder of releases {folder} is named more than once; it is read once." for folder in self._repeated
        ]
        there = {name: folder for name, folder in self._folders.items() if folder.is_dir()}
        aside: list[LeftAside] = []
        unread: list[str] = []
        found: dict[str, list[tuple[Path, Offer]]] = defaultdict(list)
        for name, folder in there.items():
            contents = look_through(folder)
            alerts += contents.alerts
            unread += contents.unread
            if contents.released:
                aside += contents.aside
            elif contents.aside:
                alerts.append(_none_in(folder))
            elif not contents.alerts:
                notes.append(_none_in(folder))
            for publication, release, path in contents.released:
                is_declared = definitions.feed_of(publication, path.name) is not None
                title = f"{publication}/{release}/{path.name}"
                try:
                    if is_declared and path.stat().st_size > self._largest_file:
                        alerts.append(_too_large(path, self._largest_file))
                        unread.append(title)
                        continue
                    offer = self._offer(name, publication, release, path, is_declared)
                except OSError as error:
                    alerts.append(_unreadable(path, error))
                    unread.append(title)
                else:
                    found[offer.title].append((path, offer))
        offers, also = [], defaultdict(list)
        for title, same in found.items():
            (first, offer), *others = same
            is_declared = definitions.feed_of(offer.publication, offer.file_name) is not None
            if is_declared and len({one.token for _, one in same}) > 1:
                alerts.append(_contradicting(title, [path for path, _ in same]))
                unread.append(title)
                continue
            offers.append(offer)
            for other, _ in others if is_declared else ():
                also[self._folder_of(first), self._folder_of(other)].append(title)
        notes += [_held_twice(first, other, titles) for (first, other), titles in also.items()]
        return Listing(
            offers,
            tuple(aside),
            tuple(alerts),
            tuple(notes),
            searched=tuple(_beginnings(there.values())),
            unread=tuple(unread),
        )

    def fetch(self, offer: Offer, destination: Path) -> None:
        """Copy the file's bytes.

        Raises:
            SourceError: the file changed since it was offered, or is gone, or its folder is no longer read.
        """
        path = self._path(offer)
        try:
            if other := other_than_file(path):
                raise SourceError(f"{path} is {other} and no file. Put the file in its place, or remove it.")
            shutil.copyfile(path, destination)
        except OSError as error:
            raise SourceError(f"{path} could not be read: {error}. Offer it again.") from error
        if file_sha256(destination) != offer.token:
            raise SourceError(f"{path} changed while it was being copied. Run the refresh again.")

    def documents(self, offer: Offer) -> dict[str, Any]:
        """Return nothing: a folder says nothing of its files."""
        return {}

    def _offer(self, name: str, publication: str, release: str, path: Path, is_declared: bool) -> Offer:
        return Offer(
            source=self.name,
            publication=publication,
            release=release,
            file_name=path.name,
            origin=f"{name}/{path.relative_to(self._folders[name]).as_posix()}",
            # What nobody takes is not read; no two tokens of it are ever held against each other.
            token=file_sha256(path) if is_declared else "",
            published=None,
        )

    def _folder_of(self, path: Path) -> Path:
        return next(folder for folder in self._folders.values() if path.is_relative_to(folder))

    def _path(self, offer: Offer) -> Path:
        for name, folder in self._folders.items():
            if offer.origin.startswith(f"{name}/"):
                return folder / offer.origin.removeprefix(f"{name}/")
        raise SourceError(
            f"{offer.origin} is in none of the folders of releases: {', '.join(map(str, self._folders.values()))}. "
            "Run the refresh again with the folders of OBA_RELEASES that it was offered from."
        )


def _each_once(folders: tuple[Path, ...]) -> tuple[dict[str, Path], list[Path]]:
    """Return the folders by a name that tells them apart, and those that are named again, by whatever path.

    The name is the end of the folder's path, as much of it as no two have in common, and as long for each: so no name
    is the beginning of another.
    """
    kept: dict[Path, Path] = {}
    repeated = []
    for folder in folders:
        if folder.resolve() in kept:
            repeated.append(folder)
        kept.setdefault(folder.resolve(), folder)
    depth = 1
    while len({folder.parts[-depth:] for folder in kept.values()}) < len(kept):
        depth += 1
    return {"/".join(folder.parts[-depth:]): folder for folder in kept.values()}, repeated


def _beginnings(folders: Iterable[Path]) -> Iterator[str]:
    """Return every beginning that an origin in one of the folders may have, however they were told apart then."""
    for folder in folders:
        for depth in range(1, len(folder.parts)):
            yield "/".join(folder.parts[-depth:]) + "/"


def _absent(folder: Path) -> str:
    return (
        f"The folder of releases {folder} does not exist. Set OBA_RELEASES to folders of {FORM}, with a colon between "
        "two of them (make: DFE_RELEASES, with a space)."
    )


def _none_in(folder: Path) -> str:
    return f"The folder of releases {folder} holds no {FORM}. Is it the one above, or the one below?"


def _too_large(path: Path, largest: int) -> str:
    return (
        f"{path} has {path.stat().st_size / 1e6:,.0f} MB, and no file of more than {largest / 1e6:,.0f} MB lands. If "
        "it is the publisher's, set OBA_LARGEST_FILE_MB to more; otherwise remove it."
    )


def _contradicting(title: str, paths: list[Path]) -> str:
    return (
        f"{title} is in several folders of releases with different bytes: {', '.join(map(str, paths))}. A release has "
        "one file of a name, so none of them is taken, and what landed of it before stays in use. Remove those that "
        "are not the publisher's; an amended file replaces the first in its folder."
    )


def _held_twice(first: Path, other: Path, titles: list[str]) -> str:
    named = titles[0] if len(titles) == 1 else f"{len(titles)} files, such as {titles[0]},"
    verb = "is" if len(titles) == 1 else "are"
    return f"{named} {verb} in {first} and in {other} with the same bytes; taken once, from the first."
