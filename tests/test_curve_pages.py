"""The turning-the-curve page, its sheet for a workshop, and the document of all headlines of a place."""

import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import duckdb
import html5lib
import pikepdf
import pytest

from oba import language as words
from oba.build import warehouse_file
from oba.site import addresses, curve, frame
from oba.site.curve.document import find_browser, write_headlines
from oba.site.curve.sheet import ACTIONS, FORCES, IDEAS, PARTNERS
from oba.site.reading import Card, Site
from oba.site.reading.card import _list
from stub_site import site_of

AS_OF = date(2026, 11, 22)
PLACE, REGION, ENGLAND = "E06000012", "E12000003", "E92000001"
CARD = "children_and_families"
MADE_BY = "this code"
LARGEST = 40_000  # bytes of a page
MOST_IN_BRIEF = 60  # words
HEIGHT_OF_A4 = 297 / 25.4 * 96  # pixels of a browser
HOSTILE = "\"Quoted\" <script>alert('x')</script> & <img src=x onerror=alert(1)> "
LONG = HOSTILE + "a sentence that a champion typed and that goes on and on " * 8
WITHOUT_A_SPACE = "x" * 600

needs_browser = pytest.mark.skipif(
    find_browser() is None and "CI" not in os.environ, reason="there is no browser made of Chromium on this machine"
)


@pytest.fixture(scope="module")
def site(built) -> Site:
    return Site.of(warehouse_file(built), AS_OF)


@pytest.fixture(scope="module")
def marts(built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse_file(built)), read_only=True) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def pages(site) -> dict[str, str]:
    return drawn(site, [PLACE, REGION, ENGLAND])


@pytest.fixture(scope="module")
def folder(pages, site, tmp_path_factory) -> Path:
    """The drawn pages and the look, as a publication has them."""
    return written(pages, site, tmp_path_factory.mktemp("pages"))


def drawn(site: Site, places: list[str]) -> dict[str, str]:
    return {planned.address: planned.draw(site) for planned in curve.pages(site, places)}


def written(pages: dict[str, str], site: Site, folder: Path) -> Path:
    look = {planned.address: planned.draw(site) for planned in frame.pages(site, [])}
    for address, text in {**pages, **look}.items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_text(text)
    return folder


def said(page: str) -> str:
    """Return the words of a page without its drawings, as a reader would see them."""
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(text).split()).replace(" .", ".").replace(" ,", ",")


def of(pages: dict[str, str], place: str, measure: str, card: str = CARD) -> str:
    return said(pages[addresses.curve(place, card, measure)])


class Altered:
    """A site whose cards are changed before pages see them."""

    def __init__(self, site: Site, alter: Callable[[Card], Card]) -> None:
        self._site = site
        self._alter = alter

    def __getattr__(self, name: str) -> object:
        return getattr(self._site, name)

    def card(self, scorecard: str, place: str) -> Card:
        return self._alter(self._site.card(scorecard, place))

    def once(self, make: Callable, *about: object) -> object:
        return make(self, *about)


def crowd(card: Card) -> Card:
    """Type into a card the most that it can hold, and the worst."""
    common = {"geography_code": PLACE, "measure_id": None}
    stated = {"stated_by": LONG, "stated_on": date(2026, 9, 30), "stated_date": date(2026, 9, 1), "stated_in": LONG}
    actions = ((date(2026, 3, 31), "under_way"), (date(2026, 3, 31), "done"), (None, None))
    entries = {
        "story": [
            common | stated | {"force": force, "entry_words": text}
            for force in ("helping", "hindering")
            for text in (LONG, WITHOUT_A_SPACE, "third", "fourth")
        ],
        "partner": [common | {"partner_name": LONG, "partner_role": LONG}] * 5,
        "idea": [
            common | {"entry_words": LONG, "cost_class": cost, "is_no_or_low_cost": cost != "high"}
            for cost in ("high", "low", "none")
        ],
        "action": [
            common
            | {"entry_words": LONG, "owner": WITHOUT_A_SPACE, "due_date": due, "action_status": status}
            | {"is_approval_needed": True, "entry_number": number}
            for number, (due, status) in enumerate(actions, 1)
        ],
    }
    texts = {
        "measure_name": "Care leavers in education, employment or training, aged 19 to 21 and living far from home",
        "geography_name": "Bournemouth, Christchurch and Poole",
        "plain_definition": LONG,
    }
    measures = [
        replace(
            measure,
            newest=measure.newest | texts,
            rate=measure.rate and measure.rate | {"neighbours_warning": LONG},
            notes=[{"number": 1, "period_end_date": measure.newest["period_end_date"], "words": LONG}],
        )
        for measure in card.measures
    ]
    outcome = card.scorecard | {"outcome": LONG}
    return replace(card, measures=measures, scorecard=outcome, lists=card.lists | entries)


@pytest.fixture(scope="module")
def crowded(site) -> dict[str, str]:
    return drawn(Altered(site, crowd), [PLACE])


