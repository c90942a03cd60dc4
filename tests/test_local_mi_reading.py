"""Reading files of any format, within limits."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from council_files import (
    COUNCIL,
    DEFINITIONS,
    SNAPSHOT,
    census,
    census_child,
    contacts,
    csv_text,
    pseudonym,
    rows_of,
    taken,
    told,
    write_csv,
    write_ods,
    write_xlsx,
    write_zip,
)
from oba.local_mi.reading import Limits
from oba.local_mi.taking import ExtractRefused, take

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ExtractRefused) as error:
        take(path, COUNCIL, SNAPSHOT, DEFINITIONS, pseudonym, limits=limits)
    return str(error.value)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_is_read_in_each_encoding_and_with_each_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = contacts(3)
    rows[0][6] = "Contact\u00a0Source"
    extract = taken(write_csv(tmp_path / "a.csv", rows, encoding, delimiter))
    assert rows_of(extract, "contact", "contact_date", "source_code") == [(f"2025-03-0{day}", "6") for day in (2, 3, 4)]


def test_a_quoted_cell_may_hold_lines_and_delimiters(tmp_path: Path) -> None:
    rows = contacts(2)
    rows[1][4] = 'ten,\n"about"'
    extract = taken(write_csv(tmp_path / "a.csv", rows))
    assert rows_of(extract, "contact", "source_row") == [(2,), (3,)]


def test_a_header_that_was_read_in_the_wrong_encoding_is_known(tmp_path: Path) -> None:
    header = [
        "Child Unique ID",
        "Date Started to be Looked After",
        "Childâ€™s Legal Status",
        "Date Ceased to be Looked After",
    ]
    extract = taken(write_csv(tmp_path / "a.csv", [header, ["C1", "01/03/2025", "C2", None]]))
    assert rows_of(extract, "looked_after_episode", "legal_status") == [("C2",)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\r\n", "an empty file"),
        (b'a,b\n"never closed,1\n2,3', "a quote that is not closed"),
        (b"%PDF-1.4 something", "another format"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + b"rubbish", "protected by a password"),
        (b"PK\x03\x04 rubbish", "a damaged one"),
        (b"<Message><Header>", "something else in line 1"),
        (b'{"la_child_id": ', "something else in line 1"),
        (b"[" * 5000, "too many within each other"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(written(tmp_path / "a.xlsx", content))


def test_a_file_larger_than_the_largest_is_refused(tmp_path: Path) -> None:
    assert "found more than 0 MB" in refused(write_csv(tmp_path / "a.csv", contacts(50)), Limits(largest=1000))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ],
)
def test_an_xml_with_a_document_type_or_entities_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(head + census(census_child("X1", "")))
    assert "a document type or entities" in refused(path)


def test_elements_too_deep_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>" * 60 + "</a>" * 60)
    assert "too many within each other" in refused(path)


def test_an_archive_is_read_as_its_files(tmp_path: Path) -> None:
    files = {
        "903/header.csv": csv_text([["CHILD", "SEX", "DOB", "ETHNIC"], ["1", "1", "01/02/2015", "WBRI"]]).encode(),
        "903/reviews.csv": csv_text(
            [["CHILD", "DOB", "REVIEW", "REVIEW_CODE"], ["1", "x", "01/02/2025", "PN1"]]
        ).encode(),
        "__MACOSX/._header.csv": b"\x00",
        "Thumbs.db": b"\x00\x01",
    }
    extract = taken(write_zip(tmp_path / "a.zip", files))
    assert (extract.layout, sorted(extract.records)) == ("ssda903", ["care_event", "child"])


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "C:\\out.csv", "a/../../out.csv"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "a path that leads out of it" in refused(write_zip(tmp_path / "a.zip", {name: b"CHILD\n"}))


def test_an_archive_of_archives_of_too_much_or_of_two_layouts_is_refused(tmp_path: Path) -> None:
    inner = written(tmp_path / "inner", b"")
    write_zip(inner, {"a.csv": b"x"})
    assert "an archive within it" in refused(write_zip(tmp_path / "a.zip", {"in.zip": inner.read_bytes()}))
    many = {f"{number}.csv": b"x" for number in range(5)}
    assert "5 files, of 4 at most" in refused(write_zip(tmp_path / "b.zip", many), Limits(members=4))
    assert "times smaller" in refused(write_zip(tmp_path / "c.zip", {"a.csv": b"0" * 5_000_000}))
    heavy = {"a.csv": b"0," * 600, "b.csv": b"1," * 600}
    assert "unpacked" in refused(write_zip(tmp_path / "d.zip", heavy), Limits(largest=1000, unpacked=1))
    two = {
        "a.csv": csv_text(contacts(2)).encode(),
        "b.csv": csv_text([["CHILD", "SEX", "DOB", "ETHNIC"], ["1", "1", "01/02/2015", "WBRI"]]).encode(),
    }
    assert "an archive holds files of one layout" in refused(write_zip(tmp_path / "e.zip", two))


def test_a_file_of_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.csv": b"CHILD\n" * 400})
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(ExtractRefused):
        taken(path)


def test_a_protected_archive_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.csv": b"CHILD\n"})
    content = bytearray(path.read_bytes())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flag] |= 1
    path.write_bytes(bytes(content))
    assert "protected by a password" in refused(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", contacts(1))
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert "a link" in refused(tmp_path / "b.csv")


def test_an_ods_is_read_as_a_workbook_is(tmp_path: Path) -> None:
    rows = contacts(3)
    rows[2][0] = "of:=[.A2]"
    extract = taken(write_ods(tmp_path / "a.ods", {"Contacts": rows}))
    assert rows_of(extract, "contact", "contact_date") == [("2025-03-02",), ("2025-03-04",)]
    assert told(extract) == [(3, "Child Unique ID", "an identifier is typed, and no formula")]


def test_a_formula_of_a_blank_cell_is_a_blank_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"x": contacts(2)})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cell = sheet[sheet.index('<c r="D2"') : sheet.index("</c>", sheet.index('<c r="D2"')) + 4]
    blank = '<c r="D2" t="str"><f>IF(A2="","",A2)</f><v></v></c>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(cell, blank).encode()
    write_zip(path, parts)
    assert told(taken(path)) == []


def test_a_workbook_with_a_value_beside_its_formula_is_read_by_the_value(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"x": contacts(1)})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    cell = sheet[sheet.index('<c r="F2"') : sheet.index("</c>", sheet.index('<c r="F2"')) + 4]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(cell, '<c r="F2"><f>H2+5</f><v>45720</v></c>').encode()
    write_zip(path, parts)
    assert rows_of(taken(path), "contact", "contact_date") == [("2025-03-04",)]


@pytest.mark.parametrize("ending", ["xlsx", "ods", "zip", "xml", "json", "csv"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path: Path, ending: str) -> None:
    whole = tmp_path / f"whole.{ending}"
    rows = contacts(6)
    rows[2][0] = "=A2"
    write = {
        "xlsx": lambda: write_xlsx(whole, {"List 1": rows}),
        "ods": lambda: write_ods(whole, {"List 1": rows}),
        "zip": lambda: write_zip(whole, {"x.csv": csv_text(rows).encode()}),
        "xml": lambda: whole.write_text(census(census_child("X1", "<CINdetails/>"))),
        "json": lambda: whole.write_text('[{"la_child_id": "A", "child_details": {"sex": "F"}}]'),
        "csv": lambda: write_csv(whole, rows),
    }
    write[ending]()
    drawn = random.Random(ending)
    content = whole.read_bytes()
    for _ in range(40):
        damaged = bytearray(content)
        at = drawn.randrange(len(damaged))
        damaged[at : at + drawn.randrange(4)] = drawn.randbytes(drawn.randrange(6))
        path = written(tmp_path / f"a.{ending}", bytes(damaged))
        try:
            count = taken(path).tables[0]
        except ExtractRefused:
            continue
        assert count.rows == count.loaded + count.dropped + count.duplicates + count.blank


def test_a_workbook_that_is_not_one_is_refused_without_its_words(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Zelda/>")
    assert "Zelda" not in refused(written(tmp_path / "a.xlsx", buffer.getvalue()))
