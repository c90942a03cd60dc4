"""Several folders of releases as one source: what is held twice, what is absent, and what is no release."""

import shutil
from pathlib import Path

import ees_demo
import pytest
from ees_records import Answer

from oba import steps
from oba.config import settings_from_environment
from oba.definitions import read_definitions
from oba.errors import ConfigurationError, SourceError
from oba.landing import Look, land, landed_files, look
from oba.sources import release_source
from released import DEMO_FILES, LOOKED_AFTER

TABLE_07 = f"creating-strong-communities-evaluation/2020/{LOOKED_AFTER}"


@pytest.fixture
def other(releases, tmp_path) -> Path:
    """A second folder of releases, which holds a table of the first."""
    folder = tmp_path / "other"
    (folder / TABLE_07).parent.mkdir(parents=True)
    shutil.copy(releases / TABLE_07, folder / TABLE_07)
    return folder


@pytest.fixture
def asked(settings, definitions):
    """Ask for what folders offer."""

    def ask(*folders: Path) -> Look:
        return look(settings.model_copy(update={"releases": folders}), definitions)

    return ask


def titles(found: Look) -> list[str]:
    return sorted(offer.title for offer in found.fresh)


def test_files_of_every_folder_land_and_say_which_folder_they_came_from(settings, releases, other, definitions):
    (other / TABLE_07).parent.rename(other / "creating-strong-communities-evaluation" / "2021")
    later = other / TABLE_07.replace("/2020/", "/2021/")
    both = settings.model_copy(update={"releases": (releases, other)})
    found = look(both, definitions)
    landed = [land(offer, both) for offer in found.fresh]
    assert len(landed) == DEMO_FILES + 1 and found.alerts == [] and found.notes == ()
    origins = {file.origin: file.path(both).read_bytes() for file in landed}
    assert origins[f"releases/{TABLE_07}"] == (releases / TABLE_07).read_bytes()
    assert origins[f"other/{TABLE_07.replace('/2020/', '/2021/')}"] == later.read_bytes()
    assert look(both, definitions).fresh == []


def test_a_folder_named_twice_is_read_once_and_told(asked, releases, tmp_path):
    (tmp_path / "link").symlink_to(releases)
    found = asked(releases, releases.parent / "home" / ".." / "releases", tmp_path / "link")
    assert len(found.fresh) == DEMO_FILES and found.alerts == []
    assert [note.endswith("is named more than once; it is read once.") for note in found.notes] == [True, True]
    assert str(tmp_path / "link") in found.notes[1]


def test_the_same_bytes_in_two_folders_land_once_with_a_note(asked, releases, other):
    found = asked(releases, other)
    assert len(found.fresh) == DEMO_FILES and found.alerts == []
    (note,) = found.notes
    assert note == f"{TABLE_07} is in {releases} and in {other} with the same bytes; taken once, from the first."
    assert f"releases/{TABLE_07}" in {offer.origin for offer in found.fresh}


def test_a_whole_folder_held_twice_is_one_note(asked, releases, tmp_path):
    copy = Path(shutil.copytree(releases, tmp_path / "copy"))
    found = asked(releases, copy)
    assert len(found.fresh) == DEMO_FILES and found.alerts == []
    (note,) = found.notes
    assert note.startswith(f"{DEMO_FILES} files, such as ")


def test_other_bytes_in_a_second_folder_are_an_alert_that_names_both_and_the_others_go_on(asked, releases, other):
    (other / TABLE_07).write_text((releases / TABLE_07).read_text().replace(",448\n", ",449\n"))
    found = asked(releases, other)
    assert len(found.fresh) == DEMO_FILES - 1 and TABLE_07 not in titles(found)
    (alert,) = found.alerts
    assert f"{releases / TABLE_07}, {other / TABLE_07}" in alert
    assert "different bytes" in alert and "none of them is taken" in alert and "Remove those" in alert


def test_files_that_no_feed_declares_may_differ_and_are_left_aside(asked, releases, other):
    for number, folder in enumerate((releases, other)):
        (folder / TABLE_07).with_name("notes.txt").write_text(f"{number}\n")
    found = asked(releases, other)
    assert found.alerts == [] and [Path(left.title).name for left in found.aside] == ["notes.txt"]


def test_a_folder_that_is_not_there_is_an_alert_and_the_others_go_on(asked, releases, tmp_path):
    found = asked(tmp_path / "nowhere", releases)
    assert len(found.fresh) == DEMO_FILES
    (alert,) = found.alerts
    assert f"{tmp_path / 'nowhere'} does not exist" in alert and "Set OBA_RELEASES" in alert


