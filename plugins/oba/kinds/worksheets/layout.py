"""The layout of a worksheet: where each thing stands, for whoever writes an empty one and whoever reads it.

The first sheet says how it is filled in, of which place it is, and who filled it in on which day. Each sheet of a
scorecard has its id in a fixed cell and below it the tables: the title of a table in column A, its headings in the row
below, and entries from there down to the next title.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from oba.definitions import Definitions
from oba.definitions.cards import Scorecard

START = "Start here"
LISTS = "Lists"  # what cells offer to choose from; nobody fills it in

PLACE_LABEL, PLACE_CELL = "Code of the place", "B4"
NAME_CELL = "B3"
ENTERED_BY, ENTERED_BY_CELL = "Entered by", "B5"
ENTERED_ON, ENTERED_ON_CELL = "Entered on", "B6"

CARD_LABEL, CARD_CELL = "Scorecard", "B2"  # the label stands left of it
FIRST_TABLE_ROW = 5

HANDED_IN = "its lines are on the other sheets."  # how the line about what was handed in before ends
LISTED = 4  # lines of the sheet of lists before the words; the last of them says of what the words below are
LISTED_OF = "Measures of"
NEEDED = " *"  # after the heading of a column that every line needs
FIRST_STEP = 10  # row of the first sheet
STEPS = (
    "Fill in the yellow cells only: beside 'Entered by' and 'Entered on' above, and in the tables of the other sheets.",
    "Each of the other sheets is one scorecard. Leave out what you have nothing to say about; delete no sheet.",
    "A line needs every column whose heading has a star (*). An empty sheet takes away what was handed in before for "
    "its scorecard.",
    "Who: the partners who met about the scorecard agree the words, and one of them types them in. When: after each "
    "meeting, and at least once a year.",
    "What helps, what hinders: one thing a line, as people who know the place see it. Choose the measure that it is "
    "about, if there is one.",
    "Partners: who can help, and the part they play. What works: ideas, with some that cost nothing. What we do: each "
    "action has an owner and a day.",
    "Type days as 20/11/2026. Choose from the list where a cell offers one. To add a line to a table, insert a row "
    "above its last yellow one.",
    "Write nothing by which a child or parent could be known: no names, dates of birth, postcodes or case numbers. The "
    "pages are read by everyone.",
    "Clear a line to take it off the page. What you hand in takes the place of what was handed in before.",
    "Have it checked: 'oba worksheet check FILE' tells everything that needs mending, and 'oba worksheet preview FILE' "
    "draws the pages, in a minute or two. Whoever looks after the scorecards can do it for you in a minute.",
    "Sheets of your own are left alone: put notes there.",
)

Form = Literal["words", "name", "date", "choice", "measure"]

RATINGS = {"High": "high", "Medium": "medium", "Low": "low"}
COSTS = {"No cost": "none", "Low cost": "low", "Some cost": "some", "High cost": "high"}
STATUSES = {
    "Proposed": "proposed",
    "Agreed": "agreed",
    "Under way": "under_way",
    "Done": "done",
    "Stopped": "stopped",
}
YES_NO = {"Yes": True, "No": False}


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    heading: str
    name: str  # of the column of the long form
    form: Form
    is_needed: bool = True
    choices: Mapping[str, Any] = field(default_factory=dict)  # value by the word that is chosen
    hint: str = ""  # shown when a cell of it is chosen
    width: int = 16

    @property
    def written(self) -> str:
        """Its heading as it stands in a new workbook: with a star where every line needs it."""
        return f"{self.heading}{NEEDED}" if self.is_needed else self.heading

    @property
    def headings(self) -> tuple[str, str]:
        """Its headings in workbooks: those of before had no star."""
        return self.heading, self.written


@dataclass(frozen=True)
class Table:
    """A table of a sheet."""

    title: str
    entry_list: str  # story, partner, idea or action
    columns: tuple[Column, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)  # of every entry in it


MOVES = Column(
    "Measure it should move", "measure_id", "measure", False, hint="Choose the measure of this scorecard.", width=30
)
STORY = (
    Column(
        "What we see", "entry_words", "words", hint="One thing in a sentence or two. No names of children.", width=56
    ),
    Column(
        "Measure it is about", "measure_id", "measure", False, hint="Choose the measure that it is about.", width=30
    ),
    Column("Seen since", "stated_date", "date", False, hint="A day, such as 31/03/2026. May be empty.", width=14),
    Column("Source", "stated_in", "name", False, hint="Who says so, or where it is written.", width=30),
)
TABLES = (
    Table("What helps", "story", STORY, {"force": "helping"}),
    Table("What hinders", "story", STORY, {"force": "hindering"}),
    Table(
        "Partners",
        "partner",
        (
            Column("Partner", "partner_name", "name", hint="A service or group, not one person.", width=56),
            Column("Part to play", "partner_role", "name", hint="What they do, or could do.", width=30),
        ),
    ),
    Table(
        "What works to do better",
        "idea",
        (
            Column("Idea", "entry_words", "words", hint="Think of some that cost nothing.", width=56),
            Column("Measure it should move", "measure_id", "measure", False, width=30),
            Column("Cost", "cost_class", "choice", choices=COSTS, width=14),
            Column(
                "Evidence", "evidence", "words", False, hint="How do we know? A report, or what we tried.", width=30
            ),
            Column("Leverage", "leverage", "choice", choices=RATINGS, hint="How much would it move the curve?"),
            Column("Reach", "feasibility", "choice", choices=RATINGS, hint="Can it be done, for enough people?"),
            Column("Specific", "specificity", "choice", choices=RATINGS, hint="Does it say who, what, when and how?"),
            Column(
                "Fits our values", "community_values", "choice", choices=RATINGS, hint="How well? High, medium or low."
            ),
        ),
    ),
    Table(
        "What we do",
        "action",
        (
            Column("Action", "entry_words", "words", hint="What will be done.", width=56),
            MOVES,
            Column("Due", "due_date", "date", hint="A day, such as 31/03/2027.", width=14),
            Column("Owner", "owner", "name", hint="A post rather than a name: Head of the Front Door.", width=30),
            Column("Status", "action_status", "choice", choices=STATUSES),
            Column("Needs approval", "is_approval_needed", "choice", choices=YES_NO),
        ),
    ),
)
# As many lines as a table has when nothing is entered; more may be put in above its last.
BLANK_LINES = 8


def cards_of(place: str, definitions: Definitions) -> tuple[Scorecard, ...]:
    """Return the scorecards that are about a place, by title."""
    cards = (card for card in definitions.scorecards if card.authorities == "all" or place in card.authorities)
    return tuple(sorted(cards, key=lambda card: (card.title, card.scorecard)))


def about(card: Scorecard) -> str:
    """Return what stands below the name of a card, to say what it is about."""
    return card.outcome or f"For: {card.customers}"


def measures_of(card: Scorecard, definitions: Definitions) -> dict[str, str]:
    """Return the measures of a card, by the name under which they are chosen, in the card's order."""
    names = {measure.measure: measure.name for measure in definitions.measures}
    placed = [measure.measure for measure in card.measures]
    shared = {name for name in names.values() if [names[each] for each in placed].count(name) > 1}
    return {f"{names[each]} ({each})" if names[each] in shared else names[each]: each for each in placed}


