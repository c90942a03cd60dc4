"""Charts: figures stand where they are written, words never on each other, and nothing that a page may not have."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colours import contrast, palette
from dfe import DFE
from oba.build import warehouse_file
from oba.forecast.methods import HORIZONS
from oba.language import COHORT_STATUSES, drawings
from oba.language.figures import UNITS
from oba.periods import moved
from oba.site import charts
from oba.site.charts import cohorts
from oba.site.charts.cohorts import Curve, Step, Whisker
from oba.site.charts.curve import GHOSTS, MARKS, apart
from oba.site.charts.scale import Extent, Periods, Scale
from oba.site.charts.text import LONGEST, Spot, box, broken, width
from oba.site.charts.told import drawn, told
from oba.site.reading.card import EarlierBaseline, MeasureOnCard
from oba.site.reading.cohorts import NEED

STYLE = (charts.alone.__globals__["STYLE"]).read_text()
PLACE = "North East Lincolnshire"
CODE = "E06000012"


def row(end: date, value, england=None, region=None, neighbours=None, **other) -> dict:
    """A row of scorecard_wide, as far as a chart reads it."""
    return {
        "period_end_date": end,
        "period_label": f"{end.day} {end:%B %Y}",
        "value": value,
        "value_reason": None if value is not None else "suppressed",
        "region_value": region,
        "england_value": england,
        "neighbours_median": neighbours,
        "is_doubted": False,
        "shock_reason": None,
        "series_segment": 1,
        "geography_name": PLACE,
        "region_name": "Yorkshire and The Humber",
        "unit": "percent",
        "decimal_places": 1,
        **other,
    }


def years(values: dict[int, float | None], **other) -> list[dict]:
    return [row(date(year, 3, 31), value, **other) for year, value in values.items()]


def ahead(last: date, value: float, low=None, high=None, step: int = 12, periods: int = 3) -> list[dict]:
    """The rows of a baseline of 6.0 made from figures up to a day."""
    figures = {"projected": 6.0, "projected_low": low, "projected_high": high}
    start = {"history_to": last, "history_last_value": value}
    return [{"period_end_date": moved(last, step * at), **start, **figures} for at in range(1, periods + 1)]


def measure(history: list[dict], forecast=(), earlier=(), judgement=None, objectives=(), **definition) -> MeasureOnCard:
    return MeasureOnCard(
        newest=history[-1],
        definition={"cadence": "annual", "period_kind": "year", "timing": "at_date", **definition},
        history=history,
        verdict=None,
        forecast=list(forecast),
        judgement=judgement,
        earlier=list(earlier),
        rate=None,
        objectives=list(objectives),
        notes=[],
    )


def judged(last: int, at: int, verdict: str = "better") -> EarlierBaseline:
    judgement = {
        "history_to": date(last, 3, 31),
        "period_id": f"year_{at}-03-31",
        "period_end_date": date(at, 3, 31),
        "forecast_verdict": verdict,
    }
    return EarlierBaseline(judgement, ahead(date(last, 3, 31), 7.0, 4.0, 8.0, periods=at - last))


HISTORY = years({2019: 5.0, 2020: 6.0, 2021: 9.0, 2022: 7.0, 2023: 7.5, 2024: 9.0}, england=4.0)


def parsed(svg: str) -> list[ElementTree.Element]:
    """The drawings of a chart: a page's curve has two."""
    return list(ElementTree.fromstring(f"<both>{svg}</both>"))


def wide(of: MeasureOnCard, actions=()) -> ElementTree.Element:
    return parsed(charts.curve(of, "page", actions))[0]


def group(drawing: ElementTree.Element, look: str) -> ElementTree.Element:
    return next(each for each in drawing.iter("g") if look in each.get("class", "").split())


def words(drawing: ElementTree.Element) -> list[str]:
    return [" ".join("".join(part) for part in parts) for parts in ([*t.itertext()] for t in drawing.iter("text"))]


