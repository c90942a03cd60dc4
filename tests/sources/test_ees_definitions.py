"""The project's own ``ees`` blocks: what they follow, and what is refused."""

from shutil import copytree
from uuid import UUID

import pytest
from ees_records import DATA_SET, catalogue_record

from dfe import DFE, dfe_files, needs_dfe
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.errors import DefinitionError
from oba.intake import gate_in
from oba.landing import LandedFile, land, look
from oba.sources.ees import EesSource

ON_SERVICE = {"characteristics-of-children-in-need": "children-in-need"}
FEEDS_FOLLOWED, PUBLICATIONS_FOLLOWED = 11, 4


@pytest.fixture
def dfe_on_the_stub(stub, client, settings, monkeypatch, definitions):
    """Every file of the DfE that a feed declares, in the catalogue, in one publication each."""
    for number, path in enumerate(path for path in dfe_files(definitions) if path.parts[-3] != "reference"):
        slug = ON_SERVICE.get(path.parts[-3], path.parts[-3])
        newest = max(other.name for other in path.parents[1].iterdir())
        stub.add_catalogue(
            catalogue_record(
                number,
                f"Title {number}",
                path.parts[-2],
                rows=len(path.read_bytes().splitlines()) - 1,
                filename=path.name,
                latestData=path.parts[-2] == newest,
                publication={"id": str(UUID(int=9000 + len(slug))), "title": slug, "slug": slug},
            )
        )
        stub.catalogue_files[str(UUID(int=number))] = path.read_bytes()
    source = EesSource(client, settings.asked)
    monkeypatch.setattr("oba.landing.release_source", lambda settings: source)
    return source


@needs_dfe
def test_every_declared_file_of_the_dfe_is_followed_under_the_names_of_a_folder(dfe_on_the_stub, settings, definitions):
    found = look(settings, definitions)
    folder = {path.relative_to(DFE).as_posix() for path in dfe_files(definitions)}
    assert {offer.title for offer in found.fresh} == {title for title in folder if not title.startswith("reference")}
    assert found.alerts == [] and found.aside == []
    assert any("publications/reference.yml: statistical_neighbours" in note for note in found.notes)


@needs_dfe
def test_a_quiet_day_takes_two_requests_a_publication(dfe_on_the_stub, stub, settings, definitions):
    look(settings, definitions)
    before = len(stub.requests)
    look(settings, definitions)
    assert len(stub.requests) - before == 2 * PUBLICATIONS_FOLLOWED


@needs_dfe
def test_both_vintages_of_a_file_from_the_service_pass_the_gate(dfe_on_the_stub, settings, definitions):
    files = [offer for offer in look(settings, definitions).fresh if offer.file_name.startswith("d3_")]
    landed: list[LandedFile] = [land(offer, settings) for offer in reversed(files)]
    assert len(landed) == 2
    verdicts = {file.release: gate_in(file, settings, definitions) for file in landed}
    assert verdicts["2024"].accepted and verdicts["2024"].compared_with == verdicts["2023"].title


def test_the_project_follows_every_feed_of_the_dfe_s_publications(definitions):
    followed = [feed for _, feed in definitions.feeds.values() if feed.ees]
    assert len(followed) == FEEDS_FOLLOWED
    of_the_service = {publication.publication for publication, feed in definitions.feeds.values() if feed.ees}
    left = [feed for publication, feed in definitions.feeds.values() if not feed.ees]
    assert [
        feed.feed
        for publication in definitions.publications
        if publication.publication in of_the_service
        for feed in publication.feeds
        if feed in left
    ] == []


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("{route: ftp}", r"children_in_need\.yml, line 21: .*feeds, entry 1, ees: .*'api', 'catalogue'"),
        ("{route: catalogue, title_patern: x}", r"line 21: .*title_patern: no such field"),
        ("{route: catalogue, title_pattern: '('}", r"line 21: .*'\(' is not a regular expression"),
        ("{route: api, data_set_id: x, major: 1}", r"line 21: .*data_set_id: 'x'\. Input should be a valid UUID"),
        ("{route: api, data_set_id: " + DATA_SET + "}", r"line 21: .*major: missing"),
        ("{route: api, data_set_id: " + DATA_SET + ", major: 0}", r"line 21: .*major: .*greater than or equal to 1"),
    ],
)
def test_a_block_that_cannot_be_used_is_refused_with_its_line(tmp_path, block, message):
    folder = copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
    path = folder / "publications" / "children_in_need.yml"
    path.write_text(path.read_text().replace("{route: catalogue}", block, 1))
    with pytest.raises(DefinitionError, match=message):
        read_definitions(folder)


def test_one_data_set_for_two_feeds_is_refused(tmp_path):
    folder = copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
    path = folder / "publications" / "children_in_need.yml"
    api = "{route: api, data_set_id: " + DATA_SET + ", major: 1}"
    path.write_text(path.read_text().replace("{route: catalogue}", api, 2))
    with pytest.raises(DefinitionError, match=f"data set of an ees block has its own name; found {DATA_SET}"):
        read_definitions(folder)


def test_a_feed_of_the_api_takes_the_service_s_file_names_and_no_others(tmp_path):
    folder = copytree(PROJECT / "data" / "definitions", tmp_path / "definitions")
    path = folder / "publications" / "children_in_need.yml"
    api = "{route: api, data_set_id: " + DATA_SET + ", major: 1}"
    path.write_text(path.read_text().replace("{route: catalogue}", api, 1))
    definitions = read_definitions(folder)
    slug = "characteristics-of-children-in-need"
    for name in (f"{DATA_SET}_v1.0.csv", f"{DATA_SET}_v1.10.2.csv", "b1_children_in_need_2013_to_2024.csv"):
        assert definitions.feed_of(slug, name).feed == "children_in_need"
    for name in (f"{DATA_SET}.csv", f"{DATA_SET}_vx.csv", f"{SLUG_LIKE}_v1.0.csv"):
        assert definitions.feed_of(slug, name) is None


SLUG_LIKE = DATA_SET.replace("0", "1")