def test_every_headline_with_a_row_has_a_page_and_a_sheet_for_a_workshop(pages, marts):
    headlines = marts.execute(
        "select distinct geography_code, scorecard_id, measure_id from marts.scorecard_wide"
        " where is_headline and geography_code in ($1, $2, $3)",
        [PLACE, REGION, ENGLAND],
    ).fetchall()
    assert len(headlines) > 20
    assert set(pages) == {make(*row) for row in headlines for make in (addresses.curve, addresses.worksheet)}


def test_a_page_says_figures_and_sentences_as_the_marts_have_them(pages, site, marts):
    newest = marts.execute(
        "select * from marts.scorecard_wide where is_headline and geography_code in ($1, $2, $3)"
        " qualify row_number() over (partition by scorecard_id, geography_code, measure_id"
        " order by period_end_date desc) = 1",
        [PLACE, REGION, ENGLAND],
    )
    names = [column[0] for column in newest.description]
    with_numbers = 0
    for row in (dict(zip(names, values, strict=True)) for values in newest.fetchall()):
        text = of(pages, row["geography_code"], row["measure_id"], row["scorecard_id"])
        measure = next(
            each
            for each in site.card(row["scorecard_id"], row["geography_code"]).measures
            if each.newest["measure_id"] == row["measure_id"]
        )
        figure = words.figure(row["value"], row["unit"], row["decimal_places"], row["value_reason"])
        assert f"{figure} {row['period_label']}." in text
        assert words.headline_verdict(measure) in text
        assert f"{words.headline_tag(measure)[0]} {words.headline_verdict(measure)}" in text
        if row["value"] is not None and not row["is_doubted"]:
            counts = (row["numerator"], row["denominator"])
            if row["unit"] == "percent" and None not in counts and all(count == int(count) for count in counts):
                assert "The numbers behind it: {:,.0f} of {:,.0f}.".format(*counts) in text
                with_numbers += 1
    assert with_numbers


BESIDE_OTHERS = {
    "value": 130.4,
    "region_value": None,
    "england_value": 67.2,
    "against_england": "higher",
    "judged_against_england": None,
    "neighbours_median": 101.3,
    "neighbours_with_value": 9,
    "neighbours_warning": None,
    "is_decided_by_average": False,
    "authority_rank": 8,
    "rank_low": 5,
    "rank_high": 13,
    "ranked_of": 151,
    "gap_to_england": 212,
    "gap_to_england_low": 180,
    "gap_to_england_high": 240,
    "gap_to_neighbours": 97,
    "gap_to_neighbours_low": 60,
    "gap_to_neighbours_high": 130,
}
RANKED = "8th of 151 authorities, where 1st is the highest figure; plausibly 5th to 13th."
GAPS = (
    "In numbers, not points: about 212 more than at England's rate (between 180 more and 240 more).",
    "About 97 more than at the rate of its statistical neighbours (between 60 more and 130 more).",
)


def test_the_table_of_a_curve_has_the_neighbours_that_its_chart_has(site):
    def with_neighbours(card: Card) -> Card:
        rows = [
            replace(each, history=[row | {"neighbours_median": Decimal("12.3")} for row in each.history])
            for each in card.measures
        ]
        return replace(card, measures=rows)

    heading = "Statistical neighbours (median)"
    assert heading not in said(curve._draw(PLACE, CARD, "children_looked_after", site))
    text = said(curve._draw(PLACE, CARD, "children_looked_after", Altered(site, with_neighbours)))
    assert heading in text and " 12 " in text


def test_a_count_stands_beside_others_by_its_rate(site):
    rate = BESIDE_OTHERS | {"unit": "per_10000", "decimal_places": 0, "polarity": "no_judgement"}
    rate |= {"measure_id": "children_looked_after_rate"}

    def with_rate(card: Card) -> Card:
        return replace(card, measures=[replace(each, rate=rate) for each in card.measures])

    text = said(curve._draw(PLACE, CARD, "children_looked_after", Altered(site, with_rate)))
    assert "As a rate: 130 per 10,000 children; England 67." in text
    assert (
        "North East Lincolnshire 130 England 67 Middle of 9 statistical neighbours 101 Beside England: Higher" in text
    )
    assert "Compared with whom? Higher than England (67); neighbours 101." in text
    for line in (RANKED, *GAPS):
        assert line in text


@pytest.mark.parametrize(("interval_low", "by"), [(Decimal(20), ""), (None, ", by its usual ups and downs")])
def test_a_rate_stands_beside_others_and_says_by_what_its_side_of_england_is_told(site, interval_low, by):
    class Compared(Altered):
        def rows(self, mart: str, **keys: object) -> list[dict]:
            found = self._site.rows(mart, **keys)
            return [row | BESIDE_OTHERS for row in found] if mart == "fct_measure_comparison" else found

    def alter(card: Card) -> Card:
        ranged = [
            replace(each, newest=each.newest | {"interval_low": interval_low, "polarity": "no_judgement"})
            for each in card.measures
        ]
        return replace(card, measures=ranged)

    text = said(curve._draw(PLACE, "reduced_risk", "re_referral_rate", Compared(site, alter)))
    assert f"Beside England: Higher{by} {RANKED}" in text
    assert f"Compared with whom? Higher than England (67.2%){by}; neighbours 101.3%." in text
    for line in GAPS:
        assert line in text


