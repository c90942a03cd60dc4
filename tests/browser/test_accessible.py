"""Every kind of page for whoever reads by keyboard, enlarged, in the dark, in colours of their own, or by ear."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page

from dfe import needs_dfe
from drawn import Pages, none
from page_words import DESKTOP, PHONE, RULES, kind_of, violations

SEEN = """
() => {
  const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
  return {
    marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
    inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    what: document.activeElement.outerHTML.slice(0, 120),
    at: [...document.querySelectorAll('*')].indexOf(document.activeElement),
  };
}
"""
# All that a keyboard must reach; of radio buttons the browser lets it reach one a group.
REACHED = """
() => [...document.querySelectorAll('a[href], button, input:not([type=radio]), select, summary, [tabindex="0"]')]
  .filter(element => element.checkVisibility({visibilityProperty: true}) && !element.disabled)
  .map(element => [...document.querySelectorAll('*')].indexOf(element))
"""
NAMED = "[aria-label], [aria-labelledby], [aria-hidden=true]"
OPEN = "() => document.querySelectorAll('details').forEach(details => { details.open = true; })"
MOVING = "() => document.getAnimations().map(animation => animation.animationName || animation.transitionProperty)"
OF_COLOUR = ("color-contrast", "link-in-text-block")
TABS = 400  # pages with more to reach are tried so far


@pytest.fixture(scope="module", params=["demo", pytest.param("dfe", marks=needs_dfe)])
def pages(request) -> Pages:
    return request.getfixturevalue(f"{request.param}_pages")


def found_by_axe(page: Page, address: str, rules: Sequence[str] = RULES) -> list[str]:
    return [
        f"{address}: {fault['id']}, {node['target']}: {node['html'][:120]}"
        for fault in violations(page, rules)
        for node in fault["nodes"][:3]
    ]


def test_axe_finds_nothing_on_any_kind_of_page(pages, visit):
    window = visit(pages.folder, viewport=DESKTOP)
    none(
        fault
        for address in [*pages.widest(), *pages.narrowest()]
        for fault in found_by_axe(window.open(address), address)
    )


def test_axe_finds_nothing_with_every_fold_out_open_on_a_phone(pages, visit):
    window = visit(pages.folder, viewport=PHONE)
    found = []
    for address in pages.widest():
        page = window.open(address)
        page.evaluate(OPEN)
        found += found_by_axe(page, address)
    none(found)


WINDOWS = [{"viewport": DESKTOP}, {"viewport": PHONE}, {"color_scheme": "dark"}, {"forced_colors": "active"}]


@pytest.mark.parametrize("look", WINDOWS, ids=["desktop", "phone", "dark", "forced"])
def test_axe_finds_nothing_in_what_the_box_of_the_home_page_offers(pages, visit, look):
    page = visit(pages.folder, **look).open("index.html")
    search = page.get_by_role("searchbox", name="Find a place or a curve")
    for typed in ("north east lincolnshire", "north east lincolnshire children", "social", "zebra"):
        search.fill(typed)
        assert (page.locator(".answers a").count() > 0) is (typed != "zebra")
        none(found_by_axe(page, f"index.html with {typed} typed"))


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced"])
def test_everything_stands_out_in_the_dark_and_in_a_reader_s_own_colours(pages, visit, look):
    window = visit(pages.folder, viewport=DESKTOP, **look)
    found = []
    for address in pages.widest():
        if kind_of(address) == "evidence":
            continue  # thousands of cells of one colour
        page = window.open(address)
        page.evaluate(OPEN)
        found += found_by_axe(page, address, OF_COLOUR)
    none(found)


def test_the_keyboard_comes_to_everything_and_where_it_is_can_be_seen(pages, visit):
    window = visit(pages.folder, viewport=DESKTOP)
    faults = []
    for address in pages.widest():
        page = window.open(address)
        expected, reached = page.evaluate(REACHED), set()
        for _ in range(min(len(expected), TABS)):
            page.keyboard.press("Tab")
            seen = page.evaluate(SEEN)
            reached.add(seen["at"])
            faults += [f"{address}: focus cannot be seen on {seen['what']}"] * (
                not seen["marked"] or not seen["inside"]
            )
        missing = [at for at in expected[:TABS] if at not in reached]
        faults += [f"{address}: {len(missing)} of {len(expected)} not reached"] * bool(missing)
    none(faults)


def test_the_first_thing_the_keyboard_comes_to_leads_past_what_stands_on_every_page(pages, visit):
    window = visit(pages.folder, viewport=DESKTOP)
    for address in pages.widest():
        page = window.open(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main", address
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => { const main = document.querySelector('main');"
            " return main.contains(document.activeElement) || !main.querySelector('a, summary, button, input'); }"
        ), address


def test_every_page_has_the_parts_that_a_screen_reader_leaps_between(pages, visit):
    window = visit(pages.folder)
    for address in pages.widest():
        page = window.open(address)
        assert page.get_by_role("main").count() == 1, address
        assert page.get_by_role("banner").count() == 1, address
        assert page.get_by_role("contentinfo").count() == 1, address
        unnamed = page.evaluate(
            f"() => [...document.querySelectorAll('main svg')].filter(svg => !svg.closest({NAMED!r})).length"
        )
        assert unnamed == 0, address


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways_on_a_narrow_window_or_enlarged_fourfold(pages, visit: Callable, width: int):
    """1280 x 1024 enlarged to 400% is a window of 320 x 256."""
    window = visit(pages.folder, viewport={"width": width, "height": 256 if width == 320 else 844})
    wide = {}
    for address in [*pages.widest(), *pages.narrowest()]:
        page = window.open(address)
        page.evaluate(OPEN)
        reach = page.evaluate("document.scrollingElement.scrollWidth")
        if reach > width:
            wide[address] = reach
    none(f"{address}: {reach} px" for address, reach in wide.items())


def test_what_the_box_offers_needs_no_more_than_320_pixels(pages, visit):
    page = visit(pages.folder, viewport={"width": 320, "height": 256}).open("index.html")
    for typed in ("north east lincolnshire", "england children", "children"):
        page.get_by_role("searchbox", name="Find a place or a curve").fill(typed)
        assert page.locator(".answers a").count()
        assert page.evaluate("document.scrollingElement.scrollWidth") == 320, typed


def test_nothing_moves_for_whoever_asked_for_that(pages, visit):
    window = visit(pages.folder, reduced_motion="reduce")
    for address in pages.widest():
        assert window.open(address).evaluate(MOVING) == [], address
