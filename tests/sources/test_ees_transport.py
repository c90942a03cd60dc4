"""What the EES client sends, what it tries again, and what it refuses."""

import gzip
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from ees_records import (
    BASE,
    DATA_SET,
    Answer,
    problem,
    version_record,
)
from pydantic import ValidationError

from oba.errors import SourceError
from oba.sources.ees import EesClient, EesSettings
from oba.sources.ees.errors import (
    InvalidRequest,
    NotFound,
    RequestRefused,
    ServiceUnavailable,
    UnexpectedAnswer,
)

# Retries


def test_retry_after_in_seconds_is_honoured(stub, client, pauses):
    stub.script(DATA_SET, Answer(429, headers={"Retry-After": "17"}))
    assert client.data_set(DATA_SET).title == "CIN national"
    assert pauses == [17.0]


def test_retry_after_as_a_date_is_honoured(stub, client, pauses):
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    stub.script(DATA_SET, Answer(429, headers={"Retry-After": when}))
    client.data_set(DATA_SET)
    assert 35 < pauses[0] <= 40


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "", "-3", "Thu, 01 Jan 1998 00:00:00 GMT", "\u00b2", "1e9", "0x10", "9" * 400, "inf", "nan"),
        *("Thu, 01 Jan 99999 00:00:00 GMT", "Mon, 99 Foo 2026 99:99:99", ",", "01 Jan 0001 00:00:00 +2359"),
    ],
)
def test_a_useless_retry_after_leaves_the_back_off(stub, client, pauses, text):
    stub.script(DATA_SET, Answer(429, headers={"Retry-After": text}))
    client.data_set(DATA_SET)
    assert 1 <= pauses[0] <= 2


def test_a_very_long_retry_after_ends_the_attempts(stub, client, pauses):
    stub.script(DATA_SET, Answer(429, headers={"Retry-After": "86400"}))
    with pytest.raises(ServiceUnavailable, match="asks to wait 86400 seconds"):
        client.data_set(DATA_SET)
    assert pauses == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failures_are_retried(stub, client, pauses, caplog, status):
    stub.script(DATA_SET, Answer(status), problem(status))
    assert client.data_set(DATA_SET)
    assert stub.count(DATA_SET) == 3
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 3, "exponential, with up to a second of jitter"
    assert f"HTTP {status}; trying again in" in caplog.text


def test_a_dropped_connection_is_retried(stub, client, pauses):
    stub.script(DATA_SET, Answer(drop=True))
    assert client.data_set(DATA_SET)
    assert len(pauses) == 1


def test_a_time_out_is_retried(stub, pauses):
    stub.script(DATA_SET, Answer(delay=0.4))
    settings = EesSettings(base_url=f"{stub.root}/statistics", read_timeout=0.1)
    assert EesClient(settings, sleep=pauses.append).data_set(DATA_SET)
    assert len(pauses) == 1


def test_giving_up_says_so(stub, client, pauses):
    stub.script(DATA_SET, *[Answer(503)] * 9)
    with pytest.raises(ServiceUnavailable, match=r"HTTP 503, after 4 attempt\(s\)") as caught:
        client.data_set(DATA_SET)
    assert stub.count(DATA_SET) == 4
    assert len(pauses) == 3
    assert isinstance(caught.value, SourceError)
    assert caught.value.__suppress_context__, "no httpx traceback for the user"


def test_an_unreachable_service_says_so(pauses):
    settings = EesSettings(base_url="http://127.0.0.1:9/statistics", attempts=2)
    with pytest.raises(ServiceUnavailable, match="broken"):
        EesClient(settings, sleep=pauses.append).data_set(DATA_SET)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 406])
def test_refusals_are_not_retried(stub, client, pauses, status):
    stub.script(DATA_SET, problem(status))
    with pytest.raises((RequestRefused, NotFound), match=f"HTTP {status}"):
        client.data_set(DATA_SET)
    assert stub.count(DATA_SET) == 1
    assert pauses == []


def test_requests_never_overlap(stub, client):
    stub.script("/versions", *[Answer(body=_one_page([]), delay=0.02)] * 6)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: client.versions(DATA_SET), range(6)))
    assert stub.busiest == 1


# What is sent


def test_requests_are_named_accepted_and_lower_case(stub, client, tmp_path):
    client.download_version(DATA_SET.upper(), client.version(DATA_SET.upper(), "V1.0"), tmp_path / "a.csv")
    detail, csv = stub.requests
    assert detail.path == f"{BASE}/data-sets/{DATA_SET}/versions/1.0"
    assert csv.query == {"dataSetVersion": "1.0"}
    assert detail.headers["accept"] == "application/json"
    assert csv.headers["accept"] == "text/csv, application/json"
    assert csv.headers["accept-encoding"] == "gzip"
    assert csv.headers["user-agent"] == "oba-scorecards"