def heights(drawing: ElementTree.Element) -> dict[float, float]:
    """Where the lines of the upright axis stand, by their figures: the first panel's."""
    grid = next(each for each in drawing.iter("path") if each.get("class") == "grid").get("d")
    numbers = next(each for each in drawing.iter("g") if each.get("text-anchor") == "end")
    figures = [float(text.text.rstrip("%").replace(",", "")) for text in numbers]
    return dict(zip(figures, [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)H", grid)], strict=True))


def figure_at(drawing: ElementTree.Element, y: float) -> float:
    """Read a height off the axis."""
    (low, at_low), *_, (high, at_high) = sorted(heights(drawing).items())
    return low + (at_low - y) / (at_low - at_high) * (high - low)


def circles(drawing: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(dot.get("cx")), float(dot.get("cy"))) for dot in group(drawing, "own").iter("circle")]


def line(drawing: ElementTree.Element, look: str) -> str:
    return next(path for path in group(drawing, look) if path.get("class") == "l").get("d")


def test_every_figure_stands_at_its_height_and_its_period():
    drawing = wide(measure(HISTORY))
    read = [figure_at(drawing, y) for _, y in circles(drawing)]
    assert read == pytest.approx([float(row["value"]) for row in HISTORY], abs=0.02)
    across = [x for x, _ in circles(drawing)]
    steps = [after - before for before, after in pairwise(across)]
    assert steps == pytest.approx([steps[0]] * len(steps), abs=0.15)


def test_a_period_without_a_row_takes_its_room_and_breaks_the_line():
    drawing = wide(measure(years({2019: 5, 2020: 6, 2022: 7, 2023: 8})))
    across = [x for x, _ in circles(drawing)]
    assert across[2] - across[1] == pytest.approx(2 * (across[1] - across[0]), abs=0.2)
    assert line(drawing, "own").count("M") == 2
    assert "no figure" in words(drawing)


def test_a_hidden_figure_is_a_gap_with_the_word_and_a_run_of_them_has_it_once():
    drawing = wide(measure(years({2019: 5, 2020: 6, 2021: None, 2022: None, 2023: 8, 2024: 8.5})))
    assert words(drawing).count("hidden") == 1
    assert line(drawing, "own").count("M") == 2
    assert len(circles(drawing)) == 4


def test_a_figure_between_two_gaps_is_seen_on_every_line():
    lone = years({2019: 5, 2020: None, 2021: 6, 2022: None, 2023: 8, 2024: 8})
    for rows in lone:
        rows["england_value"] = rows["value"]
    for form in ("page", "card"):
        drawing = parsed(charts.curve(measure(lone), form))[0]
        assert len(circles(drawing)) == (4 if form == "page" else 3)
        assert sum(path.get("class") == "k" for path in group(drawing, "england")) == 3


def test_a_change_of_the_way_of_counting_is_a_gap_with_a_dashed_upright_and_the_words():
    history = years({2019: 5, 2020: 6, 2021: 9, 2022: 7}, england=3)
    for rows in history[2:]:
        rows["series_segment"] = 2
    for form in ("page", "card"):
        drawing = parsed(charts.curve(measure(history), form))[0]
        assert line(drawing, "own").count("M") == line(drawing, "england").count("M") == 2
        (upright,) = [path for path in drawing.iter("path") if path.get("class") == "break"]
        if form == "page":
            left, right = circles(drawing)[1][0], circles(drawing)[2][0]
            assert float(re.match(r"M([\d.]+)", upright.get("d"))[1]) == pytest.approx((left + right) / 2, abs=0.1)
            assert drawings.COUNTED_ANEW in words(drawing)
    assert "break" not in charts.curve(measure(HISTORY), "page")


def test_the_baseline_goes_on_from_the_last_figure_with_its_band_where_there_is_one():
    with_band = wide(measure(HISTORY, ahead(date(2024, 3, 31), 9.0, 4.04, 8.06)))
    places = [tuple(map(float, pair.split())) for pair in line(with_band, "ahead")[1:].split("L")]
    assert places[0] == pytest.approx(circles(with_band)[-1], abs=0.05)
    assert [figure_at(with_band, y) for _, y in places] == pytest.approx([9, 6, 6, 6], abs=0.03)
    (band,) = [path.get("d") for path in with_band.iter("path") if path.get("class") == "band"]
    edge = [figure_at(with_band, float(pair.split()[1])) for pair in band[1:-1].split("L")]
    assert edge == pytest.approx([9, 8.1, 8.1, 8.1, 4.0, 4.0, 4.0, 9], abs=0.03)  # as written, in one decimal place
    without = charts.curve(measure(HISTORY, ahead(date(2024, 3, 31), 9.0)), "page")
    assert "band" not in without and "ahead" in without
    assert "ahead" not in charts.curve(measure(HISTORY), "page")
    assert "If nothing changes: 6.0%" in words(with_band)


def test_an_earlier_baseline_is_a_ghost_with_its_name_and_the_band_that_the_figure_is_judged_by():
    earlier = [judged(2023, 2024), judged(2022, 2024, "worse")]
    drawing = wide(measure(HISTORY, earlier=earlier, judgement=earlier[0].judgement))
    assert "Baseline from 2023: better (bar: its range)" in words(drawing) and "Baseline from 2022: worse" in words(
        drawing
    )
    reaches = [path for path in drawing.iter("path") if path.get("class") == "reach"]
    assert len(reaches) == 1
    found = re.fullmatch(r"M\S+ (\S+)h10M\S+ (\S+)h10M(\S+) \S+V\S+", reaches[0].get("d"))
    assert [figure_at(drawing, float(y)) for y in found.groups()[:2]] == pytest.approx([8, 4], abs=0.03)
    assert float(found[3]) == pytest.approx(circles(drawing)[-1][0], abs=0.1)  # beside the figure held against it
    assert line(drawing, "ghost2").count("L") == 2  # up to that figure and no further
    assert "ghost" not in charts.curve(measure(HISTORY, earlier=earlier), "card")


def test_a_figure_on_its_baseline_is_told_to_lie_within_the_range_that_the_bar_shows():
    earlier = [judged(2023, 2024, "on_the_baseline"), judged(2022, 2024, "on_the_baseline")]
    said = words(wide(measure(HISTORY, earlier=earlier, judgement=earlier[0].judgement)))
    assert "Baseline from 2023: within its range (bar)" in said
    assert "Baseline from 2022: within its range" in said
    no_band = EarlierBaseline(earlier[0].judgement, ahead(date(2023, 3, 31), 7.0, periods=1))
    assert "bar" not in " ".join(words(wide(measure(HISTORY, earlier=[no_band], judgement=no_band.judgement))))


def test_every_line_differs_from_the_others_without_colour():
    looks = ["own", "region", "england", "neighbours", *(f"ghost{number}" for number in range(1, GHOSTS + 1))]
    dashes = {look: re.search(rf"\.{look} \.l {{[^}}]*stroke-dasharray: ([\d ]+)", STYLE) for look in [*looks, "ahead"]}
    assert {look for look, dash in dashes.items() if dash is None} == {"own"}
    assert len({dash[1] for dash in dashes.values() if dash}) == len(dashes) - 1
    assert len({MARKS[look] for look in looks}) == len(looks)
    assert max(HORIZONS) == GHOSTS


def test_a_doubted_figure_is_hollow_and_marked_by_a_word():
    history = [*HISTORY[:-1], HISTORY[-1] | {"is_doubted": True}]
    for form in ("page", "card"):
        drawing = parsed(charts.curve(measure(history), form))[0]
        assert drawings.DOUBTED in words(drawing)
        assert sum(dot.get("class") == "hollow" for dot in drawing.iter("circle")) == 1
        assert drawings.DOUBTED not in charts.curve(measure(HISTORY), form)


def test_a_period_out_of_the_ordinary_is_shaded_and_named():
    history = [dict(each) for each in HISTORY]
    for each in history[1:3]:
        each["shock_reason"] = "COVID-19: schools were closed."
    drawing = wide(measure(history))
    (shade,) = [each for each in drawing.iter("rect") if each.get("class") == "shock"]
    left, width_ = float(shade.get("x")), float(shade.get("width"))
    inside = [left < x < left + width_ for x, _ in circles(drawing)]
    assert inside == [False, True, True, False, False, False]
    assert "COVID-19" in words(drawing)
    assert drawings.shock("A reason without a name") == "out of the ordinary"


def test_an_objective_is_a_mark_at_its_figure_and_period_with_its_name():
    wanted = {"target_value": 4.0, "target_period_end_date": date(2026, 3, 31), "is_series_in_use": True}
    wanted |= {"baseline_value": 5.0, "baseline_period_end_date": date(2019, 3, 31)}
    drawing = wide(measure(HISTORY, objectives=[wanted, wanted | {"is_series_in_use": False, "target_value": 1.0}]))
    way = [tuple(map(float, pair.split())) for pair in line(drawing, "target")[1:].split("L")]
    assert [figure_at(drawing, y) for _, y in way] == pytest.approx([5, 4], abs=0.03)
    step = circles(drawing)[1][0] - circles(drawing)[0][0]
    assert way[1][0] - way[0][0] == pytest.approx(7 * step, abs=0.4)
    assert [text for text in words(drawing) if "Objective" in text] == ["Objective for 2026: 4.0%"]


def test_actions_are_marked_on_their_days_by_the_number_of_their_place():
    due = [date(2021, 9, 30), None, date(2023, 3, 31), date(2050, 1, 1)]
    drawing = wide(measure(HISTORY), [{"due_date": day} for day in due])
    boxes = [text for text in words(drawing) if text in ("1", "2", "3", "4")]
    assert boxes == ["1", "3"]
    uprights = [path.get("d") for path in drawing.iter("path") if path.get("class") == "due"]
    first, third = (float(re.match(r"M([\d.]+)", path)[1]) for path in uprights)
    dots = [x for x, _ in circles(drawing)]
    assert third == pytest.approx(dots[4], abs=0.2)
    assert first == pytest.approx((dots[2] + dots[3]) / 2, abs=0.5)
    near = wide(measure(HISTORY), [{"due_date": date(2021, 9, day)} for day in (1, 2, 20)])
    assert "1, 2, 3" in words(near)


def test_a_count_stands_alone_since_a_region_and_england_are_far_larger():
    values = {2019: 200, 2020: 210, 2021: 180, 2022: 220}
    history = [
        row(date(year, 3, 31), value, england=value * 100, region=value * 20, unit="children", decimal_places=0)
        for year, value in values.items()
    ]
    for form in ("page", "card"):
        for drawing in parsed(charts.curve(measure(history), form)):
            assert max(heights(drawing)) < 1000 and "England" not in " ".join(words(drawing))


def test_no_line_is_drawn_without_its_name():
    earlier = [judged(2024 - at, 2024, "too_few_to_tell") for at in (1, 2, 3)]
    history = [
        each | {"geography_name": "Bournemouth, Christchurch and Poole", "region_value": 5, "neighbours_median": 6}
        for each in HISTORY
    ]
    of = measure(history, ahead(date(2024, 3, 31), 9.0), earlier, earlier[1].judgement)
    for drawing in parsed(charts.curve(of, "page", [{"due_date": date(2024, 6, 30)}])):
        lines = [each.get("class") for each in drawing.iter("g") if each.get("class", "").startswith("ghost")]
        named = [text for text in words(drawing) if text.startswith("Baseline")]
        assert len(lines) == 2 * len(named) > 0  # the line, and its sample beside the name
        assert "Baseline from 2022: too few to tell (bar: its range)" in named  # the one judged by goes last


@pytest.mark.parametrize("form", ["page", "card", "spark"])
def test_no_curve_is_drawn_through_less_than_two_figures_or_through_those_of_one_evaluation(form):
    assert charts.curve(measure(years({2023: None, 2024: 5})), form) is None
    assert charts.curve(measure(years({2023: None, 2024: None})), form) is None
    assert charts.curve(measure(HISTORY, cadence="once"), form) is None


def test_a_scale_starts_at_0_but_where_that_would_lay_everything_flat_and_then_says_so():
    assert Scale.of([40.0, 50.0], 5).low == 0
    assert Scale.of([50.0, 50.0], 5).low == 0  # what does not vary is flat
    assert Scale.of([683.0, 740.0], 5).low == 0
    cut = Scale.of([92.0, 95.0], 5)
    assert 0 < cut.low <= 92 and cut.starts_at
    assert Scale.of([92.0, 95.0], 5, is_bar=True).low == 0
    assert Scale.of([-3.0, 2.0], 5).low <= -3
    flat = years({year: 93.0 + year % 2 for year in range(2019, 2025)})
    for form, said in (("page", "This scale starts at"), ("card", "not 0")):
        assert said in charts.curve(measure(flat), form)
        assert said not in charts.curve(measure(HISTORY), form)


@given(
    st.lists(st.floats(-1e6, 1e7, allow_nan=False).map(lambda figure: round(figure, 2)), min_size=1, max_size=12),
    st.integers(2, 6),
    st.booleans(),
)
def test_every_scale_holds_its_figures_between_few_round_ticks(figures, count, is_whole):
    scale = Scale.of(figures, count, is_whole=is_whole)
    assert scale.low <= min(figures) + 1e-6 and max(figures) <= scale.high + 1e-6
    assert scale.low < scale.high
    assert all(scale.low - 1e-6 <= tick <= scale.high + 1e-6 for tick in scale.ticks)
    assert 1 <= len(scale.ticks) <= count + 3
    assert len({scale.text(tick) for tick in scale.ticks}) == len(scale.ticks)
    assert scale.low <= 0 or scale.high - scale.low >= 0.09 * max(figures)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 45)), max_size=6))
