"""Archives: a set of files in one, with what an archive can hide."""

import io
import stat
import zipfile
from collections.abc import Callable
from functools import cache

import pytest

from local_mi_faults.annex_a import tables as annex_a
from local_mi_faults.canaries import CHILDREN, NAMES, TOLD, WORKERS
from local_mi_faults.files import comma_separated, swollen, workbook, zipped
from local_mi_faults.judging import Base, Dropped, Expected, Fault, LeftOut, Place, Refused, Same, Told, Trial, Without
from local_mi_faults.ssda903 import document, tables

Members = dict[str, bytes]


def members() -> Members:
    return {f"{name}.csv": comma_separated(rows).encode() for name, rows in tables().items()}


BASE = Base("ssda903.zip", lambda: zipped(members()))


def archive(what: str, change: Callable[[Members], Members | None], *expected: Expected, name: str = "") -> Fault:
    def make() -> bytes:
        files = members()
        return zipped(change(files) or files)

    return Fault(what, BASE, make, expected, name=name)


def raw(what: str, make: Callable[[], bytes], *expected: Expected, name: str = "") -> Fault:
    return Fault(what, BASE, make, expected, name=name)


def within(folder: str) -> Callable[[Members], Members]:
    return lambda files: {f"{folder}{name}": content for name, content in files.items()}


def one_more(name: str, content: bytes) -> Callable[[Members], Members]:
    return lambda files: {**files, name: content}


def linked(target: str) -> bytes:
    buffer = io.BytesIO(BASE.content())
    with zipfile.ZipFile(buffer, "a") as opened:
        link = zipfile.ZipInfo("oc2.csv")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, target)
    return buffer.getvalue()


def encrypted() -> bytes:
    """The bit that says so is set for every member, in both of its headers."""
    content = bytearray(BASE.content())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(mark)
        while found >= 0:
            content[found + place] |= 1
            found = content.find(mark, found + 4)
    return bytes(content)


@cache
def bomb() -> bytes:
    """A gigabyte of spaces in front of the lines of a file."""
    return swollen(BASE.content(), "episodes.csv", 1024, b"CHILD")


def lying_bomb() -> bytes:
    """The same, which says that it is small."""
    size = len(members()["episodes.csv"]) + (1024 << 20)
    assert bomb().count(size.to_bytes(4, "little")) == 2
    return bomb().replace(size.to_bytes(4, "little"), (4096).to_bytes(4, "little"))


def nested(depth: int) -> bytes:
    content = BASE.content()
    for _ in range(depth):
        content = zipped({"inner.zip": content})
    return content


def damaged() -> bytes:
    content = bytearray(BASE.content())
    content[60:90] = bytes(30)
    return bytes(content)


def twice() -> bytes:
    buffer = io.BytesIO(BASE.content())
    with zipfile.ZipFile(buffer, "a") as opened, pytest.warns(UserWarning):
        opened.writestr("episodes.csv", comma_separated(tables()["episodes"][:2]))
    return buffer.getvalue()


REFERRALS = comma_separated(annex_a()["List 3"]).encode()

