"""The home page: every place is found, also by the names of what it came from; what is new and late is told."""

import re
from datetime import date
from types import SimpleNamespace

import html5lib
import pytest

from drawn import offered
from oba import language as words
from oba.site import addresses, curve, home
from oba.site.home.finding import curves, own_places, places_by_region
from oba.site.home.freshness import ENGLAND
from oba.site.reading import Site
from stub_site import place, site_of

BCP, POOLE, DORSET = "E06000058", "E06000029", "E06000059"
SUCCESSION = [
    {"predecessor_code": POOLE, "successor_code": BCP, "change_kind": "merge", "change_date": date(2019, 4, 1)},
    {"predecessor_code": "E08000019", "successor_code": "E08000039", "change_kind": "recode", "change_date": None},
]
PLACES = [
    place("E08000035", "Leeds"),
    place(BCP, "Bournemouth, Christchurch and Poole", region_name="South West", region_code="E12000009"),
    place(POOLE, "Poole", region_name="South West", valid_to=date(2019, 3, 31)),
    place("E08000019", "Sheffield", newest_code="E08000039", valid_to=date(2025, 3, 31)),
    place("E08000039", "Sheffield"),
    place("E12000003", "Yorkshire and The Humber", geographic_level="Regional", region_code=None, region_name=None),
    place(ENGLAND, "England", geographic_level="National", region_code=None, region_name=None),
]
MEASURE = {
    "measure_id": "re_referral_rate",
    "measure_name": "Re-referral rate",
    "cadence": "annual",
    "lag_months": 7,
    "period_kind": "year",
    "timing": "during",
    "plain_definition": "Of every 100 referrals, how many came within 12 months of an earlier one.",
}
FIGURE = {
    "geography_code": ENGLAND,
    "measure_id": "re_referral_rate",
    "period_end_date": date(2025, 3, 31),
    "publication_title": "Children in need",
    "release_file_id": "f1",
}
FILE = {
    "release_file_id": "f1",
    "publisher": "Department for Education",
    "published_date": date(2025, 10, 30),
    "published_note": None,
    "latest_published_date": None,
}
CARD = {
    "scorecard_id": "safe",
    "scorecard_title": "Children are safe",
    "scorecard_kind": "population",
    "is_for_all_places": True,
}
ALL = tuple(row["geography_code"] for row in PLACES)


def verdict(code: str, before: str, after: str) -> dict:
    return {
        "change": "verdict",
        "measure_id": "re_referral_rate",
        "geography_code": code,
        "period_end_date": date(2025, 3, 31),
        "before": before,
        "after": after,
        "count": 1,
        "since": date(2026, 11, 20),
    }


def drawn(*authorities: str, places: tuple[str, ...] = ALL, **marts) -> str:
    site = site_of(*authorities, **{"dim_geography": PLACES, "bridge_geography_successor": SUCCESSION} | marts)
    (page,) = home.pages(site, list(places))
    assert page.address == addresses.HOME
    text = page.draw(site)
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def found(places: tuple[str, ...] = ALL):
    site = site_of(dim_geography=PLACES, bridge_geography_successor=SUCCESSION)
    return places_by_region(site, frozenset(places))


def test_a_council_stands_under_its_region_and_england_before_the_regions():
    groups, wide, _ = found()
    assert [(region, [one.name for one in councils]) for region, councils in groups] == [
        ("South West", ["Bournemouth, Christchurch and Poole"]),
        ("Yorkshire and The Humber", ["Leeds", "Sheffield"]),
    ]
    assert [one.name for one in wide] == ["England", "Yorkshire and The Humber"]


def test_a_council_is_found_by_the_name_and_code_of_what_it_came_from():
    groups, _, _ = found()
    finds = {one.code: one.find for _, councils in groups for one in councils}
    assert "Poole" in finds[BCP] and POOLE in finds[BCP]
    assert "E08000019" in finds["E08000039"]


def test_a_council_of_the_past_leads_to_its_page_and_to_what_came_after_it():
    _, _, ended = found()
    (poole,) = ended
    assert (poole.name, poole.until) == ("Poole", "31 March 2019")
    assert poole.now == ((BCP, "Bournemouth, Christchurch and Poole"),)


def test_no_place_is_led_to_that_is_not_drawn():
    text = drawn(places=("E08000035", POOLE))
    leads_to = {to.split("/")[0] for to in re.findall(r'href="(E[^"]+)"', text)}
    assert leads_to == {"E08000035", POOLE}