def test_what_is_missing_is_said(pages, site):
    text = of(pages, ENGLAND, "children_looked_after")
    assert "Nobody has written the story of this curve yet" in text
    card = pages[addresses.curve(ENGLAND, CARD, "children_looked_after")]
    assert addresses.link(addresses.method("stories"), addresses.curve(ENGLAND, CARD, "children_looked_after")) in card
    assert "What helps" not in text
    general = of(pages, PLACE, "re_referral_rate", "reduced_risk")
    assert "What follows was found in other places." in general
    council = {"geography_name": "Leeds", "geographic_level": "Local authority"}
    untold = words.story_untold(council, {"is_for_all_places": True}, [{"geography_code": None}])
    assert untold == "Nobody in Leeds has written its own story yet. What follows was found in other places."
    assert "need not be so in all of England." in of(pages, ENGLAND, "re_referral_rate", "reduced_risk")
    own = of(pages, PLACE, "children_looked_after", "strong_communities_north_east_lincolnshire")
    assert "found in other places" not in own
    once = of(pages, PLACE, "family_group_conferencing_return", "family_group_conferencing")
    assert "It was measured once" in once
    assert "There is no curve" not in once


def test_a_hidden_figure_is_called_so_and_the_last_one_shown_named(site):
    def hide(card: Card) -> Card:
        hidden = {"value": None, "value_reason": "suppressed", "numerator": None}
        measures = [
            replace(each, newest=each.newest | hidden, history=[*each.history[:-1], each.newest | hidden], rate=None)
            for each in card.measures
        ]
        return replace(card, measures=measures)

    text = said(curve._draw(PLACE, CARD, "children_looked_after", Altered(site, hide)))
    history = next(each for each in site.card(CARD, PLACE).headlines).history
    shown = [row for row in history[:-1] if row["value"] is not None][-1]
    assert words.REASONS["suppressed"] in text
    last = words.figure(shown["value"], shown["unit"], shown["decimal_places"])
    assert f"The last one shown: {last}, {shown['period_label']}." in text
    assert "Compared with whom The newest figure is hidden to protect children's identity" in text


def test_a_sheet_says_that_a_real_change_need_not_go_on_and_no_other_says_it(pages, site):
    real = others = 0
    for scorecard, name in curve.headlines(site, PLACE):
        measure = next(each for each in site.card(scorecard, PLACE).measures if each.newest["measure_id"] == name)
        text = of(pages, PLACE, name, scorecard)
        is_drawn = "<svg" in pages[addresses.curve(PLACE, scorecard, name)]
        is_real = bool(measure.verdict and measure.verdict["verdict"].startswith(("real_", "changed_")))
        assert ("A real change need not go on" in text) == (is_real and is_drawn)
        real, others = real + is_real, others + (not is_real)
    assert real
    assert others


def test_of_each_list_a_sheet_has_what_fits_and_says_how_many_there_are_besides(crowded):
    page = crowded[addresses.curve(PLACE, CARD, "children_looked_after")]
    text = said(page)
    assert page.count('<span class="cut-3">') == 2 * FORCES
    assert page.count('<li><span class="cut-2"><strong>') == PARTNERS + IDEAS
    assert page.count('<span class="cut-1">') == 2 * ACTIONS
    assert "third" not in text
    assert text.count("2 more on the scorecard") == 2
    assert "3 more on the scorecard" in text
    assert "Low cost:" in text
    assert "High cost" not in text  # what costs least comes first


def test_a_story_written_on_another_card_is_led_to_and_not_called_unwritten(pages):
    own = "strong_communities_north_east_lincolnshire"
    address = addresses.curve(PLACE, CARD, "children_looked_after")
    assert "Its story stands on Children are safe in strong communities. How to write yours." in said(pages[address])
    assert f'href="{addresses.link(addresses.card(PLACE, own), address)}#story"' in pages[address]
    assert "Nobody has written" not in said(pages[address])
    assert "stands on" not in of(pages, PLACE, "children_looked_after", own)
    assert "stands on" not in of(pages, ENGLAND, "children_looked_after")  # what one council wrote is not England's


def test_a_line_found_elsewhere_is_called_so_also_beside_the_place_s_own(site):
    common = {"measure_id": "re_referral_rate", "force": "hindering", "stated_in": "A report"}
    own = {"geography_code": PLACE, "entry_words": "Our own line", "stated_by": "Head", "stated_on": date(2026, 9, 30)}
    borrowed = {"geography_code": None, "entry_words": "Another's line", "stated_date": date(2017, 11, 30)}

    def write(card: Card) -> Card:
        return replace(card, lists=card.lists | {"story": [common | borrowed, common | own]})

    text = said(curve._draw(PLACE, "reduced_risk", "re_referral_rate", Altered(site, write)))
    assert "Our own line (Head, September 2026, source: A report) Another's line (elsewhere, 2017)" in text
    assert "has written its own story yet" not in text
    assert "Why? Hinders: Our own line." in text


