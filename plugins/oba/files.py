"""Files that several processes meet: a reader, or a run after a crash, never sees half of one.

What others trust is put in place by one rename, after its bytes have reached the disk: a file whose name outlives a
power cut and whose bytes do not would pass for a whole one.
"""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from oba.errors import ObaError
from oba.paths import other_than_file

TEMPORARY = re.compile(r"\..+\.(?P<process>\d+)")  # names that ``write_atomically`` gives while it writes
TROUBLES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "The disk is full. Free some space"),
    errno.EFBIG: "A file would be larger than this process may write. Raise its limit (ulimit -f)",
    errno.EROFS: "The disk can only be read. Mount it so that it can be written to",
    **dict.fromkeys((errno.EACCES, errno.EPERM), "This user may not write there. Give it the folder (chown, chmod)"),
    errno.EIO: "The disk cannot be read or written. Look after the disk",
}


class Damaged(ObaError):
    """A record that this warehouse keeps is empty, cut short or not what it should be; names the file."""


class InUse(ObaError):
    """Another process holds the work folder."""


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` with a temporary path in the same folder, then put the result in place by one rename."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def put_in_place(whole: Path, path: Path) -> None:
    """Rename a file, or a folder with all it holds, once its bytes are on the disk; the name is, when this returns."""
    parts = [whole]
    if whole.is_dir():
        # All at once first: thousands of files would each wait for a write of their own. What a disk could not write is
        # told by the wait for each file alone.
        os.sync()
        parts = [*whole.rglob("*"), whole]
    for part in parts:
        sync(part)
    whole.rename(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, so that their names outlive a power cut."""
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync(made.parent)


def copy_read_only(source: Path, target: Path) -> None:
    """Copy a file; a link would let whoever writes to one of the two change the other."""
    shutil.copyfile(source, target)
    target.chmod(0o444)


def clear_temporary(folder: Path) -> Iterator[Path]:
    """Remove what processes that are gone left while they wrote into a folder, and name it."""
    for path in folder.glob(".*"):
        form = TEMPORARY.fullmatch(path.name)
        if form and not _is_alive(int(form["process"])):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
            yield path


def read_record(path: Path) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        Damaged: the file is none, as after a power cut; a file that is not there is a ``FileNotFoundError``.
    """
    if (other := other_than_file(path)) not in (None, "nothing"):  # a pipe would be waited for without end
        raise Damaged(f"{path} is {other} and no file")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not JSON, or not UTF-8
        raise Damaged(f"{path} is empty or cut short: {error}") from error
    if not isinstance(content, dict):
        raise Damaged(f"{path} holds no record: found {type(content).__name__}")
    return content


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, worked out again only if the file was written to since this process last asked."""
    found = path.stat()
    return _sha256(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def trouble(error: BaseException, home: Path) -> str | None:
    """Say in words what a disk could not do, if that is what an error is about."""
    if not isinstance(error, OSError) or error.errno not in TROUBLES:
        return None
    place = error.filename or home
    return f"{TROUBLES[error.errno]}, then run the same command again: {place}. What is served has not changed."


@contextmanager
def alone(home: Path, seconds_to_wait: float) -> Iterator[None]:
    """Hold a work folder against every other process; within one process it may be held again.

    Raises:
        InUse: another process held it for longer than that.
    """
    # The system frees the lock when a process dies, however it dies.
    lock = FileLock(home / "refresh.lock", is_singleton=True, thread_local=False)
    try:
        lock.acquire(timeout=seconds_to_wait)
    except Timeout as error:
        raise InUse(f"Another refresh is using {home}. Wait until it ends, then run this again.") from error
    try:
        yield
    finally:
        lock.release()


@lru_cache(maxsize=4096)
def _sha256(path: Path, *written: int) -> str:
    return file_sha256(path)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
