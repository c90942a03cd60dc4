"""Archives, and the workbooks that are archives too: looked at before anything is unpacked."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath

from oba.local_mi.reading.parts import Limits, Unreadable

# What Python's modules of archives raise over a damaged one.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),
    *(ValueError, KeyError, NotImplementedError, RuntimeError, struct.error),
)
SMALL = 1_000_000  # bytes: what unpacks to less harms nobody, however well it was packed


def checked_members(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return what an archive holds.

    Raises:
        Unreadable: it is damaged, protected, leads out of its folder, or unpacks to more than the limits allow.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except DAMAGED:
        raise Unreadable("an archive can be opened", "a damaged one", "Make or copy it again.") from None
    files = [member for member in members if not member.is_dir()]
    rule = "an archive holds no more than its limits"
    mend = "Send the files themselves; if the archive is right, it is too large for one statement."
    if len(files) > limits.members:
        raise Unreadable(rule, f"{len(files):,} files, of {limits.members} at most", mend)
    if sum(member.file_size for member in files) > limits.largest * limits.unpacked:
        raise Unreadable(rule, f"more than {limits.largest * limits.unpacked / 1_000_000:,.0f} MB unpacked", mend)
    for member in files:
        if _leads_out(member.filename):
            found, mend = "a path that leads out of it", "Make the archive again from the files alone."
            raise Unreadable("an archive's files stay within it", found, mend)
        if stat.S_ISLNK(member.external_attr >> 16):
            mend = "Put the file itself into it."
            raise Unreadable("an archive holds files", "a link to another file", mend)
        if member.flag_bits & 1:
            found = "a file protected by a password"
            raise Unreadable("an archive can be opened", found, "Make it again without a password.")
        if member.file_size > SMALL and member.file_size > limits.times * max(member.compress_size, 1):
            raise Unreadable(rule, f"a file packed more than {limits.times} times smaller than it is", mend)
    names = [member.filename for member in files]
    if len(set(names)) < len(names):
        raise Unreadable("an archive has each file once", "one name twice", "Make the archive again.")
    return members


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Return the bytes of one file of an archive, never more than it may hold, whatever its head says.

    Raises:
        Unreadable: it is damaged or larger.
    """
    try:
        with archive.open(member) as opened:
            data = opened.read(limits.largest + 1)
    except DAMAGED:
        raise Unreadable("an archive can be opened", "a damaged file in it", "Make or copy it again.") from None
    if len(data) > limits.largest:
        found = f"a file of more than {limits.largest / 1_000_000:,.0f} MB"
        raise Unreadable("an archive holds no more than its limits", found, "Split that file.")
    return data


def _leads_out(name: str) -> bool:
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return posix.is_absolute() or windows.is_absolute() or bool(windows.drive) or ".." in {*posix.parts, *windows.parts}
