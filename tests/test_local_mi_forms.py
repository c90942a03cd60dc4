"""Normal forms of single cells."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_files import shipped
from oba.local_mi.reading import FORMULA, NO_VALUE, NUMBER
from oba.local_mi.taking import forms
from oba.local_mi.taking.forms import NotThat

DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(DATES, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00.000", "%d %B %Y"]))
def test_a_date_is_read_day_first_in_each_way_of_writing_it(day: date, way: str) -> None:
    assert forms.day(day.strftime(way), None) == day.isoformat()


@given(DATES)
def test_the_number_of_a_day_in_a_workbook_is_its_date(day: date) -> None:
    assert forms.day(f"{NUMBER}{(day - date(1899, 12, 30)).days}", None) == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_a_year_of_two_digits_counts_from_the_declared_year(day: date) -> None:
    text = day.strftime("%d.%m.%y")
    assert forms.day(text, 1990) == day.isoformat()
    with pytest.raises(NotThat):
        forms.day(text, None)


@given(st.dates(date(2000, 1, 13), date(2030, 12, 31)).filter(lambda day: day.day > 12))
def test_a_date_is_never_read_month_first(day: date) -> None:
    with pytest.raises(NotThat):
        forms.day(day.strftime("%m/%d/%Y"), None)


@pytest.mark.parametrize(
    "text",
    [
        "w/c 3.2.25",
        "TBC",
        "31/02/2024",
        "2024-13-01",
        "00/01/2024",
        "45123",
        "March 2024",
        "1/2",
        "12/2024",
        "3 Smarch 2024",
        "2024-01-02 25:00",
        "20240102",
        "in May",
        "1/1/20244",
        NO_VALUE,
        f"{NUMBER}12",
        f"{NUMBER}2024.5",
    ],
)
def test_what_is_no_date_is_an_error_and_never_guessed(text: str) -> None:
    with pytest.raises(NotThat):
        forms.day(text, 1990)


@given(st.text(max_size=30))
def test_whatever_a_cell_holds_it_is_a_date_or_breaks_a_rule(text: str) -> None:
    try:
        found = forms.day(forms.clean(text), 1990)
    except NotThat:
        return
    assert date.fromisoformat(found)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("zz/03/2015", "2015-03"),
        ("03/2015", "2015-03"),
        ("2015-03", "2015-03"),
        ("Mar 2015", "2015-03"),
        ("14/03/2015", "2015-03"),
    ],
)
def test_a_month_is_read_of_a_date_with_or_without_its_day(text: str, month: str) -> None:
    assert forms.month(text, None) == month


@given(st.integers(1, 10**14))
def test_an_identifier_that_a_workbook_made_a_number_is_the_same_as_its_text(number: int) -> None:
    assert forms.identifier(f"{NUMBER}{number}") == forms.identifier(str(number))


@given(st.from_regex(r"\A0{1,3}[1-9][0-9]{0,7}\Z"))
def test_leading_noughts_of_an_identifier_stay(text: str) -> None:
    assert forms.identifier(text) == text


@given(
    st.from_regex(r"\A[A-Za-z]{0,6}[0-9]{1,6}\Z").filter(
        lambda text: not text.upper().startswith("UN") and text.strip("0") != ""
    )
)
def test_an_identifier_is_the_same_whatever_its_case_and_the_spaces_around_it(text: str) -> None:
    written = f"\u00a0{text.lower()}  "
    assert forms.identifier(forms.clean(written)) == forms.identifier(text.upper())


@pytest.mark.parametrize(
    "text",
    [
        "123.0",
        "1.23E+05",
        "01/02/2024",
        "2024-01-02",
        "a name of three words",
        "x" * 41,
        f"{FORMULA}12",
        NO_VALUE,
        f"{NUMBER}1.5",
        f"{NUMBER}1e+17",
    ],
)
def test_what_a_spreadsheet_made_of_an_identifier_is_none(text: str) -> None:
    with pytest.raises(NotThat):
        forms.identifier(text)


@pytest.mark.parametrize("text", ["a) Yes", "Y", "yes", "1", "1 - Yes", "TRUE"])
def test_yes_is_true_however_it_is_written(text: str) -> None:
    assert forms.boolean(text) == "true"


@pytest.mark.parametrize("text", ["b) No", "N", "no", "0", "0 - No", "false"])
def test_no_is_false_however_it_is_written(text: str) -> None:
    assert forms.boolean(text) == "false"


def test_not_known_is_neither_yes_nor_no_and_no_error() -> None:
    assert forms.boolean("c) Unknown") is None
    with pytest.raises(NotThat):
        forms.boolean("perhaps")


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "1,000", ""])
def test_a_count_is_digits_alone(text: str) -> None:
    with pytest.raises(NotThat):
        forms.whole_number(text)


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        ("referral_source", "d) 1D: Individual", "1D"),
        ("referral_source", "p1) 5D: LA services", "5D"),
        ("referral_source", "q) 6: Police", "6"),
        ("referral_source", "10", "10"),
        ("ethnicity", "s) NOBT", "NOBT"),
        ("ethnicity", "t) NOBT", "NOBT"),
        ("ethnicity", "s) REFU", "REFU"),
        ("ethnicity", "WBRI - White British", "WBRI"),
        ("primary_need", "N1 - Abuse or Neglect", "N1"),
        ("closure_reason", "RC7:Case closed after assessment", "RC7"),
        ("closure_reason", "Care Plan Stepped Down", "RC7"),
        ("case_status", "CLA&CPP", "looked_after"),
        ("case_status", "c) Child in need plan", "child_in_need_plan"),
        ("abuse_category", "Likelihood of neglect", "NEG"),
        ("abuse_category", "Neglect; Physical abuse", "MUL"),
        ("abuse_category", "Neglect  Emotional abuse", "MUL"),
        ("abuse_category", "Neglect; Neglect", "NEG"),
        ("abuse_category", "YNYN", "MUL"),
        ("legal_status", "C2: FCO", "C2"),
        ("legal_status", "Interim care order Sec. 38(1)", "C1"),
        ("placement_type", "a) U1: Foster placement - relatives - long term", "U1"),
        ("placement_type", "Family placement under Reg 24", "U3"),
        ("placement_provider", "e) PR4 - Private provision", "PR4"),
        ("episode_end_reason", "k) E47: Special Guardianship Orders - relative/friend", "E47"),
        ("episode_end_reason", "E4A", "E4A"),
        ("sex", "c) Not stated/recorded (or unborn)", "U"),
        ("sex", "2", "F"),
    ],
)
def test_the_national_code_is_found_in_mixed_text_whatever_its_letter(codes: str, text: str, code: str) -> None:
    assert forms.code(text, shipped().codes[codes]) == code


@pytest.mark.parametrize(
    ("codes", "text"),
    [("abuse_category", "YNNN"), ("primary_need", "PSRMEM"), ("legal_status", "C9"), ("sex", "Manchester")],
)
def test_a_text_that_means_no_code_of_its_list_is_an_error(codes: str, text: str) -> None:
    with pytest.raises(NotThat):
        forms.code(text, shipped().codes[codes])


def test_a_cell_is_the_same_with_the_signs_of_a_word_processor_and_without() -> None:
    assert forms.clean("\u00a0Child\u2019s \u201cneed\u201d \u2013 high\u200b ") == 'Child\'s "need" - high'
    assert forms.clean("Child\u00e2\u20ac\u2122s") == "Child's"


def test_a_postcode_becomes_a_small_area_or_nothing() -> None:
    areas = {"ZZ1 1ZZ": "E01000001"}
    assert forms.postcode_area("zz11zz", areas) == "E01000001"
    assert forms.postcode_area("ZZ9 9ZZ", areas) is None
    assert forms.postcode_area("ZZ1 1ZZ", None) is None


def test_what_has_happened_lies_between_the_oldest_and_the_snapshot() -> None:
    def of(text: str) -> str:
        return forms.day(text, None)

    assert forms.within("30/06/2025", of, "1999-06-30", "2025-06-30") == "2025-06-30"
    for outside in (date(2025, 7, 1), date(1999, 6, 30) - timedelta(days=1)):
        with pytest.raises(forms.OfThisCell):
            forms.within(outside.isoformat(), of, "1999-06-30", "2025-06-30")
