"""The EES client against a stub of the service."""

import gzip
import hashlib
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from airflow.sdk import Connection
from ees_records import (
    BASE,
    DATA_SET,
    EMPTY_PUBLICATION,
    HEADER,
    PUBLICATION,
    ROW,
    Answer,
    catalogue_record,
    csv_answer,
    csv_bytes,
    problem,
    version_record,
)
from ees_stub import EesStub
from pydantic import ValidationError

from oba.errors import SourceError
from oba.sources.ees import EesClient, EesSettings
from oba.sources.ees.errors import (
    FileRejected,
    InvalidRequest,
    NotFound,
    RequestRefused,
    ServiceUnavailable,
    StaleIdentifiers,
    UnexpectedAnswer,
    VersionUnavailable,
)
from oba.sources.ees.versions import VersionNumber, VersionPin
from oba.sources.ees_hook import EesHook

NAME = f"{DATA_SET}_v1.0.csv"


# Retries


def test_retry_after_in_seconds_is_honoured(stub, client, pauses):
    stub.script("/publications", Answer(429, headers={"Retry-After": "17"}))
    assert [item.slug for item in client.publications()] == ["children-in-need"]
    assert pauses == [17.0]


def test_retry_after_as_a_date_is_honoured(stub, client, pauses):
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    stub.script("/publications", Answer(429, headers={"Retry-After": when}))
    client.publications()
    assert 35 < pauses[0] <= 40


@pytest.mark.parametrize("text", ["soon", "", "-3", "Thu, 01 Jan 1998 00:00:00 GMT"])
def test_a_useless_retry_after_leaves_the_back_off(stub, client, pauses, text):
    stub.script("/publications", Answer(429, headers={"Retry-After": text}))
    client.publications()
    assert 1 <= pauses[0] <= 2


def test_a_very_long_retry_after_ends_the_attempts(stub, client, pauses):
    stub.script("/publications", Answer(429, headers={"Retry-After": "86400"}))
    with pytest.raises(ServiceUnavailable, match="asks to wait 86400 seconds"):
        client.publications()
    assert pauses == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failures_are_retried(stub, client, pauses, caplog, status):
    stub.script("/publications", Answer(status), problem(status))
    assert client.publications()
    assert stub.count("/publications") == 3
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 3, "exponential, with up to a second of jitter"
    assert f"HTTP {status}; trying again in" in caplog.text


def test_a_dropped_connection_is_retried(stub, client, pauses):
    stub.script("/publications", Answer(drop=True))
    assert client.publications()
    assert len(pauses) == 1


def test_a_time_out_is_retried(stub, pauses):
    stub.script("/publications", Answer(delay=0.4))
    settings = EesSettings(base_url=f"{stub.root}/statistics", read_timeout=0.1)
    with EesClient(settings, sleep=pauses.append) as client:
        assert client.publications()
    assert len(pauses) == 1


def test_giving_up_says_so(stub, client, pauses):
    stub.script("/publications", *[Answer(503)] * 9)
    with pytest.raises(ServiceUnavailable, match=r"HTTP 503, after 4 attempt\(s\)") as caught:
        client.publications()
    assert stub.count("/publications") == 4
    assert len(pauses) == 3
    assert isinstance(caught.value, SourceError)
    assert caught.value.__suppress_context__, "no httpx traceback for the user"


def test_an_unreachable_service_says_so(pauses):
    settings = EesSettings(base_url="http://127.0.0.1:9/statistics", attempts=2)
    with (
        EesClient(settings, sleep=pauses.append) as client,
        pytest.raises(ServiceUnavailable, match="broken"),
    ):
        client.publications()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406])
def test_refusals_are_not_retried(stub, client, pauses, status):
    stub.script("/publications", problem(status))
    with pytest.raises((RequestRefused, NotFound), match=f"HTTP {status}"):
        client.publications()
    assert stub.count("/publications") == 1
    assert pauses == []


def test_requests_never_overlap(stub, client):
    stub.script("/publications", *[Answer(body=_one_page([]), delay=0.02)] * 6)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: client.publications(), range(6)))
    assert stub.busiest == 1


# What is sent


