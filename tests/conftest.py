"""Fixtures that several tests share; everything happens in temporary folders."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from oba.config import PREFIX, PROJECT, Settings, settings_from_environment
from oba.definitions import Definitions, read_definitions
from pipeline import build_all
from released import DFE_RELEASES


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
    return build_all(settings_from_environment(home=tmp_path_factory.mktemp("built")))


@pytest.fixture(scope="session")
def built_from_dfe(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same for the DfE's own files, where they are at hand; they are not part of the project."""
    if not DFE_RELEASES.is_dir():
        pytest.skip(f"the DfE's release files are not at {DFE_RELEASES}")
    return build_all(settings_from_environment(home=tmp_path_factory.mktemp("dfe"), releases=DFE_RELEASES))


@pytest.fixture
def own_build(built: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the built demo that a test may publish or damage."""
    home = Path(shutil.copytree(built.home, tmp_path / "own"))
    yield settings_from_environment(home=home)
