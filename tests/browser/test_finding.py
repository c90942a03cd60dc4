"""Finding a place or a curve by typing, and sorting a table, in a browser; and what is left without the script."""

from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from oba.site import addresses, curve, frame, home
from oba.site.reading import Row
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
    place("E06000063", "Cumberland", region_name="North West"),
    place("E10000006", "Cumbria", region_name="North West", valid_to=date(2023, 3, 31)),
    place("E06000015", '<b>"Zed" & Co</b>', region_name="North West"),
    place("E06000065", "North Yorkshire"),
    place("E06000023", "Bristol, City of", region_name="South West"),
    place("E09000001", "City of London", region_name="South East"),
    place("E09000003", "Barnet", region_name="South East"),
    place("E12000007", "London", region_name="South East"),
    place("E10000028", "Staffordshire", region_name="West Midlands"),
    place("E06000062", "West Northamptonshire", region_name="West Midlands"),
    place("E06000061 / E06000062", "North Northamptonshire / West Northamptonshire", region_name="West Midlands"),
]
BOX = "Find a place or a curve"
JOINED = [{"predecessor_code": "E06000029", "successor_code": "E06000058", "change_kind": "merge"}]
CARDS = {"safe": "Children are safe", "spent": "Money is well spent"}
MEASURES = {
    "care_rate": ("Children looked after, rate", "How many were in the care of the council.", ("safe", "spent")),
    "care": ("Children looked after", "How many were in the care of the council.", ("safe",)),
    "agency": ("Agency social workers", "How many were hired from an agency.", ("safe",)),
    "odd": ('<b>"Odd" & so</b>', "It's <i>so</i>.", ("safe",)),
    "again": ("Re-referral rate", "Of every 100 referrals, how many came again.", ("safe",)),
    "referrals": ("Referrals to social care, rate", "How many asked for help.", ()),
    "staff": ("Staff who stay", "How many have been there for years.", ()),
    "foster": ("Foster carers", "How many new foster carers there were.", ()),  # on no card
}
WITHOUT_CURVES = ("E06000029", "E06000058", "E07000001")
WITHOUT_AGENCY = ("E08000035", "E06000062")


def marts() -> dict[str, list[Row]]:
    placed = [(card, name) for name, (_, _, cards) in MEASURES.items() for card in cards]
    codes = [row["geography_code"] for row in PLACES if row["geography_code"] not in WITHOUT_CURVES]
    of_cards = [{"scorecard_id": card, "geography_code": code} for card in CARDS for code in codes]
    judged = [(code, name) for code in codes for name in MEASURES if not (name == "agency" and code in WITHOUT_AGENCY)]
    of_card = {"display_order": 1, "is_headline": True, "wanted_direction": None}
    is_for_all = {"scorecard_kind": "population", "is_for_all_places": True}
    return {
        "dim_geography": PLACES,
        "bridge_geography_successor": JOINED,
        "dim_scorecard": [{"scorecard_id": card, "scorecard_title": CARDS[card]} | is_for_all for card in CARDS],
        "dim_measure": [
            {"measure_id": name, "measure_name": called, "plain_definition": tells}
            for name, (called, tells, _) in MEASURES.items()
        ],
        "bridge_scorecard_measure": [{"scorecard_id": card, "measure_id": name} | of_card for card, name in placed],
        "bridge_scorecard_geography": of_cards,
        "scorecard_wide": of_cards,
        "fct_measure_value": [{"measure_id": name} for name in MEASURES],
        "fct_measure_verdict": [{"geography_code": code, "measure_id": name} for code, name in judged],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finding")
    # No card of York is read for its panel: that is drawn elsewhere.
    site = site_of(**marts())
    codes = [row["geography_code"] for row in PLACES]
    for page in (*frame.pages(site, codes), *home.pages(site, codes)):
        path = folder / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.draw(site))
    (folder / "table.html").write_text(TABLE)
    led_to = [addresses.place(code) for code in codes]
    led_to += [page.address for page in curve.pages(site, codes)]
    led_to += [addresses.measure(name) for name in MEASURES]
    for address in led_to:
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!doctype html><title>{address}</title>")
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


