"""Measures: what is followed, by which columns of which feeds; and the symbols that stand in place of a figure."""

from oba.definitions.measures.measure import (
    Component,
    Denominator,
    DoubtedFigure,
    DoubtedFigures,
    Measure,
    MeasureSource,
    Symbol,
    Symbols,
)

__all__ = [
    "Component",
    "Denominator",
    "DoubtedFigure",
    "DoubtedFigures",
    "Measure",
    "MeasureSource",
    "Symbol",
    "Symbols",
]