def test_own_entries_are_read_before_those_of_no_place():
    rows = [
        {"scorecard_id": CARD, "geography_code": code, "entry_number": number}
        for code, number in ((None, 1), (PLACE, 2), (PLACE, 1), (REGION, 1))
    ]
    found = _list(site_of(scorecard_story=rows), "scorecard_story", CARD, PLACE)
    assert [(row["geography_code"], row["entry_number"]) for row in found] == [(PLACE, 1), (PLACE, 2), (None, 1)]


QUESTIONS = ("Getting better?", "Is it real?", "Compared with whom?", "Why?", "What are we doing?")


def in_brief(page: str) -> list[str]:
    """Return the five answers of a page, after having looked that each question leads to a part that is there."""
    strip = re.search('<dl class="brief">(.*?)</dl>', page, re.DOTALL)[1]
    assert tuple(re.findall(r"<dt>(?:<a [^>]+>)?(.*?)(?:</a>)?</dt>", strip)) == QUESTIONS
    for part in re.findall('href="#(.*?)"', strip):
        assert page.count(f'id="{part}"') == 1
    return [unescape(answer) for answer in re.findall("<dd>(.*?)</dd>", strip)]


def test_five_questions_are_answered_in_few_words_before_the_curve_and_as_the_rest_of_the_page_does(pages, site):
    for place in (PLACE, REGION, ENGLAND):
        for scorecard, name in curve.headlines(site, place):
            page = pages[addresses.curve(place, scorecard, name)]
            better, real, beside, why, doing = in_brief(page)
            assert len(" ".join((better, real, beside, why, doing)).split()) <= MOST_IN_BRIEF
            head, rest = page.split('<dl class="brief">')
            assert '<p class="sheet-figure' in head
            assert "<svg" not in head
            measure = next(each for each in site.card(scorecard, place).measures if each.newest["measure_id"] == name)
            assert better.startswith(f"{words.headline_tag(measure)[0]}.")
            if real.startswith("Yes"):
                sure = re.sub("^Yes(, looking back to [^:]+)?: c", "", real).replace(
                    " Among all councils it could still be chance.", ""
                )
                assert sure in words.headline_verdict(measure)
                assert measure.verdict["second_opinion"] != "differs"
            is_compared = 'class="sheet-beside"' in rest
            assert beside.startswith("With no other") != is_compared
            assert doing == "Nothing written here yet."
            said_too = ("Nobody has written an action", "Nobody has written the story", "Its story stands on")
            assert any(each in said(rest) for each in said_too)


def test_the_answers_have_the_place_s_own_first_line_and_action_in_brief(crowded):
    _, _, _, why, doing = in_brief(crowded[addresses.curve(PLACE, CARD, "children_looked_after")])
    assert why == "Helps: \"Quoted\" <script>alert('x')</script> & <img src=x..."
    assert doing == f"Overdue: {why.removeprefix('Helps: ')} By 31 March 2026, under way: {'x' * 60}..."


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            {"verdict": "real_improvement"},
            "Yes: chance would do that about 1 time in 60. 1 of the 3 figures is hidden.",
        ),
        ({"verdict": "changed_direction", "p_value": 0.0001}, "Yes: chance would do that less than 1 time in 1,000."),
        (
            {"verdict": "real_worsening", "p_value": 0.0001, "second_opinion": "differs", "process_signal": "none"},
            "Only beside the figures since 2022. Over all figures since 2019, figures like the newest are usual.",
        ),
        (
            {"verdict": "real_improvement", "second_opinion": "differs", "process_signal": "outside_limits"},
            "Only beside the figures since 2022. Over all figures since 2019, the newest is unusually high.",
        ),
        (
            {"verdict": "no_clear_change", "second_opinion": "differs", "process_signal": "one_side_of_mean"},
            "Not since 2022: chance can explain it. Over all figures since 2019, the newest few are unusually high.",
        ),
        (
            {"verdict": "real_worsening", "is_listed": False},
            "Yes: chance would do that about 1 time in 60. Among all councils it could still be chance.",
        ),
        (
            {"verdict": "changed_direction", "is_listed": False},  # nothing is gained since the oldest: it is not asked
            "Yes: chance would do that about 1 time in 60.",
        ),
        ({"verdict": "no_clear_change", "is_listed": False}, "No clear change: chance can explain it."),
        ({"verdict": "out_of_line_and_back"}, "No: it moved, and came back."),
        (
            {"verdict": "out_of_line_and_back", "second_opinion": "differs", "process_signal": "near_limit"},
            "No: it moved, and came back. Over all figures since 2019, the newest few are unusually high.",
        ),
        (
            {"verdict": "no_one_direction", "second_opinion": "differs", "process_signal": "outside_limits"},
            "Beyond chance, but in no one direction. Over all figures since 2019, the newest is unusually high.",
        ),
        ({"verdict": "no_one_direction"}, "Beyond chance, but in no one direction."),
        ({"verdict": "too_soon_to_say"}, "Too soon to say if it lasts."),
        ({"verdict": "too_few_to_tell"}, "Cannot be told."),
        ({"verdict": "real_improvement", "value": None}, "Cannot be told."),
        (None, "Cannot be told."),
    ],
)
def test_whether_a_change_is_real_in_brief(verdict, expected):
    hidden = "suppressed" if "hidden" in expected else None
    figure = {"value": 12, "is_doubted": False, "series_segment": 1, "period_end_date": date(2019, 3, 31)}
    figure |= {"has_ended": False}
    rows = [figure | {"value_reason": each} for each in (None, hidden, None)]
    judged = {"value": 12, "p_value": 0.0163, "compared_from_period_end_date": None, "second_opinion": "agrees"}
    judged |= {"process_signal_side": "high", "is_listed": None}
    if "2022" in expected:
        judged["compared_from_period_end_date"] = date(2022, 3, 31)
    definition = {"cadence": "annual", "period_kind": "year"}
    measure = SimpleNamespace(newest=rows[-1], definition=definition, history=rows)
    measure.verdict = verdict and judged | verdict
    assert words.is_it_real(measure) == expected


