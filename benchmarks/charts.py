"""What a chart costs: our templates by form, beside the library that draws any chart from a description.

Usage: ``python benchmarks/charts.py [WAREHOUSE]`` prints a table: over the curve of one made-up measure or, of a
warehouse file, over every measure of some places. The library draws the same history, baseline and band.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import vl_convert

from oba.periods import moved
from oba.site import charts
from oba.site.charts.scale import Extent
from oba.site.reading import MeasureOnCard, Site

AS_OF = date(2026, 1, 1)  # what is overdue is so on that day; no chart depends on it
PLACES = 6
ROUNDS = 5
BY_LIBRARY = 10  # curves, each of which takes the library long


def main() -> None:
    """Draw every form and print what one chart takes."""
    measures = read(Path(sys.argv[1])) if len(sys.argv) > 1 else [made_up()]
    forms: dict[str, Callable[[MeasureOnCard], str | None]] = {
        "curve, page (for wide and narrow screens)": lambda measure: charts.curve(measure, "page"),
        "curve, card": lambda measure: charts.curve(measure, "card"),
        "curve, spark": lambda measure: charts.curve(measure, "spark"),
        "curve of a grid": multiple,
    }
    print(f"{len(measures)} measures\n\n| chart | ms of processor | bytes |\n| --- | --- | --- |")
    for name, draw in forms.items():
        print_line(name, measures, draw, ROUNDS)
    print_line("every authority in order", [made_up()], lambda _: charts.ranks(ranked(), "E1", MEASURE), 20)
    print_line("the same without names", [made_up()], lambda _: charts.ranks(ranked(), "E1", MEASURE, False), 20)
    drawn = [measure for measure in measures if charts.curve(measure, "spark")]
    print_line("curve by the library", drawn[:BY_LIBRARY], by_library, 1)


def print_line(name: str, measures: Sequence[MeasureOnCard], draw: Callable[[Any], str | None], rounds: int) -> None:
    """Print the seconds and bytes of one drawing, of those that there are: the quickest round."""
    made = [chart for chart in map(draw, measures) if chart]  # what is read once is read now
    quickest = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for measure in measures:
            draw(measure)
        quickest = min(quickest, time.process_time() - started)
    size = sum(len(chart.encode()) for chart in made) / len(made)
    print(f"| {name} | {1000 * quickest / len(made):.2f} | {size:,.0f} |")


def read(warehouse: Path) -> list[MeasureOnCard]:
    """Return every measure on a card of the first places of a warehouse file."""
    site = Site.of(warehouse, AS_OF)
    places = [row["geography_code"] for row in site.places()][:PLACES]
    cards = [site.card(row["scorecard_id"], place) for place in places for row in site.scorecards_of(place)]
    return [measure for card in cards if card for measure in card.measures]


def multiple(measure: MeasureOnCard) -> str | None:
    """Return the curve of a grid that has this curve alone."""
    extent = Extent.of(measure.history)
    return extent and charts.multiple(measure.history, measure.definition, extent)


MEASURE = {"unit": "percent", "decimal_places": 1, "polarity": "lower_is_better"}


def ranked() -> list[dict[str, Any]]:
    """Return a row for each of as many authorities as England has."""
    return [
        {
            **{"geography_code": f"E{at}", "geography_name": f"Authority {at}", "authority_rank": at + 1},
            **{"value": 5 + at / 10, "interval_low": 4 + at / 10, "interval_high": 6 + at / 10, "england_value": 12},
        }
        for at in range(153)
    ]


def made_up() -> MeasureOnCard:
    """Return a measure with thirteen figures, those beside it, and a baseline of three years."""
    last = date(2025, 3, 31)
    history = [
        {
            **{"period_end_date": moved(last, -12 * (12 - at)), "value": 15 + at % 5, "value_reason": None},
            **{"region_value": 14, "england_value": 16, "neighbours_median": 13 + at % 3, "is_doubted": False},
            **{"shock_reason": None, "geography_name": "Exampleshire", "region_name": "North", "series_segment": 1},
            **{"period_label": str(2013 + at), **MEASURE},
        }
        for at in range(13)
    ]
    forecast = [
        {
            **{"history_to": last, "history_last_value": 17, "period_end_date": moved(last, 12 * at)},
            **{"projected": 17, "projected_low": 15 - at, "projected_high": 18 + at},
        }
        for at in (1, 2, 3)
    ]
    definition = {"cadence": "annual", "period_kind": "year", "timing": "at_date"}
    return MeasureOnCard(history[-1], definition, history, None, forecast, None, [], None, [], [])


def by_library(measure: MeasureOnCard) -> str:
    """Draw the history, the baseline and its band by the library."""
    x = {"field": "end", "type": "temporal"}
    y = {"field": "value", "type": "quantitative"}
    history = [
        {
            "end": str(row["period_end_date"]),
            "place": column,
            "value": None if row[column] is None else float(row[column]),
        }
        for row in measure.history
        for column in ("value", "england_value", "region_value", "neighbours_median")
    ]
    ahead = [
        {"end": str(row["period_end_date"]), "value": row["projected"]}
        | {"low": row["projected_low"], "high": row["projected_high"]}
        for row in measure.forecast
    ]
    line = {"mark": {"type": "line", "point": True}, "data": {"values": history}}
    layers = [
        {**line, "encoding": {"x": x, "y": y, "color": {"field": "place"}, "strokeDash": {"field": "place"}}},
        {"mark": "line", "data": {"values": ahead}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "area", "opacity": 0.3},
            "data": {"values": ahead},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
    ]
    return vl_convert.vegalite_to_svg({"layer": layers, "width": 560, "height": 200})


if __name__ == "__main__":
    main()
