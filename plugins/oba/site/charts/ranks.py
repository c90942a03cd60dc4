"""A figure of every authority side by side, as SVG text."""

from typing import Any

Row = dict[str, Any]


def ranks(rows: list[Row], highlighted: str, measure: Row) -> str:
    """Return every authority's newest figure in order, as SVG text.

    Args:
        rows: of ``fct_measure_comparison`` in one period, with ``geography_name`` and, where there is one,
            ``interval_low`` and ``interval_high``; may have ``is_neighbour``.
        highlighted: the code of the place that is marked and named.
        measure: a row of ``dim_measure``.
    """
    figures = sorted(float(row["value"]) for row in rows if row["value"] is not None)
    highest = max(figures, default=1) or 1
    bars = "".join(f'<path d="M{2 * at} 100v{-100 * figure / highest:.0f}"/>' for at, figure in enumerate(figures))
    return f'<svg viewBox="0 0 320 100" stroke="currentColor">{bars}</svg>'


def multiple(history: list[Row], measure: Row, extent: tuple[float, float]) -> str:
    """Return the tiny curve of one place, as SVG text.

    Args:
        history: rows with ``period_end_date`` and ``value``, oldest first.
        measure: a row of ``dim_measure``.
        extent: the lowest and highest figure of the grid.
    """
    low, high = (float(end) for end in extent)
    figures = [float(row["value"]) for row in history if row["value"] is not None]
    points = " ".join(
        f"{10 * at},{30 - 28 * (figure - low) / ((high - low) or 1):.0f}" for at, figure in enumerate(figures)
    )
    return f'<svg viewBox="0 0 120 32"><polyline points="{points}" fill="none" stroke="currentColor"/></svg>'
