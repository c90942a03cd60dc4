"""The script that measures what readers go through: it tells kinds of pages apart, and counts what is there."""

import pytest

from oba.site import addresses
from page_words import kind_of, measured, told

PAGE = """<!doctype html><html lang="en-GB"><head><title>A page</title><link rel="stylesheet" href="a.css"></head><body>
<a class="govuk-skip-link" href="#main">Skip</a><nav>Not counted</nav>
<main id="main"><h1>Three words here</h1><p>Two more <svg width="80" height="40"><text>Not this</text></svg></p>
<details><summary>Folded</summary><p>Away from view</p></details><p>And after it</p></main><footer>Nor this</footer>
</body></html>"""


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (addresses.HOME, "home"),
        (addresses.place("E92000001"), "England"),
        (addresses.place("E12000003"), "region"),
        (addresses.place("E08000035"), "authority"),
        (addresses.card("E08000035", "children_and_families"), "population card"),
        (addresses.card("E08000035", "family_valued"), "programme card"),
        (addresses.curve("E08000035", "children_and_families", "referrals"), "curve"),
        (addresses.worksheet("E08000035", "children_and_families", "referrals"), "worksheet"),
        (addresses.evidence("E08000035", "children_and_families"), "evidence"),
        (addresses.measure("referrals"), "measure"),
        (addresses.compare("referrals"), "compare"),
        (addresses.method("limits"), "method"),
    ],
)
def test_every_address_is_of_a_kind(address, kind):
    assert kind_of(address) == kind


def test_words_before_the_fold_sheets_curve_weight_and_faults_are_counted(browser, tmp_path):
    (tmp_path / "a.css").write_text("body { margin: 0; } h1 { height: 1000px; margin: 0; } p { margin: 0; }")
    (tmp_path / "page.html").write_text(PAGE.replace("<h1>", "<h1><img src='data:,' width=1 height=1>"))
    found = measured(browser, tmp_path / "page.html")
    assert (found.words_before_fold, found.words) == (5, 12)
    assert found.first_curve is not None and 1000 < found.first_curve < 1060
    assert 1 < found.screens < 2 and found.printed == 2
    assert found.kilobytes == sum(path.stat().st_size for path in tmp_path.iterdir()) / 1000
    assert found.violations == 1  # a picture without words


def test_the_middle_is_told_with_the_worst_where_it_differs():
    assert told([1, 2, 9], 0) == "2 (9)"
    assert told([3, None, 3], 0) == "3"
    assert told([None], 0) == "none"