def test_an_upper_case_base_path_is_lowered(stub):
    client = EesClient(EesSettings(base_url=f"{stub.root}/Statistics/"))
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
    with pytest.raises(RequestRefused, match=r"HTTP 400.*page: Not allowed\. \[UnknownField\]"):
        client._transport.get_json(f"{stub.root}{BASE}/data-sets/{DATA_SET}", {"page": 1})


def test_every_method_sends_only_known_parameters(stub, client):
    client.data_set(DATA_SET)
    client.versions(DATA_SET)
    client.changes(DATA_SET, "1.0")
    assert set(client.documents(DATA_SET, "1.0")) == {"version", "meta", "changes"}


@pytest.mark.parametrize(
    "url",
    [
        *("https://statistics.api.education.gov.uk", "ftp://a.example", "nonsense", "https://a.example/?x=1"),
        *("http://api.education.gov.uk/statistics", "http://127.0.0.1.example/x", "https://maria:secret@a.example"),
        *("https://[", "https://a.example:99999999/x", "", "https:///x"),
    ],
)
def test_unusable_addresses_are_refused(url):
    for name in ("base_url", "catalogue_url"):
        with pytest.raises(ValidationError):
            EesSettings(**{name: url})


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/x", "http://localhost/x", "http://[::1]:8000/x"])
def test_a_stand_in_on_this_machine_may_speak_plain_http(url):
    assert EesSettings(base_url=url).base_url == url


def test_wrong_arguments_are_refused_before_sending(stub, client):
    for call in (
        lambda: client.data_set("not-a-guid"),
        lambda: client.version(DATA_SET, "2.*"),
        lambda: client.changes(DATA_SET, "latest"),
        lambda: client.data_set_files("not-a-guid", latest_only=True),
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


def test_an_answer_larger_than_the_limit_is_not_read_on(stub, pauses):
    stub.script(DATA_SET, Answer(200, b"[" + b" " * 3_000_000 + b"]"))
    with pytest.raises(UnexpectedAnswer, match="a body of more than 1,000,000 bytes"):
        limited(stub, max_json=1_000_000).data_set(DATA_SET)


def test_a_compressed_answer_is_measured_as_it_is_decoded(stub, pauses):
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    stub.script(DATA_SET, Answer(200, bomb, {"Content-Encoding": "gzip"}))
    with pytest.raises(UnexpectedAnswer, match="a body of more than 1,000,000 bytes"):
        limited(stub, max_json=1_000_000).data_set(DATA_SET)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "zstd", "GZIP,identity", "\u00b2"])
def test_a_body_packed_otherwise_than_was_asked_for_is_not_unpacked(stub, client, encoding):
    stub.script(DATA_SET, Answer(200, gzip.compress(b"{}"), {"Content-Encoding": encoding}))
    with pytest.raises(UnexpectedAnswer, match="where gzip was asked for"):
        client.data_set(DATA_SET)


def test_of_an_endless_error_page_its_beginning_is_read(stub, client):
    stub.script(DATA_SET, Answer(404, b"not here " * 1_000_000))
    with pytest.raises(NotFound, match="not here") as refused:
        client.data_set(DATA_SET)
    assert len(str(refused.value)) < 1000


def test_json_nested_without_end_is_explained(stub, client):
    stub.script(DATA_SET, Answer(200, b"[" * 200_000))
    with pytest.raises(UnexpectedAnswer, match="not JSON"):
        client.data_set(DATA_SET)


def test_a_list_without_end_is_refused_at_its_first_page(stub, client):
    endless = {"paging": {"totalResults": 10**9, "totalPages": 10**8}, "results": []}
    stub.script("/versions", *[Answer(200, endless)] * 3)
    with pytest.raises(UnexpectedAnswer, match="a list of 100,000,000 pages"):
        client.versions(DATA_SET)
    assert stub.count("/versions") == 1


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
    error = RequestRefused("a", "b", "c")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def limited(stub, **limits: int) -> EesClient:
    return EesClient(EesSettings(base_url=f"{stub.root}/statistics", catalogue_url=stub.root, **limits))


def _one_page(results: list) -> dict:
    paging = {"page": 1, "pageSize": 40, "totalResults": len(results), "totalPages": 1}
    return {"paging": paging, "results": results}
