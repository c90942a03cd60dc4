"""The folder of extracts: what is taken of it, what is waited for, and what is told without a name."""

import os
from datetime import date
from pathlib import Path

import pytest

from oba.local_mi.dropped import Drop, NoFolder, look_into

COUNCIL, TODAY = "E06000012", date(2026, 11, 22)


def put(folder: Path, name: str, content: str = "a,b\n1,2\n", age: int = 3600) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (path.stat().st_mtime - age,) * 2)
    return path


def looked(folder: Path, wait=lambda seconds: None, largest: int = 1_000_000) -> Drop:
    return look_into(folder, {COUNCIL}, TODAY, largest, wait)


def test_files_at_their_place_are_found_with_council_and_date(tmp_path):
    put(tmp_path, f"{COUNCIL}/2026-09-30/list 1.csv")
    put(tmp_path, f"{COUNCIL}/2026-06-30/annex a.xlsx")
    found = looked(tmp_path)
    assert [(one.council, one.snapshot_date, one.path.name) for one in found.files] == [
        (COUNCIL, date(2026, 6, 30), "annex a.xlsx"),
        (COUNCIL, date(2026, 9, 30), "list 1.csv"),
    ]
    assert found.told == () and found.waiting == 0


@pytest.mark.parametrize(
    "name",
    ["~$annex a.xlsx", ".annex.xlsx", "annex.xlsx.part", "README.md", "Thumbs.db", "x.filepart", ".~lock.a.ods#"],
)
def test_what_programs_and_people_put_beside_files_is_left_aside_in_silence(tmp_path, name):
    put(tmp_path, f"{COUNCIL}/2026-09-30/{name}")
    assert looked(tmp_path) == Drop((), (), 0)


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path):
    path = put(tmp_path, f"{COUNCIL}/2026-09-30/list.csv", age=0)
    whole = put(tmp_path, f"{COUNCIL}/2026-09-30/other.csv", age=0)

    def write_on(seconds: float) -> None:
        with path.open("a") as stream:
            stream.write("3,4\n")

    found = looked(tmp_path, write_on)
    assert [one.path for one in found.files] == [whole] and found.waiting == 1
    assert {one.path for one in looked(tmp_path).files} == {path, whole}


def test_a_file_that_vanishes_while_it_is_looked_at_is_left(tmp_path):
    path = put(tmp_path, f"{COUNCIL}/2026-09-30/list.csv", age=0)
    assert looked(tmp_path, lambda seconds: path.unlink()).files == ()


def test_a_file_that_came_just_now_with_an_old_date_is_looked_at_twice(tmp_path):
    put(tmp_path, f"{COUNCIL}/2026-09-30/list.csv")
    waited: list[float] = []
    looked(tmp_path, waited.append)
    assert waited == [2.0]


WRONG = {
    f"{COUNCIL}/2026-09-30/more/list.csv": "a folder",
    f"{COUNCIL}/2026-11-23/list.csv": "in the future",
    f"{COUNCIL}/1024-09-30/list.csv": "no extract is as old",
    f"{COUNCIL}/September Canary/list.csv": "no date",
    f"{COUNCIL}/2026-02-30/list.csv": "no date",
    f"{COUNCIL}/20260930/list.csv": "no date",
    f"{COUNCIL}/canary.csv": "beside the snapshot dates",
    "canary.csv": "beside the councils",
    "Canary Council/2026-09-30/list.csv": "no GSS code",
    "301/2026-09-30/list.csv": "no GSS code",
    "E06000099/2026-09-30/list.csv": "no authority of places.yml",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_at_no_place_is_told_by_its_form_alone(tmp_path, name):
    put(tmp_path, name)
    put(tmp_path, f"{COUNCIL}/2026-09-30/good.csv")
    found = looked(tmp_path)
    (told,) = found.told
    assert WRONG[name] in told and "anary" not in told
    assert [one.path.name for one in found.files] == ["good.csv"]


def test_links_empty_files_and_those_that_are_too_large_are_told(tmp_path):
    path = put(tmp_path, f"{COUNCIL}/2026-09-30/canary.csv", "")
    put(tmp_path, f"{COUNCIL}/2026-09-30/canary large.csv", "x" * 101)
    (path.parent / "canary link").symlink_to(path)
    found = looked(tmp_path, largest=100)
    assert found.files == ()
    told = "\n".join(found.told)
    assert len(found.told) == 3 and all(word in told for word in ("is empty", "MB is taken", "is a link"))
    assert "canary" not in told


@pytest.mark.parametrize("name", [COUNCIL, "E09000030", f"{COUNCIL}/2026-06-30", "Canary"])
def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path, name):
    drop, elsewhere = tmp_path / "drop", tmp_path / "elsewhere"
    put(elsewhere, "2026-06-30/passwd.csv")
    put(elsewhere, "passwd.csv")
    if name != COUNCIL:
        put(drop, f"{COUNCIL}/2026-09-30/good.csv")
    drop.mkdir(exist_ok=True)
    (drop / name).symlink_to(elsewhere)
    found = look_into(drop, {COUNCIL, "E09000030"}, TODAY, 1000, lambda seconds: None)
    assert [one.path.name for one in found.files] == ([] if name == COUNCIL else ["good.csv"])
    (told,) = found.told
    assert "is a link" in told and "anary" not in told


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.csv", b"one\nE06000012 two.csv", "one\u2028two.csv".encode(), b"\x1b[2J.csv"]
)
def test_a_name_that_would_break_what_it_is_told_in_is_told_in_one_line_and_not_taken(tmp_path, name):
    place = put(tmp_path, f"{COUNCIL}/2026-09-30/good.csv").parent
    (place / os.fsdecode(name)).write_text("a,b\n1,2\n")
    found = looked(tmp_path)
    assert [one.path.name for one in found.files] == ["good.csv"]
    (told,) = found.told
    assert "rename it" in told and len(told.splitlines()) == 1 and told.isprintable()


def test_a_folder_that_anybody_can_write_to_is_told(tmp_path):
    place = put(tmp_path, f"{COUNCIL}/2026-09-30/list.csv").parent
    assert looked(tmp_path).notes == ()
    for folder in (place, tmp_path):
        folder.chmod(0o777)
        found = looked(tmp_path)
        (note,) = found.notes
        assert "every user of this machine" in note and len(found.files) == 1
        folder.chmod(0o755)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NoFolder, match="does not exist"):
        looked(tmp_path / "nowhere")
