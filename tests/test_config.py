"""One place for settings: documented names, no fallback for unknown ones."""

import re
from pathlib import Path

import pytest

from oba.config import PROJECT, Settings, settings_from_environment
from oba.errors import ConfigurationError


def test_an_unknown_setting_is_an_error_that_names_the_nearest(monkeypatch):
    monkeypatch.setenv("OBA_RELEASE", "somewhere")
    with pytest.raises(ConfigurationError, match=r"OBA_RELEASE is not a setting.*Did you mean OBA_RELEASES\?"):
        settings_from_environment()


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("OBA_SOURCE", "ftp", "ftp"),
        ("OBA_DBT_TARGET", "oracle", "oracle"),
        ("OBA_KEEP_PUBLICATIONS", "0", "0"),
        ("OBA_LANDING_SCHEDULE", "at ten", "at ten"),
        ("OBA_EES_CONNECTION", "", ""),
    ],
)
def test_an_unusable_value_is_an_error_that_names_the_setting(monkeypatch, name, value, found):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"{name}: .*found '{found}'"):
        settings_from_environment()


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("OBA_HOME", str(tmp_path))
    monkeypatch.setenv("OBA_AUTHORITIES", "E06000012, E09000030")
    settings = settings_from_environment()
    assert settings.home == tmp_path
    assert settings.authorities == ("E06000012", "E09000030")


def test_folders_of_releases_are_parted_by_colons_and_may_hold_spaces(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OBA_RELEASES", "/data/the releases:dfe:")
    assert settings_from_environment().releases == (Path("/data/the releases"), tmp_path / "dfe")


def test_every_folder_of_a_warehouse_is_inside_its_home(settings):
    folders = [settings.landed, settings.gated, settings.quarantine, settings.build, settings.published]
    assert all(folder.is_relative_to(settings.home) for folder in folders)


def test_every_setting_is_in_the_readme():
    readme = Path(PROJECT / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"`OBA_{name.upper()}`" not in readme]
    assert not missing


def test_only_config_reads_settings_from_the_environment():
    readers = [
        path.relative_to(PROJECT).as_posix()
        for folder in ("plugins", "dags", "expectations")
        for path in (PROJECT / folder).rglob("*.py")
        if re.search(r"""environ(\[|\.get\()["']OBA_|getenv""", path.read_text())
    ]
    assert readers == []
