"""EES as a release source."""

from uuid import UUID

import pytest
from ees_records import DATA_SET, PUBLICATION, SLUG, Answer, catalogue_record, csv_bytes, version_record
from pydantic import ValidationError

from oba.errors import SourceError
from oba.sources import Offer
from oba.sources.ees import EesFeed, EesSource
from oba.sources.ees.changes import describe_changes
from oba.sources.ees.errors import (
    FeedMismatch,
    FileRejected,
    InvalidRequest,
    NotFound,
    OfferOutdated,
    VersionUnavailable,
)
from oba.sources.ees.models import Changes

API = EesFeed(publication=SLUG, route="api", data_set_id=DATA_SET, version_pin="2.*")
B1 = EesFeed(publication=SLUG, route="catalogue", title_pattern="b1 .*children in need.*")

MAJOR = {
    "versionNumber": "3.0",
    "notes": "Boundary change",
    "majorChanges": {
        "locationOptions": [
            {
                "level": {"code": "LA", "label": "Local authority"},
                "options": [
                    {"previousState": {"id": "a", "label": "Cumbria", "code": "E10000006", "oldCode": "909"}},
                    {
                        "previousState": {"id": "b", "label": "Somerset", "code": "E10000027"},
                        "currentState": {"id": "b", "label": "Somerset", "code": "E06000066"},
                    },
                ],
            }
        ],
        "filterOptions": [
            {
                "filter": {"id": "f", "column": "sex", "label": "Sex"},
                "options": [{"previousState": {"id": "o", "label": "Unknown"}}],
            }
        ],
        "geographicLevels": [{"previousState": {"code": "REG", "label": "Regional"}}],
        "locationGroups": [{"previousState": {"level": {"code": "REG", "label": "Regional"}}}],
    },
    "minorChanges": {
        "indicators": [{"currentState": {"id": "i", "column": "rate", "label": "Rate per 10,000"}}],
        "timePeriods": [{"currentState": {"code": "RY", "period": "2025", "label": "2025"}}],
    },
}


@pytest.fixture
def source(stub, client):
    stub.add_versions(version_record("2.0", release="2024"), version_record("2.1", rows=4))
    return EesSource(client, [API])


# API route


def test_an_api_feed_offers_the_version_under_its_pin(stub, source):
    (offer,) = source.offers()
    assert offer == Offer(
        source="ees",
        publication=SLUG,
        release="2025",
        file_name=f"{DATA_SET}_v2.1.csv",
        origin=f"{stub.root}/statistics/v1/data-sets/{DATA_SET}/csv?dataSetVersion=2.1",
        token=f"2.1|2025-11-20T09:30:01.0000000+00:00|{UUID(int=20100)}",
        published="2025-11-20T09:30:01.0000000+00:00",
    )
    assert source.alerts == []


