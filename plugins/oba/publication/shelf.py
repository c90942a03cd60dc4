"""The publications that are kept: which there are, whether each is whole, and which of them go."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from oba.config import Settings
from oba.errors import ObaError
from oba.files import file_sha256, sha256_of
from oba.forecast import store
from oba.listing import LISTING, checksums
from oba.publication.manifest import MANIFEST, PAGES, UNREADABLE, WAREHOUSE, Manifest, read_manifest
from oba.publication.order import read_serving

WAY_OUT = (
    "'oba refresh' makes it again if it is the newest; 'oba publications' lists those that are kept, and 'oba serve' "
    "with an id serves one."
)


def publications(settings: Settings) -> list[Manifest]:
    """List the publications that are kept and have a manifest that can be read, the one made last first."""
    kept = {}
    for path in settings.published.glob(f"[!.c]*/{MANIFEST}"):
        try:
            kept[path.parent.name] = read_manifest(path.parent)
        except UNREADABLE:
            continue  # as if it were not kept: the next of the same releases is made anew
    serving = read_serving(settings)
    if serving.held not in kept and settings.served.resolve().name in kept:
        # Cut off between moving the link and noting it.
        serving = serving.followed_by(settings.served.resolve().name)
    place = {name: number for number, name in enumerate(serving.order)}
    return sorted(kept.values(), key=lambda one: (place.get(one.publication_id, -1), one.published_at), reverse=True)


def newest(settings: Settings) -> Manifest | None:
    """Return the publication made last, which is the served one unless a person holds another."""
    return next(iter(publications(settings)), None)


def held(settings: Settings) -> str | None:
    """Return the id of the publication that a person has made stay, if it is still kept."""
    name = read_serving(settings).held
    return name if name in {one.publication_id for one in publications(settings)} else None


def served(settings: Settings) -> Manifest | None:
    """Return the manifest of the served publication, or None where there is none that can be read."""
    try:
        return read_manifest(settings.served)
    except UNREADABLE:
        return None


def needed(settings: Settings) -> Manifest:
    """Return the manifest of the served publication, for what cannot do without one.

    Raises:
        ObaError: nothing has been published yet, or what was served is damaged or gone.
    """
    manifest = served(settings)
    if manifest is None:
        raise ObaError(why_nothing_is_served(settings))
    return manifest


def why_nothing_is_served(settings: Settings) -> str:
    """Say why there is no served publication, and what to do."""
    if settings.served.exists():
        return f"The served publication is damaged: {'; '.join(wrong_with(settings.served.name, settings))}. {WAY_OUT}"
    kept = publications(settings)
    if not kept:
        return f"Nothing has been published yet in {settings.home}; run 'make demo' or 'oba refresh' first."
    listed = ", ".join(f"{one.publication_id} of {one.published_at[:10]}" for one in kept)
    return (
        f"{settings.served} is gone or leads nowhere, and these publications are kept: {listed}. "
        "'oba refresh' serves the newest whole one again, 'oba serve' and an id another."
    )


def wrong_with(name: str, settings: Settings, every_byte: bool = False) -> list[str]:
    """Return the files of a publication that are missing or not as they were published, each in words.

    Args:
        name: its id.
        settings: where it is.
        every_byte: reads every page too. Without it a page is read only if it was written to after its publication:
            thousands of them take seconds, and one that is not read is looked at for its size.
    """
    home = settings.published / name
    try:
        listed = read_manifest(home).files
    except UNREADABLE as error:
        return [f"{home / MANIFEST} cannot be read: {error}"]
    # One published before files were listed has none to compare with.
    found = ((home / path, sha256) for path, sha256 in (listed or {WAREHOUSE: ""}).items())
    wrong = [path for path, sha256 in found if not path.is_file() or (sha256 and sha256_of(path) != sha256)]
    if not wrong:
        wrong = list(_wrong_pages(home, every_byte))
    return [f"{path} is {'not as it was published' if path.exists() else 'gone'}" for path in wrong]


def is_whole(name: str, settings: Settings, every_byte: bool = False) -> bool:
    """Tell whether a publication is kept as it was published; see ``wrong_with`` for how closely that is looked at."""
    return not wrong_with(name, settings, every_byte)


def pages_listed(home: Path) -> dict[str, tuple[str, int]]:
    """Return SHA-256 and size of every page that the list of a publication has, by path in it; none without a list."""
    path = home / PAGES / LISTING
    if not path.is_file():
        return {}
    return {f"{PAGES}/{address}": found for address, found in checksums(path).items()}


def pages_to_keep_from(settings: Settings) -> Path | None:
    """Return the pages of the publication made last, if their list is as it was published."""
    made_last = newest(settings)
    if made_last is None:
        return None
    pages = settings.published / made_last.publication_id / PAGES
    listed = made_last.files.get(f"{PAGES}/{LISTING}")
    is_listed = listed is not None and (pages / LISTING).is_file() and sha256_of(pages / LISTING) == listed
    return pages if is_listed else None


def _wrong_pages(home: Path, every_byte: bool) -> Iterator[Path]:
    """Give each page that is gone or not as its list says."""
    published = (home / MANIFEST).stat().st_mtime_ns  # written after every page
    for name, (sha256, size) in pages_listed(home).items():
        path = home / name
        try:
            found = path.stat()
        except OSError:
            yield path
            continue
        is_read = every_byte or found.st_mtime_ns > published
        if not S_ISREG(found.st_mode) or found.st_size != size or (is_read and file_sha256(path) != sha256):
            yield path


def settle(settings: Settings) -> None:
    """Put frozen forecasts that wait for their publication into the store, if it was served; else drop both.

    A publication that was cut off before anyone was served it is made again by the next run, from the same store.
    """
    public = {settings.served.resolve().name, *read_serving(settings).order}
    for name, folder in store.all_waiting(settings.forecasts).items():
        if name in public and (settings.published / name / MANIFEST).exists():
            store.take_in(folder, settings.forecasts)
            continue
        put_out_of_sight(name, settings)
        shutil.rmtree(folder)


def prune(settings: Settings) -> None:
    """Keep the served publication and the newest others; remove the rest, and what interruptions left of any."""
    now_served = settings.served.resolve().name
    others = [found.publication_id for found in publications(settings) if found.publication_id != now_served]
    # Beside one that is held the newest stays too: it is what the next refresh goes on from.
    for name in others[max(settings.keep_publications - 1, 1 if held(settings) else 0) :]:
        put_out_of_sight(name, settings)
    clear_leftovers(settings)


def clear_leftovers(settings: Settings) -> None:
    """Remove what interruptions left of publications that nobody is served, and pages that earlier code drew apart."""
    for path in (*settings.published.glob(".outgoing-*"), *settings.published.glob(".incoming-*")):
        shutil.rmtree(path)
    shutil.rmtree(settings.published / "drawn", ignore_errors=True)


def put_out_of_sight(name: str, settings: Settings) -> None:
    """Take a publication, if there is one of that id, from those that are kept; ``clear_leftovers`` removes it."""
    # By one rename: half a publication with its manifest would pass for a whole one.
    outgoing = settings.published / f".outgoing-{name}"
    if outgoing.exists():
        shutil.rmtree(outgoing)
    if (settings.published / name).exists():
        (settings.published / name).rename(outgoing)