@pytest.mark.parametrize(
    ("newest", "definition", "expected"),
    [
        ({"value": None, "value_reason": "suppressed"}, {}, "With no other: the newest figure is hidden."),
        ({"value": None}, {}, "With no other: the newest figure is missing."),
        ({"is_doubted": True}, {}, "With no other: the newest figure is in doubt."),
        ({"geographic_level": "National"}, {}, "With no other: this is England."),
        ({"unit": "percent"}, {}, "With no other: none is known for this time."),
        ({}, {"cadence": "once"}, "With no other: none is known for this time."),
        ({}, {}, "With no other: it is a number, not a rate."),
    ],
)
def test_why_a_figure_is_compared_with_none_in_brief(newest, definition, expected):
    row = {"value": 12, "value_reason": None, "is_doubted": False, "unit": "children", "geographic_level": "Regional"}
    assert words.compared_in_brief(None, row | newest, {"cadence": "annual"} | definition) == expected


def test_a_figure_is_compared_in_brief():
    row = BESIDE_OTHERS | {"unit": "per_10000", "decimal_places": 0}
    assert words.compared_in_brief(row, {}, {}) == "Higher than England (67); neighbours 101."
    assert words.compared_in_brief(row | {"neighbours_median": None}, {}, {}) == "Higher than England (67)."
    assert words.compared_in_brief(row | {"england_value": None}, {}, {}).startswith("England's is not known; ")


@needs_browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 700)])
def test_the_answers_leave_the_curve_on_the_first_screen_and_fit_a_narrow_one(
    folder, crowded, site, tmp_path, width, height
):
    from playwright.sync_api import sync_playwright

    full = written(crowded, site, tmp_path)
    address = addresses.curve(PLACE, CARD, "children_looked_after")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as player, player.chromium.launch(executable_path=find_browser(), args=arguments) as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        for path in (folder / address, full / address):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator(".brief").is_visible()
        page.goto((folder / address).as_uri())
        if width > height:
            assert page.locator(".sheet-curve").bounding_box()["y"] < height
            assert page.locator(".brief").bounding_box()["height"] < 6 * 24
        page.emulate_media(media="print")
        assert not page.locator(".brief").is_visible()


def test_an_action_is_overdue_after_its_day_unless_it_is_done(crowded):
    text = said(crowded[addresses.curve(PLACE, CARD, "children_looked_after")])
    assert text.count("Overdue By 31 March 2026, under way:") == 1
    assert text.count("By 31 March 2026, done:") == 1
    assert text.count("Overdue") == 2  # again among the five answers


def test_what_people_typed_is_shown_as_they_typed_it_and_never_run(crowded):
    for address, page in crowded.items():
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
        assert not [each for each in tree.iter("script") if not each.get("src")], address
        assert not list(tree.iter("img")), address
        assert not [each for each in tree.iter() if any(str(name).startswith("on") for name in each.attrib)]
        identifiers = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(identifiers) == len(set(identifiers)), address
        assert HOSTILE.strip() in said(page)


def test_pages_are_small_and_their_html_is_valid(pages):
    for address, page in pages.items():
        html5lib.HTMLParser(strict=True).parse(page)
        assert len(page.encode()) < LARGEST, address


def test_titles_tell_all_pages_apart(pages):
    titles = [re.search("<title>(.*?)</title>", page)[1] for page in pages.values()]
    assert len(set(titles)) == len(titles)


def test_a_page_leads_to_its_card_its_measure_its_evidence_and_its_sheet_for_a_workshop(pages, site):
    for scorecard, measure in curve.headlines(site, PLACE):
        address = addresses.curve(PLACE, scorecard, measure)
        for to in (
            addresses.card(PLACE, scorecard),
            addresses.measure(measure),
            addresses.evidence(PLACE, scorecard, measure),
            addresses.worksheet(PLACE, scorecard, measure),
        ):
            assert f'href="{addresses.link(to, address)}"' in pages[address]


