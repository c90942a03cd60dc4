"""The English made of codes and figures: sentences of the pages, and of the columns that BI tools read.

The warehouse carries codes, numbers, dates and names. README.md here says which module has which words, and where the
fixed words of pages, charts and cards stand.
"""

from oba.language.comparing import as_rate, gap, neighbours_warning, rank
from oba.language.curves import baselines, doubt, earlier_baseline, lines, shocks, worked_out
from oba.language.days import day, in_period, label, period
from oba.language.doubting import contradiction_sentence, source_pair_sentence
from oba.language.facts import Fact, Shown, facts
from oba.language.figures import ON_ONE_SCALE, cell, change, distance, figure, small_distance, unit_name
from oba.language.labels import BESIDE, CARD_KINDS, COSTS, OBJECTIVES, POLARITIES, QUADRANTS, REASONS, TURNS, VERDICTS
from oba.language.numbers import number, ordinal, rounded, signed
from oba.language.objectives import objective_size
from oba.language.printed import PRINTED_COLUMNS, PRINTED_DIFFERENCES, STATUSES_IN_TABLES
from oba.language.tables import (
    contradiction_sentences,
    forecast_sentences,
    method_findings,
    neighbours_warnings,
    objective_words,
    source_pair_sentences,
    verdict_sentences,
)
from oba.language.turning import forecast_sentence, turn
from oba.language.wanting import change_as_wanted, turn_as_wanted, wanted

__all__ = [
    "BESIDE",
    "CARD_KINDS",
    "COSTS",
    "OBJECTIVES",
    "ON_ONE_SCALE",
    "POLARITIES",
    "PRINTED_COLUMNS",
    "PRINTED_DIFFERENCES",
    "QUADRANTS",
    "REASONS",
    "STATUSES_IN_TABLES",
    "TURNS",
    "VERDICTS",
    "Fact",
    "Shown",
    "as_rate",
    "baselines",
    "cell",
    "change",
    "change_as_wanted",
    "contradiction_sentence",
    "contradiction_sentences",
    "day",
    "distance",
    "doubt",
    "earlier_baseline",
    "facts",
    "figure",
    "forecast_sentence",
    "forecast_sentences",
    "gap",
    "in_period",
    "label",
    "lines",
    "method_findings",
    "neighbours_warning",
    "neighbours_warnings",
    "number",
    "objective_size",
    "objective_words",
    "ordinal",
    "period",
    "rank",
    "rounded",
    "shocks",
    "signed",
    "small_distance",
    "source_pair_sentence",
    "source_pair_sentences",
    "turn",
    "turn_as_wanted",
    "unit_name",
    "verdict_sentences",
    "wanted",
    "worked_out",
]
