"""What the service has of one feed, as offers, and how an offer is fetched."""

from dataclasses import replace
from uuid import UUID

import pytest
from ees_records import DATA_SET, PUBLICATION, SLUG, catalogue_record, csv_bytes, version_record

from oba.definitions.feeds import ApiFile, CatalogueFile
from oba.sources import Offer
from oba.sources.ees import EesSource
from oba.sources.ees.changes import describe_changes
from oba.sources.ees.errors import (
    FeedMismatch,
    FileRejected,
    InvalidRequest,
    NotFound,
    OfferOutdated,
    VersionUnavailable,
)
from oba.sources.ees.following import EesFeed
from oba.sources.ees.offering import Catalogue, OnOffer, head, on_offer
from oba.sources.ees.shapes import VersionChanges


def api_feed(major: int = 2) -> EesFeed:
    block = ApiFile(route="api", data_set_id=DATA_SET, major=major)
    return EesFeed("cin_national", SLUG, SLUG, block, (), None)


def titled_feed(pattern: str = "b1 .*children in need.*") -> EesFeed:
    return EesFeed("b1", SLUG, SLUG, CatalogueFile(route="catalogue", title_pattern=pattern), (), None)


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
def ask(client):
    """Ask for all that the service has of a feed."""

    def asked(feed: EesFeed, catalogue: Catalogue | None = None) -> OnOffer:
        return on_offer(feed, client, catalogue or Catalogue(client))

    return asked


@pytest.fixture
def source(client, tmp_path) -> EesSource:
    return EesSource(client, tmp_path / "asked")


def names(found: OnOffer) -> list[str]:
    return [offer.file_name for offer in found.offers]


# API route


@pytest.fixture
def data_set(stub) -> None:
    stub.add_versions(version_record("2.0", release="2024"), version_record("2.1", rows=4))


def test_an_api_feed_offers_every_version_up_to_its_major_one(stub, data_set, ask):
    stub.add_versions(
        version_record("2.0.1", status="Withdrawn"),
        version_record("2.0.2", status="Deprecated"),
        version_record("3.0"),
    )
    found = ask(api_feed())
    assert names(found) == [f"{DATA_SET}_v{version}.csv" for version in ("1.0", "2.0", "2.0.2", "2.1")]
    assert found.withdrawn == (f"{DATA_SET}_v2.0.1.csv",)
    assert found.offers[-1] == Offer(
        source="ees",
        publication=SLUG,
        release="2025",
        file_name=f"{DATA_SET}_v2.1.csv",
        origin=f"{stub.root}/statistics/v1/data-sets/{DATA_SET}/csv?dataSetVersion=2.1",
        token=f"2.1|2025-11-20T09:30:01.0000000+00:00|{UUID(int=20100)}",
        published="2025-11-20T09:30:01.0000000+00:00",
    )


