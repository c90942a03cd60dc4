"""Files of the API and of the catalogue: decoded, checked, and only then in place."""

import gzip
from pathlib import Path

import pytest
from ees_records import (
    DATA_SET,
    HEADER,
    PUBLICATION,
    ROW,
    Answer,
    catalogue_record,
    csv_answer,
    csv_bytes,
    version_record,
)

from oba.sources.ees import EesClient, EesSettings
from oba.sources.ees.errors import (
    FileRejected,
    NotFound,
    ServiceUnavailable,
    UnexpectedAnswer,
    VersionUnavailable,
)

NAME = f"{DATA_SET}_v1.0.csv"


def download(client: EesClient, target: Path, version: str = "1.0") -> bytes:
    """Download a version, of which the stub announces three rows, and return what is in place."""
    client.download_version(DATA_SET, client.version(DATA_SET, version), target)
    return target.read_bytes()


# CSV download


def test_a_download_is_decoded_and_nothing_else_is_left(stub, client, tmp_path):
    target = tmp_path / "data.csv"
    assert download(client, target) == csv_bytes(3)
    assert list(tmp_path.iterdir()) == [target]


def test_a_byte_order_mark_is_kept_and_does_no_harm(stub, client, tmp_path):
    stub.files[DATA_SET, "1.0"] = b"\xef\xbb\xbf" + csv_bytes(3)
    assert download(client, tmp_path / "a.csv").startswith(b"\xef\xbb\xbf")


def test_quoted_newlines_are_not_rows(stub, client, tmp_path):
    rows = [ROW.format('"a\nb ""c""\r\nd"'), ROW.format("1"), ROW.format('"\n\n"')]
    stub.files[DATA_SET, "1.0"] = "\r\n".join([HEADER, *rows]).encode() + b"\r\n\r\n"
    assert download(client, tmp_path / "a.csv")


def test_bytes_that_are_not_utf8_are_left_to_the_parser(stub, client, tmp_path):
    stub.files[DATA_SET, "1.0"] = csv_bytes(3).replace(b"England", b"\xa3ngland")
    assert download(client, tmp_path / "a.csv")


def test_gzip_without_a_content_encoding_is_decoded(stub, client, tmp_path):
    body, name = gzip.compress(csv_bytes(3)), f"attachment; filename={NAME}"
    stub.script("/csv", Answer(200, body, {"Content-Type": "text/csv", "Content-Disposition": name}))
    assert download(client, tmp_path / "a.csv") == csv_bytes(3)


def test_gzip_within_gzip_is_refused_and_leaves_nothing(stub, client, pauses, tmp_path):
    body = csv_bytes(3)
    for _ in range(5):
        body = gzip.compress(body)
    stub.script("/csv", Answer(200, body))
    with pytest.raises(UnexpectedAnswer, match="gzip within gzip"):
        download(client, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == [] and pauses == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (gzip.compress(b"a" * 20_000_000), "a compressed file of more than 1,000,000 bytes when decoded"),
        (b"a" * 1_000_001, "a body of more than 1,000,000 bytes"),
    ],
)
def test_a_file_larger_than_the_limit_is_refused_before_it_is_whole(stub, tmp_path, body, found):
    client = EesClient(EesSettings(base_url=f"{stub.root}/statistics", catalogue_url=stub.root, max_file=1_000_000))
    stub.script("/csv", Answer(200, body))
    with pytest.raises(UnexpectedAnswer, match=rf"{found}.*OBA_LARGEST_FILE_MB"):
        download(client, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["attachment; filename*=foo''%ff%00", 'attachment; filename="', ";;;=", "\u00b2" * 500]
)
def test_an_odd_name_of_a_file_is_no_crash(stub, client, tmp_path, name):
    stub.script("/csv", Answer(200, csv_bytes(3), {"Content-Type": "text/csv", "Content-Disposition": name}))
    assert download(client, tmp_path / "a.csv") == csv_bytes(3)


def test_a_body_that_was_decoded_on_the_way_is_accepted(stub, client, tmp_path):
    stub.script("/csv", Answer(200, csv_bytes(3), {"Content-Type": "text/csv", "Content-Encoding": "gzip"}))
    assert download(client, tmp_path / "a.csv") == csv_bytes(3)


