"""Drawing every page from a warehouse file, or keeping it from the publication before where it would be the same."""

import gc
import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from oba.digest import drawing_version
from oba.errors import ObaError
from oba.files import Damaged, file_sha256
from oba.listing import LISTING, Drawn, Group, Listing, read_listing, write_listing
from oba.processes import pool
from oba.site import addresses, card, compare, curve, evidence, frame, home, measure, method, place
from oba.site.curve.document import write_headlines
from oba.site.planned import Planned
from oba.site.reading import DOCUMENTS, Marts, Site

log = logging.getLogger(__name__)

# Each plans the pages of its kind, for some places or for all.
KINDS: tuple[Callable[[Site, list[str]], Iterator[Planned]], ...] = (
    frame.pages,
    home.pages,
    place.pages,
    card.pages,
    curve.pages,
    measure.pages,
    compare.pages,
    method.pages,
    evidence.pages,
)
# Objects made between two looks for garbage: the marts are millions, none of them in a circle.
BETWEEN_LOOKS = 100_000
# Pages that a process draws before it tells how far it is; those of one place ask for the same rows.
AT_ONCE = 40
SECONDS_BETWEEN_TELLING = 5


class AuthorityUnknown(ObaError):
    """No place of the warehouse has that code."""


class PageNotDrawn(ObaError):
    """A page could not be drawn; names it."""


@dataclass(frozen=True)
class Progress:
    """How far drawing has come."""

    pages: int  # that there will be
    drawn: int
    kept: int  # from the publication before

    def __str__(self) -> str:
        """Say it in words."""
        done = self.drawn + self.kept
        how_many = f"{self.pages:,}" if done == self.pages else f"{done:,} of {self.pages:,}"
        return f"{how_many} pages: {self.drawn:,} drawn, {self.kept:,} kept from the publication before"


