"""What a worksheet must keep to, in words for whoever filled it in; ``reading`` finds what does not.

The gate has an expectation for each rule, and ``oba worksheet check`` tells the same without it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from oba.gates import Failure
from oba.kinds.worksheets.layout import ENTERED_BY, ENTERED_ON, START

MOST_TOLD = 40  # places of one rule
TEMPLATE = "take a new template ('oba worksheet template' writes it) and copy your words into it"


@dataclass(frozen=True)
class Rule:
    """One rule."""

    name: str  # of the column of the frame that has what was found
    rule: str
    why: str
    mend: str


RULES = (
    Rule(
        "file_name",
        "a workbook is named for its place",
        "Two workbooks of one place on one day would leave it open which of them counts.",
        "save the file under the name that is given here.",
    ),
    Rule(
        "release",
        "a workbook lies in a folder named for a day that has come",
        "The newest day is the one that is shown.",
        "name the folder for the day on which it is handed in, such as 2026-11-20.",
    ),
    Rule(
        "start",
        f"the first sheet is '{START}' and says of which place the workbook is",
        "Without it nobody knows whose story this is.",
        f"{TEMPLATE}; leave the name and code of the place as they stand.",
    ),
    Rule(
        "entered_by",
        f"'{ENTERED_BY}' says who filled it in",
        "A story is somebody's; whoever reads it may want to ask.",
        f"write your post, and your name if you like, beside '{ENTERED_BY}' on the sheet '{START}'.",
    ),
    Rule(
        "entered_on",
        f"'{ENTERED_ON}' is a day, not later than today or than the day of its folder, and not long before it",
        "Pages show how old a story is, and the newest takes the place of the one before.",
        f"type the day as 20/11/2026 beside '{ENTERED_ON}' on the sheet '{START}'.",
    ),
    Rule(
        "card",
        "a sheet is of a scorecard of the place, and there is one sheet of each",
        "Words on the wrong card would be read as those of another place or outcome.",
        f"{TEMPLATE}; leave the name of the scorecard in the second row as it stands. Of two sheets of one delete one.",
    ),
    Rule(
        "tables",
        "each table stands under its title, with its headings in their order",
        "Words are known by the heading above them; under another heading they would say something else.",
        f"write the title and headings as they were; or {TEMPLATE}.",
    ),
    Rule(
        "merged",
        "no cells are merged",
        "A merged cell leaves it open to which line its words belong, and a screen reader stumbles over it.",
        "choose the cells, and switch 'Merge & Center' off.",
    ),
    Rule(
        "formula",
        "cells hold words and days, not formulas",
        "Nothing is worked out here, so the result of a formula would be lost.",
        "copy the cell, and paste it as a value (Paste Special, Values).",
    ),
    Rule(
        "hidden",
        "nothing is hidden",
        "What nobody sees nobody can check before it is shown to everyone.",
        "show the sheet, row or column again (Unhide), or take the filter or the format off; delete what is not meant.",
    ),
    Rule(
        "outside",
        "nothing stands beside or between the tables, or far from them",
        "It would not be shown, and nobody would notice.",
        "move it into a table, or onto a sheet of your own, which is left alone if it is small. "
        "Delete rows and columns far away that look empty.",
    ),
    Rule(
        "needed",
        "what a line needs is filled in",
        "An idea without a cost, or an action without an owner and a day, cannot be followed up.",
        "fill the cell in, or clear the whole line.",
    ),
    Rule(
        "date",
        "a day is typed as a day",
        "Words such as 'spring' or '3.4.26' can be read as several days, or as none.",
        "clear the cell and type the day as 31/03/2027, between 1990 and 2100; the cell then shows it to the right. "
        "A day on which something was seen is not later than the day of entry.",
    ),
    Rule(
        "choice",
        "a cell with a list holds a word of that list",
        "Ideas and actions are put in order by these words.",
        "choose from the list that the cell offers.",
    ),
    Rule(
        "measure",
        "a measure is one of that scorecard",
        "Words about a measure are shown beside its curve.",
        f"choose from the list that the cell offers; if that list is old, {TEMPLATE}.",
    ),
    Rule(
        "text",
        "words are plain text",
        "An error, a tick or a sign that turns text around says nothing on a page.",
        "type the words again. Type a number or day among words as text, as it should read: put a ' before it, as in "
        "'25%.",
    ),
    Rule(
        "long",
        "words are short",
        "A page has room for a sentence or two of each, and a reader has half a minute.",
        "say it shorter, or make two lines of it.",
    ),
    Rule(
        "many",
        "a table is short",
        "A few strong forces and actions move a curve; a long list moves none.",
        "keep those that matter most.",
    ),
    Rule(
        "twice",
        "a line stands once",
        "The same words twice look like two people who say them.",
        "clear one of the two lines.",
    ),
    Rule(
        "personal",
        "nothing says who a child or parent is",
        "The pages are read by everyone, and single people must not be known by them.",
        "take it out, and look for names too: the computer cannot tell a name from any other word.",
    ),
    Rule(
        "empty",
        "something is filled in",
        "A workbook without a line would take every line of the place off its pages.",
        "fill in at least one line, or keep the workbook for later.",
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Fault:
    """Where a worksheet does not keep to a rule."""

    rule: str  # the name of one of ``RULES``
    sheet: str
    cell: str  # such as B7; empty where it is about the whole sheet
    found: str

    @property
    def place(self) -> str:
        """Sheet and cell, as a person looks for them."""
        return place_of({"sheet": self.sheet, "cell": self.cell})


def place_of(row: dict) -> str:
    """Name a row of the frame by sheet and cell; a ``Place`` of the gate."""
    sheet, cell = row.pop("sheet"), row.pop("cell")
    named = f"sheet '{sheet}'" if sheet else "the whole file"
    return f"{named}, cell {cell}" if cell else named


def frame_of(faults: Iterable[Fault]) -> pd.DataFrame:
    """Return what the gate looks at: a row for each fault, with what was found in the column of its rule."""
    rows = [{"sheet": fault.sheet, "cell": fault.cell, fault.rule: fault.found} for fault in faults]
    return pd.DataFrame(rows, columns=["sheet", "cell", *BY_NAME], dtype=object)


def told(faults: Iterable[Fault]) -> list[Failure]:
    """Return every fault in words, one failure for each rule that is broken, in the order of the rules."""
    listed = list(faults)
    found = ((rule, [fault for fault in listed if fault.rule == rule.name]) for rule in RULES)
    return [
        Failure(
            rule.rule,
            rule.why,
            rule.mend,
            len(broken),
            tuple(f"{fault.place}: found {fault.found}" for fault in broken[:MOST_TOLD]),
        )
        for rule, broken in found
        if broken
    ]
