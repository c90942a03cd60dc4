"""The curves of a card as SVG text."""

from typing import Any

import altair as alt
import vl_convert

from oba.scorecard.words import ON_ONE_SCALE

AUTHORITY, REGION, ENGLAND = "#1d4f91", "#a33b00", "#505a5f"
FONT = "Arial, Helvetica, sans-serif"


def curve_svg(history: list[dict[str, Any]], names: tuple[str, str, str], unit: str, label: str) -> str:
    """Draw the history of a measure.

    A percentage or rate is drawn for authority, region and England on one scale. A count is drawn for the authority
    alone, because the region and England are far larger; beside it all three stand as an index, where the first period
    that all three have is 100.

    Args:
        history: rows with ``end_year``, ``value``, ``region_value`` and ``england_value``, oldest first.
        names: of the authority, the region and England.
        unit: the measure's unit.
        label: what the vertical axis shows.

    Returns:
        An ``svg`` element without identifiers, so that many can stand on one page.
    """
    points = _points(history, names)
    if unit in ON_ONE_SCALE:
        chart = _lines(points, names, label, width=560)
    else:
        own = [point for point in points if point["place"] == names[0]]
        indexed = _index(points, names)
        chart = _lines(own, names, label, width=270)
        if indexed:
            first = min(point["year"] for point in indexed)
            index = _lines(indexed, names, f"Index ({first} = 100)", width=270)
            chart = (chart | index).resolve_scale(color="independent", strokeDash="independent", shape="independent")
    spec = (
        chart.configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, titleFontSize=13)
        .configure_legend(labelFontSize=13)
    )
    return vl_convert.vegalite_to_svg(spec.to_dict())


def _points(history: list[dict[str, Any]], names: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Return a point for every year and place; a year without a figure is a null, which breaks the line there."""
    years = {row["end_year"]: row for row in history}
    return [
        {"year": year, "place": name, "figure": None if figure is None else float(figure)}
        for year in range(min(years), max(years) + 1)
        for name, column in zip(names, ("value", "region_value", "england_value"), strict=True)
        for figure in [years.get(year, {}).get(column)]
    ]


def _index(points: list[dict[str, Any]], names: tuple[str, str, str]) -> list[dict[str, Any]]:
    figure = {(point["year"], point["place"]): point["figure"] for point in points}
    shared = [year for year in sorted({point["year"] for point in points}) if all(figure[year, name] for name in names)]
    if not shared:
        return []
    return [
        {**point, "figure": point["figure"] and 100 * point["figure"] / figure[shared[0], point["place"]]}
        for point in points
        if point["year"] >= shared[0]
    ]


def _lines(points: list[dict[str, Any]], names: tuple[str, str, str], label: str, width: int) -> alt.LayerChart:
    # Colour, dash and mark differ together, so that none of them is needed alone.
    looks = [(AUTHORITY, [1, 0], "circle"), (REGION, [6, 3], "square"), (ENGLAND, [2, 2], "diamond")]
    drawn = {
        name: look for name, look in zip(names, looks, strict=True) if any(_is_at(point, name) for point in points)
    }
    color, dash, shape = (
        alt.Scale(domain=list(drawn), range=[look[index] for look in drawn.values()]) for index in range(3)
    )
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=260) if len(drawn) > 1 else None
    years = sorted({point["year"] for point in points})
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("year:O", title="Year in which the period ends", axis=alt.Axis(labelAngle=0, values=years)),
        y=alt.Y("figure:Q", title=label, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5)),
        color=alt.Color("place:N", scale=color, legend=legend),
    )
    line = base.mark_line(strokeWidth=2.5).encode(strokeDash=alt.StrokeDash("place:N", scale=dash, legend=legend))
    marks = base.mark_point(filled=True, size=50).encode(shape=alt.Shape("place:N", scale=shape, legend=legend))
    return (line + marks).properties(width=width, height=200)


def _is_at(point: dict[str, Any], name: str) -> bool:
    return point["place"] == name and point["figure"] is not None