FAULTS = [
    archive("the files in a folder", within("903/2024/"), Same()),
    archive("the files in a folder with a name of a person", within(f"{NAMES[0]}/"), Same()),
    archive("backslashes in the names", within("903\\2024\\"), Same(), Refused()),
    archive("names in upper case", lambda files: {name.upper(): content for name, content in files.items()}, Same()),
    archive("names of other languages", lambda files: {f"é{name}": content for name, content in files.items()}, Same()),
    archive(
        "names of persons",
        lambda files: {f"{name[:3]} {WORKERS[0]}.csv": content for name, content in files.items()},
        Same(),
    ),
    archive(
        "names with numbers of children",
        lambda files: {f"{CHILDREN[0]} {name}": content for name, content in files.items()},
        Same(),
    ),
    archive("a path out of the folder", one_more("../../oc2.csv", b"x"), Refused()),
    archive("a path out of the folder in backslashes", one_more("..\\..\\oc2.csv", b"x"), Refused()),
    archive("a path out of the folder that comes back", one_more("a/../../b/oc2.csv", b"x"), Refused()),
    archive("a path from the root", one_more("/srv/oc2.csv", b"x"), Refused()),
    archive("a path from a drive", one_more("C:\\oc2.csv", b"x"), Refused()),
    archive("a path with a name of a person out of the folder", one_more(f"../{NAMES[0]}.csv", b"x"), Refused()),
    archive("a name of ten thousand letters", one_more(f"{'a' * 10_000}.csv", b"x"), Refused(), LeftOut("")),
    archive("a name with a line end", one_more("oc\n2.csv", b"x"), Refused(), LeftOut("")),
    raw("a link to a file outside", lambda: linked("/etc/passwd"), Refused()),
    raw("a link within", lambda: linked("episodes.csv"), Refused()),
    archive("an archive within", one_more("more.zip", zipped({"x.csv": "a,b\r\n1,2\r\n"})), Refused(), Told(Place())),
    raw("the archive within another", lambda: nested(1), Same(), Refused()),
    raw("the archive within twenty others", lambda: nested(20), Refused()),
    raw("a gigabyte in a small member", bomb, Refused()),
    raw("a gigabyte in a member that says that it is small", lying_bomb, Refused()),
    raw("members beyond counting", lambda: zipped({f"{n}.csv": b"" for n in range(5000)}), Refused()),
    raw("a password", encrypted, Refused()),
    raw("no member", lambda: zipped({}), Refused()),
    raw("empty", lambda: b"", Refused()),
    raw("cut in the middle", lambda: BASE.content()[: len(BASE.content()) // 2], Refused()),
    raw("noughts in the middle", damaged, Refused()),
    raw("a file twice", twice, Refused(), Told(Place())),
    raw("a file of text with this name", lambda: members()["episodes.csv"], Refused(), Without()),
    raw("named as a table of text", BASE.content, Same(), Refused(), name="episodes.csv"),
    raw("a packed file of another kind", lambda: b"\x1f\x8b\x08" + bytes(200), Refused()),
    raw("an archive of 7-Zip", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(200), Refused()),
    archive("what a Macintosh adds", one_more("__MACOSX/._episodes.csv", b"\0\5\26\7" + bytes(80)), Same()),
    archive(
        "what Windows adds", one_more("Thumbs.db", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(80)), Same(), Told(Place())
    ),
    archive("a note beside", one_more("read me.txt", f"{NAMES[0]}: {TOLD}".encode()), Same(), LeftOut("")),
    archive(
        "a table that nobody knows",
        one_more(f"{NAMES[1]}.csv", f"Fruit,Price\r\n{NAMES[1]},3\r\n".encode()),
        LeftOut(""),
        Refused(),
    ),
    archive("an empty file beside", one_more("oc2.csv", b""), Told(Place()), Refused(), Same()),
    archive(
        "a copy of a file with another name",
        lambda files: {**files, "episodes (1).csv": files["episodes.csv"]},
        Told(Place()),
        Refused(),
        Same(),
    ),
    archive("a list of Annex A among them", one_more("List 3.csv", REFERRALS), Refused(), Told(Place())),
    archive("a workbook among them", one_more("Annex A.xlsx", workbook(annex_a())), Refused(), Told(Place())),
    archive("the same return as XML beside", one_more("ssda903.xml", document().encode()), Refused(), Told(Place())),
    archive(
        "a file with a fault in a row",
        lambda files: files.update({"episodes.csv": files["episodes.csv"].replace(b"12/06/2023", b"31/06/2023")}),
        Dropped(Place(None, 4, "DECOM")),
    ),
    archive(
        "a file that cannot be read",
        lambda files: files.update({"reviews.csv": b"\x89PNG\r\n" + bytes(100)}),
        Refused(),
        Told(Place()),
    ),
    archive(
        "a file missing",
        lambda files: {name: content for name, content in files.items() if name != "reviews.csv"},
        Without(),
    ),
    archive(
        "a file of the headers alone",
        lambda files: files.update({"reviews.csv": b"CHILD,DOB,REVIEW,REVIEW_CODE\r\n"}),
        Without(),
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.claim)
def test_an_archive_becomes_what_it_must(fault: Fault, trial: Trial) -> None:
    trial(fault)