def test_requests_are_named_accepted_and_lower_case(stub, client, tmp_path):
    client.download_csv(DATA_SET.upper(), "V1.0", tmp_path / "a.csv")
    detail, csv = stub.requests
    assert detail.path == f"{BASE}/data-sets/{DATA_SET}/versions/1.0"
    assert csv.query == {"dataSetVersion": "1.0"}
    assert detail.headers["accept"] == "application/json"
    assert csv.headers["accept"] == "text/csv, application/json"
    assert csv.headers["accept-encoding"] == "gzip"
    assert csv.headers["user-agent"] == "oba-scorecards"


def test_an_upper_case_base_path_is_lowered(stub):
    with EesClient(EesSettings(base_url=f"{stub.root}/Statistics/")) as client:
        assert client.data_set(DATA_SET).title == "CIN national"


def test_a_redirect_is_refused(stub, client):
    stub.script(DATA_SET, Answer(308, headers={"Location": "http://internal.example/v1/data-sets/x"}))
    with pytest.raises(UnexpectedAnswer, match=r"308.*internal\.example.*was not followed"):
        client.data_set(DATA_SET)
    assert len(stub.requests) == 1


def test_the_stub_redirects_upper_case(stub, client):
    with pytest.raises(UnexpectedAnswer, match="308"):
        client._transport.get_json(f"{stub.root}{BASE}/data-sets/{DATA_SET.upper()}")


def test_an_unknown_query_parameter_is_a_refusal_with_its_code(stub, client):
    with pytest.raises(RequestRefused, match=r"page: Not allowed\. \[UnknownField\]") as caught:
        client._transport.get_json(f"{stub.root}{BASE}/data-sets/{DATA_SET}", {"page": 1})
    assert caught.value.codes == ("UnknownField",)
    assert caught.value.status == 400


def test_every_method_sends_only_known_parameters(stub, client):
    client.publications(search="need")
    client.publication(PUBLICATION)
    client.data_sets(PUBLICATION)
    client.data_set(DATA_SET)
    client.versions(DATA_SET)
    client.changes(DATA_SET, "1.0")
    assert client.meta(DATA_SET, "1.*", types=["Indicators"]).indicators[0].column == "number"
    assert client.meta(DATA_SET).time_periods == []
    assert set(client.documents(DATA_SET, "1.0")) == {"version", "meta", "changes"}


@pytest.mark.parametrize(
    "url",
    ["https://statistics.api.education.gov.uk", "ftp://a.example", "nonsense", "https://a.example/?x=1"],
)
def test_unusable_addresses_are_refused(url):
    with pytest.raises(ValidationError):
        EesSettings(base_url=url)


def test_wrong_arguments_are_refused_before_sending(stub, client):
    for call in (
        lambda: client.data_set("not-a-guid"),
        lambda: client.publications("ab"),
        lambda: client.version(DATA_SET, "2.*.1"),
        lambda: client.changes(DATA_SET, "2.*"),
        lambda: client.meta(DATA_SET, types=["Footnotes"]),
    ):
        with pytest.raises(InvalidRequest):
            call()
    assert stub.requests == []


# Answers


def test_an_error_without_a_body_is_explained(stub, client):
    stub.script(DATA_SET, Answer(404))
    with pytest.raises(NotFound, match="HTTP 404, an empty body"):
        client.data_set(DATA_SET)


def test_an_error_page_that_is_not_json_is_quoted(stub, client):
    stub.script(DATA_SET, Answer(403, b"<html>Request\n blocked</html>", {"Content-Type": "text/html"}))
    with pytest.raises(RequestRefused, match="<html>Request blocked</html>"):
        client.data_set(DATA_SET)


def test_a_success_that_is_not_json_is_explained(stub, client):
    stub.script(DATA_SET, Answer(200, b"<html>Sorry</html>"))
    with pytest.raises(UnexpectedAnswer, match="not JSON"):
        client.data_set(DATA_SET)


def test_an_answer_in_another_shape_is_explained(stub, client):
    stub.script(DATA_SET, Answer(body={"id": DATA_SET, "title": "T", "status": "Secret"}))
    with pytest.raises(UnexpectedAnswer, match=r"another shape than DataSet \(status"):
        client.data_set(DATA_SET)


def test_an_unknown_publication_is_an_error_though_answered_200(stub, client):
    with pytest.raises(NotFound, match="unknown id"):
        client.data_sets(EMPTY_PUBLICATION)
    assert stub.requests[0].query == {"page": "1", "pageSize": "20"}


