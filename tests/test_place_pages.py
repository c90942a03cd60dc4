"""The page of a place: what is around it, what it came from, and words for every case."""

import re
from datetime import date
from types import SimpleNamespace

import html5lib
import pytest

from oba import language as words
from oba.site import addresses, place
from oba.site.place.around import around
from oba.site.reading import Site, headlines_once
from stub_site import place as row
from stub_site import site_of

LONDON, INNER, CAMDEN = "E12000007", "E13000001", "E09000007"
LEEDS, YORK, SHEFFIELD = "E08000035", "E06000014", "E08000039"
WEST, NORTH, OLD = "E06000062", "E06000061", "E10000021"
YORKSHIRE = "E12000003"
REGION = {"geographic_level": "Regional", "region_code": None, "region_name": None}
PLACES = [
    row(LEEDS, "Leeds"),
    row(YORK, "York"),
    row(SHEFFIELD, "Sheffield"),
    row("E08000019", "Sheffield", newest_code=SHEFFIELD),
    row(YORKSHIRE, "Yorkshire and The Humber", **REGION),
    row(LONDON, "London", **REGION),
    row(INNER, "Inner London", **REGION | {"is_part_of_another_region": True}),
    row(CAMDEN, "Camden", region_code=INNER, region_name="Inner London"),
    row("E92000001", "England", **REGION | {"geographic_level": "National"}),
    row(WEST, "West Northamptonshire", region_code="E12000004"),
    row(NORTH, "North Northamptonshire", region_code="E12000004"),
    row(OLD, "Northamptonshire", region_code="E12000004", valid_to=date(2021, 3, 31)),
    row(f"{NORTH} / {WEST}", "North Northamptonshire / West Northamptonshire", region_code="E12000004"),
]
CHANGES = [
    {"predecessor_code": OLD, "successor_code": to, "change_kind": "split", "change_date": date(2021, 4, 1)}
    for to in (NORTH, WEST)
] + [{"predecessor_code": "E08000019", "successor_code": SHEFFIELD, "change_kind": "recode", "change_date": None}]
NEIGHBOURS = [
    {
        "neighbour_set_year": year,
        "geography_code": LEEDS,
        "neighbour_rank": rank,
        "neighbour_code": code,
        "closeness": how,
    }
    for year, rank, code, how in (
        (2025, 1, "E08000019", "very close"),
        (2025, 2, YORK, "close"),
        (2021, 1, CAMDEN, "extremely close"),
    )
]
TOGETHER = [{"combined_code": f"{NORTH} / {WEST}", "member_code": code} for code in (NORTH, WEST)]
SITE = {
    "dim_geography": PLACES,
    "bridge_geography_successor": CHANGES,
    "bridge_statistical_neighbour": NEIGHBOURS,
    "bridge_combined_return": TOGETHER,
}


def of(code: str):
    site = site_of(**SITE)
    return around(site, site.row("dim_geography", geography_code=code))


def drawn(code: str, *authorities: str, **marts) -> str:
    site = site_of(*authorities, **SITE | marts)
    (page,) = place.pages(site, [code])
    assert page.address == addresses.place(code)
    text = page.draw(site)
    html5lib.HTMLParser(strict=True).parse(text)
    return text


@pytest.mark.parametrize("code", [one["geography_code"] for one in PLACES])
def test_a_place_without_a_figure_has_a_page_that_says_so(code):
    assert "There are no figures of this place" in drawn(code)


def test_neighbours_are_those_of_the_newest_set_by_closeness_under_the_codes_of_today():
    assert of(LEEDS).neighbours == [("very close", [(SHEFFIELD, "Sheffield")]), ("close", [(YORK, "York")])]
    assert of(LEEDS).set_year == 2025


def test_a_region_leads_to_its_councils_and_england_to_its_regions():
    assert [name for _, name in of(YORKSHIRE).within] == ["Leeds", "Sheffield", "York"]
    assert ("E13000001", "Inner London") in of("E92000001").within
    assert of(LEEDS).within == []


