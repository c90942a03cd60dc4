"""Fixtures that several tests share; everything happens in temporary folders."""

import os
import shutil
from pathlib import Path

import pytest

from dfe import DFE, NOT_AT_HAND
from oba.config import PREFIX, PROJECT, Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from pipeline import build_all
from shared_work import made_once, own_copy


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A writable copy of the demo releases."""
    return Path(shutil.copytree(PROJECT / "data" / "releases", tmp_path / "releases"))


@pytest.fixture
def settings(tmp_path: Path, releases: Path) -> Settings:
    return settings_from_environment(home=tmp_path / "home", releases=releases)


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return read_definitions(PROJECT / "data" / "definitions")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo releases landed, gated, built and drawn, once for all tests that only look."""
    home = made_once("demo", tmp_path_factory, lambda home: build_all(settings_from_environment(home=home)))
    return settings_from_environment(home=home)


@pytest.fixture(scope="session")
def built_from_dfe(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same for the DfE's own files, where they are at hand; they are not part of the project."""
    if not DFE.is_dir():
        pytest.skip(NOT_AT_HAND)
    home = made_once("dfe", tmp_path_factory, lambda home: build_all(_of_dfe(home)))
    return _of_dfe(home)


@pytest.fixture
def own_build(built: Settings, tmp_path: Path) -> Settings:
    """A copy of the built demo that a test may publish or damage."""
    return settings_from_environment(home=own_copy(built.home, tmp_path / "own"))


def _of_dfe(home: Path) -> Settings:
    return settings_from_environment(home=home, releases=DFE)


@pytest.hookimpl(tryfirst=True)  # before the processes read the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share a fixture of their module in one process, and start with what takes longest."""
    for item in items:
        fixtures = [found[-1] for found in item._fixtureinfo.name2fixturedefs.values() if found]
        if any(fixture.scope in ("module", "class") for fixture in fixtures):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Return 0 for a test of the command as a process, 1 for one that looks at a whole warehouse, else 2."""
    if "end_to_end" in item.path.name:
        return 0
    return 1 if {"built", "built_from_dfe"} & set(item.fixturenames) else 2


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests had nothing to run on: a run without them has not tried the DfE's own files."""
    skipped = terminalreporter.stats.get("skipped", [])
    number = sum(NOT_AT_HAND in str(report.longrepr) for report in skipped)
    if number:
        terminalreporter.write_line(f"{number} tests were not run: {NOT_AT_HAND}.", red=True, bold=True)