def test_names_at_the_end_of_lines_keep_their_order_and_never_meet(boxes):
    boxes.sort()
    wanted, high = [middle for middle, _ in boxes], [high for _, high in boxes]
    edges = apart(wanted, high, 0, 300)
    assert all(edge + each <= after + 1e-6 for edge, each, after in zip(edges, high, edges[1:], strict=False))
    assert all(edge >= -1e-6 and edge + each <= 300 + 1e-6 for edge, each in zip(edges, high, strict=True))


def test_a_name_with_room_stays_where_its_line_ends():
    assert apart([50, 150], [20, 20], 0, 300) == [40, 140]
    assert apart([50, 50], [20, 20], 0, 300) == [30, 50]  # both move as far


NAMES = st.text(min_size=1, max_size=40).filter(str.strip)
FIGURES = st.one_of(st.none(), st.floats(0, 120).map(lambda figure: round(figure, 1)))


@st.composite
def measures(draw) -> MeasureOnCard:
    kind, step = draw(st.sampled_from([("year", 12), ("quarter", 3), ("month", 1)]))
    count = draw(st.integers(2, 30))
    name, segment = draw(NAMES), draw(st.integers(0, 30))
    last = date(2025, 3, 31)
    history = [
        row(moved(last, -step * (count - 1 - at)), draw(FIGURES))
        | {
            "region_value": draw(FIGURES),
            "england_value": draw(FIGURES),
            "neighbours_median": draw(FIGURES),
            "geography_name": name,
            "is_doubted": draw(st.integers(0, 9)) == 0,
            "shock_reason": draw(st.sampled_from([None, None, None, "COVID-19: closed."])),
            "series_segment": 1 if at < segment else 2,
        }
        for at in range(count)
    ]
    for each in history:
        if each["value"] is None:
            each["value_reason"] = draw(st.sampled_from(["suppressed", "not_applicable", "low_reliability", None]))
    band = draw(st.booleans())
    forecast = ahead(last, draw(st.floats(0, 120)), 2.0 if band else None, 90.0 if band else None, step)
    earlier = [judged(2025 - at, 2025) for at in range(1, draw(st.integers(0, 3)) + 1)] if kind == "year" else []
    return measure(
        history,
        forecast if draw(st.booleans()) else [],
        earlier,
        earlier[0].judgement if earlier else None,
        period_kind=kind,
        cadence={"year": "annual"}.get(kind, f"{kind}ly"),
    )