def test_london_leads_to_its_parts_and_a_part_to_its_boroughs():
    assert of(LONDON).within == [(INNER, "Inner London")]
    assert of(INNER).within == [(CAMDEN, "Camden")]


def test_a_council_that_ended_says_when_and_what_took_over():
    later = "North Northamptonshire and West Northamptonshire took over."
    said = f"Northamptonshire ended as a council on 31 March 2021. {later}"
    assert of(OLD).history == [said]
    assert of(OLD).before_and_after == [(NORTH, "North Northamptonshire"), (WEST, "West Northamptonshire")]
    assert said in drawn(OLD)


def test_a_new_council_says_what_it_was_made_from():
    assert of(WEST).history == [
        "West Northamptonshire began on 1 April 2021. It was made from part of Northamptonshire."
    ]


def test_another_code_for_the_same_council_is_no_history():
    assert of(SHEFFIELD).history == []


def test_a_return_of_two_councils_leads_to_both_and_has_a_folder_without_spaces():
    both = of(f"{NORTH} / {WEST}")
    assert both.history == [
        "Some figures are given for North Northamptonshire and West Northamptonshire together. This page has those."
    ]
    assert {code for code, _ in both.before_and_after} == {NORTH, WEST}
    assert addresses.place(f"{NORTH} / {WEST}") == f"{NORTH}-{WEST}/index.html"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"{NORTH} / {WEST}", "together, but 1 other measure does. Each of the councils has a page of its own."),
        (LEEDS, "No headline measure has a figure here, but 1 other measure does."),
    ],
)
def test_a_card_without_a_headline_says_why(code, said, monkeypatch):
    scorecard = {"scorecard_id": "staff", "scorecard_kind": "population", "scorecard_title": "Staff", "outcome": None}
    brief = SimpleNamespace(scorecard=scorecard, headlines=[], measures=[object()])
    monkeypatch.setattr(Site, "scorecards_of", lambda site, code: [scorecard])
    monkeypatch.setattr(Site, "card", lambda site, scorecard, code: brief)
    text = drawn(code)
    assert said in text
    assert 'class="quiet headlines"' not in text


def test_a_made_up_place_is_told_to_be_so_in_title_and_page():
    made_up = row("E06999999", "Exampleshire", is_made_up=True)
    text = drawn("E06999999", dim_geography=[made_up])
    assert "<title>Made up: Exampleshire" in text
    assert "Exampleshire is not a real place" in text
    assert "Made up" not in drawn(LEEDS)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("reduce", "This card wants it lower, so here a fall is better."),
        ("increase", "This card wants it higher, so here a rise is better."),
        (None, None),
    ],
)
def test_a_card_that_wants_one_way_of_a_measure_says_so_beside_its_tag(wanted, said):
    newest = dict.fromkeys(("value", "unit", "decimal_places", "polarity"))
    newest |= {"measure_id": "m", "measure_name": "Children looked after", "value_reason": "suppressed"}
    newest |= {"period_label": "31 March 2025", "period_end_date": date(2025, 3, 31), "wanted_direction": wanted}
    measure = SimpleNamespace(
        newest=newest, definition={"cadence": "annual"}, verdict=None, judgement=None, history=[], objectives=[]
    )
    assert place._headline(measure, LEEDS, "safe").wanted == said
    ends = {"baseline_period_end_date": date(2015, 3, 31), "target_period_end_date": date(2018, 3, 31)}
    measure.objectives = [ends | {"direction": "reduce"}]
    if wanted == "reduce":
        assert (
            place._headline(measure, LEEDS, "safe").wanted
            == "By the aim of 2015 to 2018, a fall is better on this card."
        )


def test_the_document_to_print_is_offered_where_there_is_one():
    assert f'href="{addresses.headlines(LEEDS).rpartition("/")[2]}"' in drawn(LEEDS, documents=frozenset({LEEDS}))
    assert ".pdf" not in drawn(LEEDS, LEEDS, documents=frozenset({YORK}))


