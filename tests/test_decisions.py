"""What a person has decided of files: read, held against its shape, and of no weight for any figure."""

import shutil
from pathlib import Path

import pytest

from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.digest import code_version
from oba.errors import DefinitionError

SAID = "decided_on: 2026-11-21, decided_by: Head of Performance, reason: It is another statistic"
SHA256 = "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions"))


def decide(folder: Path, text: str) -> None:
    (folder / "decisions.yml").write_text(text)


def test_a_decision_says_what_when_who_and_why(folder):
    decide(
        folder,
        f"refused_files:\n  - {{file: a/2024/b.csv, sha256: {SHA256!r}, {SAID}}}\n"
        f"left_aside:\n  - {{files: other-use/*, {SAID}}}\n"
        f"gone_files:\n  - {{files: a/2023/*.csv, {SAID}}}\n",
    )
    decisions = read_definitions(folder).decisions
    assert (decisions.refused_files[0].file, decisions.refused_files[0].sha256) == ("a/2024/b.csv", SHA256)
    assert decisions.left_aside[0].covers("other-use/2024/notes.txt")
    assert not decisions.left_aside[0].covers("a/2024/notes.txt")
    assert decisions.gone_files[0].covers("a/2023/b.csv") and not decisions.gone_files[0].covers("a/2024/b.csv")


def test_a_folder_of_definitions_needs_no_decisions(folder):
    assert read_definitions(folder).decisions.left_aside == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("left_aside: [{files: other-use/*, decided_on: 2026-11-21, decided_by: Me}]", "reason: missing"),
        (f"left_aside: [{{files: '*', {SAID}}}]", r"files: '\*'"),
        (f"gone_files: [{{files: '*/2024/a.csv', {SAID}}}]", r"files: '\*/2024/a.csv'"),
        (f"refused_files: [{{file: 'a/2024/*', sha256: '{SHA256}', {SAID}}}]", r"file: 'a/2024/\*'"),
        (f"refused_files: [{{file: a/2024/b.csv, sha256: abc, {SAID}}}]", "sha256: 'abc'"),
        (f"forgiven: [{{file: a/2024/b.csv, {SAID}}}]", "no such field"),
    ],
)
def test_a_decision_without_a_reason_or_for_whatever_may_come_is_refused(folder, text, found):
    decide(folder, text)
    with pytest.raises(DefinitionError, match=rf"decisions\.yml, line 1: .*{found}"):
        read_definitions(folder)


def test_a_decision_builds_nothing_again(folder):
    before = version(folder, "before")
    decide(folder, f"left_aside: [{{files: other-use/*, {SAID}}}]")
    assert version(folder, "after") == before


def version(folder: Path, name: str) -> str:
    # Under a path of its own, since a version is worked out once a folder.
    return code_version(Path(shutil.copytree(folder, folder.parent / name / folder.name)))