def test_without_any_of_the_folders_the_source_cannot_be_read(asked, tmp_path):
    with pytest.raises(SourceError, match=r"nowhere does not exist.*elsewhere does not exist"):
        asked(tmp_path / "nowhere", tmp_path / "elsewhere")


def test_a_folder_one_level_too_high_is_told(asked, releases):
    found = asked(releases, releases.parent)
    assert len(found.fresh) == DEMO_FILES
    assert any(f"{releases.parent} holds no <publication>/<release>/<file>" in alert for alert in found.alerts)


def test_any_type_of_file_is_offered_and_a_hidden_one_is_not(asked, releases):
    release = (releases / TABLE_07).parent
    for name in ("table_99.xlsx", "table_99", ".DS_Store"):
        (release / name).write_bytes(b"\x00\xff")
    hidden = releases / ".git" / "objects"
    hidden.mkdir(parents=True)
    (hidden / "0a").write_bytes(b"0")
    assert [Path(left.title).name for left in asked(releases).aside] == ["table_99", "table_99.xlsx"]


def test_folders_of_one_name_are_told_apart_by_the_folders_above_them(asked, tmp_path, settings, definitions):
    for council, year in (("north", "2020"), ("south", "2021")):
        release = tmp_path / council / "releases" / "creating-strong-communities-evaluation" / year
        release.mkdir(parents=True)
        shutil.copy(settings.releases[0] / TABLE_07, release)
    folders = (tmp_path / "north" / "releases", tmp_path / "south" / "releases")
    found = asked(*folders)
    assert [offer.origin.split("/creating")[0] for offer in found.fresh] == ["north/releases", "south/releases"]
    both = settings.model_copy(update={"releases": folders})
    assert [land(offer, both).release for offer in found.fresh] == ["2020", "2021"]


def test_an_offer_of_a_folder_that_is_no_longer_read_is_refused(settings, releases, other, definitions):
    offer = look(settings, definitions).fresh[0]
    with pytest.raises(SourceError, match=r"is in none of the folders of releases: .*other"):
        land(offer, settings.model_copy(update={"releases": (other,)}))


def test_no_folder_and_no_service_is_no_source(settings):
    with pytest.raises(ConfigurationError, match="OBA_RELEASES names no folder"):
        release_source(settings.model_copy(update={"releases": ()}))


def test_a_run_lands_what_it_can_and_is_red_for_what_a_person_must_mend(settings, releases, other, monkeypatch):
    (other / TABLE_07).write_text((releases / TABLE_07).read_text().replace(",448\n", ",449\n"))
    monkeypatch.setenv("OBA_HOME", str(settings.home))
    monkeypatch.setenv("OBA_RELEASES", f"{releases}:{other}:{other.parent / 'nowhere'}")
    offers, alerts = steps.find_new_files()
    for offer in offers:
        steps.land_file(offer)
    assert len(landed_files(settings)) == DEMO_FILES - 1
    with pytest.raises(steps.SourceNeedsAttention, match=r"nowhere does not exist[\s\S]*different bytes"):
        steps.report_alerts(offers, alerts)


@pytest.fixture
def with_the_service(stub, client, monkeypatch, tmp_path, releases):
    """A warehouse of the service and of a folder."""
    ees_demo.fill(stub)
    monkeypatch.setattr("oba.sources.ees.connection.ees_client", lambda settings: client)
    definitions = ees_demo.write_definitions(tmp_path / "definitions")
    shutil.rmtree(releases / "innovation-programme-evaluation")
    return settings_from_environment(home=tmp_path / "home", source="ees", releases=releases, definitions=definitions)


def test_the_service_and_the_folders_stand_beside_each_other(with_the_service):
    definitions = read_definitions(with_the_service.definitions)
    found = look(with_the_service, definitions)
    landed = [land(offer, with_the_service) for offer in found.fresh]
    assert {file.source for file in landed} == {"folder", "ees"}
    # Table 10 is in both with the same bytes: one landed file, whichever is fetched first.
    assert len({file.file_id for file in landed}) == len(landed) - 1
    assert look(with_the_service, definitions).fresh == []


def test_a_service_that_does_not_answer_is_an_alert_and_the_folders_go_on(with_the_service, stub):
    stub.script("", *[Answer(503)] * 99)
    found = look(with_the_service, read_definitions(with_the_service.definitions))
    assert any("The service answered for no feed" in alert for alert in found.alerts)
    assert {offer.source for offer in found.fresh} == {"folder"}
