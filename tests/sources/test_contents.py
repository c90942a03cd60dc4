"""Whatever lies in a folder of releases is told with what to do; nothing is waited for, and the others go on."""

import os
import socket
from pathlib import Path

import pytest

from oba.definitions import Definitions
from oba.errors import SourceError
from oba.landing import Look, land, look
from released import DEMO_FILES, LOOKED_AFTER

RELEASE = "creating-strong-communities-evaluation/2020"
OTHERS = {"creating-strong-communities-evaluation-round-1", "innovation-programme-evaluation"}


@pytest.fixture
def release(releases) -> Path:
    """A release folder whose file of a declared name a test may put something else in place of."""
    folder = releases / RELEASE
    (folder / LOOKED_AFTER).unlink()
    return folder


@pytest.fixture
def found(settings, definitions: Definitions):
    """Look, and check that the others are on offer."""

    def ask() -> Look:
        return look(settings, definitions)

    return ask


def aside(found: Look) -> dict[str, str]:
    assert len(found.fresh) == DEMO_FILES - 1 and found.alerts == []
    return {left.title: left.reason for left in found.aside}


def make_socket(path: Path) -> None:
    # By a short name: that of a socket is limited to some hundred letters.
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "it is a folder, and nothing deeper than <publication>/<release>/<file> is read"),
        (os.mkfifo, "it is a pipe and no file"),
        (make_socket, "it is a socket and no file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device and no file"),
        (lambda path: path.symlink_to("nowhere"), "it is a link to nothing and no file"),
    ],
)
def test_what_is_no_file_is_never_opened_and_left_aside(release, found, make, said):
    make(release / LOOKED_AFTER)
    ((title, reason),) = aside(found()).items()
    assert title == f"{RELEASE}/{LOOKED_AFTER}" and said in reason


@pytest.mark.parametrize("place", ["stray.csv", "creating-strong-communities-evaluation/stray.csv"])
def test_a_file_at_another_level_is_left_aside(releases, release, found, place):
    (releases / place).write_text("a\n1\n")
    ((title, reason),) = aside(found()).items()
    assert title == place and "it is no <publication>/<release>/<file>, so nobody reads it" in reason


def test_what_people_put_beside_files_is_no_release(releases, release, found):
    for place in ("README.md", "readme.txt", "innovation-programme-evaluation/Thumbs.db", f"{RELEASE}/desktop.ini"):
        (releases / place).write_text("a\n")
    assert aside(found()) == {}


def test_a_file_of_reference_without_a_year_is_told(releases, release, found):
    (releases / "reference").mkdir()
    (releases / "reference" / "neighbours_new.csv").write_text("a\n")
    assert "ends with its year" in aside(found())["reference/neighbours_new.csv"]


def test_a_deep_tree_is_not_walked(releases, release, found):
    deep = release / "deep"
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert list(aside(found())) == [f"{RELEASE}/deep"]


def test_names_that_cannot_be_told_are_written_out(releases, release, found):
    (releases / os.fsdecode(b"ga\xeblic")).mkdir()
    (release / os.fsdecode(b"caf\xe9.csv")).write_text("a\n")
    (release / "two\nlines.csv").write_text("a\n")
    told = aside(found())
    assert set(told) == {r"ga\udcebl" + "ic", rf"{RELEASE}/caf\udce9.csv", rf"{RELEASE}/two\nlines.csv"}
    assert "its name is not UTF-8" in told[rf"{RELEASE}/caf\udce9.csv"]
    assert all(line.encode().isascii() for line in told)


def test_a_folder_that_may_not_be_read_is_an_alert_and_the_others_go_on(releases, release, found, monkeypatch):
    listed = Path.iterdir

    def iterdir(path: Path):
        if path == release:
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    (alert,) = found().alerts
    assert alert == f"{release} could not be read: Permission denied. Let this user read it, or remove it."
    assert {offer.publication for offer in found().fresh} == OTHERS


def test_a_file_larger_than_the_limit_is_neither_read_nor_landed(settings, definitions, release):
    with (release / LOOKED_AFTER).open("wb") as file:
        file.truncate(200_000_000)
    found = look(settings, definitions)
    (alert,) = found.alerts
    assert len(found.fresh) == DEMO_FILES - 1
    assert "has 200 MB, and no file of more than 100 MB lands" in alert and "OBA_LARGEST_FILE_MB" in alert


def test_a_file_that_grew_after_it_was_offered_is_not_landed(settings, definitions, releases):
    offer = next(offer for offer in look(settings, definitions).fresh if offer.file_name == LOOKED_AFTER)
    largest = settings.model_copy(update={"largest_file_mb": 0})
    with pytest.raises(SourceError, match=rf"{LOOKED_AFTER} has 0 MB, and no file of more than 0 MB lands"):
        land(offer, largest)


def test_a_file_that_became_a_pipe_after_it_was_offered_is_not_opened(settings, definitions, releases):
    offer = next(offer for offer in look(settings, definitions).fresh if offer.file_name == LOOKED_AFTER)
    (releases / RELEASE / LOOKED_AFTER).unlink()
    os.mkfifo(releases / RELEASE / LOOKED_AFTER)
    with pytest.raises(SourceError, match="is a pipe and no file"):
        land(offer, settings)


def test_a_folder_without_releases_is_told_once_whatever_it_holds(settings, definitions, releases, tmp_path):
    other = tmp_path / "other"
    for name in ("a", "b", "c"):
        (other / name).mkdir(parents=True)
        (other / name / "notes.txt").write_text("a\n")
    found = look(settings.model_copy(update={"releases": (releases, other)}), definitions)
    (alert,) = found.alerts
    assert f"{other} holds no <publication>/<release>/<file>" in alert and found.aside == []