def test_paging_reads_every_page(stub, client):
    stub.versions[DATA_SET].clear()
    stub.add_versions(*(version_record(f"1.{minor}") for minor in range(45)))
    assert [item.number.minor for item in client.versions(DATA_SET)] == list(range(45))
    assert [request.query["page"] for request in stub.requests] == ["1", "2", "3"]


def test_a_list_that_changes_while_read_is_an_error(stub, client):
    body = _one_page([version_record("1.0")])
    body["paging"]["totalResults"] = 2
    stub.script("/versions", Answer(body=body))
    with pytest.raises(UnexpectedAnswer, match="1 results where 2"):
        client.versions(DATA_SET)


def test_errors_survive_pickling():
    error = RequestRefused("a", "b", "c", 400, ("UnknownField",))
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.status, copy.codes) == (str(error), 400, ("UnknownField",))


# Versions


def test_patches_sort_as_numbers(stub, client):
    stub.add_versions(*map(version_record, ["2.1.9", "2.1.10", "2.1", "2.0"]))
    assert [item.version for item in client.versions(DATA_SET)] == ["1.0", "2.0", "2.1", "2.1.9", "2.1.10"]
    assert client.resolve(DATA_SET, "2.*").version == "2.1.10"


@pytest.mark.parametrize(
    ("pin", "version"),
    [
        ("*", "3.0"),
        ("2.*", "2.1.10"),
        ("2.0.*", "2.0.1"),
        ("2", "2.0"),
        ("2.1", "2.1"),
        ("v2.1.9", "2.1.9"),
        ("1.0", "1.0"),
    ],
)
def test_pins_resolve_as_in_the_service(stub, client, pin, version):
    records = map(version_record, ["2.0", "2.0.1", "2.1", "2.1.10", "2.1.9", "3.0"])
    stub.add_versions(*records, version_record("3.1", status="Deprecated"))
    assert client.resolve(DATA_SET, pin).version == version
    assert client.version(DATA_SET, pin).version == version


def test_a_deprecated_version_needs_an_exact_pin(stub, client):
    stub.add_versions(version_record("2.0", status="Deprecated"))
    assert client.resolve(DATA_SET, "2.0").version == "2.0"
    with pytest.raises(VersionUnavailable, match=r"2\.0 Deprecated"):
        client.resolve(DATA_SET, "2.*")


@pytest.mark.parametrize("pin", ["2.0", "2.*"])
def test_a_withdrawn_version_is_never_chosen(stub, client, pin):
    stub.add_versions(version_record("2.0", status="Withdrawn"))
    with pytest.raises(VersionUnavailable, match=r"2\.0 Withdrawn"):
        client.resolve(DATA_SET, pin)


@pytest.mark.parametrize("text", ["", "2.*.1", "*.1", "**", "latest", "2.", "1.2.3.4", "-1"])
def test_other_pins_are_refused(text):
    with pytest.raises(ValueError, match="version pin"):
        VersionPin.parse(text)


def test_version_numbers_are_written_as_the_service_does():
    assert [str(VersionNumber.parse(text)) for text in ("2", "v2.1", "2.1.3")] == ["2.0", "2.1", "2.1.3"]


def test_patch_history_is_only_asked_for_above_patch_0(stub, client):
    stub.add_versions(version_record("1.0.1"))
    client.changes(DATA_SET, "1.0", patch_history=True)
    client.changes(DATA_SET, "1.0.1", patch_history=True)
    assert [request.query for request in stub.requests] == [{}, {"includePatchHistory": "true"}]


# CSV download


def test_a_download_is_decoded_checked_and_described(stub, client, tmp_path):
    target = tmp_path / "data.csv"
    got = client.download_csv(DATA_SET, None, target)
    assert target.read_bytes() == csv_bytes(3)
    assert (got.path, got.file_name, got.version, got.rows) == (target, NAME, "1.0", 3)
    assert got.sha256 == hashlib.sha256(csv_bytes(3)).hexdigest()
    assert list(tmp_path.iterdir()) == [target]


