"""A champion's way from the home page: find a place, read a curve, ask where it is from, take its figures, print it."""

import csv
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from dfe import needs_dfe
from drawn import in_one_line
from oba.build import warehouse_file
from oba.language import headline_tag, headline_verdict
from oba.site.reading import Site
from page_words import DESKTOP, PHONE, sheets
from visits import serving

pytestmark = needs_dfe

PLACE, CARD, MEASURE = "E08000035", "children_and_families", "children_looked_after"


@dataclass(frozen=True)
class Way:
    """How a reader comes to the pages."""

    window: dict[str, Any] = field(default_factory=dict)
    served: bool = True  # by a server; otherwise from a shared drive, with the network off

    @property
    def has_script(self) -> bool:
        return self.window.get("java_script_enabled", True)


WAYS = {
    "desktop": Way({"viewport": DESKTOP}),
    "phone": Way({"viewport": PHONE, "is_mobile": True, "has_touch": True}),
    "no script": Way({"viewport": DESKTOP, "java_script_enabled": False}),
    "shared drive": Way({"viewport": DESKTOP, "offline": True}, served=False),
}


@pytest.fixture(scope="module")
def origin(dfe_pages):
    with serving(dfe_pages.folder) as address:
        yield address


@pytest.fixture(scope="module")
def measure(built_from_dfe):
    site = Site.of(warehouse_file(built_from_dfe), date.today())
    (found,) = [one for one in site.card(CARD, PLACE).measures if one.newest["measure_id"] == MEASURE]
    return found


def find_leeds(page: Page, way: Way) -> None:
    search = page.get_by_role("searchbox", name="Find a place or a curve")
    if way.has_script:
        search.fill("leed")
        page.locator(".answers").get_by_role("link", name="Leeds", exact=True).click()
    else:
        expect(search).to_be_hidden()
        page.locator("#places").get_by_role("link", name="Leeds", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leeds")


@pytest.mark.parametrize("name", [name for name, way in WAYS.items() if way.has_script])
def test_a_champion_comes_from_the_home_page_straight_to_a_curve(name, visit, dfe_pages, origin):
    way = WAYS[name]
    page = visit(origin if way.served else dfe_pages.folder, **way.window).open("index.html")
    search = page.get_by_role("searchbox", name="Find a place or a curve")
    search.fill("leeds looked after")
    page.locator(".answers").get_by_role("link", name="Children looked after of Leeds", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Children looked after")
    assert page.url.endswith(f"{PLACE}/{CARD}/{MEASURE}.html")
    page.go_back()
    search.fill("leeds children looked after rate")
    search.press("Enter")
    page.wait_for_url(f"**/{PLACE}/*/children_looked_after_rate.html")
    expect(page.get_by_role("navigation", name="Where you are")).to_contain_text("Leeds")


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    return Path(download.value.path())


@pytest.mark.parametrize("name", WAYS)
def test_a_champion_finds_leeds_reads_its_curve_asks_where_it_is_from_takes_the_figures_and_prints_it(
    name, visit, dfe_pages, origin, measure
):
    way = WAYS[name]
    page = visit(origin if way.served else dfe_pages.folder, **way.window).open("index.html")
    find_leeds(page, way)

    page.locator(f'a[href="{CARD}/{MEASURE}.html"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Children looked after")
    sheet = in_one_line(page.get_by_role("article").inner_text())
    value = f"{measure.newest['value']:,.0f} children"
    assert value in sheet
    assert f"{headline_tag(measure)[0]} {headline_verdict(measure)}" in sheet
    assert sheets(page.pdf(format="A4", prefer_css_page_size=True)) == 1

    page.get_by_role("link", name="Where these figures come from").click()
    row = page.locator(f"[id='{MEASURE}-{measure.newest['period_end_date']}']")
    expect(page.locator(f"[id='{MEASURE}']")).to_be_in_viewport()
    expect(row).to_be_visible()
    assert f"{measure.newest['value']:,.0f}" in row.inner_text()
    assert str(measure.newest["source_row"]) in row.inner_text()
    row.get_by_role("link").first.click()
    expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_be_visible()
    assert measure.newest["file_name"] in page.get_by_role("main").inner_text()

    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Every authority on this measure").click()
    table = csv.DictReader(taken(page, "Table").read_text("utf-8-sig").splitlines())
    rows = [row for row in table if row["geography_code"] == PLACE]
    (newest,) = [row for row in rows if row["period_end_date"] == str(measure.newest["period_end_date"])]
    assert float(newest["value"]) == float(measure.newest["value"])
    book = openpyxl.load_workbook(BytesIO(taken(page, "Workbook").read_bytes()))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Leeds", float(measure.newest["value"])} <= cells
