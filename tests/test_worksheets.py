"""A worksheet is written, filled in, looked at, landed and judged; its words come to the page of its place alone."""

import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb
import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

from command import OBA, environment
from filled_worksheets import CARD, DAY, FILLED, MARKUP, PLACE, card_sheet, filled, first_line
from oba.build import warehouse_file
from oba.config import PROJECT, settings_from_environment
from oba.digest import gate_versions
from oba.gates import Unreadable
from oba.intake import FileRefused, gate_in, quarantine_file
from oba.kinds import KINDS, Candidate
from oba.kinds.worksheets.layout import LISTS, START, TABLES, cards_of, measures_of
from oba.kinds.worksheets.opening import LARGEST
from oba.kinds.worksheets.plain import is_blank, person_in, shown, unescaped
from oba.kinds.worksheets.rules import BY_NAME, told
from oba.landing import land, landed_files, look
from oba.publication import PAGES
from oba.worksheets.entered import entered, not_shown, without_page
from oba.worksheets.looking import compare_with_served, feed_of_worksheets, look_at
from oba.worksheets.preview import preview
from oba.worksheets.template import PlaceWithoutScorecard, write_template

TODAY = date(2026, 11, 22)


def judge(path: Path, definitions, release: str = "2026-11-20"):
    """Ask the gate of a worksheet."""
    _, feed = feed_of_worksheets(definitions)
    return KINDS["worksheet"].take(Candidate(path, path.name, release, feed, definitions))


@pytest.fixture
def worksheet(tmp_path, definitions):
    """Return a function that writes a filled-in worksheet, changed in one way."""

    def write(change=lambda book: None, **how) -> Path:
        return filled(tmp_path, definitions, change=change, **how)

    return write


