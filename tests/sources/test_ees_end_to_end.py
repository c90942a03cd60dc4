"""From the service to the page, by the command that an engineer types: each stage goes on from the one before."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ees_demo
import pytest
from ees_records import DATA_SET, Answer
from ees_stub import EesStub
from test_ees_offering import MAJOR

from command import OBA, task_states
from oba.config import Settings, settings_from_environment
from oba.publication import MANIFEST, PAGES, WAREHOUSE
from released import LOOKED_AFTER, release_again

REFERRALS = "table_10_referrals.csv"
REPLACED = (b",448\n", b",449\n")


@dataclass
class Stage:
    """What one refresh did."""

    code: int
    said: str
    requests: list[str]
    manifest: dict
    page: str


class Warehouse:
    """A work folder that is refreshed from the stub."""

    def __init__(self, folder: Path, stub: EesStub) -> None:
        self.stub = stub
        self.releases = folder / "releases"
        self.settings: Settings = settings_from_environment(home=folder / "home")
        self.environment = {
            **os.environ,
            "NO_PROXY": "127.0.0.1",
            "COLUMNS": "200",
            "OBA_HOME": str(self.settings.home),
            "OBA_SOURCE": "ees",
            "OBA_RELEASES": "",
            "OBA_EES_BASE_URL": f"{stub.root}/statistics",
            "OBA_EES_CATALOGUE_URL": stub.root,
            "OBA_DEFINITIONS": str(ees_demo.write_definitions(folder / "definitions")),
        }

    def refresh(self) -> Stage:
        before = len(self.stub.requests)
        run = subprocess.run(
            [OBA, "refresh"], env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        return Stage(
            code=run.returncode,
            said=run.stdout + run.stderr,
            requests=[request.path for request in self.stub.requests[before:]],
            manifest=json.loads((self.settings.served / MANIFEST).read_text()),
            page=(self.settings.served / PAGES / "E06000012" / "children_and_families.html").read_text(),
        )


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    stub = EesStub()
    ees_demo.fill(stub)
    yield Warehouse(tmp_path_factory.mktemp("service"), stub)
    stub.close()


@pytest.fixture(scope="module")
def first(warehouse) -> Stage:
    warehouse.stub.script("/csv", Answer(503, headers={"Retry-After": "0"}))
    ees_demo.add_version(warehouse.stub, "1.0.1", ees_demo.TABLE_07, status="Withdrawn")
    return warehouse.refresh()


@pytest.fixture(scope="module")
def second(warehouse, first) -> Stage:
    return warehouse.refresh()


@pytest.fixture(scope="module")
def third(warehouse, second) -> Stage:
    """A minor version is out, and a new major one; in a folder beside the service lie a broken file and a good one."""
    ees_demo.add_version(warehouse.stub, "1.1", ees_demo.TABLE_07.replace(*REPLACED))
    ees_demo.add_version(warehouse.stub, "2.0", b"time_period,another,shape\n2020,1,2\n")
    warehouse.stub.changes[DATA_SET, "2.0"] = MAJOR
    release_again(warehouse.releases, "2021", LOOKED_AFTER, lambda content: content.replace(b",448\n", b",many\n"))
    release_again(warehouse.releases, "2021", REFERRALS, lambda content: content.replace(b",2197\n", b",2198\n"))
    warehouse.environment["OBA_RELEASES"] = str(warehouse.releases)
    return warehouse.refresh()


@pytest.fixture(scope="module")
def fourth(warehouse, third) -> Stage:
    return warehouse.refresh()


def test_two_publications_land_pass_the_gates_and_are_published(first):
    assert first.code == 0, first.said
    assert [file["file"] for file in first.manifest["release_files"]] == [
        f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.0.csv",
        f"{ees_demo.EVALUATION}/2020/table_10_referrals.csv",
        f"{ees_demo.SECOND}/2020/table_08_children_in_need.csv",
    ]
    assert "448 children" in first.page and "2,197 referrals" in first.page
    assert "Not offered by the source ees" in first.said and "evaluation_table_04" in first.said


def test_a_503_was_waited_out_and_the_withdrawn_version_never_fetched(warehouse, first):
    assert sum(path.endswith("/csv") for path in first.requests) == 2  # refused once, delivered once
    assert not any("v1.0.1" in path.name for path in warehouse.settings.landed.rglob("*.csv"))


def test_every_served_figure_leads_back_to_an_address_of_the_service(warehouse, first):
    with duckdb.connect(str(warehouse.settings.served / WAREHOUSE), read_only=True) as marts:
        rows = marts.sql("select origin, published_date::text from marts.dim_release_file order by 1").fetchall()
    root = warehouse.stub.root
    assert [origin for origin, _ in rows] == sorted(
        [
            f"{root}/statistics/v1/data-sets/{DATA_SET}/csv?dataSetVersion=1.0",
            *(f"{root}/api/data-set-files/{record['id']}/download" for record in warehouse.stub.catalogue),
        ]
    )
    assert all(published for _, published in rows)


def test_a_second_run_lands_nothing_and_makes_few_requests(first, second):
    assert second.code == 0 and "Nothing is new" in second.said
    assert len(second.requests) == 5
    assert second.manifest == first.manifest


def test_a_minor_version_is_published_though_a_major_one_alerts(second, third):
    assert third.code == 1
    assert "New major version 2.0 of 'CIN national'" in third.said
    assert "2.0: Breaking: option of filter 'Sex' 'Unknown' was removed." in third.said
    assert third.manifest["publication_id"] != second.manifest["publication_id"]
    assert "449 children" in third.page and "448 children" not in third.page
    assert not any("v2.0" in file["file"] for file in third.manifest["release_files"])


def test_a_refused_file_does_not_hold_up_the_good_one_beside_it(third):
    states = task_states(third.said)
    assert states["gate_in"] == {"done", "failed"}
    assert states["report_refusals"] == {"failed"} and states["publish"] == {"done"}
    assert "2,198 referrals" in third.page and "449 children" in third.page
    (refused,) = third.manifest["refused_files"]
    assert refused["file"] == f"{ees_demo.EVALUATION}/2021/{LOOKED_AFTER}"


def test_both_versions_stay_queryable_and_the_later_one_is_in_use(warehouse, third):
    query = """
        select vintage.raw_value, file.file_name, vintage.publication_order
        from marts.fct_measure_vintage as vintage
        inner join marts.dim_release_file as file on vintage.release_file_id = file.release_file_id
        where vintage.measure_id = 'children_looked_after' and vintage.geography_code = 'E06000012'
        and vintage.period_end_date = (select max(period_end_date) from marts.fct_measure_vintage
            where measure_id = 'children_looked_after')
        order by 3
    """
    with duckdb.connect(str(warehouse.settings.served / WAREHOUSE), read_only=True) as marts:
        assert marts.sql(query).fetchall() == [("448", f"{DATA_SET}_v1.0.csv", 1), ("449", f"{DATA_SET}_v1.1.csv", 2)]


def test_the_alert_comes_back_with_few_requests_and_the_publication_stays(third, fourth):
    assert fourth.code == 1 and "New major version 2.0" in fourth.said
    assert "Traceback" not in fourth.said
    assert fourth.manifest == third.manifest and fourth.page == third.page
    assert len(fourth.requests) == 5


def test_a_run_that_publishes_beside_a_refusal_says_both_and_every_later_one_is_red(third, fourth):
    news = f"Publication {third.manifest['publication_id']} is served now. New in it: "
    (line,) = [line for line in third.said.splitlines() if line.startswith(news)]
    assert f"{ees_demo.EVALUATION}/2021/{REFERRALS}" in line and LOOKED_AFTER not in line
    assert "What is served has not changed" not in third.said
    refused = f"In quarantine: {ees_demo.EVALUATION}/2021/{LOOKED_AFTER}"
    assert third.said.count(refused) == 1 and refused in fourth.said and fourth.code == 1


def test_inside_airflow_a_connection_says_where_the_service_is(warehouse, fourth):
    stub, before = warehouse.stub, len(warehouse.stub.requests)
    connection = {"conn_type": "http", "host": stub.root, "schema": "statistics", "extra": {"catalogue_url": stub.root}}
    elsewhere = "http://127.0.0.1:9"
    environment = warehouse.environment | {
        "AIRFLOW_CONN_DFE": json.dumps(connection),
        "OBA_EES_CONNECTION": "dfe",
        "OBA_EES_BASE_URL": elsewhere,
        "OBA_EES_CATALOGUE_URL": elsewhere,
    }
    subprocess.run([OBA, "airflow", "db", "migrate"], env=environment, capture_output=True, timeout=300, check=True)
    command = [OBA, "airflow", "dags", "test", "land_releases", "--conf", '{"everything": true}']
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    said = run.stdout + run.stderr
    assert "New major version 2.0" in said and "Connection refused" not in said
    # Of the data set: itself twice, its versions, the changes of 2.0; of two publications: id, latest and all files.
    assert len(stub.requests) - before == 4 + 6