def test_a_byte_order_mark_is_kept_and_does_no_harm(stub, client, tmp_path):
    stub.files[DATA_SET, "1.0"] = b"\xef\xbb\xbf" + csv_bytes(3)
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_quoted_newlines_are_not_rows(stub, client, tmp_path):
    rows = [ROW.format('"a\nb ""c""\r\nd"'), ROW.format("1"), ROW.format('"\n\n"')]
    stub.files[DATA_SET, "1.0"] = "\r\n".join([HEADER, *rows]).encode() + b"\r\n\r\n"
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3


def test_bytes_that_are_not_utf8_are_left_to_the_parser(stub, client, tmp_path):
    stub.files[DATA_SET, "1.0"] = csv_bytes(3).replace(b"England", b"\xa3ngland")
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3


def test_gzip_without_a_content_encoding_is_decoded(stub, client, tmp_path):
    body, name = gzip.compress(csv_bytes(3)), f"attachment; filename={NAME}"
    stub.script("/csv", Answer(200, body, {"Content-Type": "text/csv", "Content-Disposition": name}))
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(3)


def test_gzip_within_gzip_is_decoded(stub, client, tmp_path):
    stub.files[DATA_SET, "1.0"] = gzip.compress(csv_bytes(3))
    client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(3)


def test_a_body_that_was_decoded_on_the_way_is_accepted(stub, client, tmp_path):
    stub.script("/csv", Answer(200, csv_bytes(3), {"Content-Type": "text/csv", "Content-Encoding": "gzip"}))
    got = client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv")
    assert (got.rows, got.file_name) == (3, NAME)


def test_a_truncated_gzip_is_retried_from_the_start(stub, client, pauses, tmp_path):
    whole = gzip.compress(csv_bytes(3))
    stub.script("/csv", Answer(200, whole[:-6]), Answer(200, whole[:-8] + bytes(8)), Answer(200, whole[:20]))
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3
    assert len(pauses) == 3
    assert stub.count("/versions/1.0") == 1


def test_a_gzip_that_stays_truncated_leaves_nothing_behind(stub, client, tmp_path):
    stub.script("/csv", *[Answer(200, gzip.compress(csv_bytes(3))[:-6])] * 4)
    (tmp_path / "a.csv").write_text("earlier")
    with pytest.raises(ServiceUnavailable, match="cut short or damaged"):
        client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["earlier"]


def test_a_connection_cut_within_the_body_is_retried(stub, client, pauses, tmp_path):
    stub.script("/csv", csv_answer(csv_bytes(3), NAME, cut=30))
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3
    assert len(pauses) == 1


def test_a_chunked_body_that_ends_early_is_retried(stub, client, pauses, tmp_path):
    headers = {"Transfer-Encoding": "chunked", "Content-Length": None}
    stub.script("/csv", Answer(200, b"400\r\nabc", headers, cut=8))
    assert client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv").rows == 3
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
        client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []
    assert pauses == [], "the same file would come again"


def test_a_file_of_another_version_is_rejected(stub, client, tmp_path):
    stub.script("/csv", csv_answer(csv_bytes(3), f"{DATA_SET}_v1.1.csv"))
    with pytest.raises(FileRejected, match=r"a file of version 1\.1"):
        client.download_csv(DATA_SET, "1.0", tmp_path / "a.csv")


def test_a_withdrawn_version_is_not_downloaded(stub, client, tmp_path):
    stub.add_versions(version_record("2.0", status="Withdrawn"))
    with pytest.raises(VersionUnavailable, match="withdrawn version"):
        client.download_csv(DATA_SET, "2.0", tmp_path / "a.csv")
    assert stub.count("/csv") == 0


# Query


