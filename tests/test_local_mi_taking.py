"""From a council's file to records: every trap that such files hold."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from council_files import (
    CONTACTS,
    DEFINITIONS,
    PLANS,
    census,
    census_child,
    contacts,
    csv_text,
    everything_told,
    pseudonym,
    rows_of,
    taken,
    told,
    write_csv,
    write_xlsx,
    write_zip,
)
from oba.local_mi.taking import ExtractRefused, take
from oba.local_mi.taking import extract as extract_module

SEEN = dt.datetime(2025, 3, 4)
USUAL = " ".join(path.read_text() for path in Path(extract_module.__file__).parent.glob("*.py")).casefold()
FAMILIES = ["Referral ID", "Referral date", "Children", "Held date"]


def counted(extract: object, table: int = 0) -> tuple[int, ...]:
    count = extract.tables[table]  # type: ignore[attr-defined]
    assert count.rows == count.loaded + count.dropped + count.duplicates + count.blank
    return (count.rows, count.loaded, count.in_error, count.dropped, count.blank, count.duplicates)


def test_a_table_is_known_by_its_headers_whatever_its_name_and_their_spelling(tmp_path: Path) -> None:
    technical = ["ChildUniqueID", "gender", "ETHNICITY", "DateOfBirth", "Age", "dateofcontact", "Contact  Source?"]
    path = write_csv(tmp_path / "whatever.csv", [technical, *contacts(2)[1:]])
    extract = taken(path)
    assert extract.layout == "annex_a"
    assert rows_of(extract, "contact", "contact_date", "source_code", "source_row") == [
        ("2025-03-02", "6", 2),
        ("2025-03-03", "6", 3),
    ]


def test_a_table_without_a_header_is_known_by_its_name_and_says_what_it_lacks(tmp_path: Path) -> None:
    rows = [["Child Unique ID", "Gender", "Date of Referral"], ["C1", "F", "02/03/2025"]]
    extract = taken(write_csv(tmp_path / "List 3.csv", rows))
    assert [count.source_table for count in extract.tables] == ["list_3"]
    assert told(extract) == [(None, None, "a table has its headers")]
    with pytest.raises(ExtractRefused, match="annex_a, list_3, which is nearest, without 'Referral NFA\\?'"):
        taken(write_csv(tmp_path / "other.csv", rows))


def test_a_file_of_no_layout_is_refused_in_words_of_layouts_alone(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "Zelda Quixote.csv", [["Zelda", "Quixote"], ["1", "2"]])
    with pytest.raises(ExtractRefused) as refused:
        taken(path)
    assert "Zelda" not in str(refused.value) and "Quixote" not in str(refused.value)
    assert str(refused.value).startswith("a a.csv is not taken. file 1: a table is known by its headers")


def test_title_rows_blank_rows_totals_and_repeated_headers_are_no_records(tmp_path: Path) -> None:
    rows = [["Report of contacts"], [], *contacts(3), *([[]] * 1000), CONTACTS, ["Total", 3], [None, "", " "]]
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"Contacts": rows}))
    assert counted(extract) == (1006, 3, 2, 2, 1001, 0)
    assert told(extract) == [(1007, None, "a row is a record"), (1008, None, "a row is a record, and no total")]
    assert rows_of(extract, "contact", "source_row") == [(4,), (5,), (6,)]


def test_a_table_of_no_rows_gives_records_of_no_rows(tmp_path: Path) -> None:
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"List 1": contacts(0), "List 7": [PLANS]}))
    assert {name: table.num_rows for name, table in extract.records.items()} == {
        "child": 0,
        "contact": 0,
        "child_protection_plan": 0,
    }
    assert [counted(extract, table) for table in (0, 1)] == [(0, 0, 0, 0, 0, 0)] * 2
    more = taken(write_csv(tmp_path / "a.csv", [[*CONTACTS, "Nickname"]]))
    assert told(more) == [(None, None, "a layout knows every header")]


def test_identical_rows_are_counted_and_one_is_kept(tmp_path: Path) -> None:
    rows = contacts(2)
    extract = taken(write_csv(tmp_path / "a.csv", [*rows, rows[1], rows[1]]))
    assert counted(extract) == (4, 2, 0, 0, 0, 2)


def test_a_row_without_identity_or_its_only_date_is_dropped_and_told_once(tmp_path: Path) -> None:
    rows = contacts(4)
    rows[1][0], rows[2][5], rows[3][5] = None, "TBC", None
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert counted(extract) == (4, 1, 3, 3, 0, 0)
    assert told(extract) == [
        (2, "Child Unique ID", "a row says whose it is"),
        (3, "Date of Contact", "a date is a real day, written day first"),
        (4, "Date of Contact", "a row says when it was"),
    ]
    assert extract.errors["is_row_dropped"].to_pylist() == [True] * 3


def test_a_cell_that_fails_is_told_and_empty_and_its_row_stays(tmp_path: Path) -> None:
    rows = contacts(2)
    rows[1][2] = "Martian"
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "child", "ethnicity") == [(None,), ("WBRI",)]
    assert extract.errors.to_pylist()[0] == {
        "source_table": "list_1",
        "source_row": 2,
        "column_name": "Ethnicity",
        "rule": "it is a code of ethnicity, or one of the texts that stand for one",
        "found": "the form 'a'",
        "mend": "Correct it, or add the text to the list of codes under data/definitions/local_mi/codes.",
        "is_row_dropped": False,
    }


def test_what_looks_like_nothing_is_nothing_and_counted(tmp_path: Path) -> None:
    rows = contacts(6)
    for row, nothing in zip(rows[1:], ["#N/A", "NULL", "<blank>", "SSD_PH", "Not recorded", "-"], strict=True):
        row[2] = nothing
    rows[1][3], rows[2][3] = "01/01/1900", "31/12/9999"
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "child", "ethnicity") == [(None,)] * 6
    assert rows_of(extract, "child", "birth_date")[:2] == [(None,)] * 2
    assert (told(extract), extract.tables[0].nulls) == ([], 8)


def test_a_column_shifted_by_one_refuses_the_file_and_names_column_and_share(tmp_path: Path) -> None:
    rows = contacts(20)
    path = write_csv(tmp_path / "a.csv", [rows[0], *(["", *row[:-1]] for row in rows[1:])])
    with pytest.raises(ExtractRefused, match=r"list_1, column 'Date of Contact': .*; found 100% that are not"):
        taken(path)


def test_a_local_word_in_one_column_does_not_refuse_a_table(tmp_path: Path) -> None:
    rows = contacts(20)
    for row in rows[1:]:
        row[6] = "Front door"
    assert counted(taken(write_csv(tmp_path / "a.csv", rows))) == (20, 20, 20, 0, 0, 0)


def test_a_comma_that_no_quote_holds_drops_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = contacts(2)
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + ",Housing\n")
    extract = taken(path)
    assert told(extract) == [(3, None, "a row has as many cells as there are headers")]
    assert counted(extract) == (2, 1, 1, 1, 0, 0)


def test_a_header_over_two_columns_refuses_the_file(tmp_path: Path) -> None:
    rows = [[*row, row[3]] for row in contacts(2)]
    with pytest.raises(ExtractRefused, match="list_1: each header stands once; found two of 'Date of Birth'"):
        taken(write_csv(tmp_path / "a.csv", rows))


def test_columns_that_no_layout_knows_are_counted_and_never_read(tmp_path: Path) -> None:
    rows = [
        [*row[:5], name, None if number else "x", *row[5:]]
        for number, (row, name) in enumerate(zip(contacts(2), ["Nickname", "Zelda", "Quixote"], strict=True))
    ]
    rows[0][6] = None
    rows[1][6] = "more"
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert extract.errors["found"].to_pylist() == ["2 that it does not know"]
    xml = tmp_path / "a.xml"
    xml.write_text(census(census_child("X1", "<Nickname>Zelda</Nickname>")))
    assert taken(xml, dt.date(2025, 5, 1)).errors["found"].to_pylist() == ["1 that it does not know"]


def test_one_child_with_two_births_keeps_both_rows_and_neither_birth(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[2][0], rows[2][3] = "C1", "02/02/2015"
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "child", "birth_date") == [(None,), (None,), ("2015-02-01",)]
    assert told(extract) == [(row, "Date of Birth", "a child has one date of birth in a file") for row in (2, 3)]


def test_dates_that_come_before_what_they_follow_are_told_and_stay(tmp_path: Path) -> None:
    rows = [PLANS, ["C1", "F", "WBRI", "01/02/2015", 10, "05/03/2025", "04/03/2025"]]
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "child_protection_plan", "start_date", "end_date") == [("2025-03-05", "2025-03-04")]
    rule = "dates of a row follow each other in the order of what happened"
    assert told(extract) == [(2, "Child Protection Plan End Date", rule)]


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("01/07/2025", "what has happened is not after the snapshot"),
        ("01/01/1985", "nothing is older than anybody in the file can be"),
    ],
)
def test_a_start_after_the_snapshot_or_forty_years_ago_drops_its_row(tmp_path: Path, start: str, rule: str) -> None:
    rows = [["C1", "F", "WBRI", "01/02/2015", 10, first, None] for first in (start, "01/03/2025")]
    extract = taken(write_csv(tmp_path / "a.csv", [PLANS, *rows]))
    assert told(extract) == [(2, "Child Protection Plan Start Date", rule)]
    assert counted(extract) == (2, 1, 1, 1, 0, 0)


def test_nothing_is_older_than_the_children_act_whatever_year_the_snapshot_is_of(tmp_path: Path) -> None:
    starts = ["13/10/1991", "14/10/1991"]
    rows = [[f"C{n}", "F", "WBRI", "01/02/1985", 15, start, None] for n, start in enumerate(starts)]
    extract = taken(write_csv(tmp_path / "a.csv", [PLANS, *rows]), dt.date(2001, 3, 31))
    assert rows_of(extract, "child_protection_plan", "start_date") == [("1991-10-14",)]
    assert rows_of(extract, "child", "birth_date") == [("1985-02-01",)]


def test_a_file_of_which_no_row_can_be_kept_is_refused_with_what_is_wrong_of_its_rows(tmp_path: Path) -> None:
    rows = [PLANS, ["C1", "F", "WBRI", "01/02/2015", 10, "soon", None]]
    with pytest.raises(ExtractRefused) as refused:
        taken(write_csv(tmp_path / "a.csv", rows))
    assert "list_7, column 'Child Protection Plan Start Date'" in str(refused.value)
    assert refused.value.__context__ is refused.value.__cause__ is None


def test_a_birth_after_the_snapshot_is_expected_of_the_unborn_and_an_error_of_others(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[1][1], rows[1][3] = "Unborn", "01/09/2025"
    rows[2][3] = "01/09/2025"
    rows[3][3] = "01/09/1990"
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "child", "birth_date", "expected_birth_date") == [
        (None, "2025-09-01"),
        (None, None),
        (None, None),
    ]
    assert [row for row, column, _ in told(extract) if column == "Date of Birth"] == [3, 4]


def test_an_identifier_is_one_in_every_format_and_leading_noughts_stay(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[1][0], rows[2][0], rows[3][0] = 1001, "0012", "ab 1"
    as_csv = taken(write_csv(tmp_path / "a.csv", rows))
    as_xlsx = taken(write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    keys = [(pseudonym("child", value),) for value in ("1001", "0012", "AB 1")]
    assert rows_of(as_csv, "contact", "child_key") == rows_of(as_xlsx, "contact", "child_key") == keys


def test_a_formula_is_read_by_its_value_and_an_identifier_that_is_one_drops_its_row(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[1][0] = "=B2"
    rows[2][3] = "=F3-10"
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    assert told(extract) == [
        (2, "Child Unique ID", "an identifier is typed, and no formula"),
        (3, "Date of Birth", "a formula has its value beside it"),
    ]
    assert counted(extract) == (3, 2, 2, 1, 0, 0)


def test_dates_of_a_workbook_are_read_as_dates_numbers_and_texts(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[1][5], rows[2][5], rows[3][5] = SEEN, 45720, "4.3.25"
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"x": rows}))
    assert rows_of(extract, "contact", "contact_date") == [("2025-03-04",)] * 3


def test_hidden_and_unknown_sheets_are_left_aside_and_told_without_their_names(tmp_path: Path) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["Zelda Quixote"].sheet_state = "hidden"

    sheets = {"List 1": contacts(2), "Zelda Quixote": contacts(5), "Notes": [["Quixote"]]}
    extract = taken(write_xlsx(tmp_path / "a.xlsx", sheets, hide))
    assert [(count.source_table, count.rows, count.dropped) for count in extract.tables] == [
        ("list_1", 2, 0),
        ("hidden sheet 2", 6, 6),
        ("sheet 3", 1, 1),
    ]
    assert "quixote" not in everything_told(extract)


def test_a_merged_cell_stands_for_every_row_that_it_covers(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[2][0] = rows[3][0] = None
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"x": rows}, lambda book: book["x"].merge_cells("A2:A4")))
    assert rows_of(extract, "contact", "child_key") == [(pseudonym("child", "C1"),)] * 3


def test_of_two_sheets_of_one_table_rows_that_repeat_are_counted_once_and_it_is_told(tmp_path: Path) -> None:
    extract = taken(write_xlsx(tmp_path / "a.xlsx", {"North": contacts(2), "South": contacts(3)}))
    assert [(count.source_table, count.loaded, count.duplicates) for count in extract.tables] == [
        ("list_1", 2, 0),
        ("list_1 (2)", 1, 2),
    ]
    assert extract.records["contact"].num_rows == 3
    assert told(extract) == [(None, None, "a table stands once in a file")]


def test_a_workbook_of_open_document_is_read_by_the_shown_dates_and_numbers_of_its_cells(tmp_path: Path) -> None:
    def cell(kind: str, value: str, shown: str) -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" office:{value}><text:p>{shown}</text:p></table:table-cell>'
        )

    head = "".join(cell("string", 'string-value=""', name).replace(' office:string-value=""', "") for name in CONTACTS)
    row = [
        cell("float", 'value="8264017"', "8,264,017"),
        '<table:table-cell table:number-columns-repeated="2"/>',
        cell("date", 'date-value="2015-02-01"', "1 Feb"),
        "<table:table-cell/>",
        cell("date", 'date-value="2025-03-04"', "4 Mar"),
        cell("string", 'string-value="6"', "6"),
    ]
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    names += ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    names += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f"<table:table-row>{head}</table:table-row><table:table-row>{''.join(row)}</table:table-row>"
    sheet = f'<table:table table:name="List 1">{body}</table:table>'
    content = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", f"<office:document-content {names}>{content}</office:document-content>")
        entry = f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/>'
        space = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        archive.writestr("META-INF/manifest.xml", f"<m:manifest {space}>{entry}</m:manifest>")
    extract = taken(tmp_path / "a.ods")
    assert rows_of(extract, "contact", "child_key", "contact_date", "source_code") == [
        (pseudonym("child", "8264017"), "2025-03-04", "6")
    ]
    assert rows_of(extract, "child", "birth_date") == [("2015-02-01",)]


def test_several_children_in_one_cell_are_counted_and_never_named(tmp_path: Path) -> None:
    rows = [
        FAMILIES,
        ["F1", "03/02/2025", "Zelda, Quixote + unborn", "w/c 3.2.25"],
        ["F2", "TBC", "Ann and Bob", "4/3/25"],
    ]
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "conference_child", "child_key", "place_in_family") == [
        (None, place) for place in ("1", "2", "3", "1", "2")
    ]
    assert [row[:2] for row in told(extract)] == [(2, "Held date"), (3, "Referral date")]
    assert "zelda" not in str(extract.records).casefold()
    assert rows_of(extract, "conference_meeting", "meeting_number", "held_date") == [("1", None), ("1", "2025-03-04")]


def test_children_of_a_family_are_read_of_numbers_in_one_cell_or_in_columns(tmp_path: Path) -> None:
    header = [*FAMILIES, "Child IDs", "Child 1 ID", "Child 1 date of birth", "Child 2 ID", "Child 2 DOB"]
    rows = [
        header,
        ["F1", "03/02/2025", "Ann, Bob", "4/3/25", "C1; C2", None, None, None, None],
        ["F2", "03/02/2025", "Ann, Bob", "4/3/25", None, "C3", "zz/05/2015", None, "06/2017"],
    ]
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    keys = {pseudonym("child", f"C{number}"): f"C{number}" for number in range(1, 4)}
    found = rows_of(extract, "conference_child", "child_key", "birth_month", "place_in_family")
    assert [(keys.get(str(key)), *rest) for key, *rest in found] == [
        ("C1", None, "1"),
        ("C2", None, "2"),
        ("C3", "2015-05", "1"),
        (None, "2017-06", "2"),
    ]


def test_a_code_of_why_a_pupil_number_is_unknown_is_no_pupil_number(tmp_path: Path) -> None:
    rows = [
        ["CHILD", "SEX", "DOB", "ETHNIC", "UPN"],
        ["1", "1", "01/02/2015", "WBRI", "UN3"],
        ["2", "2", "01/02/2015", "WBRI", "a12345678901 2"],
        ["3", "2", "01/02/2015", "WBRI", "A123"],
    ]
    extract = taken(write_csv(tmp_path / "header.csv", rows))
    assert rows_of(extract, "child", "upn_key") == [(None,), (pseudonym("upn", "A123456789012"),), (None,)]
    assert [(row, column) for row, column, _ in told(extract)] == [(4, "UPN")]


def test_workers_become_pseudonyms_and_notes_are_never_read(tmp_path: Path) -> None:
    header = [
        *CONTACTS[:5],
        "Date of Referral",
        "Referral Source",
        "Referral NFA?",
        "Allocated Team",
        "Allocated Worker",
    ]
    rows = [header, ["C1", "F", "WBRI", "01/02/2015", 10, "02/03/2025", "6", "NFA", "Team 1", "Zelda de la Quixote"]]
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    key = pseudonym("worker", "ZELDA DE LA QUIXOTE")
    assert rows_of(extract, "referral", "is_no_further_action", "team", "worker_key") == [("true", "Team 1", key)]


def test_tables_of_one_archive_say_what_another_lacks(tmp_path: Path) -> None:
    episodes = [
        ["clae_person_id", "clae_cla_placement_id", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"],
        ["1", "P1", "2025-01-02 00:00:00.000", "2025-03-01 00:00:00.000"],
        ["1", "P2", "2025-03-01 00:00:00.000", None],
        ["2", "P9", "2025-03-01 00:00:00.000", None],
    ]
    placements = [["clap_cla_placement_id", "clap_cla_placement_type"], ["p1", "U1"], ["P2", "K2"]]
    statuses = [
        ["lega_person_id", "lega_legal_status", "lega_legal_status_start_date", "lega_legal_status_end_date"],
        ["1", "V4", "2025-01-01 00:00:00.000", "2025-02-01 00:00:00.000"],
        ["1", "Interim care order Sec. 38(1)", "2025-02-01 00:00:00.000", None],
        ["2", "C2", "2025-02-01 00:00:00.000", "2025-03-01 00:00:00.000"],
    ]
    parts = {"ssd_cla_episodes": episodes, "ssd_cla_placement": placements, "ssd_legal_status": statuses}
    files = {f"{name}.csv": csv_text(rows).encode() for name, rows in parts.items()}
    extract = taken(write_zip(tmp_path / "ssd.zip", files))
    assert rows_of(extract, "looked_after_episode", "placement_type", "legal_status") == [
        ("U1", "V4"),
        ("K2", "C1"),
        (None, None),
    ]
    alone = taken(write_csv(tmp_path / "ssd_cla_episodes.csv", episodes))
    assert "none: without it, short breaks cannot be told from care" in alone.errors["found"].to_pylist()


def test_a_census_is_read_with_namespaces_and_stray_text_and_its_rows_know_their_referral(tmp_path: Path) -> None:
    details = (
        "<CINdetails><CINreferralDate>2024-05-06</CINreferralDate><ReferralNFA>0</ReferralNFA>"
        "<DateOfInitialCPC>2024-05-20</DateOfInitialCPC>stray<Section47><S47ActualStartDate>2024-05-08</S47ActualStartDate>"
        "</Section47><CINPlanDates><CINPlanStartDate>2024-06-01</CINPlanStartDate></CINPlanDates>"
        "<PreProceedingsandFGDM><PPStartDate>2024-07-01</PPStartDate><FGDMMeetingOffer>1</FGDMMeetingOffer>"
        "</PreProceedingsandFGDM></CINdetails>"
    )
    path = tmp_path / "cin.xml"
    path.write_text(census(census_child("X1", details), root='<Message xmlns="urn:x">'))
    extract = taken(path, dt.date(2025, 5, 1))
    assert (extract.period_start, extract.period_end) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    referral = pseudonym("referral", "X1\x1f2024-05-06")
    assert rows_of(extract, "referral", "referral_key", "is_no_further_action") == [(referral, "false")]
    assert rows_of(extract, "child_in_need_plan", "referral_key", "start_date") == [(referral, "2024-06-01")]
    # The conference of the referral is not one of the enquiry beneath it.
    assert rows_of(extract, "section_47_enquiry", "conference_date") == [(None,)]
    assert rows_of(extract, "pre_proceedings", "started_date", "is_conference_offered") == [("2024-07-01", "true")]
    assert rows_of(extract, "child", "birth_date") == [("2015-04-01",)]  # the month is kept, the day is not


def test_what_the_source_takes_back_is_dropped_with_all_that_stands_in_it(tmp_path: Path) -> None:
    episode = '{"social_care_episode_id": "E1", "referral_date": "2025-01-02", "purge": true, "child_in_need_plans": '
    episode += '[{"start_date": "2025-01-03", "purge": false}]}'
    path = tmp_path / "api.json"
    path.write_text(f'[{{"la_child_id": "A1", "purge": false, "social_care_episodes": [{episode}]}}]')
    extract = taken(path)
    assert extract.records["child"].num_rows == 1
    assert extract.records["referral"].num_rows == extract.records["child_in_need_plan"].num_rows == 0
    assert [count.dropped for count in extract.tables] == [0, 1, 1]


def test_the_period_is_that_of_the_window_and_the_snapshot(tmp_path: Path) -> None:
    annex = taken(write_csv(tmp_path / "a.csv", contacts(1)), dt.date(2025, 6, 30))
    assert (annex.period_start, annex.period_end) == (dt.date(2024, 12, 30), dt.date(2025, 6, 30))
    header = ["CHILD", "DECOM", "RNE", "LS", "DEC", "REC"]
    return_ = taken(
        write_csv(tmp_path / "e.csv", [header, ["1", "01/02/2025", "S", "C2", None, None]]), dt.date(2025, 6, 10)
    )
    assert (return_.period_start, return_.period_end) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    running = taken(
        write_csv(tmp_path / "e.csv", [header, ["1", "01/05/2025", "S", "C2", None, None]]), dt.date(2025, 6, 10)
    )
    assert (running.period_start, running.period_end) == (dt.date(2025, 4, 1), dt.date(2025, 6, 10))


def test_answers_are_numbers_in_words_or_figures_and_those_not_given_stay_rows(tmp_path: Path) -> None:
    header = ["Respondent ID", "Survey", "Sent date", "Answered date", "Question", "Answer"]
    answers = ["Strongly agree", "2", "Prefer not to say", None, "6 out of 5"]
    rows = [[f"R{n}", "Family", "01/03/2025", None, "listened", answer] for n, answer in enumerate(answers)]
    extract = taken(write_csv(tmp_path / "a.csv", [header, *rows]))
    assert rows_of(extract, "survey_answer", "answer") == [("5",), ("2",), (None,), (None,), (None,)]
    assert told(extract) == [(6, "Answer", "a count is a whole number, nought or more")]


def test_a_partner_s_extract_is_taken_by_its_layout(tmp_path: Path) -> None:
    rows = [["LA child ID", "Incident date", "Incident type", "Officer"], ["C1", "01/03/2025", "Domestic", "Zelda"]]
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "partner_event", "partner", "event", "event_date") == [("police", "Domestic", "2025-03-01")]


CELLS = st.one_of(
    st.sampled_from(
        ["C1", "F", "WBRI", "01/02/2015", "2025-03-04", "6", "", " ", "NULL", "=A1+1", "Total", "123.0", "w/c 3.2.25"]
    ),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=7, max_size=8), min_size=1, max_size=6))
def test_whatever_cells_hold_no_row_is_lost_and_nothing_of_them_is_told(tmp_path: Path, rows: list[list[str]]) -> None:
    path = write_csv(tmp_path / "a.csv", [CONTACTS, *rows])
    try:
        extract = taken(path)
    except ExtractRefused as refused:
        everything = str(refused).casefold()
    else:
        counted(extract)
        everything = everything_told(extract)
    ours = {word for text in (*CONTACTS, "list_1 annex_a") for word in re.findall(r"\w+", text.casefold())}
    words = {word for row in rows for cell in row for word in re.findall(r"[^\W\d_]{6,}", cell.casefold())}
    assert not {word for word in words - ours if word in everything and word not in USUAL}


def test_a_file_s_own_name_is_told_by_known_words_years_and_short_numbers_and_never_a_day(tmp_path: Path) -> None:
    name = "Annex_A List 6 2024-03-31 Jan 2024 20240331 17.03.2011 3 May 11 9000123 Zelda.csv"
    extract = taken(write_csv(tmp_path / name, contacts(1)))
    assert extract.shown_name == "Annex_A List 6 9 Jan 2024 9 9 9 9 a.csv"


def test_a_council_s_variant_adds_its_spellings_in_a_few_lines(tmp_path: Path) -> None:
    import shutil

    definitions = Path(shutil.copytree(DEFINITIONS, tmp_path / "definitions"))
    variant = "layout: annex_a_here\nname: Ours\nextends: annex_a\ncouncils: [E06000012]\ntables:\n  - table: list_1\n"
    variant += "    headers:\n      contact_source: {named: [Who rang], values: {The neighbour: 1B}}\n"
    (definitions / "local_mi" / "layouts" / "annex_a_here.yml").write_text(variant)
    rows = contacts(1)
    rows[0], rows[1] = [*CONTACTS[:6], "Who rang"], [*rows[1][:6], "the neighbour"]
    path = write_csv(tmp_path / "a.csv", rows)
    extract = taken(path, definitions=definitions)
    assert (extract.layout, rows_of(extract, "contact", "source_code")) == ("annex_a_here", [("1B",)])
    elsewhere = take(path, "E09000002", dt.date(2025, 6, 30), definitions, pseudonym)
    assert (elsewhere.layout, rows_of(elsewhere, "contact", "source_code")) == ("annex_a", [(None,)])