def boxes_of(drawing: ElementTree.Element) -> list[tuple[str, object]]:
    """What every word of a drawing covers, by the letters that its style has."""
    size = 12 if "chart-card" in drawing.get("class") else 13
    found = []

    def walk(element: ElementTree.Element, anchor: str) -> None:
        anchor = element.get("text-anchor", anchor)
        if element.tag == "text":
            for part in [element, *element] if element.text else list(element):
                spot = Spot(float(part.get("x")), float(part.get("y")), anchor)
                text = part.text or ""  # of a name that has nothing to read
                found.append((text, box(text, spot, size, "v" in element.get("class", "").split())))
        else:
            for child in element:
                walk(child, anchor)

    walk(drawing, "start")
    return found


@settings(max_examples=150, deadline=None)
@given(measures(), st.lists(st.dates(date(2018, 1, 1), date(2029, 1, 1)), max_size=5))
def test_no_word_stands_on_another_or_out_of_the_drawing(of, days):
    for form in ("page", "card", "spark"):
        svg = charts.curve(of, form, [{"due_date": day} for day in days])
        for drawing in parsed(svg) if svg else []:
            wide_, high = (float(part) for part in drawing.get("viewBox").split()[2:])
            placed = boxes_of(drawing)
            for number, (text, covered) in enumerate(placed):
                assert covered.left >= -0.5 and covered.right <= wide_ + 0.5, text
                assert covered.top >= -0.5 and covered.bottom <= high + 0.5, text
                for other, beside in placed[:number]:
                    assert not shrunk(covered).meets(shrunk(beside)), (text, other)


