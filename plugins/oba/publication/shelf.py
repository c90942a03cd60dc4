"""The publications that are kept: which there are, whether each is whole, and which of them go."""

import shutil

from oba.config import Settings
from oba.errors import ObaError
from oba.files import sha256_of
from oba.forecast import store
from oba.publication.manifest import MANIFEST, UNREADABLE, WAREHOUSE, Manifest, read_manifest
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


def wrong_with(name: str, settings: Settings) -> list[str]:
    """Return the files of a publication that are missing or not as they were published, each in words."""
    home = settings.published / name
    try:
        listed = read_manifest(home).files
    except UNREADABLE as error:
        return [f"{home / MANIFEST} cannot be read: {error}"]
    # One published before files were listed has none to compare with.
    found = ((home / path, sha256) for path, sha256 in (listed or {WAREHOUSE: ""}).items())
    return [
        f"{path} is {'not as it was published' if path.exists() else 'gone'}"
        for path, sha256 in found
        if not path.is_file() or (sha256 and sha256_of(path) != sha256)
    ]


def is_whole(name: str, settings: Settings) -> bool:
    """Tell whether a publication is kept with every byte that it was published with."""
    return not wrong_with(name, settings)


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
    for path in settings.drawn.glob("*"):
        if not (settings.published / path.name / MANIFEST).exists():
            shutil.rmtree(path, ignore_errors=True)


def clear_leftovers(settings: Settings) -> None:
    """Remove what interruptions left of publications that nobody is served."""
    for path in (*settings.published.glob(".outgoing-*"), *settings.published.glob(".incoming-*")):
        shutil.rmtree(path)


def put_out_of_sight(name: str, settings: Settings) -> None:
    """Take a publication, if there is one of that id, from those that are kept; ``clear_leftovers`` removes it."""
    # By one rename: half a publication with its manifest would pass for a whole one.
    outgoing = settings.published / f".outgoing-{name}"
    if outgoing.exists():
        shutil.rmtree(outgoing)
    if (settings.published / name).exists():
        (settings.published / name).rename(outgoing)