def typed(page, words: str) -> str:
    """Type into the box; gives what is said of it."""
    page.get_by_role("searchbox", name=BOX).fill(words)
    return page.locator("form.finder output").inner_text()


def answers(page) -> list[str]:
    """Return the addresses that are offered, as links of the folder of pages."""
    to = page.locator(".answers a").evaluate_all("links => links.map(link => link.href)")
    return [unquote(url).rsplit("/finding0/", 1)[-1] for url in to]


def named(page) -> list[str]:
    return page.locator(".answers a").all_inner_texts()


def address_of(page) -> str:
    return page.title()


@pytest.mark.parametrize(
    ("words", "found", "said"),
    [
        ("cumb", ["Cumberland", "Cumbria"], "2 places found."),
        ("poole", ["Poole", "Bournemouth, Christchurch and Poole"], "Poole."),
        ("ST HELENS", ["St. Helens"], "St. Helens."),
        ("eeds", [], "No place and no measure has “eeds”. Check how it is spelt, or look through the lists below."),
    ],
)
def test_a_place_is_found_by_the_beginning_of_any_of_its_words(opened, words, found, said):
    page = opened(addresses.HOME)
    assert typed(page, words) == said
    assert named(page) == found


@pytest.mark.parametrize("words", ["lee", "E08000035"])
def test_a_place_that_is_meant_is_followed_by_its_headline_measures(opened, words):
    page = opened(addresses.HOME)
    assert typed(page, words) == "Leeds, and its 4 headline measures."
    assert answers(page)[0] == addresses.place("E08000035")
    assert set(answers(page)[1:]) == {
        addresses.curve("E08000035", card, name)
        for name, (_, _, cards) in MEASURES.items()
        for card in cards
        if name != "agency"
    }


@pytest.mark.parametrize("words", ["leeds looked after", "looked after leeds", "Leeds: in care", "LEEDS lo"])
def test_words_of_a_place_and_of_a_measure_lead_to_its_curve(opened, words):
    page = opened(addresses.HOME)
    assert typed(page, words) == "2 headline measures of Leeds."
    assert answers(page) == [
        addresses.place("E08000035"),
        addresses.curve("E08000035", "safe", "care_rate"),
        addresses.curve("E08000035", "spent", "care_rate"),
        addresses.curve("E08000035", "safe", "care"),
    ]
    assert "in Children are safe; also in Money is well spent" in page.locator(".answers").inner_text()
    page.get_by_role("link", name="Children looked after of Leeds", exact=True).click()
    assert address_of(page) == addresses.curve("E08000035", "safe", "care")


def test_words_of_several_places_and_a_measure_offer_the_curve_of_each(opened):
    page = opened(addresses.HOME)
    assert typed(page, "cumb agency") == "2 headline measures of 2 places."
    curves = [addresses.curve(code, "safe", "agency") for code in ("E06000063", "E10000006")]
    assert [to for to in answers(page) if to in curves] == curves
    assert "Cumbria, until 31 March 2023" in page.locator(".answers").inner_text()
    assert typed(page, "york agency") == "1 headline measure of York.", "a whole name means that place"


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [
        (
            "leeds agency",
            "Leeds has no headline measure with “agency”. These are all that it has.",
            [addresses.place("E08000035"), addresses.measure("agency")],
        ),
        (
            "cumb foster",
            "None of these places has a headline measure with “foster”.",
            [addresses.place("E06000063"), addresses.place("E10000006"), addresses.measure("foster")],
        ),
        ("poole foster", "Poole has no headline measure with “foster”.", [addresses.measure("foster")]),
        ("carers", "1 measure found.", [addresses.measure("foster")]),
        ("zebra leed", "Leeds has no headline measure with “zebra”. These are all that it has.", []),
        ("agency zebra", "No place and no measure has “zebra”. Check", []),
        ("agency foster", "No place and no measure has all of “agency foster”. Check", []),
    ],
)
def test_what_is_not_there_is_said_with_what_is(opened, words, said, found):
    page = opened(addresses.HOME)
    assert typed(page, words).startswith(said)
    assert set(found) <= set(answers(page))


