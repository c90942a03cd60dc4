"""One build of what several modules of tests add to the demo, each for its own claims."""

import shutil
from pathlib import Path

from filled_worksheets import add_worksheets
from oba.config import PROJECT, Settings, settings_from_environment
from oba.definitions import read_definitions
from pipeline import build_all
from released import RELEASES
from test_cards import refuse_some
from test_drafting import add_factors, add_spend
from test_kinds_of_period import HARTLEPOOL, add_definitions, add_releases
from test_local_pages import EXAMPLESHIRE, add_local_figures


def settings_of(home: Path) -> Settings:
    return settings_from_environment(
        home=home,
        releases=home / "releases",
        definitions=home / "definitions",
        authorities=("E06000012", HARTLEPOOL, EXAMPLESHIRE),
    )


def build(home: Path) -> None:
    settings = settings_of(home)
    (releases,) = settings.releases
    shutil.copytree(RELEASES, releases)
    shutil.copytree(PROJECT / "data" / "definitions", settings.definitions)
    refuse_some(settings.definitions)  # first, for it removes whatever its few cards do not measure
    add_spend(releases, settings.definitions)
    add_factors(releases, settings.definitions)
    add_releases(releases)
    add_definitions(settings.definitions)
    add_local_figures(settings)
    add_worksheets(settings, read_definitions(settings.definitions))  # last, for they name what all others declare
    build_all(settings)
