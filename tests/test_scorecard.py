"""The page that people read: right words, nothing from elsewhere, readable without seeing the charts."""

import re
from datetime import date
from itertools import pairwise

import duckdb
import html5lib
import pytest

from dfe import DFE
from oba.build import warehouse_file
from oba.forecast.methods import HORIZONS
from oba.language import QUADRANTS
from oba.site import AuthorityUnknown, draw_scorecards
from oba.site.charts.curve import FORECAST, GHOSTS, LOOKS, Axis, Ghost, _drawn, _projected, curve_svg
from oba.site.reading.card import _ahead, read_card

NAMES = {
    "value": "Here",
    "region_value": "Region",
    "england_value": "England",
    "neighbours_median": "Neighbours",
}


@pytest.fixture(scope="module")
def page(built) -> str:
    return (built.build / "scorecards" / "E06000012" / "children_and_families.html").read_text()


@pytest.fixture(scope="module")
def text(page) -> str:
    without_charts = re.sub(r"<svg.*?</svg>|<style>.*?</style>", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", without_charts).split())


def test_the_page_shows_the_figures_of_the_report(text):
    assert "448 children , 31 March 2019" in text
    assert "Since 31 March 2015, when it was 265 children: up 183 (69.1%)." in text
    assert "Yorkshire and the Humber, same period: 8,580 children. England: 78,150 children." in text


def test_the_page_shows_each_objective_in_the_report_s_words_with_its_place(text):
    assert "A 23% reduction in the number of Looked After Children (LAC)" in text
    assert "Starting point, 31 March 2015: 265 children. Reduced by 23% that is 204 children. " in text
    assert "The figure at the end of its time, 31 March 2018: 354 children." in text
    assert text.count("Objective of Creating Strong Communities") == 6
    assert "Table 3, row 9" not in text  # what it is about is on another card


def test_the_page_gives_each_objective_s_verdict_with_its_figures_its_rule_and_the_source_s_own(built):
    page = (built.build / "scorecards" / "E06000012" / "strong_communities_north_east_lincolnshire.html").read_text()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert text.count("Objective of Creating Strong Communities") == 11  # four of which nobody measured
    assert "Not met Starting point, 31 March 2015: 265 children. Reduced by 23% that is 204 children." in text
    assert "From 265 children (31 March 2015) to 354 children (31 March 2018): up 33.6%." in text
    assert "The rule. Met: a fall of at least 23% between 31 March 2015 and 31 March 2018." in text
    assert text.count("The source says the same:") == 7
    assert "Table 12, row 4" in text


def test_a_card_that_wants_a_direction_says_whose_it_is_and_judges_by_it_and_no_other_card_does(built, text):
    page = (built.build / "scorecards" / "E06000012" / "strong_communities_north_east_lincolnshire.html").read_text()
    wanting = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    theirs = "North East Lincolnshire set out to reduce it (Creating Strong Communities, Table 3, row 4)"
    glance = wanting[wanting.index("At a glance") : wanting.index("Everything on this card")]
    assert re.search(r"Children looked after 448 children, 31 March 2019 Real worsening ", glance)
    assert f"{theirs}: that is a worsening." in wanting
    assert f"Neither higher nor lower is better by itself. {theirs}." in wanting
    assert re.search(r"Children looked after 448 children, 31 March 2019 Real increase ", text)
    assert "set out to reduce it" not in text


def test_a_count_is_compared_by_its_rate_of_the_same_period_and_says_so_where_there_is_none(text, own_build, tmp_path):
    assert "No rate of it is at hand to compare" in text and "As a rate" not in text
    with duckdb.connect(str(warehouse_file(own_build))) as warehouse:
        warehouse.sql(
            "insert into marts.fct_measure_comparison by name"
            " select 'children_looked_after_rate' as measure_id, geography_code, period_id, period_end_date,"
            " 141 as value, 70 as england_value, 'higher' as against_england from marts.fct_measure_comparison"
            " where measure_id = 'children_looked_after' and geography_code = 'E06000012'"
            " and period_end_date in ('2018-03-31', '2019-03-31')"
        )
    draw_scorecards(warehouse_file(own_build), tmp_path / "scorecards", ("E06000012",), "test")
    page = (tmp_path / "scorecards" / "E06000012" / "children_and_families.html").read_text()
    drawn = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    glance = drawn[drawn.index("At a glance") : drawn.index("Everything on this card")]
    assert "Higher As a rate: 141 per 10,000 children; England 70" in glance
    assert "As a rate: 141 per 10,000 children; England 70. Beside England: higher." in drawn
    with duckdb.connect(str(warehouse_file(own_build))) as warehouse:
        warehouse.sql(
            "delete from marts.fct_measure_comparison"
            " where measure_id = 'children_looked_after_rate' and period_end_date = '2019-03-31'"
        )
        card = read_card(warehouse, "children_and_families", "E06000012")
    assert all(measure.rate is None for measure in card.measures)


def test_the_page_says_where_each_figure_comes_from(text):
    assert "table_07_children_looked_after.csv, line 16" in text


def test_the_page_loads_nothing_from_another_site(page):
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", page)
    assert "<script" not in page and "<link" not in page


def test_the_page_is_valid_html_with_unique_identifiers(page):
    html5lib.HTMLParser(strict=True).parse(page)
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_the_page_can_be_used_without_sight_or_mouse(page):
    assert '<html lang="en-GB">' in page
    assert re.search(r'<a class="skip" href="#main">', page) and 'id="main"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    charts = page.count("<svg")
    assert charts == 8
    assert len(re.findall(r'role="img" aria-label="Curve of [^"]+tables below hold every figure', page)) == charts
    earlier = page.count("Earlier baselines of")
    assert page.count("<caption>") == 2 * charts + 1 + earlier  # figures and baseline of each, and the headlines
    assert "<th>" not in page  # every heading cell says what it heads


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_text_and_curves_stand_out_from_what_is_behind_them():
    from oba.site.charts.curve import AUTHORITY, ENGLAND, REGION

    for text_colour, behind in [
        ("#0b0c0c", "#ffffff"),
        ("#383f43", "#f2f5f8"),
        ("#1a4f8a", "#ffffff"),
        ("#0b0c0c", "#ffdd00"),
    ]:
        assert contrast(text_colour, behind) >= 4.5
    assert all(contrast(colour, "#ffffff") >= 3 for colour in (AUTHORITY, REGION, ENGLAND))


def test_a_year_without_a_figure_breaks_the_line():
    def history(years):
        return [
            {"period_end_date": date(year, 3, 31), "is_doubted": False}
            | {"value": 5, "region_value": None, "england_value": 7, "neighbours_median": None}
            for year in years
        ]

    def moves(svg):
        paths = re.findall(
            r'aria-roledescription="line mark"[^>]*\sd="([^"]+)"|\sd="([^"]+)"[^>]*aria-roledescription="line mark"',
            svg,
        )
        return max(path.count("M") for pair in paths for path in pair if path)

    assert moves(curve_svg(history([2015, 2016, 2017, 2018]), [], NAMES, "percent", "Percent", 1)) == 1
    assert moves(curve_svg(history([2015, 2016, 2018, 2019]), [], NAMES, "percent", "Percent", 1)) == 2


NOWHERE = dict.fromkeys(("region_value", "england_value", "neighbours_median"))
HISTORY = [
    {"period_end_date": date(year, 3, 31), "value": value, "is_doubted": year == 2022, **NOWHERE}
    for year, value in [(2022, 5), (2023, 6), (2024, 9)]
]


def baseline(last: int, value: float, low: float | None = 4.04, high: float | None = 8.06) -> list[dict]:
    """The rows of a baseline of 6.0 made from figures to a year."""
    start = {"history_to": date(last, 3, 31), "history_last_value": value}
    figures = {"projected": 6.0, "projected_low": low, "projected_high": high}
    return [{"period_end_date": date(last + ahead, 3, 31), **start, **figures} for ahead in (1, 2)]


def drawn(forecast: list[dict], earlier: list[Ghost]) -> str:
    return curve_svg(HISTORY, forecast, NAMES, "percent", "Percent", 1, earlier=earlier)


def test_the_baseline_is_drawn_on_from_the_last_figure_it_was_made_from_with_its_band_where_there_is_one():
    with_band, without = baseline(2024, 9.0), baseline(2024, 9.0, None, None)
    assert "area mark" in drawn(with_band, [])
    assert "area mark" not in drawn(without, [])
    for forecast in (with_band, without):
        assert FORECAST in drawn(forecast, [])
    assert FORECAST not in drawn([], [])
    axis = Axis.of("year", [date(2022, 3, 31), date(2026, 3, 31)])
    points = _projected(FORECAST, baseline(2024, 9.04), axis, 1)
    assert [(point["period"], point["figure"], point["low"]) for point in points] == [
        (2024, 9.0, 9.0),
        (2025, 6.0, 4.0),
        (2026, 6.0, 4.0),
    ]


def test_an_earlier_baseline_is_a_thin_line_with_its_name_and_the_band_that_the_figure_is_judged_by():
    made = baseline(2023, 6.0)[:1]
    svg = drawn(baseline(2024, 9.0), [Ghost("Made from figures to 2023: above", made, True)])
    assert "Made from figures to 2023: above" in svg and FORECAST in svg
    assert 'stroke-width="1.2"' in svg
    alone = drawn(baseline(2024, 9.0), [Ghost("Made from figures to 2023: above", made, False)])
    assert alone.count("rule mark") < svg.count("rule mark")
    assert drawn(baseline(2024, 9.0), []).count('stroke-width="1.2"') == 0


def test_every_line_of_a_chart_differs_from_the_others_without_colour():
    looks = [look[1:] for look in (*LOOKS, *GHOSTS)]
    assert len({str(dash) for dash, _ in looks}) == len({shape for _, shape in looks}) == len(looks)
    assert len(GHOSTS) == max(HORIZONS)


def test_a_doubted_figure_is_marked_by_a_word():
    assert "doubted" in drawn([], [])
    assert "doubted" not in curve_svg(HISTORY[1:], [], NAMES, "percent", "Percent", 1)


def test_a_figure_is_drawn_outside_its_band_where_it_is_said_to_be_and_nowhere_else(built, request):
    """What is drawn is rounded by Python, what is judged by SQL: over every judged row they are of one mind."""
    counted = 0
    for settings in (built, *([request.getfixturevalue("built_from_dfe")] if DFE.is_dir() else [])):
        with duckdb.connect(str(warehouse_file(settings)), read_only=True) as warehouse:
            rows = warehouse.sql(
                "select value, projected_low, projected_high, decimal_places, forecast_verdict"
                " from marts.fct_forecast_verdict inner join marts.dim_measure using (measure_id)"
                " where forecast_verdict not in ('too_few_to_tell', 'definition_changed')"
            ).fetchall()
        for *figures, places, verdict in rows:
            value, low, high = (_drawn(figure, places) for figure in figures)
            assert (low <= value <= high) == (verdict == "on_the_baseline"), (figures, places, verdict)
        counted += len(rows)
    assert counted or not DFE.is_dir()


def test_the_newest_baseline_is_drawn_and_what_became_of_earlier_ones_stands_beside_it(built_from_dfe, tmp_path):
    with duckdb.connect(str(warehouse_file(built_from_dfe)), read_only=True) as warehouse:
        card = read_card(warehouse, "strong_communities_north_east_lincolnshire", "E06000012")
    (measure,) = [row for row in card.measures if row.newest["measure_id"] == "children_looked_after"]
    newest = measure.newest["period_end_date"]
    assert [row["period_end_date"].year - newest.year for row in measure.forecast] == [1, 2, 3]
    assert measure.forecast[0]["history_last_value"] == float(measure.newest["value"])
    (earlier,) = measure.earlier
    assert earlier.judgement is measure.judgement
    assert [row["period_end_date"] for row in earlier.forecast] == [newest]
    draw_scorecards(warehouse_file(built_from_dfe), tmp_path / "scorecards", ("E06000012",), "test")
    page = (tmp_path / "scorecards" / "E06000012" / f"{card.scorecard['scorecard_id']}.html").read_text()
    section = page[page.index('id="children_looked_after"') :]
    assert "If nothing changes: 469 children in 2025" in section
    assert re.search(r'aria-label="Curve of [^"]*469 children in 2025[^"]*Made from figures to 2023: turned\.', section)
    others = (tmp_path / "scorecards" / "E06000012" / "children_and_families.html").read_text()
    assert re.search(r'aria-label="Curve of [^"]*469 children in 2025[^"]*Made from figures to 2023: below\.', others)
    assert "Earlier baselines of Children looked after, and what came: 469" in section


def test_a_baseline_made_before_the_newest_figures_is_not_drawn_as_what_comes():
    newest = {"period_end_date": date(2024, 3, 31)}
    assert _ahead([], newest) == []
    past = [row | {"forecast_id": "old"} for row in baseline(2023, 6.0)]
    assert _ahead(past, newest) == []
    ahead = [row | {"forecast_id": "new"} for row in baseline(2024, 9.0)]
    assert _ahead([*past, *ahead], newest) == ahead


def test_figures_of_one_evaluation_are_no_curve(built):
    page = (built.build / "scorecards" / "E06000012" / "family_group_conferencing.html").read_text()
    measures = page[: page.index('id="followed"')]  # where the families went is drawn below them
    assert "<svg" not in measures and "One year earlier" not in page and "Is it changing?" not in page
    assert re.findall(r'<h2 class="quadrant">([^<]+)', page) == list(QUADRANTS.values())


def test_a_card_shows_story_partners_ideas_and_what_it_lacks(built):
    page = (built.build / "scorecards" / "E06000012" / "restorative_practice.html").read_text()
    for heading in ("What helps", "What hinders", "Partners with a role", "What works to do better"):
        assert f"<h3>{heading}</h3>" in page
    assert "<strong>No cost:</strong>" in page
    assert "The method puts twelve questions to a card." in page


def test_an_unknown_authority_is_told_what_there_is(built, tmp_path):
    with pytest.raises(AuthorityUnknown, match=r"No place has the code E99999999 .* E08000035 \(Leeds\)"):
        draw_scorecards(warehouse_file(built), tmp_path, ("E99999999",), "p")


def test_an_authority_of_the_dfe_s_files_is_drawn_with_reasons_where_figures_are_hidden(built_from_dfe, tmp_path):
    places = ("E09000001", "E09000030", "E12000003", "E92000001")
    draw_scorecards(warehouse_file(built_from_dfe), tmp_path, places, "p")
    city, tower_hamlets, region, england = (
        (tmp_path / place / "children_and_families.html").read_text() for place in places
    )
    assert "Tower Hamlets" in tower_hamlets
    assert "hidden to protect the people counted" in city
    assert "One year earlier: no figure" not in city
    assert tower_hamlets.count("<svg") == 8
    assert '<th scope="col">England</th>' in region and "Statistical neighbours (" not in region
    assert '<th scope="col">England</th><th scope="col">Release</th>' in england
    assert "England, same period" not in england
