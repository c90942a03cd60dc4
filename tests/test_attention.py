"""What needs a person is told until it is mended, removed or decided, and in the same words everywhere."""

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from oba import attention, steps
from oba.cli import app
from oba.config import Settings
from oba.definitions import Definitions
from oba.definitions.decisions import Decisions
from oba.intake import FileRefused
from oba.intake.verdict import Verdict, refusal
from oba.landing import LandedFile, land, landed_files, look
from pipeline import in_environment
from released import LOOKED_AFTER

RELEASE = "creating-strong-communities-evaluation/2020"
TABLE_07 = f"{RELEASE}/{LOOKED_AFTER}"
SAID = {"decided_on": "2026-11-21", "decided_by": "Head of Performance", "reason": "It is well so."}


@pytest.fixture
def judged(monkeypatch) -> dict[str, Verdict]:
    """Verdicts in the place of those that the gate in would give, by file id."""
    given: dict[str, Verdict] = {}
    monkeypatch.setattr(attention, "verdicts", lambda settings: given)
    monkeypatch.setattr(steps, "verdicts", lambda settings: given)
    return given


@pytest.fixture
def landed(settings, definitions, judged) -> Settings:
    """Every file of the demo landed and accepted."""
    for offer in look(settings, definitions).fresh:
        file = land(offer, settings)
        judged[file.file_id] = Verdict(file.file_id, file.title, True, 1, 1, ())
    return settings


@pytest.fixture
def refused(landed, judged) -> LandedFile:
    """One of them refused."""
    (file,) = [file for file in landed_files(landed) if file.title == TABLE_07]
    judged[file.file_id] = refusal(file, ("a rule",))
    return file


def told(settings: Settings, definitions: Definitions) -> list[str]:
    return attention.needs_a_person(settings, definitions, look(settings, definitions))


def noted(settings: Settings, definitions: Definitions) -> list[str]:
    return list(attention.notes(settings, definitions, look(settings, definitions)))


def decided(definitions: Definitions, **lists: dict) -> Definitions:
    lines = {name: [{**line, **SAID}] for name, line in lists.items()}
    return replace(definitions, decisions=Decisions.model_validate(lines))


def test_where_everything_on_offer_is_shown_nothing_is_told(landed, definitions):
    assert told(landed, definitions) == []


def test_a_refused_file_is_told_until_somebody_decides_on_exactly_these_bytes(landed, refused, definitions):
    (line,) = told(landed, definitions)
    assert line.startswith(f"In quarantine: {TABLE_07}, SHA-256 {refused.sha256}; the reasons are in ")
    assert "under refused_files" in line
    other = decided(definitions, refused_files={"file": TABLE_07, "sha256": "0" * 64})
    assert told(landed, other) == [line]
    assert told(landed, decided(definitions, refused_files={"file": TABLE_07, "sha256": refused.sha256})) == []


def test_a_refused_file_that_was_taken_out_of_its_folder_is_dealt_with(landed, refused, releases, definitions):
    (releases / TABLE_07).unlink()
    assert told(landed, definitions) == []


def test_a_refused_file_stays_told_where_its_folder_is_not_read(landed, refused, releases, definitions):
    elsewhere = releases.rename(releases.with_name("moved"))
    assert len(told(landed.model_copy(update={"releases": (elsewhere,)}), definitions)) == 1


def test_a_refused_file_with_other_bytes_on_offer_is_dealt_with_and_the_new_one_speaks_for_itself(
    landed, refused, judged, releases, definitions
):
    (releases / TABLE_07).write_text((releases / TABLE_07).read_text().replace(",448\n", ",449\n"))
    assert told(landed, definitions) == []
    (mended,) = look(landed, definitions).fresh
    again = land(mended, landed)
    judged[again.file_id] = refusal(again, ("another rule",))
    (line,) = told(landed, definitions)
    assert mended.token in line


