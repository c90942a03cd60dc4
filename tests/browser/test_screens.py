"""What a page takes of a screen and of paper, and that it stands still while it loads."""

import pytest

from dfe import needs_dfe
from drawn import Pages, none
from page_words import DESKTOP, MEASURED, PHONE, kind_of, sheets

WORDS = 350  # before the first fold-out


SHIFTS = """
() => new Promise(resolve => {
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { shift += entry.value; }))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => setTimeout(() => resolve(shift), 50));
})
"""
CARDS = ("population card", "programme card")


@pytest.fixture(scope="module", params=["demo", pytest.param("dfe", marks=needs_dfe)])
def pages(request) -> Pages:
    return request.getfixturevalue(f"{request.param}_pages")


def test_a_scorecard_shows_a_curve_and_says_what_matters_in_few_words_at_once(pages, visit):
    window = visit(pages.folder, viewport=DESKTOP)
    faults = []
    for address in [*pages.widest(), *pages.narrowest()]:
        if kind_of(address) in (*CARDS, "curve"):
            measured = window.open(address).evaluate(MEASURED)
            many = kind_of(address) in CARDS and measured["before"] > WORDS
            faults += [f"{address}: {measured['before']} words before the first fold-out"] * many
            below = measured["curve"] is not None and measured["curve"] > DESKTOP["height"]
            faults += [f"{address}: the first curve begins at {measured['curve']}"] * below
    none(faults)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_shifts_while_a_page_loads(pages, visit, size):
    window = visit(pages.folder, viewport=size)
    shifts = {address: window.open(address).evaluate(SHIFTS) for address in [*pages.widest(), *pages.narrowest()]}
    none(f"{address}: {shift}" for address, shift in shifts.items() if shift > 0)


def test_no_page_does_what_its_own_policy_forbids(pages, visit):
    window = visit(pages.folder)
    for address in [*pages.widest(), *pages.narrowest()]:
        assert window.open(address).evaluate("window.refused") == [], address


def test_a_curve_is_printed_on_one_sheet_of_a4(pages, visit):
    window = visit(pages.folder)
    sizes = sorted(pages.of_kind("curve"), key=lambda address: len(pages.text(address)))
    tried = {*sizes[:2], *sizes[-8:]}
    assert tried
    printed = {address: sheets(window.open(address).pdf(format="A4", prefer_css_page_size=True)) for address in tried}
    none(f"{address}: {number} sheets" for address, number in printed.items() if number != 1)
