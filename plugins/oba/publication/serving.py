"""Which publication is served: the newest, or the one that a person holds; and mending it after an interruption."""

from dataclasses import replace

from oba.config import Settings
from oba.errors import ObaError
from oba.publication.link import lead_to, write_front_door
from oba.publication.manifest import MANIFEST, Manifest, now
from oba.publication.order import read_serving, write_serving
from oba.publication.shelf import held, is_whole, newest, publications, settle, why_nothing_is_served, wrong_with


def serve(name: str, settings: Settings) -> Manifest:
    """Serve a kept publication, and let it stay served until ``serve_newest``, whatever is made beside it.

    Raises:
        ObaError: none of that id is kept, or it is damaged.
    """
    kept = {one.publication_id: one for one in publications(settings)}
    if name not in kept:
        raise ObaError(f"No publication {name} is kept. There are: {', '.join(kept) or 'none'}.")
    wrong = wrong_with(name, settings, every_byte=True)
    if wrong:
        raise ObaError(f"Publication {name} is not served, because it is damaged: {'; '.join(wrong)}. Serve another.")
    now_served = settings.served.resolve().name
    serving = read_serving(settings)
    if serving.held is None and now_served in kept:
        serving = serving.followed_by(now_served)
    # First, so that a run after an interruption finds what the link is to be.
    write_serving(replace(serving, held=name, held_since=now()), settings)
    lead_to(name, settings)
    return kept[name]


def serve_newest(settings: Settings) -> Manifest:
    """Serve the publication made last, as every refresh does from now on.

    Raises:
        ObaError: none is kept whole.
    """
    whole = (one for one in publications(settings) if is_whole(one.publication_id, settings, every_byte=True))
    found = next(whole, None)
    if found is None:
        raise ObaError(f"No whole publication is kept in {settings.published}. Run 'oba refresh'.")
    lead_to(found.publication_id, settings)
    write_serving(replace(read_serving(settings), held=None, held_since=None), settings)
    return found


def make_public(name: str, settings: Settings) -> None:
    """Serve a publication, unless a person holds another, and note that it is the one made last."""
    stays, before = held(settings), settings.served.resolve().name
    if stays is None:
        lead_to(name, settings)
    serving = read_serving(settings)
    kept = tuple(one for one in serving.order if (settings.published / one / MANIFEST).exists())
    serving = replace(serving, order=kept, held=stays)
    # Before the first publication the link leads nowhere, and its name is no id.
    was_served = [before] if stays is None and before in {one.publication_id for one in publications(settings)} else []
    if not stays or serving.order[-1:] != (name,):
        write_serving(serving.followed_by(*was_served, name), settings)


def told_of_serving(settings: Settings) -> list[str]:
    """Say that a person holds what is served, and what was made since; nothing where nobody does."""
    name, made_last = held(settings), newest(settings)
    if name is None or made_last is None:
        return []
    since = (read_serving(settings).held_since or "")[:10]
    beside = f" The newest is {made_last.publication_id} of {made_last.published_at[:10]}."
    return [
        f"Held: publication {name} stays served since {since}, whatever a refresh makes beside it."
        f"{beside if made_last.publication_id != name else ''} 'oba serve --newest' ends this."
    ]


def out_of_step(settings: Settings) -> bool:
    """Tell whether the link leads to another publication than it should, or nowhere."""
    due = held(settings) or (made_last.publication_id if (made_last := newest(settings)) else None)
    return due is None or not settings.served.exists() or settings.served.resolve().name != due


def mend_serving(settings: Settings) -> list[str]:
    """Finish what an interruption left between two publications, and let a lost link lead somewhere again.

    Returns:
        What was mended and a person should know, in words.
    """
    settle(settings)
    kept = publications(settings)
    if not kept:
        return []
    name, record = held(settings), read_serving(settings)
    if record.held != name:
        now_served = serve_newest(settings).publication_id
        return [
            f"Publication {record.held}, which was held, is gone or damaged; {now_served} is served and none is held."
        ]
    if settings.served.exists():
        write_front_door(settings)
        if name is not None and settings.served.resolve().name != name:
            lead_to(name, settings)
        return []
    due = [name] if name else [one.publication_id for one in kept]
    found = next((one for one in due if is_whole(one, settings, every_byte=True)), None)
    if found is None:
        return [f"{why_nothing_is_served(settings)} None of them is whole."]
    told = f"{settings.served} was gone or led nowhere; it leads to publication {found} again."
    lead_to(found, settings)
    return [told]