@needs_browser
def test_each_page_is_one_sheet_of_paper_with_its_foot_on_it(folder, pages, crowded, site, tmp_path):
    from playwright.sync_api import sync_playwright

    full = written(crowded, site, tmp_path)
    looked_at = [folder / address for address in list(pages)[::9]] + [full / address for address in list(crowded)[::2]]
    looked_at.append(full / addresses.worksheet(PLACE, CARD, "children_looked_after"))
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as player, player.chromium.launch(executable_path=find_browser(), args=arguments) as browser:
        page = browser.new_page(viewport={"width": 688, "height": 1000})  # as wide as a sheet between its margins
        page.emulate_media(media="print")
        for path in looked_at:
            page.goto(path.as_uri())
            pdf = tmp_path / "printed.pdf"
            page.pdf(path=pdf, prefer_css_page_size=True)
            with pikepdf.open(pdf) as printed:
                assert len(printed.pages) == 1, path
                assert [round(float(each)) for each in printed.pages[0].mediabox] == [0, 0, 595, 842]
            sheet, foot = page.evaluate(
                "['.sheet', '.sheet-foot'].map(each => document.querySelector(each).getBoundingClientRect().bottom)"
            )
            assert foot <= sheet + 0.5, path
            assert sheet <= HEIGHT_OF_A4, path
            curves = page.query_selector_all(".sheet-curve")
            assert all(each.bounding_box()["height"] > 110 for each in curves), path
            rims = "[...document.querySelectorAll('.chart text')].map(each => getComputedStyle(each).stroke)"
            assert set(page.evaluate(rims)) <= {"none"}, path  # a rim would write each word twice


@needs_browser
def test_the_document_has_a_sheet_for_each_headline_and_the_same_bytes_for_the_same_pages(folder, site):
    browser = find_browser()
    headlines = list(curve.headlines(site, PLACE))
    document = write_headlines(folder, site, PLACE, browser, MADE_BY)
    assert document == folder / addresses.headlines(PLACE)
    first = document.read_bytes()
    with pikepdf.open(document) as opened:
        assert len(opened.pages) == len(headlines)
        assert str(opened.docinfo["/Title"]) == "Headline curves: North East Lincolnshire"
        assert not {"/CreationDate", "/ModDate"} & set(opened.docinfo.keys())
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "en-GB"
    assert b"file://" not in first
    document.unlink()
    assert write_headlines(folder, site, PLACE, browser, MADE_BY).read_bytes() == first


def browser_of(version: str, path: Path) -> Path:
    """Return a browser that says its version and can print nothing."""
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{version}"\n')
    path.chmod(0o755)
    return path


@needs_browser
def test_a_document_is_kept_where_pages_code_and_browser_are_the_same(folder, site, tmp_path):
    browser = find_browser()
    earlier = write_headlines(folder, site, PLACE, browser, MADE_BY)
    kept = earlier.rename(tmp_path / "earlier.pdf")
    version = subprocess.run([browser, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    same, other = (browser_of(said, tmp_path / str(at)) for at, said in enumerate((version, f"{version} or newer")))
    assert write_headlines(folder, site, PLACE, same, MADE_BY, earlier=kept).read_bytes() == kept.read_bytes()
    (folder / addresses.headlines(PLACE)).unlink()
    assert write_headlines(folder, site, PLACE, other, MADE_BY, earlier=kept) is None
    assert write_headlines(folder, site, PLACE, same, "other code", earlier=kept) is None
    page = folder / addresses.curve(PLACE, *next(iter(curve.headlines(site, PLACE))))
    before = page.read_text()
    try:
        page.write_text(before.replace("Compared with whom", "Compared with others").replace("</h1>", "!</h1>"))
        assert write_headlines(folder, site, PLACE, same, MADE_BY, earlier=kept) is None
    finally:
        page.write_text(before)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "exit status 3"),
        ("echo it has no display >&2; exit 1", "it has no display"),
        ("exit 0", "printed.pdf"),
        ('for each in "$@"; do case $each in --print-to-pdf=*) echo x > "${each#*=}";; esac; done', ""),
    ],
)
def test_a_browser_that_fails_stops_nothing_and_is_told(folder, site, tmp_path, caplog, script, why):
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    (folder / addresses.headlines(PLACE)).unlink(missing_ok=True)
    with caplog.at_level(logging.WARNING):
        assert write_headlines(folder, site, PLACE, browser, MADE_BY) is None
    assert "North East Lincolnshire" in caplog.text
    assert why in caplog.text
    assert not list((folder / PLACE).glob("*.pdf*"))


def test_a_place_without_a_headline_has_no_document(folder, site):
    assert write_headlines(folder, site, "E06000999", Path("/nonexistent"), MADE_BY) is None


def test_a_browser_that_is_named_is_used_and_no_other(tmp_path, monkeypatch):
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    assert find_browser(browser) == browser
    assert find_browser(tmp_path / "another") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == browser
    browser.unlink()
    assert find_browser() is None


def a_figure(**more) -> dict:
    return {"value": 12, "unit": "percent", "decimal_places": 0, "numerator": 6, "denominator": 50} | more


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (a_figure(), "The numbers behind it: 6 of 50."),
        (a_figure(unit="per_10000", value=1200), "The numbers behind it: 6 of 50."),
        (a_figure(denominator=None), "The number behind it: 6."),
        (a_figure(numerator=22.6, denominator=None), "The number behind it: 22.6."),
        (a_figure(unit="cases_per_worker", numerator=1500, denominator=99.5), "The numbers behind it: 1,500 for 99.5."),
        (a_figure(numerator=None), None),
        (a_figure(value=None), None),
    ],
)
def test_the_people_behind_a_rate(newest, expected):
    assert words.people_behind(newest, None) == expected


