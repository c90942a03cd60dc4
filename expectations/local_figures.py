"""The gate out of the restricted warehouse: what each file made of records must be before it is let out.

It looks at the finished file alone, as anybody will who gets it, and knows nothing of how it was made. Messages never
quote a cell: a figure that breaks a rule here is one that nobody may read.
"""

from pathlib import Path

import pandas as pd
from great_expectations import expectations as gxe

from oba.definitions.base import TIME_AND_PLACE
from oba.gates import LINE, Failure, Unreadable, failures, of_line
from oba.local_mi.figures.definitions import Council, FigureFile
from oba.local_mi.figures.layout import ALL, members_of
from oba.quoting import NEVER

MEND = "nothing was let out: report this, with the name of the file and the rows."


def refuse_leaks(file: FigureFile, council: Council, path: Path) -> None:
    """Check a file before it is let out.

    Args:
        file: what it should hold.
        council: whose it is, with its rule.
        path: of the file.

    Raises:
        Unreadable: a small number, or one that follows from what is told, or anything that is not declared, is in it.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame[LINE] = range(2, len(frame) + 2)
    found = judged(_columns(file, council), frame)
    if found:
        raise Unreadable(*found)  # of other columns nothing else can be asked
    found = judged(_cells(file, council), frame)
    found += judged(_followed(council), _what_follows(file, council, frame))
    if found:
        raise Unreadable(*found)


def judged(suite: list, frame: pd.DataFrame) -> list[Failure]:
    """Return what of a suite a frame fails, without a cell of it."""
    return failures(suite, frame, [LINE], of_line, NEVER) if len(frame) else []


def _columns(file: FigureFile, council: Council) -> list:
    cut = [str(file.cut)] if members_of(council, file) else []
    declared = {*TIME_AND_PLACE, *cut, *(figure.figure for figure in file.figures), LINE}
    return [
        gxe.ExpectTableColumnsToMatchSet(
            column_set=sorted(declared),
            exact_match=True,
            meta=because("the columns are those declared", "Any other may be a key, or a text about a child."),
        ),
    ]


def of_the_council(council: Council) -> list:
    """Return what the columns of time and place of any file of a council must be."""
    fixed = {
        "geographic_level": "Local authority",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": council.region_code,
        "region_name": council.region_name,
        "old_la_code": council.old_code,
        "new_la_code": council.council,
        "la_name": council.name,
    }
    suite: list = [
        gxe.ExpectColumnValuesToBeInSet(
            column=column,
            value_set=[text],
            meta=because(f"{column} is the council's own", "A file is of one council, and of nothing smaller."),
        )
        for column, text in fixed.items()
    ]
    suite += [
        gxe.ExpectColumnValuesToMatchRegex(
            column="time_period",
            regex=r"^\d{4}(?:\d{2})?$",
            meta=because("time_period is a year or two", "A day is a child's."),
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="time_identifier",
            regex=r"^(?:[A-Z][a-z]+|Financial year Q[1-4])$",
            meta=because("time_identifier is a month or a quarter", "A day is a child's."),
        ),
    ]
    return suite


def _cells(file: FigureFile, council: Council) -> list:
    rule = council.rule
    small = [str(number) for number in range(1, rule.threshold + 1)]
    suite = of_the_council(council)
    members = members_of(council, file)
    if members:
        suite.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=str(file.cut),
                value_set=[ALL, *members],
                meta=because(
                    f"{file.cut} is one of the council's list", "A cell that somebody typed may name a child."
                ),
            )
        )
    for figure in file.figures:
        if figure.is_count:
            suite.append(
                gxe.ExpectColumnValuesToNotBeInSet(
                    column=figure.figure,
                    value_set=small,
                    meta=because(f"no count is from 1 to {rule.threshold}", "A few children can be known by it."),
                )
            )
        form = r"^(?:c|0|[1-9]\d*)$" if figure.is_count else r"^(?:c|z|\d+(?:\.\d+)?)$"
        suite.append(
            gxe.ExpectColumnValuesToMatchRegex(
                column=figure.figure,
                regex=form,
                meta=because("a figure is a number or a symbol", "A blank says nothing, and a text may say a name."),
            )
        )
    return suite


def _what_follows(file: FigureFile, council: Council, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what anybody works out of one row, or of the rows of a period: complements, and lone hidden parts."""
    rule, found = council.rule, []

    def number(text: str) -> int | None:
        return int(text) if text.isdecimal() else None

    for row in frame.to_dict("records"):
        for figure in file.figures:
            if figure.share is not None:
                have, of = number(row[figure.share.numerator]), number(row[figure.share.denominator])
            elif figure.duration is not None:
                have = of = number(row[figure.duration.cases])
            else:
                continue
            is_told = row[figure.figure] not in ("c", "z")
            rest = of - have if have is not None and of is not None and figure.share is not None else 0
            found.append(
                {
                    LINE: row[LINE],
                    "is_complement_small": rule.is_small(rest) and rule.rounded_to is None,
                    "is_told_of_hidden": is_told and (have is None or of is None or of < rule.smallest_denominator),
                    "hidden_in_sum": 0,
                }
            )
    cut = file.cut if members_of(council, file) else None
    for figure in file.figures:
        if cut and figure.is_count and rule.rounded_to is None:
            for _, rows in frame.groupby(["time_period", "time_identifier"], sort=False):
                hidden = int((rows[figure.figure] == "c").sum())
                found.append(
                    {
                        LINE: rows[LINE].iloc[0],
                        "is_complement_small": False,
                        "is_told_of_hidden": False,
                        "hidden_in_sum": hidden,
                    }
                )
    return pd.DataFrame(found, columns=[LINE, "is_complement_small", "is_told_of_hidden", "hidden_in_sum"])


def _followed(council: Council) -> list:
    few = f"1 to {council.rule.threshold}"
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="is_complement_small",
            value_set=[False],
            meta=because(f"those who have not are not {few}", "They follow from those who have, and from all."),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_told_of_hidden",
            value_set=[False],
            meta=because("no share, mean or median is of hidden or too few cases", "It would tell their number."),
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="hidden_in_sum",
            value_set=[1],
            meta=because("no sum has one hidden count alone", "It is the total less all the others."),
        ),
    ]


def because(rule: str, why: str) -> dict[str, str]:
    """Return what a refusal says."""
    return {"rule": rule, "why": why, "mend": MEND}
