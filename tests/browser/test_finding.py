"""Finding a place by typing, and sorting a table, in a browser; and what is left of both without the script."""

from pathlib import Path

import pytest

from oba.site import addresses, frame, home
from page_words import DESKTOP
from stub_site import place, site_of

TABLE = """<!doctype html><html lang="en-GB"><head><title>Table</title>
<script src="look/site.js" defer></script></head><body>
<table class="sortable"><thead><tr>
<th scope="col">Place</th><th scope="col">Figure</th><th scope="col" data-unsorted>Note</th>
</tr></thead><tbody>
<tr><th scope="row">York</th><td data-value="9.5">9.5%</td><td></td></tr>
<tr><th scope="row">Leeds</th><td data-value="">hidden</td><td></td></tr>
<tr><th scope="row">Barnet</th><td data-value="10">10%</td><td></td></tr>
</tbody></table></body></html>"""
PLACES = [
    place("E08000035", "Leeds"),
    place("E06000014", "York"),
    place("E07000001", "St. Helens", region_name="North West"),
    place("E06000058", "Bournemouth, Christchurch and Poole", region_name="South West"),
    place("E06000029", "Poole", region_name="South West"),
]
JOINED = [{"predecessor_code": "E06000029", "successor_code": "E06000058", "change_kind": "merge"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finding")
    site = site_of(dim_geography=PLACES, bridge_geography_successor=JOINED)
    codes = [row["geography_code"] for row in PLACES]
    for page in (*frame.pages(site, codes), *home.pages(site, codes)):
        path = folder / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.draw(site))
    (folder / "table.html").write_text(TABLE)
    for code in codes:
        path = folder / addresses.place(code)
        path.parent.mkdir()
        path.write_text(f"<!doctype html><title>{code}</title>")
    return folder


@pytest.fixture
def opened(browser, folder):
    """Open a page from the file system, as from a shared drive."""
    contexts = []

    def opening(name: str, **options):
        contexts.append(browser.new_context(viewport=DESKTOP, **options))
        page = contexts[-1].new_page()
        page.goto((folder / name).as_uri())
        return page

    yield opening
    for context in contexts:
        context.close()


def left(page) -> list[str]:
    return page.locator("#places li:visible").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lee", ["Leeds"]),
        ("ST HELENS", ["St. Helens"]),
        ("poole", ["Bournemouth, Christchurch and Poole", "Poole"]),
        ("E08000035", ["Leeds"]),
        ("eeds", []),
    ],
)
def test_a_place_is_found_by_the_beginning_of_any_of_its_words(opened, typed, found):
    page = opened(addresses.HOME)
    page.get_by_label("Type the name of a council").fill(typed)
    assert left(page) == found
    said = page.locator("output").first.inner_text()
    assert said == (f"{len(found)} found" if found else "Nothing has that name.")


def test_regions_without_a_match_are_hidden_and_come_back(opened):
    page = opened(addresses.HOME)
    box = page.get_by_label("Type the name of a council")
    box.fill("leeds")
    assert page.locator("#places h3:visible").all_inner_texts() == ["Yorkshire and The Humber"]
    box.fill("")
    assert len(left(page)) == len(PLACES)


def test_enter_leads_to_the_place_that_is_left(opened):
    page = opened(addresses.HOME)
    page.get_by_label("Type the name of a council").fill("york")
    page.keyboard.press("Enter")
    page.wait_for_url("**/E06000014/index.html")
    assert page.title() == "E06000014"


def test_without_the_script_every_place_is_listed_and_no_box_is_offered(opened):
    page = opened(addresses.HOME, java_script_enabled=False)
    assert len(left(page)) == len(PLACES)
    assert page.locator("input:visible").count() == 0


def test_a_table_is_sorted_both_ways_and_a_hidden_figure_stays_last(opened):
    page = opened("table.html")
    places = page.locator("tbody th")
    page.get_by_role("button", name="Figure").click()
    assert places.all_inner_texts() == ["York", "Barnet", "Leeds"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Figure").click()
    assert places.all_inner_texts() == ["Barnet", "York", "Leeds"]
    page.get_by_role("button", name="Place").click()
    assert places.all_inner_texts() == ["Barnet", "Leeds", "York"]
    assert page.get_by_role("status").inner_text() == "Sorted by Place, lowest or first at the top"
    assert page.get_by_role("button", name="Note").count() == 0
