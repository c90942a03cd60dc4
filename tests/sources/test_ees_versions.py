"""Version numbers of API data sets, pins on them, and queries of one version."""

import pytest
from ees_records import (
    DATA_SET,
    version_record,
)

from oba.sources.ees.errors import (
    InvalidRequest,
    RequestRefused,
    StaleIdentifiers,
    VersionUnavailable,
)
from oba.sources.ees.versions import VersionNumber, VersionPin

NAME = f"{DATA_SET}_v1.0.csv"


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


def _row(number: int) -> dict:
    return {
        "timePeriod": {"code": "RY", "period": "2025"},
        "geographicLevel": "NAT",
        "locations": {"NAT": "abc"},
        "filters": {},
        "values": {"4xbOu": str(number)},
    }
