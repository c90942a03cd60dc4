"""Pages drawn on request stand beside the served publication, lead to it, and go with it."""

import re
from pathlib import Path

import pytest

from oba.errors import ObaError
from oba.on_request import draw_missing, draw_on_request, pages_of
from oba.publication import manifest, publish
from oba.site import AuthorityUnknown, draw

LEEDS = "E08000035"


def links(page: Path) -> list[Path]:
    """The files that a page links to, from where it is."""
    found = re.findall(r'(?:href="|url=)([^"#]+\.(?:html|json))"', page.read_text())
    assert found
    return [(page.parent / target).resolve() for target in found]


def test_pages_of_another_place_are_drawn_beside_the_publication_and_every_link_of_theirs_leads_somewhere(own_build):
    home = own_build.published / publish(own_build).publication_id
    assert pages_of(LEEDS, own_build) == []
    pages = draw_on_request(LEEDS, own_build)
    folder = own_build.drawn / home.name
    assert pages and all(page.parent == folder / LEEDS for page in pages)
    assert pages_of(LEEDS, own_build) == sorted(pages)
    index = folder / "index.html"
    listed = set(links(index))
    assert set(pages) | set((home / "scorecards" / "E06000012").glob("*.html")) <= listed
    for page in (index, *pages, own_build.published / "index.html"):
        assert all(target.exists() for target in links(page))
    assert home / "manifest.json" in links(pages[0])
    assert links(own_build.published / "index.html")[0] == index


def test_pages_that_the_publication_has_are_named_and_not_drawn_again(own_build):
    publish(own_build)
    pages = draw_on_request("E06000012", own_build)
    assert pages and all(page.is_relative_to(own_build.served.resolve()) for page in pages)
    assert not own_build.drawn.exists()
    draw_missing(own_build)
    assert not own_build.drawn.exists()


def test_a_next_publication_has_a_front_door_of_its_own_and_a_pruned_one_takes_its_drawn_pages_along(
    own_build, monkeypatch
):
    keeping = own_build.model_copy(update={"keep_publications": 2})
    for number in range(3):
        monkeypatch.setattr(manifest, "publication_id", lambda files, settings, number=number: f"p{number}")
        monkeypatch.setattr(manifest, "now", lambda number=number: f"2026-01-0{number + 1}T00:00:00+00:00")
        publish(keeping)
        assert links(keeping.published / "index.html")[0] == keeping.served.resolve() / "scorecards" / "index.html"
        draw_on_request(LEEDS, keeping)
    assert sorted(path.name for path in keeping.drawn.iterdir()) == ["p1", "p2"]


def test_nothing_is_drawn_for_a_place_without_a_code_or_before_the_first_publication(own_build):
    with pytest.raises(ObaError, match="Nothing has been published yet"):
        draw_on_request(LEEDS, own_build)
    publish(own_build)
    with pytest.raises(AuthorityUnknown):
        draw_on_request("../E06000012", own_build)
    assert not own_build.drawn.exists()


@pytest.mark.parametrize("part", ["_write_page", "_write_index"])
def test_drawing_that_was_cut_off_is_done_again(own_build, monkeypatch, part):
    publish(own_build)
    asking = own_build.model_copy(update={"authorities": (LEEDS,)})
    whole = draw.__dict__[part]

    def cut_off(*given):
        if part == "_write_page":
            whole(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(draw, part, cut_off)
    with pytest.raises(KeyboardInterrupt):
        draw_missing(asking)
    # The pages are whole before the index is begun.
    assert bool(pages_of(LEEDS, asking)) == (part == "_write_index")
    monkeypatch.undo()
    draw_missing(asking)
    pages = pages_of(LEEDS, asking)
    assert pages
    assert set(pages) <= set(links(own_build.drawn / own_build.served.resolve().name / "index.html"))
