"""Drawing every page from a warehouse file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from oba.errors import ObaError
from oba.files import write_atomically
from oba.site import card, compare, curve, evidence, frame, home, measure, method, place
from oba.site.planned import Planned
from oba.site.reading import Site

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


class AuthorityUnknown(ObaError):
    """No place of the warehouse has that code."""


def draw_pages(
    warehouse_file: Path,
    folder: Path,
    as_of: date,
    authorities: tuple[str, ...] = (),
    places: Iterable[str] | None = None,
    changes: Path | None = None,
) -> list[Path]:
    """Draw the pages of every place, or of some.

    Args:
        warehouse_file: a warehouse with its marts; opened read-only.
        folder: where pages are written; see ``oba.site.addresses``.
        as_of: the day that the pages are of.
        authorities: GSS codes of the council's own places; see ``Site``.
        places: GSS codes of the places drawn; every place if not given.
        changes: what is new since the publication before, as ``oba.changes`` keeps it.

    Returns:
        The files written.

    Raises:
        AuthorityUnknown: a code is not that of a place; names some that are.
    """
    site = Site.of(warehouse_file, as_of, authorities, changes)
    known = {row["geography_code"]: row["geography_name"] for row in site.places()}
    drawn = list(known) if places is None else list(places)
    unknown = [code for code in (*drawn, *authorities) if code not in known]
    if unknown:
        raise AuthorityUnknown(
            f"No place has the code {', '.join(unknown)} in this warehouse (OBA_AUTHORITIES, or LA with make); it "
            f"holds {len(known)}, such as {', '.join(f'{code} ({name})' for code, name in list(known.items())[:3])}."
        )
    return [_write(folder / planned.address, planned.draw(site)) for kind in KINDS for planned in kind(site, drawn)]


def _write(path: Path, page: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = page.encode() if isinstance(page, str) else page
    write_atomically(path, lambda temporary: temporary.write_bytes(data))
    return path