def test_the_rate_behind_a_count():
    rate = {"value": 85, "england_value": 67, "unit": "per_10000", "decimal_places": 0}
    told = words.people_behind(a_figure(unit="children", numerator=None, denominator=None), rate)
    assert told == "As a rate: 85 per 10,000 children; England 67."


@pytest.mark.parametrize(
    ("band", "made_on", "expected"),
    [
        ((301, 499), date(2025, 11, 1), ", four times in five between 301 and 499 children. Is that good enough?"),
        ((None, None), date(2025, 11, 1), ", and how sure that is we do not know. Is that good enough?"),
        (
            (301, 499),
            date(2029, 1, 1),
            ", four times in five between 301 and 499 children. That time has passed, and its figure is not here yet.",
        ),
    ],
)
def test_where_it_leads_if_nothing_changes(band, made_on, expected):
    row = {"projected": 400, "projected_low": band[0], "projected_high": band[1], "period_time": "in 2028"}
    forecast = [row | {"made_on": made_on, "period_end_date": date(2028, 3, 31)}]
    told = words.outlook(forecast, {"unit": "children", "decimal_places": 0})
    assert told == f"If nothing changes: about 400 children in 2028{expected}"
    assert words.outlook([], {}) is None


@pytest.mark.parametrize(
    ("gap", "low", "high", "expected"),
    [
        (12.4, 3, 20, "About 12 more than at the rate of its statistical neighbours (between 3 more and 20 more)."),
        (-5, -11, 2, "About 5 fewer than at the rate of its statistical neighbours (between 11 fewer and 2 more)."),
        (7, None, None, "About 7 more than at the rate of its statistical neighbours."),
        (0.4, -4, 4, "About the same as at the rate of its statistical neighbours (between 4 fewer and 4 more)."),
        (None, None, None, None),
    ],
)
def test_the_gap_to_neighbours_in_people(gap, low, high, expected):
    row = {"gap_to_neighbours": gap, "gap_to_neighbours_low": low, "gap_to_neighbours_high": high}
    assert words.gap_to_neighbours(row | {"is_decided_by_average": False}) == expected
    of_children = words.gap_to_neighbours(row | {"is_decided_by_average": False, "counted_unit": "children"})
    assert of_children == (expected and re.sub("^(About \\d+ (more|fewer))", r"\1 children", expected))
    assert words.gap_to_neighbours(row | {"is_decided_by_average": True}) is None  # no side of them can be told


@pytest.mark.parametrize(
    ("newest", "definition", "expected"),
    [
        ({}, {}, "A number is larger where more children live. It cannot be put beside other places, as no rate of it"),
        ({}, {"rate_measure_id": "rate"}, "as its rate is not known for this time."),
        ({"unit": "percent"}, {}, "No figure of another place is known for this time."),
        ({}, {"cadence": "once"}, "No figure of another place is known for this time."),
        (
            {"value": None, "value_reason": "suppressed", "unit": "percent"},
            {},
            "The newest figure is hidden to protect children's identity, so it is put beside no other. England's: 20%.",
        ),
        ({"value": None}, {}, "There is no newest figure to put beside others."),
        ({"is_doubted": True}, {}, "The newest figure is in doubt, so it is put beside no other."),
        ({"geographic_level": "National"}, {}, None),
    ],
)
def test_why_a_figure_stands_beside_no_other(newest, definition, expected):
    row = {"value": 12, "value_reason": None, "is_doubted": False, "unit": "children", "decimal_places": 0}
    row |= {"geographic_level": "Local authority", "england_value": 20} | newest
    told = words.not_compared(row, {"cadence": "annual", "rate_measure_id": None} | definition)
    assert told is None if expected is None else expected in told


def test_a_count_without_a_rate_says_on_its_page_why_it_stands_beside_no_other(site):
    def without_rate(card: Card) -> Card:
        measures = [
            replace(each, rate=None, definition=each.definition | {"rate_measure_id": None}) for each in card.measures
        ]
        return replace(card, measures=measures)

    text = said(curve._draw(PLACE, CARD, "children_looked_after", Altered(site, without_rate)))
    assert "Compared with whom A number is larger where more children live." in text


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["2024"], "Children in need, release 2024"),
        (["2025", "2024"], "Children in need, releases 2024 and 2025"),
        (["2025", "2023", "2024"], "Children in need, releases 2023, 2024 and 2025"),
        (["2025", "2022", "2023", "2024"], "Children in need, 4 releases from 2022 to 2025"),
    ],
)
def test_the_releases_behind_a_curve(names, expected):
    history = [{"publication_title": "Children in need", "release_name": name} for name in names]
    assert words.releases(history) == expected
    other = {"publication_title": "Absence", "release_name": "2023"}
    assert words.releases([*history, other]) == f"Absence, release 2023; {expected}"