def test_a_query_reads_every_page_of_one_version(stub, client):
    stub.add_versions(version_record("1.1"))
    stub.query_rows = [_row(number) for number in range(5)]
    criteria = {"geographicLevels": {"eq": "NAT"}}
    rows = client.query(DATA_SET, "1.*", criteria, indicators=["4xbOu"], page_size=2)
    assert [row.values["4xbOu"] for row in rows] == ["0", "1", "2", "3", "4"]
    posts = [request for request in stub.requests if request.method == "POST"]
    assert [post.query for post in posts] == [{"dataSetVersion": "1.1"}] * 3
    assert [post.body["page"] for post in posts] == [1, 2, 3]
    assert posts[0].body["criteria"] == criteria
    assert posts[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("code", ["FiltersNotFound", "LocationsNotFound", "TimePeriodsNotFound"])
def test_a_not_found_warning_is_an_error_though_answered_200(stub, client, code):
    stub.warnings = [{"message": "Gone.", "code": code, "detail": {"items": ["6bQgZ", {"code": "x"}]}}]
    stub.query_rows = [_row(1)]
    with pytest.raises(StaleIdentifiers, match=f"{code} 6bQgZ"):
        client.query(DATA_SET, "1.0")


def test_other_warnings_are_logged(stub, client, caplog):
    stub.warnings = [{"message": "No results.", "code": "QueryNoResults"}]
    assert client.query(DATA_SET, "1.0") == []
    assert "QueryNoResults" in caplog.text


def test_a_query_of_a_withdrawn_version_is_refused(stub, client):
    stub.add_versions(version_record("2.0", status="Withdrawn"))
    with pytest.raises(RequestRefused, match=r"HTTP 403.*draft or withdrawn"):
        client.query(DATA_SET, "2.0")


def test_a_body_above_the_gateway_limit_is_not_sent(stub, client):
    with pytest.raises(InvalidRequest, match="Split the long"):
        client.query(DATA_SET, "1.0", {"filters": {"in": ["abcde"] * 20_000}})
    assert stub.count("/query") == 0


# Catalogue


def test_catalogue_listing_is_paged(stub, client):
    stub.add_catalogue(*(catalogue_record(n, f"File {n}", "2025") for n in range(1, 92)))
    files = client.data_set_files(client.catalogue_publication("Children-In-Need").id)
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
    file = client.data_set_files(PUBLICATION)[0]
    got = client.download_data_set_file(file.id, tmp_path / "b1.csv", file.filename, 3)
    assert (got.file_name, got.version, got.rows) == ("b1_children_in_need_2013_to_2025.csv", None, 3)
    with pytest.raises(FileRejected, match=r"instead of other\.csv"):
        client.download_data_set_file(file.id, tmp_path / "b1.csv", "other.csv")
    with pytest.raises(NotFound, match="HTTP 404"):
        client.download_data_set_file(PUBLICATION, tmp_path / "b1.csv")


# Airflow


def _hook(monkeypatch: pytest.MonkeyPatch, connection: Connection) -> EesHook:
    monkeypatch.setattr(EesHook, "get_connection", classmethod(lambda cls, conn_id: connection))
    return EesHook()


@pytest.mark.parametrize(
    ("connection", "base_url", "read_timeout"),
    [
        (
            Connection(conn_id="a", uri="https://api.education.gov.uk/statistics?read_timeout=90"),
            "https://api.education.gov.uk/statistics",
            90,
        ),
        (
            Connection(conn_id="b", conn_type="http", host="http://127.0.0.1", port=80, extra='{"base_path": "/x"}'),
            "http://127.0.0.1/x",
            60,
        ),
        (Connection(conn_id="c", conn_type="http"), "https://api.education.gov.uk/statistics", 60),
    ],
)
def test_the_hook_builds_the_client(monkeypatch, connection, base_url, read_timeout):
    settings = _hook(monkeypatch, connection).get_conn().settings
    assert (settings.base_url, settings.read_timeout) == (base_url, read_timeout)


def test_the_hook_explains_a_wrong_connection(monkeypatch):
    connection = Connection(conn_id="d", conn_type="http", extra='{"tiemout": 5}')
    with pytest.raises(InvalidRequest, match=r"connection ees_default.*tiemout"):
        _hook(monkeypatch, connection).get_conn()


def test_the_hook_serves_the_stub(monkeypatch, stub: EesStub, tmp_path: Path):
    connection = Connection(conn_id="e", conn_type="http", host=stub.root)
    with _hook(monkeypatch, connection).get_conn() as client:
        assert client.download_csv(DATA_SET, None, tmp_path / "a.csv").rows == 3


def _one_page(results: list) -> dict:
    paging = {"page": 1, "pageSize": 40, "totalResults": len(results), "totalPages": 1}
    return {"paging": paging, "results": results}


def _row(number: int) -> dict:
    return {
        "timePeriod": {"code": "RY", "period": "2025"},
        "geographicLevel": "NAT",
        "locations": {"NAT": "abc"},
        "filters": {},
        "values": {"4xbOu": str(number)},
    }
