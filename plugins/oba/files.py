"""Files that several processes meet: a reader, or a run after a crash, never sees half of one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from oba.errors import ObaError


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` with a temporary path in the same folder, then put the result in place by one rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def alone(home: Path, seconds_to_wait: float) -> Iterator[None]:
    """Hold a work folder against every other process; within one process it may be held again.

    Raises:
        ObaError: another process held it for longer than that.
    """
    # The system frees the lock when a process dies, however it dies.
    lock = FileLock(home / "refresh.lock", is_singleton=True, thread_local=False)
    try:
        lock.acquire(timeout=seconds_to_wait)
    except Timeout as error:
        raise ObaError(f"Another refresh is using {home}. Wait until it ends, then run this again.") from error
    try:
        yield
    finally:
        lock.release()
