"""Families followed on the page of a programme card: the figures of the marts in words, and nothing else."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import html5lib
import pytest

from cohort_rows import CARD, COMPARED, ELSEWHERE, NAME, PLACE, SMALL, every_row, put
from oba import language
from oba.build import warehouse_file
from oba.config import PROJECT
from oba.definitions import read_definitions
from oba.language import COHORT_MEASURES, EFFECTS
from oba.publication import PAGES
from oba.site import addresses, card
from oba.site.reading import Site
from shared_work import own_copy


@pytest.fixture(scope="module")
def drawn(built, tmp_path_factory):
    """Return a function that draws the card of conferences with some rows of cohorts."""
    folder = tmp_path_factory.mktemp("cohorts")
    warehouse = Path(own_copy(built.build, folder / "build")) / warehouse_file(built).name

    def draw(rows: dict | None = None) -> str:
        with duckdb.connect(str(warehouse)) as connection:
            put(connection, rows)
        site = Site.of(warehouse, date(2026, 11, 22))
        (planned,) = [page for page in card.pages(site, [PLACE]) if page.address == addresses.card(PLACE, CARD)]
        return planned.draw(site)

    return draw


@pytest.fixture(scope="module")
def page(drawn) -> str:
    return drawn()


@pytest.fixture(scope="module")
def text(page) -> str:
    return words_of(section(page))


def section(page: str) -> str:
    """Return the part of a page about families followed."""
    start = page.index('<section class="followed"')
    return page[start : page.index("<h2", page.index("<h2", start) + 1)]


def words_of(html: str) -> str:
    without_charts = re.sub(r"<svg.*?</svg>", " ", html, flags=re.S)
    return " ".join(" ".join(html5lib.parse(without_charts, namespaceHTMLElements=False).itertext()).split())


def of(rows: dict, mart: str, cohort_id: str) -> list[dict]:
    return [row for row in rows[mart] if row.get("cohort_id") == cohort_id]


@pytest.mark.parametrize("cohort_id", [COMPARED, SMALL])
def test_every_measure_of_a_cohort_is_in_its_quadrant_as_the_mart_has_it(text, cohort_id):
    for row in of(every_row(), "fct_cohort_measure", cohort_id):
        said = {
            "how_much": [language.cohort_number(row)],
            "how_well": [language.cohort_share(row)],
            "better_off": [language.cohort_number(row), language.cohort_percentage(row)],
        }[row["quadrant"]]
        for words in said:
            assert f"{COHORT_MEASURES[row['cohort_measure']]}: {words}" in text


def test_one_family_of_ten_is_not_told_as_a_bare_ten_percent(text):
    assert "1 of 10 families (10%; could be 2% to 40%)" in text
    assert not re.search(r"\b10%(?! \(could|; could)", text)


def test_statuses_and_moves_stand_in_tables_beside_their_drawing(text):
    assert "At the start Looked after 9 of 10 (90%; 80% to 100%) not told" in text
    assert "At the end of the conference Looked after 10 of 10 (" in text
    assert " 0 of 10" not in text  # a status of nobody
    assert "Closed 80 of 120 150 of 230" in text
    assert (
        "120 families whose moves can be told: status at the start on the left, after 12 months on the right." in text
    )


def test_an_effect_stands_with_its_verdict_beside_the_trial_s_and_by_attendance_second(text):
    for row in of(every_row(), "fct_cohort_effect", COMPARED):
        verdict, outcome = EFFECTS[row["effect_verdict"]][0], language.spelt(row["cohort_outcome"])
        told = f"{outcome} {verdict}" if row["effect"] is not None else f"{verdict} {outcome}. "
        assert told in text
        assert language.effect_told(row) in text
    assert "The national trial found 36.2% against 44.8%: 8.6 percentage points lower (looked after twelve" in text
    assert text.index("Of 6 outcomes: better for 2, worse for 1") < text.index("By attendance: a weaker question")


def test_how_alike_the_groups_are_stands_in_a_table_before_and_after_weighting(text):
    balance = text[text.index("How alike the two groups are") :]
    assert "What could matter Before After Age at index 0.4 0.0 Entry status: looked after -0.3" in balance


def test_a_cohort_without_a_comparison_has_nobody_to_compare_with(text):
    small = text[text.index("Families who left in 2016 Closed to") :]
    assert "Nobody to compare with Nobody without a conference was followed beside these" in small
    assert "What the national trial found" in small


def test_when_families_were_followed_up_stands_with_how_long_after_and_who_left_later(text):
    assert (
        "Follow-up was on 31 January 2020, 26 to 47 months after they left. 1 of the 3 left after that year, as their "
        "months say."
    ) in text
    assert "1 of 10 families (10%; could be 2% to 40%), 26 to 47 months after they left" in text


def test_a_return_stands_with_its_interval_its_deadweight_what_drives_it_and_what_is_printed(text):
    assert "0%, taken as low £11.56 (could be £4.20 to £20.10) 11.5 (0.06 less)" in text
    assert "15%, taken as medium £9.82 (could be £3.60 to £17.10) 19.8 (9.98 more)" in text
    assert "71%, estimated £0.70 (could be -£0.20 to £1.60)" in text
    assert "It hangs most on this: weekly cost of a child looked after." in text
    assert "Weekly cost of a child looked after £8.10 (£513.75) £15.00 (£856.25)" in text
    assert "Of 3 figures that the report prints 1 come out again within its rounding, 2 do not." in text
    assert "benefit: 39,993, not 39,933 from the rows (60 more)." in text and "3,401" not in text


def test_what_others_state_of_their_return_has_its_method_and_year_and_no_rank(text):
    others = text[text.index("What others have stated") : text.index("What such figures cannot show Each share")]
    assert "2017: £18.20 for each pound. Fiscal return on 20 cases. 20 families." in others
    assert "The trial, 2023: It states no ratio. About 1,500 families." in others
    assert not re.search(r"\b(1st|2nd|rank|best|highest)\b", others)


def test_what_is_hidden_is_said_to_be_hidden_and_no_gap_is_left(text):
    assert "Satisfied with the conference: hidden to protect children's identity" in text
    assert "Hidden means hidden to protect children's identity. Of 1 more moves every number is." in text
    assert "1 more move is hidden to protect children's identity." in text
    assert not re.search(r"\b(None|nan|NaN|null)\b", text)


def test_the_demo_s_card_names_a_cohort_of_its_records_and_the_evaluation_s_three():
    cards = read_definitions(PROJECT / "data" / "definitions").scorecards
    (named,) = (set(card.cohorts) for card in cards if card.scorecard == "exampleshire_family_help")
    assert named >= {"conferences_ended", *(f"left_conferences_in_{year}" for year in (2016, 2018, 2019))}


def test_years_and_cohorts_of_other_places_stand_beside_in_one_table_alone(page, text):
    assert page.count('<section class="cohort"') == 2
    assert f"{NAME}, 2023/24 Closed to children's social care at follow-up: 30 of 60 families" in text
    assert "2022/23" not in text  # a year of which everything is hidden
    assert "Families who left, Exampleshire (made up)" in text
    assert ELSEWHERE.lower() not in page


def test_a_name_with_markup_is_shown_as_it_is_written(page, text):
    assert NAME in text
    assert "<before>" not in page


def test_the_page_is_valid_and_can_be_used_without_sight(page):
    html5lib.HTMLParser(strict=True).parse(page)
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    followed = section(page)
    named = re.findall(r'role="img" aria-label="[^"]+ below holds? every', followed)
    beside = followed.count('<svg class="bar"')  # the row that a bar stands in has its figures
    described = re.findall(r'<svg[^>]+role="img" aria-labelledby="(\S+) (\S+)">', followed)
    assert len(named) + len(described) + beside == followed.count("<svg") > 0
    assert {name for pair in described for name in pair} <= set(identifiers)
    assert followed.count("<table") == followed.count("<caption>") and "<th>" not in followed
    assert "<script" not in followed and not re.search(r"(src|href)=[\"'](https?:)?//", followed)


def test_a_card_grows_by_less_than_50_kilobytes_and_by_little_before_the_fold(page):
    followed = section(page)
    assert len(followed.encode()) < 50 * 1024
    assert len(words_of(followed[: followed.index("<details")]).split()) < 100


def test_a_card_without_rows_of_its_cohorts_has_no_section(drawn):
    assert "Families followed" not in drawn({})


def test_a_cohort_of_which_nothing_else_is_told_draws_nothing_and_says_so(drawn):
    page = drawn({"dim_cohort": every_row()["dim_cohort"]})
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<svg" not in section(page)
    text = words_of(section(page))
    assert "no figure not worked out" in text and "Nobody to compare with" in text
    assert "Value for money" not in text and "Who is left out" not in text


def test_the_page_of_the_evaluation_has_its_three_groups_of_families(built):
    page = (built.build / PAGES / addresses.card(PLACE, CARD)).read_text()
    html5lib.HTMLParser(strict=True).parse(page)
    text = words_of(section(page))
    assert "14 of 20 families (70%; could be 48% to 85%)" in text
    assert "7 of 10 families (70%; could be 40% to 89%)" in text
    assert "1 of 10 families (10%; could be 2% to 40%)" in text
    assert len(section(page).encode()) < 50 * 1024