def test_an_offer_is_fetched(source, tmp_path):
    source.fetch(source.offers()[0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(4)


def test_an_offer_is_fetched_by_another_process(client, source, tmp_path):
    EesSource(client, []).fetch(source.offers()[0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").exists()


def test_the_token_follows_the_content(stub, source):
    before = source.offers()[0].token
    assert source.offers()[0].token == before
    stub.add_versions(version_record("2.1.1"))
    assert source.offers()[0].token != before


def test_the_documents_of_an_offer(source):
    documents = source.documents(source.offers()[0])
    assert documents["version"]["version"] == "2.1"
    assert documents["meta"]["indicators"][0]["id"] == "4xbOu"
    assert documents["changes"]["versionNumber"] == "2.1"


def test_a_new_major_version_is_an_alert_and_not_an_offer(stub, source):
    stub.add_versions(version_record("3.0"), version_record("3.0.1"))
    stub.changes[DATA_SET, "3.0"] = MAJOR
    assert [offer.file_name for offer in source.offers()] == [f"{DATA_SET}_v2.1.csv"]
    (alert,) = source.alerts
    assert (alert.pin, alert.version, alert.data_set_id) == ("2.*", "3.0.1", DATA_SET)
    assert "3.0: Breaking: location of level 'Local authority' 'Cumbria (E10000006)' was removed." in str(alert)
    assert "pinned to 2.*" in str(alert)
    assert all("includePatchHistory" not in request.query for request in stub.requests)
    source.offers()
    assert len(source.alerts) == 1, "alerts are those of the last call"


def test_a_new_major_version_is_told_even_where_the_pin_has_nothing_left(stub, source):
    for record in stub.versions[DATA_SET]:
        record["status"] = "Withdrawn"
    stub.add_versions(version_record("3.0"))
    with pytest.raises(VersionUnavailable, match=r"2\.1 Withdrawn, 3\.0 Published"):
        source.offers()
    assert source.alerts[0].version == "3.0"


def test_a_pin_on_everything_follows_major_versions(stub, client):
    stub.add_versions(version_record("3.0"))
    source = EesSource(client, [API.model_copy(update={"version_pin": "*"})])
    assert source.offers()[0].file_name == f"{DATA_SET}_v3.0.csv"
    assert source.alerts == []


def test_a_withdrawn_newer_major_version_is_not_an_alert(stub, source):
    stub.add_versions(version_record("3.0", status="Withdrawn"))
    source.offers()
    assert source.alerts == []


@pytest.mark.parametrize("status", ["Deprecated", "Withdrawn"])
def test_a_data_set_that_is_not_published_is_an_error(stub, source, status):
    successor = "019d431f-519e-7527-999a-8019a8016012"
    stub.data_sets[DATA_SET] |= {"status": status, "supersedingDataSetId": successor}
    with pytest.raises(VersionUnavailable, match=f"a {status.lower()} data set.*{successor}"):
        source.offers()


def test_backfill_offers_every_version_up_to_the_pinned_major(stub, source):
    stub.add_versions(
        version_record("2.0.1", status="Withdrawn"),
        version_record("2.0.2", status="Deprecated"),
        version_record("3.0"),
    )
    names = [offer.file_name for offer in source.backfill()]
    assert names == [f"{DATA_SET}_v{version}.csv" for version in ("1.0", "2.0", "2.0.2", "2.1")]
    assert [alert.version for alert in source.alerts] == ["3.0"]


def test_backfill_of_a_withdrawn_data_set_is_an_error(stub, source):
    stub.data_sets[DATA_SET]["status"] = "Withdrawn"
    with pytest.raises(VersionUnavailable, match="withdrawn data set"):
        source.backfill()


def test_an_offer_that_no_longer_holds_is_not_fetched(stub, source, tmp_path):
    offer = source.offers()[0]
    stub.versions[DATA_SET][-1]["published"] = "2026-01-01T00:00:00Z"
    with pytest.raises(OfferOutdated, match="List the offers again"):
        source.fetch(offer, tmp_path / "a.csv")


def test_a_version_withdrawn_since_it_was_offered_is_not_fetched(stub, source, tmp_path):
    offer = source.offers()[0]
    stub.versions[DATA_SET][-1]["status"] = "Withdrawn"
    with pytest.raises(VersionUnavailable, match="withdrawn version"):
        source.fetch(offer, tmp_path / "a.csv")


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example/file.csv", "/etc/passwd", "{root}/statistics/v1/data-sets/x/csv"]
)
def test_a_foreign_origin_is_not_fetched(stub, source, tmp_path, origin):
    offer = Offer("ees", SLUG, "2025", "a.csv", origin.format(root=stub.root), "t", None)
    with pytest.raises(InvalidRequest, match="no file of"):
        source.fetch(offer, tmp_path / "a.csv")


# Catalogue route


@pytest.fixture
def catalogue(stub, client):
    stub.add_catalogue(
        catalogue_record(1, "B1 - Children in need", "2025", rows=5),
        catalogue_record(2, "C1 - Referrals", "2025"),
        catalogue_record(3, "B1 - Children in need", "2024"),
    )
    return EesSource(client, [B1])


def test_a_catalogue_feed_offers_the_file_of_the_latest_release(stub, catalogue):
    (offer,) = catalogue.offers()
    assert offer == Offer(
        source="ees",
        publication=SLUG,
        release="2025",
        file_name="b1_children_in_need_2013_to_2025.csv",
        origin=f"{stub.root}/api/data-set-files/{UUID(int=1)}/download",
        token=f"{UUID(int=1)}|2025-10-30T09:30:00Z|2025-11-02T09:30:00Z|rows=5",
        published="2025-10-30T09:30:00Z",
    )
    assert catalogue.documents(offer) == {"catalogue": stub.catalogue[0]}


def test_a_catalogue_offer_is_fetched_and_its_rows_are_checked(stub, catalogue, tmp_path):
    offer = catalogue.offers()[0]
    catalogue.fetch(offer, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(5)
    stub.catalogue_files[str(UUID(int=1))] = csv_bytes(6)
    with pytest.raises(FileRejected, match="6 data rows where the service announces 5"):
        catalogue.fetch(offer, tmp_path / "b.csv")


def test_a_catalogue_file_without_a_row_count_is_fetched(stub, catalogue, tmp_path):
    del stub.catalogue[0]["meta"]
    catalogue.fetch(catalogue.offers()[0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").exists()


def test_backfill_offers_the_file_of_every_release(catalogue):
    assert [offer.release for offer in catalogue.backfill()] == ["2025", "2024"]


def test_an_amended_catalogue_file_changes_its_token(stub, catalogue):
    before = catalogue.offers()[0].token
    stub.catalogue[0]["lastUpdated"] = "2025-12-01T09:30:00Z"
    assert catalogue.offers()[0].token != before


def test_a_dropped_catalogue_file_is_explained(stub, catalogue, tmp_path):
    offer = catalogue.offers()[0]
    stub.catalogue.clear()
    with pytest.raises(NotFound, match="HTTP 404"):
        catalogue.fetch(offer, tmp_path / "a.csv")


def test_feeds_of_one_publication_share_a_listing(stub, client, catalogue):
    feeds = [B1, B1.model_copy(update={"title_pattern": "C1 - Referrals"})]
    assert len(EesSource(client, feeds).offers()) == 2
    assert stub.count("/data-set-files") == 1


def test_a_configured_publication_id_saves_the_look_up(stub, client, catalogue):
    EesSource(client, [B1.model_copy(update={"publication_id": UUID(PUBLICATION)})]).offers()
    assert stub.count(SLUG) == 0


def test_a_title_that_nothing_matches_is_an_error(client, catalogue):
    source = EesSource(client, [B1.model_copy(update={"title_pattern": "D3.*"})])
    with pytest.raises(FeedMismatch, match=r"only these files: B1 - Children in need .*; C1 - Referrals"):
        source.offers()


def test_a_title_that_two_files_match_is_an_error(client, catalogue):
    source = EesSource(client, [B1.model_copy(update={"title_pattern": ".*"})])
    with pytest.raises(FeedMismatch, match="2 in release 2025"):
        source.offers()


def test_a_superseded_publication_is_logged(stub, catalogue, caplog):
    stub.catalogue[0]["isSuperseded"] = True
    assert catalogue.offers()
    assert "superseded" in caplog.text


def test_one_failing_feed_fails_the_call(stub, client, catalogue):
    stub.add_versions(version_record("2.0"))
    stub.script(DATA_SET, Answer(404))
    with pytest.raises(SourceError, match="Check the ids"):
        EesSource(client, [B1, API]).offers()


# Configuration


@pytest.mark.parametrize(
    "changes",
    [
        {"route": "ftp"},
        {"publication": "Children in need"},
        {"data_set_id": None},
        {"data_set_id": "x"},
        {"version_pin": None},
        {"version_pin": "2.*.1"},
        {"title_pattern": ".*"},
        {"publication_id": PUBLICATION},
        {"surprise": 1},
        {"route": "catalogue"},
        {"route": "catalogue", "data_set_id": None, "version_pin": None, "title_pattern": "("},
    ],
)
def test_feeds_that_cannot_work_are_refused(changes):
    with pytest.raises(ValidationError):
        EesFeed(**{"publication": SLUG, "route": "api", "data_set_id": DATA_SET, "version_pin": "2.*"} | changes)


def test_feeds_are_frozen():
    with pytest.raises(ValidationError):
        API.version_pin = "3.*"


# Changes in words


def test_changes_are_told_in_the_right_direction():
    assert describe_changes(Changes.model_validate(MAJOR)) == [
        "Breaking: geographic level 'Regional (REG)' was removed.",
        "Breaking: group of locations 'Regional' was removed.",
        "Breaking: option of filter 'Sex' 'Unknown' was removed.",
        "Breaking: location of level 'Local authority' 'Cumbria (E10000006)' was removed.",
        "Breaking: location of level 'Local authority' 'Somerset (E10000027)' changed: "
        "code from 'E10000027' to 'E06000066'.",
        "Compatible: time period '2025 (RY)' was added.",
        "Compatible: indicator 'Rate per 10,000 (rate)' was added.",
    ]