def shrunk(covered):
    """Boxes have slack and room for letters that reach below; those alone may touch."""
    return covered._replace(
        left=covered.left + 1.5, right=covered.right - 1.5, top=covered.top + 1.5, bottom=covered.bottom - 1.5
    )


def every_chart(name: str) -> list[str]:
    """A chart of every kind, about a place of that name."""
    earlier = [judged(2023, 2024)]
    history = [each | {"geography_name": name, "region_name": name} for each in HISTORY]
    of = measure(history, ahead(date(2024, 3, 31), 9.0, 4.0, 8.0), earlier, earlier[0].judgement)
    points = [{"month": month, "share": 100 - month, "low": 90 - month, "high": 100} for month in (0, 3, 6)]
    return [
        *(charts.curve(of, form, [{"due_date": date(2025, 3, 31)}]) for form in ("page", "card", "spark")),
        charts.ranks(ranked(name), CODE, MEASURE),
        charts.multiple(history, {"period_kind": "year"}, Extent.of(history)),
        cohorts.survival_svg([Curve(name, points), Curve("Not offered", points)], name),
        cohorts.effect_svg([Whisker(name, name, 1.0, -1.0, 2.0)], name),
        charts.picture(of),
    ]


@pytest.mark.parametrize(
    "name", ["Leeds", '<script>alert("&")</script>', "Sch\u00f6n\x00\x0b & 'Co'", "]]>", "\ud7ff\ufffe"]
)
def test_charts_are_xml_without_identifiers_styles_or_scripts_whatever_places_are_called(name):
    for svg in every_chart(name):
        for drawing in parsed(svg):
            for element in drawing.iter():
                assert element.tag.rpartition("}")[2] != "script"
                assert not {"id", "style", "href"} & set(element.attrib)
                assert not any(attribute.startswith("on") for attribute in element.attrib)