TOGETHER = "E06000061 / E06000062"  # a return of two councils
ON_CARDS = [
    {"scorecard_id": card, "measure_id": name, "display_order": number, "is_headline": is_headline}
    | {"wanted_direction": wanted}
    for card, name, number, is_headline, wanted in (
        ("aimed", "re_referral_rate", 1, True, "reduce"),
        ("safe", "re_referral_rate", 1, True, None),
        ("safe", "plans", 2, True, None),
        ("safe", "further", 3, False, None),
        ("trial", "families", 1, True, None),
    )
]
OF_CARDS = [
    {"scorecard_id": card, "geography_code": code}
    for card, codes in (("aimed", ("E08000035",)), ("safe", ("E08000035", BCP, TOGETHER)), ("trial", (BCP,)))
    for code in codes
]
# York has no figure, those two councils together none of plans.
WITH_CURVES = {
    "dim_geography": [*PLACES, place("E06000014", "York"), place(TOGETHER, "North and West")],
    "dim_scorecard": [
        CARD | {"scorecard_id": "aimed", "scorecard_title": "A council's own", "is_for_all_places": False},
        CARD | {"scorecard_title": 'Safe & "sound"'},
        CARD | {"scorecard_id": "trial", "scorecard_title": "A trial", "scorecard_kind": "programme"},
    ],
    "dim_measure": [
        MEASURE,
        MEASURE | {"measure_id": "plans", "measure_name": "<i>Plans</i>", "plain_definition": 'It\'s "so" & so.'},
        *(MEASURE | {"measure_id": name, "measure_name": name.title()} for name in ("further", "families")),
    ],
    "bridge_scorecard_measure": ON_CARDS,
    "bridge_scorecard_geography": [*OF_CARDS, {"scorecard_id": "safe", "geography_code": "E06000014"}],
    "scorecard_wide": OF_CARDS,
    "fct_measure_value": [{"measure_id": row["measure_id"]} for row in ON_CARDS],
    "fct_measure_verdict": [
        {"geography_code": code, "measure_id": name, "verdict": "no_clear_change"}
        for code, names in (
            ("E08000035", ("re_referral_rate", "plans", "further")),
            (BCP, ("re_referral_rate", "plans", "families")),
            (TOGETHER, ("re_referral_rate",)),
        )
        for name in names
    ],
}
EACH = (*ALL, "E06000014", TOGETHER)


def test_the_box_leads_to_every_curve_that_has_a_page_and_to_no_other():
    site = site_of(**WITH_CURVES)
    pages = {page.address for page in curve.pages(site, list(EACH)) if not page.address.endswith("-worksheet.html")}
    assert len(pages) == 7
    led_to = offered(drawn(places=EACH, **WITH_CURVES))
    assert len(led_to) == len(pages) and set(led_to) == pages
    without = offered(drawn(places=("E08000035", "E06000014"), **WITH_CURVES))
    assert without and set(without) == {page for page in pages if page.startswith("E08000035/")}


def test_of_a_measure_on_several_cards_that_without_an_aim_of_its_own_is_led_to_first():
    found = curves(site_of(**WITH_CURVES), frozenset(EACH))
    assert [card.title for card in found.of_measure["re_referral_rate"]] == ['Safe & "sound"', "A council's own"]


def test_places_with_the_same_curves_share_a_set():
    also = [row | {"geography_code": POOLE} for row in OF_CARDS if row["geography_code"] == BCP]
    verdicts = [
        row | {"geography_code": POOLE} for row in WITH_CURVES["fct_measure_verdict"] if row["geography_code"] == BCP
    ]
    more = {"bridge_scorecard_geography": also, "scorecard_wide": also, "fct_measure_verdict": verdicts}
    found = curves(
        site_of(**WITH_CURVES | {name: [*WITH_CURVES[name], *rows] for name, rows in more.items()}), frozenset(EACH)
    )
    assert found.set_of[POOLE] == found.set_of[BCP] != found.set_of["E08000035"]
    assert "E06000014" not in found.set_of


def test_names_and_definitions_of_measures_are_text_and_never_markup():
    text = drawn(places=EACH, **WITH_CURVES)
    assert "<i>" not in text
    document = html5lib.parse(text, namespaceHTMLElements=False)
    said = {item.find("a").text: item.get("data-also") for item in document.findall(".//*[@id='measures']//li")}
    assert said["<i>Plans</i>"] == 'It\'s "so" & so.'


def test_the_example_beside_the_box_is_of_an_own_place_and_has_a_curve():
    for own, example in (("E08000035", ("Leeds", "<i>Plans</i>")), (TOGETHER, ("North and West", "Re-referral rate"))):
        assert curves(site_of(own, **WITH_CURVES), frozenset(EACH)).example == example
    text = drawn(places=("E08000035",), **WITH_CURVES)
    assert "a place and a measure, such as: leeds &lt;i&gt;plans&lt;/i&gt;</div>" in text
    assert "a place and a measure</div>" in drawn()


