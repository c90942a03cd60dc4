"""Fixtures that several tests share; everything happens in temporary folders."""

import json
import os
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import command
from dfe import DFE, NOT_AT_HAND, write_definitions
from oba.config import PREFIX, PROJECT, Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from pipeline import build_all
from released import RELEASES
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


@dataclass(frozen=True)
class Demo:
    """The published demo, and what the command told that published it."""

    settings: Settings
    told: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo releases published by the command that a newcomer types, once for all tests that only look."""
    folder = made_once("demo", tmp_path_factory, _publish_demo)
    return Demo(settings_from_environment(home=folder / "home"), json.loads((folder / "told.json").read_text()))


@pytest.fixture(scope="session")
def built(demo: Demo) -> Settings:
    """The demo releases landed, gated, built and drawn."""
    return demo.settings


@pytest.fixture(scope="session")
def built_from_dfe(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same for the DfE's own files, where they are at hand; they are not part of the project."""
    if not DFE.is_dir():
        pytest.skip(NOT_AT_HAND)
    return _of_dfe(made_once("dfe", tmp_path_factory, _build_of_dfe))


@pytest.fixture(scope="session")
def enlarged(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo with what it has none of: refused cards, a file under its draft, months and quarters."""
    from enlarging import build, settings_of  # late: what is added stands in the modules of its tests

    return settings_of(made_once("enlarged", tmp_path_factory, build))


@pytest.fixture
def own_build(built: Settings, tmp_path: Path) -> Settings:
    """A copy of the built demo that a test may publish, as if nothing had been published yet, or damage."""
    own = own_copy(built.home, tmp_path / "own", without=("published", "forecasts"))
    return settings_from_environment(home=own)


def _publish_demo(folder: Path) -> None:
    run = command.refresh(folder / "home", RELEASES)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    (folder / "told.json").write_text(json.dumps(run.stdout))


def _of_dfe(home: Path) -> Settings:
    own = ("E06000012", "E08000017", "E08000035", "E09000001", "E09000030")
    return settings_from_environment(
        home=home, releases=DFE, definitions=home / "definitions", draw="authorities", authorities=own
    )


def _build_of_dfe(home: Path) -> None:
    settings = _of_dfe(home)
    write_definitions(settings.definitions)
    build_all(settings)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep the tests of a module that makes something for all of them in one process, which alone makes it.

    Marks of groups would say the same, but with pytest 9.2 pytest-xdist 3.8 does not see them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduler(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return module if _makes_for_all(module) else nodeid

    return Scheduler(config, log)


@cache
def _makes_for_all(module: str) -> bool:
    return 'scope="module"' in (PROJECT / module).read_text()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with what takes longest."""
    items.sort(key=_turn)


# Modules that take longest, so that no process is left alone with one at the end. Each build that several modules look
# at is begun by the first of them, and the others come later, so that no process waits for it with nothing to do.
FIRST = (
    *("test_ees_end_to_end", "test_end_to_end", "test_whole", "test_statistics_dfe", "test_cards", "test_corruptions"),
    *("test_sequence", "test_drift", "test_publication", "test_screening", "test_reading", "test_benchmarks"),
    *("test_store", "test_dbt_project", "test_drafting", "test_intake", "test_frozen_forecasts", "test_scorecard"),
    *("test_dags", "test_leaks", "test_status_spells", "test_local_figures", "test_local_releases"),
    *("test_accessible", "test_screens", "test_one_thing_said", "test_every_page", "test_champion"),
)


def _turn(item: pytest.Item) -> int:
    return FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests had nothing to run on: a run without them has not tried the DfE's own files."""
    skipped = terminalreporter.stats.get("skipped", [])
    number = sum(NOT_AT_HAND in str(report.longrepr) for report in skipped)
    if number:
        terminalreporter.write_line(f"{number} tests were not run: {NOT_AT_HAND}.", red=True, bold=True)