def test_an_amendment_that_is_refused_is_told_though_the_bytes_before_it_are_in_use(
    landed, judged, releases, definitions
):
    (releases / TABLE_07).write_text((releases / TABLE_07).read_text().replace(",448\n", ",44.8\n"))
    (amendment,) = look(landed, definitions).fresh
    file = land(amendment, landed)
    judged[file.file_id] = refusal(file, ("a rule",))
    (line,) = told(landed, definitions)
    assert line.startswith(f"In quarantine: {TABLE_07}, SHA-256 {file.sha256}")
    word = decided(definitions, refused_files={"file": TABLE_07, "sha256": file.sha256})
    assert told(landed, word) == []
    assert not any("refused_files" in note for note in noted(landed, word))


def test_a_file_that_no_feed_takes_is_told_until_somebody_decides(landed, releases, definitions):
    (releases / RELEASE / "table_99.csv").write_text("a\n1\n")
    (line,) = told(landed, definitions)
    assert line.startswith(f"Left aside: {RELEASE}/table_99.csv: no feed declares a file of that name")
    assert told(landed, decided(definitions, left_aside={"files": f"{RELEASE}/table_9*"})) == []
    assert told(landed, decided(definitions, left_aside={"files": "other-use/*"})) == [line]


def test_a_folder_of_other_things_is_one_line(landed, releases, definitions):
    for name in range(12):
        (releases / "minutes" / str(name)).mkdir(parents=True)
        (releases / "minutes" / str(name) / "a.docx").write_text("a")
    (line,) = told(landed, definitions)
    assert line.startswith("Left aside: 12 of minutes, namely 0/a.docx, 1/a.docx, 10/a.docx, ")
    assert " and 2 more: no feed declares" in line
    assert told(landed, decided(definitions, left_aside={"files": "minutes/*"})) == []


def test_a_release_that_disappeared_is_told_in_one_line_until_it_is_back_removed_or_decided(
    landed, releases, definitions
):
    away = shutil.move(releases / RELEASE, releases.parent / "away")
    (line,) = told(landed, definitions)
    assert line.startswith(f"Gone from its folder of releases: {RELEASE}: table_04_")
    assert LOOKED_AFTER in line and "What landed stays in use" in line and "under gone_files" in line
    assert told(landed, decided(definitions, gone_files={"files": f"{RELEASE}/*"})) == []
    assert f"remove {landed.landed / RELEASE} and run" in line
    shutil.move(away, releases / RELEASE)
    assert told(landed, definitions) == []


def test_one_file_that_disappeared_is_told_with_where_it_is_kept(landed, releases, definitions):
    (releases / TABLE_07).unlink()
    (line,) = told(landed, definitions)
    (kept,) = [file.path(landed).parent for file in landed_files(landed) if file.title == TABLE_07]
    assert f"{RELEASE}: {LOOKED_AFTER}. What landed stays in use" in line and f"remove {kept} and run" in line


def test_what_lies_in_a_folder_that_is_not_named_this_time_has_not_disappeared(landed, tmp_path, definitions):
    (tmp_path / "empty").mkdir()
    assert told(landed.model_copy(update={"releases": (tmp_path / "empty",)}), definitions) == []


def test_what_moved_to_another_folder_has_not_disappeared(landed, releases, tmp_path, definitions):
    other = tmp_path / "other"
    (other / RELEASE).parent.mkdir(parents=True)
    shutil.move(releases / RELEASE, other / RELEASE)
    assert told(landed.model_copy(update={"releases": (releases, other)}), definitions) == []


def test_what_could_not_be_read_has_not_disappeared(landed, releases, definitions):
    (releases / TABLE_07).unlink()
    (releases / TABLE_07).symlink_to(releases / TABLE_07)
    alerts = told(landed, definitions)
    assert len(alerts) == 1 and "could not be read: Too many levels of symbolic links" in alerts[0]


def test_a_decision_about_something_that_is_not_there_is_noted_with_its_line(landed, definitions, tmp_path):
    folder = Path(shutil.copytree(definitions.folder, tmp_path / "definitions"))
    (folder / "decisions.yml").write_text(
        "left_aside:\n"
        "  - {files: other-use/*, decided_on: 2026-11-21, decided_by: Head, reason: Minutes}\n"
        "gone_files:\n"
        "  - {files: other-use/2020/*, decided_on: 2026-11-21, decided_by: Head, reason: Moved}\n"
    )
    stale = replace(
        decided(definitions, left_aside={"files": "other-use/*"}, gone_files={"files": "other-use/2020/*"}),
        folder=folder,
    )
    assert told(landed, stale) == []
    about = [line for line in noted(landed, stale) if "decisions.yml" in line]
    assert [line.split(": nothing")[0].rpartition("line ")[2] for line in about] == ["2", "4"]


