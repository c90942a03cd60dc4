"""The pages of the method: each rule with an example, in short words, and no number that the back-test has not."""

import re
from datetime import date
from html import unescape

import html5lib
import pytest
import textstat

from oba.config import PROJECT
from oba.site import addresses, method
from oba.statistics.movement import SELDOM
from stub_site import place, site_of

PAGES = [addresses.METHOD, *(addresses.method(topic.name) for topic in method.TOPICS)]
GRADE = 7  # of an American school, about the age of 12


def drawn(site=None) -> dict[str, str]:
    site = site or site_of("E08000035", dim_geography=[place("E08000035", "Leeds")])
    return {page.address: page.draw(site) for page in method.pages(site, [])}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return drawn()


def lay_words(page: str) -> str:
    main = re.search(r"<main.*?</main>", page, re.S).group()
    parts = re.findall(r"<(p|li|h2|dd)\b[^>]*>(.*?)</\1>", main, re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", part)).strip().rstrip(".:;") + "." for _, part in parts)


def test_there_is_a_page_for_every_topic_and_a_list_of_all(pages):
    assert list(pages) == PAGES
    for topic in method.TOPICS:
        assert f'href="{topic.name}.html"' in pages[addresses.METHOD]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_valid_and_stands_without_any_figure(address, pages):
    html5lib.HTMLParser(strict=True).parse(pages[address])
    assert "From these pages" not in pages[address]


@pytest.mark.parametrize("address", PAGES[1:])
def test_a_page_is_in_words_for_readers_of_twelve(address, pages):
    assert textstat.flesch_kincaid_grade(lay_words(pages[address])) <= GRADE


@pytest.mark.parametrize("topic", [one.name for one in method.TOPICS if one.name not in ("meeting", "limits", "words")])
def test_every_rule_has_an_example_that_says_it_is_made_up(topic, pages):
    assert re.search(r"made-up (numbers|example)", pages[addresses.method(topic)])


def test_every_page_leads_to_the_next(pages):
    for topic, following in zip(method.TOPICS, method.TOPICS[1:], strict=False):
        assert f'href="{following.name}.html"' in pages[addresses.method(topic.name)]


def test_how_far_a_trend_is_no_forecast_is_what_the_back_test_found(pages):
    table = (PROJECT / "docs" / "verdicts.md").read_text()
    still, went_on = re.search(r"\| \*\*all\*\* \|(?:[^|]*\|){3} ([\d.]+)% \| ([\d.]+)% \|", table).groups()
    assert {"still": round(float(still)), "went_on": round(float(went_on))} == method.TRIAL
    limits = pages[addresses.method("limits")]
    assert f"only {method.TRIAL['went_on']} of 100 moved further the same way" in limits


def test_the_five_questions_stand_in_order(pages):
    said = pages[addresses.method("meeting")]
    asked = ("Are we getting better?", "Is it real?", "Compared with whom?", "Why?", "What are we doing?")
    places = [said.index(f"<strong>{question}</strong>") for question in asked]
    assert places == sorted(places)


def test_how_often_bands_held_is_read_from_the_marts():
    site = site_of(
        dim_measure=[{"measure_id": "m", "measure_name": "Referrals & more"}],
        fct_forecast_backtest=[
            {"measure_id": "m", "horizon": 1, "is_chosen": True, "coverage_pct": 81.4, "coverage_count": 1266},
            {"measure_id": "m", "horizon": 2, "is_chosen": True, "coverage_pct": 50, "coverage_count": 10},
            {"measure_id": "m", "horizon": 1, "is_chosen": False, "coverage_pct": 60, "coverage_count": 10},
        ],
    )
    text = drawn(site)[addresses.method("turned")]
    assert '<th scope="row">Referrals &amp; more</th><td>81</td><td>1,266</td>' in text
    assert text.count("<tr>") == 2
    assert "Lines for the years before we began were worked out afterwards" in text


def test_how_often_bands_of_made_up_figures_held_is_not_told():
    tried = {"horizon": 1, "is_chosen": True, "coverage_pct": 78, "coverage_count": 9}
    site = site_of(
        dim_geography=[place("E06999999", "Exampleshire", is_made_up=True), place("E08000035", "Leeds")],
        dim_measure=[{"measure_id": name, "measure_name": name} for name in ("made_up_one", "real_one")],
        fct_measure_value=[
            {"measure_id": "made_up_one", "geography_code": "E06999999"},
            {"measure_id": "real_one", "geography_code": "E06999999"},
            {"measure_id": "real_one", "geography_code": "E08000035"},
        ],
        fct_forecast_backtest=[tried | {"measure_id": name} for name in ("made_up_one", "real_one")],
    )
    text = drawn(site)[addresses.method("turned")]
    assert "real_one" in text and "made_up_one" not in text


def test_how_many_curves_pass_by_chance_alone_is_told_where_any_is_expected_to(pages):
    judged = [{"geography_code": "E08000035", "verdict": "no_clear_change"}] * 6335
    unjudged = [{"geography_code": "E08000035", "verdict": "too_few_to_tell"}] * 900
    made_up = [{"geography_code": "E06999999", "verdict": "real_worsening"}] * 500
    places = [place("E08000035", "Leeds"), place("E06999999", "Exampleshire", is_made_up=True)]
    site = site_of(dim_geography=places, fct_measure_verdict=judged + unjudged + made_up)
    text = drawn(site)[addresses.method("changing")]
    assert "These pages judge 6,335 curves so." in text and "up to about 130 would still look real" in text
    assert textstat.flesch_kincaid_grade(lay_words(text)) <= GRADE
    assert 1 / method.ONE_IN == SELDOM and f"fewer than 1 of {method.ONE_IN} curves" in text
    assert "would still look real" not in pages[addresses.method("changing")]


def test_a_made_up_place_is_no_example():
    made_up = place("E06999999", "Exampleshire", is_made_up=True)
    site = site_of("E06999999", dim_geography=[made_up], as_of=date(2026, 11, 22))
    assert all("Exampleshire" not in text for text in drawn(site).values())


def test_beside_others_the_usual_ups_and_downs_are_told_and_not_chance_alone(pages):
    said = pages[addresses.method("compared")]
    assert "more than chance and the usual ups and downs of the measure can explain" in said
    assert "chance could not make that gap" not in said


def test_every_tag_and_every_word_beside_england_is_explained(pages):
    from oba.language import headlines, labels, tags

    assert set(tags.MEANINGS) == set(headlines.TAGS)
    assert set(tags.BESIDE_ENGLAND) == set(labels.BESIDE)
    assert set(tags.PART_OF_THE_WAY) == set(headlines.PARTLY)
    said = pages[addresses.method("words")]
    for words, look in (*headlines.TAGS.values(), *labels.BESIDE.values()):
        assert f'<strong class="govuk-tag {look}">{words}</strong>' in said
    for words in (*headlines.SINCE.values(), *headlines.PARTLY.values()):
        assert f">{words} since 2022</strong>" in said
    assert textstat.flesch_kincaid_grade(" ".join(row.meaning for row in tags.tags_explained())) <= GRADE


@pytest.mark.parametrize(
    "word",
    ["Likely range", "Plausibly", "About where it was heading", "Objective", "Statistical neighbours", "Median"],
)
def test_words_of_curve_and_measure_pages_are_explained(word, pages):
    assert f">{word}</dt>" in pages[addresses.method("words")]


def test_how_we_tell_a_change_uses_the_words_of_the_tags(pages):
    said = pages[addresses.method("changing")]
    for tag in ("Better", "Worse", "Gone up", "Gone down", "Up and down", "No clear change", "Cannot be told"):
        assert f"&ldquo;{tag}&rdquo;" in said
    assert 'href="words.html#tags"' in said
