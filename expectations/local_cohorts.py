"""The gate out of the restricted warehouse for cohorts: what each file must be before it is let out.

As in ``local_figures`` it looks at the finished file alone, knows nothing of how it was made, and quotes no cell.
"""

from pathlib import Path

import pandas as pd
from great_expectations import expectations as gxe

from expectations.local_figures import because, judged, of_the_council
from oba.definitions.base import TIME_AND_PLACE
from oba.gates import LINE, Unreadable
from oba.local_mi.cohorts_out.files import COUNTS, CohortFile
from oba.local_mi.figures import Council

SIZES = ("at_risk", "families_with", "families_without", "children_with", "children_without")
SUMMED_OVER = 10  # families, at least, behind a sum of pounds
FOLLOWS = ("conference_cost", "weeks", "deadweight")  # what a return may be told with: the rest follows from it
PAIRS = {"people": "base", "people_with": "people_observed"}


def refuse_leaks(file: CohortFile, council: Council, path: Path) -> None:
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
    found = judged(_columns(file), frame)
    if found:
        raise Unreadable(*found)
    found = judged(_cells(file, council), frame)
    found += judged(_all_there(), _rows_lacking(file, frame))
    found += judged(_followed(council), _what_follows(file, council, frame))
    if found:
        raise Unreadable(*found)


def _columns(file: CohortFile) -> list:
    return [
        gxe.ExpectTableColumnsToMatchSet(
            column_set=sorted({*TIME_AND_PLACE, *file.filters, *file.feed.columns, LINE}),
            exact_match=True,
            meta=because("the columns are those declared", "Any other may be a key, or a text about a child."),
        )
    ]


def _cells(file: CohortFile, council: Council) -> list:
    small = [str(number) for number in range(1, council.rule.threshold + 1)]
    suite = of_the_council(council)
    for name, declared in file.feed.filters.items():
        suite.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=name,
                value_set=[member for member in declared.members if name != "parameter" or member in FOLLOWS],
                meta=because(
                    "a return is told only with a parameter moved that tells nothing new",
                    "With the cost of a status moved, or families left out, it tells how many or who they are.",
                )
                if name == "parameter"
                else because(f"{name} is of the declared list", "A cell that somebody typed may name a child."),
            )
        )
    for name, column in file.feed.columns.items():
        point = rf"(?:\.\d{{{column.decimal_places}}})" if column.decimal_places else ""
        form = r"^(?:[czu]|\d+)$" if name in (*COUNTS, *SIZES) else rf"^(?:[czu]|-?\d+{point})$"
        suite.append(
            gxe.ExpectColumnValuesToMatchRegex(
                column=name,
                regex=form,
                meta=because("a figure is a rounded number or a symbol", "More digits tell single children apart."),
            )
        )
        if name in (*COUNTS, *SIZES):
            suite.append(
                gxe.ExpectColumnValuesToNotBeInSet(
                    column=name,
                    value_set=small,
                    meta=because(f"no count is from 1 to {council.rule.threshold}", "A few can be known by it."),
                )
            )
    return suite


def _rows_lacking(file: CohortFile, frame: pd.DataFrame) -> pd.DataFrame:
    """Return how many rows the file lacks, or has twice; the gate in cannot tell, since any cohort may be younger."""
    rows = list(frame[list(file.filters)].itertuples(index=False, name=None))
    wanted = {tuple(row.values()) for row in file.rows(frame["index_year"].unique() if "index_year" in frame else ())}
    return pd.DataFrame({LINE: [len(frame) + 1], "lacking": [len(wanted - set(rows)) + len(rows) - len(set(rows))]})


def _all_there() -> list:
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="lacking",
            value_set=[0],
            meta=because("each row that the cohorts make is there, once", "One that is lacking tells nothing, not c."),
        )
    ]


def _what_follows(file: CohortFile, council: Council, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what anybody works out of a row, or of the rows of one question: complements, and lone hidden parts."""
    rule = council.rule
    exact = rule.rounded_to is None
    found = pd.DataFrame({LINE: frame[LINE], "is_complement_small": False, "hidden_in_sum": 0, "is_open": False})
    numbers = {name: pd.to_numeric(frame[name], errors="coerce") for name in file.feed.columns}
    for part, whole in PAIRS.items():
        if part in numbers and exact:
            found["is_complement_small"] |= (numbers[whole] - numbers[part]).between(1, rule.threshold)
    if "cohort_status" in file.feed.filters and exact:
        question = [name for name in file.filters if name != "cohort_status"]
        hidden = frame.assign(hidden=frame["people"].eq("c")).groupby(question)["hidden"].transform("sum")
        found["hidden_in_sum"] = hidden.where(~frame["base"].isin(["c", "0"]), 0)  # a nought of nobody tells nothing
    if "mean_days" in numbers:
        found["is_open"] |= numbers["mean_days"].notna() & (
            numbers["people_with"].isna() | (numbers["people_observed"] < rule.smallest_denominator)
        )
    if "share" in numbers:
        found["is_open"] |= numbers["share"].notna() & (
            numbers["people"].isna() | ~(numbers["base"] >= rule.smallest_denominator)
        )
    if "difference" in numbers:
        sizes = pd.DataFrame({name: numbers[name] for name in SIZES[1:]})
        found["is_open"] |= numbers["difference"].notna() & ~(sizes >= rule.smallest_denominator).all(axis="columns")
    if "benefit_pounds" in numbers:
        found["is_open"] |= numbers["benefit_pounds"].notna() & ~(numbers["families"] >= SUMMED_OVER)
    return found


def _followed(council: Council) -> list:
    few = f"1 to {council.rule.threshold}"
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="is_complement_small",
            value_set=[False],
            meta=because(f"those who have not are not {few}", "They follow from those who have, and from all."),
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="hidden_in_sum",
            value_set=[1],
            meta=because("no sum has one hidden count alone", "It is the total less all the others."),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_open",
            value_set=[False],
            meta=because("no estimate is of hidden or too few people", "It would tell their number."),
        ),
    ]