def test_a_feed_without_a_file_is_noted(landed, releases, definitions):
    lines = noted(landed, definitions)
    assert any("Nothing has landed of these publications:" in line and "children_in_need" in line for line in lines)
    (releases / RELEASE).parent.joinpath("2021").mkdir()
    shutil.copy(releases / TABLE_07, releases / RELEASE / ".." / "2021")
    land(look(landed, definitions).fresh[0], landed)
    (line,) = [line for line in noted(landed, definitions) if line.startswith("Of release 2021 of")]
    assert "evaluation_table_08" in line and "evaluation_table_07" not in line


def test_both_dags_are_red_in_the_same_words_while_something_is_not_dealt_with(landed, refused, releases):
    (releases / RELEASE / "table_99.csv").write_text("a\n1\n")
    with in_environment(landed):
        offers, alerts = steps.find_new_files()
        assert offers == []
        with pytest.raises(steps.SourceNeedsAttention) as landing:
            steps.report_alerts(offers, alerts)
        with pytest.raises(steps.RefusedInThisRun) as publishing:
            steps.report_refusals([], "Publication p1 is served now.")
        with pytest.raises(steps.RefusedInThisRun, match=r"What is served has not changed\.$"):
            steps.report_refusals([], None)
    in_quarantine, news = str(publishing.value).splitlines()
    assert in_quarantine in str(landing.value).splitlines() and refused.sha256 in in_quarantine
    assert news == "Publication p1 is served now."
    assert f"Left aside: {RELEASE}/table_99.csv" in str(landing.value)


def test_a_file_that_may_stay_refused_makes_no_task_red(landed, refused, judged, definitions, tmp_path, monkeypatch):
    folder = Path(shutil.copytree(definitions.folder, tmp_path / "definitions"))
    (folder / "decisions.yml").write_text(
        f"refused_files:\n  - {{file: {TABLE_07}, sha256: '{refused.sha256}', "
        "decided_on: 2026-11-21, decided_by: Head, reason: A letter}\n"
    )
    told_by_the_gate = FileRefused(judged[refused.file_id], tmp_path / "quarantine" / "a.csv")
    monkeypatch.setattr(steps, "judge", Mock(side_effect=told_by_the_gate))
    waiting = {"file_id": refused.file_id, "title": refused.title}
    with in_environment(landed.model_copy(update={"definitions": folder})):
        steps._definitions.cache_clear()
        assert steps.gate_in(waiting) == TABLE_07
        steps.report_refusals([waiting], None)
        steps.report_alerts(*steps.find_new_files())


def manifest(name: str, *files: str) -> SimpleNamespace:
    titles = tuple({"release_file_id": file, "file": f"a/2024/{file}.csv"} for file in files)
    return SimpleNamespace(publication_id=name, release_files=titles)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, None, attention.UNCHANGED),
        (manifest("p1", "b"), manifest("p1", "b"), attention.UNCHANGED),
        (None, manifest("p1", "b"), "Publication p1 is served now. New in it: a/2024/b.csv."),
        (manifest("p1", "b"), manifest("p2", "b"), "Publication p2 is served now. No file is new in it."),
        (
            manifest("p1", "b"),
            manifest("p2", "c"),
            "Publication p2 is served now. New in it: a/2024/c.csv. No longer in it: a/2024/b.csv.",
        ),
        (None, manifest("p1", *map(str, range(100, 112))), "a/2024/109.csv and 2 more."),
    ],
)
def test_what_a_publication_brought_is_said(before, after, said):
    assert attention.news(before, after).endswith(said)


def test_status_tells_what_is_refused_though_nothing_has_been_published_yet(landed, refused, monkeypatch):
    monkeypatch.setattr("oba.attention.files_to_gate", lambda settings, definitions: [])
    with in_environment(landed):
        told_by_status = CliRunner().invoke(app, ["status"])
    assert told_by_status.exit_code == 1
    assert "Nothing has been published" in told_by_status.stdout
    assert f"- In quarantine: {TABLE_07}" in told_by_status.stdout