def test_charts_of_the_same_rows_have_the_same_bytes():
    assert every_chart("Leeds") == every_chart("Leeds")


def test_text_stands_out_by_4_and_a_half_and_lines_by_3_in_light_and_dark():
    read = {"ink", "muted"}
    seen = {"accent", "region", "england", "neighbours", "ghost", "better", "worse"}
    assert len(palette()) == 3  # of a chart alone, and of the frame in light and dark
    for scheme in palette():
        for behind in ("paper", "band"):
            for colour in read:
                assert contrast(scheme[colour], scheme[behind]) >= 4.5, (colour, behind)
        for colour in seen:
            assert contrast(scheme[colour], scheme["paper"]) >= 3, colour


def test_a_chart_that_stands_alone_has_its_style_and_no_colour_of_a_page():
    svg = charts.picture(measure(HISTORY))
    (drawing,) = parsed(svg)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg" and drawing.get("width") == "720"
    assert "var(" not in svg and "@media" not in svg and "stroke: #1d4f91" in svg
    with pytest.raises(ValueError, match="not a chart"):
        charts.alone("<p>")


MEASURE = {"unit": "percent", "decimal_places": 1, "polarity": "lower_is_better", "period_kind": "year"}


def ranked(name: str = PLACE, places: int = 153) -> list[dict]:
    return [
        {
            "geography_code": CODE if at == 40 else f"E{at:08}",
            "geography_name": name if at == 40 else f"Place {at}",
            "value": None if at == 150 else 5 + at / 10,
            "authority_rank": None if at == 150 else at + 1,
            "england_value": 12.0,
            "interval_low": None if at == 3 else 4 + at / 10,
            "interval_high": None if at == 3 else 99.0 if at == 7 else 6 + at / 10,
            "is_neighbour": at in (30, 31, 90),
        }
        for at in range(places)
    ]


def test_every_authority_stands_in_its_order_at_its_height_and_one_is_marked_and_named():
    (drawing,) = parsed(charts.ranks(ranked()[::-1], CODE, MEASURE))
    dots = next(each for each in drawing.iter("path") if each.get("class") == "dots").get("d")
    places = [tuple(map(float, pair)) for pair in re.findall(r"M([\d.]+) ([\d.]+)h0", dots)]
    assert len(places) == 151
    across = [x for x, _ in places]
    assert across == sorted(across)
    assert figure_at(drawing, places[0][1]) == pytest.approx(5.0, abs=0.1)
    assert figure_at(drawing, places[-1][1]) == pytest.approx(5 + 152 / 10, abs=0.1)
    own = group(drawing, "own")
    dot = next(own.iter("circle"))
    assert figure_at(drawing, float(dot.get("cy"))) == pytest.approx(9.0, abs=0.1)
    reach = re.fullmatch(r"M\S+ (\S+)V(\S+)", next(own.iter("path")).get("d"))
    assert [figure_at(drawing, float(y)) for y in reach.groups()] == pytest.approx([10, 8], abs=0.1)
    said = words(drawing)
    assert f"{PLACE}: 9.0%" in said and "England 12.0%" in said
    assert "1st (best)" in said and "153rd" in said
    assert drawings.CUT in said  # one of 99
    assert sum(path.get("class") == "k" for path in drawing.iter("path")) == 3 + 1  # neighbours, and what the mark is
    titles = [title.text for title in drawing.iter("title")]
    assert "Place 3: 5.3%" in titles  # without an interval no rank is told
    assert len(titles) == 152 and "41st, North East Lincolnshire: 9.0%" in titles


def test_without_ranks_places_stand_from_the_lowest_to_the_highest():
    rows = [each | {"authority_rank": None} for each in ranked()]
    said = words(parsed(charts.ranks(rows, CODE, MEASURE | {"polarity": "no_judgement"}))[0])
    assert "lowest" in said and "highest of 152" in said


def test_the_order_of_all_authorities_is_light_and_survives_one_or_none():
    assert len(charts.ranks(ranked(), CODE, MEASURE)) < 20_000
    assert len(charts.ranks(ranked(), CODE, MEASURE, is_named=False)) < 8_000
    assert charts.ranks([], CODE, MEASURE) == ""
    assert PLACE in charts.ranks([each for each in ranked() if each["geography_code"] == CODE], CODE, MEASURE)
    assert "own" not in charts.ranks(ranked(), "E99999999", MEASURE)


