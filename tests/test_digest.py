"""What makes the gate judge again, and what does not."""

import shutil

import pytest

from oba import digest
from oba.config import PROJECT
from oba.digest import code_version, gate_versions

WORKFORCE = "publications/children_social_work_workforce.yml"


@pytest.fixture
def changed(tmp_path):
    """Return a function that gives the versions of the gate and of the build after a change of one file."""

    def versions(file: str, old: str, new: str) -> tuple[dict[str, str], str]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        shutil.copytree(PROJECT / "data" / "definitions", folder / "definitions")
        path = folder / "definitions" / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return gate_versions(folder / "definitions"), code_version(folder / "definitions")

    return versions


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("published: 2025-02-27}", 'published: 2025-02-27}\n  - {release: "2025", published: 2026-02-26}'),
        ("title: Children's social work workforce", "title: Social workers"),
        ("releases:", "# in order\nreleases:"),
    ],
)
def test_what_the_gate_does_not_read_builds_again_and_judges_nothing_again(changed, old, new):
    before, after = changed(WORKFORCE, old, old), changed(WORKFORCE, old, new)
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_a_shock_builds_again_and_judges_nothing_again(changed):
    file, old = "publications/outcomes_for_children_in_need.yml", 'periods: ["201920", "202021"]'
    before, after = changed(file, old, old), changed(file, old, 'periods: ["202021"]')
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_a_change_of_one_feed_judges_its_files_again_and_no_others(changed):
    file, old = "publications/children_looked_after.yml", "minimum_authorities: 140"
    before, after = changed(file, old, old)[0], changed(file, old, "minimum_authorities: 141")[0]
    assert len(before) > 10
    assert [feed for feed in before if before[feed] != after[feed]] == ["children_looked_after"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (WORKFORCE, "minimum_authorities: 140", "minimum_authorities: 141"),
        (WORKFORCE, "effective: 2021-04-01", "effective: 2022-04-01"),
        (WORKFORCE, "published_as: [social_worker_fte], ", ""),
        (WORKFORCE, "feeds:", "feeds: ["),
        ("places.yml", "names: [Hartlepool]", "names: [Hartlepool, West Hartlepool]"),
        ("symbols.yml", "symbol: k", "symbol: K"),
        ("geography/boundary_changes.yml", "effective: 2023-04-01", "effective: 2024-04-01"),
    ],
)
def test_what_the_gate_reads_makes_it_judge_again(changed, file, old, new):
    assert changed(file, old, old)[0] != changed(file, old, new)[0]


def test_an_upgraded_library_makes_the_gate_judge_again(tmp_path, monkeypatch):
    versions = []
    for locked in ("pandas==2.2", "pandas==2.3"):
        (tmp_path / "requirements.lock").write_text(locked)
        monkeypatch.setattr(digest, "PROJECT", tmp_path)
        versions.append(gate_versions.__wrapped__(PROJECT / "data" / "definitions"))
    assert all(versions[0][feed] != versions[1][feed] for feed in versions[0])