def test_a_truncated_gzip_is_retried_from_the_start(stub, client, pauses, tmp_path):
    whole = gzip.compress(csv_bytes(3))
    stub.script("/csv", Answer(200, whole[:-6]), Answer(200, whole[:-8] + bytes(8)), Answer(200, whole[:20]))
    assert download(client, tmp_path / "a.csv")
    assert len(pauses) == 3
    assert stub.count("/versions/1.0") == 1


def test_a_gzip_that_stays_truncated_leaves_nothing_behind(stub, client, tmp_path):
    stub.script("/csv", *[Answer(200, gzip.compress(csv_bytes(3))[:-6])] * 4)
    (tmp_path / "a.csv").write_text("earlier")
    with pytest.raises(ServiceUnavailable, match="cut short or damaged"):
        download(client, tmp_path / "a.csv")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["earlier"]


def test_a_connection_cut_within_the_body_is_retried(stub, client, pauses, tmp_path):
    stub.script("/csv", csv_answer(csv_bytes(3), NAME, cut=30))
    assert download(client, tmp_path / "a.csv")
    assert len(pauses) == 1


def test_a_chunked_body_that_ends_early_is_retried(stub, client, pauses, tmp_path):
    headers = {"Transfer-Encoding": "chunked", "Content-Length": None}
    stub.script("/csv", Answer(200, b"400\r\nabc", headers, cut=8))
    assert download(client, tmp_path / "a.csv")
    assert len(pauses) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (csv_bytes(2), "2 data rows where the service announces 3"),
        (csv_bytes(4), "4 data rows"),
        (csv_bytes(3, HEADER.replace("geographic_level", "level")), "no column geographic_level"),
        (b"", "header.*empty"),
        (HEADER.encode() + b'\n"never closed', "not readable as CSV"),
        (b'{"title": "not a csv"}', "no column time_period"),
    ],
)
def test_files_that_are_not_what_was_announced_are_rejected(stub, client, pauses, tmp_path, content, message):
    stub.files[DATA_SET, "1.0"] = content
    with pytest.raises(FileRejected, match=message):
        download(client, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []
    assert pauses == [], "the same file would come again"


def test_a_file_of_another_version_is_rejected(stub, client, tmp_path):
    stub.script("/csv", csv_answer(csv_bytes(3), f"{DATA_SET}_v1.1.csv"))
    with pytest.raises(FileRejected, match=r"a file of version 1\.1"):
        download(client, tmp_path / "a.csv")


def test_a_withdrawn_version_is_not_downloaded(stub, client, tmp_path):
    stub.add_versions(version_record("2.0", status="Withdrawn"))
    with pytest.raises(VersionUnavailable, match="withdrawn version"):
        download(client, tmp_path / "a.csv", "2.0")
    assert stub.count("/csv") == 0


# Catalogue


def test_catalogue_listing_is_paged(stub, client):
    stub.add_catalogue(*(catalogue_record(n, f"File {n}", "2025") for n in range(1, 92)))
    files = client.data_set_files(client.catalogue_publication("Children-In-Need").id, latest_only=True)
    assert len({file.id for file in files}) == 91
    assert stub.requests[1].query == {
        "publicationId": PUBLICATION,
        "latestOnly": "true",
        "dataSetType": "All",
        "page": "1",
        "pageSize": "40",
    }


def test_a_catalogue_file_is_downloaded_and_checked(stub, client, tmp_path):
    stub.add_catalogue(catalogue_record(5, "B1", "2025"))
    file = client.data_set_files(PUBLICATION, latest_only=True)[0]
    assert file.filename == "b1_children_in_need_2013_to_2025.csv"
    client.download_data_set_file(file.id, tmp_path / "b1.csv", file.filename, 3)
    assert (tmp_path / "b1.csv").read_bytes() == csv_bytes(3)
    with pytest.raises(FileRejected, match=r"instead of other\.csv"):
        client.download_data_set_file(file.id, tmp_path / "b1.csv", "other.csv")
    with pytest.raises(NotFound, match="HTTP 404"):
        client.download_data_set_file(PUBLICATION, tmp_path / "b1.csv", file.filename)
