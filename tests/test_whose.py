"""A file that says whose it is lies in that council's folder, or is refused; an unsure one is told and taken."""

import logging
from datetime import date
from pathlib import Path

import pytest

from oba.config import PROJECT
from oba.definitions import Definitions, read_definitions
from oba.local_mi.taking import Extract, ExtractRefused, take
from oba.local_mi.whose import held_against_folder

BARKING, CITY_OF_LONDON = "E09000002", "E09000001"
NORTH_NORTHAMPTONSHIRE = "E06000061"  # of Northamptonshire, 928, until 2021
RETURN = """<Message><Header><Source><LEA>{}</LEA></Source></Header><Children><Child>
<ChildIdentifiers><LAchildID>A1</LAchildID></ChildIdentifiers>
<CINdetails><CINreferralDate>2024-01-08</CINreferralDate></CINdetails></Child></Children></Message>"""


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return read_definitions(PROJECT / "data" / "definitions")


def taken(folder: Path, said: str, council: str) -> Extract:
    path = folder / "cin.xml"
    path.write_text(RETURN.format(said))
    return take(path, council, date(2024, 5, 31), PROJECT / "data" / "definitions", lambda of, value: value)


def test_a_file_of_another_council_is_refused_and_both_are_named(tmp_path, definitions):
    with pytest.raises(ExtractRefused, match=f"code 201, which is {CITY_OF_LONDON}"):
        held_against_folder(taken(tmp_path, "201", BARKING), BARKING, definitions)


@pytest.mark.parametrize(
    ("said", "council", "told"),
    [
        ("301", BARKING, ""),
        ("", BARKING, ""),
        ("Clementia", BARKING, ""),
        ("975", BARKING, "nobody known"),
        ("928", NORTH_NORTHAMPTONSHIRE, "a change of boundaries"),
    ],
)
def test_a_file_of_the_council_or_perhaps_of_it_is_taken(tmp_path, definitions, caplog, said, council, told):
    with caplog.at_level(logging.WARNING):
        extract = taken(tmp_path, said, council)
        assert held_against_folder(extract, council, definitions) is extract
    assert (told in caplog.text) if told else not caplog.records


def test_what_a_header_says_in_place_of_three_digits_is_not_kept(tmp_path):
    assert taken(tmp_path, "Clementia", BARKING).authorities == ()