def test_the_home_page_hangs_on_which_curves_there_are_and_not_on_what_they_say():
    site = site_of(**WITH_CURVES)
    curves(site, frozenset(EACH))
    read = {group.mart for group in site.noted}
    assert {"=fct_measure_verdict", "?scorecard_wide"} <= read
    assert not {"fct_measure_verdict", "scorecard_wide", "fct_measure_value"} & read


def test_names_are_text_and_never_markup():
    odd = place("E06000001", '<b>"Odd" & Co</b>')
    text = drawn(places=("E06000001",), dim_geography=[odd])
    assert "<b>" not in text
    assert "&lt;b&gt;&#34;Odd&#34; &amp; Co&lt;/b&gt;" in text


def test_the_box_comes_first_then_the_councils_own_places_then_the_list():
    text = drawn("E08000035")
    assert text.index("Find a place or a curve") < text.index("Your place") < text.index("All places")
    assert "Your place" not in drawn()


def test_a_measure_stands_under_the_first_card_that_has_it_and_one_without_figures_nowhere():
    cards = [CARD, CARD | {"scorecard_id": "well", "scorecard_title": "Children are well"}]
    measures = [MEASURE, MEASURE | {"measure_id": "silent", "measure_name": "Silent one"}]
    placed = [
        {"scorecard_id": card, "measure_id": name, "display_order": 1}
        for card in ("safe", "well")
        for name in ("re_referral_rate", "silent")
    ]
    text = drawn(
        dim_scorecard=cards,
        dim_measure=measures,
        bridge_scorecard_measure=placed,
        fct_measure_value=[{"measure_id": "re_referral_rate"}],
    )
    assert text.count("measures/re_referral_rate.html") == 1
    assert "Silent one" not in text
    assert "Children are safe" in text
    assert "Children are well" not in text


