"""Tables 13 to 16 of the evaluation of 2020 beside what they come to when they are worked out again.

Everything is read of a warehouse: ``fct_conference_family``, and ``fct_printed_difference``, which has each figure that
the report prints of them, from the rows as printed and by the rule. No difference is written here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from rich.table import Table

from oba.documents import table_line
from oba.errors import ObaError
from oba.language import PRINTED_COLUMNS, PRINTED_DIFFERENCES, STATUSES_IN_TABLES, number, signed
from oba.vocabulary import PrintedDifference

DIFFERENCES = "printed differences"  # part of docs/value-for-money.md
WIDE = 160  # letters in which every table stands with its figures whole
AGREES: PrintedDifference = "within_rounding"
TITLES = {
    "13": "Table 13, cohort one",
    "14": "Table 14, cohort two",
    "15": "Table 15, cohort three",
    "16": "Table 16, returns of the cohorts",
    "text": "Costs, averages and a year of the service, in the text",
}


@dataclass(frozen=True)
class PrintedFigure:
    """A figure as printed, and what it is worked out to be on each basis, with how they differ."""

    table: str
    row: str
    column: str
    printed: float
    source_row: int
    recomputed: dict[str, float]  # by basis
    kinds: dict[str, PrintedDifference]  # by basis

    @property
    def agrees(self) -> bool:
        """Whether it is within the report's rounding of each."""
        return set(self.kinds.values()) == {AGREES}

    def digits(self) -> int:
        """Return in how many decimal places it is told: as printed where that has more than its column."""
        usual = {"return_on_investment": 1, "children": 1}.get(self.column, 0)
        printed = f"{self.printed:.3f}".rstrip("0").partition(".")[2]
        return max(usual, len(printed))

    def told(self) -> tuple[str, ...]:
        """Return it as texts: row, column, printed, on each basis with the difference, and what that is."""
        places = self.digits()
        words = [PRINTED_DIFFERENCES[kind] for kind in dict.fromkeys(self.kinds.values()) if kind != AGREES]
        return (
            self.row,
            PRINTED_COLUMNS[self.column],
            number(self.printed, places),
            *self._on(places, "printed_rows"),
            # What the hours of the staff come to stands here too: the rows of families say nothing of it.
            *self._on(places, "rule", "staff_hours"),
            "; ".join(words) or PRINTED_DIFFERENCES[AGREES],
        )

    def _on(self, places: int, *bases: str) -> tuple[str, str]:
        found = next((self.recomputed[name] for name in bases if name in self.recomputed), None)
        return ("", "") if found is None else (number(found, 2), signed(self.printed - found, max(places, 2)))


@dataclass(frozen=True)
class Evaluation:
    """The families, and every figure that is printed of them."""

    families: tuple[dict[str, Any], ...]
    figures: tuple[PrintedFigure, ...]

    @property
    def apart(self) -> list[PrintedFigure]:
        """The figures that are further from what they come to than the report's rounding explains."""
        return [figure for figure in self.figures if not figure.agrees]

    @property
    def not_by_rule(self) -> list[dict[str, Any]]:
        """The families whose printed benefit the rule does not give."""
        return [family for family in self.families if not family["is_benefit_by_rule"]]


