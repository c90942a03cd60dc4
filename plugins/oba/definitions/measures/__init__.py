"""Measures: what is followed, by which columns of which feeds; and the symbols that stand in place of a figure."""

from oba.definitions.measures.measure import (
    Cadence,
    Component,
    Denominator,
    Measure,
    MeasureSource,
    Quadrant,
    Symbol,
    Symbols,
)

__all__ = ["Cadence", "Component", "Denominator", "Measure", "MeasureSource", "Quadrant", "Symbol", "Symbols"]
