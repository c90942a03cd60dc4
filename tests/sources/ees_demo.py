"""The demo's tables as if the service published them: two publications, a data set of the API, two catalogue files."""

import json
from pathlib import Path
from shutil import copytree
from uuid import UUID

from ees_records import DATA_SET, catalogue_record, version_record
from ees_stub import EesStub
from ruamel.yaml import YAML

from oba.config import PROJECT
from released import DEMO_RELEASE

EVALUATION = "creating-strong-communities-evaluation"
SECOND = "second-publication"
SECOND_ON_SERVICE = "second-publication-on-the-service"
API_FEED, TITLED_FEED, NAMED_FEED = "evaluation_table_07", "evaluation_table_10", "evaluation_table_08"
TABLE_07 = (DEMO_RELEASE / "table_07_children_looked_after.csv").read_bytes()
TABLE_08 = (DEMO_RELEASE / "table_08_children_in_need.csv").read_bytes()
TABLE_10 = (DEMO_RELEASE / "table_10_referrals.csv").read_bytes()
BLOCKS = {
    API_FEED: {"route": "api", "data_set_id": DATA_SET, "major": 1},
    TITLED_FEED: {"route": "catalogue", "title_pattern": "referrals to .*"},
    NAMED_FEED: {"route": "catalogue"},
}


def write_definitions(folder: Path) -> Path:
    """Copy the definitions, with table 8 in a publication of its own and blocks for three feeds and no others."""
    copytree(PROJECT / "data" / "definitions", folder)
    yaml = YAML(typ="safe")
    for path in (folder / "publications").glob("*.yml"):
        content = yaml.load(path.read_text())
        for feed in content.get("feeds", []):
            feed.pop("ees", None)
            if feed["feed"] in BLOCKS:
                feed["ees"] = dict(BLOCKS[feed["feed"]])
        if content["slug"] == EVALUATION:
            moved = [feed for feed in content["feeds"] if feed["feed"] == NAMED_FEED]
            second = {**content, "publication": "second_publication", "slug": SECOND, "feeds": moved}
            second["ees"] = {"slug": SECOND_ON_SERVICE}
            content["feeds"] = [feed for feed in content["feeds"] if feed["feed"] != NAMED_FEED]
            _write(folder / "publications" / "second_publication.yml", second)
        _write(path, content)
    return folder


def change_block(folder: Path, feed_name: str, **changes: object) -> None:
    """Change fields of the block of a feed of the evaluation."""
    path = folder / "publications" / "creating_strong_communities_evaluation.yml"
    content = YAML(typ="safe").load(path.read_text())
    for feed in content["feeds"]:
        if feed["feed"] == feed_name:
            feed["ees"] |= changes
    _write(path, content)


def fill(stub: EesStub) -> None:
    """Publish the three tables on the stub, the release being 2020."""
    stub.versions[DATA_SET].clear()
    add_version(stub, "1.0", TABLE_07)
    add_file(stub, 1, "Referrals to children's social care", TABLE_10, "table_10_referrals.csv", EVALUATION)
    add_file(stub, 2, "Children in need", TABLE_08, "table_08_children_in_need.csv", SECOND_ON_SERVICE)


def add_version(stub: EesStub, number: str, content: bytes, **changes: str) -> None:
    """Publish a version of table 7."""
    record = version_record(number, rows=_rows(content), release="2020") | changes
    stub.add_versions(record)
    stub.files[DATA_SET, number] = content


def add_file(
    stub: EesStub, number: int, title: str, content: bytes, name: str, slug: str, release: str = "2020"
) -> dict:
    """Publish a file in the catalogue."""
    publication = {"id": str(UUID(int=500 + len(slug))), "title": slug, "slug": slug}
    latest = {"latestData": release == "2020", "filename": name, "publication": publication}
    record = catalogue_record(number, title, release, rows=_rows(content), **latest)
    stub.add_catalogue(record)
    stub.catalogue_files[record["id"]] = content
    return record


def _rows(content: bytes) -> int:
    return len(content.splitlines()) - 1


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, default=str, indent=1))  # JSON is YAML
