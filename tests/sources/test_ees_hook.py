"""The client built from an Airflow connection."""

import pytest
from airflow.sdk import Connection
from ees_records import DATA_SET
from ees_stub import EesStub

from oba.sources.ees.errors import InvalidRequest
from oba.sources.ees.hook import EesHook


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


def test_the_hook_serves_the_stub(monkeypatch, stub: EesStub):
    connection = Connection(conn_id="e", conn_type="http", host=stub.root)
    assert _hook(monkeypatch, connection).get_conn().data_set(DATA_SET).title == "CIN national"


def test_the_connection_s_limits_are_those_of_the_settings_unless_it_has_its_own(monkeypatch):
    for extra, largest in (("{}", 7), ('{"max_file": 9}', 9)):
        connection = Connection(conn_id="f", conn_type="http", extra=extra)
        monkeypatch.setattr(EesHook, "get_connection", lambda self, name, found=connection: found)
        assert EesHook("f", max_file=7).get_conn().settings.max_file == largest