@contextmanager
def _seldom_looking_for_garbage() -> Iterator[None]:
    """Look through new objects less often here, and in processes forked from this one, than Python does by itself."""
    before = gc.get_threshold()
    gc.set_threshold(BETWEEN_LOOKS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_seldom_looking_for_garbage()
def draw_pages(
    warehouse_file: Path,
    folder: Path,
    as_of: date,
    authorities: tuple[str, ...] = (),
    places: Iterable[str] | None = None,
    every_place: bool = True,
    earlier: Path | None = None,
    processes: int = 1,
    tell: Callable[[Progress], object] = lambda progress: None,
    changes: Path | None = None,
    browser: Path | None = None,
) -> list[Path]:
    """Draw the pages of every place, or of some.

    Args:
        warehouse_file: a warehouse with its marts; opened read-only.
        folder: where pages are written; see ``oba.site.addresses``. Their list is written there too.
        as_of: the day that the pages are of.
        authorities: GSS codes of the council's own places; see ``Site``.
        places: GSS codes of the places drawn, instead of those that ``every_place`` says.
        every_place: draws every place there is; otherwise the council's own with their regions and England.
        earlier: a folder of pages with their list. A page of it is kept where the same code would read the same rows.
            Whoever names it has made sure that the list is as it was written.
        processes: how many draw at once; one draws in this process.
        tell: called every few seconds, and at the end.
        changes: what is new, as ``oba.whats_new`` keeps it.
        browser: makes a document of the headline curves of each of the council's own places; none without one.

    Returns:
        The pages' files, in order of address.

    Raises:
        AuthorityUnknown: a code is not that of a place; names some that are.
        PageNotDrawn: a page could not be drawn.
    """
    marts = Marts.of(warehouse_file, changes)
    site = Site(marts, as_of)
    known = {row["geography_code"]: row["geography_name"] for row in site.places()}
    # Of a place that was given another code since, the pages stand under its newest.
    newest = {row["geography_code"]: row["newest_code"] for row in site.rows("dim_geography")}
    asked, own = ([newest.get(code, code) for code in codes] for codes in (places or (), authorities))
    unknown = [code for code in (*asked, *own) if code not in known]
    if unknown:
        raise AuthorityUnknown(
            f"No place has the code {', '.join(unknown)} in this warehouse (OBA_AUTHORITIES, or LA with make); it "
            f"holds {len(known)}, such as {', '.join(f'{code} ({name})' for code, name in list(known.items())[:3])}."
        )
    marts.read_all()
    site = Site(marts, as_of, tuple(own))
    if places is None:
        asked = list(known) if every_place else _around(site)
    drawn_places = None if set(asked) >= set(known) else frozenset(asked)
    to_document = [code for code in own if browser and code in asked and any(curve.headlines(site, code))]
    site = Site(marts, as_of, tuple(own), frozenset(to_document), drawn_places)
    planned = _planned(site, asked)
    listed = _listed(earlier)
    drawing = _Drawing(site, planned, folder, earlier, _kept(listed), listed.documents if listed else {})
    pages: dict[str, Drawn] = {}
    kept, told = 0, time.monotonic()
    for found in _all(drawing, processes):
        for address, page in found:
            pages[address] = page or drawing.kept[address]
            kept += page is None
        if time.monotonic() - told > SECONDS_BETWEEN_TELLING:
            told = time.monotonic()
            tell(Progress(len(planned), len(pages) - kept, kept))
    made = frozenset(code for code in to_document if browser and _document(code, drawing, browser))
    if made != frozenset(to_document):
        # No page may lead to a document that could not be made.
        drawing = replace(drawing, site=Site(marts, as_of, tuple(own), made, drawn_places))
        pages |= {
            again.address: _draw(again, drawing)[1] or drawing.kept[again.address]
            for again in planned
            if DOCUMENTS in pages[again.address].read
        }
    documents = {addresses.headlines(code): file_sha256(folder / addresses.headlines(code)) for code in made}
    to_come = [day for page in pages.values() if (day := site.true_until(page.read))]
    write_listing(Listing(drawing_version(), pages, documents, min(to_come, default=None)), folder / LISTING)
    tell(Progress(len(planned), len(pages) - kept, kept))
    return [folder / address for address in sorted(pages)]


def _document(code: str, drawing: "_Drawing", browser: Path) -> Path | None:
    """Make or keep the document of a place; see ``write_headlines``."""
    address = addresses.headlines(code)
    before = drawing.earlier / address if drawing.earlier else None
    is_whole = _whole(before, drawing.documents.get(address, "")) is not None
    return write_headlines(drawing.folder, drawing.site, code, browser, drawing_version(), before if is_whole else None)


def _around(site: Site) -> list[str]:
    """Return the council's own places with those that they stand beside: their regions and England."""
    places = site.places()
    regions = {row["region_code"] for row in places if row["geography_code"] in site.authorities}
    return [
        row["geography_code"]
        for row in places
        if row["geography_code"] in (*site.authorities, *regions) or row["geographic_level"] == "National"
    ]


@dataclass(frozen=True)
class _Drawing:
    """What is drawn, where, and what may be kept."""

    site: Site
    planned: Sequence[Planned]
    folder: Path
    earlier: Path | None
    kept: dict[str, Drawn]  # pages of the folder before, by address
    documents: Mapping[str, str]  # SHA-256 of its documents, by address


_drawing: _Drawing | None = None  # of this process, for those forked from it


def _planned(site: Site, places: list[str]) -> list[Planned]:
    """Return every page, those of one place one after the other."""
    found: dict[str, Planned] = {}
    for kind in KINDS:
        for planned in kind(site, places):
            path = PurePosixPath(planned.address)
            if path.is_absolute() or ".." in path.parts or planned.address in found or planned.address == LISTING:
                raise ObaError(f"{planned.address} is planned twice, or is no place for a page.")
            found[planned.address] = planned
    return sorted(found.values(), key=lambda planned: planned.address.split("/")[0])


def _listed(earlier: Path | None) -> Listing | None:
    """Return the list of a folder of pages, if it can be read."""
    if earlier is None:
        return None
    try:
        return read_listing(earlier / LISTING)
    except (FileNotFoundError, NotADirectoryError, Damaged) as error:
        log.info("Every page is drawn: no list of those before can be read (%s).", error)
        return None


def _kept(listed: Listing | None) -> dict[str, Drawn]:
    """Return the pages that the present code drew before."""
    if listed is None:
        return {}
    if listed.drawn_by != drawing_version():
        log.info("Every page is drawn: the code that draws them, or a library, has changed.")
        return {}
    return dict(listed.pages)


Result = list[tuple[str, Drawn | None]]  # address and page; None where it was kept, for whoever gets it has its page


def _all(drawing: _Drawing, processes: int) -> Iterator[Result]:
    global _drawing
    parts = [range(start, start + AT_ONCE) for start in range(0, len(drawing.planned), AT_ONCE)]
    _drawing = drawing
    try:
        if processes == 1 or len(parts) == 1:
            yield from map(_draw_part, parts)
            return
        # What is there now stays: looking through it for garbage would copy the memory that processes share.
        gc.collect()
        gc.freeze()
        with pool(processes) as workers:
            tasks = [workers.submit(_draw_part, part) for part in parts]
            try:
                for task in as_completed(tasks):
                    yield task.result()
            except BrokenProcessPool as error:
                raise ObaError(
                    "A process that draws pages was ended from outside, such as for want of memory. Run the same "
                    "command again."
                ) from error
            finally:
                workers.shutdown(wait=True, cancel_futures=True)
    finally:
        _drawing = None
        gc.unfreeze()


def _draw_part(part: range) -> Result:
    assert _drawing is not None
    return [_draw(planned, _drawing) for planned in _drawing.planned[part.start : part.stop]]


def _draw(planned: Planned, drawing: _Drawing) -> tuple[str, Drawn | None]:
    """Draw a page, or keep it, and write it."""
    address = planned.address
    try:
        called = _called(planned.draw)
        before = drawing.kept.get(address)
        if before is not None and _trace(called, before.read, drawing.site) == before.trace:
            data = _whole(drawing.earlier / address if drawing.earlier else None, before.sha256)
            if data is not None:
                _write(drawing.folder / address, data)
                return address, None
        site = drawing.site.noting()
        page = planned.draw(site)
        data = page.encode() if isinstance(page, str) else page
        read = frozenset(site.noted)
        trace = _trace(called, read, drawing.site)
        if trace is None:  # what it read is there, or it could not have been read
            raise KeyError("it has read what cannot be read")
        _write(drawing.folder / address, data)
        return address, Drawn(hashlib.sha256(data).hexdigest(), len(data), trace, read)
    except OSError:
        raise  # the disk's trouble and not the page's
    except Exception as error:
        raise PageNotDrawn(
            f"{_about(address, drawing.site)} could not be drawn: {type(error).__name__}: {error}"
        ) from error


def _about(address: str, site: Site) -> str:
    """Say which page is at an address: place and card, where it has them."""
    path = PurePosixPath(address)
    names = [row["geography_name"] for row in site.rows("dim_geography", geography_code=path.parts[0])]
    if len(path.parts) > 1:
        card_name = PurePosixPath(path.parts[1]).stem
        names += [row["scorecard_title"] for row in site.rows("dim_scorecard", scorecard_id=card_name)]
    return f"The page {address}" + (f" ({', '.join(names)})" if names else "")


def _trace(called: str, read: Iterable[Group], site: Site) -> str | None:
    """Return the digest of all that a page hangs on, or None where some of it is there no more."""
    lines = []
    for group in read:
        line = site.line(group)
        if line is None:
            return None
        lines.append(line)
    return hashlib.blake2b(b"".join([called.encode(), *sorted(lines)]), digest_size=16).hexdigest()


def _called(draw: Callable[[Site], str | bytes]) -> str:
    """Return in writing what a page is drawn by: a function of a module, with plain arguments.

    Raises:
        TypeError: it is another, of which nobody could tell whether it is the same as before.
    """
    function, arguments, named = (draw.func, draw.args, draw.keywords) if isinstance(draw, partial) else (draw, (), {})
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '<>')}"
    if "<" in name:
        raise TypeError(f"{name} is no function of a module")
    return f"{name} {_plain(arguments)} {_plain(named)}"


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str | bool | int | float | date | Decimal):
        return repr(value)
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_plain, value))})"
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(f'{_plain(name)}: {_plain(of)}' for name, of in value.items()))}}}"
    raise TypeError(f"a page is planned with {value!r}, which is no plain value")


def _whole(path: Path | None, sha256: str) -> bytes | None:
    """Return the bytes of a file if they are those of a checksum."""
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _write(path: Path, data: bytes) -> None:
    # Nothing trusts the build's folder after an interruption: what is published is put on the disk then.
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
