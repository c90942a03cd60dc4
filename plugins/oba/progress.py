"""How far a long step has come: told in the log, and to whoever runs the steps on a terminal."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

log = logging.getLogger(__name__)

_listener: ContextVar[Callable[[str], object] | None] = ContextVar("listener", default=None)


def tell(how_far: str) -> None:
    """Say how far a step has come."""
    log.info("%s", how_far)
    listener = _listener.get()
    if listener is not None:
        listener(how_far)


@contextmanager
def told_to(listener: Callable[[str], object]) -> Iterator[None]:
    """Let a listener hear what is told from here on."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