def test_tiny_curves_of_a_grid_share_their_scale_and_are_light():
    one, other = years({2019: 5, 2020: 10, 2021: None, 2022: 8}), years({2021: 5, 2022: 10})
    extent = Extent.of([*one, *other])
    assert extent[:2] == (date(2019, 3, 31), date(2022, 3, 31)) and extent.low == 0
    (first,), (second,) = (parsed(charts.multiple(rows, {"period_kind": "year"}, extent)) for rows in (one, other))
    begun, others = (re.findall(r"M(\d+) (\d+)", next(each.iter("path")).get("d")) for each in (first, second))
    assert len(begun) == 2  # cut at the missing figure
    assert begun[0][1] == others[0][1]
    twelve = years({year: 10.5 + year % 7 for year in range(2013, 2025)})
    assert len(charts.multiple(twelve, {"period_kind": "year"}, Extent.of(twelve))) <= 600
    assert Extent.of(years({2019: None})) is None


def test_periods_are_named_by_their_ends_as_many_as_there_is_room_for():
    said = words(wide(measure(years({year: 5 + year % 3 for year in range(2000, 2025)}))))
    named = [int(text) for text in said if re.fullmatch(r"20\d\d", text)]
    assert named[-1] == 2024 and len({after - before for before, after in pairwise(named)}) == 1
    months = [row(moved(date(2025, 3, 31), at - 24), 5 + at % 4) for at in range(25)]
    said = words(wide(measure(months, period_kind="month", cadence="monthly", timing="during_year")))
    assert "Mar" in said and "2025" in said and "Months" in said
    assert drawings.level_axis("year", "during_year", date(2025, 3, 31)) == "Years to 31 March"
    assert drawings.level_axis("quarter", "during_year", date(2025, 6, 30)) == "Quarters, by the month they end in"
    assert drawings.level_axis("3_years", "during_year", date(2025, 3, 31)) == "Three years to 31 March"


def test_a_day_between_two_periods_stands_between_them():
    periods = Periods.of("year", [date(2019, 3, 31), date(2024, 3, 31)])
    assert (periods.count, periods.place(date(2021, 3, 31))) == (6, 2)
    assert periods.between(date(2021, 3, 31)) == 2
    assert periods.between(date(2021, 9, 30)) == pytest.approx(2.5, abs=0.01)


def test_words_are_measured_as_letters_of_helvetica_are_and_broken_evenly():
    assert width("illi", 10) < width("WWWW", 10) / 3
    assert width("0000000000", 100) == pytest.approx(10 * 55.6, rel=0.06)
    assert broken("Baseline from 2023: better", 150, 13) == ("Baseline from", "2023: better")
    assert broken("Leeds", 1, 13) == ("Leeds",)
    assert broken("Northamptonshire", 80, 13, True) == ("Northamptonshire",)
    assert max(width(part, 13) for part in broken("x" * 100, 80, 13)) <= LONGEST  # nobody is called so


def test_what_an_axis_shows_has_room_in_every_unit():
    flat = {year: 1_234_567.0 + year for year in range(2019, 2025)}
    for unit in [*UNITS, "pounds_for_each_pound", "social_workers", "percent"]:
        of = measure(years(flat, unit=unit, decimal_places=0))
        for form in ("page", "card"):
            for drawing in parsed(charts.curve(of, form)):
                room = float(drawing.get("viewBox").split()[2])
                assert all(covered.right <= room for _, covered in boxes_of(drawing)), unit


def test_who_points_at_a_figure_reads_it_in_full():
    titles = [title.text for title in wide(measure(HISTORY)).iter("title")]
    assert titles[0] == "31 March 2019: 5.0%" and len(titles) == len(HISTORY)


def test_a_figure_is_drawn_outside_its_band_where_it_is_said_to_be_and_nowhere_else(built, request):
    """What is drawn is rounded by Python, what is judged by SQL: over every judged row they are of one mind."""
    counted = 0
    for settings_ in (built, *([request.getfixturevalue("built_from_dfe")] if DFE.is_dir() else [])):
        with duckdb.connect(str(warehouse_file(settings_)), read_only=True) as warehouse:
            rows = warehouse.sql(
                "select value, projected_low, projected_high, decimal_places, forecast_verdict"
                " from marts.fct_forecast_verdict inner join marts.dim_measure using (measure_id)"
                " where forecast_verdict not in ('too_few_to_tell', 'definition_changed')"
            ).fetchall()
        for *figures, places, verdict in rows:
            value, low, high = (drawn(figure, places) for figure in figures)
            assert (low <= value <= high) == (verdict == "on_the_baseline"), (figures, places, verdict)
        counted += len(rows)
    assert counted or not DFE.is_dir()


