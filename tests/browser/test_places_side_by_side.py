"""Two to eleven places side by side: chosen by hand or by a link, sorted, by keyboard, and without the script."""

from datetime import date
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from measure_marts import DEFINITION, ENGLAND, HOSTILE, authority, small_country, value, write_warehouse
from oba.site import compare, frame, measure
from oba.site.reading import Site
from page_words import DESKTOP, RULES

DAY = date(2026, 11, 22)
AFORD, BETON, CE, HOSTILE_CODE, EHAM = (f"E0900000{number}" for number in range(1, 6))


def draw(folder: Path, rows) -> Path:
    site = Site.of(write_warehouse(folder / "warehouse.duckdb", rows), DAY)
    for kind in (frame, compare, measure):
        for planned in kind.pages(site, []):
            if planned.address.endswith((".csv", ".xlsx", ".svg", ".png")):
                continue
            path = folder / planned.address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(planned.draw(site))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    rows = small_country()
    rows["dim_geography"] += [authority(number, f"More {number}") for number in range(20, 30)]
    rows["fct_measure_value"] += [value("late_share", f"E09000{number:03}", number) for number in range(20, 30)]
    count = DEFINITION | {"measure_id": "late", "measure_name": "Late, number", "unit": "children"}
    rows["dim_measure"] += [count | {"rate_measure_id": "late_share"}, count | {"measure_id": "alone"}]
    for name in ("late", "alone"):
        rows["fct_measure_value"] += [
            row | {"measure_id": name} for row in rows["fct_measure_value"] if row["measure_id"] == "late_share"
        ]
    return draw(tmp_path_factory.mktemp("compare"), rows)


@pytest.fixture
def opened(browser, folder):
    """Open the page of a measure from the file system, as from a shared drive."""
    contexts = []

    def opening(name: str = "late_share", chosen: str = "", **options):
        contexts.append(browser.new_context(viewport=DESKTOP, **options))
        page = contexts[-1].new_page()
        page.faults = []
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{(folder / 'compare' / f'{name}.html').as_uri()}{chosen}")
        return page

    yield opening
    for context in contexts:
        context.close()


def shown(page) -> list[str]:
    return page.locator(".multiples > li:visible h2").all_inner_texts()


def told(page) -> str:
    return page.locator(".told").inner_text()