def read_evaluation(warehouse: Path) -> Evaluation:
    """Return what a warehouse has of the evaluation.

    Raises:
        ObaError: it has no family of it.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        families = _rows(connection, "select * from marts.fct_conference_family order by table_number, family_number")
        rows = _rows(
            connection,
            "select * from marts.fct_printed_difference"
            " order by table_number, source_row, printed_row, printed_column, recomputed_basis",
        )
    if not families:
        raise ObaError(
            f"{warehouse} has no families of the evaluation of 2020. Set OBA_RELEASES to a folder with "
            "creating-strong-communities-evaluation/2020 and run 'oba refresh'."
        )
    return Evaluation(tuple(families), tuple(_figures(rows)))


def tables(evaluation: Evaluation) -> Iterator[Table]:
    """Yield what a person reads: the families of each table, what is printed beside them, and all differences."""
    for table, title in TITLES.items():
        families = [family for family in evaluation.families if family["table_number"] == table]
        if families:
            yield _table(f"{title}: the families", FAMILY_HEADINGS, map(_family_told, families))
        others = [each for each in evaluation.figures if each.table == table and ", family " not in each.row]
        yield _table(
            title if not families else f"{title}: what is printed of them together",
            HEADINGS,
            (figure.told() for figure in others),
        )
    yield _table("Every difference", HEADINGS, (figure.told() for figure in evaluation.apart))


def conclusions(evaluation: Evaluation) -> list[str]:
    """Return how many figures agree, and each family whose printed benefit the rule does not give."""
    figures, apart = len(evaluation.figures), len(evaluation.apart)
    families, odd = len(evaluation.families), evaluation.not_by_rule
    lines = [
        f"Of {figures} printed figures {figures - apart} are what they come to within the report's rounding; "
        f"{apart} are not and stand above.",
        f"The rule gives the printed benefit of {families - len(odd)} of {families} families.",
    ]
    return lines + [
        f"It does not give that of family {family['family_number']} of Table {family['table_number']}: "
        f"{number(family['printed_benefit_pounds'], 0)} pounds are printed, and "
        f"{STATUSES_IN_TABLES[family['status_at_entry']].lower()} at entry and "
        f"{STATUSES_IN_TABLES[family['status_at_follow_up']].lower()} in January 2020 give "
        f"{number(family['benefit_pounds'], 0)}."
        for family in odd
    ]


def differences_table(evaluation: Evaluation) -> str:
    """Return every difference as a table in Markdown, and the conclusions beneath it."""
    headings = ("Table", *HEADINGS)
    lines = [table_line(headings), table_line("---" for _ in headings)]
    lines += [table_line((figure.table, *figure.told())) for figure in evaluation.apart]
    return "\n".join([*lines, "", *conclusions(evaluation)])


HEADINGS = ("Row", "Figure", "Printed", "From the rows", "Apart", "By the rule", "Apart", "What it is")
FAMILY_HEADINGS = (
    *("Family", "Children", "Left", "At entry", "At exit", "January 2020", "Cost, £"),
    *("Benefit, £", "By the rule", "Apart", "Return", "By the rule"),
)


def _family_told(family: dict[str, Any]) -> tuple[str, ...]:
    statuses = (STATUSES_IN_TABLES[family[f"status_at_{when}"]] for when in ("entry", "exit", "follow_up"))
    return (
        str(family["family_number"]),
        str(family["children"]),
        family["printed_exit_month"],
        *statuses,
        number(family["printed_cost_pounds"], 0),
        number(family["printed_benefit_pounds"], 0),
        number(family["benefit_pounds"], 2),
        signed(family["benefit_difference"], 2),
        number(family["printed_return"], 1),
        number(family["return_ratio"], 2),
    )


def _figures(rows: list[dict[str, Any]]) -> Iterator[PrintedFigure]:
    place = ("table_number", "source_row", "printed_row", "printed_column")
    for (table, line, row, column), found in groupby(rows, key=lambda each: tuple(each[name] for name in place)):
        listed = list(found)
        yield PrintedFigure(
            table,
            row,
            column,
            listed[0]["printed"],
            line,
            {each["recomputed_basis"]: each["recomputed"] for each in listed},
            {each["recomputed_basis"]: each["difference_kind"] for each in listed},
        )


def _table(title: str, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    made = Table(title=title, title_justify="left")
    for heading in headings:
        is_text = heading in ("Row", "Figure", "Left", "At entry", "At exit", "January 2020", "What it is")
        made.add_column(heading, justify="left" if is_text else "right", no_wrap=not is_text)
    for row in rows:
        made.add_row(*row)
    return made


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
