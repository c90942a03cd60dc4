"""A released file is kept as it came, once, and never overwritten."""

import json
from pathlib import Path

import pytest

from oba.errors import SourceError
from oba.files import file_sha256
from oba.landing import clear_interrupted, land, landed_files, look
from oba.sources import Offer
from released import DEMO_FILES, LOOKED_AFTER, RELEASES


def test_landed_bytes_are_the_released_bytes_with_a_record_beside_them(settings, definitions):
    offers = look(settings, definitions).fresh
    landed = [land(offer, settings) for offer in offers]
    assert len(landed) == DEMO_FILES
    for file in landed:
        path = file.path(settings)
        assert path.read_bytes() == (RELEASES / file.title).read_bytes()
        assert file.sha256 == file_sha256(path)
        assert json.loads((path.parent / "landing.json").read_text())["origin"] == f"releases/{file.title}"


def test_what_is_landed_is_not_offered_again_and_landing_it_again_changes_nothing(settings, definitions):
    offers = look(settings, definitions).fresh
    first = land(offers[0], settings)
    assert offers[0] not in look(settings, definitions).fresh
    assert land(offers[0], settings) == first
    assert landed_files(settings) == [first]


def test_an_amended_release_is_landed_beside_the_first(settings, releases, definitions):
    path = releases / "creating-strong-communities-evaluation" / "2020" / LOOKED_AFTER
    for offer in look(settings, definitions).fresh:
        land(offer, settings)
    path.write_text(path.read_text().replace(",448\n", ",449\n"))
    (amended,) = look(settings, definitions).fresh
    land(amended, settings)
    both = [file.path(settings).read_text() for file in landed_files(settings) if file.file_name == LOOKED_AFTER]
    assert sorted(",448\n" in text for text in both) == [False, True]


def test_a_landed_file_cannot_be_written_to(settings, definitions):
    landed = land(look(settings, definitions).fresh[0], settings)
    assert not landed.path(settings).stat().st_mode & 0o222


def test_a_file_that_no_feed_declares_is_left_aside_and_told(settings, releases, definitions):
    (releases / "creating-strong-communities-evaluation" / "2020" / "table_99_unheard_of.csv").write_text("a\n1\n")
    found = look(settings, definitions)
    assert len(found.fresh) == DEMO_FILES
    assert [Path(left.title).name for left in found.aside] == ["table_99_unheard_of.csv"]
    assert "no feed declares a file of that name" in str(found.aside[0])


def test_a_name_that_cannot_be_kept_is_left_aside_and_does_not_hold_up_the_others(settings, releases, definitions):
    (releases / "creating-strong-communities-evaluation" / "2020").rename(
        releases / "creating-strong-communities-evaluation" / "2019\u201320"
    )
    found = look(settings, definitions)
    assert {offer.publication for offer in found.fresh} == {
        "creating-strong-communities-evaluation-round-1",
        "innovation-programme-evaluation",
    }
    assert len(found.aside) == DEMO_FILES - len(found.fresh) and "Rename it at the source" in str(found.aside[0])


def test_a_name_that_leads_out_of_the_folder_is_refused(settings):
    offer = Offer("folder", "..", "2020", "a.csv", "origin", "token", None)
    with pytest.raises(SourceError, match="cannot be the name"):
        land(offer, settings)


def test_a_file_that_changes_while_it_is_copied_is_not_landed(settings, releases, definitions):
    offer = look(settings, definitions).fresh[0]
    with (releases / offer.title).open("a") as stream:
        stream.write("more\n")
    with pytest.raises(SourceError, match="changed while it was being copied"):
        land(offer, settings)
    assert landed_files(settings) == []


def test_what_an_interrupted_landing_left_is_cleared(settings):
    left = settings.landed / ".incoming-abc"
    left.mkdir(parents=True)
    assert list(clear_interrupted(settings)) == [left]
    assert not left.exists()


def test_a_folder_of_releases_that_is_not_there_says_what_to_set(tmp_path, definitions):
    from oba.config import settings_from_environment

    settings = settings_from_environment(home=tmp_path, releases=tmp_path / "nowhere")
    with pytest.raises(SourceError, match=r"does not exist\. Set OBA_RELEASES"):
        look(settings, definitions)