def place_names(definitions: Definitions) -> dict[str, str]:
    """Return the newest name of each place, by code."""
    places = definitions.places
    return {
        place.code: place.names[0]
        for level in (places.national, places.regional, places.local_authority)
        for place in level
    }


def all_names(place: str, definitions: Definitions) -> tuple[str, ...]:
    """Return every name that a place has had, the newest first."""
    places = definitions.places
    levels = (places.national, places.regional, places.local_authority)
    return next((each.names for level in levels for each in level if each.code == place), ())


def code_of(place: str, definitions: Definitions) -> str | None:
    """Return the code of a place that is given by its code or its name, in whatever case; None where there is none."""
    said = place.strip().casefold()
    return next(
        (code for code, name in place_names(definitions).items() if said in (code.casefold(), name.casefold())), None
    )


def file_stem(name: str) -> str:
    """Return what the workbook of a place is called, without its ending, such as ``kingston-upon-hull-city-of``."""
    words = "".join(
        letter if letter.isascii() and letter.isalnum() else " " for letter in name.lower().replace("'", "")
    )
    return "-".join(words.split())


def sheet_names(cards: tuple[Scorecard, ...]) -> dict[str, str]:
    """Return the name of each card's sheet, by the card's id: its title, as short as a spreadsheet asks for."""
    found: dict[str, str] = {}
    for card in cards:
        plain = " ".join("".join(" " if letter in "[]:*?/\\'" else letter for letter in card.title).split())
        base = plain if len(plain) <= 31 else plain[:31].rsplit(" ", 1)[0].rstrip(" ,;")
        name, number = base, 2
        while name.casefold() in {START.casefold(), LISTS.casefold(), *(each.casefold() for each in found.values())}:
            name, number = f"{base[:28]} {number}", number + 1
        found[card.scorecard] = name
    return found
