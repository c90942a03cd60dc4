"""The service as the source of landing, in one process and without real waiting."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import ees_demo
import pytest
from ees_records import DATA_SET, Answer
from test_ees_offering import MAJOR

from oba import steps
from oba.config import settings_from_environment
from oba.digest import code_version
from oba.errors import ConfigurationError, SourceError
from oba.landing import landed_files
from oba.sources.ees import EesClient, EesSettings, connection


@pytest.fixture
def home(stub, client, monkeypatch, tmp_path):
    """A warehouse whose steps land from the stub; its client never really sleeps."""
    ees_demo.fill(stub)
    monkeypatch.setattr("oba.sources.ees.connection.ees_client", lambda settings: client)
    monkeypatch.setenv("OBA_SOURCE", "ees")
    monkeypatch.setenv("OBA_RELEASES", "")
    monkeypatch.setenv("OBA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OBA_DEFINITIONS", str(ees_demo.write_definitions(tmp_path / "definitions")))
    steps._definitions.cache_clear()
    return settings_from_environment()


def land_all(everything: bool = False) -> tuple[list[str], list[str]]:
    """Do what a run of land_releases does; return what it landed and its alerts."""
    offers, alerts = steps.find_new_files(everything)
    landed = [steps.land_file(offer) for offer in offers]
    if alerts:
        with pytest.raises(steps.SourceNeedsAttention):
            steps.report_alerts(offers, alerts)
    else:
        steps.report_alerts(offers, alerts)
    return landed, alerts


def requests_of_a_quiet_run(stub, everything: bool = False, alerts: tuple[str, ...] = ()) -> int:
    """Count the requests of a run that has nothing to land."""
    before = len(stub.requests)
    assert land_all(everything) == ([], list(alerts))
    return len(stub.requests) - before


SUCCESSOR = "019d431f-519e-7527-999a-8019a8016012"


def test_every_version_lands_with_what_the_service_says_of_it(stub, home, caplog):
    ees_demo.add_version(stub, "1.1", ees_demo.TABLE_07.replace(b",448\n", b",449\n"))
    older = ees_demo.add_file(
        stub, 3, "Referrals to all", ees_demo.TABLE_10, "table_10_referrals.csv", ees_demo.EVALUATION, "2018-19"
    )
    landed, alerts = land_all()
    assert sorted(landed) == [
        f"{ees_demo.EVALUATION}/2019/table_10_referrals.csv",
        f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.0.csv",
        f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.1.csv",
        f"{ees_demo.EVALUATION}/2020/table_10_referrals.csv",
        f"{ees_demo.SECOND}/2020/table_08_children_in_need.csv",
    ]
    assert alerts == []
    files = {file.title: file for file in landed_files(home)}
    version = files[f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.1.csv"]
    folder = version.path(home).parent
    assert json.loads((folder / "version.json").read_text()) == stub.versions[DATA_SET][1]
    assert json.loads((folder / "meta.json").read_text())["indicators"][0]["column"] == "number"
    assert json.loads((folder / "changes.json").read_text())["versionNumber"] == "1.1"
    assert not (folder / "meta.json").stat().st_mode & 0o222
    assert version.published == stub.versions[DATA_SET][1]["published"]
    listed = files[f"{ees_demo.EVALUATION}/2019/table_10_referrals.csv"]
    assert json.loads((listed.path(home).parent / "catalogue.json").read_text()) == older
    assert "Not offered by the source ees" in caplog.text and "evaluation_table_04, evaluation_table_05" in caplog.text


def test_a_day_on_which_nothing_is_new_takes_few_requests(stub, home):
    land_all()
    # The data set, and for each of two publications its id and its latest files.
    assert requests_of_a_quiet_run(stub) == 5
    assert stub.count("/csv") + stub.count("/download") == 3
    assert stub.busiest == 1


def test_after_some_days_or_on_request_the_service_is_asked_for_every_version(stub, home):
    land_all()
    assert requests_of_a_quiet_run(stub, everything=True) == 9
    memory = home.asked / f"{ees_demo.API_FEED}.json"
    answer = json.loads(memory.read_text())
    answer["asked_at"] = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    memory.write_text(json.dumps(answer))
    assert requests_of_a_quiet_run(stub) == 7
    memory.write_text("{ half a fi")
    assert requests_of_a_quiet_run(stub) == 7


def test_what_could_not_be_fetched_is_offered_again_though_nothing_else_is_new(stub, home):
    stub.script("/csv", *[Answer(503)] * 4)
    offers, alerts = steps.find_new_files()
    first, *others = offers
    with pytest.raises(SourceError, match="HTTP 503"):
        steps.land_file(first)
    for offer in others:
        steps.land_file(offer)
    with pytest.raises(steps.SourceNeedsAttention, match=rf"{DATA_SET}_v1\.0\.csv did not land"):
        steps.report_alerts(offers, alerts)
    assert land_all() == ([f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.0.csv"], [])


def test_one_503_is_waited_out(stub, home, pauses):
    stub.script("/download", Answer(503, headers={"Retry-After": "90"}))
    landed, alerts = land_all()
    assert len(landed) == 3 and alerts == [] and pauses == [90]


def test_a_new_major_version_alerts_every_time_until_the_definition_follows_it(stub, home, tmp_path):
    land_all()
    ees_demo.add_version(stub, "1.1", ees_demo.TABLE_07.replace(b",448\n", b",449\n"))
    ees_demo.add_version(stub, "2.0", ees_demo.TABLE_07)
    stub.changes[DATA_SET, "2.0"] = MAJOR
    landed, (alert,) = land_all()
    assert landed == [f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v1.1.csv"]
    assert "evaluation_table_07: New major version 2.0" in alert and "pinned to 1.*" in alert
    assert "Breaking: option of filter 'Sex' 'Unknown' was removed." in alert
    assert requests_of_a_quiet_run(stub, alerts=(alert,)) == 5
    ees_demo.change_block(home.definitions, ees_demo.API_FEED, major=2)
    steps._definitions.cache_clear()  # a process reads definitions once, and the next run is another
    code_version.cache_clear()
    assert land_all() == ([f"{ees_demo.EVALUATION}/2020/{DATA_SET}_v2.0.csv"], [])


def test_a_version_withdrawn_before_it_landed_is_never_fetched(stub, home):
    ees_demo.add_version(stub, "1.1", ees_demo.TABLE_07, status="Withdrawn")
    landed, alerts = land_all()
    assert not any("v1.1" in title for title in landed) and alerts == []


def test_a_version_withdrawn_after_it_landed_is_told_until_it_is_removed(stub, home):
    ees_demo.add_version(stub, "1.1", ees_demo.TABLE_07.replace(b",448\n", b",449\n"))
    land_all()
    stub.versions[DATA_SET][1]["status"] = "Withdrawn"
    landed, (alert,) = land_all()
    (withdrawn,) = [file for file in landed_files(home) if "v1.1" in file.file_name]
    assert landed == [] and "was withdrawn by its publisher after it landed" in alert
    assert str(withdrawn.path(home).parent) in alert
    folder = withdrawn.path(home).parent
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert land_all() == ([], [])


def test_a_feed_that_the_service_has_no_more_alerts_and_the_others_land(stub, home):
    stub.catalogue[0]["title"] = "Something else"
    landed, (alert,) = land_all()
    assert len(landed) == 2
    assert "evaluation_table_10: " in alert and "Something else (table_10_referrals.csv)" in alert


def test_a_file_under_another_name_waits_for_a_person(stub, home, caplog):
    stub.catalogue[0]["filename"] = "t10.csv"
    landed, _ = land_all()
    assert len(landed) == 2
    assert f"Left aside: {ees_demo.EVALUATION}/2020/t10.csv: no feed declares a file of that name" in caplog.text


def test_a_deprecated_data_set_names_its_successor_and_still_lands(stub, home):
    stub.data_sets[DATA_SET] |= {"status": "Deprecated", "supersedingDataSetId": SUCCESSOR}
    landed, (alert,) = land_all()
    assert len(landed) == 3 and f"point the feed at {SUCCESSOR}" in alert


def test_new_words_about_the_same_bytes_fetch_them_once_and_land_nothing(stub, home):
    land_all()
    stub.catalogue[0]["lastUpdated"] = "2026-01-01T09:30:00Z"
    before = landed_files(home)
    land_all()
    assert landed_files(home) == before
    assert requests_of_a_quiet_run(stub) == 5
    assert stub.count("/download") == 3


def test_an_amended_catalogue_file_lands_beside_the_first(stub, home):
    land_all()
    record = stub.catalogue[0]
    record["lastUpdated"] = "2026-01-01T09:30:00Z"
    stub.catalogue_files[record["id"]] = ees_demo.TABLE_10.replace(b",2197\n", b",2198\n")
    assert land_all() == ([f"{ees_demo.EVALUATION}/2020/table_10_referrals.csv"], [])
    assert len(landed_files(home)) == 4


def test_a_service_that_answers_for_nothing_is_an_error_after_few_attempts(stub, home, pauses):
    stub.script("", *[Answer(503)] * 99)
    with pytest.raises(SourceError, match=r"answered for no feed.*not asked for, as the service did not answer"):
        steps.find_new_files()
    assert len(stub.requests) == 8
    with pytest.raises(steps.SourceNeedsAttention, match="find_new_files says why"):
        steps.report_alerts(None, None)


def test_outside_airflow_the_settings_say_where_the_service_is(monkeypatch):
    monkeypatch.setenv("OBA_EES_BASE_URL", "https://pp-api.education.gov.uk/statistics-test")
    monkeypatch.setenv("OBA_EES_READ_TIMEOUT", "5")
    reached = connection.ees_client(settings_from_environment()).settings
    assert (reached.base_url, reached.read_timeout) == ("https://pp-api.education.gov.uk/statistics-test", 5)


def test_an_address_that_cannot_be_used_names_its_setting(monkeypatch):
    monkeypatch.setenv("OBA_EES_CATALOGUE_URL", "nonsense")
    with pytest.raises(ConfigurationError, match=r"OBA_EES_CATALOGUE_URL: .*an https address"):
        connection.ees_client(settings_from_environment())


def test_inside_a_task_the_connection_wins_and_only_the_default_one_may_be_missing(monkeypatch):
    from airflow.sdk.exceptions import AirflowNotFoundException

    from oba.sources.ees.hook import EesHook

    def get_conn(hook: EesHook) -> EesClient:
        if hook.ees_conn_id != "there":
            raise AirflowNotFoundException(hook.ees_conn_id)
        return EesClient(EesSettings(base_url="https://connected.example/x"))

    monkeypatch.setattr(EesHook, "get_conn", get_conn)
    monkeypatch.setattr("airflow.sdk.get_current_context", dict)
    default = connection.ees_client(settings_from_environment())
    assert default.settings.base_url == "https://api.education.gov.uk/statistics"
    there = connection.ees_client(settings_from_environment(ees_connection="there"))
    assert there.settings.base_url == "https://connected.example/x"
    with pytest.raises(ConfigurationError, match="no connection 'elsewhere'"):
        connection.ees_client(settings_from_environment(ees_connection="elsewhere"))