def test_places_without_pages_are_named_and_not_led_to():
    for code in (LEEDS, YORKSHIRE, OLD, f"{NORTH} / {WEST}"):
        every = drawn(code)
        alone = drawn(code, places_drawn=frozenset({code}))
        assert {to.partition("/")[0] for to in re.findall(r'href="\.\./([^"]+)"', alone)} == {
            *("look", "method", "index.html", "index.html#places", "index.html#measures")
        }
        assert "Sheffield" in alone if code == LEEDS else every != alone


def test_a_region_that_no_release_has_figures_of_is_not_led_to():
    text = drawn(WEST)
    assert "E12000004" not in text and "None" not in text


def test_names_are_text_and_never_markup():
    odd = row(LEEDS, '<img src=x> "Leeds"')
    text = drawn(LEEDS, dim_geography=[odd])
    assert "<img" not in text


BETTER, WORSE, SINCE = ("Better", "better"), ("Worse", "worse"), ("Better since 2022", "better")
UNCLEAR = ("No clear change", "plain")
PARTLY = ("Partly better since 2022", "plain")
OTHERS = DOWN, _, UNTOLD = ("Gone down", "plain"), PARTLY, ("Cannot be told", "unknown")


@pytest.mark.parametrize(
    ("tagged", "counted", "told", "named"),
    [
        ([], "no figures yet", None, None),
        (
            [("A", BETTER), ("B", SINCE), ("C", WORSE), *[("D", UNCLEAR)] * 8, *zip("EFG", OTHERS, strict=True)],
            "2 better, 1 worse, 8 no clear change, 3 changed in another way or cannot be told",
            "Of 14 headline measures, 2 are better. 1 is worse. 8 show no clear change. 3 have changed in another way "
            "or cannot be told.",
            "Better: “A” and “B”. Partly better: “F”. Worse: “C”.",
        ),
        (
            [*[("A", WORSE)] * 4, ("B", UNTOLD)],
            "4 worse, 1 cannot be told",
            "Of 5 headline measures, 4 are worse. 1 cannot be told.",
            None,
        ),
        (
            [("A", ("Partly worse since 2022", "plain")), ("B", PARTLY)],
            "2 changed in another way",
            "Of 2 headline measures, 2 have changed in another way.",
            "Partly better: “B”. Partly worse: “A”.",
        ),
        ([("A", DOWN)], "1 changed in another way", "Of 1 headline measure, 1 has changed in another way.", None),
    ],
)
def test_how_headlines_fare_is_told_in_four_groups_and_few_that_are_better_or_worse_by_name(
    tagged, counted, told, named
):
    found = words.fares(tagged)
    assert words.fares_counted(found) == counted
    assert words.fares_told(found) == told
    assert words.fares_named(found) == named


def test_a_measure_of_two_cards_is_counted_once_and_not_by_the_aim_of_one():
    def card(wanted: str | None) -> SimpleNamespace:
        return SimpleNamespace(headlines=[SimpleNamespace(newest={"measure_id": "m", "wanted_direction": wanted})])

    aimed, plain = card("reduce"), card(None)
    assert headlines_once([aimed, plain]) == headlines_once([plain, aimed]) == plain.headlines
    assert headlines_once([aimed]) == aimed.headlines


def test_names_that_hold_commas_are_parted_by_semicolons():
    assert words.in_a_row(["Bexley", "Dorset", "Kent"]) == "Bexley, Dorset and Kent"
    both = ["Bournemouth, Christchurch and Poole", "Dorset"]
    assert words.in_a_row(["Bexley", *both]) == "Bexley; Bournemouth, Christchurch and Poole; and Dorset"
    assert words.in_a_row(both[:1]) == both[0]
    renamed = [one | ({"geography_name": both[0]} if one["geography_code"] == NORTH else {}) for one in PLACES]
    text = drawn(OLD, dim_geography=renamed)
    assert "Bournemouth, Christchurch and Poole; and West Northamptonshire took over." in text
    assert f'{both[0]}</a>; <a href="../{WEST}/index.html">' in text
