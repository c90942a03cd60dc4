"""What pages say of one curve is what the marts say, and the same on each of them."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest

from dfe import needs_dfe
from drawn import Pages, none, words_of
from oba.build import warehouse_file
from oba.config import Settings
from oba.language import headline_tag, headline_verdict, is_followed
from oba.publication import PAGES
from oba.site import addresses
from oba.site.reading import MeasureOnCard, Site

# Large and small authorities, one with hidden figures, a region and England; those that a build has not are left out.
PLACES = ("E06000012", "E08000035", "E09000001", "E09000030", "E12000003", "E92000001", "E06999999")

Curve = tuple[str, str, MeasureOnCard]  # place, scorecard and headline measure


@pytest.fixture(scope="module", params=["enlarged", pytest.param("built_from_dfe", marks=needs_dfe)])
def build(request) -> Settings:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def pages(build) -> Pages:
    return Pages(build.build / PAGES)


@pytest.fixture(scope="module")
def curves(build, pages) -> list[Curve]:
    found = list(_curves(Site.of(warehouse_file(build), date.today()), pages))
    assert len(found) > 8
    return found


def _curves(site: Site, pages: Pages) -> Iterator[Curve]:
    known = {row["geography_code"] for row in site.places()}
    for place in PLACES:
        for scorecard in site.scorecards_of(place) if place in known else []:
            card = site.card(scorecard["scorecard_id"], place)
            for measure in card.headlines if card else []:
                address = addresses.curve(place, scorecard["scorecard_id"], measure.newest["measure_id"])
                if address in pages.addresses:
                    yield place, scorecard["scorecard_id"], measure


def value(measure: MeasureOnCard) -> str | None:
    newest = measure.newest
    return None if newest["value"] is None else f"{newest['value']:,.{newest['decimal_places']}f}"


def beside(html: str, href: str) -> str:
    """Return what the part of a page says that leads to an address: an item of a list, a row or a part of its own."""
    parts = re.findall(r"<(?:article|li|tr)\b(?:(?!<(?:article|li|tr)\b).)*?</(?:article|li|tr)>", html, re.S)
    return " ".join(words_of(part) for part in parts if f'href="{href}"' in unescape(part))


def test_a_curve_s_own_page_says_its_figure_and_its_verdict(pages, curves):
    faults = []
    for place, scorecard, measure in curves:
        address = addresses.curve(place, scorecard, measure.newest["measure_id"])
        text = pages.said(address)
        expected = [value(measure), headline_tag(measure)[0], headline_verdict(measure)]
        faults += [f"{address}: does not say {said!r}" for said in expected if said is not None and said not in text]
    none(faults)


def test_the_scorecard_says_the_same_of_it(pages, curves):
    faults = []
    for place, scorecard, measure in curves:
        address, name = addresses.card(place, scorecard), measure.newest["measure_id"]
        text = beside(pages.text(address), addresses.link(addresses.curve(place, scorecard, name), address))
        # Of figures of one evaluation there is nothing to tell but the figure.
        changed = [headline_tag(measure)[0], headline_verdict(measure)] if is_followed(measure) else []
        expected = [value(measure), *changed]
        faults += [f"{address}, {name}: {said!r} not in {text!r}" for said in expected if said and said not in text]
    none(faults)


def test_the_page_of_the_place_says_the_same_of_it(pages, curves):
    faults = []
    for place, scorecard, measure in curves:
        address, name = addresses.place(place), measure.newest["measure_id"]
        text = beside(pages.text(address), addresses.link(addresses.curve(place, scorecard, name), address))
        expected = [value(measure), headline_tag(measure)[0]]
        faults += [f"{address}, {name}: {said!r} not in {text!r}" for said in expected if said and said not in text]
    none(faults)


def test_the_page_of_the_measure_says_the_same_of_it_unless_the_card_has_an_aim_of_its_own(pages, curves):
    faults = []
    for place, _, measure in curves:
        address = addresses.measure(measure.newest["measure_id"])
        text = beside(pages.text(address), addresses.link(addresses.place(place), address))
        is_same = measure.newest["wanted_direction"] is None and is_followed(measure) and value(measure) is not None
        if is_same and f" {value(measure)}" in text:
            said = headline_tag(measure)[0]
            faults += [f"{address}, {place}: {said!r} not in {text!r}"] * (said not in text)
    none(faults)


def test_the_evidence_of_each_figure_is_one_step_away_from_the_card(pages, curves):
    faults = []
    for place, scorecard, measure in curves:
        newest = measure.newest
        to = addresses.evidence(place, scorecard, newest["measure_id"], newest["period_end_date"].isoformat())
        card = addresses.card(place, scorecard)
        faults += [f"{card}: no way to {to}"] * (f'href="{addresses.link(to, card)}"' not in pages.text(card))
        row = re.search(rf'<tr id="{to.partition("#")[2]}".*?</tr>', pages.text(to.partition("#")[0]), re.S)
        faults += [f"{to}: not there, or with another figure"] * (
            row is None or (value(measure) or "") not in words_of(row[0])
        )
    none(faults)
