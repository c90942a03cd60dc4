"""What a path leads to, found out without opening it."""

import stat
from pathlib import Path


def other_than_file(path: Path) -> str | None:
    """Return what a path is if it is no file, such as "a pipe", without opening it, which may wait for ever.

    Raises:
        OSError: it may not be looked at.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link to nothing" if path.is_symlink() else "nothing"
    if stat.S_ISREG(mode):
        return None
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "something of another kind")