def test_a_measure_alone_leads_to_the_own_places_curves_and_to_every_council(opened, folder):
    text = (folder / addresses.HOME).read_text()
    york = '<li data-find="York E06000014"'
    assert text.count(york) == 1
    (folder / "own.html").write_text(text.replace(york, f"{york} data-own"))
    page = opened("own.html")
    assert typed(page, "agency").startswith("1 measure found.")
    assert answers(page) == [
        addresses.place("E06000014"),
        addresses.curve("E06000014", "safe", "agency"),
        addresses.measure("agency"),
    ]


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("york", addresses.place("E06000014")),  # in full, though North Yorkshire fits too
        ("lee", addresses.place("E08000035")),  # the one that is left
        ("leeds children looked after", addresses.curve("E08000035", "safe", "care")),  # in full, though the rate fits
        ("leeds rereferral", addresses.curve("E08000035", "safe", "again")),
        ("bristol city council", addresses.place("E06000023")),
        ("foster", addresses.measure("foster")),
        ("re-referral rate", addresses.measure("again")),
    ],
)
def test_enter_leads_to_the_one_that_is_left_or_named_in_full(opened, words, to):
    page = opened(addresses.HOME)
    typed(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{to}")
    assert address_of(page) == to


@pytest.mark.parametrize(
    "words",
    [
        *("cumb", "leeds looked after", "leeds agency"),
        "leeds looked after rate",  # the only one, but its name neither is this nor begins so
        "carers",
        "leeds york",
        "york referrals",
        "staff",
        "west northamptonshire agency",
    ],
)
def test_enter_leads_to_none_of_several_and_says_so(opened, words):
    page = opened(addresses.HOME)
    said = typed(page, words)
    page.keyboard.press("Enter")
    told = page.locator("form.finder output")
    expect(told).to_have_text(f"{said} Choose one below, or type more.")
    assert page.url.endswith(addresses.HOME)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.answers') !== null"), "the answers come next"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("leeds city council", "Leeds"),
        ("the city of york", "York"),
        ("royal borough of poole", "Poole"),
        ("london borough of barnet", "Barnet"),
        ("barnet london borough council", "Barnet"),
        ("city of london council", "City of London"),
        ("london", "London"),
        ("bristol", "Bristol, City of"),
        ("city of bristol", "Bristol, City of"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
    ],
)
def test_words_of_what_kind_of_council_a_place_is_decide_nothing(opened, words, name):
    page = opened(addresses.HOME)
    said = typed(page, words)
    assert page.locator(".answers h3").first.inner_text() == name
    assert said.startswith(f"{name}, and its") or said == f"{name}."


@pytest.mark.parametrize(
    "words", ["the city of leeds looked after", "leeds city council looked after", "looked after leeds metropolitan"]
)
def test_they_decide_nothing_beside_a_measure_either(opened, words):
    page = opened(addresses.HOME)
    assert typed(page, words) == "2 headline measures of Leeds."


def test_two_places_are_each_found_by_words_of_their_own(opened):
    page = opened(addresses.HOME)
    for words in ("leeds york", "leeds and york", "leed york council"):
        assert typed(page, words) == "2 places found."
        assert named(page) == ["Leeds", "York"]
    for words in ("york and north yorkshire", "york, north yorkshire"):
        assert typed(page, words) == "2 places found."
        assert named(page) == ["York", "North Yorkshire"]
    assert typed(page, "york and barnet rereferral") == "2 headline measures of 2 places."
    assert answers(page) == [
        address
        for code in ("E06000014", "E09000003")
        for address in (addresses.place(code), addresses.curve(code, "safe", "again"))
    ]