def test_every_move_of_a_flow_is_a_ribbon_as_thick_as_it_has_people():
    names = {status: short for status, (_, short) in COHORT_STATUSES.items()}
    steps = [Step("child_in_need", "closed", 6), Step("child_in_need", "looked_after", 2), Step("closed", "closed", 2)]
    drawing = cohorts.flow(steps, NEED, names)
    edges = [_edges(ribbon["path"]) for ribbon in drawing["ribbons"]]
    assert [below - above for _, above, below, _ in edges] == [18, 54, 18]
    assert [below - above for above, *_, below in edges] == [18, 54, 18]
    assert [(end > start) - (end < start) for start, end, *_ in edges] == [0, 1, -1]  # stays, falls, climbs
    assert [ribbon["look"] for ribbon in drawing["ribbons"]] == [cohorts.SAME, cohorts.LESS, cohorts.MORE]
    assert [node["text"] for node in drawing["nodes"]] == ["In need 8", "Closed 2", "2 looked after", "8 closed"]


def _edges(path: str) -> list[float]:
    """Return where a ribbon begins and ends, above and then below."""
    found = re.fullmatch(r"M8 (\S+)C150 \S+ 150 \S+ 292 ([\d.]+)V([\d.]+)C150 \S+ 150 \S+ 8 ([\d.]+)Z", path)
    assert found, path
    return [float(number) for number in found.groups()]


def test_text_on_a_ribbon_stands_out_from_it():
    for scheme in palette():
        for ribbon in ("better-paper", "note", "worse-paper"):
            assert contrast(scheme["ink"], scheme[ribbon]) >= 4.5
            assert contrast(scheme["muted"], scheme[ribbon]) >= 3


def test_the_trial_is_drawn_beside_the_council_s_difference_without_an_interval_that_it_does_not_give():
    here = Whisker("Looked after", "Here, by offer", -12.7, -20.1, -5.3)
    trial = Whisker("Looked after", "The national trial", -8.6, None, None)
    (drawing,) = parsed(cohorts.effect_svg([here, trial], "Points"))
    assert {"Looked after", "Here, by offer", "The national trial", "Points"} <= set(words(drawing))
    reaches = [each for each in drawing.iter("path") if each.get("class") == "reach"]
    assert len(reaches) == 1
    numbers = next(each for each in drawing.iter("g") if each.get("text-anchor") == "middle")
    (low, at_low), *_, (high, at_high) = [(float(text.text), float(text.get("x"))) for text in numbers]

    def read(x: str) -> float:
        return low + (float(x) - at_low) / (at_high - at_low) * (high - low)

    ends = re.fullmatch(r"M(\S+) \S+H(\S+)", reaches[0].get("d")).groups()
    assert [read(end) for end in ends] == pytest.approx([-20.1, -5.3], abs=0.1)
    marks = [each.get("transform") for each in drawing.iter("path") if each.get("class") == "k"][:2]
    assert [read(re.match(r"translate\((\S+)", mark)[1]) for mark in marks] == pytest.approx([-12.7, -8.6], abs=0.1)


def test_curves_of_families_go_in_steps_and_differ_from_each_other_without_colour():
    points = [{"month": month, "share": 100 - 10 * month, "low": None, "high": None} for month in (0, 3, 6)]
    banded = [each | {"low": 40, "high": 100} for each in points]
    (drawing,) = parsed(cohorts.survival_svg([Curve("Offered", banded), Curve("Not offered", points)], "% open"))
    assert {"Offered", "Not offered", "% open"} <= set(words(drawing))
    assert [each.get("class") for each in drawing.iter("path") if "reach" in each.get("class")] == ["reach-own"]
    corners = [tuple(map(float, pair.split())) for pair in line(drawing, "own")[1:].split("L")]
    assert len(corners) == 5
    for (x, y), (after, below) in pairwise(corners):
        assert x == after or y == below  # level until the next month, and then down
    assert re.search(r"\.region \.l {[^}]*stroke-dasharray", STYLE)
    assert not re.search(r"\.own \.l {[^}]*stroke-dasharray", STYLE)


def test_what_moves_a_return_most_comes_first_with_a_bar_on_one_scale():
    def swing(ratio):
        return {"return_ratio": ratio}

    ends = [(swing(4.0), swing(5.0)), (swing(2.0), swing(8.0)), (swing(1.0), None), (None, None)]
    assert [(bar.start, bar.length, bar.middle) for bar in cohorts.tornado(ends, 4.0)] == [
        (25.0, 75.0, 50.0),
        (12.5, 37.5, 50.0),
        (50.0, 12.5, 50.0),
    ]
    assert cohorts.tornado([(None, None)], 4.0) == []


def test_history_begins_with_the_first_period_of_which_anything_is_told():
    history = years({2019: None, 2020: 5, 2021: 6})
    assert told(measure(history)).periods.first == date(2019, 3, 31)  # hidden is told
    history[0]["value_reason"] = "not_available"
    assert told(measure(history)).periods.first == date(2020, 3, 31)