@pytest.mark.parametrize(("as_of", "is_late"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_figures_are_late_from_the_day_after_the_next_ones_were_due(as_of, is_late):
    """Figures to March 2025 came seven months later, so those to March 2026 are due by the end of October 2026."""
    text = drawn(as_of=as_of, dim_measure=[MEASURE], scorecard_measure=[FIGURE], dim_release_file=[FILE])
    assert "31 October 2026" in text
    assert "30 October 2025" in text
    assert ("Late</strong>" in text) is is_late
    assert f"These pages are of {words.day(as_of)}." in text


def test_the_source_that_is_late_comes_first():
    other = MEASURE | {"measure_id": "absence", "lag_months": 2}
    figures = [FIGURE, FIGURE | {"measure_id": "absence", "publication_title": "Absence"}]
    text = drawn(
        as_of=date(2026, 6, 15), dim_measure=[MEASURE, other], scorecard_measure=figures, dim_release_file=[FILE]
    )
    assert text.index(">Absence<") < text.index(">Children in need<")


def test_a_new_verdict_of_an_own_place_is_told_and_those_of_others_are_counted():
    changes = [
        verdict("E08000035", "no_clear_change", "real_worsening"),
        verdict("E08000039", "no_clear_change", "real_worsening"),
        verdict(BCP, "no_clear_change", "out_of_line_and_back"),
    ]
    text = drawn("E08000035", changes=changes, dim_measure=[MEASURE])
    assert "it was &ldquo;no clear change&rdquo;, and is now &ldquo;worse&rdquo;" in text
    assert "2 curves of all places have a new verdict" in text, "what reads the same as before is no news"


def test_new_corrected_and_missing_figures_are_counted():
    changes = [
        verdict(None, None, None) | {"change": "new", "count": 150},
        verdict(None, None, None) | {"change": "corrected", "count": 1, "period_end_date": None},
        verdict(None, None, None) | {"change": "gone", "count": 20, "period_end_date": None},
    ]
    text = drawn(changes=changes, dim_measure=[MEASURE])
    assert "Re-referral rate, the year to 31 March 2025: 150 places" in text
    assert "1 earlier figure is now given otherwise." in text
    assert "20 figures shown before are not shown now." in text


def test_nothing_new_is_said_to_be_nothing():
    assert "No figure has changed since these pages were last made." in drawn()
    of_other_words = verdict("E08000035", "no_longer_a_verdict", "real_worsening")
    assert "No figure has changed since these pages were last made." in drawn(changes=[of_other_words])


def test_what_is_new_is_told_with_the_day_since_when():
    text = drawn(changes=[verdict("E08000035", "no_clear_change", "real_worsening")], dim_measure=[MEASURE])
    assert "This is new since 20 November 2026." in text
    assert "No figure has changed" not in text


def test_an_action_is_overdue_after_its_day_unless_it_is_done():
    action = {
        "scorecard_id": "safe",
        "geography_code": None,
        "entry_words": "Ask the <school> first.",
        "owner": "Team manager",
    }
    actions = [
        action | {"entry_number": 1, "due_date": date(2026, 11, 21), "action_status": "agreed"},
        action
        | {"entry_number": 2, "due_date": date(2026, 11, 22), "action_status": "agreed", "entry_words": "Later."},
        action | {"entry_number": 3, "due_date": date(2026, 1, 1), "action_status": "done", "entry_words": "Done it."},
    ]
    text = drawn(scorecard_action=actions, dim_scorecard=[CARD])
    assert "Ask the &lt;school&gt; first." in text
    assert "Later." not in text
    assert "Done it." not in text
    assert "These pages are of 22 November 2026. On that day these were overdue." in text


def test_the_table_of_sources_names_the_day_of_which_late_is_told():
    text = drawn()
    assert "These pages are of 22 November 2026." in text[text.index("How new are the figures?") :]
    assert "means that on that day newer figures should have been out" in text


def test_measures_are_listed_without_reading_their_figures():
    site = site_of(dim_geography=PLACES, dim_measure=[MEASURE], fct_measure_value=[{"measure_id": "re_referral_rate"}])
    home.measures(site)
    assert {group.mart for group in site.noted} >= {"?fct_measure_value"}
    assert "fct_measure_value" not in {group.mart for group in site.noted}


def test_an_own_places_overdue_action_comes_first_with_its_place():
    action = {"scorecard_id": "safe", "entry_number": 1, "owner": "Team manager", "action_status": "agreed"}
    actions = [
        action | {"geography_code": None, "entry_words": "Of all.", "due_date": date(2020, 1, 1)},
        action | {"geography_code": "E08000035", "entry_words": "Of Leeds.", "due_date": date(2026, 1, 1)},
    ]
    text = drawn("E08000035", scorecard_action=actions, dim_scorecard=[CARD])
    assert text.index("Of Leeds.") < text.index("Of all.")
    assert "Leeds, Children are safe. Team manager, due 1 January 2026." in text


def test_an_overdue_action_leads_to_its_card_where_that_has_figures():
    action = {"scorecard_id": "safe", "entry_number": 1, "owner": "Team manager", "action_status": "agreed"}
    action |= {"geography_code": "E08000035", "entry_words": "Of Leeds.", "due_date": date(2026, 1, 1)}
    placed = [{"scorecard_id": "safe", "geography_code": "E08000035"}]
    marts = {"scorecard_action": [action], "dim_scorecard": [CARD], "bridge_scorecard_geography": placed}
    href = 'href="E08000035/safe.html"'
    assert href in drawn(**marts, scorecard_wide=placed)
    assert href not in drawn(**marts)


def test_a_measure_of_no_card_is_listed_too():
    measures = [MEASURE | {"measure_id": name, "measure_name": name.title()} for name in ("placed", "loose", "empty")]
    text = drawn(
        dim_measure=measures,
        dim_scorecard=[CARD],
        bridge_scorecard_measure=[{"scorecard_id": "safe", "measure_id": "placed", "display_order": 1}],
        fct_measure_value=[{"measure_id": "placed"}, {"measure_id": "loose"}],
    )
    assert text.index("Placed</a>") < text.index("On no scorecard") < text.index("Loose</a>")
    assert "Empty" not in text


def test_every_verdict_has_its_word_in_the_news():
    assert {words.verdict_in_short(code) for code in words.VERDICTS} <= {
        *("better", "worse", "gone up", "gone down", "changed direction"),
        *("up and down", "no clear change", "cannot be told"),
    }


def test_a_measure_on_two_cards_of_an_own_place_is_counted_once_for_the_place(monkeypatch):
    newest = {"measure_id": "m", "measure_name": "Re-referral rate", "wanted_direction": None, "polarity": None}
    verdict = {"verdict": "real_worsening", "value": 20.0, "shape": "trend"}
    curve = SimpleNamespace(newest=newest, history=[newest] * 8, definition=MEASURE, verdict=verdict)
    rows = [CARD, CARD | {"scorecard_id": "strong", "scorecard_title": "Families are strong"}]
    monkeypatch.setattr(Site, "scorecards_of", lambda site, code: rows)
    monkeypatch.setattr(Site, "card", lambda site, name, code: SimpleNamespace(scorecard=CARD, headlines=[curve]))
    (leeds,) = own_places(site_of("E08000035", dim_geography=PLACES), frozenset({"E08000035"}))
    assert [fares for _, _, fares in leeds.cards] == ["1 worse", "1 worse"]
    assert leeds.fares == "1 worse"
    assert "Headline measures: 1 worse." in drawn("E08000035")