def test_a_measure_that_is_no_headline_is_offered_beside_one_that_is(opened):
    page = opened(addresses.HOME)
    assert typed(page, "york referrals") == "1 headline measure of York."
    assert answers(page) == [
        addresses.place("E06000014"),
        addresses.curve("E06000014", "safe", "again"),
        addresses.measure("referrals"),
    ]


def test_what_a_council_gives_only_with_another_is_offered_from_their_joint_return(opened):
    page = opened(addresses.HOME)
    assert typed(page, "west northamptonshire agency") == (
        "West Northamptonshire has no headline measure with “agency” of its own. A return of two councils has one."
    )
    both = "E06000061 / E06000062"
    assert answers(page) == [
        addresses.place(both),
        addresses.curve(both, "safe", "agency"),
        addresses.place("E06000062"),
        addresses.measure("agency"),
    ]
    assert typed(page, "york west northamptonshire agency") == "2 headline measures of 2 places."
    assert addresses.curve(both, "safe", "agency") in answers(page)


def test_a_word_that_begins_a_place_and_a_measure_offers_both(opened):
    page = opened(addresses.HOME)
    assert typed(page, "staff") == "1 place and 1 measure found."
    assert answers(page) == [addresses.place("E10000028"), addresses.measure("staff")]


def test_a_place_is_asked_for_only_where_a_measure_has_a_curve(opened):
    page = opened(addresses.HOME)
    assert typed(page, "agency") == "1 measure found. Add the name of a place to go straight to its curve."
    assert typed(page, "foster") == "1 measure found."


def test_the_example_in_the_hint_leads_to_one_curve(opened):
    page = opened(addresses.HOME)
    example = page.locator("#find-hint").inner_text().split("such as: ")[1]
    said = typed(page, example)
    assert "headline measure" in said
    to = answers(page)[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{to}")
    assert address_of(page) == to


def test_enter_on_what_is_not_there_or_on_nothing_leads_nowhere(opened):
    page = opened(addresses.HOME)
    for words in ("zebra", ""):
        said = typed(page, words)
        page.keyboard.press("Enter")
        assert page.locator("form.finder output").inner_text() == said
        assert page.url.endswith(addresses.HOME)


def test_names_with_markup_are_text_among_the_answers(opened):
    page = opened(addresses.HOME)
    typed(page, "zed co so")
    assert page.locator(".answers b, .answers i").count() == 0
    assert page.locator(".answers").get_by_role("link", name='<b>"Zed" & Co</b>', exact=True).count() == 1
    link = page.get_by_role("link", name='<b>"Odd" & so</b> of <b>"Zed" & Co</b>')
    link.click()
    assert address_of(page) == addresses.curve("E06000015", "safe", "odd")


def test_many_answers_are_cut_and_said_to_be(opened, folder):
    page = opened(addresses.HOME)
    page.evaluate("""() => {
      const item = document.querySelector("#places li");
      for (let number = 0; number < 12; number += 1) item.after(item.cloneNode(true));
    }""")
    (folder / "many.html").write_text(page.content())
    page = opened("many.html")
    name = page.locator("#places a").first.inner_text()
    assert typed(page, name) == "13 places found. The first 10 are here: type more."
    assert page.locator(".answers li").count() == 10


def test_a_list_of_measures_is_found_by_what_they_tell_and_enter_waits_for_one(opened):
    page = opened(addresses.HOME)
    box = page.get_by_label("Type a word of its name")
    box.fill("care council")
    assert page.locator("#measures li:visible a").all_inner_texts() == [
        "Children looked after, rate",
        "Children looked after",
    ]
    page.keyboard.press("Enter")
    assert page.url.endswith(addresses.HOME)
    assert page.locator("form.filter:not(.finder) output").inner_text() == (
        "2 found. Choose one of them, or type more."
    )
    box.fill("children looked after")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{addresses.measure('care')}")


def test_without_the_script_every_place_is_listed_and_no_box_is_offered(opened):
    page = opened(addresses.HOME, java_script_enabled=False)
    assert page.locator("#places li:visible").count() == len(PLACES)
    assert page.locator("input:visible, form:visible").count() == 0


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
