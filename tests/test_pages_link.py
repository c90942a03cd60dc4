"""Airflow's menu leads to the published pages, where somebody has said where they are served."""

import runpy

import pytest
from airflow.api_fastapi.core_api.datamodels.plugins import ExternalViewResponse

from oba.config import PROJECT
from oba.errors import ConfigurationError

PLUGIN = PROJECT / "plugins" / "pages_link.py"


def views() -> list[dict[str, str]]:
    return runpy.run_path(str(PLUGIN))["PagesLink"].external_views


@pytest.mark.parametrize("address", [None, ""])
def test_without_an_address_there_is_no_entry(address, monkeypatch):
    if address is not None:
        monkeypatch.setenv("OBA_PAGES_URL", address)
    assert views() == []


def test_the_entry_is_one_that_airflow_takes(monkeypatch):
    monkeypatch.setenv("OBA_PAGES_URL", "https://scorecards.example.org/")
    (view,) = views()
    taken = ExternalViewResponse.model_validate(view)
    assert (taken.name, taken.href, taken.destination) == ("Scorecards", "https://scorecards.example.org/", "nav")


def test_an_address_that_a_browser_would_run_is_refused(monkeypatch):
    monkeypatch.setenv("OBA_PAGES_URL", "javascript:alert(1)")
    with pytest.raises(ConfigurationError, match="OBA_PAGES_URL"):
        views()