def test_an_offer_is_fetched(data_set, ask, source, tmp_path):
    source.fetch(ask(api_feed()).offers[-1], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(4)


def test_token_and_head_follow_the_content(stub, data_set, ask, client):
    before = ask(api_feed()).offers[-1].token, head(api_feed(), client, Catalogue(client))
    assert (ask(api_feed()).offers[-1].token, head(api_feed(), client, Catalogue(client))) == before
    stub.versions[DATA_SET][-1]["published"] = "2026-01-01T00:00:00Z"
    after = ask(api_feed()).offers[-1].token, head(api_feed(), client, Catalogue(client))
    assert after[0] != before[0] and after[1] != before[1]


def test_the_documents_of_an_offer(data_set, ask, source):
    documents = source.documents(ask(api_feed()).offers[-1])
    assert documents["version"]["version"] == "2.1"
    assert documents["meta"]["indicators"][0]["id"] == "4xbOu"
    assert documents["changes"]["versionNumber"] == "2.1"


def test_a_new_major_version_is_an_alert_and_not_an_offer(stub, data_set, ask):
    stub.add_versions(version_record("3.0"), version_record("3.0.1"))
    stub.changes[DATA_SET, "3.0"] = MAJOR
    found = ask(api_feed())
    assert names(found)[-1] == f"{DATA_SET}_v2.1.csv"
    (alert,) = found.alerts
    assert alert.startswith(f"New major version 3.0.1 of 'CIN national' ({SLUG}, data set {DATA_SET})")
    assert "3.0: Breaking: location of level 'Local authority' 'Cumbria (E10000006)' was removed." in alert
    assert "pinned to 2.*" in alert


def test_a_withdrawn_newer_major_version_is_not_an_alert(stub, data_set, ask):
    stub.add_versions(version_record("3.0", status="Withdrawn"))
    assert ask(api_feed()).alerts == ()


def test_a_deprecated_data_set_is_an_alert_that_names_its_successor_and_a_withdrawn_one_an_error(stub, data_set, ask):
    successor = "019d431f-519e-7527-999a-8019a8016012"
    stub.data_sets[DATA_SET] |= {"status": "Deprecated", "supersedingDataSetId": successor}
    found = ask(api_feed())
    assert len(found.offers) == 3 and successor in found.alerts[0]
    stub.data_sets[DATA_SET]["status"] = "Withdrawn"
    with pytest.raises(VersionUnavailable, match="withdrawn data set"):
        ask(api_feed())


def test_an_offer_that_no_longer_holds_is_not_fetched(stub, data_set, ask, source, tmp_path):
    offer = ask(api_feed()).offers[-1]
    stub.versions[DATA_SET][-1]["published"] = "2026-01-01T00:00:00Z"
    with pytest.raises(OfferOutdated, match="List the offers again"):
        source.fetch(offer, tmp_path / "a.csv")


def test_a_version_withdrawn_since_it_was_offered_is_not_fetched(stub, data_set, ask, source, tmp_path):
    offer = ask(api_feed()).offers[-1]
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
def listed(stub) -> None:
    stub.add_catalogue(
        catalogue_record(1, "B1 - Children in need", "2025", rows=5),
        catalogue_record(2, "C1 - Referrals", "2025"),
        catalogue_record(3, "B1 - Children in need", "2024"),
    )


def test_a_catalogue_feed_offers_the_file_of_every_release(stub, listed, ask, source):
    first, second = ask(titled_feed()).offers
    assert (first.release, second.release) == ("2025", "2024")
    assert first == Offer(
        source="ees",
        publication=SLUG,
        release="2025",
        file_name="b1_children_in_need_2013_to_2025.csv",
        origin=f"{stub.root}/api/data-set-files/{UUID(int=1)}/download",
        token=f"{UUID(int=1)}|2025-10-30T09:30:00Z|2025-11-02T09:30:00Z|rows=5",
        published="2025-10-30T09:30:00Z",
    )
    assert source.documents(first) == {"catalogue": stub.catalogue[0]}


def test_a_catalogue_offer_is_fetched_and_its_rows_are_checked(stub, listed, ask, source, tmp_path):
    offer = ask(titled_feed()).offers[0]
    source.fetch(offer, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == csv_bytes(5)
    stub.catalogue_files[str(UUID(int=1))] = csv_bytes(6)
    with pytest.raises(FileRejected, match="6 data rows where the service announces 5"):
        source.fetch(offer, tmp_path / "b.csv")


def test_a_catalogue_file_without_a_row_count_is_fetched(stub, listed, ask, source, tmp_path):
    del stub.catalogue[0]["meta"]
    source.fetch(ask(titled_feed()).offers[0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").exists()


def test_an_amended_catalogue_file_changes_its_token(stub, listed, ask):
    before = ask(titled_feed()).offers[0].token
    stub.catalogue[0]["lastUpdated"] = "2025-12-01T09:30:00Z"
    assert ask(titled_feed()).offers[0].token != before


def test_a_dropped_catalogue_file_is_explained(stub, listed, ask, source, tmp_path):
    offer = ask(titled_feed()).offers[0]
    stub.catalogue.clear()
    with pytest.raises(NotFound, match="HTTP 404"):
        source.fetch(offer, tmp_path / "a.csv")


def test_feeds_of_one_publication_share_a_listing(stub, listed, ask, client):
    shared = Catalogue(client)
    assert [len(ask(titled_feed(title), shared).offers) for title in ("B1.*", "C1 - Referrals")] == [2, 1]
    assert stub.count("/data-set-files") == 1


def test_a_configured_publication_id_saves_the_look_up(stub, listed, ask):
    ask(replace(titled_feed(), publication_id=UUID(PUBLICATION)))
    assert stub.count(SLUG) == 0


def test_a_title_that_nothing_matches_is_an_error(listed, ask):
    with pytest.raises(FeedMismatch, match=r"only these files: B1 - Children in need .*; C1 - Referrals"):
        ask(titled_feed("D3.*"))


def test_a_title_that_two_files_match_is_an_error(listed, ask):
    with pytest.raises(FeedMismatch, match="2 in release 2025"):
        ask(titled_feed(".*"))


def test_a_superseded_publication_is_logged(stub, listed, ask, caplog):
    stub.catalogue[0]["isSuperseded"] = True
    assert ask(titled_feed()).offers
    assert "superseded" in caplog.text


# Changes in words


def test_changes_are_told_in_the_right_direction():
    assert describe_changes(VersionChanges.model_validate(MAJOR)) == [
        "Breaking: geographic level 'Regional (REG)' was removed.",
        "Breaking: group of locations 'Regional' was removed.",
        "Breaking: option of filter 'Sex' 'Unknown' was removed.",
        "Breaking: location of level 'Local authority' 'Cumbria (E10000006)' was removed.",
        "Breaking: location of level 'Local authority' 'Somerset (E10000027)' changed: "
        "code from 'E10000027' to 'E06000066'.",
        "Compatible: time period '2025 (RY)' was added.",
        "Compatible: indicator 'Rate per 10,000 (rate)' was added.",
    ]