def test_an_empty_worksheet_has_a_sheet_for_each_scorecard_of_the_place_and_is_made_of_the_same_bytes(
    tmp_path, definitions
):
    one, other = (write_template("E08000035", tmp_path / f"{name}.xlsx", definitions, ()) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    book = openpyxl.load_workbook(one)
    cards = cards_of("E08000035", definitions)
    assert {card.scorecard for card in cards} >= {"reduced_risk", "family_valued"}
    assert "strong_communities_north_east_lincolnshire" not in {card.scorecard for card in cards}
    assert [book.worksheets[0].title, book.worksheets[-1].title] == [START, LISTS]
    assert [sheet["B2"].value for sheet in book.worksheets[1:-1]] == [card.scorecard for card in cards]
    assert book[START]["B4"].value == "E08000035"
    for sheet in book.worksheets:
        assert sheet["A1"].value and not sheet.merged_cells.ranges and sheet.sheet_state == "visible"
        assert sheet.protection.sheet
        open_cells = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        assert not open_cells or {cell.value for cell in open_cells} == {None}
    for card, sheet in zip(cards, book.worksheets[1:-1], strict=True):
        for table in TABLES:
            line = first_line(sheet, table.title)
            headings = [sheet.cell(line - 1, number + 1) for number in range(len(table.columns))]
            assert [cell.value for cell in headings] == [column.written for column in table.columns]
            assert [str(cell.value).endswith(" *") for cell in headings] == [each.is_needed for each in table.columns]
            assert all(cell.protection.locked and cell.font.b for cell in headings)
        chosen = next(rule for rule in sheet.data_validations.dataValidation if LISTS in (rule.formula1 or ""))
        area = chosen.formula1.partition("!")[2].replace("$", "")
        assert [cell.value for (cell,) in book[LISTS][area]] == list(measures_of(card, definitions))


def test_a_place_that_there_is_not_has_no_worksheet(tmp_path, definitions):
    with pytest.raises(
        PlaceWithoutScorecard, match=r"'E99999999'. Write its name or its code, such as E08000035 \(Leeds\)"
    ):
        write_template("E99999999", tmp_path / "none.xlsx", definitions, ())


def test_a_place_may_be_given_by_its_name(tmp_path, definitions):
    by_code, by_name = (
        write_template(place, tmp_path / f"{place}.xlsx", definitions, ()) for place in ("E08000035", "leeds")
    )
    assert by_code.read_bytes() == by_name.read_bytes()


def test_a_filled_in_worksheet_has_nothing_to_mend_and_says_what_was_typed(worksheet, definitions):
    path = worksheet()
    found = look_at(path, definitions, TODAY)
    assert (found.faults, found.left_aside) == ([], [])
    assert (found.place, found.stated_by, found.stated_on) == (PLACE, "Head of Performance", DAY)
    assert len(found.entries) == sum(map(len, FILLED.values()))
    helps, hinders, words = (row for row in found.entries if row["entry_list"] == "story")
    assert (helps["measure_id"], helps["stated_date"], helps["stated_in"]) == (
        measures_of(next(card for card in definitions.scorecards if card.scorecard == CARD), definitions)[
            "Re-referral rate"
        ],
        date(2026, 3, 1),
        "Schools' forum",
    )
    assert (hinders["entry_words"], hinders["force"], hinders["stated_date"]) == (MARKUP, "hindering", None)
    assert words["entry_words"] == "=1+1 is no formula but words"
    (idea,) = (row for row in found.entries if row["entry_list"] == "idea")
    assert (idea["cost_class"], idea["feasibility"], idea["leverage"]) == ("none", "high", "medium")
    ring, hire = (row for row in found.entries if row["entry_list"] == "action")
    assert (ring["is_approval_needed"], hire["is_approval_needed"], hire["action_status"]) == (False, True, "proposed")
    assert re.fullmatch(r".+!A\d+", ring["source_cell"])
    taken = judge(path, definitions)
    assert (taken.lines, len(taken.rows)) == (
        len(found.entries),
        len(found.entries) + len(cards_of(PLACE, definitions)),
    )


def test_a_worksheet_of_before_without_stars_in_its_headings_is_read_too(worksheet, definitions):
    def without_stars(book):
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.endswith(" *"):
                        cell.value = cell.value.removesuffix(" *")

    found = look_at(worksheet(without_stars), definitions, TODAY)
    assert not found.faults and found.entries


def test_what_is_entered_already_stands_in_the_next_worksheet(worksheet, tmp_path, definitions):
    before = look_at(worksheet(), definitions, TODAY).entries
    (tmp_path / "again").mkdir()
    again = write_template(PLACE, tmp_path / "again" / "north-east-lincolnshire.xlsx", definitions, before)
    book = openpyxl.load_workbook(again)
    assert "Head of Performance, 20/11/2026" in book[START]["B7"].value
    book[START]["B5"], book[START]["B6"] = "Somebody else", datetime(2026, 11, 21)
    book.save(again)
    after = look_at(again, definitions, TODAY)
    assert after.faults == []
    place = ("source_cell", "source_row", "stated_by", "stated_on")
    without = [{name: value for name, value in row.items() if name not in place} for row in (*before, *after.entries)]
    assert without[: len(before)] == without[len(before) :]


def test_lines_may_be_put_in_and_left_out(worksheet, definitions):
    def spread(book):
        sheet = card_sheet(book)
        sheet.insert_rows(first_line(sheet, "What helps") + 1, 6)
        sheet.cell(first_line(sheet, "What helps") + 3, 1, "After an empty line.")

    found = look_at(worksheet(spread), definitions, TODAY)
    assert found.faults == []
    assert "After an empty line." in [row["entry_words"] for row in found.entries]


def put(table: str, column: int, value, down: int = 0):
    """Return a change of one cell of a table."""

    def change(book):
        sheet = card_sheet(book)
        sheet.cell(first_line(sheet, table) + down, column).value = value

    return change


def on_start(address: str, value):
    def change(book):
        book[START][address] = value

    return change


def on_card(do):
    return lambda book: do(card_sheet(book))


def typed_as_text(table: str, column: int, value: str):
    def change(book):
        put(table, column, value)(book)
        sheet = card_sheet(book)
        sheet.cell(first_line(sheet, table), column).number_format = "@"

    return change


def hide_row(sheet):
    sheet.row_dimensions[first_line(sheet, "Partners")].hidden = True


def move_columns(sheet):
    row = first_line(sheet, "What we do") - 1
    sheet.cell(row, 3).value, sheet.cell(row, 4).value = sheet.cell(row, 4).value, sheet.cell(row, 3).value


def twice(book):
    copied = book.copy_worksheet(card_sheet(book))
    copied.title = "Copied"


def of_another_place(book):
    card_sheet(book)["B2"] = "family_valued"


def no_entries(book):
    sheet = card_sheet(book)
    for table in TABLES:
        for down in range(3):
            for column in range(1, 9):
                sheet.cell(first_line(sheet, table.title) + down, column).value = None


def notes_with(text: str):
    return lambda book: book.create_sheet("Our notes").append(["Ring her", text])


def put_in_column(book):
    card_sheet(book).insert_cols(1)


def without_titles(book):
    sheet = card_sheet(book)
    for row in [first_line(sheet, table.title) - 2 for table in TABLES]:
        sheet.cell(row, 1).value = None
    sheet["A2"] = sheet["B2"] = None


def narrow(book):
    card_sheet(book).column_dimensions["D"].width = 0.1


def low(book):
    sheet = card_sheet(book)
    sheet.row_dimensions[first_line(sheet, "Partners")].height = 0.5


def hidden_notes(book):
    notes_with("of the meeting")(book)
    book["Our notes"].sheet_state = "hidden"


def formatted(table: str, column: int, value, number_format: str):
    def change(book):
        put(table, column, value)(book)
        sheet = card_sheet(book)
        sheet.cell(first_line(sheet, table), column).number_format = number_format

    return change


def struck_out(book):
    sheet = card_sheet(book)
    sheet.cell(first_line(sheet, "Partners"), 1).font = Font(strike=True)


def white(book):
    sheet = card_sheet(book)
    sheet.cell(first_line(sheet, "Partners"), 1).font = Font(color="FFFFFF")


def a_line_twice(book):
    for column, value in enumerate(FILLED["What helps"][0][:2], start=1):
        put("What helps", column, value.upper() if column == 1 else value, down=1)(book)


def of_another_card(book):
    sheet, other = card_sheet(book), card_sheet(book, "reduced_risk")
    book.remove(other)
    sheet["B2"] = "reduced_risk"


def named_for_a_person(book):
    card_sheet(book).title = "943 476 5919"


LONG = "very " * 80
# The rule that is broken, the change, and what is told: the sheet's cell, what was found.
BAD = {
    "nobody entered it": ("entered_by", on_start("B5", None), r"sheet 'Start here', cell B5: found nothing"),
    "no day of entry": ("entered_on", on_start("B6", None), r"sheet 'Start here', cell B6: found nothing"),
    "the day of entry as text": ("entered_on", on_start("B6", "20.11.26"), r"cell B6: found '20.11.26'"),
    "a day of entry to come": (
        "entered_on",
        on_start("B6", datetime(2031, 1, 1)),
        r"cell B6: found the day 01/01/2031",
    ),
    "entered after its folder": ("entered_on", on_start("B6", datetime(2026, 11, 21)), r"after the day of its folder"),
    "a place that there is not": (
        "start",
        on_start("B4", "E08009999"),
        r"cell B4: found 'E08009999', which is the code",
    ),
    "labels moved": ("start", on_start("A5", "Who"), r"cell A5: found 'Who' in place of 'Entered by'"),
    "no first sheet": ("start", lambda book: book.remove(book[START]), r"the whole file: found no sheet 'Start here'"),
    "the workbook of another place": ("file_name", on_start("B4", "E08000035"), r"of Leeds it is leeds.xlsx"),
    "an unknown scorecard": (
        "card",
        on_card(lambda sheet: sheet.__setitem__("B2", "reduced_riks")),
        r"cell B2: found 'reduced_riks', which is no scorecard \(did you mean reduced_risk\?\)",
    ),
    "a scorecard of another place": ("card", of_another_place, r"cell B2: found family_valued, a scorecard of another"),
    "a scorecard twice": ("card", twice, rf"sheet 'Copied', cell B2: found {CARD}, which the sheet '.+' is of too"),
    "the scorecard's name cleared": (
        "card",
        on_card(lambda sheet: sheet.__setitem__("A2", None)),
        r"cell A2: found no 'Scorecard' there, but in B2",
    ),
    "a heading renamed": (
        "tables",
        on_card(lambda sheet: sheet.__setitem__(f"B{first_line(sheet, 'Partners') - 1}", "Role")),
        r"cell B\d+: found 'Role' in place of 'Part to play'",
    ),
    "columns moved": (
        "tables",
        on_card(move_columns),
        r"cell C\d+: found 'Owner \*' in place of 'Due'; .*'Due \*' in place of",
    ),
    "a column taken out": ("tables", on_card(lambda sheet: sheet.delete_cols(3)), r"'Source' in place of 'Seen since'"),
    "a table taken out": (
        "tables",
        on_card(lambda sheet: sheet.delete_rows(first_line(sheet, "Partners") - 2, 5)),
        r"found no title 'Partners'",
    ),
    "merged cells": (
        "merged",
        on_card(lambda sheet: sheet.merge_cells(f"A{first_line(sheet, 'Partners')}:B{first_line(sheet, 'Partners')}")),
        r"cell A\d+: found the merged cells A\d+:B\d+",
    ),
    "a formula": ("formula", put("Partners", 1, "=CONCAT(1,2)"), r"cell A\d+: found a formula"),
    "a hidden row": ("hidden", on_card(hide_row), r"found row \d+ hidden"),
    "a hidden column": (
        "hidden",
        on_card(lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True)),
        r"found column B hidden",
    ),
    "a hidden sheet": (
        "hidden",
        on_card(lambda sheet: setattr(sheet, "sheet_state", "hidden")),
        r"found a hidden sheet",
    ),
    "words beside a table": ("outside", put("Partners", 5, "And the police"), r"cell E\d+: found 'And the police'"),
    "a cell far away": (
        "outside",
        on_card(lambda sheet: sheet.__setitem__("A9000", "x")),
        r"found something far below",
    ),
    "no owner": ("needed", put("What we do", 4, None), r"cell D\d+: found no 'Owner'"),
    "no due day": ("needed", put("What we do", 3, None), r"cell C\d+: found no 'Due'"),
    "spaces for a role": ("needed", put("Partners", 2, "   "), r"cell B\d+: found no 'Part to play'"),
    "a day as text": ("date", typed_as_text("What we do", 3, "30/09/2026"), r"cell C\d+: found '30/09/2026'"),
    "a season": ("date", put("What we do", 3, "spring"), r"cell C\d+: found 'spring'"),
    "a day of the last century": (
        "date",
        put("What we do", 3, datetime(1926, 9, 3)),
        r"cell C\d+: found 03/09/1926, which is before 01/01/1990",
    ),
    "seen in the future": (
        "date",
        put("What helps", 3, datetime(2027, 9, 3)),
        r"cell C\d+: found 03/09/2027, which is after 22/11/2026",
    ),
    "a word that is not offered": (
        "choice",
        put("What we do", 5, "Agred"),
        r"found 'Agred' \(did you mean 'Agreed'\?\)",
    ),
    "a truth for a word": ("text", put("What we do", 6, True), r"cell F\d+: found 'True'"),
    "an unknown measure": ("measure", put("What helps", 2, "Happiness"), r"cell B\d+: found 'Happiness'"),
    "a measure of another card": ("measure", put("What helps", 2, "Caseload of social workers"), r"cell B\d+: found"),
    "an error": ("text", put("Partners", 1, "#REF!"), r"cell A\d+: found the error #REF!"),
    "text turned around": ("text", put("Partners", 1, "abc\u202edcba"), r"cell A\d+: found a sign that turns text"),
    "too long": ("long", put("What helps", 1, LONG), r"cell A\d+: found 399 characters, of 300 at most"),
    "nothing filled in": ("empty", no_entries, r"the whole file: found no line in any table"),
    "an NHS number": (
        "personal",
        put("What helps", 1, "Sam, 943 476 5919"),
        r"cell A\d+: found what looks like an NHS",
    ),
    "a pupil's number": ("personal", put("What helps", 1, "A123456789012"), r"found what looks like a pupil's number"),
    "a National Insurance number": ("personal", put("Partners", 2, "AB 12 34 56 C"), r"a National"),
    "a date of birth": ("personal", put("What helps", 1, "Sam, born 3 May 2015,"), r"what looks like a date of birth"),
    "a number with the spaces of a web page": (
        "personal",
        put("What helps", 1, f"Sam, 943\u00a0476\u00a05919 {LONG}"),
        r"cell A\d+: found what looks like an NHS",
    ),
    "a number as the name of a sheet": (
        "personal",
        named_for_a_person,
        r"sheet '\(number \d+\)': found what looks like an NHS number, in the name of the sheet",
    ),
    "a day of birth beside initials": ("personal", put("What helps", 1, "J.S."), r"cell C\d+: found what looks like"),
    "a column put in": ("card", put_in_column, r"cell A2: found no 'Scorecard' there, but in B2: a column or row"),
    "titles cleared": ("card", without_titles, r"cell A2: found no 'Scorecard' there, above the headings of a table"),
    "words under the name of another card": (
        "card",
        of_another_card,
        rf"cell B2: found reduced_risk, while the title of the sheet is that of {CARD}",
    ),
    "a name of another place": (
        "start",
        on_start("B3", "Bradford"),
        r"cell B3: found 'Bradford', while the code below",
    ),
    "the year before": ("entered_on", on_start("B6", datetime(2025, 11, 20)), r"more than 300 days before its folder"),
    "a share": ("text", formatted("What helps", 1, 0.25, "0%"), r"cell A\d+: found a number; it is not known how"),
    "a number for an owner": ("text", put("What we do", 4, 7), r"cell D\d+: found a number"),
    "a day among words": ("text", put("What helps", 1, datetime(2019, 4, 3)), r"cell A\d+: found a day\."),
    "a bullet from Word": ("text", put("What helps", 1, "\uf0b7 Early"), r"cell A\d+: found a sign that other"),
    "a row of no height": ("hidden", low, r"cell A\d+: found row \d+ hidden"),
    "a column of no width": ("hidden", narrow, r"cell D\d+: found column D hidden"),
    "hidden notes": ("hidden", hidden_notes, r"sheet 'Our notes', cell A1: found a hidden sheet"),
    "words struck out": ("hidden", struck_out, r"cell A\d+: found words that are struck out"),
    "white words": ("hidden", white, r"cell A\d+: found white words on a light ground"),
    "words above the tables": ("outside", on_card(lambda sheet: sheet.__setitem__("J3", "q")), r"cell J3: found 'q'"),
    "words over the question": (
        "outside",
        on_card(lambda sheet: sheet.__setitem__("A3", "My own story")),
        r"cell A3: found 'My own",
    ),
    "words on the first sheet": ("outside", on_start("A25", "Our story"), r"'Start here', cell A25: found 'Our story'"),
    "words over a step": ("outside", on_start("B10", "Notes"), r"'Start here', cell B10: found 'Notes'"),
    "words on the lists": (
        "outside",
        lambda book: book[LISTS].__setitem__("A30", "My story"),
        r"sheet 'Lists', cell A30",
    ),
    "a line twice": ("twice", a_line_twice, r"cell A\d+: found the same as in row \d+"),
    "a postcode in notes": (
        "personal",
        notes_with("at LS1 4AP"),
        r"sheet 'Our notes', cell B1: found what looks like a p",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_told_with_sheet_and_cell_by_the_gate_as_before_handing_in(worksheet, definitions, case):
    rule, change, message = BAD[case]
    path = worksheet(change)
    (path.parent / "stories" / "2026-11-20").mkdir(parents=True)
    path = path.rename(path.parent / "stories" / "2026-11-20" / path.name)
    found = look_at(path, definitions, TODAY)
    (failure,) = (failure for failure in told(found.faults) if failure.rule == BY_NAME[rule].rule)
    assert re.search(message, str(failure)), str(failure)
    assert "To mend: " in str(failure)
    with pytest.raises(Unreadable) as refused:
        judge(path, definitions)
    assert refused.value.failures == told(found.faults)


def test_there_is_a_bad_worksheet_for_each_rule():
    elsewhere = {"release", "many"}
    assert {rule for rule, _, _ in BAD.values()} == set(BY_NAME) - elsewhere


@pytest.mark.parametrize("release", ["autumn", "2026-13-40", "2031-01-01"])
def test_a_folder_is_named_for_a_day_that_has_come(worksheet, definitions, release):
    with pytest.raises(Unreadable, match=f"the whole file: found the folder '{release}'"):
        judge(worksheet(), definitions, release)


def test_a_table_has_no_more_lines_than_its_feed_says(worksheet, definitions):
    path = worksheet(lines={"Partners": [[f"Partner {number}", "Helps"] for number in range(8)]})
    slug, feed = feed_of_worksheets(definitions)
    few = replace(
        definitions,
        publications=tuple(
            publication.model_copy(update={"feeds": (feed.model_copy(update={"most_entries": 7}),)})
            if publication.slug == slug
            else publication
            for publication in definitions.publications
        ),
    )
    (fault,) = look_at(path, few, TODAY).faults
    assert (fault.rule, fault.found) == ("many", "8 lines in 'Partners', of 7 at most")
    assert look_at(path, definitions, TODAY).faults == []


def test_everything_that_is_wrong_is_told_at_once_and_what_may_name_a_child_is_never_quoted(worksheet, definitions):
    def change(book):
        put("What helps", 1, f"Sam, born 3 May 2015, {LONG}")(book)
        put("What we do", 5, "Agred")(book)
        put("Partners", 2, None)(book)

    failures = told(look_at(worksheet(change), definitions, TODAY).faults)
    assert [failure.rule for failure in failures] == [BY_NAME[name].rule for name in ("needed", "choice", "personal")]
    assert "Sam" not in "".join(map(str, failures)) and "2015" not in "".join(map(str, failures))


@pytest.mark.parametrize(
    "words",
    [
        "Since 2015 the 1,234 places went to 56 homes; 0113 222 4444 is the front door.",
        "Babies born in 2015 are in Year 6.",
        "Section 47 enquiries rose from 12 to 340 in Q1 of 2026.",
    ],
)
def test_words_that_name_nobody_are_not_taken_for_names(worksheet, definitions, words):
    assert look_at(worksheet(put("What helps", 1, words)), definitions, TODAY).faults == []


def test_sheets_of_no_scorecard_are_left_aside_and_told(worksheet, definitions):
    path = worksheet(notes_with("about the meeting"))
    found = look_at(path, definitions, TODAY)
    assert (found.faults, found.left_aside) == ([], ["Our notes"])
    note = judge(path, definitions).notes["left_aside"]
    assert (note.count, note.look, note.examples) == (1, True, ("Our notes",))


def test_what_a_cell_looks_like_changes_nothing(worksheet, definitions):
    def colour(book):
        sheet = card_sheet(book)
        sheet.cell(first_line(sheet, "Partners"), 1).font = Font(bold=True, color="FF0000")
        sheet.column_dimensions["A"].width = 200

    plain, coloured = look_at(worksheet(), definitions, TODAY), look_at(worksheet(colour), definitions, TODAY)
    assert plain.rows == coloured.rows


@pytest.mark.parametrize(
    "words",
    [
        "943 476 5919",
        "943\u202f476\u202f5919",
        "943  476  5919",
        "943\n476\n5919",
        "943\u2013476\u20115919",
        "943.476.5919",
        "943\u200b4765919",
        "943\u00ad476\u00ad5919",
        "\u0669\u0664\u0663 \u0664\u0667\u0666 \u0665\u0669\u0661\u0669",
        "NHS no 123 456 7890",
        "A 1234 5678 9012",
        "A1234567\u200b89012",
        "AB-12-34-56-C",
        "AB\u00a012\u00a034\u00a056\u00a0C",
        "at ls1 4ap",
        "LS1\u00a04AP",
        "LS1\n4AP",
        "\uff2c\uff33\uff11 \uff14\uff21\uff30",
        "DOB: 2019-04-03",
        "J.S. (03/04/2019) moved",
        "JS b. 03.04.19",
        "date of  birth 3rd April 2019",
        "born in April 2019",
        "Born at St James on 3 April 2019",
        "born on the third of April 2019",
    ],
)
def test_what_may_name_a_person_is_found_however_it_is_written(definitions, words):
    _, feed = feed_of_worksheets(definitions)
    assert person_in(words, feed.personal) is not None


@pytest.mark.parametrize(
    "words",
    [
        "\u00a31000000000 saved",
        "Grant 1234567890",
        "The first of W1 1st floor",
        "Babies born in the year to 31 March 2026",
        "Children born between 1 April 2024 and 31 March 2025",
        "LA (31/03/2026)",
        "Ofsted, 3 May 2025",
        "0113 222 4403",
    ],
)
def test_amounts_and_days_of_no_person_are_not_taken_for_them(definitions, words):
    _, feed = feed_of_worksheets(definitions)
    assert person_in(words, feed.personal) is None


@pytest.mark.parametrize("blank", ["\u200b", "\u00ad", "\ufeff", "\u200e", "\u2800", "\u3164", "_x000D_", "\u00a0"])
def test_a_cell_of_nothing_that_can_be_seen_is_empty(blank):
    assert is_blank(unescaped(blank))
    assert shown(unescaped(f"One {blank}\nline")) == "One line"


def test_a_text_is_read_as_a_spreadsheet_shows_it():
    assert shown(unescaped("Line one_x000D_\nline two _x005F_x0041_ soft\u00adhyphen")) == (
        "Line one line two _x0041_ softhyphen"
    )
    family = "\U0001f468\u200d\U0001f469"
    assert shown(family) == family


def with_part(name: str, content: bytes = b"<a/>"):
    def spoil(path):
        with zipfile.ZipFile(path, "a") as book:
            book.writestr(name, content)

    return spoil


def replaced(name: str, old: bytes, new: bytes):
    """Return what puts something else into a part of a workbook."""

    def spoil(path):
        with zipfile.ZipFile(path) as book:
            parts = {part: book.read(part) for part in book.namelist()}
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for part, content in parts.items():
                book.writestr(part, content)

    return spoil


def in_sheet(new: bytes):
    return replaced("xl/worksheets/sheet3.xml", b"</sheetData>", b"</sheetData>" + new)


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def test_a_note_on_a_cell_and_the_properties_are_searched_too(worksheet, definitions):
    def change(book):
        card_sheet(book)["A7"].comment = Comment("born 3 May 2015", "somebody")
        book.properties.title = "943 476 5919"

    faults = look_at(worksheet(change), definitions, TODAY).faults
    assert {(fault.rule, fault.found) for fault in faults} == {
        ("personal", "what looks like a date of birth, in a note on a cell"),
        ("personal", "what looks like an NHS number, in its properties"),
    }


def test_a_coloured_cell_far_away_and_a_chart_of_one_s_own_are_no_fault(worksheet, definitions):
    def change(book):
        card_sheet(book)["XFD9000"].font = Font(bold=True)
        book.create_chartsheet("Our chart").add_chart(BarChart())

    assert look_at(worksheet(change), definitions, TODAY).faults == []


def locked(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def with_macros(path):
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/vbaProject.bin", b"macro")


def bomb(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.png", bytes(60_000_000))


def entities(path):
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    laughs = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb"(<worksheet)", laughs + rb"\1", parts[name], count=1)
    with zipfile.ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)


NO_WORKBOOKS = {
    "empty": (lambda path: path.write_bytes(b""), "found an empty file"),
    "comma-separated": (lambda path: path.write_text("a,b\n1,2\n"), "found something else under that name"),
    "a password": (locked, r"found a workbook with a password, or one of an old kind \(.xls\)"),
    "macros": (with_macros, "found a workbook that may hold macros"),
    "a zip bomb": (bomb, "unpacks to far more"),
    "entities": (entities, "something in it that cannot be read"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "a file that was cut off"),
    "too large": (lambda path: path.write_bytes(bytes(LARGEST + 1)), "of 5 MB at most"),
    "merged columns": (
        in_sheet(b'<mergeCells count="1"><mergeCell ref="A60:A1048576"/></mergeCells>'),
        "found merged cells A60:A1048576 of the sheet '",
    ),
    "a link over a sheet": (
        in_sheet(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'),
        "found a link over the cells A1:XFD1048576 of the sheet",
    ),
    "a pipe": (pipe, "no file but a pipe, a device or a folder"),
    "a file inside it": (with_part("xl/embeddings/oleObject1.bin"), "found a file inside it"),
    "links to other files": (with_part("xl/externalLinks/externalLink1.xml"), "found links to other files"),
    "active content": (with_part("xl/activeX/activeX1.bin"), "ActiveX"),
    "a name that starts a macro": (
        replaced(
            "xl/workbook.xml",
            b"</sheets>",
            b"</sheets><definedNames><definedName name='Auto_Open'>x</definedName></definedNames>",
        ),
        "the name Auto_Open",
    ),
    "the strict form": (
        replaced(
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        "of the form 'Strict Open XML Spreadsheet'",
    ),
    "no spreadsheet": (
        lambda path: zipfile.ZipFile(path, "w").writestr("a.txt", "b"),
        "something else under that name",
    ),
}


@pytest.mark.parametrize("case", NO_WORKBOOKS)
def test_what_is_no_plain_workbook_is_refused_with_what_to_do(worksheet, definitions, case):
    spoil, message = NO_WORKBOOKS[case]
    path = worksheet()
    spoil(path)
    with pytest.raises(Unreadable, match=message) as refused:
        judge(path, definitions)
    assert "(.xlsx): the whole file: found" in str(refused.value) and "To mend: " in str(refused.value)


def test_a_workbook_with_macros_is_refused_by_its_ending_too(worksheet, definitions):
    path = worksheet()
    with pytest.raises(Unreadable, match="that may hold macros"):
        judge(path.rename(path.with_suffix(".xlsm")), definitions)


def test_a_refused_worksheet_is_in_quarantine_with_its_cells_and_the_others_go_on(tmp_path, definitions):
    releases = tmp_path / "releases" / "stories" / "2026-11-20"
    filled(releases, definitions, change=put("What we do", 4, None))
    original = (releases / "north-east-lincolnshire.xlsx").read_bytes()
    filled(releases, definitions, {"Partners": [["Schools", "Help"]]}, place="E08000035")
    (releases / "~$leeds.xlsx").write_bytes(b"in use")
    settings = settings_from_environment(home=tmp_path / "home", releases=tmp_path / "releases")
    found = look(settings, definitions)
    assert [offer.file_name for offer in found.fresh] == ["leeds.xlsx", "north-east-lincolnshire.xlsx"]
    assert found.aside == []
    for offer in found.fresh:
        land(offer, settings)
    leeds, refused = landed_files(settings)
    assert gate_in(leeds, settings, definitions).accepted
    with pytest.raises(FileRefused):
        gate_in(refused, settings, definitions)
    kept = quarantine_file(refused, settings)
    assert kept.read_bytes() == original
    why = (kept.parent / "why-refused.txt").read_text()
    assert re.search(r"sheet 'Children are safe.*', cell D\d+: found no 'Owner'", why)
    assert "To mend: fill the cell in" in why


def test_a_worksheet_is_judged_again_when_a_scorecard_changes_and_no_file_of_figures_is(tmp_path):
    folder = Path(shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "definitions"))
    before = gate_versions(folder)
    gate_versions.cache_clear()
    card = folder / "scorecards" / f"{CARD}.yml"
    card.write_text(card.read_text() + "# Another word.\n")
    after = gate_versions(folder)
    assert {feed for feed in before if before[feed] != after[feed]} == {"stories"}


@pytest.fixture(scope="module")
def warehouse(enlarged):
    with duckdb.connect(str(warehouse_file(enlarged)), read_only=True) as connection:
        yield connection


def test_the_newest_worksheet_is_in_the_marts_with_who_and_where(warehouse):
    rows = warehouse.execute(
        "select entry_words, force, entry_number, stated_by, stated_on, source_cell, release_name, file_name"
        " from marts.scorecard_story inner join marts.dim_release_file using (release_file_id)"
        " where scorecard_id = $card and geography_code = $place order by entry_number",
        {"card": CARD, "place": PLACE},
    ).fetchall()
    assert [row[:3] for row in rows] == [
        ("Schools ring early.", "helping", 1),
        (MARKUP, "hindering", 2),
        ("=1+1 is no formula but words", "hindering", 3),
    ]
    assert {row[3:5] for row in rows} == {("Head of Performance", DAY)}
    assert {row[6:] for row in rows} == {("2026-11-20", "north-east-lincolnshire.xlsx")}
    assert all(re.fullmatch(r"Children are safe.*!A\d+", row[5]) for row in rows)
    for mart, number in (("partner", 1), ("idea", 1), ("action", 2)):
        query = f"select count(*) from marts.scorecard_{mart} where source_cell is not null"
        assert warehouse.execute(query).fetchone() == (number,)


def test_every_accepted_worksheet_is_a_release_file_and_one_of_a_place_without_figures_is_on_no_card(warehouse):
    files = warehouse.execute(
        "select release_name, file_name from marts.dim_release_file where feed = 'stories' order by all"
    ).fetchall()
    assert files == [
        ("2026-10-01", "north-east-lincolnshire.xlsx"),
        ("2026-11-20", "bradford.xlsx"),
        ("2026-11-20", "north-east-lincolnshire.xlsx"),
    ]
    told = warehouse.execute("select entry_words from marts.scorecard_story").fetchall()
    assert ("Of Bradford alone.",) not in told and ("Replaced by the newer one.",) not in told


def test_the_page_of_the_place_says_it_escaped_and_that_of_another_does_not(enlarged):
    pages = {page: page.read_text() for page in (enlarged.build / PAGES).rglob("*.html")}
    told = {page for page, text in pages.items() if "families&lt;/b&gt; moved" in text}
    saying = {page.relative_to(enlarged.build / PAGES).as_posix() for page in told}
    assert f"{PLACE}/{CARD}.html" in saying
    assert {page.partition("/")[0] for page in saying} == {PLACE}
    assert not any("<b>families</b>" in text for text in pages.values())


def dead_links(folder: Path) -> list[str]:
    links = {
        (page.relative_to(folder), to.partition("#")[0])
        for page in folder.rglob("*.html")
        for to in re.findall(r' href="([^"]+)"', page.read_text())
        if not to.startswith(("#", "data:", "http"))
    }
    assert links
    return sorted(f"{page}: {to}" for page, to in links if not (folder / page.parent / to).is_file())


def test_a_preview_shows_the_pages_as_they_would_be_and_leaves_what_is_served(demo, worksheet, definitions, tmp_path):
    before = (demo.settings.served / "warehouse.duckdb").stat()
    found = look_at(worksheet(), definitions, TODAY)
    pages = preview(found, tmp_path / "preview", demo.settings, TODAY)
    card = next(page for page in pages if page.name == f"{CARD}.html")
    text = card.read_text()
    assert "Preview, not published" in text and "families&lt;/b&gt; moved" in text
    assert all("Preview, not published" in page.read_text() for page in pages)
    assert dead_links(tmp_path / "preview") == []
    after = (demo.settings.served / "warehouse.duckdb").stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    assert entered(PLACE, demo.settings) == []


@pytest.fixture
def served_words(tmp_path, monkeypatch):
    """Return settings of a served warehouse: words of one workbook, and an older and a newer one of its place."""
    words = "geography_code text, scorecard_id text, stated_on date, source_cell text, release_file_id text,"
    words += " entry_number integer"
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts")
        for name in ("story", "partner", "idea", "action"):
            connection.execute(f"create table marts.scorecard_{name} ({words})")
        connection.execute(
            f"insert into marts.scorecard_story values ('{PLACE}', '{CARD}', '2026-11-21', 'Safe!A7', 'used', 1),"
            f" ('E08000032', '{CARD}', '2026-11-21', 'Safe!A7', 'nowhere', 1)"
        )
        connection.execute("create table marts.scorecard_wide (geography_code text, scorecard_id text)")
        connection.execute(f"insert into marts.scorecard_wide values ('{PLACE}', '{CARD}')")
        connection.execute(
            "create table marts.dim_release_file (release_file_id text, release_name text, file_name text, feed text)"
        )
        connection.execute(
            "insert into marts.dim_release_file values"
            " ('before', '2026-10-01', 'north-east-lincolnshire.xlsx', 'stories'),"
            " ('used', '2026-11-21', 'north-east-lincolnshire.xlsx', 'stories'),"
            " ('slip', '2026-11-22', 'north-east-lincolnshire.xlsx', 'stories'),"
            " ('nowhere', '2026-11-21', 'bradford.xlsx', 'stories')"
        )
    monkeypatch.setattr("oba.worksheets.entered.served", lambda settings: settings)
    return SimpleNamespace(served=tmp_path)


def test_a_worksheet_that_is_older_than_what_is_shown_is_told(worksheet, definitions, served_words):
    found = look_at(worksheet(), definitions, TODAY)
    assert compare_with_served(found, definitions, served_words) == []
    (fault,) = found.faults
    assert (fault.rule, fault.cell) == ("entered_on", "B6")
    assert fault.found == "20/11/2026, before 21/11/2026, the day of what is shown: it would not be used"


def test_a_scorecard_without_figures_of_the_place_is_told_before_words_are_handed_in(
    worksheet, definitions, served_words
):
    lines = {"Partners": [["Schools", "Help"]]}
    found = look_at(worksheet(lines=lines, card="reduced_risk"), definitions, TODAY)
    (line,) = compare_with_served(found, definitions, served_words)
    assert line.startswith("The scorecard 'Children are safe': no page is made of it until there are figures")
    assert without_page(PLACE, [CARD, "reduced_risk"], served_words) == ["reduced_risk"]


def test_a_refresh_says_of_which_worksheets_nothing_is_shown(served_words):
    on_no_page, not_in_use = sorted(not_shown(served_words, "stories"), reverse=True)
    assert on_no_page.startswith("On no page: stories/2026-11-21/bradford.xlsx. ")
    assert not_in_use.startswith("Not in use: stories/2026-11-22/north-east-lincolnshire.xlsx. ")
    assert "before 21/11/2026" in not_in_use


def test_a_story_that_one_place_told_stands_on_no_other_place_s_card(definitions):
    of_some = {
        (card.scorecard, entry.authorities)
        for card in definitions.scorecards
        for entry in card.story
        if entry.authorities is not None
    }
    assert ("staff_wellbeing", ("E10000014",)) in of_some
    for card in definitions.scorecards:
        for entry in card.story:
            if card.authorities == "all" and (entry.source or "").endswith("Hampshire"):
                assert entry.authorities == ("E10000014",)


def test_the_commands_write_check_and_tell(tmp_path, definitions):
    def oba(*arguments: str) -> subprocess.CompletedProcess:
        here = environment(tmp_path / "home", tmp_path)
        return subprocess.run([OBA, "worksheet", *arguments], cwd=tmp_path, env=here, capture_output=True, text=True)

    run = oba("template", PLACE)
    assert run.returncode == 0 and "Wrote north-east-lincolnshire.xlsx" in run.stdout, run.stdout + run.stderr
    run = oba("check", "north-east-lincolnshire.xlsx")
    assert run.returncode == 1
    assert "3 to mend in north-east-lincolnshire.xlsx" in run.stdout
    assert "sheet 'Start here', cell B5: found nothing" in run.stdout
    filled(tmp_path, definitions)
    run = oba("check", "north-east-lincolnshire.xlsx")
    assert run.returncode == 0 and "Nothing to mend: 7 lines of 1 scorecard." in run.stdout, run.stdout
    run = oba("preview", "north-east-lincolnshire.xlsx")
    assert run.returncode == 1 and "Failed: " in run.stderr and "Traceback" not in run.stderr