def test_a_curve_is_missing_for_a_reason():
    def measure(values, cadence="annual", has_ended=False):
        history = [{"value": value, "has_ended": has_ended} for value in values]
        return SimpleNamespace(history=history, newest=history[-1], definition={"cadence": cadence})

    assert words.no_curve(measure([1], "once")) is None
    assert words.no_curve(measure([None, 1])) == "There is no curve yet: it takes two figures, and there is one."
    ended = measure([None, 1], has_ended=True)
    assert words.no_curve(ended) == "There is no curve: it takes two figures, and there is one."
    assert words.no_curve(measure([None])) == "There is no curve: every figure of it is hidden or missing here."


def test_who_stated_an_entry_and_when():
    assert (
        words.stated({"stated_by": "Head of Service", "stated_on": date(2026, 9, 30)})
        == "Head of Service, September 2026"
    )
    assert words.stated({"stated_date": date(2020, 3, 31)}) == "March 2020"
    handed_in = {"stated_by": "Head", "stated_on": date(2026, 9, 30), "stated_date": date(2025, 4, 1)}
    assert words.stated(handed_in) == "Head, September 2026, seen since April 2025"
    assert words.stated({"stated_date": None}) is None
    source = "workshop of 18 November 2026 in the hall, with all who came"
    told = words.stated({"stated_by": "Head", "stated_on": date(2026, 9, 30), "stated_in": source})
    assert told == "Head, September 2026, source: workshop of 18 November 2026 in the..."
    assert words.stated({"stated_date": date(2020, 3, 31), "stated_in": "Report, section 6"}) == "March 2020"


def test_what_is_typed_ends_with_one_mark():
    assert words.sentence("A team writes it down ") == "A team writes it down."
    assert words.sentence("It is done.") == "It is done."
    assert words.sentence("Who does it?") == "Who does it?"


def test_the_foot_says_when_the_newest_release_was_published():
    exact = {"published_date": date(2024, 11, 14), "latest_published_date": None, "is_made_of_records": False}
    by = exact | {"published_date": None, "latest_published_date": date(2025, 12, 18)}
    assert words.published([exact]) == "The newest was published on 14 November 2024."
    assert words.published([by, exact]) == "The newest was published by 18 December 2025."
    assert words.published([exact | {"is_made_of_records": True}]) is None


def test_the_target_of_an_objective():
    objective = {"target_value": 204.05, "unit": "children", "decimal_places": 0, "target_label": "31 March 2018"}
    objective |= {"value_at_target_period": None}
    assert words.target(objective) == "Target: 204 children, 31 March 2018."
    came = words.target(objective | {"value_at_target_period": 265})
    assert came == "Target: 204 children, 31 March 2018. It was 265 children then."
    assert words.target({"target_value": None}) is None
    assert words.target(objective | {"target_label": None, "target_period_end_date": None}) == "Target: 204 children."


@pytest.mark.parametrize(
    ("verdict", "target", "note", "expected"),
    [
        ("partially_met", 136, "It hangs on 2014.", "It hangs on 2014."),
        ("partially_met", 136, None, "It rose."),
        ("not_met", 136, "A misprint.", None),
        ("not_met", None, "A misprint.", "It rose."),
    ],
)
def test_why_an_objective_is_judged_so_where_its_target_does_not_say_it(verdict, target, note, expected):
    objective = {"objective_verdict": verdict, "target_value": target, "note": note, "why": "It rose."}
    assert words.why_so_judged(objective) == expected


def test_an_objective_stands_on_the_sheet_with_what_came_and_why_it_is_judged_so(pages, site):
    told = 0
    for scorecard, name in curve.headlines(site, PLACE):
        measure = next(each for each in site.card(scorecard, PLACE).measures if each.newest["measure_id"] == name)
        text = of(pages, PLACE, name, scorecard)
        for objective in measure.objectives[:1]:
            assert (words.target(objective) or "") in text
            assert (words.why_so_judged(objective) or "") in text
            told += 1
    assert told


def test_a_council_that_ended_is_told_and_nobody_is_asked_for_its_story(site):
    def end(card: Card) -> Card:
        return replace(card, geography=card.geography | {"valid_to": date(2023, 3, 31)})

    text = said(curve._draw(PLACE, CARD, "children_looked_after", Altered(site, end)))
    assert "North East Lincolnshire ended as a council on 31 March 2023." in text
    assert "Nobody has written" not in text


def test_which_way_is_wanted_is_said_without_where_it_is_stated():
    placed = {"polarity": "lower_is_better", "wanted_direction": None, "wanted_by": None}
    assert words.way_wanted(placed, []) == "Lower is better."
    placed |= {"wanted_direction": "reduce", "wanted_by": "North East Lincolnshire (A report, Table 3, row 4)"}
    placed["period_end_date"] = date(2025, 3, 31)
    assert words.way_wanted(placed, []) == "North East Lincolnshire set out to reduce it."
    ends = {"baseline_period_end_date": date(2015, 3, 31), "target_period_end_date": date(2018, 3, 31)}
    told = words.way_wanted(placed, [ends | {"direction": "reduce"}])
    assert told == "North East Lincolnshire set out to reduce it from 2015 to 2018."