def table(page) -> list[list[str]]:
    rows = page.locator("table.sortable tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def test_a_link_chooses_places_in_its_order_with_their_figures_in_a_table(opened):
    page = opened(chosen=f"#{BETON},{AFORD},{ENGLAND}")
    assert shown(page) == ["Beton", "Aford", "England"]
    assert told(page) == "3 places side by side. Shown: Beton, Aford, England."
    assert table(page) == [
        ["Beton", "11.0%", "10.0 to 12.0", "Better", "Worse"],
        ["Aford", "10.0%", "9.0 to 11.0", "Better", "No clear change"],
        ["England", "16.0%", "15.0 to 17.0", "not told", "Cannot be told"],
    ]
    assert page.locator(".choices input:checked").count() == 3
    assert page.faults == []


def test_a_choice_by_keyboard_writes_the_link_and_is_announced(opened):
    page = opened()
    assert len(shown(page)) == 17 and "All 17 places are shown." in told(page)
    page.get_by_label("Find a place").focus()
    page.keyboard.type("afor")
    assert page.locator(".choices li:visible").all_inner_texts() == ["Aford"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "One place is chosen: Aford. Choose at least one more." in told(page)
    assert page.locator("table.sortable").is_hidden()
    page.get_by_label("Find a place").fill("")
    page.get_by_role("checkbox", name="Beton").focus()
    page.keyboard.press("Space")
    assert told(page) == "2 places side by side. Shown: Aford, Beton."
    assert page.url.endswith(f"#{AFORD},{BETON}")
    assert page.locator(".told").get_attribute("aria-live") == "polite"
    assert page.evaluate("document.activeElement.parentElement.textContent") == "Beton"
    page.reload()
    assert shown(page) == ["Aford", "Beton"]
    assert page.faults == []


def test_a_place_is_shown_with_its_neighbours_the_nearest_first_and_all_are_taken_away_again(opened):
    page = opened(chosen=f"#{AFORD}")
    page.get_by_role("button", name="Show Aford with its 2 statistical neighbours").click()
    assert shown(page) == ["Aford", 'Cē "Quoted" O\'Town', "Beton"]
    assert page.evaluate("document.activeElement.id") == "choose-find"
    page.get_by_role("button", name="Take all away").click()
    assert len(shown(page)) == 17


def heights(page, code: str) -> list[float]:
    """The heights of a tiny curve's points above the floor of its scale."""
    drawn = page.locator(f"#place-{code} svg path").first.get_attribute("d")
    return [36 - float(point.split()[1].split("h")[0]) for point in drawn.replace("L", "M").split("M")[1:]]


def test_the_scale_ends_at_the_highest_figure_of_the_places_that_are_chosen(opened):
    page = opened(chosen=f"#{AFORD},{BETON}")
    both = heights(page, AFORD) + heights(page, BETON)
    assert max(both) == pytest.approx(32, abs=0.1)  # of 14%, where another place has 29%
    page.get_by_role("button", name="Take all away").click()
    assert max(heights(page, AFORD) + heights(page, BETON)) < 20
    alone = opened("alone", f"#{AFORD},{BETON}")
    before = opened("alone", java_script_enabled=False)
    assert heights(alone, AFORD) == heights(before, AFORD)


def test_a_name_that_is_found_stands_beside_its_box(opened):
    page = opened()
    page.get_by_label("Find a place").fill("More")
    for line in page.locator(".choices li:visible label").all():
        box, label = line.locator("input").bounding_box(), line.bounding_box()
        assert box["x"] - label["x"] < 5 and label["height"] < 60
    lefts = {line.bounding_box()["x"] for line in page.locator(".choices li:visible").all()}
    assert len(lefts) == 1


def test_more_than_eleven_are_said_and_not_cut(opened):
    codes = [f"E09000{number:03}" for number in [1, 2, *range(20, 30)]]
    page = opened(chosen=f"#{','.join(codes)}")
    assert len(shown(page)) == 12
    assert told(page).startswith("12 places are chosen, more than eleven. All are shown; take 1 away")


def test_a_code_that_is_not_here_is_said(opened):
    page = opened(chosen=f"#{AFORD},E99999999,{BETON},%3Cimg%20src%3Dx%3E")
    assert shown(page) == ["Aford", "Beton"]
    assert told(page).startswith("2 places of the link you opened are not on this page. 2 places side by side.")
    assert page.locator("img").count() == 0 and page.faults == []


def test_the_table_sorts_and_a_hidden_figure_stays_last(opened):
    page = opened(chosen=f"#{EHAM},{BETON},{AFORD}")
    assert table(page)[0][1].startswith("hidden to protect")
    sort = page.locator("th", has_text="Figure").get_by_role("button")
    sort.focus()
    page.keyboard.press("Enter")
    assert [row[0] for row in table(page)] == ["Aford", "Beton", "Eham"]
    page.keyboard.press("Enter")
    assert [row[0] for row in table(page)] == ["Beton", "Aford", "Eham"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"


def test_every_authority_s_table_sorts_by_rank_as_a_number_and_is_searched(opened):
    page = opened("../measures/late_share")
    sort = page.locator("#places th", has_text="Rank").get_by_role("button")
    sort.click()
    sort.click()
    ranks = page.locator("#places tbody tr td:nth-child(4)").all_inner_texts()
    assert ranks[0] == "5 (4 to 5)" and ranks[4:] == ["1 (1 to 2)", *["not known"] * 10]
    page.get_by_label("Find an authority").fill("bet")
    assert page.locator("#places tbody tr:visible th").all_inner_texts() == ["Beton"]


def test_a_name_with_markup_stays_text(opened):
    page = opened(chosen=f"#{HOSTILE_CODE},{AFORD}")
    assert shown(page)[0] == HOSTILE and table(page)[0][0] == HOSTILE
    assert page.locator("main script").count() == 0


def test_without_the_script_all_places_stand_by_name_under_a_list_of_contents(opened):
    page = opened(chosen=f"#{AFORD},{BETON}", java_script_enabled=False)
    names = shown(page)
    assert len(names) == 17 and names == sorted(names)
    assert page.locator("form.choose").is_hidden() and page.locator("table.sortable").is_hidden()
    assert "These are all places, by name." in page.locator("main").inner_text()
    links = page.locator(".contents a")
    assert links.all_inner_texts() == list(dict.fromkeys(name[0] for name in names))
    for link in links.all():
        first = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
        assert first.locator("h2").inner_text()[0] == link.inner_text()


def test_a_count_is_compared_by_its_rate_and_one_without_a_rate_by_shape_alone(opened):
    assert "So this page compares the rate: Late visits, percent." in opened("late").locator("main").inner_text()
    assert "each curve is on a scale of its own" in opened("alone").locator("main").inner_text()


@pytest.mark.parametrize("chosen", ["", f"#{AFORD},{BETON}"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_a_screen_reader(opened, chosen, scheme):
    page = opened(chosen=chosen, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []


def test_the_page_is_valid_with_unique_identifiers_and_fits_a_phone(folder, browser):
    text = (folder / "compare" / "late_share.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(text) < 30_000
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{(folder / 'compare' / 'late_share.html').as_uri()}#{AFORD},{BETON}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.parametrize("kind", ["compare", "measures"])
def test_a_tiny_curve_is_a_line_and_no_filled_shape(opened, folder, kind):
    page = opened()
    page.goto((folder / kind / "late_share.html").as_uri())
    paths = page.locator(".chart-multiple path")
    looks = paths.evaluate_all("all => all.map(each => [getComputedStyle(each).fill, getComputedStyle(each).stroke])")
    assert looks and all(fill == "none" and stroke != "none" for fill, stroke in looks)
